"""What the templates of corrections ask for, made once for all the findings of a page."""

from collections.abc import Mapping
from typing import Any

from django import template

from coffret.base import jobs
from coffret.base.models import Job
from coffret.base.rules import Finding
from coffret.desk.mending import showing
from coffret.desk.mending.showing import Page, Part, Wide
from coffret.submissions.mending import accepting
from coffret.submissions.mending.fixing import KIND
from coffret.submissions.models import Mending, Submission

register = template.Library()
KEPT = "_mending_shown"


@register.simple_tag(takes_context=True)
def mending_group(context: template.Context, group: Any) -> Part | None:
    """Return what may be done about a finding of the report (something with its ``row``); None when nothing may."""
    kept = _kept(context)
    if "groups" not in kept:
        shown = {one.row.pk: one for one in [*_groups_of(context), group]}
        wholly = _wholly(context, shown)
        rows = {pk: one.row for pk, one in shown.items()}
        kept["groups"] = showing.of_groups(_page(context), rows, wholly)
    return kept["groups"].get(group.row.pk)


@register.simple_tag(takes_context=True)
def mending_finding(context: template.Context, finding: Finding) -> Part | None:
    """Return what may be done about a finding of a line, shown with its « comparison »; None when nothing may."""
    kept = _kept(context)
    if "findings" not in kept:
        found = context["comparison"].findings
        kept["findings"] = list(zip(found, showing.of_line(_page(context), context["line"], found), strict=True))
    return next((part for one, part in kept["findings"] if one is finding), None)


@register.simple_tag(takes_context=True)
def mending_rule(context: template.Context, code: str) -> list[Wide]:
    """Return the fields where a rule would correct several values at once."""
    kept = _kept(context)
    if "rules" not in kept:
        rows = [one.row for one in _groups_of(context)]
        proposed = frozenset((row.code, row.field) for row in rows if showing.names_its_own(row))
        codes = sorted({code, *(row.code for row in rows)})
        kept["rules"] = showing.wide_of(_page(context), codes, proposed)
    return kept["rules"].get(code, [])


@register.simple_tag
def mending_done(submission: Submission) -> int:
    """Return how many corrections were made in a submission and hold."""
    return Mending.objects.filter(submission=submission, undone_at=None, count__gt=0).count()


@register.simple_tag
def mending_job(submission: Submission) -> Job | None:
    """Return the mass correction of a submission that waits or runs, or the last one when it came to nothing."""
    job = jobs.last(KIND, str(submission.pk))
    return job if job and (job.ended_at is None or job.refusal or job.failure) else None


def _page(context: template.Context) -> Page:
    request = context["request"]
    return Page(context["submission"], request.user, request.get_full_path())


def _kept(context: template.Context) -> dict[str, Any]:
    """Return what was made for this page: kept on its request, which is its own."""
    request = context["request"]
    if not hasattr(request, KEPT):
        setattr(request, KEPT, {})
    return getattr(request, KEPT)


def _wholly(context: template.Context, shown: Mapping[int, Any]) -> set[int]:
    """Return the findings accepted on each of their lines: the report counted them, the page of one finding did not."""
    if "accepted_any" in context:
        return {pk for pk, one in shown.items() if one.accepted and one.accepted == one.lines}
    accepted = accepting.accepted(context["submission"])
    return {pk for pk, one in shown.items() if pk in accepted and len(accepted[pk]) == one.lines}


def _groups_of(context: template.Context) -> list[Any]:
    """Return the findings that the report shows: those of its sections, of its one section, of the whole file."""
    sections = [*(context.get("sections") or ()), *filter(None, [context.get("one")])]
    return [*(group for section in sections for group in section.groups), *(context.get("whole") or ())]
