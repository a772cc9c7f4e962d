"""The page that reports on images before independent judges: the Nu HTML checker, axe-core, and a browser offline."""

import json
import subprocess
from pathlib import Path
from shutil import which
from typing import Any

import PIL.Image
import pytest
from demo_site import needs

from coffret.cli.main import main

HERE = Path(__file__).parent
VNU = HERE / "node_modules/vnu-jar/build/dist/vnu.jar"
AXE = HERE / "node_modules/axe-core/axe.min.js"

pytestmark = pytest.mark.external


@pytest.fixture(scope="module")
def page_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a report on pictures of every verdict, one with a very long name."""
    folder = tmp_path_factory.mktemp("images")
    PIL.Image.radial_gradient("L").resize((1600, 1600)).convert("RGB").save(folder / "bon.jpg", dpi=(72, 72))
    PIL.Image.linear_gradient("L").resize((800, 600)).save(folder / "petit.jpg", dpi=(300, 300))
    PIL.Image.new("RGB", (40, 30), "red").save(folder / ("long" * 50 + " <b>.png"))
    (folder / "vide.jpg").write_bytes(b"")
    (folder / "notes.txt").write_text("à côté", encoding="utf-8")
    report = tmp_path_factory.mktemp("report") / "rapport.html"
    assert main(["images", "check", str(folder), "--html", "-o", str(report)]) == 1
    return report


def test_the_report_is_valid_html(page_file: Path):
    needs(VNU.exists() and which("java"), "the Nu HTML checker")
    command = ["java", "-Xss8m", "-jar", str(VNU), "--format", "json", str(page_file)]
    result = subprocess.run(command, capture_output=True, text=True, check=False)
    assert [one["message"] for one in json.loads(result.stderr)["messages"] if one["type"] == "error"] == []


@pytest.mark.parametrize(("scheme", "width"), [("light", 1200), ("dark", 320)])
def test_the_report_is_for_everybody_and_needs_nobody(page_file: Path, browser: Any, scheme: Any, width: int):
    needs(AXE.exists(), "axe-core")
    context = browser.new_context(viewport={"width": width, "height": 800}, color_scheme=scheme, offline=True)
    try:
        page = context.new_page()
        asked: list[str] = []
        page.on("request", lambda request: asked.append(request.url[:60]))
        page.goto(page_file.as_uri())
        page.evaluate(AXE.read_text())
        result = page.evaluate("async () => (await axe.run()).violations")
        wider = page.evaluate("document.documentElement.scrollWidth - innerWidth")
        shown = page.evaluate("[...document.images].filter(one => one.complete && one.naturalWidth > 0).length")
    finally:
        context.close()
    assert [(one["id"], one["nodes"][0]["html"][:200]) for one in result] == []
    assert wider <= 0
    assert shown == 3
    assert [url for url in asked if not url.startswith(("file:", "data:"))] == []
