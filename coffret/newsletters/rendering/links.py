"""Where the links of a letter lead: whole addresses, those of our own pages bearing the letter they come from.

The mark says which letter, never who reads it: it is the same for everybody.
"""

from collections.abc import Mapping
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from django.conf import settings

from coffret.newsletters.addresses import absolute
from coffret.newsletters.composing.issue import Composed

# ``?lettre=nouveautes-2026-05-11``: counted by day, and nothing else of the page depends on it.
PARAMETER = "lettre"
# Addresses of machines and files: no page of theirs is looked at.
_UNMARKED = ("/medias/", "/documents/", "/images/", "/iiif/", "/lettres/", "/pro/")


def mark_of(composed: Composed) -> str:
    """Return the mark of an issue: « nouveautes-2026-05-11 »."""
    return f"{composed.newsletter}-{composed.day}"


def marked(address: str, composed: Composed) -> str:
    """Return an address as the mail writes it: absolute, marked when it is a page of this site."""
    whole = absolute(address)
    parts = urlsplit(whole)
    if not own(whole) or parts.path.startswith(_UNMARKED) or parts.path.endswith((".xml", ".ics")):
        return whole
    asked = [pair for pair in parse_qsl(parts.query, keep_blank_values=True) if pair[0] != PARAMETER]
    return urlunsplit(parts._replace(query=urlencode([*asked, (PARAMETER, mark_of(composed))])))


def own(address: str) -> bool:
    """Say whether an absolute address is of this site."""
    base = settings.BASE_URL.rstrip("/")
    return address == base or address.startswith((f"{base}/", f"{base}?", f"{base}#"))


def here(address: str) -> str:
    """Return an address of this site without its host, as its own pages write it; any other as it is."""
    whole = absolute(address)
    return (whole[len(settings.BASE_URL.rstrip("/")) :] or "/") if own(whole) else whole


def target(href: str, links: Mapping[str, str]) -> str:
    """Return where a link of a text leads: « coffret: » references by ``links``, « » for what stands nowhere."""
    if href.startswith("coffret:"):
        return links.get(href.removeprefix("coffret:"), "")
    return href
