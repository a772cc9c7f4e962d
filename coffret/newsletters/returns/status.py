"""What an enhanced status (RFC 3463) says of an address: gone, unable for now, or fine while our message was refused."""

import re

from coffret.newsletters.models import ReturnKind

# « 5.1.1 », never a part of an IP address or of a version with more numbers.
_STATUS = re.compile(r"(?<![\d.])([245])\.(\d{1,3})\.(\d{1,3})(?![\d.]*\d)", re.ASCII)
_REPLY = re.compile(r"(?<![\d.])([45]\d\d)[ -]", re.ASCII)
# Of a bad sender, of too long a message, of contents: our fault, as 5.7.x (security, policy).
_OURS = {(1, 7), (1, 8), (2, 3), (3, 4)}
_OURS_SUBJECTS = {6, 7}


def status_in(text: str) -> str:
    """Return the first enhanced status a server's words hold (« 5.1.1 »); « » when they hold none."""
    found = _STATUS.search(text)
    return ".".join(found.groups()) if found else ""


def reply_in(text: str) -> str:
    """Return the first SMTP reply code of refusal a server's words hold (« 550 »); « » when they hold none."""
    found = _REPLY.search(text)
    return found[1] if found else ""


def precise(status: str, words: str) -> str:
    """Return the status that says most: a server's « 5.0.0 » gives way to the one of its own words (Diagnostic-Code)."""
    written = status_in(status)
    if written and not written.endswith(".0.0"):
        return written
    return status_in(words) or written


def kind_of(status: str) -> ReturnKind:
    """Return what a failure with this status is: HARD (5.1.x, 5.2.1), POLICY (our message, not the person), else SOFT.

    « » is SOFT too: what nobody explains is not held against an address at once. Source: norms of letters, § 5b; of
    5.1.x, 5.1.7 and 5.1.8 speak of the sender (RFC 3463).
    """
    found = _STATUS.fullmatch(status)
    if not found:
        return ReturnKind.SOFT
    group, subject, detail = (int(part) for part in found.groups())
    if group != 5:
        return ReturnKind.POLICY if group == 4 and subject == 7 else ReturnKind.SOFT
    if subject in _OURS_SUBJECTS or (subject, detail) in _OURS:
        return ReturnKind.POLICY
    return ReturnKind.HARD if subject == 1 or (subject, detail) == (2, 1) else ReturnKind.SOFT
