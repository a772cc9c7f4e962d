"""How often Python looks for cycles."""

import gc

# New objects between two looks. Python's 700 costs a bulk command a fifth of its time: it makes millions of texts,
# tuples and dicts, hardly a cycle among them. Memory stays flat all the same: what holds no cycle is freed at once.
NEW_OBJECTS = 100_000


def collect_rarely() -> None:
    """Let the collector of cycles run a hundred times less often; children forked later do the same."""
    gc.set_threshold(NEW_OBJECTS, 20, 20)
