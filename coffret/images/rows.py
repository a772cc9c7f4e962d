"""Image rows written by the thousand; a row is (name, sha256, format, width, height, size, colour)."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from coffret.catalogue import store

COLUMNS = ("record_id", "position", "name", "sha256", "format", "width", "height", "size", "colour")


def replace(images: Mapping[int, Sequence[Sequence[Any]]]) -> None:
    """Give each record these images and no other, in this order; masters stay in the store. The caller's transaction."""
    records = list(images)
    for chunk in store.chunks(records):
        with_marks = f"DELETE FROM images_image WHERE record_id IN ({store.marks(chunk)})"  # noqa: S608
        store.many(with_marks, [tuple(chunk)])
    rows = [(record, position, *row) for record, kept in images.items() for position, row in enumerate(kept)]
    columns = ", ".join(COLUMNS)
    store.many(f"INSERT INTO images_image ({columns}) VALUES ({store.marks(COLUMNS)})", rows)  # noqa: S608


def attached(images: Mapping[int, Sequence[Sequence[Any]]]) -> Iterator[str]:
    """Yield the SHA-256 of every image."""
    for kept in images.values():
        for row in kept:
            yield row[1]
