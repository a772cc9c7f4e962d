"""`coffret images fix`: the export folder, its notices, its pictures, its report; killed, it goes on."""

import csv
import fcntl
import io
import json
import os
import re
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import factories
import harness
import instances
import pytest
from photographs import camera_exif, look, photograph, saved, scan_of

from coffret.cli.main import main
from coffret.formats.detect import open_source
from coffret.images.models import Image

pytestmark = pytest.mark.django_db
FOLDER = re.compile(r"J_M0401-\d{4}_\d{4}-\d\d-\d\d")
Run = Callable[..., tuple[int, dict[str, Any]]]


@pytest.fixture
def fix(tmp_path: Path, settings: Any, capfd: pytest.CaptureFixture[str]) -> Run:
    """Return a function: brings tmp_path/photos to the norms in tmp_path/out; gives exit code and document."""
    settings.DATA = tmp_path / "var"

    def call(*words: object) -> tuple[int, dict[str, Any]]:
        asked = ["images", "fix", str(tmp_path / "photos"), "-o", str(tmp_path / "out"), "--json", *map(str, words)]
        code = main(asked)
        out, err = capfd.readouterr()
        return code, json.loads(out) if out else {"refusal": err}

    return call


@pytest.fixture
def photos(tmp_path: Path) -> Path:
    """Return a folder: a right JPEG, a TIFF to convert, one too small, a truncated one, one nobody names, a note."""
    root = tmp_path / "photos"
    (root / "details").mkdir(parents=True)
    saved(root / "2004-1-1.jpg", photograph(900, 700), exif=camera_exif(), dpi=(300, 300))
    saved(root / "2004-1-1_dos.tif", photograph(800, 700, seed=2))
    saved(root / "petite.jpg", photograph(300, 200))
    saved(root / "details" / "reste.png", photograph(700, 500, seed=3))
    saved(root / "cassee.jpg", photograph(900, 700, seed=4))
    (root / "cassee.jpg").write_bytes((root / "cassee.jpg").read_bytes()[:9000])
    (root / "lisez-moi.txt").write_text("bonjour")
    return root


def sheet(number: int, refim: str = "", **fields: str) -> dict[str, str]:
    return {
        "REF": f"M0401{number:06d}",
        "MUSEO": "M0401",
        "INV": f"2004.1.{number}",
        "DOMN": "sculpture",
        "STAT": "propriété de la commune ; don ; Ornans ; musée Courbet",
        "TITR": "Vénus & l’Amour",
        "AUTR": "COURBET Gustave",
        **({"REFIM": refim} if refim else {}),
        **fields,
    }


@pytest.fixture
def notices(tmp_path: Path) -> Callable[..., Path]:
    def write(*sheets: dict[str, str]) -> Path:
        path = tmp_path / "notices.txt"
        blocks = ("".join(f"{code}\n{text}\n" for code, text in one.items()) + "//\n" for one in sheets)
        path.write_text("".join(blocks), encoding="utf-8")
        return path

    return write


def exported_notices(folder: Path) -> list[dict[str, str]]:
    (file,) = (folder / "texte-media").glob("*.TXT")
    return [dict(record.values) for record in open_source(file)[1]]


def motives(document: dict[str, Any]) -> dict[str, str]:
    return {one["file"]: one["motive"] for one in document["images"] if one["motive"]}


def test_the_export_folder_holds_notices_pictures_and_report(fix, photos, notices):
    factories.museum("M0401", official_name="musée Gustave Courbet", city="Ornans")
    file = notices(
        sheet(1, "2004-1-1.jpg;2004-1-1_dos.tif", PHOT="Albert Durand, musée Courbet"),
        sheet(2, "petite.jpg;cassee.jpg;absente.jpg"),
    )

    code, document = fix(
        "--notices", file, "--credit", "Région", "--licence", "https://creativecommons.org/licenses/by/4.0/"
    )

    folder = Path(document["folder"])
    assert code == 1
    assert FOLDER.fullmatch(folder.name)
    first, second = exported_notices(folder)
    assert first["REFIM"] == "2004-1-1.jpg;2004-1-1_dos.jpg"
    assert "REFIM" not in second
    assert (folder / "texte-media" / f"{folder.name}.TXT").read_bytes().startswith(b"REF\r\nM0401000001\r\n")
    assert sorted(path.name for path in (folder / "texte-media").glob("*.jpg")) == ["2004-1-1.jpg", "2004-1-1_dos.jpg"]
    assert [path.name for path in (folder / "images-sans-notice").iterdir()] == ["reste.jpg"]

    picture = folder / "texte-media" / "2004-1-1.jpg"
    found = look(picture.read_bytes())
    assert scan_of(picture.read_bytes()) == scan_of((photos / "2004-1-1.jpg").read_bytes())
    assert (found.metadata.credit, found.metadata.identifier) == ("Albert Durand, musée Courbet", "M0401000001")
    assert found.metadata.rights_url == "https://creativecommons.org/licenses/by/4.0/"
    assert found.metadata.title == "Vénus & l’Amour"
    assert not found.metadata.gps
    assert look((folder / "images-sans-notice" / "reste.jpg").read_bytes()).metadata.credit == "Région"


