"""Suggestions as one types: titles, makers, object names, museums and places, by the beginning of any of their words.

Names are few: the index holds a line for each of their beginnings. Titles are as many as records: those of the best records
that have the words are told.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from pyroaring import BitMap
from tantivy import Occur, Query, Searcher

from coffret.base.text import fold
from coffret.catalogue.models import Record
from coffret.search.documents import NOBODY, whole
from coffret.search.reader import Open, mending, total
from coffret.search.reader import opened as live
from coffret.search.schema import EXACT, schema
from coffret.search.sets.segment import NAMED
from coffret.search.words import STOP_WORDS, readings, split

# One letter begins everything.
_SHORTEST = 2
_LONGEST = 90
# Looked at before the choice, when the words typed follow each other, and when they do not.
_BEGUN = 60
_SCATTERED = 400
_OF_A_KIND = 3
# Words looked at for a beginning, those kept, records whose titles are read, titles told.
_WORDS, _KEPT, _RECORDS, _TITLES = 60, 12, 24, 6
# Beyond so many records that have the words, sets say sooner than the index which are the best.
_MANY = 5_000
_TITLE = "t_TITR"
_KINDS = ("auteur", "denomination", "lieu", "ville", "musee")
_UNTITLED = frozenset({"", "sans titre", "(sans titre)"})


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
    opened = live()
    index = opened.searcher
    lines = _begun(opened, "suggest", " ".join(typed), _BEGUN)
    if len(typed) > 1 and len(lines) < limit:
        found = _begun(opened, "suggest", typed[-1], _SCATTERED)
        lines = (*lines, *(line for line in found if _holds(line, typed[:-1])))
    return _chosen(_names(index, lines, limit) + _titles(opened, typed), limit)


def _holds(line: str, beginnings: Iterable[str]) -> bool:
    words = line.split("\t", 1)[0].split()
    return all(any(word.startswith(beginning) for word in words) for beginning in beginnings)


def _names(index: Searcher, lines: Iterable[str], limit: int) -> list[Suggestion]:
    """Return what the first lines tell, counted among the records still there: enough for a list of several kinds."""
    found: dict[tuple[str, str], Suggestion] = {}
    kept = dict.fromkeys(_KINDS, 0)
    for line in lines:
        _, kind, label = line.split("\t", 2)
        if (kind, fold(label)) in found or kept[kind] >= limit:
            continue
        # The dictionary still counts withdrawn records for a while; the records themselves do not.
        count = total(index, Query.term_query(schema(), "suggest", line))
        found[kind, fold(label)] = _suggestion(kind, label, count)
        kept[kind] += bool(count)
        if sum(min(many, _OF_A_KIND) for many in kept.values()) >= limit or sum(kept.values()) >= 2 * limit:
            break
    return [one for one in found.values() if one.count]


def _titles(opened: Open, typed: Sequence[str]) -> list[Suggestion]:
    """Return the titles that have words beginning so, of the best records first, with how many are called alike."""
    wanted = [_beginning(opened, one) for one in typed if one not in STOP_WORDS or len(typed) == 1]
    if not wanted or not all(wanted):
        return []
    ids = _best(opened, wanted)
    known = dict(Record.objects.filter(pk__in=ids).values_list("pk", "title"))
    titles = {fold(title): " ".join(title.split()) for title in (known.get(one, "") for one in ids)}
    told = [
        title
        for folded, title in titles.items()
        if len(title) <= _LONGEST and folded not in _UNTITLED | NOBODY and _holds(_folded(title), typed)
    ]
    return [_suggestion("titre", title, max(1, _called(opened.searcher, title))) for title in told[:_TITLES]]


def _best(opened: Open, wanted: Sequence[dict[str, int]]) -> list[int]:
    """Return the ids of the best records of which the title has one of each of these stems: stem → records."""
    index = opened.searcher
    if min(sum(stems.values()) for stems in wanted) > _MANY:
        parts = [[opened.sets.members(NAMED, stem) or BitMap() for stem in stems] for stems in wanted]
        named = BitMap.intersection(*(BitMap.union(BitMap(), *part) for part in parts), opened.sets.all)
        return opened.sets.records(opened.sets.ordered(named, 0, _RECORDS))
    query = Query.boolean_query([(Occur.Must, Query.term_set_query(schema(), _TITLE, list(stems))) for stems in wanted])
    hits = index.search(query, _RECORDS, count=False, order_by_field="s_rank").hits
    return [int(one or 0) for one in index.fast_field_values("id", [address for _rank, address in hits])]


def _begun(opened: Open, name: str, start: str, limit: int) -> tuple[str, ...]:
    """Return the most frequent terms of a field that begin so. They are kept: a usual beginning is that of thousands."""
    asked = name, start, limit
    found: tuple[str, ...] | None = opened.kept.beginnings.get(asked)
    if found is None:
        found = tuple(term for term, _count in opened.searcher.terms_with_prefix(name, start, limit=limit))
        opened.kept.beginnings.put(asked, found)
    return found


def _beginning(opened: Open, start: str) -> dict[str, int]:
    """Return the stems, in titles, of the most frequent words that begin so, with how many records have each."""
    index = opened.searcher
    stems = {
        stem: index.doc_freq(_TITLE, stem) for word in _begun(opened, EXACT, start, _WORDS) for stem in readings(word)
    }
    kept = sorted((stem for stem in stems if stems[stem]), key=lambda stem: -stems[stem])[:_KEPT]
    return {stem: stems[stem] for stem in kept}


def _folded(title: str) -> str:
    return " ".join(map(fold, split(title)))


def _called(index: Searcher, title: str) -> int:
    return total(index, Query.term_query(schema(), "whole", whole(title)))


def _chosen(found: Iterable[Suggestion], limit: int) -> list[Suggestion]:
    """Return the most frequent, three of a kind at most while others remain."""
    taken: list[Suggestion] = []
    spare: list[Suggestion] = []
    for one in sorted(found, key=lambda one: -one.count):
        enough = sum(other.kind == one.kind for other in taken) >= _OF_A_KIND
        (spare if enough else taken).append(one)
    return sorted((taken + spare)[:limit], key=lambda one: -one.count)


def _suggestion(kind: str, label: str, count: int) -> Suggestion:
    if kind == "titre":
        return Suggestion(kind, label, count, {"q": label})
    if kind == "musee":
        code, name = label.split(" ", 1)
        return Suggestion(kind, name, count, {"musee": code})
    return Suggestion(kind, label, count, {kind: label})
