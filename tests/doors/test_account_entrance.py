"""The way in: passwords, guesses, forgotten passwords, the second factor, sessions closed."""

from datetime import timedelta

import factories
import pytest
from account_tools import add_application, browser, code_of, link_in, sign_in, signed_in, text
from allauth.mfa.models import Authenticator
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from factories import PASSWORD

from coffret.accounts import guesses
from coffret.accounts.models import AccountStep, Office, SignIn, User
from coffret.base.duties import run
from coffret.base.models import Mail

pytestmark = pytest.mark.django_db
OTHER = "un autre mot de passe, long"


@pytest.fixture(autouse=True)
def _fresh() -> None:
    cache.clear()


@pytest.fixture
def jeanne() -> User:
    return factories.user("jeanne@example.org", office=Office.EDITOR, name="Jeanne Martin")


def test_one_comes_in_by_address_however_typed(jeanne: User):
    client = browser()
    assert sign_in(client, " Jeanne@Example.ORG ")["Location"] == "/pro/"
    attempt = SignIn.objects.get()
    assert (attempt.address, attempt.succeeded, attempt.ip, attempt.method) == (
        jeanne.email,
        True,
        "192.0.2.1",
        "password",
    )
    assert "Firefox" in attempt.agent
    assert "Jeanne Martin" in text(client.get("/pro/"))


def test_one_is_led_to_where_one_was_going_and_nowhere_else(jeanne: User):
    client = browser()
    asked = client.get("/pro/compte/")
    assert asked["Location"] == "/pro/connexion/?next=/pro/compte/"
    assert sign_in(client, jeanne.email, next="/pro/compte/")["Location"] == "/pro/compte/"
    assert sign_in(browser(), jeanne.email, next="https://ailleurs.example.org/")["Location"] == "/pro/"


def test_nothing_tells_whether_an_address_is_known(jeanne: User):
    jeanne_closed = factories.user("close@example.org")
    jeanne_closed.is_active = False
    jeanne_closed.save()
    told = [
        text(sign_in(browser(ip), address, password)).replace(address, "@")
        for ip, address, password in (
            ("192.0.2.1", jeanne.email, "faux"),
            ("192.0.2.2", "personne@example.org", "faux"),
            ("192.0.2.3", jeanne_closed.email, PASSWORD),
        )
    ]
    without = [
        page[page.index("<h1>") : page.index('name="csrf')] + page[page.index("notice-error") :][:200] for page in told
    ]
    assert without[0] == without[1] == without[2]


def test_guesses_stop_at_five_from_one_place(jeanne: User):
    for _attempt in range(5):
        assert "inconnus" in text(sign_in(browser(), jeanne.email, "faux"))
    assert "Trop d’essais manqués" in text(sign_in(browser(), jeanne.email))
    assert "Trop d’essais manqués" not in text(sign_in(browser(), "autre@example.org", "faux"))
    SignIn.objects.update(at=timezone.now() - timedelta(minutes=16))
    assert sign_in(browser(), jeanne.email).status_code == 302


def test_nobody_locks_out_somebody_else(jeanne: User):
    known = browser("198.51.100.7")
    assert sign_in(known, jeanne.email).status_code == 302
    known.post("/pro/deconnexion/")
    for number in range(40):
        sign_in(browser(f"192.0.2.{number // 4 + 1}"), jeanne.email, "faux")
    stranger = browser("203.0.113.9")
    assert "Trop d’essais manqués" in text(sign_in(stranger, jeanne.email))
    assert sign_in(known, jeanne.email).status_code == 302


def test_a_known_browser_guesses_no_more_than_others(jeanne: User):
    known = signed_in(jeanne.email)
    known.post("/pro/deconnexion/")
    for _attempt in range(5):
        assert "inconnus" in text(sign_in(known, jeanne.email, "faux"))
    assert "Trop d’essais manqués" in text(sign_in(known, jeanne.email))


def test_a_forged_device_is_a_stranger(jeanne: User):
    for _attempt in range(5):
        sign_in(browser(), jeanne.email, "faux")
    forger = browser()
    forger.cookies["appareil"] = "eyJqZWFubmUiOiJ4In0:1:faux"
    assert "Trop d’essais manqués" in text(sign_in(forger, jeanne.email))


