"""What the doctor says of images: their place, masters lost, thumbnails and pyramids behind."""

import pytest
from django.db import transaction
from factories import record
from PIL import Image as Pixels

from coffret.cli import doctor
from coffret.cli.main import main
from coffret.images import rows, store
from coffret.images.delivery import pyramids
from coffret.images.derived import upkeep

pytestmark = pytest.mark.django_db


@pytest.fixture
def sha256(settings, tmp_path):
    """Give the content of an image just published."""
    settings.DATA = tmp_path
    Pixels.new("RGB", (700, 500), "red").save(tmp_path / "a.jpg")
    content = store.save(tmp_path / "a.jpg")
    with transaction.atomic():
        rows.replace({record().pk: [["a.jpg", content, "JPEG", 700, 500, 1, ""]]})
    return content


def test_all_is_well(sha256):
    upkeep.work()
    for check in (doctor.image_place, doctor.image_masters, doctor.image_derivatives):
        assert check().state == "ok"


def test_a_lost_master_is_a_fault(sha256):
    store.master(sha256).unlink()
    result = doctor.image_masters()
    assert result.state == "faute"
    assert sha256 in result.detail


def test_what_is_still_to_be_made_is_told_then_made(sha256):
    assert doctor.image_derivatives().detail == "1 image(s) à découper"
    assert main(["worker", "--once"]) == 0
    assert doctor.image_derivatives().state == "ok"

    pyramids.place(sha256).unlink()
    result = doctor.image_derivatives()
    assert (result.state, result.detail) == ("attention", "1 image(s) sans vignettes ou sans pyramide")
    assert main(["rebuild", "--images"]) == 0
    assert pyramids.has(sha256)


def test_an_image_that_cannot_be_made_is_named(sha256, capfd):
    store.master(sha256).unlink()
    assert main(["rebuild", "--images"]) == 1
    result = doctor.image_derivatives()
    assert result.state == "attention"
    assert f"{sha256} (absent)" in result.detail


def test_a_place_that_cannot_be_written_is_a_fault(settings, tmp_path):
    (tmp_path / "images").write_text("un fichier à la place du dossier")
    settings.DATA = tmp_path
    result = doctor.image_place()
    assert result.state == "faute"
    assert result.remedy
