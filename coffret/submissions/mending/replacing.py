"""Replacing one term of a field: as a whole occurrence between separators, never inside another word."""

import re
from functools import lru_cache

from coffret.catalogue.fields import BY_CODE, Kind
from coffret.catalogue.splitting import clean
from coffret.catalogue.values import COMMA_SPLIT
from coffret.submissions.payload import VALUE_LIMIT

# Fields of one value: what stands between two signs there is no occurrence.
_WHOLE = frozenset({Kind.TEXT, Kind.CODE, Kind.GENERATED, Kind.MEASURES})
# What may follow a term in its occurrence: a precision, what parentheses add.
_TAIL = r"(?=\s*(?:[{separators}]|$)|\s+[:(]|:\s)"
_BLANK = r"[\s\u00a0\u2007\u202f\u200b\ufeff]+"


def replaced(field: str, text: str, before: str, after: str) -> str | None:
    """Return ``text`` of ``field`` with each occurrence of ``before`` replaced, or None when there is none.

    An occurrence is the whole text, or what stands between the separators of the field; its precisions stay. With
    ``after`` empty the occurrence goes, precisions and all. Blanks of every kind are alike; letters are not.
    """
    if not before:
        return None
    if _is_whole(text, before):
        return after if after != text else None
    entry = BY_CODE.get(field)
    if entry is None or entry.kind in _WHOLE:
        return None
    found = _pattern(field, before, drop=not after)
    result = found.sub(lambda match: match[0] if _inside(match, field) else f"{match[1]}{after}", text)
    if not after:
        result = _tidied(result, field)
    return result if result != text else None


def _is_whole(text: str, before: str) -> bool:
    bare = clean(text)
    # A finding keeps the beginning of a long value.
    return before in (text, bare) or (len(before) == VALUE_LIMIT and before in (text[:VALUE_LIMIT], bare[:VALUE_LIMIT]))


@lru_cache(maxsize=4096)
def _pattern(field: str, before: str, *, drop: bool) -> re.Pattern[str]:
    """Return what matches an occurrence of ``before`` with, as its first group, the separator it follows."""
    separators = re.escape(_separators(field))
    tail = _TAIL.format(separators=separators)
    rest = rf"[^{separators}]*" if drop else ""
    return re.compile(rf"(^\s*|[{separators}]\s*){_loose(before)}{tail}{rest}")


def _separators(field: str) -> str:
    if field == "REPR":
        return ";#|,:()"
    return ";#|," if field in COMMA_SPLIT else ";#|"


def _loose(words: str) -> str:
    """Return a pattern of these words whatever the blanks between them."""
    parts = (re.escape(word).replace("’", "[’\x92]") for word in words.split())
    return _BLANK.join(parts)


def _tidied(text: str, field: str) -> str:
    """Return a text without the separators that separate nothing any more."""
    marks = re.escape(_separators(field).translate({ord(sign): None for sign in "():"}))
    text = re.sub(rf"\s*[{marks}]\s*(?:[{marks}]\s*)+", _one_separator, text)
    return re.sub(rf"^[\s{marks}]+|[\s{marks}]+$", "", text)


def _one_separator(match: re.Match[str]) -> str:
    """Groups stay apart; between terms, the separator as it was written first."""
    run = match.group()
    if "#" in run:
        return "#"
    second = next(index for index, sign in enumerate(run.lstrip()[1:], 1) if not sign.isspace())
    return run[: len(run) - len(run.lstrip()) + second]


def _inside(match: re.Match[str], field: str) -> bool:
    """Say whether an occurrence stands within parentheses, where separators do not cut."""
    text, start = match.string, match.end(1)
    if field == "REPR" or "(" not in text or text.count("(") != text.count(")"):
        return False
    return text.count("(", 0, start) > text.count(")", 0, start)
