"""A letter leaves from the workshop: read by another, proofed, sent in one gesture, followed, accounted for, put right."""

import csv
import io
import re
from datetime import timedelta
from typing import Any

import pytest
import sending_factories
from django.core import mail
from django.test import Client
from django.utils import timezone
from editorial_factories import editor, entry
from factories import user
from reader_factories import newsletter, reader, subscription

from coffret.accounts.models import User
from coffret.base import outbox
from coffret.base.text import fold
from coffret.editorial.entries import actions as entries
from coffret.editorial.models import Erratum, Issue, Newsletter
from coffret.newsletters import marks
from coffret.newsletters.models import Channel, Delivery, ProofCopy, Sending, SendingStep, SubscriptionState
from coffret.newsletters.sending import account, actions

pytestmark = pytest.mark.django_db

SECTIONS = [
    {
        "key": "s1",
        "one": "À lire",
        "many": "À lire",
        "words": "",
        "items": [
            {"key": "i1", "thing": "words", "ref": "", "title": "Le récolement", "words": "<p>Un rappel utile.</p>"}
        ],
    }
]


@pytest.fixture
def author() -> User:
    return editor("anne@example.org", "Anne Petit")


@pytest.fixture
def other() -> User:
    return editor("paul@example.org", "Paul Roux")


@pytest.fixture
def letter() -> Newsletter:
    """Return a newsletter of three readers, one of whom paused, and one who never confirmed."""
    made = newsletter("nouveautes", "Nouveautés du catalogue")
    for name in ("jeanne", "lise", "marc"):
        reader(f"{name}@example.org", made)
    reader("repos@example.org", made, paused_until=timezone.localdate() + timedelta(days=30))
    subscription(reader("presque@example.org"), made, SubscriptionState.PENDING)
    return made


@pytest.fixture
def issue(author: User, letter: Newsletter) -> Issue:
    """Return an issue written by Anne, dated today."""
    made = entry(
        "letter",
        live=False,
        by=author,
        newsletter=letter.slug,
        day=timezone.localdate().isoformat(),
        title="Ce qui entre au catalogue",
        preheader="Les œuvres entrées depuis la dernière lettre.",
        body="<p>Bonjour à toutes et à tous.</p>",
        sections=SECTIONS,
    )
    return Issue.objects.get(pk=made.pk)


def browser(account: User) -> Client:
    client = Client()
    client.force_login(account)
    return client


def page(client: Client, url: str) -> str:
    answer = client.get(url)
    assert answer.status_code == 200, url
    return words(answer.content.decode())


def words(html: str) -> str:
    """Return what a page says, accents and spaces aside."""
    return fold(re.sub(r"<[^>]+>", " ", html))


def act(client: Client, issue_id: int, name: str, **given: Any) -> str:
    """Press a button of the page of a sending; return what the page then says."""
    answer = client.post(f"/pro/lettres/{issue_id}/envoi/{name}/", given, follow=True)
    assert answer.status_code == 200
    return words(answer.content.decode())


def base(issue: Issue) -> int:
    return Issue.objects.select_related("working").get(pk=issue.pk).working.number


def approved(issue: Issue, author: User, other: User) -> None:
    entries.submit(issue, author)
    entries.approve(issue, other)


# Before ---------------------------------------------------------------------------------------------------------------


def test_the_steps_say_what_remains_and_whom_it_reaches(issue, author):
    said = page(browser(author), f"/pro/lettres/{issue.pk}/envoi")
    assert "3 abonnes a « nouveautes du catalogue »" in said
    assert "ne le recevront pas : 1 a confirmer et 1 en pause" in said
    assert "3 envois, " in said
    assert "il manque l'approbation d'une autre personne" in said
    assert "envoyer a 3 abonnes" not in said


