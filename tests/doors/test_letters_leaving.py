"""One click (RFC 8058): reading changes nothing, both encodings leave, twice is once, many at once are counted once."""

import io
import json
import logging
import logging.config
import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import instances
import pytest
from django.db import connection
from django.test import Client
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart
from django.test.utils import CaptureQueriesContext
from reader_factories import leave_token, newsletter, reader

from coffret.newsletters.models import Consent, Subscription, Suppression
from coffret.newsletters.readers import erasing, leaving

ROOT = Path(__file__).resolve().parents[2]
URLENCODED = "application/x-www-form-urlencoded"
ONE_CLICK = {"List-Unsubscribe": "One-Click"}


@pytest.fixture
def path(db: None) -> str:
    """Return where a reader of two letters leaves the first."""
    someone = reader("anne.petit@example.org", newsletter(), newsletter("recolement", "Récolement"))
    return f"/lettres/desabonnement/{leave_token(someone.subscriptions.earliest('pk'))}"


def states() -> list[str]:
    return list(Subscription.objects.order_by("pk").values_list("state", flat=True))


def text(answer: Any) -> str:
    return answer.content.decode().replace("\u00a0", " ").replace("\u202f", " ")


def test_reading_changes_nothing_whoever_reads(path: str):
    for agent in ("Mozilla/5.0", "GoogleImageProxy", "Barracuda Sentinel", ""):
        client = Client(HTTP_USER_AGENT=agent)
        for _again in range(3):
            assert client.get(path).status_code == 200
            assert client.head(path).status_code == 200
        assert client.get(f"{path}?act=quitter&List-Unsubscribe=One-Click").status_code == 200
        assert client.get(path, HTTP_SEC_PURPOSE="prefetch").status_code == 200
    assert states() == ["active", "active"]
    assert not Consent.objects.exists()


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"List-Unsubscribe=One-Click", URLENCODED),
        (b"List-Unsubscribe=One-Click", f"{URLENCODED}; charset=utf-8"),
        (encode_multipart(BOUNDARY, ONE_CLICK), MULTIPART_CONTENT),
        (b"list-unsubscribe=one-click", URLENCODED),
        (b"", URLENCODED),
        (b"List-Unsubscribe=One-Click", "text/plain"),
        (b"List-Unsubscribe=One-Click", "multipart/form-data"),  # without boundary
        (b"--x\r\nbroken", "multipart/form-data; boundary=x"),
    ],
)
def test_both_encodings_leave_that_letter_alone(path: str, body: bytes, kind: str):
    answer = Client(enforce_csrf_checks=True).generic("POST", path, body, content_type=kind)
    assert answer.status_code == 200
    assert not answer.cookies
    assert "Location" not in answer
    assert answer["Content-Type"].startswith("text/plain")
    assert states() == ["left", "active"]


def test_posted_twice_it_is_left_once(path: str):
    for _again in range(3):
        answer = Client().post(path, ONE_CLICK)
        assert answer.status_code == 200
    assert Consent.objects.filter(act="left").count() == 1


def test_a_token_that_is_no_more_gets_the_same_answer(path: str):
    known = Client().post(path, ONE_CLICK)
    unknown = Client().post(f"/lettres/desabonnement/{'a' * 26}", ONE_CLICK)
    assert (known.status_code, known.content) == (unknown.status_code, unknown.content)


def test_other_methods_are_refused(path: str):
    for method in ("put", "patch", "delete", "options"):
        assert getattr(Client(), method)(path).status_code == 405
    assert states() == ["active", "active"]


def test_one_click_is_three_questions_to_the_database(path: str):
    with CaptureQueriesContext(connection) as asked:
        Client().post(path, ONE_CLICK)
    said = [one["sql"] for one in asked if "SAVEPOINT" not in one["sql"]]
    assert len(said) == 3, said


def test_the_page_names_the_letter_and_shows_no_whole_address(path: str):
    page = text(Client().get(path))
    assert "Ne plus recevoir « Nouveautés du catalogue » ?" in page
    assert "an…@example.org" in page
    assert "anne.petit" not in page
    assert "/lettres/preferences/" not in page  # This link opens nothing more than what it leaves.


def test_the_page_s_own_buttons_leave_take_back_and_leave_all(path: str):
    client = Client(enforce_csrf_checks=True)
    page = client.post(path, {"act": "quitter"})
    assert page.status_code == 200
    assert "Vous êtes désabonné" in text(page)
    assert states() == ["left", "active"]
    assert "Vous êtes désabonné" in text(client.get(path))
    page = client.post(path, {"act": "annuler"})
    assert "Vous êtes de nouveau abonné" in text(page)
    assert states() == ["active", "active"]
    page = client.post(path, {"act": "tout"})
    assert "Plus aucune de nos lettres" in text(page)
    assert states() == ["left", "left"]
    assert Suppression.objects.exists()
    client.post(path, {"act": "annuler"})
    assert states() == ["active", "active"]
    assert not Suppression.objects.exists()
    assert set(Consent.objects.values_list("source", flat=True)) == {"page", "undo"}


