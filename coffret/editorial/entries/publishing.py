"""Putting entries online and taking them off: one transaction each, a kill in the middle leaves everything as it was."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.html import escape
from django.utils.translation import gettext as _
from django.utils.translation import override

from coffret.accounts.models import User
from coffret.base.errors import Refused
from coffret.base.rules import Finding
from coffret.base.text import typeset
from coffret.editorial.entries import addresses, letters, references
from coffret.editorial.entries.applying import apply, event_changed
from coffret.editorial.entries.content import clean, slug
from coffret.editorial.entries.journal import add_revision, follow, lock, note
from coffret.editorial.entries.writing import create
from coffret.editorial.identity import two_people
from coffret.editorial.models import Act, Entry, Issue, KindName, Resource, Stage, Update
from coffret.editorial.proofing import preflight

SHOWN = 5


class NotReady(Refused):
    """The preflight holds a publication; ``findings`` are those that do."""

    def __init__(self, sentence: str, findings: list[Finding]) -> None:
        super().__init__(sentence)
        self.findings = findings


@transaction.atomic
def publish(entry: Entry, by: User | None, now: datetime | None = None, *, base: int | None = None) -> Entry:
    """Put the latest revision of an entry online; return its typed row.

    Raises Refused when two people are asked and nobody else approved, or the address is taken; NotReady while the
    preflight finds errors, or alertes that nobody confirmed. A letter goes online by being sent: published, it is
    refused, but for one sent and withdrawn, which comes back as it was.
    """
    at = now or timezone.now()
    held = lock(entry, base)
    if letters.is_letter(held):
        return _put_back(entry, held, by, at)
    refuse_unready(held, at)
    if held.end_at and held.end_at <= at:
        held.end_at = None
    row = put_online(held, by, at)
    follow(entry, row)
    return row


def refuse_unready(entry: Entry, at: datetime) -> None:
    """Refuse an entry that may not go online at ``at``."""
    if entry.working is None:
        raise Refused(_("Rien n’a été écrit."))
    if entry.live and entry.stage == Stage.PUBLISHED:
        raise Refused(_("Rien n’a changé depuis la publication."))
    if two_people(entry.kind) and entry.stage != Stage.APPROVED:
        raise Refused(_("Une autre personne doit d’abord approuver ce texte."))
    content = working_content(entry)
    if letters.is_letter(entry):
        letters.refuse_sent(entry)
        letters.refuse_unsendable(entry, content)
    findings = preflight.check(entry.kind, content, entry=entry, now=at)
    if errors := list(preflight.blocking(findings)):
        raise NotReady(_told(_("À corriger avant de publier :"), errors), errors)
    if doubts := list(preflight.unconfirmed(entry, findings)):
        raise NotReady(_told(_("À corriger ou à confirmer avant de publier :"), doubts), doubts)


def _told(beginning: str, findings: Iterable[Finding]) -> str:
    said = list(dict.fromkeys(finding.message() for finding in findings))
    more = len(said) - SHOWN
    return " ".join([beginning, *said[:SHOWN], *([_("… et {count} de plus.").format(count=more)] if more > 0 else [])])


def put_online(entry: Entry, by: User | None, at: datetime) -> Entry:
    """Put a locked entry's latest revision online, whatever the preflight says of it; return its typed row.

    Within the caller's transaction. What changed is told once: the text that stays asks to tell nothing more.
    """
    before, content = entry.content, working_content(entry)
    update = content.get("update") or {"words": ""}
    if update["words"]:
        content = {**content, "update": {"words": "", "announce": False}}
    if entry.working is None or content != entry.working.content:
        add_revision(entry, content, by, at)
    if addresses.assign(entry, content, at):
        note(entry, Act.MOVED, by, at, entry.path or "")
    _date(entry, before, content, bool(update["words"]), at)
    entry.live, entry.stage, entry.held, entry.publish_at = True, Stage.PUBLISHED, "", None
    entry.published = entry.working
    row = apply(entry, content)
    for live in (True, False):
        references.rewrite(entry, live, content)
    note(entry, Act.SENT if letters.is_letter(entry) else Act.PUBLISHED, by, at)
    if update["words"]:
        _tell(row, update, by, at)
    return row


def put_sent(entry: Entry, by: User | None, at: datetime, frozen: dict[str, Any]) -> Issue:
    """Put a locked issue online as it leaves, ``frozen`` being all it says (Composed.kept()); return its row.

    Within the caller's transaction, which has asked refuse_unready and writes what is to be sent.
    """
    Issue.objects.filter(pk=entry.pk).update(frozen=frozen, sent_at=at)
    put_online(entry, by, at)
    return Issue.objects.get(pk=entry.pk)


def _put_back(entry: Entry, held: Entry, by: User | None, at: datetime) -> Entry:
    """Put a letter that was sent, then withdrawn, online again as it was; raises Refused for any other."""
    if held.live or not letters.is_sent(held):
        raise Refused(_("Une lettre ne se publie pas : elle paraît en ligne en partant."))
    held.live, held.stage, held.published_at = True, Stage.PUBLISHED, at
    row = apply(held, held.content)
    references.rewrite(held, True, held.content)
    note(held, Act.PUBLISHED, by, at)
    follow(entry, row)
    return row


def working_content(entry: Entry) -> dict[str, Any]:
    """Return what is being written, in today's normal form: fields may have come since it was saved."""
    return clean(entry.kind, entry.working.content if entry.working else None)


