"""Style sheets and style attributes taken apart, as far as mails need: rules, blocks, declarations. Any text is read."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

_COMMENT = re.compile(r"/\*.*?(?:\*/|\Z)|<!--|-->", re.DOTALL)
# Strings and parentheses are whole: nothing in them parts anything.
_WHOLE = r"\"[^\"]*\"?|'[^']*'?|\((?:[^()\"']|\"[^\"]*\"?|'[^']*'?|\([^()]*\))*\)"
_DECLARATION = re.compile(rf"(?:{_WHOLE}|[^;\"'(]|[\"'(])+?(?=;|\Z)", re.DOTALL)
_PIECE = re.compile(rf"{_WHOLE}|[{{}};]", re.DOTALL)
_AT = re.compile(r"@([a-zA-Z-]+)")
# No mail nests deeper; what does is not read further.
DEEPEST = 8


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule: ``prelude`` is its selector or « @media … »; an at-rule with a block holds ``rules`` or declarations."""

    prelude: str
    body: str = ""
    rules: tuple["Rule", ...] = field(default=())

    @property
    def at(self) -> str:
        """Return the name of an at-rule (« media »), « » for a selector."""
        found = _AT.match(self.prelude)
        return found[1].lower() if found else ""

    def written(self) -> str:
        """Return the rule as a sheet writes it."""
        if self.at and not self.body and not self.rules:
            return f"{self.prelude};"
        return f"{self.prelude}{{{self.body or ''.join(rule.written() for rule in self.rules)}}}"


def declarations(text: str) -> list[tuple[str, str]]:
    """Return (property, value) of a style attribute or a block, properties in lower case."""
    found = []
    for piece in _DECLARATION.findall(_COMMENT.sub("", text)):
        name, colon, value = piece.strip(" \t\r\n;").partition(":")
        if colon and value.strip():
            found.append((name.strip().lower(), value.strip()))
    return found


def style(pairs: list[tuple[str, str]]) -> str:
    """Return declarations as a style attribute writes them."""
    return ";".join(f"{name}:{value}" for name, value in pairs)


def rules(sheet: str, depth: int = 0) -> list[Rule]:
    """Return the rules of a sheet, at-rules with theirs inside."""
    return list(_rules(_COMMENT.sub("", sheet), depth))


def _rules(sheet: str, depth: int) -> Iterator[Rule]:
    start = level = inside = 0
    prelude = ""
    for found in _PIECE.finditer(sheet):
        sign = found[0]
        if sign == "{":
            if not level:
                prelude, inside = sheet[start : found.start()].strip(), found.end()
            level += 1
        elif sign == "}" and level:
            level -= 1
            if not level:
                yield _rule(prelude, sheet[inside : found.start()], depth)
                start = found.end()
        elif sign in ";}" and not level:
            if alone := sheet[start : found.start()].strip():
                yield Rule(alone)
            start = found.end()
    if level:
        yield _rule(prelude, sheet[inside:], depth)


def _rule(prelude: str, body: str, depth: int) -> Rule:
    if "{" in body and depth < DEEPEST:
        return Rule(prelude, "", tuple(_rules(body, depth + 1)))
    return Rule(prelude, body.strip())


def changed(sheet: list[Rule], keep: Callable[[Rule], Rule | None]) -> list[Rule]:
    """Return rules as ``keep`` gives them, None for those to leave out; asked of the outer ones first."""
    made = []
    for rule in sheet:
        kept = keep(rule)
        if kept is not None:
            made.append(Rule(kept.prelude, kept.body, tuple(changed(list(kept.rules), keep))))
    return made
