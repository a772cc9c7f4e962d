"""Columns say of each record what sets say of each value, whatever the ids, however many values."""

import random
from collections import Counter
from pathlib import Path

import numpy as np
import pytest
from pyroaring import BitMap

from coffret.base.errors import Refused
from coffret.search.sets import places
from coffret.search.sets.columns import Columns, Maker, beside, whole
from coffret.search.sets.numbering import Numbering
from coffret.search.sets.segment import numbers

KIND = "f:auteur"
Held = dict[int, list[str]]


def drawn(draw: random.Random, ids: list[int], values: int) -> Held:
    """Return places and the values of each: none, one or several, often the same ones together."""
    numbers = [draw.sample(range(values), draw.choice((0, 1, 1, 2, 3))) for _ in range(values)]
    sets = [sorted(f"é{number:05d}" for number in some) for some in numbers]
    return {places.place(number, draw.randrange(16)): draw.choice(sets) for number in ids}


def made(path: Path, held: Held) -> Columns:
    """Write columns of these places and open them."""
    every = BitMap(held)
    ordinals = {place: at for at, place in enumerate(every)}
    sets: dict[str, list[int]] = {}
    for place in every:
        for value in held[place]:
            sets.setdefault(value, []).append(ordinals[place])
    maker = Maker(every, [KIND])
    values = sorted(sets)
    for some in (values[: len(values) // 2], values[len(values) // 2 :]):
        numbers = np.array([at for value in some for at in sets[value]], np.uint32)
        maker.add(KIND, some, np.array([len(sets[value]) for value in some], np.uint32), numbers)
    maker.add("w", ["x"], np.array([1], np.uint32), np.array([0], np.uint32))
    maker.write(path)
    return Columns(path)


@pytest.mark.parametrize("values", [3, 300, 5_000])
@pytest.mark.parametrize("ids", [list(range(5, 2_000)), random.Random(3).sample(range(1, 33_000_000), 400)])
def test_what_is_counted_is_what_is_there(tmp_path, ids, values):
    held = drawn(random.Random(values), ids, values)
    columns = made(beside(tmp_path / "sets-1.sets"), held)
    numbering = Numbering([columns.column(KIND)])
    for many in (0, 1, 7, len(ids)):
        among = BitMap(random.Random(many).sample(sorted(held), many))
        expected = Counter(value for place in among for value in held[place])
        told = [columns.column(KIND).counted(columns.rows(numbers(among)))]
        assert dict(numbering.all(told)) == expected
        for size in (1, 12):
            ordered = sorted(expected.items(), key=lambda pair: (-pair[1], pair[0]))[:size]
            assert numbering.best(told, size) == ordered


def test_pieces_number_their_values_together(tmp_path):
    draw = random.Random(1)
    parts = [drawn(draw, list(range(1, 900)), 500), drawn(draw, list(range(900, 950)), 500), {}]
    parts.append({places.place(2_000, 3): ["a new one", "é00001"], places.place(2_001, 3): ["zz"]})
    pieces = [made(tmp_path / f"sets-{at}.columns", held) for at, held in enumerate(parts)]
    numbering = Numbering([piece.column(KIND) for piece in pieces])
    told = [
        column.counted(piece.rows(numbers(BitMap(held)))) if (column := piece.column(KIND)) else None
        for piece, held in zip(pieces, parts, strict=True)
    ]
    expected = Counter(value for held in parts for values in held.values() for value in values)
    for size in (1, 5, 400, 1_000):
        ordered = sorted(expected.items(), key=lambda pair: (-pair[1], pair[0]))[:size]
        assert numbering.best(told, size) == ordered


def test_a_byte_that_changed_is_told(tmp_path):
    path = tmp_path / "sets-1.columns"
    made(path, drawn(random.Random(2), list(range(1, 50)), 20))
    assert whole(path)
    content = bytearray(path.read_bytes())
    content[40] ^= 1
    path.write_bytes(content)
    assert not whole(path)
    path.write_bytes(content[:-20])
    with pytest.raises(ValueError, match="not whole"):
        Columns(path)


def test_records_beyond_the_places_are_refused():
    assert places.record(places.place(33_554_431, 0)) == 33_554_431
    with pytest.raises(Refused, match="33554432"):
        places.place(33_554_432, 0)
