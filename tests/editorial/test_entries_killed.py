"""Real processes on a real file: killed in the middle of a publication, or saving all at once."""

import json
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import instances
import pytest
from instances import ask

BEGIN = "import django; django.setup(); from coffret.editorial.entries import actions, publishing, references\n"
MAKE = """
from datetime import timedelta
from django.utils import timezone
above = actions.create("resource", {"title": "Normes", "body": "<p>Les normes.</p>", "summary": "Normes."}, None)
actions.publish(above, None)
below = actions.create("resource", {"title": "Images", "body": "<p>Tout.</p>", "summary": "Images.", "parent": above.pk}, None)
actions.publish(below, None)
actions.save(above, {**above.content, "slug": "les-normes"}, None, base=1)
actions.schedule(above, None, timezone.now() + timedelta(seconds=0.2))
"""
# Killed once the new address, the pages below it and the typed row are written: just before the journal.
KILLED = """
import os, signal, time
time.sleep(0.3)
publishing.note = lambda *_: None
publishing.references.rewrite = lambda *_: os.kill(os.getpid(), signal.SIGKILL)
actions.publish_due()
"""
FINISH = "print(actions.publish_due())"
SAVE = """
import sys
from coffret.editorial.models import Entry
try:
    print(actions.save(Entry.objects.get(path="/ressources/normes/images"), {"title": sys.argv[1]}, None, base=1).number)
except actions.Overtaken as late:
    print("late", late.revision.number)
"""


@pytest.fixture
def data(prepared: Callable[[Path], Path], tmp_path: Path) -> Path:
    run(prepared(tmp_path), MAKE)
    return tmp_path


def start(data: Path, code: str, *words: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", BEGIN + code, *words],
        env={**instances.environment(data), "DJANGO_SETTINGS_MODULE": "coffret.settings"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def run(data: Path, code: str) -> str:
    process = start(data, code)
    out, err = process.communicate(timeout=120)
    assert process.returncode == 0, err
    return out


def test_a_publication_killed_in_the_middle_is_as_if_never_begun_then_done(data: Path) -> None:
    before = ask(data, "select path, stage, publish_at from editorial_entry order by id")
    process = start(data, KILLED)
    process.communicate(timeout=60)
    assert process.returncode == -signal.SIGKILL
    assert ask(data, "select path, stage, publish_at from editorial_entry order by id") == before
    assert ask(data, "select count(*) from editorial_redirect") == [(0,)]
    assert run(data, FINISH).strip() == "(1, 0, 0)"
    assert ask(data, "select path from editorial_entry order by id") == [
        ("/ressources/les-normes",),
        ("/ressources/les-normes/images",),
    ]
    acts = ask(data, "select act from editorial_step where entry_id = 1 order by id")
    assert acts == [("created",), ("published",), ("scheduled",), ("moved",), ("published",)]


def test_of_saves_made_at_once_from_one_version_a_single_one_is_kept(data: Path) -> None:
    processes = [start(data, SAVE, f"Titre {number}") for number in range(4)]
    said = sorted(process.communicate(timeout=120)[0].strip() for process in processes)
    assert said == ["2", "late 2", "late 2", "late 2"]
    kept = ask(data, "select content from editorial_revision where entry_id = 2 order by number")
    assert len(kept) == 2
    assert json.loads(kept[1][0])["title"].startswith("Titre ")
