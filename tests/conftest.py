"""What every test stands on: an own data directory, no network, and pages that must be whole."""

import os
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import django
import pytest

# Before Django reads its settings: the tests never touch a real data directory.
os.environ["COFFRET_DATA"] = tempfile.mkdtemp(prefix="coffret-tests-")
Path(os.environ["COFFRET_DATA"], "static").mkdir()
os.environ["COFFRET_DEBUG"] = "1"
os.environ["DJANGO_SETTINGS_MODULE"] = "coffret.settings"
os.environ.setdefault("COFFRET_LOG_LEVEL", "WARNING")
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "1")  # the browser's driver runs an event loop beside the tests

import harness
import hypothesis
from django.conf import settings

django.setup()
# How long an example takes says how busy the machine is, never whether the answer is right.
hypothesis.settings.register_profile("house", deadline=None)
hypothesis.settings.load_profile("house")
# A file, as in life: a database in memory, shared by threads, answers « table is locked » instead of waiting.
if settings.DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    settings.DATABASES["default"]["TEST"]["NAME"] = str(Path(os.environ["COFFRET_DATA"], "tests.sqlite3"))

SHARED = Path(os.environ.get("COFFRET_SHARED", Path(__file__).resolve().parents[2] / "shared"))


@pytest.fixture(scope="session")
def shared_data() -> Callable[[str], Path]:
    """Return a function: path of a real file kept beside the project; skips the test, by name, where it is absent."""

    def find(name: str) -> Path:
        path = SHARED / "data" / name
        if not path.exists():
            pytest.skip(f"real file {name} is not beside the project")
        return path

    return find


@pytest.fixture(autouse=True)
def _one_connection(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of a test that is one transaction, nobody closes the connection: the transaction would be gone with it."""
    from django.db import connections

    marker = request.node.get_closest_marker("django_db")
    several = {"transactional_db", "live_server"} & set(request.fixturenames)
    if not several and not (marker and marker.kwargs.get("transaction")):
        monkeypatch.setattr(connections["default"], "close", lambda: None)


@pytest.fixture(autouse=True)
def _whole(monkeypatch: pytest.MonkeyPatch, settings: Any) -> Iterator[None]:
    """Undefined variables, unordered slices, the network and broken pages fail whichever test meets them."""
    from django.template import engines
    from django.test import Client

    # Signing in is tested with the hasher that takes its time switched for a quick one.
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    # Each test has a database of its own: the witness beside it would take the next one for a copy brought back.
    Path(settings.DATA, "letter_instance").unlink(missing_ok=True)
    for engine in engines.all():
        monkeypatch.setattr(engine.engine, "string_if_invalid", harness.Undefined("%s"))
    original = Client.request

    def request(self: Client, **environ: Any) -> Any:
        response = original(self, **environ)
        kind = response.get("Content-Type", "")
        if kind.startswith("text/html") and not response.streaming and response.content:
            styled = "style-src 'unsafe-inline'" in response.get("Content-Security-Policy", "")
            faults = harness.faults_of(response.content.decode(), styled=styled)
            assert not faults, f"{environ.get('PATH_INFO')}: " + " ; ".join(faults)
        return response

    monkeypatch.setattr(Client, "request", request)
    with harness.ordered_queries(), harness.network_off():
        yield


pytest_plugins = ["demo_site"]


def pytest_configure(config: pytest.Config) -> None:
    """Processes that share the tests inherit no settings: each reads them anew, with a data directory of its own."""
    if getattr(config.option, "numprocesses", None):
        os.environ.pop("DJANGO_SETTINGS_MODULE", None)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What stands on the whole demonstration is a journey: `make test-fast` leaves it out."""
    for item in items:
        if "demo_data" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.journey)
