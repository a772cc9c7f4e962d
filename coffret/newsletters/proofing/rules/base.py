"""What the rules of letters share: where they come from, and how they say what the rules of pages find."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from functools import partial
from typing import Any

from django.utils.translation import gettext_noop

from coffret.base.rules import REGISTRY, Finding, Severity, rule
from coffret.editorial.proofing.rules.sources import OURS, RGAA
from coffret.newsletters.proofing.letter import LetterProof

TARGET = "letter"
CANIEMAIL = "Can I email"
letter_rule: Callable[..., Any] = partial(rule, target=TARGET)

__all__ = ["CANIEMAIL", "OURS", "RGAA", "TARGET", "as_like", "borrowed", "gettext_noop", "letter_rule"]


def borrowed(code: str, proof: LetterProof, *others: str, weight: Severity | None = None) -> Iterator[Finding]:
    """Yield as findings of ``code`` what other rules find in a letter: their words, and their weight unless one is given."""
    for other in others:
        yield from as_like(code, other, REGISTRY[other].check(proof), weight)


def as_like(code: str, other: str, found: Iterable[Finding], weight: Severity | None = None) -> Iterator[Finding]:
    """Yield the findings of a rule as findings of ``code``."""
    given = {"like": other} if weight is None else {"like": other, "weight": weight.value}
    yield from (replace(one, code=code, facts={**one.facts, **given}) for one in found)
