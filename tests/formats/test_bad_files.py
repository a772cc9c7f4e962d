"""Files that nobody could read are refused with what they are, where, and what to do."""

import io
import os
import zipfile

import pytest

from coffret.base.errors import Refused
from coffret.formats import notes
from coffret.formats.detect import open_source


@pytest.mark.parametrize("content", [b"", b"\n\n  \r\n", b"\xef\xbb\xbf", b"\n" * 10_000])
def test_empty(refusal, content):
    assert refusal(content).code == notes.EMPTY


def test_nul_bytes_are_placed(refusal):
    refused = refusal(b"REF\nA\nTITR\nx\x00y\n//\n")
    assert (refused.code, refused.facts["offset"], refused.facts["line"]) == (notes.BINARY, 12, 4)
    assert "ligne 4" in str(refused)
    assert "12" in str(refused)


@pytest.mark.parametrize(
    ("start", "kind"), [(b"%PDF-1.7\n", "PDF"), (b"\x89PNG\r\n\x1a\n", "PNG"), (b"\xd0\xcf\x11\xe0\xa1\xb1", "Office")]
)
def test_other_documents_are_named(refusal, start, kind):
    refused = refusal(start + b"x" * 100)
    assert refused.code == notes.BINARY
    assert kind in str(refused)


@pytest.mark.parametrize("start", [b"\x1f\x8b\x08", b"7z\xbc\xaf\x27\x1c", b"Rar!\x1a", b"BZh9"])
def test_archives_are_named(refusal, start):
    assert refusal(start + b"x" * 100).code == notes.ARCHIVE


def test_a_plain_zip_tells_what_it_contains(refusal):
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        archive.writestr("J_M0650/notices.txt", "REF\nA\n//\n")
    refused = refusal(held.getvalue())
    assert refused.code == notes.ARCHIVE
    assert "J_M0650/notices.txt" in str(refused)


@pytest.mark.parametrize("content", ["<?xml version='1.0'?><lido/>", "<!doctype html><p>REF</p>"])
def test_markup(refusal, content):
    assert refusal(content).code == notes.NOT_NOTICES


@pytest.mark.parametrize("head", ["REF\nA\nDESC\n", "REF;TITR\nA;", '{"REF": "A"}\n{"REF": "'])
def test_a_line_without_end_is_refused_with_its_size(refusal, head):
    size = 5 << 20
    refused = refusal(head + "x" * size + "\n")
    assert refused.code == notes.TOO_LARGE
    assert refused.facts["line"] == head.count("\n") + 1
    assert refused.facts["size"] - size < 40


@pytest.mark.parametrize("name", ["absent.txt", "."])
def test_absent_or_folder(tmp_path, name):
    with pytest.raises(Refused) as caught:
        open_source(tmp_path / name)
    assert caught.value.code == notes.NOT_A_FILE


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes on this system")
def test_a_pipe_is_not_waited_for(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(Refused) as caught:
        open_source(tmp_path / "pipe")
    assert caught.value.code == notes.NOT_A_FILE
