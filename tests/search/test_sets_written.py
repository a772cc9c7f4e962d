"""Sets are read as they were written, however many members they have; a piece that is cut or changed says so."""

import random

import numpy as np
import pytest
from pyroaring import BitMap

from coffret.search.sets import coding, merging, segment
from coffret.search.sets.gathering import sets
from coffret.search.sets.places import BEST, place
from coffret.search.sets.segment import Segment

SIZE = 70_000


def drawn(seed: int) -> tuple[BitMap, dict[str, BitMap]]:
    """Return places, and sets of them of all sizes."""
    draw = random.Random(seed)
    every = BitMap(place(number, draw.randrange(BEST + 1)) for number in draw.sample(range(1, 9_000_000), SIZE))
    places = list(every)
    sizes = (1, 2, 5, 120, 130, 3_000, 8_700, 8_750, 8_760, SIZE - 1, SIZE)
    named = {f"v{number}\n\0é": BitMap(draw.sample(places, size)) for number, size in enumerate(sizes)}
    return every, named | {f"w{number:05}": BitMap([draw.choice(places)]) for number in range(900)}


def written(path, every: BitMap, held: dict[str, BitMap], gone: BitMap | None = None, least: int = 1) -> Segment:
    values = sorted(held)
    numbers = np.repeat(np.arange(len(values)), [len(held[value]) for value in values])
    places = np.concatenate([segment.numbers(held[value]) for value in values])
    chunk = sets(segment.WORD, values, numbers, np.searchsorted(segment.numbers(every), places))
    segment.write(path, [chunk], every, gone or BitMap(), least)
    return Segment(path)


def places(piece: Segment, value: str) -> BitMap | None:
    """Return the places of a set, which a piece tells by ordinals."""
    ordinals = piece.members(segment.WORD, value)
    return None if ordinals is None else BitMap(piece.places[segment.numbers(ordinals)].tolist())


def test_sets_are_read_as_written(tmp_path):
    every, held = drawn(1)
    piece = written(tmp_path / "sets-1.sets", every, held)
    assert piece.every == every
    assert {value: places(piece, value) for value in held} == held
    assert piece.members(segment.WORD, "v") is piece.members(segment.NAMED, "v1") is None
    assert [value for _block, head in piece.heads(segment.WORD) for value in head.values] == sorted(held)
    assert piece.ranking(segment.WORD) == sorted(
        ((value, len(places)) for value, places in held.items()), key=lambda pair: (-pair[1], pair[0])
    )
    # A byte and a half a member, some bytes a value: the plain numbers take four.
    assert (tmp_path / "sets-1.sets").stat().st_size < 2 * sum(map(len, held.values()))


@pytest.mark.parametrize("at_a_time", [merging._AT_A_TIME, 50])
def test_pieces_made_one_keep_the_newest(tmp_path, monkeypatch, at_a_time):
    # Runs that end inside blocks, too.
    monkeypatch.setattr(merging, "_AT_A_TIME", at_a_time)
    (old, older), (new, newer) = drawn(2), drawn(3)
    old, older = old - new, {value: places - new for value, places in older.items() if places - new}
    gone = BitMap(list(old)[::7])
    pieces = [
        written(tmp_path / "sets-1.sets", old, older),
        written(tmp_path / "sets-2.sets", new, newer, gone),
    ]
    merging.merge(pieces, tmp_path / "sets-3.sets", oldest=True)
    one = Segment(tmp_path / "sets-3.sets")
    assert one.every == (old - gone) | new
    assert not one.gone
    # Of 130,000 records, words of less than 60 are left to the index.
    assert one.least == len(one.every) // 2_000
    for value in {*older, *newer}:
        expected = (older.get(value, BitMap()) - gone) | newer.get(value, BitMap())
        assert places(one, value) == (expected if len(expected) >= one.least else None), value


def test_what_a_piece_leaves_out_is_left_out_of_the_piece_made_of_it(tmp_path):
    old, new = BitMap(range(1, 100)), BitMap(range(200, 210))
    pieces = [
        written(tmp_path / "sets-1.sets", old, {"b": BitMap(range(1, 60)), "c": BitMap(range(1, 40))}, least=30),
        written(tmp_path / "sets-2.sets", new, {"a": new, "b": BitMap([200]), "d": BitMap([201])}),
    ]
    merging.merge(pieces, tmp_path / "sets-3.sets", oldest=True)
    one = Segment(tmp_path / "sets-3.sets")
    assert one.least == 30
    # Of « a » and « d », the older records are not known.
    assert {value: places(one, value) for value in "abcd"} == {
        "a": None,
        "b": BitMap([*range(1, 60), 200]),
        "c": BitMap(range(1, 40)),
        "d": None,
    }


def test_large_steps_come_back():
    ordinals = np.array([0, 127, 128, 16_511, 16_512, 2_113_664, 300_000_000, 5], dtype=np.uint32)
    counts = np.array([7, 1], dtype=np.uint32)
    raw = coding.steps(counts, ordinals)
    assert coding.from_steps(raw, counts, 1 << 32).tolist() == ordinals.tolist()
    with pytest.raises(ValueError, match="other records"):
        coding.from_steps(raw, counts, 300_000_000)
    with pytest.raises(ValueError, match="cut short"):
        coding.from_steps(raw[:-1], counts, 1 << 32)


@pytest.mark.parametrize("cut", [3, 40, 5_000])
def test_a_piece_cut_short_is_refused(tmp_path, cut):
    every, held = drawn(4)
    path = tmp_path / "sets-1.sets"
    written(path, every, held)
    path.write_bytes(path.read_bytes()[:-cut])
    with pytest.raises(ValueError, match="sets"):
        Segment(path)


def test_a_changed_byte_is_told(tmp_path):
    every, held = drawn(5)
    path = tmp_path / "sets-1.sets"
    written(path, every, held)
    assert segment.fault(path) == ""
    raw = bytearray(path.read_bytes())
    raw[2_000] ^= 1
    path.write_bytes(bytes(raw))
    assert segment.fault(path) == "autre contenu"
