"""What a search page shows of a result: chips, facets with their values, decades, pages."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from html import escape

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from coffret.authorities.models import Museum
from coffret.catalogue.fields import BY_KEY, FACETS, Field
from coffret.public.records.asked import PER_PAGE, Asked
from coffret.public.templatetags.coffret import grouped, typeset
from coffret.search.query import SearchRequest, SearchResult

SHOWN, COUNTED = 8, 40
OPEN = {"auteur", "domaine", "image"}
MOST_BARS = 48
FRENCH = ' lang="fr"'
STEPS = (10, 20, 50, 100, 200, 500, 1_000, 10_000, 100_000)


@dataclass(frozen=True, slots=True)
class Choice:
    """A value of a facet: how it reads, how many records have it, whether it is chosen."""

    value: str
    label: str
    count: int
    chosen: bool


@dataclass(frozen=True, slots=True)
class Facet:
    """A facet with its first values and the rest; ``open`` when it should be unfolded."""

    field: Field
    first: list[Choice]
    rest: list[Choice]
    chosen: int
    open: bool

    @property
    def label(self) -> str:
        """Return its heading: what the codes of museums and of pictures stand for, else the field's label."""
        return heading(self.field.key)

    @property
    def first_lines(self) -> SafeString:
        """Return its first values as the items of a list, each with its box."""
        return _lines(self.field.key, self.first)

    @property
    def rest_lines(self) -> SafeString:
        """Return the other values as the items of a list, each with its box."""
        return _lines(self.field.key, self.rest)


@dataclass(frozen=True, slots=True)
class Chip:
    """An active filter and the address of the search without it."""

    name: str
    label: str
    url: str


@dataclass(frozen=True, slots=True)
class Bar:
    """A span of years in the histogram: its place, its height out of 100, and where it leads."""

    start: int
    end: int
    count: int
    x: int
    height: float
    inside: bool
    url: str

    @property
    def path(self) -> str:
        """Return its drawing, on a line at 100."""
        return f"M{self.x + 1} 100v-{self.height:g}h8v{self.height:g}z"

    @property
    def label(self) -> str:
        """Return the years it spans."""
        return f"{self.start}–{self.end}"


def request_for(
    asked: Asked, *, offset: int | None = None, limit: int = PER_PAGE, facets: bool = True
) -> SearchRequest:
    """Return the request that the search room understands."""
    return SearchRequest(
        words=asked.words,
        filters=asked.filters,
        year_from=asked.year_from,
        year_to=asked.year_to,
        sort=asked.sort,
        offset=asked.offset if offset is None else offset,
        limit=limit,
        facets=facets,
        facet_size=COUNTED,
    )


def museum_names(codes: set[str]) -> dict[str, str]:
    """Return code → name and town, in one query."""
    named = Museum.objects.filter(code__in=codes).only("code", "usual_name", "official_name", "city")
    museums = named.order_by("code") if codes else []
    return {m.code: ", ".join(filter(None, (m.usual_name or m.official_name, m.city))) for m in museums}


def labels_for(asked: Asked, result: SearchResult) -> dict[str, str]:
    """Return how the museum codes of a result read."""
    codes = {value for value, _n in result.facets.get("musee", ())[:COUNTED]} | set(asked.filters.get("musee", ()))
    return museum_names(codes)


def facets_of(asked: Asked, result: SearchResult, names: dict[str, str]) -> list[Facet]:
    """Return the facets that have something to choose, in the table's order."""
    made = (_facet(field, asked, result.facets.get(field.key, ()), names) for field in FACETS)
    return [facet for facet in made if len(facet.first) > 1 or facet.chosen]


def _facet(field: Field, asked: Asked, counted: Sequence[tuple[str, int]], names: dict[str, str]) -> Facet:
    chosen = asked.filters.get(field.key, ())
    known = {value for value, _n in counted}
    every = [(value, 0) for value in chosen if value not in known] + list(counted)
    every.sort(key=lambda pair: pair[0] not in chosen)
    choices = [Choice(v, readable(field.key, v, names), n, v in chosen) for v, n in every]
    shown = max(SHOWN, len(chosen))
    return Facet(field, choices[:shown], choices[shown:], len(chosen), field.key in OPEN or bool(chosen))


