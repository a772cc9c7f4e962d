"""Proof copies: an issue mailed to colleagues as readers will get it, its personal links leading nowhere personal."""

import re
from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from coffret.accounts.models import User
from coffret.base import outbox
from coffret.base.errors import Refused
from coffret.base.outbox import Attachment
from coffret.editorial.models import Issue, Newsletter
from coffret.newsletters import addresses
from coffret.newsletters.composing import compose
from coffret.newsletters.models import ProofCopy
from coffret.newsletters.readers import keys
from coffret.newsletters.rendering.mail import Mail, render
from coffret.newsletters.rendering.pictures import enclosed
from coffret.newsletters.sending.message import sender_of

# A proof is for colleagues: for more than that there is the letter itself.
MOST = 20
_BETWEEN = re.compile(r"[\s,;]+")


def split(text: str) -> list[str]:
    """Return the addresses of a text, between spaces, commas or line breaks, each once, as they were typed."""
    found = {keys.key_of(address): address for address in _BETWEEN.split(text.strip()) if address}
    return list(found.values())


@transaction.atomic
def send_proof(issue: Issue, to: Sequence[str], by: User | None, *, now: datetime | None = None) -> ProofCopy:
    """Promise a proof of the latest revision of an issue to these addresses, and return the row that says so.

    Raises Refused for no address, too many, one that is none, or an issue nobody wrote or that has left.
    """
    if issue.sent_at is not None:
        raise Refused(_("« {title} » est parti : sa version en ligne se lit de tous.").format(title=issue.title))
    if issue.working is None:
        raise Refused(_("Rien n’a été écrit."))
    people = split(" ".join(to))
    if not people:
        raise Refused(_("L’adresse manque : dire à qui envoyer l’épreuve."))
    if len(people) > MOST:
        raise Refused(_("{count} adresses : {most} au plus.").format(count=len(people), most=MOST))
    composed = compose(issue.working.content, entry=issue)
    newsletter = Newsletter.objects.filter(slug=composed.newsletter).first()
    mail = harmless(render(composed))
    # Nobody may fetch the pictures of what has not left: a proof holds its own.
    html, pictures = enclosed(mail.html)
    shown = [Attachment(f"image-{n}.jpg", "image/jpeg", one.content, one.cid) for n, one in enumerate(pictures, 1)]
    kept = ProofCopy.objects.create(
        issue=issue, revision=issue.working.number, to=people, by=by, at=now or timezone.now()
    )
    with override(composed.language):
        subject = _("[épreuve] {subject}").format(subject=mail.subject)
    names = (newsletter.sender_name, newsletter.sender_email) if newsletter else ("", "")
    headers = {"From": sender_of(*names), "Content-Language": composed.language}
    if newsletter and newsletter.reply_to:
        headers["Reply-To"] = newsletter.reply_to
    for number, address in enumerate(people):
        key = f"letter-proof:{kept.pk}:{number}"
        outbox.queue(key, address, subject, mail.text, html=html, attachments=shown, headers=headers)
    return kept


def harmless(mail: Mail) -> Mail:
    """Return a mail whose personal links lead where a reader asks for theirs: nobody leaves from a proof."""
    html, text = mail.html, mail.text
    for personal in (addresses.leave(), addresses.preferences()):
        html, text = html.replace(personal, addresses.own_link()), text.replace(personal, addresses.own_link())
    return Mail(mail.subject, mail.preheader, html, text)


def since_last_change(issue: Issue) -> bool:
    """Say whether a proof of the latest revision was sent; one query."""
    return issue.working is not None and issue.proof_copies.filter(revision=issue.working.number).exists()
