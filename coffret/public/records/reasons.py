"""What a search page tells of its answer: why each record is there, and what to give up when nothing answers."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from coffret.public.records import finding
from coffret.public.records.asked import Asked
from coffret.public.records.cards import Card
from coffret.public.templatetags.coffret import typeset
from coffret.search.dropping import YEARS, Constraint, ways_out
from coffret.search.query import SearchRequest, SearchResult
from coffret.search.sought import Found
from coffret.search.why import Explainer, note


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a record is there. ``lines``: (field, the words found in it); ``lacking``: the words it does not have."""

    lines: Sequence[tuple[str, SafeString]]
    lacking: str


@dataclass(frozen=True, slots=True)
class Way:
    """What may be given up, in words, the search that is left, and how many records answer it."""

    label: str
    url: str
    count: int


def explain(asked: Asked, result: SearchResult, cards: Sequence[Card]) -> None:
    """Give each card why it was found; nothing where no word was typed."""
    explainer = Explainer(asked.words, result.corrected)
    # The records of a page hold much the same words.
    told = cache(_words)
    for card in cards if explainer else ():
        why = explainer.why(card.record)
        lines = [(match.field.label, told(match.words)) for match in why.matches]
        card.why = Reason(lines, ", ".join(_quoted(word) for word in why.lacking))


def _words(words: tuple[Found, ...]) -> SafeString:
    return format_html_join(", ", "{}", ((_word(found),) for found in words))


def _word(found: Found) -> SafeString:
    told = note(found)
    written = format_html('<mark lang="fr">{}</mark>', found.written)
    return format_html("{} <small>({})</small>", written, typeset(told)) if told else written


def ways(asked: Asked, result: SearchResult, names: dict[str, str]) -> list[Way]:
    """Return what to give up of a search that nothing answers as it is, the most telling left first."""
    if result.total and not result.relaxed:
        return []
    read = asked.but(words=result.corrected or asked.words)
    found = ways_out(replace(finding.request_for(read), facets=False))
    return [Way(_given_up(read, way.dropped, names), _left(read, way.request).url, way.count) for way in found]


def _left(asked: Asked, request: SearchRequest) -> Asked:
    """Return the address of what is left, in the order and the layout asked."""
    years = {"year_from": request.year_from, "year_to": request.year_to}
    return asked.but(words=request.words, filters=dict(request.filters), **years)


def _given_up(asked: Asked, dropped: Sequence[Constraint], names: dict[str, str]) -> str:
    return _(" ni ").join(_named(asked, one, names) for one in dropped)


def _named(asked: Asked, dropped: Constraint, names: dict[str, str]) -> str:
    if not dropped.key:
        return _quoted(dropped.word)
    if dropped.key == YEARS:
        return _("les années (%(years)s)") % {"years": finding.years_label(asked)}
    values = ", ".join(finding.readable(dropped.key, value, names) for value in dropped.values)
    return _("le filtre %(name)s (%(values)s)") % {"name": finding.heading(dropped.key), "values": values}


def _quoted(word: str) -> str:
    return _("« %(word)s »") % {"word": word}
