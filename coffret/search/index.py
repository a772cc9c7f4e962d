"""The write side: the index follows the change log; one process writes at a time, and any may be killed at any moment.

Records are read, deleted by number and added again, committed, and only then is the new sequence written: after a kill
the same facts are applied once more, with the same result. Documents are made by child processes when there are many.
"""

import logging
import sqlite3
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor, wait
from pathlib import Path

from django.db.models import Max
from django.utils.translation import gettext as _
from pyroaring import BitMap
from tantivy import Index

from coffret.base.errors import Refused
from coffret.catalogue.log import last_sequence, read_from
from coffret.catalogue.models import Record, Status
from coffret.search import documents, making, soundness, store
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
# Seconds between two looks at what is published while much is being indexed.
LOOK = 1.0
# Up to so many records, a reader that finds no index builds it: a few seconds. Beyond, the worker does.
AT_ONCE = 20_000
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
    live = store.current()
    told = store.progress(live)
    if told is None or not told.readable or store.condemned(live) or told.sequence > last_sequence():
        return 0
    return told.sequence


def _reached(until: int | None) -> int | None:
    # Read before the log: an index ahead of its log belongs to another database, and is rebuilt.
    live = store.current()
    told = store.progress(live)
    newest = last_sequence()
    if told is None or not told.readable or store.condemned(live) or told.sequence > newest:
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
    """Have an index that could not be read built anew, unless it has become readable meanwhile.

    A large one is built by the worker, beside the pages: raises Unready.
    """
    live = store.current()
    if live is not None and not _opens(live):
        store.condemn(live, reason)
    build_here()


def build_here() -> None:
    """Build an index that cannot be read, before reading it; raises Unready when that takes longer than one waits."""
    live = store.current()
    if not _trouble(live, store.progress(live)):
        return
    if _newest_record() > AT_ONCE:
        raise Unready(
            _(
                "La recherche se prépare : son index est reconstruit par « coffret worker ». Réessayer dans quelques minutes."
            )
        )
    follow()


class Unready(Refused):
    """There is no index to read yet, and making it takes minutes."""


def mend(thorough: bool = True) -> str:
    """Look at the live index, every byte of it; have one that is damaged built anew. Return what was wrong with it."""
    live = store.current()
    said = soundness.fault(live, thorough=thorough) if live else ""
    if live and said:
        log.warning("index abîmé : %s", said)
        store.condemn(live, said)
    return said


def _opens(directory: Path | None) -> bool:
    if directory is None or store.condemned(directory):
        return False
    try:
        open_index(directory)
        open_sets(directory)
    except DAMAGE:
        return False
    return True


def open_index(directory: Path) -> Index:
    """Open the index of ``directory``; raises ValueError or OSError when it is damaged."""
    # The library opens an index that lacks a file it does not read at once.
    if said := soundness.fault(directory):
        raise ValueError(said)
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
    if directory is not None and told is not None and not trouble:
        try:
            return _apply(directory, told.sequence, watch)
        except DAMAGE:
            # A block that was lost is met only when what it holds is merged; a full disk is none of that.
            trouble = mend()
            if not trouble:
                raise
    # A first index is nothing to worry about.
    log.log(logging.INFO if directory is None else logging.WARNING, "index à construire : %s", trouble)
    _rebuild(watch)
    if directory is not None:
        store.note_rebuilt(trouble)
    return _sequence()


def _trouble(directory: Path | None, told: store.Progress | None) -> str:
    if directory is None:
        return "absent"
    if told is None:
        return "sans trace de son avancement"
    if said := store.condemned(directory):
        return said
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
            ahead, looked = newest, time.monotonic()
            for made in making.made(workers, _changed(sequence, newest)):
                writer.replace(made)
                done, pending = done + len(made.numbers), pending + len(made.numbers)
                if many and time.monotonic() - looked > LOOK:
                    ahead, before = _ahead(writer, ahead), ahead
                    looked = time.monotonic()
                    pending = COMMIT_EVERY if ahead > before else pending
                if pending >= COMMIT_EVERY:
                    writer.commit(made.reached)
                    pending = 0
                watch(done, newest - sequence)
        # The processes are gone by now, with their memory: ending takes some of its own.
        writer.commit(newest)
        writer.close()
        sequence = newest
    return sequence


def _ahead(writer: Writer, known: int) -> int:
    """Write the few records that changed after ``known``, without waiting for what is written to end: return the newest.

    They are written again in their turn, as they are then: what was read before may be written after.
    """
    newest = last_sequence()
    if not 0 < newest - known <= SMALL:
        return known
    for task in _changed(known, newest):
        writer.replace(making.make(task))
    return newest


def _meanwhile(live: Path | None) -> None:
    """While another index is being built, keep the one that searches read up to the log, if it can be."""
    told = store.progress(live)
    if live is not None and told is not None and told.sequence < last_sequence() and not _trouble(live, told):
        _apply(live, told.sequence)


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
        yield Task(sequence, numbers, documents.columns(found))


def _rebuild(watch: Watch = _quiet) -> int:
    sequence, after, directory = _begun()
    newest = _newest_record()
    with making.opened(many=newest - after > SMALL) as workers:
        writer = Writer(open_index(directory), directory, HEAP)
        pending, live, looked = 0, store.current(), time.monotonic()
        for made in making.made(workers, _all_records(after, newest)):
            writer.replace(made)
            after, pending = made.reached, pending + len(made.ids)
            if pending >= COMMIT_EVERY:
                writer.commit(sequence, after)
                pending = 0
            if time.monotonic() - looked > LOOK:
                _meanwhile(live)
                looked = time.monotonic()
            watch(after, newest)
    with ThreadPoolExecutor(1) as beside:
        ending = beside.submit(_end, writer, sequence, after)
        while not wait([ending], LOOK).done:
            _meanwhile(live)
        ending.result()
    store.make_live(directory)
    # What was published meanwhile.
    _apply(directory, sequence)
    count = open_index(directory).searcher().num_docs
    log.info("index construit : %d notices", count)
    return count


def _end(writer: Writer, sequence: int, after: int) -> None:
    """Write the end of an index, and wait for what is being merged: a minute at a million."""
    writer.commit(sequence, after)
    writer.close()


def _newest_record() -> int:
    return int(Record.objects.aggregate(newest=Max("pk"))["newest"] or 0)


def _begun() -> tuple[int, int, Path]:
    """Return the sequence, the last record taken and the directory of the index to build: of one interrupted, or new."""
    directory = store.unfinished()
    told = store.progress(directory)
    if directory and told and told.building is not None and told.sequence <= last_sequence() and _opens(directory):
        log.info("construction de l'index reprise après la notice %d", told.building)
        return told.sequence, told.building, directory
    sequence = last_sequence()
    directory = store.new_directory()
    register(Index(schema(), str(directory)))
    return sequence, 0, directory


def _all_records(after: int, newest: int) -> Iterator[Task]:
    for first in range(after, newest, BATCH):
        found = Record.objects.filter(pk__gt=first, pk__lte=first + BATCH, status=Status.PUBLISHED).order_by("pk")
        rows = documents.columns(found)
        yield Task(min(first + BATCH, newest), [row[0] for row in rows], rows)
