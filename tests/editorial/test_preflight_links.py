"""The resolver of outside addresses against a real server: it follows, it waits no longer than it says, it goes nowhere
private, and it is polite.
"""

import socket
import threading
import time
from collections.abc import Iterator
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, ClassVar

import editorial_factories as made
import pytest
from django.utils import timezone

from coffret.editorial.models import Link
from coffret.editorial.proofing import asking, links
from coffret.editorial.proofing.proof import links_of


class Site(BaseHTTPRequestHandler):
    """A site of every sort of answer."""

    asked: ClassVar[list[tuple[str, str, str]]] = []
    times: ClassVar[list[float]] = []
    busy: ClassVar[set[str]] = set()

    def log_message(self, *_args: Any) -> None:
        """Say nothing."""

    def do_HEAD(self) -> None:
        """Answer to HEAD."""
        self.answer()

    def do_GET(self) -> None:
        """Answer to GET."""
        self.answer()

    def answer(self) -> None:
        """Answer by the path."""
        Site.asked.append((self.command, self.path, self.headers["User-Agent"]))
        Site.times.append(time.monotonic())
        name = self.path.strip("/").partition("?")[0]
        getattr(self, f"on_{name.replace('-', '_')}", self.on_status)(name)

    def on_status(self, name: str) -> None:
        """Answer with the status the path begins with."""
        self.say(int(name[:3]) if name[:3].isdigit() else 200)

    def say(self, status: int, location: str = "") -> None:
        """Answer with a status."""
        self.send_response(status)
        if location:
            self.send_header("Location", location)
        self.send_header("Content-Length", "2")
        self.end_headers()
        if self.command == "GET":
            self.wfile.write(b"ok")

    def on_moved(self, _name: str) -> None:
        """Lead elsewhere for good."""
        self.say(301, "/200")

    def on_meanwhile(self, _name: str) -> None:
        """Lead elsewhere for now."""
        self.say(302, "/200")

    def on_accented(self, _name: str) -> None:
        """Lead to an address with an accent, written as servers write it."""
        self.send_response(301)
        self.send_header("Location", "/récolement".encode().decode("latin-1"))
        self.send_header("Content-Length", "0")
        self.end_headers()

    def on_loop(self, _name: str) -> None:
        """Lead to itself."""
        self.say(302, "/loop")

    def on_inside(self, _name: str) -> None:
        """Lead to a private machine."""
        self.say(302, "http://127.0.0.2/latest/meta-data/")

    def on_no_head(self, _name: str) -> None:
        """Take GET alone."""
        self.say(405 if self.command == "HEAD" else 200)

    def on_hangs_up(self, _name: str) -> None:
        """Hang up on HEAD."""
        if self.command == "HEAD":
            self.close_connection = True
        else:
            self.say(200)

    def on_busy(self, _name: str) -> None:
        """Answer the second time."""
        first = "busy" not in Site.busy
        if self.command == "GET":
            Site.busy.add("busy")
        self.say(503 if first else 200)

    def on_drip(self, _name: str) -> None:
        """Send one byte now and then, for ever."""
        self.wfile.write(b"HTTP/1.1 200 OK\r\nX-Long: ")
        for _second in range(100):
            try:
                self.wfile.write(b"a")
                self.wfile.flush()
            except OSError:
                break
            time.sleep(0.05)

    def on_endless(self, _name: str) -> None:
        """Send a page without end."""
        if self.command == "HEAD":
            self.say(405)
            return
        self.send_response(200)
        self.end_headers()
        try:
            while True:
                self.wfile.write(b"x" * 65536)
        except OSError:
            pass


@pytest.fixture
def site(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Site)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
    Site.asked.clear(), Site.times.clear(), Site.busy.clear()
    monkeypatch.setattr(asking, "TIMEOUT", 0.5)
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def ask(url: str) -> Any:
    return asking.ask(url, private=True, pause=0)


@pytest.mark.parametrize(
    ("path", "status", "moved"),
    [
        ("/200", 200, ""),
        ("/404", 404, ""),
        ("/410", 410, ""),
        ("/500", 500, ""),
        ("/moved", 200, "/200"),
        ("/meanwhile", 200, ""),
        ("/accented", 200, "/récolement"),
        ("/no-head", 200, ""),
        ("/hangs-up", 200, ""),
        ("/busy", 200, ""),
        ("/endless", 200, ""),
        ("/loop", 0, ""),
        ("/drip", 0, ""),
    ],
)
def test_what_an_address_answers(site: str, path: str, status: int, moved: str):
    start = time.monotonic()
    answer = ask(f"{site}{path}")
    assert (answer.status, answer.moved_to) == (status, f"{site}{moved}" if moved else "")
    assert bool(answer.reason) == (status == 0)
    assert time.monotonic() - start < 4


