"""Checking: what is remembered, what is put right, what a record of a museum is told."""

import time
from datetime import date
from types import SimpleNamespace

import pytest

from coffret.authorities.lookup import Vocabularies
from coffret.catalogue import checking
from coffret.catalogue.checking import Context, check_record
from coffret.catalogue.controlled import controlled_terms
from coffret.catalogue.proposals import corrected

BREST = SimpleNamespace(city="Brest", provisional=False)
RECORD = {
    "REF": "M0162005384",
    "MUSEO": "M0162",
    "INV": "2004.1.1",
    "DOMN": "céramique",
    "STAT": "propriété de la commune ; achat ; Brest ; musée des beaux-arts",
    "DENO": "assiette",
    "TECH": "faïence",
    "DIMS": "H. 3 ; D. 25",
    "LOCA": "Brest ; musée des beaux-arts",
    "DACQ": "2004 : date d'acquisition",
    "REFIM": "2004_1_1.jpg",
    "PHOT": "Jeanne Morel, musée des beaux-arts de Brest",
}


def codes(values, context=None, given=None):
    return {finding.code for finding in check_record(values, context or Context(), given)}


def test_a_complete_record_is_clean():
    assert codes(RECORD) == set()


def test_the_same_text_gives_the_same_findings_from_memory():
    context = Context()
    first = check_record({**RECORD, "MILL": "1822 entre,1880 et"}, context)
    again = check_record({**RECORD, "MILL": "1822 entre,1880 et"}, context)
    assert first == again
    _signs, remembered = context.seen["MILL"]
    assert "1822 entre,1880 et" in remembered


def test_memory_is_bounded(monkeypatch):
    monkeypatch.setattr(checking, "REMEMBERED", 20)
    monkeypatch.setattr(checking, "REMEMBERED_FREE", 10)
    context = Context()
    for number in range(100):
        check_record({"DESC": f"assiette {number}", "AUTR": f"Potier {number}"}, context)
    check_record({"DESC": "x" * 5000, "AUTR": "x" * 5000}, context)
    _signs, remembered = context.seen["DESC"]
    assert len(remembered) <= 10
    _signs, remembered = context.seen["AUTR"]
    assert 10 < len(remembered) <= 20


def test_the_day_decides_what_is_to_come():
    assert "REC040" in codes({"DACQ": "2030"}, Context(today=date(2026, 1, 1)))
    assert "REC040" not in codes({"DACQ": "2030"}, Context(today=date(2031, 1, 1)))


def test_a_museum_is_looked_for_only_in_a_loaded_directory():
    assert "AUT001" not in codes({"MUSEO": "M9999"})
    assert "AUT001" in codes({"MUSEO": "M9999"}, Context(museums={"M0162": BREST}))
    named_only = SimpleNamespace(city="", provisional=True)
    assert "AUT001" in codes({"MUSEO": "M9999"}, Context(museums={"M0162": BREST, "M9999": named_only}))


def test_a_vocabulary_is_asked_only_when_loaded():
    words = Vocabularies.of(DOMN=["céramique"])
    asked = {finding.field for finding in check_record({"DOMN": "cramique", "DENO": "asiette"}, Context(words)) if
             finding.code == "AUT010"}  # fmt: skip
    assert asked == {"DOMN"}


@pytest.mark.parametrize(
    ("code", "text", "terms"),
    [
        ("STAT", "propriété de la commune ; achat ; don ; Fécamp ; musée", ["propriété de la commune", "achat", "don"]),
        ("STAT", "mode d'acquisition inconnu", ["mode d'acquisition inconnu"]),
        ("DENO", "service à thé ; ensemble ; tasse ; 6 ; soucoupe ; 6", ["service à thé", "tasse", "soucoupe"]),
        ("ECOL", "France ; Fontainebleau ; Italie ; incertain", ["France", "Fontainebleau", "Italie"]),
        ("SREP", "roman ; Flaubert Gustave ; Salammbô", ["roman"]),
    ],
)
def test_only_words_of_the_list_are_compared(code, text, terms):
    assert controlled_terms(code, text) == terms


def test_one_term_is_replaced_inside_its_field():
    words = Vocabularies.of(DOMN=["céramique", "ethnologie"])
    values = {"DOMN": "ethnologie ; Ceramique"}
    (finding,) = [one for one in check_record(values, Context(words)) if one.code == "AUT013"]
    assert corrected(finding, values) == "ethnologie ; céramique"


@pytest.mark.parametrize(
    ("said", "city"),
    [
        ("Paris 7e ; musée d'Orsay", "Paris"),
        ("Evreux ; musée", "Évreux"),
        ("Saint-Germain-en-Laye ; musée", "SAINT GERMAIN EN LAYE"),
        ("Le Havre ; musée", "Havre (Le)"),
    ],
)
def test_one_commune_written_two_ways_is_the_same(said, city):
    museum = SimpleNamespace(city=city, provisional=False)
    assert "REC142" not in codes({"MUSEO": "M0001", "LOCA": said}, Context(museums={"M0001": museum}))


