"""Correcting the names of pictures and their credit: what the check saw of each follows its name."""

from pathlib import Path

import factories
import photographs
import pytest
from PIL import Image
from sheets import sheet

from coffret.submissions import actions, sets
from coffret.submissions.mending import by_hand, undoing
from coffret.submissions.payload import unpack

pytestmark = pytest.mark.django_db


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    place = tmp_path / "images"
    place.mkdir()
    photographs.saved(place / "vase.jpg")
    photographs.saved(place / "plat.jpg", photographs.photograph(seed=2))
    return place


@pytest.fixture
def pictured(submit, folder):
    factories.museum("M0650")

    def make(**values):
        given = {"REFIM": "vase.jpg", "PHOT": "Jeanne Morel, musée Sandelin", **values}
        return submit(sheet(1, **given), museum="M0650", publication=False, images=folder)

    return make


def line(submission):
    return unpack(submission.lines.get().payload)


def codes(submission) -> set[str]:
    return {group.code for group in submission.finding_groups.all() if group.field == "REFIM" and group.members}


def names(submission) -> list[str]:
    return [row[0] for row in line(submission).images]


def test_pictures_stay_when_another_field_is_corrected(pictured):
    submission = pictured()
    before, said = line(submission).images, codes(submission)

    by_hand.change(submission, 0, {"DESC": "x"})

    assert (line(submission).images, codes(submission)) == (before, said)
    assert list(sets.of(submission.pk)["pictured"]) == [0]


def test_a_name_taken_away_comes_back_with_its_picture(pictured):
    submission = pictured(REFIM="vase.jpg;plat.jpg")
    before, said = line(submission).images, line(submission).findings

    acts = by_hand.change(submission, 0, {"REFIM": "plat.jpg"})
    assert names(submission) == ["plat.jpg"]
    by_hand.change(submission, 0, {"REFIM": ""})
    assert (names(submission), list(sets.of(submission.pk)["pictured"])) == ([], [])
    by_hand.change(submission, 0, {"REFIM": "plat.jpg"})
    assert names(submission) == ["plat.jpg"]
    by_hand.change(submission, 0, {"REFIM": "vase.jpg;plat.jpg"})

    assert (line(submission).images, line(submission).findings) == (before, said)
    assert line(submission).spare == {}
    assert acts[0].field == "REFIM"


def test_the_order_of_names_is_that_of_pictures(pictured):
    submission = pictured(REFIM="vase.jpg;plat.jpg")
    by_hand.change(submission, 0, {"REFIM": "plat.jpg;vase.jpg"})
    actions.publish(submission)
    images = factories.Record.objects.get().images.order_by("position")
    assert [image.name for image in images] == ["plat.jpg", "vase.jpg"]


def test_a_name_that_leads_nowhere_refuses_its_line_until_corrected(pictured):
    submission = pictured(REFIM="vase.jpg")
    act = by_hand.change(submission, 0, {"REFIM": "vase.jpg;inconnu.jpg"})[0]
    assert "SUB061" in codes(submission)

    undoing.undo(act)

    assert "SUB061" not in codes(submission)
    assert names(submission) == ["vase.jpg"]


def test_a_file_handed_in_that_no_notice_named_is_found_once_named(pictured):
    submission = pictured(REFIM="vaze.jpg")
    assert submission.finding_groups.filter(code="SUB066", value="vase.jpg").exists()
    assert names(submission) == []

    by_hand.change(submission, 0, {"REFIM": "vase.jpg"})

    assert names(submission) == ["vase.jpg"]
    assert "SUB061" not in codes(submission)
    actions.publish(submission)
    assert [image.name for image in factories.Record.objects.get().images.all()] == ["vase.jpg"]


def test_the_credit_of_the_file_and_that_of_the_notice_are_compared_again(submit, tmp_path):
    factories.museum("M0650")
    place = tmp_path / "credited"
    place.mkdir()
    picture: Image.Image = photographs.photograph()
    photographs.saved(place / "vase.jpg", picture, exif=photographs.camera_exif(t013B="Jeanne Morel"))
    submission = submit(
        sheet(1, REFIM="vase.jpg", PHOT="Albert Durand"), museum="M0650", publication=False, images=place
    )
    assert "IMG042" in codes(submission)

    act = by_hand.change(submission, 0, {"PHOT": "Jeanne Morel, musée Sandelin"})[0]
    assert "IMG042" not in codes(submission)
    undoing.undo(act)
    assert "IMG042" in codes(submission)


def test_without_folder_a_name_is_that_of_a_picture_the_record_has(submit):
    factories.museum("M0650")
    submission = submit(sheet(1, REFIM="vase.jpg", PHOT="J. Morel"), museum="M0650", publication=False)
    assert "SUB065" in codes(submission)
    by_hand.change(submission, 0, {"REFIM": "plat.jpg"})
    assert [group.value for group in submission.finding_groups.filter(code="SUB065")] == ["plat.jpg"]
    by_hand.change(submission, 0, {"REFIM": None})
    assert "SUB065" not in codes(submission)


def test_a_link_that_leads_out_of_the_folder_is_kept_for_nobody(pictured, folder, tmp_path):
    outside = photographs.saved(tmp_path / "secret.jpg", photographs.photograph(seed=3))
    (folder / "lien.jpg").symlink_to(outside)
    submission = pictured(REFIM="vaze.jpg")
    assert set(submission.pictures["left"]) == {"vase.jpg", "plat.jpg"}
