"""JSON of the older API, and JSON Lines of codes."""

import json

import pytest

from coffret.formats import api_json, notes

RECORD = {
    "reference": "M0650000001",
    "titre": "Coffret",
    "materiaux_techniques": ["émail", "bois"],
    "auteur": ["Robillard Julien (?)"],
    "coordonnees": {"lon": 2.2524, "lat": 50.7483},
    "date_creation": None,
}
VALUES = {
    "REF": "M0650000001",
    "TITR": "Coffret",
    "TECH": "émail ; bois",
    "AUTR": "Robillard Julien (?)",
    "POP_COORDONNEES": "50.7483, 2.2524",
}


@pytest.mark.parametrize("indent", [None, 2])
@pytest.mark.parametrize(
    "envelope",
    [
        lambda records: records,
        lambda records: {"total_count": 2, "results": records},
        lambda records: {"nhits": 2, "parameters": {"q": "x"}, "records": [{"fields": one} for one in records]},
        lambda records: records[0],
    ],
)
def test_the_older_api(read, envelope, indent):
    found = read(json.dumps(envelope([RECORD, RECORD | {"reference": "B"}]), indent=indent, ensure_ascii=False))
    assert found.source.format == ("json_lines" if envelope([0]) == 0 and indent is None else "api_json")
    assert found.records[0].values == VALUES
    assert found.records[0].empty == ("DMIS",)
    assert found.notes == []


def test_json_lines_with_numbers_lists_and_dicts(read):
    found = read(
        '{"REF": "A", "INV": 56.80, "DENO": ["tasse", "soucoupe"], "POP_COORDONNEES": {"lat": 41.922406, "lon": 8.738487}}\n'
        '{"REF": "B", "REFIM": ["a.jpg", "b.jpg"], "CONTIENT_IMAGE": true, "DESC": "", "ECOL": []}\n'
    )
    assert found.source.format == "json_lines"
    first, second = found.records
    assert first.values == {
        "REF": "A",
        "INV": "56.80",
        "DENO": "tasse ; soucoupe",
        "POP_COORDONNEES": "41.922406, 8.738487",
    }
    assert second.values == {"REF": "B", "REFIM": "a.jpg;b.jpg", "CONTIENT_IMAGE": "oui"}
    assert second.empty == ("DESC", "ECOL")
    assert [record.line for record in found.records] == [1, 2]


def test_a_bad_line_does_not_stop_the_others(read):
    found = read('{"REF": "A"}\n{"REF": "B", nonsense\n[1]\n\n{"REF": "C"}\n')
    assert [record.values.get("REF") for record in found.records] == ["A", None, None, "C"]
    assert [(note[0], note[3]) for note in found.notes] == [(notes.BAD_JSON, 2), (notes.BAD_JSON, 3)]


def test_keys_given_twice_keep_both_values(read):
    found = read('{"REF": "A", "DENO": "tasse", "DENO": "bol"}\n{"REF": "B", "TITR": "x", "titre": "y"}\n')
    assert found.records[0].values["DENO"] == "tasse ; bol"
    assert found.records[1].values["TITR"] == "x ; y"
    assert {note[0] for note in found.notes} == {notes.REPEATED}


def test_unknown_keys_are_told_once(read):
    found = read('{"REF": "A", "titres": 1}\n{"REF": "B", "titres": 2}\n')
    assert found.notes == [(notes.UNKNOWN_COLUMN, "TITR", "titres", 1)]


def test_nested_values_are_kept_as_json_and_told(read):
    found = read('{"REF": "A", "TITR": {"fr": "Coffret"}}\n')
    assert found.records[0].values["TITR"] == '{"fr": "Coffret"}'
    assert notes.BAD_JSON in found.codes


def test_escapes_that_no_text_can_hold(read):
    found = read('{"REF": "A", "TITR": "x\\u0000y\\ud800z", "DENO": ["\\udfff"], "\\ud800": 1}\n')
    assert found.records[0].values == {"REF": "A", "TITR": "x\ufffdy\ufffdz", "DENO": "\ufffd"}
    assert (notes.MOJIBAKE, "DENO", "\ufffd", 1) in found.notes
    assert str(found.notes).encode()


def test_records_know_their_line_in_a_list(read):
    found = read('[\n {"REF": "A"},\n\n {"REF":\n "B"},\n {"REF": "C"}\n]\n')
    assert [record.line for record in found.records] == [2, 4, 6]


def test_a_list_longer_than_the_buffer(read):
    records = [{"REF": f"M{n:010d}", "DESC": "é" * 500} for n in range(2000)]
    found = read(json.dumps({"results": records}, ensure_ascii=False))
    assert [record.values["REF"] for record in found.records] == [one["REF"] for one in records]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ('[{"REF": "A"}, {"REF": "B", "TI', notes.TRUNCATED),
        ('[{"REF": "A"}, {"REF": "B"', notes.TRUNCATED),
        ('[{"REF": "A"}', notes.TRUNCATED),
        ('{"REF": "A"}\n{"REF": "B", "TI', notes.TRUNCATED),
        ('[{"REF": "A"}, {"REF": oups}]', notes.BAD_JSON),
        ("[]", notes.NO_RECORD),
        ('{"results": []}', notes.NO_RECORD),
        ('[{"a": 1}, {"b": 2}]', notes.NOT_NOTICES),
        ("[1, 2, 3]", notes.NOT_NOTICES),
        ("[" * 100_000, notes.BAD_JSON),
        ('{"a":' * 100_000, notes.TRUNCATED),
    ],
)
def test_json_that_is_refused(refusal, text, code):
    assert refusal(text).code == code


def test_the_place_of_bad_json_is_given(refusal):
    refused = refusal('[\n{"REF": "A"},\n{"REF": oups}]')
    assert (refused.facts["line"], refused.facts["offset"]) == (3, 9)


def test_too_many_keys(refusal):
    record = {"REF": "A"} | {f"k{n}": "v" for n in range(2000)}
    assert refusal(json.dumps(record)).code == notes.TOO_MANY_COLUMNS


def test_a_value_without_end_has_a_bound(refusal, monkeypatch):
    monkeypatch.setattr(api_json, "LINE_LIMIT", 1 << 17)
    assert refusal('[{"REF": "A"}, {"REF": "' + "x" * (1 << 19)).code == notes.TOO_LARGE
