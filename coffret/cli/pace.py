"""How far a long command is: count, rate and time left, on standard error when somebody looks."""

import sys
import time

from coffret.base.text import grouped


class Pace:
    """Shows « 1 200 images sur 3 000, 61 par seconde, encore 30 s »; silent unless on a terminal, or ``wanted``."""

    EVERY = 0.5  # seconds between two lines

    def __init__(self, things: str, total: int, wanted: bool = False) -> None:
        """``things``: their French plural."""
        self._things, self._total = things, total
        self._terminal = sys.stderr.isatty()
        self._shown = self._terminal or wanted
        self._start = self._last = time.monotonic()

    def at(self, count: int) -> None:
        """Say that ``count`` things are done."""
        now = time.monotonic()
        if self._shown and (now - self._last >= self.EVERY or count == self._total):
            self._last = now
            end = "\r" if self._terminal and count < self._total else "\n"
            print(self._told(count, now - self._start), end=end, file=sys.stderr, flush=True)

    def _told(self, count: int, seconds: float) -> str:
        rate = count / seconds if seconds else 0.0
        left = f", encore {_duration((self._total - count) / rate)}" if rate and count < self._total else ""
        each = grouped(round(rate)) if rate >= 10 else f"{rate:.1f}".replace(".", ",")
        return f"{grouped(count)} {self._things} sur {grouped(self._total)}, {each} par seconde{left}    "


def _duration(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes} min {rest:02d} s" if minutes else f"{rest} s"
