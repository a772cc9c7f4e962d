"""The normal form of contents."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coffret.editorial.entries.content import blank, clean, words
from coffret.editorial.kinds import KINDS, Widget

ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=30),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner, max_size=3),
    max_leaves=12,
)
PLAUSIBLE = st.sampled_from(
    ["2026-06-05", "2026-06-05T09:30", "2026-05", "oui", "on", 7, "7", -1, 1e300, "notice", "M0650", "own", "\ud800", "\x00a",
     "<p>a</p><script>b</script>", {"picture": 3}, [{"record": "A"}, {"museum": "M0650", "words": "x"}],
     [{"title": "T", "editions": [{"document": "4", "version": "2"}, {}]}, {"key": "p1", "title": "U"}],
     [{"question": "q", "answer": "<p>r</p>"}], {"words": "w", "announce": "on"}, ["curators", "heads", "heads"]]
)  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(sorted(KINDS)), st.data())
def test_anything_has_a_normal_form_that_stays(kind: str, data: st.DataObject) -> None:
    names = st.sampled_from([field.name for field in KINDS[kind].fields]) | st.text(max_size=5)
    given_ = data.draw(st.dictionaries(names, ANYTHING | PLAUSIBLE, max_size=8) | ANYTHING)
    once = clean(kind, given_)
    assert clean(kind, once) == once
    assert once.keys() == blank(kind).keys()
    words(kind, once).encode()


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_a_blank_content_is_its_own_normal_form(kind: str) -> None:
    assert clean(kind, blank(kind)) == blank(kind) == clean(kind, {}) == clean(kind, None)


def _cleaned(kind: str, name: str, value: object) -> Any:
    return clean(kind, {name: value})[name]


@pytest.mark.parametrize(
    ("kind", "name", "value", "expected"),
    [
        ("news", "title", "  Deux\r\nlignes  et\tdemie ", "Deux lignes  et demie"),
        ("news", "title", "a" * 900, "a" * 900),
        ("news", "title", "e\u0301te\u0301 \x07\ud800", "été"),
        ("news", "summary", "Un \r\n\r\nDeux\n", "Un\n\nDeux"),
        ("news", "slug", "/L’Été 2026/", "l-ete-2026"),
        ("news", "body", "<p onclick=x>a<script>b</script></p>", "<p>a</p>"),
        ("news", "audience", ["registrars", "heads", "nobody"], ["heads", "registrars"]),
        ("event", "starts", "2026-06-05 09:30:59", "2026-06-05T09:30"),
        ("event", "starts", "2026-06-05T07:30:00Z", "2026-06-05T09:30"),
        ("event", "starts", "2026-02-30T09:30", ""),
        ("event", "starts", "0001-01-01T00:00+14:00", ""),
        ("event", "capacity", "60", 60),
        ("event", "capacity", -4, None),
        ("event", "capacity", 10**30, None),
        ("event", "mode", "on the moon", "onsite"),
        ("event", "pinned", "soon", "soon"),
        ("event", "pinned", "<b>", ""),
        ("event", "free", "on", True),
        ("feature", "month", "2026-05-11", "2026-05"),
        ("feature", "month", "2026-13", ""),
        ("feature", "items", [{"record": " A1 "}, {"museum": "m0650", "words": "x"}, {"museum": "?"}, 3],
         [{"record": "A1", "words": ""}, {"museum": "M0650", "words": "x"}]),
        ("news", "cover", {"picture": "5", "alt": "vue", "decorative": True, "extra": 1},
         {"picture": 5, "alt": "", "decorative": True, "credit": "", "rights": "", "caption": ""}),
        ("news", "cover", {"alt": "sans image"}, None),
        ("resource", "update", "Tailles revues", {"words": "Tailles revues", "announce": False}),
        ("resource", "update", {"words": " ", "announce": True}, {"words": "", "announce": False}),
        ("page", "questions", [{"question": " ", "answer": ""}, {"question": "Q", "answer": "<p>R</p>"}],
         [{"question": "Q", "answer": "<p>R</p>"}]),
    ],
)  # fmt: skip
def test_normal_forms(kind: str, name: str, value: object, expected: object) -> None:
    assert _cleaned(kind, name, value) == expected


def test_publications_keep_their_keys_and_get_one_of_their_own() -> None:
    given_ = [
        {"title": "Sans clé", "editions": [{"document": 1, "issued_on": "2026-05-11"}, {"version": ""}]},
        {"key": "p1", "title": "Déjà là"},
        {"key": "p1", "title": "Copiée"},
        {"key": "", "title": " ", "editions": []},
        {"key": "../x", "title": "Clé refusée"},
    ]
    kept = _cleaned("resource", "publications", given_)
    assert [(one["key"], one["title"]) for one in kept] == [
        ("p2", "Sans clé"), ("p1", "Déjà là"), ("p3", "Copiée"), ("p4", "Clé refusée")
    ]  # fmt: skip
    assert kept[0]["editions"] == [{"document": 1, "version": "", "issued_on": "2026-05-11", "changed": ""}]


def test_each_widget_has_a_form() -> None:
    used = {field.widget for kind in KINDS.values() for field in kind.fields}
    assert used | {Widget.DATE} == set(Widget)


def test_words_are_those_of_texts_folded_title_first() -> None:
    content = clean(
        "resource",
        {
            "body": "<h2>Définition</h2><p>Côté <strong>court</strong></p>",
            "title": "Normes d’Image",
            "slug": "adresse",
            "audience": ["registrars"],
            "publications": [{"title": "Le guide", "description": "24 pages"}],
            "update": {"words": "secret"},
        },
    )
    said = words("resource", content)
    assert said.startswith("normes d'image ")
    assert all(part in said for part in ("definition cote court", "regisseurs", "le guide 24 pages"))
    assert "adresse" not in said
    assert "secret" not in said
