"""Each recipient is mailed once, as the relay says it: by real SMTP, whatever the relay answers and wherever it hangs up."""

import email
import email.policy
import socket
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection
from django.utils import timezone
from sending_factories import Post, post_office, sending, states

from coffret.newsletters.models import (
    Channel,
    Delivery,
    Reader,
    ReaderState,
    Return,
    Sending,
    SendingStep,
    Subscription,
    SubscriptionState,
    Suppression,
)
from coffret.newsletters.readers import keys
from coffret.newsletters.sending import account, actions, relay, sender
from coffret.newsletters.sending.sender import Sender

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def post(settings):
    with post_office() as kept:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", kept.port
        settings.EMAIL_TIMEOUT = 5
        yield kept


@pytest.fixture(autouse=True)
def quick(monkeypatch):
    """What waits for seconds in life waits less here."""
    monkeypatch.setattr(sender, "PATIENCE", 1.0)
    monkeypatch.setattr(sender, "_UNWRITTEN", 0.2)


def read(raw: bytes) -> email.message.EmailMessage:
    return email.message_from_bytes(raw.replace(b"\r\n..", b"\r\n."), policy=email.policy.default)


def due_now() -> None:
    Delivery.objects.filter(state="retry").update(next_at=timezone.now() - timedelta(seconds=1))


def one(to: str) -> Delivery:
    return Delivery.objects.get(address=to)


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        return int(server.getsockname()[1])


def first(kept: Sending) -> Delivery:
    return kept.deliveries.order_by("pk")[0]


def test_each_gets_their_own_letter_once_and_the_account_closes(post: Post):
    kept = sending(120)
    assert Sender().run()
    kept.refresh_from_db()
    assert states(kept) == {"sent": 120}
    assert (kept.state, account.of(kept).whole) == ("finished", True)
    assert post.number == len(post.taken) == 120
    delivery = Delivery.objects.select_related("subscription__reader").get(address=first(kept).address)
    mail = read(post.taken[delivery.address][0])
    assert mail["Message-ID"] == f"<i{kept.issue_id}.{delivery.token}@musees.example>"
    assert f"MAIL FROM:<retours+{delivery.token}@musees.example>" in " ".join(post.words)
    leave, own = (
        keys.token("leave", delivery.subscription.nonce),
        keys.token("reader", delivery.subscription.reader.nonce),
    )
    assert leave in mail.get_body(("plain",)).get_content()
    assert own in mail.get_body(("html",)).get_content()
    assert leave in mail["List-Unsubscribe"]
    assert delivery.reply.startswith("250")
    assert {len(sent) for sent in post.taken.values()} == {1}
    # Run again, nothing more leaves.
    Sender().run()
    assert post.number == 120


def test_who_left_paused_or_is_excluded_after_the_freeze_is_not_mailed(post: Post):
    kept = sending(6)
    rows = list(kept.deliveries.select_related("subscription__reader").order_by("pk"))
    Subscription.objects.filter(pk=rows[0].subscription_id).update(state=SubscriptionState.LEFT)
    Reader.objects.filter(pk=rows[1].subscription.reader_id).update(
        paused_until=timezone.localdate() + timedelta(days=2)
    )
    Reader.objects.filter(pk=rows[2].subscription.reader_id).update(state=ReaderState.SUSPENDED)
    Suppression.objects.create(digest=rows[3].digest, reason="complaint", at=timezone.now())
    Reader.objects.get(pk=rows[4].subscription.reader_id).delete()
    Delivery.objects.filter(pk=rows[4].pk).update(address="")
    Sender().run()
    kept.refresh_from_db()
    assert list(post.taken) == [rows[5].address]
    assert [row.state for row in kept.deliveries.order_by("pk")] == [
        "unsub", "unsub", "suppressed", "suppressed", "unsub", "sent",
    ]  # fmt: skip
    assert one(rows[1].address).reply.startswith("en pause jusqu’au")
    assert kept.state == "finished"


def test_who_leaves_during_the_sending_is_not_mailed_after(post: Post):
    kept = sending(60)
    Channel.objects.create(name="mail", connections=2)
    waiting = list(kept.deliveries.order_by("-pk")[:20])
    left: list[str] = []

    def leave(_to: str) -> None:
        if not left:
            Subscription.objects.filter(pk__in=[row.subscription_id for row in waiting]).update(state="left")
            connection.close()  # this thread's own
            left.extend(row.address for row in waiting)

    post.on_take = leave
    Sender().run()
    assert states(kept) == {"sent": 40, "unsub": 20}
    assert not set(left) & set(post.taken)


