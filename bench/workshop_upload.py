"""Measure a file of two gigabytes handed in by pieces, the site killed at 99 %: what is sent again, how fast, in how much
memory.

Usage: python bench/workshop_upload.py [--megabytes 2048] [--keep]

An empty instance is served on this machine (`coffret serve`); the file is generated as it leaves, and kept nowhere here.
--keep writes bench/README.md and bench/results.json.
"""

import argparse
import hashlib
import http.client
import json
import os
import random
import signal
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import board

MIB = 1 << 20
PIECE = 8 * MIB
PATIENCE = 60
SIGN_IN = """\
import django; django.setup()
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from coffret.accounts.models import Membership, Role, User
from coffret.authorities.models import Museum
museum = Museum.objects.create(code="M0650", official_name="musée", city="Saint-Omer")
user = User.objects.create_user("regie@example.org")
Membership.objects.create(user=user, museum=museum, role=Role.MANAGER)
session = SessionStore()
session[SESSION_KEY] = str(user.pk)
session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
session[HASH_SESSION_KEY] = user.get_session_auth_hash()
session.create()
print(session.session_key)
"""


class Sender:
    """Somebody signed in, who asks again until there is an answer."""

    def __init__(self, port: int, session: str) -> None:
        self.port, self.bytes = port, 0
        token = "a" * 32
        self.headers = {"Cookie": f"sessionid={session}; csrftoken={token}", "X-CSRFToken": token}

    def ask(self, method: str, path: str, body: bytes, kind: str = "application/json") -> dict[str, Any]:
        """Return the JSON of an answer."""
        end = time.monotonic() + PATIENCE
        while True:
            try:
                connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
                connection.request(method, path, body, {**self.headers, "Content-Type": kind})
                self.bytes += len(body) if method == "PUT" else 0
                return json.loads(connection.getresponse().read())
            except (OSError, http.client.HTTPException, ValueError):
                if time.monotonic() > end:
                    raise
                time.sleep(0.1)


def part(number: int) -> bytes:
    """Return the piece of this number: bytes unlike those of the others."""
    return random.Random(number).randbytes(PIECE)


def children(process: int) -> list[int]:
    """Return the processes that a process began."""
    return [int(one) for one in Path(f"/proc/{process}/task/{process}/children").read_text().split()]


def web_of(supervisor: int) -> int:
    """Return the process that serves pages."""
    return next(one for one in children(supervisor) if b"gunicorn" in Path(f"/proc/{one}/cmdline").read_bytes())


def peak(process: int) -> int:
    """Return the most memory a process has held, in megabytes."""
    return int(Path(f"/proc/{process}/status").read_text().partition("VmHWM:")[2].split()[0]) // 1024


def measured(data: Path, size: int) -> dict[str, Any]:
    """Send a file of ``size`` bytes, kill the site at 99 %, go on; return the account."""
    environment = {**os.environ, "COFFRET_DATA": str(data), "DJANGO_SETTINGS_MODULE": "coffret.settings"}
    coffret = [sys.executable, "-m", "coffret.cli.main"]
    subprocess.run([*coffret, "manage", "migrate", "-v0"], env=environment, check=True, capture_output=True)
    made = subprocess.run([sys.executable, "-c", SIGN_IN], env=environment, check=True, capture_output=True, text=True)
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    server = subprocess.Popen([*coffret, "serve", "--bind", f"127.0.0.1:{port}"], env=environment)
    try:
        return sent(Sender(port, made.stdout.strip()), size, server.pid)
    finally:
        server.terminate()
        server.wait(timeout=30)


def sent(sender: Sender, size: int, supervisor: int) -> dict[str, Any]:
    """Send the file along its road."""
    begun = sender.ask("POST", "/pro/verser/envois/", b"museum=M0650", "application/x-www-form-urlencoded")
    digest = hashlib.sha256()
    for number in range(size // PIECE):
        digest.update(part(number))
    rows = json.dumps([{"path": "fonds.zip", "size": size, "sha256": digest.hexdigest()}]).encode()
    answer = sender.ask("POST", f"{begun['page']}/fichiers/", rows)["files"][0]
    offset, memory, killed, seconds = 0, 0, False, 0.0
    while offset < size:
        if not killed and offset >= size * 99 // 100:
            memory = max(peak(one) for one in [web_of(supervisor), *children(web_of(supervisor))])
            os.killpg(web_of(supervisor), signal.SIGKILL)
            killed, before = True, offset
            offset = sender.ask("POST", f"{begun['page']}/fichiers/", rows)["files"][0]["offset"]
            lost = before - offset
            continue
        piece = part(offset // PIECE)[offset % PIECE :]
        started = time.perf_counter()
        answer_to = sender.ask("PUT", f"{begun['page']}/{answer['file']}?offset={offset}", piece, "text/plain")
        seconds += time.perf_counter() - started
        offset = answer_to["offset"]
    return {
        "megabytes": size // MIB,
        "whole": answer_to["whole"],
        "sent_again_bytes": sender.bytes - size,
        "lost_bytes": lost,
        "seconds": round(seconds, 1),
        "megabytes_per_second": round(size / MIB / seconds),
        "web_memory_mb": memory,
    }


def main() -> None:
    """Measure, tell, and keep when asked."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--megabytes", type=int, default=2048)
    parser.add_argument("--keep", action="store_true")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as place:
        told = measured(Path(place) / "var", args.megabytes * MIB)
    print(json.dumps(told, indent=1))
    assert told["whole"], "the file is not what was sent"
    if args.keep:
        section = (
            "## A large file handed in, the site killed at 99 %\n\n"
            f"`python bench/workshop_upload.py`: {told['megabytes']} MB in pieces of 8 MB, each on the disk before it is "
            f"answered for, the site killed (SIGKILL) at 99 % and begun again; the SHA-256 of the whole is checked at the "
            f"end. **{told['megabytes_per_second']} MB/s**, {told['sent_again_bytes']} bytes sent twice, peak memory of a "
            f"process of the site {told['web_memory_mb']} MB."
        )
        board.publish("workshop_upload", told, section)


if __name__ == "__main__":
    main()
