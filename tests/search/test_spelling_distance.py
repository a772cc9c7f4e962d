"""How far words are from one another: all at a time as one by one."""

import random

from coffret.search.rescue import distances


def alone(first: str, second: str) -> int:
    """The usual table, letter by letter: add, drop, change, swap two neighbours."""
    table = [[i + j for j in range(len(second) + 1)] for i in range(len(first) + 1)]
    for i in range(1, len(first) + 1):
        for j in range(1, len(second) + 1):
            changed = table[i - 1][j - 1] + (first[i - 1] != second[j - 1])
            table[i][j] = min(table[i - 1][j] + 1, table[i][j - 1] + 1, changed)
            if i > 1 and j > 1 and first[i - 1] == second[j - 2] and first[i - 2] == second[j - 1]:
                table[i][j] = min(table[i][j], table[i - 2][j - 2] + 1)
    return table[-1][-1]


def test_many_words_as_one_by_one():
    draw = random.Random(5)
    words = ["".join(draw.choices("abcdœ", k=draw.randint(1, 9))) for _ in range(150)]
    for word in words:
        assert distances(word, words).tolist() == [alone(word, other) for other in words], word


def test_letters_swapped_are_one_fault_and_no_word_is_none():
    assert distances("grvaure", ["gravure", "gravures", "grave", "grvaure"]).tolist() == [1, 2, 3, 0]
    assert distances("gravure", []).tolist() == []
