"""What is made because a visitor asks for it: once however many ask, by few threads, not tried again at once on failure."""

import logging
import threading
import time
from collections import defaultdict
from collections.abc import Callable

from coffret.images.delivery.iiif import Busy
from coffret.images.isolation.isolated import GaveUp

# Seconds during which what could not be made is not tried again.
RESPITE = 300.0
REMEMBERED = 1000

log = logging.getLogger(__name__)


class Makers:
    """The threads of a process that may wait for something to be made: the others serve pages.

    ``threads``: how many; ``patience``: seconds that one more waits for a place before it is sent away.
    """

    def __init__(self, threads: int, patience: float) -> None:
        self._places = threading.BoundedSemaphore(threads)
        self._patience = patience
        self._making: defaultdict[str, threading.Lock] = defaultdict(threading.Lock)
        self._failed: dict[str, tuple[float, str, str]] = {}

    def make(self, key: str, there: Callable[[], bool], making: Callable[[], object]) -> None:
        """Call ``making`` unless ``there`` says that it is done; a failure is told again without a new try.

        Raises what ``making`` raises, and Busy when every place is taken.
        """
        self._tell_again(key)
        if not self._places.acquire(timeout=self._patience):
            raise Busy
        try:
            with self._making[key]:
                if not there():
                    self._try(key, making)
        finally:
            self._making.pop(key, None)
            self._places.release()

    def refuse(self, key: str, failure: GaveUp) -> None:
        """Remember a failure."""
        if len(self._failed) >= REMEMBERED:
            self._failed.clear()
        self._failed[key] = time.monotonic(), failure.reason, failure.detail

    def _tell_again(self, key: str) -> None:
        when, reason, detail = self._failed.get(key, (-RESPITE, "", ""))
        if time.monotonic() - when < RESPITE:
            # A new one: raised again and again, the same would keep every caller's frames.
            raise GaveUp(reason, detail)

    def _try(self, key: str, making: Callable[[], object]) -> None:
        self._tell_again(key)
        try:
            making()
        except GaveUp as failure:
            log.warning("not made, %s: %s %s", key, failure.reason, failure.detail)
            self.refuse(key, failure)
            raise
        self._failed.pop(key, None)
