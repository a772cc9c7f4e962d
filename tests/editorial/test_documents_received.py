"""Documents: judged by what they hold, kept once, described as readers want."""

import io
from typing import Any

import pytest
from django.utils import translation
from paper_samples import DOCX, ODT, XLSX, archive, docx, jpeg, odt, pdf

from coffret.base.errors import Refused
from coffret.editorial.files import documents, receiving
from coffret.editorial.models import Document

pytestmark = pytest.mark.django_db


def upload(content: bytes, name: str = "note.pdf") -> Document:
    return documents.upload(io.BytesIO(content), name, None)


@pytest.mark.parametrize(
    ("content", "name", "kept", "media_type", "pages"),
    [
        (pdf(3), "Normes.pdf", "Normes.pdf", "application/pdf", 3),
        (pdf(1), "facture.exe", "facture.exe.pdf", "application/pdf", 1),
        (odt(4), "guide.odt", "guide.odt", ODT, 4),
        (docx(7), "modèle.docx", "modèle.docx", DOCX, 7),
        (docx(kind="spreadsheetml.sheet"), "a.xlsx", "a.xlsx", XLSX, 7),
        (archive(a_dot_csv="x", b_dot_pdf="y"), "lot.zip", "lot.zip", "application/zip", None),
        (b"REF;TITR\n1;Bol\n", "liste.csv", "liste.csv", "text/csv", None),
        ("éléments\n".encode("cp1252"), "notes", "notes.txt", "text/plain", None),
        ("Texte".encode("utf-16"), "a.txt", "a.txt", "text/plain", None),
        (b'<?xml version="1.0"?><a><b/></a>', "schéma.xsd", "schéma.xsd", "application/xml", None),
        (b'{"a": 1}', "a.json", "a.json", "application/json", None),
    ],
)  # fmt: skip
def test_what_is_received(content: bytes, name: str, kept: str, media_type: str, pages: int | None) -> None:
    document = upload(content, name)
    assert (document.name, document.media_type, document.pages) == (kept, media_type, pages)
    assert documents.address(document.sha256).read_bytes() == content
    assert document.size == len(content)


@pytest.mark.parametrize(
    ("content", "name", "said"),
    [
        (b"", "rien.pdf", "vide"),
        (pdf(password="secret"), "a.pdf", "mot de passe"),
        (pdf(script="app.alert(1)"), "a.pdf", "macros ou un programme"),
        (pdf()[:200], "a.pdf", "endommagé"),
        (b"%PDF-1.7\n" + b"\x00" * 500, "a.pdf", "endommagé"),
        (docx(word__vbaProject_dot_bin="x"), "a.docx", "macros"),
        (archive(**{"[Content_Types]_dot_xml": "application/vnd.ms-word.document.macroEnabled.main+xml"}), "a.docm", "macros"),
        (odt(Basic__Standard__Module1_dot_xml="Sub Main"), "a.odt", "macros"),
        (archive(setup_dot_exe="MZ"), "lot.zip", "macros ou un programme"),
        (archive(a_dot_txt="x")[:40], "lot.zip", "endommagé"),
        (archive(**{"..__etc__passwd": "x"}), "lot.zip", "endommagé"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600, "vieux.doc", "format ancien"),
        (b"MZ\x90\x00\x03\x00\x00\x00", "jeu.pdf", "pas d’un format"),
        (b"<!DOCTYPE html><script>alert(1)</script>", "page.txt", "page web"),
        (b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"/>', "dessin.xml", "page web"),
        (b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY x "y">]><a>&x;</a>', "a.xml", "programme"),
        (b'<?xml version="1.0"?><a>', "a.xml", "endommagé"),
        (b"\x89PNG\r\n\x1a\n" + b"\x00" * 50, "image.png", "illisible"),
    ],
)  # fmt: skip
def test_what_is_refused_says_why(content: bytes, name: str, said: str) -> None:
    with pytest.raises(Refused) as refused:
        upload(content, name)
    assert said in str(refused.value)
    assert name in str(refused.value)
    assert not Document.objects.exists()
    assert not list(receiving.folder().glob("receiving-*"))


def test_an_archive_that_swells_is_refused() -> None:
    many = archive(**{f"f{n}_dot_txt": "" for n in range(20_001)})
    with pytest.raises(Refused, match="archive trop grande"):
        upload(many, "lot.zip")


def test_a_picture_is_looked_at_as_pictures_are() -> None:
    assert upload(jpeg(), "affiche.jpeg").media_type == "image/jpeg"


def test_what_is_too_heavy_is_refused_as_it_comes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(documents, "LARGEST", 3_000_000)

    class Endless(io.RawIOBase):
        given = 0

        def read(self, size: int = -1) -> bytes:
            self.given += size
            return b"a" * size

    endless: Any = Endless()
    with pytest.raises(Refused, match="dépasse 3 Mo"):
        documents.upload(endless, "a.txt", None)
    assert endless.given < 6_000_000


def test_the_same_file_is_kept_once() -> None:
    content = pdf(2)
    assert upload(content, "a.pdf").pk == upload(content, "b.pdf").pk


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("../../etc/passwd.pdf", "passwd.pdf"),
        ("C:\\Documents\\Moi\\Normes  2026.pdf", "Normes 2026.pdf"),
        ("nor\u202emes\x00.pdf", "normes.pdf"),
        ("a" * 300 + ".pdf", "a" * 146 + ".pdf"),
        (" .. ", "document.pdf"),
    ],
)
def test_names_fit_any_system(given: str, kept: str) -> None:
    assert upload(pdf(1), given).name == kept


def test_what_one_wants_to_know_before_downloading() -> None:
    def one(media_type: str, size: int, pages: int | None) -> str:
        return documents.described(Document(name="x", media_type=media_type, size=size, pages=pages))

    assert one("application/pdf", 1_230_000, 12) == "PDF, 1,2\u00a0Mo, 12 pages"
    assert one("application/pdf", 400, 1) == "PDF, 1\u00a0ko, 1 page"
    assert one("text/csv", 25_400_000, None) == "CSV, 25\u00a0Mo"
    assert one("image/jpeg", 850_000, None) == "JPEG, 850\u00a0ko"
    with translation.override("en"):
        assert one("application/pdf", 1_230_000, 12).startswith("PDF, 1.2\u00a0MB")
