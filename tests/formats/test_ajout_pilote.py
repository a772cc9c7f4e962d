"""Ajout piloté as real files write it."""

import pytest

from coffret.formats import notes

HEAD = "REF\nM0162005384\nINV\n2001.4.12\nDOMN\ndessin\nSTAT\npropriété de la commune\nMUSEO\nM0162\n"


def one(read, body, head=HEAD):
    """Return the only record of a file made of ``head``, ``body`` and the separator."""
    found = read(f"{head}{body}//\n")
    assert len(found.records) == 1
    return found.records[0]


def said(record):
    """Return the codes of a record's notes."""
    return {note[0] for note in record.notes}


def test_each_value_knows_its_line(read):
    found = read("REF\nM0162005384\nTITR\nVénus\n//\n\nREF\nM0162005385\nDENO\ntasse\n//\n")
    assert (found.source.format, found.source.encoding, found.notes) == ("ajout_pilote", "utf-8", [])
    first, second = found.records
    assert first.values == {"REF": "M0162005384", "TITR": "Vénus"}
    assert (first.line, first.line_of("TITR"), first.empty) == (1, 4, ())
    assert (second.line, second.line_of("REF"), second.line_of("DENO")) == (7, 8, 10)


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("separator", ["//", "// ", "//¶", ' //"', "//\t"])
def test_line_ends_and_separators_of_every_kind(read, end, separator):
    text = f"REF\nA\nTITR\nVénus\n{separator}\nREF\nB\nTITR\nMars\n{separator}\n".replace("\n", end)
    found = read(text)
    assert [record.values for record in found.records] == [{"REF": "A", "TITR": "Vénus"}, {"REF": "B", "TITR": "Mars"}]
    assert found.records[1].line == 6


def test_a_cleared_field_does_not_swallow_the_next_one(read):
    """The present platform gives DESC = « COMM » here (its first defect)."""
    record = one(read, "DESC\n\nCOMM\n\n")
    assert record.empty == ("DESC", "COMM")
    assert "DESC" not in record.values
    assert record.notes == []


def test_a_cleared_field_leaves_the_title_alone(read):
    """The present platform gives DESC = « TITRVenus » and loses the title (its first defect)."""
    record = one(read, "DESC\n\nTITR\nVenus\n")
    assert record.empty == ("DESC",)
    assert record.values["TITR"] == "Venus"


def test_value_lines_are_never_glued(read):
    """The present platform gives « ligne unligne deux » (its second defect)."""
    record = one(read, "DESC\nligne un\nligne deux\nDENO\nservice\nà thé\nTECH\nivoire\nlaiton ; argenté\n")
    assert record.values["DESC"] == "ligne un#ligne deux"
    assert record.values["DENO"] == "service à thé"
    assert record.values["TECH"] == "ivoire#laiton ; argenté"
    assert (notes.LINES_JOINED, "DENO", "espace", 15) in record.notes


def test_names_and_addresses_on_several_lines(read):
    record = one(read, "REFIM\na.jpg;\nb c.jpg\nd.jpg\nWWW\nhttps://a.example\nhttps://b.example\n")
    assert record.values["REFIM"] == "a.jpg;b c.jpg;d.jpg"
    assert record.values["WWW"] == "https://a.example;https://b.example"


@pytest.mark.parametrize("value", ["REF", "IMAGE", "DENO", "TITR", "VENUS"])
def test_a_value_may_equal_a_tag(read, value):
    """The present platform starts a field there (its second defect)."""
    record = one(read, f"APPL\n{value}\nDESC\nrobe\n")
    assert record.values["APPL"] == value
    assert record.values["DESC"] == "robe"
    assert record.notes == []


def test_a_value_equal_to_a_tag_may_be_the_last(read):
    assert one(read, "APPL\nTITR\n").values["APPL"] == "TITR"


def test_a_value_line_left_out(read):
    record = one(read, "DESC\nTITR\nVenus\n")
    assert record.values["TITR"] == "Venus"
    assert record.empty == ("DESC",)
    assert (notes.NO_VALUE_LINE, "DESC", "", 11) in record.notes


def test_legacy_hyphenation_is_undone(read):
    record = one(
        read, "BIBL\nAutun - Capitale -\ndes Eduens (p. -\n159-162)\nDESC\nune descrip-\ntion\nCOMM\ntiret final -\n"
    )
    assert record.values["BIBL"] == "Autun - Capitale des Eduens (p. 159-162)"
    assert record.values["DESC"] == "une description"
    assert record.values["COMM"] == "tiret final -"
    assert (notes.LINES_JOINED, "BIBL", "tiret", 12) in record.notes
    assert "COMM" not in {note[1] for note in record.notes}


def test_a_line_of_hyphens_is_no_hyphenation(read):
    assert one(read, "DESC\n---\nsuite\n").values["DESC"] == "---#suite"


