"""Numbers that come from outside: an address, a form, a text."""

# Digits of the largest number a row may bear, with room to spare; Python reads no longer ones in a text than 4,300.
MOST_DIGITS = 15


def row_number(text: str) -> int | None:
    """Return the number of a row as written; None for what no row can bear: other signs, too many digits."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= MOST_DIGITS else None
