"""The rules of a file, of its images and of a record's arrival: each example is made for real and tried."""

import zipfile
import zlib
from pathlib import Path

import PIL.Image
import pytest
import xlsxwriter

from coffret.authorities.lookup import Vocabularies
from coffret.base.rules import REGISTRY, Finding, Rule, Severity, rules_for
from coffret.catalogue.checking import Context
from coffret.catalogue.examples import ABOUT_RECORDS
from coffret.formats import notes
from coffret.images import sidecar
from coffret.images.attach import Folder
from coffret.submissions.file_rules import SAID_OF_THE_RECORD
from coffret.submissions.rules import arrival_of, check_against, check_arrival, refuses

REFUSING = {
    "SUB013",
    "SUB050",
    "SUB052",
    "SUB053",
    "SUB054",
    "SUB059",
    "SUB074",
    "SUB060",
    "SUB061",
    "SUB062",
    "SUB063",
    "SUB064",
    "SUB073",
}


def rules_of(target: str):
    return pytest.mark.parametrize("rule", rules_for(target), ids=lambda rule: rule.code)


def assert_example(found: list[Finding], expected: bool) -> None:
    assert bool(found) is expected
    for finding in found:
        assert "{" not in finding.message() + finding.remedy()


# -- files --------------------------------------------------------------------------------------------------------


def file_of(values, folder: Path) -> Path:
    """Make the file an example describes."""
    path = folder / values["(fichier)"]
    if "(absent)" in values:
        return path
    if "(octets)" in values:
        path.write_bytes(bytes.fromhex(values["(octets)"]))
    elif "(archive)" in values:
        archive(path, dict.fromkeys(values["(archive)"].split(), b"x"))
    elif "(bombe)" in values:
        bomb(path)
    elif "(feuilles)" in values:
        workbook(path, int(values["(feuilles)"]))
    else:
        content = values.get("(contenu)", "") + "x" * int(values.get("(suivi de)", 0))
        if "(colonnes)" in values:
            content = ";".join(f"C{number}" for number in range(int(values["(colonnes)"]))) + "\n"
        path.write_bytes(content.encode(values.get("(encodage)", "utf-8")))
    return path


def archive(path: Path, entries: dict[str, bytes]) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in entries.items():
            packed.writestr(name, content)


def workbook(path: Path, sheets: int) -> None:
    """Make a spreadsheet of ``sheets`` sheets, each with one record."""
    with xlsxwriter.Workbook(path) as book:
        for _number in range(sheets):
            sheet = book.add_worksheet()
            sheet.write_row(0, 0, ["REF", "MUSEO", "INV", "DOMN", "STAT"])
            sheet.write_row(1, 0, ["M0162005384", "M0162", "2004.1.1", "céramique", "achat"])


def bomb(path: Path) -> None:
    """Make a spreadsheet one sheet of which unfolds into forty million blanks."""
    workbook(path, 1)
    with zipfile.ZipFile(path) as packed:
        entries = {name: packed.read(name) for name in packed.namelist()}
    entries["xl/worksheets/sheet1.xml"] += b" " * 40_000_000
    archive(path, entries)


@rules_of("file")
def test_examples_of_files(rule: Rule, tmp_path):
    (tmp_path / "good").mkdir()
    assert_example(list(rule.find(file_of(rule.passes.values, tmp_path / "good"))), False)
    assert_example(list(rule.find(file_of(rule.fails.values, tmp_path))), True)


def test_every_word_of_the_readers_is_a_rule():
    codes = {value for name, value in vars(notes).items() if name.isupper() and isinstance(value, str)}
    assert codes == {rule.code for rule in rules_for("file")}


def test_what_is_said_of_the_record_has_a_rule_of_the_record():
    assert {code for code in SAID_OF_THE_RECORD if REGISTRY[code].target != "file"} == set()


# -- images -------------------------------------------------------------------------------------------------------


def folder_of(values, root: Path) -> Folder | None:
    """Make the folder an example describes: « name », « name!tronquée », « name!démesurée », « name!640x300 »."""
    if "(dossier)" not in values:
        return None
    root.mkdir()
    for number, entry in enumerate(values["(dossier)"].split()):
        name, _mark, fault = entry.partition("!")
        path = root / name
        path.parent.mkdir(exist_ok=True)
        picture(path, number, fault)
    return Folder.open(root)


