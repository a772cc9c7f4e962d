"""Documents and their sets, made a batch of records at a time, in child processes when there are many.

Plain data in and out: no database, no index. A document travels as the JSON that the index reads.
"""

import contextlib
import threading
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from coffret.base import pool, quick_json
from coffret.base.pool import Pool
from coffret.catalogue.models import Status
from coffret.search import documents
from coffret.search.documents import Place
from coffret.search.sets import places
from coffret.search.sets.gathering import Batch, Gathered


class Task(NamedTuple):
    """Records to index: ``numbers``, ids that what is made replaces; ``rows``, those that exist, as documents.columns gives them.

    ``reached``: how far the index has come once they are in it.
    """

    reached: int
    numbers: list[int]
    rows: list[tuple[Any, ...]]


class Made(NamedTuple):
    """What became of a task: ids, documents and sets of the published records among its rows."""

    reached: int
    numbers: list[int]
    ids: list[int]
    documents: list[str]
    sets: Gathered


# Of each thread, as in the checks of submissions.
_own = threading.local()


def install(museums: Mapping[str, Place] | None) -> None:
    """Set what this thread, and the processes it forks, know of museums."""
    _own.museums = museums


def opened(*, many: bool) -> contextlib.AbstractContextManager[Pool]:
    """Give processes to make documents with; ``many`` False works here. To be opened before any writer of the index."""
    return pool.opened(install, documents.directory(), parallel=many)


def made(workers: Pool, tasks: Iterable[Task]) -> Iterator[Made]:
    """Yield what becomes of each task, in order."""
    yield from workers.map(make, tasks)


def make(task: Task) -> Made:
    """Make the documents of a task; ``install`` comes first."""
    museums: Mapping[str, Place] | None = getattr(_own, "museums", None)
    if museums is None:
        raise RuntimeError("making.install comes before making.make")
    gathered, ids, texts = Batch(), [], []
    for row in documents.rows(task.rows):
        if row.status == Status.PUBLISHED:
            words: documents.Words = {}
            fields = documents.fields(row, museums, words)
            gathered.add(places.place(row.id, documents.level(row)), fields, words)
            ids.append(row.id)
            texts.append(quick_json.text(documents.indexed(fields)))
    return Made(task.reached, task.numbers, ids, texts, gathered.packed())
