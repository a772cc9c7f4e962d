"""Terms spelled nearly like another one, found without comparing it to all.

Each label is cut in three pieces; a text within two edits of it holds at least one piece unchanged, near its place
(the pigeonhole of « Pass-Join », Li et al., VLDB 2011). Of the labels sharing a piece, only those made of nearly the same
letters are compared letter by letter: a long list of names has hundreds that share a forename. Two letters swapped just where two pieces meet, next to another fault, may go unseen: a suggestion is only a suggestion.
"""

import itertools
from array import array
from collections.abc import Iterable, Iterator

PIECES = 3
# Under this length everything is near everything.
SHORTEST = 3
# Up to this length one edit is allowed, above it two.
ONE_EDIT = 6


class SpellingIndex:
    """An index over folded labels; built once, asked often."""

    def __init__(self, labels: Iterable[str]) -> None:
        self._labels = [label for label in dict.fromkeys(labels) if len(label) >= SHORTEST]
        self._letters = array("Q", map(_letters, self._labels))
        self._pieces: dict[int, int | list[int]] = {}
        self._lengths = {len(label) for label in self._labels}
        for number, label in enumerate(self._labels):
            length = len(label)
            for piece, (start, end) in enumerate(_cuts(length)):
                self._add(hash((length, piece, label[start:end])), number)

    def _add(self, key: int, number: int) -> None:
        """Keep ``number`` under ``key``: alone as itself, which spares a list for nine keys in ten."""
        held = self._pieces.get(key)
        if held is None:
            self._pieces[key] = number
        elif isinstance(held, int):
            self._pieces[key] = [held, number]
        else:
            held.append(number)

    def near(self, text: str, limit: int = 5) -> list[str]:
        """Return at most ``limit`` labels within one or two edits of the folded ``text``, nearest first.

        Those at two edits are left out when one is at a single edit: « Italien » is no « irakien ».
        """
        length = len(text)
        if length < SHORTEST:
            return []
        most = 1 if length <= ONE_EDIT else 2
        found = [(edits(text, self._labels[number], most), number) for number in self._likely(text, most)]
        kept = sorted(
            (distance, text[0] != self._labels[number][0], number) for distance, number in found if distance <= most
        )
        farthest = 1 if kept and kept[0][0] <= 1 else most
        return [self._labels[number] for distance, _, number in kept[:limit] if distance <= farthest]

    def _likely(self, text: str, most: int) -> set[int]:
        """Return the numbers of the labels that share a piece with ``text``, made of nearly the same letters."""
        mine, letters, apart = _letters(text), self._letters, 2 * most
        numbers: set[int] = set()
        for length in range(len(text) - most, len(text) + most + 1):
            if length in self._lengths:
                for key in _keys(text, length):
                    held = self._pieces.get(key, ())
                    near = (held,) if isinstance(held, int) else held
                    numbers.update([one for one in near if (letters[one] ^ mine).bit_count() <= apart])
        return numbers


def _letters(text: str) -> int:
    """Return 64 bits telling which letters ``text`` holds, and which of them twice: an edit changes two of them at most."""
    once = twice = 0
    for letter in text:
        bit = 1 << (ord(letter) & 31)
        twice |= once & bit
        once |= bit
    return twice << 32 | once


def _cuts(length: int) -> list[tuple[int, int]]:
    """Return where the pieces of a label of ``length`` letters start and end."""
    bounds = [length * piece // PIECES for piece in range(PIECES + 1)]
    return list(itertools.pairwise(bounds))


def _keys(text: str, length: int) -> Iterator[int]:
    """Yield the keys under which a label of ``length`` near ``text`` may be kept.

    The first piece has nothing before it that could move it, the last one nothing after; the middle one may have moved
    by one letter from either end.
    """
    grown = len(text) - length
    moves = ((0,), range(max(-1, grown - 1), min(1, grown + 1) + 1), (grown,))
    for piece, (start, end) in enumerate(_cuts(length)):
        for move in moves[piece]:
            if start + move >= 0:
                yield hash((length, piece, text[start + move : end + move]))


def edits(one: str, other: str, most: int) -> int:
    """Return how many edits (add, drop, replace, swap two neighbours) lead from one text to the other.

    Stops as soon as it is more than ``most`` (1 or 2), and then returns ``most + 1``.
    """
    if abs(len(one) - len(other)) > most:
        return most + 1
    one, other = _unlike(one, other)
    if not one or not other:
        return len(one) or len(other)
    if _one_apart(one, other):
        return 1
    return 2 if most > 1 and _two_apart(one, other) else most + 1


def _one_apart(one: str, other: str) -> bool:
    """Say whether two texts, neither empty and unlike at both ends, differ by a letter replaced or two swapped."""
    if len(one) != len(other) or len(one) > 2:
        return False
    return len(one) == 1 or (one[0] == other[1] and one[1] == other[0])


def _two_apart(one: str, other: str) -> bool:
    """Say whether two edits lead from one text to the other: unlike at both ends, and more than one edit apart."""
    return (
        _at_most_one(one[1:], other[1:])
        or (len(one) >= len(other) and _at_most_one(one[1:], other))
        or (len(other) >= len(one) and _at_most_one(one, other[1:]))
        or (one[0] == other[1:2] and one[1:2] == other[0] and _at_most_one(one[2:], other[2:]))
    )


def _at_most_one(one: str, other: str) -> bool:
    """Say whether one edit at most leads from one text to the other."""
    if abs(len(one) - len(other)) > 1:
        return False
    one, other = _unlike(one, other)
    return len(one) + len(other) < 2 or _one_apart(one, other)


def _unlike(one: str, other: str) -> tuple[str, str]:
    """Return both texts without what they begin and end alike: most of it, among near ones."""
    shorter = min(len(one), len(other))
    first = 0
    while first < shorter and one[first] == other[first]:
        first += 1
    last = 0
    while last < shorter - first and one[-1 - last] == other[-1 - last]:
        last += 1
    return one[first : len(one) - last], other[first : len(other) - last]
