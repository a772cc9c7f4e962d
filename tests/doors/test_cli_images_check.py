"""`coffret images check`: verdicts, reasons and remedies of real files, in every form, without touching anything."""

import base64
import csv
import hashlib
import json
import os
import re
import zipfile
import zlib
from collections.abc import Callable
from io import StringIO
from pathlib import Path
from typing import Any

import html5lib
import PIL.Image
import pytest

from coffret.cli import images_page
from coffret.cli.main import main

Run = Callable[..., tuple[int, str, str]]
KEYS = ["file", "verdict", "format", "width", "height", "dpi", "sha256", "size", "findings"]


@pytest.fixture
def check(capfd: pytest.CaptureFixture[str]) -> Run:
    """Return a function: runs the command; gives exit code, standard output and error."""

    def call(*words: object) -> tuple[int, str, str]:
        code = main(["images", "check", *map(str, words)])
        out, err = capfd.readouterr()
        return code, out, err

    return call


def picture(path: Path, width: int = 2000, height: int = 1600, seed: int = 1, **options: Any) -> Path:
    """Make a picture that resembles no other of another seed."""
    cells = hashlib.shake_128(bytes([seed])).digest(108 * 3)
    small = PIL.Image.frombytes("RGB", (12, 9), cells)
    path.parent.mkdir(parents=True, exist_ok=True)
    small.resize((width, height), PIL.Image.Resampling.BICUBIC).save(path, **{"dpi": (72, 72), **options})
    return path


def told(out: str) -> dict[str, dict[str, Any]]:
    return {one["file"]: one for one in json.loads(out)["images"]}


