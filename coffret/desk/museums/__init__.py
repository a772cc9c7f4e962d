"""The museums in the workshop: who takes part, who works there, how they stand, why a notice is not online."""
