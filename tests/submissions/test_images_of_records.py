"""Images named in REFIM: attached in the museum's order, kept, replaced, refused, given back."""

import os
from pathlib import Path

import pytest
from PIL import Image as Picture
from sheets import sheet

from coffret.catalogue.models import Record
from coffret.images import rights, store
from coffret.images.models import Image
from coffret.submissions import actions
from coffret.submissions.models import FindingGroup, Submission
from coffret.submissions.payload import pack, unpack
from coffret.submissions.report import report


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


# -- what the museum says of its images -----------------------------------------------------------------------------


def say(folder: Path, *lines: str) -> None:
    (folder / "images.csv").write_text("\n".join(lines), encoding="utf-8")


def test_the_table_beside_the_images_gives_credit_and_rights(submit, folder):
    say(folder, "fichier;credit;droits;licence;titulaire", "2012_1.jpg;Zoé Petit;© Z. Petit;CC BY 4.0;Zoé Petit")
    submission = submit(sheet(1, REFIM="2012_1.jpg;2012_2.jpg", PHOT="Jeanne Morel"), images=folder)

    first, second = Image.objects.order_by("position")
    assert (first.credit, first.rights, first.holder) == ("Zoé Petit", "© Z. Petit", "Zoé Petit")
    assert first.licence == "http://creativecommons.org/licenses/by/4.0/"
    assert rights.credit(first, record().values) == "© Zoé Petit"
    assert rights.credit(second, record().values) == "© Jeanne Morel"
    assert "images.csv" not in {name for _code, name in found(submission)}


def test_words_alone_are_an_update_and_stay_when_the_images_come_again_without_them(submit, folder):
    submit(sheet(1, REFIM="2012_1.jpg"), images=folder)
    say(folder, "fichier;credit", "2012_1.jpg;Zoé Petit")
    assert submit(sheet(1, REFIM="2012_1.jpg"), images=folder).updated == 1

    (folder / "images.csv").unlink()
    again = submit(sheet(1, REFIM="2012_1.jpg"), images=folder)

    assert again.unchanged == 1
    assert Image.objects.get().credit == "Zoé Petit"


def test_the_table_alone_speaks_of_images_handed_in_before(submit, folder, tmp_path):
    submit(sheet(1, REFIM="2012_1.jpg"), images=folder)
    alone = tmp_path / "table"
    alone.mkdir()
    say(alone, "fichier;credit", "2012_1.jpg;Zoé Petit")

    assert submit(sheet(1, REFIM="2012_1.jpg"), images=alone).updated == 1
    assert Image.objects.get().credit == "Zoé Petit"


def test_undoing_gives_the_words_back(submit, folder):
    say(folder, "fichier;credit", "2012_1.jpg;Jeanne Morel")
    submit(sheet(1, REFIM="2012_1.jpg"), images=folder)
    say(folder, "fichier;credit", "2012_1.jpg;Zoé Petit")
    wrong = submit(sheet(1, REFIM="2012_1.jpg"), images=folder)
    assert Image.objects.get().credit == "Zoé Petit"

    actions.revert(wrong)

    assert Image.objects.get().credit == "Jeanne Morel"


def test_an_image_not_to_be_shown_is_kept_and_not_shown(submit, folder):
    say(folder, "fichier;diffusable", "2012_1.jpg;non")
    submission = submit(sheet(1, REFIM="2012_1.jpg"), images=folder)

    image = Image.objects.get()
    assert (image.withdrawn, image.withdrawn_reason) == (True, "image non diffusable")
    assert not record().has_image
    assert store.has(image.sha256)
    assert ("SUB067", "2012_1.jpg") in found(submission)

    say(folder, "fichier;diffusable", "2012_1.jpg;oui")
    submit(sheet(1, REFIM="2012_1.jpg"), images=folder)
    assert record().has_image


def test_a_link_that_leads_to_itself_and_a_pipe_refuse_their_records_only(submit, folder):
    (folder / "boucle.jpg").symlink_to("boucle.jpg")
    os.mkfifo(folder / "tube.jpg")
    submission = submit(
        sheet(1, REFIM="boucle.jpg"), sheet(2, REFIM="2012_2.jpg"), sheet(3, REFIM="tube.jpg"), images=folder
    )

    assert (submission.created, submission.rejected) == (1, 2)
    told = {entry.message for entry in report(submission).entries if entry.code == "SUB063"}
    assert told == {
        "L’image « boucle.jpg » ne se lit pas : c’est un lien qui mène à lui-même.",
        "L’image « tube.jpg » ne se lit pas : ce n’est pas un fichier ordinaire.",
    }


def test_a_picture_that_another_record_has_is_told_by_its_ref(submit, folder):
    """In the same file, then in a later one; handing in the same record again says nothing."""
    (folder / "copie.jpg").write_bytes((folder / "2012_1.jpg").read_bytes())
    submission = submit(sheet(1, REFIM="2012_1.jpg"), sheet(2, REFIM="copie.jpg;2012_2.jpg"), images=folder)
    assert [(code, value) for code, value in found(submission) if code == "SUB081"] == [("SUB081", "copie.jpg")]
    assert submission.created == 2

    assert not {code for code, _name in found(submit(sheet(2, REFIM="2012_2.jpg"), images=folder))} & {"SUB081"}
    later = submit(sheet(3, REFIM="2012_2.jpg;profil.jpg"), images=folder)

    entry = next(entry for entry in report(later).entries if entry.code == "SUB081")
    assert entry.message == "L’image « 2012_2.jpg » est, octet pour octet, celle de M0650000002."


