"""The sending domain looked at for real: a name server, a relay, a signed message read back from a maildir."""

import base64
from collections.abc import Iterator
from datetime import timedelta
from email import message_from_bytes
from functools import cache
from pathlib import Path
from typing import Any

import dkim
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from django.utils import timezone
from letters_returned import newsletter
from name_server import Zone, name_server
from smtp_relay import Relay, relay

from coffret.base.duties import DUTIES
from coffret.base.errors import Refused
from coffret.newsletters.domain import checks, names, public_policy, route, sender_policy, signature
from coffret.newsletters.models import DomainCheck, Return
from coffret.newsletters.returns.rounds import read_mailbox

DOMAIN = "lettres.example.fr"
IP = "192.0.2.10"
BOTH = [b"from", b"to", b"subject", b"date", b"message-id", b"list-unsubscribe", b"list-unsubscribe-post"]
pytestmark = pytest.mark.django_db(transaction=True)


@cache
def key() -> tuple[bytes, str]:
    """Return a signing key, and what its domain publishes of it."""
    made = rsa.generate_private_key(65537, 2048)
    plain = serialization.NoEncryption()
    private = made.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.TraditionalOpenSSL, plain)
    shape = serialization.PublicFormat.SubjectPublicKeyInfo
    public = base64.b64encode(made.public_key().public_bytes(serialization.Encoding.DER, shape)).decode()
    return private, f"v=DKIM1; k=rsa; p={public}"


@pytest.fixture
def zone(settings: Any) -> Iterator[Zone]:
    with name_server() as kept:
        settings.DNS = f"127.0.0.1:{kept.port}"
        kept.text(DOMAIN, "v=spf1 ip4:192.0.2.0/28 -all", "google-site-verification=x")
        kept.text(f"_dmarc.{DOMAIN}", "v=DMARC1; p=quarantine; adkim=r")
        kept.text(f"coffret._domainkey.{DOMAIN}", key()[1])
        kept.records["10.2.0.192.in-addr.arpa", "PTR"] = [f"mx.{DOMAIN}."]
        kept.records[f"mx.{DOMAIN}", "A"] = [IP]
        yield kept


@pytest.fixture
def post(settings: Any) -> Iterator[Relay]:
    with relay() as kept:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", kept.port
        settings.DEFAULT_FROM_EMAIL = f"Le catalogue <lettre@{DOMAIN}>"
        yield kept


@pytest.fixture
def maildir(tmp_path: Path, settings: Any) -> Path:
    for name in ("new", "cur", "tmp"):
        (tmp_path / name).mkdir()
    settings.RETURNS_URL = f"maildir://{tmp_path}"
    return tmp_path


def deliver(
    raw: bytes, maildir: Path, covered: list[bytes] | None = None, *, tls: bool = True, by: str = DOMAIN
) -> None:
    """Put a message into the maildir as mail systems would: signed on the way (``covered``), its way written above."""
    raw = raw.replace(b"\r\n..", b"\r\n.")
    if covered is not None:
        raw = dkim.sign(raw, b"coffret", by.encode(), key()[0], include_headers=covered) + raw
    protocol = "ESMTPS" if tls else "ESMTP"
    to = message_from_bytes(raw)["To"].strip("<>")
    top = (
        f"Return-Path: <{to}>\r\nDelivered-To: {to}\r\n"
        f"Received: from localhost (localhost [127.0.0.1]) by mx.{DOMAIN} with LMTP id 1; Mon, 11 May 2026 09:00:03 +0200\r\n"
        f"Received: from relais.{DOMAIN} (relais.{DOMAIN} [{IP}])\r\n\t(using TLSv1.3)"
        if tls
        else f"Delivered-To: {to}\r\nReceived: from relais.{DOMAIN} (relais.{DOMAIN} [{IP}])\r\n\t(no bytes hidden)"
    )
    top += f"\r\n\tby mx.{DOMAIN} (Postfix) with {protocol} id 4F1A; Mon, 11 May 2026 09:00:02 +0200 (CEST)\r\n"
    (maildir / "new" / f"{len(list(maildir.iterdir()))}.host").write_bytes((top.encode() + raw).replace(b"\r\n", b"\n"))


