"""What comes of a delivery once it is whole: submissions checked with their pictures, refusals said, a mail promised."""

import errno
import io
import zipfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import factories
import image_corpus
import pytest
from sheets import sheet, text_of

from coffret.base import jobs
from coffret.base.errors import Refused
from coffret.base.models import Mail
from coffret.catalogue.models import Record
from coffret.images import store
from coffret.submissions import actions
from coffret.submissions.handing import archives, deliveries, examining, pieces
from coffret.submissions.handing.deliveries import Announced
from coffret.submissions.models import DeliveredFile, Delivery, DeliveryState, Origin, Stage, Submission

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _own_data(settings, tmp_path: Path) -> None:
    settings.DATA = tmp_path


def picture(number: int = 0) -> bytes:
    return image_corpus.encoded(size=(700 + number, 700), quality=90)


def zipped(*files: tuple[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files:
            archive.writestr(name, content)
    return out.getvalue()


def notices(*records: dict[str, str]) -> bytes:
    return text_of(*records).encode()


def delivered(files: Iterable[tuple[str, bytes]], museum: str = "M0650") -> Delivery:
    """Hand in files and return their delivery, whole."""
    delivery = deliveries.begin(factories.museum(museum), factories.user(museums={museum: "contributor"}))
    for path, content in files:
        [answer] = deliveries.announce(delivery, [Announced(path, len(content))])
        file = DeliveredFile.objects.get(pk=answer.file)
        if content:
            pieces.append(file, 0, io.BytesIO(content).read, len(content))
    deliveries.finish(delivery, by=delivery.by)
    return delivery


def examined(*files: tuple[str, bytes], **options: Any) -> tuple[Delivery, list[Submission]]:
    delivery = delivered(files, **options)
    assert jobs.run_waiting() == 1
    delivery.refresh_from_db()
    return delivery, list(delivery.submissions.order_by("pk"))


def codes(submission: Submission) -> dict[str, int]:
    return dict(submission.finding_groups.order_by("code").values_list("code", "count"))


def counts(submission: Submission) -> dict[str, int]:
    return {name: submission.pictures[name] for name in ("new", "same", "refused", "unused")}


def test_a_folder_of_notices_and_pictures_is_one_checked_submission():
    files = [
        ("Dossier/notices.txt", notices(sheet(1, REFIM="a.jpg"), sheet(2, REFIM="b.jpg"))),
        ("Dossier/a.jpg", picture(1)),
        ("Dossier/sous/b.jpg", picture(2)),
        ("Dossier/perdue.jpg", picture(3)),
        ("Dossier/.DS_Store", b"x"),
        ("Dossier/Thumbs.db", b"x"),
    ]
    delivery, [submission] = examined(*files)
    assert (delivery.state, delivery.refusal) == (DeliveryState.READ, "")
    assert (submission.stage, submission.file_name, submission.created) == (Stage.CHECKED, "notices.txt", 2)
    assert (submission.museum, submission.submitted_by) == ("M0650", delivery.by)
    assert counts(submission) == {"new": 2, "same": 0, "refused": 0, "unused": 1}
    assert codes(submission)["SUB066"] == 1
    assert not pieces.folder(delivery.pk).exists()
    actions.publish(submission)
    assert [image.name for image in Record.objects.get(ref="M0650000002").images.all()] == ["b.jpg"]


def test_an_archive_gives_its_files_beside_the_others():
    archive = zipped(("photos/a.jpg", picture(1)), ("__MACOSX/photos/._a.jpg", b"x"), ("photos/é.jpg", picture(2)))
    _delivery, [submission] = examined(
        ("notices.txt", notices(sheet(1, REFIM="a.jpg"), sheet(2, REFIM="é.jpg"))), ("photos.zip", archive)
    )
    assert counts(submission) == {"new": 2, "same": 0, "refused": 0, "unused": 0}
    assert submission.rejected == 0


def test_an_archive_alone_may_hold_everything_and_a_workbook_is_no_archive():
    archive = zipped(("tout/notices.txt", notices(sheet(1, REFIM="a.jpg"))), ("tout/a.jpg", picture()))
    _delivery, [submission] = examined(("tout.zip", archive))
    assert (submission.file_name, submission.created, submission.pictures["new"]) == ("notices.txt", 1, 1)


def test_several_files_share_the_pictures_and_what_nobody_names_is_told_once():
    _delivery, [first, second] = examined(
        ("1.txt", notices(sheet(1, REFIM="a.jpg"))),
        ("2.txt", notices(sheet(2, REFIM="b.jpg"))),
        *((f"{name}.jpg", picture(number)) for number, name in enumerate("abc")),
        ("images.csv", b"fichier;credit\na.jpg;\xc2\xa9 A\nb.jpg;\xc2\xa9 B\n"),
    )
    assert [one.pictures["unused"] for one in (first, second)] == [0, 1]
    assert {"SUB066", "SUB069"} & set(codes(first)) == set()
    assert codes(second).get("SUB066") == 1
    assert "SUB069" not in codes(second)


def test_a_file_nobody_can_read_is_refused_with_its_reason_and_the_others_go_on():
    delivery, [bad, good] = examined(("a.txt", b"\x00\x01\x02"), ("b.txt", notices(sheet(1))))
    assert (bad.stage, good.stage, delivery.state) == (Stage.REFUSED, Stage.CHECKED, DeliveryState.READ)
    assert "pas un fichier de texte" in bad.refusal["sentence"]
    mail = Mail.objects.get(key=f"delivery:{delivery.pk}:ready")
    assert "1 notice nouvelle" in mail.text
    assert f"{delivery.museum.city}, {delivery.museum.official_name}." in mail.text
    assert f"/pro/verser/{delivery.pk}" in mail.text


def test_notices_without_picture_are_not_refused_for_those_still_to_come():
    _delivery, [submission] = examined(("notices.txt", notices(sheet(1, REFIM="a.jpg"))))
    assert (submission.created, submission.rejected) == (1, 0)
    assert "SUB065" in codes(submission)


def test_notices_of_another_museum_are_refused_one_by_one():
    _delivery, [submission] = examined(
        ("n.txt", notices(sheet(1), {**sheet(2), "REF": "M0001000002", "MUSEO": "M0001"}))
    )
    assert (submission.created, submission.rejected, submission.museums) == (1, 1, ["M0650"])


def test_nothing_that_can_be_read_is_refused_in_words():
    delivery, made = examined(("a.jpg", picture()))
    assert (made, delivery.state) == ([], DeliveryState.REFUSED)
    assert "ne nomme ces images (« a.jpg »)" in delivery.refusal
    assert "n’a pas pu être lu" in Mail.objects.get(key=f"delivery:{delivery.pk}:ready").subject


@pytest.fixture
def published(tmp_path: Path) -> None:
    """Three records online, the first of which awaits two pictures."""
    factories.museum("M0650")
    path = tmp_path / "avant.txt"
    path.write_bytes(notices(sheet(1, REFIM="a.jpg;b.jpg"), sheet(2), sheet(12)))
    actions.submit(path, publication=True)


@pytest.mark.usefixtures("published")
def test_pictures_alone_go_to_the_records_that_await_them():
    delivery, [submission] = examined(
        ("A.JPG", picture(1)),
        ("2026-1-2_1.jpg", picture(2)),
        ("2026.1.2_2.jpg", picture(3)),
        ("M0650000012.jpg", picture(4)),
        ("autre.jpg", picture(5)),
    )
    assert (delivery.state, submission.origin, submission.stage) == (DeliveryState.READ, Origin.IMAGES, Stage.CHECKED)
    assert (submission.updated, submission.rejected) == (3, 0)
    assert counts(submission) == {"new": 4, "same": 0, "refused": 0, "unused": 1}
    actions.publish(submission)
    shown = {record.ref: [one.name for one in record.images.all()] for record in Record.objects.order_by("ref")}
    assert shown == {
        "M0650000001": ["a.jpg"],
        "M0650000002": ["2026-1-2_1.jpg", "2026.1.2_2.jpg"],
        "M0650000012": ["M0650000012.jpg"],
    }
    assert Record.objects.get(ref="M0650000001").values["REFIM"] == "a.jpg;b.jpg"
    # Handed in again, and one of them known by its content alone: nothing changes.
    again = delivered([("2026-1-2_1.jpg", picture(2))])
    jobs.run_waiting()
    assert again.submissions.get().unchanged == 1


@pytest.mark.usefixtures("published")
def test_a_table_alone_speaks_of_the_pictures_that_are_here():
    _delivery, [first] = examined(("a.jpg", picture(1)))
    actions.publish(first)
    _delivery, [submission] = examined(("images.csv", "fichier;credit\na.jpg;© Musée\n".encode()))
    actions.publish(submission)
    assert Record.objects.get(ref="M0650000001").images.get().credit == "© Musée"


def test_a_picture_the_museum_has_is_taken_from_the_store():
    first = [("n.txt", notices(sheet(1, REFIM="a.jpg"))), ("a.jpg", picture())]
    examined(*first)
    delivery = deliveries.begin(factories.museum("M0650"), factories.user())
    digest = DeliveredFile.objects.get(path="a.jpg").sha256
    rows = [Announced("n.txt", len(first[0][1])), Announced("a.jpg", len(first[1][1]), digest)]
    text, known = deliveries.announce(delivery, rows)
    assert known.known
    pieces.append(DeliveredFile.objects.get(pk=text.file), 0, io.BytesIO(first[0][1]).read, len(first[0][1]))
    deliveries.finish(delivery)
    jobs.run_waiting()
    assert delivery.submissions.get().pictures["new"] == 1
    assert store.has(digest)


def test_an_examination_begun_again_makes_nothing_twice_and_leaves_what_was_settled(monkeypatch: pytest.MonkeyPatch):
    delivery = delivered(
        [("1.txt", notices(sheet(1, REFIM="a.jpg"))), ("2.txt", notices(sheet(2))), ("a.jpg", picture())]
    )

    def killed(*_arguments: Any) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(examining, "_conclude", killed)
        with pytest.raises(KeyboardInterrupt):
            examining.examine(delivery.pk, lambda *_told: None)
    first = delivery.submissions.order_by("pk")[0]
    Submission.objects.filter(pk=first.pk).update(edition=7)  # mended meanwhile
    assert jobs.run_waiting() == 1
    one, two = delivery.submissions.order_by("pk")
    assert (one.edition, one.lines.count(), two.lines.count()) == (7, 1, 1)
    assert "SUB066" not in codes(two)
    assert Mail.objects.filter(key=f"delivery:{delivery.pk}:ready").count() == 1
    delivery.refresh_from_db()
    assert delivery.state == DeliveryState.READ
    assert examining.examine(delivery.pk, lambda *_told: None) == {"submissions": [one.pk, two.pk]}


def bomb() -> bytes:
    return zipped(("zeros.txt", b"\0" * (30 << 20)))


def encrypted() -> bytes:
    content = bytearray(zipped(("a.txt", b"secret")))
    content[6] |= 1
    content[content.index(b"PK\x01\x02") + 8] |= 1
    return bytes(content)


def link() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        entry = zipfile.ZipInfo("lien")
        entry.external_attr = 0o120777 << 16
        archive.writestr(entry, "/etc/passwd")
    return out.getvalue()


def spoilt(method: int) -> bytes:
    """Return an archive whose one file is compressed in this way, and damaged."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        archive.writestr("x.jpg", bytes(range(256)) * 3000)
    content = bytearray(out.getvalue())
    content[60:140] = bytes(one ^ 0x5A for one in content[60:140])
    return bytes(content)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (bomb(), "décompresse plus de 200 fois"),
        (encrypted(), "mot de passe"),
        (zipped(("../../x", b"x")), "hors de l’archive"),
        (zipped(("/etc/x", b"x")), "hors de l’archive"),
        (link(), "hors de l’archive"),
        (zipped(("dedans.zip", zipped(("a", b"a")))), "en contient une autre"),
        (zipped(("a.txt", b"x" * 5000))[:-40], "ne s’ouvre pas"),
        (spoilt(zipfile.ZIP_DEFLATED), "ne s’ouvre pas"),
        (spoilt(zipfile.ZIP_BZIP2), "ne s’ouvre pas"),
        (spoilt(zipfile.ZIP_LZMA), "ne s’ouvre pas"),
        (zipped(("a", b"1"), ("a/b.jpg", b"2")), "« a » y est à la fois un fichier et un dossier"),
        (zipped(("a/b/c.jpg", b"2"), ("a/b", b"1")), "« a/b » y est à la fois un fichier et un dossier"),
        (zipped(("/".join(["d" * 200] * 25), b"2")), "ne peut pas être gardé"),
        (zipped(("a\u202egpj.exe", b"2")), "« a�gpj.exe » ne peut pas être gardé"),
    ],
    ids=[
        *("bomb", "password", "climbs", "root", "link", "nested", "cut", "deflate", "bzip2", "lzma"),
        *("file and folder", "folder and file", "long", "turned"),
    ],
)
def test_an_archive_made_to_hurt_is_refused_whole_and_the_rest_goes_on(content: bytes, said: str, tmp_path: Path):
    delivery, [submission] = examined(("n.txt", notices(sheet(1))), ("piege.zip", content))
    assert (submission.created, delivery.state) == (1, DeliveryState.READ)
    assert "piege.zip" in delivery.refusal
    assert said in delivery.refusal
    assert not (tmp_path / "x").exists()


def test_an_archive_of_too_many_files_or_too_many_bytes(monkeypatch: pytest.MonkeyPatch, settings, tmp_path: Path):
    path = tmp_path / "a.zip"
    path.write_bytes(zipped(("a", b"1" * 100), ("b", b"2")))
    monkeypatch.setattr(archives, "FILES_LIMIT", 1)
    with pytest.raises(Refused, match="plus de 1 fichiers"):
        archives.unpack(path, "a.zip", tmp_path / "out")
    monkeypatch.setattr(archives, "FILES_LIMIT", 10)
    settings.DELIVERY_LIMIT = 0
    with pytest.raises(Refused, match="une fois ouverte"):
        archives.unpack(path, "a.zip", tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_a_list_of_entries_that_would_fill_the_memory_is_not_read(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    path = tmp_path / "a.zip"
    path.write_bytes(zipped(*((f"{n}.txt", b"1" * 4096) for n in range(20))))
    monkeypatch.setattr(archives, "LIST_LIMIT", 1000)
    assert archives.is_archive(path)
    with pytest.raises(Refused, match="elle compte plus de"):
        archives.unpack(path, "a.zip", tmp_path / "out")


def test_a_full_disk_is_no_fault_of_the_archive(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    path = tmp_path / "a.zip"
    path.write_bytes(zipped(("a.txt", b"1")))

    def full(*_arguments: Any) -> int:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(archives, "_write", full)
    with pytest.raises(OSError, match="No space left"):
        archives.unpack(path, "a.zip", tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_the_names_of_old_archives_are_read_as_their_system_wrote_them(tmp_path: Path):
    path = tmp_path / "a.zip"
    path.write_bytes(zipped(("XX.jpg", b"1")).replace(b"XX.jpg", "é.jpg".encode("cp850") + b"x"))
    assert archives.unpack(path, "a.zip", tmp_path / "out") == ["é.jpgx"]


def test_two_museums_at_once_keep_to_their_own():
    one = delivered([("n.txt", notices(sheet(1, REFIM="a.jpg"))), ("a.jpg", picture(1))])
    theirs = {**sheet(1), "REF": "M0001000001", "MUSEO": "M0001", "REFIM": "a.jpg"}
    two = delivered([("n.txt", notices(theirs)), ("a.jpg", picture(2))], museum="M0001")
    assert jobs.run_waiting() == 2
    for delivery, museum in ((one, "M0650"), (two, "M0001")):
        submission = delivery.submissions.get()
        assert (submission.museums, submission.created) == ([museum], 1)
