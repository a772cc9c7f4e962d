"""Images named in REFIM: attached in the museum's order, kept, replaced, refused, given back."""

from pathlib import Path

import pytest
from PIL import Image as Picture
from sheets import sheet

from coffret.catalogue.models import Record
from coffret.images import store
from coffret.images.models import Image
from coffret.submissions import actions
from coffret.submissions.models import FindingGroup, Submission


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    images = tmp_path / "images"
    images.mkdir()
    for name, colour in (("2012_1.jpg", "#c03020"), ("2012_2.jpg", "#2030c0"), ("profil.jpg", "#20c030")):
        Picture.new("RGB", (700, 500), colour).save(images / name)
    return images


def record() -> Record:
    return Record.objects.get(ref="M0650000001")


def names() -> list[str]:
    return list(Image.objects.filter(record=record()).order_by("position").values_list("name", flat=True))


def found(submission: Submission) -> set[tuple[str, str]]:
    return set(FindingGroup.objects.filter(submission=submission, field="REFIM").values_list("code", "value"))


def test_images_are_attached_under_their_whole_names_in_the_museums_order(submit, folder):
    submit(sheet(1, REFIM="2012_2.jpg;2012_1.jpg", PHOT="Jeanne Morel"), images=folder)

    assert names() == ["2012_2.jpg", "2012_1.jpg"]
    assert record().has_image
    first = Image.objects.get(name="2012_2.jpg")
    assert (first.format, first.width, first.height) == ("JPEG", 700, 500)
    assert first.colour.startswith("#2")
    assert store.master(first.sha256).read_bytes() == (folder / "2012_2.jpg").read_bytes()
    assert store.thumbnail(first.sha256, 240).is_file()


def test_checking_alone_attaches_nothing(submit, folder):
    submit(sheet(1, REFIM="2012_1.jpg"), images=folder, publication=False)
    assert not Image.objects.exists()


def test_an_image_named_and_absent_refuses_its_record_only(submit, folder):
    submission = submit(sheet(1, REFIM="2012_1.jpg;perdue.jpg"), sheet(2, REFIM="2012_2.jpg"), images=folder)

    assert (submission.created, submission.rejected) == (1, 1)
    assert ("SUB061", "perdue.jpg") in found(submission)


def test_without_folder_the_text_is_accepted_and_the_images_awaited(submit, folder):
    submission = submit(sheet(1, REFIM="2012_1.jpg"))
    assert (submission.created, submission.rejected) == (1, 0)
    assert found(submission) == {("SUB065", "2012_1.jpg")}
    assert not record().has_image

    again = submit(sheet(1, REFIM="2012_1.jpg"), images=folder)

    assert again.updated == 1
    assert record().has_image
    assert record().version == 2


def test_images_already_there_need_not_come_again(submit, folder):
    submit(sheet(1, REFIM="2012_1.jpg;2012_2.jpg"), images=folder)

    submission = submit(sheet(1, REFIM="2012_2.jpg;2012_1.jpg", TITR="Nouveau"))

    assert not {code for code, _name in found(submission)} & {"SUB061", "SUB065"}
    assert names() == ["2012_2.jpg", "2012_1.jpg"]
    assert submit(sheet(1, REFIM="2012_2.jpg;2012_1.jpg", TITR="Nouveau"), images=folder).unchanged == 1


def test_a_record_whose_text_alone_comes_again_keeps_its_images(submit, folder):
    submit(sheet(1, REFIM="2012_1.jpg"), images=folder)
    submit(sheet(1, TITR="Autre"))
    assert names() == ["2012_1.jpg"]
    assert record().has_image


def test_a_name_taken_off_the_list_goes_and_its_master_stays(submit, folder):
    submit(sheet(1, REFIM="2012_1.jpg;2012_2.jpg"), images=folder)
    gone = Image.objects.get(name="2012_1.jpg").sha256

    submit(sheet(1, REFIM="2012_2.jpg"))

    assert names() == ["2012_2.jpg"]
    assert store.has(gone)


def test_clearing_the_list_takes_every_image_off(submit, folder):
    submit(sheet(1, REFIM="2012_1.jpg"), images=folder)
    submit(sheet(1, REFIM=""))
    assert names() == []
    assert not record().has_image


def test_a_picture_replaced_under_the_same_name_is_an_update(submit, folder):
    submit(sheet(1, REFIM="profil.jpg"), images=folder)
    before = Image.objects.get().sha256
    Picture.new("RGB", (700, 500), "black").save(folder / "profil.jpg")

    submission = submit(sheet(1, REFIM="profil.jpg"), images=folder)

    assert submission.updated == 1
    assert Image.objects.get().sha256 != before


def test_undoing_gives_the_images_back(submit, folder):
    submit(sheet(1, REFIM="2012_1.jpg;2012_2.jpg"), images=folder)
    wrong = submit(sheet(1, REFIM="profil.jpg"), images=folder)
    assert names() == ["profil.jpg"]

    actions.revert(wrong)

    assert names() == ["2012_1.jpg", "2012_2.jpg"]
    assert record().values["REFIM"] == "2012_1.jpg;2012_2.jpg"


def test_undoing_leaves_images_changed_since(submit, folder):
    submit(sheet(1, REFIM="2012_1.jpg"), images=folder)
    wrong = submit(sheet(1, REFIM="2012_2.jpg"), images=folder)
    submit(sheet(1, REFIM="profil.jpg"), images=folder)

    result = actions.revert(wrong)

    assert [one.field for one in result.conflicts] == ["REFIM"]
    assert names() == ["profil.jpg"]


@pytest.mark.parametrize("name", ["../secret.jpg", "/etc/hostname"])
def test_a_name_that_leaves_the_folder_refuses_the_record(submit, folder, name):
    Picture.new("RGB", (10, 10)).save(folder.parent / "secret.jpg")

    submission = submit(sheet(1, REFIM=name), images=folder)

    assert submission.rejected == 1
    assert ("SUB060", name) in found(submission)


def test_a_damaged_image_refuses_its_record(submit, folder):
    (folder / "abimee.jpg").write_bytes((folder / "2012_1.jpg").read_bytes()[:900])
    submission = submit(sheet(1, REFIM="abimee.jpg"), images=folder)
    assert submission.rejected == 1
    assert ("SUB063", "abimee.jpg") in found(submission)


def test_a_legacy_name_leads_to_the_original_file(submit, folder):
    submit(sheet(1, REFIM="M065000_0016630_P.JPG,DS1,,2012_1.jpg"), images=folder)
    assert names() == ["M065000_0016630_P.JPG"]


def test_files_no_record_names_are_told(submit, folder):
    submission = submit(sheet(1, REFIM="2012_1.jpg"), images=folder)
    assert {("SUB066", "2012_2.jpg"), ("SUB066", "profil.jpg")} <= found(submission)