def begun() -> DomainCheck:
    checks.ask(DOMAIN)
    assert DUTIES["domain"].act() == "1 domaine vérifié"
    assert DUTIES["domain"].act() == ""
    return DomainCheck.objects.get()


def oks(check: DomainCheck) -> dict[str, bool | None]:
    return {name: check.results[name]["ok"] for name in checks.POINTS}


def test_a_domain_in_order(zone: Zone, post: Relay, maildir: Path, live_server: Any, settings: Any) -> None:
    settings.BASE_URL = live_server.url
    check = begun()
    waiting = oks(check)
    assert waiting == {
        "sent": None,
        "spf": None,
        "dkim": None,
        "dmarc": None,
        "ptr": None,
        "tls": None,
        # This site answers 200; that it is not in https is a fault.
        "one_click": False,
    }
    assert "https" in check.results["one_click"]["said"]
    deliver(post.taken[0], maildir, BOTH)
    assert not read_mailbox()
    assert list(maildir.glob("*/*.host*")) == []
    check.refresh_from_db()
    assert check.arrived_at is not None
    found = oks(check)
    assert {name for name, ok in found.items() if ok is not True} == {"one_click"}, check.results
    assert not Return.objects.exists()
    assert checks.verdict().standing == "bad"
    check.results["one_click"]["ok"] = True
    check.save()
    assert checks.verdict().standing == "good"
    assert checks.verdict(now=timezone.now() + timedelta(days=31)).standing == "unknown"


def test_the_message_is_a_letter(zone: Zone, post: Relay, maildir: Path) -> None:
    check = begun()
    message = message_from_bytes(post.taken[0])
    assert message["To"] == f"<retours+{check.mark}@{DOMAIN}>"
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert f"/lettres/desabonnement/{check.mark}>" in message["List-Unsubscribe"]
    assert f"mailto:desabonnement+{check.mark}@{DOMAIN}" in message["List-Unsubscribe"]
    assert message.get_content_type() == "multipart/alternative"
    assert [part.get_content_type() for part in message.get_payload()] == ["text/plain", "text/html"]


def test_a_signature_that_leaves_out_the_one_click_header(zone: Zone, post: Relay, maildir: Path) -> None:
    begun()
    deliver(post.taken[0], maildir, BOTH[:-1])
    read_mailbox()
    found = DomainCheck.objects.get().results["dkim"]
    assert found["ok"] is False
    assert "ne couvre pas List-Unsubscribe-Post" in found["said"]
    assert "SignHeaders" in found["remedy"]
    verdict = checks.verdict()
    assert (verdict.standing, [name for name, _said, _remedy in verdict.faults]) == ("bad", ["one_click", "dkim"])


def test_a_message_nobody_signed_and_in_clear(zone: Zone, post: Relay, maildir: Path) -> None:
    zone.text(DOMAIN, "v=spf1 mx ~all")
    del zone.records[f"mx.{DOMAIN}", "A"]
    begun()
    deliver(post.taken[0], maildir, tls=False)
    read_mailbox()
    results = DomainCheck.objects.get().results
    assert {name: results[name]["ok"] for name in ("spf", "dkim", "dmarc", "ptr", "tls")} == dict.fromkeys(
        ("spf", "dkim", "dmarc", "ptr", "tls"), False
    )
    assert results["spf"]["value"] == f"v=spf1 mx ip4:{IP} ~all"
    assert results["spf"]["name"] == DOMAIN
    assert "n’est pas signé" in results["dkim"]["said"]
    assert "Ni SPF ni DKIM" in results["dmarc"]["said"]
    assert "en clair" in results["tls"]["said"]
    assert "ne mène pas" in results["ptr"]["said"]