def test_later_is_tried_again_at_its_hour_then_given_up_after_two_days(post: Post):
    kept = sending(2)
    late = first(kept).address
    post.rcpt = lambda to: "451 4.3.2 plus tard" if to == late else None
    Sender().run()
    delivery = one(late)
    assert (delivery.state, delivery.attempts) == ("retry", 1)
    assert timedelta(minutes=4) < delivery.next_at - timezone.now() <= timedelta(minutes=5)
    kept.refresh_from_db()
    assert kept.state == "sending"  # nothing ends in silence
    Sender().run()
    assert one(late).attempts == 1  # not before its hour
    waits = []
    for _attempt in range(4):
        due_now()
        Sender().run()
        waits.append(round((one(late).next_at - timezone.now()).total_seconds() / 60))
    assert waits == [15, 60, 240, 720]
    Delivery.objects.filter(address=late).update(first_at=timezone.now() - timedelta(hours=49))
    due_now()
    Sender().run()
    kept.refresh_from_db()
    assert (one(late).state, kept.state) == ("refused", "finished")


def test_an_address_that_does_not_exist_is_refused_and_counts_against_it(post: Post):
    kept = sending(3)
    gone = first(kept).address
    post.rcpt = lambda to: "550 5.1.1 inconnu" if to == gone else None
    Sender().run()
    assert states(kept) == {"refused": 1, "sent": 2}
    assert Return.objects.get().kind == "hard"
    assert Reader.objects.get(address=gone).state == ReaderState.SUSPENDED
    kept.refresh_from_db()
    assert kept.state == "finished"


def test_refused_for_what_we_are_everything_stops_with_the_servers_words(post: Post):
    kept = sending(30)
    Channel.objects.create(name="mail", connections=1)
    barred = first(kept).address
    post.rcpt = lambda to: "550 5.7.1 votre réseau est sur une liste" if to == barred else None
    Sender().run()
    kept.refresh_from_db()
    assert (kept.state, "votre réseau est sur une liste" in kept.why) == ("paused", True)
    assert (one(barred).state, "refused" in states(kept)) == ("queued", False)
    assert states(kept)["queued"] >= 29
    # Resumed by somebody who read it, the same domain's refusal stops nobody else.
    actions.resume(kept, None)
    Sender().run()
    kept.refresh_from_db()
    assert (kept.state, states(kept)) == ("finished", {"refused": 1, "sent": 29})


def test_three_domains_that_refuse_stop_the_sending(post: Post):
    kept = sending(40, domains=40)
    Channel.objects.create(name="mail", connections=1)
    post.rcpt = lambda to: "554 refusé" if int(to.split("domaine")[1].split(".")[0]) < 5 else None
    Sender().run()
    kept.refresh_from_db()
    assert kept.state == "paused"
    assert states(kept) == {"refused": 3, "queued": 37}
    actions.resume(kept, None)
    Sender().run()
    kept.refresh_from_db()
    assert (kept.state, states(kept)) == ("finished", {"refused": 5, "sent": 35})


def test_cut_before_the_final_dot_is_sent_again_and_after_it_is_in_doubt(post: Post):
    kept = sending(12)
    rows = list(kept.deliveries.order_by("pk"))
    before, after = rows[0].address, rows[1].address
    hung = []

    def cut(to: str) -> str | None:
        if to == before and len(hung) < 2:
            hung.append(to)
            return "drop"
        return None

    post.data = cut
    post.end = lambda to: "sink" if to == after else None
    Sender().run()
    assert len(hung) == 2
    assert states(kept) == {"sent": 11, "doubt": 1}
    assert (one(after).state, one(before).state) == ("doubt", "sent")
    kept.refresh_from_db()
    assert kept.state == "finished"
    assert (account.of(kept).doubt, [row.pk for row in actions.doubts(kept)]) == (1, [rows[1].pk])
    # Never again by itself; at somebody's word, under the same name.
    Sender().run()
    post.end = lambda _to: None
    assert actions.resend(actions.doubts(kept), None) == 1
    Sender().run()
    names = {read(raw)["Message-ID"] for raw in post.taken[after]}
    assert (len(post.taken[after]), len(names)) == (2, 1)
    assert states(kept) == {"sent": 12}


def test_a_doubt_is_left_and_asked_about_no_more(post: Post):
    kept = sending(2)
    gone = first(kept).address
    post.end = lambda to: "sink" if to == gone else None
    Sender().run()
    assert actions.leave(actions.doubts(kept), None) == 1
    assert (actions.doubts(kept), len(actions.doubts(kept, left=True))) == ([], 1)
    assert SendingStep.objects.filter(sending=kept, act="left", note="1").exists()


def test_a_relay_away_pauses_and_fails_nobody(post: Post, settings):
    kept = sending(5)
    settings.EMAIL_PORT = 9
    Sender().run()
    kept.refresh_from_db()
    assert (kept.state, states(kept)) == ("paused", {"queued": 5})
    assert "relais" in kept.why
    settings.EMAIL_PORT = post.port
    actions.resume(kept, None)
    Sender().run()
    assert states(kept) == {"sent": 5}


def test_a_wrong_password_pauses_and_fails_nobody(post: Post, settings):
    kept = sending(5)
    post.extensions = ("AUTH PLAIN LOGIN",)
    settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD = "coffret", "faux"
    Sender().run()
    kept.refresh_from_db()
    # This relay says 250 to AUTH: not the 235 that lets in.
    assert (kept.state, states(kept)) == ("paused", {"queued": 5})
    assert any(word.startswith("AUTH PLAIN ") for word in post.words)


