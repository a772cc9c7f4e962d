"""The facts a page leans on: what it refers to, what its links answered, what the catalogue holds. Few queries."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from typing import Any
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.db.models import Count, Q
from django.utils import timezone

from coffret.authorities.models import Museum
from coffret.catalogue import captions, census
from coffret.catalogue.models import Change, ChangeKind, Record, RecordVersion, Status
from coffret.editorial.entries import references
from coffret.editorial.entries.references import UNKNOWN, Ref, Target
from coffret.editorial.models import Attendance, Entry, FeatureItem, KindName, Link, Redirect, Registration
from coffret.images import rights

_NOTICE = re.compile(r"/notices/([^/?#]+)/?")
_MUSEUM = re.compile(r"/musees/(M\d{4})/?")
_DOCUMENT = re.compile(r"/documents/(\d{1,15})/[^/]+")
# Where one signs up to an event: a page of the event, there as long as it is.
_SIGNING_UP = re.compile(r"(/agenda/[^/]+)/inscription")
# Months before a record or a museum may be put forward again.
REST = 3


@dataclass(frozen=True, slots=True)
class Answer:
    """What an outside address answered last: HTTP status (0: nobody), where it moved for good, how often it failed."""

    status: int
    moved_to: str = ""
    failures: int = 0
    reason: str = ""

    @property
    def failing(self) -> bool:
        """Say whether it may be called broken: gone, or mute at two nightly checks in a row."""
        return self.status in {404, 410} or (self.failures > 1 and (self.status == 0 or self.status >= 500))


@dataclass
class World:
    """What the rules know besides the content. ``count`` gives how many (what, from, to): see ``counted``."""

    targets: Mapping[Ref, Target] = field(default_factory=dict)
    # Museum code -> notices online.
    holdings: Mapping[str, int] = field(default_factory=dict)
    # Picture -> the credit its image has today; what its record's caption was before.
    credits: Mapping[int, str] = field(default_factory=dict)
    captions: Callable[[int], tuple[str, frozenset[str]]] = lambda _picture: ("", frozenset())
    answers: Mapping[str, Answer] = field(default_factory=dict)
    # Record or museum -> where it was put forward lately.
    featured: Mapping[Ref, str] = field(default_factory=dict)
    # Path on this site -> what stands there; None: nothing does.
    paths: Mapping[str, Ref | None] = field(default_factory=dict)
    count: Callable[[str, date | None, date | None], int] = lambda _what, _since, _until: 0
    host: str = ""
    # Places taken in the registration of the event.
    taken: int = 0

    def target(self, ref: Ref) -> Target:
        """Return what a reference leads to; UNKNOWN for what does not exist."""
        return self.targets.get(ref, UNKNOWN)

    def ours(self, href: str) -> str | None:
        """Return the path of an address of this site, or None for one of elsewhere."""
        parts = split(href)
        if parts is None or parts.scheme not in {"", "http", "https"} or not parts.path.startswith("/"):
            return None
        return unquote(parts.path) if parts.netloc in {"", self.host} and self.host else None

    def said(self) -> list[str]:
        """Return what the records referred to say of themselves, spaces made one."""
        return self._said

    @cached_property
    def _said(self) -> list[str]:
        records = [row for target in self.targets.values() if (row := record_of(target.row)) is not None]
        texts = (text for row in records for text in (row.title, row.caption, row.credit, row.authors))
        return [" ".join(text.split()) for text in texts if text]


def split(href: str) -> Any:
    """Return the parts of an address, or None for one that cannot be read."""
    try:
        return urlsplit(href)
    except ValueError:
        return None


def record_of(row: Any) -> Any:
    """Return the record a target's row is, or shows; None for another thing."""
    if hasattr(row, "caption"):
        return row
    image = getattr(row, "image", None)
    return getattr(image, "record", None)


def gather(
    kind: str, content: Mapping[str, Any], hrefs: Iterable[str], entry: Entry | None, now: datetime | None = None
) -> World:
    """Return the facts a content leans on; ``hrefs`` are the addresses of its links. One query per kind of fact."""
    wanted = {ref for _field, ref in references.refs(kind, content)}
    world = World(
        targets=references.targets(wanted),
        captions=_captions,
        count=counted,
        host=urlsplit(settings.BASE_URL).netloc,
        taken=_taken(entry),
    )
    _read_pictures(world)
    _read_links(world, list(hrefs))
    written_out = {ref for ref in world.paths.values() if ref} - wanted
    world.targets = {**world.targets, **references.targets(written_out)}
    world.holdings = _holdings({ref.key for ref in wanted if ref.kind == "museum"})
    if kind == KindName.FEATURE:
        world.featured = _featured(content, entry, now or timezone.now())
    return world


