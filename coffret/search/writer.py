"""Writing one index: its documents and its sets, together. One writer at a time; a kill leaves the last commit."""

from collections.abc import Collection, Iterable
from pathlib import Path

from pyroaring import BitMap
from tantivy import Document, Index

from coffret.catalogue.models import Status
from coffret.search import documents, store
from coffret.search.sets import places
from coffret.search.sets.writing import SetWriter


class Writer:
    """Writes in the index of ``directory``, with so many bytes of memory before it writes to disk."""

    def __init__(self, index: Index, directory: Path, heap: int) -> None:
        self.directory = directory
        self._searcher = index.searcher()
        self._documents = index.writer(heap, 1)
        told = store.progress(directory)
        self._sequence = told.sequence if told else 0
        self._sets = SetWriter(directory, told.pieces if told else ())
        self._museums = documents.directory()
        # Records written since it was opened: the searcher does not know them.
        self._written = BitMap()

    def replace(self, numbers: Collection[int], found: Iterable[tuple]) -> int:
        """Put the records of ``found`` in the place of those of these numbers; return how many were added."""
        for number in numbers:
            if number in self._written or self._searcher.doc_freq("id", number):
                self._documents.delete_documents_by_term("id", number)
        self._sets.remove(numbers)
        return self.add(found)

    def add(self, found: Iterable[tuple]) -> int:
        """Add the published records of ``found``, none of them held; return how many. Withdrawn ones stay out."""
        added = 0
        for row in documents.rows(found):
            if row.status != Status.PUBLISHED:
                continue
            made = documents.fields(row, self._museums)
            self._documents.add_document(Document(**made))
            self._sets.add(places.place(row.id, documents.level(row)), made)
            self._written.add(row.id)
            added += 1
        return added

    def commit(self, sequence: int) -> None:
        """Make what was written readable, and say that the log is held up to ``sequence``."""
        self._sets.flush()
        self._documents.commit()
        store.keep_progress(self.directory, sequence, self._sets.pieces)
        self._sequence = sequence

    def close(self) -> None:
        """Wait for what is being merged, make the sets few: worth reopening for. The writer is of no use any more."""
        self._documents.wait_merging_threads()
        self._sets.tidy()
        store.keep_progress(self.directory, self._sequence, self._sets.pieces)
        self._sets.sweep()
