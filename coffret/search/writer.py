"""Writing one index: its documents and its sets, together. One writer at a time; a kill leaves the last commit."""

from collections.abc import Collection
from pathlib import Path

from pyroaring import BitMap
from tantivy import Index

from coffret.search import store
from coffret.search.making import Made
from coffret.search.sets.writing import SetWriter


class Writer:
    """Writes in the index of ``directory``, with so many bytes of memory before it writes to disk."""

    def __init__(self, index: Index, directory: Path, heap: int) -> None:
        self.directory = directory
        self._searcher = index.searcher()
        self._documents = index.writer(heap, 1)
        self._told = store.progress(directory)
        self._sets = SetWriter(directory, self._told.pieces if self._told else ())
        # Records written since it was opened: the searcher does not know them.
        self._written = BitMap()

    def replace(self, made: Made) -> None:
        """Put what was made in the place of the records it replaces, published or not."""
        self._delete(made.numbers)
        self._sets.remove(made.numbers)
        for text in made.documents:
            self._documents.add_json(text)
        self._sets.add(made.sets)
        self._written.update(made.ids)

    def _delete(self, numbers: Collection[int]) -> None:
        if not self._searcher.num_docs and self._written.isdisjoint(BitMap(numbers)):
            return
        for number in numbers:
            if number in self._written or self._searcher.doc_freq("id", number):
                self._documents.delete_documents_by_term("id", number)

    def commit(self, sequence: int, building: int | None = None) -> None:
        """Make what was written readable, and say that the log is held up to ``sequence``.

        ``building``: the last record, by id, of an index that is not whole yet.
        """
        self._sets.flush()
        self._documents.commit()
        self._told = store.keep_progress(self.directory, sequence, self._sets.pieces, building)

    def close(self) -> None:
        """Wait for what is being merged, make the sets few: worth reopening for. The writer is of no use any more."""
        self._documents.wait_merging_threads()
        self._sets.tidy()
        if self._told:
            store.keep_progress(self.directory, self._told.sequence, self._sets.pieces, self._told.building)
        self._sets.sweep()