def picture(path: Path, number: int, fault: str) -> None:
    width, _by, height = fault.partition("x") if fault[:1].isdigit() else (str(64 + number), "x", "48")
    image = PIL.Image.new("RGB", (int(width), int(height)), (200, 10 * number, 40))
    image.save(path)
    content = path.read_bytes()
    if fault == "tronquée":
        path.write_bytes(content[: len(content) // 2])
    elif fault == "démesurée":  # the header of the PNG announces billions of pixels
        header = b"IHDR" + (100_000).to_bytes(4, "big") * 2 + content[24:29]
        path.write_bytes(content[:12] + header + zlib.crc32(header).to_bytes(4, "big") + content[33:])


@rules_of("image")
def test_examples_of_images(rule: Rule, tmp_path):
    good, bad = rule.passes.values, rule.fails.values
    assert_example(list(rule.find(good["REFIM"], folder_of(good, tmp_path / "good"))), False)
    found = list(rule.find(bad["REFIM"], folder_of(bad, tmp_path / "bad")))
    assert_example(found, True)
    assert {finding.field for finding in found} == {"REFIM"}


@rules_of("image folder")
def test_examples_of_image_folders(rule: Rule, tmp_path):
    for name, expected in (("passes", False), ("fails", True)):
        values = getattr(rule, name).values
        folder = folder_of(values, tmp_path / name)
        assert folder is not None
        folder.find(values["REFIM"])
        assert_example(list(rule.find(folder)), expected)


@rules_of("kept image")
def test_examples_of_kept_images(rule: Rule):
    for example, expected in ((rule.passes.values, False), (rule.fails.values, True)):
        assert_example(list(rule.find(example["REFIM"], example.get("(motif)", ""))), expected)


@rules_of("shared image")
def test_examples_of_shared_images(rule: Rule):
    for example, expected in ((rule.passes.values, False), (rule.fails.values, True)):
        assert_example(list(rule.find(example["REFIM"], example.get("(autres)", "").split())), expected)


@rules_of("image table")
def test_examples_of_tables_of_images(rule: Rule, tmp_path):
    for example, expected in ((rule.passes.values, False), (rule.fails.values, True)):
        (tmp_path / "images.csv").write_text(example["(images.csv)"].replace("|", "\n"))
        table = sidecar.read(tmp_path)
        table.of(example.get("REFIM", ""))
        assert_example(list(rule.find(table)), expected)


# -- arrivals -----------------------------------------------------------------------------------------------------


@rules_of("arrival")
def test_examples_of_arrivals(rule: Rule):
    assert_example([one for one in check_arrival(arrival_of(rule.passes.values)) if one.code == rule.code], False)
    assert_example([one for one in check_arrival(arrival_of(rule.fails.values)) if one.code == rule.code], True)


@rules_of("context")
def test_examples_of_what_records_are_checked_against(rule: Rule):
    for name, expected in (("passes", False), ("fails", True)):
        values = getattr(rule, name).values
        words = Vocabularies.of(**{scheme: ["x"] for scheme in values.get("(vocabulaires)", "").split()})
        context = Context(words, dict.fromkeys(values.get("(musées)", "").split()))
        assert_example([one for one in check_against(context) if one.code == rule.code], expected)


def test_every_rule_has_its_example_tried():
    tried = {
        "file",
        "image",
        "image folder",
        "kept image",
        "shared image",
        "image table",
        "picture",
        "arrival",
        "context",
        *ABOUT_RECORDS,
        # Those of the office's pages, there when the preflight was met before: tests/editorial tries each of them.
        "entry",
        # Those of letters: tests/newsletters.
        "letter",
    }
    assert {rule.target for rule in REGISTRY.values()} <= tried


def test_what_keeps_a_record_out():
    """Refusals of whole files apart (their rules are errors too), these rules and no other reject a record."""
    records = {rule.code for rule in REGISTRY.values() if rule.target in {"arrival", "image"}} | {"SUB013"}
    errors = {code for code in records if REGISTRY[code].severity is Severity.ERREUR}
    assert errors == REFUSING
    assert all(refuses(Finding(code)) for code in errors)
    assert not refuses(Finding("SUB051"))
