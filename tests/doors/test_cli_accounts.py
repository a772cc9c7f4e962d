"""The commands about accounts, and what the doctor says of people, mail and duties."""

import json
from datetime import timedelta
from urllib.parse import urlsplit

import factories
import pytest
from django.test import Client
from django.utils import timezone

from coffret.accounts.models import Office, Role, User
from coffret.base.models import DutyRun, Mail
from coffret.cli import doctor
from coffret.cli.main import main

pytestmark = pytest.mark.django_db
GOOD = "le chat dort sous la table"


def test_the_first_administrator_is_invited_by_a_command(capsys):
    assert main(["accounts", "invite", "Jeanne@example.org", "--office", "administrator"]) == 0
    shown = capsys.readouterr()
    assert "jeanne@example.org" in shown.err
    link = urlsplit(shown.out.strip())
    assert Mail.objects.get().text.count(link.path) == 1
    guest = Client()
    guest.post(link.path, {"name": "Jeanne", "password1": GOOD, "password2": GOOD})
    user = User.objects.get()
    assert (user.email, user.office) == ("jeanne@example.org", Office.ADMINISTRATOR)


def test_a_museum_is_given_by_its_code(capsys):
    factories.museum("M0650")
    assert main(["accounts", "invite", "a@example.org", "--museum", "m0650", "--role", "manager"]) == 0
    assert main(["accounts", "invite", "a@example.org", "--museum", "M9999"]) == 2
    assert "M9999" in capsys.readouterr().err
    assert main(["accounts", "invite", "a@example.org"]) == 2


def test_accounts_are_listed_and_closed(capsys):
    anne = factories.user("anne@example.org", museums={"M0650": Role.MANAGER})
    factories.user("boss@example.org", office=True)
    main(["accounts", "list"])
    assert "anne@example.org\tresponsable, Saint-Omer (M0650)" in capsys.readouterr().out
    assert main(["accounts", "deactivate", "ANNE@example.org"]) == 0
    anne.refresh_from_db()
    assert not anne.is_active
    capsys.readouterr()
    main(["accounts", "list", "--json"])
    rows = {row["address"]: row for row in json.loads(capsys.readouterr().out)}
    assert rows["anne@example.org"]["active"] is False
    assert rows["boss@example.org"]["second_factor"] is False
    assert main(["accounts", "deactivate", "boss@example.org"]) == 2
    assert "dernier administrateur" in capsys.readouterr().err
    assert main(["accounts", "deactivate", "personne@example.org"]) == 2


def test_the_doctor_asks_for_an_administrator():
    assert doctor.administrators().state == "attention"
    factories.user(office=True)
    assert doctor.administrators().state == "ok"


def test_the_doctor_sees_mail_that_does_not_leave():
    now = timezone.now()
    assert doctor.mail().state == "ok"
    mail = Mail.objects.create(key="k", to="a@example.org", subject="s", text="t", queued_at=now, next_at=now)
    assert doctor.mail().state == "ok"
    Mail.objects.update(queued_at=now - timedelta(hours=1))
    assert "coffret worker" in doctor.mail().remedy
    Mail.objects.filter(pk=mail.pk).update(given_up=True, attempts=8, error="550 boîte inconnue")
    assert "550 boîte inconnue" in doctor.mail().remedy


def test_the_doctor_sees_a_duty_that_fails():
    assert doctor.duties().state == "ok"
    DutyRun.objects.create(name="audit", said="disque plein", failed=True)
    assert "audit : disque plein" in doctor.duties().detail
