"""Several processes build the index at once, or find no room on the disk: the index stays one, and whole."""

import os
import subprocess
import sys
from pathlib import Path

import instances

TESTS = Path(__file__).resolve().parents[1]

FILL = """
import django
django.setup()
import factories
from django.db import transaction
from coffret.catalogue import log
from coffret.catalogue.models import ChangeKind
with transaction.atomic():
    made = [factories.record({"TITR": f"Vase {n}"}) for n in range(300)]
    log.append(ChangeKind.PUBLISHED, [one.pk for one in made])
"""

REBUILD = """
import django
django.setup()
from coffret.search import index
print(index.rebuild())
"""

# What the system refuses beyond so many bytes in a file is what a full disk refuses.
FULL = """
import resource, sqlite3, sys
import django
django.setup()
from coffret.search import index, store
index.held()  # the database is open: it is the index that lacks room
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[1]), resource.RLIM_INFINITY))
try:
    index.rebuild()
except (OSError, ValueError, sqlite3.Error) as error:
    print(type(error).__name__)
"""

LOOK = """
import django
django.setup()
from coffret.search import index, soundness, store
from coffret.search.query import SearchRequest, search
index.follow()
live = store.current()
assert soundness.fault(live, thorough=True) == ""
print(search(SearchRequest("vase")).total, len(list(store.root().glob("index-*"))))
"""


def started(data: Path, code: str, *words: str) -> "subprocess.Popen[str]":
    path = os.pathsep.join([str(TESTS), str(TESTS.parent)])
    environment = {**instances.environment(data), "PYTHONPATH": path}
    return subprocess.Popen(
        [sys.executable, "-c", code, *words],
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def said(process: "subprocess.Popen[str]") -> list[str]:
    out, errors = process.communicate(timeout=120)
    assert process.returncode == 0, errors
    return out.split()


def test_two_rebuild_at_once_and_a_full_disk_leaves_the_index_as_it_was(tmp_path, prepared):
    prepared(tmp_path)
    said(started(tmp_path, FILL))
    both = [started(tmp_path, REBUILD) for _ in range(2)]
    assert [said(one) for one in both] == [["300"], ["300"]]
    assert said(started(tmp_path, LOOK)) == ["300", "1"]
    live = (tmp_path / "search" / "current").read_text()
    assert said(started(tmp_path, FULL, "4000")) != []
    assert (tmp_path / "search" / "current").read_text() == live
    # What the full disk interrupted is taken up, or begun anew, once there is room.
    assert said(started(tmp_path, REBUILD)) == ["300"]
    assert said(started(tmp_path, LOOK)) == ["300", "1"]