def test_a_deposit_elsewhere_is_no_contradiction():
    values = {"MUSEO": "M0162", "LOCA": "Lille ; palais des beaux-arts"}
    context = Context(museums={"M0162": BREST})
    assert "REC142" in codes(values, context)
    assert "REC142" not in codes({**values, "DEPO": "dépôt ; Lille ; palais des beaux-arts"}, context)


@pytest.mark.parametrize(
    ("year", "period", "agrees"),
    [
        ("1800", "18e siècle", True),
        ("1795 : vers", "1er quart 19e siècle", True),
        ("1822 entre,1880 et", "19e siècle", True),
        ("1984 après", "4e quart 20e siècle", True),
        ("1743", "2e moitié 19e siècle", False),
        ("-450", "5e siècle av JC", True),
    ],
)
def test_a_year_lies_within_its_period(year, period, agrees):
    assert ("REC042" not in codes({"MILL": year, "PERI": period})) is agrees


@pytest.mark.parametrize(
    ("authors", "year", "code"),
    [
        ("Poussin Nicolas (1594-1665)", "1740", "REC105"),
        ("Poussin Nicolas (1594-1665)", "1500", "REC104"),
        ("Poussin Nicolas (1594-1665) ; d'après", "1740", None),
        ("Rodin Auguste (1840-1917) ; sculpteur ; Rudier ; fondeur", "1950", None),
        ("Morel Jeanne (1960-....)", "1999", None),
        ("Der Balian Sarkis (?-1996)", "1940", None),
    ],
)
def test_makers_were_alive(authors, year, code):
    assert codes({"AUTR": authors, "MILL": year}) & {"REC104", "REC105"} == ({code} if code else set())


@pytest.mark.parametrize(
    "credit",
    [
        "cliché du musée",
        "Droits réservés",
        "D.R.",
        "DR",
        "© musée de Brest",
        "(c) DR",
        "tous droits réservés",
        "Cliché Anonyme",
    ],
)
def test_credits_without_legal_value(credit):
    assert "REC130" in codes({"PHOT": credit})


@pytest.mark.parametrize(
    "credit", ["Jeanne Morel, musée de Brest", "© RMN-GP, Hervé Lewandowski", "Cliché André Dréan"]
)
def test_credits_that_name_someone(credit):
    assert not codes({"PHOT": credit}) & {"REC130", "REC131"}


def test_generated_fields_are_named_once_per_record():
    found = check_record({"REF": "M0162005384", "REGION": "Bretagne", "VILLE_M": "Brest"}, Context())
    assert [one.value for one in found if one.code == "REC083"] == ["REGION, VILLE_M"]


def test_generated_fields_already_there_are_not_those_handed_in():
    assert "REC083" not in codes({"REF": "M0162005384", "REGION": "Bretagne"}, given=["REF"])


@pytest.mark.parametrize("values", [{"DESC": "\x00"}, {"TITR": " "}, {"INV": ";;"}, {"LOCA": ";"}, {"WWW": "http://["},
                                    {"MILL": "9" * 400}, {"AUTR": "(((" * 50}, {"INCONNU": "x"}, {"STAT": ";"},
                                    {"PERI": "99e siècle"}, {"REFIM": ";;,,,"}, {"DIMS": "H" * 3000}])  # fmt: skip
def test_no_text_makes_a_rule_stumble(values):
    assert "REC001" in codes(values)


@pytest.mark.parametrize(
    ("text", "terms"),
    [
        ("mode d'acquisition inconnu ; Caudebec-en-Caux ; musée ; maison des Templiers", None),
        ("propriété de la comune ; achatt ; Brest ; musée", ["propriété de la comune", "achatt"]),
        ("propriété de l'Etat ; Brest ; musée", ["propriété de l'Etat"]),
        ("mode d'acquisition inconnu ; Méru, musée de la nacre", ["mode d'acquisition inconnu"]),
        ("propriété de la commune;don manuel;Autun;musée", ["propriété de la commune", "don manuel"]),
        ("inconnu", ["inconnu"]),
    ],
)
def test_owners_and_museums_are_no_terms_of_the_legal_status(text, terms):
    found = controlled_terms("STAT", text)
    assert found == terms if terms else "musée" not in found


def test_the_lists_capitals_are_not_asked_of_authors():
    words = Context(Vocabularies.of(AUTR=["LE BRUN Charles"]))
    assert "AUT013" not in codes({"AUTR": "Le Brun Charles (1619-1690)"}, words)
    assert "AUT010" in codes({"AUTR": "Le Brin Charles (1619-1690)"}, words)


@pytest.mark.parametrize("piece", [" ", "\t", "a,", "(a ; b", ";", "1850-1860 ", "Ã©", "<", "1 "])
def test_no_text_keeps_the_rules_busy(piece):
    """Time grows with the length of a text, not with its square, and stops growing beyond what is looked at."""
    hostile = "x" + piece * (200_000 // len(piece)) + "x"
    start = time.process_time()
    for code in ("LOCA", "PHOT", "LIEUX", "DESC", "TITR", "STAT", "INV", "WWW"):
        check_record({code: hostile}, Context())
    assert time.process_time() - start < 4
