"""What a hostile file does to a child is told of that file; the others are looked at, and nothing is left behind."""

import gc
import io
import os
import signal
import struct
import subprocess
import sys
import threading
import time
import zlib
from pathlib import Path

import numpy
import PIL.Image
import pytest

from coffret.images.facts import Harm
from coffret.images.isolation import isolated
from coffret.images.isolation.isolated import GaveUp, Prober


def picture(path: Path, size: tuple[int, int] = (200, 150), kind: str = "JPEG", **options: object) -> Path:
    pixels = numpy.random.default_rng(size[0]).integers(0, 255, (size[1] // 8 + 1, size[0] // 8 + 1, 3), numpy.uint8)
    PIL.Image.fromarray(pixels).resize(size).save(path, kind, **options)
    return path


def chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def swelling(path: Path, side: int) -> Path:
    """A small file, whole and true, that takes side × side × 3 bytes to unfold: progressive, hence kept whole."""
    out = io.BytesIO()
    PIL.Image.new("RGB", (side, side), "#808080").save(out, "JPEG", progressive=True)
    path.write_bytes(out.getvalue())
    return path


def endless(path: Path) -> Path:
    """Hundreds of scans of a large picture, each read whole: a few kilobytes, minutes of processor."""
    out = io.BytesIO()
    PIL.Image.new("L", (8000, 8000), 128).save(out, "JPEG", progressive=True)
    content = out.getvalue()
    last = content.rindex(b"\xff\xda")
    path.write_bytes(content[:last] + content[last:-2] * 400 + b"\xff\xd9")
    return path


def children(prober: Prober) -> list[int]:
    return [child.process.pid for child in prober._idle]


def test_answers_come_in_the_order_of_the_questions(tmp_path):
    paths = [picture(tmp_path / f"{number}.jpg", (100 + number, 80)) for number in range(60)]
    with Prober() as prober:
        told = list(prober.map(paths))
    assert [path for path, _seen in told] == paths
    assert [seen.width for _path, seen in told] == [100 + number for number in range(60)]
    assert all(seen.strict and seen.sha256 and not seen.damages for _path, seen in told)


def test_headers_alone_decode_and_hash_nothing(tmp_path):
    path = picture(tmp_path / "a.jpg")
    with Prober(1) as prober:
        seen = prober.look(path, strict=False, digest=False)
    assert (seen.width, seen.strict, seen.sha256, seen.colour) == (200, False, "", "")


def test_a_file_that_swells_gives_up_alone(tmp_path):
    good = [picture(tmp_path / f"{number}.jpg") for number in range(8)]
    bad = swelling(tmp_path / "bomb.jpg", 9000)
    with Prober(memory=180 << 20) as prober:
        told = dict(prober.map([*good[:4], bad, *good[4:]]))
    assert all(told[path].strict and not told[path].damages for path in good)
    damage = told[bad].harmed(Harm.GAVE_UP)
    assert damage.detail == "memory"
    # What the headers tell is told all the same.
    assert (told[bad].format, told[bad].width, bool(told[bad].sha256)) == ("JPEG", 9000, True)


@pytest.mark.parametrize("task", ["thumbnail", "pyramid"])
def test_memory_refused_to_the_reader_of_jpeg_2000_is_no_damage(tmp_path, task):
    source = tmp_path / "master.jp2"
    PIL.Image.new("RGB", (3000, 3000), "white").save(source, irreversible=True)
    wanted = {"width": 240} if task == "thumbnail" else {}
    with Prober(workers=1, memory=128 << 20) as prober, pytest.raises(GaveUp) as gave_up:
        prober.run(task, path=str(source), target=str(tmp_path / "made"), **wanted)
    assert gave_up.value.reason == "memory"


def test_a_child_never_passes_its_memory(tmp_path):
    bad = swelling(tmp_path / "bomb.jpg", 12_000)
    with Prober(1, memory=256 << 20) as prober:
        list(prober.map([picture(tmp_path / "a.jpg"), bad, bad]))
        (pid,) = children(prober)
        peak = next(line for line in Path(f"/proc/{pid}/status").read_text().splitlines() if "VmHWM" in line)
    assert int(peak.split()[1]) << 10 < 400 << 20  # libraries' own pages, mapped from disk, besides


def test_a_file_that_takes_for_ever_gives_up_in_time(tmp_path):
    good, bad = picture(tmp_path / "a.jpg"), endless(tmp_path / "slow.jpg")
    with Prober(1, clock=1.5) as prober:
        prober.look(good)
        started = time.monotonic()
        seen = prober.look(bad)
        assert seen.harmed(Harm.GAVE_UP).detail == "time"
        assert time.monotonic() - started < 10
        assert prober.look(good).strict


def test_the_kernel_ends_what_burns_the_processor(tmp_path):
    bad = endless(tmp_path / "scans.jpg")
    with Prober(1, processor=1) as prober:
        assert prober.look(bad).harmed(Harm.GAVE_UP).detail == "time"


def test_a_child_killed_at_work_is_replaced_and_its_file_judged_anew(tmp_path):
    paths = [picture(tmp_path / f"{number}.jpg", (900, 700)) for number in range(40)]
    told = []
    with Prober(1) as prober:
        prober.look(paths[0])
        (pid,) = children(prober)
        for count, (_path, seen) in enumerate(prober.map(paths)):
            told.append(seen)
            if count == 5:
                os.kill(pid, signal.SIGKILL)
    assert len(told) == 40
    assert all(seen.strict and not seen.damages for seen in told)


def test_children_end_with_their_prober(tmp_path):
    path = picture(tmp_path / "a.jpg")
    with Prober() as prober:
        list(prober.map([path] * 6))
        pids = children(prober)
        assert pids
    for pid in pids:
        with pytest.raises(ProcessLookupError):
            os.kill(pid, 0)


def test_a_run_left_in_the_middle_leaves_nothing_at_work(tmp_path):
    paths = [picture(tmp_path / f"{number}.jpg", (900, 700)) for number in range(30)]
    with Prober() as prober:
        run = prober.map(paths)
        next(run)
        run.close()
        assert prober.look(paths[3]).strict
    gc.collect()


def test_threads_share_a_prober(tmp_path):
    paths = [picture(tmp_path / f"{number}.jpg", (100 + number, 80)) for number in range(24)]
    widths: dict[int, int] = {}
    with Prober() as prober:

        def work(start: int) -> None:
            for number in range(start, 24, 4):
                widths[number] = prober.look(paths[number]).width

        threads = [threading.Thread(target=work, args=(start,)) for start in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert len(children(prober)) <= 2
    assert widths == {number: 100 + number for number in range(24)}


def test_a_forked_process_hires_its_own_children(tmp_path):
    path = picture(tmp_path / "a.jpg")
    assert isolated.look(path).strict
    mine = children(isolated.shared())
    reading, writing = os.pipe()
    forked = os.fork()
    if not forked:  # the forked process: no test may run on in it
        try:
            seen = isolated.look(path)
            theirs = children(isolated.shared())
            isolated.shared().close()
            os.write(writing, b"1" if seen.strict and not set(mine) & set(theirs) else b"0")
        finally:
            os._exit(0)
    os.waitpid(forked, 0)
    os.close(writing)
    assert os.read(reading, 10) == b"1"
    os.close(reading)
    assert isolated.look(path).strict
    assert children(isolated.shared()) == mine


def test_a_task_answers_or_says_why_not(tmp_path):
    source, target = picture(tmp_path / "a.png", (640, 400), "PNG"), tmp_path / "made" / "a.jpg"
    with Prober(1) as prober:
        made = prober.run("thumbnail", path=str(source), target=str(target), width=240)
        assert made == {"width": 240, "height": 150}
        with PIL.Image.open(target) as image:
            assert image.size == (240, 150)
        broken = tmp_path / "b.png"
        broken.write_bytes(b"bonjour")
        with pytest.raises(GaveUp) as gave_up:
            prober.run("thumbnail", path=str(broken), target=str(tmp_path / "b.jpg"), width=240)
        assert gave_up.value.reason == "damaged"
        assert not (tmp_path / "b.jpg").exists()
        with pytest.raises(FileNotFoundError):
            prober.run("thumbnail", path=str(tmp_path / "c.png"), target=str(tmp_path / "c.jpg"), width=240)
        with pytest.raises(FileNotFoundError):
            prober.look(tmp_path / "c.png")


def test_a_bug_is_logged_and_told_of_its_file(tmp_path, caplog):
    with Prober(1) as prober, pytest.raises(GaveUp) as gave_up:
        prober.run("thumbnail", path=str(picture(tmp_path / "a.jpg")))
    assert gave_up.value.reason == "failed"
    assert "TypeError" in caplog.text


def test_a_file_that_cannot_be_opened_stops_no_batch(tmp_path):
    path = picture(tmp_path / "é \udcff.jpg")
    with Prober(1) as prober:
        (_, absent), (_, seen) = prober.map([tmp_path / "absent.jpg", path])
    assert absent.harmed(Harm.GAVE_UP).detail == "ENOENT"
    assert seen.strict


def test_a_child_starts_quickly_and_knows_no_django(tmp_path):
    code = "import sys, coffret.images.isolation.child, coffret.images.decoding.integrity, coffret.images.decoding.strict_others; "
    code += "from coffret.images.reading import headers; from coffret.images.derived import thumbnailing; print('django' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
