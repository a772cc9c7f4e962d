"""The mail of a letter before independent judges: the Nu HTML checker, axe-core, and SpamAssassin once swaks sent it."""

import json
import re
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from shutil import which
from typing import Any

import pytest
from composed_letters import SIGN, letter
from demo_site import needs
from django.utils import timezone

from coffret.newsletters.models import Sending
from coffret.newsletters.rendering import render
from coffret.newsletters.rendering.mail import Mail
from coffret.newsletters.sending import message

HERE = Path(__file__).parent
VNU = HERE / "node_modules/vnu-jar/build/dist/vnu.jar"
AXE = HERE / "node_modules/axe-core/axe.min.js"
TOKEN = "abcdefghijklmnopqrstuvwxyz"
# SpamAssassin refuses from here, without the network: what it says of the words and of the headers alone.
REFUSED_AT = 5.0

pytestmark = pytest.mark.external


@pytest.fixture(scope="module")
def mail() -> Mail:
    return render(letter(), SIGN)


def test_its_html_is_valid(mail: Mail, tmp_path: Path):
    needs(VNU.exists() and which("java"), "the Nu HTML checker")
    place = tmp_path / "letter.html"
    place.write_text(mail.html)
    command = ["java", "-Xss8m", "-jar", str(VNU), "--format", "json", str(place)]
    run = subprocess.run(command, capture_output=True, text=True, check=False)
    messages = json.loads(run.stderr)["messages"]
    assert [f"{one.get('lastLine')}: {one['message']}" for one in messages if one["type"] == "error"] == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 390, 820])
def test_axe_finds_nothing(mail: Mail, browser: Any, scheme: str, width: int):
    needs(AXE.exists(), "axe-core")
    page = browser.new_page(viewport={"width": width, "height": 900}, color_scheme=scheme)
    try:
        page.route("**/medias/**", lambda route: route.abort())
        page.set_content(mail.html)
        page.evaluate(AXE.read_text())
        # A letter is shown inside a reader's own page: that page has the landmarks, and the main one.
        found = page.evaluate(
            "async () => (await axe.run({rules: {region: {enabled: false}, 'landmark-one-main': {enabled: false}}}))"
            ".violations"
        )
        wider = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    finally:
        page.close()
    assert found == [], json.dumps(
        [(one["id"], [n["html"][:200] for n in one["nodes"][:3]]) for one in found], indent=1
    )
    assert wider <= 0, f"{wider} px wider than the window"


def _message(mail: Mail) -> bytes:
    """Return the message of a recipient, as it leaves."""
    common = message.headers(
        "Coffret <lettre@catalogue.example>",
        name="Nouveautés du catalogue",
        slug="nouveautes",
        archive="https://catalogue.example/lettres/nouveautes/2026-05-11",
    )
    sending = Sending(issue_id=1, subject=mail.subject, html=mail.html, text=mail.text, headers=common, sha256="0" * 64)
    recipient = message.Recipient("lectrice@lecteurs.example", TOKEN, TOKEN, TOKEN[::-1])
    return message.Template(sending, wire=False).written(recipient, message.dated(timezone.now()))


@pytest.fixture
def sink(tmp_path: Path) -> Iterator[tuple[int, Path]]:
    """Give the port of a relay that keeps what it is given in a folder."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    box = tmp_path / "box"
    command = [sys.executable, "-m", "aiosmtpd", "-n", "-l", f"127.0.0.1:{port}"]
    relay = subprocess.Popen([*command, "-c", "aiosmtpd.handlers.Mailbox", str(box)], stderr=subprocess.DEVNULL)
    try:
        _wait_for(port)
        yield port, box
    finally:
        relay.terminate()
        relay.wait(10)


def _wait_for(port: int) -> None:
    for _try in range(200):
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
            return
        except OSError:
            time.sleep(0.05)
    raise AssertionError("the relay does not answer")


def test_sent_by_swaks_it_arrives_whole_and_is_no_spam(mail: Mail, sink: tuple[int, Path], tmp_path: Path):
    needs(which("swaks"), "swaks")
    port, box = sink
    written = tmp_path / "letter.eml"
    written.write_bytes(_message(mail))
    command = ["swaks", "--server", "127.0.0.1", "--port", str(port), "--from", "retours@catalogue.example"]
    command += ["--to", "lectrice@lecteurs.example", "--data", f"@{written}", "--suppress-data"]
    run = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
    assert run.returncode == 0, run.stdout[-1000:]
    (kept,) = (box / "new").iterdir()
    received = kept.read_bytes()
    assert received.replace(b"\r\n", b"\n").count(b"Coffret") >= 1
    assert TOKEN.encode() in received
    _judged(received, tmp_path)


def _judged(received: bytes, home: Path) -> None:
    """Have SpamAssassin read the message, the network aside; print its score."""
    needs(which("spamassassin"), "spamassassin")
    command = [shutil.which("spamassassin") or "", "-L", "-t", "--siteconfigpath=/etc/spamassassin"]
    environment = {"HOME": str(home), "PATH": "/usr/bin:/bin"}
    run = subprocess.run(command, input=received, capture_output=True, check=True, timeout=180, env=environment)
    found = re.search(
        rb"^X-Spam-Status: \S+ score=(-?[0-9.]+).*?tests=([^\n]*(?:\n\t[^\n]*)*)", run.stdout, re.MULTILINE
    )
    assert found is not None, run.stdout[:2000]
    score = float(found[1])
    sys.stdout.write(f"SpamAssassin: {score}, {' '.join(found[2].decode().split())}\n")
    assert score < REFUSED_AT, run.stdout[:3000].decode(errors="replace")
