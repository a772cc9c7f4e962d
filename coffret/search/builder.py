"""From units to a tantivy query: every word must be found somewhere, strong fields and exact words first."""

import math
import re
from collections.abc import Callable, Iterable, Sequence

from tantivy import FieldType, Occur, Query, Searcher

from coffret.catalogue.fields import Kind
from coffret.search.parser import Shape, Unit
from coffret.search.schema import EXACT, FACET, NAMING, POSITIONED, STRONG, TEXT_FIELDS, WEIGHTED, placed, schema
from coffret.search.words import PLAIN, STEMS, STOP_WORDS, key, plain, readings

_TIE = 0.1
_OTHER_READING = 0.5
_LONGEST_RUN = 12
_LONGEST_START = 60
_EXACT_BOOST = 0.3
_PHRASE_BOOST = 0.6
_WHOLE_BOOST = 12.0
_SAME_FIELD_BOOST = 6.0
_CENTURY_SCORE = 0.5
# Times how rare the word is, as the weights of words are.
_NAMED_BOOST = 1.1
# A work of that year comes before the mention of it: most years in texts are those of births and deaths.
_YEAR_BOOST = 1.5
_IDENTIFIER_SCORE = 1000.0
_BEGINNING_SCORE = 200.0
_WEIGHTED_NAMES = frozenset(name for name, _ in WEIGHTED)
_KEYS = ("ref_key", "inv_key")
_MUSEUM = re.compile(r"[Mm]\d{4}")
_TEXT_CODES = frozenset(field.code for field in TEXT_FIELDS)


