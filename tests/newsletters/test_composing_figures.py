"""Live figures: counted from the catalogue, said with their noun in its number, wherever they stand in a letter."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.utils.translation import override
from editorial_factories import entry, newsletter
from factories import THEN, museum, record

from coffret.catalogue.actions import withdraw
from coffret.catalogue.models import Change, ChangeKind, Record
from coffret.editorial.models import Issue
from coffret.images.models import Image
from coffret.newsletters.composing import compose, figures
from coffret.newsletters.composing.compose import period

NARROW = "\u202f"
MONTH = timedelta(days=30)


def _published(of: Any, at: datetime = THEN, kind: ChangeKind = ChangeKind.PUBLISHED) -> Any:
    Change.objects.create(record=of, kind=kind, at=at)
    if kind == ChangeKind.PUBLISHED:
        Record.objects.filter(pk=of.pk).update(created_at=at)
    return of


def _values(**given: int) -> dict[str, int]:
    return {**dict.fromkeys(figures.FIGURES, 0), **given}


@pytest.mark.parametrize("name", figures.FIGURES)
def test_each_figure_agrees_with_its_number(name: str) -> None:
    none, one, two, many = (figures.said(name, value) for value in (0, 1, 2, 2448))
    assert none.startswith("aucun")
    assert one.startswith("un")
    assert two.startswith("2 ")
    assert many.startswith(f"2{NARROW}448 ")
    assert two.removeprefix("2 ") == many.removeprefix(f"2{NARROW}448 ")
    assert all(text[-1] != "s" for text in (none, one))
    assert "s " in f"{two} "


def test_a_mark_reads_its_figure_with_its_noun_or_alone() -> None:
    known = _values(nouvelles_notices=2448)
    assert figures.fill("En mai, {nouvelles_notices}.", known) == f"En mai, 2{NARROW}448 nouvelles notices."
    assert figures.fill("{ nouvelles_notices : nombre } de plus", known) == f"2{NARROW}448 de plus"
    with override("en"):
        assert figures.fill("{nouvelles_notices:nombre}", known) == "2,448"


def test_a_sentence_begins_with_a_capital() -> None:
    known = _values(nouvelles_notices=1)
    assert figures.fill("{nouvelles_notices}", known) == "Une nouvelle notice"
    assert figures.fill("En mai. {musees} ?", known) == "En mai. Aucun musée ?"
    assert figures.fill("En mai : {musees}", known) == "En mai : aucun musée"
    rich = "<p><strong>{musees}</strong> et {images}</p><ul><li>{notices}</li></ul>"
    assert figures.fill_rich(rich, known) == (
        "<p><strong>Aucun musée</strong> et aucune image</p><ul><li>Aucune notice</li></ul>"
    )


def test_an_unknown_name_stays_as_typed_and_is_told() -> None:
    text = "{nouvele_notice} {notices} {notices:chiffre} {} {a b}"
    assert figures.fill(text, _values()) == "{nouvele_notice} aucune notice {notices:chiffre} {} {a b}"
    assert figures.unknown(text) == ["{nouvele_notice}", "{notices:chiffre}"]
    assert figures.used([text, "rien"]) == {"notices"}


def test_addresses_are_left_alone() -> None:
    html = '<p><a href="https://example.org/{notices}">{notices}</a> &amp; &lt;</p>'
    known = _values(notices=3)
    assert figures.fill_rich(html, known) == '<p><a href="https://example.org/{notices}">3 notices</a> &amp; &lt;</p>'


@pytest.mark.django_db
def test_what_is_counted() -> None:
    museum("M0651")
    old, new = _published(record(), THEN - 2 * MONTH), _published(record(), THEN)
    other = _published(record({"MUSEO": "M0651", "LOCA": "Saint-Omer"}, has_image=True), THEN)
    gone = _published(record(), THEN)
    withdraw(gone.ref, "Versée par erreur")
    for changed in (old, old, new):
        _published(changed, THEN, ChangeKind.UPDATED)
    Image.objects.create(
        record=other, position=1, name="a.jpg", sha256="a" * 64, format="JPEG", width=10, height=10, size=1
    )
    counted = figures.values(THEN - MONTH, THEN + timedelta(hours=1))
    assert counted == {
        "notices": 3,
        "nouvelles_notices": 2,
        "notices_modifiees": 1,
        "musees": 2,
        "nouveaux_musees": 1,
        "images": 1,
        "nouvelles_images": 1,
    }
    assert figures.new_museums(THEN - MONTH, THEN + MONTH) == ["M0651"]
    # The moment it ends is not of the period.
    assert figures.values(THEN - MONTH, THEN, ["nouvelles_notices"]) == {"nouvelles_notices": 0}
    labels = {name: said for name, _label, said in figures.names(counted)}
    assert labels["nouvelles_notices"] == "2 nouvelles notices"
    assert len(labels) == len(figures.FIGURES)


@pytest.mark.django_db
def test_a_letter_says_them_wherever_it_speaks() -> None:
    _published(record(), THEN - timedelta(days=1))
    content = {
        "newsletter": newsletter().slug,
        "day": "2026-05-11",
        "title": "{nouvelles_notices} en mai",
        "preheader": "{notices:nombre} au total",
        "body": "<p>Voici {nouvelles_notices}.</p>",
        "sections": [
            {
                "one": "{nouvelles_notices}",
                "words": "<p>{nouveaux_musees}.</p>",
                "items": [{"thing": "words", "title": "{images}", "words": "<p>Et {musees}.</p>"}],
            }
        ],
        "closing": "<p>Soit {notices}.</p>",
    }
    said = compose(content, now=THEN)
    assert (said.subject, said.preheader) == ("Une nouvelle notice en mai", "1 au total")
    assert (said.intro, said.closing) == ("<p>Voici une nouvelle notice.</p>", "<p>Soit une notice.</p>")
    assert (said.parts[0].heading, said.parts[0].words) == ("Une nouvelle notice", "<p>Un nouveau musée.</p>")
    assert (said.parts[0].items[0].title, said.parts[0].items[0].words) == ("Aucune image", "<p>Et un musée.</p>")
    assert said.figures["nouvelles_notices"] == 1


@pytest.mark.django_db
def test_the_period_runs_from_the_issue_before() -> None:
    letter, other = newsletter(), newsletter("autre", name="Autre")
    until = THEN.replace(month=3, day=31)
    assert period(letter, until) == (until.replace(month=2, day=28), until)
    assert period(None, THEN)[0] == THEN.replace(month=4)
    made = [entry("letter", live=False, newsletter=one.slug) for one in (letter, letter, other)]
    for row, days in zip(made, (60, 20, 5), strict=True):
        Issue.objects.filter(pk=row.pk).update(sent_at=THEN - timedelta(days=days))
    assert period(letter, THEN)[0] == THEN - timedelta(days=20)
    assert period(letter, THEN, made[1])[0] == THEN - timedelta(days=60)