def test_the_report_says_what_the_specification_asks(fix, photos, notices):
    factories.museum("M0401", official_name="musée Gustave Courbet", city="Ornans")
    file = notices(
        sheet(1, "2004-1-1.jpg", PHOT="Albert Durand"),
        sheet(2, "2004-1-1_dos.tif;petite.jpg"),
        sheet(3, DOMN=""),
    )
    _code, document = fix("--notices", file)
    folder = Path(document["folder"])
    text = (folder / "rapport-export.txt").read_text(encoding="utf-8").replace("\u202f", " ").replace("\u00a0", " ")

    for told in (
        "musée Gustave Courbet, Ornans",
        "Code Muséofile : M0401",
        f"Répertoire d’export : {folder.name}",
        "Notices exportées : 2 sur 3 sélectionnées",
        "taille inférieure à 640 x 480 pixels",
        "petite.jpg (n° d’inventaire 2004.1.2, notice M0401000002)",
        "export images seules bloqué - absence de notice Joconde",
        "champs obligatoires absents : DOMN",
        "2004-1-1_dos.tif → 2004-1-1_dos.jpg",
    ):
        assert told in text, text
    credited = text.partition("PHOT n’est pas renseigné")[2].partition("\n\n")[0]
    assert "2004-1-1_dos.jpg (n° d’inventaire 2004.1.2, notice M0401000002)" in credited
    assert "2004-1-1.jpg" not in credited

    rows = list(csv.DictReader(io.StringIO((folder / "rapport-export.csv").read_text("utf-8-sig")), delimiter=";"))
    by_file = {row["fichier"]: row for row in rows}
    assert by_file["petite.jpg"]["motif"] == "taille inférieure à 640 x 480 pixels"
    assert by_file["2004-1-1.jpg"]["exportee"] == "oui"
    page = (folder / "rapport-export.html").read_text(encoding="utf-8")
    assert 'src="texte-media/2004-1-1.jpg"' in page
    # A file of its own carries its style sheet; nothing else is forgiven.
    assert [fault for fault in harness.faults_of(page) if "inline style sheet" not in fault] == []
    assert "lisez-moi.txt" in text


def test_without_notices_pictures_are_made_and_set_apart(fix, photos):
    code, document = fix()
    folder = Path(document["folder"])

    assert code == 1  # the truncated and the small one
    assert folder.name.startswith("J_M0000-0001_")
    assert sorted(path.name for path in folder.rglob("*.jpg")) == ["2004-1-1.jpg", "2004-1-1_dos.jpg", "reste.jpg"]
    assert "relancez" in (folder / "rapport-export.txt").read_text(encoding="utf-8").lower()

    for name in ("cassee.jpg", "petite.jpg"):
        (photos / name).unlink()
    assert fix("--museum", "m0401")[0] == 0


def test_the_two_readings_of_640_by_480(fix, tmp_path):
    (tmp_path / "photos").mkdir()
    saved(tmp_path / "photos" / "haute.jpg", photograph(500, 900))
    assert fix("--museum", "M0401")[0] == 0
    code, document = fix("--museum", "M0401", "--reading", "strict")
    assert code == 1
    assert motives(document) == {"haute.jpg": "taille inférieure à 640 x 480 pixels"}


def test_masters_are_as_they_were(fix, photos, notices):
    before = {path: (path.read_bytes(), path.stat().st_mtime_ns) for path in photos.rglob("*") if path.is_file()}
    fix("--notices", notices(sheet(1, "2004-1-1.jpg")))
    assert {
        path: (path.read_bytes(), path.stat().st_mtime_ns) for path in photos.rglob("*") if path.is_file()
    } == before


def test_the_same_again_is_not_made_again(fix, photos, notices, tmp_path):
    file = notices(sheet(1, "2004-1-1.jpg"))
    first = fix("--notices", file)[1]
    second = fix("--notices", file)[1]
    assert (second["folder"], second["unchanged"]) == (first["folder"], True)
    assert [path.name for path in (tmp_path / "out").iterdir() if not path.name.startswith(".")] == [first["name"]]


