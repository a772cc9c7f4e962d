"""What is made of the masters: awaited with the publication, made once, made again when lost, set aside when it cannot be."""

import fcntl
import os
import threading
from pathlib import Path

import pytest
from django.db import transaction
from factories import record
from PIL import Image as Pixels

from coffret.images import rows, store
from coffret.images.delivery import pyramids
from coffret.images.derived import upkeep
from coffret.images.models import Awaited, Image

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _own_data(settings, tmp_path):
    settings.DATA = tmp_path


def publish(tmp_path: Path, *colours: str) -> list[str]:
    """Attach one picture of each colour to a record, as a publication does; returns their contents."""
    contents = []
    for colour in colours:
        path = tmp_path / f"{colour}.jpg"
        Pixels.new("RGB", (700, 500), colour).save(path)
        contents.append(store.save(path))
    images = [[f"{sha256[:8]}.jpg", sha256, "JPEG", 700, 500, 1, "#000000"] for sha256 in contents]
    with transaction.atomic():
        rows.replace({record().pk: images})
    return contents


def test_what_a_publication_awaits_is_made_and_taken_off_the_list(tmp_path):
    contents = publish(tmp_path, "red", "blue")
    assert upkeep.waiting() == 2
    told = []

    done = upkeep.work(watch=told.append)

    assert (done.made, done.failed, done.left) == (2, 0, 0)
    assert told[-1] == done
    assert all(map(upkeep.whole, contents))
    assert not Awaited.objects.exists()
    assert upkeep.work().made == 0


def test_what_was_lost_is_made_again(tmp_path):
    red, blue = publish(tmp_path, "red", "blue")
    upkeep.work()
    pyramids.place(red).unlink()
    store.thumbnail_place(blue, 480).unlink()

    assert upkeep.refill() == 2
    upkeep.work()

    assert upkeep.whole(red)
    assert upkeep.whole(blue)
    assert upkeep.refill() == 0


def test_what_killed_processes_left_by_halves_is_swept(tmp_path):
    (red,) = publish(tmp_path, "red")
    upkeep.work()
    places = (pyramids.place(red), store.thumbnail_place(red, 480))
    halves = [place.with_name(f".71-{place.name}") for place in places]
    for half in halves:
        half.write_bytes(b"half")
    assert upkeep.refill() == 0
    assert all(half.exists() for half in halves)  # another process may be writing it
    for half in halves:
        os.utime(half, (1, 1))
    assert upkeep.refill() == 0
    assert not any(half.exists() for half in halves)
    assert upkeep.whole(red)


def test_what_cannot_be_made_is_set_aside_and_the_others_go_on(tmp_path):
    red, blue = publish(tmp_path, "red", "blue")
    store.master(red).unlink()

    done = upkeep.work()

    assert done.made == 1
    assert done.left == 0
    assert upkeep.whole(blue)
    aside = Awaited.objects.get()
    assert (aside.sha256, aside.failures, aside.reason) == (red, upkeep.ATTEMPTS, "absent")
    store.save(tmp_path / "red.jpg")
    assert upkeep.refill() == 1
    assert upkeep.work().made == 1


def test_two_processes_do_not_work_at_it_together(tmp_path):
    publish(tmp_path, "red")
    with (tmp_path / "images" / "upkeep.lock").open("w") as other:
        fcntl.flock(other, fcntl.LOCK_EX)
        assert upkeep.work().made == 0
    assert upkeep.work().made == 1


def test_time_given_is_time_kept(tmp_path):
    publish(tmp_path, "red")
    assert upkeep.work(seconds=0).made == 0
    assert upkeep.work(stop=lambda: True).made == 0
    assert upkeep.waiting() == 1


def test_the_worker_makes_what_is_published_until_it_is_told_to_stop(tmp_path):
    contents = publish(tmp_path, "red")
    stop = threading.Event()
    waits = []

    def wait(seconds: float) -> bool:
        waits.append(seconds)
        if seconds:
            stop.set()
        return stop.is_set()

    upkeep.follow(wait)

    assert upkeep.whole(contents[0])
    assert waits[-1] == upkeep.PAUSE
    assert Image.objects.count() == 1
