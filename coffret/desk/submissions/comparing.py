"""A line beside its record, field by field: what changes with the words marked, what was handed in and corrected here."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.safestring import SafeString

from coffret.base.marking import marked
from coffret.base.rules import Finding
from coffret.catalogue.fields import BY_CODE, Field
from coffret.desk.submissions.findings import GRAVITY
from coffret.submissions.models import Means
from coffret.submissions.payload import Content
from coffret.submissions.sides import Sides


@dataclass(frozen=True, slots=True)
class FieldChange:
    """A field before and after, the changed words marked in both; ``given``: the text after, unmarked."""

    field: Field
    before: SafeString
    after: SafeString
    given: str
    changed: bool


@dataclass(frozen=True, slots=True)
class Corrected:
    """A field corrected since it was handed in, the changed words marked in both; ``absent``: it was not handed in.

    ``means``: how it was last corrected, in words.
    """

    field: Field
    handed: SafeString
    now: SafeString
    absent: bool
    means: str


@dataclass(frozen=True, slots=True)
class Comparison:
    """A line beside the record it changes; ``new`` when there is none."""

    new: bool
    changes: list[FieldChange]
    corrected: list[Corrected]
    findings: list[Finding]

    @property
    def changed(self) -> list[FieldChange]:
        """Return the fields that change."""
        return [change for change in self.changes if change.changed]

    @property
    def unchanged(self) -> list[FieldChange]:
        """Return the fields that stay as they are."""
        return [change for change in self.changes if not change.changed]


def compare(sides: Sides) -> Comparison:
    """Return what a line does to its record, field by field in the table's order, and what was found in it."""
    before, after = sides.before, sides.after
    changes = [
        FieldChange(
            field,
            *marked(before.get(code, ""), after.get(code, "")),
            after.get(code, ""),
            before.get(code) != after.get(code),
        )
        for code, field in BY_CODE.items()
        if code in before or code in after
    ]
    return Comparison(sides.new, changes, corrected(sides.content), findings(sides.content))


def corrected(content: Content) -> list[Corrected]:
    """Return the fields corrected since they were handed in, in the table's order."""
    handed: Mapping[str, str | None] = content.handed
    return [
        Corrected(
            field,
            *marked(handed[code] or "", content.values.get(code, "")),
            handed[code] is None,
            str(Means(content.mended[code]).label) if content.mended.get(code) in Means.values else "",
        )
        for code, field in BY_CODE.items()
        if code in handed
    ]


def findings(content: Content) -> list[Finding]:
    """Return what was found in a line, the gravest first."""
    rows = [Finding(code, field, value, at, facts) for code, field, value, at, facts in content.findings]
    return sorted(rows, key=lambda finding: GRAVITY.index(finding.rule.severity))
