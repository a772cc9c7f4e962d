"""COFFRET_DATABASE_URL: what it may hold, and what Django makes of it."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from coffret.base.env import BadSetting
from coffret.settings import database

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize(
    ("url", "host", "port", "user", "name", "options"),
    [
        ("postgres://lea:mot%2Fde%40passe@base.example:5433/coffret", "base.example", "5433", "lea", "coffret", {}),
        ("postgresql:///coffret", "", "", "", "coffret", {}),
        ("postgres://lea@%2FVar%2Frun/coffret", "/Var/run", "", "lea", "coffret", {}),
        ("postgres://lea@[::1]:5432/coffret", "::1", "5432", "lea", "coffret", {}),
        ("postgres://base/coffret?sslmode=verify-full", "base", "", "", "coffret", {"sslmode": "verify-full"}),
    ],
)
def test_a_server_is_named_as_postgresql_names_it(url, host, port, user, name, options):
    told = database(url)
    assert (told["HOST"], told["PORT"], told["USER"], told["NAME"]) == (host, port, user, name)
    assert told["OPTIONS"] == options


def test_a_password_may_hold_any_sign():
    assert database("postgres://lea:mot%2Fde%40passe@base/coffret")["PASSWORD"] == "mot/de@passe"


def test_another_kind_of_base_is_refused_with_what_is_understood():
    with pytest.raises(BadSetting, match="postgres://"):
        database("mysql://base/coffret")


def test_left_empty_it_is_the_file_of_the_data_directory(tmp_path):
    told = subprocess.run(
        [sys.executable, "-c", "from coffret.settings import DATABASES; print(DATABASES['default']['NAME'])"],
        env={**os.environ, "COFFRET_DATABASE_URL": "", "COFFRET_DATA": str(tmp_path)},
        cwd=ROOT, check=True, capture_output=True, text=True,
    )  # fmt: skip
    assert told.stdout.strip() == str(tmp_path / "coffret.sqlite3")
