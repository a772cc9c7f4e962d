"""The images of a line beside those of its record, and the door that shows them to those who may read the submission."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from coffret.desk import thumbnails
from coffret.desk.guards import members
from coffret.desk.submissions import seeing
from coffret.images import rows
from coffret.images.rows import Row
from coffret.submissions.models import Line
from coffret.submissions.sides import Sides, sides

WIDTH = 480


class Fate(StrEnum):
    """What becomes of an image."""

    NEW = "new"
    REPLACED = "replaced"
    REMOVED = "removed"
    SAME = "same"

    @property
    def label(self) -> Promise | str:
        """Return its name in the reader's language."""
        return _WORDS[self]


_WORDS = {
    Fate.NEW: _("nouvelle"),
    Fate.REPLACED: _("remplacée"),
    Fate.REMOVED: _("enlevée"),
    Fate.SAME: _("sans changement"),
}


@dataclass(frozen=True, slots=True)
class Shot:
    """An image as a side shows it: its small version, its dimensions in pixels, its weight in bytes."""

    name: str
    url: str
    width: int
    height: int
    size: int
    format: str


@dataclass(frozen=True, slots=True)
class Pair:
    """An image of the record and the one handed in under the same name; either may be absent."""

    name: str
    fate: Fate
    before: Shot | None
    after: Shot | None


def pairs(line: Line, both: Sides) -> list[Pair]:
    """Return the images of both sides by name, in the order they will have, those taken away last."""
    before = {row[0]: row for row in both.images_before}
    after = {row[0]: row for row in both.images_after}
    return [
        Pair(name, _fate(one, other), _shot(line, one), _shot(line, other))
        for name in dict.fromkeys((*after, *before))
        for one, other in ((before.get(name), after.get(name)),)
    ]


def _fate(before: Row | None, after: Row | None) -> Fate:
    if before is None:
        return Fate.NEW
    if after is None:
        return Fate.REMOVED
    return Fate.SAME if rows.of(before, "sha256") == rows.of(after, "sha256") else Fate.REPLACED


def _shot(line: Line, row: Row | None) -> Shot | None:
    if row is None:
        return None
    sha256, width, height, size, form = (rows.of(row, name) for name in ("sha256", "width", "height", "size", "format"))
    url = reverse("desk:line_image", args=[line.submission_id, line.pk, sha256, WIDTH])
    return Shot(row[0], url, width or 1, height or 1, size, str(form).upper())


@require_GET
@members
def picture(request: HttpRequest, number: int, line: int, sha256: str, width: int) -> HttpResponse:
    """Answer an image of a line or of its record at one width, published or not; 404 for any other content."""
    submission = seeing.visible_submission(request, number)
    row = get_object_or_404(submission.lines.select_related("submission"), pk=line)
    both = sides(row)
    if sha256 not in contents(both.images_before, both.images_after, both.content.images or []):
        raise Http404(sha256)
    return thumbnails.answer(sha256, width)


def contents(*sides_of: Sequence[Sequence[Any]]) -> set[str]:
    """Return the contents these image rows hold."""
    return {rows.of(row, "sha256") for side in sides_of for row in side}