def test_another_person_approves_then_it_is_sent_once(issue, author, other):
    anne, paul = browser(author), browser(other)
    assert "une autre personne du bureau le voit" in act(anne, issue.pk, "relecture", base=base(issue))
    assert "vous avez ecrit de ce numero" in page(anne, f"/pro/lettres/{issue.pk}/envoi")
    assert "une autre personne que ses auteurs" in act(anne, issue.pk, "approbation", base=base(issue))
    assert "approuve : il reste a envoyer" in act(paul, issue.pk, "approbation", base=base(issue))
    assert "il manque une epreuve" in page(paul, f"/pro/lettres/{issue.pk}/envoi")
    act(paul, issue.pk, "epreuve", to="paul@example.org")
    assert "envoyer a 3 abonnes" in page(paul, f"/pro/lettres/{issue.pk}/envoi")
    assert "la lettre part a 3 personnes" in act(paul, issue.pk, "depart", base=base(issue))
    act(paul, issue.pk, "depart", base=base(issue))
    kept = Sending.objects.get(issue=issue)
    assert (kept.total, kept.deliveries.count(), kept.frozen_by) == (3, 3, other)


def test_without_a_proof_somebody_says_why(issue, author, other):
    approved(issue, author, other)
    client = browser(other)
    html = client.get(f"/pro/lettres/{issue.pk}/envoi").content.decode()
    name = re.search(r'name="(reason\.[0-9a-f]+)"', html).group(1)
    act(client, issue.pk, "raisons", **{name: "Relue à l’écran par toute l’équipe."})
    assert "envoyer a 3 abonnes" in page(client, f"/pro/lettres/{issue.pk}/envoi")


def test_what_was_not_approved_does_not_leave(issue, author):
    assert "une autre personne doit d'abord approuver" in act(browser(author), issue.pk, "depart", base=base(issue))
    assert not Sending.objects.exists()


def test_what_changed_since_it_was_read_does_not_leave(issue, author, other):
    read = base(issue)
    entries.save(issue, {**issue.working.content, "title": "Tout autre chose"}, author, read)
    approved(issue, author, other)
    assert "a enregistre une version depuis" in act(browser(other), issue.pk, "depart", base=read)
    assert not Sending.objects.exists()


def test_errors_hold_it_and_lead_to_the_form(issue, author):
    content = {**issue.working.content, "body": '<p>Voir <a href="#">la page</a>.</p>'}
    entries.save(issue, content, author, base(issue))
    html = browser(author).get(f"/pro/lettres/{issue.pk}/envoi").content.decode()
    assert "empechent d'envoyer" in words(html) or "empeche d'envoyer" in words(html)
    assert f'href="/pro/redaction/{issue.pk}/#check-title"' in html


def test_an_hour_is_decided_then_forgotten(issue, author, other):
    approved(issue, author, other)
    client = browser(other)
    act(client, issue.pk, "epreuve", to="paul@example.org")
    assert "n'est pas une date" in act(client, issue.pk, "programmation", base=base(issue), at="demain")
    assert "est passee" in act(client, issue.pk, "programmation", base=base(issue), at="2020-01-01T09:00")
    soon = timezone.localtime() + timedelta(hours=3)
    said = act(client, issue.pk, "programmation", base=base(issue), at=f"{soon:%Y-%m-%dT%H:%M}")
    assert "programme pour le" in said
    assert "plus rien n'est programme" in act(client, issue.pk, "programmation/annulation")


# Proofs ---------------------------------------------------------------------------------------------------------------


def test_a_proof_is_the_mail_its_personal_links_taken_off(issue, author):
    said = act(browser(author), issue.pk, "epreuve", to="anne@example.org, paul@example.org; ANNE@example.org")
    assert "les epreuves partent a" in said
    assert outbox.deliver() == 2
    one = mail.outbox[0]
    html = one.alternatives[0][0]
    assert one.subject == "[épreuve] Ce qui entre au catalogue"
    assert "Le récolement" in html
    assert "Le récolement" in one.body
    for text in (html, one.body):
        assert marks.LEAVE not in text
        assert marks.READER not in text
        assert "/lettres/mon-lien" in text
    copy = ProofCopy.objects.get()
    assert (copy.revision, copy.by, sorted(copy.to)) == (1, author, ["ANNE@example.org", "paul@example.org"])
    assert "une epreuve de la derniere version est partie" in page(browser(author), f"/pro/lettres/{issue.pk}/envoi")


def test_a_proof_is_of_one_version(issue, author):
    act(browser(author), issue.pk, "epreuve", to="anne@example.org")
    entries.save(issue, {**issue.working.content, "preheader": "Autre chose à lire ce mois-ci."}, author, 1)
    assert "a change depuis la derniere epreuve" in page(browser(author), f"/pro/lettres/{issue.pk}/envoi")


