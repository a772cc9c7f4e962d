"""Every rule of pictures: its passing example passes, its failing one fails, alone where it should."""

import re

import pytest

from coffret.base.rules import Rule, Severity, rules_for
from coffret.images.examples import case_of, found
from coffret.images.judging import judge, verdict
from coffret.images.norms import ALWAYS, MISSING, PROFILES

RULES = rules_for("picture")
every_rule = pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)


@every_rule
def test_the_passing_picture_passes(rule: Rule):
    assert found(rule, rule.passes) == []
    assert list(rule.find(case_of(rule.passes.values))) == [] or rule.code == "IMG075"


@every_rule
def test_the_failing_picture_fails(rule: Rule):
    assert found(rule, rule.fails)


@every_rule
def test_sentences_are_whole(rule: Rule):
    for finding in found(rule, rule.fails):
        said = finding.message() + finding.remedy()
        assert not re.search(r"[{}]", said)
        assert "(vide)" not in said
        assert finding.message().endswith(".")
        assert finding.remedy().endswith(".")
        assert finding.value == case_of(rule.fails.values).name
    assert rule.source


@every_rule
def test_facts_are_words_and_whole_numbers(rule: Rule):
    """The browser fills the same sentences: a fraction would not be written alike."""
    for finding in found(rule, rule.fails):
        assert {type(fact) for fact in finding.facts.values()} <= {int, str}


def test_a_good_picture_is_conforming_whatever_it_is_for():
    assert judge(case_of({})) == []
    assert judge(case_of({"profil": "europeana", "licence": "open"})) == []
    assert judge(case_of({"profil": "iiif"})) == []
    master = {"profil": "archive", "nom": "a.tif", "format": "TIFF", "compression": "none", "étiquettes": "TIFF 400"}
    assert [finding.code for finding in judge(case_of(master))] == ["IMG075"]
    assert verdict(judge(case_of(master))) == "conforme"


def test_every_rule_applies_somewhere_and_every_profile_names_rules_that_are():
    named = {code for profile in PROFILES.values() for code in profile.codes}
    assert {*ALWAYS, MISSING, *named} == {rule.code for rule in RULES}
    assert not set(ALWAYS) & named


def test_severity_follows_the_verb_of_the_norm():
    errors = {rule.code for rule in RULES if rule.severity is Severity.ERREUR}
    assert {"IMG022", "IMG032", "IMG035", "IMG070"} <= errors
    assert not {"IMG021", "IMG023", "IMG030", "IMG031"} & errors
