"""The records as every engine is given them: one file, a line each, made by Coffret's own analysis.

Words are analysed once, by Coffret, and every engine splits them at spaces: what a question finds is then the same
everywhere, and is held to be. A line: id, REF, rank of the record when nothing is asked, sort key of its date, first and
last year, stems of all the words, plain words in their order, values of facets; tabs between, « key=value » of facets
parted by US.
"""

import re
from collections.abc import Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from typing import Any, NamedTuple

# The nine facets that every engine counts; Coffret counts all of its own, and decades.
FACETS = ("auteur", "domaine", "denomination", "periode", "musee", "technique", "ecole", "lieu", "ville")
BETWEEN = "\x1f"
_BLOCK = 5_000
_BLANK = re.compile(r"[\t\n\r\x1f]+")


class Line(NamedTuple):
    """A record as written in the file, all as text."""

    id: str
    ref: str
    rank: str
    date: str
    year_from: str
    year_to: str
    stems: str
    plain: str
    facets: str

    def values(self) -> list[tuple[str, str]]:
        """Return key and value of each of its facets."""
        pairs = (one.partition("=") for one in self.facets.split(BETWEEN) if one)
        return [(key, value) for key, _, value in pairs]


def read(path: Path) -> Iterator[Line]:
    """Yield the records of the file."""
    with path.open(encoding="utf-8", newline="\n") as handle:
        for line in handle:
            yield Line(*line.rstrip("\n").split("\t"))


def write(path: Path, workers: int) -> int:
    """Write the published records of the database in ``path``, by so many processes (0: by this one); return how many."""
    from coffret.catalogue.models import Record

    blocks = range(0, Record.objects.order_by("-pk").values_list("pk", flat=True).first() or 0, _BLOCK)
    if not workers:
        return _written(path, map(_block, blocks))
    with ProcessPoolExecutor(workers, mp_context=get_context("spawn"), initializer=_begin) as pool:
        return _written(path, pool.map(_block, blocks))


def _written(path: Path, found: Iterable[tuple[int, bytes]]) -> int:
    total = 0
    with path.open("wb") as handle:
        for count, lines in found:
            handle.write(lines)
            total += count
    return total


def _begin() -> None:
    import django

    django.setup()


def _block(after: int) -> tuple[int, bytes]:
    from coffret.catalogue.models import Record, Status
    from coffret.search import documents

    museums = documents.directory()
    found = Record.objects.filter(pk__gt=after, pk__lte=after + _BLOCK, status=Status.PUBLISHED).order_by("pk")
    lines = []
    for row in documents.rows(documents.columns(found)):
        words: documents.Words = {}
        lines.append(_line(documents.fields(row, museums, words), words))
    return len(lines), "".join(lines).encode()


def _line(fields: dict[str, Any], words: dict[str, list[str]]) -> str:
    from coffret.search.schema import EXACT, WEIGHTED

    facets = [f"{key}={value}" for key in FACETS for value in fields.get(f"f_{key}", ())]
    parts = (
        *(fields[name] for name in ("id", "ref", "s_rank", "s_date")),
        fields.get("year_from", ""),
        fields.get("year_to", ""),
        " ".join(stem for name, _weight in WEIGHTED for stem in words.get(name, ())),
        # A bar stands between fields, so that no phrase runs from one into the next.
        " | ".join(fields[EXACT]),
    )
    told = [_BLANK.sub(" ", str(part)) for part in parts]
    return "\t".join([*told, BETWEEN.join(_BLANK.sub(" ", one) for one in facets)]) + "\n"
