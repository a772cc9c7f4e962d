"""/notices/<REF>: a record, its pictures, its facts, its neighbours; good for ever (200, 301 or 410)."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from coffret.accounts import access
from coffret.base.rules import REGISTRY, Rule, Severity
from coffret.catalogue import captions
from coffret.catalogue import values as understood
from coffret.catalogue.fields import BY_CODE, Field
from coffret.catalogue.models import Record, State, Status
from coffret.formats import iiif_manifest, json_ld
from coffret.formats.iiif_addresses import manifest_path
from coffret.images import rights
from coffret.images.models import Image
from coffret.public.anyone import for_anyone
from coffret.public.images.pictures import Picture, mark_for, picture
from coffret.public.maps import atlas
from coffret.public.records import citing, counting, facts, finding
from coffret.public.records.asked import Asked, from_text
from coffret.public.records.cards import cards
from coffret.public.site import features, sharing
from coffret.search.index import Unready
from coffret.search.query import search
from coffret.search.similar import neighbours

GRAVITY = list(Severity)
LD_ESCAPES = {ord("<"): "\\u003c", ord(">"): "\\u003e", ord("&"): "\\u0026"}


@require_safe
def notice(request: HttpRequest, ref: str) -> HttpResponse:
    """Show the record ``ref``; one withdrawn answers 410, another case of its letters leads to its permalink."""
    record = find(ref)
    if record is None:
        return render(request, "public/no_record.html", {"ref": ref}, status=404)
    if record.ref != ref:
        return HttpResponsePermanentRedirect(record.get_absolute_url())
    if record.status == Status.WITHDRAWN:
        return render(request, "public/tombstone.html", {"record": record}, status=410)
    counting.count(request, record.pk)
    return render(request, "public/notice.html", page(request, record))


@for_anyone
def machine(request: HttpRequest, ref: str) -> HttpResponse:
    """Answer the record's public values and its JSON-LD description as JSON: a manifest leads viewers here."""
    record = find(ref)
    if record is None or record.status == Status.WITHDRAWN:
        return JsonResponse({"ref": ref}, status=404 if record is None else 410)
    public = {code: text for code, text in record.values.items() if code in BY_CODE and BY_CODE[code].public}
    body = {
        "ref": record.ref,
        "version": record.version,
        "values": public,
        "artwork": described(record, pictures(record, images(record))),
    }
    return JsonResponse(body, json_dumps_params={"ensure_ascii": False})


@for_anyone
def linked_data(request: HttpRequest, ref: str) -> HttpResponse:
    """Answer the record's schema.org description as JSON-LD."""
    record = find(ref)
    if record is None or record.status == Status.WITHDRAWN:
        return JsonResponse({"ref": ref}, status=404 if record is None else 410)
    body = described(record, pictures(record, images(record)))
    return JsonResponse(body, content_type="application/ld+json", json_dumps_params={"ensure_ascii": False})


def find(ref: str) -> Record | None:
    """Return the record of this reference, whatever the case of its letters, withdrawn or not."""
    names = list(dict.fromkeys((ref, ref.upper(), ref.lower())))
    found = {r.ref: r for r in Record.objects.filter(ref__in=names).select_related("museum").order_by("pk")}
    return next((found[name] for name in names if name in found), None)


def page(request: HttpRequest, record: Record) -> dict[str, object]:
    """Return all that the page of a published record shows."""
    rows = images(record)
    shown = pictures(record, rows)
    return {
        **told(request, record, rows, shown),
        "share": sharing.of_record(record, shown[0] if shown else None),
        "neighbours": cards(neighbours(record, 8)),
        "walk": walk(request, record),
        "conformity": conformity(request, record),
        "honours": features.honours(record=record),
    }


def told(request: HttpRequest, record: Record, rows: Sequence[Image], shown: list[Picture]) -> dict[str, object]:
    """Return what a record's page says of the record itself and its images, online or not."""
    chosen = _chosen(request, shown)
    language = get_language() or "fr"
    return {
        "section": "search",
        "record": record,
        "pictures": shown,
        "picture": chosen,
        "rights": statement(record, rows[chosen.position - 1]) if chosen else None,
        "plates": [plate(one) for one in shown],
        "mark": mark_for(record.values.get("DOMN", "")),
        "caption": captions.caption_html(record.values, language),
        "authors": author_links(record),
        "dated": captions.dated(record.values, language),
        "technique": captions.technique(record.values),
        "domains": understood.terms(record.values.get("DOMN", ""), "DOMN"),
        "groups": facts.groups(record.values),
        "gone": record.state in {State.MISSING, State.STOLEN, State.PRESUMED_DESTROYED},
        "found_again": record.state == State.FOUND,
        "citation": citing.plain(record),
        "bibtex": citing.bibtex(record),
        "json_ld": script_json(described(record, shown)),
        "kept": _kept(request),
        "manifest": (manifest_path(record.ref), iiif_manifest.MEDIA_TYPE) if shown else None,
        "place": _place(record),
        "land": atlas.metropolitan(),
    }


