"""A PostgreSQL server of our own (Debian: postgresql): begun for a run, gone after it, even killed.

    python tests/postgresql.py COMMAND [ARGUMENT…]

runs a command with COFFRET_DATABASE_URL set to it. The server listens on a socket of a private directory alone, and does
not wait for the disk (fsync off): nothing of it outlives the run.
"""

import contextlib
import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote, unquote, urlsplit

OPTIONS = {
    "listen_addresses": "",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "max_connections": "200",
    "shared_buffers": "256MB",
    "max_wal_size": "4GB",
}


def programs() -> Path | None:
    """Return the directory of the newest server's programs; None where there is none, or no account to run it."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[4]))
    return found[-1].parent if found and _account() is not None else None


def _account() -> dict[str, object] | None:
    """Return who runs the server, as subprocess wants it: ourselves, or « postgres » when we are root, whom it refuses."""
    if os.geteuid() != 0:
        return {}
    try:
        user = pwd.getpwnam("postgres")
    except KeyError:
        return None
    return {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}


@contextlib.contextmanager
def cluster(options: dict[str, str] = OPTIONS) -> Iterator[str]:
    """Give the address of a server begun now, as COFFRET_DATABASE_URL takes it; end it and remove it afterwards.

    ``options``: settings of the server that are not its own. Killed, this process is missed by a keeper, which ends
    the server in its place.
    """
    found = programs()
    if found is None:
        raise FileNotFoundError("no PostgreSQL server on this machine (Debian: postgresql), or no account to run it")
    root = Path(tempfile.mkdtemp(prefix="coffret-postgres-"))
    if os.geteuid() == 0:
        shutil.chown(root, "postgres")
    watched, held = os.pipe()
    keeper = subprocess.Popen(
        [sys.executable, __file__, "--keep", str(watched), str(found), str(root)],
        pass_fds=[watched],
        start_new_session=True,
    )
    os.close(watched)
    try:
        _begin(found, root, options)
        yield f"postgres://coffret@{quote(str(root), safe='')}/postgres"
    finally:
        os.close(held)
        keeper.wait(timeout=120)


def restart(address: str) -> None:
    """End the server at ``address`` without waiting for whoever is connected, and begin it again with its settings."""
    found, root = programs(), Path(unquote(urlsplit(address).netloc.rpartition("@")[2]))
    assert found
    _as_owner(root, found / "pg_ctl", "-D", root / "data", "-w", "-l", root / "log", "-m", "fast", "restart")


def _begin(found: Path, root: Path, options: dict[str, str]) -> None:
    _as_owner(root, found / "initdb", "-D", root / "data", "-A", "trust", "-U", "coffret", "-E", "UTF8", "-N")
    said = " ".join(f"-c {name}={value or chr(39) * 2}" for name, value in options.items())
    _as_owner(root, found / "pg_ctl", "-D", root / "data", "-w", "-l", root / "log", "-o", f"-k {root} {said}", "start")


def _as_owner(root: Path, *command: object) -> None:
    done = subprocess.run(
        [str(word) for word in command], cwd=root, env={"LC_ALL": "C.UTF-8"}, capture_output=True, text=True, timeout=120,
        **(_account() or {}),
    )  # fmt: skip
    if done.returncode:
        raise RuntimeError(f"{Path(str(command[0])).name}: {done.stdout}{done.stderr}")


def _keep(watched: int, found: Path, root: Path) -> None:
    """Wait until whoever holds the other end of the pipe is gone; then end the server and remove its directory."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    os.read(watched, 1)
    for _attempt in range(50):
        with contextlib.suppress(RuntimeError):  # there may be no server, or none yet
            _as_owner(root, found / "pg_ctl", "-D", root / "data", "-m", "immediate", "stop")
        shutil.rmtree(root, ignore_errors=True)
        if not root.exists():
            return
        time.sleep(0.2)


def main(words: list[str]) -> int:
    """Run a command on a server of its own; return its exit code."""
    if words[:1] == ["--keep"]:
        _keep(int(words[1]), Path(words[2]), Path(words[3]))
        return 0
    with cluster() as address:
        running = subprocess.Popen(words, env={**os.environ, "COFFRET_DATABASE_URL": address})
        # Asked to stop, we ask the command to: the server goes when it has gone.
        signal.signal(signal.SIGTERM, lambda _number, _frame: running.terminate())
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # the terminal tells the command too
        return running.wait()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
