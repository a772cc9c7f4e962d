"""The demonstration collection: facts of real museums, and pictures drawn by a program."""