def conformity(request: HttpRequest, record: Record) -> list[tuple[Rule, Field | None, str]]:
    """Return what the last check found in the record, gravest first, to those who may see it; nothing to the others."""
    if not access.can_see_findings(request.user, record.museum_id):
        return []
    found = [(REGISTRY[code], BY_CODE.get(name), value) for code, name, value in record.findings if code in REGISTRY]
    return sorted(found, key=lambda row: (GRAVITY.index(row[0].severity), row[0].code))


def _kept(request: HttpRequest) -> str:
    """Return what follows the number of a picture in its address: the search the reader came from."""
    pairs = [(name, request.GET[name]) for name in ("dans", "rang") if request.GET.get(name)]
    return f"&{urlencode(pairs)}" if pairs else ""


def _place(record: Record) -> tuple[str, str] | None:
    point = atlas.spot(record.museum.longitude, record.museum.latitude)
    return point if point and float(point[1]) < atlas.BOX_TOP else None


def images(record: Record) -> list[Image]:
    """Return the images of a record that the public may see, in the museum's order."""
    return list(record.images.filter(withdrawn=False).order_by("position")) if record.has_image else []


def pictures(record: Record, shown: Sequence[Image]) -> list[Picture]:
    """Return these images of a record as pages show them, each with its credit."""
    return [picture(one, place, rights.credit(one, record.values)) for place, one in enumerate(shown, 1)]


def plate(shown: Picture) -> dict[str, str]:
    """Return what the viewer needs of a picture: its tiles, the flat ones it stands in for, its credit."""
    service = f"/iiif/3/{shown.sha256}"
    return {"key": shown.sha256, "service": service, "small": shown.small, "large": shown.large, "credit": shown.credit}


def statement(record: Record, image: Image) -> rights.Rights:
    """Return what is said today of the rights on an image."""
    return rights.statement(image, record.values, timezone.localdate())


def _chosen(request: HttpRequest, shown: list[Picture]) -> Picture | None:
    wanted = request.GET.get("image", "1")
    number = int(wanted) if wanted.isascii() and wanted.isdecimal() and len(wanted) < 6 else 1
    return next((p for p in shown if p.position == number), shown[0] if shown else None)


def author_links(record: Record) -> list[tuple[str, str]]:
    """Return (name as the caption words it, search of that name) of each author."""
    field = BY_CODE["AUTR"]
    shown = understood.authors(record.values.get("AUTR", ""))
    return [
        (captions.author_words(author, get_language() or "fr"), facts.search_url(field, author.name))
        for author in shown
        if author.name
    ]


def described(record: Record, shown: list[Picture]) -> dict[str, object]:
    """Return the record's schema.org description."""
    museum = record.museum
    return json_ld.artwork(
        record.values,
        url=f"{settings.BASE_URL}{record.get_absolute_url()}",
        title=record.title,
        caption=record.caption,
        credit=record.credit,
        images=[(f"{settings.BASE_URL}{p.large}", p.credit) for p in shown],
        museum=json_ld.Holder(
            name=museum.official_name, url=f"{settings.BASE_URL}/musees/{museum.code}", city=museum.city
        ),
    )


def script_json(data: dict[str, object]) -> SafeString:
    """Return JSON that no value can break out of a script element with."""
    return mark_safe(json.dumps(data, ensure_ascii=False).translate(LD_ESCAPES))  # noqa: S308 - <, > and & are escaped


@dataclass(frozen=True, slots=True)
class Walk:
    """Where the reader came from: the search, the record's rank in it, and the records before and after."""

    asked: Asked
    rank: int
    total: int
    before: str
    after: str
    back: str


def walk(request: HttpRequest, record: Record) -> Walk | None:
    """Return the walk through the search named by ``?dans=`` and ``?rang=``; None when the reader came otherwise."""
    kept, rank = request.GET.get("dans", ""), request.GET.get("rang", "")
    if not kept or not (rank.isascii() and rank.isdecimal() and len(rank) < 9):
        return None
    asked = from_text(kept)
    first = max(0, int(rank) - 2)
    try:
        result = search(finding.request_for(asked, offset=first, limit=3, facets=False))
    except Unready:
        return None
    if record.ref not in result.refs:
        return Walk(asked, 0, result.total, "", "", asked.url)
    here = result.refs.index(record.ref)
    place = first + here + 1
    before = _step(result.refs[here - 1], kept, place - 1) if here else ""
    after = _step(result.refs[here + 1], kept, place + 1) if here + 1 < len(result.refs) else ""
    back = asked.but(page=(place - 1) // finding.PER_PAGE + 1).url + f"#n-{record.ref}"
    return Walk(asked, place, result.total, before, after, back)


def _step(ref: str, kept: str, rank: int) -> str:
    return f"/notices/{ref}?{urlencode({'dans': kept, 'rang': rank})}"
