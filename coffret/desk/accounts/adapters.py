"""How django-allauth is made ours: accounts by invitation alone, mail by the outbox, guesses counted in the journal."""

import base64
import logging
import secrets
from hashlib import sha256
from typing import Any, ClassVar

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from cryptography.fernet import Fernet
from django.conf import settings
from django.db import transaction
from django.forms import ValidationError
from django.http import HttpRequest
from django.urls import reverse
from django.utils.crypto import get_random_string
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from coffret.accounts import guesses
from coffret.accounts.models import User, address_key
from coffret.base import outbox
from coffret.base.letters import compose
from coffret.desk.accounts.mails import written
from coffret.desk.accounts.places import place_of

log = logging.getLogger("coffret.accounts")
FORGOTTEN, UNKNOWN = "account/email/password_reset_key", "account/email/unknown_account"


class AccountAdapter(DefaultAccountAdapter):
    """Signing in, passwords and the mails about them."""

    error_messages: ClassVar[dict[str, Any]] = {
        **DefaultAccountAdapter.error_messages,
        "email_password_mismatch": _("Adresse ou mot de passe inconnus. Vérifiez les deux : les majuscules comptent."),
        "too_many_login_attempts": _(
            "Trop d’essais manqués pour cette adresse. Réessayez dans un quart d’heure, ou choisissez un nouveau mot "
            "de passe par « Mot de passe oublié »."
        ),
        "incorrect_password": _("Ce mot de passe n’est pas le vôtre."),
        "enter_current_password": _("Ce n’est pas votre mot de passe actuel."),
        "incorrect_code": _("Ce code n’est pas le bon, ou il a expiré. Tapez celui qui s’affiche maintenant."),
        "rate_limited": _("Trop d’essais. Attendez un quart d’heure."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Say no: accounts come by invitation."""
        return False

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Promise the mail named by ``template_prefix`` (allauth's) to ``email``; raises KeyError for one unforeseen.

        An unknown address gets none, after the same work: the time of an answer must not tell which are known.
        """
        unknown = template_prefix == UNKNOWN
        letter = written(FORGOTTEN if unknown else template_prefix, {"password_reset_url": "", **context})
        language = get_language() or settings.LANGUAGE_CODE
        text, html = compose(
            letter.title, letter.paragraphs, button=letter.button, footer=letter.footer, language=language
        )
        key = f"account:{template_prefix.rpartition('/')[2]}:{secrets.token_hex(8)}"
        with transaction.atomic():
            outbox.queue(key, email, letter.title, text, html=html)
            transaction.set_rollback(unknown)

    def get_reset_password_from_key_url(self, key: str) -> str:
        """Return the address that lets choose a new password: of this site, whatever host the request named."""
        user, _dash, token = key.partition("-")
        return settings.BASE_URL + reverse("account_reset_password_from_key", args=[user, token])

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        """Return to the account's page."""
        return reverse("desk:account")

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Refuse to check a password once too many were tried; raises ValidationError."""
        address = credentials.get("email", "")
        if not guesses.may_try(address, place_of(request, address)):
            raise self.validation_error("too_many_login_attempts")
        super().pre_authenticate(request, **credentials)

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        """Keep the failure in the journal."""
        address = credentials.get("email", "")
        guesses.note_attempt(address, succeeded=False, place=place_of(request, address))

    def add_message(self, request: HttpRequest, level: int, message_template: str | None = None, *args: Any, **kwargs: Any) -> None:  # fmt: skip
        """Say what is worth saying: coming in and going out show by themselves."""
        if message_template not in {"account/messages/logged_in.txt", "account/messages/logged_out.txt"}:
            super().add_message(request, level, message_template, *args, **kwargs)


class FactorAdapter(DefaultMFAAdapter):
    """The second factor: its secrets are encrypted with the instance's."""

    error_messages: ClassVar[dict[str, Any]] = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": AccountAdapter.error_messages["incorrect_code"],
    }

    def encrypt(self, text: str) -> str:
        """Return a secret as the database keeps it."""
        return _cipher().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """Return a secret as it was before ``encrypt``."""
        return _cipher().decrypt(encrypted_text.encode()).decode()


def _cipher() -> Fernet:
    key = sha256(b"coffret.second-factor" + settings.SECRET_KEY.encode()).digest()
    return Fernet(base64.urlsafe_b64encode(key))


class ProviderAdapter(DefaultSocialAccountAdapter):
    """The provider of identities: it opens accounts that exist and makes none; nothing of it is kept."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        """Say no: an address without account is told to ask for an invitation."""
        return False

    def generate_state_param(self, state: dict[str, Any]) -> str:
        """Return a random state, of 32 characters at least as French providers ask."""
        return get_random_string(43)

    def pre_social_login(self, request: HttpRequest, sociallogin: Any) -> None:
        """Find the account by the address the provider vouches for."""
        for address in sociallogin.email_addresses:
            if address.verified and (user := User.objects.filter(email=address_key(address.email)).first()):
                sociallogin.user = user
                return

    def on_authentication_error(self, request: HttpRequest, provider: Any, **facts: Any) -> None:
        """Keep in the journal of the instance why a provider's word was refused."""
        log.warning("connexion par %s refusée : %s", provider.name, facts.get("exception") or facts.get("error"))


def too_many() -> ValidationError:
    """Return what is said to somebody who tried too often."""
    return ValidationError(AccountAdapter.error_messages["rate_limited"], code="rate_limited")
