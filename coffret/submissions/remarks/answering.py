"""What a museum makes of a remark: accepted as a submission of one line, answered, declined with a reason, set aside."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from coffret.accounts import access
from coffret.accounts.models import User
from coffret.base.errors import Refused
from coffret.base.rules import Finding, Severity
from coffret.catalogue.models import Record, Status
from coffret.submissions import actions, forming, reviewing
from coffret.submissions.models import Origin, Remark, RemarkState, Stage, Submission
from coffret.submissions.payload import unpack
from coffret.submissions.remarks import mails

# Characters: « non » is no reason, and nobody reads ten pages.
SHORTEST_REASON, ANSWER_LIMIT = 5, 4_000
# What a submission of one line may take, at the very most.
UNDER_WAY = timedelta(minutes=15)


class Stale(Refused):
    """The notice says something else than what the answer was made from: ``now`` is its text of today."""

    def __init__(self, sentence: str, now: str) -> None:
        super().__init__(sentence)
        self.now = now


def accept(remark: Remark, text: str, *, by: User, shown: str, answer: str = "") -> Submission:
    """Correct the field of the remark to ``text``, as a submission of one line; return it.

    It is published at once where ``by`` may do so; where the office reads first, it is asked to publish it; else it waits
    as any other. ``shown`` is the text of the field on the
    page decided from. Raises Stale when the notice says something else since, Refused when it cannot be done.
    """
    record = Record.objects.get(pk=remark.record_id)
    _refuse_unfit(remark, record, text, shown)
    _take(remark, RemarkState.ACCEPTED, answer, by)
    at_once = access.publishes_at_once(by, {record.museum_id})
    try:
        submission = forming.submit(
            {remark.field: text},
            museum=record.museum_id,
            by=by,
            origin=Origin.REMARK,
            ref=record.ref,
            publication=at_once,
            version=record.version,
        )
        _refuse_rejected(submission)
        if not at_once:
            reviewing.asked_for(submission, by=by)
    except BaseException:
        # Not decided after all: it waits as before.
        _give_back(remark)
        raise
    _conclude(remark, submission)
    return submission


@transaction.atomic
def answer(remark: Remark, words: str, *, by: User) -> None:
    """Answer the reader without changing the notice; raises Refused for an empty answer or a remark already settled."""
    _refuse_short(words, _("La réponse"))
    _take(remark, RemarkState.ANSWERED, words, by)
    mails.tell_reader(remark)


@transaction.atomic
def decline(remark: Remark, reason: str, *, by: User) -> None:
    """Leave the notice as it is, and say why; raises Refused without a reason or for a remark already settled."""
    _refuse_short(reason, _("Le motif"))
    _take(remark, RemarkState.DECLINED, reason, by)
    mails.tell_reader(remark)


@transaction.atomic
def set_aside(remark: Remark, *, by: User) -> None:
    """Set aside what is no remark (advertisement, insult): nobody is answered, the address is forgotten at once."""
    _take(remark, RemarkState.SPAM, "", by)
    Remark.objects.filter(pk=remark.pk).update(email="")
    remark.email = ""


def resume() -> int:
    """Settle the remarks whose acceptance a kill cut short; return how many.

    Its correction is there: only the link and the reader's answer were missing. It is not: the remark waits again.
    """
    lost = Remark.objects.filter(
        state=RemarkState.ACCEPTED, submission=None, answered_at__lt=timezone.now() - UNDER_WAY
    )
    for remark in (found := list(lost.order_by("pk"))):
        if submission := _made_for(remark):
            _conclude(remark, submission)
        else:
            _give_back(remark)
    return len(found)


def _made_for(remark: Remark) -> Submission | None:
    """Return the submission that an acceptance cut short made of the remark."""
    began = remark.answered_at
    if began is None:
        return None
    made = Submission.objects.filter(
        origin=Origin.REMARK,
        stage__in=[Stage.CHECKED, Stage.PUBLISHED],
        rejected=0,
        remarks=None,
        submitted_by=remark.answered_by_id,
        received_at__range=(began, began + UNDER_WAY),
        lines__record=remark.record_id,
    )
    for submission in made.order_by("pk"):
        if remark.field in unpack(bytes(submission.lines.get().payload)).values:
            return submission
    return None


def _conclude(remark: Remark, submission: Submission) -> None:
    """Link the remark to its submission, and answer the reader."""
    with transaction.atomic():
        remark.submission = submission
        remark.save(update_fields=["submission"])
        mails.tell_reader(remark)


def _take(remark: Remark, state: RemarkState, words: str, by: User) -> None:
    """Settle a remark that waits: of two people who answer at once, one does."""
    now = timezone.now()
    waiting = Remark.objects.filter(pk=remark.pk, state=RemarkState.WAITING)
    taken = waiting.update(state=state, answer=words.strip()[:ANSWER_LIMIT], answered_by=by, answered_at=now)
    remark.refresh_from_db()
    if not taken:
        sentence = _("Ce signalement a déjà reçu une suite : {state}.")
        raise Refused(sentence.format(state=remark.get_state_display()), value=remark.state)


def _give_back(remark: Remark) -> None:
    Remark.objects.filter(pk=remark.pk).update(
        state=RemarkState.WAITING, answer="", answered_by=None, answered_at=None, submission=None
    )
    remark.refresh_from_db()


def _refuse_unfit(remark: Remark, record: Record, text: str, shown: str) -> None:
    if not remark.field:
        raise Refused(_("Ce signalement porte sur toute la notice : la modifier, puis répondre au lecteur."))
    if record.status != Status.PUBLISHED:
        raise Refused(_("La notice {ref} est retirée : la remettre en ligne d’abord.").format(ref=record.ref))
    now = record.values.get(remark.field, "")
    # A browser sends line breaks as CR LF.
    if _plain(now) != _plain(shown):
        raise Stale(_("La notice a changé depuis que la page est ouverte. Votre texte est gardé ci-dessous."), now)
    if not _plain(text):
        raise Refused(_("Le texte est vide : pour effacer un champ, modifier la notice."))
    if _plain(now) == _plain(text):
        raise Refused(_("Ce texte est celui de la notice : il n’y a rien à changer."))


def _plain(text: str) -> str:
    return text.replace("\r\n", "\n").strip()


def _refuse_rejected(submission: Submission) -> None:
    """Nothing of the notice changes when its one line is refused: say why, in the words of the rule."""
    if not submission.rejected:
        return
    group = submission.finding_groups.filter(severity=Severity.ERREUR).order_by("pk").first()
    actions.forget(submission)
    if group is None:
        raise Refused(_("Ce texte est refusé par les contrôles."))
    finding = Finding(group.code, group.field, group.value, None, group.facts)
    raise Refused(f"{finding.message()} {finding.remedy()}", code=group.code, value=group.value)


def _refuse_short(words: str, what: str) -> None:
    if len(words.strip()) < SHORTEST_REASON:
        raise Refused(_("{what} manque : l’écrire en quelques mots, le lecteur les reçoit.").format(what=what))
    if len(words) > ANSWER_LIMIT:
        raise Refused(_("{what} dépasse {limit} signes : l’abréger.").format(what=what, limit=ANSWER_LIMIT))
