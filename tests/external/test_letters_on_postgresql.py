"""What must hold of a sending, and of two people publishing at once, holds on PostgreSQL too: the same tests, on a
cluster of our own (Debian: postgresql).
"""

import os
import pwd
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from demo_site import needs

pytestmark = pytest.mark.external

ROOT = Path(__file__).resolve().parents[2]
SENDING = ("sending_once", "sending_frozen", "sending_account", "readers_leaving", "returns_scored")
PUBLISHING = ("two_at_once", "published_lines_stay")


def _programs() -> Path | None:
    """Return where the newest server's programs are; None without a server, or where nobody may become « postgres »."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[4]))
    if not found or os.geteuid() != 0:
        return None
    return found[-1].parent


@pytest.fixture(scope="module")
def cluster() -> Iterator[str]:
    """Give the address of a database server begun for these tests, ended after them."""
    programs = _programs()
    needs(programs, "PostgreSQL, begun as root")
    assert programs is not None
    root = Path(tempfile.mkdtemp(prefix="coffret-postgres-"))
    shutil.chown(root, "postgres")
    user = pwd.getpwnam("postgres")

    def run(*command: str) -> None:
        subprocess.run(
            command, check=True, cwd=root, user=user.pw_uid, group=user.pw_gid, extra_groups=[], env={"LC_ALL": "C.UTF-8"},
            capture_output=True, timeout=120,
        )  # fmt: skip

    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    run(str(programs / "initdb"), "-D", str(root / "data"), "-A", "trust", "-U", "coffret", "-N")
    options = f"-p {port} -k {root} -c listen_addresses=127.0.0.1 -c fsync=off"
    run(str(programs / "pg_ctl"), "-D", str(root / "data"), "-w", "-l", str(root / "log"), "-o", options, "start")
    try:
        yield f"postgres://coffret@127.0.0.1:{port}/postgres"
    finally:
        run(str(programs / "pg_ctl"), "-D", str(root / "data"), "-m", "immediate", "stop")
        shutil.rmtree(root)


@pytest.mark.parametrize(("room", "names"), [("newsletters", SENDING), ("submissions", PUBLISHING)])
def test_what_must_hold_holds_there(cluster: str, room: str, names: tuple[str, ...]):
    files = [f"tests/{room}/test_{name}.py" for name in names]
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:xdist", *files],
        cwd=ROOT,
        env={name: value for name, value in os.environ.items() if not name.startswith("PYTEST_")}
        | {"COFFRET_DATABASE_URL": cluster},
        capture_output=True,
        text=True,
        timeout=600,
    )
    assert done.returncode == 0, done.stdout[-4000:]
    assert " passed" in done.stdout
