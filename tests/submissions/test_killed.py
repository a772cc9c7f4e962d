"""Killed for real: SIGKILL while checking or publishing leaves the state before, and the same command ends the work."""

import os
import re
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import instances
import pytest
from instances import ask
from sheets import sheet, text_of

RECORDS = 4000


@pytest.fixture
def data(prepared: Callable[[Path], Path], tmp_path: Path) -> Path:
    return prepared(tmp_path / "var")


@pytest.fixture
def large(tmp_path: Path) -> Path:
    path = tmp_path / "grand.txt"
    path.write_text(text_of(*(sheet(number, TITR=f"Titre {number}") for number in range(1, RECORDS + 1))))
    return path


def start(data: Path, *words: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "coffret.cli.main", *words],
        env=instances.environment(data),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )


def kill_at(process: subprocess.Popen[str], step: str, past: int = 0) -> None:
    """Kill the command, and it alone, at the first progress of a step ``past`` so many notices; its children must not
    outlive it.
    """
    assert process.stderr
    for line in process.stderr:
        if line.startswith(step) and int(re.sub(r"\D", "", line.partition(" notices")[0])) > past:
            os.kill(process.pid, signal.SIGKILL)
            break
    process.communicate(timeout=20)  # returns once no child holds the pipes any more
    assert process.returncode == -signal.SIGKILL


def finish(data: Path, *words: str) -> str:
    process = start(data, *words)
    out, err = process.communicate(timeout=120)
    assert process.returncode == 0, err
    return out


# While what will be written is made; in the transaction that writes it: made is half of published.
@pytest.mark.parametrize("past", [0, RECORDS // 2])
def test_killed_while_publishing_nothing_of_it_is_there(data, large, tmp_path, past):
    few = tmp_path / "petit.txt"
    few.write_text(text_of(sheet(1, TITR="D'abord"), sheet(2)))
    finish(data, "submit", str(few), "--publish")

    kill_at(start(data, "submit", str(large), "--publish", "--progress"), "Publication", past)

    assert ask(data, "SELECT COUNT(*), MAX(version) FROM catalogue_record") == [(2, 1)]
    assert ask(data, "SELECT title FROM catalogue_record WHERE ref = 'M0650000001'") == [("D'abord",)]
    assert ask(data, "SELECT COUNT(*) FROM catalogue_recordversion") == [(0,)]
    assert ask(data, "SELECT COUNT(*) FROM catalogue_change") == [(2,)]
    assert ask(data, "SELECT stage FROM submissions_submission ORDER BY id") == [("published",), ("checked",)]

    finish(data, "submit", str(large), "--publish")

    assert ask(data, "SELECT COUNT(*), MAX(version) FROM catalogue_record") == [(RECORDS, 2)]
    assert ask(data, "SELECT COUNT(*) FROM catalogue_change") == [(2 + RECORDS,)]
    assert instances.is_whole(data)


def test_killed_while_checking_the_same_submission_is_taken_up_again(data, large):
    kill_at(start(data, "submit", str(large), "--publish", "--progress"), "Contrôle")
    assert ask(data, "SELECT stage FROM submissions_submission") == [("received",)]

    finish(data, "submit", str(large), "--publish")

    assert ask(data, "SELECT id, stage, created FROM submissions_submission") == [(1, "published", RECORDS)]
    assert ask(data, "SELECT COUNT(*) FROM submissions_line") == [(RECORDS,)]
    assert ask(data, "SELECT COUNT(*) FROM submissions_line WHERE record IS NULL") == [(0,)]
