"""The sentences of the interface, as the sources hold them: what Python and templates hand to gettext.

Read with Python alone, so that a machine without GNU gettext can tell whether the catalogue is complete.
"""

import ast
import re
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

from django.utils.translation.template import templatize

PACKAGE = Path(__file__).resolve().parents[1]

# Where each function of gettext's family takes its words: context, singular, plural.
_PLACES: dict[str, tuple[int | None, int, int | None]] = {
    "gettext": (None, 0, None),
    "ngettext": (None, 0, 1),
    "pgettext": (0, 1, None),
    "npgettext": (0, 1, 2),
}
_VARIANTS = {f"{name}{end}": places for name, places in _PLACES.items() for end in ("", "_lazy", "_noop")}
_LITERAL = r"u?(?:'(?:\\.|[^'\\])*'|\"(?:\\.|[^\"\\])*\")"
_CALL = re.compile(rf"\b(_|n?p?gettext)\(\s*({_LITERAL}(?:\s*,\s*{_LITERAL})*)")


class Sentence(NamedTuple):
    """What a translator is given: a sentence, its plural (« » when it has none), the context that tells it apart."""

    text: str
    plural: str = ""
    context: str = ""


@cache
def sentences(root: Path = PACKAGE) -> tuple[Sentence, ...]:
    """Return every sentence under ``root``, once each, in the order of the files; raises SyntaxError."""
    found: dict[tuple[str, str], Sentence] = {}
    for path in sorted(root.rglob("*.py")):
        _gather(found, of_python(path.read_text(encoding="utf-8")))
    for path in sorted((root / "templates").rglob("*.*")):
        _gather(found, of_template(path.read_text(encoding="utf-8")))
    return tuple(found.values())


def _gather(found: dict[tuple[str, str], Sentence], met: Iterable[Sentence]) -> None:
    """Add what was met; a sentence met with and without a plural keeps it."""
    for one in met:
        key = (one.context, one.text)
        if key not in found or one.plural:
            found[key] = one


def of_python(source: str) -> Iterator[Sentence]:
    """Yield the sentences of a Python source, whatever name it imports gettext under."""
    if "gettext" not in source:
        return
    nodes = list(ast.walk(ast.parse(source)))
    known = dict(_VARIANTS)
    for node in nodes:
        if isinstance(node, ast.ImportFrom) and node.module == "django.utils.translation":
            known |= {one.asname: _VARIANTS[one.name] for one in node.names if one.asname and one.name in _VARIANTS}
    for node in nodes:
        if isinstance(node, ast.Call) and (places := known.get(_name(node.func))):
            words = [one.value for one in node.args if isinstance(one, ast.Constant) and isinstance(one.value, str)]
            yield from _sentence(words, places)


def _name(called: ast.expr) -> str:
    if isinstance(called, ast.Attribute):
        return called.attr
    return called.id if isinstance(called, ast.Name) else ""


def of_template(source: str) -> Iterator[Sentence]:
    """Yield the sentences of a template: Django turns its tags into calls, which are read as text."""
    for called, arguments in _CALL.findall(templatize(source)):
        words = [str(ast.literal_eval(literal)) for literal in re.findall(_LITERAL, arguments)]
        yield from _sentence(words, _VARIANTS["gettext" if called == "_" else called])


def _sentence(words: list[str], places: tuple[int | None, int, int | None]) -> Iterator[Sentence]:
    """Yield the sentence these arguments make; none when they are not written out."""
    context, singular, plural = places
    if len(words) > max(singular, plural or 0) and words[singular]:
        yield Sentence(
            words[singular], "" if plural is None else words[plural], "" if context is None else words[context]
        )
