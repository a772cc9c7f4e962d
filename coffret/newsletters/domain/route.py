"""The way a message took: the network address it left from, that address's name (PTR), and whether it was under TLS."""

import ipaddress
import re
import smtplib
import ssl
from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_bytes

from django.conf import settings
from django.utils.translation import gettext as _

from coffret.newsletters.domain.found import Found
from coffret.newsletters.domain.names import Names, Unanswered, is_address
from coffret.newsletters.returns.parts import headers
from coffret.newsletters.sending import files

SECONDS = 10.0
_ADDRESS = re.compile(r"\[(?:IPv6:)?([0-9a-fA-F.:]+)\]")
# RFC 3848: ESMTPS, ESMTPSA, UTF8SMTPS…; Postfix also says « using TLSv1.3 ».
_TLS = re.compile(r"\bwith (?:UTF8)?E?SMTPSA?\b|\busing TLS|\bTLS\d", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Hop:
    """A step of a message: the address it came from, and whether under TLS."""

    address: str
    tls: bool


def hops(raw: bytes) -> Iterator[Hop]:
    """Yield the steps of a message as its « Received » headers tell, the last one first."""
    for received in headers(message_from_bytes(raw), "Received"):
        came, by, _rest = received.partition(" by ")
        found = _ADDRESS.search(came) if by and came.startswith("from ") else None
        if found and is_address(found[1]):
            yield Hop(found[1], bool(_TLS.search(received)))


def outgoing(raw: bytes) -> Hop | None:
    """Return the step where a message left our network: from COFFRET_MAIL_IP, else from the last public address told."""
    steps = list(hops(raw))
    for wanted in (_is_ours, _is_public, _is_elsewhere):
        if found := next((hop for hop in steps if wanted(hop)), None):
            return found
    return Hop(settings.MAIL_IP, steps[0].tls) if settings.MAIL_IP and steps else next(iter(steps), None)


def _is_ours(hop: Hop) -> bool:
    return bool(settings.MAIL_IP) and ipaddress.ip_address(hop.address) == ipaddress.ip_address(settings.MAIL_IP)


def _is_public(hop: Hop) -> bool:
    return not settings.MAIL_IP and ipaddress.ip_address(hop.address).is_global


def _is_elsewhere(hop: Hop) -> bool:
    return not settings.MAIL_IP and not ipaddress.ip_address(hop.address).is_loopback


def name(names: Names, ip: str) -> Found:
    """Look at the name of the sending address (PTR), that must lead back to it."""
    if not ip:
        return Found(None, _("L’adresse d’où part le courrier se lira dans le message qui revient."))
    try:
        given = names.names_of(ip)
        back = [one for one in given if ip in names.addresses(one)]
    except Unanswered as silence:
        return Found(None, _("Le DNS ne répond pas ({why}).").format(why=silence))
    if back:
        return Found(True, _("{ip} s’appelle {name}, qui mène à {ip}.").format(ip=ip, name=back[0]))
    remedy = _(
        "Demander à qui fournit l’adresse de lui donner le nom du relais (enregistrement PTR), et l’inverse (A)."
    )
    if given:
        said = _("{ip} s’appelle {name}, mais ce nom ne mène pas à {ip}.").format(ip=ip, name=given[0])
        return Found(False, said, remedy)
    return Found(False, _("{ip} n’a pas de nom (PTR).").format(ip=ip), remedy)


def encryption(hop: Hop | None) -> Found:
    """Look at TLS: between us and a relay elsewhere, then where the arrived message left our network."""
    relay = _relay()
    if relay and relay.ok is False:
        return relay
    if hop is None:
        return Found(None, relay.said if relay else _("Cela se lira dans le message qui revient."))
    if hop.tls:
        return Found(True, _("Le message est parti chiffré (TLS) de {ip}.").format(ip=hop.address))
    said = _("Le message est parti en clair de {ip}.").format(ip=hop.address)
    return Found(False, said, _("Postfix : « smtp_tls_security_level = may » dans main.cf."))


def _relay() -> Found | None:
    """Ask the relay of the settings, when it is not on this machine, whether it offers TLS with a good certificate."""
    host, port = settings.EMAIL_HOST, settings.EMAIL_PORT
    if settings.EMAIL_HOST in {"localhost", "127.0.0.1", "::1"} or files.chosen():
        return None
    try:
        if settings.EMAIL_USE_SSL:
            with smtplib.SMTP_SSL(host, port, timeout=SECONDS, context=ssl.create_default_context()):
                return Found(True, _("Le relais {host} est joint sous TLS.").format(host=host))
        with smtplib.SMTP(host, port, timeout=SECONDS) as relay:
            relay.starttls(context=ssl.create_default_context())
    except ssl.SSLError as fault:
        said = _("Le certificat du relais {host} n’est pas bon : {why}.").format(host=host, why=fault.reason or fault)
        return Found(False, said, _("Renouveler le certificat, ou nommer le relais comme son certificat le dit."))
    except (smtplib.SMTPException, OSError) as fault:
        said = _("Le relais {host} n’offre pas TLS : {why}.").format(host=host, why=fault)
        return Found(False, said, _("Activer STARTTLS sur le relais."))
    if settings.EMAIL_USE_TLS:
        return Found(True, _("Le relais {host} est joint sous TLS.").format(host=host))
    said = _("Le relais {host} offre TLS, mais n’est pas joint ainsi.").format(host=host)
    return Found(False, said, _("Écrire « smtp+starttls:// » dans COFFRET_MAIL_URL."))
