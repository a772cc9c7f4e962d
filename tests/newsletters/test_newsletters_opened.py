"""Newsletters opened, changed, closed; what is put right under an issue that has left."""

from typing import Any

import pytest
from editorial_factories import editor, entry, newsletter
from factories import THEN

from coffret.base.errors import Refused
from coffret.editorial.models import Entry, Issue, Newsletter
from coffret.newsletters import errata, newsletters

pytestmark = pytest.mark.django_db


def test_a_newsletter_begins_with_what_is_usual() -> None:
    row = newsletters.create({"name": "Récolement"})
    assert (row.slug, row.frequency, row.open, row.archived, row.language) == (
        "recolement",
        "monthly",
        True,
        True,
        "fr",
    )
    assert row.recipe == newsletters.defaults()["recipe"]
    assert newsletters.create({"name": "Rendez-vous"}).position == row.position + 1
    assert [one.name for one in newsletters.opened()] == ["Récolement", "Rendez-vous"]


@pytest.mark.parametrize(
    ("values", "slug", "said"),
    [
        ({"name": " "}, "", "nom de la lettre manque|ne donne pas d’adresse"),
        ({"name": "«»"}, "", "ne donne pas d’adresse"),
        ({"name": "Flux"}, "", "réservé"),
        ({"name": "Confirmation"}, "", "réservé"),
        ({"name": "2026"}, "", "réservé"),
        ({"name": "Récolement"}, "Récolement", "minuscules"),
        ({"name": "Récolement"}, "a" * 41, "minuscules"),
        ({"name": "Autre"}, "nouveautes", "déjà"),
        ({"name": "NOUVEAUTES du catalogue"}, "autre", "Une autre lettre s’appelle"),
        ({"name": "Récolement", "language": "de"}, "", "langue"),
        ({"name": "Récolement", "recipe": ["tout"]}, "", "« tout »"),
        ({"name": "Récolement", "sender_email": "bureau"}, "", "« bureau »"),
        ({"name": "Récolement", "reply_to": "bureau@"}, "", "« bureau@ »"),
        ({"name": "Récolement", "frequency": "daily"}, "", "« daily »"),
        ({"name": "Récolement", "sender_name": "Bureau\nBcc: tous"}, "", "une ligne"),
        ({"name": "N" * 101}, "n", "ne va pas"),
    ],
)
def test_what_cannot_be_is_refused(values: dict[str, Any], slug: str, said: str) -> None:
    newsletter()
    with pytest.raises(Refused, match=said):
        newsletters.create(values, slug)
    assert Newsletter.objects.count() == 1


def test_a_change_keeps_the_address() -> None:
    row = newsletters.create({"name": "Récolement"})
    changed = newsletters.change(row, {"name": "Le récolement", "open": False})
    assert (changed.name, changed.slug, changed.open) == ("Le récolement", "recolement", False)
    with pytest.raises(KeyError):
        newsletters.change(row, {"slug": "autre"})
    with pytest.raises(Refused):
        newsletters.change(row, {"name": ""})
    assert Newsletter.objects.get().name == "Le récolement"


def test_closed_and_open_again() -> None:
    row = newsletters.create({"name": "Récolement"})
    assert newsletters.close(row, now=THEN).closed_at == THEN
    assert newsletters.opened() == []
    assert newsletters.close(row).closed_at == THEN
    assert newsletters.reopen(row).closed_at is None


def test_one_whose_issue_is_about_to_leave_does_not_close() -> None:
    made = entry("letter", live=False, title="Mai 2026")
    Entry.objects.filter(pk=made.pk).update(publish_at=THEN)
    with pytest.raises(Refused, match="« Mai 2026 » est programmé"):
        newsletters.close(newsletter())


def test_errata_stand_under_what_has_left() -> None:
    by, made = editor(), Issue.objects.get(pk=entry("letter", live=False).pk)
    with pytest.raises(Refused, match="pas parti"):
        errata.add(made, "Lire 12.", by)
    Issue.objects.filter(pk=made.pk).update(sent_at=THEN)
    sent = Issue.objects.get(pk=made.pk)
    kept = errata.add(sent, "  La journée est le 19 juin,\n non le 18. ", by, now=THEN)
    assert (kept.text, kept.by, kept.at) == ("La journée est le 19 juin, non le 18.", by, THEN)
    assert [one.text for one in sent.errata.all()] == [kept.text]
    for text, said in (("  ", "manque"), ("a" * 1001, "1001 signes")):
        with pytest.raises(Refused, match=said):
            errata.add(sent, text, by)
