"""Two people wrote in the sections of one letter: what each changed is kept."""

from typing import Any

import pytest

from coffret.editorial.entries.merging import sections


def _item(key: str, words: str = "") -> dict[str, Any]:
    return {"key": key, "thing": "words", "words": words}


def _section(key: str, *items: dict[str, Any], one: str = "Agenda") -> dict[str, Any]:
    return {"key": key, "one": one, "many": "", "words": "", "items": list(items)}


BEFORE = [_section("s1", _item("i1"), _item("i2")), _section("s2", _item("i3"))]


def _shape(rows: list[dict[str, Any]]) -> list[tuple[str, list[tuple[str, str]]]]:
    return [(row["one"], [(item["key"], item["words"]) for item in row["items"]]) for row in rows]


def test_each_changed_another_thing() -> None:
    mine = [_section("s1", _item("i1", "a"), _item("i2"), one="À venir"), BEFORE[1]]
    theirs = [_section("s1", _item("i1"), _item("i2", "b")), _section("s2", _item("i3", "c"), one="Actualités")]
    merged = [("À venir", [("i1", "a"), ("i2", "b")]), ("Actualités", [("i3", "c")])]
    assert _shape(sections(BEFORE, mine, theirs)) == merged
    assert _shape(sections(BEFORE, theirs, mine)) == merged


def test_both_changed_the_same_thing() -> None:
    mine, theirs = ([_section("s1", _item("i1", who), _item("i2")), BEFORE[1]] for who in ("a", "b"))
    assert sections(BEFORE, mine, theirs) == mine


@pytest.mark.parametrize("turned", [False, True])
def test_added_taken_off_and_moved(turned: bool) -> None:
    moved = [BEFORE[1], _section("s1", _item("i2"), _item("i1"))]
    added = [_section("s1", _item("i1"), _item("i4", "n"), _item("i2")), _section("s3", _item("i5"), one="Musée")]
    mine, theirs = (added, moved) if turned else (moved, added)
    # s2 was taken off by who added; it was only moved by the other.
    assert _shape(sections(BEFORE, mine, theirs)) == [
        ("Agenda", [("i2", ""), ("i1", ""), ("i4", "n")]),
        ("Musée", [("i5", "")]),
    ]


def test_taken_off_but_changed_meanwhile_it_stays() -> None:
    changed = [BEFORE[0], _section("s2", _item("i3", "neuf"))]
    for mine, theirs in (([BEFORE[0]], changed), (changed, [BEFORE[0]])):
        assert sections(BEFORE, mine, theirs) == changed


def test_two_things_added_under_one_key_stay_two() -> None:
    mine = [_section("s1", _item("i1"), _item("i2"), _item("i4", "a")), BEFORE[1]]
    theirs = [_section("s1", _item("i1"), _item("i2"), _item("i4", "b")), BEFORE[1]]
    (first, _second) = sections(BEFORE, mine, theirs)
    assert sorted(item["words"] for item in first["items"]) == ["", "", "a", "b"]
    assert [item["key"] for item in first["items"]].count("i4") == 1


def test_nothing_changed_twice() -> None:
    assert sections(BEFORE, BEFORE, BEFORE) == BEFORE
    assert sections([], [], BEFORE) == BEFORE
