"""Where measures are published: bench/results.json, one key each, and one section each of bench/README.md."""

import json
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
RESULTS, README = HERE / "results.json", HERE / "README.md"


def publish(key: str, results: Any, section: str = "") -> None:
    """Write the results under ``key`` beside those of the other measures, and the section that tells them, if any."""
    known = json.loads(RESULTS.read_text(encoding="utf-8")) if RESULTS.exists() else {}
    RESULTS.write_text(json.dumps({**known, key: results}, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    if section:
        README.write_text(placed(README.read_text(encoding="utf-8"), key, section.strip("\n")), encoding="utf-8")


def placed(page: str, key: str, section: str) -> str:
    """Return the page with the section between its marks, at the end when it had none."""
    start, end = f"<!-- {key} -->", f"<!-- /{key} -->"
    before, found, rest = page.partition(start)
    block = f"{start}\n{section}\n{end}"
    return before + block + rest.partition(end)[2] if found else f"{page.rstrip()}\n\n{block}\n"
