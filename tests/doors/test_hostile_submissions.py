"""Whatever a museum or a reader hands in, the pages and mails that show it hold words, never markup."""

import re
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlencode

import factories
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from test_hostile_contents import Markup

from coffret.accounts.models import Role, User
from coffret.base import jobs
from coffret.base.models import Mail
from coffret.catalogue.fields import FIELDS, Kind
from coffret.catalogue.models import Record
from coffret.submissions.mending import by_hand, keeping
from coffret.submissions.models import Acceptance, Remark, Submission
from coffret.submissions.remarks import mails

pytestmark = pytest.mark.django_db

WORDS = "</textarea></title></script><img src=x onerror=alert(1)>\"'><svg onload=alert(2)>{{ 7|add:7 }}"
NAME = "<img src=x onerror=alert(1)>'\".txt"
# What the browser judges pictures by: data, which nothing runs.
DATA = {"type": "application/json", "id": "norms"}
Read = Callable[..., HttpResponse]
_LINKS = re.compile(r'href="(/pro/[^"#]*)')


def hostile(ref: str, **values: str) -> str:
    """Return a record whose every field handed in holds the words, but those given."""
    told = {entry.code: WORDS for entry in FIELDS if entry.handed_in and entry.kind is not Kind.FILES}
    told |= {"REF": ref, "MUSEO": "M0650", **values}
    return "".join(f"{code}\n{text}\n" for code, text in told.items()) + "//\n"


@pytest.fixture
def manager() -> User:
    return factories.user(name=f"Zoé {WORDS}", museums={"M0650": Role.MANAGER})


@pytest.fixture
def read(manager: User) -> Read:
    """Return a function: asks for a page of the workshop and judges it."""
    client = Client()
    client.force_login(manager)

    def asked(path: str, status: int = 200, **posted: object) -> HttpResponse:
        answer = client.post(path, posted) if posted else client.get(path)
        assert answer.status_code == status, (path, answer.status_code)
        if "html" in answer.headers.get("Content-Type", ""):
            page = Markup()
            page.feed(answer.content.decode())
            assert [run for run in page.runs if run[1] != DATA] == [], path
        return answer

    return asked


@pytest.fixture
def submission(read: Read, settings, tmp_path: Path, publish: object) -> Submission:
    """A file handed in by the form: a line refused in everything, and one that passes and changes a notice online."""
    settings.DATA = tmp_path
    record = factories.record({"DESC": "Vase"})
    text = hostile(f"M0650{WORDS}"[:60]) + hostile(
        record.ref, **{code: text for code, text in record.values.items() if code != "DESC"}
    )
    read("/pro/verser/", 302, museum="M0650", files=SimpleUploadedFile(NAME, text.encode()))
    jobs.run_waiting()
    return Submission.objects.get()


def crawled(read: Read, starts: list[str], most: int) -> set[str]:
    """Read these pages and those they lead to; return the addresses read."""
    met, waiting = set(), list(starts)
    while waiting and len(met) < most:
        path = waiting.pop(0)
        if path in met:
            continue
        met.add(path)
        answer = read(path)
        if "html" in answer.headers.get("Content-Type", ""):
            links = [one.replace("&amp;", "&") for one in _LINKS.findall(answer.content.decode())]
            waiting += [one for one in links if one.startswith("/pro/versements/") and one not in met]
    return met


