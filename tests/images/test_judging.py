"""Judging pictures: boundaries of the norm, the two readings, the weight of verdicts, what surrounds a picture."""

import pytest

from coffret.base.rules import REGISTRY
from coffret.images import credits, naming
from coffret.images.case import dpi
from coffret.images.credits import disagree, worthless
from coffret.images.examples import case_of
from coffret.images.facts import Seen
from coffret.images.judging import judge, verdict
from coffret.images.likes import Likes
from coffret.images.norms import PROFILES, Profile, Reading, as_json
from coffret.images.rules.uses import tier
from coffret.images.surroundings import Batch


def codes(**values: str) -> list[str]:
    return [finding.code for finding in judge(case_of(values))]


# -- numbers ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("width", "height", "literal", "strict"),
    [
        (640, 480, False, False),
        (639, 479, True, True),
        (640, 479, False, True),
        (639, 480, False, True),
        (2000, 100, False, True),
        (480, 640, False, True),
        (1, 1, True, True),
    ],
)
def test_640_by_480_read_both_ways(width: int, height: int, literal: bool, strict: bool):
    size = {"largeur": str(width), "hauteur": str(height)}
    assert ("IMG022" in codes(**size, lecture="literal")) is literal
    assert ("IMG022" in codes(**size, lecture="strict")) is strict


def test_the_reading_applied_is_named():
    said = [judge(case_of({"largeur": "300", "hauteur": "200", "lecture": reading.value}))[0] for reading in Reading]
    assert [one.code for one in said] == ["IMG022", "IMG022"]
    assert "littérale" in said[0].message()
    assert "stricte" in said[1].message()
    assert all("« taille inférieure à 640 x 480 pixels »" in one.message() for one in said)


@pytest.mark.parametrize(("short", "found"), [(1499, True), (1500, False)])
def test_1500_pixels_of_short_side_are_an_alert(short: int, found: bool):
    for size in ({"largeur": str(short), "hauteur": "3000"}, {"largeur": "3000", "hauteur": str(short)}):
        findings = judge(case_of(size))
        assert (["IMG021"] if found else []) == [one.code for one in findings]
        assert verdict(findings) == ("alerte" if found else "conforme")


@pytest.mark.parametrize(
    ("labels", "expected"),
    [
        ("JFIF 72", []),
        ("PNG 72.009", []),
        ("", []),
        ("JFIF 73", ["IMG023"]),
        ("JFIF 300", ["IMG023"]),
        ("JFIF 72, EXIF 300", ["IMG024"]),
        ("EXIF 300, JFIF 72", ["IMG024"]),
        ("JFIF 300, EXIF 300.2", ["IMG023"]),
        ("JFIF 300, EXIF 72", ["IMG023", "IMG024"]),
    ],
)
def test_resolution_is_a_label(labels: str, expected: list[str]):
    findings = judge(case_of({"étiquettes": labels}))
    assert [one.code for one in findings] == expected
    assert verdict(findings) == "conforme"


def test_the_resolution_told_is_the_one_viewers_read():
    assert dpi(case_of({"étiquettes": "EXIF 72, JFIF 300"}).seen) == 300
    assert dpi(case_of({}).seen) is None


@pytest.mark.parametrize(("area", "expected"), [(99_999, 0), (100_000, 1), (419_999, 1), (420_000, 2), (950_000, 4)])
def test_europeana_counts_pixels(area: int, expected: int):
    assert tier(Seen(1, width=area, height=1)) == expected


@pytest.mark.parametrize(("licence", "caps"), [("open", False), ("restricted", True), ("closed", True), ("", False)])
def test_a_licence_caps_the_tier(licence: str, caps: bool):
    found = codes(profil="europeana", licence=licence)
    assert ("IMG061" in found) is caps
    assert "IMG060" not in found


def test_an_archive_is_never_said_to_conform_to_what_needs_a_chart():
    master = {"profil": "archive", "nom": "a.tif", "format": "TIFF", "compression": "none", "étiquettes": "TIFF 400"}
    said = judge(case_of(master))[0].message()
    assert "n’est pas une conformité FADGI" in said


