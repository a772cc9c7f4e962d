"""Encodings told by content, and characters that should not be there."""

import pytest

from coffret.formats import notes
from coffret.formats.scan import CHUNK, scan

TEXT = "REF\nA\nTITR\nL’œuvre dorée\nDESC\nun café « noir » à Nîmes\n//\n"


@pytest.mark.parametrize(
    ("encoding", "found", "said"),
    [
        ("utf-8", "utf-8", set()),
        ("utf-8-sig", "utf-8-sig", set()),
        ("cp1252", "windows-1252", {notes.ENCODING}),
    ],
)
def test_the_encoding_is_told_by_content(read, encoding, found, said):
    result = read(TEXT.encode(encoding))
    assert result.source.encoding == found
    assert result.records[0].values["TITR"] == "L’œuvre dorée"
    assert result.codes == said


def test_latin_1(read):
    result = read("REF\nA\nTITR\nMusée café\n//\n".encode("latin-1"))
    assert (result.source.encoding, result.records[0].values["TITR"]) == ("latin-1", "Musée café")
    assert (notes.ENCODING, "", "latin-1", None) in result.source.notes


def test_latin_1_ending_with_its_only_accent(read):
    result = read(b"REF;TITR\nA;caf\xe9")
    assert (result.source.encoding, result.records[0].values["TITR"]) == ("latin-1", "café")


def test_bytes_unknown_to_windows_1252(read):
    result = read(b"REF\nA\nTITR\ncaf\xe9 \x81\n//\n")
    assert result.source.encoding == "latin-1"
    assert notes.CONTROL in result.codes


def test_two_encodings_in_one_file(read):
    first = "REF\nA\nTITR\nL’œuvre dorée à Nîmes\n//\n".encode()
    result = read(first + "REF\nB\nTITR\ncafé d’été\n//\n".encode("cp1252"))
    assert [record.values["TITR"] for record in result.records] == ["L’œuvre dorée à Nîmes", "café d’été"]
    assert result.source.notes == [(notes.ENCODING, "", "utf-8+windows-1252", 9)]


def test_the_encoding_is_that_of_the_whole_file(tmp_path):
    path = tmp_path / "long.txt"
    path.write_bytes(b"x" * 70 + b"\n" + (b"REF\nA\n//\n" * (CHUNK // 9)) + "été\n".encode("cp1252"))
    assert scan(path).encoding == "latin-1"


def test_characters_cut_by_a_chunk_are_whole(tmp_path):
    path = tmp_path / "long.txt"
    path.write_bytes(b"x" * (CHUNK - 1) + "é\nœ".encode())
    found = scan(path)
    assert (found.encoding, found.mixed_line, found.lines) == ("utf-8", 0, 1)


@pytest.mark.parametrize("value", ["musÃ©e", "16eÂ\xa0siècle", "lâ€™Ã©tÃ©", "DÃœRER", "caf\ufffd"])
def test_mojibake_is_told_and_kept(read, value):
    result = read(f"REF\nA\nTITR\n{value}\n//\n")
    assert result.records[0].values["TITR"] == value
    assert (notes.MOJIBAKE, "TITR", value, 4) in result.notes


@pytest.mark.parametrize("value", ["SÃO PAULO", "Âge d’or", "pâté naïf", "20 °C « été »", "Ÿ"])
def test_real_letters_are_no_mojibake(read, value):
    assert read(f"REF\nA\nTITR\n{value}\n//\n").notes == []


def test_control_characters_are_told_and_kept(read):
    result = read("REF;TITR\nA;l\x92été\nB;x\x07\n")
    assert [record.values["TITR"] for record in result.records] == ["l\x92été", "x\x07"]
    assert [note for note in result.notes if note[0] == notes.CONTROL] == [
        (notes.CONTROL, "TITR", "l\x92été", 2),
        (notes.CONTROL, "TITR", "x\x07", 3),
    ]


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be"])
def test_utf_16_is_refused_by_name(refusal, encoding):
    refused = refusal("REF;TITR\nA;Vénus\n".encode(encoding))
    assert refused.code == notes.UTF16
    assert "UTF-8" in refused.facts["remedy"]
