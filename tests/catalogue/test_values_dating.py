"""MILL and its kin: years, how sure, and how they read in a sentence."""

import pytest

from coffret.catalogue.dating import acquisition, creation_interval, year_parts
from coffret.catalogue.epochs import epoch_interval, epochs
from coffret.catalogue.values import years

# (text, how it reads, first year, last year, certainty)
CASES = [
    ("1882", "1882", 1882, 1882, "exact"),
    ("1822 entre,1880 et", "entre 1822 et 1880", 1822, 1880, "between"),
    ("1822 entre ; 1880 et", "entre 1822 et 1880", 1822, 1880, "between"),
    ("1880 et,1870 entre", "entre 1870 et 1880", 1870, 1880, "between"),
    ("1870 entre,1900", "entre 1870 et 1900", 1870, 1900, "between"),
    ("1850 entre,1860 avant", "entre 1850 et 1860", 1850, 1860, "between"),
    ("entre 1850 et 1860", "entre 1850 et 1860", 1850, 1860, "between"),
    ("1850-1860", "1850-1860", 1850, 1860, "between"),
    ("996-1000", "996-1000", 996, 1000, "between"),
    ("1850-60", "1850-1860", 1850, 1860, "between"),
    ("1835-1840 vers", "vers 1835-1840", 1835, 1840, "about"),
    ("1853 vers", "vers 1853", 1853, 1853, "about"),
    ("1617 : vers", "vers 1617", 1617, 1617, "about"),
    ("vers 1850", "vers 1850", 1850, 1850, "about"),
    ("1850 (vers)", "vers 1850", 1850, 1850, "about"),
    ("1890\u00a0vers", "vers 1890", 1890, 1890, "about"),
    ("1890 Vers", "vers 1890", 1890, 1890, "about"),
    ("c. 1850", "vers 1850", 1850, 1850, "about"),
    ("1920 édité en", "édité en 1920", 1920, 1920, "exact"),
    ("1890 dépôt légal", "dépôt légal 1890", 1890, 1890, "exact"),
    ("1859 achevé en", "achevé en 1859", 1859, 1859, "exact"),
    ("1984 après", "après 1984", 1984, None, "after"),
    ("1885 avant", "avant 1885", None, 1885, "before"),
    ("1803 : date de début ; 1810 : date de fin", "de 1803 à 1810", 1803, 1810, "between"),
    ("de 1803 à 1810", "de 1803 à 1810", 1803, 1810, "between"),
    ("1903 de", "1903", 1903, 1903, "exact"),
    ("20/04/1903 de", "20 avril 1903", 1903, 1903, "exact"),
    ("2003/09/19", "19 septembre 2003", 2003, 2003, "exact"),
    ("1863 /12 /05", "5 décembre 1863", 1863, 1863, "exact"),
    ("1er janvier 1988", "1er janvier 1988", 1988, 1988, "exact"),
    ("1882 (?)", "1882 (?)", 1882, 1882, "uncertain"),
    ("1830?", "1830 (?)", 1830, 1830, "uncertain"),
    ("1850 vers (?)", "vers 1850 (?)", 1850, 1850, "uncertain"),
    ("18..", "18..", 1800, 1899, "uncertain"),
    ("années 1950", "années 1950", 1950, 1959, "about"),
    ("1911 ou 1912", "1911 ou 1912", 1911, 1912, "between"),
    ("1867 vers,1868 ou", "vers 1867 ou 1868", 1867, 1868, "about"),
    ("1911 vers,1912 ou,1914 et", "vers 1911 ou 1912 et 1914", 1911, 1914, "about"),
    ("1850,1852", "1850, 1852", 1850, 1852, "between"),
    ("-199", "199 av. J.-C.", -199, -199, "exact"),
    ("180 av JC", "180 av. J.-C.", -180, -180, "exact"),
    ("30000 av JC entre ; 25000 av JC et", "entre 30000 av. J.-C. et 25000 av. J.-C.", -30000, -25000, "between"),
    ("100 000 av JC", "100000 av. J.-C.", -100000, -100000, "exact"),
    ("1er quart 19e siècle", "1er quart 19e siècle", 1800, 1824, "exact"),
]