def test_a_signature_of_another_domain_or_broken(zone: Zone, post: Relay, maildir: Path) -> None:
    begun()
    zone.text("coffret._domainkey.envois.example.com", key()[1])
    deliver(post.taken[0], maildir, BOTH, by="envois.example.com")
    read_mailbox()
    said = DomainCheck.objects.get().results["dkim"]["said"]
    assert f"signé par envois.example.com, non par {DOMAIN}" in said
    signed = dkim.sign(post.taken[0], b"coffret", DOMAIN.encode(), key()[0], include_headers=BOTH) + post.taken[0]
    given = list(signature.signatures(signed.replace(b"Se d", b"se d"), names.Names()))
    assert "ne tient pas" in signature.look(given, DOMAIN).said
    del zone.records[f"coffret._domainkey.{DOMAIN}", "TXT"]
    lost = signature.look(list(signature.signatures(signed, names.Names())), DOMAIN)
    assert (lost.ok, lost.name) == (False, f"coffret._domainkey.{DOMAIN}")
    zone.silent.add(f"coffret._domainkey.{DOMAIN}")
    assert signature.look(list(signature.signatures(signed, _Quick())), DOMAIN).ok is None


class _Quick(names.Names):
    """Names that wait no longer than a test does."""

    def ask(self, name: str, kind: str) -> list[Any]:
        self._resolver.lifetime = self._resolver.timeout = 0.2
        kept, names.SECONDS = names.SECONDS, 0.2
        try:
            return super().ask(name, kind)
        finally:
            names.SECONDS = kept


def test_a_message_that_does_not_arrive(zone: Zone, post: Relay, maildir: Path) -> None:
    from letters_returned import TOKEN, sample

    check = begun()
    raw = sample("postfix-unknown-user").replace(TOKEN.encode(), check.mark.encode())
    (maildir / "new" / "1.host").write_bytes(raw)
    read_mailbox()
    found = DomainCheck.objects.get().results["sent"]
    assert found["ok"] is False
    assert "User unknown" in found["said"]
    assert not Return.objects.exists()


def test_a_relay_that_refuses_is_said(zone: Zone, post: Relay) -> None:
    check = checks.ask(DOMAIN)
    post.refused[f"retours+{check.mark}@{DOMAIN}"] = "554 5.7.1 Relay access denied"
    checks.begin(check)
    found = DomainCheck.objects.get().results["sent"]
    assert found["ok"] is False
    assert "Relay access denied" in found["said"]


def test_without_a_relay_the_dns_is_looked_at_all_the_same(zone: Zone, settings: Any) -> None:
    settings.DEFAULT_FROM_EMAIL = f"lettre@{DOMAIN}"
    settings.MAIL_IP = IP
    results = checks.begin(checks.ask(DOMAIN)).results
    assert (results["spf"]["ok"], results["ptr"]["ok"], results["sent"]["ok"]) == (True, True, False)
    assert "COFFRET_MAIL_URL" in results["sent"]["remedy"]


def test_a_domain_with_nothing_is_told_what_to_write(zone: Zone, settings: Any) -> None:
    settings.DEFAULT_FROM_EMAIL = "lettre@nu.example.org"
    settings.MAIL_IP = IP
    results = checks.begin(checks.ask("nu.example.org")).results
    assert (results["spf"]["name"], results["spf"]["value"]) == ("nu.example.org", f"v=spf1 ip4:{IP} -all")
    assert results["dmarc"]["name"] == "_dmarc.nu.example.org"
    assert results["dmarc"]["value"].startswith("v=DMARC1; p=none")


def test_the_policy_of_a_domain_above_counts(zone: Zone) -> None:
    zone.text("_dmarc.culture.example", "v=DMARC1; p=reject")
    assert public_policy.look(names.Names(), "lettres.culture.example", None).ok is None
    strict = public_policy.Proofs((), "culture.example")
    assert public_policy.look(names.Names(), "lettres.culture.example", strict).ok is True
    zone.text("_dmarc.culture.example", "v=DMARC1; p=reject; aspf=s")
    assert public_policy.look(names.Names(), "lettres.culture.example", strict).ok is False
    zone.text("_dmarc.culture.example", "v=DMARC1; rua=mailto:x@culture.example")
    assert "politique" in public_policy.look(names.Names(), "lettres.culture.example", None).said


