"""Rows of the catalogue as the plain data that IIIF manifests and collections are written from."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from urllib.parse import quote

from django.conf import settings
from django.utils import timezone
from django.utils.encoding import iri_to_uri
from django.utils.translation import gettext, override

from coffret.authorities.models import Museum
from coffret.catalogue import captions
from coffret.catalogue.models import Record
from coffret.formats.iiif_addresses import collection_path, manifest_path
from coffret.formats.iiif_manifest import Described, Entry, Link, Pair, Provider, Shown, Still, Words, keys
from coffret.formats.iiif_metadata import metadata, sure_year
from coffret.images import rights
from coffret.images.delivery import iiif
from coffret.images.derived.thumbnailing import fitted
from coffret.images.models import Image
from coffret.public.records import logos
from coffret.public.records.museums import website

THUMBNAIL = 480


def described(record: Record, images: Sequence[Image]) -> Described:
    """Return a record and the images the public may see of it, in the museum's order."""
    page = settings.BASE_URL + quote(record.get_absolute_url())
    return Described(
        id=settings.BASE_URL + manifest_path(record.ref),
        label=in_both(record.title, captions.title(record.values, "en")),
        summary=in_both(record.caption, captions.caption(record.values, "en")),
        page=Link(page, "text/html", in_both(record.title), "Text"),
        provider=provider(record.museum),
        pictures=shown(record, images),
        metadata=[*metadata(record.values), *_rights(record, images)],
        see_also=[
            Link(f"{page}.jsonld", "application/ld+json", Words.of("Notice (schema.org)", "Record (schema.org)"),
                 profile="https://schema.org"),
            Link(f"{page}.json", "application/json", Words.of("Notice (JSON)", "Record (JSON)")),
        ],
        year=sure_year(record.values),
        part_of=[museum_entry(record.museum)],
    )  # fmt: skip


def in_both(french: str, english: str = "") -> Words:
    """Return a text in French, and in English where it reads otherwise."""
    return Words.of(french, english if english != french else "")


def said(text: str) -> Words:
    """Return a sentence of the site, marked for translation by its caller, in both languages."""
    with override("fr"):
        french = gettext(text)
    with override("en"):
        return in_both(french, gettext(text))


def shown(record: Record, images: Iterable[Image]) -> list[Shown]:
    """Return the pictures of a record as canvases are made of."""
    images = list(images)
    names = keys(image.sha256 for image in images)
    return [
        _shown(record, image, name, place) for place, (image, name) in enumerate(zip(images, names, strict=True), 1)
    ]


def provider(museum: Museum) -> Provider:
    """Return the museum as the provider of its records."""
    logo = logos.path_of(museum.code)
    return Provider(
        name=_capital(museum.official_name),
        url=settings.BASE_URL + f"/musees/{quote(museum.code)}",
        site=iri_to_uri(website(museum)),
        logo=settings.BASE_URL + logo if logo else "",
    )


def museum_entry(museum: Museum) -> Entry:
    """Return the museum's collection as a manifest names it."""
    return Entry(
        settings.BASE_URL + collection_path(museum.code), "Collection", Words.of(_capital(museum.official_name))
    )


def record_entry(record: Record, image: Image | None) -> Entry:
    """Return a record's manifest as a collection names it."""
    title = in_both(record.title, captions.title(record.values, "en"))
    seen = _seen(image, image.sha256, 1) if image else None
    return Entry(settings.BASE_URL + manifest_path(record.ref), "Manifest", title, seen)


def _capital(name: str) -> str:
    return name[:1].upper() + name[1:]


def _shown(record: Record, image: Image, name: str, place: int) -> Shown:
    """Return a picture with its credit and rights."""
    credit = rights.credit(image, record.values)
    said = rights.statement(image, record.values, timezone.localdate())
    return replace(_seen(image, name, place), credit=credit, rights=said.uri)


def _seen(image: Image, name: str, place: int) -> Shown:
    """Return a picture without a word of whose it is: a list of a hundred has no use for it."""
    service = f"{settings.BASE_URL}/iiif/3/{image.sha256}"
    width, height = image.width or 1, image.height or 1
    whole = iiif.parse("full/max/0/default.jpg", width, height, settings.IIIF_MAX_AREA)
    small = fitted(width, height, THUMBNAIL)
    return Shown(
        key=name,
        service=service,
        service2=f"{settings.BASE_URL}/iiif/2/{image.sha256}",
        width=width,
        height=height,
        whole=Still(f"{service}/full/max/0/default.jpg", whole.width, whole.height),
        thumbnail=Still(f"{settings.BASE_URL}/images/{image.sha256}/{THUMBNAIL}.jpg", *small),
        label=Words.of(f"Image {place}"),
    )


def _rights(record: Record, images: Sequence[Image]) -> list[Pair]:
    """Return the names of what may be done with the images: the standard has no place for every licence of museums."""
    said = [rights.statement(image, record.values, timezone.localdate()) for image in images]
    french, english = (
        tuple(dict.fromkeys(names)) for names in zip(*((one.label, one.label_en) for one in said), strict=True)
    )
    return [Pair(Words.of("Droits sur les images", "Rights on the images"), Words(french, english))]
