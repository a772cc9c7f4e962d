"""The pictures of a letter: light, whole, at addresses that last as long as they may be shown."""

import io
import re
from dataclasses import asdict
from typing import Any

import pytest
from composed_letters import letter
from django.test import Client
from editorial_factories import editor, entry, newsletter
from factories import THEN, record
from paper_samples import jpeg
from PIL import Image as Pillow

from coffret.catalogue.actions import withdraw
from coffret.editorial.entries import publishing
from coffret.editorial.entries.journal import lock
from coffret.editorial.files import pictures
from coffret.editorial.models import Issue, Picture
from coffret.images import store
from coffret.images.models import Image
from coffret.newsletters.composing import compose
from coffret.newsletters.composing.issue import Composed, Shot
from coffret.newsletters.rendering import render
from coffret.newsletters.rendering.pictures import Rendition, enclosed, in_workshop

pytestmark = pytest.mark.django_db


def _uploaded(width: int = 2000, height: int = 1500, seed: int = 1) -> Picture:
    return pictures.upload(io.BytesIO(jpeg(width, height, seed)), "oeuvre.jpg", None)


def _noise(width: int, height: int) -> bytes:
    """Return a picture that no coding makes light."""
    made = io.BytesIO()
    Pillow.effect_noise((width, height), 120).convert("RGB").save(made, "JPEG", quality=95)
    return made.getvalue()


def _content(picture: Picture) -> dict[str, Any]:
    use = {"picture": picture.pk, "alt": "Une affiche", "credit": "© C. Martin", "caption": "", "rights": ""}
    item = {"thing": "picture", "ref": str(picture.pk), "picture": use}
    sections = [{"one": "Image", "many": "Images", "items": [item]}]
    return {"newsletter": newsletter().slug, "day": "2026-05-11", "title": "Mai 2026", "sections": sections}


def _sent(picture: Picture) -> Issue:
    made = entry("letter", live=False, **_content(picture))
    return publishing.put_sent(lock(made), None, THEN, compose(_content(picture), entry=made, now=THEN).kept())


def _address(composed: Composed) -> str:
    (shot,) = composed.shots.values()
    return Rendition(shot).address


def _path(address: str) -> str:
    return "/" + address.split("/", 3)[3]


@pytest.mark.parametrize(
    ("width", "height", "shown", "offered"),
    [
        (2400, 1600, (552, 368), 1120),
        (900, 1800, (300, 600), 600),
        (400, 300, (400, 300), 800),
        (1, 1, (1, 1), 80),
        (20_000, 100, (552, 3), 1120),
    ],
)
def test_a_picture_stands_whole_in_the_column(width: int, height: int, shown: tuple[int, int], offered: int):
    kept = Rendition(Shot("a" * 64, width, height))
    assert (kept.width, kept.height) == shown
    assert kept.offered == offered
    assert kept.offered in store.LIGHT_WIDTHS


def test_a_light_version_weighs_two_hundred_kilobytes_at_most():
    picture = pictures.upload(io.BytesIO(_noise(1500, 1500)), "bruit.jpg", None)
    place = store.light(picture.sha256, 1200)
    assert place.stat().st_size <= store.LIGHT_MOST
    with Pillow.open(place) as made:
        assert made.format == "JPEG"
        assert made.width <= 1200
        assert abs(made.width / made.height - 1) < 0.01
    assert store.thumbnail(picture.sha256, 1600).stat().st_size > store.LIGHT_MOST, "this one is heavy"


def test_a_light_version_is_never_larger_than_its_master():
    picture = _uploaded(500, 400)
    with Pillow.open(store.light(picture.sha256, 1200)) as made:
        assert made.size == (500, 400)


def test_other_widths_are_not_made():
    with pytest.raises(ValueError, match="101 wide"):
        store.light(_uploaded().sha256, 101)


def test_the_picture_of_a_draft_is_for_the_workshop_alone():
    picture = _uploaded()
    made = entry("letter", live=False, **_content(picture))
    html = render(compose(_content(picture), entry=made)).html
    path = _path(_address(compose(_content(picture))))
    assert Client().get(path).status_code == 404
    office = Client()
    office.force_login(editor())
    inside = in_workshop(html)
    assert path.replace("/medias/", "/pro/medias/") in inside
    assert office.get(path.replace("/medias/", "/pro/medias/"))["Content-Type"] == "image/jpeg"
    assert Client().get(path.replace("/medias/", "/pro/medias/")).status_code == 302


def test_once_sent_anyone_fetches_it_and_keeps_it():
    issue = _sent(_uploaded())
    answer = Client().get(_path(_address(Composed.read(issue.frozen))))
    assert answer.status_code == 200
    assert answer["Content-Type"] == "image/jpeg"
    assert "immutable" in answer["Cache-Control"]
    assert b"".join(answer.streaming_content)[:2] == b"\xff\xd8"


def _of_the_catalogue() -> tuple[Any, Picture]:
    made = record({"TITR": "Le Nouveau-né"}, has_image=True)
    sha256 = store.save(jpeg(1600, 1200, 5))
    given = {"sha256": sha256, "format": "JPEG", "width": 1600, "height": 1200, "size": 1000}
    image = Image.objects.create(record=made, position=1, name="oeuvre.jpg", **given)
    return made, pictures.from_catalogue(image, None)


def test_a_letter_keeps_its_picture_when_the_museum_sends_another():
    _record, picture = _of_the_catalogue()
    path = _path(_address(Composed.read(_sent(picture).frozen)))
    Image.objects.update(sha256=store.save(jpeg(1600, 1200, 6)))
    assert pictures.follow_images() == 1
    shown = re.findall(r'src="(/medias/[^"]*)"', Client().get("/lettres/nouveautes/2026-05-11").content.decode())
    assert len(shown) == 1
    for address in (path, *shown):
        answer = Client().get(address)
        assert answer.status_code == 200, address
        assert b"".join(answer.streaming_content)[:2] == b"\xff\xd8"


def test_a_picture_that_left_the_catalogue_left_the_letters_too():
    record, picture = _of_the_catalogue()
    path = _path(_address(Composed.read(_sent(picture).frozen)))
    withdraw(record.ref, "Erreur")
    assert Client().get(path).status_code == 410
    Image.objects.update(sha256=store.save(jpeg(1600, 1200, 6)))
    pictures.follow_images()
    assert Client().get(path).status_code == 410


@pytest.mark.parametrize("sha256", ["f" * 64, "nulle"])
def test_an_unknown_picture_is_not_found(sha256: str):
    assert Client().get(f"/medias/{sha256}/lettre-1120.jpg").status_code == 404


def test_a_proof_holds_its_pictures():
    picture = _uploaded()
    html, attached = enclosed(render(compose(_content(picture))).html)
    assert len(attached) == 1
    assert f'src="cid:{attached[0].cid}"' in html
    assert attached[0].content[:2] == b"\xff\xd8"
    assert "/medias/" not in html


def test_a_picture_that_cannot_be_made_keeps_its_address():
    made = letter(shots={1: Shot("c" * 64, 2000, 1500)})
    html, attached = enclosed(render(made).html)
    assert attached == []
    assert f"/medias/{'c' * 64}/lettre-1120.jpg" in html
    assert asdict(made)["shots"][1]["sha256"] == "c" * 64
