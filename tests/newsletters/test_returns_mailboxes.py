"""The mailboxes: a maildir on the disk, IMAP and POP servers on this machine; read once, put away once kept."""

import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from letters_returned import TOKEN, delivery, sample

from coffret.base.duties import DUTIES
from coffret.base.errors import Refused
from coffret.newsletters.models import Delivery, DeliveryState, Return
from coffret.newsletters.returns.reading import MOST
from coffret.newsletters.returns.rounds import read_mailbox

pytestmark = pytest.mark.django_db


@pytest.fixture
def maildir(tmp_path: Path) -> Path:
    for name in ("new", "cur", "tmp"):
        (tmp_path / name).mkdir()
    return tmp_path


def put(maildir: Path, name: str, raw: bytes) -> Path:
    path = maildir / name
    path.write_bytes(raw)
    return path


def test_a_maildir_is_read_and_what_is_understood_leaves_it(maildir: Path) -> None:
    sent = delivery()
    put(maildir, "new/1.host", sample("postfix-unknown-user"))
    put(maildir, "new/2.host", sample("reply-of-a-person"))
    put(maildir, "cur/3.host:2,", sample("absence-zimbra"))
    seen = put(maildir, "cur/4.host:2,S", sample("yahoo-complaint"))
    put(maildir, "tmp/5.host", sample("yahoo-complaint"))
    read = read_mailbox(f"maildir://{maildir}")
    assert dict(read) == {"hard": 1, "unknown": 1, "automatic": 1}
    assert [path.name for path in maildir.glob("new/*")] == []
    # Somebody will read what was not understood, and what they read already is theirs.
    assert sorted(path.name for path in maildir.glob("cur/*")) == ["2.host:2,S", seen.name]
    sent.refresh_from_db()
    assert sent.state == DeliveryState.BOUNCED
    assert not read_mailbox(f"maildir://{maildir}")
    assert Return.objects.count() == 3


def test_a_message_whose_letter_is_leaving_stays_for_the_next_round(maildir: Path) -> None:
    delivery(state=DeliveryState.SENDING)
    path = put(maildir, "new/1.host", sample("postfix-unknown-user"))
    assert not read_mailbox(f"maildir://{maildir}")
    assert path.exists()
    Delivery.objects.update(state=DeliveryState.SENT)
    assert read_mailbox(f"maildir://{maildir}") == {"hard": 1}
    assert not path.exists()


def test_a_message_read_by_a_worker_killed_before_it_put_it_away_counts_once(maildir: Path) -> None:
    from coffret.newsletters.returns.receiving import receive

    delivery()
    receive(sample("exchange-full"), "maildir")
    path = put(maildir, "new/1.host", sample("exchange-full"))
    assert not read_mailbox(f"maildir://{maildir}")
    assert not path.exists()
    assert Return.objects.count() == 1


def test_strange_things_in_a_maildir_stop_nothing(maildir: Path) -> None:
    (maildir / "new" / "0.directory").mkdir()
    (maildir / "new" / "1.link").symlink_to("/etc/hostname")
    put(maildir, "new/2.empty", b"")
    put(maildir, "new/3.huge", sample("postfix-unknown-user") + b"x" * (MOST + 10))
    delivery()
    assert read_mailbox(f"maildir://{maildir}") == {"unknown": 1, "hard": 1}
    assert (maildir / "new" / "1.link").is_symlink()


@pytest.mark.parametrize("url", ["maildir:///nowhere/at/all", "pop3://a:b@127.0.0.1:1", "imap://a:b@127.0.0.1:1/INBOX"])
def test_a_mailbox_that_cannot_be_read_is_said_without_its_secret(url: str) -> None:
    with pytest.raises(Refused, match="COFFRET_RETURNS_URL") as refusal:
        read_mailbox(url)
    assert "a:b" not in str(refusal.value)


def test_the_duty_reads_the_mailbox_of_the_settings(maildir: Path, settings: object) -> None:
    duty = DUTIES["returns"]
    settings.RETURNS_URL = ""  # type: ignore[attr-defined]
    assert duty.act() == ""
    delivery()
    put(maildir, "new/1.host", sample("postfix-unknown-user"))
    settings.RETURNS_URL = f"maildir://{maildir}"  # type: ignore[attr-defined]
    assert duty.act() == "1 message revenu (adresse qui n’existe pas : 1)"
    assert duty.act() == ""


def test_a_maildir_that_no_message_made_yet_is_empty(maildir: Path) -> None:
    assert not read_mailbox(f"maildir://{maildir}/retours")


