"""Asking the authorities: how a term stands towards its vocabulary, and what the directory says of a museum.

Vocabularies are read from the database once per process, each the first time it is asked about, and again after a
load. A term is looked for as POP does it (identical, then without case) and further: without accents, among the other
forms, then by its beginning and by near spelling for suggestions.
"""

from bisect import bisect_left
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property, lru_cache
from typing import NamedTuple

from coffret.authorities.models import Concept, ConceptLabel, LabelKind, Museum, Scheme
from coffret.authorities.museofile import CODE
from coffret.authorities.spelling import SpellingIndex
from coffret.base.errors import Refused
from coffret.base.text import fold

SUGGESTIONS = 5
# Answers remembered, over all vocabularies.
REMEMBERED = 50_000
# Shorter beginnings suggest everything.
SHORTEST_PREFIX = 3
# How much of a word's end may be wrong, and how much must then be left: « numismatik », « costumes ».
LONGEST_END = 3
SHORTEST_BEGINNING = 5

UNUSABLE = "unusable"


@dataclass(frozen=True, slots=True)
class Match:
    """How a term stands towards a vocabulary.

    ``kind``: exact, folded (right but for case, accents, spaces), alternate (a synonym), rejected (a form not to be
    used), unusable (a heading, which orders terms) or none. ``preferred``: the form to write, « » when there is none.
    ``suggestions``: forms that may have been meant, best first (kinds unusable and none only).
    """

    kind: str
    preferred: str = ""
    suggestions: tuple[str, ...] = ()


class LabelRow(NamedTuple):
    """A way of writing a term: the label, its folded form, what it is (LabelKind or UNUSABLE), the form to write."""

    label: str
    folded: str
    kind: str
    preferred: str


NONE = Match("none")
# When one folded text is several things, the better one answers.
_RANKS = {LabelKind.PREFERRED.value: 0, LabelKind.ALTERNATE.value: 1, LabelKind.REJECTED.value: 2, UNUSABLE: 3}
_KINDS = {LabelKind.ALTERNATE.value: "alternate", LabelKind.REJECTED.value: "rejected"}


class Terms:
    """One vocabulary in memory: its labels by exact and by folded form."""

    def __init__(self, rows: Iterable[LabelRow], below: Mapping[str, tuple[str, ...]] | None = None) -> None:
        self._exact: set[str] = set()
        self._folded: dict[str, tuple[str, str]] = {}
        self._below = below or {}
        for label, folded, kind, preferred in rows:
            if kind == LabelKind.PREFERRED:
                self._exact.add(label)
            held = self._folded.get(folded)
            if held is None or _RANKS[kind] < _RANKS[held[0]]:
                self._folded[folded] = (kind, preferred)

    def match(self, term: str) -> Match:
        """Return how ``term`` stands towards this vocabulary."""
        if term in self._exact:
            return Match("exact", term)
        folded = fold(term)
        held = self._folded.get(folded)
        if held is None and folded.startswith("<"):
            held = self._folded.get(folded.strip("<> "))
        if held is None:
            return Match("none", "", self._suggest(folded)) if folded else NONE
        kind, preferred = held
        if kind == UNUSABLE:
            return Match(UNUSABLE, "", self._below.get(preferred, ()))
        return Match(_KINDS.get(kind, "folded"), preferred)

    def _suggest(self, folded: str) -> tuple[str, ...]:
        """Return the forms with its words in another order, beginning like it, spelled nearly so; else its own beginning."""
        found = dict.fromkeys(
            self._folded[name][1]
            for name in (
                *self._turned(folded),
                *self._beginning_with(folded),
                *self._spelling.near(folded, SUGGESTIONS),
            )
            if self._folded[name][0] != UNUSABLE
        )
        return tuple(found)[:SUGGESTIONS] or self._first_words(folded) or self._further(folded)

    def _turned(self, folded: str) -> list[str]:
        """Return the terms made of the same words begun elsewhere: « Paul Cézanne » is « CÉZANNE Paul »."""
        words = folded.replace(",", " ").split()
        turns = (" ".join(words[first:] + words[:first]) for first in range(len(words)))
        return [turn for turn in turns if turn in self._folded]

    def _beginning_with(self, folded: str) -> list[str]:
        if len(folded) < SHORTEST_PREFIX:
            return []
        first = bisect_left(self._sorted, folded)
        last = bisect_left(self._sorted, folded + "\U0010ffff", first)
        return sorted(self._sorted[first:last][:200], key=len)[:SUGGESTIONS]

    def _first_words(self, folded: str) -> tuple[str, ...]:
        """Return the longest term that the text begins with, whole words only: « robe longue » may be « robe »."""
        words = folded.split(" ")
        for count in range(len(words) - 1, 0, -1):
            held = self._folded.get(" ".join(words[:count]).rstrip(" ,;:("))
            if held and held[0] != UNUSABLE:
                return (held[1],)
        return ()

    def _further(self, folded: str) -> tuple[str, ...]:
        """Return the forms that begin like a word without its end, else those that hold it: « Empire », « style Empire »."""
        names: list[str] = []
        for cut in range(1, LONGEST_END + 1):
            if not names and len(folded) - cut >= SHORTEST_BEGINNING:
                names = self._beginning_with(folded[:-cut])
        names = names or sorted(self._holding.get(folded, ()), key=len)
        found = dict.fromkeys(self._folded[name][1] for name in names if self._folded[name][0] != UNUSABLE)
        return tuple(found)[:SUGGESTIONS]

    @cached_property
    def _holding(self) -> dict[str, list[str]]:
        """Word → the terms of several words that hold it."""
        holding: dict[str, list[str]] = {}
        for name in self._folded:
            words = name.split(" ")
            for word in dict.fromkeys(words if len(words) > 1 else ()):
                holding.setdefault(word, []).append(name)
        return holding

    @cached_property
    def _sorted(self) -> list[str]:
        return sorted(self._folded)

    @cached_property
    def _spelling(self) -> SpellingIndex:
        return SpellingIndex(self._folded)


