"""The life of a record: how each version came, by whom, what it changed; any of them comes back."""

from itertools import pairwise

import pytest
from factories import user
from PIL import Image
from sheets import sheet

from coffret.base.errors import Refused
from coffret.catalogue import actions as catalogue
from coffret.catalogue.models import Record, Status, Withdrawal
from coffret.submissions import actions, history, restoring
from coffret.submissions.history import How
from coffret.submissions.models import Origin, Stage


def record(number=1):
    return Record.objects.get(ref=f"M0650{number:06d}")


def restore(number, **options):
    now = record()
    return restoring.restore(now, number, **{"by": None, "version": now.version, "publication": True, **options})


def test_every_version_says_how_it_came_and_by_whom(submit):
    by, other = user(name="Agnès"), user(name="Bruno")
    first = submit(sheet(1, TITR="Un"), publication=False)
    actions.publish(first, by=by)
    wrong = submit(sheet(1, TITR="Deux"))
    actions.revert(wrong, by=other)
    catalogue.withdraw(record().ref, "Objet volé, affaire en cours", by=other)
    catalogue.put_back(record().ref, by=by)

    found = history.versions(record())

    assert [(one.number, one.how, one.by) for one in found] == [
        (5, How.PUT_BACK, by),
        (4, How.WITHDRAWN, other),
        (3, How.REVERTED, other),
        (2, How.PUBLISHED, None),
        (1, How.PUBLISHED, by),
    ]
    assert [one.submission for one in found] == [None, None, wrong, wrong, first]
    assert found[1].reason == "Objet volé, affaire en cours"
    assert found[2].changed == [("TITR", "Deux", "Un")]
    assert [one.taken_back for one in found] == [False, False, False, True, False]
    assert found[-1].at == record().created_at
    assert all(later.at >= earlier.at for later, earlier in pairwise(found))


def test_a_version_comes_back_whole(submit):
    submit(sheet(1, TITR="Un", DESC="Décrit"))
    submit(sheet(1, TITR="Deux", DESC="", BIBL="Ajoutée"))
    by = user()

    submission = restore(1, by=by)

    now = record()
    assert (now.values["TITR"], now.values["DESC"]) == ("Un", "Décrit")
    assert "BIBL" not in now.values
    assert (submission.origin, submission.stage, submission.updated) == (Origin.RESTORATION, Stage.PUBLISHED, 1)
    assert submission.decisions.get().by == by
    assert history.versions(now)[0].values == history.versions(now)[2].values


def test_a_withdrawn_record_is_online_again_as_it_was_then(submit):
    submit(sheet(1, TITR="Un"))
    submit(sheet(1, TITR="Deux"))
    catalogue.withdraw(record().ref, "Doublon")
    restore(1)
    assert (record().status, record().title) == (Status.PUBLISHED, "Un")
    assert Withdrawal.objects.get().restored_at


def test_todays_version_is_not_restored_nor_one_that_is_not_there(submit):
    submit(sheet(1))
    with pytest.raises(Refused, match="même chose"):
        restore(1)
    with pytest.raises(Refused, match="pas de version 7"):
        restore(7)


def test_a_record_that_changed_since_is_left_as_it_is(submit):
    submit(sheet(1, TITR="Un"))
    submit(sheet(1, TITR="Deux"))
    with pytest.raises(catalogue.Changed, match="a changé"):
        restore(1, version=1)
    assert record().title == "Deux"


def test_it_waits_where_the_office_reads_first(submit):
    submit(sheet(1, TITR="Un"))
    submit(sheet(1, TITR="Deux"))
    assert restore(1, publication=False).stage == Stage.CHECKED
    assert record().title == "Deux"


def test_withdrawing_twice_and_putting_back_twice_do_it_once(submit):
    submit(sheet(1))
    assert catalogue.withdraw(record().ref, "Doublon")
    assert not catalogue.withdraw(record().ref, "Doublon")
    assert catalogue.put_back(record().ref)
    assert not catalogue.put_back(record().ref)
    assert Withdrawal.objects.count() == 1


def test_a_page_older_than_the_record_withdraws_nothing(submit):
    submit(sheet(1, TITR="Un"))
    submit(sheet(1, TITR="Deux"))
    with pytest.raises(catalogue.Changed) as refusal:
        catalogue.withdraw(record().ref, "Doublon", version=1)
    assert (refusal.value.seen, refusal.value.version) == (1, 2)
    assert record().status == Status.PUBLISHED


def pictures(record):
    return list(record.images.order_by("position").values_list("name", flat=True))


@pytest.fixture
def folder(tmp_path):
    place = tmp_path / "images"
    place.mkdir()
    for number, name in enumerate(("recto.jpg", "verso.jpg")):
        Image.new("RGB", (1600, 1200), (90 * number, 120, 60)).save(place / name)
    return place


def test_the_images_of_then_come_back_with_it(submit, folder):
    submit(sheet(1, REFIM="recto.jpg"), images=folder)
    submit(sheet(1, REFIM="verso.jpg"), images=folder)
    found = history.versions(record())
    kept = history.pictures(record(), found)
    assert {number: [row[0] for row in rows] for number, rows in kept.items()} == {2: ["verso.jpg"], 1: ["recto.jpg"]}

    restore(1)

    assert pictures(record()) == ["recto.jpg"]
    assert record().has_image


def test_a_picture_replaced_under_its_name_comes_back(submit, folder):
    submit(sheet(1, REFIM="recto.jpg"), images=folder)
    before = record().images.get().sha256
    Image.new("RGB", (1700, 1200), (10, 10, 200)).save(folder / "recto.jpg")
    submit(sheet(1, REFIM="recto.jpg"), images=folder)

    submission = restore(1)

    assert (submission.updated, submission.unchanged) == (1, 0)
    assert record().images.get().sha256 == before


def test_pictures_before_a_submission_taken_back_are_those_it_gave(submit, folder):
    submit(sheet(1, REFIM="recto.jpg"), images=folder)
    actions.revert(submit(sheet(1, REFIM="verso.jpg"), images=folder))
    kept = history.pictures(record(), history.versions(record()))
    assert [[row[0] for row in kept[number]] for number in (1, 2, 3)] == [["recto.jpg"], ["verso.jpg"], ["recto.jpg"]]