class Builder:
    """Makes queries for one searcher; fields where a word never occurs are left out, so that queries stay short.

    ``among``: finds the only records that are weighed, at no score; they have all that is wanted, or are what the text
    identifies. Phrases that make one better are asked of these alone: of all, the index looks for the next one as far as it
    stands.
    """

    def __init__(
        self,
        searcher: Searcher,
        dated: Callable[[int, int], Query] | None = None,
        among: Query | None = None,
    ) -> None:
        self.searcher = searcher
        self._among = among
        self.schema = schema()
        self._overlapping = dated or overlapping

    def query(self, units: Sequence[Unit], typed: str, least: int | None = None) -> Query:
        """Return the query of ``units``; ``typed`` is the whole text, which may be a REF or an inventory number.

        ``least``: how many of the loose units are enough (default: all).
        """
        wanted = [unit for unit in units if unit.sign != "-"]
        refused = [(Occur.MustNot, self.unit(unit)) for unit in units if unit.sign == "-"]
        if not wanted:
            return _all([(Occur.Must, Query.all_query()), *refused])
        ways = [(Occur.Should, self._wanted(wanted, typed, least)), *self._identifiers(typed)]
        return _all([(Occur.Must, _all(ways)), *refused])

    def _wanted(self, wanted: Sequence[Unit], typed: str, least: int | None) -> Query:
        # For a beginning of a word, the index gathers all that begins so before it looks at any record.
        given = self._among if least is None and not self._identifiers(typed) else None
        firm = [
            (Occur.Must, Query.const_score_query(given, 1.0) if given and _alike(unit) else self.unit(unit))
            for unit in wanted
            if least is None or not unit.loose
        ]
        if least is not None:
            loose = [(Occur.Should, self.unit(unit)) for unit in wanted if unit.loose]
            firm.append((Occur.Must, Query.boolean_query(loose, least)))
        needed = _all(firm)
        return _all([(Occur.Must, needed), *self._better(wanted, typed)])

    def unit(self, unit: Unit) -> Query:
        """Return the query of one unit, whatever its sign."""
        if unit.field is not None and unit.field.code not in _TEXT_CODES:
            return self._coded(unit)
        if unit.field is not None and unit.field.code == "NOMOFF" and _MUSEUM.fullmatch(unit.raw):
            return self._term("f_musee", unit.raw.upper())
        name = f"t_{unit.field.code}" if unit.field else None
        if unit.shape is Shape.PHRASE:
            return self._phrase(unit, name)
        if unit.shape is Shape.BEGINNING:
            return self._beginning(unit, name)
        if unit.shape is Shape.CENTURY and unit.years:
            return _all(
                [
                    (Occur.Should, self._one(unit.tokens[0], None)),
                    (Occur.Should, self._dated(*unit.years, _CENTURY_SCORE)),
                ]
            )
        if unit.sign == "+" and name is None:
            return _all([(Occur.Must, self._term(EXACT, PLAIN[token])) for token in unit.tokens])
        found = self._words(unit, name)
        if unit.years and (name is None or (unit.field and unit.field.kind in {Kind.DATES, Kind.PERIODS})):
            return _all(
                [
                    (Occur.Should, found),
                    (Occur.Should, self._dated(*unit.years, self._rarity(unit.tokens[0]) * _YEAR_BOOST)),
                ]
            )
        return found

    def _term(self, name: str, value: str) -> Query:
        return Query.term_query(self.schema, *placed(name, value))

    def _held(self, name: str, value: str) -> int:
        return self.searcher.doc_freq(*placed(name, value))

    def _one(self, token: str, name: str | None) -> Query:
        """Return the query of one word: its stem in the best of the fields, and better when written the same."""
        if name is not None:
            return _all([(Occur.Should, self._term(name, stem)) for stem in readings(token)])
        found = [
            Query.boost_query(self._term(field, stem), weight if place == 0 else weight * _OTHER_READING)
            for place, stem in enumerate(readings(token))
            for field, weight in WEIGHTED
            if self._held(field, stem)
        ]
        if not found:
            # An accent too many (« robé »): the bare letters may still be somewhere.
            return self._term(EXACT, PLAIN[token])
        best = Query.disjunction_max_query(found, _TIE)
        exact = Query.boost_query(self._term(EXACT, PLAIN[token]), _EXACT_BOOST)
        return _all([(Occur.Must, best), (Occur.Should, exact)])

    def _words(self, unit: Unit, name: str | None) -> Query:
        tokens = [token for token in unit.tokens if PLAIN[token] not in STOP_WORDS] or list(unit.tokens)
        found = _all([(Occur.Must, self._one(token, name)) for token in tokens])
        ways = [(Occur.Should, found)]
        if len(unit.tokens) > 1 and name is None:
            closer = self._better_run(EXACT, [PLAIN[token] for token in unit.tokens], _PHRASE_BOOST)
            ways = [(Occur.Should, _all([(Occur.Must, found), (Occur.Should, closer)]))]
        if any(char.isdigit() for char in unit.raw) and (name is None or name == "t_INV"):
            ways.append((Occur.Should, self._inventory(unit.raw)))
        return _all(ways)

    def _run(self, name: str, tokens: list[str]) -> Query:
        if len(tokens) == 1:
            return self._term(name, tokens[0])
        return Query.phrase_query(self.schema, name, list(tokens))

    def _better_run(self, name: str, tokens: list[str], boost: float) -> Query:
        """Return the query of words that follow each other, which records may lack."""
        found = Query.boost_query(self._run(name, tokens), boost)
        return found if self._among is None else _all([(Occur.Must, self._among), (Occur.Must, found)])

    def _phrase(self, unit: Unit, name: str | None) -> Query:
        exact = self._run(EXACT, [PLAIN[token] for token in unit.tokens])
        stemmed = [STEMS[token] for token in unit.tokens]
        if name is not None:
            return self._phrase_in(name, stemmed, exact)
        better = [
            (Occur.Should, self._better_run(field, stemmed, weight))
            for field, weight in STRONG
            if all(self.searcher.doc_freq(field, stem) for stem in stemmed)
        ]
        return _all([(Occur.Must, exact), *better])

    def _phrase_in(self, name: str, stemmed: list[str], exact: Query) -> Query:
        """Return the phrase in one field; where it keeps no positions, its words there and the phrase somewhere."""
        if name in POSITIONED:
            return _all([(Occur.Must, self._run(name, stemmed)), (Occur.Should, exact)])
        inside = [(Occur.Must, self._term(name, stem)) for stem in stemmed]
        return _all([*inside, (Occur.Must, exact)] if name in _WEIGHTED_NAMES else inside)

    def _beginning(self, unit: Unit, name: str | None) -> Query:
        *before, last = unit.tokens
        folded, stem = PLAIN[last], STEMS[last]
        # Fields hold stems: « peinture* » is looked for as « peintur… ».
        start = folded if name is None or not folded.startswith(stem) else stem
        begun = self._starting(name or EXACT, start)
        return _all([*((Occur.Must, self._one(token, name)) for token in before), (Occur.Must, begun)])

    def _starting(self, name: str, start: str) -> Query:
        field, mark = placed(name, "")
        return Query.regex_query(self.schema, field, f"{mark}{_escaped(start[:_LONGEST_START])}.*")

    def _dated(self, first: int, last: int, score: float) -> Query:
        return Query.const_score_query(self._overlapping(first, last), score)

    def _inventory(self, raw: str) -> Query:
        number = key(raw)
        same = Query.const_score_query(self._term("inv_key", number), _BEGINNING_SCORE)
        if len(number) < 4:
            return same
        begun = Query.const_score_query(self._starting("inv_key", number), 2.0)
        return _all([(Occur.Should, same), (Occur.Should, begun)])

    def _coded(self, unit: Unit) -> Query:
        """Return the query of a field without words: a REF, a museum's code, a facet of the platform (image:oui)."""
        field = unit.field
        if field is not None and field.code == "REF":
            return self._starting("ref_key", key(unit.raw))
        if field is not None and field.key:
            values = {unit.raw.strip('"*'), unit.raw.strip('"*').upper(), unit.raw.strip('"*').lower()}
            return any_of(field.key, sorted(values))
        return self.unit(Unit(unit.shape, unit.tokens, None, unit.sign, unit.raw))

    def identified(self, typed: str) -> Query | None:
        """Return the query of what the whole text identifies, when it does: a reference, a number, a museum."""
        ways = self._identifiers(typed)
        return _all(ways) if ways else None

    def _identifiers(self, typed: str) -> list[tuple[Occur, Query]]:
        """Return the ways in which the whole text is a reference, an inventory number or the code of a museum."""
        number = key(typed)
        if not number or len(number) > 60 or not any(char.isdigit() for char in number):
            return []
        named = [*((name, number) for name in _KEYS), ("f_musee", number.upper())]
        return [
            (Occur.Should, Query.const_score_query(self._term(name, value), _IDENTIFIER_SCORE))
            for name, value in named
            if self._held(name, value)
        ]

    def _better(self, wanted: Sequence[Unit], typed: str) -> list[tuple[Occur, Query]]:
        """Return what makes a record better: the words all in one strong field, side by side, or alone in it."""
        tokens = [
            token
            for unit in wanted
            if unit.shape is Shape.WORDS and unit.field is None
            for token in unit.tokens
            if PLAIN[token] not in STOP_WORDS
        ]
        if not tokens:
            return []
        stemmed = [STEMS[token] for token in tokens]
        whole = self._term("whole", " ".join(sorted(set(stemmed))))
        better = [(Occur.Should, Query.const_score_query(whole, _WHOLE_BOOST))]
        return better + (self._together(stemmed, typed) if len(tokens) > 1 else self._named(tokens[0]))

    def _named(self, token: str) -> list[tuple[Occur, Query]]:
        """Return what is called by the word, or was made by whom it names: before what only shows or mentions it."""
        names = [
            (Occur.Should, self._term(name, stem))
            for stem in readings(token)
            for name in NAMING
            if not token.isdigit() and self.searcher.doc_freq(name, stem)
        ]
        score = self._rarity(token) * _NAMED_BOOST
        return [(Occur.Should, Query.const_score_query(_all(names), score))] if names else []

    def _rarity(self, token: str) -> float:
        return math.log(1 + self.searcher.num_docs / (1 + self.searcher.doc_freq(EXACT, PLAIN[token])))

    def _together(self, stemmed: list[str], typed: str) -> list[tuple[Occur, Query]]:
        better = []
        for name, weight in STRONG:
            if all(self.searcher.doc_freq(name, stem) for stem in stemmed):
                every = _all([(Occur.Must, self._term(name, stem)) for stem in stemmed])
                better.append((Occur.Should, Query.const_score_query(every, weight * _SAME_FIELD_BOOST)))
        better.append((Occur.Should, self._better_run(EXACT, plain(typed)[:_LONGEST_RUN], _PHRASE_BOOST)))
        return better


