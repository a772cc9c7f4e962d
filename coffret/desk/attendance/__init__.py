"""Who comes to events."""
