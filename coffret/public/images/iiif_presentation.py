"""/iiif/…: records as IIIF Presentation 3 manifests, museums and searches as collections, for any viewer anywhere."""

import json
from collections.abc import Iterable
from dataclasses import replace
from hashlib import sha256
from typing import Any
from urllib.parse import parse_qsl, urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect, JsonResponse
from django.utils.cache import get_conditional_response
from django.utils.http import http_date
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, override

from coffret.authorities.models import Museum
from coffret.catalogue.models import Record, Status
from coffret.formats.iiif_addresses import collection_path, manifest_path, search_path
from coffret.formats.iiif_manifest import MEDIA_TYPE, Entry, Link, Listed, Words, collection, manifest
from coffret.images.models import Image
from coffret.public.anyone import for_anyone
from coffret.public.images.iiif_records import described, museum_entry, provider, record_entry, said
from coffret.public.records import finding
from coffret.public.records.asked import Asked, asked
from coffret.public.records.cards import in_order
from coffret.public.records.notices import find, images
from coffret.search import store
from coffret.search.query import SearchRequest, search

# A list longer than this is a list of lists, each a hundred times smaller: no answer is ever long.
SIZE = 100


@for_anyone
def record_manifest(request: HttpRequest, ref: str) -> HttpResponse:
    """Answer the manifest of a record: 404 when it has no picture to show, 410 once it is withdrawn."""
    record = find(ref)
    if record is None:
        return _refused(404, _("Aucune notice n’a la référence « %(ref)s ».") % {"ref": ref})
    if record.status == Status.WITHDRAWN:
        return _refused(410, _("La notice « %(ref)s » a été retirée.") % {"ref": record.ref})
    if record.ref != ref:
        return HttpResponsePermanentRedirect(manifest_path(record.ref))
    shown = images(record)
    if not shown:
        return _refused(404, _("La notice « %(ref)s » n’a pas d’image : elle n’a pas de manifeste.") % {"ref": ref})
    return _answer(request, manifest(described(record, shown)), int(record.updated_at.timestamp()))


@for_anyone
def museum_collection(request: HttpRequest, code: str) -> HttpResponse:
    """Answer the illustrated records of a museum, in the order of their inventory numbers."""
    museum = Museum.objects.filter(code=code.upper()).first()
    if museum is None:
        return _refused(404, _("Aucun musée n’a le code « %(code)s ».") % {"code": code})
    if museum.code != code:
        return HttpResponsePermanentRedirect(collection_path(museum.code))
    entry = museum_entry(museum)
    found = SearchRequest(filters={"musee": (museum.code,), "image": ("oui",)}, sort="inventaire", facets=False)
    page = Link(f"{settings.BASE_URL}/musees/{museum.code}", "text/html", entry.label, "Text")
    root = Listed(entry.id, entry.label, _counted(0), 0, (), page, provider(museum))
    return _node(request, root, found)


@for_anyone
def search_collection(request: HttpRequest) -> HttpResponse:
    """Answer the illustrated records that a search finds, asked with the parameters of /recherche."""
    wanted = asked(request.GET).but(view="liste")
    found = finding.request_for(_illustrated(wanted), facets=False)
    address = settings.BASE_URL + search_path(wanted.query)
    label = _in_words(wanted)
    page = Link(settings.BASE_URL + wanted.url, "text/html", label, "Text")
    return _node(request, Listed(address, label, _counted(0), 0, (), page), found)


def _illustrated(wanted: Asked) -> Asked:
    """Return the search narrowed to records with pictures; one that wants those without finds nothing."""
    chosen = wanted.filters.get("image", ("oui",))
    return wanted.but(filters={**wanted.filters, "image": tuple(v for v in chosen if v == "oui") or ("aucune",)})