@pytest.mark.parametrize(
    ("to", "told"),
    [
        ("", "l'adresse manque"),
        ("anne", "n'est pas une adresse"),
        (" ".join(f"p{n}@example.org" for n in range(21)), "21 adresses : 20 au plus"),
    ],
)
def test_a_proof_for_nobody_does_not_leave(issue, author, to, told):
    assert told in act(browser(author), issue.pk, "epreuve", to=to)
    assert not ProofCopy.objects.exists()


# While it leaves ------------------------------------------------------------------------------------------------------


def test_it_is_followed_paused_resumed_cancelled(author):
    kept = sending_factories.sending(5)
    client = browser(author)
    kept.deliveries.filter(pk__in=[one.pk for one in kept.deliveries.order_by("pk")[:2]]).update(
        state="sent", at=timezone.now()
    )
    answer = client.get(f"/pro/lettres/{kept.issue_id}/envoi/avancement")
    assert answer["X-Sending-State"] == "sending 0"
    assert "2 sur 5" in words(answer.content.decode())
    assert "<html" not in answer.content.decode()
    assert "en pause" in act(client, kept.issue_id, "pause")
    assert "rien ne part tant que l'envoi est en pause" in page(client, f"/pro/lettres/{kept.issue_id}/envoi")
    assert "l'envoi reprend" in act(client, kept.issue_id, "reprise")
    said = act(client, kept.issue_id, "annulation")
    assert "annule : 2 personnes l'ont recu" in said
    assert "total, comme au moment de figer 5" in said
    assert "il n'y a plus rien a annuler" in act(client, kept.issue_id, "annulation")
    assert set(SendingStep.objects.values_list("by__email", flat=True)) == {"anne@example.org"}


def test_its_journal_and_its_account_read_in_words(author):
    kept = sending_factories.sending(3)
    ids = [one.pk for one in kept.deliveries.order_by("pk")]
    Delivery.objects.filter(pk__in=ids[:2]).update(state="sent", at=timezone.now())
    Delivery.objects.filter(pk=ids[2]).update(state="retry", next_at=timezone.now() + timedelta(minutes=5))
    client, url = browser(author), f"/pro/lettres/{kept.issue_id}/envoi"
    assert "prochain essai : " in page(client, url)
    Delivery.objects.filter(pk=ids[2]).update(state="refused", next_at=None)
    assert account.finish(kept.pk)
    said = page(client, url)
    assert "termine remis 2 · refuses 1" in said
    assert "remis 2 refuses 1 remise incertaine 0 total, comme au moment de figer 3" in said


def test_what_is_held_waits_for_a_word(author):
    kept = sending_factories.sending(2)
    Sending.objects.update(state="held", why="Ces données viennent d’une autre machine.")
    client = browser(author)
    assert "ces donnees viennent d'une autre machine" in page(client, f"/pro/lettres/{kept.issue_id}/envoi")
    assert "a confirmer : ces donnees viennent" in page(client, "/pro/")
    assert "confirme : l'envoi part d'ici" in act(client, kept.issue_id, "confirmation")
    assert Sending.objects.get().state == "sending"


def test_doubts_are_shown_then_settled_by_somebody(author):
    kept = sending_factories.sending(4)
    client, ids = browser(author), [one.pk for one in kept.deliveries.order_by("pk")[:3]]
    Delivery.objects.filter(pk__in=ids).update(state="doubt", next_at=None)
    token = Delivery.objects.get(pk=ids[0]).token
    html = client.get(f"/pro/lettres/{kept.issue_id}/envoi").content.decode()
    assert f"&lt;i{kept.issue_id}.{token}@musees.example&gt;" in html
    assert "3 destinataires : remise incertaine" in words(html)
    assert "1 renvoi part" in act(client, kept.issue_id, "incertains", act="resend", doubt=[ids[0]])
    assert "2 remises incertaines laissees" in act(client, kept.issue_id, "incertains", act="leave", doubt=ids[1:])
    said = page(client, f"/pro/lettres/{kept.issue_id}/envoi")
    assert "destinataires : remise incertaine" not in said
    assert sending_factories.states(kept) == {"queued": 2, "doubt": 2}


