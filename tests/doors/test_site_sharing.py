"""What other sites show of a page: its words, and a card where its work stands whole."""

import re
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from editorial_factories import entry
from factories import THEN
from PIL import Image as Pixels

from coffret.editorial.entries import actions
from coffret.editorial.models import Entry, Picture, Site
from coffret.public.site import share_cards, sharing
from coffret.public.site.share_cards import ShareCard

RED = (200, 30, 30)


@pytest.fixture
def site(publish, picture, settings):
    settings.BASE_URL = "https://musees.example.org"
    record = publish({"REF": "M0650000001", "TITR": "Coffret à bijoux", "PHOT": "Jeanne Dupont"}, has_image=True)[0]
    picture(record, 1200, 800)
    return record


def told(path: str) -> dict[str, str]:
    page = Client().get(path).content.decode()
    return dict(re.findall(r'<meta property="og:([\w:]+)" content="([^"]*)">', page))


def card(path: str) -> Any:
    """Return the card of the page at ``path``."""
    address = told(path)["image"].removeprefix("https://musees.example.org")
    answer = Client().get(address)
    assert (answer.status_code, answer["Content-Type"]) == (200, "image/jpeg"), address
    assert "immutable" in answer["Cache-Control"]
    drawn = Pixels.open(BytesIO(answer.content))
    assert drawn.size == (1200, 630)
    return drawn


def test_every_page_says_what_to_show_of_it(site):
    entry("news", title="Une nouvelle", summary="En bref.")
    entry("resource", title="Normes")
    entry("event", title="Journée", place="Fontainebleau")
    entry("feature", title="Boîtes", items=[{"record": site.ref, "words": ""}])
    paths = ["/", "/notices/M0650000001", "/musees/M0650", "/actualites/", "/actualites/une-nouvelle", "/ressources/",
             "/ressources/normes", "/agenda/journee", "/selections/boites", "/contact"]  # fmt: skip
    for path in paths:
        found = told(path)
        assert {"title", "type", "image", "image:alt", "url"} <= set(found), path
        assert found["url"] == f"https://musees.example.org{path}"
        card(path)
    assert told("/actualites/une-nouvelle")["description"] == "En bref."


def test_the_work_is_whole_on_its_card(tmp_path: Path):
    for size in ((960, 300), (960, 640), (640, 640), (300, 960)):
        work = tmp_path / "work.jpg"
        Pixels.new("RGB", size, RED).save(work, "JPEG", quality=95)
        drawn = Pixels.open(BytesIO(share_cards.draw(ShareCard("Titre", sha256="x"), work, "Coffret"))).convert("RGB")
        mask = drawn.split()[0].point(lambda level: 255 if level > 150 else 0)
        green = drawn.split()[1].point(lambda level: 255 if level < 90 else 0)
        mask.paste(0, mask=green.point(lambda level: 255 - level))
        left, top, right, bottom = mask.getbbox()
        assert abs((right - left) / (bottom - top) - size[0] / size[1]) < 0.03, size
        assert left > 0
        assert top > 0
        assert bottom < 630


def test_titles_are_never_too_long_nor_strange_for_a_card(tmp_path: Path):
    work = tmp_path / "work.jpg"
    Pixels.new("RGB", (800, 600), RED).save(work, "JPEG")
    for title in ("", "x", "x" * 5000, "mot " * 2000, "漢字 \U0001f600 \u202e", "Œuvre d’Émile : « 1er » № 3"):
        made = ShareCard(title, title, title, sha256="x")
        for picture in (None, work):
            assert Pixels.open(BytesIO(share_cards.draw(made, picture, "Coffret"))).size == (1200, 630)


def test_a_card_changes_address_with_what_it_shows(site):
    before = told("/notices/M0650000001")["image"]
    site.title = "Coffret"
    site.save()
    after = told("/notices/M0650000001")["image"]
    assert before != after
    path = before.removeprefix("https://musees.example.org")
    answer = Client().get(path)
    assert answer.status_code == 302
    assert after.endswith(answer["Location"])
    made = ShareCard("Titre", "Ligne", "Crédit")
    others = [replace(made, **{name: "autre"}) for name in ("title", "line", "credit", "sha256", "colour")]
    assert len({one.digest for one in (made, replace(made, italic=True), *others)}) == 7


def test_only_what_is_online_has_a_card(site):
    row = Entry.objects.get(pk=entry("news", title="Une nouvelle").pk)
    path = told("/actualites/une-nouvelle")["image"].removeprefix("https://musees.example.org")
    actions.withdraw(row, None, "erreur")
    draft = entry("news", title="Brouillon", live=False)
    digest = path[-16:]
    for gone in (path, f"/partage/pages/{draft.pk}-{digest}", f"/partage/pages/{'9' * 30}-{digest}",
                 f"/partage/pages/x-{digest}", f"/partage/notices/M0650999999-{digest}", f"/partage/musees/M9999-{digest}",
                 f"/partage/site/autre-{digest}", f"/partage/autre/1-{digest}", "/partage/pages/1-zzz.jpg",
                 f"/partage/notices/../../etc/passwd-{digest}"):  # fmt: skip
        assert Client().get(gone).status_code == 404, gone


def test_a_picture_taken_back_leaves_the_card(site):
    image = site.images.get()
    kept = Picture.objects.create(
        image=image, sha256=image.sha256, name=image.name, width=1200, height=800, colour="#8a6f4d", added_at=THEN
    )
    entry("news", title="Un coffret", cover={"picture": kept.pk, "alt": "Un coffret", "credit": "© Jeanne Dupont"})
    before = {path: told(path)["image"] for path in ("/actualites/un-coffret", "/notices/M0650000001")}
    image.withdrawn = True
    image.save()
    for path, address in before.items():
        assert told(path)["image"] != address
        assert Client().get(address.removeprefix("https://musees.example.org")).status_code == 302
        assert sharing.first_picture(site) is None


def test_the_card_says_whose_the_picture_is(site):
    image = site.images.get()
    shown = sharing.record_card(site, sharing.first_picture(site))
    assert (shown.title, shown.credit, shown.sha256) == ("Coffret à bijoux", "© Jeanne Dupont", image.sha256)
    museum = sharing.museum_card(site.museum, site)
    assert museum.credit == "Coffret à bijoux. © Jeanne Dupont"


def test_a_card_is_drawn_once_and_few_are_kept(site, settings, monkeypatch):
    monkeypatch.setattr(sharing, "KEPT", 3)
    drawn = []
    monkeypatch.setattr(sharing, "draw", lambda *given: drawn.append(given) or b"\xff\xd8")
    made = sharing.site_card()
    place = sharing.drawn(made)
    assert sharing.drawn(made) == place
    assert len(drawn) == 1
    for number in range(8):
        (place.parent / f"{number:024}.jpg").write_bytes(b"old")
    place.unlink()
    sharing.drawn(made)
    assert len(list(place.parent.glob("*.jpg"))) == 3
    assert place.exists()


def test_the_card_is_signed_by_the_site_s_name(site):
    first = card("/contact").tobytes()
    Site.objects.update_or_create(pk=1, defaults={"name": "Joconde"})
    assert card("/contact").tobytes() != first


def test_the_card_of_what_is_put_forward_says_its_month_and_shows_a_work(site):
    entry("feature", title="À Saint-Omer", genre="museum", month="2026-05", items=[{"museum": "M0650", "words": ""}])
    held = Entry.objects.get(kind="feature")
    shown = sharing.entry_card(held, held.content)
    assert shown.line == "Musée du mois · mai 2026"
    assert shown.sha256, "a museum is shown by one of its works"
