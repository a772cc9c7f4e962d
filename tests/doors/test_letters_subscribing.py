"""Subscribing as people do: the form, its guards, the mailed link, one's own page."""

import json
import re
import time
from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone
from reader_factories import newsletter, own_token, reader, sent_issue, subscription

from coffret.base.models import Mail
from coffret.newsletters.models import Consent, Reader, Request, Subscription, Suppression
from coffret.newsletters.readers import erasing, keys, leaving, suspending
from coffret.public.agenda.attending_forms import stamp
from coffret.public.letters import subscribing

pytestmark = pytest.mark.django_db

FORM, LINK = "/lettres/abonnement", "/lettres/mon-lien"


@pytest.fixture(autouse=True)
def _nobody_asked_before() -> None:
    cache.clear()


@pytest.fixture(autouse=True)
def _two() -> None:
    newsletter(about="Les notices entrées dans le mois.")
    newsletter("recolement", "Récolement")


def send(to: str = FORM, client: Client | None = None, **more: Any) -> Any:
    given = {"email": "anne@example.org", "lettres": ["nouveautes"], "shown_at": stamp(time.time() - 60), **more}
    return (client or Client()).post(to, given)


def text(answer: Any) -> str:
    return answer.content.decode().replace("\u00a0", " ").replace("\u202f", " ")


def path_in(mail: Mail | None) -> str:
    assert mail is not None
    found = re.search(r"/lettres/(?:confirmation|preferences)/[a-z2-7]{26}", mail.text)
    assert found
    return found.group()


def last_mail() -> Mail | None:
    return Mail.objects.order_by("pk").last()


def states() -> dict[str, str]:
    rows = Subscription.objects.order_by("newsletter", "pk")
    return dict(rows.values_list("newsletter__slug", "state"))


# The form --------------------------------------------------------------------------------------------------------------


def test_no_box_is_ticked_beforehand_and_each_letter_says_what_it_is():
    page = text(Client().get(FORM))
    assert page.count('name="lettres"') == 2
    assert "checked" not in page
    assert "Les notices entrées dans le mois." in page
    assert "n’est transmise à personne" in page


def test_only_letters_open_to_all_are_offered():
    newsletter("interne", "Interne", open=False)
    newsletter("close", "Close", closed_at=timezone.now())
    page = text(Client().get(FORM))
    assert 'value="interne"' not in page
    assert 'value="close"' not in page
    assert send(lettres=["interne"]).status_code == 400


def test_a_site_without_letters_says_so():
    newsletter()  # of this test's fixture
    Subscription.objects.all().delete()
    from coffret.editorial.models import Newsletter

    Newsletter.objects.all().delete()
    assert "Aucune lettre" in text(Client().get(FORM))


def test_known_or_not_the_answer_is_the_same():
    reader("connue@example.org", newsletter())
    erasing.suppress(reader("exclue@example.org").digest, "office")
    answers = [send(email=one) for one in ("connue@example.org", "inconnue@example.org", "exclue@example.org")]
    assert {(one.status_code, one["Location"]) for one in answers} == {(302, "/lettres/abonnement/envoye")}
    links = [send(LINK, email=one) for one in ("connue@example.org", "personne@example.org")]
    assert {(one.status_code, one["Location"]) for one in links} == {(302, "/lettres/mon-lien/envoye")}
    for path in ("/lettres/abonnement/envoye", "/lettres/mon-lien/envoye"):
        assert "@" not in re.sub(
            r"mailto:\S+", "", text(Client().get(path)).partition("<main")[2].partition("</main")[0]
        )


@pytest.mark.parametrize(
    ("more", "sentence"),
    [
        ({"email": ""}, "Écrire votre adresse de courriel"),
        ({"email": "anne@"}, "« anne@ » n’est pas une adresse de courriel"),
        ({"email": "anne@example"}, "n’est pas une adresse"),
        ({"lettres": []}, "Cocher au moins une lettre"),
        ({"lettres": ["inconnue"]}, "« inconnue » n’est pas une lettre"),
        ({"shown_at": "faux"}, "parti trop vite"),
        ({"shown_at": stamp(0)}, "parti trop vite"),
    ],
)
def test_what_is_wrong_is_said_and_what_was_given_kept(more: dict[str, Any], sentence: str):
    answer = send(**more)
    assert answer.status_code == 400
    assert sentence in text(answer)
    assert "lettres" in more or 'value="nouveautes" checked' in text(answer)
    assert not Reader.objects.exists()


