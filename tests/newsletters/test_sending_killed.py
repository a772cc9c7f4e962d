"""The measure of crashes, small: senders killed, a relay restarted, people leaving; counted in the relay's own journal."""

import json
import os
import socket
import subprocess
import sys
from pathlib import Path

import instances
import pytest

BENCH = Path(__file__).resolve().parents[2] / "bench" / "letter_crash.py"


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        return int(server.getsockname()[1])


@pytest.mark.external
def test_killed_again_and_again_nobody_is_mailed_twice_nor_lost(tmp_path: Path):
    command = [sys.executable, str(BENCH), "--recipients", "2000", "--kills", "3", "--leaving", "200", "--seconds", "8"]
    if instances.ON_POSTGRESQL:
        command += ["--postgres", instances.address(tmp_path)]
    environment = {**os.environ, "BENCH_TMP": str(tmp_path), "BENCH_PORT": str(free_port())}
    done = subprocess.run(
        [*command, "--connections", "4", "--pause", "3", "--plain"],
        env=environment,
        capture_output=True,
        text=True,
        timeout=300,
    )
    found = json.loads(done.stdout[done.stdout.index("{") :])
    assert (done.returncode, found["faults"]) == (0, []), done.stderr[-2000:]
    assert (found["kills"], found["restarts"], found["left"]) == (3, 1, 200)
    assert found["doubt"] <= 4 * 4
    assert sum(found["states"].values()) == 2000
