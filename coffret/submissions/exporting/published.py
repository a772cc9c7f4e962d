"""Published records read as a stream, for exports: chosen by museum, by search and by day, never all held at once."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import NamedTuple

from django.utils import timezone

from coffret.authorities.lookup import MuseumFacts, museum_directory
from coffret.base.errors import Refused
from coffret.catalogue import store
from coffret.catalogue.models import Record, Status
from coffret.images.models import Image
from coffret.search.query import SearchRequest, every_id

COLUMNS = (
    "pk", "ref", "values", "museum_id", "has_image", "state", "title", "caption", "credit", "created_at", "updated_at",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Scope:
    """What is exported: the records of ``museum`` (« » = all) that ``query`` finds (« » = all), changed since a day."""

    museum: str = ""
    query: str = ""
    since: date | None = None


class Published(NamedTuple):
    """A record as exports see it; ``images`` are those the public may see, in the museum's order."""

    ref: str
    values: dict[str, str]
    museum: MuseumFacts | None
    has_image: bool
    state: str
    title: str
    caption: str
    credit: str
    created_on: str
    updated_on: str
    images: Sequence[Image] = ()


def published(scope: Scope, *, pictures: bool = False) -> Iterator[Published]:
    """Yield the published records of ``scope`` by ascending id; ``pictures``: with their images.

    Raises Refused for a museum that the catalogue does not know.
    """
    directory = museum_directory()
    if scope.museum and scope.museum not in directory:
        raise Refused(f"Aucun musée {scope.museum} dans ce catalogue. Vérifiez le code Muséofile.", value=scope.museum)
    return _every(scope, directory, pictures=pictures)


def _every(scope: Scope, directory: dict[str, MuseumFacts], *, pictures: bool) -> Iterator[Published]:
    for ids in _ids(scope) if not scope.query else store.chunks(_found(scope)):
        yield from _read(ids, scope, directory, pictures=pictures)


def _found(scope: Scope) -> list[int]:
    filters = {"musee": (scope.museum,)} if scope.museum else {}
    return sorted(every_id(SearchRequest(words=scope.query, filters=filters)))


def _ids(scope: Scope) -> Iterator[list[int]]:
    """Yield ids in batches, no cursor left open between them."""
    after = 0
    while True:
        records = Record.objects.filter(pk__gt=after, status=Status.PUBLISHED).order_by("pk")
        if scope.museum:
            records = records.filter(museum=scope.museum)
        ids = list(records.values_list("pk", flat=True)[: store.CHUNK])
        if not ids:
            return
        after = ids[-1]
        yield ids


def _read(
    ids: Sequence[int], scope: Scope, directory: dict[str, MuseumFacts], *, pictures: bool
) -> Iterator[Published]:
    records = Record.objects.filter(pk__in=ids, status=Status.PUBLISHED).order_by("pk")
    if scope.museum:
        records = records.filter(museum=scope.museum)
    if scope.since:
        records = records.filter(updated_at__gte=_midnight(scope.since))
    rows = list(records.values_list(*COLUMNS))
    images = _images([row[0] for row in rows if row[4]]) if pictures else {}
    for pk, ref, values, code, has_image, state, title, caption, credit, created, updated in rows:
        facts = directory.get(code)
        days = _day(created), _day(updated)
        yield Published(ref, values, facts, has_image, state, title, caption, credit, *days, images.get(pk, ()))


def _images(records: Sequence[int]) -> dict[int, list[Image]]:
    found: dict[int, list[Image]] = {}
    for image in Image.objects.filter(record__in=records, withdrawn=False).order_by("record_id", "position"):
        found.setdefault(image.record_id, []).append(image)
    return found


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time()))


def _day(moment: datetime) -> str:
    return moment.date().isoformat()
