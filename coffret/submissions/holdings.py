"""What a museum has in the catalogue, ready to be listed: its notices, its images, in order, with their filters as sets.

A file per museum beside the database, made again from it whenever the change log says that a notice of the museum moved:
any filter of a hundred thousand notices is then a few operations on bitmaps, and any page is found at once.
"""

import json
import os
import struct
import tempfile
from array import array
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection
from pyroaring import BitMap

from coffret.base.rules import REGISTRY
from coffret.base.text import fold
from coffret.catalogue import store
from coffret.catalogue.models import Change, Status
from coffret.images.norms import RECOMMENDED_SHORT_SIDE
from coffret.submissions import sets

# Grows when what is kept, or how it is made, changes: older files are made again.
FORMAT = 3
NOTICES, IMAGES = "notices", "images"
_LENGTH = struct.Struct("<Q")
# Last fact of the log, its moment, number of notices of the museum, id of the newest.
Mark = list[Any]


@dataclass
class Shelf:
    """Things in order: their ids, the days they changed, a folded text for each, and sets of their ranks by name."""

    ids: "array[int]" = field(default_factory=lambda: array("Q"))
    days: "array[int]" = field(default_factory=lambda: array("L"))
    text: bytes = b""
    sets: dict[str, BitMap] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.ids)

    @property
    def every(self) -> BitMap:
        """Return all the ranks."""
        return BitMap(range(len(self.ids)))

    def named(self, name: str) -> BitMap:
        """Return a set; empty when nothing belongs to it."""
        return self.sets.get(name) or BitMap()

    def holding(self, words: str) -> BitMap:
        """Return the ranks whose text holds each of these words, whatever their accents or case."""
        wanted = sorted((word.encode() for word in fold(words).split()), key=len, reverse=True)
        lines = self.text.split(b"\n")
        found: Iterable[int] = range(len(self))
        for word in wanted:
            found = [rank for rank in found if word in lines[rank]]
        return BitMap(found)

    def since(self, day: date) -> BitMap:
        """Return the ranks of what changed on this day or later."""
        number = day.toordinal()
        return BitMap(rank for rank, one in enumerate(self.days) if one >= number)

    def at(self, ranks: Iterable[int]) -> list[int]:
        """Return the ids at these ranks."""
        return [self.ids[rank] for rank in ranks]


def notices(museum: str) -> Shelf:
    """Return the notices of a museum by inventory number. Sets: « online », « withdrawn », « pictured », rules, gravities."""
    return _kept(museum, NOTICES, _make_notices)


def images(museum: str) -> Shelf:
    """Return the images of a museum by inventory number. Sets: « small », « uncredited », « withdrawn », « shared »."""
    return _kept(museum, IMAGES, _make_images)


def _kept(museum: str, kind: str, make: Any) -> Shelf:
    """Return what the file holds when no notice of the museum moved since; else make it again."""
    path = Path(settings.DATA) / "holdings" / f"{museum}.{kind}"
    now = _mark(museum)
    kept = _read(path)
    if kept is not None and (kept[0] == now or _still(museum, kept[0], now)):
        return kept[1]
    shelf: Shelf = make(museum)
    _write(path, now, shelf)
    return shelf


def _mark(museum: str) -> Mark:
    """Return where the catalogue stands: the last fact of the log and its moment, the museum's notices and the newest."""
    fact = Change.objects.order_by("-sequence").values_list("sequence", "at").first()
    count, newest = store.select("SELECT COUNT(*), MAX(id) FROM catalogue_record WHERE museum_id = %s", [museum])[0]
    return [fact[0] if fact else 0, str(fact[1]) if fact else "", count, newest or 0]


def _still(museum: str, then: Mark, now: Mark) -> bool:
    """Say whether a file made at ``then`` still holds: the log goes on from there, and no fact since is of this museum.

    A database brought back from a copy may have another log under the same numbers.
    """
    if then[2:] != now[2:] or not 0 < then[0] <= now[0]:
        return False
    at = Change.objects.filter(sequence=then[0]).order_by("sequence").values_list("at", flat=True).first()
    return str(at) == then[1] and not _moved(museum, then[0])


def _moved(museum: str, since: int) -> bool:
    """Say whether a notice of the museum changed after this fact of the log."""
    found = store.select(
        "SELECT 1 FROM catalogue_change c JOIN catalogue_record r ON r.id = c.record_id "
        "WHERE c.sequence > %s AND r.museum_id = %s LIMIT 1",
        [since, museum],
    )
    return bool(found)


