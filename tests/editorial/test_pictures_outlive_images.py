"""A picture of the office's pages follows the catalogue's image, and never holds a museum back."""

import pytest
from factories import THEN, record

from coffret.editorial.models import Picture
from coffret.images import rows
from coffret.images.models import Image

pytestmark = pytest.mark.django_db(transaction=True)


def row(name: str, content: str = "a") -> rows.Row:
    return [name, content * 64, "JPEG", 2000, 1500, 1000]


def test_an_image_handed_in_again_is_the_same_image() -> None:
    owner = record(has_image=True).pk
    rows.replace({owner: [row("a.jpg"), row("b.jpg", "b")]})
    image = Image.objects.get(name="a.jpg")
    Picture.objects.create(image=image, sha256=image.sha256, name="a.jpg", width=1, height=1, added_at=THEN)
    rows.replace({owner: [row("b.jpg", "b"), row("a.jpg", "c")]})
    assert Image.objects.get(pk=image.pk).sha256 == "c" * 64
    assert list(Image.objects.values_list("name", "position")) == [("b.jpg", 0), ("a.jpg", 1)]
    assert Picture.objects.get().image == Image.objects.get(pk=image.pk)


def test_an_image_taken_back_leaves_a_picture_that_shows_nothing() -> None:
    owner = record(has_image=True).pk
    rows.replace({owner: [row("a.jpg")]})
    image = Image.objects.get()
    Picture.objects.create(image=image, sha256=image.sha256, name="a.jpg", width=1, height=1, added_at=THEN)
    rows.replace({owner: []})
    assert not Image.objects.exists()
    picture = Picture.objects.select_related("image__record").get()
    assert picture.image_id == image.pk
    assert picture.image is None
