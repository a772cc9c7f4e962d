"""Two versions of a text, side by side."""

import re

import pytest
from factories import record

from coffret.editorial.entries.content import blank, clean
from coffret.editorial.entries.versions import compare

pytestmark = pytest.mark.django_db


def _both(kind: str, before: dict[str, object], after: dict[str, object]) -> dict[str, tuple[str, str]]:
    found = compare(kind, clean(kind, before), clean(kind, after))
    return {change.name: (change.before, change.after) for change in found}


def test_nothing_changed() -> None:
    assert compare("news", blank("news"), {}) == []


def test_a_word_of_the_title() -> None:
    assert _both("news", {"title": "Le juin <b>"}, {"title": "Le juillet <b>"}) == {
        "title": ("<p>Le <del>juin</del> &lt;b&gt;</p>", "<p>Le <ins>juillet</ins> &lt;b&gt;</p>")
    }


def test_blocks_then_words() -> None:
    before = "<h2>Un</h2><p>Premier alinéa du texte.</p><p>Deux.</p><p>Trois.</p><p>Quatre.</p>"
    after = (
        "<h2>Un</h2><p>Premier alinéa du <strong>texte</strong>.</p><p>Deux.</p><p>Trois.</p><p>Quatre.</p><p>Cinq.</p>"
    )
    old, new = _both("news", {"body": before}, {"body": after})["body"]
    assert old == ("<p><strong>Un</strong></p><p>Premier alinéa du <del>texte.</del></p><p>Deux.</p><p>…</p>")
    assert new == (
        "<p><strong>Un</strong></p><p>Premier alinéa du <ins><strong>texte</strong> .</ins></p><p>Deux.</p><p>…</p>"
        "<p>Quatre.</p><p><ins>Cinq.</ins></p>"
    )


def test_where_a_link_leads_is_told() -> None:
    shown = record({"TITR": "Vue de Saint-Omer"})
    before, after = '<p><a href="#">voir</a></p>', f'<p><a href="coffret:notice/{shown.ref}">voir</a></p>'
    old, new = _both("news", {"body": before}, {"body": after})["body"]
    assert old == "<p>voir <del>(→ #)</del></p>"
    assert re.sub("<.*?>", "", new).startswith("voir (→ « Vue de Saint-Omer")


def test_lists_item_by_item() -> None:
    one, two = {"question": "Qui ?", "answer": "<p>Nous.</p>"}, {"question": "Où ?", "answer": "<p>Là.</p>"}
    old, new = _both("page", {"questions": [one]}, {"questions": [two, one]})["questions"]
    assert old == "<p><strong>Qui ?</strong></p><p>Nous.</p>"
    assert new.startswith("<p><strong><ins>Où ?</ins></strong></p><p><ins>Là.</ins></p><p><strong>Qui ?</strong></p>")


def test_a_text_that_was_not_made_safe_is_shown_as_words() -> None:
    hostile = '<p><script>alert(1)</script><strong onclick="x">a<b>&lt;img src=x&gt;</b></strong></p>'
    (change,) = compare("news", {}, {"body": hostile})
    assert set(re.findall("<(/?[a-z]+)[ >]", change.after)) == {"p", "/p", "ins", "/ins", "strong", "/strong"}


def test_dates_choices_and_marks_are_in_words() -> None:
    found = _both(
        "event", {"starts": "2026-06-05T09:30"}, {"starts": "2026-06-19T09:30", "free": True, "mode": "online"}
    )
    assert "<ins>19\u00a0juin</ins>" in found["starts"][1]
    assert found["free"] == ("<p><del>non</del></p>", "<p><ins>oui</ins></p>")
    assert found["mode"][1] == "<p><ins>en ligne</ins></p>"


def test_repetitive_texts_are_not_weighed_for_ever() -> None:
    old, new = _both("news", {"summary": "la " * 5000}, {"summary": "la " * 4999 + "le"})["summary"]
    assert old.startswith("<p><del>la la")
    assert new.endswith("le</ins></p>")