def _node(request: HttpRequest, root: Listed, found: SearchRequest) -> HttpResponse:
    """Answer the whole list, or the part of it that ``?rangs=1-100`` asks for."""
    asked_span = request.GET.get("rangs", "")
    span = _span(asked_span)
    first, size = span or (1, 0)
    result = search(replace(found, offset=first - 1, limit=SIZE))
    if (asked_span and span is None) or (span and first > result.total):
        return _refused(404, _("Aucune notice aux rangs « %(span)s ».") % {"span": asked_span[:40]})
    listed = replace(root, total=result.total, summary=_counted(result.total))
    if span:
        listed = _part(listed, first, size)
    covered = size or result.total
    if covered <= SIZE:
        items = _manifests(in_order(result.ids[:SIZE], None))
    else:
        items = _parts(root, first, min(first + covered - 1, result.total), _step(covered))
    return _answer(request, collection(replace(listed, items=items)), store.stamp()[1] // 1_000_000_000)


def _span(text: str) -> tuple[int, int] | None:
    """Return (first rank, how many) of « 101-200 »; None unless it is one of the parts that lists are cut in."""
    ends = text.split("-")
    if len(ends) != 2 or not all(end.isascii() and end.isdecimal() and len(end) < 10 for end in ends):
        return None
    first, last = int(ends[0]), int(ends[1])
    size = last - first + 1
    fits = size in {SIZE, SIZE**2, SIZE**3} and first % size == 1
    return (first, size) if fits else None


def _step(covered: int) -> int:
    """Return how many records each part of a list of ``covered`` holds: the least power of 100 that leaves 100 parts."""
    step = SIZE
    while covered > step * SIZE:
        step *= SIZE
    return step


def _parts(root: Listed, first: int, last: int, step: int) -> list[Entry]:
    return [_entry(root, start, step, last) for start in range(first, last + 1, step)]


def _entry(root: Listed, first: int, size: int, total: int) -> Entry:
    return Entry(_address(root.id, first, size), "Collection", _ranks(root.label, first, min(first + size - 1, total)))


def _part(root: Listed, first: int, size: int) -> Listed:
    """Return the list that is part of ``root``, which it names."""
    whole = Entry(root.id, "Collection", root.label)
    entry = _entry(root, first, size, root.total)
    return replace(root, id=entry.id, label=entry.label, part_of=(whole,))


def _address(root: str, first: int, size: int) -> str:
    path, _mark, query = root.partition("?")
    pairs = [*parse_qsl(query), ("rangs", f"{first}-{first + size - 1}")]
    return f"{path}?{urlencode(pairs)}"


def _ranks(label: Words, first: int, last: int) -> Words:
    """Return the label of a part: that of the whole, then its first and last ranks."""
    french = tuple(f"{text}, notices {first} à {last}" for text in label.fr)
    return Words(french, tuple(f"{text}, records {first} to {last}" for text in label.en or label.fr))


def _manifests(records: Iterable[Record]) -> list[Entry]:
    """Return the manifests of records, each with the thumbnail of its first picture, in one query."""
    records = list(records)
    firsts: dict[int, Image] = {}
    chosen = Image.objects.filter(record__in=records, withdrawn=False)
    for image in chosen.order_by("record_id", "position"):
        firsts.setdefault(image.record_id, image)
    return [record_entry(record, firsts[record.pk]) for record in records if record.pk in firsts]


def _counted(total: int) -> Words:
    french = f"{total} notices illustrées" if total > 1 else f"{total} notice illustrée"
    return Words.of(french, f"{total} illustrated records" if total != 1 else "1 illustrated record")


def _in_words(wanted: Asked) -> Words:
    """Return the search in words: « Recherche : coffret, Domaine : peinture »."""
    heading = said(gettext_noop("Recherche"))
    return Words.of(
        _search_words(wanted, heading.fr[0], "fr"), _search_words(wanted, (heading.en or heading.fr)[0], "en")
    )


def _search_words(wanted: Asked, heading: str, language: str) -> str:
    with override(language):
        codes = set(wanted.filters.get("musee", ()))
        chips = finding.chips(wanted, finding.museum_names(codes))
        parts = [wanted.words, *(f"{chip.name} : {chip.label}" for chip in chips)]
    told = ", ".join(part for part in parts if part)
    return f"{heading} : {told}" if told else heading


def _answer(request: HttpRequest, data: dict[str, Any], modified: int) -> HttpResponse:
    """Answer JSON-LD that is asked again each time, and sent again only when it changed: its tag alone can tell, since
    a withdrawn image or a day of the calendar changes it without the record being touched.
    """
    body = json.dumps(data, ensure_ascii=False, separators=(",", ":")).encode()
    tag = f'"{sha256(body).hexdigest()[:32]}"'
    response = HttpResponse(body, content_type=MEDIA_TYPE)
    response["ETag"] = tag
    response["Cache-Control"] = "public, no-cache"
    response["Last-Modified"] = http_date(modified)
    return get_conditional_response(request, etag=tag, response=response) or response


def _refused(status: int, sentence: str) -> HttpResponse:
    return JsonResponse({"detail": sentence}, status=status, json_dumps_params={"ensure_ascii": False})
