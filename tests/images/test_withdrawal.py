"""One image withdrawn: 410 at its addresses, nothing on the pages, kept, said in the journal, brought back."""

from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from factories import record as make_record
from PIL import Image as Picture

from coffret.base.errors import Refused
from coffret.catalogue.actions import withdraw as withdraw_record
from coffret.catalogue.models import Change, ChangeKind, Record
from coffret.cli.main import main
from coffret.images import access, actions, rows, store
from coffret.images.access import Standing
from coffret.images.models import Image, Withdrawal
from coffret.public.images.pictures import first_pictures
from coffret.submissions import actions as submissions

pytestmark = pytest.mark.django_db
REASON = "droits contestés par l’ayant droit"
SHEET = {
    "REF": "M0650000001",
    "MUSEO": "M0650",
    "INV": "2026.1.1",
    "DOMN": "céramique",
    "STAT": "propriété de la commune ; don ; Saint-Omer ; musée de l'hôtel Sandelin",
    "DENO": "assiette",
    "LOCA": "Saint-Omer ; musée de l'hôtel Sandelin",
    "REFIM": "a.jpg;b.jpg",
    "PHOT": "Jeanne Morel",
}


@pytest.fixture(autouse=True)
def _own(settings: Any, tmp_path: Path) -> None:
    settings.DATA = tmp_path
    cache.clear()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    images = tmp_path / "handed"
    images.mkdir()
    for name, colour in (("a.jpg", "#c03020"), ("b.jpg", "#2030c0")):
        Picture.new("RGB", (700, 500), colour).save(images / name)
    return images


def submit(folder: Path, **values: str) -> Record:
    path = folder.parent / "versement.txt"
    path.write_text("".join(f"{code}\n{text}\n" for code, text in {**SHEET, **values}.items()) + "//\n")
    submissions.submit(path, images=folder, publication=True)
    return Record.objects.get(ref="M0650000001")


def status(sha256: str) -> int:
    answer = Client().get(f"/images/{sha256}/240.jpg")
    answer.close()
    return answer.status_code


def sha_of(name: str) -> str:
    return Image.objects.get(name=name).sha256


def test_a_withdrawn_image_answers_410_and_the_others_go_on(folder):
    record = submit(folder)
    a, b = sha_of("a.jpg"), sha_of("b.jpg")
    assert (status(a), status(b)) == (200, 200)

    assert actions.withdraw("M0650000001", "a.jpg", REASON)

    assert (status(a), status(b)) == (410, 200)
    assert access.standing(a) is Standing.WITHDRAWN
    assert not access.public_content(a)
    assert store.has(a)
    record.refresh_from_db()
    assert record.has_image
    assert first_pictures([record.pk])[record.pk].sha256 == b
    assert a not in Client().get("/notices/M0650000001").content.decode()


def test_the_journal_and_the_change_log_say_it(folder):
    record = submit(folder)
    before = record.updated_at
    actions.withdraw("M0650000001", "a.jpg", f"  {REASON}\n")

    written = Withdrawal.objects.get()
    assert (written.name, written.sha256, written.reason) == ("a.jpg", sha_of("a.jpg"), REASON)
    assert written.restored_at is None
    assert Image.objects.get(name="a.jpg").withdrawn_reason == REASON
    assert Change.objects.order_by("-sequence").first().kind == ChangeKind.UPDATED
    record.refresh_from_db()
    assert record.updated_at > before
    assert record.version == 1


def test_a_record_whose_images_are_all_withdrawn_shows_none(folder):
    record = submit(folder)
    for name in ("a.jpg", "b.jpg"):
        actions.withdraw("M0650000001", name, REASON)
    record.refresh_from_db()
    assert not record.has_image
    # Text handed in since changes nothing of it.
    assert not submit(folder, TITR="Autre").has_image


def test_it_comes_back_when_it_is_restored_and_not_before(folder):
    submit(folder)
    actions.withdraw("M0650000001", "a.jpg", REASON)
    a = sha_of("a.jpg")

    submit(folder, TITR="Versée de nouveau", REFIM="b.jpg;a.jpg")
    assert status(a) == 410

    assert actions.restore("M0650000001", "a.jpg")
    assert status(a) == 200
    assert Withdrawal.objects.get().restored_at is not None
    assert not actions.restore("M0650000001", "a.jpg")


def test_neither_another_name_nor_another_file_brings_it_back(folder):
    submit(folder)
    actions.withdraw("M0650000001", "a.jpg", REASON)
    (folder / "c.jpg").write_bytes((folder / "a.jpg").read_bytes())
    Picture.new("RGB", (800, 600), "#c03020").save(folder / "a.jpg")

    submit(folder, REFIM="a.jpg;b.jpg;c.jpg")

    assert list(Image.objects.filter(withdrawn=True).values_list("name", flat=True)) == ["a.jpg", "c.jpg"]
    assert actions.restore("M0650000001", "a.jpg")
    assert not Image.objects.filter(withdrawn=True, name="a.jpg").exists()


def test_the_same_content_on_another_record_stays_public(folder):
    record = submit(folder)
    other = make_record({"REF": "M0650000777"}, has_image=True)
    rows.replace({other.pk: [["x.jpg", *rows.held([record.pk])[record.pk][0][1:]]]})
    actions.withdraw("M0650000001", "a.jpg", REASON)
    assert status(sha_of("x.jpg")) == 200
    actions.withdraw(other.ref, "x.jpg", REASON)
    assert status(sha_of("x.jpg")) == 410


def test_images_of_a_withdrawn_record_are_gone_too(folder):
    submit(folder)
    withdraw_record("M0650000001", "erreur")
    cache.clear()
    assert status(sha_of("a.jpg")) == 410


def test_a_content_of_no_record_is_unknown(folder, tmp_path):
    kept = store.save(folder / "a.jpg")
    assert status(kept) == 404
    assert access.standing("'; DROP TABLE images_image; --") is Standing.UNKNOWN


def test_an_image_the_museum_does_not_share_is_not_restored(folder):
    (folder / "images.csv").write_text("fichier;diffusable\na.jpg;non\n")
    submit(folder)
    assert status(sha_of("a.jpg")) == 410
    with pytest.raises(Refused, match="non diffusable"):
        actions.restore("M0650000001", "a.jpg")


@pytest.mark.parametrize(
    ("ref", "name", "reason", "told"),
    [
        ("M0650000001", "a.jpg", "  ", "Un retrait a besoin d’une raison"),
        ("M0650000009", "a.jpg", REASON, "Aucune notice M0650000009"),
        ("M0650000001", "z.jpg", REASON, "Ses images : a.jpg et b.jpg"),
    ],
)
def test_what_cannot_be_withdrawn_is_told(folder, ref, name, reason, told):
    submit(folder)
    with pytest.raises(Refused, match=told):
        actions.withdraw(ref, name, reason)
    assert not Withdrawal.objects.exists()


def test_commands(folder, capfd):
    submit(folder)
    assert main(["images", "withdraw", "M0650000001", "A.JPG", "--reason", REASON]) == 0
    assert main(["images", "withdraw", "M0650000001", "a.jpg", "--reason", REASON]) == 0
    assert Withdrawal.objects.count() == 1
    assert main(["show", "M0650000001"]) == 0
    assert main(["images", "restore", "M0650000001", "a.jpg"]) == 0
    assert main(["images", "restore", "M0650000001", "z.jpg"]) == 2
    out = capfd.readouterr().out
    assert f"image a.jpg (JPEG, 700 × 500) – non montrée : {REASON}" in out
    assert "Image a.jpg de la notice M0650000001 rendue au public." in out
