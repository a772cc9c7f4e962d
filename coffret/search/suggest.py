"""Suggestions as one types: titles, makers, object names, museums and places, by the beginning of any of their words."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from tantivy import Query, Searcher

from coffret.base.text import fold
from coffret.search.reader import mending, total
from coffret.search.reader import searcher as live
from coffret.search.schema import schema
from coffret.search.words import split

# One letter begins everything.
_SHORTEST = 2
_LONGEST = 90
# Looked at before the choice, when the words typed follow each other, and when they do not.
_BEGUN = 60
_SCATTERED = 400
_OF_A_KIND = 3


@dataclass(frozen=True, slots=True)
class Suggestion:
    """One line under the search box. ``kind``: titre, auteur, denomination, musee, lieu or ville; ``count``: how many
    records it stands in; ``params``: the query string of /recherche that finds them."""

    kind: str
    label: str
    count: int
    params: dict[str, str] = field(default_factory=dict)


@mending
def suggest(text: str, limit: int = 8) -> list[Suggestion]:
    """Return at most ``limit`` suggestions for what has been typed so far, most frequent first, kinds mixed."""
    typed = [fold(word) for word in split(text[:_LONGEST])]
    if sum(map(len, typed)) < _SHORTEST:
        return []
    index = live()
    lines = [line for line, _ in index.terms_with_prefix("suggest", " ".join(typed), limit=_BEGUN)]
    if len(typed) > 1 and len(lines) < limit:
        found = index.terms_with_prefix("suggest", typed[-1], limit=_SCATTERED)
        lines += [line for line, _ in found if _holds(line, typed[:-1])]
    return _chosen(index, lines, limit)


def _holds(line: str, beginnings: Iterable[str]) -> bool:
    words = line.split("\t", 1)[0].split()
    return all(any(word.startswith(beginning) for word in words) for beginning in beginnings)


def _chosen(index: Searcher, lines: list[str], limit: int) -> list[Suggestion]:
    """Return the first lines, three of a kind at most while others remain, counted among the records still there."""
    taken: list[Suggestion] = []
    spare: list[Suggestion] = []
    seen: set[tuple[str, str]] = set()
    for line in lines:
        _, kind, label = line.split("\t", 2)
        if (kind, fold(label)) in seen or len(taken) >= limit:
            continue
        seen.add((kind, fold(label)))
        # The dictionary still counts withdrawn records for a while; the records themselves do not.
        count = total(index, Query.term_query(schema(), "suggest", line))
        if count:
            enough = sum(one.kind == kind for one in taken) >= _OF_A_KIND
            (spare if enough else taken).append(_suggestion(kind, label, count))
    return sorted((taken + spare)[:limit], key=lambda one: -one.count)


def _suggestion(kind: str, label: str, count: int) -> Suggestion:
    if kind == "titre":
        return Suggestion(kind, label, count, {"q": label})
    if kind == "musee":
        code, name = label.split(" ", 1)
        return Suggestion(kind, name, count, {"musee": code})
    return Suggestion(kind, label, count, {kind: label})
