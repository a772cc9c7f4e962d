"""What happens to entries: written, handed to proof, approved, decided for later, put online, taken off.

Each act is one transaction and leaves a step in the entry's journal; saves are told by the revisions themselves. An act
takes ``base``, the number of the revision its author had before their eyes: when somebody saved since, it is refused.
This module is the room's door: writing.py, publishing.py and scheduling.py hold the acts it names.
"""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from coffret.accounts import access
from coffret.accounts.models import User
from coffret.base.errors import Refused
from coffret.editorial.entries import letters
from coffret.editorial.entries.journal import Overtaken, follow, lock, note
from coffret.editorial.entries.publishing import NotReady, publish, withdraw
from coffret.editorial.entries.scheduling import publish_due, schedule, unschedule
from coffret.editorial.entries.writing import autosave, create, delete, forget_autosave, restore, save
from coffret.editorial.identity import two_people
from coffret.editorial.models import Act, Entry, Stage, Waiver

__all__ = [
    "NotReady",
    "Overtaken",
    "approve",
    "autosave",
    "confirm",
    "create",
    "delete",
    "forget_autosave",
    "publish",
    "publish_due",
    "restore",
    "save",
    "schedule",
    "send_back",
    "submit",
    "unschedule",
    "withdraw",
    "written_by",
]


@transaction.atomic
def submit(entry: Entry, by: User | None, words: str = "", *, base: int | None = None) -> None:
    """Hand a draft to proof; raises Refused when it is not one."""
    held = lock(entry, base)
    letters.refuse_sent(held)
    _require(held, {Stage.DRAFT}, _("Seul un brouillon s’envoie en relecture."))
    _stage(entry, held, Stage.PROOF, Act.SUBMITTED, by, words)


@transaction.atomic
def send_back(entry: Entry, by: User | None, words: str, *, base: int | None = None) -> None:
    """Send what was in proof, or approved, back to its author with a word; raises Refused without one."""
    held = lock(entry, base)
    _require(held, {Stage.PROOF, Stage.APPROVED}, _("Ce texte n’est pas en relecture."))
    if not words.strip():
        raise Refused(_("Le mot manque : dire ce qu’il faut reprendre."))
    _stage(entry, held, Stage.DRAFT, Act.RETURNED, by, words)


@transaction.atomic
def approve(entry: Entry, by: User, words: str = "", *, base: int | None = None) -> None:
    """Approve what is in proof; where two people are asked, raises Refused for one who wrote some of it."""
    held = lock(entry, base)
    _require(held, {Stage.PROOF}, _("Ce texte n’est pas en relecture : l’y envoyer d’abord."))
    if two_people(held.kind) and not access.can_approve(by, written_by(held)):
        raise Refused(_("Une autre personne que ses auteurs doit approuver ce texte."))
    _stage(entry, held, Stage.APPROVED, Act.APPROVED, by, words)


@transaction.atomic
def confirm(entry: Entry, code: str, field: str, quote: str, reason: str, by: User) -> Waiver:
    """Keep that a person lets an alerte of the preflight stand for this quote; raises Refused without a reason."""
    said = reason.strip()
    if not said:
        raise Refused(_("La raison manque : dire pourquoi « {quote} » est juste.").format(quote=quote[:80]))
    kept, _made = Waiver.objects.update_or_create(
        entry_id=entry.pk,
        code=code[:10],
        field=field[:100],
        quote=quote[:500],
        defaults={"reason": said[:500], "by": by, "at": timezone.now()},
    )
    return kept


def written_by(entry: Entry) -> set[int]:
    """Return the ids of those who saved something since the last publication (or ever, before the first)."""
    since = entry.published.number if entry.published else 0
    rows = entry.revisions.filter(number__gt=since, by__isnull=False).order_by()
    return set(rows.values_list("by_id", flat=True))


def _require(entry: Entry, stages: set[Stage], sentence: str) -> None:
    if entry.stage not in stages:
        raise Refused(sentence)


def _stage(entry: Entry, held: Entry, stage: Stage, act: Act, by: User | None, words: str) -> None:
    held.stage = stage
    Entry.objects.filter(pk=held.pk).update(stage=stage)
    note(held, act, by, timezone.now(), words)
    follow(entry, held)
