"""Killed for real while many lines are corrected: nothing is half-corrected, and begun again it ends the work."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import instances
import pytest
from instances import ask
from sheets import sheet, text_of

RECORDS = 3000
WORK = """
import django, sys
django.setup()
from coffret.submissions.mending import fixing
from coffret.submissions.models import Submission
submission = Submission.objects.get()
asked = {"code": "REC046", "field": "PERI", "value": "18è Siècle", "after": "18e siècle", "keep": False, "members": None}
print("begun", flush=True)
watch = lambda progress: print(progress.records, flush=True)
print("done", fixing.do_asked(submission, asked, None, watch).count, flush=True)
"""


@pytest.fixture
def data(prepared: Callable[[Path], Path], tmp_path: Path) -> Path:
    path = tmp_path / "grand.txt"
    path.write_text(text_of(*(sheet(number, PERI="18è Siècle") for number in range(1, RECORDS + 1))), encoding="utf-8")
    place = prepared(tmp_path / "var")
    command = [sys.executable, "-m", "coffret.cli.main", "submit", str(path), "--json"]
    subprocess.run(command, env=environment(place), check=False, capture_output=True, timeout=120)
    return place


def environment(data: Path) -> dict[str, str]:
    return {**instances.environment(data), "DJANGO_SETTINGS_MODULE": "coffret.settings"}


def start(data: Path) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", WORK], env=environment(data), stdout=subprocess.PIPE, text=True, start_new_session=True
    )


def kill_at(data: Path, step: str) -> None:
    """Kill the work once it says this number of lines."""
    process = start(data)
    assert process.stdout
    for line in process.stdout:
        if line.strip() == step:
            os.kill(process.pid, signal.SIGKILL)
            break
    process.communicate(timeout=30)
    assert process.returncode == -signal.SIGKILL


def test_killed_at_any_step_all_or_nothing_is_corrected(data):
    before = ask(data, "SELECT COUNT(*), SUM(count) FROM submissions_findinggroup")
    payloads = ask(data, "SELECT position, payload FROM submissions_line ORDER BY position")
    for step in ("500", "2500"):
        kill_at(data, step)
        assert ask(data, "SELECT COUNT(*), SUM(count) FROM submissions_findinggroup") == before
        assert ask(data, "SELECT position, payload FROM submissions_line ORDER BY position") == payloads

    out, _err = start(data).communicate(timeout=120)

    assert out.splitlines()[-1] == f"done {RECORDS}"
    assert ask(data, "SELECT COUNT(*), SUM(count) FROM submissions_mending") == [(1, RECORDS)]
    assert ask(data, "SELECT COUNT(*) FROM submissions_findinggroup WHERE code = 'REC046'") == [(0,)]
