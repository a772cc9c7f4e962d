"""A command whose reader left (« | head ») stops quietly; the end of a child process does not take it along."""

import os
import signal
import subprocess
import sys

import instances
import pytest

from coffret.cli.main import main


def test_a_command_nobody_reads_stops_quietly(tmp_path):
    reader, writer = os.pipe()
    os.close(reader)
    told = subprocess.run(
        [sys.executable, "-m", "coffret.cli.main", "doctor", "--json"],
        stdout=writer,
        stderr=subprocess.PIPE,
        env=instances.environment(tmp_path),
        check=False,
    )
    os.close(writer)
    assert told.returncode == 128 + signal.SIGPIPE
    assert told.stderr == b""


@pytest.mark.django_db
def test_after_a_command_writing_to_a_process_that_died_is_an_error_and_no_death():
    main(["doctor", "--json"])
    reader, writer = os.pipe()
    os.close(reader)
    with pytest.raises(BrokenPipeError):
        os.write(writer, b"x")
    os.close(writer)
