"""The mailboxes mail comes back to: a maildir, IMAP, POP. A message leaves its mailbox only once what it says is kept.

What nobody understood stays where somebody may read it, marked as seen (a POP mailbox knows no marks: it is emptied).
"""

import imaplib
import os
import poplib
import ssl
import stat
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from django.utils.translation import gettext as _

from coffret.base.errors import Refused
from coffret.newsletters.returns.reading import MOST

# Messages read at once; the others wait for the next minute.
ROUND = 500
# Seconds: the other duties of the worker wait meanwhile.
TIMEOUT = 10.0
# Lines read of a message of a POP mailbox larger than what is read at all.
_LINES = 2000
# Bytes of a line of a POP mailbox. The library stops at 2048: whoever sent one longer line would close the mailbox for good.
poplib._MAXLINE = 1 << 20  # type: ignore[attr-defined]  # no other way to say so


@dataclass(frozen=True, slots=True)
class Letter:
    """A message in its mailbox. ``done(understood)`` removes it, or marks it seen when nobody understood it."""

    raw: bytes
    done: Callable[[bool], None]


@contextmanager
def mailbox(url: str) -> Iterator[tuple[str, Iterator[Letter]]]:
    """Open the mailbox at ``url`` and give its kind (« maildir », « imap », « pop ») and the messages to read.

    Raises Refused for a mailbox that cannot be opened or read.
    """
    parts = urlsplit(url)
    try:
        if parts.scheme == "maildir":
            yield "maildir", _maildir(Path(unquote(parts.path)))
        elif parts.scheme in {"imap", "imaps"}:
            with _imap(url) as letters:
                yield "imap", letters
        else:
            with _pop(url) as letters:
                yield "pop", letters
    except (OSError, imaplib.IMAP4.error, poplib.error_proto, EOFError) as failure:
        place = f"{parts.scheme}://{parts.hostname or ''}{parts.path}"
        raise Refused(
            _("La boîte des retours « {place} » ne se lit pas : {why}. Vérifier COFFRET_RETURNS_URL.").format(
                place=place, why=str(failure)[:200]
            )
        ) from failure


def _maildir(root: Path) -> Iterator[Letter]:
    """Yield the messages of a maildir nobody has seen, the oldest first.

    Mail systems make it with the first message: not there yet, it is empty. Raises OSError where it cannot even be made.
    """
    if not root.exists():
        os.stat(root.parent)
        return
    fresh = [path for name in ("new", "cur") for path in (root / name).iterdir() if not _seen(path)]
    for path in sorted(fresh, key=lambda path: path.name)[:ROUND]:
        raw = _content(path)
        if raw is not None:
            yield Letter(raw, partial(_put_away, path, root))


def _seen(path: Path) -> bool:
    return path.name.startswith(".") or "S" in path.name.partition(":2,")[2]


def _content(path: Path) -> bytes | None:
    """Return the beginning of a message; None for one that is gone, or is no file."""
    try:
        if not stat.S_ISREG(path.lstat().st_mode):
            return None
        with open(os.open(path, os.O_RDONLY | os.O_NOFOLLOW), "rb") as file:
            return file.read(MOST)
    except FileNotFoundError:
        return None


def _put_away(path: Path, root: Path, understood: bool) -> None:
    if understood:
        path.unlink(missing_ok=True)
        return
    base, _mark, flags = path.name.partition(":2,")
    path.rename(root / "cur" / f"{base}:2,{''.join(sorted({*flags, 'S'}))}")


@contextmanager
def _imap(url: str) -> Iterator[Iterator[Letter]]:
    parts = urlsplit(url)
    host = parts.hostname or ""
    if parts.scheme == "imaps":
        server: imaplib.IMAP4 = imaplib.IMAP4_SSL(
            host, parts.port or 993, ssl_context=ssl.create_default_context(), timeout=TIMEOUT
        )
    else:
        server = imaplib.IMAP4(host, parts.port or 143, timeout=TIMEOUT)
    try:
        server.login(unquote(parts.username or ""), unquote(parts.password or ""))
        folder = unquote(parts.path.strip("/")) or "INBOX"
        _checked(server.select('"{}"'.format(folder.replace("\\", "").replace('"', ""))))
        yield _imap_letters(server)
        server.expunge()
    finally:
        server.shutdown()


def _checked(answer: tuple[str, Any]) -> list[Any]:
    """Return what an IMAP server says; raises IMAP4.error when it refuses."""
    said, data = answer
    if said != "OK":
        raise imaplib.IMAP4.error(str(data[:1]))
    return data


def _imap_letters(server: imaplib.IMAP4) -> Iterator[Letter]:
    found = _checked(server.uid("SEARCH", "UNSEEN UNDELETED"))
    numbers = found[0].split() if found and isinstance(found[0], bytes) else []
    for number in numbers[:ROUND]:
        uid = number.decode()
        data = _checked(server.uid("FETCH", uid, f"(BODY.PEEK[]<0.{MOST}>)"))
        raw = next((part[1] for part in data if isinstance(part, tuple)), None)
        if raw is not None:
            yield Letter(raw, partial(_flag, server, uid))


def _flag(server: imaplib.IMAP4, uid: str, understood: bool) -> None:
    _checked(server.uid("STORE", uid, "+FLAGS", "(\\Seen \\Deleted)" if understood else "(\\Seen)"))


@contextmanager
def _pop(url: str) -> Iterator[Iterator[Letter]]:
    parts = urlsplit(url)
    host = parts.hostname or ""
    if parts.scheme == "pop3s":
        server: poplib.POP3 = poplib.POP3_SSL(
            host, parts.port or 995, context=ssl.create_default_context(), timeout=TIMEOUT
        )
    else:
        server = poplib.POP3(host, parts.port or 110, timeout=TIMEOUT)
    try:
        server.user(unquote(parts.username or ""))
        server.pass_(unquote(parts.password or ""))
        yield _pop_letters(server)
        # Only now does the server remove what was read.
        server.quit()
    finally:
        server.close()


def _pop_letters(server: poplib.POP3) -> Iterator[Letter]:
    for row in server.list()[1][:ROUND]:
        number, size = (int(word) for word in row.split()[:2])
        lines = (server.retr(number) if size <= MOST else server.top(number, _LINES))[1]
        raw = b"\r\n".join(lines)[:MOST] + b"\r\n"
        yield Letter(raw, partial(_remove, server, number))


def _remove(server: poplib.POP3, number: int, _understood: bool) -> None:
    server.dele(number)
