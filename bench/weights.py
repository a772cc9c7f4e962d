"""Weigh pages over the wire: what a browser with an empty cache receives, compressed, by kind.

    coffret demo && coffret serve
    python bench/weights.py [http://127.0.0.1:8000]

Each page is opened by chromium in a fresh context, scrolled to its foot so that lazy pictures load. Headers count.
Writes bench/results.json (key « weights ») and the table of bench/README.md.
"""

import argparse
import shutil
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import board
from playwright.sync_api import Browser, sync_playwright

HERE = Path(__file__).resolve().parent
PAGES = {
    "home": "/",
    "record": "/notices/M0650000001",
    "search, list": "/recherche?q=courbet",
    "search, mosaic": "/recherche?vue=mosaique",
    "museums": "/musees",
    "museum": "/musees/M0650",
    "rule": "/aide/controles/REC001",
    "fields": "/aide/champs",
}
SCREENS: dict[str, dict[str, Any]] = {
    "window": {"viewport": {"width": 1440, "height": 900}},
    "phone": {"viewport": {"width": 390, "height": 844}, "device_scale_factor": 3},
}
KINDS = {"Document": "html", "Stylesheet": "css", "Script": "js", "Font": "fonts", "Image": "pictures"}
SCROLL = "async () => { for (let y = 0; y < document.body.scrollHeight; y += 500) { scrollTo(0, y); await new Promise(r => setTimeout(r, 60)) } }"


def weigh(browser: Browser, address: str, screen: dict[str, Any]) -> dict[str, int]:
    """Return kind → bytes received to show a page from top to foot."""
    context = browser.new_context(**screen)
    page = context.new_page()
    wire = context.new_cdp_session(page)
    kinds: dict[str, str] = {}
    weights: Counter[str] = Counter()
    wire.send("Network.enable")
    wire.on("Network.responseReceived", lambda event: kinds.update({event["requestId"]: event["type"]}))
    wire.on(
        "Network.loadingFinished",
        lambda event: weights.update(
            {KINDS.get(kinds.get(event["requestId"], ""), "other"): int(event["encodedDataLength"])}
        ),
    )
    page.goto(address)
    page.evaluate(SCROLL)
    page.wait_for_load_state("networkidle")
    context.close()
    return dict(weights)


def table(results: dict[str, Any]) -> str:
    """Return the section of bench/README.md."""
    lines = [
        "## Weights over the wire",
        "",
        f"`python bench/weights.py`, {results['date']}, {results['browser']}, the demonstration served by `coffret serve`. "
        "Kilobytes (1,000 bytes) received with an empty cache, compressed, headers counted, the page scrolled to its "
        "foot: a window of 1440 × 900, a phone of 390 × 844 at three pixels to the point.",
        "",
        "| page | screen | html | css | js | fonts | without pictures | pictures | in all |",
        "|---|---|---|---|---|---|---|---|---|",
    ]
    for page, screens in results["pages"].items():
        for screen, weights in screens.items():
            pictures, whole = weights.get("pictures", 0), sum(weights.values())
            shown = [weights.get(kind, 0) for kind in ("html", "css", "js", "fonts")]
            cells = [f"{size / 1000:.1f}" for size in (*shown, whole - pictures, pictures, whole)]
            lines.append(f"| {page} | {screen} | {' | '.join(cells)} |")
    lines += ["", "Bounds that the tests hold: a record without its pictures 90 kB, home with its pictures 250 kB."]
    return "\n".join(lines)


def main() -> None:
    """Weigh every page on every screen, then write."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("site", nargs="?", default="http://127.0.0.1:8000")
    site = parser.parse_args().site.rstrip("/")
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        pages = {
            name: {screen: weigh(browser, site + path, options) for screen, options in SCREENS.items()}
            for name, path in PAGES.items()
        }
        results = {"date": f"{datetime.now(UTC):%Y-%m-%d}", "browser": f"Chromium {browser.version}", "pages": pages}
        browser.close()
    board.publish("weights", results, table(results))
    print(table(results))


if __name__ == "__main__":
    main()
