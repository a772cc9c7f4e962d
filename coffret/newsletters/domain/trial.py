"""The message we send ourselves: headers and body of a letter, from its sender, to the mailbox of returns."""

import smtplib
from email.utils import parseaddr
from hashlib import sha256

from django.core.mail.backends.smtp import EmailBackend
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _

from coffret.base.errors import Refused
from coffret.newsletters import addresses
from coffret.newsletters.models import Sending
from coffret.newsletters.returns.addresses import domain_of, return_address
from coffret.newsletters.sending import files
from coffret.newsletters.sending.message import Recipient, Template, dated, headers


def message(sender: str, mark: str) -> tuple[str, str, bytes]:
    """Return the envelope sender, the recipient and the bytes of a trial message, found again by its mark."""
    name = parseaddr(sender)[0] or domain_of(sender)
    text = _("Ce message vérifie le domaine d’envoi des lettres. Il se lit tout seul : rien à faire.")
    html = format_html(
        '<!doctype html><html lang="fr" dir="ltr"><head><meta charset="utf-8"><title>{}</title></head>'
        '<body><h1>{}</h1><p>{}</p><p><a href="{}">{}</a></p></body></html>',
        _("Vérification du domaine d’envoi"),
        _("Vérification du domaine d’envoi"),
        text,
        addresses.leave(mark),
        _("Se désabonner"),
    )
    given = Sending(
        issue_id=0,
        subject=_("Vérification du domaine d’envoi"),
        html=html,
        text=f"{text}\n\n{addresses.leave(mark)}\n",
        headers=headers(sender, name=name, slug="essai", archive=addresses.absolute("/lettres/")),
        sha256=sha256(mark.encode()).hexdigest(),
    )
    to = Recipient(return_address(mark, sender), mark, mark, mark)
    template = Template(given, eight_bit=False, wire=False)
    return template.envelope(to), to.address, template.written(to, dated(timezone.now()))


def send(sender: str, mark: str) -> None:
    """Hand a trial message to the relay; raises Refused with its words when it does not take it."""
    if files.chosen():
        raise Refused(_("Aucun relais de courrier n’est réglé. Écrire son adresse dans COFFRET_MAIL_URL."))
    envelope, to, raw = message(sender, mark)
    link = EmailBackend()
    try:
        link.open()
        if link.connection:
            link.connection.sendmail(envelope, [to], raw)
    except (OSError, smtplib.SMTPException) as failure:
        raise Refused(
            _("Le relais n’a pas pris le message d’essai : {why}. Vérifier COFFRET_MAIL_URL.").format(
                why=_words(failure)
            )
        ) from failure
    finally:
        link.close()


def _words(failure: Exception) -> str:
    if isinstance(failure, smtplib.SMTPRecipientsRefused):
        return " ; ".join(f"{code} {said.decode('utf-8', 'replace')}" for code, said in failure.recipients.values())[
            :300
        ]
    if isinstance(failure, smtplib.SMTPResponseException):
        said = failure.smtp_error
        return f"{failure.smtp_code} {said.decode('utf-8', 'replace') if isinstance(said, bytes) else said}"[:300]
    return str(failure)[:300]
