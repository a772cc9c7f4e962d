"""Letters through a real Postfix: good addresses receive them, others come back as real notifications, read from a maildir.

OpenDKIM signs as Debian sets it, which leaves List-Unsubscribe-Post out: the look at the domain sees it, then sees it put
right. SpamAssassin, without the network, says what it thinks of the letter.
"""

import os
import re
import subprocess
import tempfile
from collections.abc import Iterator
from email import message_from_bytes, policy
from pathlib import Path
from shutil import which
from typing import Any

import pytest
from demo_site import needs
from django.utils import timezone
from letters_returned import LEAVING, delivery, newsletter, reader, sending, subscription
from name_server import name_server
from own_postfix import OURS, READERS, Postfix, opendkim, postfix, wait_for

from coffret.newsletters.domain import checks
from coffret.newsletters.models import (
    Delivery,
    DeliveryState,
    DomainCheck,
    Reader,
    ReaderState,
    Return,
    Sending,
    SendingState,
    Subscription,
)
from coffret.newsletters.returns.rounds import read_mailbox
from coffret.newsletters.sending import message
from coffret.newsletters.sending.sender import Sender

pytestmark = [pytest.mark.external, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def post(settings: Any) -> Iterator[Postfix]:
    needs(which("postfix") or Path("/usr/sbin/postfix").exists(), "postfix")
    needs(os.geteuid() == 0, "the root account, which Postfix is started from,")
    with postfix() as made:
        _set(settings, made)
        yield made


def _set(settings: Any, made: Postfix) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", made.port
    settings.DEFAULT_FROM_EMAIL = f"Le catalogue <lettre@{OURS}>"
    settings.RETURNS_URL = f"maildir://{made.mailbox('retours')}"


def letter() -> Sending:
    """Return an issue about to leave."""
    row, name = sending(timezone.now()), newsletter().name
    row.headers = message.headers(
        f"Le catalogue <lettre@{OURS}>",
        name=name,
        slug="catalogue",
        archive=f"https://{OURS}/lettres/catalogue/2026-05-11",
    )
    row.subject = "Les nouveautés du catalogue, mai 2026"
    row.text = "Bonjour,\n\nVoici les notices du mois : https://lettres.example.fr/notices/M0001\n\nSe désabonner : "
    row.text += "https://lettres.example.fr/lettres/desabonnement/marqueqdesabonnementqqqqqq\n"
    row.html = (
        '<!doctype html><html lang="fr"><head><title>Mai 2026</title></head><body><h1>Les nouveautés du catalogue</h1>'
        '<p>Bonjour, voici <a href="https://lettres.example.fr/notices/M0001">les notices du mois</a>.</p>'
        '<p><a href="https://lettres.example.fr/lettres/desabonnement/marqueqdesabonnementqqqqqq">Se désabonner</a></p>'
        "</body></html>"
    )
    row.state = SendingState.SENDING
    row.save()
    return row


def test_letters_arrive_or_come_back_and_readers_end_as_they_must(
    post: Postfix, record_testsuite_property: Any
) -> None:
    needs(which("spamassassin"), "spamassassin")
    issue = letter()
    ends = {
        f"lecteur@{READERS}": (DeliveryState.SENT, ReaderState.ACTIVE, 0),
        f"lectrice@{READERS}": (DeliveryState.SENT, ReaderState.ACTIVE, 0),
        f"inconnu@{READERS}": (DeliveryState.BOUNCED, ReaderState.SUSPENDED, 1.0),
        "plein@plein.example.org": (DeliveryState.BOUNCED, ReaderState.ACTIVE, 0.5),
        "bloque@bloque.example.org": (DeliveryState.BOUNCED, ReaderState.ACTIVE, 0),
        "absent@absent.example.org": (DeliveryState.REFUSED, ReaderState.SUSPENDED, 1.0),
    }
    for number, address in enumerate(ends):
        delivery(f"{number}{'a' * 25}", DeliveryState.QUEUED, issue, reader(address), next_at=issue.frozen_at)
    Delivery.objects.update(at=None)
    Sending.objects.update(total=len(ends))
    assert Sender().run()
    post.arrived("retours", 3)

    def all_read() -> bool:
        read_mailbox()
        return Return.objects.exclude(source="smtp").count() == 3

    wait_for(all_read, post.log)
    found = {
        row.address: (row.state, row.subscription.reader.state, row.subscription.reader.score)
        for row in Delivery.objects.select_related("subscription__reader").order_by("pk")
        if row.subscription
    }
    assert found == ends
    assert "User unknown" in Reader.objects.get(address=f"inconnu@{READERS}").suspended_why or "unknown user" in (
        Reader.objects.get(address=f"inconnu@{READERS}").suspended_why
    )
    assert not list((post.mailbox("retours") / "new").iterdir())
    _arrived_whole(post.arrived("lecteur")[0])
    _judged(post.arrived("lecteur")[0], record_testsuite_property)


def _arrived_whole(raw: bytes) -> None:
    """What a mail system delivered has the headers of letters, each recipient's own, and both parts, text first."""
    mail = message_from_bytes(raw, policy=policy.default)
    row = Delivery.objects.get(address=f"lecteur@{READERS}")
    assert mail["Return-Path"] == f"<retours+{row.token}@{OURS}>"
    assert mail["Message-ID"] == f"<i{row.sending.issue_id}.{row.token}@{OURS}>"
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert re.search(
        rf"<https?://[^<>]+/lettres/desabonnement/[a-z2-7]{{26}}>, <mailto:desabonnement\+[a-z2-7]{{26}}@{OURS}",
        mail["List-Unsubscribe"],
    )
    assert mail["Precedence"] == "bulk"
    assert [part.get_content_type() for part in mail.iter_parts()] == ["text/plain", "text/html"]
    assert "marqueq" not in raw.decode()


def _judged(raw: bytes, record_testsuite_property: Any) -> None:
    """SpamAssassin, its local rules alone, takes the letter for one that is wanted."""
    done = subprocess.run(["spamassassin", "-L", "-t"], input=raw, capture_output=True, check=True, timeout=120)
    status = re.search(rb"X-Spam-Status: (.*?)\n\S", done.stdout, re.DOTALL)
    assert status, done.stderr.decode()[-800:]
    said = " ".join(status[1].decode().split())
    score = re.search(r"score=(-?[\d.]+)", said)
    assert score
    record_testsuite_property("spamassassin", said)
    assert float(score[1]) < 3, said


def test_somebody_leaves_by_mail(post: Postfix) -> None:
    needs(which("swaks"), "swaks")
    row = subscription(reader(f"lecteur@{READERS}"), token=LEAVING)
    command = ["swaks", "--server", f"127.0.0.1:{post.port}", "--from", f"lecteur@{READERS}", "--silent", "2"]
    to = f"desabonnement+{LEAVING}@{OURS}"
    subprocess.run([*command, "--to", to, "--header", "Subject: unsubscribe"], check=True, timeout=60)
    post.arrived("retours")
    read_mailbox()
    assert Subscription.objects.get(pk=row.pk).state == "left"


def test_the_domain_is_seen_as_a_mail_system_sees_it(settings: Any) -> None:
    needs(which("postfix") or Path("/usr/sbin/postfix").exists(), "postfix")
    needs(which("opendkim") or Path("/usr/sbin/opendkim").exists(), "opendkim")
    needs(which("opendkim-genkey") or Path("/usr/sbin/opendkim-genkey").exists(), "opendkim-tools")
    needs(os.geteuid() == 0, "the root account, which Postfix is started from,")
    with tempfile.TemporaryDirectory(prefix="coffret-dkim-") as place, name_server() as zone:
        settings.DNS = f"127.0.0.1:{zone.port}"
        zone.text(OURS, "v=spf1 ip4:127.0.0.1 -all")
        zone.text(f"_dmarc.{OURS}", f"v=DMARC1; p=quarantine; rua=mailto:postmaster@{OURS}")
        zone.records["1.0.0.127.in-addr.arpa", "PTR"] = [f"mx.{OURS}."]
        zone.records[f"mx.{OURS}", "A"] = ["127.0.0.1"]
        first = _looked(settings, zone, Path(place), "")
        assert first["dkim"]["ok"] is False, first["dkim"]
        assert "ne couvre pas List-Unsubscribe-Post" in first["dkim"]["said"]
        second = _looked(settings, zone, Path(place), "SignHeaders *,+List-Unsubscribe,+List-Unsubscribe-Post")
        assert {name: second[name]["ok"] for name in ("sent", "spf", "dkim", "dmarc", "ptr")} == dict.fromkeys(
            ("sent", "spf", "dkim", "dmarc", "ptr"), True
        ), second


def _looked(settings: Any, zone: Any, place: Path, sign_headers: str) -> dict[str, Any]:
    with opendkim(place, sign_headers) as (milter, record), postfix(milter) as made:
        _set(settings, made)
        zone.text(f"coffret._domainkey.{OURS}", record)
        check = checks.begin(checks.ask(OURS))
        made.arrived("retours")
        read_mailbox()
        check = DomainCheck.objects.get(pk=check.pk)
        assert check.arrived_at is not None, check.results
        return dict(check.results)
