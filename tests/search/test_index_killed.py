"""The index killed at each of its steps, by SIGKILL: the next process takes it up, and nothing is missing or double."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import instances
import pytest

TESTS = Path(__file__).resolve().parents[1]

FILL = """
import sys
import django
django.setup()
import factories
from django.db import transaction
from coffret.catalogue import log
from coffret.catalogue.models import ChangeKind, Record
with transaction.atomic():
    known = list(Record.objects.order_by("pk"))
    for one in known[::3]:
        one.values = {**one.values, "TITR": "Coupe"}
        one.save()
    refs = [f"M0659{len(known) + n:06d}" for n in range(int(sys.argv[1]))]
    made = [factories.record({"REF": ref, "TITR": f"Vase {ref}"}) for ref in refs]
    log.append(ChangeKind.UPDATED, [one.pk for one in known[::3]])
    log.append(ChangeKind.PUBLISHED, [one.pk for one in made])
"""

# Small batches, so that three hundred records take all the steps of a million; dies at the given call of a function.
WRITE = """
import os, signal, sys
import django
django.setup()
from coffret.search import index, store, writer
from coffret.search.sets import writing
index.BATCH, index.COMMIT_EVERY, index.SMALL, writing.MOST = 20, 60, 50, 40
PLACES = {
    "commit": (writer.Writer, "commit"),
    "progress": (store, "keep_progress"),
    "piece": (writing.Gatherer, "write"),
    "close": (writer.Writer, "close"),
    "merge": (writing, "merge"),
    "sweep": (writing.SetWriter, "sweep"),
    "live": (store, "make_live"),
}

def dying(work, turn, when):
    left = [turn]
    def run(*given, **named):
        left[0] -= 1
        if left[0] or when == "after":
            result = work(*given, **named)
        if not left[0]:
            os.kill(os.getpid(), signal.SIGKILL)
        return result
    return run

if sys.argv[1:]:
    name, turn, when = sys.argv[1:]
    holder, name = PLACES[name]
    setattr(holder, name, dying(getattr(holder, name), int(turn), when))
index.follow()
"""

LOOK = """
import django
django.setup()
from coffret.catalogue.log import last_sequence
from coffret.search import index, reader, store
from coffret.search.query import SearchRequest, every_id
index.follow()
live = store.current()
told = store.progress(live)
assert told.sequence == last_sequence(), told
assert set(told.pieces) <= {path.name for path in live.glob("sets-*")}
assert [path for path in store.root().glob("index-*")] == [live], "other indexes are swept"
opened = reader.opened()
assert sorted(every_id(SearchRequest())) == sorted({place & 0x1FFFFFF for place in opened.sets.every})
print(opened.searcher.num_docs, len(opened.sets.every), *(len(set(every_id(SearchRequest(word)))) for word in ("vase", "coupe")))
"""


def run(data: Path, code: str, *words: str) -> subprocess.CompletedProcess[str]:
    environment = {
        **instances.environment(data),
        "PYTHONPATH": os.pathsep.join([str(TESTS), str(TESTS.parent)]),
    }
    command = [sys.executable, "-c", code, *words]
    return subprocess.run(command, env=environment, capture_output=True, text=True, timeout=180, check=False)


def done(data: Path, code: str, *words: str) -> list[str]:
    process = run(data, code, *words)
    assert process.returncode == 0, process.stderr
    return process.stdout.split()


@pytest.fixture(scope="module")
def filled(prepared: Callable[[Path], Path], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three hundred records that no index holds."""
    data = prepared(tmp_path_factory.mktemp("filled"))
    done(data, FILL, "300")
    return data


@pytest.fixture(scope="module")
def followed(prepared: Callable[[Path], Path], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Sixty records that an index holds, twenty of them changed since, and three hundred new ones."""
    data = prepared(tmp_path_factory.mktemp("followed"))
    for code, words in ((FILL, ("60",)), (WRITE, ()), (FILL, ("300",))):
        done(data, code, *words)
    return data


@pytest.mark.parametrize(
    "step",
    [
        ("commit", "1", "before"),
        ("progress", "2", "before"),
        ("piece", "4", "before"),
        ("merge", "1", "before"),
        ("live", "1", "before"),
        ("live", "1", "after"),
    ],
    ids="-".join,
)
def test_a_first_index_killed_is_taken_up(filled, tmp_path, step):
    data = instances.copied(filled, tmp_path / "var")
    assert run(data, WRITE, *step).returncode == -signal.SIGKILL
    begun = {path.parent.name for path in (data / "search").glob("index-*/progress.json")}
    assert done(data, LOOK) == ["300", "300", "300", "0"]
    assert not begun or (data / "search" / "current").read_text() in begun, "what was done is kept"


@pytest.mark.parametrize(
    "step",
    [("commit", "2", "before"), ("progress", "2", "before"), ("merge", "1", "after"), ("sweep", "1", "before")],
    ids="-".join,
)
def test_an_index_killed_while_it_follows_goes_on(followed, tmp_path, step):
    data = instances.copied(followed, tmp_path / "var")
    assert run(data, WRITE, *step).returncode == -signal.SIGKILL
    assert done(data, LOOK) == ["360", "360", "340", "20"]
