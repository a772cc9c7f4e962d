"""Killed for real, at any moment: the web in the middle of a piece, the worker in the middle of its work.

Nothing is ever half published, what was begun is begun again, and the end is what it is without a kill.
"""

import hashlib
import http.client
import json
import os
import random
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import image_corpus
import instances
import pytest

pytestmark = pytest.mark.journey
RECORDS, PICTURES = 3000, 12
# Of a file sent while the web is killed, and of its pieces.
SIZE, PIECE = 200 << 20, 8 << 20
PATIENCE = 90.0

PEOPLE = """\
import io, sys
from pathlib import Path
from coffret.accounts.models import Membership, Role, User
from coffret.authorities.models import Museum
from coffret.submissions.handing import deliveries, pieces
from coffret.submissions.handing.deliveries import Announced
from coffret.submissions.models import DeliveredFile
museum, _made = Museum.objects.get_or_create(code="M0650", defaults={"official_name": "musée", "city": "Saint-Omer"})
user, _made = User.objects.get_or_create(email="regie@example.org")
Membership.objects.get_or_create(user=user, museum=museum, defaults={"role": Role.MANAGER})
"""
DELIVER = f"""{PEOPLE}
delivery = deliveries.begin(museum, user)
for path in sorted(Path(sys.argv[1]).iterdir()):
    content = path.read_bytes()
    [answer] = deliveries.announce(delivery, [Announced(path.name, len(content))])
    row = DeliveredFile.objects.get(pk=answer.file)
    for offset in range(0, len(content), pieces.PIECE):
        part = content[offset : offset + pieces.PIECE]
        row = pieces.append(row, offset, io.BytesIO(part).read, len(part))
deliveries.finish(delivery, by=user)
print(delivery.pk)
"""
SIGN_IN = f"""{PEOPLE}
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
session = SessionStore()
session[SESSION_KEY] = str(user.pk)
session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
session[HASH_SESSION_KEY] = user.get_session_auth_hash()
session.create()
print(session.session_key)
"""
DECIDE = """\
import sys
from coffret.submissions import publication_jobs, sets
from coffret.submissions.models import Submission
submission = Submission.objects.get()
if sys.argv[1] == "publish":
    members = sets.publishable(sets.of(submission.pk))
    publication_jobs.ask_publication(submission, members, edition=submission.edition, by=None)
else:
    publication_jobs.ask_reversal(submission, None, back=False, edition=submission.edition, by=None)
"""


class Instance:
    """A data directory, and the commands that work on it."""

    def __init__(self, data: Path) -> None:
        self.data = data
        self.environment = {**instances.environment(data), "DJANGO_SETTINGS_MODULE": "coffret.settings"}

    def run(self, script: str, *words: str) -> str:
        """Run a script of Python with the models at hand; return what it prints."""
        whole = f"import django; django.setup()\n{script}"
        done = subprocess.run(
            [sys.executable, "-c", whole, *words], env=self.environment, capture_output=True, text=True, timeout=120
        )
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()

    def start(self, *words: str) -> "subprocess.Popen[bytes]":
        """Start a command in a group of its own, so that it is killed with its children."""
        command = [sys.executable, "-m", "coffret.cli.main", *words]
        return subprocess.Popen(command, env=self.environment, start_new_session=True, stderr=subprocess.DEVNULL)

    def ask(self, sql: str) -> list[Any]:
        """Return the rows of a query, asked from outside."""
        return instances.ask(self.data, sql)

    def one(self, sql: str) -> Any:
        """Return the one value of a query."""
        return self.ask(sql)[0][0]


def killed(process: "subprocess.Popen[bytes]") -> None:
    """Kill a process and its children, and it is over."""
    os.killpg(process.pid, signal.SIGKILL)
    process.wait(timeout=20)


def until(true: Any, what: str, patience: float = PATIENCE) -> None:
    """Wait until ``true()`` holds."""
    end = time.monotonic() + patience
    while not true():
        assert time.monotonic() < end, f"never: {what}"
        time.sleep(0.01)


