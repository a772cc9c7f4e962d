"""Two museums hand in, correct, publish, take back, restore and withdraw in any order: a small model says what must hold.

The model knows texts alone: what each line was handed in with and corrected to, what each record was at each version.
"""

import contextlib
import random
from collections import Counter
from pathlib import Path
from typing import Any

import factories
import pytest
from pyroaring import BitMap
from sheets import sheet, text_of

from coffret.base.errors import Refused
from coffret.catalogue import actions as catalogue
from coffret.catalogue import log
from coffret.catalogue.models import Change, Record, RecordVersion, Status, Withdrawal
from coffret.submissions import actions, foreseeing, restoring, sets
from coffret.submissions.mending import by_hand, fixing, undoing
from coffret.submissions.mending.proposing import offered_all
from coffret.submissions.mending.writing import as_written
from coffret.submissions.models import Mending, Outcome, SetName, Stage, Submission
from coffret.submissions.pasts import Fate
from coffret.submissions.payload import unpack

MUSEUMS = ("M0650", "M0012")
# What both may name.
REFS = tuple(f"{museum}{number:06d}" for museum in MUSEUMS for number in range(1, 4))
TITLES = ("Un", "Deux", "Trois", "")
OTHERS = {
    "DESC": ("Beau vase.", "Non renseigné", "Pichet torsadÃ©", ""),
    "DOMN": ("céramique", "Ceramique", ""),
    "INV": ("2019.4.1", ""),
    "MATE": ("argent", "bois", ""),
}
STEPS = 30
WITHDRAWN, ONLINE = Status.WITHDRAWN.value, Status.PUBLISHED.value

Texts = dict[str, str]


def merged(before: Texts, given: Texts) -> Texts:
    return {code: text for code, text in {**before, **given}.items() if text}


