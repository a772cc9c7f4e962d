"""Image rows written and read by the thousand. A row is a list of the values of FIELDS, in their order.

Rows are kept in the payloads of submissions too, some of them older than the last columns: ``whole`` completes them.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from coffret.catalogue import store

# The one list of what a row holds, and what an older row that lacks it means. New ones go at the end.
DEFAULTS: dict[str, Any] = {
    "name": "",
    "sha256": "",
    "format": "",
    "width": 0,
    "height": 0,
    "size": 0,
    "colour": "",
    "likeness": "",
    "embedded_credit": "",
    "credit": "",
    "rights": "",
    "licence": "",
    "holder": "",
    "author_died": None,
    "shareable": True,
}
FIELDS = tuple(DEFAULTS)
# What the museum said of an image beside its bytes: kept when the same name comes again without a word.
SAID = ("credit", "rights", "licence", "holder", "author_died", "shareable")
COLUMNS = ("record_id", "position", *FIELDS, "withdrawn", "withdrawn_reason")
NOT_SHAREABLE = "image non diffusable"  # the specification's own words, p. 5
_PLACE = {name: place for place, name in enumerate(FIELDS)}
_TOLD = [_PLACE[name] for name in ("name", "sha256", *SAID)]

Row = list[Any]
Rows = list[Row]
# (record id, name or SHA-256) → reason
Withheld = dict[tuple[int, str], str]
# Records named for one content, at most.
OWNERS = 10


def whole(row: Sequence[Any]) -> Row:
    """Return a row with every value of FIELDS, those it is too old to have by default."""
    return [*row, *list(DEFAULTS.values())[len(row) :]]


def of(row: Sequence[Any], field: str) -> Any:
    """Return a field of a row; raises KeyError for what is no field."""
    place = _PLACE[field]
    return row[place] if place < len(row) else DEFAULTS[field]


def saying(row: Sequence[Any], said: Mapping[str, Any]) -> Row:
    """Return a copy of a row with these fields of SAID."""
    full = whole(row)
    for name, value in said.items():
        full[_PLACE[name]] = value
    return full


def alike(one: Sequence[Sequence[Any]], other: Sequence[Sequence[Any]]) -> bool:
    """Say whether two lists of rows are the same images, in the same order, with the same words of the museum.

    What follows from the bytes (colour, likeness…) is left out: a better reading of the same file changes nothing.
    """
    return [_told(row) for row in one] == [_told(row) for row in other]


def _told(row: Sequence[Any]) -> Row:
    full = whole(row)
    return [full[place] for place in _TOLD]


def held(records: Sequence[int]) -> dict[int, Rows]:
    """Return record id → its image rows, in the museum's order."""
    found: dict[int, Rows] = {}
    columns = ", ".join(FIELDS)
    for chunk in store.chunks(records):
        rows = store.select(
            f"SELECT record_id, {columns} FROM images_image "  # noqa: S608
            f"WHERE record_id IN ({store.marks(chunk)}) ORDER BY record_id, position",
            chunk,
        )
        for row in rows:
            found.setdefault(row[0], []).append(_typed(list(row[1:])))
    return found


def _typed(row: Row) -> Row:
    """SQLite answers 0 and 1 for booleans."""
    place = _PLACE["shareable"]
    row[place] = bool(row[place])
    return row


def withheld(records: Sequence[int]) -> Withheld:
    """Return (record id, name or SHA-256) → reason of the images withdrawn and not restored.

    A withdrawal holds for the same name and for the same content: handing the picture in again, or under another
    name, does not bring it back.
    """
    found: Withheld = {}
    for chunk in store.chunks(records):
        rows = store.select(
            "SELECT record_id, name, sha256, reason FROM images_withdrawal "  # noqa: S608
            f"WHERE restored_at IS NULL AND record_id IN ({store.marks(chunk)}) ORDER BY id",
            chunk,
        )
        for record, name, sha256, reason in rows:
            found[record, name] = found[record, sha256] = reason
    return found


def owners(contents: Sequence[str]) -> dict[str, list[str]]:
    """Return content → REF of published records that have it, the first ones."""
    found: dict[str, list[str]] = {}
    for chunk in store.chunks(list(dict.fromkeys(contents))):
        rows = store.select(
            "SELECT DISTINCT i.sha256, r.ref FROM images_image i JOIN catalogue_record r ON r.id = i.record_id "  # noqa: S608
            f"WHERE i.sha256 IN ({store.marks(chunk)}) AND r.status = 'published' ORDER BY r.ref",
            chunk,
        )
        for sha256, ref in rows:
            if len(refs := found.setdefault(sha256, [])) < OWNERS:
                refs.append(ref)
    return found


def reason_withheld(record: int, row: Sequence[Any], journal: Withheld) -> str:
    """Return why an image row of a record is not public, « » when it is."""
    if not of(row, "shareable"):
        return NOT_SHAREABLE
    return journal.get((record, row[0])) or journal.get((record, row[1])) or ""


def replace(images: Mapping[int, Sequence[Sequence[Any]]]) -> None:
    """Give each record these images and no other, in this order; masters stay in the store. The caller's transaction.

    Images withdrawn remain so, and an image keeps its row as long as its name is kept: what points at it still does.
    Thumbnails and pyramids are awaited.
    """
    _drop_unnamed(images)
    journal = withheld([record for record, kept in images.items() if kept])
    rows = [
        (record, position, *whole(row), bool(reason), reason)
        for record, kept in images.items()
        for position, row in enumerate(kept)
        for reason in [reason_withheld(record, row, journal)]
    ]
    columns = ", ".join(COLUMNS)
    said = ", ".join(f"{column} = excluded.{column}" for column in COLUMNS if column not in ("record_id", "name"))
    store.many(
        f"INSERT INTO images_image ({columns}) VALUES ({store.marks(COLUMNS)}) "  # noqa: S608
        f"ON CONFLICT (record_id, name) DO UPDATE SET {said}",
        rows,
    )
    await_all(list(dict.fromkeys(row[1] for kept in images.values() for row in kept)))


def _drop_unnamed(images: Mapping[int, Sequence[Sequence[Any]]]) -> None:
    """Remove the images of these records that are named no more."""
    for chunk in store.chunks(list(images)):
        there = store.select(
            f"SELECT record_id, name FROM images_image WHERE record_id IN ({store.marks(chunk)})",  # noqa: S608
            chunk,
        )
        named = {(record, row[0]) for record in chunk for row in images[record]}
        gone = [(record, name) for record, name in there if (record, name) not in named]
        store.many("DELETE FROM images_image WHERE record_id = %s AND name = %s", gone)


_SHOWS = (
    "EXISTS (SELECT 1 FROM images_image WHERE images_image.record_id = catalogue_record.id "
    "AND NOT images_image.withdrawn)"
)


def settle(records: Sequence[int]) -> None:
    """Make « has an image » of these records true to the images the public may see. The caller's transaction."""
    for chunk in store.chunks(records):
        store.many(
            f"UPDATE catalogue_record SET has_image = {_SHOWS} "  # noqa: S608
            f"WHERE id IN ({store.marks(chunk)}) AND has_image <> {_SHOWS}",
            [tuple(chunk)],
        )


def await_all(contents: Sequence[str]) -> None:
    """Write that the thumbnails and pyramids of these contents are to be made. The caller's transaction."""
    store.many(
        "INSERT INTO images_awaited (sha256, failures, reason) VALUES (%s, 0, '') ON CONFLICT (sha256) DO NOTHING",
        [(sha256,) for sha256 in contents],
    )
