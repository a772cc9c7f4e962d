"""Every rule of letters: its passing example passes, its failing one fails, what it offers puts it right."""

import re

import pytest

from coffret.base.rules import Rule, Severity, rules_for
from coffret.editorial.proofing import preflight
from coffret.newsletters.proofing.examples import found, proof_of, shown

RULES = rules_for("letter")
every_rule = pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)


def test_the_twenty_nine_rules_are_there():
    assert [rule.code for rule in RULES] == [f"P{number:02}" for number in range(1, 30)]
    assert {rule.severity for rule in RULES} == set(Severity)


@every_rule
def test_the_passing_example_passes(rule: Rule):
    assert found(rule, rule.passes) == []


@every_rule
def test_the_failing_example_fails(rule: Rule):
    findings = found(rule, rule.fails)
    assert findings
    assert all(one.code == rule.code for one in findings)


@every_rule
def test_each_correction_offered_puts_it_right(rule: Rule):
    proof = proof_of(rule.fails.values)
    before = list(rule.find(proof))
    for finding in before:
        for choice in range(len(finding.facts.get("choices", []))):
            mended = preflight.fixed("letter", proof.content, finding, choice)
            assert mended != proof.content
            again = type(proof)(proof.kind, mended, proof.now, proof.world, around=proof.around, mailed=proof.mailed)
            assert len(list(rule.find(again))) < len(before)


@every_rule
def test_sentences_are_whole(rule: Rule):
    for finding in found(rule, rule.fails):
        said = finding.message() + finding.remedy()
        assert not re.search(r"[{}]", said)
        assert finding.message().endswith(".")
        assert finding.remedy().endswith(".")
    assert rule.source


@every_rule
def test_facts_can_be_kept_as_json(rule: Rule):
    for finding in found(rule, rule.fails):
        assert all(isinstance(fact, int | str | list | bool) for fact in finding.facts.values())


@every_rule
def test_examples_are_shown_by_the_names_of_fields(rule: Rule):
    for example in (rule.passes, rule.fails):
        assert all(label and text for label, text in shown(example.values).items())


def test_a_letter_in_which_nothing_is_amiss():
    assert preflight.examine(proof_of({}), "letter") == []
