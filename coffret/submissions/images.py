"""Images of a batch: each name of REFIM led to a file of the folder, to an image the record already has, or to a finding."""

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from coffret.base.rules import Finding
from coffret.formats.joconde import ImageName, image_names
from coffret.images import attach, rows
from coffret.images.attach import Folder, Found, Trouble
from coffret.images.probe import probe
from coffret.images.store import has, master, save
from coffret.submissions.image_rules import trouble_finding, unused_finding
from coffret.submissions.judging import Item

# Decoding releases the interpreter: two threads per processor keep both busy while a file is read.
THREADS = 4
UNUSED_LIMIT = 1000


class Resolver:
    """Resolves the images of batches of items, in ``folder`` (None: none was handed in)."""

    def __init__(self, folder: Folder | None, *, save: bool) -> None:
        self._folder = folder
        self._save = save

    def resolve(self, items: Sequence[Item]) -> None:
        """Fill what each item holds, found, and lacks of images."""
        concerned = [item for item in items if item.values.get("REFIM") or "REFIM" in item.empty]
        if not concerned:
            return
        held = rows.held([item.stored.id for item in concerned if item.stored])
        if self._folder is None:
            for item in concerned:
                self._without_folder(item, held.get(item.stored.id, []) if item.stored else [])
            return
        with ThreadPoolExecutor(THREADS) as threads:
            found = list(threads.map(self._find_all, concerned))
        for item, finds in zip(concerned, found, strict=True):
            self._conclude(item, finds, held.get(item.stored.id, []) if item.stored else [])

    def leftovers(self) -> Iterator[Finding]:
        """Yield a finding for each file of the folder that no record named."""
        if self._folder is not None:
            for name in self._folder.unused()[:UNUSED_LIMIT]:
                yield unused_finding(name)

    def _without_folder(self, item: Item, held: list[list[Any]]) -> None:
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
                found.probe = probe(master(kept))
        return found

    def _conclude(self, item: Item, finds: list[Found], held: list[list[Any]]) -> None:
        item.held = held
        by_name = {row[0]: row for row in held}
        kept: rows.Rows = []
        for found in finds:
            if found.probe:
                kept += attach.rows([found])
            elif found.trouble is Trouble.ABSENT and found.name in by_name:
                kept.append(by_name[found.name])
            elif found.trouble:
                item.image_findings.append(trouble_finding(found.trouble, found.name, found.others, found.reason))
        item.images = list({row[0]: row for row in kept}.values())