def test_our_own_address_refused_pauses(post: Post):
    kept = sending(5)
    post.mail = lambda _to: "553 5.1.8 expéditeur refusé"
    Sender().run()
    kept.refresh_from_db()
    assert (kept.state, states(kept), "expéditeur refusé" in kept.why) == ("paused", {"queued": 5}, True)


def test_a_relay_of_few_words_gets_seven_bits_one_command_at_a_time(post: Post):
    kept = sending(3, html="<p>" + "é" * 3000 + "</p>")
    post.extensions = ()
    Sender().run()
    assert states(kept) == {"sent": 3}
    raw = next(iter(post.taken.values()))[0]
    assert raw.isascii()
    assert max(map(len, raw.split(b"\r\n"))) <= 78 + 60  # headers of ours, coded bodies far below
    assert "é" * 3000 in read(raw).get_body(("html",)).get_content()
    assert not any("8BITMIME" in word for word in post.words)


def test_another_relay_reads_them_too_and_addresses_beyond_ascii(settings):
    from aiosmtpd.controller import Controller
    from aiosmtpd.handlers import Message as Handler

    class Box(Handler):
        def __init__(self):
            super().__init__()
            self.mails = []

        def handle_message(self, message):
            self.mails.append(message)

    box = Box()
    controller = Controller(box, hostname="127.0.0.1", port=0, enable_SMTPUTF8=True, decode_data=False)
    controller.port = free_port()
    controller.start()
    try:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", controller.port
        kept = sending(30)
        accented = first(kept)
        Delivery.objects.filter(pk=accented.pk).update(address="élodie@musée.example", domain="xn--muse-dpa.example")
        Sender().run()
    finally:
        controller.stop()
    assert states(kept) == {"sent": 30}
    assert len({mail["Message-ID"] for mail in box.mails}) == 30
    assert "élodie@xn--muse-dpa.example" in {mail["X-RcptTo"] for mail in box.mails}
    assert all(mail.is_multipart() and not mail.defects for mail in box.mails)


def test_an_address_this_relay_cannot_write_is_refused_and_no_other(post: Post):
    kept = sending(3)
    Delivery.objects.filter(pk=first(kept).pk).update(address="élodie@musees.example")
    Sender().run()
    assert states(kept) == {"refused": 1, "sent": 2}


def test_without_a_relay_letters_are_files(settings, tmp_path: Path):
    settings.EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    settings.EMAIL_FILE_PATH = tmp_path / "outgoing"
    kept = sending(4)
    Sender().run()
    files = sorted(path.stem for path in (tmp_path / "outgoing").iterdir())
    assert files == sorted(kept.deliveries.values_list("token", flat=True))
    mail = read((tmp_path / "outgoing" / f"{files[0]}.eml").read_bytes())
    assert mail.get_body(("plain",)).get_content().splitlines()[1] == ".Un point en tête de ligne."
    assert states(kept) == {"sent": 4}


def test_signing_in_under_tls(post: Post, settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    import ssl
    import subprocess

    key, certificate = tmp_path / "key.pem", tmp_path / "cert.pem"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost",
         "-addext", "subjectAltName=DNS:localhost", "-keyout", key, "-out", certificate],
        check=True, capture_output=True,
    )  # fmt: skip
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    settings.EMAIL_HOST, settings.EMAIL_USE_SSL = "localhost", True
    with post_office(ssl=context) as secure:
        settings.EMAIL_PORT = secure.port
        kept = sending(4)
        Sender().run()
        kept.refresh_from_db()
        assert kept.state == "paused"  # nobody vouches for it
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
        actions.resume(kept, None)
        Sender().run()
        assert states(kept) == {"sent": 4}


def test_no_more_connections_than_asked_nor_towards_a_domain(post: Post):
    kept = sending(30, domains=2)
    Channel.objects.create(name="mail", connections=8, per_domain=50, domains={"domaine0.example": 1})
    seen: list[int] = []
    under_way: set[str] = set()

    def begin(to: str) -> None:
        under_way.add(to)
        seen.append(sum(each.endswith("@domaine0.example") for each in under_way))

    post.delay = 0.002
    post.rcpt = lambda to: begin(to)
    post.on_take = under_way.discard
    Sender().run()
    assert states(kept) == {"sent": 30}
    assert post.most_at_once <= 8
    assert max(seen) == 1


def test_the_last_word_is_awaited_longer_than_the_others(monkeypatch: pytest.MonkeyPatch, post: Post):
    assert relay.LAST_WORD >= 600  # RFC 5321, 4.5.3.2.6
    monkeypatch.setattr(relay, "LAST_WORD", 0.2)
    kept = sending(1)
    post.end = lambda _to: "sink"
    post.delay = 0.3
    Sender().run()
    assert states(kept) == {"doubt": 1}
