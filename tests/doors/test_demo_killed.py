"""A demonstration that is killed leaves no process behind that was drawing its pictures."""

import signal
import subprocess
import sys
import time
from pathlib import Path

# Draws one picture, then says so and waits to be killed.
DRAWING = """
import sys, time
from pathlib import Path
from coffret.cli.demonstration.workshop import Workshop, draw_batch

if __name__ == "__main__":
    with Workshop.opened(Path(sys.argv[1]), 2) as workshop:
        for name in "ab":
            path = workshop.images("M0001") / f"{name}.jpg"
            workshop._pool.submit(draw_batch, [(str(path), "paysage", "essai")]).result()
        print(*workshop._pool._processes, flush=True)
        time.sleep(120)
"""


def test_processes_that_draw_die_with_the_command(tmp_path):
    script = tmp_path / "drawing.py"
    script.write_text(DRAWING)
    command = [sys.executable, script, tmp_path / "pictures"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        children = [Path("/proc", number) for number in process.stdout.readline().split()]
        assert children
        assert all(map(Path.exists, children))
        process.send_signal(signal.SIGKILL)

    until = time.monotonic() + 20
    while any(map(Path.exists, children)) and time.monotonic() < until:
        time.sleep(0.05)
    assert not any(map(Path.exists, children))
