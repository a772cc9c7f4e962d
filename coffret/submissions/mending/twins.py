"""References that several lines bear, once some of them changed: the first keeps it, the others repeat or contradict it.

A line that is published keeps its reference whatever its rank, and is never judged again: it says what was published.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from pyroaring import BitMap

from coffret.catalogue import store
from coffret.submissions import judging, lines
from coffret.submissions.examination import BATCH, as_twin
from coffret.submissions.mending import again
from coffret.submissions.mending.again import Again
from coffret.submissions.mending.preparing import Preparation, unchanged
from coffret.submissions.payload import unpack
from coffret.submissions.repeats import Met

# Lines of one reference are judged together: as many references at a time.
REFS = 200


class Twins:
    """Remembers the references of the lines that changed, then settles those that more than one line bears."""

    def __init__(self, submission: int) -> None:
        self.submission = submission
        self.refs: set[str] = set()
        # Those that a line bears no more: another may be the first now.
        self.left: set[str] = set()

    def met(self, judged: Iterable[Again]) -> None:
        """Remember the references that lines judged again bear, and those they bore."""
        for one in judged:
            self.refs.update(filter(None, (one.row.ref, one.ref)))
            if one.ref and one.ref != one.row.ref:
                self.left.add(one.ref)

    def settle(self, preparation: Preparation, published: BitMap) -> Iterator[list[Again]]:
        """Yield the lines that bear a repeated reference, judged again, and first the only ones left of it.

        ``published``: positions of the lines published, which stay as they are.
        """
        for chunk in store.chunks(sorted(self.refs), REFS):
            together = self._bearing(chunk)
            positions = BitMap([place for places in together.values() for place in places])
            judged = [
                one
                for batch in lines.at(self.submission, positions - published, BATCH)
                for one in again.judge(preparation.pieces(batch, unchanged))
            ]
            if judged:
                yield list(_settled(judged, self._published(positions & published)))

    def _published(self, positions: BitMap) -> dict[str, Met]:
        """Return reference → the published line that bears it."""
        return {
            line.ref: Met(line.number, judging.digest(content.values, content.empty))
            for batch in lines.at(self.submission, positions, BATCH)
            for line in batch
            for content in (unpack(line.payload),)
        }

    def _bearing(self, refs: Sequence[str]) -> Mapping[str, list[int]]:
        """Return reference → positions of its lines, for those whose lines may be told twins or be so no more."""
        found: dict[str, list[int]] = defaultdict(list)
        rows: list[tuple[Any, ...]] = store.select(
            f"SELECT ref, position FROM submissions_line WHERE submission_id = %s AND ref IN ({store.marks(refs)})",  # noqa: S608
            [self.submission, *refs],
        )
        for ref, position in rows:
            found[ref].append(position)
        return {ref: places for ref, places in found.items() if len(places) > 1 or ref in self.left}


def _settled(judged: Iterable[Again], first: dict[str, Met]) -> Iterator[Again]:
    for one in judged:
        row = one.row
        if met := first.get(row.ref):
            row, _findings = as_twin(row, met)
            yield one._replace(row=row, after=unpack(row.payload).findings)
        else:
            first[row.ref] = Met(row.number, row.digest)
            yield one