def test_what_a_file_holds_is_words_on_every_page_of_its_submission(read: Read, submission: Submission):
    assert submission.file_name == NAME.replace("/", "_")
    root = f"/pro/versements/{submission.pk}"
    lines = [line.pk for line in submission.lines.all()]
    groups = [group.pk for group in submission.finding_groups.all()[:6]]
    pages = crawled(
        read,
        [
            root,
            f"{root}/lignes",
            f"{root}/lignes?{urlencode({'q': WORDS})}",
            *(f"{root}/lignes/{line}" for line in lines),
            *(f"{root}/lignes/{line}/page?cote=apres" for line in lines),
            *(f"{root}/lignes/{line}/modifier" for line in lines),
            *(f"{root}/constats/{group}" for group in groups),
        ],
        20,
    )
    assert len(pages) == 20
    delivery = submission.delivery_id
    for path in (f"/pro/verser/{delivery}", f"/pro/verser/{delivery}/etat", "/pro/verser/", "/pro/versements", "/pro/"):
        read(path)
    read(f"/pro/pourquoi?{urlencode({'q': submission.lines.first().ref})}")
    read(f"/pro/pourquoi?{urlencode({'q': WORDS})}")


def test_corrections_conflicts_and_what_they_remember(read: Read, submission: Submission, manager: User):
    root, line = f"/pro/versements/{submission.pk}", submission.lines.get(position=1)
    [act] = by_hand.change(submission, 1, {"DESC": f"Autre {WORDS}"}, by=manager)
    for path in (
        "",
        "/corrections",
        f"/corrections/{act.pk}",
        f"/corrections/{act.pk}/annulation",
        f"/lignes/{line.pk}",
    ):
        read(root + path)
    stale = {
        "code": "REC064",
        "champ": "DESC",
        "valeur": WORDS,
        "apres": WORDS,
        "empreinte": "autre",
        "portee": "ligne",
    }
    assert "Autre" in read(f"{root}/lignes/{line.pk}/correction", 409, **stale).content.decode()
    read(f"{root}/lignes/{line.pk}/modifier", 409, stamp="autre", DESC=WORDS + "2", action="enregistrer")
    museum = factories.museum()
    keeping.keep(museum, field="DESC", before=WORDS, after=WORDS[::-1], by=manager)
    Acceptance.objects.create(
        museum=museum, code="REC064", field="DESC", value=WORDS, reason=WORDS, by=manager, at=factories.THEN
    )
    for path in ("corrections/", "acceptations/", "personnes/", "exports", ""):
        read(f"/pro/musees/M0650/{path}?{urlencode({'q': WORDS})}")


def test_a_notice_published_and_what_a_reader_says_of_it(read: Read, submission: Submission):
    read(f"/pro/versements/{submission.pk}/publication/", 302, quoi="tout")
    record = Record.objects.get()
    assert record.values["DESC"] == WORDS
    root = f"/pro/notices/{record.ref}"
    read(f"{root}/versions?de=1&a=2")
    for path in (
        f"{root}/modifier",
        f"{root}/retrait/",
        "/pro/notices/",
        "/pro/images/",
        "/pro/musees/M0650/conformite/",
    ):
        read(path)
    read(f"{root}/modifier", 409, version="1", DESC=WORDS + "3", action="enregistrer")
    for path in (f"/notices/{record.ref}", f"/notices/{record.ref}/signaler?champ=DESC"):
        read(path)
    remark = Remark.objects.create(
        record=record, field="DESC", seen=WORDS, proposed=WORDS + "4", words=WORDS, source=f"javascript:{WORDS}",
        email="lecteur@example.org", at=factories.THEN,
    )  # fmt: skip
    assert "lecteur@example.org" not in read("/pro/signalements/").content.decode()
    assert "lecteur@example.org" not in read(f"/pro/signalements/{remark.pk}/").content.decode()
    read(f"/pro/signalements/{remark.pk}/correction/", 302, text=WORDS + "4", shown=WORDS, answer=WORDS)
    mails.tell_museums()
    read(f"{root}/retrait/", 302, version=str(Record.objects.get().version), motif=WORDS)
    read(f"{root}/versions")
    read(f"/notices/{record.ref}", 410)
    sent = list(Mail.objects.all())
    assert {mail.key.partition(":")[0] for mail in sent} >= {"remark"}
    for mail in sent:
        page = Markup()
        page.feed(mail.html)
        assert [run for run in page.runs if run[1] != "style"] == []
        assert "\n" not in mail.subject
