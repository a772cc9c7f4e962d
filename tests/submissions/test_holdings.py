"""What a museum has, ready to be listed: true to the catalogue after each publication, and after a copy is brought back."""

from datetime import UTC, datetime, timedelta

import pytest
from PIL import Image
from sheets import sheet

from coffret.catalogue import actions as catalogue
from coffret.catalogue.models import Change, Record
from coffret.submissions import actions, holdings
from coffret.submissions.models import Submission


@pytest.fixture(autouse=True)
def own_folder(settings, tmp_path):
    settings.DATA = tmp_path / "data"


def refs(shelf, ranks):
    found = Record.objects.in_bulk(shelf.at(ranks))
    return [found[pk].ref for pk in shelf.at(ranks)]


def test_notices_come_by_inventory_number_with_their_sets(submit):
    submit(*(sheet(number, TITR=f"Titre {number}") for number in (10, 2, 1)))
    catalogue.withdraw("M0650000002", "Doublon")

    shelf = holdings.notices("M0650")

    assert refs(shelf, shelf.every) == ["M0650000001", "M0650000002", "M0650000010"]
    assert refs(shelf, shelf.named("withdrawn")) == ["M0650000002"]
    assert refs(shelf, shelf.every - shelf.named("pictured")) == refs(shelf, shelf.every)
    codes = {code for record in Record.objects.order_by("pk") for code, *_rest in record.findings}
    assert codes <= shelf.sets.keys()


def test_words_are_found_whatever_their_accents_and_nowhere_else(submit):
    submit(sheet(1, TITR="L’Été à Saint-Omer"), sheet(2, TITR="Hiver"), sheet(3, TITR="Ete\nhiver"))
    shelf = holdings.notices("M0650")
    assert refs(shelf, shelf.holding("été")) == ["M0650000001", "M0650000003"]
    assert refs(shelf, shelf.holding("hiver ete")) == ["M0650000003"]
    assert refs(shelf, shelf.holding("2026.1.2")) == ["M0650000002"]
    assert not shelf.holding("printemps")


def test_what_changed_since_a_day(submit):
    submit(sheet(1))
    today = datetime.now(UTC).date()
    shelf = holdings.notices("M0650")
    assert len(shelf.since(today)) == 1
    assert not shelf.since(today + timedelta(days=2))


def test_it_follows_each_publication_of_the_museum_and_no_other(submit, tmp_path):
    submit(sheet(1))
    assert len(holdings.notices("M0650")) == 1
    made = (tmp_path / "data" / "holdings" / "M0650.notices").stat().st_mtime_ns

    other = {**sheet(1), "REF": "M0012000001", "MUSEO": "M0012"}
    submit(other)
    assert len(holdings.notices("M0650")) == 1
    assert (tmp_path / "data" / "holdings" / "M0650.notices").stat().st_mtime_ns == made

    submit(sheet(2))
    assert len(holdings.notices("M0650")) == 2
    assert len(holdings.notices("M0012")) == 1
    actions.revert(Submission.objects.order_by("-pk").first())
    assert len(holdings.notices("M0650").named("withdrawn")) == 1


def test_a_log_brought_back_under_the_same_numbers_is_another_one(submit):
    submit(sheet(1, TITR="Un"))
    holdings.notices("M0650")
    Record.objects.update(title="Deux")
    Change.objects.update(at=datetime(2020, 1, 1, tzinfo=UTC))
    assert holdings.notices("M0650").holding("deux")


def test_images_with_what_is_wrong_of_them(submit, tmp_path):
    folder = tmp_path / "images"
    folder.mkdir()
    Image.new("RGB", (1600, 1600), "red").save(folder / "grande.jpg")
    Image.new("RGB", (800, 600), "blue").save(folder / "petite.jpg")
    submit(
        sheet(1, REFIM="grande.jpg;petite.jpg"),
        sheet(2, REFIM="grande.jpg", PHOT="Jeanne Morel"),
        images=folder,
    )

    shelf = holdings.images("M0650")

    assert len(shelf) == 3
    assert list(shelf.named("small")) == [1]
    assert list(shelf.named("shared")) == [0, 2]
    assert list(shelf.named("uncredited")) == [0, 1]
    assert holdings.awaited(shelf) == shelf.every
    assert list(shelf.holding("petite")) == [1]


def test_a_file_cut_short_is_made_again(submit, tmp_path):
    submit(sheet(1))
    holdings.notices("M0650")
    path = tmp_path / "data" / "holdings" / "M0650.notices"
    path.write_bytes(path.read_bytes()[:-3])
    assert len(holdings.notices("M0650")) == 1
