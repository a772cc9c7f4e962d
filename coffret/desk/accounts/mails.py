"""The mails about one's own account: what each says, by the name django-allauth gives it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop


@dataclass(frozen=True, slots=True)
class Letter:
    """A mail to compose."""

    title: str
    paragraphs: list[str]
    button: tuple[str, str] | None = None
    footer: str = ""


def written(name: str, context: Mapping[str, Any]) -> Letter:
    """Return the mail called ``name``; ``context`` is allauth's. Raises KeyError for a name we do not send."""
    return _LETTERS[name](context)


def names() -> set[str]:
    """Return the names of the mails we send."""
    return set(_LETTERS)


def _new_password(context: Mapping[str, Any]) -> Letter:
    return Letter(
        _("Choisir un nouveau mot de passe"),
        [
            _("Vous avez demandé à choisir un nouveau mot de passe."),
            _("Le lien sert une fois, pendant trois heures. Votre mot de passe actuel vaut jusque-là."),
        ],
        button=(_("Choisir un mot de passe"), context["password_reset_url"]),
        footer=_("Si vous n’avez rien demandé, ne faites rien : personne d’autre n’a ce lien."),
    )


def _told(said: str) -> Callable[[Mapping[str, Any]], Letter]:
    """Return what writes the notice of a change: what changed, when and from where."""

    def write(context: Mapping[str, Any]) -> Letter:
        return Letter(
            _(said),
            [
                _("Le {when}, depuis l’adresse {ip}.").format(when=_when(context), ip=context.get("ip", "?")),
                _("Si ce n’est pas vous, choisissez un nouveau mot de passe et prévenez le bureau."),
            ],
            button=(_("Voir mon compte"), settings.BASE_URL + reverse("desk:account")),
            footer=_("Chaque changement qui touche à la sûreté de votre compte vous est annoncé."),
        )

    return write


def _when(context: Mapping[str, Any]) -> str:
    at: datetime = context.get("timestamp") or timezone.now()
    return date_format(timezone.localtime(at), "DATETIME_FORMAT")


_LETTERS: dict[str, Callable[[Mapping[str, Any]], Letter]] = {
    "account/email/password_reset_key": _new_password,
    "account/email/password_reset": _told(gettext_noop("Votre mot de passe a été remplacé")),
    "account/email/password_changed": _told(gettext_noop("Votre mot de passe a été changé")),
    "account/email/password_set": _told(gettext_noop("Votre mot de passe a été choisi")),
    "mfa/email/totp_activated": _told(gettext_noop("Une application de codes protège votre compte")),
    "mfa/email/totp_deactivated": _told(gettext_noop("L’application de codes ne protège plus votre compte")),
    "mfa/email/webauthn_added": _told(gettext_noop("Une clé de sécurité a été ajoutée à votre compte")),
    "mfa/email/webauthn_removed": _told(gettext_noop("Une clé de sécurité a été retirée de votre compte")),
    "mfa/email/recovery_codes_generated": _told(gettext_noop("De nouveaux codes de secours ont été tirés")),
}