@pytest.fixture
def instance(prepared: Callable[[Path], Path], tmp_path: Path) -> Instance:
    """Return an empty instance whose tables are made."""
    return Instance(prepared(tmp_path / "var"))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a folder of notices, some of which show a picture."""
    place = tmp_path / "dossier"
    place.mkdir()
    for number in range(PICTURES):
        (place / f"{number}.jpg").write_bytes(image_corpus.encoded(size=(700 + number, 700), quality=90))
    with (place / "notices.txt").open("w", encoding="utf-8") as out:
        for number in range(RECORDS):
            picture = f"REFIM\n{number}.jpg\n" if number < PICTURES else ""
            out.write(
                f"REF\nM0650{number:06d}\nMUSEO\nM0650\nINV\n2026.1.{number}\nDOMN\ncéramique\nDENO\nassiette\n"
                f"TITR\nTitre {number}\nSTAT\npropriété de la commune ; don ; Saint-Omer ; musée de l'hôtel Sandelin\n"
                f"LOCA\nSaint-Omer ; musée de l'hôtel Sandelin\n{picture}//\n"
            )
    return place


# What the end is known by. Ids and hours differ from one run to the next, nothing else does.
ACCOUNT = {
    "submissions": "SELECT stage, created, updated, unchanged, rejected, edition FROM submissions_submission",
    "lines": "SELECT outcome, COUNT(*), COUNT(record) FROM submissions_line GROUP BY outcome",
    "groups": "SELECT code, field, value, count FROM submissions_findinggroup ORDER BY code, field, value",
    "sets": "SELECT name, members FROM submissions_lineset ORDER BY name",
    "records": "SELECT status, version, COUNT(*) FROM catalogue_record GROUP BY status, version ORDER BY status, version",
    "versions": "SELECT COUNT(*) FROM catalogue_recordversion",
    "changes": "SELECT kind, COUNT(*) FROM catalogue_change GROUP BY kind ORDER BY kind",
    "images": "SELECT COUNT(*), COUNT(DISTINCT sha256) FROM images_image",
    "mails": "SELECT COUNT(*) FROM base_mail",
}
STEPS = {
    "examine": "SELECT COUNT(*) FROM submissions_submission WHERE stage = 'checked'",
    "publish": "SELECT COUNT(*) FROM submissions_submission WHERE stage = 'published'",
    "revert": "SELECT COUNT(*) FROM submissions_submission WHERE stage = 'reverted'",
}
# What is whole at every moment: none or all.
WHOLE = {
    "examine": ("SELECT COUNT(*) FROM catalogue_record", {0}),
    "publish": ("SELECT COUNT(*) FROM catalogue_record WHERE status = 'published'", {0, RECORDS}),
    "revert": ("SELECT COUNT(*) FROM catalogue_record WHERE status = 'published'", {0, RECORDS}),
}


def done(instance: Instance, kind: str) -> bool:
    """Say whether the last job of this kind is over."""
    return bool(instance.one(f"SELECT COUNT(*) FROM base_job WHERE kind = '{kind}' AND ended_at IS NOT NULL"))


def worked(instance: Instance, kind: str, moments: list[float]) -> float:
    """Let the worker do the job that waits, killed after each of ``moments``; return how long the last turn took."""
    sql, allowed = WHOLE[kind]
    for moment in moments:
        before = instance.one(f"SELECT COALESCE(MAX(attempts), 0) FROM base_job WHERE kind = '{kind}'")
        worker = instance.start("worker")
        began = f"SELECT COUNT(*) FROM base_job WHERE kind = '{kind}' AND attempts > {before}"
        until(lambda began=began: instance.one(began) or done(instance, kind), f"{kind} begins")
        time.sleep(moment)
        killed(worker)
        assert instance.one(sql) in allowed, f"half of {kind} is there"
        assert instances.is_whole(instance.data)
    worker, started = instance.start("worker"), time.monotonic()
    try:
        until(lambda: done(instance, kind), f"{kind} ends")
    finally:
        killed(worker)
    assert instance.ask(f"SELECT failure, refusal FROM base_job WHERE kind = '{kind}'") == [("", "")]
    assert instance.one(STEPS[kind]) == 1
    return time.monotonic() - started


def lived(instance: Instance, folder: Path, moments: dict[str, list[float]]) -> dict[str, Any]:
    """Hand in, publish and take back; return the account after each."""
    instance.run(DELIVER, str(folder))
    found = {}
    for kind in ("examine", "publish", "revert"):
        if kind != "examine":
            instance.run(DECIDE, kind)
        worked(instance, kind, moments.get(kind, []))
        found[kind] = {name: instance.ask(sql) for name, sql in ACCOUNT.items()}
    return found


def test_the_worker_killed_at_any_moment_ends_as_if_it_had_lived(
    tmp_path: Path, prepared: Callable[[Path], Path], instance: Instance, folder: Path
):
    seed = random.randrange(1 << 30)
    chance = random.Random(seed)
    moments = {kind: [chance.uniform(0, 0.9) for _turn in range(3)] for kind in STEPS}
    hurt = lived(instance, folder, moments)
    spared = Instance(prepared(tmp_path / "other"))
    whole = lived(spared, folder, {})
    for step, account in whole.items():
        for name, rows in account.items():
            assert hurt[step][name] == rows, f"{name} after {step} (seed {seed}, killed after {moments})"
    assert not list((instance.data / "deliveries").iterdir())


class Browser:
    """Somebody signed in who sends a file by pieces, and insists."""

    def __init__(self, port: int, session: str) -> None:
        self.port = port
        token = "a" * 32
        self.headers = {"Cookie": f"sessionid={session}; csrftoken={token}", "X-CSRFToken": token}

    def ask(self, method: str, path: str, body: bytes = b"", kind: str = "application/json") -> tuple[int, Any]:
        """Ask until there is an answer; return its status and its JSON."""
        end = time.monotonic() + PATIENCE
        while True:
            try:
                return self._once(method, path, body, kind)
            except (OSError, http.client.HTTPException, ValueError):
                assert time.monotonic() < end, f"{path} never answers"
                time.sleep(0.1)

    def _once(self, method: str, path: str, body: bytes, kind: str) -> tuple[int, Any]:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            connection.request(method, path, body, {**self.headers, "Content-Type": kind})
            answer = connection.getresponse()
            return answer.status, json.loads(answer.read())
        finally:
            connection.close()


@pytest.fixture
def served(instance: Instance) -> Iterator[tuple[int, "subprocess.Popen[bytes]"]]:
    """Serve the instance as in public; give its port and its supervisor."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    supervisor = instance.start("serve", "--bind", f"127.0.0.1:{port}")
    yield port, supervisor
    supervisor.terminate()
    supervisor.wait(timeout=30)