def test_a_doubt_of_another_letter_is_left_alone(author):
    kept, strange = sending_factories.sending(1), sending_factories.sending(1)
    Delivery.objects.update(state="doubt", next_at=None)
    act(browser(author), kept.issue_id, "incertains", act="resend", doubt=[strange.deliveries.get().pk, "x", "9" * 30])
    assert set(Delivery.objects.values_list("state", flat=True)) == {"doubt"}


def test_those_who_did_not_receive_it_are_sent_it_again(author):
    kept = sending_factories.sending(3)
    first, second, third = kept.deliveries.order_by("pk")
    Delivery.objects.filter(pk=first.pk).update(state="refused", reply="450 4.2.2 boîte pleine")
    Delivery.objects.filter(pk__in=[second.pk, third.pk]).update(state="sent")
    Sending.objects.update(state="finished", finished_at=timezone.now())
    client = browser(author)
    assert "1 personne ne l'a pas recu" in page(client, f"/pro/lettres/{kept.issue_id}/envoi")
    assert "1 renvoi part" in act(client, kept.issue_id, "non-recus")
    assert sending_factories.states(kept) == {"queued": 1, "sent": 2}


def test_acts_on_what_nobody_sent_do_not_exist(issue, author):
    for name in ("pause", "reprise", "confirmation", "annulation", "incertains", "non-recus"):
        assert browser(author).post(f"/pro/lettres/{issue.pk}/envoi/{name}/").status_code == 404
    for name in ("envoi/avancement", "destinataires", "destinataires.csv", "chiffres", "errata"):
        assert browser(author).get(f"/pro/lettres/{issue.pk}/{name}").status_code == 404


# Each recipient -------------------------------------------------------------------------------------------------------


def test_recipients_are_found_by_state_and_address(author):
    kept = sending_factories.sending(60)
    one = kept.deliveries.order_by("pk")[7]
    Delivery.objects.filter(pk=one.pk).update(state="refused", reply="550 5.1.1 inconnu", at=timezone.now())
    client, url = browser(author), f"/pro/lettres/{kept.issue_id}/destinataires"
    assert "page 1 sur 2" in page(client, url)
    refused = page(client, f"{url}?etat=refuses")
    assert one.address in refused
    assert "550 5.1.1 inconnu" in refused
    assert page(client, f"{url}?q={one.address}").count("@domaine") == 1
    assert "aucune adresse ne contient « zzz »" in page(client, f"{url}?q=zzz")
    assert "personne ici" in page(client, f"{url}?etat=plaintes")
    assert "page 1 sur 2" in page(client, f"{url}?etat=inconnu")


def test_the_table_has_every_recipient_its_formulas_disarmed(author):
    kept = sending_factories.sending(3)
    first, second, _third = kept.deliveries.order_by("pk")
    Delivery.objects.filter(pk=first.pk).update(reply="=HYPERLINK(1)", state="refused", at=timezone.now())
    Delivery.objects.filter(pk=second.pk).update(address="", address_key="effacée")
    answer = browser(author).get(f"/pro/lettres/{kept.issue_id}/destinataires.csv")
    text = b"".join(answer.streaming_content).decode()
    rows = list(csv.reader(io.StringIO(text.removeprefix("\ufeff")), delimiter=";"))
    assert len(rows) == 4
    assert rows[1][:3] == [first.address, "refusé", "'=HYPERLINK(1)"]
    assert rows[2][0] == "adresse effacée"
    assert answer["Content-Disposition"].endswith(f'{kept.issue.day}.csv"')


# Figures and errata ---------------------------------------------------------------------------------------------------


def test_figures_say_what_became_of_it_and_follow_nobody(author):
    kept = sending_factories.sending(10)
    ids = [one.pk for one in kept.deliveries.order_by("pk")]
    Delivery.objects.update(state="sent", at=timezone.now())
    Delivery.objects.filter(pk=ids[0]).update(state="bounced")
    Delivery.objects.filter(pk=ids[1]).update(state="complained")
    said = page(browser(author), f"/pro/lettres/{kept.issue_id}/chiffres")
    assert "pris par le serveur 10 100,0 %" in said
    assert "revenus pris, puis renvoyes 1 10,0 %" in said
    assert "1 plainte pour 9 lettres recues" in said
    assert "au-dessus de 0,30 %" in said
    assert "aucune image ne dit qui ouvre" in said
    assert "10" in page(browser(author), f"/pro/lettres/lettre/{kept.issue.newsletter.slug}/chiffres")


