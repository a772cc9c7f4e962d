"""The pages before independent judges: the Nu HTML checker and axe-core."""

import json
import subprocess
import urllib.request
from pathlib import Path
from shutil import which
from typing import Any

import pytest
from demo_site import needs

HERE = Path(__file__).parent
VNU = HERE / "node_modules/vnu-jar/build/dist/vnu.jar"
AXE = HERE / "node_modules/axe-core/axe.min.js"

PAGES = {
    "home": "/",
    "home-en": "/?lang=en",
    "search": "/recherche",
    "search-words": "/recherche?q=coffret+émail",
    "search-mosaic": "/recherche?vue=mosaique",
    "search-nothing": "/recherche?q=zzzxqy",
    "search-facet": "/recherche?domaine=peinture",
    "notice": "/notices/M0650000001",
    "museums": "/musees",
    "museum": "/musees/M0650",
    "help": "/aide/",
    "rules": "/aide/controles",
    "rule": "/aide/controles/REC001",
    "fields": "/aide/champs",
    "legal": "/mentions-legales",
    "accessibility": "/accessibilite",
    "sign-in": "/pro/connexion/",
}

pytestmark = pytest.mark.external


@pytest.mark.parametrize("name", PAGES)
def test_html_is_valid(name: str, demo_site: str, tmp_path: Path):
    needs(VNU.exists() and which("java"), "the Nu HTML checker")
    page = tmp_path / f"{name}.html"
    with urllib.request.urlopen(demo_site + urllib.request.quote(PAGES[name], safe="/?=&+")) as answer:
        page.write_bytes(answer.read())
    command = ["java", "-Xss8m", "-jar", str(VNU), "--format", "json", str(page)]
    result = subprocess.run(command, capture_output=True, text=True, check=False)
    faults = [message for message in json.loads(result.stderr)["messages"] if message["type"] == "error"]
    assert not faults, "\n".join(f"{fault.get('lastLine')}: {fault['message']}" for fault in faults)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", PAGES)
def test_axe_finds_nothing(name: str, scheme: Any, demo_site: str, browser: Any):
    needs(AXE.exists(), "axe-core")
    context = browser.new_context(viewport={"width": 1440, "height": 900}, color_scheme=scheme)
    page = context.new_page()
    try:
        page.goto(demo_site + PAGES[name])
        page.evaluate(AXE.read_text())
        result = page.evaluate("async () => (await axe.run()).violations")
    finally:
        context.close()
    assert not result, json.dumps([(v["id"], [n["html"][:200] for n in v["nodes"][:3]]) for v in result], indent=1)
