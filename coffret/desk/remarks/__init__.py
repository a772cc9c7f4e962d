"""What readers say of notices, and what a museum makes of it."""
