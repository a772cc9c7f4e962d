"""French words made comparable: one analysis for what is indexed and what is typed.

Each word is folded (accents, case, ligatures), then reduced to a stem. Everything is a cached look-up by word, so that a
record of a hundred and fifty words costs a few microseconds; tantivy then only splits at spaces. Snowball is not used:
it needs the accents people leave out, confuses XVIIIe with XVIIe and does not join « émaux » to « émail ».
"""

import re
import unicodedata
from collections.abc import Callable

from coffret.base.text import fold

_WORD = re.compile(r"[^\W_]+")
_ORDINAL = re.compile(r"(\d{1,2})(?:e|eme|ieme|nd|nde|d)")
_FIRST = re.compile(r"(?:1|i)(?:er|ere|re)")
_ROMAN = re.compile(r"(x{0,2}(?:ix|iv|v?i{0,3}))(?:e|eme|ieme)")
_ROMAN_VALUES = {"i": 1, "v": 5, "x": 10}
# Real words that look like an ordinal in Roman figures; only « VIe » with its capitals is read as one.
_NOT_ROMAN = frozenset({"vie", "ie", "e", "eme", "ieme"})

_LITTLE = """
a au aux avec c ce ces d dans de des du en et j l la le les leur leurs lui m n ou par pour qu que qui s sa se ses son sur
t un une y the of and
"""
STOP_WORDS = frozenset(_LITTLE.split())

# Plurals no rule gives, and words whose stem would meet another one (vers/verre, France/franc, porte/port).
_IRREGULAR = {
    "emaux": "email",
    "emails": "email",
    "vitraux": "vitrail",
    "travaux": "travail",
    "coraux": "corail",
    "baux": "bail",
    "soupiraux": "soupirail",
    "ventaux": "vantail",
    "vantaux": "vantail",
    "yeux": "oeil",
    "cieux": "ciel",
    "aieux": "aieul",
    "vieux": "vieil",
    "vieille": "vieil",
    "vieilles": "vieil",
    "belle": "beau",
    "belles": "beau",
    "nouvelle": "nouveau",
    "nouvelles": "nouveau",
    "noyaux": "noyau",
    "tuyaux": "tuyau",
    "joyaux": "joyau",
    "boyaux": "boyau",
    "landaus": "landau",
    "etaux": "etau",
    "mesdames": "dame",
    "messieurs": "monsieur",
    "vers": "vers",
    "france": "france",
    "porte": "porte",
    "portes": "porte",
    "fils": "fils",
    "tours": "tours",
    "reims": "reims",
    "paris": "paris",
    "st": "saint",
    "ste": "saint",
    "sts": "saint",
    "stes": "saint",
}
_MADE_IRREGULAR = {
    stem: tuple(word for word, made in _IRREGULAR.items() if made == stem) for stem in _IRREGULAR.values()
}
_PARTICIPLE = re.compile(r"(?:ée?|ee)s?$")
_DOUBLED = ("ll", "nn", "tt")
_CAPITALS = re.compile(r"[A-Z]{2,}[A-DF-Z]E")


class _Cache(dict[str, str]):
    """A look-up filled on demand; emptied when it grows too large to be worth its memory."""

    LIMIT = 400_000

    def __init__(self, make: Callable[[str], str]) -> None:
        super().__init__()
        self._make = make

    def __missing__(self, word: str) -> str:
        if len(self) >= self.LIMIT:
            self.clear()
        made = self[word] = self._make(word)
        return made


def split(text: str) -> list[str]:
    """Return the words of ``text`` as written: runs of letters and digits."""
    if not text.isascii():
        text = unicodedata.normalize("NFC", text).replace("ʼ", "'")
    return _WORD.findall(text)


def spans(text: str) -> list[tuple[int, int]]:
    """Return where the words of ``text`` start and end."""
    return [found.span() for found in _WORD.finditer(text)]


def _plain(word: str) -> str:
    folded = _bare(word)
    return ordinal(word, folded) or folded


