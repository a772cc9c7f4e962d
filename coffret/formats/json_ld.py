"""schema.org: a record as a VisualArtwork, from the targets of the field table."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from coffret.catalogue import values as understood
from coffret.catalogue.fields import FIELDS, Field, Kind

# What the arguments give better than a single field does.
_GIVEN = frozenset(
    {"name", "image", "creditText", "provider", "identifier", "contentLocation", "creator", "dateCreated"}
)
# Properties that schema.org wants as one text.
_ONE = frozenset({"description", "size", "locationCreated"})


@dataclass(frozen=True, slots=True)
class Holder:
    """The museum that holds the object."""

    name: str
    url: str
    city: str


def artwork(
    values: Mapping[str, str],
    *,
    url: str,
    title: str,
    caption: str,
    credit: str,
    images: Sequence[tuple[str, str]],
    museum: Holder,
) -> dict[str, Any]:
    """Return the description of a record; ``images``: full address and credit of each, the first one the main picture."""
    data: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "VisualArtwork",
        "@id": url,
        "url": url,
        "name": title,
        "abstract": caption,
        "identifier": [_identifier(code, values[code]) for code in ("REF", "INV") if values.get(code)],
        "creator": _creators(values.get("AUTR", "")),
        "dateCreated": _date(values),
        "image": [{"@type": "ImageObject", "contentUrl": url, "creditText": own or credit} for url, own in images],
        "creditText": credit,
        "provider": _museum(museum),
        "contentLocation": _museum(museum),
    }
    for field in FIELDS:
        name = field.targets.get("schema", "")
        if name and name not in _GIVEN and field.public and values.get(field.code):
            _put(data, name, field, values[field.code])
    return {name: value for name, value in data.items() if value}


def _put(data: dict[str, Any], name: str, field: Field, text: str) -> None:
    terms = [text.replace("#", "\n")] if name in _ONE else understood.terms(text, field)
    if field.kind is Kind.LINKS:
        terms = [term for term in terms if term.startswith(("http://", "https://"))]
    if name == "locationCreated":
        data[name] = {"@type": "Place", "name": text.replace("#", ", ")}
    elif terms:
        data[name] = [*data.get(name, []), *terms] if name not in _ONE else terms[0]


def _identifier(code: str, value: str) -> dict[str, str]:
    return {"@type": "PropertyValue", "propertyID": code, "value": value}


def _creators(text: str) -> list[dict[str, str]]:
    made = []
    for author in understood.authors(text):
        if author.name and not author.anonymous:
            made.append({"@type": "Person", "name": author.name})
    return made


def _date(values: Mapping[str, str]) -> str:
    interval = understood.years(values)
    if interval is None or interval.bounds is None:
        return ""
    start, end = (_iso(year) for year in interval.bounds)
    return start if start == end else f"{start}/{end}"


def _iso(year: int) -> str:
    """Return a year as ISO 8601 writes it: four figures, more and a sign beyond."""
    return f"{year:04d}" if 0 <= year <= 9999 else f"{year:+07d}"


def _museum(museum: Holder) -> dict[str, Any]:
    made: dict[str, Any] = {"@type": "Museum", "name": museum.name, "url": museum.url}
    if museum.city:
        made["address"] = {"@type": "PostalAddress", "addressLocality": museum.city, "addressCountry": "FR"}
    return made
