"""A large file is taken in by a process of its own: the same outcome, the same refusals, and it dies with the command."""

import json
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
from test_killed import kill_at

# The command, every file being large; and what tells that another process took it in.
COMMAND = """
import os, sys
import django
django.setup()
from coffret.cli import submit
from coffret.cli.main import main
from coffret.submissions import actions
submit.APART = 0
here, receive = os.getpid(), actions.receive
def told(*given, **named):
    print("apart" if os.getpid() != here else "here", file=sys.stderr, flush=True)
    return receive(*given, **named)
actions.receive = told
sys.exit(main(sys.argv[1:]))
"""


@pytest.fixture
def data(prepared: Callable[[Path], Path], tmp_path: Path) -> Path:
    return prepared(tmp_path / "var")


def start(data: Path, *words: object) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, "-c", COMMAND, *map(str, words)],
        env=instances.environment(data),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )


def test_the_same_is_published_and_found(data, tmp_path):
    path = tmp_path / "notices.txt"
    path.write_text(text_of(*(sheet(number) for number in range(1, 31)), sheet(31, DOMN="")))
    process = start(data, "submit", path, "--publish", "--json")
    out, err = process.communicate(timeout=120)
    assert err.splitlines()[0] == "apart", err
    assert process.returncode == 1, "one line was refused"
    told = json.loads(out)
    assert (told["created"], told["rejected"], told["published"]) == (30, 1, True)
    assert ask(data, "SELECT COUNT(*) FROM catalogue_record") == [(30,)]
    again = start(data, "submit", path, "--publish", "--json")
    assert json.loads(again.communicate(timeout=120)[0])["unchanged"] == 30


def test_what_cannot_be_read_is_refused_as_ever(data, tmp_path):
    path = tmp_path / "rien.txt"
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(2000))
    process = start(data, "submit", path, "--publish")
    _out, err = process.communicate(timeout=60)
    assert process.returncode == 2
    assert "rien.txt" in err
    assert "Traceback" not in err
    assert ask(data, "SELECT COUNT(*) FROM submissions_submission") == [(0,)]


def test_it_dies_with_the_command(data, tmp_path):
    path = tmp_path / "grand.txt"
    path.write_text(text_of(*(sheet(number, TITR=f"Titre {number}") for number in range(1, 4001))))
    process = start(data, "submit", path, "--publish", "--progress")
    kill_at(process, "Contrôle")
    assert process.returncode == -signal.SIGKILL
    assert ask(data, "SELECT COUNT(*) FROM catalogue_record") == [(0,)]


def test_killed_alone_it_is_told_and_the_command_can_be_run_again(data, tmp_path):
    path = tmp_path / "grand.txt"
    path.write_text(text_of(*(sheet(number, TITR=f"Titre {number}") for number in range(1, 4001))))
    process = start(data, "submit", path, "--publish", "--progress")
    assert process.stderr
    next(line for line in process.stderr if line.startswith("Contrôle"))
    children = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()
    assert len(children) == 1
    os.kill(int(children[0]), signal.SIGKILL)
    _out, err = process.communicate(timeout=60)
    assert process.returncode == 2
    assert "relancer la même commande" in err
    assert ask(data, "SELECT COUNT(*) FROM catalogue_record") == [(0,)]
    again = start(data, "submit", path, "--publish", "--json")
    assert json.loads(again.communicate(timeout=120)[0])["created"] == 4000
