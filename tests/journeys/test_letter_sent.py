"""A letter written by one, approved and sent by another, in real browsers, to a real relay: followed to its last figure."""

import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone
from editorial_factories import editor, entry
from sending_factories import newsletter, post_office, readers
from sending_factories import sending as frozen
from test_editing import signed_in  # noqa: F401 - a fixture

from coffret.accounts.models import User
from coffret.base import outbox
from coffret.editorial.models import Entry
from coffret.newsletters.models import Channel, Delivery, Sending
from coffret.newsletters.sending.sender import Sender

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]

AXE = Path(__file__).resolve().parents[1] / "external" / "node_modules" / "axe-core" / "axe.min.js"
READERS = 90
SECTION = {"key": "s", "one": "À lire", "many": "À lire", "words": "", "items": []}
ITEM = {"key": "i", "thing": "words", "ref": "", "title": "Le récolement", "words": "<p>Un rappel utile.</p>"}


@pytest.fixture
def anne() -> User:
    return editor("anne@example.org", "Anne Petit")


@pytest.fixture
def paul() -> User:
    return editor("paul@example.org", "Paul Roux")


@pytest.fixture
def letter(anne: User) -> Entry:
    """Return an issue for ninety readers, written by Anne."""
    readers(READERS, newsletter("nouveautes", name="Nouveautés du catalogue"))
    return entry(
        "letter",
        live=False,
        by=anne,
        newsletter="nouveautes",
        day=timezone.localdate().isoformat(),
        title="Ce qui entre au catalogue",
        preheader="Les œuvres entrées depuis la dernière lettre.",
        body="<p>Bonjour à toutes et à tous.</p>",
        sections=[{**SECTION, "items": [ITEM]}],
    )


@pytest.fixture
def relay(settings: Any) -> Iterator[Any]:
    """Run a relay that takes its time and knows one reader less than we do."""

    def unknown(to: str) -> str | None:
        return "550 5.1.1 inconnu" if ".7@" in to else None

    with post_office(rcpt=unknown, delay=0.15) as post:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", post.port
        yield post


def sends() -> threading.Thread:
    """Send what is due, as the worker's thread does."""

    def run() -> None:
        try:
            Sender().run()
        finally:
            connection.close()

    thread = threading.Thread(target=run)
    thread.start()
    return thread


def press(page: Any, name: str, role: str = "button") -> None:
    page.get_by_role(role, name=name, exact=True).first.press("Enter")
    page.wait_for_load_state()


def faults(page: Any) -> list[str]:
    """Return what axe finds in the page; nothing where it is not installed."""
    if not AXE.exists():
        return []
    page.evaluate(AXE.read_text())
    return list(page.evaluate("axe.run().then(found => found.violations.map(one => one.id))"))


def test_a_letter_is_approved_by_another_sent_and_followed(signed_in, anne, paul, letter, relay):  # noqa: F811
    Channel.objects.create(name="mail", connections=4)
    writing = signed_in(anne)
    writing.goto(f"/pro/redaction/{letter.pk}/")
    press(writing, "Envoi", "link")
    press(writing, "Demander l’approbation")
    writing.get_by_text("Vous avez écrit de ce numéro").wait_for()

    sending = signed_in(paul)
    sending.goto("/pro/")
    press(sending, "Ce qui entre au catalogue", "link")
    press(sending, "Approuver")
    press(sending, "Envoyer l’épreuve")
    sending.get_by_text("L’épreuve part à paul@example.org.").wait_for()
    assert outbox.deliver() == 1
    assert faults(sending) == []
    # Nobody looked at the domain of this relay: Paul says why he goes on.
    sending.get_by_label("C’est juste, parce que").fill("Relais d’essai, sur cette machine.")
    press(sending, "Confirmer à mon nom")
    press(sending, f"Envoyer à {READERS} abonnés")
    sending.get_by_text(f"La lettre part à {READERS} personnes.").wait_for()

    # The page follows by itself: nobody presses anything.
    thread = sends()
    sending.locator(".send-pace").wait_for(timeout=20_000)
    assert 0 < Delivery.objects.filter(state="sent").count() < READERS
    assert faults(sending) == []
    sending.get_by_role("heading", name="Compte").wait_for(timeout=60_000)
    thread.join()
    assert sending.locator(".send-figures tfoot .figure").inner_text() == str(READERS)
    kept = Sending.objects.get()
    refused = Delivery.objects.filter(state="refused").count()
    assert (kept.state, kept.total, refused) == ("finished", READERS, 1)
    assert len(relay.taken) == READERS  # one of them the proof
    assert all(len(mails) == 1 for mails in relay.taken.values())

    assert faults(sending) == []
    press(sending, "Refusés", "link")
    assert "550 5.1.1 inconnu" in sending.locator(".send-account").inner_text()
    assert faults(sending) == []


def test_a_pause_needs_no_script_and_holds(signed_in, anne, relay):  # noqa: F811
    kept = frozen(5)
    page = signed_in(anne, scripts=False)
    page.goto(f"/pro/lettres/{kept.issue_id}/envoi")
    press(page, "Mettre en pause")
    page.get_by_text("Rien ne part tant que l’envoi est en pause.").wait_for()
    sends().join()
    assert len(relay.taken) == 0
    press(page, "Reprendre l’envoi")
    sends().join()
    press(page, "Recharger", "link")
    assert page.get_by_text("terminé").first.is_visible()
    assert len(relay.taken) == 5
