"""The rules of a record (REC…), by what they look at. Importing this package registers them all."""

from coffret.catalogue.rules import (
    acquisitions,
    authors,
    contents,
    dates,
    identity,
    images,
    places,
    required,
    terms,
    texts,
    titles,
)

__all__ = [
    "acquisitions",
    "authors",
    "contents",
    "dates",
    "identity",
    "images",
    "places",
    "required",
    "terms",
    "texts",
    "titles",
]
