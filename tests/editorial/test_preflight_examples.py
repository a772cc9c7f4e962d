"""Every rule of the office's pages: its passing example passes, its failing one fails, what it offers puts it right."""

import re

import pytest

from coffret.base.rules import Finding, Rule, Severity, rules_for
from coffret.editorial.kinds import KINDS
from coffret.editorial.proofing import preflight
from coffret.editorial.proofing.examples import found, proof_of, shown

RULES = rules_for("entry")
every_rule = pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)


@every_rule
def test_the_passing_example_passes(rule: Rule):
    assert found(rule, rule.passes) == []


@every_rule
def test_the_failing_example_fails(rule: Rule):
    assert found(rule, rule.fails)


@every_rule
def test_each_correction_offered_puts_it_right(rule: Rule):
    proof = proof_of(rule.fails.values)
    for finding in rule.find(proof):
        for choice in range(len(finding.facts.get("choices", [0] if rule.fix else []))):
            mended = preflight.fixed(proof.kind.name, proof.content, finding, choice)
            assert mended != proof.content
            again = preflight.Proof(proof.kind, mended, proof.now, proof.world, proof.online, proof.since)
            assert len(list(rule.find(again))) < len(list(rule.find(proof)))


@every_rule
def test_the_quote_is_where_it_is_said_to_be(rule: Rule):
    proof = proof_of(rule.fails.values)
    for finding in rule.find(proof):
        quote, part = finding.value, finding.facts.get("part", "")
        texts = [text for text in proof.texts if text.path == finding.field and text.part == part]
        if texts and "at" in finding.facts:
            assert any(preflight.prose.nth(text.text, quote, finding.facts["at"]) >= 0 for text in texts)


@every_rule
def test_sentences_are_whole(rule: Rule):
    for finding in found(rule, rule.fails):
        said = finding.message() + finding.remedy()
        assert not re.search(r"[{}]", said)
        assert finding.message().endswith(".")
        assert finding.remedy().endswith(".")
        assert preflight.place(proof_of(rule.fails.values).kind.name, finding)
    assert rule.source


@every_rule
def test_facts_can_be_kept_as_json(rule: Rule):
    allowed = (int, str, list, bool)
    for finding in found(rule, rule.fails):
        assert all(isinstance(fact, allowed) for fact in finding.facts.values())


@every_rule
def test_examples_are_shown_by_the_names_of_fields(rule: Rule):
    for example in (rule.passes, rule.fails):
        assert all(label and text for label, text in shown(example.values).items())


@pytest.mark.parametrize("kind", KINDS)
def test_an_entry_in_which_nothing_is_amiss(kind: str):
    assert preflight.examine(proof_of({"kind": kind})) == []


def test_families_and_weights():
    assert {rule.code[:3] for rule in RULES} == {"EDI", "INF"}
    assert {rule.severity for rule in RULES} == set(Severity)


def test_a_finding_keeps_to_its_rule():
    assert all(isinstance(one, Finding) and one.code == rule.code for rule in RULES for one in found(rule, rule.fails))
