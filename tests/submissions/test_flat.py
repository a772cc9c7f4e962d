"""What keeps memory flat and work in order: bounded counts, repeats on disk, pieces in order, leftovers swept."""

import os
import time

from coffret.base import pool
from coffret.base.rules import Finding
from coffret.submissions import received
from coffret.submissions.examination import check_context
from coffret.submissions.repeats import Repeats
from coffret.submissions.tally import LINES_LIMIT, OTHERS, VALUES_PER_FIELD, Tally, Told, tell


def test_a_tally_counts_every_finding_and_keeps_a_thousand_values_per_field(db):
    check_context()  # declares the rules
    tally = Tally()
    for number in range(VALUES_PER_FIELD + 500):
        tally.add(Finding("SUB012", "", f"colonne {number}"), number + 1)
    for line in range(300):
        tally.add(Finding("SUB012", "", "colonne 3"), line + 1)

    groups = {key[2]: group for key, group in tally}

    assert len(groups) == VALUES_PER_FIELD + 1
    assert groups[OTHERS].count == 500
    assert groups["colonne 3"].count == 301
    assert len(groups["colonne 3"].lines) == LINES_LIMIT
    assert sum(group.count for group in groups.values()) == VALUES_PER_FIELD + 800


def test_taking_what_batches_tell_counts_as_one_would(db):
    check_context()
    whole, merged = Tally(), Tally()
    batches: list[Told] = [{}, {}]
    for number in range(1, 2501):
        finding = Finding("SUB012", "", f"colonne {number % 1300}")
        whole.add(finding, number, number // 2)
        tell(batches[number >= 1000], finding, number, number // 2)
    for told in batches:
        merged.take(told)

    counted = [{key: (group.count, group.members) for key, group in tally} for tally in (merged, whole)]
    assert counted[0] == counted[1]
    assert sum(group.count for _key, group in merged) == 2500
    assert dict(merged)["SUB012", "", "colonne 7"].lines == [7, 1307]


def test_repeats_are_told_within_a_batch_and_from_one_to_the_next():
    repeats = Repeats()
    assert repeats.look([("A", 1, b"x"), ("B", 5, b"y"), ("A", 9, b"z"), ("", 12, b"x"), ("", 15, b"x")]) == {
        2: (1, b"x")
    }
    assert repeats.look([("B", 20, b"y"), ("C", 25, b"w")]) == {0: (5, b"y")}
    repeats.close()


def square(numbers: list[int]) -> list[int]:
    return [number * number for number in numbers]


def test_pieces_come_back_in_order_and_few_are_read_ahead():
    read = []

    def pieces():
        for number in range(60):
            read.append(number)
            yield [number]

    with pool.opened(lambda: None) as workers:
        results = workers.map(square, pieces())
        assert next(results) == [0]
        assert len(read) <= 1 + pool.AHEAD * (os.cpu_count() or 1) + 1
        assert [number for piece in results for number in piece] == [number * number for number in range(1, 60)]


def test_what_a_killed_command_left_is_swept_after_a_day(tmp_path, settings):
    settings.DATA = tmp_path
    folder = tmp_path / "received"
    (folder / "reading-old").mkdir(parents=True)
    (folder / "reading-old" / "x.txt").write_text("x")
    for name in ("incoming-old", "incoming-new"):
        (folder / name).write_text("x")
    for name in ("reading-old", "incoming-old"):
        os.utime(folder / name, (time.time() - 100_000,) * 2)
    source = tmp_path / "x.txt"
    source.write_text("REF\n")

    kept = received.keep(source)

    assert {path.name for path in folder.iterdir()} == {"incoming-new", kept.sha256[:2]}
