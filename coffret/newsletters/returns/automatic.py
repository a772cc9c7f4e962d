"""Answers nobody wrote: absences, acknowledgements, receipts (RFC 3834 and what came before it)."""

import re
from email.message import Message

from coffret.newsletters.returns.parts import header, headers, readable

_HEADERS = (
    "X-Autoreply",
    "X-Autorespond",
    "X-Auto-Response-Suppress",
    "X-AutoReply-From",
    "X-Mail-Autoreply",
    "X-Vacation",
)
_PRECEDENCES = {"auto_reply", "auto-reply", "bulk", "junk", "list"}
# Where no header says it; only at the beginning of a subject.
_SUBJECT = re.compile(
    r"\s*(?:re\s*:\s*)?(?:réponse automatique|message automatique|absen(?:t|te|ce)\b|absence du bureau|"
    r"en congés?\b|out of (?:the )?office|auto(?:matic)?[- ]?(?:reply|response)|vacation)",
    re.IGNORECASE,
)
_MACHINES = re.compile(r"\b(?:mailer-daemon|postmaster|mail-daemon|mdaemon)\b", re.IGNORECASE)


def is_automatic(message: Message) -> bool:
    """Say whether a message is an answer nobody wrote; what a mail system itself writes is not one."""
    if message.get_content_type() == "multipart/report":
        return True  # of a kind nobody read before: a receipt (RFC 8098)
    if from_a_machine(message):
        return False
    submitted = header(message, "Auto-Submitted").partition(";")[0].strip().lower()
    return (
        submitted not in {"", "no"}
        or any(name in message for name in _HEADERS)
        or header(message, "Precedence").lower() in _PRECEDENCES
        or bool(_SUBJECT.match(readable(header(message, "Subject"))))
    )


def from_a_machine(message: Message) -> bool:
    """Say whether a mail system wrote a message itself."""
    return any(_MACHINES.search(value) for value in headers(message, "From", "Sender"))
