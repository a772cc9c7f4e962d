"""The index follows the change log, survives what befalls it, and never has two writers."""

import json
import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import factories
import instances
import pytest
from django.db import transaction

from coffret.catalogue import log
from coffret.catalogue.models import ChangeKind, Status
from coffret.search import index, reader, store
from coffret.search.query import SearchRequest, search

pytestmark = pytest.mark.django_db


def change(record, kind=ChangeKind.UPDATED, **columns):
    """Change a record's columns as a publication does, and follow."""
    for name, value in columns.items():
        setattr(record, name, value)
    record.save()
    with transaction.atomic():
        log.append(kind, [record.pk])
    return index.follow()


def refs(words=""):
    return sorted(search(SearchRequest(words, facets=False)).refs)


def test_follows_publication_update_and_withdrawal(publish):
    one, _two = publish({"TITR": "Coffret"}, {"TITR": "Aiguière"})
    assert refs("coffret") == [one.ref]
    change(one, values={**one.values, "TITR": "Cassette"})
    assert (refs("coffret"), refs("cassette")) == ([], [one.ref])
    change(one, ChangeKind.WITHDRAWN, status=Status.WITHDRAWN)
    assert refs("cassette") == []
    change(one, ChangeKind.RESTORED, status=Status.PUBLISHED)
    assert refs("cassette") == [one.ref]
    assert search(SearchRequest()).total == 2


def test_replay_changes_nothing(publish, index_directory):
    publish(*[{"TITR": "Vase"} for _ in range(5)])
    # As after a kill between the commit and the note of how far it went.
    store.keep_progress(store.current(), 0)
    assert index.follow() == log.last_sequence()
    assert search(SearchRequest("vase")).total == 5


def test_idle_follow_writes_nothing(publish):
    publish({"TITR": "Vase"})
    before = store.stamp()
    index.follow()
    assert store.stamp() == before


def test_rebuild_swaps_while_readers_go_on(publish):
    publish({"TITR": "Vase"})
    held, old = reader.searcher(), store.current()
    assert index.rebuild() == 1
    assert store.current() != old
    assert not old.exists()
    assert held.num_docs == 1
    assert refs("vase") != []


def _overwritten(path: Path) -> None:
    """Put another file in its place: the old one, mapped by those who read it, must not shrink under them."""
    other = path.with_suffix(".other")
    other.write_bytes(b"nothing of the kind")
    other.replace(path)


@pytest.mark.parametrize(
    "damage",
    [
        lambda live: (live / "meta.json").write_text("{"),
        lambda live: (live / "meta.json").unlink(),
        lambda live: _overwritten(next(live.glob("*.term"))),
        lambda live: next(live.glob("*.store")).unlink(),
        lambda live: (live / "progress.json").unlink(),
        lambda live: (live / "progress.json").write_text('{"sequence": 1, "fingerprint": "other"}'),
        lambda live: (live / "progress.json").write_text(
            json.dumps({"sequence": 10**9, "fingerprint": store.fingerprint()})
        ),
        lambda live: (live.parent / "current").write_text("index-0"),
        lambda live: (live.parent / "current").unlink(),
    ],
)
def test_a_damaged_index_is_rebuilt_by_itself(publish, damage):
    (record,) = publish({"TITR": "Vase"})
    damage(store.current())
    reader._open = None  # as another process would find it
    change(record)
    assert refs("vase") == [record.ref]


def test_a_search_finds_a_damaged_index_and_mends_it(publish):
    (record,) = publish({"TITR": "Vase"})
    (store.current() / "meta.json").unlink()
    reader._open = None
    assert refs("vase") == [record.ref]


def test_a_second_process_waits_for_the_writer(publish, index_directory, caplog):
    publish({"TITR": "Vase"})
    record = factories.record({"TITR": "Coupe"})
    with transaction.atomic():
        log.append(ChangeKind.PUBLISHED, [record.pk])
    with store.lock() as mine:
        assert mine
        with store.lock() as another:
            assert not another
        start = time.monotonic()
        assert index.follow(timeout=0.1) < log.last_sequence()
        assert time.monotonic() - start < 5
    assert "autre processus" in caplog.text
    assert index.follow() == log.last_sequence()


def test_a_waiting_follower_goes_on_when_the_other_has_come_far_enough(publish):
    publish({"TITR": "Vase"})
    live, wanted = store.current(), log.last_sequence()
    store.keep_progress(live, wanted - 1)
    with store.lock() as mine:
        assert mine
        timer = threading.Timer(0.1, store.keep_progress, (live, wanted))
        timer.start()
        assert index.follow(until=wanted, timeout=10) == wanted
        timer.join()


WRITER = """
import sys
import django
django.setup()
from coffret.search import documents, index
index.BATCH = index.COMMIT_EVERY = 40
index.follow()
"""


def _run(code, environment, *words):
    return subprocess.run(
        [sys.executable, "-c", code, *words], env=environment, capture_output=True, text=True, check=True, timeout=180
    ).stdout


FILL = """
import django
django.setup()
from coffret.cli.prepare import prepare
prepare()
import factories
from django.db import transaction
from coffret.catalogue import log
from coffret.catalogue.models import ChangeKind
from coffret.search import index
with transaction.atomic():
    records = [factories.record({"TITR": f"Vase {n}"}) for n in range(int(__import__("sys").argv[1]))]
    log.append(ChangeKind.PUBLISHED, [record.pk for record in records])
"""

COUNT = """
import django
django.setup()
from coffret.catalogue.log import last_sequence
from coffret.search import index
from coffret.search.query import SearchRequest, every_id
assert index.follow() == last_sequence()
ids = every_id(SearchRequest("vase"))
print(len(ids), len(set(ids)))
"""


def test_killed_while_writing_then_recovers(tmp_path, prepared):
    tests = os.path.dirname(os.path.dirname(__file__))
    path = os.pathsep.join([tests, os.path.dirname(tests)])
    environment = {**instances.environment(tmp_path), "PYTHONPATH": path}
    prepared(tmp_path)
    _run(FILL, environment, "900")
    writer = subprocess.Popen([sys.executable, "-c", WRITER], env=environment, stderr=subprocess.DEVNULL)
    progress, deadline = 0, time.monotonic() + 30
    while progress < 80 and writer.poll() is None and time.monotonic() < deadline:
        told = next(iter((tmp_path / "search").glob("index-*/progress.json")), None)
        progress = json.loads(told.read_text())["sequence"] if told else 0
    writer.send_signal(signal.SIGKILL)
    assert writer.wait() == -signal.SIGKILL, "it was to be killed half-way"
    assert _run(COUNT, environment).split() == ["900", "900"]
