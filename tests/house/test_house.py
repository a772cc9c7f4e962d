"""The house stays in order: rooms look down, every file says what it is, nothing comes from outside."""

import ast
import configparser
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db.models import ForeignKey, ManyToManyField

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "coffret"


def storeys() -> list[set[str]]:
    """Return the rooms, highest line first, as the import contract lists them."""
    contract = configparser.ConfigParser()
    contract.read(ROOT / ".importlinter")
    lines = contract["importlinter:contract:rooms"]["layers"].split("\n")
    return [{room.strip() for room in line.split("|")} for line in lines if line.strip()]


def height(room: str) -> int:
    """Return how high ``room`` stands (0 = base)."""
    lines = storeys()
    return next(len(lines) - 1 - index for index, line in enumerate(lines) if room in line)


def test_imports_look_down():
    lint = Path(sys.executable).with_name("lint-imports")
    result = subprocess.run([lint, "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stdout + result.stderr


def foreign_keys() -> Iterator[tuple[str, str, str]]:
    for model in apps.get_models():
        if not model.__module__.startswith("coffret."):
            continue
        for field in model._meta.get_fields():
            if isinstance(field, ForeignKey | ManyToManyField) and field.related_model.__module__.startswith(
                "coffret."
            ):
                room, target = model.__module__.split(".")[1], field.related_model.__module__.split(".")[1]
                yield f"{model.__name__}.{field.name}", room, target


def test_foreign_keys_look_down():
    seen = list(foreign_keys())
    assert seen
    for name, room, target in seen:
        assert room == target or height(target) < height(room), f"{name} looks up from {room} to {target}"


def test_an_upward_key_would_be_seen():
    assert height("catalogue") < height("submissions") < height("public")
    assert height("images") == height("formats")


def python_files() -> list[Path]:
    return sorted(path for path in PACKAGE.rglob("*.py") if "migrations" not in path.parts)


@pytest.mark.parametrize("path", python_files(), ids=lambda path: str(path.relative_to(PACKAGE)))
def test_everything_public_says_what_it_is(path: Path):
    tree = ast.parse(path.read_text())
    if not tree.body:
        return
    assert ast.get_docstring(tree), f"{path} has no docstring"
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.ClassDef) and not node.name.startswith("_"):
            nested = node.col_offset > 0 and isinstance(node, ast.FunctionDef)
            if node.name in {"Meta"} or (nested and not _is_method(tree, node)):
                continue
            assert ast.get_docstring(node), f"{path.relative_to(ROOT)}:{node.lineno} {node.name} has no docstring"


def _is_method(tree: ast.Module, function: ast.AST) -> bool:
    return any(isinstance(node, ast.ClassDef) and function in node.body for node in ast.walk(tree))


def test_no_print_outside_the_commands():
    for path in python_files():
        if "cli" in path.parts:
            continue
        names = [n.func for n in ast.walk(ast.parse(path.read_text())) if isinstance(n, ast.Call)]
        assert not any(isinstance(name, ast.Name) and name.id == "print" for name in names), path


def test_rooms_do_not_know_requests_nor_templates():
    rooms = set().union(*storeys()[1:])
    for path in python_files():
        if path.relative_to(PACKAGE).parts[0] in rooms:
            source = path.read_text()
            assert "django.http" not in source, path
            assert "django.shortcuts" not in source, path
            assert "render_to_string" not in source, path


def front_files() -> list[Path]:
    kinds = {".html", ".css", ".js", ".svg"}
    folders = (PACKAGE / "templates", PACKAGE / "static")
    return sorted(path for folder in folders for path in folder.rglob("*") if path.suffix in kinds)


@pytest.mark.parametrize("path", front_files(), ids=lambda path: path.name)
def test_nothing_is_fetched_from_elsewhere(path: Path):
    if "vendor" in path.parts:
        return
    source = path.read_text()
    fetched = re.findall(r"(?:src|srcset)\s*=\s*[\"'](?:https?:)?//[^\"']+|url\(\s*[\"']?(?:https?:)?//[^)]+|@import\s+[^;]+//[^;]+|"
                         r"(?:fetch|import)\(\s*[\"'](?:https?:)?//[^\"']+", source)  # fmt: skip
    assert not fetched, fetched


def test_vendored_code_says_version_and_licence():
    vendor = PACKAGE / "static" / "vendor"
    folders = {path.parent for path in vendor.rglob("*") if path.suffix in {".js", ".css", ".woff2"}}
    for folder in folders:
        names = {path.name.split(".")[0].upper() for path in folder.iterdir()}
        papers = [path for place in (folder, folder.parent) for path in place.glob("README.md")]
        assert "LICENSE" in names, f"{folder.name} has no licence"
        assert any(folder.name in paper.read_text() for paper in papers), f"{folder.name}: no README tells its version"


@pytest.mark.django_db
def test_migrations_are_complete():
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


def test_the_project_speaks_of_itself_alone():
    """No path of one machine in code or papers."""
    kinds = {".py", ".md", ".html", ".css", ".js", ".toml", ".txt", ".csv", ""}
    tracked = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=False).stdout.split(
        "\n"
    )
    for name in tracked:
        path = ROOT / name
        if name and path.suffix in kinds and path.is_file() and path != Path(__file__):
            found = re.search(r"(?<![\w.:/])/(?:work|home|root)/\w", path.read_text(errors="replace"))
            assert not found, f"{name}: {found.group()}"
