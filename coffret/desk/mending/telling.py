"""What is said once a correction is made: what changed, how many findings are gone, how many remain, how to undo it."""

from django.contrib import messages
from django.db.models import Sum
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from coffret.base.models import Job
from coffret.base.rules import REGISTRY
from coffret.base.text import grouped, visible
from coffret.submissions.models import Mending, Submission

# Signs of a value that a sentence quotes at most.
QUOTED = 60


def total(submission: Submission) -> int:
    """Return how many findings a submission has."""
    return submission.finding_groups.aggregate(found=Sum("count"))["found"] or 0


def mended(request: HttpRequest, submission: Submission, done: Mending | Job, before: int) -> None:
    """Say what a correction did; ``before``: how many findings there were."""
    if isinstance(done, Job):
        later(request)
        return
    lines = ngettext("{n} ligne corrigée.", "{n} lignes corrigées.", done.count).format(n=grouped(done.count))
    always = _("Elle sera refaite à chaque versement.") if done.correction_id else ""
    address = reverse("desk:mending_undoing", args=[submission.pk, done.pk])
    about = subject(done)
    lines = f"{about} : {lines}" if about else lines
    said = " ".join(filter(None, (lines, difference(before, total(submission)), always)))
    messages.success(request, format_html('{} <a href="{}">{}</a>', said, address, _("Défaire")))


def subject(done: Mending) -> str:
    """Return what a correction was about: « one text » → « the other », the value alone, or the title of its rule."""
    texts = [_("« {text} »").format(text=_short(text)) for text in (done.before, done.after) if text]
    if done.before:
        return " → ".join(texts)
    return str(REGISTRY[done.code].title) if done.code in REGISTRY else ""


def _short(text: str) -> str:
    seen = visible(text)
    return seen if len(seen) <= QUOTED else f"{seen[: QUOTED - 1]}…"


def later(request: HttpRequest) -> None:
    """Say that a correction is too large to be done at once, and goes on by itself."""
    messages.info(
        request,
        _(
            "La correction est lancée : elle se fait toute seule, le rapport dit où elle en est. Page à garder ou à fermer."
        ),
    )


def difference(before: int, after: int) -> str:
    """Return how many findings are gone and how many remain, in words."""
    remain = (
        ngettext("il en reste {n}", "il en reste {n}", after).format(n=grouped(after))
        if after
        else _("il n’en reste aucun")
    )
    if after < before:
        gone = ngettext("{n} constat de moins", "{n} constats de moins", before - after)
        return f"{gone.format(n=grouped(before - after))}, {remain}."
    if after > before:
        more = ngettext("{n} constat de plus", "{n} constats de plus", after - before)
        return f"{more.format(n=grouped(after - before))}, {remain}."
    return _("Autant de constats qu’avant : {n}.").format(n=grouped(after))
