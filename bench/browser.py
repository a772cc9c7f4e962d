"""How many JPEGs a second the checking page reads in a browser, beside the command on the same files.

    python bench/browser.py [--pictures 120] [--megapixels 6] [--dry]

Pictures of a few models, sequential then progressive, from the page cache; chromium opens /images/verifier of a server
started for the measure, is given the folder, and the time runs until its list can be taken away. Writes
bench/results.json (key « browser ») and the table of bench/README.md, unless ``--dry``.
"""

import argparse
import os
import shutil
import socket
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import board
import checking
import pictures
import servers
from playwright.sync_api import sync_playwright

HERE = Path(__file__).parent
MODELS = 6


def made(folder: Path, count: int, megapixels: float, **options: Any) -> float:
    """Write ``count`` JPEGs; return their mean weight in megabytes."""
    height = int((megapixels * 1e6 / 1.5) ** 0.5)
    folder.mkdir()
    contents = [
        pictures.encoded(pictures.natural(int(height * 1.5), height, seed), "JPEG", quality=88, **options)
        for seed in range(MODELS)
    ]
    for number in range(count):
        (folder / f"{number:05}.jpg").write_bytes(contents[number % MODELS])
    return sum(map(len, contents)) / MODELS / 1e6


def in_browser(address: str, folder: Path, count: int) -> float:
    """Return how many images a second the page checks."""
    with sync_playwright() as driver:
        chromium = driver.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        page = chromium.new_page()
        page.goto(f"{address}/images/verifier")
        page.locator(".intake").wait_for()
        start = time.perf_counter()
        page.locator("#folder").set_input_files(folder)
        page.locator("#json:not([disabled])").wait_for(timeout=600_000)
        seconds = time.perf_counter() - start
        assert page.locator("[data-sort=''] .many").inner_text() == str(count)
        chromium.close()
    return count / seconds


def measure(asked: argparse.Namespace) -> dict[str, Any]:
    """Return, for each kind of JPEG, the rates of the page and of the command."""
    rates: dict[str, Any] = {}
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    with tempfile.TemporaryDirectory() as place, servers.ours(Path(place, "data"), port):
        for kind, options in (("sequential", {}), ("progressive", {"progressive": True})):
            folder = Path(place, kind)
            weight = made(folder, asked.pictures, asked.megapixels, **options)
            page = in_browser(f"http://127.0.0.1:{port}", folder, asked.pictures)
            rates[kind] = {
                "megabytes each": round(weight, 2),
                "page, images/s": round(page, 1),
                "page, MB/s": round(page * weight, 1),
                "command, images/s": round(checking.ours(folder, asked.pictures), 1),
            }
    return {"date": datetime.now(UTC).date().isoformat(), "cores": os.cpu_count(), "pictures": asked.pictures, **rates}


def table(result: dict[str, Any]) -> str:
    """Return the result as a part of the README."""
    columns = list(result["sequential"])
    lines = [
        "## Images checked in the browser, beside the command",
        "",
        f"`python bench/browser.py`, {result['date']}, {result['cores']} cores, {result['pictures']} JPEGs of each kind, "
        "every byte read and followed; the page shows its rows meanwhile.",
        "",
        f"| JPEG | {' | '.join(columns)} |",
        "|---" * (len(columns) + 1) + "|",
    ]
    lines += [
        f"| {kind} | {' | '.join(str(result[kind][one]) for one in columns)} |"
        for kind in ("sequential", "progressive")
    ]
    return "\n".join(lines)


def main() -> None:
    """Measure, show, record."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pictures", type=int, default=120)
    parser.add_argument("--megapixels", type=float, default=6)
    parser.add_argument("--dry", action="store_true", help="show only")
    asked = parser.parse_args()
    result = measure(asked)
    print(table(result))
    if not asked.dry:
        board.publish("browser", result, table(result))


if __name__ == "__main__":
    main()
