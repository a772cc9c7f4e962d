"""The page that checks images, with its results, before axe-core, at the two widths and in the two schemes of the others."""

import json
from pathlib import Path
from typing import Any

import image_corpus
import pytest
from demo_site import needs

AXE = Path(__file__).parent / "node_modules/axe-core/axe.min.js"

pytestmark = pytest.mark.external


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize(("scheme", "size"), [("light", (1440, 900)), ("dark", (320, 640))])
def test_axe_finds_nothing_in_the_results(
    scheme: Any, size: Any, language: str, demo_site: str, browser: Any, tmp_path: Path
):
    needs(AXE.exists(), "axe-core")
    (tmp_path / "bon.jpg").write_bytes(image_corpus.encoded(size=image_corpus.LARGE))
    (tmp_path / "petit.jpg").write_bytes(image_corpus.encoded(size=image_corpus.TINY, dpi=(300, 300)))
    (tmp_path / "moyen.jpg").write_bytes(image_corpus.encoded(size=image_corpus.MIDDLING))
    (tmp_path / "notices.txt").write_text("REF")
    context = browser.new_context(viewport={"width": size[0], "height": size[1]}, color_scheme=scheme)
    try:
        page = context.new_page()
        page.goto(f"{demo_site}/images/verifier?lang={language}")
        page.locator(".intake").wait_for()
        page.locator("#folder").set_input_files(tmp_path)
        page.locator("#json:not([disabled])").wait_for()
        page.locator("#list canvas").first.wait_for()
        page.evaluate(AXE.read_text())
        found = page.evaluate("async () => (await axe.run()).violations")
        wider = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    finally:
        context.close()
    assert not found, json.dumps([(v["id"], [n["html"][:200] for n in v["nodes"][:3]]) for v in found], indent=1)
    assert wider <= 0
