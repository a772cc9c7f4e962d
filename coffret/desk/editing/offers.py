"""Records and museums offered while choosing: found by words, or suggested for a month with their reasons."""

from collections.abc import Mapping
from typing import Any

from django.utils import timezone

from coffret.desk.editing import looking
from coffret.desk.editing.looking import FOUND
from coffret.desk.editing.things import THUMB, Chosen, Items, about_museum, about_record, thumbs
from coffret.editorial.entries.content import day
from coffret.editorial.featuring.suggestions import Suggestion, suggested_museums, suggested_records


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
    found = looking.records(words)
    shown = thumbs(one.ref for one in found)
    return [
        Chosen("record", r.ref, r.title, about_record(r), r.get_absolute_url(), shown.get(r.ref, "")) for r in found
    ]


def _museums(words: str) -> list[Chosen]:
    return [
        Chosen("museum", one.code, one.usual_name or one.official_name, about_museum(one), f"/musees/{one.code}")
        for one in looking.museums(words, published=True)
    ]


def _suggested(one: Suggestion) -> Chosen:
    what, key = ("museum", one.code) if one.code else ("record", one.ref)
    about = one.caption or one.museum
    return Chosen(what, key, one.title, about, thumb=_thumb(one), reasons=tuple(one.reasons))


def _thumb(one: Suggestion) -> str:
    return f"/images/{one.image.sha256}/{THUMB}.jpg" if one.image else ""