def test_a_place_that_tries_many_addresses_is_stopped():
    for number in range(guesses.PER_PLACE):
        guesses.note_attempt(f"a{number}@example.org", succeeded=False, place=guesses.Place("192.0.2.1"))
    assert not guesses.may_try("encore@example.org", guesses.Place("192.0.2.1"))
    assert guesses.may_try("encore@example.org", guesses.Place("192.0.2.2"))


def test_a_forgotten_password_is_replaced_by_a_link_that_serves_once(jeanne: User):
    elsewhere = signed_in(jeanne.email)
    client = browser()
    known = client.post("/pro/connexion/oubli/", {"email": "JEANNE@example.org"}, follow=True)
    unknown = client.post("/pro/connexion/oubli/", {"email": "personne@example.org"}, follow=True)
    assert text(known) == text(unknown)
    mail = Mail.objects.get()
    assert (mail.to, mail.subject) == (jeanne.email, "Choisir un nouveau mot de passe")
    link = link_in(mail)
    page = client.get(link, follow=True)
    form = page.redirect_chain[-1][0]
    assert mail.text.count(form) == 0
    assert "trop court" in text(client.post(form, {"password1": "court", "password2": "court"}))
    assert client.post(form, {"password1": OTHER, "password2": OTHER}).status_code == 302
    assert "a déjà servi" in text(browser().get(link))
    assert sign_in(browser(), jeanne.email).status_code == 200
    assert sign_in(browser(), jeanne.email, OTHER).status_code == 302
    assert elsewhere.get("/pro/").status_code == 302
    assert Mail.objects.filter(subject="Votre mot de passe a été remplacé").count() == 1


def test_an_unknown_address_costs_as_much_as_a_known_one(jeanne: User):
    for email in (jeanne.email, "personne@example.org"):
        browser().post("/pro/connexion/oubli/", {"email": email})
    written = []
    for email in (jeanne.email, "personne@example.org"):
        with CaptureQueriesContext(connection) as queries:
            browser().post("/pro/connexion/oubli/", {"email": email})
        written.append(sum("INSERT" in query["sql"] for query in queries))
    assert written[0] == written[1] > 0
    assert set(Mail.objects.values_list("to", flat=True)) == {jeanne.email}


def test_the_link_names_this_site_whatever_host_was_asked(jeanne: User, settings):
    settings.ALLOWED_HOSTS = ["*"]
    settings.BASE_URL = "http://catalogue.example.org"
    browser().post("/pro/connexion/oubli/", {"email": jeanne.email}, headers={"host": "pirate.example.net"})
    assert "pirate" not in Mail.objects.get().text
    assert "http://catalogue.example.org/pro/" in Mail.objects.get().text


def test_a_flood_of_forgotten_passwords_is_stopped(jeanne: User):
    answers = [browser().post("/pro/connexion/oubli/", {"email": jeanne.email}).status_code for _n in range(6)]
    assert answers[0] == 302
    assert answers[-1] == 429
    assert Mail.objects.count() <= 3


def test_the_password_is_changed_and_other_sessions_close(jeanne: User):
    here, elsewhere = signed_in(jeanne.email), signed_in(jeanne.email, ip="192.0.2.9")
    asked = {"oldpassword": PASSWORD, "password1": OTHER, "password2": OTHER}
    wrong = here.post("/pro/compte/mot-de-passe/", {**asked, "oldpassword": "faux"})
    assert "Ce n’est pas votre mot de passe actuel" in text(wrong)
    weak = here.post(
        "/pro/compte/mot-de-passe/", {**asked, "password1": "jeanne@example.org", "password2": "jeanne@example.org"}
    )
    assert weak.status_code == 200
    assert here.post("/pro/compte/mot-de-passe/", asked)["Location"] == "/pro/compte/"
    assert here.get("/pro/").status_code == 200
    assert elsewhere.get("/pro/").status_code == 302
    assert Mail.objects.get().subject == "Votre mot de passe a été changé"
    assert AccountStep.objects.get().doing == "password"


