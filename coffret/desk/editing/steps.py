"""What may be done next with an entry, by whom: the buttons of its form."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from coffret.accounts import access
from coffret.editorial import identity, moments
from coffret.editorial.entries import actions, versions
from coffret.editorial.models import Act, Autosave, Entry, KindName, Revision, Stage, Step

# Somebody who typed this lately is there still.
PRESENT = timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class Steps:
    """Which acts are offered; ``asks_other``: why some are not, or « »."""

    submit: bool
    approve: bool
    send_back: bool
    publish: bool
    withdraw: bool
    delete: bool
    asks_other: str = ""
    # A letter goes online by being sent, from its own page; sent, it only comes back to the site as it was.
    send: bool = False
    sent: bool = False


def steps(entry: Entry, user: Any) -> Steps:
    """Return the acts offered to ``user``; the rooms hold each of them again."""
    two = identity.two_people(entry.kind)
    may = access.can_publish_site(user)
    in_proof, approved = entry.stage == Stage.PROOF, entry.stage == Stage.APPROVED
    can_approve = in_proof and (not two or access.can_approve(user, actions.written_by(entry)))
    letter = entry.kind == KindName.LETTER
    sent = letter and entry.first_published_at is not None
    due = sent and not entry.live if letter else (approved or not two)
    return Steps(
        submit=entry.stage == Stage.DRAFT and not sent,
        approve=can_approve,
        send_back=in_proof or approved,
        publish=may and due and not (entry.live and entry.stage == Stage.PUBLISHED),
        withdraw=may and entry.live,
        delete=entry.first_published_at is None,
        asks_other="" if sent else _why(entry, two, can_approve),
        send=letter and not sent,
        sent=sent,
    )


def _why(entry: Entry, two: bool, can_approve: bool) -> str:
    if not two or entry.stage in {Stage.APPROVED, Stage.PUBLISHED}:
        return ""
    if entry.stage == Stage.DRAFT:
        return _("Ici, deux personnes : l’une écrit et envoie en relecture, une autre approuve.")
    return "" if can_approve else _("Vous avez écrit de ce texte : une autre personne doit l’approuver.")


def changes(entry: Entry) -> int:
    """Return how many fields differ between what is online and what is being written."""
    if not entry.live or entry.working is None:
        return 0
    return len(versions.compare(entry.kind, entry.content, entry.working.content))


def returned(entry: Entry) -> Step | None:
    """Return the step that sent a draft back to its author, when it is the last thing decided of it."""
    if entry.stage != Stage.DRAFT:
        return None
    last = entry.steps.select_related("by").order_by("-pk").first()
    return last if last and last.act == Act.RETURNED else None


def others(entry: Entry, user: Any, now: datetime | None = None) -> str:
    """Return who else has been typing in this entry lately, as a sentence; « » when nobody has."""
    at = now or timezone.now()
    rows = Autosave.objects.filter(entry=entry, at__gte=at - PRESENT).exclude(by=user).select_related("by")
    said = [_("{who} à {hour}").format(who=row.by, hour=moments.hour(row.at)) for row in rows.order_by("-at", "pk")]
    return _("Écrit aussi en ce moment : {names}.").format(names=", ".join(said)) if said else ""


def overtaken(latest: Revision | None, base: int) -> str:
    """Return who saved since revision ``base``, as a sentence; « » when nobody did."""
    if latest is None or latest.number == base:
        return ""
    said = _(
        "{who} a enregistré la version {n} depuis. À l’enregistrement, les deux textes seront montrés côte à côte."
    )
    return said.format(who=latest.by or _("Quelqu’un"), n=latest.number)
