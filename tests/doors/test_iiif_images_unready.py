"""/iiif/3, /iiif/2 and thumbnails when a picture cannot be shown: damaged, missing, not prepared yet, too many asked."""

import errno
import random
import tracemalloc
from collections.abc import Callable

import pytest
from wsgi_door import ask

from coffret.base.errors import Refused
from coffret.images import store
from coffret.images.delivery import pyramids, regions
from coffret.images.isolation import isolated
from coffret.images.models import Image


def test_a_picture_that_cannot_be_prepared_says_when_to_come_back(shown: Image):
    whole = store.opened(shown.sha256)
    with whole as path:
        broken = store.save(path.read_bytes()[:2000])
    Image.objects.filter(pk=shown.pk).update(sha256=broken)
    status, headers, body = ask(f"/iiif/3/{broken}/info.json")
    assert (status, headers["retry-after"]) == (503, "300")
    assert "préparée" in body.decode()


def test_a_failure_told_a_thousand_times_takes_no_room(shown: Image):
    """One same exception raised again and again keeps the frames of all its callers."""
    with store.opened(shown.sha256) as path:
        broken = store.save(path.read_bytes()[:2000])
    Image.objects.filter(pk=shown.pk).update(sha256=broken)
    assert ask(f"/iiif/3/{broken}/info.json")[0] == 503
    tracemalloc.start()
    try:
        before = tracemalloc.get_traced_memory()[0]
        assert {ask(f"/iiif/3/{broken}/info.json")[0] for _ in range(1000)} == {503}
        assert tracemalloc.get_traced_memory()[0] - before < 300_000
    finally:
        tracemalloc.stop()


DAMAGES = {
    "truncated": lambda whole: whole[: len(whole) // 3],
    "emptied": lambda whole: b"",
    "zeroed": lambda whole: whole[:3000] + bytes(len(whole) - 6000) + whole[-3000:],
    "noise": lambda whole: random.Random(1).randbytes(len(whole)),
}


@pytest.mark.parametrize("damage", DAMAGES.values(), ids=DAMAGES)
@pytest.mark.parametrize("path", ["0,0,512,512/512,512/0/default.jpg", "1,1,900,800/300,/0/default.jpg"])
def test_a_pyramid_damaged_while_it_is_open_is_made_anew(shown: Image, damage: Callable[[bytes], bytes], path: str):
    """Nothing broken leaves, which caches would keep for a year."""
    address = f"/iiif/3/{shown.sha256}/{path}"
    _status, _headers, sound = ask(address)
    held = pyramids.place(shown.sha256)
    held.write_bytes(damage(held.read_bytes()))
    status, _headers, body = ask(address)
    assert (status, body) == (200, sound)
    assert pyramids.opened(shown.sha256).same_file(held)


def test_a_pyramid_damaged_again_is_not_made_without_end(shown: Image, monkeypatch: pytest.MonkeyPatch):
    address = f"/iiif/3/{shown.sha256}/0,0,512,512/512,512/0/default.jpg"
    made = []
    make = pyramids.make

    def spoil(sha256: str) -> None:
        """Make a pyramid that the disk loses at once."""
        made.append(make(sha256))
        pyramids.opened(sha256)
        made[-1].write_bytes(b"")

    monkeypatch.setattr(pyramids, "make", spoil)
    answers = [ask(address) for _ in range(4)]
    assert {status for status, _headers, _body in answers} == {503}
    assert len(made) == 2  # when first asked for, and once more


def test_another_process_s_good_pyramid_is_taken_in_place_of_a_damaged_one(
    shown: Image, monkeypatch: pytest.MonkeyPatch
):
    address = f"/iiif/3/{shown.sha256}/0,0,512,512/512,512/0/default.jpg"
    sound = ask(address)[2]
    held = pyramids.place(shown.sha256)
    good = held.read_bytes()
    held.write_bytes(b"")
    held.rename(held.with_suffix(".old"))
    held.write_bytes(good)
    monkeypatch.setattr(pyramids, "make", lambda _sha256: pytest.fail("made again"))
    assert ask(address)[2] == sound


def test_without_its_master_an_image_is_not_found(shown: Image):
    Image.objects.filter(pk=shown.pk).update(sha256="1" * 64)
    status, _headers, body = ask(f"/iiif/3/{'1' * 64}/info.json")
    assert status == 404
    assert "original" in body.decode()


@pytest.mark.parametrize(
    ("failure", "told"),
    [
        (OSError(errno.ENOSPC, "No space left on device"), "le disque est plein"),
        (PermissionError(errno.EACCES, "Permission denied"), "les droits manquent"),
        (Refused("Le seau ne répond pas."), "Le seau ne répond pas."),
    ],
)
def test_what_the_disk_or_the_bucket_refuses_is_told(
    shown: Image, monkeypatch: pytest.MonkeyPatch, failure: Exception, told: str
):
    def refuse(_sha256: str) -> None:
        raise failure

    monkeypatch.setattr(store, "opened", refuse)
    status, headers, body = ask(f"/iiif/3/{shown.sha256}/info.json")
    assert (status, headers["retry-after"]) == (503, "60")
    assert told in body.decode()


def test_heavy_answers_wait_their_turn(shown: Image, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(regions, "HEAVY", 1000)
    monkeypatch.setattr(regions, "PATIENCE", 0.01)
    path = f"/iiif/3/{shown.sha256}/full/700,/0/default.jpg"
    with regions._heavy:
        status, headers, _body = ask(path)
        assert (status, headers["retry-after"]) == (503, "5")
        assert ask(f"/iiif/3/{shown.sha256}/0,0,512,512/512,512/0/default.jpg")[0] == 200  # a tile is never heavy
    with regions._line, regions._line:  # one at work, one waiting: more are sent away at once
        assert ask(path)[0] == 503
    assert ask(path)[0] == 200


def test_threads_are_left_for_pages_while_pyramids_are_made(shown: Image):
    path = f"/iiif/3/{shown.sha256}/info.json"
    with pyramids._makers._places, pyramids._makers._places:
        status, headers, _body = ask(path)
        assert (status, headers["retry-after"]) == (503, "5")
    assert ask(path)[0] == 200


def test_a_failure_is_logged_and_told(shown: Image, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture):
    monkeypatch.setattr(pyramids, "opened", lambda _sha256: 1 / 0)
    status, _headers, body = ask(f"/iiif/3/{shown.sha256}/info.json")
    assert status == 500
    assert b"ZeroDivisionError" not in body
    assert "ZeroDivisionError" in caplog.text


def test_a_thumbnail_that_cannot_be_made_is_not_tried_at_each_visit(shown: Image, monkeypatch: pytest.MonkeyPatch):
    broken = store.save(b"\xff\xd8\xff no picture")
    Image.objects.filter(pk=shown.pk).update(sha256=broken)
    tries = []
    run = isolated.run
    monkeypatch.setattr(isolated, "run", lambda *words, **named: (tries.append(words), run(*words, **named))[1])
    assert [ask(f"/images/{broken}/480.jpg")[0] for _ in range(3)] == [404, 404, 404]
    assert len(tries) == 1


def test_a_visitor_does_not_wait_long_for_a_thumbnail(shown: Image, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(store._makers, "_patience", 0.01)
    path = f"/images/{shown.sha256}/480.jpg"
    with store._makers._places, store._makers._places:
        status, headers, _body = ask(path)
        assert (status, headers["retry-after"]) == (503, "5")
    assert ask(path)[0] == 200
