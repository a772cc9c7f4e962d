"""After any series of corrections, what a submission keeps is what a fresh check of the same texts would find."""

import json
import random
from pathlib import Path
from typing import Any

import factories
import pytest

from coffret.base.errors import Refused
from coffret.base.rules import REGISTRY
from coffret.cli.demonstration import dirty
from coffret.submissions import actions, lines, sets
from coffret.submissions.examination import Examination
from coffret.submissions.mending import by_hand, fixing, undoing
from coffret.submissions.mending.again import FOUND_AGAIN
from coffret.submissions.mending.proposing import offered_all
from coffret.submissions.mending.writing import as_written
from coffret.submissions.models import FindingGroup, Mending, Outcome, Submission
from coffret.submissions.payload import unpack

TEXTS = {
    "REF": ["M0650005001", "M0650005002", "M0650005003", "M0650-1", ""],
    "DOMN": ["céramique", "céramiqe ; peinture", "Ceramique", "céramique,peinture", ""],
    "INV": ["2019.4.1", ""],
    "MILL": ["1860-1850", "1755", "sous Louis XV", ""],
    "PERI": ["18è Siècle", "2e moitié 18e siècle", ""],
    "DESC": ["Pichet torsadÃ©", "Non renseigné", "Beau vase."],
    "TECH": ["faïence # décor##", "faïence"],
}


@pytest.fixture
def hurried(db: None, tmp_path: Path) -> Submission:
    """Hand in the submission of the demonstration that needs correcting, without its pictures."""
    factories.museum("M0650")
    for number in (5003, 5007):
        factories.record({"REF": f"M065000{number:04d}", "DOMN": "céramique", "DESC": "Ancienne"})
    submission = actions.receive(dirty.write(tmp_path / dirty.NAME))
    return actions.check(submission, museum="M0650")


def found_of(groups: Any) -> dict[tuple[str, str, str], tuple[int, tuple[int, ...], dict[str, Any]]]:
    """Return what a text alone says of its record: (rule, field, value) → count, positions, facts."""
    return {
        (code, field, value): (count, tuple(members), {} if code == "SUB058" else facts)
        for code, field, value, count, members, facts in groups
        if REGISTRY[code].target in FOUND_AGAIN and members
    }


def kept_of(submission: Submission) -> Any:
    rows = FindingGroup.objects.filter(submission=submission)
    return found_of((row.code, row.field, row.value, row.count, sets.load(row.members), row.facts) for row in rows)


def fresh(submission: Submission, folder: Path) -> tuple[Any, dict[str, list[int]]]:
    """Check a new file of the texts of now; returns its findings and its lines by outcome."""
    path = folder / "again.jsonl"
    contents = [
        unpack(line.payload) for batch in lines.at(submission.pk, sets.every(sets.of(submission.pk))) for line in batch
    ]
    path.write_text("\n".join(json.dumps(as_written(one), ensure_ascii=False) for one in contents), "utf-8")
    summary = Examination(path, museum="M0650").run()
    groups = ((*key, one.count, one.members, one.facts) for key, one in summary.tally)
    return found_of(groups), {name: list(one) for name, one in summary.outcomes.items()}


def is_exact(submission: Submission, folder: Path) -> None:
    wanted, outcomes = fresh(submission, folder)
    kept = sets.of(submission.pk)
    # A twin names the line of the file of its first: those of the new file are others.
    here = {
        key: (*value[:2], value[2] if "twin_line" not in value[2] else {}) for key, value in kept_of(submission).items()
    }
    there = {key: (*value[:2], value[2] if "twin_line" not in value[2] else {}) for key, value in wanted.items()}
    # The new file hands in the museum that lines took of their submission.
    for each in (here, there):
        each.pop(("SUB072", "MUSEO", "M0650"), None)
    assert here == there
    assert {name: list(kept[name]) for name in Outcome.values} == outcomes
    submission.refresh_from_db()
    counted = [submission.created, submission.updated, submission.unchanged, submission.rejected]
    assert counted == [len(outcomes[name]) for name in "CUNR"]


def test_every_correction_offered_leaves_what_a_fresh_check_finds(hurried, tmp_path):
    groups = list(hurried.finding_groups.order_by("pk"))
    offers = offered_all(hurried, groups)
    done = 0
    for group in groups:
        offer = offers.get(group.pk)
        if offer and offer.proposed:
            after = None if offer.by_rule else offer.after
            try:
                fixing.fix(hurried, code=offer.code, field=offer.field, value=offer.value, after=after)
                done += 1
            except Refused:
                assert not FindingGroup.objects.filter(pk=group.pk, count=group.count, facts=group.facts).exists()
    assert done > 15
    is_exact(hurried, tmp_path)


def test_undoing_everything_gives_back_what_the_first_check_found(hurried):
    before, first = kept_of(hurried), sets.of(hurried.pk)
    payloads = dict(hurried.lines.values_list("position", "payload"))
    for position in range(12):
        by_hand.change(hurried, position, {"DOMN": "Ceramique", "REF": "M0650005009", "PERI": "", "TITR": "Neuf"})
    assert kept_of(hurried) != before

    for mending in reversed(Mending.objects.filter(submission=hurried).order_by("pk")):
        undoing.undo(mending)

    assert kept_of(hurried) == before
    assert sets.of(hurried.pk) == first
    for position, payload in hurried.lines.values_list("position", "payload"):
        now, then = unpack(payload), unpack(payloads[position])
        assert (now.values, set(now.empty), now.handed) == (then.values, set(then.empty), {})


@pytest.mark.parametrize("seed", range(6))
def test_any_series_of_corrections_leaves_what_a_fresh_check_finds(hurried, tmp_path, seed):
    chance = random.Random(seed)
    count = hurried.lines.count()
    for _round in range(25):
        field = chance.choice(list(TEXTS))
        values = {field: chance.choice(TEXTS[field])}
        by_hand.change(hurried, chance.choice([0, 1, 2, 3, chance.randrange(count)]), values)
        acts = list(Mending.objects.filter(submission=hurried, undone_at=None))
        if chance.random() < 0.3 and acts:
            try:
                undoing.undo(chance.choice(acts))
            except Refused:
                continue
    is_exact(hurried, tmp_path)
