"""Every rule of the record: its passing example passes, its failing one fails, what it proposes puts it right."""

import re

import pytest

from coffret.base.rules import REGISTRY, Rule, Severity
from coffret.catalogue.checking import check_record
from coffret.catalogue.examples import ABOUT_RECORDS, advice, context, found, sentence
from coffret.catalogue.fields import BY_CODE, REQUIRED
from coffret.catalogue.proposals import corrected

RULES = [rule for code, rule in sorted(REGISTRY.items()) if rule.target in ABOUT_RECORDS]
every_rule = pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)


@every_rule
def test_passing_example_passes(rule: Rule):
    assert found(rule, rule.passes) == []


@every_rule
def test_failing_example_fails(rule: Rule):
    assert found(rule, rule.fails)


@every_rule
def test_what_is_proposed_puts_it_right(rule: Rule):
    values = dict(rule.fails.values)
    proposals = [(finding.field, corrected(finding, values)) for finding in found(rule, rule.fails)]
    mended = {field: text for field, text in proposals if text is not None}
    if not mended:
        assert rule.fix is None, "a rule with a fix mends its own failing example"
        return
    again = [finding for finding in check_record({**values, **mended}, context()) if finding.code == rule.code]
    assert [finding for finding in again if finding.field in mended] == []


@every_rule
def test_sentences_are_whole(rule: Rule):
    for finding in found(rule, rule.fails):
        said = finding.message() + finding.remedy()
        assert not re.search(r"[{}]", said)
        assert finding.message().endswith(".")
    assert rule.source
    assert "{" not in sentence(rule) + advice(rule)


@every_rule
def test_examples_use_codes_of_the_field_table(rule: Rule):
    assert {*rule.passes.values, *rule.fails.values, *rule.fields} <= set(BY_CODE)


def test_titles_tell_rules_apart():
    titles = [str(rule.title) for rule in REGISTRY.values()]
    assert len(set(titles)) == len(titles)


def test_there_are_forty_rules_and_more():
    families = {code.rstrip("0123456789") for code in REGISTRY}
    assert families == {"REC", "AUT", "SUB", "IMG", "EDI", "INF", "P"}
    assert len(REGISTRY) >= 40


@pytest.mark.parametrize("code", REQUIRED)
def test_each_compulsory_field_is_asked_for_with_an_error(code):
    asked = {finding.field: finding.rule.severity for finding in check_record({}, context())}
    assert asked[code] is Severity.ERREUR


def test_nothing_but_identity_and_images_refuses_a_record():
    """The design's list: compulsory fields, an impossible code or reference, a path in an image name."""
    errors = {rule.code for rule in RULES if rule.severity is Severity.ERREUR}
    assert errors == {"REC001", "REC002", "REC003", "REC004", "REC005", "REC006", "REC020", "REC125"}