def test_an_erratum_is_added_under_what_left(author):
    kept = sending_factories.sending(1)
    Issue.objects.update(sent_at=timezone.now())
    client, url = browser(author), f"/pro/lettres/{kept.issue_id}/errata"
    answer = client.post(url, {"text": " "})
    assert answer.status_code == 422
    assert "le texte manque" in words(answer.content.decode())
    client.post(url, {"text": "Lire « 12 juin » au lieu de « 21 juin »."})
    assert Erratum.objects.get().by == author
    assert "lire « 12 juin » au lieu de « 21 juin »" in page(client, url)


# The rhythm -----------------------------------------------------------------------------------------------------------

GIVEN = {
    "connections": "10",
    "per_domain": "5",
    "domains": "",
    "per_second": "0",
    "per_minute": "0",
    "per_hour": "0",
    "from_hour": "0",
    "until_hour": "0",
    "ramp": "",
    "ramp_from": "",
}


@pytest.fixture
def head() -> Client:
    return browser(user("chef@example.org", office=True))


def test_the_rhythm_is_one_sentence_tried_before_it_is_kept(head, letter):
    assert "3 envois, " in page(head, "/pro/lettres/rythme")
    tried = head.post("/pro/lettres/rythme", {**GIVEN, "per_hour": "1", "voir": "1"})
    assert "3 envois, environ 3 h" in words(tried.content.decode())
    assert Channel.objects.get().per_hour == 0
    head.post("/pro/lettres/rythme", {**GIVEN, "per_hour": "60", "domains": "Outlook.com  3", "ramp": "50, 100"})
    kept = Channel.objects.get()
    assert (kept.per_hour, kept.domains, kept.ramp) == (60, {"outlook.com": 3}, [50, 100])
    assert kept.ramp_from == timezone.localdate()


def test_what_is_carried_is_not_overwritten(head):
    Channel.objects.create(name="mail", carried={"hour": [1, 2]}, lease="x", epoch=7)
    head.post("/pro/lettres/rythme", {**GIVEN, "per_minute": "30"})
    kept = Channel.objects.get()
    assert (kept.per_minute, kept.carried, kept.lease, kept.epoch) == (30, {"hour": [1, 2]}, "x", 7)


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"connections": "51"}, "50"),
        ({"connections": "0"}, "1"),
        ({"domains": "outlook.com"}, "ne se lit pas"),
        ({"domains": "outlook.com 99"}, "99 connexions : de 1 a 50"),
        ({"ramp": "50, beaucoup"}, "n'est pas un nombre de messages"),
        ({"ramp": "50, 0"}, "n'enverrait rien"),
        ({"ramp": "50", "ramp_from": "2090-01-01"}, "trop loin"),
        ({"per_hour": "-1"}, "0"),
        ({"from_hour": "25"}, "25"),
    ],
)
def test_a_limit_that_cannot_be_is_refused(head, wrong, told):
    answer = head.post("/pro/lettres/rythme", {**GIVEN, **wrong})
    assert answer.status_code == 422
    assert told in words(answer.content.decode())
    assert Channel.objects.get().connections == 10


# What waits -----------------------------------------------------------------------------------------------------------


def test_what_waits_leads_to_where_it_is_done(issue, author, other):
    entries.submit(issue, author)
    assert f'href="/pro/lettres/{issue.pk}/envoi"' in browser(other).get("/pro/").content.decode()
    entries.approve(issue, other)
    assert "une lettre approuvee, a envoyer" in page(browser(author), "/pro/")


def test_pauses_and_doubts_are_told_at_once(author):
    paused, doubtful = sending_factories.sending(2), sending_factories.sending(2)
    actions.pause_because(paused.pk, "454 4.7.1 relais fermé")
    Delivery.objects.filter(sending=doubtful).update(state="doubt", next_at=None)
    said = page(browser(author), "/pro/")
    assert "2 envois attendent quelqu'un" in said
    assert "en pause : 454 4.7.1 relais ferme" in said
    assert "2 remises incertaines" in said
