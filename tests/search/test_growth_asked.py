"""What growth asks of a catalogue is asked of the catalogue at hand, and every turn is heard but the first."""

import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

BENCH = Path(__file__).resolve().parents[2] / "bench"
MINE = {"board", "catalogue", "catalogue_words", "growth", "growth_plot", "loading"}
pytestmark = pytest.mark.django_db


@pytest.fixture
def growth(monkeypatch: pytest.MonkeyPatch) -> Iterator[ModuleType]:
    """Give the measure, imported as when it is run."""
    before = set(sys.modules)
    monkeypatch.syspath_prepend(str(BENCH))
    import growth

    yield growth
    for name in set(sys.modules) - before:
        if name in MINE or name.partition(".")[0] == "peers":
            del sys.modules[name]


def test_every_question_is_told(growth, publish: Callable[..., Any]):
    from peers.questions import questions

    publish(
        {"TITR": "Vue de Rouen", "AUTR": "Monet Claude", "DOMN": "peinture", "TECH": "huile, papier"},
        {"TITR": "Paysage", "AUTR": "Monet Claude", "DOMN": "dessin", "TECH": "papier (crayon)"},
        year_from=1820,
        year_to=1840,
    )
    told = growth.asked(1)
    one = {key: [("Monet Claude", 2)] for key in ("musee", "domaine", "auteur")}
    assert list(told["questions"]) == [question.name for question in questions(2, one)]
    assert all(taken > 0 for taken in told["questions"].values())
    assert told["p95"] >= min(told["questions"].values())
    assert told["p95_phrases_and_years"] > 0
    assert told["p95_suggestions"] > 0


def test_suggestions_are_asked_at_each_letter(growth, publish: Callable[..., Any]):
    publish({"TITR": "Vue de Rouen", "AUTR": "Monet Claude"})
    assert len(growth.suggestions(2)) == 2 * len(growth.TYPED)


def test_the_ninety_fifth_hundredth(growth):
    assert growth.p95([float(value) for value in range(100, 0, -1)]) == 96.0
    assert growth.p95([3.0]) == 3.0
    assert growth.p95([]) == 0.0
