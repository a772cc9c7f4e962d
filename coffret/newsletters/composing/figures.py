"""Live figures: « {nouvelles_notices} » typed in a letter reads « 2 448 nouvelles notices » the moment it leaves.

The mark alone gives the figure with its noun, in its number; with « :nombre » the figure alone.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from coffret.authorities.models import Museum
from coffret.base.text import grouped
from coffret.catalogue import census
from coffret.catalogue.models import Change, ChangeKind, Record, Status
from coffret.editorial.rich.tree import Node, read, written
from coffret.editorial.rich.words import MARKS
from coffret.images import census as image_census
from coffret.images.models import Image

_MARK = re.compile(r"\{\s*([^{}\s:]{1,60})\s*(?::\s*([^{}\s]{1,20})\s*)?\}")
NUMBER_ALONE = "nombre"
_ENDS = (".", "!", "?", "…", "\n")
_INLINE = MARKS | {"br"}


# What is counted, of what is online; « new »: between two moments, the second excluded --------------------------------

Count = Callable[[datetime, datetime], int]


def _notices(_since: datetime, _until: datetime) -> int:
    return Record.objects.filter(status=Status.PUBLISHED).count()


def _museums(_since: datetime, _until: datetime) -> int:
    return len(census.online())


def _images(_since: datetime, _until: datetime) -> int:
    return image_census.online()


def _shown() -> QuerySet[Image]:
    return Image.objects.filter(withdrawn=False, record__status=Status.PUBLISHED)


def _changed(kind: ChangeKind, since: datetime, until: datetime) -> QuerySet[Change]:
    changes = Change.objects.filter(kind=kind, at__gte=since, at__lt=until, record__status=Status.PUBLISHED)
    return changes.order_by()


def _new_notices(since: datetime, until: datetime) -> int:
    return _changed(ChangeKind.PUBLISHED, since, until).values("record").distinct().count()


def _changed_notices(since: datetime, until: datetime) -> int:
    new = _changed(ChangeKind.PUBLISHED, since, until).values("record")
    changed = _changed(ChangeKind.UPDATED, since, until).exclude(record__in=new)
    return changed.values("record").distinct().count()


def _new_museums(since: datetime, until: datetime) -> int:
    return len(new_museums(since, until))


def new_museums(since: datetime, until: datetime) -> list[str]:
    """Return the codes of the museums whose first notice came from ``since`` to ``until`` (excluded), in order."""
    arrived = set(_changed(ChangeKind.PUBLISHED, since, until).values_list("record__museum", flat=True).distinct())
    # One earlier notice is enough, and found at once: their changes are not read.
    earlier = Exists(Record.objects.filter(museum=OuterRef("pk"), created_at__lt=since))
    known = Museum.objects.filter(earlier, pk__in=arrived).order_by()
    return sorted(arrived - set(known.values_list("pk", flat=True)))


def _new_images(since: datetime, until: datetime) -> int:
    return _shown().filter(record__in=_changed(ChangeKind.PUBLISHED, since, until).values("record")).count()


# What they are called -------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Figure:
    """A live figure: how it is counted, how it is said with its noun, and what it is, in a few words."""

    count: Count
    said: Callable[[int], str]
    label: Callable[[], str]


# None is said in words (« aucune nouvelle notice »): a sentence does not begin nor end with a bare zero.
FIGURES: dict[str, Figure] = {
    "notices": Figure(
        _notices,
        lambda n: ngettext("une notice", "{count} notices", n) if n else _("aucune notice"),
        lambda: _("notices en ligne"),
    ),
    "nouvelles_notices": Figure(
        _new_notices,
        lambda n: ngettext("une nouvelle notice", "{count} nouvelles notices", n) if n else _("aucune nouvelle notice"),
        lambda: _("notices mises en ligne depuis le numéro précédent"),
    ),
    "notices_modifiees": Figure(
        _changed_notices,
        lambda n: (
            ngettext("une notice mise à jour", "{count} notices mises à jour", n)
            if n
            else _("aucune notice mise à jour")
        ),
        lambda: _("notices mises à jour depuis le numéro précédent, les nouvelles non comptées"),
    ),
    "musees": Figure(
        _museums,
        lambda n: ngettext("un musée", "{count} musées", n) if n else _("aucun musée"),
        lambda: _("musées dont une notice au moins est en ligne"),
    ),
    "nouveaux_musees": Figure(
        _new_museums,
        lambda n: ngettext("un nouveau musée", "{count} nouveaux musées", n) if n else _("aucun nouveau musée"),
        lambda: _("musées dont la première notice est en ligne depuis le numéro précédent"),
    ),
    "images": Figure(
        _images,
        lambda n: ngettext("une image", "{count} images", n) if n else _("aucune image"),
        lambda: _("images en ligne"),
    ),
    "nouvelles_images": Figure(
        _new_images,
        lambda n: ngettext("une nouvelle image", "{count} nouvelles images", n) if n else _("aucune nouvelle image"),
        lambda: _("images des notices mises en ligne depuis le numéro précédent"),
    ),
}


def said(name: str, value: int) -> str:
    """Return a figure with its noun, in the reader's language: « 2 448 nouvelles notices »."""
    return FIGURES[name].said(value).format(count=number(value))