# -- credits ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "credit",
    [
        "cliché du musée",
        "Cliché du Musée Rolin",
        "CLICHE MUSEE ROLIN",
        "clichés des musées de la ville",
        "photo musée de Brest",
        "© musée de Brest",
        "(c) cliché musée XXX",
        "Droits réservés",
        "tous droits réservés",
        "DR",
        "D.R.",
        "D. R.",
        "© D.R.",
        "photographie : D.R",
        "Albert Durand, droits réservés",
        "©",
        "(c)",
        "copyright",
        "© 2019",
        "Cliché Anonyme",
        "inconnu",
        "© Morel, ou juste © Morel",
        "© Jeanne Morel, ou juste © J. Morel",
        "Albert Durand (à vérifier)",
        "© Louvre, © Louvre",
    ],
)
def test_credits_without_value(credit: str):
    assert worthless(credit)


@pytest.mark.parametrize(
    "credit",
    [
        "(c) Albert Durand, musée XXX",
        "Albert Durand",
        "© Jeanne Morel, ville de Saint-Omer",
        "Cliché C. Massard",
        "cliché Albert Durand, musée Rolin",
        "© RMN-Grand Palais (musée du Louvre) / Hervé Lewandowski",
        "Musée des Beaux-Arts de Lyon - Alain Basset",
        "© Jean Dupont, tous droits réservés",
        "© 2019 Jean Dupont. Tous droits réservés",
        "Dr Martin, musée de l’Homme",
        "Musée du quai Branly, photo Claude Germain",
        "Ouvrard, Louise",
        "D.R.A.C. Bretagne, Anne Le Goff",
    ],
)
def test_credits_that_name_somebody(credit: str):
    assert not worthless(credit)


def test_of_a_hostile_credit_the_start_alone_is_read(monkeypatch: pytest.MonkeyPatch):
    """Patterns are given a thousand characters at most, and come out of them: none goes back over and over."""
    lengths: list[int] = []
    fold = credits.fold

    def watched(text: str) -> str:
        lengths.append(len(text))
        return fold(text)

    monkeypatch.setattr(credits, "fold", watched)
    for credit in ("cliché " * 200_000, "© " * 200_000, "photo" * 200_000, "du musée" * 100_000, "d. " * 300_000):
        worthless(credit)
        disagree(credit, credit)
    assert len(lengths) >= 10  # each credit by both
    assert max(lengths) == 1000


def test_credits_disagree_by_names_alone():
    assert not disagree("Durand", "© Albert Durand, musée Rolin")
    assert not disagree("© 2020 Albert DURAND, tous droits réservés", "Durand Albert")
    assert not disagree("", "Albert Durand")
    assert not disagree("Albert Durand", "")
    assert disagree("Jeanne Morel", "Albert Durand, musée Rolin")


def test_the_credit_of_the_file_counts_too():
    assert "IMG031" in codes(copyright="D.R.")
    assert "IMG031" not in codes(copyright="D.R.", auteur="Albert Durand")


# -- names --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "fault"),
    [
        ("RL_46-1-1.jpg", ""),
        ("été à Brest.jpg", ""),
        ("a;b.jpg", "separator"),
        ("a,b.jpg", "separator"),
        ("dos,sier/a.jpg", ""),
        ("a\nb.jpg", "control"),
        ("a\u200bb.jpg", "control"),
        (" a.jpg", "space"),
        ("a.jpg ", "space"),
        ("a" * 246 + ".jpg", ""),
        ("a" * 247 + ".jpg", "long"),
    ],
)
def test_names_that_refim_cannot_hold(name: str, fault: str):
    assert naming.fault(name, as_json()["nameLimit"]) == fault


@pytest.mark.parametrize(
    ("name", "short"),
    [
        ("inv_12_a.jpg", "12.jpg"),
        ("inv_12_b.jpg", "12.jpg"),
        ("dossier/M016183_0016630_P.JPG", "0016630.jpg"),
        ("RL_46-1-1_v2.jpg", "46-1-v2.jpg"),
        ("3j01719.jpg", "3j01719.jpg"),
    ],
)
def test_the_short_name_of_pop(name: str, short: str):
    """As JavaScript gives it: every run of letters and digits that ends with « _ » goes, wherever it stands."""
    assert naming.as_pop(name) == short


@pytest.mark.parametrize(("name", "extension"), [("a.JPG", "jpg"), ("a", ""), (".jpg", ""), ("x.d/a.tar.gz", "gz")])
def test_extensions(name: str, extension: str):
    assert naming.extension(name) == extension


def test_a_name_without_extension_is_told():
    assert "IMG007" in codes(nom="vase")
    assert "IMG007" not in codes(nom="vase.jpeg")


# -- batches ------------------------------------------------------------------------------------------------------


def seen(sha: int = 0, likeness: str = "") -> Seen:
    return Seen(9, f"{sha:064x}", "JPEG", 2000, 1800, mode="RGB", depth=8, likeness=likeness)


