"""The fields one may correct, as forms list them."""

from coffret.catalogue.fields import BY_CODE

# Never corrected by rote: they say which notice it is, and whose.
IDENTITY = frozenset({"REF", "MUSEO"})


def handed_in() -> list[tuple[str, str]]:
    """Return the fields a museum hands in that a habit may correct: code, label with the code; by label."""
    fields = [field for field in BY_CODE.values() if field.handed_in and field.code not in IDENTITY]
    return sorted(((field.code, f"{field.label} ({field.code})") for field in fields), key=lambda one: one[1])
