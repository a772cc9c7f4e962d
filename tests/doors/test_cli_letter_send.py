"""`coffret letter send` and `coffret letter status`: a letter sent by hand, its account in words and as JSON."""

import json
from pathlib import Path
from typing import Any

import pytest
from editorial_factories import editor, newsletter
from reader_factories import reader
from sending_factories import approved_issue

from coffret.cli import main
from coffret.editorial.models import Entry
from coffret.newsletters.models import Delivery, Sending
from coffret.newsletters.sending.sender import Sender

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def issue(settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Entry:
    """An issue approved, three readers, a disk for relay."""
    settings.EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    settings.EMAIL_FILE_PATH = tmp_path / "outgoing"
    monkeypatch.setattr("coffret.cli.prepare.prepare", lambda: None)
    letter = newsletter()
    for name in ("anne", "bob", "chloe"):
        reader(f"{name}@musees.example", letter)
    return approved_issue(letter, editor(name="Autrice"), editor(name="Relectrice"))


def said(capsys: pytest.CaptureFixture[str], *words: object) -> tuple[int, str]:
    code = main.main(["letter", *map(str, words)])
    shown = capsys.readouterr()
    return code, shown.out + shown.err


def test_a_letter_is_sent_from_here_and_its_account_told(
    issue: Entry, capsys: pytest.CaptureFixture[str], tmp_path: Path
):
    code, words = said(capsys, "send", issue.pk, "--wait")
    assert (code, len(list((tmp_path / "outgoing").glob("*.eml")))) == (0, 3)
    assert "3 envois, moins d’une minute" in words
    assert "3 remis, 0 refusé, 0 écarté, 0 incertain, 0 en attente" in words
    code, words = said(capsys, "status", issue.pk, "--json")
    told = json.loads(words)
    assert (code, told["state"], told["sent"], told["whole"], told["counts"]) == (0, "finished", 3, True, {"sent": 3})
    # Asked again, nothing leaves twice.
    assert said(capsys, "send", issue.pk, "--wait")[0] == 0
    assert len(list((tmp_path / "outgoing").glob("*.eml"))) == 3


def test_sent_without_waiting_the_worker_does_it(issue: Entry, capsys: pytest.CaptureFixture[str], tmp_path: Path):
    code, words = said(capsys, "send", f"{newsletter().slug}/{_day(issue)}")
    assert (code, "3 en attente" in words, (tmp_path / "outgoing").exists()) == (0, True, False)
    Sending.objects.update(state="paused")
    assert [said(capsys, "status", issue.pk, *json_)[0] for json_ in ([], ["--json"])] == [1, 1]
    Sending.objects.update(state="sending")
    Sender().run()
    assert "3 remis" in said(capsys, "status", issue.pk)[1]


def test_what_was_not_approved_is_not_sent(issue: Entry, capsys: pytest.CaptureFixture[str]):
    Entry.objects.filter(pk=issue.pk).update(stage="proof")
    code, words = said(capsys, "send", issue.pk)
    assert (code, "approuver" in words, Delivery.objects.count()) == (2, True, 0)
    code, words = said(capsys, "status", issue.pk)
    assert (code, "n’a pas été envoyé" in words) == (2, True)
    assert said(capsys, "send", 999_999)[0] == 2


def test_doubts_are_settled_by_the_relays_log(issue: Entry, capsys: pytest.CaptureFixture[str], tmp_path: Path):
    said(capsys, "send", issue.pk, "--wait")
    row = Delivery.objects.order_by("pk")[0]
    Delivery.objects.filter(pk=row.pk).update(state="doubt", next_at=None)
    log = tmp_path / "mail.log"
    log.write_text(
        f"Nov 23 06:50:01 r postfix/cleanup[1]: 4F1A: message-id=<i{issue.pk}.{row.token}@musees.example>\n"
        "Nov 23 06:50:01 r postfix/qmgr[2]: 4F1A: from=<x@musees.example>, size=5, nrcpt=1 (queue active)\n"
    )
    code, words = said(capsys, "status", issue.pk, "--log", log)
    assert (code, "1 remise tranchée par le journal ; incertaines encore : 0" in words, "3 remis" in words) == (
        0,
        True,
        True,
    )


def _day(issue: Entry) -> str:
    return str(issue.working.content["day"]) if issue.working else ""
