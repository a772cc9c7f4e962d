"""The page of the sending domain, and its command: what is wrong, what to write, who may ask."""

import json
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from editorial_factories import editor
from factories import user

from coffret.accounts.models import Office
from coffret.cli.main import main
from coffret.newsletters.domain.found import Found
from coffret.newsletters.models import DomainCheck

pytestmark = pytest.mark.django_db
DOMAIN = "lettres.example.fr"
PAGE = "/pro/lettres/domaine"


@pytest.fixture(autouse=True)
def _sender(settings: Any) -> None:
    settings.DEFAULT_FROM_EMAIL = f"Le catalogue <lettre@{DOMAIN}>"


def client(administrator: bool = True) -> Client:
    made = Client()
    made.force_login(
        user("chef@example.org", office=Office.ADMINISTRATOR) if administrator else editor("a@example.org")
    )
    return made


def check(**found: Found) -> DomainCheck:
    results = {name: one.kept() for name, one in found.items()}
    return DomainCheck.objects.create(at=timezone.now(), domain=DOMAIN, mark="a" * 26, results=results)


def test_a_domain_nobody_looked_at() -> None:
    page = client().get(PAGE).content.decode()
    assert "Jamais vérifié." in page
    assert f"retours+…@{DOMAIN}" in page
    assert "Aucune boîte n’est relevée" in page


def test_what_is_wrong_and_what_to_write() -> None:
    wrong = Found(False, "Pas d’enregistrement.", "Ajouter cet enregistrement.", DOMAIN, "v=spf1 mx <b> -all")
    check(spf=wrong, dkim=Found(True, "Signé."), sent=Found(None, "Parti."))
    page = client(administrator=False).get(PAGE).content.decode()
    assert "Un point à mettre en ordre." in page
    assert "v=spf1 mx &lt;b&gt; -all" in page
    assert "Ajouter cet enregistrement." in page
    assert "Vérifier de nouveau" not in page


def test_what_is_well_and_what_is_late() -> None:
    row, chief = check(spf=Found(True, "Oui."), dkim=Found(True, "Oui.")), client()
    assert "Tout est en ordre." in chief.get(PAGE).content.decode()
    row.results["dkim"]["ok"] = None
    row.save()
    assert "Reste à lire le message" in chief.get(PAGE).content.decode()
    row.at -= timedelta(hours=1)
    row.save()
    assert "n’est pas revenu" in chief.get(PAGE).content.decode()


def test_a_look_is_asked_for_a_domain_of_ours_alone() -> None:
    chief = client()
    answer = chief.post("/pro/lettres/domaine/verification/", {"domaine": DOMAIN}, follow=True)
    assert "La vérification de lettres.example.fr commence" in answer.content.decode()
    assert DomainCheck.objects.get().results == {}
    answer = chief.post("/pro/lettres/domaine/verification/", {"domaine": "ailleurs.example"}, follow=True)
    assert "Aucune lettre ne part de" in answer.content.decode()
    assert DomainCheck.objects.count() == 1


def test_the_command_says_each_point(settings: Any, capsys: pytest.CaptureFixture[str]) -> None:
    settings.DNS = "127.0.0.1:9"
    settings.DEFAULT_FROM_EMAIL = "lettre@127.0.0.1"
    settings.BASE_URL = "http://127.0.0.1:9"
    import coffret.newsletters.domain.names as names

    names.SECONDS, kept = 0.1, names.SECONDS
    try:
        assert main(["letter", "domain", "--json"]) == 1
    finally:
        names.SECONDS = kept
    told = json.loads(capsys.readouterr().out)
    assert told["points"]["one_click"]["ok"] is False
    assert told["points"]["spf"] == {
        "ok": None,
        "said": "Le DNS de 127.0.0.1 ne répond pas (délai dépassé).",
        "remedy": "",
        "name": "",
        "value": "",
    }
    assert main(["letter", "domain", "ailleurs.example"]) == 2


def test_what_came_back_and_whether_the_mailbox_is_read(settings: Any, tmp_path: Any) -> None:
    from letters_returned import delivery, sample

    from coffret.base.duties import DUTIES, run_due
    from coffret.base.models import DutyRun
    from coffret.newsletters.models import Delivery, Return

    settings.RETURNS_URL = f"maildir://{tmp_path}/retours"
    chief = client()
    assert "n’a jamais été relevée" in chief.get(PAGE).content.decode()
    for name in ("new", "cur"):
        (tmp_path / "retours" / name).mkdir(parents=True)
    (tmp_path / "retours" / "new" / "1.host").write_bytes(sample("postfix-unknown-user"))
    delivery()
    kept = dict(DUTIES)
    DUTIES.clear()
    DUTIES["returns"] = kept["returns"]
    try:
        run_due()
        page = chief.get(PAGE).content.decode()
        assert "est relevée chaque minute" in page
        assert "Adresse qui n’existe pas" in page
        assert (Return.objects.count(), Delivery.objects.get().state) == (1, "bounced")
        settings.RETURNS_URL = "maildir:///nowhere/at/all"
        DutyRun.objects.update(began_at=timezone.now() - timedelta(hours=1))
        run_due()
        assert "ne se lit pas" in chief.get(PAGE).content.decode()
    finally:
        DUTIES.update(kept)
    DutyRun.objects.update(failed=False, ended_at=timezone.now() - timedelta(hours=1))
    assert "n’est plus relevée depuis" in chief.get(PAGE).content.decode()
