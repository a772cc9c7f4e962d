"""What processes forked to help must not keep of the one that forked them."""

import fcntl
import os
import time

import pytest

from coffret.base import pool


def _taken(path) -> bool:
    with path.open("w") as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
    return False


def test_a_lock_held_while_forking_is_free_when_its_holder_lets_it_go(tmp_path, monkeypatch):
    """The index's library locks such a file in threads of its own: seen once in a hundred runs as an endless wait."""
    monkeypatch.setattr(pool, "processes", lambda: 2)
    path, here = tmp_path / ".meta.lock", os.getpid()
    handle = path.open("w")
    fcntl.flock(handle, fcntl.LOCK_EX)
    with pool.opened(lambda: None) as helpers:
        children = set(helpers.map(_which, range(20)))
        assert _taken(path)
        handle.close()
        assert children
        assert here not in children
        # A child that has only just been made lets go of it as it begins: at once, but not for this process to say.
        until = time.monotonic() + 30
        while _taken(path) and time.monotonic() < until:
            time.sleep(0.01)
        assert not _taken(path)


def _which(_piece: int) -> int:
    return os.getpid()


def test_the_lock_is_kept_while_its_holder_works(tmp_path):
    """The example that fails: a file still open in this process is locked, whatever children do."""
    path = tmp_path / "lock"
    with path.open("w") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        assert _taken(path)
    assert not _taken(path)


pytestmark = pytest.mark.skipif(not os.path.isdir("/proc/self/fd"), reason="Linux only")
