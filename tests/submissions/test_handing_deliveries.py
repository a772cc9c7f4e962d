"""A delivery: files announced, received piece by piece, taken up again; nothing of another museum is ever told."""

import io
import shutil
from datetime import timedelta
from hashlib import sha256
from pathlib import Path

import factories
import image_corpus
import pytest
from django.utils import timezone

from coffret.base import jobs
from coffret.base.errors import Refused
from coffret.images import store
from coffret.images.models import Image
from coffret.submissions.handing import contents, deliveries, paths, pieces
from coffret.submissions.handing.deliveries import Announced
from coffret.submissions.models import DeliveredFile, Delivery, DeliveryState

pytestmark = pytest.mark.django_db
WORDS = b"des octets en bon ordre " * 1000


@pytest.fixture(autouse=True)
def _own_data(settings, tmp_path: Path) -> None:
    settings.DATA = tmp_path


def begun(museum: str = "M0650") -> Delivery:
    return deliveries.begin(factories.museum(museum), factories.user())


def announced(delivery: Delivery, path: str = "a.jpg", content: bytes = WORDS, digest: str = "") -> DeliveredFile:
    [answer] = deliveries.announce(delivery, [Announced(path, len(content), digest)])
    return DeliveredFile.objects.get(pk=answer.file)


def send(file: DeliveredFile, content: bytes, offset: int = 0) -> DeliveredFile:
    return pieces.append(file, offset, io.BytesIO(content).read, len(content))


def test_a_file_comes_in_pieces_and_its_content_is_what_was_sent():
    file = announced(begun(), digest=sha256(WORDS).hexdigest())
    send(file, WORDS[:9000])
    done = send(file, WORDS[9000:], 9000)
    assert done.finished_at
    assert done.sha256 == sha256(WORDS).hexdigest()
    assert pieces.place(done).read_bytes() == WORDS


def test_a_piece_elsewhere_is_told_where_the_file_goes_on():
    file = announced(begun())
    send(file, WORDS[:100])
    for offset in (0, 50, 200):
        with pytest.raises(pieces.Misplaced) as told:
            send(file, WORDS[offset : offset + 10], offset)
        assert told.value.offset == 100
    assert pieces.place(file).read_bytes() == WORDS[:100]


def test_bytes_a_kill_left_unwritten_down_are_not_believed():
    file = announced(begun())
    send(file, WORDS[:100])
    with pieces.place(file).open("ab") as handle:
        handle.write(b"never noted")
    send(file, WORDS[100:], 100)
    assert pieces.place(file).read_bytes() == WORDS


def test_bytes_noted_that_the_disk_lost_are_asked_for_again():
    delivery = begun()
    file = announced(delivery)
    send(file, WORDS[:100])
    with pieces.place(file).open("r+b") as handle:
        handle.truncate(40)
    [answer] = deliveries.announce(delivery, [Announced("a.jpg", len(WORDS))])
    assert answer.offset == 40
    assert send(file, WORDS[40:], 40).finished_at


def test_a_sender_cut_in_its_piece_leaves_what_came():
    file = announced(begun())

    parts = [WORDS[:500]]

    def cut(size: int) -> bytes:
        if parts:
            return parts.pop()
        raise OSError("the browser is gone")

    with pytest.raises(OSError, match="gone"):
        pieces.append(file, 0, cut, 1000)
    file.refresh_from_db()
    assert file.received == 500
    assert send(file, WORDS[500:], 500).finished_at


def test_another_request_on_the_same_file_waits_its_turn():
    file = announced(begun())
    with pieces._held(file), pytest.raises(pieces.Busy):
        send(file, WORDS)


def test_a_content_that_is_not_the_one_announced_is_to_be_sent_again():
    delivery = begun()
    file = announced(delivery, digest=sha256(b"another").hexdigest())
    with pytest.raises(Refused, match="a changé pendant l’envoi"):
        send(file, WORDS)
    [answer] = deliveries.announce(delivery, [Announced("a.jpg", len(WORDS), sha256(WORDS).hexdigest())])
    assert answer.offset == 0
    assert send(file, WORDS).finished_at


def test_more_than_announced_is_refused():
    file = announced(begun(), content=WORDS[:10])
    with pytest.raises(Refused, match="plus long qu’annoncé"):
        send(file, WORDS[:11])


def test_a_file_announced_again_goes_on_and_another_under_its_name_begins():
    delivery = begun()
    file = announced(delivery)
    send(file, WORDS[:100])
    assert deliveries.announce(delivery, [Announced("a.jpg", len(WORDS))])[0].offset == 100
    assert deliveries.announce(delivery, [Announced("a.jpg", 12)])[0].offset == 0
    assert deliveries.standing(delivery).files == 1


def test_an_empty_file_is_whole_at_once():
    assert announced(begun(), content=b"").finished_at


