"""What is asked of the search."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from coffret.catalogue.fields import FACETS
from coffret.search.schema import SORTS

RELEVANCE = "pertinence"
SORT_KEYS = (RELEVANCE, *SORTS)
FACET_KEYS = tuple(facet.key for facet in FACETS)
FACET_SIZE = 12
# Searching inside a facet looks at this many values.
FACET_DEPTH = 5_000

Filters = Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class SearchRequest:
    """What is asked: words, chosen facet values by key (OR inside a facet, AND across), years, sort and page.

    ``sort``: pertinence, titre, auteur, date, date-desc, inventaire or recents; anything else is pertinence.
    ``facets``: whether to count; ``facet_size``: how many values of each.
    """

    words: str = ""
    filters: Filters = field(default_factory=dict)
    year_from: int | None = None
    year_to: int | None = None
    has_image: bool | None = None
    sort: str = RELEVANCE
    offset: int = 0
    limit: int = 24
    facets: bool = True
    facet_size: int = FACET_SIZE

    def chosen(self) -> dict[str, tuple[str, ...]]:
        """Return the filters that a facet knows, the image's with them, empty ones left out."""
        known = {key: tuple(values) for key, values in self.filters.items() if key in FACET_KEYS and values}
        if self.has_image is not None:
            known["image"] = ("oui" if self.has_image else "non",)
        return known

    def span(self) -> tuple[int | None, int | None]:
        """Return the years asked for, in their order even when typed the other way round, within what a year may be."""
        first, last = _bounded(self.year_from), _bounded(self.year_to)
        if first is not None and last is not None and first > last:
            return last, first
        return first, last


def _bounded(year: int | None) -> int | None:
    return None if year is None else max(-1_000_000, min(1_000_000, year))
