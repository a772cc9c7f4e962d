"""Masters in a bucket: a real S3 service on this machine, real HTTP, interruptions included."""

import contextlib
import hashlib
import os
import socket
import threading
from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import obstore
import pytest
from django.db import transaction
from factories import record
from moto.server import ThreadedMotoServer
from PIL import Image

from coffret.base.errors import Refused
from coffret.cli.drawing import draw
from coffret.images import rows, store
from coffret.images.backends import masters
from coffret.images.bucket import Bucket, sweep
from coffret.images.derived import upkeep
from coffret.images.models import Image as ImageRow
from coffret.settings import bucket as bucket_of
from coffret.submissions import actions

NAME = "coffret-essai"


@pytest.fixture(scope="module")
def service() -> Iterator[str]:
    """Give the address of an S3 service with an empty bucket."""
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    yield f"http://{host}:{port}"
    server.stop()


@pytest.fixture
def s3(service: str, settings: Any, tmp_path: Path) -> Bucket:
    """Give the store of masters, in a new prefix of the bucket."""
    settings.DATA = tmp_path
    settings.IMAGES_BUCKET = (NAME, f"musee/{tmp_path.name}")
    settings.S3_ENDPOINT = service
    settings.S3_REGION, settings.S3_KEY_ID, settings.S3_SECRET = "us-east-1", "essai", "secret"
    _make_bucket(service)
    place = masters()
    assert isinstance(place, Bucket)
    return place


def _make_bucket(service: str) -> None:
    with socket.create_connection(_address(service)) as link:
        link.sendall(f"PUT /{NAME} HTTP/1.1\r\nHost: s3\r\nContent-Length: 0\r\nConnection: close\r\n\r\n".encode())
        assert link.recv(12).startswith(b"HTTP/1.1 200")


def _address(service: str) -> tuple[str, int]:
    host, port = service.removeprefix("http://").split(":")
    return host, int(port)


def keys(place: Bucket) -> list[str]:
    return [str(entry["path"]) for batch in obstore.list(place.store, place.prefix) for entry in batch]


def test_a_master_comes_back_byte_for_byte_from_the_bucket(s3, tmp_path):
    content = os.urandom(300_000)

    sha256 = store.save(content)

    assert sha256 == hashlib.sha256(content).hexdigest()
    assert store.has(sha256)
    assert keys(s3) == [f"{s3.prefix}/{sha256[:2]}/{sha256[2:4]}/{sha256}"]
    _empty(s3.cache)
    with store.opened(sha256) as path:
        assert path.read_bytes() == content
    assert not list((tmp_path / "images").glob("masters/**/*"))


def _empty(folder: Path) -> None:
    for path in folder.rglob("*"):
        if path.is_file():
            path.unlink()


def test_what_nobody_kept_is_not_there(s3):
    assert not store.has("0" * 64)
    with pytest.raises(FileNotFoundError), store.opened("0" * 64):
        pass


def test_what_reads_a_master_may_fail_in_its_own_way(s3):
    sha256 = store.save(b"octets")
    with pytest.raises(FileNotFoundError, match="le mien"), store.opened(sha256):
        raise FileNotFoundError("le mien")


def test_thumbnails_are_made_from_the_bucket(s3):
    drawn = BytesIO()
    Image.new("RGB", (900, 600), "#406080").save(drawn, "JPEG")
    sha256 = store.save(drawn.getvalue())
    _empty(s3.cache)

    with Image.open(store.thumbnail(sha256, 480)) as small:
        assert small.size == (480, 320)


@pytest.mark.django_db
def test_a_submission_is_published_from_the_bucket(s3, tmp_path):
    images = tmp_path / "remises"
    images.mkdir()
    Image.new("RGB", (1600, 1500), "#406080").save(images / "vase.jpg")
    sheet = {"REF": "M0650000001", "MUSEO": "M0650", "INV": "1", "DOMN": "céramique", "REFIM": "vase.jpg", "PHOT": "X"}
    sheet |= {"STAT": "propriété de la commune ; don ; Saint-Omer", "LOCA": "Saint-Omer", "DENO": "vase"}
    file = tmp_path / "versement.txt"
    file.write_text("".join(f"{code}\n{text}\n" for code, text in sheet.items()) + "//\n")

    submission = actions.submit(file, images=images, publication=True)
    _empty(s3.cache)

    assert submission.created == 1
    assert upkeep.work().made == 1
    [sha256] = ImageRow.objects.values_list("sha256", flat=True)
    assert upkeep.whole(sha256)
    assert keys(s3) == [f"{s3.prefix}/{sha256[:2]}/{sha256[2:4]}/{sha256}"]


def _hang_up(link: socket.socket) -> None:
    link.recv(65536)


@pytest.mark.django_db
def test_a_silent_bucket_is_told_and_everything_goes_on_later(s3, settings, proxy, client, capsys):
    drawn = BytesIO()
    Image.new("RGB", (900, 600), "#406080").save(drawn, "JPEG")
    sha256 = store.save(drawn.getvalue())
    with transaction.atomic():
        rows.replace({record().pk: [["a.jpg", sha256, "JPEG", 900, 600, 1, ""]]})
    _empty(s3.cache)
    alive = settings.S3_ENDPOINT
    proxy(_hang_up)

    answer = client.get(f"/images/{sha256}/480.jpg")
    assert (answer.status_code, answer["Retry-After"]) == (503, "60")
    assert draw().made == 0
    assert "ne répond pas" in capsys.readouterr().err
    waits: list[float] = []
    upkeep.follow(lambda seconds: bool(waits.append(seconds)) or len(waits) > 2)
    assert upkeep.LONG_PAUSE in waits

    settings.S3_ENDPOINT = alive
    assert draw().made == 1
    answer = client.get(f"/images/{sha256}/480.jpg")
    answer.close()
    assert answer.status_code == 200


