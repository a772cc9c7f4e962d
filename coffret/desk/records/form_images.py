"""The images of a notice in its form: their order, their credits, those taken off, those just chosen."""

import contextlib
import csv
import re
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest
from django.utils.translation import gettext as _

from coffret.base.errors import Refused
from coffret.base.text import fold
from coffret.catalogue.models import Record
from coffret.formats.joconde import ImageName, image_names
from coffret.images import sidecar
from coffret.images.models import Image

# Images taken at once in a form; a folder takes as many as there are.
MOST = 30
CREDIT_LIMIT = 500
THUMB = 240
_FORBIDDEN = re.compile(r"[;,/\\\x00-\x1f\x7f]+")


@dataclass(frozen=True, slots=True)
class Shown:
    """An image the notice names; ``image`` is None for a name no file ever came for. ``rank`` counts from 1."""

    rank: int
    name: str
    image: Image | None

    @property
    def thumb(self) -> str:
        """Return the address of its thumbnail, « » when the public may not see it or there is none."""
        return f"/images/{self.image.sha256}/{THUMB}.jpg" if self.image and not self.image.withdrawn else ""


@dataclass(frozen=True, slots=True)
class Change:
    """What a form does to the images: the REFIM that results, the files sent, and file name → credit to say of it."""

    refim: str
    files: dict[str, UploadedFile]
    credits: dict[str, str]


def shown(record: Record | None) -> list[Shown]:
    """Return the images a notice names, in the museum's order; none for a new one."""
    if record is None:
        return []
    held = {image.name: image for image in record.images.order_by("position")}
    names = dict.fromkeys(one.name for one in image_names(record.values.get("REFIM", "")))
    return [Shown(rank, name, held.get(name)) for rank, name in enumerate(names, 1)]


def asked(request: HttpRequest, record: Record | None) -> Change | None:
    """Return what the form does to the images, None when it leaves them; raises Refused for more than it takes."""
    before = shown(record)
    kept = [one for one in _in_order(request, before) if f"image.{one.rank}.oter" not in request.POST]
    files = _named(request.FILES.getlist("images"), {one.name for one in before})
    credits = {one.name: text for one in kept if (text := _credit(request, one)) is not None}
    credit = request.POST.get("images.credit", "").strip()[:CREDIT_LIMIT]
    if credit:
        credits |= dict.fromkeys(files, credit)
    if [one.name for one in kept] == [one.name for one in before] and not files and not credits:
        return None
    written = _as_written(record.values.get("REFIM", "") if record else "")
    return Change(";".join([*(written.get(one.name, one.name) for one in kept), *files]), files, credits)


def _in_order(request: HttpRequest, before: Sequence[Shown]) -> list[Shown]:
    """Return the images by the ranks typed; one left blank or out of sense stays where it was."""

    def rank(one: Shown) -> tuple[int, bool, int]:
        text = request.POST.get(f"image.{one.rank}.rang", "").strip()
        typed = int(text) if text.isascii() and text.isdecimal() and len(text) < 6 else one.rank
        # Typed « 1 » on the third one: it goes before the first, which nobody moved.
        return typed, typed == one.rank, one.rank

    return sorted(before, key=rank)


def _credit(request: HttpRequest, one: Shown) -> str | None:
    """Return the credit typed for an image, None when it is the one it has."""
    text = request.POST.get(f"image.{one.rank}.credit")
    if text is None or one.image is None or text.strip() == one.image.credit:
        return None
    return text.strip()[:CREDIT_LIMIT]


def _as_written(refim: str) -> dict[str, str]:
    """Return name → its part of a REFIM, where the older form says more than a name."""
    written = {}
    for part in filter(None, (part.strip() for part in refim.split(";"))):
        found = image_names(part)
        if len(found) == 1 and found[0] != ImageName(found[0].name):
            written[found[0].name] = part
    return written


def _named(files: Sequence[UploadedFile], taken: set[str]) -> dict[str, UploadedFile]:
    """Return name → file, each under a name that REFIM can hold and that no other image of the notice bears."""
    if len(files) > MOST:
        sentence = _("{count} images en une fois : le formulaire en prend {most}. Verser plutôt un dossier d’images.")
        raise Refused(sentence.format(count=len(files), most=MOST))
    found: dict[str, UploadedFile] = {}
    names = {fold(name) for name in taken} | {sidecar.NAME}
    for file in files:
        name = _free(_FORBIDDEN.sub("_", file.name or "image").strip(" ._")[-200:] or "image", names)
        names.add(fold(name))
        found[name] = file
    return found


def _free(name: str, names: set[str]) -> str:
    stem, dot, extension = name.rpartition(".")
    number, free = 2, name
    while fold(free) in names:
        free = f"{stem}-{number}.{extension}" if dot else f"{name}-{number}"
        number += 1
    return free


@contextlib.contextmanager
def folder(change: Change | None) -> Iterator[Path | None]:
    """Give the folder to hand in with a form, for the time of a ``with``: the files sent and the table of credits."""
    if change is None:
        yield None
        return
    with tempfile.TemporaryDirectory(prefix="forming-", dir=settings.DATA) as place:
        for name, file in change.files.items():
            with (Path(place) / name).open("wb") as out:
                for block in file.chunks():
                    out.write(block)
        if change.credits:
            with (Path(place) / sidecar.NAME).open("w", encoding="utf-8", newline="") as out:
                table = csv.writer(out, delimiter=";")
                table.writerow(["fichier", "credit"])
                table.writerows(change.credits.items())
        yield Path(place)
