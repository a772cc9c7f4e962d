"""COFFRET_DATABASE_URL: what it may hold, and what Django makes of it."""

import pytest

from coffret.base.env import BadSetting
from coffret.settings import database


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