def test_literal_pilcrows_go(read):
    record = one(read, "TITR¶\nVénus¶\nDESC¶\n¶\n", head=HEAD.replace("\n", "¶\n"))
    assert record.values["REF"] == "M0162005384"
    assert record.values["TITR"] == "Vénus"
    assert record.empty == ("DESC",)
    assert said(record) == {notes.PILCROW}


def test_unknown_tags_are_ignored_and_named(read):
    record = one(read, "TITR\nVénus\nTITRE\nfausse\nDENO\ntasse\n")
    assert record.values["TITR"] == "Vénus"
    assert "fausse" not in record.values.values()
    assert (notes.UNKNOWN_COLUMN, "TITR", "TITRE", 13) in record.notes


def test_a_last_line_in_capitals_stays_in_its_value(read):
    assert one(read, "DESC\nLa naissance de\nVENUS\nDENO\ntasse\n").values["DESC"] == "La naissance de#VENUS"


def test_a_field_given_twice_keeps_both(read):
    record = one(read, "DENO\ntasse\nDENO\nsoucoupe\nDESC\nun\nDESC\ndeux\nTITR\nVénus\nTITR\nVénus\n")
    assert record.values["DENO"] == "tasse ; soucoupe"
    assert record.values["DESC"] == "un#deux"
    assert record.values["TITR"] == "Vénus"
    assert [note[1] for note in record.notes if note[0] == notes.REPEATED] == ["DENO", "DESC", "TITR"]


def test_a_missing_separator_ends_at_the_next_ref(read):
    found = read("REF\nA\nDENO\ntasse\nREF\nB\nDENO\nbol\n//\n")
    assert [record.values for record in found.records] == [{"REF": "A", "DENO": "tasse"}, {"REF": "B", "DENO": "bol"}]
    assert (notes.NO_SEPARATOR, "REF", "B", 5) in found.records[0].notes
    assert found.records[1].line == 5


def test_a_record_without_ref_is_given(read):
    found = read("REF\nA\n//\nINV\n12\nDENO\ntasse\n//\n")
    assert found.records[1].values == {"INV": "12", "DENO": "tasse"}


def test_words_before_the_first_tag_are_told(read):
    found = read("Export du 12 mars\nREF\nA\nDENO\ntasse\n//\n")
    assert found.records[0].values == {"REF": "A", "DENO": "tasse"}
    assert (notes.OUTSIDE, "", "Export du 12 mars", 1) in found.notes


def test_a_last_complete_record_needs_no_separator(read):
    found = read(HEAD)
    assert found.records[0].values["MUSEO"] == "M0162"
    assert (notes.TRUNCATED, "", "M0162005384", 1) in found.notes


@pytest.mark.parametrize(
    "end", ["REF\nA\nDENO\ntas", "REF\n", "RE", HEAD + "DESC\n", HEAD.rstrip("\n"), HEAD + "DESC\nFond de vaiss"]
)
def test_a_cut_record_refuses_the_file(refusal, end):
    refused = refusal(f"REF\nZ\n//\n{end}")
    assert refused.code == notes.TRUNCATED
    assert refused.facts["line"] == 3 + len(end.splitlines())


def test_a_dos_end_of_file_mark_is_nothing(read):
    assert len(read(HEAD + "//\r\n\x1a").records) == 1


def test_a_file_without_separator_has_a_bound(refusal):
    refused = refusal("REF\nA\nDESC\n" + ("x" * 1000 + "\n") * 5000)
    assert refused.code == notes.TOO_LARGE
    assert refused.facts["line"] == 1


def test_forbidden_characters_are_told_and_kept(read):
    record = one(read, "DESC\navant\taprès\nCOMM\nun // deux\nWWW\nhttps://musee.example/1\nBIBL\nhttps://b.example\n")
    assert record.values["DESC"] == "avant\taprès"
    assert [(note[0], note[1]) for note in record.notes] == [(notes.FORBIDDEN, "DESC"), (notes.FORBIDDEN, "COMM")]


def test_inside_a_producer_s_table(read):
    found = read(
        'Cote|Support|Auteur|Export\nM1_1|DV5|MONNIN|"REF\nM0354011600\nDOMN\nimprimé\n//"\n'
        'M1_2|DV5|MONNIN|"REF\nM0354017656\nTITR\nLe ""MENU""\n//"\n'
    )
    assert found.source.format == "ajout_pilote_csv"
    assert [record.values for record in found.records] == [
        {"REF": "M0354011600", "DOMN": "imprimé"},
        {"REF": "M0354017656", "TITR": 'Le "MENU"'},
    ]
    assert [record.line for record in found.records] == [2, 7]
    assert found.records[1].line_of("TITR") == 10
    assert [note[2] for note in found.source.notes] == ["Cote", "Support", "Auteur"]
