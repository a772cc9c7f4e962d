"""Handing in: the folder dropped on the page, what arrives of it, what became of it."""
