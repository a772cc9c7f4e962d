"""The real files kept beside the project."""

import pytest

from coffret.base.errors import Refused
from coffret.formats import notes
from coffret.formats.detect import open_source

PLATFORM = {"NOMOFF", "REGION", "DPT", "VILLE_M", "CONTIENT_IMAGE", "POP_COORDONNEES", "LABEL"}


def values_of(path):
    """Return the values of each record, without those the platform makes."""
    return [
        {code: value for code, value in record.values.items() if code not in PLATFORM}
        for record in open_source(path)[1]
    ]


def test_the_two_complete_files_say_the_same(shared_data):
    table = values_of(shared_data("notices/costumes_67.csv"))
    text = values_of(shared_data("notices/costumes_ajout_pilote.txt"))
    assert len(table) == len(text) == 4274
    assert [record["REF"] for record in table] == [record["REF"] for record in text]
    fields = set().union(*text)
    differing = [
        (one["REF"], code)
        for one, other in zip(table, text, strict=True)
        for code in fields
        if one.get(code, "").split() != other.get(code, "").split()  # its maker made runs of blanks one space
    ]
    assert differing == []


def test_legacy_ajout_pilote(shared_data):
    source, records = open_source(shared_data("notices/joconde-valid-UTF-8.txt"))
    first, second, third = records
    assert source.format == "ajout_pilote"
    assert first.values["BIBL"].endswith(
        "Autun Augustodunum - Capitale des Eduens, musée Rolin - Hôtel de Ville - Autun, "
        "16 mars- 27 octobre 1985 (p. 159-162)"
    )
    assert second.values["PDEC"].endswith("(coordonnées de l'objet) ; AnonymeAnonyme (inventeur)")
    assert third.values["DESC"].startswith("Fragment de figurine en céramique commune blanche, dont")
    assert first.line_of("REFIM") == 47
    assert {note[0] for record in (first, second, third) for note in record.notes} == {notes.LINES_JOINED}


def test_json_lines(shared_data):
    source, records = open_source(shared_data("notices/notices_costumes.jsonl"))
    first = next(records)
    assert source.format == "json_lines"
    assert first.values["POP_COORDONNEES"] == "41.922406, 8.738487"
    assert len(list(records)) == 4273


def test_a_table_without_ref_is_refused_usefully(shared_data):
    with pytest.raises(Refused) as caught:
        open_source(shared_data("notices/rena_costumes.csv"))
    assert caught.value.code == notes.NO_REF
    assert caught.value.facts["missing"] == ["REF", "STAT"]
    assert caught.value.facts["proposed"][0] == {"line": 2, "ref": "M0324000001"}
