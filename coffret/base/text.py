"""French text: folding for comparison, typography for showing."""

import re
import unicodedata
from functools import lru_cache

NARROW_SPACE = "\u202f"
NO_BREAK_SPACE = "\u00a0"

# Signs that fold() writes otherwise, before accents and case.
REPLACED = {"œ": "oe", "Œ": "oe", "æ": "ae", "Æ": "ae", "ß": "ss", "’": "'", "ʼ": "'", "‘": "'"}
_LIGATURES = str.maketrans(REPLACED)
_LIGATURE = re.compile("[" + "".join(map(chr, _LIGATURES)) + "]")
_SPACES = re.compile(r"\s+")
# Accents apart from their letters; beyond them, the characters that are to be asked one by one.
_ACCENTS = re.compile("[\u0300-\u034e\u0350-\u036f]+")
_BEYOND = re.compile("[^\x00-\u036f]")
_BEFORE_HIGH = re.compile(r"(?<=[^\s(\[])[ \u00a0\u202f]*([;!?])(?=\s|$|[»”)])")
_BEFORE_COLON = re.compile(r"(?<=\S)[ \u00a0\u202f]+:(?=\s|$)")
_OPENING = re.compile(r"«[ \u00a0\u202f]*")
_CLOSING = re.compile(r"[ \u00a0\u202f]*»")
_HIGH_KEPT = re.compile(r"(?<=\S)[ \u00a0](?=[;!?»](?:\W|$))|(?<=«)[ \u00a0]")
_COLON_KEPT = re.compile(r"(?<=\S) (?=:(?:\s|$))")
_DIGITS = re.compile(r"(?<=\d) (?=\d{3}(?!\d))")
# A credit is never cut between its sign and its holder.
_SIGN = re.compile(r"© (?=\S)")


@lru_cache(maxsize=65536)
def fold(text: str) -> str:
    """Return ``text`` without accents, case, ligatures or doubled spaces, apostrophes made straight: to compare by."""
    if text.isascii():
        return _SPACES.sub(" ", text.lower()).strip()
    if _LIGATURE.search(text):
        text = text.translate(_LIGATURES)
    decomposed = unicodedata.normalize("NFKD", text.lower())
    if _BEYOND.search(decomposed):
        plain = "".join(char for char in decomposed if not unicodedata.combining(char))
    else:
        plain = _ACCENTS.sub("", decomposed)
    return _SPACES.sub(" ", plain).strip()


def typeset(text: str) -> str:
    """Return ``text`` with French spacing: narrow no-break before ; ! ?, no-break before : and after ©, inside « »."""
    text = _BEFORE_HIGH.sub(NARROW_SPACE + r"\1", text)
    text = _BEFORE_COLON.sub(NO_BREAK_SPACE + ":", text)
    text = _OPENING.sub("«" + NARROW_SPACE, text)
    text = _CLOSING.sub(NARROW_SPACE + "»", text)
    return _DIGITS.sub(NARROW_SPACE, _SIGN.sub("©" + NO_BREAK_SPACE, text))


def visible(text: str) -> str:
    """Return a text without what would command a terminal, turn its letters round or break a line: « � » instead."""
    if text.isprintable():
        return text
    return "".join(char if char.isprintable() or char in f" {NO_BREAK_SPACE}{NARROW_SPACE}" else "�" for char in text)


def kept_together(text: str) -> str:
    """Return ``text`` with the French spaces it holds made no-break and none added: for a page in another language."""
    text = _COLON_KEPT.sub(NO_BREAK_SPACE, _HIGH_KEPT.sub(NARROW_SPACE, text))
    return _DIGITS.sub(NARROW_SPACE, _SIGN.sub("©" + NO_BREAK_SPACE, text))


def grouped(number: int) -> str:
    """Return a whole number the French way: 1 023 705 with narrow no-break spaces."""
    return f"{number:,}".replace(",", NARROW_SPACE)


def listed(parts: list[str], last: str = "et") -> str:
    """Return « a, b et c »."""
    if len(parts) < 2:
        return "".join(parts)
    return f"{', '.join(parts[:-1])} {last} {parts[-1]}"
