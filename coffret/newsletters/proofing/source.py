"""What a file holds: an HTML page, or a mail with its subject, its day, its two bodies and its images."""

import email
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from email.errors import MessageError
from email.header import decode_header, make_header
from email.message import Message
from email.utils import parseaddr, parsedate_to_datetime
from pathlib import Path

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from coffret.base.errors import Refused
from coffret.newsletters.proofing import pixels
from coffret.newsletters.proofing.pixels import Finder

# A letter is a few hundred kilobytes, its images a few million.
LARGEST = 40_000_000
# Why a file is not read, in the reader's language.
_UNREADABLE: dict[type[OSError], str] = {
    FileNotFoundError: gettext_noop("ce fichier n’existe pas"),
    IsADirectoryError: gettext_noop("c’est un dossier"),
    PermissionError: gettext_noop("il n’est pas permis de le lire"),
    OSError: gettext_noop("erreur de lecture"),
}
_HEADERS = re.compile(rb"\A(?:From .*\r?\n)?(?:[A-Za-z][A-Za-z0-9-]*:[^\n]*\n(?:[ \t][^\n]*\n)*){2,}")
_CHARSET = re.compile(rb"""charset\s*=\s*["']?\s*([A-Za-z0-9_.:-]+)""", re.I)
_MARKUP = re.compile(r"<\s*(?:!doctype|html|head|body|table|div|p|h[1-6]|a|img|ul|span|center|meta|title)\b", re.I)


@dataclass(frozen=True, slots=True)
class Source:
    """A letter as its file has it. ``subject`` None where there is no place for one; ``html`` « » for a mail in plain text.

    ``plain``: the text part (« » for a mail without any, None for a page). ``sender``: the address it comes from.
    """

    html: str
    subject: str | None
    plain: str | None
    at: datetime | None
    find: Finder
    sender: str = ""
    archive: str = ""
    mail: bool = False


def read(path: Path) -> Source:
    """Return what a file holds. Raises Refused when it cannot be read, or is neither a page nor a mail."""
    content = _content(path)
    if path.suffix.lower() in {".eml", ".mime"} or (
        path.suffix.lower() not in {".html", ".htm", ".xhtml"} and _HEADERS.match(content)
    ):
        return _mail(content, path)
    text = decoded(content)
    if "\0" in text or not _MARKUP.search(text):
        raise Refused(
            _(
                "« {file} » n’est ni une page HTML ni un courriel : donner le fichier .html ou .eml de la lettre, ou le "
                "numéro d’une lettre du site."
            ).format(file=path.name)
        )
    return Source(text, None, None, None, pixels.beside(path))


def _content(path: Path) -> bytes:
    try:
        if path.stat().st_size > LARGEST:
            size = path.stat().st_size // 1_000_000
            raise Refused(
                _("« {file} » pèse {size} Mo, et une lettre 40 au plus : vérifier que c’est la bonne.").format(
                    file=path.name, size=size
                )
            )
        content = path.read_bytes()
    except OSError as failure:
        reason = _(_UNREADABLE.get(type(failure), "erreur de lecture"))
        raise Refused(
            _("« {file} » ne se lit pas ({reason}) : vérifier son nom et ses droits.").format(file=path, reason=reason)
        ) from None
    if not content.strip():
        raise Refused(_("« {file} » est vide : donner le fichier de la lettre.").format(file=path.name))
    return content


def decoded(content: bytes, said: str = "") -> str:
    """Return bytes as text: by their mark, by what is said of them, by what they say, as UTF-8, else as Windows does."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16", "replace")
    declared = _CHARSET.search(content[:4096])
    for name in (said, "utf-8-sig", declared[1].decode("ascii") if declared else "", "cp1252"):
        try:
            if name:
                return content.decode(name)
        except (LookupError, UnicodeError, ValueError):
            continue
    return content.decode("cp1252", "replace")


# Mails ----------------------------------------------------------------------------------------------------------------


def _mail(content: bytes, path: Path) -> Source:
    message = email.message_from_bytes(content)
    if not message.keys():
        raise Refused(
            _("« {file} » n’a pas d’en-têtes de courriel : vérifier que c’est bien un fichier .eml.").format(
                file=path.name
            )
        )
    leaves = [part for part in message.walk() if not part.is_multipart()]
    html = next((_text(part) for part in leaves if _is(part, "text/html")), "")
    plain = next((_text(part) for part in leaves if _is(part, "text/plain")), "")
    if not (html or plain):
        raise Refused(_("« {file} » n’a ni texte ni HTML : rien à contrôler.").format(file=path.name))
    archive = re.search(r"<(https?://[^>\s]+)>", _header(message, "List-Archive"))
    sender = parseaddr(_header(message, "From"))[1]
    images = pixels.inside(dict(_images(leaves)))
    return Source(
        html, _header(message, "Subject"), plain, _date(message), images, sender, archive[1] if archive else "", True
    )


def _is(part: Message, kind: str) -> bool:
    return part.get_content_type() == kind and part.get_content_disposition() != "attachment"


def _text(part: Message) -> str:
    payload = part.get_payload(decode=True)
    return decoded(payload if isinstance(payload, bytes) else b"", str(part.get_content_charset() or ""))


def _images(leaves: list[Message]) -> Iterator[tuple[str, bytes]]:
    """Yield the names by which a mail's images are called, with their content."""
    for part in leaves:
        payload = part.get_payload(decode=True) if part.get_content_maintype() == "image" else None
        if isinstance(payload, bytes):
            for name in (part.get("Content-ID", ""), part.get("Content-Location", "")):
                if key := str(name).strip().strip("<>"):
                    yield key, payload


def _header(message: Message, name: str) -> str:
    """Return a header as it is read, in one line; « » when it is not there."""
    written = message.get(name)
    if written is None:
        return ""
    try:
        said = str(make_header(decode_header(str(written))))
    except (MessageError, LookupError, ValueError):
        said = str(written)
    return " ".join(said.split())


def _date(message: Message) -> datetime | None:
    try:
        at = parsedate_to_datetime(_header(message, "Date"))
        return at if at.tzinfo else timezone.make_aware(at)
    except (ValueError, TypeError, OverflowError, IndexError):
        return None
