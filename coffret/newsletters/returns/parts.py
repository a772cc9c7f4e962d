"""Reading the headers and the words of any message, however broken: always a text, never an error."""

import codecs
import re
from collections.abc import Iterator
from email import message_from_string
from email.errors import HeaderParseError
from email.header import decode_header, make_header
from email.message import Message

WORDS = 1000  # characters kept of a server's words
HEADER = 2000  # characters decoded of a header: the standard decoder slows down with the square of its length
_ADDRESS = re.compile(r"[^\s<>()\"',;:]+@[^\s<>()\"',;:]+")
# Codecs no mail is written in, that make half letters or take hours.
_NO_CHARSETS = {"idna", "punycode", "raw-unicode-escape", "unicode-escape", "utf-7"}
_RFC2047 = re.compile(r"=\?([^?\s]{0,80})\?[bq]\?", re.IGNORECASE)
_BLANK = re.compile(r"\n[ \t\r]*\n")
# Where the receiving systems write the address a message was delivered to, the surest first.
RECIPIENTS = (
    "Delivered-To",
    "X-Original-To",
    "Envelope-To",
    "X-Envelope-To",
    "X-Delivered-To",
    "Apparently-To",
    "X-Failed-To",
    "To",
    "Cc",
)


def header(message: Message, name: str) -> str:
    """Return a header on one line, « » when it is not there."""
    return next(headers(message, name), "")


def headers(message: Message, *names: str) -> Iterator[str]:
    """Yield every header of these names, in their order, each on one line; bytes of no charset are read as UTF-8."""
    rows = list(message.raw_items())
    for name in names:
        for key, value in rows:
            if key.lower() == name.lower():
                text = str(value).encode("utf-8", "surrogateescape").decode("utf-8", "replace")
                yield " ".join(text.split())


def fit(text: str) -> str:
    """Return a text any database keeps: neither NUL nor half letters."""
    return text.encode("utf-8", "replace").decode().replace("\x00", "")


def nameless(text: str) -> str:
    """Return a server's words with « … » for every mail address in them."""
    return _ADDRESS.sub("…", text)


def readable(text: str) -> str:
    """Return the beginning of a header decoded (RFC 2047); as it is when it cannot be."""
    text = text[:HEADER]
    if not all(_is_charset(charset) for charset in _RFC2047.findall(text)):
        return text
    try:
        return str(make_header(decode_header(text)))
    except (HeaderParseError, LookupError, UnicodeError, ValueError):
        return text


def paragraphs(message: Message) -> list[str]:
    """Return the paragraphs of the first text part of a message, each on one line: what a server or a person says."""
    for part in message.walk():
        if part.get_content_type() == "text/plain" and not part.is_multipart():
            blocks = _BLANK.split(_text(part))
            return [" ".join(block.split())[:WORDS] for block in blocks if block.strip()]
    return []


def _text(part: Message) -> str:
    content = part.get_payload(decode=True)
    if not isinstance(content, bytes):
        return str(part.get_payload())
    charset = str(part.get_content_charset() or "utf-8")
    try:
        return content.decode(charset if _is_charset(charset) else "utf-8", "replace")
    except (LookupError, UnicodeError):  # of no text, or « undefined »
        return content.decode("utf-8", "replace")


def _is_charset(name: str) -> bool:
    """Say whether mail may be written in a charset of this name: no other codec of Python's is meant for it."""
    try:
        return codecs.lookup(name.partition("*")[0]).name not in _NO_CHARSETS
    except (LookupError, ValueError):
        return False


def returned(message: Message) -> Iterator[Message]:
    """Yield the messages, or their headers alone, that a report gives back (RFC 6522)."""
    for part in message.walk():
        kind = part.get_content_type()
        if kind in {"message/rfc822", "message/global"} and isinstance(part.get_payload(), list):
            yield from (inner for inner in part.get_payload() if isinstance(inner, Message))
        elif kind in {"text/rfc822-headers", "message/rfc822-headers", "message/global-headers"}:
            yield _parsed(part)


def _parsed(part: Message) -> Message:
    inner = part.get_payload()
    if isinstance(inner, list):
        return inner[0] if inner and isinstance(inner[0], Message) else Message()
    return message_from_string(_text(part).lstrip())
