"""What is put forward: suggestions and their reasons, and what was read."""
