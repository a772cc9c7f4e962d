"""TECH, and every field of groups: materials and techniques, places, scenes.

The specification (p. 20-22) writes « # » between groups and « ; » inside. Older exports write a bare comma between
groups and « , » with a space inside; when those are met without « # », « ; » stands between groups as well.
"""

import re
from dataclasses import dataclass
from functools import lru_cache

from coffret.catalogue.splitting import balanced, clean, split_outside, take_parentheses


@dataclass(frozen=True, slots=True)
class Term:
    """A term and what parentheses add to it: « papier (bleu) » is « papier », precised « bleu »."""

    name: str
    precisions: tuple[str, ...]
    raw: str
    understood: bool
    uncertain: bool = False

    def __str__(self) -> str:
        return self.name


_BARE_COMMA = re.compile(r",(?! )")
_LETTER = re.compile(r"[^\W\d_]")


@lru_cache(maxsize=8192)
def techniques(text: str) -> tuple[tuple[Term, ...], ...]:
    """Return the groups of a TECH field, each a run of terms: the material first, then what was done to it."""
    groups = []
    for group in _groups(clean(text)):
        terms = tuple(term for piece in _pieces(group) if (term := _term(piece)))
        if terms:
            groups.append(terms)
    return tuple(groups)


@lru_cache(maxsize=16384)
def flattened(text: str) -> str:
    """Return a field of groups as one phrase: « émail#bois » → « émail, bois »; parentheses stay as written."""
    return ", ".join(piece for group in _groups(clean(text)) for piece in _pieces(group))


def _groups(text: str) -> list[str]:
    if "#" in text:
        return split_outside(text, "#")
    marked = _outside_parentheses(text, _BARE_COMMA, "#")
    if "#" in marked or (";" in marked and ", " in _without_parentheses(marked)):
        return split_outside(marked, "#;")
    return [marked] if marked else []


def _pieces(group: str) -> list[str]:
    return split_outside(group, ";,")


def _without_parentheses(text: str) -> str:
    return take_parentheses(text)[0]


def _outside_parentheses(text: str, pattern: re.Pattern[str], mark: str) -> str:
    """Replace a pattern of one character where no parenthesis is open."""
    if "(" not in text:
        return pattern.sub(mark, text)
    depth, out = 0, []
    for index, char in enumerate(text):
        depth = max(0, depth + (char == "(") - (char == ")"))
        out.append(mark if not depth and pattern.match(text, index) else char)
    return "".join(out)


@lru_cache(maxsize=8192)
def _term(piece: str) -> Term | None:
    bare, inside = take_parentheses(piece)
    precisions = [each for held in inside for each in split_outside(held, ",;")]
    uncertain = "?" in precisions or bare.endswith("?")
    name = bare.rstrip(" ?").strip(" .:")
    if not name and not precisions:
        return None
    understood = balanced(piece) and bool(_LETTER.search(name)) and len(name) <= 80 and "\ufffd" not in name
    return Term(name or piece, tuple(each for each in precisions if each != "?"), piece, understood, uncertain)
