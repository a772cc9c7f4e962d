"""Imports: shown before they are done, never reviving anybody, whatever the file holds; and what is exported."""

import io
import zipfile
from datetime import timedelta
from pathlib import Path

import pytest
import python_calamine
from factories import THEN
from reader_factories import newsletter, reader, subscription

from coffret.base.errors import Refused
from coffret.editorial.models import Newsletter
from coffret.newsletters.models import Consent, Reader, Subscription
from coffret.newsletters.readers import erasing, exporting, importing, suspending, tables, waiting_imports
from coffret.newsletters.readers.importing import Verdict
from coffret.newsletters.readers.tables import Given

pytestmark = pytest.mark.django_db

PROOF = "Feuille signée à la journée du 5 juin 2026"


@pytest.fixture
def letter() -> Newsletter:
    """Return a newsletter with a reader of each sort."""
    made, other = newsletter(), newsletter("recolement", "Récolement")
    reader("active@example.org", made)
    reader("ailleurs@example.org", other)
    subscription(reader("partie@example.org", other), made, "left", left_at=THEN)
    subscription(reader("attend@example.org", state="pending", confirmed_at=None), made, "pending")
    suspending.suspend(reader("suspendue@example.org", other), "revient")
    erasing.suppress(reader("exclue@example.org").digest, "complaint")
    erasing.erase(reader("effacee@example.org", made))
    return made


LINES = {
    "nouvelle@example.org": Verdict.NEW,
    " Active@EXAMPLE.org ": Verdict.ALREADY,
    "ailleurs@example.org": Verdict.NEW,
    "partie@example.org": Verdict.LEFT,
    "attend@example.org": Verdict.PENDING,
    "suspendue@example.org": Verdict.SUSPENDED,
    "exclue@example.org": Verdict.SUPPRESSED,
    "effacee@example.org": Verdict.SUPPRESSED,
    "NOUVELLE@example.org": Verdict.REPEATED,
    "pas une adresse": Verdict.INVALID,
    "": Verdict.INVALID,
    "=cmd|' /C calc'!A0": Verdict.INVALID,
}
GIVEN = [Given(line, address) for line, address in enumerate(LINES, 2)]


def test_the_report_says_line_by_line_what_would_be_done(letter: Newsletter):
    before = Reader.objects.count(), Subscription.objects.count()
    judged = importing.judge(GIVEN, letter)
    assert [line.verdict for line in judged] == list(LINES.values())
    assert [line.line for line in judged] == list(range(2, 2 + len(LINES)))
    assert "pas une adresse" in judged[9].why
    assert "vide" in judged[10].why
    assert (Reader.objects.count(), Subscription.objects.count()) == before


def test_only_what_is_new_is_added_with_its_proof(letter: Newsletter):
    before = set(Subscription.objects.values_list("pk", "state", "at"))
    done = importing.apply(GIVEN, letter, PROOF, "import:1", now=THEN)
    assert importing.counts(done)[Verdict.NEW] == 2
    assert before < set(Subscription.objects.values_list("pk", "state", "at"))
    made = Subscription.objects.filter(source="import:1").order_by("reader__address")
    assert [row.reader.address for row in made] == ["ailleurs@example.org", "nouvelle@example.org"]
    assert {row.state for row in made} == {"active"}
    proofs = Consent.objects.filter(act="imported")
    assert set(proofs.values_list("text", "source")) == {(PROOF, "import:1")}
    again = importing.apply(GIVEN, letter, PROOF, "import:2", now=THEN)
    assert importing.counts(again)[Verdict.NEW] == 0


def test_an_import_needs_words_and_a_living_newsletter(letter: Newsletter):
    with pytest.raises(Refused, match="l’accord"):
        importing.apply(GIVEN, letter, "ok", "import:1")
    Newsletter.objects.filter(pk=letter.pk).update(closed_at=THEN)
    with pytest.raises(Refused, match="close"):
        importing.apply(GIVEN, letter, PROOF, "import:1")
    assert not Consent.objects.filter(act="imported").exists()


def test_ten_thousand_lines_take_few_queries(letter: Newsletter, django_assert_max_num_queries: object):
    given = [Given(line, f"p{line}@example.org") for line in range(10_000)]
    with django_assert_max_num_queries(500):  # type: ignore[operator]
        done = importing.apply(given, letter, PROOF, "import:1")
    assert importing.counts(done)[Verdict.NEW] == 10_000


# Files ----------------------------------------------------------------------------------------------------------------


def written(tmp_path: Path, content: "str | bytes", name: str = "liste.csv") -> Path:
    path = tmp_path / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


@pytest.mark.parametrize(
    "content",
    [
        "adresse;nom\nanne@example.org;Anne\n\nbob@example.org;Bob\n",
        "\ufeffNom,Courriel\nAnne,anne@example.org\nBob,bob@example.org\n",
        "sep=;\nE-mail;Ville\nanne@example.org;Reims\nbob@example.org;Laon\n",
        "anne@example.org\nbob@example.org\n",
        "Anne\tanne@example.org\nBob\tbob@example.org",
        'Nom;Adresse électronique\n"Petit ; Anne";anne@example.org\nBob;\'bob@example.org\n',
        "Prénom;mail\r\nRenée;anne@example.org\r\nBob;bob@example.org\r\n".encode("latin-1"),
    ],
)
def test_a_table_of_addresses_is_read_however_it_was_saved(tmp_path: Path, content: "str | bytes"):
    found = tables.read(written(tmp_path, content))
    assert [one.address.strip("'") for one in found] == ["anne@example.org", "bob@example.org"]


