"""A rule that is asked only where its sign stands, or where a field is lacking, finds as much as one always asked."""

import random
import re
from datetime import date

import pytest

from coffret.base.rules import REGISTRY
from coffret.catalogue import authors
from coffret.catalogue.checking import CheckedRecord, Context, check_record, plan
from coffret.catalogue.fields import BY_CODE
from coffret.submissions.rules import arrival_of, check_arrival

plan()
SIGNED = [rule for rule in REGISTRY.values() if rule.sign is not None and rule.target == "value"]
ARRIVALS = [rule for rule in REGISTRY.values() if rule.sign is not None and rule.target == "arrival"]
LACKING = [rule for rule in REGISTRY.values() if rule.lacking]
CONTEXT = Context(today=date(2026, 6, 19))
PIECES = ("a", "É", " ", "  ", "é", "Ã©", "Â", "\u00a0", "\u202f", "\u200b", "\t", "/", "//", "#", "?", "-", "=", "@", "+A1(", "<b>",
          "&amp;", "&", ";", ".", "x", "N/A", "nc", "0000", "à compléter", "non renseigné", "\ufffd", "\x92", "Ⅸ", "œ")  # fmt: skip


def texts(count):
    chance = random.Random(20)
    for _ in range(count):
        yield "".join(chance.choices(PIECES, k=chance.randint(1, 4)))


def test_some_rules_have_signs():
    assert {rule.code for rule in SIGNED} >= {"REC060", "REC070", "REC072"}
    assert {rule.code for rule in LACKING} >= {"REC001", "REC010", "REC150"}


@pytest.mark.parametrize("rule", SIGNED, ids=lambda rule: rule.code)
def test_what_a_rule_finds_bears_its_sign(rule):
    fields = rule.fields or ("DESC", "DENO")
    for text in (*rule.fails.values.values(), "x" * 10_001, *texts(1500)):
        found = [finding for code in fields for finding in rule.check(text, code, CONTEXT)]
        assert rule.sign(text) or not found, repr(text)


@pytest.mark.parametrize("rule", ARRIVALS, ids=lambda rule: rule.code)
def test_what_a_rule_finds_of_an_arrival_bears_its_sign(rule):
    arrival = arrival_of(rule.fails.values)
    assert rule.sign(arrival)
    assert rule.code in {finding.code for finding in check_arrival(arrival)}


@pytest.mark.parametrize("number", ["M0162005384", "m0162005384", "M016200538", "1905.1.1", "2031.1.1", "D 2001.3", "1905.1 bis",
                                    "1905.1 ; 1905.1", "2019.1.2.3.4", "190512", "19051.2", "D2001.3", "M0162 05384"])  # fmt: skip
@pytest.mark.parametrize("code", ["REF", "INV"])
def test_numbers_without_a_sign_are_sound(code, number):
    for rule in (rule for rule in SIGNED if code in rule.fields):
        assert rule.sign(number) or not list(rule.check(number, code, CONTEXT))


@pytest.mark.parametrize("rule", LACKING, ids=lambda rule: rule.code)
@pytest.mark.parametrize("blank", ["", " ", None])
def test_a_field_that_says_nothing_is_lacking(rule, blank):
    values = {**rule.fails.values, **dict.fromkeys(rule.lacking, blank)}
    values = {code: text for code, text in values.items() if text is not None and code in BY_CODE}
    alone = [finding.code for finding in rule.check(CheckedRecord(values, CONTEXT))] if _needed(rule, values) else []
    assert [one.code for one in check_record(values, CONTEXT) if one.code == rule.code] == alone


@pytest.mark.parametrize("rule", LACKING, ids=lambda rule: rule.code)
def test_a_field_that_says_something_is_not_lacking(rule):
    values = {**rule.fails.values, rule.lacking[0]: "vers 1905"}
    assert not list(rule.check(CheckedRecord(values, CONTEXT)))


def _needed(rule, values):
    return all(values.get(code) for code in rule.fields)


KINDS = (
    "H",
    "L",
    "l",
    "D",
    "E",
    "P",
    "Pds",
    "Ep",
    "diam",
    "Hauteur",
    "hauteur",
    "Largeur",
    "Longueur",
    "profondeur",
    "Diamètre",
)
UNITS = ("", "", " en cm", " en mm", " en m", " en")
NUMBERS = ("3", "0", "0,0", "12", "267.5", "69,5", "0,77", "0.05", "10", "3.0", "", "1 905")
AFTER = ("", "", " cm", "cm", " mm", "kg", " (plaque)", " (à vue)", " (0)", " (H 0)", " (")
BETWEEN = (" ; ", ", ", ";", " ", ",", " , ", " x ")


def measures(count):
    chance = random.Random(21)

    def one():
        kind, unit, number, after = map(chance.choice, (KINDS, UNITS, NUMBERS, AFTER))
        return f"{kind}{chance.choice(('', '.', '.'))}{unit}{chance.choice(('', ' ', ' '))}{number}{after}"

    for _ in range(count):
        yield "".join(one() + chance.choice(BETWEEN) for _ in range(chance.choice((0, 1, 2)))) + one()


@pytest.mark.parametrize("code", ["REC092", "REC093", "REC099"])
def test_measures_without_a_sign_are_sound(code):
    rule, sound = REGISTRY[code], 0
    for text in measures(10_000):
        if not rule.sign(text):
            sound += 1
            assert not list(rule.check(text, "DIMS", CONTEXT)), text
    assert sound > 250


NAMES = ("Vinci", "VINCI", "Léonard", "de", "d'", "d’", "École", "école", "Atelier", "atelier", "attribué", "à", "manière", "le", "l'",
         "graveur", "anonyme", "Anonyme", "d'après", "copie", "dit", "Jean", "indéterminé", "II", "Ÿ", "Âge", "Â", "né")  # fmt: skip


def test_a_plain_name_is_read_as_any_other(monkeypatch):
    chance = random.Random(22)
    names = {
        chance.choice((" ", " ", "-", "'", "")).join(chance.choices(NAMES, k=chance.randint(1, 5))) for _ in range(5000)
    }
    quick = {name: authors.authors.__wrapped__(name) for name in names}
    monkeypatch.setattr(authors, "_PLAIN_NAME", re.compile("(?!)"))
    assert quick == {name: authors.authors.__wrapped__(name) for name in names}
