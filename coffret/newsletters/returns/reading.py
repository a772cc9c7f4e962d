"""Reading a message that came back: a report, a complaint, somebody who leaves, an answer nobody wrote, or none of these.

Which delivery it speaks of is read in the address it came back to (VERP), then in the headers it gives back: never guessed
from a text. Nothing a message holds may stop the reading of the next one.
"""

from collections.abc import Iterable, Iterator
from email import message_from_bytes
from email.message import Message

from coffret.newsletters.models import ReturnKind
from coffret.newsletters.returns import addresses
from coffret.newsletters.returns.arf import complaint, mail_from
from coffret.newsletters.returns.automatic import is_automatic
from coffret.newsletters.returns.dsn import notification, other_bounce
from coffret.newsletters.returns.news import News
from coffret.newsletters.returns.parts import RECIPIENTS, header, headers, readable, returned

# Bytes read of a message; what follows is the end of the copy of ours, which says nothing more.
MOST = 256_000
# The readers slow down with parts within parts, and with the lines of what is in nobody's standard: a message made for
# that must not hold the worker. A report has three parts, and gives back a letter of two.
_PARTS, _LINES = 30, 3000
# A message speaks of one letter: beyond a few, its tokens are guesses.
_TOKENS = 10
_SUBJECT = 200


def understand(raw: bytes) -> News:
    """Return what a message says; never raises."""
    begun = raw[:MOST]
    if begun.lower().count(b"boundary") > _PARTS:
        return News(ReturnKind.UNKNOWN)
    try:
        return _understand(begun)
    except (RecursionError, ValueError, LookupError, TypeError, AttributeError, AssertionError):
        # The standard parser has its own weaknesses (parts within parts without end, charsets that are none).
        return News(ReturnKind.UNKNOWN)


def _understand(raw: bytes) -> News:
    message = message_from_bytes(raw)
    if found := complaint(message):
        return found.of(_tokens(message))
    if found := notification(message):
        return found.of(_tokens(message))
    if leaving := _leaving(message):
        return News(ReturnKind.AUTOMATIC, leaving=leaving)
    if is_automatic(message):
        return News(ReturnKind.AUTOMATIC, _tokens(message))
    if found := other_bounce(message_from_bytes(b"\n".join(raw.split(b"\n", _LINES)[:_LINES]))):
        return found.of(_tokens(message))
    return News(ReturnKind.UNKNOWN, _tokens(message), said=readable(header(message, "Subject"))[:_SUBJECT])


def _tokens(message: Message) -> tuple[str, ...]:
    """Return the tokens of deliveries a message holds: of its own recipient, then of the headers it gives back."""
    own = (addresses.tokens_returned(value) for value in headers(message, *RECIPIENTS))
    quoted = (addresses.tokens_returned(mail_from(message)),)
    return _unique(_flat([*own, *quoted, *_quoted(message)]))


def _quoted(message: Message) -> Iterator[list[str]]:
    for copy in returned(message):
        yield from (addresses.tokens_of_messages(value) for value in headers(copy, "Message-ID"))
        yield from (addresses.tokens_returned(value) for value in headers(copy, "Return-Path"))
    yield from (addresses.tokens_of_messages(value) for value in headers(message, "In-Reply-To", "References"))


def _leaving(message: Message) -> tuple[str, ...]:
    """Return the tokens of subscriptions a message leaves: in its recipient, or in its subject."""
    own = (addresses.tokens_leaving(value) for value in headers(message, *RECIPIENTS))
    return _unique(_flat([*own, addresses.token_of_subject(header(message, "Subject"))]))


def _flat(lists: Iterable[list[str]]) -> list[str]:
    return [token for tokens in lists for token in tokens]


def _unique(tokens: list[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(tokens))[:_TOKENS]
