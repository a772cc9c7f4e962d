"""What must hold on PostgreSQL too: a chosen part of the same tests, on a server of our own (Debian: postgresql).

The whole of them is `make test-postgresql`.
"""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from urllib.parse import unquote, urlsplit

import instances
import postgresql
import pytest
from demo_site import needs

pytestmark = pytest.mark.external

ROOT = Path(__file__).resolve().parents[2]
# Where databases differ: people at once, work that is killed, rows by the thousand, earlier bases, what a reader types.
CHOSEN = (
    "newsletters/test_sending_once.py",
    "newsletters/test_sending_frozen.py",
    "newsletters/test_sending_account.py",
    "newsletters/test_readers_leaving.py",
    "newsletters/test_returns_scored.py",
    "submissions/test_lines_found.py",
    "submissions/test_two_at_once.py",
    "submissions/test_published_lines_stay.py",
    "submissions/test_partial_publication.py",
    "submissions/test_killed.py",
    "submissions/test_earlier_submissions.py",
    "submissions/test_base_copied.py",
    "catalogue/test_derive_columns.py",
    "base/test_jobs_lanes.py",
    "base/test_counts_kept.py",
    "base/test_texts_held.py",
    "accounts/test_participations.py",
    "search/test_freshness_meanwhile.py",
)
# A site of one thread: for each line it is given, it answers a page, and says how and through which connection.
SITE = """
import sys
from wsgiref.util import setup_testing_defaults
from coffret.wsgi import application
from django.db import connection

for line in sys.stdin:
    told, request = [], {"PATH_INFO": "/notices/M0000000001", "HTTP_HOST": "127.0.0.1"}
    setup_testing_defaults(request)
    answer = application(request, lambda status, headers: told.append(status[:3]))
    list(answer)
    answer.close()
    print(told[0], connection.connection.info.backend_pid if connection.connection else "-", flush=True)
"""


@pytest.fixture(autouse=True)
def _server() -> None:
    if instances.ON_POSTGRESQL:
        pytest.skip("every test is on PostgreSQL already")
    needs(postgresql.programs(), "PostgreSQL")


def test_what_must_hold_holds_there():
    files = [f"tests/{name}" for name in CHOSEN]
    given = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST_")}
    with postgresql.cluster() as address:
        done = subprocess.run(
            [sys.executable, "-m", "pytest", "-q", "-p", "no:xdist", *files],
            cwd=ROOT,
            env=given | {"COFFRET_DATABASE_URL": address},
            capture_output=True,
            text=True,
            timeout=900,
        )
    assert done.returncode == 0, done.stdout[-4000:]
    assert " passed" in done.stdout


def test_pages_share_a_connection_and_none_fails_once_the_server_is_back(tmp_path):
    with postgresql.cluster() as address:
        given = {**os.environ, "COFFRET_DATABASE_URL": address, "COFFRET_DATA": str(tmp_path), "COFFRET_DEBUG": "1"}
        migrate = [sys.executable, "-m", "coffret.cli.main", "manage", "migrate", "-v0"]
        subprocess.run(migrate, cwd=ROOT, env=given, check=True, timeout=300)
        with subprocess.Popen(
            [sys.executable, "-c", SITE], cwd=ROOT, env=given, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        ) as site:
            assert site.stdin
            assert site.stdout
            told = []
            for turn in range(4):
                if turn == 2:
                    postgresql.restart(address)
                site.stdin.write("page\n")
                site.stdin.flush()
                told.append(site.stdout.readline().split())
            site.stdin.close()
    assert [status for status, _connection in told] == ["404"] * 4  # not 500
    connections = [connection for _status, connection in told]
    assert connections[0] == connections[1] != connections[2] == connections[3]


def test_a_run_that_is_killed_leaves_no_server():
    runner = subprocess.Popen(
        [sys.executable, postgresql.__file__, "sh", "-c", "echo $COFFRET_DATABASE_URL; exec sleep 60"],
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    assert runner.stdout
    place = Path(unquote(urlsplit(runner.stdout.readline()).netloc.rpartition("@")[2]))
    assert place.is_dir()
    server = Path("/proc", (place / "data" / "postmaster.pid").read_text().split()[0], "cmdline")
    assert server.read_bytes()
    os.killpg(runner.pid, signal.SIGKILL)
    runner.communicate(timeout=20)
    end = time.monotonic() + 60
    while place.exists() and time.monotonic() < end:
        time.sleep(0.1)
    assert not place.exists()
    assert not (server.exists() and server.read_bytes())  # one that is over and that nobody buried has no words left