def judged(batch: Batch, name: str, what: Seen) -> dict[str, dict[str, object]]:
    return {finding.code: dict(finding.facts) for finding in judge(batch.case(name, what))}


def test_namesakes_name_each_other():
    names = [
        "vase.jpg",
        "VASE.jpg",
        "salle 2/Vase.jpg",
        "inv_12_a.jpg",
        "inv_12_b.jpg",
        "été.jpg",
        "e\u0301te\u0301.jpg",
    ]
    batch = Batch(names)
    found = {name: judged(batch, name, seen(number)) for number, name in enumerate(names)}
    assert found["vase.jpg"]["IMG034"] == {"other": "VASE.jpg"}
    assert found["VASE.jpg"]["IMG034"] == {"other": "vase.jpg"}
    assert found["salle 2/Vase.jpg"]["IMG034"] == {"other": "vase.jpg"}
    assert found["inv_12_a.jpg"]["IMG036"] == {"other": "inv_12_b.jpg"}
    assert found["inv_12_b.jpg"]["IMG036"] == {"other": "inv_12_a.jpg"}
    assert "IMG034" in found["été.jpg"]
    assert "IMG036" not in found["vase.jpg"], "the same thing is not said twice"


def test_doubles_name_the_first():
    batch = Batch(["a.jpg", "b.jpg", "c.jpg", "d.jpg"])
    assert judged(batch, "a.jpg", seen(1, "f0f0f0f0f0f0f0f0")) == {}
    assert judged(batch, "b.jpg", seen(1, "f0f0f0f0f0f0f0f0")) == {"IMG050": {"other": "a.jpg"}}
    assert judged(batch, "c.jpg", seen(2, "f0f0f0f0f0f0f0f3")) == {"IMG051": {"other": "a.jpg", "distance": 2}}
    assert judged(batch, "d.jpg", seen(3, "0f0f0f0f0f0f0f0f")) == {}


def test_records_name_pictures_exactly_then_whatever_their_case():
    records = {"a.jpg": ("M1", "Albert Durand"), "B.JPG": ("M2", ""), "c.jpg": ("M3", "D.R.")}
    batch = Batch(["a.jpg", "A.JPG", "b.jpg", "d.jpg"], records=records)
    assert batch.case("a.jpg", seen(1)).record == "M1"
    assert batch.case("A.JPG", seen(2)).named is False, "another file has the very name"
    case = batch.case("b.jpg", seen(3))
    assert (case.record, case.credit) == ("M2", "")
    assert batch.case("d.jpg", seen(4)).named is False
    missing = list(batch.missing())
    assert [(case.name, case.record) for case in missing] == [("c.jpg", "M3")]
    assert [finding.code for finding in judge(missing[0])] == ["IMG032"]


def test_without_records_nothing_is_said_of_them():
    batch = Batch(["a.jpg"])
    assert batch.case("a.jpg", seen(1)).named is None
    assert list(batch.missing()) == []


# -- likeness -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("distance", [0, 3, 4, 9])
def test_every_near_likeness_is_found_and_no_other(distance: int):
    """Against the plain comparison of every pair, over likenesses turned bit by bit from a few seeds."""
    known: list[int] = []
    likes = Likes(distance)
    state = 0x9E3779B97F4A7C15
    for number in range(400):
        state = (state * 6364136223846793005 + 1442695040888963407) % (1 << 64)
        value = state
        if number % 2 and known:  # a near one: up to 15 bits turned
            value = known[state % len(known)]
            for turn in range(number % 16):
                value ^= 1 << (state >> (4 * turn) & 63)
        expected = min((((value ^ other).bit_count()) for other in known), default=64)
        name, bits = likes.find(f"{value:016x}")
        assert bool(name) is (expected <= distance), (number, expected)
        if name:
            assert bits == expected
        likes.add(f"{value:016x}", str(number))
        known.append(value)


def test_flat_and_undecoded_pictures_resemble_nothing():
    likes = Likes()
    for likeness in ("", "0" * 16):
        likes.add(likeness, "a.jpg")
        assert likes.find(likeness) == ("", 0)


# -- the table ----------------------------------------------------------------------------------------------------


def test_the_table_the_browser_reads_is_whole():
    table = as_json()
    assert {code for profile in table["profiles"] for code in profile["codes"]} <= REGISTRY.keys()
    assert table["minimumWidth"] == 640
    assert table["words"]["literal"].startswith("selon la lecture littérale")
    assert [Profile(**profile).key for profile in table["profiles"]] == list(PROFILES)
