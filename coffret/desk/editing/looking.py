"""Records and museums found by words, for the dialogs of the editor and for the lists of a page alike."""

from coffret.authorities.models import Museum
from coffret.base.text import fold
from coffret.catalogue.models import Record, Status
from coffret.search.query import SearchRequest, search

# Shown at once: who does not find types another word.
FOUND = 12


def records(words: str, *, with_image: bool = False) -> list[Record]:
    """Return published records found by words, the one of that very reference first; none without words."""
    if not words.strip():
        return []
    named = Record.objects.filter(ref=words.strip(), status=Status.PUBLISHED).values_list("pk", flat=True)
    asked = SearchRequest(words, limit=FOUND, facets=False, has_image=True if with_image else None)
    ids = list(dict.fromkeys([*named, *search(asked).ids]))[:FOUND]
    rows = Record.objects.filter(status=Status.PUBLISHED).in_bulk(ids)
    return [rows[pk] for pk in ids if pk in rows]


def museums(words: str, *, published: bool = False) -> list[Museum]:
    """Return museums whose code, city or names hold each word, accents aside; none without words.

    ``published`` keeps those that have a record: others have no work to put forward.
    """
    wanted = fold(words).split()
    if not wanted:
        return []
    every = Museum.objects.order_by("city", "pk")
    if published:
        every = every.filter(records__status=Status.PUBLISHED).distinct()
    return [museum for museum in every if all(word in _said_of(museum) for word in wanted)][:FOUND]


def _said_of(museum: Museum) -> str:
    return fold(f"{museum.code} {museum.city} {museum.official_name} {museum.usual_name}")