@pytest.mark.parametrize(("text", "label", "start", "end", "certainty"), CASES, ids=[case[0] for case in CASES])
def test_years_are_read(text, label, start, end, certainty):
    parts = year_parts(text)
    assert ", ".join(part.label for part in parts) == label
    interval = creation_interval(text)
    assert (interval.start, interval.end, interval.certainty) == (start, end, certainty)
    assert all(part.understood for part in parts)


def test_a_later_print_does_not_date_the_creation():
    text = "1865 entre,1908 et,1950 tirage"
    assert [part.label for part in year_parts(text)] == ["entre 1865 et 1908", "tirage 1950"]
    assert creation_interval(text).bounds == (1865, 1908)
    assert creation_interval("1950 tirage").bounds == (1950, 1950)


@pytest.mark.parametrize("text", ["blabla", "12", "1850 pommes", "99/99/1850 et quelques", "20015/01/19"])
def test_what_is_not_understood_keeps_its_text(text):
    parts = year_parts(text)
    assert not all(part.understood for part in parts)
    assert parts[0].raw == text


def test_an_unknown_date_is_understood_and_dates_nothing():
    (part,) = year_parts("date d'acquisition inconnue")
    assert part.understood
    assert part.interval is None


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("1886 acquis ; 1897 entrée matérielle", [1886, 1897]),
        ("1905 : date d'acquisition ; 1907 : entrée matérielle", [1905, 1907]),
        ("1973/02/27 décision dation ; 1973 date d'acquisition", [1973, 1973]),
        ("1861 acquis, avant (?)", [1861]),
        ("28 juin 2010", [2010]),
        ("2007/09", [2007]),
        ("11/1984", [1984]),
    ],
)
def test_acquisitions_take_free_words(text, found):
    assert [part.interval.bounds[0] for part in acquisition(text)] == found
    assert all(part.understood for part in acquisition(text))


@pytest.mark.parametrize(
    ("text", "bounds"),
    [
        ("époque premier Empire", (1804, 1815)),
        ("époque Directoire;époque Consulat", (1795, 1804)),
        ("époque Edo (1603 - 1868)", (1603, 1868)),
        ("Meiji", (1868, 1912)),
        ("gallo-romain", (-52, 486)),
        ("aurignacien", (-30000, -25000)),
        ("20 e siècle", (1900, 1999)),
        ("Moyen Âge", (476, 1492)),
    ],
)
def test_epochs_have_years(text, bounds):
    assert epoch_interval(text).bounds == bounds


def test_a_style_dates_nothing_but_is_understood():
    (style,) = epochs("style Louis XV")
    assert style.understood
    assert style.interval is None
    (unknown,) = epochs("mode du pays d'Arles")
    assert not unknown.understood


def test_a_record_takes_its_years_from_the_most_precise_field():
    assert years({"MILL": "1822 entre ; 1880 et", "PERI": "20e siècle"}).bounds == (1822, 1880)
    assert years({"PERI": "2e quart 18e siècle ; 3e quart 18e siècle"}).bounds == (1725, 1774)
    assert years({"EPOQ": "époque Restauration"}).bounds == (1814, 1830)
    assert years({"TITR": "1850"}) is None


def test_an_open_date_is_closed_by_the_period():
    assert years({"MILL": "1984 après", "PERI": "4e quart 20e siècle"}).bounds == (1984, 1999)
    assert years({"MILL": "1885 avant", "PERI": "2e moitié 19e siècle"}).bounds == (1850, 1885)
    opened = years({"MILL": "1984 après"})
    assert (opened.start, opened.end) == (1984, None)