@pytest.mark.parametrize(
    ("record", "ok"),
    [
        ("v=spf1 include:_spf.example.com -all", True),
        ("v=spf1 a:relais.example.com -all", True),
        ("v=spf1 ip4:198.51.100.1 -all", False),
        ("v=spf1 redirect=_spf.example.com", True),
        ("v=spf1 include:nowhere.example -all", False),
        ("v=spf1 include:loop.example.fr -all", False),
    ],
)
def test_policies_of_senders(zone: Zone, record: str, ok: bool) -> None:
    zone.text("loop.example.fr", record)
    zone.text("_spf.example.com", f"v=spf1 ip4:{IP} -all")
    zone.records["relais.example.com", "A"] = [IP]
    found = sender_policy.look(names.Names(), IP, "loop.example.fr", "loop.example.fr")
    assert found.ok is ok, found
    assert found.value == ("" if ok else found.value)


def test_a_return_domain_beside_the_sender_is_not_aligned(zone: Zone) -> None:
    zone.text("retours.example.com", f"v=spf1 ip4:{IP} -all")
    found = sender_policy.look(names.Names(), IP, "retours.example.com", DOMAIN)
    assert (found.ok, "COFFRET_RETURNS_DOMAIN" in found.remedy) == (False, True)
    zone.text(DOMAIN, "v=spf1 -all", "v=spf1 +all")
    assert "2 enregistrements" in sender_policy.look(names.Names(), IP, DOMAIN, DOMAIN).said


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("example.fr", "example.fr", True),
        ("lettres.example.fr", "example.fr", True),
        ("a.example.fr", "b.example.fr", False),
        ("badexample.fr", "example.fr", False),
        ("fr", "example.fr", False),
        ("", "", False),
    ],
)
def test_domains_of_one_owner(one: str, other: str, same: bool) -> None:
    assert names.aligned(one, other) is same


def test_the_way_of_a_message(settings: Any) -> None:
    raw = (
        b"Received: by 2002:a05 with SMTP id x; Mon, 11 May 2026 00:00:00 -0700\n"
        b"Received: from mx.example.org (mx.example.org. [2001:db8::1])\n by mx.google.com with ESMTPS id a1;\n Mon\n"
        b"Received: from app (app [10.0.0.4]) by mx.example.org (Postfix) with ESMTP id 2; Mon\n\n"
    )
    assert [hop.address for hop in route.hops(raw)] == ["2001:db8::1", "10.0.0.4"]
    assert route.outgoing(raw) == route.Hop("2001:db8::1", True)
    settings.MAIL_IP = "10.0.0.4"
    assert route.outgoing(raw) == route.Hop("10.0.0.4", False)
    assert route.outgoing(b"Subject: x\n\n") is None


def test_every_sender_has_its_domain_and_no_other_is_looked_at(settings: Any) -> None:
    settings.DEFAULT_FROM_EMAIL = f"Le catalogue <lettre@{DOMAIN}>"
    row = newsletter("recolement")
    row.sender_name, row.sender_email = "Récolement", "recolement@culture.example"
    row.save()
    assert checks.senders() == [f"Le catalogue <lettre@{DOMAIN}>", "Récolement <recolement@culture.example>"]
    with pytest.raises(Refused, match=r"ailleurs\.example"):
        checks.ask("ailleurs.example")
    assert checks.verdict().standing == "unknown"


def test_a_new_look_hides_nothing_until_its_message_is_back(settings: Any) -> None:
    settings.DEFAULT_FROM_EMAIL = f"lettre@{DOMAIN}"
    good = {"ok": True, "said": "Oui.", "remedy": ""}
    bad, unknown = {**good, "ok": False, "said": "Non."}, {**good, "ok": None}
    now = timezone.now()
    for dkim_found in (good, bad, unknown):
        results = {"dkim": dkim_found, "dmarc": good, "one_click": good}
        DomainCheck.objects.create(at=now, domain=DOMAIN, results=results)
    assert checks.verdict() == checks.Verdict("bad", (("dkim", "Non.", ""),))
    DomainCheck.objects.create(at=now, domain="autre.example", results={"dkim": good})
    assert checks.facts()["dkim"] == bad
