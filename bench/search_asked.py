"""What bench/search.py asks: questions made from the words and values that a catalogue itself holds, always the same.

How frequent a word is comes from the index: words of the values of facets are counted by the search itself. The search
is asked each question twice over by name: « frequent word » stands for several words, so that none is a lucky one.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import islice
from urllib.parse import urlencode

from peers.questions import Question

# Questions that are told apart, and what they may take.
USUAL, HARDER = 25.0, 40.0
# So many questions of each kind; so many words are counted.
OF_A_KIND = 4
LOOKED_AT = 300
# A rare word stands in about so many records.
RARE = 30
PER_PAGE = 24
SORTS = ("titre", "auteur", "date", "date-desc", "inventaire", "recents")
_WORD = re.compile(r"[^\W\d_]{4,}")
# Values of facets whose words are looked at.
_WORDY = ("domaine", "technique", "denomination", "auteur", "lieu", "sujet")
Values = Mapping[str, list[tuple[str, int]]]


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of question, what it may take in milliseconds (p95), and the questions that stand for it."""

    name: str
    aim: float
    questions: tuple[Question, ...]


@dataclass(frozen=True, slots=True)
class Known:
    """What a catalogue holds: how many records, its words by falling frequency (word → records), values of facets; words
    of it with two letters the wrong way round, which no record has."""

    count: int
    words: Mapping[str, int]
    values: Values
    misspelt: tuple[str, ...] = ()

    def frequent(self, most: int) -> list[str]:
        """Return the most frequent words."""
        return list(self.words)[:most]

    def near(self, records: float, most: int) -> list[str]:
        """Return the words that stand in about so many records."""
        return sorted(self.words, key=lambda word: (abs(self.words[word] - records), word))[:most]


def known() -> Known:
    """Return what the catalogue at hand holds, read from its index."""
    from coffret.search.query import FACET_KEYS, SearchRequest, count, facet_values

    values = {key: facet_values(SearchRequest(), key, limit=5_000) for key in FACET_KEYS}
    counted = {word: count(SearchRequest(words=word), strictly=True) for word in _candidates(values)}
    ordered = sorted((-held, word) for word, held in counted.items() if held)
    made = Known(count(SearchRequest()), {word: -held for held, word in ordered}, values)
    mistaken = (turned(word) for word in made.near(made.count / 50, LOOKED_AT) if len(word) > 6)
    unknown = (word for word in mistaken if not count(SearchRequest(words=word), strictly=True))
    return replace(made, misspelt=tuple(islice(unknown, OF_A_KIND)))


