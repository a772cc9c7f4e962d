"""What remains to do before an issue leaves: four steps, each done or to do, and whom it will reach."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from coffret.accounts import access
from coffret.accounts.models import User
from coffret.base.rules import Severity
from coffret.base.text import grouped, listed
from coffret.desk.editing.checking_panel import Item, Panel, verdict_of_letter
from coffret.editorial.entries import actions
from coffret.editorial.models import Issue, Stage
from coffret.newsletters.models import Sending
from coffret.newsletters.proofing.rules.leaving import LEAVING
from coffret.newsletters.readers import figures
from coffret.newsletters.sending import proofs


@dataclass(frozen=True, slots=True)
class Step:
    """A step: its number, whether it is done, what it says."""

    number: int
    done: bool
    words: str = ""


@dataclass(frozen=True, slots=True)
class Steps:
    """The four steps, and which acts are offered; the rooms hold each of them again."""

    check: Step
    proofs: Step
    approval: Step
    leaving: Step
    may_submit: bool
    may_approve: bool
    may_send_back: bool
    # Checked, a proof sent or somebody's word that it does without, approved: it may leave.
    ready: bool


@dataclass(frozen=True, slots=True)
class Audience:
    """Who will receive an issue: how many, in words, against the last issue, and who will not."""

    count: int
    words: str
    difference: str = ""
    skipped: str = ""


def steps(issue: Issue, user: User, panel: Panel, audience: Audience) -> Steps:
    """Return the steps of an issue that has not left, as ``user`` sees them."""
    approved, in_proof = issue.stage == Stage.APPROVED, issue.stage == Stage.PROOF
    may_approve = in_proof and access.can_approve(user, actions.written_by(issue))
    return Steps(
        Step(1, not (errors(panel) or doubts(panel)), _check(panel)),
        Step(2, proofs.since_last_change(issue), _proofs(issue)),
        Step(3, approved, _approval(issue, may_approve)),
        Step(4, False, _leaving(panel, approved, audience)),
        may_submit=issue.stage == Stage.DRAFT,
        may_approve=may_approve,
        may_send_back=in_proof or approved,
        ready=panel.ready and approved and audience.count > 0,
    )


def _check(panel: Panel) -> str:
    """Return what the preflight says, in a sentence of sending."""
    return verdict_of_letter(len(errors(panel)), len(doubts(panel)))


def _proofs(issue: Issue) -> str:
    copies = issue.proof_copies.count()
    if not copies:
        return _("Aucune épreuve n’est encore partie.")
    if proofs.since_last_change(issue):
        return _("Une épreuve de la dernière version est partie.")
    return _("Le texte a changé depuis la dernière épreuve.")


def _approval(issue: Issue, may_approve: bool) -> str:
    if issue.stage == Stage.APPROVED:
        return _("Approuvé.")
    if issue.stage == Stage.DRAFT:
        return _("L’une écrit et demande l’approbation, une autre relit et approuve.")
    if may_approve:
        return _("Ce numéro attend votre relecture.")
    return _("Vous avez écrit de ce numéro : une autre personne du bureau doit l’approuver.")


def _leaving(panel: Panel, approved: bool, audience: Audience) -> str:
    missing = [
        *([_("le contrôle")] if errors(panel) or doubts(panel) else []),
        *([_("une épreuve")] if proofless(panel) else []),
        *([] if approved else [_("l’approbation d’une autre personne")]),
        *([] if audience.count else [_("des abonnés")]),
    ]
    return _("Il manque {things}.").format(things=listed(missing, _("et"))) if missing else ""


def audience(issue: Issue, now: datetime) -> Audience:
    """Return who will receive an issue if it leaves now."""
    counted = next((one for one in figures.by_newsletter(now) if one.newsletter.pk == issue.newsletter_id), None)
    if counted is None:
        return Audience(0, _("Ce numéro n’est d’aucune lettre : en choisir une dans la fiche."))
    words = ngettext("{count} abonné à « {name} »", "{count} abonnés à « {name} »", counted.active)
    skipped = [
        *_counted(counted.pending, _("à confirmer")),
        *_counted(counted.paused, _("en pause")),
        *_counted(counted.suspended, _("dont les courriels reviennent, ou exclus")),
    ]
    return Audience(
        counted.active,
        words.format(count=grouped(counted.active), name=counted.newsletter.name),
        _difference(issue, counted.active),
        _("Ne le recevront pas : {who}.").format(who=listed(skipped, _("et"))) if skipped else "",
    )


def _counted(number: int, words: str) -> Iterable[str]:
    return [f"{grouped(number)} {words}"] if number else []


def _difference(issue: Issue, count: int) -> str:
    last = Sending.objects.filter(issue__newsletter=issue.newsletter_id).exclude(issue=issue).order_by("-frozen_at")
    before = last.values_list("total", flat=True).first()
    if before is None:
        return _("C’est le premier numéro qui part.")
    if count == before:
        return _("Autant que pour le dernier numéro.")
    said = (
        _("{count} de plus que pour le dernier numéro.")
        if count > before
        else _("{count} de moins que pour le dernier numéro.")
    )
    return said.format(count=grouped(abs(count - before)))


def doubts(panel: Panel) -> list[Item]:
    """Return the alertes somebody has to put right or confirm, but for the one about proofs."""
    return [item for item in _items(panel) if item.doubtful and not _is_proofless(item)]


def proofless(panel: Panel) -> Item | None:
    """Return the alerte that says no proof was sent, while nobody let it be; None when there is none."""
    return next((item for item in _items(panel) if item.doubtful and _is_proofless(item)), None)


def _is_proofless(item: Item) -> bool:
    return item.finding.facts.get("reason") == LEAVING["proof"]


def errors(panel: Panel) -> list[Item]:
    """Return the errors that hold the sending."""
    return [item for item in _items(panel) if item.finding.severity is Severity.ERREUR]


def _items(panel: Panel) -> list[Item]:
    return [item for section in panel.sections for group in section.groups for item in group.items]
