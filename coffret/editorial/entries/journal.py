"""What every act on an entry shares: a fresh copy nobody else changes, revisions, the journal."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from coffret.accounts.models import User
from coffret.base.errors import Refused
from coffret.editorial.models import Act, Entry, Revision, Step

LONGEST_NOTE = 1000


class Overtaken(Refused):
    """Somebody saved since; ``revision`` is the latest one."""

    def __init__(self, revision: Revision) -> None:
        who = str(revision.by) if revision.by else _("quelqu’un")
        super().__init__(_("{who} a enregistré une version depuis : comparer avant de continuer.").format(who=who))
        self.revision = revision


def lock(entry: Entry, base: int | None = None) -> Entry:
    """Return a fresh copy of an entry that nobody else changes before the transaction ends.

    Raises Overtaken when its latest revision is not ``base``, Refused when it was deleted meanwhile.
    """
    # First held, then read: of a row that was waited for, PostgreSQL reads anew what it holds, not the rows it points at.
    Entry.objects.select_for_update().filter(pk=entry.pk).values_list("pk", flat=True).first()
    fresh = Entry.objects.select_related("working__by", "published").filter(pk=entry.pk).first()
    if fresh is None:
        raise Refused(_("« {title} » a été supprimée.").format(title=entry.title))
    if base is not None:
        refuse_overtaken(fresh, base)
    return fresh


def refuse_overtaken(entry: Entry, base: int) -> None:
    """Raise Overtaken when an entry's latest revision is not number ``base``."""
    if entry.working and entry.working.number != base:
        raise Overtaken(entry.working)


def note(entry: Entry, act: Act, by: User | None, at: datetime, words: str = "") -> None:
    """Write a step in an entry's journal."""
    number = entry.working.number if entry.working else None
    Step.objects.create(entry_id=entry.pk, act=act, revision=number, by=by, at=at, note=words.strip()[:LONGEST_NOTE])


def follow(entry: Entry, held: Entry) -> None:
    """Give the caller's object what the act wrote."""
    for column in Entry._meta.concrete_fields:
        setattr(entry, column.attname, getattr(held, column.attname))


def add_revision(
    entry: Entry, content: dict[str, Any], by: User | None, at: datetime, restored_from: int | None = None
) -> Revision:
    """Write the next revision of an entry and make it the working one; the entry is not saved."""
    last = entry.revisions.order_by("-number").values_list("number", flat=True).first() or 0
    revision = Revision.objects.create(
        entry_id=entry.pk, number=last + 1, content=content, by=by, at=at, restored_from=restored_from
    )
    entry.working = revision
    return revision
