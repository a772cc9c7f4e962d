"""A PostgreSQL server of one's own, begun for a measure and ended after it, as the tests begin theirs (Debian: postgresql)."""

import contextlib
import sys
from collections.abc import Iterator
from pathlib import Path

sys.path.append(str(Path(__file__).resolve().parents[2] / "tests"))
import postgresql

programs = postgresql.programs

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
    "listen_addresses": "",
}


@contextlib.contextmanager
def running() -> Iterator[str]:
    """Give the address of a server with files of its own, by a socket there; it ends with the block, its files too."""
    with postgresql.cluster(SETTINGS) as address:
        yield address
