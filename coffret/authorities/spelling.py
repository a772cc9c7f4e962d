"""Terms spelled nearly like another one, found without comparing it to all.

Each label is cut in three pieces; a text within two edits of it holds at least one piece unchanged, near its place
(the pigeonhole of « Pass-Join », Li et al., VLDB 2011). Only labels sharing a piece are compared letter by letter.
"""

import itertools
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
        """Return at most ``limit`` labels within one or two edits of the folded ``text``, nearest first."""
        length = len(text)
        if length < SHORTEST:
            return []
        most = 1 if length <= ONE_EDIT else 2
        found = [(edits(text, self._labels[number], most), number) for number in self._candidates(text, most)]
        kept = sorted(
            (distance, text[0] != self._labels[number][0], number) for distance, number in found if distance <= most
        )
        return [self._labels[number] for _, _, number in kept[:limit]]

    def _candidates(self, text: str, most: int) -> set[int]:
        numbers: set[int] = set()
        for length in range(len(text) - most, len(text) + most + 1):
            if length in self._lengths:
                for key in _keys(text, length, most):
                    held = self._pieces.get(key)
                    if isinstance(held, int):
                        numbers.add(held)
                    elif held is not None:
                        numbers.update(held)
        return numbers


def _cuts(length: int) -> list[tuple[int, int]]:
    """Return where the pieces of a label of ``length`` letters start and end."""
    bounds = [length * piece // PIECES for piece in range(PIECES + 1)]
    return list(itertools.pairwise(bounds))


def _keys(text: str, length: int, most: int) -> Iterator[int]:
    """Yield the keys under which a label of ``length`` within ``most`` edits of ``text`` may be kept."""
    for piece, (start, end) in enumerate(_cuts(length)):
        for shift in range(-most, most + 1):
            first, last = start + shift, end + shift
            if first >= 0 and last <= len(text):
                yield hash((length, piece, text[first:last]))


def edits(one: str, other: str, most: int) -> int:
    """Return how many edits (add, drop, replace, swap two neighbours) lead from one text to the other.

    Stops as soon as it is more than ``most``, and then returns ``most + 1``.
    """
    if abs(len(one) - len(other)) > most:
        return most + 1
    if one == other:
        return 0
    far = most + 1
    before: list[int] = []
    previous = list(range(len(other) + 1))
    for row, letter in enumerate(one, 1):
        low, high = max(1, row - most), min(len(other), row + most)
        current = [far] * (len(other) + 1)
        if row <= most:
            current[0] = row
        for column in range(low, high + 1):
            cost = previous[column - 1] + (letter != other[column - 1])
            cost = min(cost, previous[column] + 1, current[column - 1] + 1)
            if row > 1 and column > 1 and letter == other[column - 2] and one[row - 2] == other[column - 1]:
                cost = min(cost, before[column - 2] + 1)
            current[column] = cost
        if min(current) > most:
            return far
        before, previous = previous, current
    return min(previous[-1], far)