def _lines(key: str, choices: Sequence[Choice]) -> SafeString:
    """Return choices as HTML: four hundred of them stand on a page, where a template takes twenty times longer."""
    language = get_language() or "fr"
    made = (
        f'<li><label><input type="checkbox" name="{key}" value="{escape(one.value)}"{" checked" if one.chosen else ""}>'
        f"{_shown(one.label, key != 'image', language)}<small>{grouped(one.count)}</small></label></li>"
        for one in choices
    )
    return mark_safe("".join(made))  # noqa: S308 - keys are ours, values and labels were escaped


@lru_cache(maxsize=16_384)
def _shown(label: str, in_french: bool, _language: str) -> str:
    """Return a label as HTML, typeset for the reader's language: the same values come back from page to page."""
    return f"<span{FRENCH if in_french else ''}>{escape(typeset(label))}</span>"


def heading(key: str) -> str:
    """Return how a facet is headed."""
    return {"musee": _("Musée"), "image": _("Image")}.get(key, BY_KEY[key].label)


def readable(key: str, value: str, names: dict[str, str]) -> str:
    """Return how a facet's value reads."""
    if key == "image":
        return _("avec image") if value == "oui" else _("sans image")
    return names.get(value, value) if key == "musee" else value


def chips(asked: Asked, names: dict[str, str]) -> list[Chip]:
    """Return one chip per active filter, each with the search without it."""
    made = [
        Chip(heading(key), readable(key, value, names), asked.without(key, value).url)
        for key in BY_KEY
        for value in asked.filters.get(key, ())
    ]
    if asked.year_from is not None or asked.year_to is not None:
        made.append(Chip(_("Années"), years_label(asked), asked.but(year_from=None, year_to=None).url))
    return made


def years_label(asked: Asked) -> str:
    """Return the years asked in words."""
    if asked.year_to is None:
        return _("à partir de %(year)s") % {"year": asked.year_from}
    if asked.year_from is None:
        return _("jusqu’à %(year)s") % {"year": asked.year_to}
    return f"{asked.year_from}–{asked.year_to}"


def bars(asked: Asked, histogram: Sequence[tuple[int, int]]) -> list[Bar]:
    """Return the decades as bars, put together by wider spans when there are too many to be seen.

    The two hundredths at the far end (one flint among paintings) do not flatten the rest: they are left to the fields.
    """
    decades = _without_far_end(sorted(histogram))
    if len(decades) < 2:
        return []
    first, last = decades[0][0], decades[-1][0] + 9
    step = next((step for step in STEPS if (last - first) / step <= MOST_BARS), 1_000_000)
    sums: dict[int, int] = {}
    for decade, count in decades:
        sums[decade // step] = sums.get(decade // step, 0) + count
    highest = max(sums.values())
    begin = first // step
    return [
        _bar(asked, slot * step, step, sums.get(slot, 0), highest, (slot - begin) * 10)
        for slot in range(begin, last // step + 1)
    ]


def _without_far_end(decades: list[tuple[int, int]]) -> list[tuple[int, int]]:
    spare = sum(count for _year, count in decades) * 0.02
    while len(decades) > 1 and decades[0][1] <= spare and decades[1][0] - decades[0][0] > 100:
        spare -= decades[0][1]
        decades = decades[1:]
    return decades


def _bar(asked: Asked, start: int, step: int, count: int, highest: int, x: int) -> Bar:
    end = start + step - 1
    inside = (asked.year_from is None or end >= asked.year_from) and (asked.year_to is None or start <= asked.year_to)
    height = max(2.0, round((count / highest) ** 0.6 * 100, 1)) if count else 0
    return Bar(start, end, count, x, height, inside, asked.but(year_from=start, year_to=end).url)


def pages(asked: Asked, total: int) -> list[tuple[str, str, bool]]:
    """Return (text, address, current) of the numbered pages; an empty address is a gap."""
    last = max(1, -(-total // PER_PAGE))
    near = {1, last, *range(asked.page - 2, asked.page + 3)}
    shown: list[tuple[str, str, bool]] = []
    before = 0
    for number in sorted(n for n in near if 1 <= n <= last):
        if number - before > 1:
            shown.append(("…", "", False))
        shown.append((str(number), asked.but(page=number).url, number == asked.page))
        before = number
    return shown if last > 1 else []


def sorts() -> list[tuple[str, str]]:
    """Return (key, words) of the orders results may be put in."""
    return [
        ("pertinence", _("pertinence")),
        ("titre", _("titre")),
        ("auteur", _("auteur")),
        ("date", _("date, ancienne d’abord")),
        ("date-desc", _("date, récente d’abord")),
        ("inventaire", _("numéro d’inventaire")),
        ("recents", _("publication récente")),
    ]
