"""Coffret: a collective museum catalogue, handed in, checked, published and found."""

__version__ = "0.1.0"
