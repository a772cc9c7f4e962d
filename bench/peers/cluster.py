"""A PostgreSQL server of one's own, begun for a measure and ended after it (Debian: postgresql)."""

import contextlib
import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

# For one reader on a small machine that has memory to spare; nothing is kept of it after the measure.
SETTINGS = {
    "fsync": "off",
    "full_page_writes": "off",
    "shared_buffers": "2GB",
    "work_mem": "256MB",
    "maintenance_work_mem": "1GB",
    "max_wal_size": "8GB",
    "effective_cache_size": "12GB",
    "random_page_cost": "1.1",
    "listen_addresses": "''",
}


def programs() -> Path | None:
    """Return where the newest server's programs are; None without any."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[4]))
    return found[-1].parent if found else None


@contextlib.contextmanager
def running() -> Iterator[str]:
    """Give the address of a server with files of its own, by a socket there; it ends with the block, its files too."""
    bin_, data = programs(), Path(tempfile.mkdtemp(prefix="coffret-postgres-"))
    assert bin_, "PostgreSQL is not installed"
    who: dict[str, object] = {}
    if os.geteuid() == 0:
        user = pwd.getpwnam("postgres")
        who = {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}
        shutil.chown(data, "postgres")

    def run(*command: str) -> None:
        subprocess.run(command, check=True, cwd=data, env={"LC_ALL": "C.UTF-8"}, stdout=subprocess.DEVNULL, **who)  # type: ignore[call-overload]

    run(str(bin_ / "initdb"), "-D", str(data / "base"), "-A", "trust", "-U", "coffret", "-N")
    options = " ".join(f"-c {name}={value}" for name, value in SETTINGS.items())
    control = (str(bin_ / "pg_ctl"), "-D", str(data / "base"), "-w")
    run(*control, "-t", "120", "-l", str(data / "log"), "-o", f"{options} -k {data}", "start")
    try:
        yield f"host={data} user=coffret dbname=postgres"
    finally:
        run(*control, "-m", "immediate", "stop")
        shutil.rmtree(data)
