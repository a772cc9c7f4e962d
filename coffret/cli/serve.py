"""`coffret serve`: the site and its indexer, together, until told to stop."""

import argparse
import ctypes
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from hashlib import sha256

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from django.utils.translation import gettext as _

from coffret.base.errors import Refused

HELP = "Servir le site et tenir l’index à jour."
STOP_AFTER = 12  # seconds left to children before they are killed
RESTART_PAUSE = 1.0
PR_SET_PDEATHSIG = 1


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the address to listen on."""
    parser.add_argument("--bind", default="127.0.0.1:8000", metavar="ADRESSE:PORT")


def run(args: argparse.Namespace) -> int:
    """Serve until SIGINT or SIGTERM; return 0. Raises Refused when the address cannot be had."""
    host, port = _address(args.bind)
    _must_be_free(host, port)
    collect_static()
    print(_("Coffret écoute sur http://%(address)s (Ctrl-C pour arrêter)") % {"address": args.bind}, flush=True)
    return Supervisor([_site_command(args.bind), _worker_command()]).run()


def _address(bind: str) -> tuple[str, int]:
    host, _colon, port = bind.rpartition(":")
    if not host or not port.isdigit() or not 0 < int(port) < 65536:
        raise Refused(_("adresse « %s » illisible. Écrire par exemple 127.0.0.1:8000.") % bind)
    return host.strip("[]"), int(port)


def _must_be_free(host: str, port: int) -> None:
    try:
        with socket.create_server((host, port), family=socket.AF_INET6 if ":" in host else socket.AF_INET):
            pass
    except OSError as error:
        raise Refused(
            _(
                "l’adresse %(host)s:%(port)d ne peut être ouverte (%(why)s). Arrêter ce qui l’occupe, ou choisir un autre "
                "port : coffret serve --bind 127.0.0.1:8001."
            )
            % {"host": host, "port": port, "why": error.strerror}
        ) from error


def collect_static() -> bool:
    """Copy static files, named by their content, to DATA/static unless the last copy is of these very files.

    Returns whether it did. Files are known by their paths, sizes and hours, in any order of time: a release unpacked
    with the hours of its making is older than the copy of the one before.
    """
    stamp = settings.STATIC_ROOT / ".collected"
    found = _static_files()
    if stamp.exists() and stamp.read_text(encoding="utf-8") == found:
        return False
    call_command("collectstatic", interactive=False, verbosity=0, clear=True)
    stamp.write_text(found, encoding="utf-8")
    return True


def _static_files() -> str:
    """Return what tells the static files of this release from those of another."""
    seen = sha256()
    files = (storage.path(path) for finder in get_finders() for path, storage in finder.list([]))
    for file in sorted(files):
        about = os.stat(file)
        seen.update(f"{file}\0{about.st_size}\0{about.st_mtime_ns}\n".encode())
    return seen.hexdigest()


def _site_command(bind: str) -> list[str]:
    return [
        *(sys.executable, "-m", "gunicorn", "coffret.wsgi:application", "--bind", bind),
        *("--workers", str(settings.WORKERS), "--threads", "4", "--worker-class", "gthread"),
        *("--graceful-timeout", "8", "--keep-alive", "5", "--max-requests", "200000", "--max-requests-jitter", "20000"),
        *("--log-level", "warning", "--no-control-socket"),
    ]


def _worker_command() -> list[str]:
    return [sys.executable, "-m", "coffret.cli.main", "worker"]


def _end_with(parent: int) -> Callable[[], None] | None:
    """Return what a child asks of the kernel: to be stopped when its parent is killed, which cannot do it (Linux).

    Left behind, the site would go on without anybody to start it again, on an address that nobody else could have.
    """
    if sys.platform != "linux":
        return None
    ask = ctypes.CDLL(None).prctl

    def end_with() -> None:
        ask(PR_SET_PDEATHSIG, signal.SIGTERM)
        if os.getppid() != parent:  # it died before we asked
            os.kill(os.getpid(), signal.SIGTERM)

    return end_with


class Supervisor:
    """Keeps commands running side by side: one that dies is started again, a signal stops them all."""

    def __init__(self, commands: list[list[str]]) -> None:
        self.commands = commands
        self.children: list[subprocess.Popen[bytes]] = []
        self.stopping = False

    def run(self) -> int:
        """Start the commands and watch them until a signal; return 0."""
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, self._stop)
        self.children = [self._start(command) for command in self.commands]
        while not self.stopping:
            self._revive()
            time.sleep(0.2)
        self._end()
        return 0

    def _start(self, command: list[str]) -> "subprocess.Popen[bytes]":
        # An own session: Ctrl-C reaches the supervisor alone, which then stops its children in order.
        return subprocess.Popen(  # noqa: S603 - our own command line
            command,
            start_new_session=True,
            preexec_fn=_end_with(os.getpid()),
        )

    def _revive(self) -> None:
        for index, child in enumerate(self.children):
            if child.poll() is not None and not self.stopping:
                print(_("Arrêt inattendu (code %d) ; relance.") % child.returncode, file=sys.stderr, flush=True)
                time.sleep(RESTART_PAUSE)
                self.children[index] = self._start(self.commands[index])

    def _stop(self, *_signal: object) -> None:
        self.stopping = True

    def _end(self) -> None:
        for child in self.children:
            if child.poll() is None:
                child.terminate()
        deadline = time.monotonic() + STOP_AFTER
        for child in self.children:
            try:
                child.wait(timeout=max(0.1, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                os.killpg(child.pid, signal.SIGKILL)
                child.wait()