def _bare(word: str) -> str:
    """Return a folded word of letters and digits only: folding makes « ½ » a fraction with its bar."""
    folded = fold(word)
    return folded if folded.isalnum() else "".join(filter(str.isalnum, folded)) or word


def ordinal(word: str, folded: str) -> str:
    """Return « 18e » for XVIIIe, XVIIIème, 18ème, 18e…, « 1er » for Ier and 1re, else nothing."""
    if _FIRST.fullmatch(folded):
        return "1er"
    if found := _ORDINAL.fullmatch(folded):
        return f"{int(found[1])}e"
    found = _ROMAN.fullmatch(folded)
    if not found or not found[1] or (folded in _NOT_ROMAN and not word[:-1].isupper()) or word == "VIE":
        return ""
    return f"{_arabic(found[1])}e"


def _arabic(roman: str) -> int:
    values = [_ROMAN_VALUES[letter] for letter in roman]
    following = [*values[1:], 0]
    return sum(-value if value < after else value for value, after in zip(values, following, strict=True))


def _stem(word: str) -> str:
    plain = PLAIN[word]
    if plain in _IRREGULAR:
        return _IRREGULAR[plain]
    if len(plain) < 4 or plain[0].isdigit():
        return plain
    if found := _PARTICIPLE.search(word.lower()):
        # doré, dorée, dorés, dorées are « dore »; Marie, whose e is mute, is « mari » and does not meet mariée.
        return _bare(word.lower()[: found.start()]) + "e"
    return _feminine(_singular(plain))


def _singular(word: str) -> str:
    if word.endswith("aux"):
        return word[:-1] if word.endswith("eaux") else word[:-3] + "al"
    if word.endswith(("eux", "oux")):
        return word[:-1]
    if word.endswith("s") and not word.endswith("ss"):
        return word[:-1]
    return word


def _feminine(word: str) -> str:
    """Bring « noire » and « noir » together, « votive » and « votif », « religieuse » and « religieux »."""
    if word.endswith("ieuse"):
        return word[:-2]
    if word.endswith("if"):
        return word[:-1] + "v"
    bare = word[:-1] if word.endswith("e") and len(word) > 3 else word
    if bare != word and len(bare) >= 6 and bare.endswith(_DOUBLED):
        return bare[:-1]
    return bare


PLAIN = _Cache(_plain)
STEMS = _Cache(_stem)


def irregular(stem: str) -> tuple[str, ...]:
    """Return the folded words that have this stem by no rule."""
    return _MADE_IRREGULAR.get(stem, ())


def kept(stem: str) -> str:
    """Return what every folded word of this stem begins with, those of no rule aside.

    Rules take the end of a word away; two write another one: « chevaux » is « cheval », « votif » is « votiv ».
    """
    return stem[:-1] if stem.endswith(("al", "iv")) else stem


def plain(text: str) -> list[str]:
    """Return the folded words of ``text``, centuries made alike: what phrases and exact words are compared by."""
    return [PLAIN[word] for word in split(text)]


def stems(text: str) -> list[str]:
    """Return the stems of the words of ``text``: what plain words are compared by."""
    return [STEMS[word] for word in split(text)]


def unaccented(words: list[str]) -> list[str]:
    """Return the stems that words in plain capitals may have lost with their accent: « DORE Gustave » may be Doré."""
    return [word.lower() for word in words if word[-1] == "E" and _CAPITALS.fullmatch(word)]


def readings(word: str) -> tuple[str, ...]:
    """Return the stems that a typed word may mean: « dore » without its accent may be doré as well."""
    stem = STEMS[word]
    bare = PLAIN[word].removesuffix("s")
    if word.isascii() and bare.endswith("e") and bare != stem and len(bare) > 3:
        return stem, bare
    return (stem,)


def key(text: str) -> str:
    """Return the letters and digits of ``text`` alone, folded: « 2004.1.1 » and « 200411 » are one inventory number."""
    if text.isascii() and text.isalnum():
        return text.lower()
    return "".join(map(_bare, split(text)))
