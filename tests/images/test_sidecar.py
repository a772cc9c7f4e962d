"""The table beside the images: credits, rights, licences; its bad lines are told, the others count."""

import pytest

from coffret.images import sidecar
from coffret.images.attach import Folder


def table(folder, text: str, encoding: str = "utf-8"):
    (folder / "images.csv").write_bytes(text.encode(encoding))
    return sidecar.read(folder)


WHOLE = (
    "fichier;credit;droits;licence;titulaire;diffusable;deces_auteur\r\n"
    "2012_1.jpg;Jeanne Morel, agence Lumen;© Jeanne Morel;CC BY 4.0;Jeanne Morel;oui;1955\r\n"
    "2012_2.jpg;;;;ADAGP;non;\r\n"
)


def test_each_image_has_its_words(tmp_path):
    read = table(tmp_path, WHOLE)

    assert read.of("2012_1.jpg") == {
        "credit": "Jeanne Morel, agence Lumen",
        "rights": "© Jeanne Morel",
        "licence": "http://creativecommons.org/licenses/by/4.0/",
        "holder": "Jeanne Morel",
        "shareable": True,
        "author_died": 1955,
    }
    assert read.of("2012_2.jpg")["shareable"] is False
    assert read.of("2012_2.jpg")["credit"] == ""
    assert read.of("2012_3.jpg") == {}
    assert read.troubles == []


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize("separator", [";", ",", "\t"])
def test_tables_come_as_spreadsheets_write_them(tmp_path, encoding, separator):
    head = ["Nom du fichier", "Crédit photographique", "Diffusable"]
    text = "\n".join(separator.join(row) for row in (head, ["écuelle.jpg", "Zoé Müller", "Oui"]))
    assert table(tmp_path, text, encoding).of("écuelle.jpg") == {"credit": "Zoé Müller", "shareable": True}


def test_a_column_that_is_not_there_says_nothing_and_an_empty_cell_takes_back(tmp_path):
    read = table(tmp_path, "fichier;credit;diffusable\na.jpg;;\n")
    assert read.of("a.jpg") == {"credit": ""}


def test_names_are_matched_as_files_are(tmp_path):
    read = table(tmp_path, "fichier;credit\nA.jpg;un\na.jpg;deux\nÉcuelle.JPG;trois\nsalle 1\\vase.jpg;quatre\n")
    assert read.of("A.jpg") == {"credit": "un"}
    assert read.of("a.jpg") == {"credit": "deux"}
    assert read.of("ecuelle.jpg") == {"credit": "trois"}
    assert read.of("inconnue.jpg", "vase.jpg") == {"credit": "quatre"}


def test_lines_of_images_nobody_names_are_told(tmp_path):
    read = table(tmp_path, "fichier;credit\na.jpg;un\nb.jpg;deux\n")
    read.of("b.jpg")
    assert list(read.unused()) == [(2, "a.jpg")]


@pytest.mark.parametrize(
    ("cell", "column", "reason"),
    [
        ("a.jpg;;peut-être;;", "diffusable", "ni oui ni non"),
        ("a.jpg;;;licence libre;", "licence", "ni Creative Commons, ni RightsStatements.org, ni Licence ouverte"),
        ("a.jpg;;;;vers 1950", "deces auteur", "ce n’est pas une année"),
        ("a.jpg;;;;²", "deces auteur", "ce n’est pas une année"),
        (f"a.jpg;{'x' * 501};;;", "credit", "texte trop long"),
        (f"{'x' * 501};Jeanne Morel;;;", "fichier", "nom trop long"),
        (";Jeanne Morel;;;", "fichier", "aucun fichier n’est nommé"),
    ],
)
def test_a_bad_cell_is_told_and_the_rest_counts(tmp_path, cell, column, reason):
    read = table(tmp_path, f"fichier;credit;diffusable;licence;deces_auteur\n{cell}\nb.jpg;bon;;;\n")
    [trouble] = read.troubles
    assert (trouble.line, trouble.column, trouble.reason) == (2, column, reason)
    assert read.of("b.jpg")["credit"] == "bon"


def test_of_two_lines_of_one_image_the_first_counts(tmp_path):
    read = table(tmp_path, "fichier;credit\na.jpg;un\na.jpg;deux\n")
    assert read.of("a.jpg") == {"credit": "un"}
    assert [(one.line, one.reason) for one in read.troubles] == [(3, "l’image a déjà une ligne, qui compte seule")]


@pytest.mark.parametrize("content", [b"", b"\x00\x01\x02", b"\xff\xfe\x00", b"credit\nx\n", b"\x81\x8d\n"])
def test_what_is_no_table_is_told_and_stops_nothing(tmp_path, content):
    (tmp_path / "images.csv").write_bytes(content)
    read = sidecar.read(tmp_path)
    assert read.troubles
    assert read.troubles[0].value == "images.csv"


def test_a_link_is_not_followed(tmp_path):
    (tmp_path / "secret").write_text("fichier;credit\na.jpg;un\n")
    (tmp_path / "images").mkdir()
    (tmp_path / "images" / "images.csv").symlink_to(tmp_path / "secret")
    assert sidecar.read(tmp_path / "images").said == {}


def test_the_table_is_no_image_left_over(tmp_path):
    table(tmp_path, WHOLE)
    (tmp_path / "autre.csv").write_text("x")
    assert Folder.open(tmp_path).unused() == ["autre.csv"]


def test_a_quotation_mark_left_open_is_told_with_the_line_it_begins_on(tmp_path):
    read = table(tmp_path, 'fichier;credit\na.jpg;"Zoé\nPetit"\n"b.jpg;Jeanne Morel\nc.jpg;Paul Petit\n')

    assert read.said == {"a.jpg": {"credit": "Zoé Petit"}}
    assert read.lines == {"a.jpg": 2}
    (trouble,) = read.troubles
    assert (trouble.line, trouble.value) == (4, "b.jpg;Jeanne Morel")
    assert "guillemet" in trouble.reason
