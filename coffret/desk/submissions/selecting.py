"""Which lines a form chooses: all, those ticked, all those of a list but those ticked."""

import re

from django.http import QueryDict
from django.utils.translation import gettext as _
from pyroaring import BitMap

from coffret.base.errors import Refused
from coffret.desk.submissions import filters
from coffret.submissions.models import Submission

# Ranges in one form: a selection made by hand has far fewer.
RANGES = 20_000
# Ranks of lines fit in 32 bits; a file has far fewer.
HIGHEST = 100_000_000
_RANGE = re.compile(r"(\d{1,9})(?:-(\d{1,9}))?", re.ASCII)


def chosen(given: QueryDict, submission: Submission) -> BitMap | None:
    """Return the positions a form chooses, None for every line of the submission. Raises Refused for what means nothing.

    ``quoi`` says which: « tout » (all), « coches » (those ticked), « reste » (those of the list shown, whose filter is
    ``liste``, but those ticked). Ticked are ``ligne``, once per position, and ``lignes``, ranges: « 1-500,620 »; or,
    with ``tout``, those of the filter ``filtre`` (a query string) but those of ``sauf``.
    """
    asked = given.get("quoi", "") or ("coches" if _any(given) else "tout")
    if asked == "tout":
        return None
    if asked not in {"coches", "reste"}:
        raise Refused(_("Ce choix de lignes est inconnu : recharger la page, puis choisir à nouveau."))
    picked = ticked(given, submission)
    if asked == "reste":
        return filters.from_text(given.get("liste", "")).members(submission) - picked
    if not picked:
        raise Refused(_("Aucune ligne n’est cochée : cocher celles à prendre."))
    return picked


def _any(given: QueryDict) -> bool:
    return any(given.get(name) for name in ("lignes", "ligne", "tout"))


def ticked(given: QueryDict, submission: Submission) -> BitMap:
    """Return the lines ticked on the page and, where the page remembers them, on others."""
    if given.get("tout"):
        return filters.from_text(given.get("filtre", "")).members(submission) - positions(given.get("sauf", ""))
    return positions(given.get("lignes", "")) | positions(",".join(given.getlist("ligne")[:RANGES]))


def positions(text: str) -> BitMap:
    """Return the positions written as ranges, « 1-500,620 »; raises Refused for anything else."""
    found = BitMap()
    parts = text.split(",") if text.strip() else []
    if len(parts) > RANGES:
        raise Refused(_("Ce choix a trop de morceaux : choisir par un filtre, puis retirer ce qui est de trop."))
    for part in parts:
        match = _RANGE.fullmatch(part.strip())
        first, last = (int(match[1]), int(match[2] or match[1])) if match else (0, HIGHEST)
        if last < first or last >= HIGHEST:
            raise Refused(
                _("« {text} » n’est pas un choix de lignes : écrire par exemple 1-500,620.").format(text=part[:40])
            )
        found.add_range(first, last + 1)
    return found


def written(wanted: BitMap) -> str:
    """Return positions as ranges, as ``positions`` reads them."""
    parts: list[str] = []
    first = last = None
    for position in wanted:
        if last is not None and position == last + 1:
            last = position
            continue
        if last is not None:
            parts.append(_part(first, last))
        first = last = position
    if last is not None:
        parts.append(_part(first, last))
    return ",".join(parts)


def _part(first: int | None, last: int) -> str:
    return str(last) if first == last else f"{first}-{last}"
