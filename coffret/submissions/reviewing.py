"""Publication asked of the office, where it chose to read a museum first: a question, then an answer, both written down."""

from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from pyroaring import BitMap

from coffret.accounts import access
from coffret.base.errors import Refused
from coffret.submissions import sets
from coffret.submissions.answering import asked_lines, tell_the_museum, tell_the_office, waiting
from coffret.submissions.models import Review, Stage, Submission, Verdict
from coffret.submissions.publishing import not_ready

__all__ = ["ask", "asked_for", "asked_lines", "drop", "is_stale", "open_question", "questions", "send_back", "waiting"]

WORDS_LIMIT = 4000


def questions() -> QuerySet[Review]:
    """Return every question that waits, the oldest first."""
    return (
        Review.objects.filter(verdict=Verdict.WAITING)
        .select_related("submission", "asked_by")
        .order_by("asked_at", "pk")
    )


def is_stale(review: Review) -> bool:
    """Say whether the submission changed since the question was asked: the museum corrected lines of it."""
    return review.submission.edition != review.edition


def ask(submission: Submission, members: BitMap | None = None, *, words: str = "", by: Any) -> Review:
    """Ask the office to publish the lines at these positions (all that can be: None); its administrators are written to.

    Raises Refused when the submission is not at that point, when none of them can be published, or when a question
    waits already.
    """
    with transaction.atomic():
        held = Submission.objects.select_for_update().get(pk=submission.pk)
        if held.stage not in {Stage.CHECKED, Stage.PARTLY}:
            raise not_ready(held)
        wanted = sets.publishable(sets.of(held.pk))
        wanted = wanted if members is None else wanted & members
        if not wanted:
            raise Refused(_("Aucune notice de ce choix ne peut être publiée : en choisir d’autres."))
        if waiting(held):
            raise Refused(_("Une demande attend déjà la réponse du bureau : la retirer avant d’en faire une autre."))
        review = Review.objects.create(
            submission=held,
            members=sets.dump(wanted),
            count=len(wanted),
            edition=held.edition,
            asked_by=by,
            asked_at=timezone.now(),
            words=words.strip()[:WORDS_LIMIT],
        )
        tell_the_office(review)
    return review


def asked_for(submission: Submission, *, by: Any) -> bool:
    """Ask the office to publish a submission just made in a form, if ``by`` publishes for its museums; say whether.

    One that changes nothing, or that a contributor leaves to a manager, asks nothing.
    """
    if not access.can_publish(by, set(submission.museums)) or not submission.created + submission.updated:
        return False
    ask(submission, by=by)
    return True


def send_back(review: Review, words: str, *, by: Any) -> Review:
    """Send the question back with words, which are mailed to who asked. Raises Refused without words, or too late."""
    if not words.strip():
        raise Refused(_("Dire au musée ce qui est à revoir : sans un mot, il ne saurait que corriger."))
    return _answer(review, Verdict.SENT_BACK, words, by)


def drop(review: Review, *, by: Any) -> Review:
    """Take the question back: the museum wants to correct more. Raises Refused when it was answered before."""
    return _answer(review, Verdict.DROPPED, "", by)


def open_question(review: Review) -> None:
    """Raise Refused when the question was answered before."""
    if review.verdict != Verdict.WAITING:
        sentence = _("Cette demande a déjà sa réponse : « {verdict} ».")
        raise Refused(sentence.format(verdict=review.get_verdict_display()))


def _answer(review: Review, verdict: Verdict, words: str, by: Any) -> Review:
    with transaction.atomic():
        held = Review.objects.select_for_update(of=("self",)).select_related("submission", "asked_by").get(pk=review.pk)
        open_question(held)
        held.verdict, held.answer = verdict, words.strip()[:WORDS_LIMIT]
        held.answered_by, held.answered_at = by, timezone.now()
        held.save()
        if verdict == Verdict.SENT_BACK:
            tell_the_museum(held)
    return held
