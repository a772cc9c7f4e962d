"""Two people wrote in the same entry: both texts field by field, nothing lost, and a choice where both changed."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from coffret.editorial.entries import content as contents
from coffret.editorial.entries import merging, versions
from coffret.editorial.kinds import KINDS, Widget
from coffret.editorial.models import Entry, Revision

Content = Mapping[str, Any]
MINE, THEIRS = "mine", "theirs"


@dataclass(frozen=True, slots=True)
class Dispute:
    """A field that differs: how (``change``), which of the two is proposed, and whether both changed it."""

    name: str
    change: versions.FieldChange
    proposed: str
    both: bool


def disputes(kind: str, before: Content, mine: Content, theirs: Content) -> list[Dispute]:
    """Return the fields in which two contents made from ``before`` differ; who alone changed one is proposed.

    Where both changed a field, mine is: what somebody has just typed is the harder to find again.
    """
    changes = {change.name: change for change in versions.compare(kind, theirs, mine)}
    found = []
    for field in KINDS[kind].fields:
        name = field.name
        if name not in changes:
            continue
        i_did, they_did = mine.get(name) != before.get(name), theirs.get(name) != before.get(name)
        found.append(Dispute(name, changes[name], MINE if i_did else THEIRS, i_did and they_did))
    return found


def _with_theirs(kind: str, mine: Content, before: Content, theirs: Content) -> Content:
    """Return mine with what they alone changed inside the sections of a letter: one need not choose between the whole."""
    names = [field.name for field in KINDS[kind].fields if field.widget is Widget.SECTIONS]
    merged = {name: merging.sections(before.get(name, []), mine[name], theirs.get(name, [])) for name in names}
    return contents.clean(kind, {**mine, **merged})


def page(request: HttpRequest, entry: Entry, content: Content, base: int, latest: Revision) -> HttpResponse:
    """Return the page that shows what ``content`` (made from revision ``base``) and the latest revision say."""
    old = entry.revisions.filter(number=base).first()
    before = old.content if old else contents.blank(entry.kind)
    mine = _with_theirs(entry.kind, contents.clean(entry.kind, content), before, latest.content)
    context = {
        "rail": "editing",
        "entry": entry,
        "latest": latest,
        "mine": json.dumps(mine),
        "base": base,
        "disputes": disputes(entry.kind, before, mine, latest.content),
    }
    return render(request, "desk/editing/conflict.html", context, status=409)


def settled(request: HttpRequest, entry: Entry, theirs: Content) -> Content:
    """Return the latest revision with those fields of mine that the page chose.

    Fields the page did not ask about are the same in both.
    """
    try:
        mine = contents.clean(entry.kind, json.loads(request.POST.get("mine", "")))
    except ValueError:
        mine = dict(theirs)
    picked = {name: request.POST.get(f"pick.{name}") for name in mine}
    return {name: mine[name] if picked[name] == MINE else theirs[name] for name in mine}
