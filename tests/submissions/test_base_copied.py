"""`coffret manage copy_base`: another base in place of an empty one, row for row, and work that goes on from there."""

from collections.abc import Callable
from pathlib import Path

import instances
from demo_site import coffret
from instances import ask
from sheets import sheet, text_of

TABLES = ("catalogue_record", "catalogue_change", "submissions_line", "submissions_lineset", "authorities_museum")


def test_every_row_is_copied_once_and_the_next_submission_follows(
    prepared: Callable[[Path], Path], tmp_path: Path
) -> None:
    here, there = prepared(tmp_path / "here"), prepared(tmp_path / "there")
    file, more = tmp_path / "a.txt", tmp_path / "b.txt"
    file.write_text(text_of(*(sheet(number, TITR=f"Émail {number}") for number in range(1, 6))), encoding="utf-8")
    more.write_text(text_of(sheet(6)), encoding="utf-8")
    coffret("submit", str(file), "--publish", data=here)
    source = instances.address(here) if instances.ON_POSTGRESQL else f"sqlite:///{here / 'coffret.sqlite3'}"

    told = coffret("manage", "copy_base", source, data=there)
    assert "catalogue_record : 5" in told.stdout
    for table in TABLES:
        held = [ask(data, f"SELECT * FROM {table} ORDER BY 1") for data in (here, there)]
        assert held[0] == held[1], table
        assert held[0], table

    again = coffret("manage", "copy_base", source, data=there, check=False)
    assert again.returncode != 0
    assert "contient déjà des notices" in again.stderr
    coffret("submit", str(more), "--publish", data=there)
    assert ask(there, "SELECT id, ref FROM catalogue_record ORDER BY id DESC LIMIT 1") == [(6, "M0650000006")]