def codes(one: dict[str, Any]) -> list[str]:
    return [finding["code"] for finding in one["findings"]]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with something of each kind: two good pictures and their faults."""
    root = tmp_path / "images"
    good = picture(root / "bon.jpg")
    picture(root / "petit.jpg", 1000, 800, seed=2, dpi=(300, 300))
    picture(root / "sous" / "mini.png", 300, 200, seed=3)
    content = good.read_bytes()
    (root / "coupé.jpg").write_bytes(content[: len(content) // 2])
    (root / "vide.jpg").write_bytes(b"")
    (root / "page.jpg").write_text("<!doctype html><p>Introuvable", encoding="utf-8")
    return root


def test_json_says_what_each_picture_is(check: Run, folder: Path):
    before = {path: (path.read_bytes(), path.stat().st_mtime_ns) for path in folder.rglob("*") if path.is_file()}
    code, out, _err = check(folder, "--json")
    assert code == 1
    images = told(out)
    assert {name: one["verdict"] for name, one in images.items()} == {
        "bon.jpg": "conforme",
        "petit.jpg": "alerte",
        "sous/mini.png": "erreur",
        "coupé.jpg": "erreur",
        "vide.jpg": "erreur",
        "page.jpg": "erreur",
    }
    good = images["bon.jpg"]
    assert list(good) == KEYS
    assert (good["format"], good["width"], good["height"], good["dpi"]) == ("JPEG", 2000, 1600, 72)
    assert good["sha256"] == hashlib.sha256((folder / "bon.jpg").read_bytes()).hexdigest()
    assert good["findings"] == []
    assert codes(images["petit.jpg"]) == ["IMG021", "IMG023"]
    assert images["petit.jpg"]["dpi"] == 300
    assert codes(images["coupé.jpg"]) == ["IMG003"]
    assert codes(images["vide.jpg"]) == ["IMG002"]
    assert codes(images["page.jpg"]) == ["IMG001"]
    assert images["page.jpg"]["dpi"] is None
    first = images["sous/mini.png"]["findings"][0]
    assert list(first) == ["code", "severity", "message", "remedy"]
    assert (first["code"], first["severity"]) == ("IMG022", "erreur")
    after = {path: (path.read_bytes(), path.stat().st_mtime_ns) for path in folder.rglob("*") if path.is_file()}
    assert after == before


def test_json_says_how_it_was_judged(check: Run, folder: Path):
    _code, out, _err = check(folder, "--json", "--reading", "strict", "--headers")
    document = json.loads(out)
    assert (document["profile"], document["reading"], document["integrity"]) == ("joconde-2026", "strict", "headers")
    assert document["summary"]["images"] == 6
    assert sum(document["summary"][name] for name in ("erreur", "alerte", "conforme")) == 6


def test_alerts_alone_leave_with_0(check: Run, tmp_path: Path):
    picture(tmp_path / "petit.jpg", 1000, 800)
    code, out, _err = check(tmp_path / "petit.jpg")
    assert code == 0
    line = out.splitlines()[0].split("\t")
    assert line[0] == "alerte"
    assert line[1].endswith("petit.jpg")
    assert line[2] == "JPEG 1000 × 800, 72 ppp"
    assert "IMG021 Le petit côté fait 800 pixels" in line[3]
    assert "→" in line[3]


def test_one_line_a_picture_then_the_counts(check: Run, folder: Path):
    _code, out, _err = check(folder)
    lines, _blank, foot = out.partition("\n\n")
    assert len(lines.splitlines()) == 6
    assert "6\u00a0images" in foot.replace(" ", "\u00a0")
    assert "4 erreurs, 1 alerte, 1 conforme" in foot


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("absent",), "n’existe pas"),
        ((".", "--profile", "inconnu"), "joconde-2026, europeana, iiif, archive"),
        (("rien",), "Aucune image"),
        (("images", "-o", "nulle/part.txt"), "ne peut pas être écrit"),
        (("images", "-o", "images/bon.jpg"), "est une des images"),
        (("images", "-o", "rien"), "est un dossier"),
        (("images", "--notices", "absent.txt"), "absent.txt"),
    ],
)
def test_what_cannot_be_done_leaves_with_2(
    check: Run, folder: Path, monkeypatch: Any, words: tuple[str, ...], said: str
):
    monkeypatch.chdir(folder.parent)
    (folder.parent / "rien").mkdir()
    code, out, err = check(*words)
    assert code == 2
    assert out == ""
    assert said in err
    assert (folder / "bon.jpg").stat().st_size > 1000
    assert [path.name for path in folder.parent.glob(".rapport*")] == []


def test_headers_alone_do_not_look_at_pixels(check: Run, tmp_path: Path):
    content = bytearray(picture(tmp_path / "a.jpg").read_bytes())
    middle = len(content) // 2
    content[middle : middle + 2000] = b"\x00" * 2000
    (tmp_path / "a.jpg").write_bytes(content)
    strict, _err = check(tmp_path, "--json")[1:]
    quick, _err = check(tmp_path, "--json", "--headers")[1:]
    assert codes(told(strict)["a.jpg"]) == ["IMG004"]
    assert codes(told(quick)["a.jpg"]) == []
    assert told(quick)["a.jpg"]["sha256"] is None
    assert "ne sont pas vérifiés" in check(tmp_path, "--headers")[1]


def test_what_is_no_picture_is_left_aside_and_said(check: Run, tmp_path: Path):
    root = tmp_path / "images"
    picture(root / "a.jpg")
    for name in (".cachee.jpg", ".dossier/b.jpg", "notices.txt", "images.csv"):
        (root / name).parent.mkdir(exist_ok=True)
        (root / name).write_text("x", encoding="utf-8")
    picture(tmp_path / "dehors" / "secret.jpg", seed=9)
    (root / "lien.jpg").symlink_to(tmp_path / "dehors" / "secret.jpg")
    (root / "dossier").symlink_to(tmp_path / "dehors")
    (root / "mort.jpg").symlink_to(tmp_path / "absent.jpg")
    code, out, _err = check(root, "--json")
    document = json.loads(out)
    assert code == 0
    assert [one["file"] for one in document["images"]] == ["a.jpg"]
    assert document["aside"] == ["images.csv", "lien.jpg", "mort.jpg", "notices.txt"]


def test_what_this_instance_keeps_is_no_picture_to_check(check: Run, tmp_path: Path, settings):
    picture(tmp_path / "a.jpg")
    settings.DATA = tmp_path / "var"
    settings.DATA.mkdir()
    (settings.DATA / "secret_key").write_text("x", encoding="utf-8")
    code, out, _err = check(tmp_path, "--json")
    assert (code, sorted(told(out))) == (0, ["a.jpg"])


def test_folders_go_as_deep_as_they_like(check: Run, tmp_path: Path):
    place = tmp_path
    for _level in range(300):
        place /= "d"
    picture(place / "a.jpg", 40, 30)
    picture(tmp_path / "z.jpg", 40, 30, seed=2)
    code, out, _err = check(tmp_path, "--json")
    assert code == 1
    assert list(told(out)) == ["z.jpg", "d/" * 300 + "a.jpg"]


def test_a_file_given_by_itself_is_looked_at_whatever_its_name(check: Run, tmp_path: Path):
    path = picture(tmp_path / "image.jpg").rename(tmp_path / "image.txt")
    _code, out, _err = check(path, "--json")
    assert codes(told(out)[str(path)]) == ["IMG007"]


def test_records_say_who_is_named_and_credited(check: Run, tmp_path: Path):
    root = tmp_path / "images"
    for number, name in enumerate(("a.jpg", "b.jpg", "c.jpg", "d.jpg")):
        picture(root / name, seed=number + 1)
    notices = tmp_path / "notices.txt"
    notices.write_text(
        "REF\nM0650000001\nREFIM\na.jpg;absente.jpg\nPHOT\nAlbert Durand, musée Rolin\n//\n"
        "REF\nM0650000002\nREFIM\nb.jpg\n//\n"
        "REF\nM0650000003\nREFIM\nc.jpg\nPHOT\ncliché du musée\n//\n",
        encoding="utf-8",
    )
    code, out, _err = check(root, "--json", "--notices", notices)
    images = told(out)
    assert code == 1
    assert {name: codes(one) for name, one in images.items()} == {
        "a.jpg": [],
        "b.jpg": ["IMG030"],
        "c.jpg": ["IMG031"],
        "d.jpg": ["IMG033"],
        "absente.jpg": ["IMG032"],
    }
    assert "M0650000002" in images["b.jpg"]["findings"][0]["message"]
    assert images["absente.jpg"]["verdict"] == "erreur"


def test_profiles_judge_the_same_picture_otherwise(check: Run, tmp_path: Path):
    picture(tmp_path / "a.jpg", 1000, 800)
    verdicts = {}
    for profile in ("joconde-2026", "europeana", "iiif", "archive"):
        one = told(check(tmp_path, "--json", "--profile", profile)[1])["a.jpg"]
        verdicts[profile] = (one["verdict"], codes(one))
    assert verdicts == {
        "joconde-2026": ("alerte", ["IMG021"]),
        "europeana": ("alerte", ["IMG060"]),
        "iiif": ("conforme", ["IMG065"]),
        "archive": ("erreur", ["IMG070", "IMG071", "IMG072", "IMG074", "IMG075"]),
    }
    capped = told(check(tmp_path, "--json", "--profile", "europeana", "--licence", "closed")[1])["a.jpg"]
    assert codes(capped) == ["IMG060"]


def test_doubles_and_look_alikes_name_the_first(check: Run, tmp_path: Path):
    first = picture(tmp_path / "a.jpg")
    (tmp_path / "b.jpg").write_bytes(first.read_bytes())
    picture(tmp_path / "c.jpg", 3000, 2400, quality=50)
    picture(tmp_path / "d.jpg", seed=5)
    images = told(check(tmp_path, "--json")[1])
    assert [codes(images[name]) for name in ("a.jpg", "b.jpg", "c.jpg", "d.jpg")] == [
        [],
        ["IMG050"],
        ["IMG027", "IMG051"],
        [],
    ]
    assert "« a.jpg »" in images["c.jpg"]["findings"][1]["message"]


def test_a_bomb_is_told_and_the_others_go_on(check: Run, tmp_path: Path):
    content = picture(tmp_path / "a.png", 20, 20).read_bytes()
    header = b"IHDR" + (60_000).to_bytes(4, "big") * 2 + content[24:29]
    bomb = content[:12] + header + zlib.crc32(header).to_bytes(4, "big") + content[33:]
    (tmp_path / "a.png").write_bytes(bomb)
    picture(tmp_path / "b.jpg")
    images = told(check(tmp_path, "--json")[1])
    assert codes(images["a.png"]) == ["IMG008"]
    assert images["b.jpg"]["verdict"] == "conforme"


def test_the_table_disarms_formulas(check: Run, tmp_path: Path):
    picture(tmp_path / "=2+5;cmd.jpg")
    _code, out, _err = check(tmp_path, "--csv")
    assert out.startswith("\ufeff")
    rows = list(csv.reader(StringIO(out[1:], newline=""), delimiter=";"))
    assert [len(row) for row in rows] == [11, 11]
    assert rows[1][:5] == ["'=2+5;cmd.jpg", "erreur", "JPEG", "2000", "1600"]
    assert rows[1][8] == "IMG035"


def test_a_hostile_name_commands_no_terminal(check: Run, tmp_path: Path):
    picture(tmp_path / "a\x1b[31m\nconforme\tb.jpg")
    _code, out, _err = check(tmp_path)
    assert "\x1b" not in out
    assert len(out.partition("\n\n")[0].splitlines()) == 1


def test_a_name_that_is_no_text_is_still_told(check: Run, tmp_path: Path):
    picture(tmp_path / "a.jpg").rename(os.fsdecode(os.fsencode(tmp_path) + b"/\xe9t\xe9.jpg"))
    for form in ("--json", "--csv", "--html"):
        code, out, _err = check(tmp_path, form)
        assert code == 0
        assert "�t�.jpg" in out


def test_the_report_goes_whole_to_a_file(check: Run, folder: Path, tmp_path: Path):
    target = tmp_path / "rapport.json"
    target.write_text("l’ancien", encoding="utf-8")
    code, out, _err = check(folder, "--json", "-o", target)
    assert code == 1
    assert out == f"Rapport écrit : {target}\n"
    assert len(json.loads(target.read_text(encoding="utf-8"))["images"]) == 6


def test_progress_is_on_standard_error(check: Run, folder: Path):
    _code, out, err = check(folder, "--json", "--progress")
    json.loads(out)
    assert "6 images sur 6" in err


# -- the page -----------------------------------------------------------------------------------------------------


def page_of(check: Run, *words: object) -> Any:
    _code, out, _err = check(*words, "--html")
    assert not re.search(r"(?:src|href)=\"(?!data:image/jpeg;base64,|#)", out), "nothing is fetched"
    assert "<script" not in out
    return html5lib.HTMLParser(strict=True, namespaceHTMLElements=False).parse(out)


def test_the_page_holds_everything_and_its_pictures(check: Run, folder: Path):
    tree = page_of(check, folder)
    assert [section.get("id") for section in tree.iter("details")] == ["erreur", "alerte", "conforme"]
    named = {"".join(title.itertext()) for title in tree.iter("h3")}
    assert named == {"bon.jpg", "petit.jpg", "sous/mini.png", "coupé.jpg", "vide.jpg", "page.jpg"}
    thumbnails = [base64.b64decode(image.get("src").partition(",")[2]) for image in tree.iter("img")]
    assert len(thumbnails) >= 3
    assert all(one.startswith(b"\xff\xd8") and len(one) <= images_page.HEAVIEST for one in thumbnails)


def test_a_hostile_name_is_text_on_the_page(check: Run, tmp_path: Path):
    picture(tmp_path / "<img src=x onerror=alert(1)>.jpg")
    tree = page_of(check, tmp_path)
    assert ["".join(title.itertext()) for title in tree.iter("h3")] == ["<img src=x onerror=alert(1)>.jpg"]
    assert len(list(tree.iter("img"))) == 1


def test_a_page_of_very_many_pictures_shows_the_worst_and_says_so(
    check: Run, folder: Path, monkeypatch: pytest.MonkeyPatch
):
    for number in range(3):
        picture(folder / f"z{number}.jpg", seed=20 + number)
    monkeypatch.setattr(images_page, "THUMBNAILS", 3)
    tree = page_of(check, folder)
    assert "Plus de 3 images" in "".join(tree.itertext())
    names = ["".join(title.itertext()) for title in tree.iter("h3")]
    assert len(names) == 9
    pictured = ["".join(next(one.iter("h3")).itertext()) for one in tree.iter("li") if list(one.iter("img"))]
    # The errors that can be drawn, then the alert; no room is left for the good ones.
    assert pictured == ["coupé.jpg", "sous/mini.png", "petit.jpg"]


def test_a_link_that_leads_to_itself_is_left_aside(check: Run, folder: Path):
    (folder / "boucle.jpg").symlink_to("boucle.jpg")
    (folder / "rond").symlink_to("rond")
    code, out, _err = check(folder, "--json")
    assert code == 1
    assert json.loads(out)["aside"] == ["boucle.jpg", "rond"]


def test_a_device_is_written_to_and_never_replaced(check: Run, tmp_path: Path):
    place = picture(tmp_path / "images" / "bon.jpg").parent
    pipe = tmp_path / "tube"
    os.mkfifo(pipe)
    reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    code, _out, err = check(place, "--json", "-o", pipe)
    assert (code, err) == (0, "")
    assert list(told(os.read(reader, 1 << 16).decode())) == ["bon.jpg"]
    os.close(reader)
    assert pipe.is_fifo()
    link = tmp_path / "lien.json"
    link.symlink_to(tmp_path / "vrai.json")
    assert check(place, "--json", "-o", link)[0] == 0
    assert link.is_symlink()
    assert list(told(link.read_text(encoding="utf-8"))) == ["bon.jpg"]


def test_an_archive_is_refused_with_what_to_do(check: Run, tmp_path: Path):
    with zipfile.ZipFile(tmp_path / "lot", "w") as archive:
        archive.writestr("a.jpg", b"x")
    code, _out, err = check(tmp_path / "lot")
    assert code == 2
    assert "décompressez-la" in err