def test_lines_are_told_as_the_file_counts_them(tmp_path: Path):
    found = tables.read(written(tmp_path, "adresse;langue\n\nanne@example.org;en\n\n\nbob@example.org;xx\n"))
    assert [(one.line, one.language) for one in found] == [(3, "en"), (6, "")]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "vide"),
        (b"\x00\x01\x02" * 50, "NUL"),
        (b"%PDF-1.7 rien", "PDF"),
        (b"nom;ville\nAnne;Reims\n", "colonne"),
        (b"adresse\n\n\n", "aucune adresse"),
        (b"PK\x03\x04 pas une archive", "classeur"),
    ],
)
def test_what_is_no_table_of_addresses_is_refused_in_words(tmp_path: Path, content: bytes, said: str):
    with pytest.raises(Refused, match=said):
        tables.read(written(tmp_path, content))


def test_a_quote_never_closed_yields_no_address(tmp_path: Path):
    found = tables.read(written(tmp_path, 'adresse\n"jamais fermé\n'))
    assert [one.address for one in found] == ["jamais fermé"]
    assert importing.judge(found, newsletter())[0].verdict == Verdict.INVALID


def test_too_many_lines_or_too_large_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    path = written(tmp_path, "a@example.org\nb@example.org\n")
    monkeypatch.setattr(tables, "ROWS", 1)
    with pytest.raises(Refused, match="plus de 1 ligne"):
        tables.read(path)
    monkeypatch.setattr(tables, "LARGEST", 10)
    with pytest.raises(Refused, match="dépasse"):
        tables.read(path)
    with pytest.raises(Refused, match="il n’existe pas"):
        tables.read(tmp_path / "absent.csv")


def test_hostile_cells_stay_on_their_line(tmp_path: Path):
    found = tables.read(written(tmp_path, 'adresse\n"anne@example.org\x1b[2J\nBcc: x@y.fr"\n' + "a" * 5000 + "\n"))
    assert "\x1b" not in found[0].address
    assert "\n" not in found[0].address
    assert len(found[1].address) <= tables.CELL
    assert {line.verdict for line in importing.judge(found, newsletter())} == {Verdict.INVALID}


# Between the two steps -------------------------------------------------------------------------------------------------


def test_what_waits_is_found_by_its_key_alone_and_not_for_ever(settings: object, tmp_path: Path):
    settings.DATA = tmp_path  # type: ignore[attr-defined]
    kept = waiting_imports.keep("nouveautes", "liste.csv", PROOF, GIVEN)
    assert waiting_imports.find(kept.key) == kept
    (file,) = (tmp_path / "letter_imports").iterdir()
    assert file.stat().st_mode & 0o077 == 0
    for key in ("0" * 16, "../secret_key", kept.key.upper() + "x", ""):
        assert waiting_imports.find(key) is None
    done = waiting_imports.finish(kept, importing.judge(GIVEN, newsletter()))
    assert waiting_imports.find(kept.key) == done
    assert waiting_imports.sweep(file.stat().st_mtime + waiting_imports.KEPT - 5) == 0
    assert waiting_imports.sweep(file.stat().st_mtime + waiting_imports.KEPT + 5) == 1
    assert waiting_imports.find(kept.key) is None


# What is taken away ----------------------------------------------------------------------------------------------------


def test_an_export_is_read_back_and_adds_nobody(letter: Newsletter, tmp_path: Path):
    reader("=1+1@example.org", letter)
    csv = exporting.as_csv(exporting.readers(letter))
    assert "\r\n'=1+1@example.org;" in csv
    book = exporting.as_workbook(exporting.readers(letter))
    for name, content in (("liste.csv", csv.encode()), ("liste.xlsx", book)):
        given = tables.read(written(tmp_path, content, name))
        judged = importing.judge(given, letter)
        assert Verdict.NEW not in {line.verdict for line in judged}
        assert Verdict.INVALID not in {line.verdict for line in judged}
        assert "=1+1@example.org" in {line.key for line in judged}


def test_the_workbook_opens_and_says_what_the_csv_says(letter: Newsletter, tmp_path: Path):
    path = written(tmp_path, exporting.as_workbook(exporting.readers()), "liste.xlsx")
    with zipfile.ZipFile(path) as archive:
        assert archive.testzip() is None
    (sheet,) = python_calamine.CalamineWorkbook.from_path(str(path)).sheet_names
    rows = python_calamine.CalamineWorkbook.from_path(str(path)).get_sheet_by_name(sheet).to_python()
    told = exporting.as_csv(exporting.readers()).removeprefix("\ufeff").split("\r\n")
    assert [";".join(map(str, row)) for row in rows] == told[:-1]


def test_cells_that_xml_cannot_hold_are_left_out():
    book = exporting.as_workbook([["a\x00b", "<&>\ud800"]])
    with zipfile.ZipFile(io.BytesIO(book)) as archive:
        sheet = archive.read("xl/worksheets/sheet1.xml").decode()
    assert "ab" in sheet
    assert "&lt;&amp;&gt;" in sheet


def test_an_import_seen_then_done_takes_what_happened_between_into_account(letter: Newsletter):
    given = [Given(2, "tard@example.org")]
    assert importing.judge(given, letter)[0].verdict == Verdict.NEW
    someone = reader("tard@example.org")
    subscription(someone, letter, "left", left_at=THEN + timedelta(days=1))
    assert importing.apply(given, letter, PROOF, "import:1")[0].verdict == Verdict.LEFT
