"""« Envoyer »: an issue as it is at this moment and one delivery per address, in one transaction; then nothing changes."""

import base64
import secrets
from collections.abc import Iterator
from datetime import datetime
from hashlib import sha256
from itertools import islice

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from coffret.accounts.models import User
from coffret.base.errors import Refused
from coffret.editorial.entries.journal import follow, lock
from coffret.editorial.entries.publishing import put_sent, refuse_unready, working_content
from coffret.editorial.models import Entry, Issue, Newsletter
from coffret.newsletters import addresses
from coffret.newsletters.composing.compose import compose
from coffret.newsletters.composing.issue import Composed
from coffret.newsletters.models import Channel, Delivery, Sending, SendingAct, SendingState, SendingStep
from coffret.newsletters.readers import keys
from coffret.newsletters.rendering.mail import Mail, render
from coffret.newsletters.sending import files, guard, recipients, recovery
from coffret.newsletters.sending.channel import get
from coffret.newsletters.sending.message import headers, sender_of

# Rows written at once.
_CHUNK = 2_000


@transaction.atomic
def freeze(issue: Entry, by: User | None, now: datetime | None = None, *, base: int | None = None) -> Sending:
    """Send an issue: keep all it says, one delivery per address, put its web version online. Return its sending.

    Asked twice, it is sent once: the sending that exists is returned. Raises Refused when nobody else than its authors
    approved it, when the address is taken or nobody follows the newsletter; NotReady when the preflight holds it;
    Overtaken when its latest revision is not ``base``. Of a copy of the data brought back, the sending is held.
    """
    at = now or timezone.now()
    held = lock(issue, base)
    if already := Sending.objects.filter(issue_id=held.pk).first():
        return already
    refuse_unready(held, at)
    composed = compose(working_content(held), entry=held, now=at)
    newsletter = Newsletter.objects.get(slug=composed.newsletter)
    with override(composed.language):
        mail = render(composed)
    row = put_sent(held, by, at, composed.kept())
    sending = _sending(row, composed, newsletter, mail, by, at)
    _address(sending, newsletter, at)
    _start(sending, by, at)
    follow(issue, row)
    return sending


def _sending(
    issue: Issue, composed: Composed, newsletter: Newsletter, mail: Mail, by: User | None, at: datetime
) -> Sending:
    sender = sender_of(newsletter.sender_name, newsletter.sender_email)
    return Sending.objects.create(
        issue=issue,
        subject=mail.subject[:300],
        html=mail.html,
        text=mail.text,
        headers=headers(
            sender,
            name=newsletter.name,
            slug=newsletter.slug,
            archive=addresses.absolute(composed.path) if newsletter.archived else "",
            language=composed.language,
            reply_to=newsletter.reply_to,
        ),
        sha256=sha256("\0".join((mail.subject, mail.html, mail.text)).encode()).hexdigest(),
        frozen_at=at,
        frozen_by=by,
        relayed=not files.chosen(),
    )


def _address(sending: Sending, newsletter: Newsletter, at: datetime) -> None:
    """Write one delivery per address that is to receive the sending; raises Refused when there is none."""
    rows = _deliveries(sending, newsletter, at)
    total = 0
    while chunk := list(islice(rows, _CHUNK)):
        # Two readers never share a key; the constraint says so again.
        total += len(Delivery.objects.bulk_create(chunk))
    if not total:
        raise Refused(_("Personne ne recevrait cette lettre : elle n’a pas d’abonné confirmé."))
    sending.total = total
    sending.save(update_fields=["total"])


def _deliveries(sending: Sending, newsletter: Newsletter, at: datetime) -> Iterator[Delivery]:
    names = ("pk", "reader__address", "reader__key", "reader__digest")
    for pk, address, key, digest in list(recipients.eligible(newsletter, at).values_list(*names)):
        yield Delivery(
            sending=sending,
            subscription_id=pk,
            address=address,
            address_key=key,
            digest=digest,
            domain=keys.domain_of(key),
            token=token(),
            next_at=at,
        )


def token() -> str:
    """Return 128 bits drawn at random, in 26 characters: they name a delivery and open nothing."""
    return base64.b32encode(secrets.token_bytes(16)).decode().rstrip("=").lower()


def _start(sending: Sending, by: User | None, at: datetime) -> None:
    SendingStep.objects.create(sending=sending, act=SendingAct.FROZEN, by=by, at=at, note=str(sending.total))
    get()
    way = Channel.objects.select_for_update().get(pk="mail")
    with override("fr"):
        if why := guard.doubt(way):
            recovery.hold(sending, why, at)
        else:
            sending.state = SendingState.SENDING
