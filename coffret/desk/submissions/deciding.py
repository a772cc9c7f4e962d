"""Publish, ask the office to, answer a museum, take back: each act has its address, each says what it did."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST
from pyroaring import BitMap

from coffret.accounts import access
from coffret.base.errors import Refused
from coffret.base.text import grouped
from coffret.catalogue.fields import BY_CODE
from coffret.desk.guards import members
from coffret.desk.submissions import selecting
from coffret.desk.submissions.panel import work_of
from coffret.desk.submissions.seeing import visible_submission
from coffret.submissions import actions, foreseeing, publication_jobs, reviewing, sets
from coffret.submissions.models import Review, Submission
from coffret.submissions.pasts import Back
from coffret.submissions.publishing import refuse_changed
from coffret.submissions.reverting import Undone

SHOWN = 30
# Conflicts one may settle one by one in a form; more are settled together.
SETTLED = 5000


def decided(request: HttpRequest, number: int) -> Submission:
    """Return the submission when the account may decide of it; raises Http404 or PermissionDenied."""
    submission = visible_submission(request, number)
    if not access.can_publish(request.user, submission.concerned):
        raise PermissionDenied
    return submission


def acting(request: HttpRequest, number: int, act: Callable[[], str]) -> HttpResponse:
    """Do something of a submission and lead back to its report, saying what was done or why it was not."""
    try:
        messages.success(request, act())
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect("desk:report", number=number)


def refuse_stale(request: HttpRequest, submission: Submission) -> None:
    """Raise Refused when the form was made from the submission as it was before; one that does not say is taken as is."""
    edition = request.POST.get("edition", "")
    if edition.isascii() and edition.isdecimal() and len(edition) < 10:
        refuse_changed(submission, int(edition))
    if publication_jobs.busy(submission):
        raise Refused(_("Un travail est déjà en cours sur ce versement : attendre qu’il se termine."))


@require_POST
@members
def publication(request: HttpRequest, number: int) -> HttpResponse:
    """Publish lines of the submission: all, those ticked, all but those; or ask the office to, where it reads first."""
    submission = decided(request, number)

    def act() -> str:
        refuse_stale(request, submission)
        wanted = selecting.chosen(request.POST, submission)
        if not access.publishes_at_once(request.user, submission.concerned):
            return _asked(reviewing.ask(submission, wanted, words=request.POST.get("mots", ""), by=request.user))
        return _publish(submission, wanted, request.user)

    return acting(request, number, act)


def _publish(submission: Submission, wanted: BitMap | None, by: Any) -> str:
    """Publish at once, or have it done by the worker when it is long; returns what to say."""
    ready = sets.publishable(sets.of(submission.pk))
    members = ready if wanted is None else ready & wanted
    if wanted is not None and not members:
        raise Refused(_("Aucune ligne de ce choix ne peut être publiée : elles le sont déjà, ou ne changent rien."))
    if len(members) > publication_jobs.SMALL:
        publication_jobs.ask_publication(submission, members, edition=submission.edition, by=by)
        return _("La publication commence. Vous pouvez fermer cette page : rien ne s’arrête.")
    before = submission.decisions.count()
    done = actions.publish(submission, wanted, by=by, edition=submission.edition)
    decision = done.decisions.order_by("-pk").first() if done.decisions.count() > before else None
    count = decision.count if decision else 0
    if not count:
        return _("Rien de nouveau à publier.")
    said = ngettext("%(n)s notice publiée.", "%(n)s notices publiées.", count)
    return said % {"n": grouped(count)}


def _asked(review: Review) -> str:
    said = ngettext(
        "La publication de %(n)s notice est demandée au bureau.",
        "La publication de %(n)s notices est demandée au bureau.",
        review.count,
    )
    return said % {"n": grouped(review.count)}


def asked(request: HttpRequest, number: int) -> tuple[Submission, Review]:
    """Return the submission and the last question asked of it; raises Http404 when there is none."""
    submission = visible_submission(request, number)
    row = submission.reviews.select_related("submission", "asked_by").order_by("-pk").first()
    return submission, row or get_object_or_404(Review, pk=0)


@require_POST
@members
def review_publication(request: HttpRequest, number: int) -> HttpResponse:
    """Publish what the museum asked for, as the office read it."""
    if not access.can_review(request.user):
        raise PermissionDenied
    submission, review = asked(request, number)

    def act() -> str:
        refuse_stale(request, submission)
        reviewing.open_question(review)
        return _publish(submission, sets.load(review.members), request.user)

    return acting(request, number, act)


@require_POST
@members
def review_sending_back(request: HttpRequest, number: int) -> HttpResponse:
    """Send the question back to the museum, with words."""
    if not access.can_review(request.user):
        raise PermissionDenied
    _submission, review = asked(request, number)

    def act() -> str:
        reviewing.send_back(review, request.POST.get("mots", ""), by=request.user)
        return _("La demande est renvoyée au musée, avec vos mots.")

    return acting(request, number, act)


@require_POST
@members
def review_dropping(request: HttpRequest, number: int) -> HttpResponse:
    """Take the question back."""
    decided(request, number)
    _submission, review = asked(request, number)

    def act() -> str:
        reviewing.drop(review, by=request.user)
        return _("La demande est retirée. Vous pourrez en faire une autre.")

    return acting(request, number, act)


@require_http_methods(["GET", "POST"])
@members
def annulation(request: HttpRequest, number: int) -> HttpResponse:
    """Say what taking back the submission, or lines of it, will change; then do it."""
    submission = decided(request, number)
    try:
        wanted = selecting.chosen(request.POST, submission)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("desk:report", number=number)
    if request.method == "POST" and "confirme" in request.POST:
        return acting(request, number, lambda: _take_back(request, submission, wanted))
    return _foreseen(request, submission, wanted)


def _foreseen(request: HttpRequest, submission: Submission, wanted: BitMap | None) -> HttpResponse:
    """Show what will change, a page of records at a time, those in conflict first."""
    foresight = foreseeing.foresee(submission, wanted)
    if not foresight.wanted:
        messages.error(request, _("Rien de ce choix n’est publié : il n’y a rien à annuler."))
        return redirect("desk:report", number=submission.pk)
    order = [*foresight.conflicting, *(foresight.wanted - foresight.conflicting)]
    page = Paginator(order, SHOWN).get_page(request.POST.get("page", "")[:9])
    rows = {row.position: row for row in foreseeing.rows(submission, BitMap(page.object_list))}
    ticked = _settled(request)
    context = {
        "rail": "submissions",
        "submission": submission,
        "foresight": foresight,
        "page": page,
        "rows": [rows[position] for position in page.object_list if position in rows],
        "fields": BY_CODE,
        "lignes": "" if wanted is None else selecting.written(foresight.wanted),
        "whole": wanted is None,
        "settled": ticked,
        "others": _elsewhere(ticked, set(page.object_list)),
        "way": request.POST.get("conflits", "garder"),
    }
    return render(request, "desk/submissions/foreseen.html", context)


def _settled(request: HttpRequest) -> set[str]:
    """Return the conflicts to settle in favour of what was there before, « position:field » each."""
    return set(request.POST.getlist("revenir")[:SETTLED])


def _elsewhere(ticked: set[str], shown: set[int]) -> list[str]:
    """Return those settled on other pages, which this one carries along."""
    return sorted(
        one for one in ticked if not one.partition(":")[0].isdecimal() or int(one.partition(":")[0]) not in shown
    )


def _take_back(request: HttpRequest, submission: Submission, wanted: BitMap | None) -> str:
    refuse_stale(request, submission)
    back = _back(request)
    count = len(foreseeing.wanted_of(submission, wanted))
    if count > publication_jobs.SMALL:
        publication_jobs.ask_reversal(submission, wanted, back=back, edition=submission.edition, by=request.user)
        return _("L’annulation commence. Vous pouvez fermer cette page : rien ne s’arrête.")
    undone = actions.revert(submission, wanted, force=back, by=request.user, edition=submission.edition)
    return _taken_back(undone, whole=wanted is None)


def _back(request: HttpRequest) -> Back:
    """Return how conflicts are settled: all one way, or those ticked."""
    way = request.POST.get("conflits", "garder")
    if way == "revenir":
        return True
    if way != "choisir":
        return False
    pairs = (one.partition(":") for one in _settled(request))
    return {(int(position), field) for position, _colon, field in pairs if position.isascii() and position.isdecimal()}


def _taken_back(undone: Undone, *, whole: bool) -> str:
    said = [_("Versement annulé.") if whole else _("Publication annulée.")]
    restored, withdrawn = undone.restored, undone.withdrawn
    if restored:
        words = ngettext(
            "%(n)s notice revenue à ce qu’elle était.", "%(n)s notices revenues à ce qu’elles étaient.", restored
        )
        said.append(words % {"n": grouped(restored)})
    if withdrawn:
        words = ngettext("%(n)s notice retirée du site.", "%(n)s notices retirées du site.", withdrawn)
        said.append(words % {"n": grouped(withdrawn)})
    if kept := len(undone.conflicts):
        words = ngettext("%(n)s changement plus récent est gardé.", "%(n)s changements plus récents sont gardés.", kept)
        said.append(words % {"n": grouped(kept)})
    return " ".join(said)


@require_GET
@members
def progress(request: HttpRequest, number: int) -> HttpResponse:
    """Answer how far the worker is with this submission, as the piece of page that shows it."""
    submission = visible_submission(request, number)
    return render(
        request, "desk/submissions/deciding_progress.html", {"submission": submission, "work": work_of(submission)}
    )
