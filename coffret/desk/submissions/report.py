"""The report of a submission, read like a pull request: what it does, what was found, each finding leading to its lines."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from django.core.paginator import Page
from django.db.models import Count, Sum
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET
from pyroaring import BitMap

from coffret.accounts import access
from coffret.authorities.models import Museum
from coffret.base.rules import Severity
from coffret.desk.guards import members
from coffret.desk.submissions import filters, findings, reading, seeing
from coffret.desk.submissions.findings import Asked, Group, Section
from coffret.submissions import sets
from coffret.submissions.mending import accepting
from coffret.submissions.models import FindingGroup, Outcome, SetName, Submission

SECTIONS_PER_PAGE = 16
TERMS_PER_PAGE = 20
GROUPS_PER_PAGE = 20


@require_GET
@members
def report(request: HttpRequest, number: int) -> HttpResponse:
    """Show a submission's report: what it does, then its findings by rule, by field or by term."""
    submission = seeing.visible_submission(request, number)
    kept = sets.of(submission.pk)
    accepted = accepting.accepted(submission)
    asked = findings.read(request.GET)
    context = {
        "rail": "submissions",
        "submission": submission,
        "form": reading.form_of(submission),
        "museums": museums(submission),
        "outcomes": outcomes(submission),
        "done": done(kept, accepted),
        "pictures": pictures(submission),
        "asked": asked,
        "ways": [
            (name, label, asked.query(by=name, rule="", field="", whole=False)) for name, label in findings.WAYS.items()
        ],
        "gravities": gravities(submission, asked),
        "accepted_any": bool(accepted),
        "table": table(asked),
        "toggled": asked.query(hidden=not asked.hidden),
        "cleared": Asked(by=asked.by).query(),
        "others": seeing.others_of(request),
        "ready": len(sets.publishable(kept)),
        "can_publish": access.can_publish(request.user, submission.concerned),
        "can_mend": access.can_mend(request.user, submission.concerned),
    }
    shown = _one(request, submission, asked, accepted) if asked.one else _all(request, submission, asked, accepted)
    return render(request, "desk/submissions/report.html", {**context, **shown})


def _one(request: HttpRequest, submission: Submission, asked: Asked, accepted: findings.Accepted) -> dict[str, Any]:
    """Return the findings of one rule, one field or the whole file, page by page."""
    rows = findings.rows_of(submission, asked, accepted)
    page = seeing.page_of(request, rows.order_by("-count", "pk"), GROUPS_PER_PAGE)
    shown = findings.groups(page.object_list, accepted)
    total = rows.aggregate(values=Count("pk"), found=Sum("count"))
    return {"page": page, "one": _heading(asked, shown, total), "sections": [], "whole": [], "whole_more": 0}


def _heading(asked: Asked, shown: Sequence[Group], total: Mapping[str, int]) -> Section:
    """Return the one section asked for, as its first findings name it."""
    lines = filters.Filter(severities=asked.severities, rule=asked.rule, field=asked.field).query
    counts = total["found"] or 0, total["values"]
    head = shown[0] if shown else None
    if asked.rule:
        title = str(head.rule.title) if head else asked.rule
        rule = head.rule if head else None
        return Section(title, asked.rule, *counts, "", lines, head.severity if head else None, rule, groups=list(shown))
    if asked.whole:
        return Section("", "", *counts, "", "", groups=list(shown))
    made = findings.by_field([{"field": "" if asked.field == filters.NO_FIELD else asked.field, **total}], asked)
    return replace(made[0], count=counts[0], lines=lines, groups=list(shown))


def _all(request: HttpRequest, submission: Submission, asked: Asked, accepted: findings.Accepted) -> dict[str, Any]:
    """Return a page of sections, each with its first findings; what is said of the whole file stands apart."""
    rows = findings.rows_of(submission, asked, accepted)
    whole = list(rows.filter(findings.WHOLE).order_by("code", "-count", "pk")[: findings.WHOLE_SHOWN + 1])
    of_lines = rows.exclude(findings.WHOLE) if whole else rows
    page, sections = _BY[asked.by](request, of_lines, asked)
    return {
        "page": page,
        "one": None,
        "sections": [
            replace(section, groups=findings.groups(found, accepted)) for section, found in sections
        ],
        "whole": findings.groups(whole[: findings.WHOLE_SHOWN], accepted),
        "whole_more": asked.query(whole=True) if len(whole) > findings.WHOLE_SHOWN else "",
    }  # fmt: skip


