"""The findings of a submission, grouped three ways: by rule, by field, by term.

A fixed number of queries whatever their number: counts are sums made by the database, and only the findings of the page
are read.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from dataclasses import field as declare
from functools import reduce
from operator import or_
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count, Q, QuerySet, Sum, Window
from django.db.models.functions import RowNumber
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _
from pyroaring import BitMap

from coffret.base.rules import REGISTRY, Finding, Rule, Severity, shorten
from coffret.catalogue.checking import plan
from coffret.catalogue.fields import BY_CODE, Field
from coffret.desk.submissions import filters
from coffret.submissions import sets
from coffret.submissions.models import FindingGroup, Submission
from coffret.submissions.tally import OTHERS

BY_RULE, BY_FIELD, BY_TERM = "regle", "champ", "terme"
WAYS = {BY_RULE: _("Par contrôle"), BY_FIELD: _("Par champ"), BY_TERM: _("Par valeur")}
GRAVITY = list(Severity)
# Findings shown of each section: the others are a page further.
SHOWN = 3
# What is said of the whole file, shown apart.
WHOLE_SHOWN = 8
# Beyond, a list of numbers is too long for the database to leave out.
MOST_HIDDEN = 30_000
EMPTY = (b"", sets.dump(BitMap()))
# Said of no line: of the file itself. Groups of « other values » made before sets of lines have none either.
WHOLE = Q(members__in=EMPTY) & ~Q(value=OTHERS)


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked of the report: how findings are grouped, which of them, and whether one section alone."""

    by: str = BY_RULE
    severities: tuple[str, ...] = ()
    words: str = ""
    hidden: bool = False
    rule: str = ""
    field: str = ""
    whole: bool = False

    @property
    def one(self) -> bool:
        """Say whether one section alone is asked for: all its findings, page by page."""
        return bool(self.rule or self.field or self.whole)

    @property
    def narrowed(self) -> bool:
        """Say whether some findings are left out."""
        return bool(self.severities or self.words or self.hidden or self.one)

    def query(self, **changes: Any) -> str:
        """Return it, some parts changed, as the query string of an address."""
        asked = replace(self, **changes)
        pairs = [("par", asked.by)] if asked.by != BY_RULE else []
        pairs += [("gravite", severity) for severity in asked.severities]
        named = {"q": asked.words, "regle": asked.rule, "champ": asked.field}
        pairs += [(name, text) for name, text in named.items() if text]
        pairs += [(name, filters.YES) for name, said in (("entier", asked.whole),) if said]
        pairs += [("acceptes", filters.NO)] if asked.hidden else []
        return urlencode(pairs)


def read(asked: QueryDict) -> Asked:
    """Return what an address asks of the report; what it says that means nothing is left out."""
    lines = filters.read(asked)
    by = asked.get("par", "")
    return Asked(
        by=by if by in WAYS else BY_RULE,
        severities=lines.severities,
        words=lines.words,
        hidden=asked.get("acceptes") == filters.NO,
        rule=lines.rule,
        field=lines.field,
        whole=asked.get("entier") == filters.YES,
    )


@dataclass(frozen=True, slots=True)
class Group:
    """A finding shared by lines, as a sentence. ``accepted``: how many of its lines the museum accepts it on."""

    row: FindingGroup
    rule: Rule
    field: Field | None
    message: str
    remedy: str
    lines: int
    accepted: int = 0

    @property
    def pk(self) -> int:
        """Return the number of its row."""
        return self.row.pk

    @property
    def severity(self) -> Severity:
        """Return how much it weighs."""
        return Severity(self.row.severity)

    @property
    def count(self) -> int:
        """Return how many times it was found."""
        return self.row.count

    @property
    def others(self) -> bool:
        """Say whether it stands for all the values beyond the thousandth."""
        return self.row.value == OTHERS

    @classmethod
    def of(cls, row: FindingGroup, accepted: int = 0) -> "Group":
        """Return the sentence of a row."""
        finding = Finding(row.code, row.field, row.value, facts=row.facts)
        lines = len(sets.load(row.members))
        return cls(row, finding.rule, BY_CODE.get(row.field), finding.message(), finding.remedy(), lines, accepted)


@dataclass(frozen=True, slots=True)
class Section:
    """Findings of one rule, one field or one term: the first of them, and how many more there are.

    ``query``: of the page that has them all; ``lines``: of the list of their lines.
    """

    title: str
    code: str
    count: int
    values: int
    query: str
    lines: str
    severity: Severity | None = None
    rule: Rule | None = None
    field: Field | None = None
    groups: list[Group] = declare(default_factory=list)

    @property
    def more(self) -> int:
        """Return how many of its findings are not shown."""
        return self.values - len(self.groups)