def test_who_fills_the_field_that_is_not_shown_subscribes_nobody():
    for path in (FORM, LINK):
        assert send(path, website="https://spam.example").status_code == 302
    assert not Reader.objects.exists()
    assert not Mail.objects.exists()


def test_too_many_forms_from_one_network_wait(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(subscribing, "MOST", 2)
    for number in range(2):
        assert send(email=f"p{number}@example.org").status_code == 302
    assert "dans dix minutes" in text(send(email="p3@example.org"))
    assert send(LINK).status_code == 400
    assert send(client=Client(REMOTE_ADDR="192.0.2.7"), email="p4@example.org").status_code == 302


def test_the_form_asks_for_its_token():
    assert send(client=Client(enforce_csrf_checks=True)).status_code == 403


def test_the_footer_of_every_page_leads_there():
    page = text(Client().get("/aide/"))
    assert f'href="{FORM}"' in page
    assert f'href="{LINK}"' in page


# The mailed link --------------------------------------------------------------------------------------------------------


def test_reading_the_link_confirms_nothing_and_its_button_does():
    send(lettres=["nouveautes", "recolement"])
    path = path_in(last_mail())
    robot = Client()
    for _again in range(3):
        assert robot.get(path).status_code == robot.head(path).status_code == 200
    assert states() == {"nouveautes": "pending", "recolement": "pending"}
    page = text(robot.get(path))
    assert page.count("<form") == 2  # The site's search, and one button.
    assert "anne@example.org" in page
    # Cookies refused, as in the window of a mail program.
    answer = Client(enforce_csrf_checks=True).post(path)
    assert answer.status_code == 200
    assert states() == {"nouveautes": "active", "recolement": "active"}
    assert "C’est déjà confirmé" in text(Client().get(path))
    proof = Consent.objects.filter(act="asked").first()
    assert proof is not None
    assert "n’est transmise à personne" in proof.text


def test_the_page_confirmed_leads_to_the_last_letter_and_to_one_s_own_page():
    sent_issue(newsletter())
    send()
    page = text(Client().post(path_in(last_mail())))
    assert 'href="/lettres/nouveautes/2026-05-11"' in page
    own = re.search(r'href="[^"]*(/lettres/preferences/[a-z2-7]{26})"', page)
    assert own
    assert Client().get(own[1]).status_code == 200


def test_a_link_too_old_says_so_and_how_to_begin_again():
    send()
    path = path_in(last_mail())
    Request.objects.update(expires_at=timezone.now() - timedelta(minutes=1))
    assert "trop ancien" in text(Client().get(path))
    assert Client().post(path).status_code == 409
    assert states() == {"nouveautes": "pending"}


@pytest.mark.parametrize("path", ["confirmation/", "preferences/", "desabonnement/"])
@pytest.mark.parametrize("token", ["a" * 26, "x", "%00", "é" * 300])
def test_an_unknown_link_says_how_to_get_one(path: str, token: str):
    answer = Client().get(f"/lettres/{path}{token}")
    assert answer.status_code == 404
    assert "/lettres/mon-lien" in text(answer)


# One's own page ---------------------------------------------------------------------------------------------------------


@pytest.fixture
def mine() -> str:
    """Return the address of the page of a reader of « Nouveautés »."""
    return f"/lettres/preferences/{own_token(reader('anne@example.org', newsletter()))}"


def test_personal_pages_stay_out_of_caches_engines_and_journals(mine: str):
    send(email="bob@example.org")
    for path in (mine, f"{mine}/effacement", f"{mine}/donnees.json", path_in(last_mail())):
        answer = Client().get(path)
        assert answer["Referrer-Policy"] == "no-referrer"
        assert "noindex" in answer["X-Robots-Tag"]
        assert "no-store" in answer["Cache-Control"]


def test_one_save_adds_and_removes_and_says_so(mine: str):
    page = text(Client().get(mine))
    assert 'value="nouveautes" checked' in page
    assert 'value="recolement">' in page
    answer = Client(enforce_csrf_checks=True).post(mine, {"lettres": ["recolement", "inconnue"]}, follow=True)
    assert states() == {"nouveautes": "left", "recolement": "active"}
    assert "1 lettre ajoutée, 1 lettre retirée" in text(answer)
    assert "Rien n’a changé" in text(Client().post(mine, {"lettres": "recolement"}, follow=True))


def test_what_the_address_says_was_done_is_never_taken_as_it_is(mine: str):
    for told in ("<script>", "9999999999999-1", "٣-1", "-", "1-", "toString"):
        page = text(Client().get(mine, {"fait": told}))
        assert "<script>" not in page.partition("<main")[2].partition("</main")[0]
        assert 'role="status"' not in page


def test_a_pause_begins_and_ends(mine: str):
    assert "Rien ne part jusqu’au" in text(Client().post(f"{mine}/pause", {"mois": "3"}, follow=True))
    assert Reader.objects.get().paused_until is not None
    assert "La pause est finie" in text(Client().post(f"{mine}/pause", {"mois": "0"}, follow=True))
    assert Reader.objects.get().paused_until is None
    for wrong in ("", "7", "-1", "999999999999", "²"):
        assert Client().post(f"{mine}/pause", {"mois": wrong}).status_code == 409


def test_a_new_address_confirms_from_its_own_mailbox(mine: str):
    page = Client().post(f"{mine}/adresse", {"adresse": "anne@musee.fr"}, follow=True)
    assert "Un courriel attend à anne@musee.fr" in text(page)
    mail = last_mail()
    assert mail is not None
    assert mail.to == "anne@musee.fr"
    assert "anne@musee.fr" in text(Client().get(path_in(mail)))
    assert "anne@musee.fr" in text(Client().post(path_in(mail)))
    anne = Reader.objects.get()
    assert anne.address == "anne@musee.fr"
    # Whoever reads the former mailbox opens nothing any more.
    assert Client().get(mine).status_code == 404
    mine = f"/lettres/preferences/{keys.token('reader', anne.nonce)}"
    assert Client().get(mine).status_code == 200
    for wrong, said in (("", "Écrire la nouvelle adresse"), ("x", "n’est pas une adresse"), ("anne@musee.fr", "déjà")):
        answer = Client().post(f"{mine}/adresse", {"adresse": wrong})
        assert answer.status_code == 400
        assert said in text(answer)


def test_one_s_data_are_given_as_json(mine: str):
    answer = Client().get(f"{mine}/donnees.json")
    assert answer["Content-Disposition"].startswith("attachment")
    assert json.loads(answer.content)["address"] == "anne@example.org"


def test_erasing_asks_first_then_forgets(mine: str):
    assert Client().get(f"{mine}/effacement").status_code == 200
    assert Reader.objects.exists()
    assert "C’est effacé" in text(Client().post(f"{mine}/effacement"))
    assert not Reader.objects.exists()
    assert Client().get(mine).status_code == 404


def test_all_letters_are_stopped_at_once_and_may_come_back(mine: str):
    assert "désabonné de toutes" in text(Client().post(f"{mine}/arret", follow=True))
    assert states() == {"nouveautes": "left"}
    assert Suppression.objects.exists()
    Client().post(mine, {"lettres": "nouveautes"})
    assert states() == {"nouveautes": "active"}
    assert not Suppression.objects.exists()


def test_a_suspended_reader_sees_why_and_asks_for_a_confirmation(mine: str):
    suspending.suspend(Reader.objects.get(), "550 5.1.1")
    assert "nos courriels revenaient" in text(Client().get(mine))
    Client().post(f"{mine}/reprise")
    Client().post(path_in(last_mail()))
    assert Reader.objects.get().state == "active"


def test_a_reader_the_office_excluded_is_told_whom_to_write_to(mine: str):
    erasing.suppress(Reader.objects.get().digest, "office")
    assert "Le bureau n’écrit plus" in text(Client().get(mine))
    assert Client().post(mine, {"lettres": ["nouveautes", "recolement"]}).status_code == 409


def test_what_waits_to_be_confirmed_is_shown_so(mine: str):
    subscription(Reader.objects.get(), newsletter("recolement"), "pending")
    assert "à confirmer" in text(Client().get(mine))


def test_no_act_answers_a_reading(mine: str):
    before = states()
    for rest in ("/arret", "/pause", "/reprise", "/adresse"):
        assert Client().get(mine + rest).status_code == 405
        assert Client().post(f"/lettres/preferences/{'a' * 26}{rest}").status_code == 404
    assert states() == before
    assert leaving.find("a" * 26) is None


def test_the_page_of_letters_has_the_form_too():
    page = text(Client().get("/lettres/"))
    assert f'action="{FORM}"' in page
    assert "checked" not in page


@pytest.mark.parametrize("path", ["/lettres/abonnement/envoye", "/lettres/mon-lien/envoye", FORM, LINK])
def test_no_sign_of_punctuation_begins_a_line(path: str):
    main = Client().get(path).content.decode().split("<main")[1].split("</main")[0]
    assert not re.search(r"\w [:;?!»]", re.sub(r"<[^>]+>", "", main)), "its space is one that does not break"
