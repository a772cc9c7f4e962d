"""A fault in the program itself: it is told at once, nothing waits for ever, and what the relay took is never sent again."""

import logging
import threading

import pytest
from sending_factories import Post, post_office, sending

from coffret.newsletters.models import Channel, Delivery
from coffret.newsletters.sending import ledger, sender
from coffret.newsletters.sending.message import Template
from coffret.newsletters.sending.sender import Sender

pytestmark = pytest.mark.django_db(transaction=True)


class Fault(Exception):
    """What nobody foresaw."""


@pytest.fixture
def post(settings):
    with post_office() as kept:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", kept.port
        settings.EMAIL_TIMEOUT = 5
        yield kept


def faulty(*_given: object) -> None:
    raise Fault


def states() -> list[str]:
    return sorted(Delivery.objects.values_list("state", flat=True))


def test_what_could_not_be_written_is_in_doubt_and_not_sent_again(post: Post, monkeypatch: pytest.MonkeyPatch):
    sending(1)
    with monkeypatch.context() as broken:
        broken.setattr(ledger, "write", faulty)
        with pytest.raises(Fault):
            Sender().run()
    assert (post.number, states()) == (1, ["sending"])
    assert Channel.objects.get().lease == ""
    Sender().run()
    assert (post.number, states()) == (1, ["doubt"])


def test_a_message_that_cannot_be_written_stops_all_and_the_others_leave_later(
    post: Post, monkeypatch: pytest.MonkeyPatch
):
    sending(30)
    with monkeypatch.context() as broken:
        broken.setattr(Template, "written", faulty)
        with pytest.raises(Fault):
            Sender().run()
    assert post.number == 0
    under_way = states().count("sending")
    assert 1 <= under_way <= 10
    Sender().run()
    assert (states().count("doubt"), states().count("sent")) == (under_way, 30 - under_way)


def test_the_worker_says_it_and_goes_on(post: Post, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture):
    sending(1)
    stop = threading.Event()
    monkeypatch.setattr(sender, "_FAULT", 0.01)
    monkeypatch.setattr(sender, "_LOOK", 0.01)
    tried: list[Sender] = []

    def once(self: Sender) -> bool:
        tried.append(self)
        if len(tried) == 1:
            raise Fault
        stop.set()
        return True

    monkeypatch.setattr(Sender, "run", once)
    with caplog.at_level(logging.ERROR):
        sender.follow(stop)
    assert len(tried) == 2
    assert "arrêt imprévu" in caplog.text