def _read_pictures(world: World) -> None:
    images = {int(ref.key): one.row.image for ref, one in world.targets.items() if ref.kind == "picture" and one.row}
    world.credits = {key: rights.credit(image, image.record.values) for key, image in images.items() if image}


def _read_links(world: World, hrefs: list[str]) -> None:
    own = {href: path for href in hrefs if (path := world.ours(href)) is not None}
    outside = [href for href in hrefs if href not in own and href.startswith(("http://", "https://"))]
    if outside or own:
        rows = Link.objects.filter(url__in=[*outside, *own], checked_at__isnull=False).order_by("pk")
        world.answers = {one.url: Answer(one.status, one.moved_to, one.failures, one.reason) for one in rows}
    if own:
        world.paths = _paths(set(own.values()))


def _paths(paths: set[str]) -> dict[str, Ref | None]:
    """Return what stands at these paths, of those whose owner is known; another page of the site is not told."""
    found: dict[str, Ref | None] = {}
    for path in paths:
        for kind, pattern in (("notice", _NOTICE), ("museum", _MUSEUM), ("document", _DOCUMENT)):
            if match := pattern.fullmatch(path):
                found[path] = Ref(kind, match[1])
    left = {path: _SIGNING_UP.sub(r"\1", path.rstrip("/")) for path in paths - found.keys() if path != "/"}
    if left:
        owners = set(left.values())
        moved = Redirect.objects.filter(path__in=owners).order_by("pk").values_list("path", "entry_id")
        entries = Entry.objects.filter(path__in=owners).order_by("pk").values_list("path", "pk")
        known: dict[str | None, int] = {**dict(moved), **dict(entries)}
        found |= {path: Ref("entry", str(known[owner])) for path, owner in left.items() if owner and owner in known}
    return found


def _holdings(codes: set[str]) -> dict[str, int]:
    if not codes:
        return {}
    online = Count("records", filter=Q(records__status=Status.PUBLISHED))
    rows = Museum.objects.filter(code__in=codes).order_by("code")
    return dict(rows.values_list("code").annotate(online=online))


def _featured(content: Mapping[str, Any], entry: Entry | None, now: datetime) -> dict[Ref, str]:
    """Return which of the items were put forward in the three months before this feature's, and where."""
    until = _month(content) or timezone.localtime(now).date().replace(day=1)
    months = until.year * 12 + until.month - 1 - REST
    since = date(months // 12, months % 12 + 1, 1)
    items = content.get("items") or []
    refs = [one["record"] for one in items if "record" in one]
    codes = [one["museum"] for one in items if "museum" in one]
    rows = FeatureItem.objects.filter(Q(record__ref__in=refs) | Q(museum_id__in=codes), feature__live=True)
    rows = rows.filter(feature__month__gte=since, feature__month__lte=until).select_related("record", "feature")
    rows = rows.exclude(feature=entry.pk) if entry and entry.pk else rows
    return {
        Ref("notice", one.record.ref) if one.record else Ref("museum", str(one.museum_id)): one.feature.title
        for one in rows.order_by("feature__month", "pk")
    }


def _month(content: Mapping[str, Any]) -> date | None:
    month = content.get("month") or ""
    return date.fromisoformat(f"{month}-01") if month else None


def _taken(entry: Entry | None) -> int:
    if entry is None or entry.pk is None or entry.kind != KindName.EVENT:
        return 0
    return Registration.objects.filter(event_id=entry.pk, state=Attendance.CONFIRMED).count()


def _captions(picture: int) -> tuple[str, frozenset[str]]:
    """Return the caption of a picture's record today, and those it had before."""
    record = Record.objects.filter(images__editorial_pictures=picture).order_by("pk").first()
    if record is None:
        return "", frozenset()
    versions = RecordVersion.objects.filter(record=record).order_by("-number").values_list("values", flat=True)[:50]
    return record.caption, frozenset(captions.caption(values) for values in versions) - {record.caption}


def counted(what: str, since: date | None, until: date | None) -> int:
    """Return how many « notices » or « museums » are online, or how many notices were « new » from a day to another."""
    online = Record.objects.visible_to(None)
    if what == "museums":
        return len(census.online())
    if what == "notices":
        return online.count()
    changes = Change.objects.filter(kind=ChangeKind.PUBLISHED)
    if since:
        changes = changes.filter(at__date__gte=since)
    if until:
        changes = changes.filter(at__date__lt=until)
    return changes.order_by().values("record").distinct().count()
