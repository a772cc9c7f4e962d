"""Handing in from a browser: files that arrive piece by piece, archives opened, what they hold told apart and checked."""
