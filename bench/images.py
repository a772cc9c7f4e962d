"""Measure how many images a second are looked at, beside the tools at hand, in the same run on the same files.

    python bench/images.py [--files 400] [--rounds 3]

The files are made: JPEGs of 2000 × 3000 with matter at every scale, 2 to 3 MB, from the cache of the system. Every
contestant has the same two processors: ours by ``Prober``, the libraries by two processes, the commands by two at a
time. The best of the rounds counts. Writes bench/results.json (key « images ») and the table of bench/README.md.
"""

import argparse
import os
import platform
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import board
import pictures

HERE = Path(__file__).resolve().parent
PROCESSES = 2
# Distinct pictures; the other files are copies under other names, which no contestant can know.
DISTINCT = 12


def make(folder: Path, count: int) -> list[Path]:
    """Write the files and return them, read once so that they are in the cache."""
    contents = []
    for turn in range(DISTINCT):
        pixels = pictures.natural(3000, 2000, 100 + turn, ground=turn % 4 == 3)
        options = {"subsampling": 0} if turn % 2 else {}
        contents.append(pictures.encoded(pixels, "JPEG", quality=97 if turn % 4 == 3 else 95, **options))
    paths = []
    for number in range(count):
        paths.append(folder / f"{number:05}.jpg")
        paths[-1].write_bytes(contents[number % DISTINCT])
    return paths


def ours(paths: Sequence[Path], **options: bool) -> float:
    """Return the seconds that looking at every file takes, children's start included."""
    from coffret.images.isolation.isolated import Prober

    started = time.perf_counter()
    with Prober(PROCESSES) as prober:
        for path, seen in prober.map(paths, **options):
            assert seen.width == 3000, path
            assert not seen.damages, (path, seen.damages)
    return time.perf_counter() - started


def shares(paths: Sequence[Path]) -> list[list[str]]:
    """Return the files in as many parts as there are processes."""
    return [[str(path) for path in paths[turn::PROCESSES]] for turn in range(PROCESSES)]


def apart(paths: Sequence[Path], command: Callable[[list[str]], list[str]]) -> float:
    """Return the seconds that one command for each share of the files takes."""
    started = time.perf_counter()
    running = [
        subprocess.Popen(command(share), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        for share in shares(paths)
    ]
    for one in running:
        one.wait()
    return time.perf_counter() - started


def in_python(kind: str) -> Callable[[list[str]], list[str]]:
    """Return the command of this script that reads files with a library."""
    return lambda share: [sys.executable, __file__, "--read", kind, *share]


def read(kind: str, paths: Sequence[str]) -> None:
    """Read files with a library, in this process."""
    import PIL.Image

    for path in paths:
        with PIL.Image.open(path) as image:
            if kind == "load":
                image.load()


def contestants() -> dict[str, dict[str, Callable[[Sequence[Path]], float]]]:
    """Return, for each measure, who takes part: name → seconds for the files."""
    headers: dict[str, Callable[[Sequence[Path]], float]] = {
        "ours": lambda paths: ours(paths, strict=False, digest=False),
        "ours with SHA-256": lambda paths: ours(paths, strict=False),
        "Pillow": lambda paths: apart(paths, in_python("headers")),
        "exiftool": lambda paths: apart(paths, lambda share: ["exiftool", "-fast2", "-j", *share]),
        "identify": lambda paths: apart(paths, lambda share: ["identify", "-ping", *share]),
    }
    strict: dict[str, Callable[[Sequence[Path]], float]] = {
        "ours": lambda paths: ours(paths),
        "Pillow load": lambda paths: apart(paths, in_python("load")),
        "jpeginfo -c": lambda paths: apart(paths, lambda share: ["jpeginfo", "-c", *share]),
        "identify -regard-warnings": lambda paths: apart(
            paths, lambda share: ["identify", "-regard-warnings", "-format", "%#", *share]
        ),
    }
    needed = {"exiftool": "exiftool", "identify": "identify", "jpeginfo -c": "jpeginfo"}
    needed["identify -regard-warnings"] = "identify"
    return {
        measure: {name: run for name, run in runs.items() if name not in needed or shutil.which(needed[name])}
        for measure, runs in (("headers", headers), ("strict", strict))
    }


def measure(paths: Sequence[Path], rounds: int) -> dict[str, dict[str, float]]:
    """Return images a second, the best of the rounds, which alternate between the contestants."""
    told: dict[str, dict[str, float]] = {}
    for kind, runs in contestants().items():
        # What decodes takes fewer files: a second or two is enough to tell.
        told[kind] = dict.fromkeys(runs, 0.0)
        for _ in range(rounds):
            for name, run in runs.items():
                shown = paths if kind == "headers" and name not in {"exiftool"} else paths[: max(40, len(paths) // 4)]
                told[kind][name] = round(max(told[kind][name], len(shown) / run(shown)), 1)
    return told


def table(results: dict[str, Any]) -> str:
    """Return the section of bench/README.md."""
    lines = [
        "## Looking at images",
        "",
        f"`python bench/images.py`, {results['date']}, {results['machine']}. Images a second, {results['files']} JPEGs of "
        f"2000 × 3000, {results['megabytes']} MB each on average, in the system's cache; every contestant on "
        f"{PROCESSES} processes, best of {results['rounds']} rounds.",
        "",
        "| measure | who | images/s | ours is |",
        "|---|---|---|---|",
    ]
    for kind, told in results["rates"].items():
        for name, rate in told.items():
            ratio = "" if name == "ours" else f"{told['ours'] / rate:.2f} ×"
            lines.append(
                f"| {kind} | {name} | {rate:,.0f} | {ratio} |"
                if rate >= 10
                else f"| {kind} | {name} | {rate} | {ratio} |"
            )
    lines += [
        "",
        "Ours reads every resolution, EXIF, IPTC, XMP and the profile from the headers, in limited children; strict adds the "
        "SHA-256, every pixel, the count of bits, the likeness and the colour. Pillow's headers give format and size only.",
    ]
    return "\n".join(lines)


def main() -> None:
    """Measure and write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--files", type=int, default=400)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--dry", action="store_true", help="measure, write nothing")
    parser.add_argument("--read", choices=("headers", "load"), help=argparse.SUPPRESS)
    parser.add_argument("paths", nargs="*", help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.read:
        read(asked.read, asked.paths)
        return
    with tempfile.TemporaryDirectory() as folder:
        paths = make(Path(folder), asked.files)
        rates = measure(paths, asked.rounds)
        weight = sum(path.stat().st_size for path in paths) / len(paths) / 1e6
    results = {
        "date": datetime.now(UTC).date().isoformat(),
        "machine": f"{len(os.sched_getaffinity(0))} cores, Python {platform.python_version()}",
        "files": asked.files,
        "megabytes": round(weight, 2),
        "rounds": asked.rounds,
        "rates": rates,
    }
    print(table(results))
    if not asked.dry:
        board.publish("images", results, table(results))


if __name__ == "__main__":
    main()
