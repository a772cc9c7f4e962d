"""The map and the figures."""
