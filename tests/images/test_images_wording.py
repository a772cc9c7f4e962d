"""Damages and colours are told in French, whatever the readers call them, and never say where the file is."""

import re
from pathlib import Path

import pytest
from django.utils.translation import override
from PIL import Image

from coffret.base.rules import rules_for
from coffret.images import examples, wording
from coffret.images.facts import Damage, Harm, Seen
from coffret.images.isolation.isolated import Prober
from coffret.images.judging import Case, judge
from coffret.images.reading import window as reading

IMAGES = Path(reading.__file__).parents[1]
SCRIPTS = IMAGES.parent / "static/js/verifier"


def cut(path: Path, share: float = 0.5) -> None:
    data = path.read_bytes()
    path.write_bytes(data[: int(len(data) * share)])


@pytest.fixture(scope="module")
def damaged(tmp_path_factory: pytest.TempPathFactory) -> list[tuple[Path, Seen]]:
    """Return files cut short, in every format, and what is seen of them."""
    folder = tmp_path_factory.mktemp("reserve")
    picture = Image.effect_noise((300, 300), 60).convert("RGB")
    for name in ("a.jpg", "b.png", "c.tif", "d.webp", "e.jp2", "f.bmp", "g.gif"):
        picture.save(folder / name)
        cut(folder / name)
    # The header alone is whole; the directory of the TIFF is at its end.
    picture.save(folder / "h.tif", compression="tiff_lzw")
    cut(folder / "h.tif", 0.99)
    with Prober() as prober:
        return list(prober.map(sorted(folder.iterdir())))


def test_a_report_never_says_where_the_file_was(damaged: list[tuple[Path, Seen]]):
    told = [finding.message() for path, seen in damaged for finding in judge(Case(path.name, seen)) if seen.damages]
    assert len(told) >= len(damaged)
    assert not [sentence for sentence in told if "/" in sentence and "reserve" in sentence]


def test_what_cuts_a_file_short_is_told_in_french(damaged: list[tuple[Path, Seen]]):
    for path, seen in damaged:
        damage = seen.harmed(Harm.TRUNCATED) or seen.harmed(Harm.CORRUPT)
        assert damage, path.name
        assert "décodeur" in wording.told(damage) or damage.detail not in wording.told(damage)


def test_every_name_the_readers_give_is_told():
    """Names written in the source of the readers, here and in the browser."""
    named = set()
    for place, pattern in (
        *((path, r'(?:Broken|Short)\([^"\n]*"([\w ]+)"\)') for path in IMAGES.rglob("*.py")),
        *((path, r'(?:Harm\.(?:TRUNCATED|CORRUPT), [^"\n]*"([\w ]+)"\))') for path in IMAGES.rglob("*.py")),
        *((path, r'new (?:Fault|Broken)\([^"\n]*"([\w ]+)"\)') for path in SCRIPTS.glob("*.js")),
    ):
        named |= set(re.findall(pattern, place.read_text(encoding="utf-8")))
    assert len(named) > 20
    assert named - wording.DETAILS.keys() == set()


@pytest.mark.parametrize(
    ("damage", "said"),
    [
        (Damage(Harm.TRUNCATED, 300, "data"), "les données annoncées n’y sont pas toutes, octet 300"),
        (Damage(Harm.TRUNCATED, 90, "IDAT 300/1083"), "les données codées de l’image sont fausses, octet 90"),
        (Damage(Harm.TRAILING, 12, "608"), "608 octets, octet 12"),
        (Damage(Harm.POLYGLOT, 12, "zip"), "une archive ZIP, octet 12"),
        (Damage(Harm.CORRUPT, -1, "Invalid SOS {0}"), "message du décodeur : « Invalid SOS {0} »"),
        (Damage(Harm.GAVE_UP, -1, "EACCES"), "le fichier ne se laisse pas lire"),
        (Damage(Harm.UNKNOWN, 0, ""), "octet 0"),
        (Damage(Harm.ACTIVE), "—"),
    ],
)
def test_told(damage: Damage, said: str):
    with override("fr"):
        assert wording.told(damage) == said


def test_the_colours_of_a_picture_are_told_in_french():
    seen = Seen(9, format="PNG", width=2000, height=2000, mode="GREY", depth=16)
    (finding,) = [one for one in judge(Case("a.png", seen)) if one.code == "IMG025"]
    assert "niveaux de gris, 16 bits" in finding.message()


def test_examples_of_rules_are_shown_in_french():
    shown = [examples.shown(one.values) for rule in rules_for("picture") for one in (rule.passes, rule.fails)]
    assert {"défaut": "tronqué (octet 81920)"}.items() <= shown[5].items()
    words = {
        text for one in shown for key, text in one.items() if key in {"défaut", "indice", "mode", "licence", "lecture"}
    }
    assert {"bordure (0,12)", "CMJN", "réutilisation restreinte", "strictement"} <= words
    assert not [text for text in words if re.search("[a-z]_[a-z]|@|literal|open", text)]
