"""Offering terms while one types: those that begin so, then those that hold it, the forms to write before the others.

A vocabulary is held as one long text of folded labels, searched by the C library: some 20,000 terms answer in less than
a millisecond. Each process reads a vocabulary the first time it is asked about, and again after a load.
"""

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from datetime import datetime
from itertools import islice
from typing import NamedTuple

from coffret.authorities.lookup import UNUSABLE, LabelRow
from coffret.authorities.models import Concept, ConceptLabel, LabelKind, Scheme
from coffret.base.text import fold

ANSWERS = 12
# More beginnings than this are not sorted through: the first ones in the order of the alphabet will do.
LOOKED_AT = 400
_END = "\n"
_RANKS = {LabelKind.PREFERRED.value: 0, LabelKind.ALTERNATE.value: 1, LabelKind.REJECTED.value: 2}


class Offer(NamedTuple):
    """A term to write; ``form``: the other form that was found, « » when it is the term itself; ``rejected``: that
    form is one not to be used.
    """

    term: str
    form: str
    rejected: bool


class Offering:
    """The labels of a vocabulary, in the order of the alphabet."""

    def __init__(self, rows: Iterable[LabelRow]) -> None:
        kept = [row for row in rows if row.kind != UNUSABLE and _END not in row.folded]
        self._rows = sorted(kept, key=lambda row: (row.folded, _RANKS[row.kind], row.label))
        self._text = _END + "".join(row.folded + _END for row in self._rows)
        self._starts: list[int] = []
        place = 1
        for row in self._rows:
            self._starts.append(place)
            place += len(row.folded) + 1

    def like(self, text: str, count: int = ANSWERS) -> list[Offer]:
        """Return at most ``count`` terms for what was typed: those that begin so, then a word of which does, then others.

        Nothing typed offers the first terms: short lists are read so.
        """
        asked = fold(text)
        ways = (_END + asked, " " + asked, asked) if asked else (_END,)
        found = dict.fromkeys(offer for way in ways for offer in self._found(way))
        terms: dict[str, Offer] = {}
        for offer in found:
            terms.setdefault(offer.term, offer)
            if len(terms) == count:
                break
        return list(terms.values())

    def _found(self, asked: str) -> Iterator[Offer]:
        """Yield what holds ``asked``, the forms to write first, then the shortest."""
        rows = [self._rows[place] for place in islice(self._places(asked), LOOKED_AT)]
        if asked != _END:
            rows.sort(key=lambda row: (_RANKS[row.kind], len(row.folded)))
        yield from map(_offer, rows)

    def _places(self, asked: str) -> Iterator[int]:
        """Yield the places of the labels that hold ``asked``, each once, in the order of the alphabet."""
        at = self._text.find(asked)
        while 0 <= at < len(self._text) - 1:
            place = bisect_right(self._starts, at + (asked[0] == _END)) - 1
            yield place
            at = self._text.find(asked, self._starts[place] + len(self._rows[place].folded))


def _offer(row: LabelRow) -> Offer:
    same = row.kind == LabelKind.PREFERRED
    return Offer(row.preferred, "" if same else row.label, row.kind == LabelKind.REJECTED)


_held: dict[str, tuple[datetime | None, Offering]] = {}


def offering(scheme: str) -> Offering | None:
    """Return the terms of a scheme to choose from, up to date (one small query); None when it is not loaded."""
    loaded = Scheme.objects.filter(pk=scheme, loaded_at__isnull=False).values_list("loaded_at", flat=True).first()
    if loaded is None:
        _held.pop(scheme, None)
        return None
    known = _held.get(scheme)
    if known is None or known[0] != loaded:
        known = _held[scheme] = (loaded, Offering(_rows(scheme)))
    return known[1]


def _rows(scheme: str) -> Iterator[LabelRow]:
    headings = set(Concept.objects.filter(scheme=scheme, usable=False).order_by("pk").values_list("pk", flat=True))
    labels = ConceptLabel.objects.filter(scheme=scheme).order_by("pk")
    columns = labels.values_list("label", "folded", "kind", "concept__label", "concept_id")
    for label, folded, kind, preferred, concept in columns.iterator(chunk_size=5000):
        if concept not in headings:
            yield LabelRow(label, folded, kind, preferred)
