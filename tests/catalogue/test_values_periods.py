"""PERI: the official list whole, and what museums write instead."""

import pytest

from coffret.catalogue.periods import official_forms, period_interval, periods

OFFICIAL = list(official_forms())

# (text, official names)
DIRTY = [
    ("16ème siècle", ["16e siècle"]),
    ("17è Siècle", ["17e siècle"]),
    ("19 e siècle;20 e siècle", ["19e siècle", "20e siècle"]),
    ("1ere moitié 19e siècle", ["1ère moitié 19e siècle"]),
    ("1re moitié 19e siècle", ["1ère moitié 19e siècle"]),
    ("1ère moitié 2Oe siècle", ["1ère moitié 20e siècle"]),
    ("2e siècle av J.C.", ["2e siècle av JC"]),
    ("2e siècle av. JC", ["2e siècle av JC"]),
    ("1er siècle avant J.-C.", ["1er siècle av JC"]),
    ("1er siècle avant Jésus-Christ", ["1er siècle av JC"]),
    ("Ier siècle ap. J.-C.", ["1er siècle"]),
    ("19e siècle (1er quart)", ["1er quart 19e siècle"]),
    ("20e siècle, 1er quart", ["1er quart 20e siècle"]),
    ("XIXe siècle (2ème moitié)", ["2e moitié 19e siècle"]),
    ("XVIIIème siècle", ["18e siècle"]),
    ("fin 18e siècle", ["18e siècle"]),
    ("milieu 17e siècle", ["17e siècle"]),
    ("début du XXe siècle", ["20e siècle"]),
    ("16eÂ\u00a0siècle", ["16e siècle"]),
    ("16e\u00a0siècle", ["16e siècle"]),
    ("4e  quart  19e  siècle", ["4e quart 19e siècle"]),
    ("15e-16e siècle", ["15e siècle", "16e siècle"]),
    ("17e ou 18e siècle", ["17e siècle", "18e siècle"]),
    ("12e et 13e siècles", ["12e siècle", "13e siècle"]),
    ("VIe - VIIe siècles", ["6e siècle", "7e siècle"]),
    ("5e-4e siècle av JC", ["5e siècle av JC", "4e siècle av JC"]),
    ("fin 18e - début 19e siècle", ["18e siècle", "19e siècle"]),
    ("fin XVIIIe siècle-début XIXe siècle", ["18e siècle", "19e siècle"]),
    ("4e quart 19e siècle-1er quart 20e siècle", ["4e quart 19e siècle", "1er quart 20e siècle"]),
    ("2e-3e quart 18e siècle", ["2e quart 18e siècle", "3e quart 18e siècle"]),
    ("19e siècle 2e moitié", ["2e moitié 19e siècle"]),
    ("2e moitie XIXe", ["2e moitié 19e siècle"]),
    ("début 20e", ["20e siècle"]),
    ("19e", ["19e siècle"]),
    ("19e s.", ["19e siècle"]),
    ("premier quart du XXe siècle", ["1er quart 20e siècle"]),
    ("dernier tiers 5e siècle av JC", ["5e siècle av JC"]),
    ("2e millénaire av JC (fin)", ["2e millénaire av JC"]),
    ("27 siècle av JC", ["27e siècle av JC"]),
    ("19e siècle ?", ["19e siècle"]),
    ("1er quart 19e siècle (?)", ["1er quart 19e siècle"]),
    ("18e siècle ; incertain", ["18e siècle"]),
    ("vers 1850", ["3e quart 19e siècle"]),
    ("Avant 1897", ["4e quart 19e siècle"]),
    ("21 janvier 1922", ["1er quart 20e siècle"]),
    ("1850-1874", ["3e quart 19e siècle"]),
    ("1743-1789", ["2e quart 18e siècle", "2e moitié 18e siècle"]),
    ("21/04/1903", ["1er quart 20e siècle"]),
    ("20e siècle (années 1950)", ["20e siècle"]),
    ("ler quart 19e siècle", ["1er quart 19e siècle"]),
    ("4e quart 19e sièce", ["4e quart 19e siècle"]),
    ("1° moitié 19e siècle", ["1ère moitié 19e siècle"]),
    ("2nde moitié du XIXe siècle", ["2e moitié 19e siècle"]),
    ("1er s. av. J.-C. - 1er s. ap. J.-C.", ["1er siècle av JC", "1er siècle"]),
    ("4e-3e millénaire av. J.-C.", ["4e millénaire av JC", "3e millénaire av JC"]),
    ("19e siècle (2e moitié) - 20e siècle (1re moitié)", ["2e moitié 19e siècle", "1ère moitié 20e siècle"]),
    ("20e siècle : 1er quart", ["1er quart 20e siècle"]),
    ("limite 18e siècle 19e siècle", ["18e siècle", "19e siècle"]),
    ("entre 1800 et 1849", ["1ère moitié 19e siècle"]),
    ("Second Empire", ["Second Empire"]),
]


@pytest.mark.parametrize("form", OFFICIAL)
def test_the_official_form_is_its_own_canonical_form(form):
    (period,) = periods(form)
    assert (period.name, period.understood) == (form, True)


@pytest.mark.parametrize(("text", "names"), DIRTY, ids=[case[0] for case in DIRTY])
def test_a_dirty_form_comes_to_the_official_one(text, names):
    assert [period.name for period in periods(text)] == names
    assert all(period.understood for period in periods(text))


@pytest.mark.parametrize(
    "text", ["inconnuei", "entre", "Jury du salon de 1884", "19e siècle tissé à la main", "0e siècle"]
)
def test_what_is_no_period_is_not_understood(text):
    assert not all(period.understood for period in periods(text))


@pytest.mark.parametrize(
    ("text", "bounds"),
    [
        ("16e siècle", (1500, 1599)),
        ("2e moitié 16e siècle", (1550, 1599)),
        ("1er quart 2e siècle av JC", (-199, -175)),
        ("4e quart 1er siècle av JC", (-24, -1)),
        ("1er siècle", (1, 99)),
        ("3e millénaire av JC", (-2999, -2000)),
        ("fin 18e siècle", (1766, 1799)),
        ("2e quart 18e siècle ; 3e quart 18e siècle", (1725, 1774)),
    ],
)
def test_periods_have_years(text, bounds):
    assert period_interval(text).bounds == bounds


def test_parentheses_may_narrow_a_century():
    assert period_interval("20e siècle (années 1950)").bounds == (1950, 1959)
    assert period_interval("18e siècle (Louis XV)").bounds == (1715, 1774)


def test_a_doubt_is_kept():
    (period,) = periods("18e siècle ; incertain")
    assert period.uncertain
    assert period.interval.certainty == "uncertain"
    assert period_interval("incertain") is None
