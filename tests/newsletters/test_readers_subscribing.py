"""Subscribing: the same answer for all, a mail that asks, the proof kept, one reminder, then forgotten."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone
from factories import THEN
from reader_factories import newsletter, own_token, reader, sent_issue, subscription

from coffret.base import duties
from coffret.base.errors import Refused
from coffret.base.models import Mail
from coffret.newsletters.models import (
    Consent,
    Reader,
    Request,
    Subscription,
    Suppression,
)
from coffret.newsletters.readers import confirming, erasing, figures, keys, mails, people, subscribing

pytestmark = pytest.mark.django_db

WORDS = "J’accepte de recevoir les lettres cochées."


def ask(address: str = "anne@example.org", *slugs: str, days: float = 0, **more: str) -> None:
    subscribing.ask(address, slugs or ["nouveautes"], text=WORDS, now=THEN + timedelta(days=days), **more)


def last_mail(to: str = "anne@example.org") -> Mail:
    mail = Mail.objects.filter(to=to).order_by("pk").last()
    assert mail is not None
    return mail


def token(mail: Mail) -> str:
    found = re.search(r"/lettres/confirmation/([a-z2-7]{26})\b", mail.text)
    assert found, mail.text
    return found[1]


def confirm(mail: Mail, days: float = 0) -> Request:
    request = confirming.find(token(mail))
    assert request is not None
    return confirming.confirm(request, THEN + timedelta(days=days))


def states(address: str = "anne@example.org") -> dict[str, str]:
    rows = Subscription.objects.filter(reader__address=address).order_by("pk")
    return dict(rows.values_list("newsletter__slug", "state"))


# Asking ---------------------------------------------------------------------------------------------------------------


def test_nothing_is_subscribed_before_the_mailed_link_is_confirmed():
    newsletter()
    ask()
    assert states() == {"nouveautes": "pending"}
    assert Reader.objects.get().state == "pending"
    mail = last_mail()
    assert "Nouveautés du catalogue" in mail.text
    assert "25" in mail.text.replace("\u00a0", " ")  # 11 May and fourteen days
    confirm(mail)
    assert states() == {"nouveautes": "active"}
    assert Reader.objects.get().state == "active"


def test_the_proof_holds_what_was_read_where_and_when():
    newsletter()
    ask()
    confirm(last_mail())
    asked, confirmed = Consent.objects.order_by("pk")
    assert (asked.act, asked.text, asked.source, asked.at) == ("asked", WORDS, "form", THEN)
    assert (confirmed.act, confirmed.text, confirmed.version) == ("confirmed", WORDS, asked.version)
    assert asked.version != subscribing.version(WORDS + " ")
    assert asked.newsletter is not None


def test_confirming_twice_welcomes_once():
    newsletter()
    ask()
    confirm(last_mail())
    confirm(Mail.objects.get(subject__startswith="Confirmer"))
    assert Mail.objects.filter(subject__startswith="Bienvenue").count() == 1
    assert Consent.objects.filter(act="confirmed").count() == 1


def test_the_welcome_leads_to_the_last_issue_that_left():
    letter = newsletter()
    closed = newsletter("interne", "Lettre interne", archived=False)
    sent_issue(letter, THEN.date() - timedelta(days=60), THEN - timedelta(days=60))
    last = sent_issue(letter, THEN.date(), THEN - timedelta(days=1))
    sent_issue(closed, THEN.date(), THEN)
    ask("anne@example.org", "nouveautes", "interne")
    confirm(last_mail())
    said = last_mail()
    assert said.subject.startswith("Bienvenue")
    assert said.text.count("/lettres/nouveautes/") == 1
    assert last.path in said.text
    assert "/lettres/interne/" not in said.text
    assert f"/lettres/preferences/{own_token(Reader.objects.get())}" in said.text


def test_no_mail_of_ours_bears_the_headers_of_a_list():
    newsletter()
    ask()
    confirm(last_mail())
    for mail in Mail.objects.all():
        assert not any(name.lower().startswith("list-") or name.lower() == "precedence" for name in mail.headers)


def test_who_is_subscribed_already_is_told_by_mail_alone():
    reader("anne@example.org", newsletter())
    ask("Anne@Example.ORG")
    assert Reader.objects.count() == 1
    mail = Mail.objects.get()
    assert mail.subject.startswith("Vous êtes déjà abonné")
    assert "/lettres/preferences/" in mail.text
    assert not Request.objects.exists()


def test_what_is_asked_later_joins_the_same_link():
    newsletter()
    newsletter("recolement", "Récolement")
    ask("anne@example.org", "nouveautes")
    first = last_mail()
    ask("anne@example.org", "recolement", days=1)
    assert token(first) == token(last_mail())
    confirm(first, days=15 - 0.5)
    assert states() == {"nouveautes": "active", "recolement": "active"}


def test_one_address_is_not_flooded_whoever_asks():
    newsletter()
    for hour in range(12):
        ask(days=hour / 24)
    assert Mail.objects.count() == mails.MOST


@pytest.mark.parametrize("address", ["", "anne", "anne@", "@example.org", "anne@example", "an ne@example.org",
                                     "anne@example.org, bob@example.org", "anne@-a.org", "é@example.org",
                                     "a" * 250 + "@example.org"])  # fmt: skip
def test_what_is_no_address_is_refused(address: str):
    newsletter()
    with pytest.raises(Refused, match="n’est pas une adresse"):
        ask(address)
    assert not Reader.objects.exists()


def test_a_domain_beyond_ascii_is_written_as_every_relay_bears_it():
    newsletter()
    ask(" Anne.Petit@Musée.fr ")
    kept = Reader.objects.get()
    assert (kept.address, kept.key) == ("Anne.Petit@xn--muse-dpa.fr", "anne.petit@xn--muse-dpa.fr")
    ask("ANNE.petit@XN--MUSE-DPA.fr", days=1)
    assert Reader.objects.count() == 1


def test_only_newsletters_that_are_open_are_subscribed_to():
    newsletter(open=False)
    newsletter("close", "Close", closed_at=THEN)
    with pytest.raises(Refused, match="Cocher"):
        ask("anne@example.org", "nouveautes", "close", "inconnue")


def test_one_who_left_comes_back_by_their_own_confirmation_alone():
    letter = newsletter()
    someone = reader()
    subscription(someone, letter, "left", left_at=THEN)
    erasing.suppress(someone.digest, "left")
    ask()
    assert states() == {"nouveautes": "left"}
    assert Suppression.objects.exists()
    confirm(last_mail())
    assert states() == {"nouveautes": "active"}
    assert not Suppression.objects.exists()


def test_an_address_the_office_excluded_receives_nothing_and_the_form_says_nothing():
    newsletter()
    erasing.suppress(keys.digest(keys.key_of("anne@example.org")), "office")
    ask()
    assert not Mail.objects.exists()
    assert not Reader.objects.exists()


def test_a_link_mailed_before_the_office_decided_confirms_nothing():
    newsletter()
    ask()
    erasing.suppress(Reader.objects.get().digest, "office")
    with pytest.raises(Refused, match="bureau"):
        confirm(last_mail())
    assert states() == {"nouveautes": "pending"}


def test_mails_speak_the_reader_s_language():
    newsletter()
    ask(language="en")
    assert Reader.objects.get().language == "en"
    assert 'lang="en"' in last_mail().html


# Recalling, forgetting ------------------------------------------------------------------------------------------------


def test_one_reminder_after_three_days_and_no_more():
    newsletter()
    ask()
    assert subscribing.remind(THEN + timedelta(days=2.9)) == 0
    assert subscribing.remind(THEN + timedelta(days=3.1)) == 1
    assert subscribing.remind(THEN + timedelta(days=3.2)) == 0
    assert last_mail().subject.startswith("Votre abonnement attend")
    confirm(last_mail(), days=4)
    assert states() == {"nouveautes": "active"}


def test_what_is_confirmed_or_unwanted_is_not_recalled():
    newsletter()
    ask("anne@example.org")
    confirm(last_mail("anne@example.org"))
    ask("bob@example.org")
    erasing.suppress(Reader.objects.get(address="bob@example.org").digest, "complaint")
    assert subscribing.remind(THEN + timedelta(days=4)) == 0


def test_after_fourteen_days_the_link_is_dead_and_the_address_forgotten():
    newsletter()
    ask()
    mail = last_mail()
    with pytest.raises(Refused, match="trop ancien"):
        confirm(mail, days=14.01)
    assert subscribing.expire(THEN + timedelta(days=13.9)) == 0
    assert subscribing.expire(THEN + timedelta(days=14.1)) == 1
    assert not Reader.objects.exists()
    assert not Mail.objects.exists()
    assert Consent.objects.get().reader is None
    assert confirming.find(token(mail)) is None


def test_expiry_leaves_readers_and_those_who_left():
    letter, other = newsletter(), newsletter("recolement", "Récolement")
    reader("anne@example.org", letter)
    gone = reader("bob@example.org", state="pending", confirmed_at=None)
    subscription(gone, other, "left", left_at=THEN)
    ask("anne@example.org", "recolement")
    ask("bob@example.org", "nouveautes")
    subscribing.expire(THEN + timedelta(days=20))
    assert states("anne@example.org") == {"nouveautes": "active"}
    assert states("bob@example.org") == {"recolement": "left"}


def test_the_office_sees_how_many_confirm():
    letter = newsletter()
    for number in range(4):
        ask(f"p{number}@example.org")
    confirm(last_mail("p0@example.org"))
    confirm(last_mail("p1@example.org"))
    reader("connue@example.org", letter)
    ask("connue@example.org")  # Told by mail that they are subscribed: nothing to confirm.
    found = figures.confirmations(THEN + timedelta(days=1))
    assert (found.asked, found.confirmed, found.waiting, found.lost, found.rate) == (4, 2, 2, 0, 100)
    subscribing.expire(THEN + timedelta(days=15))
    found = figures.confirmations(THEN + timedelta(days=15))
    assert (found.waiting, found.lost, found.rate) == (0, 2, 50)


def test_an_own_link_is_mailed_to_readers_alone():
    from coffret.newsletters.readers import preferences

    reader("anne@example.org", newsletter())
    preferences.send_link("anne@example.org", THEN)
    preferences.send_link("inconnue@example.org", THEN)
    assert [mail.to for mail in Mail.objects.all()] == ["anne@example.org"]
    assert people.link(Reader.objects.get()) in Mail.objects.get().text


def test_the_worker_recalls_and_forgets_by_itself(settings: object, tmp_path: object):
    settings.DATA = tmp_path  # type: ignore[attr-defined]
    newsletter()
    ask("tard@example.org")
    ask("presque@example.org")
    now = timezone.now()
    Request.objects.filter(reader__address="tard@example.org").update(at=now - timedelta(days=15), expires_at=now)
    Request.objects.filter(reader__address="presque@example.org").update(
        at=now - timedelta(days=4), expires_at=now + timedelta(days=10)
    )
    said = duties.run(["readers-reminders", "readers-erasure"])
    assert said == {
        "readers-reminders": "rappels d’abonnement : 1",
        "readers-erasure": "demandes jamais confirmées : 1",
    }
    assert [one.address for one in Reader.objects.all()] == ["presque@example.org"]
    Mail.objects.update(queued_at=now - timedelta(days=31))
    duties.run(["readers-erasure"])
    assert not Mail.objects.exists()
