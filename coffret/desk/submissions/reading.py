"""What the workshop's pages read: submissions one may see, findings as sentences, fields before and after."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from coffret.accounts import access
from coffret.authorities.models import Museum
from coffret.base.marking import marked
from coffret.base.rules import REGISTRY, Finding, Rule, Severity
from coffret.catalogue import captions
from coffret.catalogue.fields import BY_CODE, Field
from coffret.catalogue.models import Record, RecordVersion, Status
from coffret.submissions.models import FindingGroup, Line, Outcome, Stage, Submission
from coffret.submissions.payload import unpack

FORMATS = {
    "ajout_pilote": _("ajout piloté"),
    "ajout_pilote_csv": _("ajout piloté en CSV"),
    "pop_csv": _("CSV de POP"),
    "open_data": _("CSV des données ouvertes"),
    "api_json": _("JSON de l’API"),
    "json_lines": "JSON Lines",
    "xlsx": "Excel (.xlsx)",
    "ods": "OpenDocument (.ods)",
}
GRAVITY = [Severity.ERREUR, Severity.ALERTE, Severity.SIGNALEMENT]


def submissions_of(user: Any) -> QuerySet[Submission]:
    """Return the submissions ``user`` may read, newest first."""
    rows = Submission.objects.select_related("submitted_by").order_by("-pk")
    if user.is_office:
        return rows
    # A submission names its museums in a JSON list: those it may see are read by code, which holds on any database.
    mine = access.museum_codes(user)
    seen = [pk for pk, museums in rows.values_list("pk", "museums") if museums and set(museums) <= mine]
    return rows.filter(pk__in=seen)


def waiting(user: Any) -> QuerySet[Submission]:
    """Return the checked submissions that wait for a decision."""
    return submissions_of(user).filter(stage=Stage.CHECKED)


def form_of(submission: Submission) -> str:
    """Return the format and the encoding of its file, in words; « » when nobody could read it."""
    name = str(FORMATS.get(submission.format, submission.format))
    return ", ".join(filter(None, (name, submission.encoding.upper())))


def museum_figures(user: Any) -> QuerySet[Museum]:
    """Return the museums of ``user`` with their records online (``online``) and illustrated (``illustrated``)."""
    museums = Museum.objects.filter(records__isnull=False).distinct()
    if not user.is_office:
        museums = Museum.objects.filter(code__in=access.museum_codes(user))
    online = Q(records__status=Status.PUBLISHED)
    return museums.annotate(
        online=Count("records", filter=online),
        illustrated=Count("records", filter=online & Q(records__has_image=True)),
    ).order_by("city", "official_name", "code")


@dataclass(frozen=True, slots=True)
class Group:
    """A finding shared by lines, as a sentence."""

    pk: int
    rule: Rule
    field: Field | None
    message: str
    remedy: str
    count: int
    lines: list[int]

    @classmethod
    def of(cls, row: FindingGroup) -> "Group":
        """Return the sentence of a row."""
        finding = Finding(row.code, row.field, row.value, facts=row.facts)
        return cls(
            row.pk, finding.rule, BY_CODE.get(row.field), finding.message(), finding.remedy(), row.count, row.lines
        )


@dataclass(frozen=True, slots=True)
class RuleSection:
    """The findings of one rule."""

    rule: Rule
    count: int
    groups: list[Group]
    more: int


@dataclass(frozen=True, slots=True)
class Section:
    """The findings of one gravity."""

    severity: Severity
    count: int
    rules: list[RuleSection]


SHOWN = 12


def sections(submission: Submission) -> list[Section]:
    """Return the findings of a submission by gravity, then by rule, the most frequent first."""
    by_rule: dict[str, list[Group]] = defaultdict(list)
    for row in submission.finding_groups.order_by("-count", "pk"):
        by_rule[row.code].append(Group.of(row))
    return [section for severity in GRAVITY if (section := _section(severity, by_rule)).count]


def _section(severity: Severity, by_rule: dict[str, list[Group]]) -> Section:
    rules = [
        RuleSection(REGISTRY[code], sum(group.count for group in groups), groups[:SHOWN], max(0, len(groups) - SHOWN))
        for code, groups in by_rule.items()
        if REGISTRY[code].severity is severity
    ]
    rules.sort(key=lambda section: (-section.count, section.rule.code))
    return Section(severity, sum(section.count for section in rules), rules)


def outcomes(submission: Submission) -> list[tuple[Outcome, int, str]]:
    """Return how many lines there are of each outcome, with the words for that many."""
    created, updated, unchanged, rejected = (
        getattr(submission, name) for name in ("created", "updated", "unchanged", "rejected")
    )
    return [
        (Outcome.CREATED, created, ngettext("créée", "créées", created)),
        (Outcome.UPDATED, updated, ngettext("mise à jour", "mises à jour", updated)),
        (Outcome.UNCHANGED, unchanged, ngettext("inchangée", "inchangées", unchanged)),
        (Outcome.REJECTED, rejected, ngettext("refusée", "refusées", rejected)),
    ]


def lines_at(submission: Submission, places: Iterable[int]) -> QuerySet[Line]:
    """Return the records in which these lines of the file stand: a finding tells the line of its field."""
    starts = sorted(submission.lines.order_by().values_list("number", flat=True))
    held = {starts[after - 1] for place in places if (after := bisect_right(starts, place))}
    return submission.lines.filter(number__in=held).order_by("number", "pk")


@dataclass(frozen=True, slots=True)
class LineRow:
    """A line in a list: what it is about, and how many findings it has."""

    line: Line
    title: str
    findings: int


def line_rows(lines: Iterable[Line]) -> list[LineRow]:
    """Return lines as lists show them, each with the title its record has or will have."""
    rows = [(line, unpack(bytes(line.payload))) for line in lines]
    before = Record.objects.in_bulk([o.record for o, _content in rows if o.record and o.outcome != Outcome.REJECTED])
    return [
        LineRow(
            line,
            captions.title({**(before[line.record].values if line.record in before else {}), **content.values}),
            len(content.findings),
        )
        for line, content in rows
    ]


@dataclass(frozen=True, slots=True)
class FieldChange:
    """A field before and after, the changed words marked in both."""

    field: Field
    before: SafeString
    after: SafeString
    given: str
    changed: bool


@dataclass(frozen=True, slots=True)
class Comparison:
    """A line beside the record it changes; ``new`` when there is none."""

    new: bool
    changes: list[FieldChange]
    findings: list[Finding]


def compare(line: Line) -> Comparison:
    """Return what ``line`` does to its record, field by field in the table's order, and what was found in it."""
    content = unpack(bytes(line.payload))
    before = _values_before(line)
    after = {code: text for code, text in {**before, **content.values}.items() if code not in content.empty}
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
    findings = [Finding(code, field, value, at, facts) for code, field, value, at, facts in content.findings]
    findings.sort(key=lambda finding: GRAVITY.index(finding.rule.severity))
    return Comparison(not before, changes, findings)


def _values_before(line: Line) -> dict[str, str]:
    """Return the values the record had before the line was published; those it has when it is not yet."""
    record = Record.objects.filter(ref=line.ref).first() if line.ref else None
    if record is None or (line.record and not line.version_before):
        return {}
    # A refused line may name another museum's record: its fields are not for the readers of this submission.
    if record.museum_id not in line.submission.museums:
        return {}
    if line.version_before and record.version > line.version_before:
        kept = RecordVersion.objects.filter(record=record, number=line.version_before).first()
        return dict(kept.values) if kept else {}
    return dict(record.values)
