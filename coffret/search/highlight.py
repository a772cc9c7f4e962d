"""Marks the words that were looked for in a text that is shown: same folding, same stems as the search."""

from collections.abc import Collection
from functools import lru_cache
from unicodedata import normalize

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from coffret.search.parser import Shape, parse
from coffret.search.words import PLAIN, STEMS, STOP_WORDS, readings, spans


def highlight(text: str, words: str | Collection[str]) -> SafeString:
    """Return ``text`` escaped, with <mark> around the words looked for.

    ``words``: what was typed (or searched instead: ``SearchResult.corrected``), or the ``stems`` of a result.
    """
    wanted, begun = _wanted(words) if isinstance(words, str) else (frozenset(words) - STOP_WORDS, ())
    if not wanted and not begun:
        return escape(text)
    text, pieces, done = normalize("NFC", text), [], 0
    for start, end in spans(text):
        word = text[start:end]
        if STEMS[word] in wanted or (begun and PLAIN[word].startswith(begun)):
            pieces += [escape(text[done:start]), "<mark>", escape(word), "</mark>"]
            done = end
    # Every piece is escaped above.
    return mark_safe("".join([*pieces, escape(text[done:])]))  # noqa: S308


@lru_cache(maxsize=512)
def _wanted(typed: str) -> tuple[frozenset[str], tuple[str, ...]]:
    """Return the stems looked for, and the beginnings of words; a lone letter or figure is not worth a mark."""
    units = [unit for unit in parse(typed) if unit.sign != "-"]
    begun = {PLAIN[unit.tokens[-1]] for unit in units if unit.shape is Shape.BEGINNING}
    tokens = {
        token
        for unit in units
        for token in (unit.tokens[:-1] if unit.shape is Shape.BEGINNING else unit.tokens)
        if PLAIN[token] not in STOP_WORDS and len(token) > 1
    }
    return frozenset(stem for token in tokens for stem in readings(token)), tuple(sorted(begun))
