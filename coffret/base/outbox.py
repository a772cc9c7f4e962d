"""Mail that leaves after the transaction that promised it: queued as a row, sent by the worker, tried again for two days.

Only for mail to one person about their own act (invitation, registration, reminder). One promised twice under the
same key is sent once; a worker killed between the relay's word and ours sends again under the same Message-ID.
"""

import base64
import logging
import smtplib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from email.mime.image import MIMEImage
from hashlib import sha256
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.db.models import Q
from django.utils import timezone

from coffret.base.models import Mail

# Minutes before the next attempt; after the last one the mail is given up and shown as such.
WAITS = (1, 5, 15, 60, 240, 720, 1440)
# A mail claimed so long ago by a worker that never said more is anybody's again.
LEASE = timedelta(minutes=10)

log = logging.getLogger("coffret.mail")


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file sent with a mail: name, media type, bytes; ``cid``: how the HTML calls it, when it is a picture of it."""

    name: str
    media_type: str
    content: bytes
    cid: str = ""


def queue(
    key: str,
    to: str,
    subject: str,
    text: str,
    *,
    html: str = "",
    attachments: Sequence[Attachment] = (),
    headers: Mapping[str, str] | None = None,
) -> bool:
    """Promise a mail within the caller's transaction; return False when ``key`` was promised before."""
    now = timezone.now()
    packed = [
        {"name": a.name, "type": a.media_type, "base64": base64.b64encode(a.content).decode(), "cid": a.cid}
        for a in attachments
    ]
    # A line break in a subject would be a header of somebody else's.
    _mail, made = Mail.objects.get_or_create(
        key=key,
        defaults={
            "to": to,
            "subject": " ".join(subject.split())[:300],
            "text": text,
            "html": html,
            "attachments": packed,
            "headers": dict(headers or {}),
            "queued_at": now,
            "next_at": now,
        },
    )
    return made


def forget(prefix: str) -> int:
    """Remove the mails whose key begins with ``prefix``, sent or not (erased person, cancelled event); return how many."""
    return Mail.objects.filter(key__startswith=prefix).delete()[0]


def deliver(limit: int = 100) -> int:
    """Send the mails that are due, at most ``limit``; return how many left. One refused does not stop the others."""
    due = Mail.objects.filter(_due()).order_by("next_at", "pk").values_list("pk", flat=True)[:limit]
    return sum(_send(pk) for pk in list(due))


def waiting() -> tuple[int, int]:
    """Return how many mails wait to leave, and how many were given up."""
    unsent = Mail.objects.filter(sent_at__isnull=True)
    return unsent.filter(given_up=False).count(), unsent.filter(given_up=True).count()


def _due() -> Q:
    now = timezone.now()
    free = Q(claimed_at__isnull=True) | Q(claimed_at__lt=now - LEASE)
    return Q(sent_at__isnull=True, given_up=False, next_at__lte=now) & free


def _send(pk: int) -> bool:
    now = timezone.now()
    if not Mail.objects.filter(_due(), pk=pk).update(claimed_at=now):
        return False
    mail = Mail.objects.get(pk=pk)
    try:
        get_connection().send_messages([_message(mail)])
    except (OSError, smtplib.SMTPException, ValueError) as failure:
        _failed(mail, failure)
        return False
    Mail.objects.filter(pk=pk).update(sent_at=timezone.now(), attempts=mail.attempts + 1, error="")
    return True


def _failed(mail: Mail, failure: Exception) -> None:
    attempts = mail.attempts + 1
    refused = isinstance(failure, smtplib.SMTPRecipientsRefused) and all(
        code >= 500 for code, _said in failure.recipients.values()
    )
    # An address or a header no mail can bear (a domain IDNA cannot write, a line break): tomorrow changes nothing.
    unwritable = isinstance(failure, ValueError)
    given_up = refused or unwritable or attempts > len(WAITS)
    wait = timedelta(minutes=WAITS[min(attempts, len(WAITS)) - 1])
    Mail.objects.filter(pk=mail.pk).update(
        attempts=attempts,
        claimed_at=None,
        next_at=timezone.now() + wait,
        given_up=given_up,
        error=str(failure)[:500],
    )
    log.warning("courriel %s non remis : %s", mail.key, failure)


def _message(mail: Mail) -> EmailMultiAlternatives:
    domain = urlsplit(settings.BASE_URL).hostname or "localhost"
    headers = {
        "Message-ID": f"<{sha256(mail.key.encode()).hexdigest()[:32]}@{domain}>",
        "Auto-Submitted": "auto-generated",  # RFC 3834: no absence is answered to it.
        **mail.headers,
    }
    message = EmailMultiAlternatives(mail.subject, mail.text, to=[mail.to], headers=headers)
    if mail.html:
        message.attach_alternative(mail.html, "text/html")
    for part in mail.attachments:
        content = base64.b64decode(part["base64"])
        if part.get("cid"):
            # RFC 2387: what the HTML shows stands with it.
            message.mixed_subtype = "related"  # type: ignore[attr-defined]  # the stubs do not know it
            message.attach(_shown(part["name"], content, part["type"], part["cid"]))
        else:
            message.attach(part["name"], content, part["type"])
    return message


def _shown(name: str, content: bytes, media_type: str, cid: str) -> MIMEImage:
    part = MIMEImage(content, media_type.partition("/")[2])
    part["Content-ID"] = f"<{cid}>"
    part.add_header("Content-Disposition", "inline", filename=name)
    return part
