"""Thumbnails and pyramids made at the end of a command, with their progress; what is left is the worker's."""

import sys
import time

from coffret.base.errors import Refused, reason_of
from coffret.base.text import grouped
from coffret.images.derived import upkeep
from coffret.images.derived.upkeep import Done


def draw(wanted: bool = False) -> Done:
    """Make what publications await and return how far it came; progress shows when somebody looks or ``wanted``.

    A publication is done whatever happens here: a silent store or a full disk is told, and tried again later.
    """
    done = Done(0, 0, upkeep.waiting())
    if not done.left:
        return done
    started = time.monotonic()

    def watch(done: Done) -> None:
        if wanted or sys.stderr.isatty():
            rate = done.made / (time.monotonic() - started)
            end = "\r" if sys.stderr.isatty() else "\n"
            left = f", encore {done.left / rate:.0f} s" if rate else ""
            text = f"Images : {grouped(done.made)} prêtes, {rate:.0f} par seconde{left}    "
            print(text, end=end, file=sys.stderr, flush=True)

    try:
        done = upkeep.work(watch=watch)
    except (Refused, OSError) as error:
        reason = reason_of(error) if isinstance(error, OSError) else str(error)
        print(f"Vignettes et pyramides attendent ({reason}) : « coffret worker » les fera.", file=sys.stderr)
    return done
