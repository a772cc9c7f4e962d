"""What a form of a notice sends, read as the table of fields wants it."""

from collections.abc import Mapping, Sequence

from django.http import QueryDict

from coffret.catalogue.fields import BY_CODE, FIELDS, GROUP_JOINER, Field, Kind, Obligation

# The reference and the museum are not typed over; images have a part of their own; an update needs no REFMIS here.
APART = frozenset({"REF", "MUSEO", "REFIM", "REFMIS"})
EDITED: tuple[Field, ...] = tuple(entry for entry in FIELDS if entry.handed_in and entry.code not in APART)
# Of a line that waits, what the others read of it is typed too.
OF_A_LINE: tuple[Field, ...] = (BY_CODE["REF"], BY_CODE["MUSEO"], *EDITED, BY_CODE["REFIM"])
ESSENTIAL = frozenset({Obligation.REQUIRED, Obligation.MINIMUM})
# Kinds whose lines are « # »: text, and groups.
_LINED = frozenset({Kind.TEXT, Kind.GROUPS})
LONGEST = 200_000


def typed(post: QueryDict, began: Mapping[str, str], fields: Sequence[Field] = EDITED) -> dict[str, str]:
    """Return code → text of the fields of ``post`` that are not as they were (« » clears); fields not sent are left out.

    ``began``: the notice the form was made from; ``fields``: those that the form may change.
    """
    changed = {}
    for entry in fields:
        if entry.code in post:
            text = plain(post.get(entry.code, ""))
            if text != plain(began.get(entry.code, "")):
                changed[entry.code] = on_one_line(entry, text)
    return changed


def plain(text: str) -> str:
    """Return a text as browsers send it back: line ends alike, nothing blank around, no NUL."""
    return text[:LONGEST].replace("\r\n", "\n").replace("\r", "\n").replace("\0", "").strip()


def on_one_line(entry: Field, text: str) -> str:
    """Return a text with its line ends as the specification writes them: « # » in texts, else the field's separator."""
    if "\n" not in text:
        return text
    mark = GROUP_JOINER if entry.kind in _LINED else entry.joiner
    parts = [part.strip() for part in text.split("\n")]
    return mark.join(part.removesuffix(mark.strip()).strip() for part in parts if part)


def resulting(began: Mapping[str, str], changed: Mapping[str, str]) -> dict[str, str]:
    """Return the texts a form shows: those it was made from, with what was typed."""
    return {code: text for code, text in {**began, **changed}.items() if code in BY_CODE}
