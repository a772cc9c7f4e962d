"""REF already met in the file: kept in a private temporary database that SQLite spills to disk, so memory stays flat."""

import sqlite3
from collections.abc import Sequence
from typing import NamedTuple


class Met(NamedTuple):
    """Where a REF was met first, and the digest of what it held there."""

    line: int
    digest: bytes


class Repeats:
    """Tells, batch after batch, which REF came earlier in the file."""

    def __init__(self) -> None:
        self._base = sqlite3.connect("", isolation_level=None, check_same_thread=False)
        self._base.execute("PRAGMA journal_mode=OFF")
        self._base.execute("PRAGMA synchronous=OFF")
        self._base.execute("CREATE TABLE met (ref TEXT PRIMARY KEY, line INTEGER, digest BLOB) WITHOUT ROWID")

    def look(self, batch: Sequence[tuple[str, int, bytes]]) -> dict[int, Met]:
        """Return position in the batch → first meeting, for each (REF, line, digest) whose REF was met before."""
        again: dict[int, Met] = {}
        new: list[tuple[str, int, bytes]] = []
        fresh: dict[str, Met] = {}
        known = self._known([ref for ref, _line, _digest in batch if ref])
        for position, (ref, line, digest) in enumerate(batch):
            if not ref:
                continue
            first = known.get(ref) or fresh.get(ref)
            if first:
                again[position] = first
            else:
                fresh[ref] = Met(line, digest)
                new.append((ref, line, digest))
        self._base.execute("BEGIN")
        self._base.executemany("INSERT INTO met VALUES (?, ?, ?)", new)
        self._base.execute("COMMIT")
        return again

    def close(self) -> None:
        """Let the temporary database go."""
        self._base.close()

    def _known(self, refs: list[str]) -> dict[str, Met]:
        known: dict[str, Met] = {}
        for start in range(0, len(refs), 500):
            part = refs[start : start + 500]
            marks = ",".join("?" * len(part))
            rows = self._base.execute(f"SELECT ref, line, digest FROM met WHERE ref IN ({marks})", part)  # noqa: S608
            known.update((ref, Met(line, digest)) for ref, line, digest in rows)
        return known
