"""Whatever the bytes, a file is read or refused with a sentence: nothing else happens."""

import zipfile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coffret.base.errors import Refused
from coffret.formats.detect import open_source

SCRAPS = [
    b"REF", b"TITR", b"DENO", b"M0162005384", b"//", b"\n", b"\r\n", b"\r", b";", b"|", b",", b"\t", b'"', b"-", "¶".encode(), b"",
    b"{", b"}", b"[", b"]", b":", b'"REF"', b'"results"', b"null", b"1e999", b"\xe9", b"\xc3", b"\xef\xbb\xbf", b"\x92", b" ", b"x" * 50,
    b"Reference", b"Titre", b"sep=;", b"\\u0000", b"<", b"PK\x03\x04",
]  # fmt: skip


def reads_or_refuses(path, content):
    """Say whether a file of ``content`` gives whole records or a Refused with its code and the file; other errors pass through."""
    path.write_bytes(content)
    try:
        found = list(open_source(path)[1])
    except Refused as refused:
        return path.name in str(refused) and refused.code.startswith("SUB0")
    return all(
        all(record.values.values())
        and not set(record.empty) & set(record.values)
        and all(record.line_of(code) >= 1 for code in record.values)
        for record in found
    )


@settings(deadline=None)
@given(st.binary(max_size=400))
def test_random_bytes(tmp_path_factory, content):
    assert reads_or_refuses(tmp_path_factory.getbasetemp() / "any.bin", content)


@settings(max_examples=300, deadline=None)
@given(st.lists(st.sampled_from(SCRAPS), max_size=40).map(b"".join))
def test_scraps_of_real_formats(tmp_path_factory, content):
    assert reads_or_refuses(tmp_path_factory.getbasetemp() / "scraps.txt", content)


@settings(max_examples=50, deadline=None)
@given(
    st.lists(st.sampled_from(SCRAPS), max_size=20).map(b"".join),
    st.sampled_from(["xl/worksheets/sheet1.xml", "content.xml"]),
)
def test_workbooks_with_anything_in_them(tmp_path_factory, content, name):
    path = tmp_path_factory.getbasetemp() / "any.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("xl/workbook.xml" if name.startswith("xl") else "META-INF/manifest.xml", content)
        archive.writestr(name, content)
    assert reads_or_refuses(path, path.read_bytes())


@pytest.mark.parametrize("name", ["costumes_67.csv", "costumes_ajout_pilote.txt", "notices_costumes.jsonl"])
@pytest.mark.parametrize("size", [1, 100, 1500, 1537, 9000, 65_536, 100_001])
def test_real_files_cut_anywhere(shared_data, tmp_path, name, size):
    assert reads_or_refuses(tmp_path / name, shared_data(f"notices/{name}").read_bytes()[:size])
