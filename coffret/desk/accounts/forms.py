"""The forms of one's own account: those of django-allauth, in our words."""

from typing import Any, ClassVar

from allauth.account import forms as account
from allauth.core import context
from allauth.mfa.base import forms as factor
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn import forms as keys
from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from coffret.accounts import guesses
from coffret.accounts.models import address_key
from coffret.base import counts
from coffret.desk.accounts.adapters import UNKNOWN, AccountAdapter, too_many
from coffret.desk.accounts.places import place_of

PASSWORD_HELP = _("Douze caractères au moins ; une phrase est plus facile à retenir qu’un mot compliqué.")

# Links to choose a new password, sent to one address in so many seconds.
LINKS, LINKS_IN = 3, 3600
# Seconds a code is right, those that a clock may be wrong by included.
CODE_LIVES = 120


class Plain:
    """A form whose fields have a label, and nothing written inside them that a label already says."""

    LABELS: ClassVar[dict[str, Any]] = {}
    HELP: ClassVar[dict[str, Any]] = {}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, forms.Field] = self.fields  # type: ignore[attr-defined]
        for name, field in fields.items():
            field.widget.attrs.pop("placeholder", None)
            field.label = self.LABELS.get(name, field.label)
            field.help_text = self.HELP.get(name, "")


class SignInForm(Plain, account.LoginForm):
    """Address and password."""

    LABELS: ClassVar = {"login": _("Adresse de courriel"), "password": _("Mot de passe")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"].widget.attrs.update(autocomplete="username webauthn", autofocus=True)


class NewPasswordForm(Plain, account.ResetPasswordKeyForm):
    """The new password of somebody who forgot theirs."""

    LABELS: ClassVar = {"password1": _("Nouveau mot de passe"), "password2": _("Le même, encore une fois")}
    HELP: ClassVar = {"password1": PASSWORD_HELP}


class SetPasswordForm(Plain, account.SetPasswordForm):
    """The first password of an account that has none."""

    LABELS: ClassVar = NewPasswordForm.LABELS
    HELP: ClassVar = NewPasswordForm.HELP


class ChangePasswordForm(Plain, account.ChangePasswordForm):
    """The current password, then the new one twice."""

    LABELS: ClassVar = {"oldpassword": _("Mot de passe actuel"), **NewPasswordForm.LABELS}
    HELP: ClassVar = NewPasswordForm.HELP


class ForgottenForm(Plain, account.ResetPasswordForm):
    """The address of somebody who forgot their password."""

    LABELS: ClassVar = {"email": _("Adresse de courriel")}

    def save(self, request: HttpRequest, **kwargs: Any) -> str:
        """Promise the link, three an hour at most; for an unknown address, do as much work and send nothing."""
        asked = address_key(self.cleaned_data["email"])
        if not counts.within("forgotten", asked, LINKS, LINKS_IN):
            return asked
        if not self.users:
            AccountAdapter(request).send_mail(UNKNOWN, self.cleaned_data["email"], {})
        return str(super().save(request, **kwargs))


class ConfirmForm(Plain, account.ReauthenticateForm):
    """The password once more, before something that touches the safety of the account."""

    LABELS: ClassVar = {"password": _("Mot de passe")}


class Counted:
    """A form of codes whose failures are counted in the journal, with those of passwords."""

    def clean_code(self) -> str:
        """Return the code when it is right; raises ValidationError when it is not, or too many were tried."""
        user = self.user  # type: ignore[attr-defined]
        place = place_of(context.request, user.email)
        if not guesses.may_try(user.email, place):
            raise too_many()
        try:
            return self._once(str(super().clean_code()))  # type: ignore[misc]
        except forms.ValidationError:
            guesses.note_attempt(user.email, succeeded=False, place=place, method="mfa")
            raise

    def _once(self, code: str) -> str:
        """Return a code that is right, the first time: seen over a shoulder, it serves nobody else (RFC 6238, § 5.2)."""
        user = self.user  # type: ignore[attr-defined]
        if not counts.within("code", f"{user.pk}:{code}", 1, CODE_LIVES):
            raise forms.ValidationError(AccountAdapter.error_messages["incorrect_code"], code="incorrect_code")
        return code


class CodeForm(Plain, Counted, factor.AuthenticateForm):
    """A code of the application, or a recovery code, to finish signing in."""

    LABELS: ClassVar = {"code": _("Code")}
    HELP: ClassVar = {"code": _("Les six chiffres de votre application, ou l’un de vos codes de secours.")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].widget.attrs.update(autofocus=True)


class ConfirmCodeForm(Plain, Counted, factor.ReauthenticateForm):
    """A code once more, before something that touches the safety of the account."""

    LABELS: ClassVar = CodeForm.LABELS
    HELP: ClassVar = CodeForm.HELP


class ApplicationForm(Plain, ActivateTOTPForm):
    """The first code of an application just set up."""

    LABELS: ClassVar = {"code": _("Code affiché par l’application")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].widget.attrs.update(inputmode="numeric")


class AddKeyForm(Plain, keys.AddWebAuthnForm):
    """A security key: its name, and whether it opens the account by itself."""

    LABELS: ClassVar = {"name": _("Nom de la clé"), "passwordless": _("Me connecter avec cette clé seule")}
    HELP: ClassVar = {"passwordless": _("La clé demandera alors son code ou votre empreinte.")}  # fmt: skip


class EditKeyForm(Plain, keys.EditWebAuthnForm):
    """The name of a security key."""

    LABELS: ClassVar = {"name": _("Nom de la clé")}