def number(value: int) -> str:
    """Return a figure alone, in the reader's language: « 2 448 », « 2,448 »."""
    return f"{value:,}" if (get_language() or "fr").startswith("en") else grouped(value)


def values(since: datetime, until: datetime, wanted: Iterable[str] | None = None) -> dict[str, int]:
    """Return name → value of the figures (those of ``wanted``, or all); a query each.

    What is new is counted from ``since`` to ``until``, the latter excluded; what is online, as it is now.
    """
    asked = FIGURES.keys() if wanted is None else [name for name in FIGURES if name in set(wanted)]
    return {name: FIGURES[name].count(since, until) for name in asked}


def names(known: Mapping[str, int]) -> list[tuple[str, str, str]]:
    """Return (name, what it is, what it reads) of each figure of ``known`` (``values``), to choose from."""
    return [(name, FIGURES[name].label(), said(name, value)) for name, value in known.items()]


# In texts -------------------------------------------------------------------------------------------------------------


def used(texts: Iterable[str]) -> set[str]:
    """Return the names of the figures that these texts hold."""
    return {match[1] for text in texts if "{" in text for match in _MARK.finditer(text) if _known(match)}


def unknown(text: str) -> list[str]:
    """Return the marks of a text that name no figure, as typed: « {nouvele_notice} »."""
    return [match[0] for match in _MARK.finditer(text) if not _known(match)] if "{" in text else []


def fill(text: str, known: Mapping[str, int]) -> str:
    """Return a plain text with its figures said; what is not known stays as typed.

    A figure that begins a sentence takes a capital: « Aucune nouvelle notice ».
    """
    return _filled(text, known, True) if "{" in text else text


def fill_rich(html: str, known: Mapping[str, int]) -> str:
    """Return a sanitised rich text with the figures of its words said; addresses are left alone."""
    if "{" not in html:
        return html
    root = read(html)
    _fill_inside(root, known, True)
    return written(root.children)


def _known(match: re.Match[str]) -> bool:
    return match[1] in FIGURES and match[2] in {None, NUMBER_ALONE}


def _filled(text: str, known: Mapping[str, int], begins: bool) -> str:
    def _say(match: re.Match[str]) -> str:
        if not _known(match) or match[1] not in known:
            return match[0]
        if match[2]:
            return number(known[match[1]])
        words = said(match[1], known[match[1]])
        return words[0].upper() + words[1:] if _opens(text[: match.start()], begins) else words

    return _MARK.sub(_say, text)


def _opens(before: str, begins: bool) -> bool:
    """Say whether a sentence begins after this text."""
    stripped = before.rstrip(" \u00a0\u202f")
    return stripped.endswith(_ENDS) if stripped else begins


def _fill_inside(node: Node, known: Mapping[str, int], begins: bool) -> bool:
    """Fill the texts of an element, in place; return whether a sentence begins after it."""
    for index, child in enumerate(node.children):
        if isinstance(child, str):
            node.children[index] = _filled(child, known, begins)
            begins = _opens(child, begins)
        elif child.tag in _INLINE:
            begins = _fill_inside(child, known, begins)
        else:
            _fill_inside(child, known, True)
            begins = True
    return begins