def test_a_large_master_goes_in_several_parts(s3, tmp_path):
    path = tmp_path / "grand.tif"
    path.write_bytes(os.urandom(12 << 20))
    sha256 = store.save(path)
    _empty(s3.cache)
    with store.opened(sha256) as copy:
        assert hashlib.sha256(copy.read_bytes()).hexdigest() == sha256


def test_a_bucket_that_does_not_exist_is_told_with_its_remedy(s3, settings):
    settings.IMAGES_BUCKET = ("absent", "")
    with pytest.raises(Refused, match=r"s3://absent n’existe pas\. Créez-le, ou corrigez COFFRET_IMAGES_URL"):
        store.save(b"octets")
    with pytest.raises(Refused, match="n’existe pas"):
        masters().check()


class Proxy:
    """Stands before the service; ``act`` decides of each connection."""

    def __init__(self, act: Callable[[socket.socket], None]) -> None:
        self.server = socket.create_server(("127.0.0.1", 0))
        self.act = act
        threading.Thread(target=self._run, daemon=True).start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server.getsockname()[1]}"

    def _run(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                link, _peer = self.server.accept()
                threading.Thread(target=self._serve, args=(link,), daemon=True).start()

    def _serve(self, link: socket.socket) -> None:
        with link, contextlib.suppress(OSError):
            self.act(link)

    def close(self) -> None:
        self.server.close()


@pytest.fixture
def proxy(settings: Any, s3: Bucket) -> Iterator[Callable[[Callable[[socket.socket], None]], None]]:
    """Give a function that puts a proxy before the service."""
    made: list[Proxy] = []

    def put(act: Callable[[socket.socket], None]) -> None:
        made.append(Proxy(act))
        settings.S3_ENDPOINT = made[-1].url

    yield put
    for one in made:
        one.close()


def test_wrong_keys_are_told_with_their_remedy(proxy):
    def refuse(link: socket.socket) -> None:
        link.recv(65536)
        body = b"<Error><Code>SignatureDoesNotMatch</Code><Message>no</Message></Error>"
        link.sendall(b"HTTP/1.1 403 Forbidden\r\nConnection: close\r\nContent-Length: %d\r\n\r\n%s" % (len(body), body))

    proxy(refuse)
    for ask in (lambda: store.save(b"octets"), lambda: store.has("0" * 64), lambda: masters().check()):
        with pytest.raises(Refused, match=r"refuse l’accès\. Vérifiez COFFRET_S3_KEY_ID"):
            ask()


def _relay(source: socket.socket, target: socket.socket) -> None:
    with contextlib.suppress(OSError):
        while block := source.recv(65536):
            target.sendall(block)


def test_an_upload_cut_in_the_middle_leaves_nothing(proxy, s3, service, tmp_path):
    """The link breaks after a hundred kilobytes, each time the client tries again."""

    def cut(link: socket.socket) -> None:
        with socket.create_connection(_address(service)) as onward:
            threading.Thread(target=_relay, args=(onward, link), daemon=True).start()
            left = 100_000
            while left > 0 and (block := link.recv(min(left, 65536))):
                onward.sendall(block)
                left -= len(block)

    path = tmp_path / "grand.tif"
    path.write_bytes(os.urandom(3 << 20))
    proxy(cut)

    with pytest.raises(Refused, match="ne répond pas"):
        store.save(path)

    assert keys(s3) == []
    assert not [left for left in (tmp_path / "images").rglob("*") if left.is_file()]


def test_what_changed_in_the_bucket_is_never_served(s3):
    sha256 = store.save(b"les vrais octets")
    obstore.put(s3.store, keys(s3)[0], b"d'autres octets")
    _empty(s3.cache)
    with pytest.raises(Refused, match="n’est plus elle-même"), store.opened(sha256):
        pass


def test_the_probe_of_the_doctor_leaves_nothing_behind(s3):
    masters().check()
    assert keys(s3) == []


def test_the_cache_keeps_to_its_room_and_spares_what_is_read(s3, settings):
    first, second, third = (store.save(os.urandom(40_000)) for _number in range(3))
    for age, sha256 in ((300, first), (200, second), (100, third)):
        path = s3.cache / sha256[:2] / sha256[2:4] / sha256
        moment = path.stat().st_mtime - age
        os.utime(path, (moment, moment))

    with store.opened(first) as in_use:
        moment = in_use.stat().st_mtime - 900
        os.utime(in_use, (moment, moment))
        sweep(s3.cache, 80_000)
        assert in_use.exists()

    kept = {path.name for path in s3.cache.rglob("*") if path.is_file()}
    assert kept == {first, third}
    with store.opened(second) as again:
        assert again.stat().st_size == 40_000


def test_an_address_that_is_no_bucket_stops_the_start():
    assert bucket_of("s3://seau/musee/images/") == ("seau", "musee/images")
    assert bucket_of("") == ("", "")
    with pytest.raises(SystemExit, match=r"COFFRET_IMAGES_URL illisible : « https://seau »"):
        bucket_of("https://seau")


def test_the_local_folder_is_the_default(tmp_path, settings):
    settings.DATA = tmp_path
    sha256 = store.save(b"octets")
    with store.opened(sha256) as path:
        assert path == store.master(sha256)
    masters().check()
    assert [path.name for path in (tmp_path / "images" / "masters").rglob("*") if path.is_file()] == [sha256]
