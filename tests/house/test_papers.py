"""What the papers say is true: links lead somewhere, paths and commands exist, addresses answer, decisions are listed."""

import argparse
import importlib
import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.urls import Resolver404, resolve

from coffret.cli.main import COMMANDS
from coffret.cli.reference import PAGES, SETTINGS

ROOT = Path(__file__).resolve().parents[2]
PAPERS = sorted(
    path
    for path in (*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), ROOT / "bench" / "README.md")
    if path.name not in PAGES
)
LINK = re.compile(r"\]\(([^)#\s]+)[^)]*\)")
QUOTED = re.compile(r"`([^`\n]+)`")
BLOCK = re.compile(r"^```\n(.*?)^```", re.M | re.S)
TREES = ("coffret/", "tests/", "docs/", "bench/")


def named(paper: Path) -> str:
    return str(paper.relative_to(ROOT))


def words(paper: Path) -> Iterator[str]:
    """Yield what a paper quotes as code: words between backquotes and lines of blocks."""
    text = paper.read_text(encoding="utf-8")
    for block in BLOCK.findall(text):
        yield from (line.partition(" #")[0].strip() for line in block.splitlines())
    yield from QUOTED.findall(BLOCK.sub("", text))


@pytest.mark.parametrize("paper", PAPERS, ids=named)
def test_links_lead_somewhere(paper):
    links = [link for link in LINK.findall(paper.read_text(encoding="utf-8")) if "://" not in link]
    assert [link for link in links if not (paper.parent / link).exists()] == []


@pytest.mark.parametrize("paper", PAPERS, ids=named)
def test_paths_commands_and_settings_exist(paper):
    wrong = []
    for said in words(paper):
        if said.startswith(TREES) and " " not in said and not re.search(r"[<{…]", said):
            wrong += [said] if not list(ROOT.glob(said.rstrip("/"))) else []
        elif said.startswith("python "):
            wrong += [said] if not (ROOT / shlex.split(said)[1]).exists() else []
        elif command := re.match(r"coffret ([a-z]+)\b", said):
            wrong += [said] if command[1] not in COMMANDS else []
        for setting in re.findall(r"\bCOFFRET_([A-Z0-9_]+)", said):
            wrong += [said] if setting not in SETTINGS and f"COFFRET_{setting}" not in SETTINGS else []
    assert wrong == []


@pytest.mark.parametrize("paper", PAPERS, ids=named)
def test_verbs_and_options_of_commands_exist(paper, capsys):
    wrong = []
    for said in words(paper):
        if re.match(r"coffret [a-z]+ ", said):
            name, *rest = shlex.split(re.sub(r"[\[\]…]", "", said))[1:]
            parser = argparse.ArgumentParser()
            importlib.import_module(f"coffret.cli.{COMMANDS[name]}").arguments(parser)
            try:
                parser.parse_args(rest)
            except SystemExit:
                told = capsys.readouterr().err
                wrong += [said] if "unrecognized arguments" in told or "invalid choice" in told else []
    assert wrong == []


@pytest.mark.parametrize("paper", [path for path in PAPERS if path.parent.name == "guide"], ids=named)
def test_addresses_are_ours(paper):
    wrong = []
    for said in words(paper):
        address = re.match(r"(/[^\s?`]*)", said)
        if address and not re.search(r"[<{…]", address[1]):
            try:
                resolve(address[1])
            except Resolver404:
                wrong.append(said)
    assert wrong == []


def test_decisions_are_numbered_without_a_hole_and_listed():
    folder = ROOT / "docs" / "adr"
    files = sorted(folder.glob("0*.md"))
    titles = [path.read_text(encoding="utf-8").splitlines()[0].removeprefix("# ").split(". ", 1) for path in files]
    assert [int(path.name[:4]) for path in files] == list(range(1, len(files) + 1))
    assert [int(number) for number, _title in titles] == list(range(1, len(files) + 1))
    index = (folder / "README.md").read_text(encoding="utf-8")
    listed = [f"{int(n)}. [{title}]({path.name})" for path, (n, title) in zip(files, titles, strict=True)]
    assert [line for line in listed if line not in index] == []


def test_every_picture_of_the_guides_is_shown():
    shown = "".join(paper.read_text(encoding="utf-8") for paper in PAPERS)
    assert [path.name for path in (ROOT / "docs" / "guide" / "images").iterdir() if path.name not in shown] == []
