"""Questions to the DNS: texts, addresses, names of an address. Asked of COFFRET_DNS, else of the system's server."""

import ipaddress
from functools import cached_property
from typing import Any

import dns.exception
import dns.resolver
import dns.reversename
from django.conf import settings
from django.utils.translation import gettext as _

SECONDS = 5.0


class Unanswered(Exception):  # noqa: N818 - somebody else's silence
    """The DNS did not answer: nothing can be said, neither well nor ill."""


class Names:
    """A resolver; each question raises Unanswered when nobody answers, and gives nothing for what does not exist."""

    def texts(self, name: str) -> list[str]:
        """Return the TXT records of a name, each in one piece."""
        return [text.decode("utf-8", "replace") for text in self.raw_texts(name)]

    def raw_texts(self, name: str) -> list[bytes]:
        """Return the TXT records of a name as bytes."""
        return [b"".join(row.strings) for row in self.ask(name, "TXT")]

    def addresses(self, name: str) -> list[str]:
        """Return the network addresses of a name."""
        return [row.address for kind in ("A", "AAAA") for row in self.ask(name, kind)]

    def names_of(self, address: str) -> list[str]:
        """Return the names an address goes by (PTR)."""
        pointer = dns.reversename.from_address(address).to_text()
        return [row.target.to_text(omit_final_dot=True) for row in self.ask(pointer, "PTR")]

    def ask(self, name: str, kind: str) -> list[Any]:
        """Return the records of a name; raises Unanswered."""
        try:
            return list(self._resolver.resolve(name, kind, lifetime=SECONDS, search=False))
        except (dns.resolver.NXDOMAIN, dns.resolver.NoAnswer, dns.name.EmptyLabel, dns.name.LabelTooLong):
            return []
        except (dns.exception.DNSException, OSError, UnicodeError) as failure:
            raise Unanswered(_why(failure)) from failure

    @cached_property
    def _resolver(self) -> dns.resolver.Resolver:
        if not settings.DNS:
            return dns.resolver.Resolver()
        resolver = dns.resolver.Resolver(configure=False)
        host, _colon, port = settings.DNS.rpartition(":") if settings.DNS.count(":") == 1 else (settings.DNS, "", "53")
        resolver.nameservers, resolver.port = [host], int(port)
        return resolver


def _why(failure: Exception) -> str:
    if isinstance(failure, dns.exception.Timeout):
        return _("délai dépassé")
    if isinstance(failure, dns.resolver.NoNameservers | dns.resolver.NoResolverConfiguration):
        return _("aucun serveur de noms ne sait répondre")
    return str(failure)[:100]


def is_address(text: str) -> bool:
    """Say whether a text is a network address."""
    try:
        ipaddress.ip_address(text)
    except ValueError:
        return False
    return True


def aligned(one: str, other: str, strict: bool = False) -> bool:
    """Say whether two domains belong together: the same, or one within the other (« relaxed » alignment of DMARC).

    Without the list of public suffixes, two domains beside each other are not believed to be the same owner's.
    """
    one, other = one.lower().rstrip("."), other.lower().rstrip(".")
    if one == other:
        return bool(one)
    within = one.endswith(f".{other}") or other.endswith(f".{one}")
    return not strict and within and min(one.count("."), other.count(".")) >= 1


def parents(domain: str) -> list[str]:
    """Return a domain, then those it lies in, down to two labels."""
    labels = domain.strip(".").split(".")
    return [".".join(labels[start:]) for start in range(max(1, len(labels) - 1))]
