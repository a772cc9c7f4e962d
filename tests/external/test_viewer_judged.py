"""The open viewer before axe-core, at the two widths and in the two schemes of the other pages."""

import json
from pathlib import Path
from typing import Any

import pytest
from demo_site import needs

AXE = Path(__file__).parent / "node_modules/axe-core/axe.min.js"

pytestmark = pytest.mark.external


@pytest.mark.parametrize(("scheme", "size"), [("light", (1440, 900)), ("dark", (320, 640))])
@pytest.mark.parametrize("record", ["M0650000001", "M0028000002"], ids=["several", "one"])
def test_axe_finds_nothing_in_the_open_viewer(record: str, scheme: Any, size: Any, demo_site: str, browser: Any):
    needs(AXE.exists(), "axe-core")
    context = browser.new_context(viewport={"width": size[0], "height": size[1]}, color_scheme=scheme)
    try:
        page = context.new_page()
        page.goto(f"{demo_site}/notices/{record}")
        page.wait_for_load_state("load")
        page.locator("[data-zoom]").click()
        page.locator("dialog canvas").first.wait_for()
        page.locator(".waiting").wait_for(state="detached")
        page.evaluate(AXE.read_text())
        found = page.evaluate("async () => (await axe.run('dialog')).violations")
        wider = page.evaluate("document.querySelector('.viewer').scrollWidth - innerWidth")
    finally:
        context.close()
    assert not found, json.dumps([(v["id"], [n["html"][:200] for n in v["nodes"][:3]]) for v in found], indent=1)
    assert wider <= 0
