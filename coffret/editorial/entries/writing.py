"""Writing entries: each save is a revision, and two people never overwrite each other without knowing."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from coffret.accounts.models import User
from coffret.base.errors import Refused
from coffret.editorial.entries import letters, references
from coffret.editorial.entries.applying import title_of
from coffret.editorial.entries.content import blank, clean
from coffret.editorial.entries.journal import add_revision, follow, lock, note, refuse_overtaken
from coffret.editorial.kinds import KINDS, ROLES
from coffret.editorial.models import Act, Autosave, Entry, FixedPage, KindName, Revision, Stage


@transaction.atomic
def create(kind: str, content: Mapping[str, Any] | None, by: User | None, *, role: str = "") -> Entry:
    """Return a new entry, a draft with its first revision; fields not given are empty.

    A fixed page takes its ``role`` (kinds.ROLES). Raises Refused when that page exists, KeyError for no known kind.
    """
    kept = clean(kind, {**blank(kind), **(content or {})})
    extra = {"role": _free_role(role)} if kind == KindName.PAGE else {}
    now = timezone.now()
    entry: Entry = KINDS[kind].model.objects.create(
        kind=kind, title=title_of(kept), created_by=by, created_at=now, **extra
    )
    note(entry, Act.CREATED, by, now)
    _write(entry, kept, by, now)
    return Entry.objects.get(pk=entry.pk)


@transaction.atomic
def save(entry: Entry, content: Mapping[str, Any], by: User | None, base: int) -> Revision:
    """Keep a new revision of an entry, made from revision ``base``, and return it; the last one when it says the same.

    What was approved is a draft again. Raises Overtaken, and writes nothing, when somebody saved something else since;
    Refused for a letter that has left.
    """
    held = lock(entry)
    letters.refuse_sent(held)
    kept = clean(held.kind, content)
    same = held.working is not None and clean(held.kind, held.working.content) == kept
    if not same:
        refuse_overtaken(held, base)
    if by is not None:
        Autosave.objects.filter(entry=held, by=by).delete()
    if same and held.working is not None:
        return held.working
    return _carry(entry, held, _write(held, kept, by, timezone.now()))


@transaction.atomic
def restore(entry: Entry, number: int, by: User | None, base: int) -> Revision:
    """Make of an earlier revision the latest one; raises Refused when there is no such number, Overtaken as save does."""
    held = lock(entry, base)
    letters.refuse_sent(held)
    old = held.revisions.filter(number=number).first()
    if old is None:
        raise Refused(_("La version {number} n’existe pas.").format(number=number))
    revision = _write(held, clean(held.kind, old.content), by, timezone.now(), restored_from=number)
    return _carry(entry, held, revision)


def autosave(entry: Entry, content: Mapping[str, Any], by: User, base: int) -> Autosave:
    """Keep what a person is typing beside the revisions, in place of what was kept of them before."""
    kept, _made = Autosave.objects.update_or_create(
        entry_id=entry.pk,
        by=by,
        defaults={"base": base, "content": clean(entry.kind, content), "at": timezone.now()},
    )
    return kept


def forget_autosave(entry: Entry, by: User) -> None:
    """Leave aside what a person was typing."""
    Autosave.objects.filter(entry_id=entry.pk, by=by).delete()


@transaction.atomic
def delete(entry: Entry, by: User | None) -> None:
    """Throw away a draft that was never online; raises Refused for any other: it can be withdrawn, not forgotten."""
    held = lock(entry)
    if held.first_published_at is not None:
        raise Refused(
            _("« {title} » a été en ligne : la retirer du site, son adresse le dira.").format(title=held.title)
        )
    held.delete()


def _write(
    entry: Entry, content: dict[str, Any], by: User | None, at: datetime, restored_from: int | None = None
) -> Revision:
    """Write a revision and what follows from it: references of what is being written, title of a draft, stage."""
    revision = add_revision(entry, content, by, at, restored_from)
    if entry.first_published_at is None:
        entry.title = title_of(content)
    if entry.stage in {Stage.APPROVED, Stage.PUBLISHED}:
        entry.stage = Stage.DRAFT
    Entry.objects.filter(pk=entry.pk).update(working=revision, title=entry.title, stage=entry.stage)
    references.rewrite(entry, False, content)
    letters.file_under(entry, content)
    return revision


def _carry(entry: Entry, held: Entry, revision: Revision) -> Revision:
    follow(entry, held)
    return revision


def _free_role(role: str) -> str:
    if role not in ROLES:
        raise Refused(
            _("« {role} » n’est pas une page fixe. Pages fixes : {roles}.").format(role=role, roles=", ".join(ROLES))
        )
    if FixedPage.objects.filter(role=role).exists():
        raise Refused(_("La page « {title} » existe déjà : la modifier.").format(title=ROLES[role][1]))
    return role
