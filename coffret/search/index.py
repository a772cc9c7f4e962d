"""The write side: the index follows the change log; one process writes at a time, and any may be killed at any moment.

Records are read, deleted by number and added again, committed, and only then is the new sequence written: after a kill
the same facts are applied once more, with the same result. Documents are made by child processes when there are many.
"""

import logging
import sqlite3
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from django.db.models import Max
from pyroaring import BitMap
from tantivy import Index

from coffret.catalogue.log import last_sequence, read_from
from coffret.catalogue.models import Record, Status
from coffret.search import documents, making, store
from coffret.search.making import Task
from coffret.search.schema import register, schema
from coffret.search.sets.segment import Segment
from coffret.search.sets.view import View
from coffret.search.writer import Writer

log = logging.getLogger("coffret.search")

BATCH = 1_000
COMMIT_EVERY = 100_000
HEAP = 128_000_000
# A few changes do not need the memory of a hundred thousand.
SMALL_HEAP = 32_000_000
SMALL = 1_000
POLL = 0.02
# What opening a damaged index raises.
DAMAGE = (ValueError, OSError, sqlite3.DatabaseError)

# Told of how many records were indexed, of how many.
Watch = Callable[[int, int], None]


def _quiet(done: int, total: int) -> None:
    """Watch nothing."""


def follow(until: int | None = None, timeout: float = 120.0, watch: Watch = _quiet) -> int:
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
                return _catch_up(watch)
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


def rebuild(timeout: float = 3600.0, watch: Watch = _quiet) -> int:
    """Build a new index beside the live one, then swap them in one move; return how many records it holds.

    Searches go on in the old one meanwhile; a build interrupted today is taken up. Raises TimeoutError when another
    process keeps writing.
    """
    deadline = time.monotonic() + timeout
    while True:
        with store.lock() as mine:
            if mine:
                return _rebuild(watch)
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


def _catch_up(watch: Watch) -> int:
    directory = store.current()
    told = store.progress(directory)
    trouble = _trouble(directory, told)
    if directory is None or told is None or trouble:
        # A first index is nothing to worry about.
        log.log(logging.INFO if directory is None else logging.WARNING, "index à construire : %s", trouble)
        _rebuild(watch)
        return _sequence()
    return _apply(directory, told.sequence, watch)


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


def _apply(directory: Path, sequence: int, watch: Watch = _quiet) -> int:
    """Write in the index of ``directory`` what changed after ``sequence``; return how far it has come."""
    while (newest := last_sequence()) > sequence:
        many = newest - sequence > SMALL
        with making.opened(many=many) as workers:
            writer = Writer(open_index(directory), directory, HEAP if many else SMALL_HEAP)
            done = pending = 0
            for made in making.made(workers, _changed(sequence, newest)):
                writer.replace(made)
                done, pending = done + len(made.numbers), pending + len(made.numbers)
                if pending >= COMMIT_EVERY:
                    writer.commit(made.reached)
                    pending = 0
                watch(done, newest - sequence)
            writer.commit(newest)
            writer.close()
        sequence = newest
    return sequence


def _changed(sequence: int, newest: int) -> Iterator[Task]:
    """Yield the records that facts after ``sequence`` and up to ``newest`` name, each once, as they are now."""
    done = BitMap()
    while sequence < newest:
        facts = [fact for fact in read_from(sequence, BATCH) if fact[0] <= newest]
        if not facts:
            return
        sequence = facts[-1][0]
        numbers = sorted({record for _, record in facts if record not in done})
        done.update(numbers)
        found = Record.objects.filter(pk__in=numbers).order_by("pk")
        yield Task(sequence, numbers, list(found.values_list(*documents.COLUMNS)))


def _rebuild(watch: Watch = _quiet) -> int:
    sequence, after, directory = _begun()
    newest = Record.objects.aggregate(newest=Max("pk"))["newest"] or 0
    with making.opened(many=newest - after > SMALL) as workers:
        writer = Writer(open_index(directory), directory, HEAP)
        pending = 0
        for made in making.made(workers, _all_records(after, newest)):
            writer.replace(made)
            after, pending = made.reached, pending + len(made.ids)
            if pending >= COMMIT_EVERY:
                writer.commit(sequence, after)
                pending = 0
            watch(after, newest)
        writer.commit(sequence, after)
        writer.close()
    store.make_live(directory)
    # What was published meanwhile.
    _apply(directory, sequence)
    count = open_index(directory).searcher().num_docs
    log.info("index construit : %d notices", count)
    return count


def _begun() -> tuple[int, int, Path]:
    """Return the sequence, the last record taken and the directory of the index to build: of one interrupted, or new."""
    directory = store.unfinished()
    told = store.progress(directory)
    if directory and told and told.building is not None and told.sequence <= last_sequence() and _opens(directory):
        log.info("construction de l'index reprise après la notice %d", told.building)
        return told.sequence, told.building, directory
    sequence = last_sequence()
    directory = store.new_directory()
    register(Index(schema(), str(directory), sort_by_field="id"))
    return sequence, 0, directory


def _all_records(after: int, newest: int) -> Iterator[Task]:
    for first in range(after, newest, BATCH):
        found = Record.objects.filter(pk__gt=first, pk__lte=first + BATCH, status=Status.PUBLISHED).order_by("pk")
        rows = list(found.values_list(*documents.COLUMNS))
        yield Task(min(first + BATCH, newest), [row[0] for row in rows], rows)
