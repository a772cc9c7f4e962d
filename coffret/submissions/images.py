"""Images of a batch: each name of REFIM led to a file of the folder, to an image the record already has, or to a finding."""

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import islice
from pathlib import Path
from typing import Any

from coffret.base.rules import Finding
from coffret.formats.joconde import ImageName, image_names
from coffret.images import attach, rows, sidecar
from coffret.images.attach import Folder, Found, Trouble
from coffret.images.norms import EXTENSIONS
from coffret.images.probe import probe
from coffret.images.rows import Row, Rows, Withheld
from coffret.images.store import has, opened, save
from coffret.submissions import pictures
from coffret.submissions.image_rules import table_cell, table_line, trouble_finding, unused_finding, withheld
from coffret.submissions.judging import Item
from coffret.submissions.shared_images import Owners, shared

# The limited children decode two at a time: while they do, other threads find, hash and keep files.
THREADS = 4
UNUSED_LIMIT = 1000
PICTURES = frozenset(f".{ending}" for endings in EXTENSIONS.values() for ending in endings)
# Troubles of a name that a file bears.
_THERE = frozenset({Trouble.AMBIGUOUS, Trouble.UNREADABLE, Trouble.TOO_LARGE})


class Resolver:
    """Resolves the images of batches of items, in ``folder`` (None: none was handed in).

    ``some``: the folder holds some of the pictures only, those handed in after their notices: one that is not there
    refuses nothing. ``pictures``: file → « new », « same » (its record has this content already) or « refused ».
    """

    def __init__(self, folder: Folder | None, *, save: bool, some: bool = False) -> None:
        self._folder = folder
        self._save = save
        self._some = some
        self._table = folder.table if folder else sidecar.Table()
        self._owners = Owners()
        self.pictures: dict[str, str] = {}
        self._published: dict[str, list[str]] = {}

    def resolve(self, items: Sequence[Item]) -> None:
        """Fill what each item holds, found, and lacks of images."""
        concerned = [item for item in items if item.values.get("REFIM") or "REFIM" in item.empty]
        if not concerned:
            return
        stored = [item.stored.id for item in concerned if item.stored]
        held = rows.held(stored)
        if self._folder is None:
            for item in concerned:
                self._without_folder(item, held.get(item.stored.id, []) if item.stored else [])
            return
        journal = rows.withheld(stored)
        with ThreadPoolExecutor(THREADS) as threads:
            found = list(threads.map(self._find_all, concerned))
        self._published = rows.owners([one.probe.sha256 for finds in found for one in finds if one.probe])
        for item, finds in zip(concerned, found, strict=True):
            self._conclude(item, finds, held.get(item.stored.id, []) if item.stored else [], journal)

    def leftovers(self) -> Iterator[Finding]:
        """Yield a finding for each file of the folder that no record named, and for what its table says in vain."""
        if self._folder is None or self._folder.continues:
            return
        for name in self._folder.unused()[:UNUSED_LIMIT]:
            yield unused_finding(name)
        yield from islice(table_cell(self._table), UNUSED_LIMIT)
        yield from islice(table_line(self._table), UNUSED_LIMIT)

    def counts(self) -> dict[str, int]:
        """Return how many files of the folder are new, the same as before, refused, named by nobody; empty without folder."""
        if self._folder is None:
            return {}
        met = Counter(self.pictures.values())
        unused = 0 if self._folder.continues else len(self._folder.unused())
        return {"new": met["new"], "same": met["same"], "refused": met["refused"], "unused": unused}

    def left(self) -> dict[str, str]:
        """Keep the pictures that no record named, for who corrects a name: name → SHA-256. Two of one name are none."""
        if self._folder is None or self._folder.continues:
            return {}
        paths = [path for path in self._folder.unused()[:UNUSED_LIMIT] if Path(path).suffix.lower() in PICTURES]
        alone = [name for name, count in Counter(Path(path).name for path in paths).items() if count == 1]
        by_name = {Path(path).name: self._folder.root / path for path in paths}
        return {name: save(by_name[name]) for name in alone if self._folder.holds(by_name[name])}

    def _count(self, found: Found, held: Rows) -> None:
        """Note what became of a file; one that two records show is new if it is to one of them."""
        if found.path and found.probe:
            known = any(row[1] == found.probe.sha256 for row in held)
            if self.pictures.get(str(found.path)) != "new":
                self.pictures[str(found.path)] = "same" if known else "new"
        elif found.trouble in _THERE:
            self.pictures[found.name] = "refused"

    def _without_folder(self, item: Item, held: Rows) -> None:
        """Text alone: images already attached under the same name stay, others are said to be missing."""
        item.held = held
        known = {row[0] for row in held}
        for name in image_names(item.values.get("REFIM", "")):
            if name.name not in known:
                item.image_findings.append(trouble_finding("not_joined", name.name))

    def _find_all(self, item: Item) -> list[Found]:
        return [self._find(name) for name in image_names(item.values.get("REFIM", ""))]

    def _find(self, name: ImageName) -> Found:
        assert self._folder is not None
        found = self._folder.find(name.name)
        if found.trouble is Trouble.ABSENT and name.original:
            second = self._folder.find(name.original)
            if second.probe:
                found = Found(name.name, second.path, second.probe)
        if self._save and found.probe and found.path and not has(found.probe.sha256):
            kept = save(found.path)
            if kept != found.probe.sha256:  # replaced while we read it
                with opened(kept) as copy:
                    found.probe = probe(copy)
        return found

    def _conclude(self, item: Item, finds: list[Found], held: Rows, journal: Withheld) -> None:
        item.held = held
        by_name = {row[0]: row for row in held}
        phot = _phot(item) if any(found.probe for found in finds) else ""
        kept: dict[str, Row] = {}
        for found in finds:
            self._count(found, held)
            row = self._row(found, by_name.get(found.name))
            if row is None:
                if found.trouble:
                    item.image_findings.append(self._missing(found))
                continue
            if found.name not in kept:
                item.image_findings += self._told(item, found, row, phot, journal)
            kept[found.name] = row
        item.images = list(kept.values())

    def _missing(self, found: Found) -> Finding:
        absent = self._some and found.trouble is Trouble.ABSENT
        return trouble_finding(
            "not_joined" if absent else found.trouble or "", found.name, found.others, found.reason
        )  # fmt: skip

    def _row(self, found: Found, before: Row | None) -> Row | None:
        """Return the row of a name: its file, or what the record has under it, with what the museum says of it."""
        if found.probe:
            row = attach.rows([found])[0]
            if before:
                row = rows.saying(row, {name: rows.of(before, name) for name in rows.SAID})
        elif before and found.trouble is Trouble.ABSENT:
            row = before
        else:
            return None
        return rows.saying(row, self._said(found))

    def _said(self, found: Found) -> Mapping[str, Any]:
        return self._table.of(found.name, found.path.name if found.path else found.name)

    def _told(self, item: Item, found: Found, row: Row, phot: str, journal: Withheld) -> Iterator[Finding]:
        """Yield what is to be said of an image that can be attached."""
        reason = rows.reason_withheld(item.stored.id if item.stored else 0, row, journal)
        yield from withheld(found.name, reason)
        if found.probe:
            ref, credit = item.values.get("REF", ""), str(rows.of(row, "credit"))
            yield from shared(found.name, self._owners.others(ref, found.probe.sha256, self._published))
            yield from pictures.findings(found.name, found.probe, ref=ref, phot=phot, credit=credit)


def _phot(item: Item) -> str:
    """Return the credit the record will have: that handed in, else the one it holds."""
    if "PHOT" in item.values or "PHOT" in item.empty:
        return item.values.get("PHOT", "")
    return str(json.loads(item.stored.values).get("PHOT", "")) if item.stored else ""
