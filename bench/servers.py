"""Servers started for a measure, and wrk that asks them: Coffret by its own command, iipsrv behind lighttpd."""

import contextlib
import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

HERE = Path(__file__).resolve().parent
IIPSRV = Path("/usr/lib/iipimage-server/iipsrv.fcgi")
LIGHTTPD = """
server.document-root = "{folder}"
server.port = {port}
server.bind = "127.0.0.1"
server.modules = ("mod_fastcgi")
server.max-keep-alive-requests = 100000000
server.errorlog = "{folder}/errors.log"
fastcgi.server = ("/iiif" => (("socket" => "{folder}/iipsrv.sock", "check-local" => "disable", "max-procs" => 2,
  "bin-path" => "{binary}", "bin-environment" => ("FILESYSTEM_PREFIX" => "{folder}/", "JPEG_QUALITY" => "85",
  "LOGFILE" => "{folder}/iipsrv.log", "VERBOSITY" => "0"))))
"""
ASKER = """
local paths = {}
for line in io.lines("%s") do paths[#paths + 1] = line end
local number = 0
request = function()
  number = number %% #paths + 1
  return wrk.format("GET", paths[number])
end
"""


@contextlib.contextmanager
def ours(data: Path, port: int) -> Iterator[tuple[str, int]]:
    """Serve the data directory by Coffret's own command; give the prefix of addresses and the process."""
    environment = {**os.environ, "COFFRET_DATA": str(data), "COFFRET_BASE_URL": f"http://127.0.0.1:{port}"}
    command = [sys.executable, "-m", "coffret.cli.main", "serve", "--bind", f"127.0.0.1:{port}"]
    with running(command, port, environment) as server:
        yield "/iiif/3/", server


@contextlib.contextmanager
def theirs(folder: Path, port: int) -> Iterator[str]:
    """Serve the folder by two iipsrv behind lighttpd; give the prefix of addresses."""
    configuration = folder / "lighttpd.conf"
    configuration.write_text(LIGHTTPD.format(folder=folder, port=port, binary=IIPSRV))
    with running(["lighttpd", "-D", "-f", str(configuration)], port, dict(os.environ)):
        yield "/iiif?IIIF="


@contextlib.contextmanager
def running(command: list[str], port: int, environment: dict[str, str]) -> Iterator[int]:
    """Run a server until the end of the block; give its process number."""
    server = subprocess.Popen(command, env=environment, cwd=HERE.parent, stdout=subprocess.DEVNULL)
    try:
        for _attempt in range(600):
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
                break
            time.sleep(0.1)
        yield server.pid
    finally:
        server.terminate()
        server.wait(timeout=30)


def wrk(port: int, paths: list[str], connections: int, seconds: int, folder: Path) -> tuple[float, int]:
    """Ask for the paths in a loop; return answers per second, and how many were neither 2xx nor 3xx."""
    (folder / "paths.txt").write_text("".join(f"{path}\n" for path in paths))
    script = folder / "ask.lua"
    script.write_text(ASKER % (folder / "paths.txt"))
    command = ["wrk", "-t1", f"-c{connections}", f"-d{seconds}", "--timeout", "30"]
    command += ["-s", str(script), f"http://127.0.0.1:{port}/"]
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    rate, refused = re.search(r"Requests/sec:\s+([\d.]+)", said), re.search(r"Non-2xx or 3xx responses: (\d+)", said)
    assert rate, said
    return round(float(rate[1]), 1), int(refused[1]) if refused else 0


def peak(server: int) -> int:
    """Return the peak memory, in MB, of the largest process born of ``server``."""
    born = {server}
    for entry in sorted(int(one.name) for one in Path("/proc").iterdir() if one.name.isdigit()):
        with contextlib.suppress(OSError):
            parent = int(re.search(r"PPid:\t(\d+)", Path(f"/proc/{entry}/status").read_text())[1])  # type: ignore[index]
            born |= {entry} if parent in born else set()
    sizes = [re.search(r"VmHWM:\s+(\d+)", Path(f"/proc/{one}/status").read_text()) for one in born]
    return max(int(size[1]) for size in sizes if size) // 1024


def free_port() -> int:
    """Return a port nobody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return int(probe.getsockname()[1])
