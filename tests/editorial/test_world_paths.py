"""What stands at an address of this site: the page, and where one signs up to an event."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from editorial_factories import entry

from coffret.newsletters.proofing import file as files

pytestmark = pytest.mark.django_db

SITE = "https://www.exemple-musees.fr"


def codes(path: str, where: Path, site: str = SITE, image: str = "") -> list[str]:
    """Return what the rules say of a letter that leads to an address of the site, and shows an image."""
    letter = where / "lettre.html"
    shown = f'<figure><img src="{image}" alt="Un coffret d’émail bleu"><figcaption>© CRDOA</figcaption></figure>'
    letter.write_text(
        f'<html lang="fr" dir="ltr"><title>La lettre de mai</title><div hidden>Aperçu</div><h1>Lettre</h1>'
        f'<p>Voir <a href="{site}{path}">la page</a>.</p>{shown if image else ""}</html>',
        encoding="utf-8",
    )
    return [one.code for one in files.check(letter, date(2026, 5, 11))]


def test_where_one_signs_up_stands_as_long_as_the_event(settings: Any, tmp_path: Path) -> None:
    settings.BASE_URL = SITE
    event = entry("event", title="Atelier", starts="2026-06-19T09:30", place="Salle Visconti", plan="own")
    for path in (event.path, f"{event.path}/inscription", f"{event.path}/inscription?lettre=essais-2026-05-11"):
        assert codes(path, tmp_path) == [], path
    assert codes("/agenda/nulle-part/inscription", tmp_path) == ["P04"]


def test_an_image_of_a_site_tried_on_ones_machine_is_let_be(settings: Any, tmp_path: Path) -> None:
    settings.BASE_URL = here = "http://127.0.0.1:8000"
    assert "P03" not in codes("/", tmp_path, here, f"{here}/medias/{'a' * 64}/lettre-840.jpg")
    assert "P03" in codes("/", tmp_path, here, "http://127.0.0.1:8001/medias/image.jpg")
    assert "P03" in codes("/", tmp_path, here, "http://localhost/image.jpg")
