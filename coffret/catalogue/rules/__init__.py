"""The rules of a record (REC…), by what they look at. Importing this package registers them all."""

from coffret.catalogue.rules import authors, dates, identity, images, places, required, terms, texts, titles

__all__ = ["authors", "dates", "identity", "images", "places", "required", "terms", "texts", "titles"]
