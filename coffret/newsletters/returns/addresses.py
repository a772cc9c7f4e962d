"""The addresses mail comes back to: « retours+TOKEN@domain » for a delivery (VERP), « desabonnement+TOKEN@domain » to leave.

A token in the local part says which delivery, or which subscription, a message speaks of: nothing is guessed from its
text. Mail systems must deliver « retours+anything » and « desabonnement+anything » to one mailbox (COFFRET_RETURNS_URL).
"""

import re
from email.utils import parseaddr

from django.conf import settings

from coffret.newsletters.marks import LEAVE

RETURNS = "retours"
LEAVING = "desabonnement"
# Tokens of keys.token() are 26 characters of base 32; of deliveries, up to 32 (hexadecimal or base 32).
_MARK = r"[0-9a-z]{16,40}"
_RETURNED = re.compile(rf"(?<![\w.+-]){RETURNS}\+({_MARK})@", re.IGNORECASE | re.ASCII)
_LEAVING = re.compile(rf"(?<![\w.+-]){LEAVING}\+({_MARK})@", re.IGNORECASE | re.ASCII)
_LEAVING_SUBJECT = re.compile(rf"\s*{LEAVING}[ +]+({_MARK})\s*", re.IGNORECASE | re.ASCII)
_MESSAGE_ID = re.compile(rf"<i\d{{1,18}}\.({_MARK})@[^<>\s]+>", re.IGNORECASE | re.ASCII)


def domain_of(sender: str) -> str:
    """Return the domain of an address, « Name <address> » or alone, in lower case; « » when there is none."""
    return parseaddr(sender)[1].rpartition("@")[2].strip(".").lower()


def returns_domain(sender: str) -> str:
    """Return the domain mail for ``sender`` (« From ») comes back to: COFFRET_RETURNS_DOMAIN, else the sender's own."""
    return settings.RETURNS_DOMAIN or domain_of(sender) or "localhost"


def return_address(token: str, sender: str) -> str:
    """Return the envelope sender of a delivery: what bounces comes back there."""
    return f"{RETURNS}+{token}@{returns_domain(sender)}"


def leave_address(sender: str, token: str = LEAVE) -> str:
    """Return where a message leaves a newsletter (the « mailto » of List-Unsubscribe)."""
    return f"{LEAVING}+{token}@{returns_domain(sender)}"


def tokens_returned(text: str) -> list[str]:
    """Return the tokens of the return addresses a header holds."""
    return [token.lower() for token in _RETURNED.findall(text)]


def tokens_leaving(text: str) -> list[str]:
    """Return the tokens of the addresses to leave a header holds."""
    return [token.lower() for token in _LEAVING.findall(text)]


def token_of_subject(subject: str) -> list[str]:
    """Return the token of a subject that says « desabonnement TOKEN » and nothing else."""
    found = _LEAVING_SUBJECT.fullmatch(subject)
    return [found[1].lower()] if found else []


def tokens_of_messages(text: str) -> list[str]:
    """Return the tokens of our own Message-IDs (« <i12.TOKEN@domain> ») a header holds."""
    return [token.lower() for token in _MESSAGE_ID.findall(text)]
