"""What stands at an address of this site: the page, and where one signs up to an event."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from editorial_factories import entry

from coffret.newsletters.proofing import file as files

pytestmark = pytest.mark.django_db

SITE = "https://www.exemple-musees.fr"


def codes(path: str, where: Path) -> list[str]:
    """Return what the rules say of a letter that leads to an address of the site."""
    letter = where / "lettre.html"
    letter.write_text(
        f'<html lang="fr" dir="ltr"><title>La lettre de mai</title><div hidden>Aperçu</div><h1>Lettre</h1>'
        f'<p>Voir <a href="{SITE}{path}">la page</a>.</p></html>',
        encoding="utf-8",
    )
    return [one.code for one in files.check(letter, date(2026, 5, 11))]


def test_where_one_signs_up_stands_as_long_as_the_event(settings: Any, tmp_path: Path) -> None:
    settings.BASE_URL = SITE
    event = entry("event", title="Atelier", starts="2026-06-19T09:30", place="Salle Visconti", plan="own")
    for path in (event.path, f"{event.path}/inscription", f"{event.path}/inscription?lettre=essais-2026-05-11"):
        assert codes(path, tmp_path) == [], path
    assert codes("/agenda/nulle-part/inscription", tmp_path) == ["P04"]
