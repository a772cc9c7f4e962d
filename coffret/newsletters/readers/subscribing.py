"""Asking to receive newsletters: nothing is promised on the page, a mail asks to confirm, and the proof is kept."""

from collections.abc import Collection
from datetime import datetime, timedelta
from hashlib import sha256

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from coffret.base import outbox
from coffret.base.errors import Refused
from coffret.editorial.models import Newsletter
from coffret.newsletters.models import (
    ConsentAct,
    Reader,
    ReaderState,
    Request,
    Subscription,
    SubscriptionState,
    Suppression,
)
from coffret.newsletters.readers import keys, mails, people

# Fourteen days to confirm, one reminder after three.
KEPT = timedelta(days=14)
REMIND_AFTER = timedelta(days=3)


def words() -> str:
    """Return what the form says beside its boxes, in the reader's language: what one agrees to."""
    return _(
        "J’accepte de recevoir à cette adresse les lettres cochées. Elle ne sert qu’à cela et n’est transmise à personne."
        " Chaque lettre porte un lien pour se désabonner en un clic."
    )


def version(text: str) -> str:
    """Return the version of what was shown: any change of its words makes another."""
    return sha256(text.encode()).hexdigest()[:12]


def ask(
    address: str,
    slugs: Collection[str],
    *,
    text: str,
    source: str = "form",
    language: str = "fr",
    now: datetime | None = None,
) -> None:
    """Ask to subscribe an address: a mail says the rest, and the answer is the same whether or not it is known.

    ``text`` is what the person read. Raises Refused for what is no address, or when no newsletter offered is named.
    """
    now = now or timezone.now()
    key = people.checked(address)
    wanted = list(people.offered().filter(slug__in=slugs))
    if not wanted:
        raise Refused(_("Cocher au moins une lettre."))
    # An address the office writes to no more, or asked too often, learns nothing and receives nothing.
    digest = keys.digest(key)
    if people.barred(digest) or not mails.allowed(digest):
        return
    with transaction.atomic():
        reader = people.enrolled(address, language, now)
        if reader.state == ReaderState.PENDING and reader.language != language:
            reader.language = language
            reader.save(update_fields=["language"])
        if _receives(reader, wanted):
            mails.already(reader, now)
            return
        people.note(reader, ConsentAct.ASKED, wanted, text=text, version=version(text), source=source, now=now)
        _propose(reader, wanted, source, now)
        mails.confirm(_requested(reader, [one.slug for one in wanted], text, now), now)


def ask_again(reader: Reader, now: datetime | None = None) -> None:
    """Ask a reader whose letters are suspended to confirm their address: they come again once that is done."""
    now = now or timezone.now()
    if people.barred(reader.digest) or not mails.allowed(reader.digest):
        return
    with transaction.atomic():
        reader = people.locked(reader)
        held = [row.newsletter.slug for row in people.active(reader)]
        mails.confirm(_requested(reader, held, "", now), now)


def remind(now: datetime | None = None) -> int:
    """Recall, once each, the requests nobody confirmed for three days; return how many mails."""
    now = now or timezone.now()
    due = Request.objects.filter(done_at=None, reminded_at=None, new_address="")
    due = due.filter(at__lte=now - REMIND_AFTER, expires_at__gt=now)
    return sum(_remind(pk, now) for pk in due.order_by("pk").values_list("pk", flat=True))


def expire(now: datetime | None = None) -> int:
    """Forget the requests whose fourteen days are over, and the addresses that never confirmed; return how many."""
    now = now or timezone.now()
    over = Request.objects.filter(expires_at__lte=now)
    forgotten = 0
    for pk in list(over.order_by("pk").values_list("reader", flat=True).distinct()):
        with transaction.atomic():
            reader = Reader.objects.select_for_update().filter(pk=pk).first()
            if reader is not None:
                forgotten += _expire(reader, now)
    return forgotten


def _receives(reader: Reader, wanted: Collection[Newsletter]) -> bool:
    """Say whether a reader receives all these newsletters already."""
    if reader.state != ReaderState.ACTIVE or Suppression.objects.filter(digest=reader.digest).exists():
        return False
    return people.active(reader).filter(newsletter__in=wanted).count() == len(wanted)


def _propose(reader: Reader, wanted: Collection[Newsletter], source: str, now: datetime) -> None:
    """Keep a place for what is asked; one who left stays so until they confirm."""
    for newsletter in wanted:
        defaults = {"source": source, "at": now, **people.subscription_fields()}
        Subscription.objects.get_or_create(reader=reader, newsletter=newsletter, defaults=defaults)


def _requested(reader: Reader, slugs: Collection[str], text: str, now: datetime) -> Request:
    """Return the one request that waits, with what is asked since: a link mailed before confirms it all."""
    open_ = reader.requests.filter(done_at=None, new_address="", expires_at__gt=now).order_by("pk").last()
    if open_ is None:
        nonce = keys.nonce()
        return Request.objects.create(
            reader=reader,
            nonce=nonce,
            token_hash=keys.hashed(keys.token("request", nonce)),
            newsletters=list(slugs),
            text=text,
            version=version(text) if text else "",
            at=now,
            expires_at=now + KEPT,
        )
    open_.newsletters = list(dict.fromkeys([*open_.newsletters, *slugs]))
    open_.text, open_.version = text or open_.text, version(text) if text else open_.version
    open_.expires_at = now + KEPT
    open_.save(update_fields=["newsletters", "text", "version", "expires_at"])
    return open_


def _remind(pk: int, now: datetime) -> int:
    with transaction.atomic():
        claimed = Request.objects.filter(pk=pk, done_at=None, reminded_at=None).update(reminded_at=now)
        if not claimed:
            return 0
        request = Request.objects.select_related("reader").get(pk=pk)
        # One who complained, or left everything, is not recalled what somebody else may have asked.
        if Suppression.objects.filter(digest=request.reader.digest).exists():
            return 0
        mails.remind(request)
    return 1


def _expire(reader: Reader, now: datetime) -> int:
    """Remove what is over; the reader too when nothing was ever confirmed. One who left is kept: nothing revives it."""
    reader.requests.filter(expires_at__lte=now).delete()
    if reader.requests.filter(done_at=None, new_address="").exists():
        return 0
    reader.subscriptions.filter(state=SubscriptionState.PENDING).delete()
    if reader.state != ReaderState.PENDING or reader.subscriptions.exists():
        return 0
    outbox.forget(mails.prefix(reader))
    reader.delete()
    return 1