Made = tuple[Page[Any], list[tuple[Section, list[FindingGroup]]]]


def _by_rule(request: HttpRequest, rows: Any, asked: Asked) -> Made:
    sections = findings.by_rule(list(findings.totals(rows, "code")), asked)
    page = seeing.page_of(request, sections, SECTIONS_PER_PAGE)
    found = findings.first(rows, "code", [section.code for section in page])
    return page, [(section, found[section.code]) for section in page]


def _by_field(request: HttpRequest, rows: Any, asked: Asked) -> Made:
    sections = findings.by_field(list(findings.totals(rows, "field")), asked)
    page = seeing.page_of(request, sections, SECTIONS_PER_PAGE)
    found = findings.first(rows, "field", [section.code for section in page])
    return page, [(section, found[section.code]) for section in page]


def _by_term(request: HttpRequest, rows: Any, asked: Asked) -> Made:
    page = seeing.page_of(request, findings.totals(rows, "field", "value"), TERMS_PER_PAGE)
    terms = list(page)
    found = findings.of_terms(rows, [(one["field"], one["value"]) for one in terms])
    sections = findings.by_term(terms)
    return page, [
        (section, found[one["field"], one["value"]]) for section, one in zip(sections, terms, strict=True)
    ]  # fmt: skip


_BY = {findings.BY_RULE: _by_rule, findings.BY_FIELD: _by_field, findings.BY_TERM: _by_term}


def table(asked: Asked) -> str:
    """Return what the address of the table ends with, to hold the findings of the page: « ?gravite=alerte »."""
    query = filters.Filter(severities=asked.severities, rule=asked.rule, field=asked.field).query
    return f"?{query}" if query else ""


def outcomes(submission: Submission) -> list[tuple[Outcome, int, str]]:
    """Return how many lines there are of each outcome, with the words for that many."""
    counts = (submission.created, submission.updated, submission.unchanged, submission.rejected)
    return [(one, n, filters.in_words(one, n)) for one, n in zip(Outcome, counts, strict=True)]


def done(kept: Mapping[str, BitMap], accepted: findings.Accepted) -> list[tuple[str, int, str]]:
    """Return what became of the lines since they were checked: filter of the lines, how many, words; none left at zero."""
    published = kept[SetName.PUBLISHED] - kept[SetName.REVERTED]
    allowed = BitMap.union(BitMap(), *accepted.values())
    counts = [
        ("corrigee", n := len(kept[SetName.MENDED]), ngettext("corrigée ici", "corrigées ici", n)),
        ("acceptee", n := len(allowed), ngettext("avec une alerte acceptée", "avec une alerte acceptée", n)),
        ("publiee", n := len(published), ngettext("publiée", "publiées", n)),
        ("reprise", n := len(kept[SetName.REVERTED]), ngettext("annulée", "annulées", n)),
    ]
    return [one for one in counts if one[1]]


def pictures(submission: Submission) -> list[tuple[int, str]]:
    """Return what became of the pictures handed in: how many, words; none left at zero."""
    found = {name: int(submission.pictures.get(name) or 0) for name in ("new", "same", "refused", "unused")}
    counts = [
        (n := found["new"], ngettext("image nouvelle", "images nouvelles", n)),
        (n := found["same"], ngettext("image déjà là", "images déjà là", n)),
        (n := found["refused"], ngettext("image refusée", "images refusées", n)),
        (n := found["unused"], ngettext("image qu’aucune notice ne nomme", "images qu’aucune notice ne nomme", n)),
    ]
    return [one for one in counts if one[0]]


def gravities(submission: Submission, asked: Asked) -> list[tuple[Severity, int, str, bool]]:
    """Return each gravity with how many findings weigh so, the address that asks for it alone, whether it is asked for."""
    found = dict(
        submission.finding_groups.order_by().values_list("severity").annotate(found=Sum("count"))
    )  # fmt: skip
    return [
        (severity, found[severity], asked.query(severities=() if chosen else (str(severity),)), chosen)
        for severity in findings.GRAVITY
        if severity in found
        for chosen in (asked.severities == (str(severity),),)
    ]


def museums(submission: Submission) -> list[Museum]:
    """Return the museums it concerns, as their pages name them."""
    return list(Museum.objects.filter(code__in=submission.concerned).order_by("code")[:8])