def test_an_act_nobody_knows_does_nothing(path: str):
    assert Client().post(path, {"act": "autre"}).status_code == 200
    assert states() == ["active", "active"]


def test_taking_back_is_refused_after_a_complaint(path: str):
    subscription = Subscription.objects.earliest("pk")
    leaving.leave_row(subscription, "complaint")
    erasing.suppress(subscription.reader.digest, "complaint")
    answer = Client().post(path, {"act": "annuler"})
    assert answer.status_code == 409
    assert states() == ["left", "active"]


def test_the_page_is_kept_out_of_journals_and_engines(path: str):
    for answer in (Client().get(path), Client().head(path), Client().post(path, ONE_CLICK)):
        assert answer["Referrer-Policy"] == "no-referrer"
        assert "noindex" in answer["X-Robots-Tag"]
        assert "no-store" in answer["Cache-Control"]


def test_no_token_is_ever_written_in_the_journal(path: str, settings: Any, monkeypatch: pytest.MonkeyPatch):
    token, written = path.rpartition("/")[2], io.StringIO()
    # As the site's own journal is set up, its lines kept here.
    (name,) = settings.LOGGING["handlers"]
    own = {**settings.LOGGING["handlers"][name], "stream": written}
    logging.config.dictConfig({**settings.LOGGING, "handlers": {name: own}})
    monkeypatch.setattr(leaving, "find", lambda _token: 1 // 0)
    client = Client(raise_request_exception=False)
    assert client.get(path).status_code == 500
    client.put(path)
    client.post(path, b"--x", content_type="multipart/form-data; boundary=x")
    logging.config.dictConfig(settings.LOGGING)
    assert "/lettres/desabonnement/…" in written.getvalue()
    assert token not in written.getvalue()


# Many at once ----------------------------------------------------------------------------------------------------------

PREPARE = """
import json, sys
import django
django.setup()
from reader_factories import leave_token, newsletter, reader
letter = newsletter()
print(json.dumps([leave_token(reader(f"p{n}@example.org", letter).subscriptions.get()) for n in range(int(sys.argv[1]))]))
"""
POST = """
import json, sys, threading, time
import django
django.setup()
from django.db import connection
from django.test import Client
at, tokens = float(sys.argv[1]), json.loads(sys.stdin.read())
answers = []

def post(mine):
    client = Client()
    time.sleep(max(0, at - time.time()))
    for token in mine:
        answer = client.post(f"/lettres/desabonnement/{token}", {"List-Unsubscribe": "One-Click"})
        answers.append((answer.status_code, len(answer.cookies)))
    connection.close()

running = [threading.Thread(target=post, args=(tokens,)) for _one in range(4)]
for one in running:
    one.start()
for one in running:
    one.join()
print(json.dumps([len(answers), sorted(set(answers))]))
"""
COUNT = """
import json
import django
django.setup()
from coffret.newsletters.models import Consent, Subscription
left = Subscription.objects.filter(state="left").count()
print(json.dumps([left, Consent.objects.filter(act="left").count()]))
"""


def run(data: Path, code: str, *words: str) -> "subprocess.Popen[str]":
    environment = {
        **instances.environment(data),
        "COFFRET_DEBUG": "1",
        "COFFRET_ALLOWED_HOSTS": "testserver",
        "DJANGO_SETTINGS_MODULE": "coffret.settings",
        "PYTHONPATH": os.pathsep.join([str(ROOT), str(ROOT / "tests")]),
    }
    command = [sys.executable, "-c", code, *words]
    return subprocess.Popen(
        command, env=environment, cwd=ROOT, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )


def said(process: "subprocess.Popen[str]", given: str = "") -> Any:
    out, _none = process.communicate(given, timeout=120)
    assert process.returncode == 0
    return json.loads(out)


def test_the_same_clicks_in_several_processes_leave_once_each(tmp_path: Path, prepared: Callable[[Path], Path]):
    prepared(tmp_path)
    (tmp_path / "static").mkdir(exist_ok=True)
    people, processes = 25, 3
    tokens = said(run(tmp_path, PREPARE, str(people)))
    at = str(time.time() + 3)
    running = [run(tmp_path, POST, at) for _one in range(processes)]
    for one in running:
        assert one.stdin is not None
        one.stdin.write(json.dumps(tokens))
        one.stdin.close()
        one.stdin = None
    for one in running:
        assert said(one) == [4 * people, [[200, 0]]]
    assert said(run(tmp_path, COUNT)) == [people, people]
