"""A lock is held by one at a time, whatever the moment its file is removed and made again."""

from pathlib import Path
from typing import Any

import pytest

from coffret.base import locks


def test_held_by_one_and_free_again(tmp_path: Path):
    path = tmp_path / "jobs" / "1.lock"
    with locks.held(path) as first, locks.held(path) as second:
        assert (first, second) == (True, False)
    assert not path.exists()
    with locks.held(path) as again:
        assert again


def test_let_go_when_what_is_under_way_fails(tmp_path: Path):
    path = tmp_path / "lock"
    with pytest.raises(ValueError, match="broken"), locks.held(path):
        raise ValueError("broken")
    with locks.held(path) as free:
        assert free


def test_one_who_opened_a_file_removed_since_takes_nobody_s_lock(tmp_path: Path, monkeypatch: Any):
    path, real, holders = tmp_path / "lock", locks.fcntl.flock, []

    def removed_in_between(handle: Any, operation: int) -> None:
        """Let another remove the file and a third take its name, before the first locks what it opened."""
        monkeypatch.setattr(locks.fcntl, "flock", real)
        path.unlink()
        third = locks.held(path)
        assert third.__enter__()
        holders.append(third)
        real(handle, operation)

    monkeypatch.setattr(locks.fcntl, "flock", removed_in_between)
    with locks.held(path) as late:
        assert not late
    with locks.held(path) as fourth:
        assert not fourth, "the third one still holds it"
    holders[0].__exit__(None, None, None)
    assert not path.exists()
