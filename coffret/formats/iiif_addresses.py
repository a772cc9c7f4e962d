"""Where the IIIF manifests and collections are, as pages, manifests and exports name them."""

from urllib.parse import quote

SEARCH = "/iiif/recherche/collection.json"


def manifest_path(ref: str) -> str:
    """Return the path of a record's manifest, escaped."""
    return f"/iiif/notices/{quote(ref)}/manifest.json"


def collection_path(code: str) -> str:
    """Return the path of a museum's collection, escaped."""
    return f"/iiif/musees/{quote(code)}/collection.json"


def search_path(query: str) -> str:
    """Return the path of a search's collection; ``query`` is that of the search's own address."""
    return f"{SEARCH}?{query}" if query else SEARCH
