"""`coffret manage copy_base`: another base in place of an empty one, row for row, and work that goes on from there."""

import json
import os
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import instances
import pytest
from demo_site import ROOT
from django.apps import apps
from sheets import sheet, text_of

TABLES = ("catalogue_record", "catalogue_change", "submissions_line", "submissions_lineset", "authorities_museum")
A_NUMBER_GIVEN = "from django.contrib.auth.models import Group; one = Group.objects.create(name='a'); print(one.pk)"


class Base:
    """The data directory of an instance and its base: of the kind that tests run on, or a file all the same."""

    def __init__(self, data: Path, *, in_a_file: bool) -> None:
        self.data = data
        self.in_a_file = in_a_file or not instances.ON_POSTGRESQL

    @property
    def address(self) -> str:
        return f"sqlite:///{self.data / 'coffret.sqlite3'}" if self.in_a_file else instances.address(self.data)

    def coffret(self, *words: str) -> "subprocess.CompletedProcess[str]":
        return subprocess.run(
            [sys.executable, "-m", "coffret.cli.main", *words],
            env={**os.environ, "COFFRET_DATA": str(self.data), "COFFRET_DATABASE_URL": self.address},
            capture_output=True, text=True, cwd=ROOT, timeout=120,
        )  # fmt: skip

    def done(self, *words: str) -> str:
        told = self.coffret(*words)
        assert not told.returncode, told.stderr
        return told.stdout

    def held(self, table: str) -> list[tuple[Any, ...]]:
        """Return every row of a table, whichever way the base writes its values."""
        model = next(one for one in apps.get_models() if one._meta.db_table == table)
        names = ", ".join(f'"{one.column}"' for one in model._meta.local_concrete_fields)
        query = f"SELECT {names} FROM {table} ORDER BY 1"
        if not self.in_a_file:
            rows = instances.ask(self.data, query)
        else:
            with closing(sqlite3.connect(self.data / "coffret.sqlite3")) as base:
                rows = base.execute(query).fetchall()
        return [tuple(_plain(value) for value in row) for row in rows]


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return str(value.astimezone(UTC).replace(tzinfo=None))
    if isinstance(value, str) and value[:1] in ("{", "["):
        return json.loads(value)
    return bytes(value) if isinstance(value, memoryview) else value


@pytest.fixture(
    params=[(False, False), (False, True), (True, False)], ids=["usual-usual", "usual-to-file", "file-to-usual"]
)
def bases(request: pytest.FixtureRequest, prepared: Callable[[Path], Path], tmp_path: Path) -> tuple[Base, Base]:
    """Return an instance and another, both empty: each kind of base to each, when tests run on a server."""
    if any(request.param) and not instances.ON_POSTGRESQL:
        pytest.skip("one kind of base here; tests/external/test_on_postgresql.py runs it with both")
    here, there = (
        Base(tmp_path / name, in_a_file=kind) for name, kind in zip(("here", "there"), request.param, strict=True)
    )
    for one in (here, there):
        if one.in_a_file and instances.ON_POSTGRESQL:
            one.data.mkdir()
            one.done("manage", "migrate", "-v0")
        else:
            prepared(one.data)
    return here, there


def test_every_row_is_copied_once_and_work_goes_on_from_there(bases: tuple[Base, Base], tmp_path: Path) -> None:
    here, there = bases
    file, more = tmp_path / "a.txt", tmp_path / "b.txt"
    file.write_text(text_of(*(sheet(number, TITR=f"Émail {number}") for number in range(1, 6))), encoding="utf-8")
    more.write_text(text_of(sheet(6)), encoding="utf-8")
    here.done("submit", str(file), "--publish")
    given = here.done("manage", "shell", "-v0", "-c", f"{A_NUMBER_GIVEN}; one.delete()")

    assert "catalogue_record : 5" in there.done("manage", "copy_base", here.address)
    for table in TABLES:
        assert here.held(table) == there.held(table), table
        assert here.held(table), table

    again = there.coffret("manage", "copy_base", here.address)
    assert again.returncode != 0
    assert "contient déjà des notices" in again.stderr
    there.done("submit", str(more), "--publish")
    last = there.held("catalogue_record")[-1]
    assert last[0] == 6
    assert "M0650000006" in last
    assert "Émail 3" in there.done("search", "émail")
    # What was given to a row gone since is not given again: a link in an old letter may name it.
    assert int(there.done("manage", "shell", "-v0", "-c", A_NUMBER_GIVEN)) == int(given) + 1
