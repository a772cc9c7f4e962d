"""What waits for each comes first: the right sections to the right people, in a known number of queries."""

from datetime import timedelta
from typing import Any

import factories
import pytest
from account_tools import browser, text
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from coffret.accounts.models import Office, Role, User
from coffret.base.models import Mail
from coffret.editorial.entries import actions
from coffret.editorial.entries.content import blank
from coffret.editorial.models import Audit, Entry, Event, Stage

pytestmark = pytest.mark.django_db


@pytest.fixture
def lea() -> User:
    return factories.user("lea@example.org", office=Office.EDITOR, name="Léa")


@pytest.fixture
def noe() -> User:
    return factories.user("noe@example.org", office=Office.EDITOR, name="Noé")


def home(user: User) -> str:
    client = Client()
    client.force_login(user)
    return text(client.get("/pro/"))


def written(by: User, title: str, **columns: Any) -> Entry:
    made = actions.create("news", {**blank("news"), "title": title}, by)
    Entry.objects.filter(pk=made.pk).update(**columns)
    return made


def test_a_text_to_proof_waits_for_those_who_did_not_write_it(lea: User, noe: User):
    written(lea, "Les dépôts de 2026", stage=Stage.PROOF)
    assert "Les dépôts de 2026" in home(noe)
    assert "Un texte à relire" in home(noe)
    assert "Les dépôts de 2026" not in home(lea)
    assert "Les dépôts de 2026" not in home(factories.user(museums={"M0650": Role.MANAGER}))


def test_drafts_wait_for_who_wrote_them(lea: User, noe: User):
    written(lea, "Un brouillon", stage=Stage.DRAFT)
    assert "Un brouillon à vous" in home(lea)
    assert "Un brouillon" not in home(noe)


def test_what_was_approved_or_held_waits_for_all_the_office(lea: User, noe: User):
    written(lea, "Approuvé", stage=Stage.APPROVED)
    written(lea, "Retenu", stage=Stage.APPROVED, held="Une erreur bloque : crédit à choisir.")
    page = home(noe)
    assert page.index("Une publication est retenue") < page.index("Un texte approuvé, à publier")
    assert "crédit à choisir" in page


def test_what_the_night_found_waits(lea: User):
    made = written(lea, "En ligne", live=True, stage=Stage.PUBLISHED)
    clean = written(lea, "Sans défaut", live=True, stage=Stage.PUBLISHED)
    minor = written(lea, "Signalé seulement", live=True, stage=Stage.PUBLISHED)
    Audit.objects.create(entry=minor, at=timezone.now(), findings=[["EDI007", "title", "Un titre", {"length": 120}]])
    Audit.objects.create(entry=made, at=timezone.now(), findings=[["EDI003", "body", "#", {}]])
    Audit.objects.create(entry=clean, at=timezone.now(), findings=[])
    page = home(lea)
    assert "Une page en ligne est à revoir" in page
    assert "un constat cette nuit" in page
    assert "Sans défaut" not in page
    assert "Signalé seulement" not in page


def test_registrations_that_open_soon_are_told(lea: User):
    for days, title in ((3, "Journée proche"), (40, "Journée lointaine")):
        made = actions.create("event", {**blank("event"), "title": title}, None)
        Event.objects.filter(pk=made.pk).update(live=True, opens_at=timezone.now() + timedelta(days=days))
    page = home(lea)
    assert "Une inscription ouvre bientôt" in page
    assert "Journée proche" in page
    assert "Journée lointaine" not in page


def test_lost_mail_is_told_to_administrators(lea: User):
    now = timezone.now()
    Mail.objects.create(
        key="k",
        to="perdu@example.org",
        subject="Rappel",
        text="",
        queued_at=now,
        next_at=now,
        given_up=True,
        error="550",
    )
    assert "perdu@example.org" in home(factories.user(office=True))
    assert "perdu@example.org" not in home(lea)


def test_nothing_waits_is_said(lea: User):
    assert "Rien n’attend" in home(lea)


def test_the_number_of_queries_does_not_grow_with_what_waits(lea: User, noe: User):
    def count(times: int) -> int:
        for number in range(times):
            written(lea, f"À relire {number}", stage=Stage.PROOF)
            written(noe, f"Brouillon {number}", stage=Stage.DRAFT)
            made = written(lea, f"En ligne {number}", live=True, stage=Stage.PUBLISHED)
            Audit.objects.create(entry=made, at=timezone.now(), findings=[["EDI003", "body", "#", {}]])
        client = Client()
        client.force_login(noe)
        client.get("/pro/")
        with CaptureQueriesContext(
            connection,
        ) as queries:
            client.get("/pro/")
        return len(queries)

    one = count(1)
    assert count(12) == one
    assert one <= 22


def test_the_rail_shows_what_opens(lea: User):
    cache.clear()
    words = {
        "museum": (factories.user(museums={"M0650": Role.MANAGER}), {"À faire", "Versements"}),
        "editor": (lea, {"À faire", "Versements", "Rédaction"}),
        "administrator": (factories.user(office=True), {"À faire", "Versements", "Rédaction", "Comptes", "Site"}),
    }
    for user, shown in words.values():
        page = home(user)
        rail = page[page.index("desk-rail") : page.index("desk-page")]
        assert {word for word in words["administrator"][1] if f">{word}</a>" in rail} == shown
    assert "Atelier" not in text(browser().get("/pro/", follow=True))
