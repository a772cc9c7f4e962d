"""Where the office reads a museum first, no road of its people puts anything online; the office's do."""

from pathlib import Path

import factories
import pytest
from django.test import Client
from test_desk import hand_in, text

from coffret.accounts.models import Participation, Role
from coffret.base import jobs
from coffret.catalogue import actions as catalogue
from coffret.catalogue.models import Record
from coffret.submissions import actions, publication_jobs
from coffret.submissions.models import Remark, Submission

pytestmark = pytest.mark.django_db


@pytest.fixture
def record(settings, tmp_path: Path, publish: object) -> Record:
    """A notice online in its second version, of a museum that the office reads first."""
    settings.DATA = tmp_path
    for deno in ("tableau", "esquisse"):
        actions.publish(hand_in(tmp_path, text(count=1, deno=deno), f"{deno}.txt"))
    factories.enrolled(reviewed=True)
    return Record.objects.get()


def signed_in(**account: object) -> Client:
    client = Client()
    client.force_login(factories.user(**account))  # type: ignore[arg-type]
    return client


def roads(client: Client, record: Record, tmp_path: Path) -> None:
    """Try every act of the workshop that could put something of the museum online."""
    waiting = hand_in(tmp_path, text(count=3, deno="dessin"), "attend.txt")
    for more in ({}, {"edition": waiting.edition, "lignes": "0-2"}, {"quoi": "reste", "liste": "effet=C"}):
        client.post(f"/pro/versements/{waiting.pk}/publication/", more)
    client.post(f"/pro/versements/{waiting.pk}/relecture/publication/")
    root = f"/pro/notices/{record.ref}"
    form = {"version": record.version, "DENO": "gravure", "action": "publier", "publication": "oui"}
    client.post(f"{root}/modifier", form)
    new = {"REF": "M0650000077", "INV": "77.1", "DOMN": "peinture", "DENO": "tableau", "action": "publier"}
    new |= {"STAT": record.values["STAT"], "LOCA": record.values["LOCA"]}
    client.post("/pro/notices/nouvelle?musee=M0650", new)
    client.post(f"{root}/retablissement/", {"numero": 1, "version": record.version})
    remark = Remark.objects.create(record=record, field="DENO", seen="esquisse", proposed="croquis", at=factories.THEN)
    given = {"text": "croquis", "shown": "esquisse", "answer": "Merci"}
    client.post(f"/pro/signalements/{remark.pk}/correction/", given)
    jobs.run_waiting()


@pytest.mark.parametrize("role", [Role.MANAGER, Role.CONTRIBUTOR])
def test_nothing_of_a_museum_read_first_is_published_by_its_people(record: Record, tmp_path: Path, role: Role):
    roads(signed_in(museums={"M0650": role}), record, tmp_path)
    assert [(one.ref, one.version, one.values["DENO"]) for one in Record.objects.all()] == [(record.ref, 2, "esquisse")]
    # Nothing is lost: each waits for the office.
    assert Submission.objects.filter(stage="checked").count() >= 4


def test_a_job_asked_for_before_the_office_chose_to_read_waits_for_it(record: Record, tmp_path: Path, monkeypatch):
    Participation.objects.update(reviewed=False)
    monkeypatch.setattr(publication_jobs, "SMALL", 1)
    client = signed_in(museums={"M0650": Role.MANAGER})
    waiting = hand_in(tmp_path, text(count=3, deno="dessin"), "attend.txt")
    client.post(f"/pro/versements/{waiting.pk}/publication/", {"quoi": "tout"})
    Participation.objects.update(reviewed=True)
    jobs.run_waiting()
    assert Record.objects.count() == 1
    page = client.get(f"/pro/versements/{waiting.pk}").content.decode()
    assert "n’en a plus le droit" in page


def test_the_office_s_own_acts_publish(record: Record, tmp_path: Path):
    roads(signed_in(office=True), record, tmp_path)
    assert Record.objects.filter(ref="M0650000077").exists()
    assert Record.objects.get(pk=record.pk).version > 2


def test_who_only_hands_in_takes_nothing_off_nor_back(record: Record):
    client = signed_in(museums={"M0650": Role.CONTRIBUTOR})
    root, last = f"/pro/notices/{record.ref}", Submission.objects.first()
    assert last is not None
    given = {"version": record.version, "motif": "Doublon", "confirme": "oui"}
    assert client.post(f"{root}/retrait/", given).status_code == 403
    assert client.post(f"/pro/versements/{last.pk}/annulation/", given).status_code == 403
    catalogue.withdraw(record.ref, "Doublon", by=None, version=record.version)
    assert client.post(f"{root}/remise-en-ligne/", {"version": record.version + 1}).status_code == 403
    assert Record.objects.get().status == "withdrawn"
