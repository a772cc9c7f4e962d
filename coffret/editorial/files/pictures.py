"""The pictures of the office's pages: taken from the catalogue, or uploaded; who may see them.

A picture of the catalogue follows its image: withdrawn there, it is gone here. One uploaded is looked at as a museum's
images are, by the limited child, and its master kept by its content.
"""

from collections.abc import Iterable
from enum import StrEnum
from typing import Any

from django.db.models import F, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from coffret.accounts.models import User
from coffret.base.errors import Refused
from coffret.catalogue.models import Status
from coffret.editorial.files.receiving import aside, received, tidy_name
from coffret.editorial.files.uses import uses_of
from coffret.editorial.models import Picture, Reference
from coffret.images import rights, store
from coffret.images.attach import embedded_credit
from coffret.images.facts import Seen
from coffret.images.models import Image
from coffret.images.probe import probe

# The public door of pictures, and the workshop's: it shows those of drafts too.
MEDIAS = "/medias"
DESK_MEDIAS = "/pro/medias"
# Bytes; a photographer's TIFF of forty million pixels in sixteen bits.
LARGEST = 300_000_000


class Seeing(StrEnum):
    """What the public may know of a picture."""

    PUBLIC = "public"  # a page online shows it: 200
    GONE = "gone"  # was shown, or comes from the catalogue and left it: 410
    HIDDEN = "hidden"  # no page online shows it: 404


def from_catalogue(image: Image, by: User | None) -> Picture:
    """Return the picture of an image of the catalogue, credit and rights prefilled, made when nobody used it before.

    Raises Refused when the public may not see the image.
    """
    if image.withdrawn or image.record.status != Status.PUBLISHED:
        sentence = _("L’image {name} n’est plus montrée par le catalogue. En choisir une autre.")
        raise Refused(sentence.format(name=image.name), value=image.name)
    values = image.record.values
    said = rights.statement(image, values, timezone.localdate())
    made = {
        **_facts(image),
        "name": image.name[:500],
        "credit": rights.credit(image, values)[:500],
        "rights": (said.mention or said.name)[:500],
        "added_by": by,
        "added_at": timezone.now(),
    }
    found = Picture.objects.filter(image=image).first()
    return found or Picture.objects.create(image=image, **made)


def upload(file: Any, name: str, by: User | None) -> Picture:
    """Return the picture of an uploaded file (anything with ``read``), kept once whoever sends it again.

    Raises Refused when it is too heavy or no picture that can be shown.
    """
    with aside() as folder:
        path = folder / tidy_name(name, _("image"))
        sha256, _size = received(file, path, LARGEST)
        seen = probe(path)
        _refuse_withdrawn(sha256, path.name)
        kept = Picture.objects.filter(image__isnull=True, sha256=sha256).first()
        if kept and store.has(sha256):
            return kept
        store.save(path)
    return kept or _made(sha256, seen, path.name, by)


def _made(sha256: str, seen: Seen, name: str, by: User | None) -> Picture:
    return Picture.objects.create(
        sha256=sha256,
        name=name,
        width=seen.width,
        height=seen.height,
        colour=seen.colour,
        credit=embedded_credit(seen.metadata)[:500],
        added_by=by,
        added_at=timezone.now(),
    )


def _refuse_withdrawn(sha256: str, name: str) -> None:
    """A picture the catalogue took off the site does not come back by this door."""
    withdrawn = Image.objects.filter(sha256=sha256, withdrawn=True).select_related("record").first()
    if withdrawn:
        sentence = _("L’image {name} a été retirée du catalogue (notice {ref}) : elle ne peut être montrée ici.")
        raise Refused(sentence.format(name=name, ref=withdrawn.record.ref), value=name)


def showable(picture: Picture) -> bool:
    """Say whether a page may show it: uploaded, or still shown by the catalogue (``image__record`` looked up before)."""
    image = picture.image
    if image is None:
        return picture.image_id is None
    return not image.withdrawn and image.record.status == Status.PUBLISHED


def called(picture: Picture) -> str:
    """Return what a picture is known by: the title of its record, or the name of its file (``image__record`` too)."""
    return picture.image.record.title if picture.image else picture.name


def seeing(sha256: str) -> Seeing | None:
    """Return what the public may know of a content; None when no picture has it.

    Used by a page that is online, it is public; a picture of the catalogue must be shown there too.
    """
    found = list(Picture.objects.filter(sha256=sha256).select_related("image__record"))
    if not found:
        return None
    shown = [picture.pk for picture in found if showable(picture)]
    if not shown:
        return Seeing.GONE
    if Reference.objects.filter(picture__in=shown, live=True, entry__live=True).exists():
        return Seeing.PUBLIC
    return Seeing.HIDDEN


def follow_images() -> int:
    """Give pictures of the catalogue the content their images have now; returns how many changed."""
    moved = Picture.objects.filter(image__isnull=False).exclude(sha256=F("image__sha256")).select_related("image")
    changed = 0
    for picture in moved.order_by("pk"):
        if picture.image:
            Picture.objects.filter(pk=picture.pk).update(**_facts(picture.image))
            changed += 1
    return changed


def _facts(image: Image) -> dict[str, Any]:
    return {"sha256": image.sha256, "width": image.width, "height": image.height, "colour": image.colour}


def srcset(picture: Picture, medias: str = MEDIAS) -> str:
    """Return the sources of a picture, each with its true width: none is larger than the master."""
    kept = [one for one in store.WIDTHS if one < picture.width] + [w for w in store.WIDTHS if w >= picture.width][:1]
    return ", ".join(f"{medias}/{picture.sha256}/{one}.jpg {min(one, picture.width)}w" for one in kept)


def found(words: str) -> QuerySet[Picture]:
    """Return the pictures whose name, credit or record's title holds ``words``, the latest first."""
    rows = Picture.objects.select_related("image__record").order_by("-added_at", "-pk")
    for word in words.split()[:8]:
        rows = rows.filter(Q(name__holds=word) | Q(credit__holds=word) | Q(image__record__title__holds=word))
    return rows


def used(pictures: Iterable[Picture]) -> dict[int, int]:
    """Return picture id → number of entries that use it, online or being written; one query."""
    return uses_of("picture", [picture.pk for picture in pictures])