def test_a_redirection_to_a_private_machine_is_not_followed(site: str, monkeypatch: pytest.MonkeyPatch):
    real = asking._address
    monkeypatch.setattr(asking, "_address", lambda host, port, _private: real(host, port, host == "127.0.0.1"))
    answer = ask(f"{site}/inside")
    assert answer.status == 0
    assert "privée" in answer.reason


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1/",
        "http://localhost/",
        "http://[::1]/",
        "http://0.0.0.0/",
        "http://interne.example.org/",
    ],
)
def test_private_machines_are_never_asked(site: str, url: str, monkeypatch: pytest.MonkeyPatch):
    resolve = socket.getaddrinfo
    here = {"interne.example.org": "127.0.0.1"}
    monkeypatch.setattr(socket, "getaddrinfo", lambda host, *rest, **more: resolve(here.get(host, host), *rest, **more))
    answer = asking.ask(url, pause=0)
    assert answer.status == 0
    assert "privée" in answer.reason
    assert Site.asked == []


@pytest.mark.parametrize(
    ("address", "public"),
    [
        ("93.184.216.34", True),
        ("2606:2800:220:1:248:1893:25c8:1946", True),
        ("10.1.2.3", False),
        ("172.20.0.1", False),
        ("192.168.1.1", False),
        ("169.254.169.254", False),
        ("100.64.0.1", False),
        ("224.0.0.1", False),
        ("255.255.255.255", False),
        ("fe80::1%eth0", False),
        ("fd00::1", False),
        ("::ffff:10.0.0.1", False),
        ("64:ff9b::a00:1", False),
        ("2002:7f00:1::", False),
        ("::127.0.0.1", False),
        ("nowhere", False),
    ],
)
def test_what_is_public(address: str, public: bool):
    assert asking.public(address) is public


@pytest.mark.parametrize(
    "url",
    [
        "https://example.org/page?token=abc",
        "https://example.org/newsletter/unsubscribe/12",
        "https://example.org/desabonnement",
        "https://me:secret@example.org/",
        "https://example.org/i/0123456789abcdef0123456789abcdef0123456789abcdef",
        "https://example.org/fichier?X-Amz-Signature=1",
    ],
)
def test_addresses_of_one_person_are_never_asked(site: str, url: str):
    assert asking.personal(url)
    assert not links.askable(url)
    assert asking.ask(url.replace("https://example.org", site), private=True, pause=0).status == 0
    assert Site.asked == []


def test_odd_ports_are_not_asked():
    assert "port" in asking.ask("http://93.184.216.34:22/", pause=0).reason


def test_who_asks_is_said(site: str, settings: Any):
    settings.BASE_URL = "https://musees.example.org"
    ask(f"{site}/404")
    assert {method for method, _path, _agent in Site.asked} == {"HEAD", "GET"}
    assert all("https://musees.example.org" in agent for _method, _path, agent in Site.asked)


def page(site: str, *paths: str) -> str:
    return "".join(f'<p><a href="{site}{path}">La page {number}</a></p>' for number, path in enumerate(paths))


@pytest.mark.django_db
def test_a_round_asks_each_address_once_and_remembers(site: str):
    made.entry("news", body=page(site, "/200", "/404", "/200", "/moved") + '<p><a href="mailto:a@b.org">Écrire</a></p>')
    assert links.refresh(private=True, pause=0) == 3
    assert {one.url.removeprefix(site): (one.status, one.moved_to, one.failures) for one in Link.objects.all()} == {
        "/200": (200, "", 0),
        "/404": (404, "", 1),
        "/moved": (200, f"{site}/200", 0),
    }
    assert links.refresh(private=True, pause=0) == 0
    later = timezone.now() + timedelta(days=2)
    assert links.refresh(private=True, pause=0, now=later) == 3
    assert Link.objects.get(url=f"{site}/404").failures == 2
    assert [one.url for one in links.troubled()] == [f"{site}/404"]


@pytest.mark.django_db
def test_one_request_at_a_time_per_host_with_a_pause(site: str):
    made.entry("news", body=page(site, "/201", "/202", "/203"))
    links.refresh(private=True, pause=0.2)
    gaps = [after - before for before, after in zip(Site.times, Site.times[1:], strict=False)]
    assert len(gaps) == 2
    assert min(gaps) >= 0.19


@pytest.mark.django_db
def test_a_round_ends_in_time_and_the_next_goes_on(site: str):
    made.entry("news", body=page(site, *(f"/2{number:02}" for number in range(10, 30))))
    first = links.refresh(private=True, pause=0.05, seconds=0.2)
    assert 0 < first < 20
    assert first + links.refresh(private=True, pause=0) == 20


@pytest.mark.django_db
def test_nothing_is_kept_of_a_round_without_a_network(settings: Any):
    made.entry("news", body='<p><a href="http://127.0.0.1:9/">Un</a> <a href="http://127.0.0.2:9/">Deux</a></p>')
    assert links.refresh(private=True, pause=0) == 0
    assert not Link.objects.exists()


@pytest.mark.django_db
def test_what_no_page_holds_any_more_is_forgotten():
    Link.objects.create(url="https://example.org/vieux", status=404, checked_at=timezone.now())
    links.refresh(private=True, pause=0)
    assert not Link.objects.exists()


def test_links_of_a_content():
    body = '<p><a href="https://example.org/a">A</a> <a href="coffret:notice/X">B</a></p>'
    assert links_of("news", {"title": "T", "body": body}) == ["https://example.org/a", "coffret:notice/X"]
    assert links_of("news", {}) == []
