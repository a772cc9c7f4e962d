"""How often Python looks for cycles, and what is given back before processes are forked."""

import ctypes
import functools
import gc
import sys

# New objects between two looks. Python's 700 costs a bulk command a fifth of its time: it makes millions of texts,
# tuples and dicts, hardly a cycle among them. Memory stays flat all the same: what holds no cycle is freed at once.
NEW_OBJECTS = 100_000
# Caches of so many answers weigh.
LARGE = 256


def collect_rarely() -> None:
    """Let the collector of cycles run a hundred times less often; children forked later do the same."""
    gc.set_threshold(NEW_OBJECTS, 20, 20)


def release() -> None:
    """Forget what bounded caches hold of earlier work, and give the memory back to the system.

    Processes forked later would each come to own a copy of it.
    """
    # A process forked to work apart put out of sight what it inherited, its caches among it: pool.py.
    gc.unfreeze()
    for one in gc.get_objects():
        # Its very type: asking a lazy object whether it is an instance makes it work itself out.
        if type(one) is functools._lru_cache_wrapper and (one.cache_parameters()["maxsize"] or 0) >= LARGE:
            one.cache_clear()
    gc.collect()
    if sys.platform == "linux" and hasattr(library := ctypes.CDLL(None), "malloc_trim"):
        library.malloc_trim(0)