class World:
    """The model and the acts: each acts on both, then ``holds`` compares them."""

    def __init__(self, folder: Path, seed: int) -> None:
        self.folder = folder
        self.chance = random.Random(seed)
        self.office = factories.user(office="administrator")
        self.files: dict[int, bytes] = {}
        self.handed: dict[int, list[Texts]] = {}
        self.texts: dict[int, list[Texts]] = {}
        # reference → (values, status) of each version, today's last
        self.records: dict[str, list[tuple[Texts, str]]] = {}
        # (submission, position) → reference, record before (None: it made it), record after
        self.published: dict[tuple[int, int], tuple[str, tuple[Texts, str] | None, Texts]] = {}
        self.done: Counter[str] = Counter()

    def pick(self, *among: Any) -> Any:
        return self.chance.choice(among)

    # -- acts

    def hand_in(self) -> None:
        museum = self.pick(*MUSEUMS)
        refs = [ref for ref in REFS if ref.startswith(museum) or self.chance.random() < 0.15]
        rows = [self.row(museum, self.chance.choice(refs)) for _line in range(self.chance.randint(1, 4))]
        path = self.folder / f"{len(self.files)}.txt"
        path.write_text(text_of(*rows), encoding="utf-8")
        submission = actions.check(actions.receive(path), museum=museum)
        self.files[submission.pk] = path.read_bytes()
        self.texts[submission.pk] = [written(line) for line in lines_of(submission)]
        self.handed[submission.pk] = [dict(one) for one in self.texts[submission.pk]]

    def row(self, museum: str, ref: str) -> Texts:
        fields = {"REF": ref, "MUSEO": museum, "TITR": self.pick(*TITLES)}
        fields |= {code: self.pick(*texts) for code, texts in OTHERS.items() if self.chance.random() < 0.4}
        whole = self.chance.random() < 0.7
        return {**sheet(1), "INV": ref[-3:], **fields} if whole else fields

    def by_hand(self) -> None:
        submission = self.some(Stage.CHECKED, Stage.PARTLY, Stage.PUBLISHED)
        position = self.chance.randrange(len(self.texts[submission.pk]))
        code = self.pick("TITR", "REF", *OTHERS)
        text = self.pick(*(TITLES if code == "TITR" else REFS if code == "REF" else OTHERS[code]))
        by_hand.change(submission, position, {code: text}, by=self.office)
        self.corrected(submission, {code})

    def fix(self) -> None:
        submission = self.some(Stage.CHECKED, Stage.PARTLY, Stage.PUBLISHED)
        groups = list(submission.finding_groups.order_by("pk"))
        offers = [one for one in offered_all(submission, groups).values() if one.proposed]
        if offers:
            offer = self.chance.choice(offers)
            fixing.fix_rule(submission, offer.code, offer.field, by=self.office)
            self.corrected(submission, {offer.field})

    def undo(self) -> None:
        acts = list(Mending.objects.filter(undone_at=None).order_by("pk"))
        if acts:
            mending = self.chance.choice(acts)
            undoing.undo(mending, by=self.office)
            self.corrected(mending.submission, {mending.field})

    def corrected(self, submission: Submission, fields: set[str]) -> None:
        """A correction writes its field alone, and on lines nobody published."""
        for position, line in enumerate(lines_of(submission)):
            now, before = written(line), self.texts[submission.pk][position]
            changed = {code for code in {*now, *before} if now.get(code) != before.get(code)}
            assert changed <= fields
            assert not changed or (submission.pk, position) not in self.published
            self.texts[submission.pk][position] = now

    def publish(self) -> None:
        submission = self.some(Stage.CHECKED, Stage.PARTLY)
        ready = sets.publishable(sets.of(submission.pk))
        chosen = BitMap([one for one in ready if self.chance.random() < 0.6]) if self.chance.random() < 0.6 else None
        before = sets.of(submission.pk)[SetName.PUBLISHED]
        actions.publish(submission, chosen, by=self.office)
        kept = sets.of(submission.pk)
        new = kept[SetName.PUBLISHED] - before
        assert new <= ready
        assert chosen is None or new <= chosen
        for position in new:
            self.online(submission, position)
        for position in (ready if chosen is None else chosen) - new:
            assert position in kept[Outcome.REJECTED] | kept[Outcome.UNCHANGED]

    def online(self, submission: Submission, position: int) -> None:
        given = self.texts[submission.pk][position]
        ref = given["REF"]
        past = self.records.setdefault(ref, [])
        before = past[-1] if past else None
        after = merged(before[0] if before else {}, given)
        assert before is None or before[0]["MUSEO"] == after["MUSEO"] == submission.expected
        assert {"REF", "MUSEO", "INV", "DOMN"} <= set(after)
        self.published[submission.pk, position] = (ref, before, after)
        past.append((after, ONLINE))

    def take_back(self) -> None:
        submission = self.some(Stage.PARTLY, Stage.PUBLISHED, Stage.REVERTED)
        kept = sets.of(submission.pk)
        wanted = kept[SetName.PUBLISHED] - kept[SetName.REVERTED]
        chosen = BitMap([one for one in wanted if self.chance.random() < 0.5]) if self.chance.random() < 0.5 else None
        force = self.chance.random() < 0.4
        nothing = submission.stage == Stage.REVERTED and not force
        if chosen is not None:
            wanted &= chosen
        foreseen = foreseeing.foresee(submission, chosen)
        undone = actions.revert(submission, chosen, force=force, by=self.office)
        fates = Counter(self.back(submission, position, force=force) for position in ([] if nothing else wanted))
        if not nothing and wanted:
            assert (undone.restored, undone.withdrawn) == (fates[Fate.RESTORED], fates[Fate.WITHDRAWN])
        if not force and not nothing:
            assert (len(foreseen.restored), len(foreseen.withdrawn)) == (undone.restored, undone.withdrawn)
            assert foreseen.conflicts == len(undone.conflicts)

    def back(self, submission: Submission, position: int, *, force: bool) -> Fate:
        ref, before, after = self.published[submission.pk, position]
        now, status = self.records[ref][-1]
        if before is None:
            if status == WITHDRAWN or (now != after and not force):
                return Fate.UNCHANGED
            self.records[ref].append((now, WITHDRAWN))
            return Fate.WITHDRAWN
        result = dict(now)
        for code in {*before[0], *after}:
            old, new, held = before[0].get(code, ""), after.get(code, ""), now.get(code, "")
            if old != new and (held == new or force):
                result[code] = old
        result = merged({}, result)
        status = WITHDRAWN if before[1] == WITHDRAWN else status
        if (result, status) == self.records[ref][-1]:
            return Fate.UNCHANGED
        rewritten = result != now
        self.records[ref].append((result, status))
        return Fate.RESTORED if rewritten else Fate.WITHDRAWN

    def restore(self) -> None:
        record = Record.objects.get(ref=self.pick(*self.records)) if self.records else None
        if record is None:
            return
        number = self.chance.randint(1, record.version)
        submission = restoring.restore(record, number, by=self.office, version=record.version, publication=True)
        self.files[submission.pk] = actions.original(submission).read()
        self.texts[submission.pk] = [written(line) for line in lines_of(submission)]
        self.handed[submission.pk] = [dict(one) for one in self.texts[submission.pk]]
        if not submission.rejected:
            then = self.records[record.ref][number - 1][0]
            self.online(submission, 0)
            assert self.records[record.ref][-1] == (then, ONLINE)

    def withdraw(self) -> None:
        ref = self.pick(*self.records, REFS[0])
        if catalogue.withdraw(ref, "Droits d’auteur", by=self.office):
            self.records[ref].append((self.records[ref][-1][0], WITHDRAWN))

    def put_back(self) -> None:
        ref = self.pick(*self.records, REFS[0])
        if catalogue.put_back(ref, by=self.office):
            self.records[ref].append((self.records[ref][-1][0], ONLINE))

    def some(self, *stages: Stage) -> Submission:
        """Return a submission at one of these stages; raises Refused when there is none."""
        found = list(Submission.objects.filter(pk__in=self.files, stage__in=stages).order_by("-pk")[:5])
        if not found:
            raise Refused("Aucun versement n’en est là.")
        return self.chance.choice(found)

    def step(self) -> None:
        often = [self.hand_in, self.by_hand, self.publish, self.take_back]
        act = self.chance.choice(
            [*often * 2, self.fix, self.fix, self.undo, self.restore, self.withdraw, self.put_back]
        )
        # Refused, it is to have changed nothing.
        with contextlib.suppress(Refused):
            act()
            self.done[act.__name__] += 1

    # -- what holds

    def holds(self) -> None:
        self.records_are_the_model()
        for number in self.files:
            self.submission_is_whole(Submission.objects.get(pk=number))
        self.index_can_follow()

    def records_are_the_model(self) -> None:
        assert set(Record.objects.values_list("ref", flat=True)) == {ref for ref, past in self.records.items() if past}
        for record in Record.objects.order_by("ref"):
            kept = RecordVersion.objects.filter(record=record).order_by("number")
            chain = [(one.number, one.values, one.status) for one in kept]
            chain.append((record.version, record.values, record.status))
            past = self.records[record.ref]
            assert chain == [(number, *one) for number, one in enumerate(past, 1)]
            assert record.values["REF"] == record.ref
            assert record.values["MUSEO"] == record.museum_id
            absent = Withdrawal.objects.filter(record=record, restored_at=None).count()
            assert absent == (record.status == WITHDRAWN)

    def submission_is_whole(self, submission: Submission) -> None:
        assert actions.original(submission).read() == self.files[submission.pk]
        kept = sets.of(submission.pk)
        counts = {outcome: BitMap() for outcome in Outcome.values}
        found: dict[tuple[str, str, str], list[int]] = {}
        for position, line in enumerate(lines_of(submission)):
            content = unpack(bytes(line.payload))
            counts[line.outcome].add(position)
            assert written(line) == self.texts[submission.pk][position]
            given = {**as_written(content), **content.handed}
            assert {code: text for code, text in given.items() if text is not None} == self.handed[submission.pk][
                position
            ]
            assert (position in kept[SetName.MENDED]) == bool(content.mended)
            for row in content.findings:
                found.setdefault((row[0], row[1], row[2]), []).append(position)
        assert {outcome: kept[outcome] for outcome in counts} == counts
        told = (submission.created, submission.updated, submission.unchanged, submission.rejected)
        assert told == tuple(len(counts[outcome]) for outcome in "CUNR")
        groups = {
            (one.code, one.field, one.value): one
            for one in submission.finding_groups.order_by("pk")
            if sets.load(one.members)
        }
        assert set(groups) == set(found)
        for key, positions in found.items():
            assert (groups[key].count, sets.load(groups[key].members)) == (len(positions), BitMap(positions))
        assert kept[SetName.PUBLISHED] == BitMap([place for number, place in self.published if number == submission.pk])
        assert kept[SetName.REVERTED] <= kept[SetName.PUBLISHED]
        assert not kept[SetName.PUBLISHED] & kept[Outcome.REJECTED]
        assert submission.stage != Stage.PUBLISHED or not sets.publishable(kept)

    def index_can_follow(self) -> None:
        """Every version made since is in the log: who follows it misses no record."""
        wanted = Counter(dict(Record.objects.order_by("pk").values_list("pk", "version")))
        told = Counter(Change.objects.values_list("record", flat=True))
        assert told == wanted
        assert [one for one, _record in log.read_from(0, 10_000)] == sorted(Change.objects.values_list("pk", flat=True))


def lines_of(submission: Submission) -> list[Any]:
    return list(submission.lines.order_by("position"))


def written(line: Any) -> Texts:
    return as_written(unpack(bytes(line.payload)))


@pytest.mark.parametrize("seed", range(4))
def test_any_series_of_acts_leaves_what_the_model_says(db, tmp_path, seed):
    for museum in MUSEUMS:
        factories.museum(museum)
    world = World(tmp_path, seed)
    for _file in range(3):
        world.hand_in()
    for _step in range(STEPS):
        world.step()
        world.holds()
    assert {"by_hand", "publish", "take_back"} <= set(world.done)
