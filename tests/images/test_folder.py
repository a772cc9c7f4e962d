"""Names led to files: exact first, then without regard to case; never out of the folder."""

from pathlib import Path

import pytest
from PIL import Image

from coffret.base.errors import Refused
from coffret.images.attach import Folder, Trouble


def draw(path: Path, colour: str = "red") -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    Image.new("RGB", (60, 40), colour).save(path, "JPEG")


def test_two_names_never_collapse_into_one(tmp_path):
    draw(tmp_path / "2012_1.jpg", "red")
    draw(tmp_path / "2012_2.jpg", "blue")
    folder = Folder.open(tmp_path)

    first, second = folder.find("2012_1.jpg"), folder.find("2012_2.jpg")

    assert first.path == tmp_path.resolve() / "2012_1.jpg"
    assert second.path == tmp_path.resolve() / "2012_2.jpg"
    assert first.probe
    assert second.probe
    assert first.probe.sha256 != second.probe.sha256
    assert folder.unused() == []


def test_files_are_found_in_folders_below_and_without_regard_to_case(tmp_path):
    draw(tmp_path / "salle 2" / "Écuelle.JPG")
    folder = Folder.open(tmp_path)

    assert folder.find("Écuelle.JPG").probe
    assert folder.find("écuelle.jpg").probe
    assert folder.find("salle 2/Écuelle.JPG").probe


def test_the_exact_name_wins_over_another_case(tmp_path):
    draw(tmp_path / "a.jpg", "red")
    draw(tmp_path / "b" / "A.jpg", "blue")

    assert Folder.open(tmp_path).find("A.jpg").path == tmp_path.resolve() / "b" / "A.jpg"


def test_a_name_that_may_be_two_pictures_is_ambiguous_unless_they_are_the_same(tmp_path):
    for name, colour in (("un/v.jpg", "red"), ("deux/v.jpg", "blue"), ("un/m.jpg", "red"), ("deux/m.jpg", "red")):
        draw(tmp_path / name, colour)
    folder = Folder.open(tmp_path)

    found = folder.find("v.jpg")

    assert found.trouble is Trouble.AMBIGUOUS
    assert set(found.others) == {"un/v.jpg", "deux/v.jpg"}
    assert folder.find("m.jpg").probe


@pytest.mark.parametrize(
    "name", ["../dehors.jpg", "a/../../dehors.jpg", "/etc/passwd", "..\\dehors.jpg", "C:\\x.jpg", "a\0.jpg"]
)
def test_a_name_never_leads_out_of_the_folder(tmp_path, name):
    draw(tmp_path / "dehors.jpg")
    (tmp_path / "images" / "a").mkdir(parents=True)

    assert Folder.open(tmp_path / "images").find(name).trouble is Trouble.OUTSIDE


def test_a_link_out_of_the_folder_is_not_followed(tmp_path):
    draw(tmp_path / "dehors.jpg")
    inside = tmp_path / "images"
    inside.mkdir()
    (inside / "lien.jpg").symlink_to(tmp_path / "dehors.jpg")
    (inside / "dossier").symlink_to(tmp_path)
    folder = Folder.open(inside)

    assert folder.find("lien.jpg").trouble is Trouble.OUTSIDE
    assert folder.find("dossier/dehors.jpg").trouble is Trouble.OUTSIDE
    assert folder.find("dehors.jpg").trouble is Trouble.ABSENT


def test_what_is_damaged_or_absent_is_said(tmp_path):
    (tmp_path / "faux.jpg").write_bytes(b"bonjour")
    folder = Folder.open(tmp_path)

    assert folder.find("faux.jpg").trouble is Trouble.UNREADABLE
    assert folder.find("faux.jpg").reason
    assert folder.find("absent.jpg").trouble is Trouble.ABSENT


def test_files_no_record_names_are_told(tmp_path):
    for name in ("a.jpg", "b.jpg", "sous/c.jpg"):
        draw(tmp_path / name)
    folder = Folder.open(tmp_path)
    folder.find("b.jpg")

    assert folder.unused() == ["a.jpg", "sous/c.jpg"]


def test_a_folder_that_is_none_is_refused(tmp_path):
    with pytest.raises(Refused, match="absent n’existe pas"):
        Folder.open(tmp_path / "absent")
    (tmp_path / "images.zip").write_bytes(b"PK")
    with pytest.raises(Refused, match=r"images\.zip n’est pas un dossier"):
        Folder.open(tmp_path / "images.zip")
