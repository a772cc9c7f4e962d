"""Lets every test of the folder write files of records and submit them."""

from sheets import submit, write

__all__ = ["submit", "write"]
