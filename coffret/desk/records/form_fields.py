"""The form of a notice, made from the table of fields: what is asked of all first, the rest under the groups of its page."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from dataclasses import field as declare
from typing import Any

from django.utils.translation import gettext_lazy as _

from coffret.authorities.models import Scheme
from coffret.authorities.schemes import scheme_code
from coffret.base.rules import Finding
from coffret.catalogue.fields import GROUP_LABELS, Field, Group, Kind, Obligation
from coffret.desk.records.form_typed import EDITED, ESSENTIAL
from coffret.submissions import forming

# Letters a line of the form holds, and lines it shows at most before it scrolls.
LINE, LINES = 70, 12
_MARKS = {
    Obligation.REQUIRED: _("obligatoire"),
    Obligation.MINIMUM: _("fiche minimum"),
    Obligation.IF_IMAGE: _("avec une image"),
}
# Of nearly every notice, though the specification leaves them free: never folded.
USUAL = frozenset({"DESC", "AUTR", "PERI", "MILL"})
# Kinds whose terms are chosen one by one.
_LISTED = frozenset({Kind.TERMS, Kind.GROUPS, Kind.AUTHORS, Kind.PERIODS, Kind.PRECISE, Kind.PLACE})


@dataclass(frozen=True, slots=True)
class Fix:
    """A text that may replace that of the field, and the key its button bears."""

    key: str
    text: str


@dataclass(frozen=True, slots=True)
class Told:
    """A finding as the form shows it, beside its field, with what can be done at once."""

    finding: Finding
    fixes: list[Fix]

    @classmethod
    def of(cls, finding: Finding, values: Mapping[str, str]) -> "Told":
        """Return a finding with the texts that may replace that of its field."""
        key = key_of(finding)
        texts = forming.fixes(finding, values.get(finding.field, ""))
        return cls(finding, [Fix(f"{key}.{place}", text) for place, text in enumerate(texts)])


def key_of(finding: Finding) -> str:
    """Return what names a finding in the buttons of a form."""
    said = "\x1f".join((finding.code, finding.field, finding.value))
    return hashlib.blake2b(said.encode("utf-8", "replace"), digest_size=6).hexdigest()


@dataclass(frozen=True, slots=True)
class Box:
    """A field as its part of the form shows it."""

    field: Field
    value: str
    told: list[Told] = declare(default_factory=list)
    # Its terms are chosen in a vocabulary, one by one.
    listed: bool = False

    @property
    def mark(self) -> Any:
        """Return what the specification asks, in a word; « » for what is free."""
        return _MARKS.get(self.field.obligation, "")

    @property
    def rows(self) -> int:
        """Return how many lines its text takes."""
        lines = sum(1 + len(line) // LINE for line in self.value.split("\n"))
        return min(LINES, max(lines, 2 if self.field.kind is Kind.TEXT else 1))

    @property
    def joiner(self) -> str:
        """Return what is written between two terms."""
        return self.field.joiner


@dataclass(frozen=True, slots=True)
class Part:
    """Fields that go together: those ``shown`` from the start, and the ``folded`` ones, which hold nothing yet."""

    name: str
    label: Any
    shown: list[Box]
    folded: list[Box]

    @property
    def boxes(self) -> list[Box]:
        """Return all of them."""
        return [*self.shown, *self.folded]


def parts(
    values: Mapping[str, str], findings: Iterable[Finding], fields: Sequence[Field] = EDITED
) -> tuple[Part, list[Part]]:
    """Return the essential fields, then the others by the groups of the table; those that hold nothing are folded."""
    told, loaded = _by_field(findings, values), _loaded_schemes()
    boxes = [
        Box(entry, values.get(entry.code, ""), told.get(entry.code, []), _listed(entry, loaded)) for entry in fields
    ]
    first = [box for box in boxes if box.field.obligation in ESSENTIAL]
    rest = []
    for group in Group:
        own = [box for box in boxes if box.field.group is group and box.field.obligation not in ESSENTIAL]
        there = [box for box in own if box.value or box.told or box.field.code in USUAL]
        if own:
            rest.append(Part(group.value, GROUP_LABELS[group], there, [box for box in own if box not in there]))
    return Part("essential", _("L’essentiel"), first, []), rest


def _loaded_schemes() -> set[str]:
    return set(Scheme.objects.filter(loaded_at__isnull=False).order_by("code").values_list("code", flat=True))


def _listed(entry: Field, loaded: set[str]) -> bool:
    return entry.kind in _LISTED and scheme_code(entry.scheme) in loaded


def apart(findings: Iterable[Finding], values: Mapping[str, str], fields: Sequence[Field] = EDITED) -> list[Told]:
    """Return what is said of the notice as a whole, or of what the form does not type (its reference, its images)."""
    codes = {entry.code for entry in fields}
    return [Told.of(finding, values) for finding in findings if finding.field not in codes]


def _by_field(findings: Iterable[Finding], values: Mapping[str, str]) -> dict[str, list[Told]]:
    found: dict[str, list[Told]] = {}
    for finding in findings:
        found.setdefault(finding.field, []).append(Told.of(finding, values))
    return found


def fixed(values: Mapping[str, str], findings: Iterable[Finding], asked: str) -> tuple[str, str] | None:
    """Return (code, text) of the fix that a button names (« key.place »), or None when it is found no longer."""
    for finding in findings:
        for fix in Told.of(finding, values).fixes:
            if fix.key == asked:
                return finding.field, fix.text
    return None
