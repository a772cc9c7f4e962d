"""Draws the pictures of the collection, several at a time, and lays out what each museum hands in.

Pictures are drawn once: a file that is there whole is kept, so that an interrupted demonstration takes up where it was.
"""

import contextlib
import multiprocessing
import os
import shutil
from collections.abc import Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from pathlib import Path

from coffret.base import pool
from coffret.cli.demonstration.collection import Item, as_piloted_file

Batch = list[tuple[str, str, str]]  # path, family, words
TOGETHER = 6


def draw_batch(batch: Batch) -> int:
    """Draw and write pictures in a process of their own; return how many."""
    from coffret.cli.demonstration import pictures

    pictures.one_thread()
    for path, family, words in batch:
        target = Path(path)
        part = target.with_suffix(".part")
        part.write_bytes(pictures.draw(family, target.stem, words))
        part.rename(target)
    return len(batch)


class Workshop:
    """A folder where deliveries are made ready: one folder of pictures and one file for each museum."""

    def __init__(self, folder: Path, processes: int = 0) -> None:
        self._folder = folder
        count = processes or len(os.sched_getaffinity(0))
        # A fresh interpreter each: the image library keeps threads that do not survive a fork.
        context = multiprocessing.get_context("spawn")
        self._pool = ProcessPoolExecutor(count, context, pool.begin, (os.getpid(),))
        self._drawing: dict[str, list[Future[int]]] = {}

    @classmethod
    @contextlib.contextmanager
    def opened(cls, folder: Path, processes: int = 0) -> Iterator["Workshop"]:
        """Give a workshop and close it: its processes end, its folder goes once everything succeeded."""
        folder.mkdir(parents=True, exist_ok=True)
        workshop = cls(folder, processes)
        try:
            yield workshop
        except BaseException:
            workshop._pool.shutdown(wait=True, cancel_futures=True)
            raise
        workshop._pool.shutdown()
        shutil.rmtree(folder)

    def images(self, museum: str) -> Path:
        """Return the folder of a museum's pictures."""
        path = self._folder / museum
        path.mkdir(exist_ok=True)
        return path

    def begin(self, museum: str, items: list[Item]) -> None:
        """Start drawing the pictures that a museum's records name and that are not there yet."""
        folder = self.images(museum)
        wanted = [
            (str(folder / name), family, f"Image de démonstration dessinée par programme : notice {item.ref}")
            for item in items
            for name, family in item.pictures.items()
            if not (folder / name).exists()
        ]
        batches = [wanted[start : start + TOGETHER] for start in range(0, len(wanted), TOGETHER)]
        self._drawing[museum] = [self._pool.submit(draw_batch, batch) for batch in batches]

    def deliver(self, museum: str, items: list[Item]) -> Path:
        """Wait for a museum's pictures and return the file of its records."""
        for drawing in self._drawing.pop(museum, []):
            drawing.result()
        path = self._folder / f"J_{museum}_0001.txt"
        path.write_text(as_piloted_file(items), encoding="utf-8")
        return path

    def clear(self, museum: str) -> None:
        """Remove the pictures of a museum once they are in the catalogue."""
        shutil.rmtree(self._folder / museum, ignore_errors=True)