def _date(entry: Entry, before: dict[str, Any], after: dict[str, Any], told: bool, at: datetime) -> None:
    """Set the dates of a publication: readers are told of what changed, not of each correction."""
    first = entry.first_published_at is None
    moved = entry.kind == KindName.EVENT and event_changed(before, after)
    entry.first_published_at = entry.first_published_at or at
    entry.published_at = at
    if first or told or moved:
        entry.changed_at = at


# What changed ---------------------------------------------------------------------------------------------------------


def _tell(row: Entry, update: dict[str, Any], by: User | None, at: datetime) -> None:
    """Keep « mise à jour le … : … », and the piece of news that says so when it is asked."""
    news = _announce(row, update["words"], by, at) if update["announce"] else None
    Update.objects.create(entry_id=row.pk, at=at, words=update["words"][:1000], news=news)


def _announce(row: Entry, words: str, by: User | None, at: datetime) -> Entry:
    """Publish the piece of news of an update: its words were checked and approved with the page they speak of.

    The first line stands at its head, the others below: nothing is read twice.
    """
    with override("fr"):
        title = typeset(_("Mise à jour de « {title} »").format(title=row.title))
        read = typeset(_("Lire « {title} »").format(title=row.title))
    head, *rest = words.split("\n")
    paragraphs = "".join(f"<p>{escape(line)}</p>" for line in rest if line)
    body = f'{paragraphs}<p><a href="coffret:entry/{row.pk}">{escape(read)}</a></p>'
    path = addresses.free(f"/actualites/{slug(row.title)[:48].strip('-')}-mise-a-jour-{at:%Y-%m-%d}")
    given = {"title": title, "summary": head, "body": body, "slug": path.rpartition("/")[2]}
    news = create(KindName.NEWS, given, by)
    return put_online(lock(news), by, at)


# Off the site ---------------------------------------------------------------------------------------------------------


@transaction.atomic
def withdraw(entry: Entry, by: User | None, reason: str, *, now: datetime | None = None) -> None:
    """Take an entry off the site with a reason: its address then says so. Raises Refused when it is not online."""
    held = lock(entry)
    if not held.live:
        raise Refused(_("« {title} » n’est pas en ligne.").format(title=held.title))
    if not reason.strip():
        raise Refused(_("La raison manque : dire pourquoi la page quitte le site."))
    below = Resource.objects.filter(parent_id=held.pk, live=True).order_by("position", "pk")
    if names := [page.title for page in below]:
        said = _("Des pages en ligne se rangent sous celle-ci : {names}. Les déplacer ou les retirer d’abord.")
        raise Refused(said.format(names=", ".join(f"« {name} »" for name in names)))
    take_off(held, Act.WITHDRAWN, by, now or timezone.now(), reason)
    follow(entry, held)


def take_off(entry: Entry, act: Act, by: User | None, at: datetime, words: str) -> None:
    """Take an entry off; what is online no more has to be read again before it comes back, but for a letter that left."""
    entry.stage = Stage.PUBLISHED if letters.is_sent(entry) else Stage.DRAFT
    entry.live, entry.publish_at, entry.held = False, None, ""
    Entry.objects.filter(pk=entry.pk).update(live=False, stage=entry.stage, publish_at=None, held="")
    references.rewrite(entry, True, {})
    note(entry, act, by, at, words)