def test_what_changed_goes_into_a_new_export_and_the_rest_is_taken_over(fix, photos, notices):
    file = notices(sheet(1, "2004-1-1.jpg;2004-1-1_dos.tif"))
    first = Path(fix("--notices", file)[1]["folder"])
    saved(photos / "2004-1-1_dos.tif", photograph(800, 700, seed=9))
    second = Path(fix("--notices", file)[1]["folder"])

    assert (first.name[:11], second.name[:12]) == ("J_M0401-000", "J_M0401-0002")
    same, other = "texte-media/2004-1-1.jpg", "texte-media/2004-1-1_dos.jpg"
    assert (first / same).read_bytes() == (second / same).read_bytes()
    assert (first / other).read_bytes() != (second / other).read_bytes()


def test_a_derivative_altered_since_is_made_again(fix, photos, notices):
    file = notices(sheet(1, "2004-1-1.jpg"))
    first = Path(fix("--notices", file)[1]["folder"])
    right = (first / "texte-media/2004-1-1.jpg").read_bytes()
    (first / "texte-media/2004-1-1.jpg").write_bytes(b"retouched")
    second = Path(fix("--notices", file)[1]["folder"])
    assert second != first
    assert (second / "texte-media/2004-1-1.jpg").read_bytes() == right
    assert (first / "texte-media/2004-1-1.jpg").read_bytes() == b"retouched"


def test_pictures_alone_go_with_the_notices_the_catalogue_knows(fix, photos):
    record = factories.record(sheet(1, "2004-1-1.jpg", PHOT="Albert Durand"))
    columns = {"sha256": "0" * 64, "format": "JPEG", "width": 9, "height": 7, "size": 1}
    Image.objects.create(record=record, position=0, name="2004-1-1.jpg", credit="Jeanne Autre", **columns)
    Image.objects.create(record=record, position=1, name="reste.png", shareable=False, **columns)

    _code, document = fix()

    (values,) = exported_notices(Path(document["folder"]))
    assert document["museum"] == "M0401"
    assert set(values) == {"REF", "INV", "DOMN", "STAT", "MUSEO", "REFIM", "PHOT"}
    assert values["REFIM"] == "2004-1-1.jpg"
    assert motives(document)["reste.png"] == "image non diffusable"
    picture = Path(document["folder"], "texte-media/2004-1-1.jpg")
    assert look(picture.read_bytes()).metadata.credit == "Jeanne Autre"


def test_pictures_withheld_by_a_list_stay_behind(fix, photos, notices, tmp_path):
    withheld = tmp_path / "retenues.txt"
    withheld.write_text("2004-1-1.jpg\n\n", encoding="utf-8")
    document = fix("--notices", notices(sheet(1, "2004-1-1.jpg;2004-1-1_dos.tif")), "--withheld", withheld)[1]
    assert motives(document)["2004-1-1.jpg"] == "image non diffusable"
    assert exported_notices(Path(document["folder"]))[0]["REFIM"] == "2004-1-1_dos.jpg"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--museum", "Ornans"), "Muséofile"),
        (("--long-side", "200"), "640"),
        (("--licence", "CC BY"), "licence"),
        (("--notices", "absent.txt"), "absent.txt"),
        (("--withheld", "absent.txt"), "absent.txt"),
        (("--number", "12345"), "quatre chiffres"),
    ],
)
def test_wishes_that_cannot_be_are_refused_before_anything_is_written(fix, photos, tmp_path, words, said):
    code, document = fix(*words)
    assert code == 2
    assert said in document["refusal"]
    assert not list(tmp_path.glob("out/*"))


def test_notices_of_two_museums_ask_for_one(fix, photos, notices):
    file = notices(sheet(1, "2004-1-1.jpg"), sheet(2, "2004-1-1_dos.tif", MUSEO="M0650"))
    code, document = fix("--notices", file)
    assert (code, "--museum" in document["refusal"]) == (2, True)

    document = fix("--notices", file, "--museum", "M0650")[1]
    assert document["notices_left"] == [
        {"ref": "M0401000001", "inventory": "2004.1.1", "motive": "notice du musée M0401"}
    ]


def test_folders_that_cannot_serve_are_refused(tmp_path, photos, settings, capfd):
    settings.DATA = tmp_path / "var"
    for source, out in ((photos, photos), (photos, photos / "details"), (tmp_path / "rien", tmp_path / "out")):
        assert main(["images", "fix", str(source), "-o", str(out)]) == 2
        assert str(source if source != photos else out) in capfd.readouterr().err


def test_the_screen_tells_it_in_french(tmp_path, photos, settings, capfd):
    settings.DATA = tmp_path / "var"
    assert main(["images", "fix", str(photos), "-o", str(tmp_path / "out"), "--museum", "M0401", "--progress"]) == 1
    out, err = capfd.readouterr()
    assert "Rapport d’export vers Joconde" in out
    assert "images sur 6" in err


def start(data: Path, *words: object) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, "-m", "coffret.cli.main", "images", "fix", *map(str, words)],
        env=instances.environment(data),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )


def test_killed_it_shows_no_half_and_goes_on(tmp_path):
    data, out, root = tmp_path / "var", tmp_path / "out", tmp_path / "photos"
    root.mkdir()
    for number in range(24):
        saved(root / f"{number:02d}.png", photograph(900, 700, seed=number), compress_level=1)
    process = start(data, root, "-o", out, "--museum", "M0401")
    while not list(out.glob(".J_*/images-sans-notice/*.jpg")):
        assert process.poll() is None
    os.kill(process.pid, signal.SIGKILL)
    process.communicate(timeout=30)

    assert not list(out.glob("J_*"))
    (unfinished,) = out.glob(".J_*")
    made = {path.name: path.stat().st_ino for path in unfinished.rglob("*.jpg")}
    assert 0 < len(made) < 24

    again = start(data, root, "-o", out, "--museum", "M0401")
    assert again.communicate(timeout=120)[1] == ""
    assert again.returncode == 0
    (folder,) = out.glob("J_*")
    whole = {path.name: path for path in folder.rglob("*.jpg")}
    assert folder.name.startswith("J_M0401-0001_")
    assert len(whole) == 24
    # What had been made was kept, not made again.
    assert {name: whole[name].stat().st_ino for name in made} == made
    assert not [path for path in folder.rglob("*") if path.name.startswith(".")]
    for path in whole.values():
        assert look(path.read_bytes()).damages == ()


def test_a_journal_cut_short_is_gone_on_with(fix, photos, tmp_path):
    first = Path(fix("--museum", "M0401")[1]["folder"])
    journal = next((tmp_path / "out" / ".coffret-images").glob("*.jsonl"))
    lines = journal.read_text().splitlines(keepends=True)
    # As a kill leaves it: no last line, half a line, the folder still hidden.
    journal.write_text("".join(lines[:-2]) + lines[-2][:40])
    first.rename(first.with_name(f".{first.name}.partiel"))

    second = Path(fix("--museum", "M0401")[1]["folder"])
    assert second == first
    assert fix("--museum", "M0401")[1]["unchanged"] is True


def test_names_that_are_not_utf_8_go_through(fix, tmp_path):
    (tmp_path / "photos").mkdir()
    saved(tmp_path / "photos" / "a.jpg").rename(tmp_path / "photos" / os.fsdecode("tête.jpg".encode("cp1252")))
    code, document = fix("--museum", "M0401")
    assert code == 0
    assert [one["file"] for one in document["images"]] == ["tête.jpg"]
    assert Path(document["folder"], "images-sans-notice", "tête.jpg").is_file()


def test_a_folder_without_a_picture_is_not_a_success(fix, tmp_path):
    (tmp_path / "photos").mkdir()
    (tmp_path / "photos" / "notes.txt").write_text("bonjour")
    assert fix()[0] == 1


def test_a_use_without_minimum_takes_small_pictures_and_reduces_when_asked(fix, photos):
    document = fix("--museum", "M0401", "--profile", "iiif", "--long-side", "640")[1]
    sizes = {one["exported"]: (one["width"], one["height"]) for one in document["images"] if one["kept"]}
    assert sizes["petite.jpg"] == (300, 200)
    assert sizes["2004-1-1.jpg"] == (640, 498)
    with pytest.raises(SystemExit):
        fix("--profile", "archive")


def test_one_export_at_a_time_in_a_folder(fix, photos, tmp_path):
    hidden = tmp_path / "out" / ".coffret-images"
    hidden.mkdir(parents=True)
    with (hidden / "lock").open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        code, document = fix()
    assert (code, "déjà" in document["refusal"]) == (2, True)


def test_a_hostile_name_commands_no_terminal_and_breaks_no_line(tmp_path, settings, capfd):
    settings.DATA = tmp_path / "var"
    (tmp_path / "photos").mkdir()
    saved(tmp_path / "photos" / "a\x1b[31m\nb\u202e.jpg", photograph(900, 700))
    main(["images", "fix", str(tmp_path / "photos"), "-o", str(tmp_path / "out")])
    out, _err = capfd.readouterr()
    (report,) = (tmp_path / "out").glob("J_*/rapport-export.txt")
    for text in (out, report.read_text(encoding="utf-8"), report.with_suffix(".html").read_text(encoding="utf-8")):
        assert not {"\x1b", "\u202e"} & set(text)
        assert "a�[31m�b�.jpg" in text


def test_an_archive_is_refused_with_what_to_do(tmp_path, settings, capfd):
    (tmp_path / "lot.jpg").write_bytes(b"PK\x03\x04" + bytes(60))
    assert main(["images", "fix", str(tmp_path / "lot.jpg"), "-o", str(tmp_path / "out")]) == 2
    assert "décompressez-la" in capfd.readouterr().err
    assert not (tmp_path / "out").exists()
