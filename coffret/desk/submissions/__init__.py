"""What museums handed in, and what becomes of it."""
