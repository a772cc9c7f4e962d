"""The words of a search, looked for in one text: by stem, by letters, by beginning, side by side."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple

from coffret.base.text import fold
from coffret.search.parser import Shape, Unit
from coffret.search.words import PLAIN, STEMS, STOP_WORDS, readings


class How(StrEnum):
    """How what is written stands for what was typed."""

    SAME = "same"
    ACCENT = "accent"  # other accents or capitals
    FORM = "form"  # plural, feminine, figures of another kind
    SPELLING = "spelling"  # what was typed has been mended
    BEGINNING = "beginning"
    YEARS = "years"
    NUMBER = "number"  # an inventory number, dots and spaces aside


class Found(NamedTuple):
    """``what`` of the search stands in a text, ``written`` so; ``typed`` is the word typed for it."""

    what: str
    written: str
    typed: str
    how: How


def telling(unit: Unit) -> list[str]:
    """Return the words of a unit that are looked for one by one: little ones are passed over when others are there."""
    tokens = unit.tokens[:1] if unit.shape is Shape.CENTURY else unit.tokens
    return [token for token in tokens if PLAIN[token] not in STOP_WORDS] or list(tokens)


def whole(unit: Unit) -> str:
    """Return what names a unit found as one."""
    return f"{unit.shape} {unit.raw}"


def recognised(written: str, typed: str) -> How:
    """Return how a word stands for another one of the same stem."""
    if written.casefold() == typed.casefold():
        return How.SAME
    return How.ACCENT if fold(written) == fold(typed) else How.FORM


@dataclass(slots=True)
class Sought:
    """What to look for. ``stems`` and ``exact``: typed word by stem, by folded form; ``begun``: unit by beginning."""

    stems: dict[str, str] = field(default_factory=dict)
    exact: dict[str, str] = field(default_factory=dict)
    begun: dict[str, Unit] = field(default_factory=dict)
    phrases: list[Unit] = field(default_factory=list)

    def __bool__(self) -> bool:
        """Say whether there is anything to look for."""
        return bool(self.stems or self.exact or self.begun or self.phrases)

    def add(self, unit: Unit) -> None:
        """Look for a unit too."""
        if unit.shape is Shape.PHRASE:
            self.phrases.append(unit)
            return
        tokens = telling(unit)
        if unit.shape is Shape.BEGINNING:
            *before, last = unit.tokens
            folded, stem = PLAIN[last], STEMS[last]
            # As builder.py does: fields hold stems.
            self.begun[stem if unit.field and folded.startswith(stem) else folded] = unit
            tokens = before
        for token in tokens:
            if unit.sign == "+" and unit.field is None:
                self.exact.setdefault(PLAIN[token], token)
            else:
                for stem in readings(token):
                    self.stems.setdefault(stem, token)

    def within(self, words: Sequence[str]) -> Iterator[Found]:
        """Yield what stands in a text cut in words, each thing once."""
        seen = set()
        for written in words:
            found = self._one(written)
            if found is not None and found.what not in seen:
                seen.add(found.what)
                yield found
        for unit in self.phrases:
            form: Mapping[str, str] = STEMS if unit.field else PLAIN
            if run := _run([form[word] for word in words], [form[token] for token in unit.tokens]):
                yield Found(whole(unit), " ".join(words[run]), unit.raw, How.SAME)

    def _one(self, written: str) -> Found | None:
        stem = STEMS[written]
        typed = self.stems.get(stem)
        if typed is None and written.isupper():
            # « DORE » may be Doré: documents.py.
            stem = written.lower()
            typed = self.stems.get(stem)
        if typed is not None:
            return Found(stem, written, typed, recognised(written, typed))
        return self._by_letters(written) if self.exact or self.begun else None

    def _by_letters(self, written: str) -> Found | None:
        plain = PLAIN[written]
        if typed := self.exact.get(plain):
            return Found(plain, written, typed, recognised(written, typed))
        for start, unit in self.begun.items():
            if plain.startswith(start):
                return Found(whole(unit), written, unit.tokens[-1], How.BEGINNING)
        return None


def _run(words: Sequence[str], wanted: Sequence[str]) -> slice | None:
    """Return where these words follow each other."""
    for at, word in enumerate(words):
        if word == wanted[0] and list(words[at : at + len(wanted)]) == list(wanted):
            return slice(at, at + len(wanted))
    return None
