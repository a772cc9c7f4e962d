"""Exports for the web of data: schema.org in JSON-LD, and a IIIF collection of the manifests of illustrated records."""

from collections.abc import Iterable, Iterator
from typing import Any
from urllib.parse import quote

from django.conf import settings

from coffret.authorities.lookup import museum_directory
from coffret.catalogue.store import dumps
from coffret.formats import json_ld
from coffret.formats.iiif_addresses import collection_path, manifest_path
from coffret.formats.iiif_manifest import Entry, Listed, Words, collection
from coffret.images import rights
from coffret.images.store import WIDTHS
from coffret.submissions.exporting.published import Published, Scope


def schema_org(records: Iterable[Published]) -> Iterator[bytes]:
    """Yield records as one JSON-LD graph."""
    yield b'{"@context":"https://schema.org","@graph":['
    for place, one in enumerate(records):
        described = _artwork(one)
        described.pop("@context")
        yield (("," if place else "") + "\n" + dumps(described)).encode("utf-8", "replace")
    yield b"\n]}\n"


def _artwork(one: Published) -> dict[str, Any]:
    museum = one.museum
    code = museum.code if museum else ""
    return json_ld.artwork(
        one.values,
        url=f"{settings.BASE_URL}/notices/{quote(one.ref)}",
        title=one.title,
        caption=one.caption,
        credit=one.credit,
        images=[
            (f"{settings.BASE_URL}/images/{image.sha256}/{WIDTHS[-1]}.jpg", rights.credit(image, one.values))
            for image in one.images
        ],
        museum=json_ld.Holder(
            name=museum.name if museum else "",
            url=f"{settings.BASE_URL}/musees/{quote(code)}",
            city=museum.city if museum else "",
        ),
    )


def iiif(records: Iterable[Published], scope: Scope) -> Iterator[bytes]:
    """Yield the collection of the manifests of those records that have an image to show."""
    root = collection(_root(scope))
    root.pop("items", None)
    # Counted before they are read, which nobody did.
    root.pop("metadata", None)
    yield (dumps(root)[:-1] + ',"items":[').encode()
    place = 0
    for one in records:
        if one.has_image:
            entry = Entry(settings.BASE_URL + manifest_path(one.ref), "Manifest", Words.of(one.title))
            item = collection(Listed("", Words.of(""), Words.of(""), 0, [entry]))["items"][0]
            yield (("," if place else "") + "\n" + dumps(item)).encode("utf-8", "replace")
            place += 1
    yield b"\n]}\n"


def _root(scope: Scope) -> Listed:
    museum = museum_directory().get(scope.museum)
    name = museum.name if museum else "Coffret"
    address = settings.BASE_URL + (collection_path(scope.museum) if scope.museum else "/iiif/collection.json")
    return Listed(address, Words.of(name[:1].upper() + name[1:]), Words.of(""), 0, ())