def _make_notices(museum: str) -> Shelf:
    shelf, lines = Shelf(), []
    rows = _streamed(
        "SELECT id, ref, inventory_number, title, status, has_image, findings, updated_at FROM catalogue_record "
        "WHERE museum_id = %s ORDER BY sort_inventory, id",
        [museum],
    )
    for rank, (pk, ref, inventory, title, status, pictured, findings, at) in enumerate(rows):
        shelf.ids.append(pk)
        shelf.days.append(date.fromisoformat(str(at)[:10]).toordinal())
        lines.append(fold(f"{ref} {inventory} {title}"))
        _add(shelf, rank, "online" if status == Status.PUBLISHED else "withdrawn", "pictured" if pictured else "")
        _add(shelf, rank, *_weights(findings))
    _put_text(shelf, lines)
    return shelf


def _weights(findings: Any) -> set[str]:
    """Return the rules, and their gravities, of a record's findings as the database gives them."""
    codes = {one[0] for one in json.loads(store.unpacked(findings))}
    known = codes & REGISTRY.keys()
    return known | {str(REGISTRY[code].severity) for code in known}


def _make_images(museum: str) -> Shelf:
    shelf, lines = Shelf(), []
    rows = _streamed(
        "SELECT i.id, i.name, r.ref, r.inventory_number, i.width, i.height, i.credit, i.embedded_credit, r.credit, "
        "i.withdrawn, EXISTS (SELECT 1 FROM images_image o WHERE o.sha256 = i.sha256 AND o.record_id <> i.record_id) "
        "FROM images_image i JOIN catalogue_record r ON r.id = i.record_id "
        "WHERE r.museum_id = %s ORDER BY r.sort_inventory, r.id, i.position",
        [museum],
    )
    for rank, (pk, name, ref, inventory, width, height, *credits, withdrawn, shared) in enumerate(rows):
        shelf.ids.append(pk)
        lines.append(fold(f"{ref} {inventory} {name}"))
        _add(
            shelf,
            rank,
            "small" if min(width, height) < RECOMMENDED_SHORT_SIDE else "",
            "" if any(credits) else "uncredited",
            "withdrawn" if withdrawn else "",
            "shared" if shared else "",
        )
    _put_text(shelf, lines)
    return shelf


def _streamed(sql: str, parameters: list[Any]) -> Iterator[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        while rows := cursor.fetchmany(2000):
            yield from rows


def _add(shelf: Shelf, rank: int, *names: str) -> None:
    for name in names:
        if name:
            shelf.sets.setdefault(name, BitMap()).add(rank)


def _put_text(shelf: Shelf, lines: list[str]) -> None:
    """Keep each text on a line of its own."""
    shelf.text = "\n".join(line.replace("\n", " ") for line in lines).encode()


def awaited(shelf: Shelf) -> BitMap:
    """Return the ranks of the images whose small versions are still to be made."""
    found = store.select("SELECT i.id FROM images_awaited a JOIN images_image i ON i.sha256 = a.sha256 ORDER BY i.id")
    waiting = {pk for (pk,) in found}
    return BitMap(rank for rank, pk in enumerate(shelf.ids) if pk in waiting) if waiting else BitMap()


def _write(path: Path, mark: Mark, shelf: Shelf) -> None:
    """Write a shelf in one go: whoever reads meanwhile has the one before."""
    names = sorted(shelf.sets)
    parts = [shelf.ids.tobytes(), shelf.days.tobytes(), shelf.text]
    parts += [sets.dump(shelf.sets[name]) for name in names]
    head = json.dumps({"format": FORMAT, "mark": mark, "names": names, "sizes": [len(one) for one in parts]})
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=path.parent, delete=False) as handle:
        handle.write(_LENGTH.pack(len(head)) + head.encode())
        handle.writelines(parts)
    os.replace(handle.name, path)


def _read(path: Path) -> tuple[Mark, Shelf] | None:
    """Return where the catalogue stood when a file was made, and its shelf; None when there is none that can be read."""
    try:
        raw = path.read_bytes()
    except FileNotFoundError:
        return None
    if len(raw) < _LENGTH.size:
        return None
    (length,) = _LENGTH.unpack_from(raw)
    end = _LENGTH.size + length
    if len(raw) < end:
        return None
    head: Mapping[str, Any] = json.loads(raw[_LENGTH.size : end])
    if head["format"] != FORMAT or len(raw) != end + sum(head["sizes"]):
        return None
    parts = []
    for size in head["sizes"]:
        parts.append(raw[end : end + size])
        end += size
    shelf = Shelf(
        text=parts[2], sets={name: sets.load(one) for name, one in zip(head["names"], parts[3:], strict=True)}
    )
    for kept, part in ((shelf.ids, parts[0]), (shelf.days, parts[1])):
        kept.frombytes(part)
    return head["mark"], shelf
