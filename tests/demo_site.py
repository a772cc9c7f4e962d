"""The demonstration collection, built once for the whole run by its own command and served by its own server."""

import fcntl
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import instances
import pytest

ROOT = Path(__file__).resolve().parents[1]
REQUIRED = os.environ.get("COFFRET_REQUIRE_EXTERNAL") == "1"
CHROMIUM = shutil.which("chromium")


def needs(found: object, name: str) -> None:
    """Skip the test, by name, where ``found`` is not there; fail it where validators are required."""
    if not found:
        (pytest.fail if REQUIRED else pytest.skip)(f"{name} is not on this machine")


def coffret(*words: str, data: Path, check: bool = True) -> "subprocess.CompletedProcess[str]":
    """Run a command of Coffret on the data directory ``data``."""
    environment = {**instances.environment(data), "COFFRET_DEBUG": "0"}
    command = [sys.executable, "-m", "coffret.cli.main", *words]
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=check, cwd=ROOT)


@pytest.fixture(scope="session")
def demo_data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the data directory of the demonstration, shared by every worker of this run."""
    worker = os.environ.get("PYTEST_XDIST_WORKER")
    shared = tmp_path_factory.getbasetemp().parent if worker else tmp_path_factory.getbasetemp()
    data = shared / "demonstration"
    with open(shared / "demonstration.lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        # Once for them all: another worker's server reads these very files.
        if not (shared / "demonstration.ready").exists():
            coffret("demo", data=data)
            coffret("manage", "collectstatic", "--noinput", "--clear", "-v0", data=data)
            (shared / "demonstration.ready").touch()
    return data


@pytest.fixture(scope="session")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Callable[[Path], Path]:
    """Return a function: makes of a folder a data directory with today's schema and nothing in it, and returns it.

    The schema is made once for every worker of this run, then copied: it takes seconds each time.
    """
    worker = os.environ.get("PYTEST_XDIST_WORKER")
    shared = tmp_path_factory.getbasetemp().parent if worker else tmp_path_factory.getbasetemp()
    empty = shared / "empty"
    with open(shared / "empty.lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (shared / "empty.ready").exists():
            coffret("manage", "migrate", "-v0", data=empty)
            (shared / "empty.ready").touch()

    def prepare(data: Path) -> Path:
        return instances.copied(empty, data)

    return prepare


@contextmanager
def served(data: Path, application: str = "coffret.wsgi:application", modules: Path | None = None) -> Iterator[str]:
    """Serve the data directory ``data`` as in public; give the address.

    ``application``: another one than the site's own, a module of the folder ``modules``.
    """
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    address = f"127.0.0.1:{port}"
    environment = {
        **instances.environment(data),
        "COFFRET_DEBUG": "0",
        "COFFRET_BASE_URL": f"http://{address}",
        **({"PYTHONPATH": str(modules)} if modules else {}),
    }
    command = [sys.executable, "-m", "gunicorn", application, "--bind", address, "--threads", "4"]
    server = subprocess.Popen([*command, "--no-control-socket", "--log-level", "warning"], env=environment, cwd=ROOT)
    try:
        _wait_for(f"http://{address}/robots.txt", server)
        yield f"http://{address}"
    finally:
        server.terminate()
        server.wait(timeout=20)


@pytest.fixture(scope="session")
def demo_site(demo_data: Path) -> Iterator[str]:
    """Serve the demonstration; return its address."""
    with served(demo_data) as address:
        yield address


def _wait_for(url: str, server: "subprocess.Popen[bytes]") -> None:
    for _attempt in range(150):
        assert server.poll() is None, "the server died at the start"
        try:
            with urllib.request.urlopen(url, timeout=5):
                return
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            time.sleep(0.2)
    raise AssertionError(f"{url} never answered")


@pytest.fixture(scope="session")
def browser() -> Iterator[object]:
    """Return Debian's chromium, driven by playwright."""
    needs(CHROMIUM, "chromium")
    from playwright.sync_api import sync_playwright

    flags = ["--no-sandbox", "--disable-background-networking", "--disable-component-update", "--disable-sync"]
    with sync_playwright() as driver:
        chromium = driver.chromium.launch(executable_path=CHROMIUM, args=[*flags, "--no-first-run", "--disable-quic"])
        yield chromium
        chromium.close()
