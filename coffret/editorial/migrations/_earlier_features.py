"""What the previous release put forward, one row each, becomes the pages of its months: entries as today's are."""

from collections import defaultdict
from datetime import date, datetime, time
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import override

from coffret.base.text import fold

# Genre of a page → the first part of its address.
_ROOTS = {"notice": "/notices-du-mois", "museum": "/musees-du-mois"}


def bring(apps: Any, _editor: Any) -> None:
    """Write a page for each month and genre, online since its month began; one of a month to come waits for it."""
    pages: dict[tuple[date, str], list[Any]] = defaultdict(list)
    rows = apps.get_model("editorial", "EarlierFeature").objects.select_related("record", "museum")
    for row in rows.order_by("month", "position", "pk"):
        pages[row.month.replace(day=1), "notice" if row.record_id else "museum"].append(row)
    for (month, genre), found in pages.items():
        _write(apps, month, genre, found)


def _write(apps: Any, month: date, genre: str, found: list[Any]) -> None:
    models = {name: apps.get_model("editorial", name) for name in ("Feature", "Revision", "FeatureItem", "Reference")}
    at, now = timezone.make_aware(datetime.combine(month, time())), timezone.now()
    begun = at <= now
    content = _content(month, genre, found)
    page = models["Feature"](kind="feature", title=content["title"], genre=genre, month=month, created_at=now)
    if begun:
        page.path, page.content, page.live, page.stage = f"{_ROOTS[genre]}/{month:%Y-%m}", content, True, "published"
        page.words = fold(" ".join([page.title, *(row.words for row in found if row.words)]))
        page.first_published_at = page.published_at = page.changed_at = at
    else:
        page.publish_at = at
    page.save()
    page.working = models["Revision"].objects.create(entry=page, number=1, content=content, at=now)
    page.published = page.working if begun else None
    page.save()
    for position, row in enumerate(found):
        target = {"record_id": row.record_id, "museum_id": row.museum_id}
        field = f"items.{position}.{'record' if row.record_id else 'museum'}"
        for live in (True, False) if begun else (False,):
            models["Reference"].objects.create(entry=page, live=live, field=field, **target)
        if begun:
            models["FeatureItem"].objects.create(feature=page, words=row.words, position=position, **target)


def _content(month: date, genre: str, found: list[Any]) -> dict[str, Any]:
    with override("fr"):
        title = str(date_format(month, "F Y")).capitalize()
    items = [
        {**({"record": row.record.ref} if row.record_id else {"museum": row.museum_id}), "words": row.words.strip()}
        for row in found
    ]
    empty = {"summary": "", "body": "", "cover": None, "slug": ""}
    return {"genre": genre, "month": f"{month:%Y-%m}", "items": items, "title": title, **empty}
