"""The write side: the index follows the change log; one process writes at a time, and any may be killed at any moment.

Records are read, deleted by number and added again, committed, and only then is the new sequence written: after a kill
the same facts are applied once more, with the same result.
"""

import logging
import sqlite3
import time
from collections.abc import Iterable, Iterator
from pathlib import Path

from django.db.models import Max
from tantivy import Index

from coffret.catalogue.log import last_sequence, read_from
from coffret.catalogue.models import Record, Status
from coffret.search import documents, store
from coffret.search.schema import register, schema
from coffret.search.sets.segment import Segment
from coffret.search.sets.view import View
from coffret.search.writer import Writer

log = logging.getLogger("coffret.search")

BATCH = 2_000
COMMIT_EVERY = 100_000
HEAP = 128_000_000
# A few changes do not need the memory of a hundred thousand.
SMALL_HEAP = 32_000_000
SMALL = 1_000
POLL = 0.02
# What opening a damaged index raises.
DAMAGE = (ValueError, OSError, sqlite3.DatabaseError)


def follow(until: int | None = None, timeout: float = 120.0) -> int:
    """Bring the index up to sequence ``until`` of the change log (default: its newest fact); return how far it is.

    When another process is writing, waits until that one has come far enough, or has gone, or ``timeout`` seconds.
    """
    deadline = time.monotonic() + timeout
    while True:
        reached = _reached(until)
        if reached is not None:
            return reached
        with store.lock() as mine:
            if mine:
                return _catch_up()
        if time.monotonic() > deadline:
            log.warning("l'index est encore écrit par un autre processus après %d s", timeout)
            told = store.progress(store.current())
            return told.sequence if told else 0
        time.sleep(POLL)


def held() -> int:
    """Return the sequence of the change log that searches hold; 0 without an index, or with another database's."""
    told = store.progress(store.current())
    if told is None or not told.readable or told.sequence > last_sequence():
        return 0
    return told.sequence


def _reached(until: int | None) -> int | None:
    # Read before the log: an index ahead of its log belongs to another database, and is rebuilt.
    told = store.progress(store.current())
    newest = last_sequence()
    if told is None or not told.readable or told.sequence > newest:
        return None
    return told.sequence if told.sequence >= (newest if until is None else until) else None


def rebuild(timeout: float = 3600.0) -> int:
    """Build a new index beside the live one, then swap them in one move; return how many records it holds.

    Searches go on in the old one meanwhile. Raises TimeoutError when another process keeps writing.
    """
    deadline = time.monotonic() + timeout
    while True:
        with store.lock() as mine:
            if mine:
                return _rebuild()
        if time.monotonic() > deadline:
            raise TimeoutError
        time.sleep(POLL)


def repair(reason: str) -> None:
    """Rebuild an index that could not be read, unless it has become readable meanwhile."""
    with store.lock() as mine:
        if mine and not _opens(store.current()):
            log.warning("index reconstruit : %s", reason)
            _rebuild()
            return
    follow()


def _opens(directory: Path | None) -> bool:
    if directory is None:
        return False
    try:
        open_index(directory)
        open_sets(directory)
    except DAMAGE:
        return False
    return True


def open_index(directory: Path) -> Index:
    """Open the index of ``directory``; raises ValueError or OSError when it is damaged."""
    index = register(Index.open(str(directory)))
    index.config_reader("manual")
    index.reload()
    return index


def open_sets(directory: Path, before: View | None = None) -> View:
    """Open the sets of an index; pieces open already in ``before``, and what they keep at hand, are taken again.

    Raises one of DAMAGE when they cannot be read.
    """
    told = store.progress(directory)
    known = {piece.path: piece for piece in before.pieces} if before else {}
    paths = [directory / name for name in (told.pieces if told else ())]
    return View([known.get(path) or Segment(path) for path in paths])


def _catch_up() -> int:
    directory = store.current()
    told = store.progress(directory)
    trouble = _trouble(directory, told)
    if directory is None or told is None or trouble:
        # A first index is nothing to worry about.
        log.log(logging.INFO if directory is None else logging.WARNING, "index à construire : %s", trouble)
        _rebuild()
        return _sequence()
    return _apply(open_index(directory), directory, told.sequence)


def _trouble(directory: Path | None, told: store.Progress | None) -> str:
    if directory is None:
        return "absent"
    if told is None:
        return "sans trace de son avancement"
    if not told.readable:
        return "fait par une autre analyse"
    if told.sequence > last_sequence():
        return "en avance sur le journal, donc d'une autre base"
    return "" if _opens(directory) else "illisible"


def _sequence() -> int:
    told = store.progress(store.current())
    return told.sequence if told else 0


def _apply(index: Index, directory: Path, sequence: int) -> int:
    newest = last_sequence()
    if newest <= sequence:
        return sequence
    writer = Writer(index, directory, HEAP if newest - sequence > SMALL else SMALL_HEAP)
    pending = 0
    while facts := list(read_from(sequence, BATCH)):
        ids = {record for _, record in facts}
        writer.replace(ids, Record.objects.filter(pk__in=ids).order_by("pk").values_list(*documents.COLUMNS))
        sequence, pending = facts[-1][0], pending + len(ids)
        if pending >= COMMIT_EVERY:
            writer.commit(sequence)
            pending = 0
    writer.commit(sequence)
    writer.close()
    return sequence


def _rebuild() -> int:
    sequence = last_sequence()
    directory = store.new_directory()
    writer = Writer(register(Index(schema(), str(directory), sort_by_field="id")), directory, HEAP)
    count = sum(writer.add(found) for found in _all_records())
    writer.commit(sequence)
    writer.close()
    store.make_live(directory)
    # What was published meanwhile.
    _apply(open_index(directory), directory, sequence)
    log.info("index construit : %d notices", count)
    return count


def _all_records() -> Iterator[Iterable[tuple]]:
    newest = Record.objects.aggregate(newest=Max("pk"))["newest"] or 0
    for after in range(0, newest, BATCH):
        found = Record.objects.filter(pk__gt=after, pk__lte=after + BATCH, status=Status.PUBLISHED)
        yield found.order_by("pk").values_list(*documents.COLUMNS)
