"""The rule registry: a rule is a sentence with a function.

A finding keeps a code and values; its French sentence is made when it is shown. Severity follows the norm's verb:
« doit » → erreur, « recommandé » → alerte, else signalement. Whether something blocks is its caller's decision.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from dataclasses import field as declare
from enum import StrEnum
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext, gettext_lazy

from coffret.base.text import listed

Text = str | Promise
Facts = Mapping[str, Any]
# Facts that are words of the interface, said in the reader's language when they are shown.
_WORDED = frozenset({"what", "reason"})
_HOLE = re.compile(r"\{\w+\}")


class Severity(StrEnum):
    """How much a finding weighs."""

    ERREUR = "erreur"
    ALERTE = "alerte"
    SIGNALEMENT = "signalement"

    @property
    def label(self) -> str:
        """Return its name in the reader's language."""
        return str(_SEVERITIES[self])


_SEVERITIES = {
    Severity.ERREUR: gettext_lazy("erreur"),
    Severity.ALERTE: gettext_lazy("alerte"),
    Severity.SIGNALEMENT: gettext_lazy("signalement"),
}


@dataclass(slots=True)
class Finding:
    """Something a rule noticed: rule code, field code (« » for the whole thing), the value at fault, other facts.

    Never changed once made: many records share it (not « frozen », which makes one three times slower to make).
    ``line`` is the line of the file, from 1, or None; ``facts`` fill the rule's sentences next to {value} and {field}.
    Two facts speak to the registry: ``like``, the code of the rule whose words, weight and correction are borrowed, and
    ``weight``, a Severity that stands for this finding alone.
    """

    code: str
    field: str = ""
    value: str = ""
    line: int | None = None
    facts: Facts = declare(default_factory=dict)

    @property
    def rule(self) -> "Rule":
        """Return the rule it comes from."""
        return REGISTRY[self.code]

    @property
    def speaking(self) -> "Rule":
        """Return the rule whose words it says: its own, or the one it is like."""
        return REGISTRY[self.facts.get("like", self.code)]

    @property
    def severity(self) -> Severity:
        """Return how much it weighs."""
        return Severity(self.facts.get("weight") or self.speaking.severity)

    def message(self) -> str:
        """Return the sentence shown, in the reader's language; it names the picture when a fact « picture » does."""
        said = self._fill(self.speaking.message)
        name = self.facts.get("picture")
        return gettext("Image « {name} » : {said}").format(name=shorten(name), said=said) if name else said

    def remedy(self) -> str:
        """Return what to do about it, in the reader's language."""
        return self._fill(self.speaking.remedy)

    def _fill(self, sentence: Text) -> str:
        facts = {**self.facts, "value": shorten(self.value), "field": self.field}
        for name in _WORDED & facts.keys():
            facts[name] = gettext(facts[name])
        if "suggestions" in facts:
            facts["hint"] = hint(facts["suggestions"])
        return str(sentence).format_map(facts)


@dataclass(frozen=True, slots=True)
class Example:
    """A value for a rule's page and its test: field values of a record, or whatever the rule's target takes."""

    values: Mapping[str, str]
    note: str = ""


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule: stable code, what it looks at, weight, sentences, the text it comes from, and examples of both kinds.

    ``fix`` takes the text of the field at fault and returns it mended, or None when it cannot. ``fields`` are the
    codes it needs: a rule of one value runs on each of them (empty: on every field), a rule of the whole record runs
    only when all of them are filled (empty: always), and none of ``lacking`` says anything.

    ``sign`` says of a text (of an arrival), at little cost, that the rule may find something in it: where it is False
    the rule is not asked. Rules with the same one, code after code, are asked together.
    """

    code: str
    target: str
    severity: Severity
    title: Text
    message: Text
    remedy: Text
    source: str
    passes: Any
    fails: Any
    check: Callable[..., Iterable[Finding]]
    fix: Callable[[str], str | None] | None = None
    fields: tuple[str, ...] = ()
    lacking: tuple[str, ...] = ()
    sign: Callable[[Any], Any] | None = None

    def find(self, *args: Any) -> Iterator[Finding]:
        """Yield what the rule finds in its arguments (those of its target)."""
        yield from self.check(*args)

    @staticmethod
    def outline(sentence: Text) -> str:
        """Return one of its sentences with « … » where a finding would put its facts."""
        return _HOLE.sub("…", str(sentence))


REGISTRY: dict[str, Rule] = {}


def rule(
    code: str,
    *,
    target: str,
    severity: Severity,
    title: Text,
    message: Text,
    remedy: Text,
    source: str,
    passes: Any,
    fails: Any,
    fix: Callable[[str], str | None] | None = None,
    fields: tuple[str, ...] = (),
    lacking: tuple[str, ...] = (),
    sign: Callable[[Any], Any] | None = None,
) -> Callable[[Callable[..., Iterable[Finding]]], Callable[..., Iterable[Finding]]]:
    """Register the decorated function as rule ``code``; raises ValueError when the code is taken.

    A code never changes meaning. ``title``, ``message`` and ``remedy`` are French gettext_lazy sentences;
    the last two may hold {value}, {field} and the names of the finding's facts.
    """

    def register(check: Callable[..., Iterable[Finding]]) -> Callable[..., Iterable[Finding]]:
        if code in REGISTRY:
            raise ValueError(f"rule {code} is declared twice")
        REGISTRY[code] = Rule(
            code, target, severity, title, message, remedy, source, passes, fails, check, fix, fields, lacking, sign
        )
        return check

    return register


def rules_for(target: str) -> list[Rule]:
    """Return the rules that look at ``target``, in order of code."""
    return sorted((r for r in REGISTRY.values() if r.target == target), key=lambda r: r.code)


def hint(words: Sequence[str]) -> str:
    """Return « ; peut-être « a » ou « b » », in the reader's language; nothing when there is no word to suggest."""
    quoted = [gettext("« {word} »").format(word=word) for word in words]
    return gettext(" ; peut-être {words}").format(words=listed(quoted, gettext("ou"))) if quoted else ""


def shorten(value: str, limit: int = 120) -> str:
    """Return ``value`` cut at ``limit`` characters with an ellipsis; an empty value reads « (vide) »."""
    if not value:
        return gettext("(vide)")
    return value if len(value) <= limit else value[: limit - 1] + "…"
