"""Judging a line again from what it keeps: the record read, with its texts of now. Plain data in and out.

What the reader said of the file and what was seen of the pictures stand; the rest is found afresh, by the same rules as
the first time.
"""

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from coffret.base.rules import REGISTRY, Finding
from coffret.catalogue.store import Stored
from coffret.submissions import judging
from coffret.submissions.judging import Item, Row
from coffret.submissions.lines import Held
from coffret.submissions.payload import Content, unpack

# What is found again from the values alone; « file » is what the reader said; the rest is said of pictures.
FOUND_AGAIN = frozenset({"value", "term", "museum", "record", "arrival", "context"})
SAID_BY_THE_READER = "file"
ADOPTED, PROPOSED = "SUB072", "SUB058"

Findings = Sequence[Sequence[Any]]


class Piece(NamedTuple):
    """A line to judge again: its row's id, the reference it bore, the findings it had, the record to judge."""

    line: int
    ref: str
    before: Findings
    item: Item


class Again(NamedTuple):
    """A line judged again: its row's id, the reference it bore, what it becomes, the findings it had and those it has,
    whether it is a corrected one.
    """

    line: int
    ref: str
    row: Row
    before: Findings
    after: Findings
    mended: bool


def judge(pieces: Iterable[Piece]) -> list[Again]:
    """Judge a batch again; ``judging.install`` comes first."""
    pieces = list(pieces)
    rows = judging.judge([piece.item for piece in pieces]).rows
    return [
        Again(piece.line, piece.ref, row, piece.before, unpack(row.payload).findings, bool(piece.item.mended))
        for piece, row in zip(pieces, rows, strict=True)
    ]


def item_of(line: Held, content: Content, stored: Stored | None) -> Item:
    """Return a line's record to judge beside ``stored``, the record there is now; its images are the caller's to add."""
    values = {**content.values, **content.platform}
    if _adopted(content):
        del values["MUSEO"]
    return Item(
        position=line.position,
        values=values,
        empty=content.empty,
        line=line.number,
        lines=content.lines,
        notes=[
            (code, name, value, at)
            for code, name, value, at, _facts in content.findings
            if REGISTRY[code].target == SAID_BY_THE_READER
        ],
        stored=stored,
        proposed=_proposed(content),
        handed=content.handed,
        mended=content.mended,
        acts=content.acts,
    )


def picture_findings(content: Content) -> list[Finding]:
    """Return what was said of a line's pictures, and of the names that lead to none."""
    return [
        Finding(code, name, value, at, facts)
        for code, name, value, at, facts in content.findings
        if REGISTRY[code].target not in FOUND_AGAIN and REGISTRY[code].target != SAID_BY_THE_READER
    ]


def _adopted(content: Content) -> bool:
    """Say whether the museum of a line is the one of its submission, for want of its own."""
    told = [value for code, _field, value, _line, _facts in content.findings if code == ADOPTED]
    return bool(told) and content.values.get("MUSEO") == told[0] and "MUSEO" not in content.handed


def _proposed(content: Content) -> str:
    """Return the reference that was proposed to a line; it stays free for it."""
    told = [facts.get("proposed", "") for code, _field, _value, _line, facts in content.findings if code == PROPOSED]
    return str(told[0]) if told else ""
