"""Two versions of a notice side by side: the fields that differ, their changed words marked, and the images of both."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from coffret.base.marking import marked
from coffret.catalogue.fields import BY_CODE
from coffret.catalogue.models import Record
from coffret.images import rows
from coffret.images.rows import Row, Rows
from coffret.submissions.history import Version
from coffret.submissions.merging import differences

WIDTH = 240


@dataclass(frozen=True, slots=True)
class Change:
    """A field that differs: its name, both texts marked."""

    code: str
    label: str
    before: SafeString
    after: SafeString


@dataclass(frozen=True, slots=True)
class Shot:
    """An image of a version: its name, the address of a small one, its pixels; ``fate`` in words, « » for none."""

    name: str
    url: str
    width: int
    height: int
    fate: str


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two versions, the older first."""

    old: Version
    new: Version
    changes: list[Change]
    before: list[Shot]
    after: list[Shot]

    @property
    def pictures_differ(self) -> bool:
        """Say whether the images are not the same."""
        return any(shot.fate for shot in (*self.before, *self.after))

    @property
    def same(self) -> bool:
        """Say whether both say the same thing."""
        return not self.changes and not self.pictures_differ and self.old.status == self.new.status


def compare(record: Record, old: Version, new: Version, pictures: dict[int, Rows]) -> Comparison:
    """Return what differs between two versions; ``pictures``: version number → image rows (history.pictures)."""
    order = {code: place for place, code in enumerate(BY_CODE)}
    found = sorted(differences(old.values, new.values), key=lambda row: order.get(row[0], len(order)))
    changes = [Change(code, label(code), *marked(before, after)) for code, before, after in found]
    one, other = pictures.get(old.number, []), pictures.get(new.number, [])
    return Comparison(
        old, new, changes, _shots(record, one, other, _("enlevée")), _shots(record, other, one, _("nouvelle"))
    )


def label(code: str) -> str:
    """Return the name of a field, its code when the table has none."""
    field = BY_CODE.get(code)
    return str(field.label) if field else code


def _shots(record: Record, images: Rows, others: Rows, alone: str) -> list[Shot]:
    there = {row[0]: rows.of(row, "sha256") for row in others}
    return [_shot(record, row, _fate(row, there, alone)) for row in images]


def _fate(row: Row, others: dict[str, str], alone: str) -> str:
    if row[0] not in others:
        return alone
    return "" if others[row[0]] == rows.of(row, "sha256") else _("remplacée")


def _shot(record: Record, row: Sequence[object], fate: str) -> Shot:
    sha256, width, height = (rows.of(row, name) for name in ("sha256", "width", "height"))
    url = reverse("desk:record_image", args=[record.ref, sha256, WIDTH])
    return Shot(str(row[0]), url, width or 1, height or 1, fate)
