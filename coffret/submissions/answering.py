"""The answer to a publication asked of the office: given by the publication itself, and written to who waits for it."""

from typing import Any

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from pyroaring import BitMap

from coffret.accounts.models import Office, User
from coffret.base import letters, outbox
from coffret.base.text import grouped
from coffret.submissions import sets
from coffret.submissions.models import Review, Submission, Verdict


def waiting(submission: Submission) -> Review | None:
    """Return the question that waits for an answer, if there is one."""
    return submission.reviews.filter(verdict=Verdict.WAITING).select_related("asked_by").order_by("pk").first()


def asked_lines(review: Review) -> BitMap:
    """Return the lines asked for that can still be published."""
    return sets.load(review.members) & sets.publishable(sets.of(review.submission_id))


def answer_by_publication(submission: Submission, by: Any) -> None:
    """Answer the question that waits when nothing of it is left to publish; the publication's transaction."""
    review = waiting(submission)
    if review is None or asked_lines(review):
        return
    review.verdict, review.answered_by, review.answered_at = Verdict.PUBLISHED, by, timezone.now()
    review.save()
    tell_the_museum(review)


def drop_by_reversal(submission: Submission, by: Any) -> None:
    """Take back the question that waits: nothing of a submission taken back is published any more; its transaction."""
    review = waiting(submission)
    if review is not None:
        review.verdict, review.answered_by, review.answered_at = Verdict.DROPPED, by, timezone.now()
        review.save()


def tell_the_office(review: Review) -> None:
    """Write to the administrators of the office that a museum asks; the caller's transaction."""
    submission = review.submission
    title = _("Versement {number} : une relecture est demandée").format(number=submission.pk)
    count = ngettext("%(n)s notice", "%(n)s notices", review.count) % {"n": grouped(review.count)}
    said = [
        _("{who} demande la publication de {count} du fichier « {file} ».").format(
            who=review.asked_by or _("Un musée"), count=count, file=submission.file_name
        )
    ]
    said += [_("Ses mots : « {words} »").format(words=review.words)] if review.words else []
    for user in User.objects.filter(office=Office.ADMINISTRATOR, is_active=True).order_by("pk"):
        _mail(f"review:{review.pk}:asked:{user.pk}", user, title, said, submission, _("Lire le versement"))


def tell_the_museum(review: Review) -> None:
    """Write the office's answer to who asked, unless they gave it themselves; the caller's transaction."""
    if review.asked_by is None or not review.asked_by.is_active or review.asked_by == review.answered_by:
        return
    submission = review.submission
    if review.verdict == Verdict.PUBLISHED:
        title = _("Versement {number} : publié").format(number=submission.pk)
        said = [_("Le bureau a publié les notices du fichier « {file} ».").format(file=submission.file_name)]
    else:
        title = _("Versement {number} : renvoyé par le bureau").format(number=submission.pk)
        said = [_("Le bureau n’a pas encore publié « {file} ».").format(file=submission.file_name), review.answer]
    _mail(f"review:{review.pk}:answered", review.asked_by, title, said, submission, _("Voir le versement"))


def _mail(key: str, to: User, title: str, said: list[str], submission: Submission, label: str) -> None:
    address = settings.BASE_URL + submission.get_absolute_url()
    footer = _("Vous recevez ce courriel parce que vous travaillez à ce catalogue.")
    text, html = letters.compose(title, said, button=(label, address), footer=footer)
    outbox.queue(key, to.email, title, text, html=html)