class _Pop(socketserver.StreamRequestHandler):
    letters: list[bytes]

    def say(self, text: str) -> None:
        self.wfile.write(text.encode() + b"\r\n")

    def body(self, raw: bytes) -> None:
        lines = raw.replace(b"\r\n", b"\n").split(b"\n")
        self.wfile.write(
            b"+OK\r\n" + b"".join((b"." if x[:1] == b"." else b"") + x + b"\r\n" for x in lines) + b".\r\n"
        )

    def handle(self) -> None:
        gone: set[int] = set()
        self.say("+OK ready")
        while line := self.rfile.readline().decode().split():
            word, rest = line[0].upper(), line[1:]
            if word == "PASS" and rest != ["le secret"] and rest != ["secret"]:
                self.say("-ERR no")
            elif word == "LIST":
                self.say("+OK")
                for number, raw in enumerate(self.letters, 1):
                    self.say(f"{number} {len(raw)}")
                self.say(".")
            elif word in {"RETR", "TOP"}:
                self.body(self.letters[int(rest[0]) - 1])
            elif word == "DELE":
                gone.add(int(rest[0]))
                self.say("+OK")
            elif word == "QUIT":
                self.letters[:] = [raw for number, raw in enumerate(self.letters, 1) if number not in gone]
                return self.say("+OK bye")
            else:
                self.say("+OK")
        return None


class _Imap(socketserver.StreamRequestHandler):
    letters: list[bytes]
    flags: dict[int, set[str]]

    def handle(self) -> None:
        self.wfile.write(b"* OK IMAP4rev1 ready\r\n")
        while line := self.rfile.readline().decode().strip():
            tag, words = line.split()[0], line.split()[1:]
            command = " ".join(words[:2]).upper() if words[0].upper() == "UID" else words[0].upper()
            if command == "CAPABILITY":
                self.wfile.write(b"* CAPABILITY IMAP4rev1\r\n")
            elif command == "SELECT":
                self.wfile.write(f"* {len(self.letters)} EXISTS\r\n".encode())
            elif command == "UID SEARCH":
                unseen = [str(n) for n in range(1, len(self.letters) + 1) if not self.flags.get(n)]
                self.wfile.write(f"* SEARCH {' '.join(unseen)}\r\n".encode())
            elif command == "UID FETCH":
                raw = self.letters[int(words[2]) - 1][:MOST]
                head = f"* {words[2]} FETCH (UID {words[2]} BODY[]<0> {{{len(raw)}}}\r\n"
                self.wfile.write(head.encode() + raw + b")\r\n")
            elif command == "UID STORE":
                self.flags.setdefault(int(words[2]), set()).update(" ".join(words[4:]).strip("()").split())
            elif command == "EXPUNGE":
                self.flags[0] = {"expunged"}
            answer = "NO wrong" if command == "LOGIN" and "secret" not in line else "OK done"
            self.wfile.write(f"{tag} {answer}\r\n".encode())


@contextmanager
def served(handler: type[socketserver.StreamRequestHandler], letters: list[bytes]) -> Iterator[tuple[int, dict]]:
    flags: dict[int, set[str]] = {}
    made = type("Served", (handler,), {"letters": letters, "flags": flags})
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), made) as server:
        server.daemon_threads = True
        threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
        yield server.server_address[1], flags
        server.shutdown()


def test_a_pop_mailbox_is_read_then_emptied() -> None:
    sent = delivery()
    letters = [sample("postfix-unknown-user"), sample("reply-of-a-person")]
    with served(_Pop, letters) as (port, _flags):
        assert read_mailbox(f"pop3://retours:secret@127.0.0.1:{port}") == {"hard": 1, "unknown": 1}
        assert letters == []
        assert not read_mailbox(f"pop3://retours:secret@127.0.0.1:{port}")
        with pytest.raises(Refused):
            read_mailbox(f"pop3://retours:wrong@127.0.0.1:{port}")
    sent.refresh_from_db()
    assert sent.state == DeliveryState.BOUNCED


def test_an_imap_mailbox_is_read_and_what_is_not_understood_is_marked_seen() -> None:
    sent = delivery()
    letters = [sample("qmail-unknown").replace(b"\n", b"\r\n"), sample("reply-of-a-person")]
    with served(_Imap, letters) as (port, flags):
        url = f"imap://retours%40example.org:secret@127.0.0.1:{port}/INBOX"
        assert read_mailbox(url) == {"hard": 1, "unknown": 1}
        assert flags == {1: {"\\Seen", "\\Deleted"}, 2: {"\\Seen"}, 0: {"expunged"}}
        assert not read_mailbox(url)
        with pytest.raises(Refused):
            read_mailbox(f"imap://retours:wrong@127.0.0.1:{port}/INBOX")
    sent.refresh_from_db()
    assert (sent.state, sent.token) == (DeliveryState.BOUNCED, TOKEN)
