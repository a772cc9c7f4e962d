"""What a sending service posts: a message or events, signed or under a secret address; once each, and bad words told."""

import json
from typing import Any

import pytest
from django.test import Client
from letters_returned import TOKEN, delivery, sample

from coffret.newsletters.models import Delivery, DeliveryState, Reader, Return
from coffret.newsletters.returns.events import signature

pytestmark = pytest.mark.django_db
SECRET = "un-secret-partage-de-32-signes-au-moins"


@pytest.fixture(autouse=True)
def _secret(settings: Any) -> None:
    settings.RETURNS_SECRET = SECRET


def post(body: Any, path: str = f"/lettres/retours/{SECRET}", kind: str = "application/json", **headers: str) -> Any:
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    return Client(enforce_csrf_checks=True).post(path, raw, content_type=kind, headers=headers)


def event(**given: Any) -> dict[str, Any]:
    return {"id": "e1", "event": "bounced", "token": TOKEN, "status": "5.1.1", "said": "550 5.1.1 no", **given}


def test_a_bounce_is_announced_once() -> None:
    sent = delivery()
    for new in (1, 0):
        answer = post({"events": [event()]})
        assert answer.status_code == 200
        assert answer.json() == {"received": 1, "new": new, "unknown": 0}
    sent.refresh_from_db()
    assert sent.state == DeliveryState.BOUNCED
    assert Reader.objects.get().score == 1.0


@pytest.mark.parametrize(
    ("given", "state", "kind"),
    [
        ({"event": "bounced", "status": "", "said": ""}, "bounced", "soft"),
        ({"event": "bounced", "status": "5.0.0", "said": "554 5.7.1 spam"}, "bounced", "policy"),
        ({"event": "deferred", "status": "4.2.2"}, "sent", "delayed"),
        ({"event": "complained"}, "complained", "complaint"),
        ({"event": "delivered", "status": "2.0.0"}, "sent", "delivered"),
        ({"token": "", "message_id": f"<i12.{TOKEN}@lettres.example.fr>"}, "bounced", "hard"),
        ({"token": None, "message_id": f"i12.{TOKEN}@lettres.example.fr"}, "bounced", "hard"),
    ],
)
def test_events(given: dict[str, Any], state: str, kind: str) -> None:
    delivery()
    assert post([event(**given)]).status_code == 200
    assert Delivery.objects.get().state == state
    assert Return.objects.get().kind == kind


def test_a_body_signed_needs_no_secret_address() -> None:
    delivery()
    body = json.dumps(event()).encode()
    path = "/lettres/retours/"
    assert post(body, path, **{"X-Coffret-Signature": signature(SECRET, body)}).status_code == 200
    assert post(body, path, **{"X-Coffret-Signature": signature("autre", body)}).status_code == 403
    assert post(body + b" ", path, **{"X-Coffret-Signature": signature(SECRET, body)}).status_code == 403
    assert post(body, path).status_code == 403
    assert post(body, "/lettres/retours/autre-secret").status_code == 403
    assert Return.objects.count() == 1


def test_a_whole_message_may_be_posted() -> None:
    sent = delivery()
    answer = post(sample("orange-invalid"), kind="message/rfc822")
    assert answer.json() == {"received": 1, "new": 1, "unknown": 0}
    assert Return.objects.get().source == "webhook"
    sent.refresh_from_db()
    assert sent.state == DeliveryState.BOUNCED


def test_an_event_about_no_letter_of_ours_is_told_and_not_asked_again() -> None:
    answer = post([event(token="z" * 26)])
    assert (answer.status_code, answer.json()["unknown"]) == (200, 1)


@pytest.mark.parametrize(
    ("body", "kind", "words"),
    [
        (b"{", "application/json", "JSON"),
        (b"[" * 100_000, "application/json", "JSON"),
        (b'"x"', "application/json", "liste"),
        (b'{"events": 3}', "application/json", "liste"),
        ([3], "application/json", "objet"),
        ([event(id="")], "application/json", "« id »"),
        ([event(event="opened")], "application/json", "« opened » n’est pas connu"),
        ([event(token="x", message_id="")], "application/json", "Message-ID"),
        ([event()] * 1001, "application/json", "1001"),
        (b" \n", "message/rfc822", "vide"),
        (b"a=b", "application/x-www-form-urlencoded", "message/rfc822"),
        (b"\xff\xfe", "application/json", "JSON"),
    ],
)
def test_what_is_badly_said_is_refused_with_its_remedy(body: Any, kind: str, words: str) -> None:
    delivery()
    answer = post(body, kind=kind)
    assert answer.status_code == 400
    assert words in answer.json()["error"]
    assert not Return.objects.exists()


def test_nothing_of_a_list_is_kept_when_one_event_is_bad() -> None:
    delivery()
    assert post([event(), event(id="e2", event="?")]).status_code == 400
    assert not Return.objects.exists()


def test_too_much_is_refused_unread() -> None:
    answer = post(b"x" * 2_000_001, kind="message/rfc822")
    assert (answer.status_code, "2 Mo" in answer.json()["error"]) == (413, True)


def test_a_letter_that_leaves_this_instant_is_told_again_later() -> None:
    delivery(state=DeliveryState.SENDING)
    answer = post([event()])
    assert (answer.status_code, answer["Retry-After"]) == (503, "60")


def test_reading_the_address_changes_nothing_and_without_a_secret_there_is_none(settings: Any) -> None:
    assert Client().get(f"/lettres/retours/{SECRET}").status_code == 405
    settings.RETURNS_SECRET = ""
    assert post([event()], "/lettres/retours/").status_code == 404
    assert post([event()], "/lettres/retours/x").status_code == 404
