"""Signing in by an OpenID Connect provider: who gets in, and every way its word may be false."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

import factories
import pytest
from account_tools import add_application, browser, code_of, signed_in, text
from allauth.socialaccount.models import SocialAccount
from django.core.cache import cache
from django.test import Client
from identity_provider import CLIENT, SECRET, Provider, running

from coffret import settings as ours
from coffret.accounts import people
from coffret.accounts.models import Office, SignIn, User
from coffret.base.env import BadSetting

pytestmark = pytest.mark.django_db


@pytest.fixture
def provider(settings: Any) -> Iterator[Provider]:
    cache.clear()
    with running() as provider:
        settings.OIDC_URL = provider.address
        apps = ours.provider(provider.address, CLIENT, SECRET, "ProConnect")
        settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": apps}}
        provider.person = {
            "sub": "s1",
            "email": "Jeanne@Example.org",
            "email_verified": True,
            "given_name": "Jeanne",
            "usual_name": "Martin",
            "siret": "11004601800013",
        }
        yield provider


@pytest.fixture
def jeanne() -> User:
    return factories.user("jeanne@example.org", office=Office.EDITOR, name="Jeanne Martin")


def through(provider: Provider, client: Client, **asked: str) -> Any:
    """Press the button, agree at the provider, come back; return the answer."""
    sent = client.post("/pro/connexion/fournisseur/oidc/", asked)
    assert sent.status_code == 302, text(sent)
    assert sent["Location"].startswith(f"{provider.address}/authorize?")
    back = urlsplit(provider.authorize(sent["Location"]))
    return client.get(f"{back.path}?{back.query}")


def test_an_account_opens_by_the_provider(provider: Provider, jeanne: User):
    client = browser()
    assert through(provider, client, next="/pro/compte/")["Location"] == "/pro/compte/"
    assert "Jeanne Martin" in text(client.get("/pro/"))
    assert SignIn.objects.get().method == "socialaccount"
    assert not SocialAccount.objects.exists()
    jeanne.refresh_from_db()
    assert jeanne.has_usable_password()
    assert User.objects.count() == 1


def test_plain_user_information_is_read_too(provider: Provider, jeanne: User):
    provider.break_ = "json"
    assert through(provider, browser())["Location"] == "/pro/"


def test_the_button_is_there_when_there_is_a_provider(provider: Provider):
    page = browser().get("/pro/connexion/")
    assert "Se connecter avec ProConnect" in text(page)
    assert f"form-action 'self' {provider.address};" in page["Content-Security-Policy"]
    assert provider.address not in browser().get("/")["Content-Security-Policy"]


def test_without_provider_there_is_no_button():
    page = browser().get("/pro/connexion/")
    assert "fournisseur" not in text(page)
    assert "form-action 'self';" in page["Content-Security-Policy"]
    assert browser().post("/pro/connexion/fournisseur/oidc/").status_code == 404


def test_an_address_without_account_asks_for_an_invitation(provider: Provider):
    client = browser()
    answer = through(provider, client)
    assert "Pas de compte à cette adresse" in text(answer)
    assert client.get("/pro/").status_code == 302
    assert not User.objects.exists()


def test_an_address_nobody_verified_opens_nothing(provider: Provider, jeanne: User, settings: Any):
    for told in ({"email_verified": False}, {"email_verified": None}):
        provider.person |= told
        assert "Pas de compte" in text(through(provider, browser()))
    settings.SOCIALACCOUNT_PROVIDERS["openid_connect"]["APPS"][0]["settings"]["verified_email"] = True
    assert through(provider, browser())["Location"] == "/pro/"


def test_a_closed_account_stays_closed(provider: Provider, jeanne: User):
    people.close(jeanne, by=None)
    client = browser()
    assert through(provider, client)["Location"] == "/pro/connexion/compte-ferme/"
    assert "Compte fermé" in text(client.get("/pro/connexion/compte-ferme/"))
    assert client.get("/pro/").status_code == 302


def test_the_second_factor_is_asked_all_the_same(provider: Provider, jeanne: User):
    secret = add_application(signed_in(jeanne.email))
    cache.clear()
    client = browser()
    assert through(provider, client)["Location"] == "/pro/connexion/code/"
    assert client.get("/pro/").status_code == 302
    assert client.post("/pro/connexion/code/", {"code": code_of(secret)})["Location"] == "/pro/"


@pytest.mark.parametrize(
    "broken",
    ["signature", "none", "shared", "issuer", "audience", "expired", "nonce", "somebody else", "userinfo"],
)
def test_a_false_word_opens_nothing(provider: Provider, jeanne: User, broken: str):
    provider.break_ = broken
    client = browser()
    answer = through(provider, client)
    assert answer.status_code == 401
    assert "Connexion refusée" in text(answer)
    assert client.get("/pro/").status_code == 302


def test_an_answer_serves_once_and_only_the_browser_that_asked(provider: Provider, jeanne: User):
    asker, thief = browser(), browser("203.0.113.1")
    back = urlsplit(provider.authorize(asker.post("/pro/connexion/fournisseur/oidc/")["Location"]))
    assert thief.get(f"{back.path}?{back.query}").status_code == 401
    assert asker.get(f"{back.path}?{back.query}")["Location"] == "/pro/"
    assert browser().get(f"{back.path}?{back.query}").status_code == 401


def test_giving_up_at_the_provider_is_no_failure(provider: Provider):
    provider.break_ = "cancelled"
    client = browser()
    answer = through(provider, client)
    assert answer["Location"] == "/pro/connexion/annulee/"
    assert "Connexion annulée" in text(client.get(answer["Location"]))


def test_a_level_may_be_required(provider: Provider, jeanne: User, settings: Any):
    settings.OIDC_ACR = "https://proconnect.gouv.fr/assurance/consistency-checked-2fa"
    assert through(provider, browser()).status_code == 401
    provider.person["acr"] = settings.OIDC_ACR
    assert through(provider, browser())["Location"] == "/pro/"


def test_signing_out_is_offered_at_the_provider_too(provider: Provider, jeanne: User):
    client = browser()
    through(provider, client)
    page = client.post("/pro/deconnexion/")
    assert "Se déconnecter de ProConnect" in text(page)
    link = text(page).split(f'href="{provider.address}/session/end?')[1].split('"')[0].replace("&amp;", "&")
    assert {"id_token_hint", "post_logout_redirect_uri", "state"} == set(parse_qs(link))
    assert client.get("/pro/").status_code == 302


def test_a_silent_provider_is_told(provider: Provider, settings: Any):
    apps = ours.provider("http://127.0.0.1:9", CLIENT, SECRET, "ProConnect")
    settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": apps}}
    answer = browser().post("/pro/connexion/fournisseur/oidc/")
    assert answer.status_code == 502
    assert "ProConnect ne répond pas" in text(answer)


def test_a_wrong_setting_stops_the_start():
    for url, client in (("proconnect.gouv.fr", CLIENT), ("https://p.example.org", "")):
        with pytest.raises(BadSetting):
            ours.provider(url, client, SECRET, "ProConnect")
