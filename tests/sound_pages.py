"""What is in somebody's way in a page that a real browser shows."""

from pathlib import Path
from typing import Any

AXE = Path(__file__).resolve().parent / "external" / "node_modules" / "axe-core" / "axe.min.js"
_ASKED = """axe.run(document, {resultTypes: ['violations'], iframes: false})
    .then((all) => all.violations.map((one) => `${one.id}: ${one.nodes[0].html.slice(0, 200)}`))"""
_WIDER = "document.documentElement.scrollWidth - innerWidth"


def faults(page: Any) -> list[str]:
    """Return what axe finds in a page, where it is installed, and whether the page is wider than its window."""
    wider = page.evaluate(_WIDER)
    found = [f"{page.url}: wider than its window by {wider} px"] if wider > 0 else []
    if AXE.exists():
        # Given to the page by the browser itself: the site's policy lets no script in from elsewhere.
        page.evaluate(AXE.read_text(encoding="utf-8"))
        found += [f"{page.url}: {one}" for one in page.evaluate(_ASKED)]
    return found
