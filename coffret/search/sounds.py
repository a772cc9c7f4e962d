"""How a French word sounds, roughly: what tells « lautrec » from « lautren » when « lautrek » was typed."""

import re
from functools import lru_cache

# In this order, on folded words.
_SOUNDS = (
    (re.compile(r"ph"), "f"),
    (re.compile(r"c(?=[eiy])"), "s"),
    (re.compile(r"sch|sh|ch(?=[^aeiouylr])"), "ch"),
    (re.compile(r"ck|qu|[cq](?!h)"), "k"),
    (re.compile(r"g(?=[eiy])"), "j"),
    (re.compile(r"gu(?=[eiy])"), "g"),
    (re.compile(r"e?au"), "o"),
    (re.compile(r"[ae]i(?![ln])|ei"), "e"),
    (re.compile(r"[ea][nm](?![aeiounm])"), "an"),
    (re.compile(r"y"), "i"),
    (re.compile(r"z"), "s"),
    (re.compile(r"w"), "v"),
    (re.compile(r"(?<!c)h"), ""),
    (re.compile(r"(.)\1+"), r"\1"),
    (re.compile(r"l(?=t$)"), ""),
    (re.compile(r"(?<=..)(?:[stxdp]+|es?)$"), ""),
)


@lru_cache(maxsize=4096)
def sound(word: str) -> str:
    """Return a key that words which sound alike share; ``word`` is folded."""
    for pattern, spelt in _SOUNDS:
        word = pattern.sub(spelt, word)
    return word
