"""What search is measured beside finds the same: SQLite's full text always, Lucene and PostgreSQL where they are."""

import random
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from demo_site import needs

BENCH = Path(__file__).resolve().parents[2] / "bench"
pytestmark = pytest.mark.django_db
TITLES = ("Portrait de femme", "Vue de Rouen", "La Seine à Rouen", "Vierge à l'Enfant", "Études de chevaux", "")
MAKERS = ("Monet Claude", "anonyme", "Dubois Paul (graveur)", "Dubois Paul;Monet Claude", "L'Heureux \\ fils")
DOMAINS = ("peinture", "dessin", "dessin;estampe", "céramique")


@pytest.fixture(autouse=True)
def bench(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Let the measures be imported as when they are run; take them away afterwards."""
    before = set(sys.modules)
    monkeypatch.syspath_prepend(str(BENCH))
    yield
    for name in set(sys.modules) - before:
        if name in {"board", "search_peers"} or name.partition(".")[0] == "peers":
            del sys.modules[name]


@pytest.fixture
def catalogue(publish: Callable[..., Any], tmp_path: Path) -> Path:
    """Publish some records; return the file of them that every engine is given."""
    from peers import records

    draw = random.Random(5)
    for first in (None, 1750, 1850):
        made = [
            {"TITR": draw.choice(TITLES), "AUTR": draw.choice(MAKERS), "DOMN": draw.choice(DOMAINS), "TECH": "huile"}
            for _ in range(20)
        ]
        publish(*made, year_from=first, year_to=first and first + 40, has_image=first == 1750)
    path = tmp_path / "records.tsv"
    assert records.write(path, 0) == 60
    return path


def compared(names: tuple[str, ...], path: Path) -> list[dict[str, Any]]:
    """Return the rows of the measure, and of a few questions more."""
    import search_peers
    from peers import records
    from peers.ours import Ours
    from peers.questions import Question, questions

    ours = Ours()
    asked = questions(60, {key: ours.values(key) or [("personne", 1)] for key in records.FACETS}) + [
        Question("two makers", filters={"auteur": ("Monet Claude", "L'Heureux \\ fils")}),
        Question("words and several filters", "rouen", {"domaine": ("dessin", "estampe"), "auteur": ("Monet Claude",)}),
        Question("accents and elision", "l'etude cheval"),
        Question("last page", "huile", offset=50),
        Question("little words", "de la"),
        Question("absent", "introuvable -huile"),
    ]
    with search_peers.peers(names, path.parent) as engines:
        for engine in engines.values():
            assert search_peers.built(engine, path)["mb"] > 0
        assert tuple(engines) == names
        return [search_peers.asked(question, {"coffret": ours, **engines}, 1) for question in asked]


def differences(name: str, path: Path) -> dict[str, Any]:
    """Return question → what an engine finds otherwise than search does, most questions finding something."""
    rows = compared((name,), path)
    assert sum(row["total"] > 0 for row in rows) > 12
    return {row["question"]: row[name]["differs"] for row in rows if "differs" in row[name]}


def test_sqlite_finds_the_same(catalogue: Path):
    assert differences("fts5", catalogue) == {}


@pytest.mark.external
def test_lucene_finds_the_same(catalogue: Path):
    from peers import lucene

    needs(lucene.installed(), "Debian: liblucene8-java, default-jdk-headless")
    assert differences("lucene", catalogue) == {}


@pytest.mark.external
def test_postgresql_finds_the_same(catalogue: Path):
    from peers import cluster

    needs(cluster.programs(), "Debian: postgresql")
    assert differences("postgres", catalogue) == {}


def test_a_difference_is_told(catalogue: Path):
    import search_peers
    from peers.engine import Answer

    mine = Answer(3, [], {"domaine": [("dessin", 3)], "auteur": [("Monet", 2)]}, [1.0])
    other = Answer(4, [], {"domaine": [("estampe", 3)], "auteur": [("Monet", 1)]}, [1.0])
    assert search_peers.differences(mine, other) == ["total", "auteur"]
    assert search_peers.differences(mine, mine) == []


def test_the_section_names_what_is_measured(catalogue: Path):
    import search_peers

    results = search_peers.everything(("fts5",), 1, catalogue.parent, workers=0)
    told = search_peers.section(results)
    assert "| frequent word: « papier » |" in told
    assert "SQLite FTS5" in told
    assert "60 records" in told


def test_aims_are_met_or_not():
    import search_peers

    def row(name: str, ms: float, ratio: float, otherwise: bool = False) -> dict[str, Any]:
        return {"question": name, "otherwise": otherwise, "coffret": {"p95": ms}, "lucene": {"ratio": ratio}}

    rows = [row("no word", 2, 60), row("frequent word", 5, 4), row("no answer", 9, 0.01, True), row("years", 41, 1.2)]
    told = search_peers.aims({"engines": {"lucene": {}}, "questions": rows})
    assert ["NOT" not in one for one in told] == [True, False, True, False, True]
    assert "4 at worst" in told[3]
