"""A Postfix of our own, as Debian packages it: its configuration, queue and mailboxes in one directory, a port of ours.

It delivers « retours+… » and « desabonnement+… » of the sender's domain into one maildir, knows two readers, bounces the
others, and hands what it receives to an OpenDKIM of our own when asked.
"""

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

OURS = "lettres.example.fr"
READERS = "lecteurs.example.org"
MAIN = """\
compatibility_level = 3.6
queue_directory = {root}/queue
data_directory = {root}/data
maillog_file = {root}/log/mail.log
maillog_file_prefixes = {root}/log
myhostname = mx.{ours}
mydestination =
mynetworks = 127.0.0.0/8
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
biff = no
alias_maps =
alias_database =
smtpd_peername_lookup = no
smtpd_relay_restrictions = permit_mynetworks, reject
smtpd_recipient_restrictions = check_recipient_access texthash:{root}/conf/refused, permit_mynetworks, reject
smtpd_reject_unlisted_recipient = no
recipient_delimiter = +
virtual_mailbox_domains = {ours}, {readers}
virtual_mailbox_base = {root}/mail
virtual_mailbox_maps = texthash:{root}/conf/mailboxes
virtual_minimum_uid = 1
virtual_uid_maps = static:{uid}
virtual_gid_maps = static:{gid}
transport_maps = texthash:{root}/conf/transports
disable_dns_lookups = yes
smtpd_milters = {milter}
milter_default_action = tempfail
"""
MASTER = """\
127.0.0.1:{port} inet n - n - - smtpd
pickup unix n - n 60 1 pickup
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
verify unix - - n - 1 verify
flush unix n - n 1000? 0 flush
proxymap unix - - n - - proxymap
smtp unix - - n - - smtp
relay unix - - n - - smtp
showq unix n - n - - showq
error unix - - n - - error
retry unix - - n - - error
discard unix - - n - - discard
local unix - n n - - local
virtual unix - n n - - virtual
anvil unix - - n - 1 anvil
scache unix - - n - 1 scache
postlog unix-dgram n - n - 1 postlogd
"""


@dataclass
class Postfix:
    """A Postfix that runs: where it listens, and its mailboxes by name (« retours », « lecteur », « lectrice »)."""

    root: Path
    port: int
    running: list["subprocess.Popen[bytes]"] = field(default_factory=list)

    def mailbox(self, name: str) -> Path:
        """Return a maildir."""
        return self.root / "mail" / name

    def arrived(self, name: str, number: int = 1) -> list[bytes]:
        """Return the messages of a mailbox once there are so many."""
        wait_for(lambda: len(list((self.mailbox(name) / "new").glob("*"))) >= number, self.log)
        return [path.read_bytes() for path in sorted((self.mailbox(name) / "new").iterdir())]

    def log(self) -> str:
        """Return the end of its journal."""
        path = self.root / "log" / "mail.log"
        return path.read_text(errors="replace")[-3000:] if path.exists() else "(no journal)"


def free_port() -> int:
    """Return a port nobody listens to."""
    with socket.socket() as link:
        link.bind(("127.0.0.1", 0))
        return int(link.getsockname()[1])


def wait_for(done: Callable[[], bool], why: Callable[[], str] = lambda: "", seconds: float = 40) -> None:
    """Wait until something is so; fail with ``why`` when it takes too long."""
    until = time.monotonic() + seconds
    while not done():
        assert time.monotonic() < until, why()
        time.sleep(0.1)


def listening(port: int) -> bool:
    """Say whether somebody answers at a port of this machine."""
    with socket.socket() as link:
        return link.connect_ex(("127.0.0.1", port)) == 0


@contextmanager
def postfix(milter: str = "") -> Iterator[Postfix]:
    """Run a Postfix for the time of a ``with``; it must be run as root, as it starts under several accounts."""
    root = Path(tempfile.mkdtemp(prefix="coffret-postfix-"))
    root.chmod(0o755)
    made = Postfix(root, free_port())
    try:
        _write(made, milter)
        _postfix(root, "start")
        wait_for(lambda: listening(made.port), made.log)
        yield made
    finally:
        _postfix(root, "stop", check=False)
        shutil.rmtree(root, ignore_errors=True)


def _write(made: Postfix, milter: str) -> None:
    root, account = made.root, pwd.getpwnam("mail")
    for name in ("conf", "queue", "data", "mail", "log"):
        (root / name).mkdir()
    shutil.chown(root / "data", "postfix")
    os.chown(root / "mail", account.pw_uid, account.pw_gid)
    facts = {"root": root, "ours": OURS, "readers": READERS, "uid": account.pw_uid, "gid": account.pw_gid}
    conf = {
        "main.cf": MAIN.format(**facts, milter=milter),
        "master.cf": MASTER.format(port=made.port),
        "mailboxes": f"retours@{OURS} retours/\ndesabonnement@{OURS} retours/\nlecteur@{READERS} lecteur/\n"
        f"lectrice@{READERS} lectrice/\n",
        "refused": "absent.example.org 550 5.1.1 No such user here\n",
        "transports": "plein.example.org error:5.2.2 Mailbox full\nbloque.example.org error:5.7.1 Blocked by policy\n",
    }
    for name, text in conf.items():
        (root / "conf" / name).write_text(text)


def _postfix(root: Path, act: str, check: bool = True) -> None:
    done = subprocess.run(
        ["/usr/sbin/postfix", "-c", str(root / "conf"), act], capture_output=True, check=False, timeout=60
    )
    assert not check or done.returncode == 0, (done.stderr + done.stdout).decode()[-2000:]


@contextmanager
def opendkim(root: Path, sign_headers: str = "") -> Iterator[tuple[str, str]]:
    """Run an OpenDKIM that signs for our domain; give its milter address and the TXT record of its key."""
    where = root / "opendkim"
    where.mkdir(parents=True, exist_ok=True)
    if not (where / "coffret.private").exists():
        command = ["opendkim-genkey", "-b", "2048", "-s", "coffret", "-d", OURS, "-D", str(where)]
        subprocess.run(command, check=True, capture_output=True, timeout=60)
    port = free_port()
    (where / "opendkim.conf").write_text(
        f"Domain {OURS}\nSelector coffret\nKeyFile {where}/coffret.private\nSocket inet:{port}@127.0.0.1\nMode s\n"
        f"Canonicalization relaxed/simple\nRequireSafeKeys no\nSyslog no\n{sign_headers}\n"
    )
    process = subprocess.Popen(["opendkim", "-f", "-x", str(where / "opendkim.conf")], stderr=subprocess.PIPE)
    try:
        wait_for(lambda: listening(port) or process.poll() is not None)
        assert process.poll() is None, (process.stderr.read() if process.stderr else b"").decode()
        record = "".join((where / "coffret.txt").read_text().split('"')[1::2])
        yield f"inet:127.0.0.1:{port}", record
    finally:
        process.terminate()
        process.wait(10)
        if process.stderr:
            process.stderr.close()