@pytest.mark.parametrize(
    "path",
    [
        *("../etc/passwd", "/etc/passwd", "C:\\x", "a/../../b", "", "a\0b", "x" * 300, "a\ud800", "a\u202egpj.exe"),
        *("é/" * 30 + "é", "/".join(["漢" * 80] * 8)),
    ],
)
def test_a_name_that_leads_out_is_refused_and_the_others_go_on(path: str):
    delivery = begun()
    bad, good = deliveries.announce(delivery, [Announced(path, 3), Announced("b.jpg", 3)])
    assert "ne peut pas être gardé" in bad.refusal
    assert good.file
    assert not paths.safe(path)


def test_limits_of_size_of_number_and_of_disk(settings, monkeypatch: pytest.MonkeyPatch):
    delivery = begun()
    settings.DELIVERY_LIMIT = 2
    with pytest.raises(Refused, match="au plus 2 Go ; celui-ci en pèserait 3"):
        deliveries.announce(delivery, [Announced("a.zip", 3 << 30)])
    assert not delivery.files.exists()
    for size in (10**30, 1 << 63, (1 << 63) - 1):
        with pytest.raises(Refused, match="au plus 2 Go"):
            deliveries.announce(delivery, [Announced("a.zip", size), Announced("b.zip", size)])
    monkeypatch.setattr(deliveries, "FILES_LIMIT", 1)
    with pytest.raises(Refused, match="au plus 1 fichiers"):
        deliveries.announce(delivery, [Announced("a", 1), Announced("b", 1)])
    free = shutil.disk_usage("/")._replace(free=deliveries.KEPT_FREE + 5)
    monkeypatch.setattr(deliveries.shutil, "disk_usage", lambda path: free)
    with pytest.raises(Refused, match="La place manque"):
        deliveries.announce(delivery, [Announced("a", 6)])


@pytest.mark.parametrize("rows", [None, {}, ["a"], [{"path": 1, "size": 1}], [{"path": "a", "size": -1}], [{}] * 1001])
def test_a_list_of_files_that_is_none_is_refused(rows):
    with pytest.raises(Refused, match="liste des fichiers"):
        deliveries.announced(rows)


def test_what_the_museum_has_is_not_sent_again_and_nothing_is_told_of_others():
    content = image_corpus.encoded()
    digest = store.save(content)
    for museum in ("M0001", "M0650"):
        record = factories.record({"MUSEO": museum, "REFIM": "a.jpg"})
        if museum == "M0001":
            Image.objects.create(
                record=record, position=0, name="a.jpg", sha256=digest, format="JPEG", width=1, height=1, size=1
            )
    theirs, ours = begun("M0001"), begun("M0650")
    [known] = deliveries.announce(theirs, [Announced("a.jpg", len(content), digest)])
    [unknown] = deliveries.announce(ours, [Announced("a.jpg", len(content), digest)])
    assert (known.known, unknown.known, unknown.offset) == (True, False, 0)
    # The claim alone gives nothing later either.
    assert contents.known("M0650", [digest]) == set()
    send(DeliveredFile.objects.get(pk=unknown.file), content)
    assert contents.known("M0650", [digest]) == {digest}


def test_a_known_file_takes_no_byte():
    content = image_corpus.encoded()
    digest = store.save(content)
    first = begun()
    send(announced(first, content=content, digest=digest), content)
    file = announced(begun(), content=content, digest=digest)
    assert file.known
    with pytest.raises(Refused, match="déjà là"):
        send(file, content)


def test_finishing_waits_for_every_byte_and_asks_one_examination():
    delivery = begun()
    with pytest.raises(Refused, match="Aucun fichier"):
        deliveries.finish(delivery)
    file = announced(delivery)
    with pytest.raises(Refused, match="n’est pas arrivé en entier"):
        deliveries.finish(delivery)
    send(file, WORDS)
    assert deliveries.finish(delivery).pk == deliveries.finish(delivery).pk
    assert jobs.is_busy("examine", str(delivery.pk))
    for act in (lambda: deliveries.announce(delivery, [Announced("b", 1)]), lambda: deliveries.drop(delivery)):
        with pytest.raises(Refused, match="ne reçoit plus de fichier"):
            act()
    with pytest.raises(Refused, match="est terminé"):
        send(file, b"", len(WORDS))


def test_what_is_missing_may_be_left_out():
    delivery = begun()
    send(announced(delivery), WORDS)
    part = announced(delivery, "b.jpg")
    send(part, WORDS[:5])
    assert [row.path for row in deliveries.missing(delivery)] == ["b.jpg"]
    assert deliveries.leave_out(delivery) == 1
    assert not pieces.place(part).exists()
    deliveries.finish(delivery)


def test_a_delivery_forgotten_for_a_month_is_given_up_and_the_others_kept():
    old, young = begun(), begun()
    for one in (old, young):
        send(announced(one), WORDS)
    Delivery.objects.filter(pk=old.pk).update(touched_at=timezone.now() - timedelta(days=31))
    stray = pieces.folder(10_000)
    stray.mkdir()
    assert deliveries.drop_abandoned() == 1
    old.refresh_from_db()
    assert old.state == DeliveryState.DROPPED
    assert not pieces.folder(old.pk).exists()
    assert not stray.exists()
    assert pieces.folder(young.pk).exists()
    assert [row.pk for row in deliveries.begun({"M0650"}, young.by)] == [young.pk]
