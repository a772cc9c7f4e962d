"""Words nearly spelt so: those of a first letter are read alone, those of any letter when they are asked for."""

import pytest

from coffret.search import reader
from coffret.search import vocabulary as held
from coffret.search.vocabulary import vocabulary

pytestmark = pytest.mark.django_db


def test_words_of_a_letter_are_read_alone_and_again_when_the_index_moves_on(publish, monkeypatch):
    publish({"TITR": "Portrait"}, {"TITR": "Portrait de femme"}, {"TITR": "Oportait 1880"})
    asked: list[str] = []

    class Watched:
        def __init__(self, searcher):
            self.searcher, self.num_docs = searcher, searcher.num_docs

        def terms_with_prefix(self, name, start, limit):
            asked.append(start)
            return self.searcher.terms_with_prefix(name, start, limit=limit)

    def near(word: str, first: str) -> list[tuple[str, int]]:
        opened = reader.opened()
        watched = reader.Open(opened.process, opened.stamp, opened.index, Watched(opened.searcher), opened.sets)  # type: ignore[arg-type]
        return list(vocabulary(watched, first).near(word, 1))

    assert near("portrat", "p") == [("portrait", 2)]
    assert near("portait", "p") == [("portrait", 2)]
    assert asked == ["p"]
    assert near("portait", "") == [("portrait", 2), ("oportait", 1)]
    assert near("1880", "") == near("1880", "1") == []
    assert asked == ["p", "", "1"]
    publish({"TITR": "Portail"})
    assert near("portait", "p") == [("portrait", 2), ("portail", 1)]
    assert asked == ["p", "", "1", "p"]


def test_letters_kept_are_few_and_those_of_no_word_are_not(publish):
    letters = "abcdefghijklmnopqrst"
    publish(*({"TITR": f"{letter}ortrait"} for letter in letters))
    for letter in (*letters, "é", "字"):
        words = [word for word, _count in vocabulary(reader.opened(), letter).near(f"{letter}ortrai", 1)]
        assert words == ([f"{letter}ortrait"] if letter in letters else [])
        assert held._held is not None
        assert 0 < len(held._held.words) <= held._LETTERS_KEPT
        assert (letter in held._held.words) == (letter in letters)
