"""Memory is limited by the kernel itself: what stays under the limit ends, what goes beyond is killed, and is said so."""

import errno
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest

BENCH = Path(__file__).resolve().parents[2] / "bench"
MIB = 1 << 20
HOLD = "x = bytearray(b'1' * ({} << 20)); print(len(x))"


@pytest.fixture
def bounded(monkeypatch: pytest.MonkeyPatch) -> Iterator[ModuleType]:
    """Give the module, imported as by the measures."""
    monkeypatch.syspath_prepend(str(BENCH))
    import bounded

    yield bounded
    sys.modules.pop("bounded", None)


@pytest.fixture
def groups(bounded: ModuleType) -> ModuleType:
    """Give the module where this machine lets groups be made."""
    with bounded.group(64 * MIB) as held:
        if held is None:
            pytest.skip("no group of memory can be made here: not allowed to, or no control groups")
    return bounded


def run(words: list[str]) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(words, capture_output=True, text=True, check=False, timeout=60)


def test_a_command_under_its_limit_ends(groups):
    with groups.group(200 * MIB) as held:
        done = run(held.command([sys.executable, "-c", HOLD.format(40)]))
        told = held.told()
    assert (done.returncode, done.stdout) == (0, f"{40 * MIB}\n")
    assert told["limit_mb"] == 200
    assert 40 <= told["peak_mb"] <= 200
    assert told["reached"] == 0
    assert told["killed"] in (False, None)
    assert not held.folder.exists()


def test_a_command_beyond_its_limit_is_killed(groups):
    with groups.group(60 * MIB) as held:
        done = run(held.command([sys.executable, "-c", HOLD.format(120)]))
        told = held.told()
    assert done.returncode == -9
    assert done.stdout == ""
    assert told["reached"] > 0
    assert told["killed"] in (True, None)
    assert not held.folder.exists()


def test_files_read_count_and_are_given_back(groups, tmp_path):
    # 150 MB read under 60: the kernel takes back pages, and kills nothing.
    path = tmp_path / "long"
    path.write_bytes(b"x" * (150 * MIB))
    groups.unread(path)
    read = f"print(sum(len(part) for part in iter(lambda: handle.read({MIB}), b'')))"
    with groups.group(60 * MIB) as held:
        done = run(held.command([sys.executable, "-c", f"handle = open({str(path)!r}, 'rb'); {read}"]))
        told = held.told()
    assert (done.returncode, done.stdout) == (0, f"{150 * MIB}\n")
    assert 55 <= told["peak_mb"] <= 60
    assert told["killed"] in (False, None)


def test_what_is_left_running_in_a_group_ends_with_it(groups):
    with groups.group(60 * MIB) as held:
        left = subprocess.Popen(held.command(["sh", "-c", "echo in; exec sleep 600"]), stdout=subprocess.PIPE)
        assert left.stdout
        assert left.stdout.readline() == b"in\n"
        left.stdout.close()
    assert left.wait(timeout=5) == -9
    assert not held.folder.exists()


def test_without_a_limit_or_without_groups_nothing_is_held(bounded, monkeypatch):
    with bounded.group(0) as held:
        assert held is None
    monkeypatch.setattr(bounded, "place", lambda: None)
    with bounded.group(MIB) as held:
        assert held is None


def test_nothing_is_held_where_a_group_is_not_allowed(bounded, monkeypatch, tmp_path):
    def refused(folder: Path) -> None:
        raise PermissionError(errno.EACCES, "Permission denied", str(folder))

    monkeypatch.setattr(bounded, "place", lambda: (tmp_path, bounded.SECOND))
    monkeypatch.setattr(bounded.Path, "mkdir", refused)
    with bounded.group(MIB) as held:
        assert held is None


def test_groups_of_the_first_version_are_beneath_ones_own(bounded, tmp_path):
    own = tmp_path / "cgroup"
    own.write_text("5:cpu,cpuacct:/\n4:memory:/user/me\n0::/\n", encoding="utf-8")
    assert bounded.place(tmp_path, own) == (tmp_path / "memory" / "user" / "me", bounded.FIRST)


def test_groups_of_the_second_version_are_where_memory_is_shared_out(bounded, tmp_path):
    own, mine = tmp_path / "cgroup", tmp_path / "user" / "me"
    mine.mkdir(parents=True)
    own.write_text("0::/user/me\n", encoding="utf-8")
    (mine / "cgroup.subtree_control").write_text("\n", encoding="utf-8")
    assert bounded.place(tmp_path, own) is None
    (tmp_path / "user" / "cgroup.subtree_control").write_text("cpu memory pids\n", encoding="utf-8")
    assert bounded.place(tmp_path, own) == (tmp_path / "user", bounded.SECOND)
    assert bounded.place(tmp_path, tmp_path / "absent") is None


def test_what_a_group_of_the_second_version_tells(bounded, tmp_path):
    (tmp_path / "memory.peak").write_text(f"{900 * MIB + 1}\n", encoding="utf-8")
    events = tmp_path / "memory.events"
    events.write_text("low 0\nhigh 0\nmax 1251\noom 0\noom_kill 0\noom_group_kill 0\n", encoding="utf-8")
    held = bounded.Group(tmp_path, 1024 * MIB, bounded.SECOND)
    assert held.told() == {"limit_mb": 1024, "peak_mb": 901, "reached": 1251, "killed": False}
    events.write_text("max 1251\noom_kill 2\n", encoding="utf-8")
    assert held.told()["killed"] is True
    (tmp_path / "memory.peak").unlink()
    events.unlink()
    assert held.told() == {"limit_mb": 1024, "peak_mb": None, "reached": None, "killed": None}
