"""Cutting a field's text at its separators, tolerant of what museums really write.

The specification of 2024 writes « ; » between occurrences, « # » between groups and « : » before a precision; older
exports write commas, and parentheses for what we now precise. A separator inside parentheses never cuts.
"""

import re
from collections.abc import Callable, Iterator
from functools import cache

_BLANKS = re.compile(r"[\s\u00a0\u2007\u202f\u200b\ufeff]+")
_PARENTHESES = re.compile(r"[()]")
# A no-break space read twice (UTF-8 taken for Latin-1) shows as « Â » and a space.
_MOJIBAKE_SPACE = re.compile("\u00c2[\u00a0 ]")


def clean(text: str) -> str:
    """Return ``text`` with every kind of blank made one plain space, ends trimmed, double-read no-break spaces undone."""
    if text.isascii():
        return " ".join(text.split())
    return _BLANKS.sub(" ", _MOJIBAKE_SPACE.sub(" ", text)).replace("\x92", "’").strip()


def split_outside(text: str, separators: str) -> list[str]:
    """Return the parts of ``text`` between any of ``separators`` found outside parentheses, trimmed, none empty.

    When parentheses are not balanced every separator cuts: losing half a record to a forgotten « ) » would be worse.
    """
    if "(" not in text or text.count("(") != text.count(")"):
        return _split_plain(text, separators)
    if not any(separator in text for separator in separators):
        return [bare] if (bare := text.strip()) else []
    parts, depth, start = [], 0, 0
    for match in _cuts(separators)(text):
        char = match[0]
        if char == "(":
            depth += 1
        elif char == ")":
            depth = max(0, depth - 1)
        elif not depth:
            parts.append(text[start : match.start()])
            start = match.end()
    parts.append(text[start:])
    return [bare for part in parts if (bare := part.strip())]


@cache
def _cuts(separators: str) -> Callable[[str], Iterator[re.Match[str]]]:
    """Return what finds the separators and the parentheses of a text, one after the other."""
    return re.compile(f"[(){re.escape(separators)}]").finditer


def _split_plain(text: str, separators: str) -> list[str]:
    for separator in separators[1:]:
        text = text.replace(separator, separators[0])
    return [bare for part in text.split(separators[0]) if (bare := part.strip())]


def take_parentheses(text: str) -> tuple[str, list[str]]:
    """Return ``text`` without its outermost parentheses, and what they held; an unclosed one runs to the end."""
    if "(" not in text:
        return text.strip(), []
    if text.count("(") == text.count(")") == 1 and text.index("(") < text.index(")"):
        before, _, rest = text.partition("(")
        held, _, after = rest.partition(")")
        return " ".join((before + after).split()), [bare] if (bare := held.strip()) else []
    outside, inside, depth, start = [], [], 0, 0
    for index, char in enumerate(text):
        if char == "(":
            if not depth:
                outside.append(text[start:index])
                start = index + 1
            depth += 1
        elif char == ")" and depth:
            depth -= 1
            if not depth:
                inside.append(text[start:index].strip())
                start = index + 1
    (inside if depth else outside).append(text[start:])
    return " ".join("".join(outside).split()), [part for part in inside if part]


def before_precision(text: str) -> tuple[str, str]:
    """Return what stands before « : » and the precision after it: « 1617 : vers » → (« 1617 », « vers »)."""
    value, mark, precision = text.partition(" : ")
    if not mark:
        value, mark, precision = text.partition(": ")
    return value.strip(), precision.strip()


def balanced(text: str) -> bool:
    """Say whether each parenthesis opened is closed, in order."""
    if "(" not in text:
        return ")" not in text
    depth = 0
    for char in _PARENTHESES.findall(text):
        depth += 1 if char == "(" else -1
        if depth < 0:
            return False
    return depth == 0
