"""The bytes of a letter: written once for an issue, each recipient's tokens put in where the marks stand.

The coding of each part never cuts a mark: text as it is while the relay takes it and lines stay under 998 bytes, else
quoted-printable in which a mark is one letter.
"""

import re
from dataclasses import dataclass
from datetime import datetime
from email.header import Header
from email.utils import format_datetime, formataddr, parseaddr

from django.conf import settings

from coffret.newsletters import addresses
from coffret.newsletters.marks import LEAVE, READER
from coffret.newsletters.models import Sending
from coffret.newsletters.returns.addresses import domain_of, leave_address, return_address

LONGEST_LINE = 998
_QUOTED_LINE = 75
_MARKS = re.compile(f"({LEAVE}|{READER})".encode())
_LETTERS = re.compile(f"{LEAVE}|{READER}|.".encode(), re.DOTALL)
_PLAIN = frozenset(range(33, 127)) - {ord("=")} | {ord(" "), ord("\t")}
# What a display name must be quoted to hold (RFC 5322, 3.2.3).
_SPECIAL = re.compile(r'[][()<>@,:;."\\]')
_LEADING_DOT = re.compile(rb"(?m)^\.")


@dataclass(frozen=True, slots=True)
class Recipient:
    """Whom a message is for: address, delivery token, and the tokens of their personal links."""

    address: str
    token: str
    leave: str
    reader: str


def headers(
    sender: str, *, name: str, slug: str, archive: str, language: str = "fr", reply_to: str = ""
) -> dict[str, str]:
    """Return the headers of an issue that are the same for all, marks standing for tokens (norms of letters, § 5c).

    ``sender`` is « Name <address> », ``name`` and ``slug`` those of the newsletter, ``archive`` the absolute address of
    the web version, or « ».
    """
    domain = domain_of(sender)
    said = {
        "From": sender,
        "Reply-To": reply_to,
        "List-Id": f"{name} <{slug}.{domain}>",
        "List-Unsubscribe": f"<{addresses.leave()}>, <mailto:{leave_address(sender)}?subject=unsubscribe>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        "List-Archive": f"<{archive}>" if archive else "",
        "List-Help": f"<{addresses.preferences()}>",
        "Precedence": "bulk",
        "Content-Language": language,
    }
    return {name: value for name, value in said.items() if value}


def sender_of(name: str, email: str) -> str:
    """Return « Name <address> » of a newsletter: its own, else the site's (COFFRET_MAIL_FROM)."""
    site_name, site_email = parseaddr(settings.DEFAULT_FROM_EMAIL)
    said = " ".join((name or site_name).split())
    if _SPECIAL.search(said):
        # « Culture, Musées <…@…> » would be read as two senders, « <x@y.fr> » as another one.
        said = '"' + re.sub(r'(["\\])', r"\\\1", said) + '"'
    return f"{said} <{email or site_email}>".strip()


class Template:
    """An issue as bytes, but for what differs from one recipient to the next."""

    def __init__(self, sending: Sending, *, eight_bit: bool = True, wire: bool = True) -> None:
        """Take a frozen issue; ``wire`` doubles leading dots, as SMTP wants."""
        self.issue = sending.issue_id
        self.sender = sending.headers.get("From", settings.DEFAULT_FROM_EMAIL)
        self.domain = domain_of(self.sender)
        text, html = _part("text/plain", sending.text, eight_bit), _part("text/html", sending.html, eight_bit)
        self.eight_bit = b"encoding: 8bit" in text + html
        boundary = f"=_coffret_{sending.sha256[:24]}".encode()
        top = [_header(name, value) for name, value in {**sending.headers, "Subject": sending.subject}.items()]
        whole = b"".join(
            [
                *top,
                b"MIME-Version: 1.0\r\n",
                b'Content-Type: multipart/alternative; boundary="' + boundary + b'"\r\n\r\n',
                *(b"--" + boundary + b"\r\n" + part for part in (text, html)),
                b"--" + boundary + b"--\r\n",
            ]
        )
        self._pieces = _MARKS.split(_LEADING_DOT.sub(b"..", whole) if wire else whole)
        self.size = len(whole) + 400

    def envelope(self, recipient: Recipient) -> str:
        """Return where the message comes back to when it does."""
        return return_address(recipient.token, self.sender)

    def message_id(self, recipient: Recipient) -> str:
        """Return the name of the message: the same at each attempt."""
        return f"<i{self.issue}.{recipient.token}@{self.domain}>"

    def written(self, recipient: Recipient, date: str) -> bytes:
        """Return the message of a recipient, dated as ``dated`` writes it."""
        top = f"Message-ID: {self.message_id(recipient)}\r\nDate: {date}\r\nTo: <{recipient.address}>\r\n"
        tokens = {LEAVE.encode(): recipient.leave.encode(), READER.encode(): recipient.reader.encode()}
        pieces = [tokens[piece] if at % 2 else piece for at, piece in enumerate(self._pieces)]
        return b"".join([top.encode(), *pieces])


def dated(now: datetime) -> str:
    """Return a moment as the header Date wants it."""
    return format_datetime(now)


def _header(name: str, value: str) -> bytes:
    """Return a header's line: words beyond ASCII coded, addresses and marks left whole, lines broken at spaces."""
    said = " ".join(value.split())
    if name in {"From", "Reply-To"}:
        said = formataddr(parseaddr(said))
    elif name == "List-Id":
        words, _open, rest = said.rpartition("<")
        # A phrase (RFC 5322): quoted, or coded word by word.
        phrase = words.strip()
        phrase = '"' + re.sub(r'(["\\])', r"\\\1", phrase) + '"' if phrase.isascii() else _coded(phrase, len(name) + 2)
        said = f"{phrase} <{rest}"
    elif name == "List-Unsubscribe":
        said = said.replace(">, <", ">,\r\n <")
    elif not said.isascii() or len(said) > 900:
        said = _coded(said, len(name) + 2)
    return f"{name}: {said}\r\n".encode()


def _coded(words: str, taken: int) -> str:
    return Header(words, "utf-8", header_name="x" * taken).encode(linesep="\r\n")


def _part(kind: str, content: str, eight_bit: bool) -> bytes:
    body = "\r\n".join(content.replace("\r\n", "\n").replace("\r", "\n").rstrip("\n").split("\n")).encode() + b"\r\n"
    short = max(map(len, body.split(b"\r\n"))) <= LONGEST_LINE
    if short and body.isascii():
        coding = "7bit"
    elif short and eight_bit:
        coding = "8bit"
    else:
        coding, body = "quoted-printable", b"".join(map(_quoted, body.split(b"\r\n")[:-1]))
    top = f"Content-Type: {kind}; charset=utf-8\r\nContent-Transfer-Encoding: {coding}\r\n\r\n"
    return top.encode() + body


def _quoted(line: bytes) -> bytes:
    """Return a line in quoted-printable, in lines of 76 bytes at most that never cut a mark."""
    lines, current = [], b""
    letters = _LETTERS.findall(line)
    for at, letter in enumerate(letters):
        last = at + 1 == len(letters)
        if len(letter) > 1 or (letter[0] in _PLAIN and not (last and letter in b" \t")):
            coded = letter
        else:
            coded = b"=%02X" % letter[0]
        if len(current) + len(coded) > _QUOTED_LINE:
            lines.append(current + b"=\r\n")
            current = b""
        current += coded
    return b"".join([*lines, current, b"\r\n"])
