"""Pictures handed in without notices: each is led to a record of the museum that awaits it, by its name.

A record awaits the pictures its REFIM names. Others are added to REFIM where their name is a record's REF or inventory
number, alone or followed by a rank (« 2026.1.12 », « 2026-1-12_2.jpg »), as museums name their photographs.
"""

import json
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from coffret.base.text import fold
from coffret.catalogue.models import Record, Status
from coffret.formats.joconde import image_names
from coffret.images import naming
from coffret.images.attach import Folder
from coffret.images.norms import NAME_LIMIT
from coffret.submissions import actions
from coffret.submissions.handing.arriving import arrived
from coffret.submissions.models import Delivery, Origin, Submission

_RANK = re.compile(r"^(?P<stem>.*[^\s_.(-])[\s_.(-]+(?:\d{1,3}|[a-zA-Z])\)?$")
_OTHER = re.compile(r"[^a-z0-9]+")

Row = dict[str, str]


class Awaiting:
    """What the published records of a museum await: pictures by name, and the names their own would bear."""

    def __init__(self, museum: str) -> None:
        self.refim: dict[str, str] = {}
        self._named: dict[str, list[str]] = defaultdict(list)
        self._called: dict[str, set[str]] = defaultdict(set)
        rows = Record.objects.filter(museum_id=museum, status=Status.PUBLISHED).order_by("ref")
        for ref, values in rows.values_list("ref", "values").iterator():
            self._take(ref, values)

    def _take(self, ref: str, values: Mapping[str, str]) -> None:
        self.refim[ref] = values.get("REFIM", "")
        for image in image_names(self.refim[ref]):
            for name in filter(None, (image.name, image.original)):
                self._named[naming.folded(name)].append(ref)
        for text in {ref, values.get("INV", ""), *values.get("INV", "").split(";")}:
            if called := _key(text):
                self._called[called].add(ref)

    def named(self, name: str) -> list[str]:
        """Return the REF of the records whose REFIM names this file."""
        return list(dict.fromkeys(self._named.get(naming.folded(name), ())))

    def called(self, name: str) -> str:
        """Return the REF of the one record a file's name leads to, « » for none or several."""
        if naming.fault(name, NAME_LIMIT):
            return ""
        stem = naming.base(name).rpartition(".")[0]
        rank = _RANK.match(stem)
        for text in (stem, rank["stem"] if rank else ""):
            refs = self._called.get(_key(text), set()) if text else set()
            if refs:
                return next(iter(refs)) if len(refs) == 1 else ""
        return ""


def _key(text: str) -> str:
    """Return what an inventory number and the name of a file made from it have in common: letters and figures.

    Separators are kept apart, so that « 1.12 » is not « 11.2 ».
    """
    return _OTHER.sub(".", fold(text)).strip(".")


def rows(museum: str, folder: Folder) -> list[Row]:
    """Return the records of ``museum`` that the pictures of ``folder`` and its table change: REF and REFIM of each."""
    awaiting = Awaiting(museum)
    added: dict[str, list[str]] = {}
    for path in folder.names():
        named = awaiting.named(path)
        for ref in named:
            added.setdefault(ref, [])
        if not named and (ref := awaiting.called(path)):
            added.setdefault(ref, []).append(naming.base(path))
    # The table speaks of pictures that are here already, too.
    for name in folder.table.said:
        for ref in awaiting.named(name):
            added.setdefault(ref, [])
    return [{"REF": ref, "REFIM": with_names(awaiting.refim[ref], names)} for ref, names in sorted(added.items())]


def with_names(refim: str, names: Iterable[str]) -> str:
    """Return a REFIM with these names at its end, those it has already left where they are."""
    there = {naming.folded(image.name) for image in image_names(refim)}
    new = [name for name in dict.fromkeys(names) if naming.folded(name) not in there]
    if not new:
        return refim
    return ";".join([*([refim.strip().rstrip(";")] if refim.strip(" ;") else []), *new])


def written(found: Sequence[Row], path: Path) -> Path:
    """Write records as the file a submission is made of, one a line; returns its path."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in found), encoding="utf-8")
    return path


def submitted(
    path: Path, museum: str, images: Path | Folder, *, by: Any, delivery: Delivery | None = None
) -> Submission:
    """Make a submission of pictures of ``path``, a file that ``written`` made, and check it; returns it."""
    submission = arrived(path, path.name, museum, by=by, delivery=delivery, origin=Origin.IMAGES)
    return actions.check(submission, museum=museum, images=images)


def file_name(museum: str) -> str:
    """Return the name of the file that pictures without notices make."""
    return f"images-{museum}.jsonl"