def web_of(supervisor: "subprocess.Popen[bytes]") -> int:
    """Return the process that serves the pages, the one gunicorn forks from; 0 while there is none."""
    children = Path(f"/proc/{supervisor.pid}/task/{supervisor.pid}/children").read_text().split()
    for child in children:
        try:
            words = Path(f"/proc/{child}/cmdline").read_bytes()
        except FileNotFoundError:
            continue
        if b"gunicorn" in words:
            return int(child)
    return 0


def part(offset: int, size: int) -> bytes:
    """Return the bytes of a file that nobody keeps, from ``offset``: each block of it is unlike the others."""
    block = 1 << 20
    numbers = range(offset // block, -(-(offset + size) // block))
    whole = b"".join(random.Random(number).randbytes(block) for number in numbers)
    return whole[offset % block : offset % block + size]


def test_the_web_killed_in_the_middle_of_pieces_loses_none_of_the_file(instance: Instance, served: Any):
    port, supervisor = served
    browser = Browser(port, instance.run(SIGN_IN))
    chance = random.Random()
    status, begun = browser.ask("POST", "/pro/verser/envois/", b"museum=M0650", "application/x-www-form-urlencoded")
    assert status == 200, begun
    page = begun["page"]
    expected = hashlib.sha256()
    for offset in range(0, SIZE, PIECE):
        expected.update(part(offset, PIECE))
    rows = json.dumps([{"path": "fonds.zip", "size": SIZE, "sha256": expected.hexdigest()}]).encode()
    _status, answer = browser.ask("POST", f"{page}/fichiers/", rows)
    file, offset, kills = answer["files"][0]["file"], 0, 0
    deaths = set(chance.sample(range(SIZE // PIECE - 2), 3))
    # 99 % first, then what is left.
    for stop in (SIZE * 99 // 100, SIZE):
        while offset < stop:
            size = min(PIECE, stop - offset)
            if offset // PIECE in deaths and (web := web_of(supervisor)):
                deaths.discard(offset // PIECE)
                # A piece of which only a part leaves before the web dies.
                with socket.create_connection(("127.0.0.1", port), timeout=30) as wire:
                    head = [f"PUT {page}/{file}?offset={offset} HTTP/1.1", "Host: 127.0.0.1", f"Content-Length: {size}"]
                    head += [f"{name}: {value}" for name, value in browser.headers.items()]
                    wire.sendall("\r\n".join([*head, "", ""]).encode() + part(offset, size // 2))
                    time.sleep(chance.uniform(0, 0.05))
                    os.killpg(web, signal.SIGKILL)
                kills += 1
            _status, answer = browser.ask("PUT", f"{page}/{file}?offset={offset}", part(offset, size), "text/plain")
            assert "offset" in answer, answer
            assert answer["offset"] <= offset + size
            offset = answer["offset"]
        if stop == SIZE * 99 // 100:
            os.killpg(web_of(supervisor), signal.SIGKILL)
            _status, answer = browser.ask("POST", f"{page}/fichiers/", rows)
            assert answer["files"][0]["offset"] == stop
    assert kills, "the web was never killed: this says nothing"
    received = instance.ask("SELECT sha256, received, finished_at IS NOT NULL FROM submissions_deliveredfile")
    assert received == [(expected.hexdigest(), SIZE, 1)]


def test_the_supervisor_killed_leaves_nobody_on_its_address(served: Any):
    port, supervisor = served
    until(lambda: web_of(supervisor), "the site is served")
    until(lambda: _answers(port), "it answers")

    os.kill(supervisor.pid, signal.SIGKILL)
    supervisor.wait(timeout=20)

    until(lambda: not _answers(port), "the site stops", patience=30)
    with socket.create_server(("127.0.0.1", port)) as another:
        assert another.getsockname()[1] == port


def _answers(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port), timeout=1).close()
    except OSError:
        return False
    return True