def test_a_bad_line_of_the_table_is_told_and_the_batch_goes_on(submit, folder):
    say(folder, "fichier;credit;diffusable", "2012_1.jpg;Zoé Petit;peut-être", "perdue.jpg;X;oui")
    submission = submit(sheet(1, REFIM="2012_1.jpg"), images=folder)

    assert submission.created == 1
    assert {("SUB068", "peut-être"), ("SUB069", "perdue.jpg")} <= found(submission)
    assert Image.objects.get().credit == "Zoé Petit"
    told = {entry.message for entry in report(submission).entries}
    assert "Dans images.csv, ligne 2, diffusable : « peut-être » est laissé de côté (ni oui ni non)." in told


def test_the_credit_a_file_carries_is_the_last_resort(submit, folder):
    exif = Picture.Exif()
    exif[0x8298] = "Paul Petit"
    Picture.new("RGB", (1600, 1500), "#8a6f4d").save(folder / "signee.jpg", exif=exif)
    submit(sheet(1, REFIM="signee.jpg"), images=folder)

    image = Image.objects.get()
    assert image.embedded_credit == "Paul Petit"
    assert rights.credit(image, record().values) == "© Paul Petit"


def test_a_worthless_credit_of_the_table_is_told_where_it_stands(submit, folder):
    say(folder, "fichier;credit", "2012_1.jpg;cliché du musée")
    submission = submit(sheet(1, REFIM="2012_1.jpg;2012_2.jpg", PHOT="cliché du musée"), images=folder)
    told = [entry.message for entry in report(submission).entries if entry.code == "IMG031"]
    assert told == ["Image « 2012_1.jpg » : Le crédit « cliché du musée » (images.csv) n’a pas de valeur juridique."]


# -- what the norm says of the images -------------------------------------------------------------------------------


def test_what_the_norm_says_of_an_image_is_told_by_its_name_and_refuses_nothing(submit, folder):
    submission = submit(sheet(1, REFIM="2012_1.jpg", PHOT="Jeanne Morel"), images=folder)

    assert (submission.created, submission.rejected) == (1, 0)
    assert ("IMG021", "2012_1.jpg") in found(submission)
    told = {entry.message for entry in report(submission).entries if entry.code == "IMG021"}
    assert told == {"Image « 2012_1.jpg » : Le petit côté fait 500 pixels, moins que les 1500 recommandés."}
    assert ["IMG021", "REFIM", "2012_1.jpg"] in record().findings


def test_an_image_as_recommended_calls_for_no_alert(submit, folder):
    Picture.effect_noise((2000, 1500), 60).convert("RGB").save(folder / "grande.jpg", dpi=(72, 72), quality=92)
    submission = submit(sheet(1, REFIM="grande.jpg", PHOT="Jeanne Morel"), images=folder)
    assert not {code for code, name in found(submission) if name == "grande.jpg"}


def test_a_small_image_is_published_and_the_threshold_of_exports_told(submit, folder):
    Picture.new("RGB", (600, 400), "#8a6f4d").save(folder / "petite.jpg")
    submission = submit(sheet(1, REFIM="petite.jpg", PHOT="Jeanne Morel"), images=folder)

    assert submission.created == 1
    assert ("SUB080", "petite.jpg") in found(submission)
    assert record().has_image
    entry = next(entry for entry in report(submission).entries if entry.code == "SUB080")
    assert "taille inférieure à 640 x 480 pixels" in entry.message


def test_an_animated_picture_is_refused(submit, folder):
    frames = [Picture.new("RGB", (700, 500), colour) for colour in ("red", "blue")]
    frames[0].save(folder / "animee.png", save_all=True, append_images=frames[1:])
    submission = submit(sheet(1, REFIM="animee.png"), images=folder)
    assert submission.rejected == 1
    assert ("SUB063", "animee.png") in found(submission)


def test_rows_of_an_older_submission_are_given_back_whole(submit, folder):
    """Before credits and rights, a row had seven values: payloads still hold such rows."""
    first = submit(sheet(1, REFIM="2012_1.jpg"), images=folder)
    _shorten(first)
    second = submit(sheet(1, REFIM="2012_2.jpg"), images=folder)
    _shorten(second)

    actions.revert(second)

    assert names() == ["2012_1.jpg"]
    assert Image.objects.get().shareable
    actions.revert(first)
    assert record().status == "withdrawn"


def _shorten(submission: Submission) -> None:
    for line in submission.lines.order_by("pk"):
        content = unpack(bytes(line.payload))
        for field in ("images", "replaced", "attached"):
            if (kept := getattr(content, field)) is not None:
                setattr(content, field, [row[:7] for row in kept])
        line.payload = pack(content)
        line.save()
