"""Tables as text: POP's CSV and the open-data extract."""

import pytest

from coffret.catalogue.fields import OPEN_DATA_COLUMNS
from coffret.formats import notes


def test_pop_csv(read):
    found = read('REF;INV;DESC;TITR\nM0162005384;12;"deux\nlignes; et ""guillemets""";\nM0162005385;13;;Vénus\n')
    assert (found.source.format, found.source.columns) == ("pop_csv", ("REF", "INV", "DESC", "TITR"))
    first, second = found.records
    assert first.values == {"REF": "M0162005384", "INV": "12", "DESC": 'deux\nlignes; et "guillemets"'}
    assert first.empty == ("TITR",)
    assert second.empty == ("DESC",)
    assert (first.line, second.line, second.line_of("TITR")) == (2, 4, 4)


@pytest.mark.parametrize("delimiter", ["|", ";", ",", "\t"])
@pytest.mark.parametrize("mark", ["", "\ufeff", "ï»¿"])
def test_the_67_columns_whatever_the_separator_and_mark(read, delimiter, mark):
    cells = dict.fromkeys(OPEN_DATA_COLUMNS, "") | {"Reference": "M0650000001", "Titre": "Coffret", "coordonnees": ""}
    text = mark + delimiter.join(OPEN_DATA_COLUMNS) + "\r\n" + delimiter.join(cells.values()) + "\r\n"
    found = read(text)
    assert found.source.format == "open_data"
    assert len(found.source.columns) == 67
    assert found.source.encoding == ("utf-8-sig" if mark == "\ufeff" else "utf-8")
    assert found.records[0].values == {"REF": "M0650000001", "TITR": "Coffret"}
    assert len(found.records[0].empty) == 65
    assert found.codes == ({notes.MOJIBAKE} if mark == "ï»¿" else set())


def test_labels_and_excel_s_own_line(read):
    found = read("sep=;\nRéférence;Numéro d’inventaire;Matériaux techniques\nA;1;or\n")
    assert found.records[0].values == {"REF": "A", "INV": "1", "TECH": "or"}
    assert found.records[0].line == 3


def test_pop_s_coordinates_become_one_field(read):
    found = read("REF;POP_COORDONNEES.lat;POP_COORDONNEES.lon;TITR\nA;48.85;2.35;V\nB;;;W\n")
    assert found.records[0].values["POP_COORDONNEES"] == "48.85, 2.35"
    assert found.records[0].values["TITR"] == "V"
    assert found.records[1].empty == ("POP_COORDONNEES",)
    assert found.notes == []


def test_unknown_columns_are_named_with_the_nearest(read):
    found = read("REF;Titres;Zzz\nA;Vénus;1\n")
    assert found.source.notes == [(notes.UNKNOWN_COLUMN, "TITR", "Titres", 1), (notes.UNKNOWN_COLUMN, "", "Zzz", 1)]
    assert found.records[0].values == {"REF": "A"}


@pytest.mark.parametrize(
    ("row", "count", "values"),
    [("A;12", "2/3", {"REF": "A", "INV": "12"}), ("A;12;x;y", "4/3", {"REF": "A", "INV": "12", "TITR": "x"})],
)
def test_a_row_of_the_wrong_size_is_given_and_told(read, row, count, values):
    found = read(f"REF;INV;TITR\n{row}\nB;13;Mars\n")
    assert found.records[0].values == values
    assert found.records[0].empty == ()
    assert found.records[0].notes == [(notes.CELL_COUNT, "", count, 2)]
    assert found.records[1].values == {"REF": "B", "INV": "13", "TITR": "Mars"}


def test_blank_rows_and_trailing_separators_are_nothing(read):
    found = read("REF;TITR;\n\nA;Vénus;;\n;;\n  ; ;\nB;;\n")
    assert [record.line for record in found.records] == [3, 6]
    assert found.notes == []


def test_quotes_nobody_escaped_are_plain_characters(read):
    found = read('REF|INV|TITR\nA|1|"La Joconde" dite Monna Lisa\nB|2|"sans fin\nC|3|"Mars", bronze\nD|4|Vénus\n')
    assert [record.values["TITR"] for record in found.records] == [
        '"La Joconde" dite Monna Lisa',
        '"sans fin',
        '"Mars", bronze',
        "Vénus",
    ]
    assert [record.line for record in found.records] == [2, 3, 4, 5]
    assert [note[3] for note in found.notes if note[0] == notes.BAD_QUOTES] == [2, 3, 4]


def test_values_that_look_like_formulas_or_markup_stay_as_they_are(read):
    found = read("REF;TITR;DESC\nA;=cmd|' /C calc'!A0;<script>alert(1)</script>\n")
    assert found.records[0].values["TITR"] == "=cmd|' /C calc'!A0"
    assert found.records[0].values["DESC"] == "<script>alert(1)</script>"


def test_without_ref_the_file_is_refused_with_proposals(refusal):
    refused = refusal("MUSEO;INV;DOMN\nM0650;12;dessin\nM0650;13;dessin\nM0324;1;peinture\n")
    assert refused.code == notes.NO_REF
    assert refused.facts["missing"] == ["REF", "STAT"]
    assert refused.facts["proposed"] == [
        {"line": 2, "ref": "M0650000001"},
        {"line": 3, "ref": "M0650000002"},
        {"line": 4, "ref": "M0324000001"},
    ]
    assert "M0650000001 (ligne 2)" in str(refused)


def test_without_ref_nor_museum_nothing_is_proposed(refusal):
    assert refusal("INV;DOMN\n12;dessin\n").facts["proposed"] == []


@pytest.mark.parametrize("header", ["a;b;c", "Bonjour,", "123", "Nom du produit;prix;stock"])
def test_no_known_column(refusal, header):
    assert refusal(f"{header}\n1;2;3\n").code == notes.NOT_NOTICES


@pytest.mark.parametrize(
    "header", ["ref;nomoff;hist;prot_bat;prot_esp", "Identifiant;Ville;Protection_batiment;Protection_espace"]
)
def test_the_directory_of_museums_is_no_file_of_records(refusal, header):
    refused = refusal(f"{header}\nM0650;a;b;c;d\n")
    assert refused.code == notes.NOT_NOTICES
    assert "coffret museums load" in str(refused)


def test_a_column_given_twice(refusal):
    refused = refusal("REF;TITR;INV;Titre\nA;a;1;b\n")
    assert refused.code == notes.REPEATED
    assert refused.facts["columns"] == [2, 4]
    assert refused.facts["field"] == "TITR"


def test_too_many_columns(refusal):
    refused = refusal("REF;" + ";".join(f"c{n}" for n in range(10_000)) + "\nA\n")
    assert refused.code == notes.TOO_MANY_COLUMNS
    assert refused.facts["value"] == "10001"


def test_a_header_alone_holds_no_record(refusal):
    assert refusal("REF;TITR\n").code == notes.NO_RECORD


@pytest.mark.parametrize(
    ("end", "line"), [('B;2;"jamais fermé', 3), ('B;2;"jamais fermé\nC;3;x;y\nD;4;z\n', 3), ("B;2", 3)]
)
def test_a_cut_table(refusal, end, line):
    refused = refusal("REF;INV;TITR\nA;1;x\n" + end)
    assert refused.code == notes.TRUNCATED
    assert refused.facts["line"] == line


def test_a_cell_without_end_has_a_bound(refusal):
    refused = refusal('REF;INV;DESC\nA;1;"' + ("x" * 999 + ";\n") * 5000)
    assert refused.code == notes.TOO_LARGE
    assert refused.facts["line"] == 2