class Vocabularies:
    """The vocabularies loaded, read when first asked about. ``read`` gives the terms of a scheme by its code."""

    def __init__(self, loaded: Mapping[str, datetime | None], read: Callable[[str], Terms]) -> None:
        self._loaded = dict(loaded)
        self._read = read
        self._terms: dict[str, Terms] = {}
        self._remember()

    @classmethod
    def of(cls, **schemes: Iterable[str]) -> "Vocabularies":
        """Return vocabularies made of plain lists of preferred terms, without any database: ``of(DENO=["robe"])``."""
        made = {code: Terms(_plain(terms)) for code, terms in schemes.items()}
        return cls(dict.fromkeys(made), made.__getitem__)

    def _remember(self) -> None:
        self.match = lru_cache(REMEMBERED)(self._match)

    def known(self, scheme: str) -> bool:
        """Say whether the vocabulary is loaded."""
        return scheme in self._loaded

    def _match(self, scheme: str, term: str) -> Match:
        """Return how ``term`` stands towards the vocabulary; kind « none » when that one is not loaded."""
        if scheme not in self._loaded:
            return NONE
        terms = self._terms.get(scheme)
        if terms is None:
            terms = self._terms[scheme] = self._read(scheme)
        return terms.match(term)

    def refresh(self) -> None:
        """Forget what was read of the schemes that were loaded, replaced or removed since."""
        loaded = _loaded_schemes()
        if loaded == self._loaded:
            return
        for code in list(self._terms):
            if loaded.get(code) != self._loaded.get(code):
                del self._terms[code]
        self._loaded = loaded
        self._remember()


_held: Vocabularies | None = None


def vocabularies() -> Vocabularies:
    """Return this process's vocabularies, up to date (one small query): ask once per page or batch, not per record."""
    global _held
    if _held is None:
        _held = Vocabularies(_loaded_schemes(), _read_terms)
    else:
        _held.refresh()
    return _held


def _loaded_schemes() -> dict[str, datetime | None]:
    loaded = Scheme.objects.filter(loaded_at__isnull=False).order_by("code")
    return dict(loaded.values_list("code", "loaded_at"))


def _read_terms(scheme: str) -> Terms:
    headings = set(Concept.objects.filter(scheme=scheme, usable=False).order_by("pk").values_list("pk", flat=True))
    labels = ConceptLabel.objects.filter(scheme=scheme).order_by("pk")
    columns = labels.values_list("label", "folded", "kind", "concept__label", "concept_id")
    rows = (
        LabelRow(label, folded, UNUSABLE if concept in headings else kind, preferred)
        for label, folded, kind, preferred, concept in columns.iterator(chunk_size=5000)
    )
    return Terms(rows, _below(headings) if headings else None)


def usable_terms(scheme: str, most: int) -> list[str]:
    """Return the terms of a scheme that may be written, in the order of its list; none when there are more than ``most``."""
    concepts = Concept.objects.filter(scheme=scheme, usable=True).order_by("pk")
    found = list(dict.fromkeys(concepts.values_list("label", flat=True)[: most + 1]))
    return found if len(found) <= most else []


def _below(headings: set[int]) -> dict[str, tuple[str, ...]]:
    """Return heading → the first terms under it: what to choose from instead."""
    under = Concept.objects.filter(broader__in=headings, usable=True).order_by("pk")
    below: dict[str, list[str]] = {}
    for heading, label in under.values_list("broader__label", "label"):
        below.setdefault(heading, []).append(label)
    return {heading: tuple(labels[:SUGGESTIONS]) for heading, labels in below.items()}


def _plain(terms: Iterable[str]) -> list[LabelRow]:
    return [LabelRow(term, fold(term), LabelKind.PREFERRED.value, term) for term in terms]


@dataclass(frozen=True, slots=True)
class MuseumFacts:
    """What the directory says of a museum, for checks, captions and search."""

    code: str
    name: str
    city: str
    department: str
    region: str
    lat: float | None
    lon: float | None
    provisional: bool


def museum_code(text: str) -> str:
    """Return the code of a museum as typed in a command, in capitals; raises Refused when it has not its shape."""
    code = text.strip().upper()
    if code and not CODE.fullmatch(code):
        raise Refused(
            f"« {text} » n’est pas un code Muséofile. Écrivez une lettre et quatre chiffres, par exemple M0650.",
            value=text,
        )
    return code


def museum_directory() -> dict[str, MuseumFacts]:
    """Return code → facts of every museum: one query of a few milliseconds; ask once per page or batch."""
    columns = ("code", "official_name", "city", "department", "region", "latitude", "longitude", "provisional")
    return {row[0]: MuseumFacts(*row) for row in Museum.objects.order_by("code").values_list(*columns)}


def directory_loaded() -> bool:
    """Say whether a directory was loaded (a museum only named by a record does not count)."""
    return Museum.objects.filter(provisional=False).exists()
