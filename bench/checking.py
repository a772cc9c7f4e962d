"""How many images `coffret images check` judges in a second, the whole command counted, beside those who check too.

    python bench/checking.py [--pictures 240] [--headers 4000] [--megapixels 6] [--dry]

Eight different JPEGs (quality 92) are copied as often as asked and read from the page cache: headers alone, then every
pixel, start and JSON report included. In the same run, on the same files, one process for each core: exiftool and
``identify -ping`` for the headers, ``jpeginfo -c`` and ``identify -regard-warnings`` for the pixels. Writes
bench/results.json (key « checking ») and the table of bench/README.md, unless ``--dry``.
"""

import argparse
import json
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import board
import pictures

HERE = Path(__file__).parent
WORKERS = os.cpu_count() or 1
MODELS = 8
OTHERS = {
    "headers": {"exiftool": ["exiftool", "-q", "-j", "-n"], "identify -ping": ["identify", "-ping"]},
    "every pixel": {"jpeginfo -c": ["jpeginfo", "-c"], "identify -regard-warnings": ["identify", "-regard-warnings"]},
}


def made(folder: Path, count: int, megapixels: float) -> list[Path]:
    """Return ``count`` JPEGs: the models, each copied as often as needed."""
    height = int((megapixels * 1e6 / 1.5) ** 0.5)
    contents = [
        pictures.encoded(pictures.natural(int(height * 1.5), height, seed), "JPEG", quality=92, dpi=(72, 72))
        for seed in range(MODELS)
    ]
    files = [folder / f"{number:05}.jpg" for number in range(count)]
    for number, file in enumerate(files):
        file.write_bytes(contents[number % MODELS])
    return files


def ours(folder: Path, count: int, *options: str) -> float:
    """Return how many images a second the whole command judges."""
    with tempfile.TemporaryDirectory() as data:
        command = [sys.executable, "-m", "coffret.cli.main", "images", "check", str(folder), "--json", *options]
        start = time.perf_counter()
        said = subprocess.run(command, env={**os.environ, "COFFRET_DATA": data}, capture_output=True, check=True).stdout
        seconds = time.perf_counter() - start
    assert len(json.loads(said)["images"]) == count
    return count / seconds


def theirs(command: Sequence[str], files: Sequence[Path]) -> float | None:
    """Return how many images a second another program goes through, one process for each core; None without it."""
    if not shutil.which(command[0]):
        return None
    shares = [[str(file) for file in files[worker::WORKERS]] for worker in range(WORKERS)]

    def go(share: list[str]) -> None:
        subprocess.run([*command, *share], capture_output=True, check=False)

    start = time.perf_counter()
    with ThreadPoolExecutor(WORKERS) as pool:
        list(pool.map(go, shares))
    return len(files) / (time.perf_counter() - start)


def measure(asked: argparse.Namespace) -> dict[str, Any]:
    """Return images a second, by what is looked at then by program; and what our processes held at most."""
    rates: dict[str, dict[str, int]] = {}
    counts = {"headers": asked.headers, "every pixel": asked.pictures}
    for looked, count in counts.items():
        with tempfile.TemporaryDirectory() as place:
            files = made(Path(place), count, asked.megapixels)
            weight = sum(file.stat().st_size for file in files[:MODELS]) / MODELS
            options = ("--headers",) if looked == "headers" else ()
            rates[looked] = {"coffret images check": round(ours(Path(place), count, *options))}
            for name, command in OTHERS[looked].items():
                if rate := theirs(command, files[:400]):
                    rates[looked][name] = round(rate)
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024
    return {
        "date": datetime.now(UTC).date().isoformat(),
        "cores": WORKERS,
        "megapixels": asked.megapixels,
        "megabytes": round(weight / 1e6, 1),
        "counts": counts,
        "per_second": rates,
        "memory_mb": peak,
    }


def table(results: dict[str, Any]) -> str:
    """Return the section of bench/README.md."""
    lines = [
        "## Checking images: the whole command",
        "",
        f"`python bench/checking.py`, {results['date']}, {results['cores']} cores. JPEGs of {results['megapixels']} Mpx "
        f"and {results['megabytes']} MB in the page cache; start and JSON report included. No process held more than "
        f"{results['memory_mb']} MB.",
        "",
        "| looked at | program | images/s |",
        "|---|---|---|",
    ]
    for looked, rates in results["per_second"].items():
        lines += [f"| {looked} | {name} | {rate} |" for name, rate in rates.items()]
    return "\n".join(lines)


def main() -> None:
    """Measure and write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pictures", type=int, default=240, help="looked at whole")
    parser.add_argument("--headers", type=int, default=4000, help="looked at by their headers")
    parser.add_argument("--megapixels", type=float, default=6.0)
    parser.add_argument("--dry", action="store_true", help="write nothing")
    asked = parser.parse_args()
    results = measure(asked)
    if not asked.dry:
        board.publish("checking", results, table(results))
    print(table(results))


if __name__ == "__main__":
    main()
