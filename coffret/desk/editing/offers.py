"""Records and museums offered while choosing: found by words, or suggested for a month with their reasons."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils import timezone

from coffret.authorities.models import Museum
from coffret.base.text import fold
from coffret.catalogue.models import Record, Status
from coffret.desk.editing.things import THUMB, Chosen, Items, about_museum, about_record, thumbs
from coffret.editorial.entries.content import day
from coffret.editorial.featuring.suggestions import Suggestion, suggested_museums, suggested_records
from coffret.search.query import SearchRequest, search

FOUND = 12


def offered(content: Mapping[str, Any], act: str, words: str) -> Items | None:
    """Return what is offered after « find » (what ``words`` find) or « suggest » (for the month); None for other acts."""
    museums = content.get("genre") == "museum"
    if act == "find":
        found = (_museums if museums else _records)(words)
    elif act == "suggest":
        month = day(content.get("month") or "") or timezone.localdate().replace(day=1)
        found = [_suggested(one) for one in (suggested_museums if museums else suggested_records)(month, FOUND)]
    else:
        return None
    return Items([], museums, words if act == "find" else "", True, found)


def _records(words: str) -> list[Chosen]:
    """Return published records found by words; one asked by its reference or its number comes first."""
    named = Record.objects.filter(ref=words.strip(), status=Status.PUBLISHED).values_list("pk", flat=True)
    ids = [*named, *search(SearchRequest(words, limit=FOUND, facets=False)).ids] if words.strip() else []
    rows = Record.objects.filter(status=Status.PUBLISHED).in_bulk(list(dict.fromkeys(ids))[:FOUND])
    pictures = thumbs(row.ref for row in rows.values())
    found = [rows[pk] for pk in dict.fromkeys(ids) if pk in rows]
    return [
        Chosen("record", r.ref, r.title, about_record(r), r.get_absolute_url(), pictures.get(r.ref, "")) for r in found
    ]


def _museums(words: str) -> list[Chosen]:
    wanted = fold(words).split()
    found = [one for one in Museum.objects.filter(records__isnull=False).distinct() if wanted and _holds(one, wanted)]
    return [
        Chosen("museum", one.code, one.usual_name or one.official_name, about_museum(one), f"/musees/{one.code}")
        for one in found[:FOUND]
    ]


def _holds(museum: Museum, words: Iterable[str]) -> bool:
    text = fold(f"{museum.code} {museum.city} {museum.official_name} {museum.usual_name}")
    return all(word in text for word in words)


def _suggested(one: Suggestion) -> Chosen:
    what, key = ("museum", one.code) if one.code else ("record", one.ref)
    about = one.caption or one.museum
    return Chosen(what, key, one.title, about, thumb=_thumb(one), reasons=tuple(one.reasons))


def _thumb(one: Suggestion) -> str:
    return f"/images/{one.image.sha256}/{THUMB}.jpg" if one.image else ""