def test_a_second_factor_is_set_up_then_asked(jeanne: User):
    client = signed_in(jeanne.email)
    secret = add_application(client)
    codes = text(client.get("/pro/compte/second-facteur/secours/"))
    spare = codes.split("<code>")[1].split("<")[0]
    kept = Authenticator.objects.get(type="totp")
    assert secret not in str(kept.data)
    client = browser()
    assert sign_in(client, jeanne.email)["Location"] == "/pro/connexion/code/"
    assert client.get("/pro/").status_code == 302
    assert "n’est pas le bon" in text(client.post("/pro/connexion/code/", {"code": "000000"}))
    kept.refresh_from_db()
    cache.clear()  # the code used to set it up is not taken twice within half a minute
    assert client.post("/pro/connexion/code/", {"code": code_of(secret)})["Location"] == "/pro/"
    assert client.get("/pro/").status_code == 200
    assert SignIn.objects.filter(method="password + mfa", succeeded=True).count() == 1
    assert SignIn.objects.filter(method="mfa", succeeded=False).count() == 1
    client = browser()
    sign_in(client, jeanne.email)
    assert client.post("/pro/connexion/code/", {"code": spare})["Location"] == "/pro/"
    client = browser()
    sign_in(client, jeanne.email)
    assert "n’est pas le bon" in text(client.post("/pro/connexion/code/", {"code": spare}))


def test_a_code_serves_once_whichever_process_is_asked(jeanne: User):
    secret = add_application(signed_in(jeanne.email))
    outcomes = []
    for ip in ("192.0.2.1", "203.0.113.9"):
        cache.clear()  # another process of the site
        client = browser(ip)
        sign_in(client, jeanne.email)
        outcomes.append(client.post("/pro/connexion/code/", {"code": code_of(secret)}).status_code)
    assert outcomes == [302, 200]


def test_codes_are_not_guessed_at_will(jeanne: User):
    add_application(signed_in(jeanne.email))
    client = browser("192.0.2.77")
    sign_in(client, jeanne.email)
    for _attempt in range(5):
        assert "n’est pas le bon" in text(client.post("/pro/connexion/code/", {"code": "000000"}))
    assert "Trop d’essais" in text(client.post("/pro/connexion/code/", {"code": "000000"}))


def test_the_office_may_be_asked_for_a_second_factor_first(jeanne: User, settings):
    settings.REQUIRE_MFA = True
    client = signed_in(jeanne.email)
    for path in ("/pro/", "/pro/versements", "/pro/redaction/"):
        assert client.get(path)["Location"] == "/pro/compte/second-facteur/"
    assert "Le bureau demande un second facteur" in text(client.get("/pro/compte/second-facteur/"))
    assert not client.get("/").context["user"].is_authenticated
    add_application(client)
    assert client.get("/pro/").status_code == 200
    museum = factories.user("musee@example.org", museums={"M0650": "manager"})
    assert signed_in(museum.email).get("/pro/").status_code == 200


def test_old_sign_ins_are_forgotten_by_night(jeanne: User):
    guesses.note_attempt(jeanne.email, succeeded=True)
    guesses.note_attempt(jeanne.email, succeeded=True)
    SignIn.objects.filter(pk=SignIn.objects.first().pk).update(at=timezone.now() - timedelta(days=366))
    assert run(["accounts"])["accounts"].startswith("1 connexions")
    assert SignIn.objects.count() == 1


def test_links_to_choose_a_password_are_three_an_hour(jeanne: User):
    told = []
    for number in range(5):
        cache.clear()  # another process of the site
        answer = browser(f"192.0.2.{number}").post("/pro/connexion/oubli/", {"email": jeanne.email}, follow=True)
        told.append("Si un compte a cette adresse" in text(answer))
    assert told == [True] * 5
    assert Mail.objects.count() == 3


@pytest.mark.parametrize(
    ("language", "words"), [("fr", "champ « adresse de courriel »"), ("en", "similar to the email address")]
)
def test_a_password_too_close_to_the_address_is_refused_in_words(jeanne: User, language: str, words: str):
    client = signed_in(jeanne.email)
    given = {"oldpassword": PASSWORD, "password1": "jeanne@example.org", "password2": "jeanne@example.org"}
    page = text(client.post(f"/pro/compte/mot-de-passe/?lang={language}", given))
    assert words in page.replace("\u00a0", " ").replace("\u202f", " ")


def test_nothing_of_the_workshop_is_kept_by_a_cache(jeanne: User):
    client = signed_in(jeanne.email)
    for path in ("/pro/", "/pro/compte/", "/pro/compte/second-facteur/", "/pro/compte/adresse/", "/pro/deconnexion/",
                 "/pro/rien-ici/", "/pro/redaction/", "/pro/comptes/"):  # fmt: skip
        kept = client.get(path)["Cache-Control"]
        assert {"private", "no-store"} <= set(kept.split(", ")), path
    assert client.get("/")["Cache-Control"] == "private"
    assert "Cache-Control" not in browser().get("/")