def _candidates(values: Values) -> list[str]:
    """Return words to count: those of the most frequent values of each facet, then of values rarer and rarer."""
    found: dict[str, None] = {}
    for key in _WORDY:
        pairs = values.get(key, [])
        step = max(1, len(pairs) // LOOKED_AT)
        words = [w.lower() for value, _n in [*pairs[:LOOKED_AT], *pairs[::step]] for w in _WORD.findall(value)]
        found.update(dict.fromkeys(list(dict.fromkeys(words))[:LOOKED_AT]))
    return list(found)


def kinds(held: Known) -> list[Kind]:
    """Return every kind of question, those of the whole catalogue first."""
    often, rare = held.frequent(2 * OF_A_KIND), held.near(RARE, OF_A_KIND)
    some, (first, *_others) = often[:OF_A_KIND], often
    top = {key: pairs[0][0] for key, pairs in held.values.items() if pairs}
    named = {key: (value,) for key, value in top.items()}

    def only(*keys: str) -> dict[str, tuple[str, ...]]:
        return {key: named[key] for key in keys if key in named}

    def words(*asked: str) -> tuple[Question, ...]:
        return tuple(Question(text, text) for text in asked)

    pairs = list(zip(some, often[1:], strict=False))
    made = {
        "no word": (Question("all"),),
        "no word, far page": (Question("all", offset=held.count * 9 // 10 // PER_PAGE * PER_PAGE),),
        "no word, sorted": tuple(Question(sort, sort=sort) for sort in SORTS),
        "frequent word": words(*some),
        "frequent word, far page": tuple(Question(w, w, offset=held.words[w] // 2) for w in some),
        "frequent word, sorted": tuple(Question(sort, first, sort=sort) for sort in SORTS),
        "middling word": words(*held.near(held.count / 100, OF_A_KIND)),
        "two frequent words": words(*(f"{one} {other}" for one, other in pairs)),
        "frequent and rare": words(*(f"{one} {other}" for one, other in zip(some, rare, strict=False))),
        "rare word": words(*rare),
        "one left out": words(*(f"{one} -{other}" for one, other in pairs)),
        "century": words(*(f"{word} 18e siècle" for word in some)),
        "beginning of a word": words(*(f"{word[:4]}*" for word in some)),
        "largest museum": _filtered(only("musee"), "", first),
        "largest domain": _filtered(only("domaine"), "", first),
        "author": _filtered(only("auteur"), "", first),
        "several filters": _filtered(only("musee", "domaine", "technique"), "", first),
        "misspelling": words(*held.misspelt),
        "no answer": words(*(f"{word} xqzxqzv" for word in some)),
    }
    harder = {
        "phrase": words(*(f'"{text}"' for text in _phrases(held))),
        "years": tuple(Question(w, w, years=years) for w in ("", first) for years in ((1800, 1850), (1500, 2000))),
        "filters, word and years": _filtered(only("musee"), first, years=(1750, 1900)),
    }
    return [
        Kind(name, aim, found)
        for group, aim in ((made, USUAL), (harder, HARDER))
        for name, found in group.items()
        if found
    ]


def _filtered(
    chosen: Mapping[str, tuple[str, ...]], *asked: str, years: tuple[int, int] | None = None
) -> tuple[Question, ...]:
    """Return a question of these filters for each of these words."""
    return tuple(Question(text, text, chosen, years) for text in dict.fromkeys(asked)) if chosen else ()


def turned(word: str) -> str:
    """Return a word with two letters the wrong way round."""
    half = len(word) // 2
    return word[: half - 1] + word[half] + word[half - 1] + word[half + 1 :]


def _phrases(held: Known) -> list[str]:
    """Return some of the most frequent values of facets that are said in three words or more."""
    long = [(n, value) for key in ("technique", "denomination") for value, n in held.values.get(key, ())]
    told = (value.replace('"', " ") for _n, value in sorted(long, reverse=True) if len(value.split()) > 2)
    return list(dict.fromkeys(told))[:OF_A_KIND]


def typed(held: Known) -> list[str]:
    """Return what is typed letter by letter, one to six of them, of several words."""
    every = [*held.frequent(OF_A_KIND), *held.near(held.count / 100, OF_A_KIND), *held.near(RARE, OF_A_KIND)]
    return list(dict.fromkeys(word[:length] for word in every for length in range(1, 7)))


def addresses(held: Known, most: int) -> list[str]:
    """Return addresses of result pages, all different: every kind of question, then words of every frequency."""
    every = [_address(question) for kind in kinds(held) for question in kind.questions]
    return list(dict.fromkeys([*every, *_more(held, most)]))[:most]


def _more(held: Known, most: int) -> Iterator[str]:
    words = list(held.words)
    step = max(1, len(words) * 3 // most)
    for word in words[::step]:
        asked = Question(word, word)
        yield _address(asked)
        if held.words[word] > 4 * PER_PAGE:
            yield _address(replace(asked, offset=3 * PER_PAGE))
        yield _address(replace(asked, years=(1700, 1900)))
    for word, other in zip(words[: most // 3], words[::-1], strict=False):
        yield _address(Question("", f"{word} {other}"))


def _address(question: Question) -> str:
    """Return the address of the result page that answers a question."""
    first, last = question.years or ("", "")
    page = question.offset // PER_PAGE + 1
    pairs = [("q", question.words), *((key, value) for key, values in question.filters.items() for value in values)]
    pairs += [("de", str(first)), ("a", str(last)), ("tri", question.sort), ("page", str(page) if page > 1 else "")]
    told = urlencode([pair for pair in pairs if pair[1]])
    return f"/recherche?{told}" if told else "/recherche"
