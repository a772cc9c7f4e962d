"""Published records read as a stream, for exports: chosen by museum and by search, without ever holding them all."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import NamedTuple

from coffret.authorities.lookup import MuseumFacts, museum_directory
from coffret.base.errors import Refused
from coffret.catalogue import store
from coffret.catalogue.models import Record, Status
from coffret.search.query import SearchRequest, every_id


class Published(NamedTuple):
    """A record as exports see it."""

    values: dict[str, str]
    museum: MuseumFacts | None
    has_image: bool
    state: str
    created_on: str
    updated_on: str


def published(museum: str = "", query: str = "") -> Iterator[Published]:
    """Yield the published records of ``museum`` (« » = all) that ``query`` finds (« » = all), by ascending id."""
    directory = museum_directory()
    if museum and museum not in directory:
        raise Refused(f"Aucun musée {museum} dans ce catalogue. Vérifiez le code Muséofile.", value=museum)
    chosen = sorted(every_id(SearchRequest(words=query))) if query else None
    for ids in _ids(museum) if chosen is None else store.chunks(chosen):
        yield from _read(ids, museum, directory)


def _ids(museum: str) -> Iterator[list[int]]:
    """Yield ids in batches, no cursor left open between them."""
    after = 0
    while True:
        records = Record.objects.filter(pk__gt=after, status=Status.PUBLISHED).order_by("pk")
        if museum:
            records = records.filter(museum=museum)
        ids = list(records.values_list("pk", flat=True)[: store.CHUNK])
        if not ids:
            return
        after = ids[-1]
        yield ids


def _read(ids: Sequence[int], museum: str, directory: dict[str, MuseumFacts]) -> Iterator[Published]:
    records = Record.objects.filter(pk__in=ids, status=Status.PUBLISHED).order_by("pk")
    if museum:
        records = records.filter(museum=museum)
    columns = ("values", "museum_id", "has_image", "state", "created_at", "updated_at")
    for values, code, has_image, state, created, updated in records.values_list(*columns):
        yield Published(values, directory.get(code), has_image, state, _day(created), _day(updated))


def _day(moment: datetime) -> str:
    return moment.date().isoformat()