def _alike(unit: Unit) -> bool:
    """Say whether those that have a unit are none the better for it: a beginning weighs the same in all of them."""
    return unit.shape is Shape.BEGINNING and unit.field is None and len(unit.tokens) == 1


def any_of(key: str, values: Iterable[str]) -> Query:
    """Return the query of records that have one of these values of a facet."""
    return Query.term_set_query(schema(), FACET, [placed(f"f_{key}", value)[1] for value in values])


def overlapping(first: int | None, last: int | None) -> Query:
    """Return the query of records whose years meet the interval; an open end is None."""
    parts = []
    if last is not None:
        parts.append((Occur.Must, Query.range_query(schema(), "year_from", FieldType.Integer, None, last)))
    if first is not None:
        parts.append((Occur.Must, Query.range_query(schema(), "year_to", FieldType.Integer, first, None)))
    return _all(parts)


def _all(parts: list[tuple[Occur, Query]]) -> Query:
    """Return the boolean of ``parts``; a single wanted part is itself."""
    if len(parts) == 1 and parts[0][0] is not Occur.MustNot:
        return parts[0][1]
    return Query.boolean_query(parts) if parts else Query.empty_query()


def _escaped(text: str) -> str:
    """Return ``text`` (letters and digits, spaces at most) for tantivy's regular expressions."""
    return "".join(char if char.isalnum() or char == " " else f"\\{char}" for char in text)