Accepted = Mapping[int, BitMap]


def rows_of(submission: Submission, asked: Asked, accepted: Accepted) -> QuerySet[FindingGroup]:
    """Return the findings asked for; in no order."""
    plan()  # the rules of records are declared: their sentences can be written
    rows = submission.finding_groups.order_by()
    rows = rows.filter(value__icontains=asked.words) if asked.words else rows
    rows = rows.filter(filters.of_groups(asked.severities, asked.rule, asked.field))
    rows = rows.filter(WHOLE) if asked.whole else rows
    return rows.exclude(pk__in=wholly(submission, accepted)) if asked.hidden else rows


def wholly(submission: Submission, accepted: Accepted) -> list[int]:
    """Return the findings accepted on each of their lines."""
    rows = submission.finding_groups.filter(pk__in=list(accepted)[:MOST_HIDDEN]).order_by()
    return [pk for pk, raw in rows.values_list("pk", "members") if sets.load(raw) <= accepted[pk]]


def groups(rows: Iterable[FindingGroup], accepted: Accepted) -> list[Group]:
    """Return findings as sentences."""
    return [Group.of(row, len(accepted.get(row.pk, ()))) for row in rows]


def totals(rows: QuerySet[FindingGroup], *names: str) -> QuerySet[FindingGroup, dict[str, Any]]:
    """Return the findings counted by these columns: « values » distinct, « found » in all; the most frequent first."""
    counted = rows.values(*names).annotate(values=Count("pk"), found=Sum("count"))
    return counted.order_by("-found", *names)


def first(rows: QuerySet[FindingGroup], column: str, keys: Sequence[str]) -> dict[str, list[FindingGroup]]:
    """Return the most frequent findings of each of these rules or fields, SHOWN of each at most."""
    place = Window(RowNumber(), partition_by=[column], order_by=["-count", "pk"])
    ranked = rows.filter(**{f"{column}__in": keys}).annotate(place=place).filter(place__lte=SHOWN)
    found: dict[str, list[FindingGroup]] = {key: [] for key in keys}
    for row in ranked.order_by("place", "pk"):
        found[getattr(row, column)].append(row)
    return found


def of_terms(rows: QuerySet[FindingGroup], terms: Sequence[tuple[str, str]]) -> dict[Any, list[FindingGroup]]:
    """Return what was found in each of these terms: (field, value)."""
    found: dict[Any, list[FindingGroup]] = {term: [] for term in terms}
    if not terms:
        return found
    asked = reduce(or_, (Q(field=name, value=value) for name, value in terms))
    for row in rows.filter(asked).order_by("code", "pk"):
        found[row.field, row.value].append(row)
    return found


def by_rule(found: Sequence[Mapping[str, Any]], asked: Asked) -> list[Section]:
    """Return a section for each rule, the gravest first, then the most frequent; without its findings yet."""
    made = [
        Section(
            str(REGISTRY[one["code"]].title),
            one["code"],
            one["found"],
            one["values"],
            asked.query(rule=one["code"]),
            urlencode({"regle": one["code"]}),
            REGISTRY[one["code"]].severity,
            REGISTRY[one["code"]],
        )
        for one in found
    ]
    return sorted(made, key=lambda section: GRAVITY.index(section.severity or Severity.SIGNALEMENT))


def by_field(found: Sequence[Mapping[str, Any]], asked: Asked) -> list[Section]:
    """Return a section for each field, the most frequent first; without its findings yet."""
    return [
        Section(
            BY_CODE[name].label if (name := one["field"]) in BY_CODE else str(_("La notice entière")),
            name,
            one["found"],
            one["values"],
            asked.query(field=name or filters.NO_FIELD),
            urlencode({"champ": name or filters.NO_FIELD}),
            field=BY_CODE.get(name),
        )
        for one in found
    ]


def by_term(found: Sequence[Mapping[str, Any]]) -> list[Section]:
    """Return a section for each value at fault, the most frequent first; without its findings yet."""
    return [
        Section(
            shorten(one["value"]) if one["value"] != OTHERS else str(_("autres valeurs")),
            one["field"],
            one["found"],
            one["values"],
            "",
            urlencode({"champ": one["field"] or filters.NO_FIELD, "valeur": one["value"]}) if one["value"] else "",
            field=BY_CODE.get(one["field"]),
        )
        for one in found
    ]
