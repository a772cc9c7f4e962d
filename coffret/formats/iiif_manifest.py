"""IIIF Presentation 3.0: a record as a Manifest, records as a Collection (https://iiif.io/api/presentation/3.0/).

Plain data in, plain data out: the caller knows addresses, rights and pictures; this file knows how the standard writes
them. Every address given must be whole (http…) and already escaped.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from html import escape
from typing import Any

CONTEXT = "http://iiif.io/api/presentation/3/context.json"
MEDIA_TYPE = f'application/ld+json;profile="{CONTEXT}"'
# Presentation 3.0, « rights »: a Creative Commons licence or a RightsStatements.org statement, in http form.
_RIGHTS = re.compile(
    r"https?://(?:www\.)?(creativecommons\.org/(?:licenses|publicdomain)/[\w.+/-]+|rightsstatements\.org/vocab/[\w./-]+)"
)
_LEVEL_2 = "http://iiif.io/api/image/2/level2.json"

Data = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Words:
    """A text in French, and in English where it reads otherwise; each a list of values."""

    fr: tuple[str, ...]
    en: tuple[str, ...] = ()

    @classmethod
    def of(cls, fr: str, en: str = "") -> "Words":
        """Return one value in each language."""
        return cls((fr,), (en,) if en else ())


@dataclass(frozen=True, slots=True)
class Pair:
    """A label and what stands under it, as a reader is shown them."""

    label: Words
    value: Words


@dataclass(frozen=True, slots=True)
class Link:
    """Another document: its address, media type, what it is, and the profile it follows."""

    url: str
    format: str
    label: Words
    type: str = "Dataset"
    profile: str = ""


@dataclass(frozen=True, slots=True)
class Still:
    """A JPEG at a fixed address, ``width`` × ``height`` pixels."""

    url: str
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Shown:
    """One picture of a record. ``service``: its address in the Image API 3; ``service2``: the same in 2.1.

    ``key`` names its canvas for ever; ``width`` and ``height`` are the pixels of the canvas; ``whole`` is the picture
    as the service gives it in one piece; ``rights`` is any address, kept only when the standard allows it.
    """

    key: str
    service: str
    service2: str
    width: int
    height: int
    whole: Still
    thumbnail: Still
    label: Words
    credit: str = ""
    rights: str = ""


@dataclass(frozen=True, slots=True)
class Provider:
    """The museum: ``url`` its page here, ``site`` its own, ``logo`` the address of a PNG or JPEG, when there are."""

    name: str
    url: str
    site: str = ""
    logo: str = ""


@dataclass(frozen=True, slots=True)
class Described:
    """A record, ready to be written. ``id`` is the manifest's own address; ``pictures`` are in the museum's order.

    ``year``: the year the object was made, when there is exactly one and it is sure.
    """

    id: str
    label: Words
    summary: Words
    page: Link
    provider: Provider
    pictures: Sequence[Shown]
    metadata: Sequence[Pair] = ()
    see_also: Sequence[Link] = ()
    year: int | None = None
    part_of: "Sequence[Entry]" = ()


@dataclass(frozen=True, slots=True)
class Entry:
    """A manifest or a collection as a list names it; ``type`` is Manifest or Collection."""

    id: str
    type: str
    label: Words
    picture: Shown | None = None


@dataclass(frozen=True, slots=True)
class Listed:
    """A collection, ready to be written; ``total`` counts every record under it, at whatever depth."""

    id: str
    label: Words
    summary: Words
    total: int
    items: Sequence[Entry]
    page: Link | None = None
    provider: Provider | None = None
    part_of: Sequence[Entry] = field(default_factory=tuple)


def manifest(record: Described) -> Data:
    """Return the Manifest of a record; raises ValueError when it has no picture, which the standard forbids."""
    if not record.pictures:
        raise ValueError(f"a manifest needs a picture: {record.id}")
    credits = list(dict.fromkeys(one.credit for one in record.pictures if one.credit))
    licences = {allowed(one.rights) for one in record.pictures}
    shared = licences.pop() if len(licences) == 1 else ""
    base = record.id.rpartition("/")[0]
    return _filled(
        {
            "@context": CONTEXT,
            "id": record.id,
            "type": "Manifest",
            "label": _plain(record.label),
            "summary": _marked(record.summary),
            "metadata": [_pair(pair) for pair in record.metadata],
            "requiredStatement": _credit(credits),
            "rights": shared,
            "provider": [_provider(record.provider)],
            "thumbnail": [_thumbnail(record.pictures[0])],
            "navDate": _date(record.year),
            "homepage": [_link(record.page)],
            "seeAlso": [_link(link) for link in record.see_also],
            "partOf": [_entry(entry) for entry in record.part_of],
            "items": [_canvas(base, one, len(credits) > 1, not shared) for one in record.pictures],
        }
    )


def collection(listed: Listed) -> Data:
    """Return a Collection of manifests or of collections."""
    counted = Pair(Words.of("Notices illustrées", "Illustrated records"), Words.of(str(listed.total)))
    made = _filled(
        {
            "@context": CONTEXT,
            "id": listed.id,
            "type": "Collection",
            "label": _plain(listed.label),
            "summary": _marked(listed.summary),
            "metadata": [_pair(counted)],
            "provider": [_provider(listed.provider)] if listed.provider else [],
            "homepage": [_link(listed.page)] if listed.page else [],
            "partOf": [_entry(entry) for entry in listed.part_of],
        }
    )
    return made | {"items": [_entry(entry) for entry in listed.items]}


def allowed(rights: str) -> str:
    """Return ``rights`` in the http form the standard wants; nothing when it is of no organisation it allows."""
    found = _RIGHTS.fullmatch(rights.strip())
    return f"http://{found[1]}" if found else ""


def marked(text: str) -> str:
    """Return a value no viewer can take for markup: one that holds « < » is written as HTML, whole and escaped.

    The standard lets values be HTML when they start with < and end with >; careless viewers take any for HTML.
    """
    return f"<span>{escape(text, quote=False)}</span>" if "<" in text else text


def _filled(data: Data) -> Data:
    return {name: value for name, value in data.items() if value}


def _plain(words: Words) -> dict[str, list[str]]:
    """Return a language map; English is there only when it differs."""
    made = {"fr": list(words.fr)}
    return made if words.en in ((), words.fr) else made | {"en": list(words.en)}


def _marked(words: Words) -> dict[str, list[str]]:
    return {language: [marked(value) for value in values] for language, values in _plain(words).items() if any(values)}


def _pair(pair: Pair) -> Data:
    return {"label": _plain(pair.label), "value": _marked(pair.value)}


def _credit(credits: Sequence[str]) -> Data | None:
    return _pair(Pair(Words.of("Crédit", "Credit"), Words(tuple(credits)))) if credits else None


def _date(year: int | None) -> str:
    """Return the year as xsd:dateTime writes it; nothing outside its four figures."""
    return f"{year:04d}-01-01T00:00:00Z" if year is not None and 0 < year < 10_000 else ""


def _link(link: Link) -> Data:
    made = {"id": link.url, "type": link.type, "label": _plain(link.label), "format": link.format}
    return _filled(made | {"profile": link.profile})


def _provider(provider: Provider) -> Data:
    pages = [(provider.url, "text/html"), (provider.site, "text/html")]
    homes = [_link(Link(url, kind, Words.of(provider.name), "Text")) for url, kind in pages if url]
    kind = "image/png" if provider.logo.endswith(".png") else "image/jpeg"
    logo = [{"id": provider.logo, "type": "Image", "format": kind}] if provider.logo else []
    made = {"id": provider.url, "type": "Agent", "label": _plain(Words.of(provider.name)), "homepage": homes}
    return _filled(made | {"logo": logo})


def _entry(entry: Entry) -> Data:
    made = {"id": entry.id, "type": entry.type, "label": _plain(entry.label)}
    return made | ({"thumbnail": [_thumbnail(entry.picture)]} if entry.picture else {})


def _still(still: Still) -> Data:
    return {"id": still.url, "type": "Image", "format": "image/jpeg", "width": still.width, "height": still.height}


def _thumbnail(picture: Shown) -> Data:
    return _still(picture.thumbnail) | {"service": _services(picture)}


def _services(picture: Shown) -> list[Data]:
    """Return the Image API services, the newest first: viewers of the older one find theirs second."""
    return [
        {"id": picture.service, "type": "ImageService3", "profile": "level2"},
        {"@id": picture.service2, "@type": "ImageService2", "profile": _LEVEL_2},
    ]


def _canvas(base: str, picture: Shown, own_credit: bool, own_rights: bool) -> Data:
    name = f"{base}/canvas/{picture.key}"
    painted = {
        "id": f"{name}/page/image",
        "type": "Annotation",
        "motivation": "painting",
        "target": name,
        "body": _still(picture.whole) | {"service": _services(picture)},
    }
    return _filled(
        {
            "id": name,
            "type": "Canvas",
            "label": _plain(picture.label),
            "width": picture.width,
            "height": picture.height,
            "requiredStatement": _credit([picture.credit]) if own_credit and picture.credit else None,
            "rights": allowed(picture.rights) if own_rights else "",
            "thumbnail": [_thumbnail(picture)],
            "items": [{"id": f"{name}/page", "type": "AnnotationPage", "items": [painted]}],
        }
    )


def keys(contents: Iterable[str]) -> list[str]:
    """Return one lasting name per content: itself, with « -2 », « -3 »… where the same content comes back."""
    seen: dict[str, int] = {}
    made = []
    for content in contents:
        seen[content] = seen.get(content, 0) + 1
        made.append(content if seen[content] == 1 else f"{content}-{seen[content]}")
    return made
