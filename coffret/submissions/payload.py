"""What a line keeps, in packed JSON (coffret.base.packing): the values handed in, where they stood, what was found, its images."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from coffret.base import packing, quick_json
from coffret.base.rules import Finding

# A finding's value in a line's payload, and on the record itself: the text is in the values anyway.
VALUE_LIMIT = 300


@dataclass(slots=True)
class Content:
    """The content of a line.

    ``values``: code → text handed in; ``platform``: those the platform makes itself, handed in for nothing; ``empty``:
    codes handed in empty, hence cleared; ``lines``: code → line of the file; ``findings``: (rule code, field, value, line, facts); ``images``: rows resolved in the submission's folder,
    None when none was given; ``replaced``: image rows the publication took away, None when it left them alone.

    Of the fields corrected since, whose text is that of ``values``: ``handed``, code → text as handed in (None: the
    field was not); ``mended``, code → means (Means) of the last correction; ``acts``, code → each act still in force,
    oldest first: what did it (see mending/writing.py) and the text it found. ``spare``: name of an image that REFIM
    no longer writes → its row (None: it led to none) and what was said of it.
    """

    values: dict[str, str]
    platform: dict[str, str] = field(default_factory=dict)
    empty: list[str] = field(default_factory=list)
    lines: dict[str, int] = field(default_factory=dict)
    findings: list[list[Any]] = field(default_factory=list)
    images: list[list[Any]] | None = None
    replaced: list[list[Any]] | None = None
    attached: list[list[Any]] | None = None
    handed: dict[str, str | None] = field(default_factory=dict)
    mended: dict[str, str] = field(default_factory=dict)
    acts: dict[str, list[list[Any]]] = field(default_factory=dict)
    spare: dict[str, list[Any]] = field(default_factory=dict)


def pack(content: Content) -> bytes:
    """Return a line's payload."""
    kept: dict[str, Any] = {"values": content.values}
    for name in ("platform", "lines", "findings", "handed", "mended", "acts", "spare"):
        if value := getattr(content, name):
            kept[name] = value
    if content.empty:
        # A table leaves fifty columns empty in each row: one text is quicker to write and to read than a list.
        kept["empty"] = " ".join(content.empty)
    for name in ("images", "replaced", "attached"):
        if (value := getattr(content, name)) is not None:
            kept[name] = value
    return packing.pack_bytes(quick_json.kept(kept))


def unpack(payload: bytes) -> Content:
    """Return the content of a line's payload."""
    kept = quick_json.read(packing.unpack_bytes(payload))
    kept["empty"] = kept.get("empty", "").split()
    return Content(**kept)


def finding_rows(findings: Sequence[Finding], lines: Mapping[str, int], line: int) -> list[list[Any]]:
    """Return findings as a payload keeps them, each with its line."""
    return [
        [one.code, one.field, one.value[:VALUE_LIMIT], one.line or lines.get(one.field) or line, dict(one.facts)]
        for one in findings
    ]
