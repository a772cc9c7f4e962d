"""Complaints, as the providers whose readers complain report them (RFC 5965)."""

from email import message_from_string
from email.message import Message

from coffret.newsletters.models import ReturnKind
from coffret.newsletters.returns.news import News
from coffret.newsletters.returns.parts import header, headers

# « not-spam » withdraws a complaint; « auth-failure » (RFC 6591) speaks of our domain, « opt-out » of a wish to leave.
_COMPLAINTS = {"abuse", "fraud", "virus", "other", "opt-out", "complaint"}


def complaint(message: Message) -> News | None:
    """Return what a feedback report says; None when the message is none."""
    report = next((part for part in message.walk() if part.get_content_type() == "message/feedback-report"), None)
    if report is None:
        return None
    fields = fields_of(report)
    feedback = header(fields, "Feedback-Type").lower() or "abuse"
    words = " ; ".join(filter(None, (feedback, header(fields, "User-Agent"), header(fields, "Source-IP"))))
    return News(ReturnKind.COMPLAINT if feedback in _COMPLAINTS else ReturnKind.UNKNOWN, said=words)


def fields_of(report: Message) -> Message:
    """Return the fields of a « message/feedback-report », however the parser left them."""
    inner = report.get_payload()
    if isinstance(inner, list):
        return inner[0] if inner and isinstance(inner[0], Message) else Message()
    return message_from_string(str(inner).lstrip())


def mail_from(message: Message) -> str:
    """Return the envelope sender a feedback report quotes (« Original-Mail-From »): ours, with its token."""
    reports = (part for part in message.walk() if part.get_content_type() == "message/feedback-report")
    return " ".join(text for report in reports for text in headers(fields_of(report), "Original-Mail-From"))
