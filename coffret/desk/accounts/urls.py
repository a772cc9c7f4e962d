"""The addresses of accounts: those of django-allauth we want, under the names it looks them up by, in French."""

from typing import Any

from allauth.account import views as account
from allauth.mfa.base import views as factor
from allauth.mfa.recovery_codes import views as codes
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as keys
from django.contrib.auth.decorators import login_required
from django.urls import path
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods
from django.views.generic import TemplateView

from coffret.desk.accounts import entrance, oidc


def form(view: Any, template: str, *, private: bool = False, **words: Any) -> Any:
    """Return a view of allauth's with our page: answered to GET and POST, never kept by a browser."""
    shown = never_cache(view.as_view(template_name=f"desk/accounts/{template}.html", extra_context=words))
    return require_http_methods(["GET", "HEAD", "POST"])(login_required(shown) if private else shown)


def page(view: Any, template: str, **words: Any) -> Any:
    """Return a view of allauth's that is only read, with our page."""
    return require_GET(view.as_view(template_name=f"desk/accounts/{template}.html", extra_context=words))


ACCOUNT = {"rail": "account"}
FORGOTTEN = _("Mot de passe oublié")
CHOOSE = _("Choisir un mot de passe")
CONFIRM = {"title": _("C’est bien vous ?"), "button": _("Confirmer")}

urlpatterns = [
    path("connexion/", entrance.sign_in, name="account_login"),
    path("deconnexion/", entrance.sign_out, name="account_logout"),
    path("connexion/compte-ferme/", page(TemplateView, "closed"), name="account_inactive"),
    path(
        "connexion/oubli/",
        form(
            account.PasswordResetView,
            "entrance",
            title=FORGOTTEN,
            intro=_("Donnez votre adresse : un lien y partira, qui permet de choisir un nouveau mot de passe."),
            button=_("Recevoir le lien"),
        ),
        name="account_reset_password",
    ),
    path(
        "connexion/oubli/envoye/",
        page(
            account.PasswordResetDoneView,
            "said",
            title=FORGOTTEN,
            said=_("Si un compte a cette adresse, un lien vient d’y partir. Il vaut trois heures."),
        ),
        name="account_reset_password_done",
    ),
    path(
        "connexion/oubli/<slug:uidb36>/<str:key>/",
        form(account.PasswordResetFromKeyView, "new_password", title=CHOOSE, button=_("Choisir ce mot de passe")),
        name="account_reset_password_from_key",
    ),
    path(
        "connexion/oubli/fait/",
        page(
            account.PasswordResetFromKeyDoneView,
            "said",
            title=FORGOTTEN,
            said=_("Votre nouveau mot de passe est enregistré ; vos autres connexions sont fermées."),
        ),
        name="account_reset_password_from_key_done",
    ),
    # The second factor, asked at the door.
    path(
        "connexion/code/",
        form(factor.AuthenticateView, "code", title=_("Second facteur"), button=_("Se connecter")),
        name="mfa_authenticate",
    ),
    path("connexion/cle/", require_http_methods(["GET", "POST"])(keys.login_webauthn), name="mfa_login_webauthn"),
    # Once more, before what touches the safety of the account.
    path(
        "compte/confirmer/",
        form(account.ReauthenticateView, "confirm", private=True, **CONFIRM),
        name="account_reauthenticate",
    ),
    path(
        "compte/confirmer/code/",
        form(factor.ReauthenticateView, "confirm", private=True, **CONFIRM),
        name="mfa_reauthenticate",
    ),
    path(
        "compte/confirmer/cle/",
        form(keys.ReauthenticateWebAuthnView, "confirm_key", private=True, **CONFIRM),
        name="mfa_reauthenticate_webauthn",
    ),
    path(
        "compte/mot-de-passe/",
        form(
            account.PasswordChangeView,
            "password",
            private=True,
            **ACCOUNT,
            title=_("Changer de mot de passe"),
            intro=_("Vos autres connexions seront fermées."),
            button=_("Changer de mot de passe"),
        ),
        name="account_change_password",
    ),
    path(
        "compte/mot-de-passe/choisir/",
        form(account.PasswordSetView, "password", private=True, **ACCOUNT, title=CHOOSE, button=CHOOSE),
        name="account_set_password",
    ),
    path(
        "compte/second-facteur/",
        login_required(page(factor.IndexView, "factors", **ACCOUNT)),
        name="mfa_index",
    ),
    path(
        "compte/second-facteur/application/",
        form(totp.ActivateTOTPView, "totp", private=True, **ACCOUNT),
        name="mfa_activate_totp",
    ),
    path(
        "compte/second-facteur/application/retirer/",
        form(
            totp.DeactivateTOTPView,
            "password",
            private=True,
            **ACCOUNT,
            title=_("Retirer l’application de codes"),
            intro=_("Vous ne donnerez plus de code pour vous connecter."),
            button=_("Retirer l’application"),
        ),
        name="mfa_deactivate_totp",
    ),
    path(
        "compte/second-facteur/secours/",
        login_required(never_cache(page(codes.ViewRecoveryCodesView, "codes", **ACCOUNT))),
        name="mfa_view_recovery_codes",
    ),
    path(
        "compte/second-facteur/secours/nouveaux/",
        form(
            codes.GenerateRecoveryCodesView,
            "password",
            private=True,
            **ACCOUNT,
            title=_("Tirer de nouveaux codes de secours"),
            intro=_("Les codes tirés auparavant ne serviront plus."),
            button=_("Tirer de nouveaux codes"),
        ),
        name="mfa_generate_recovery_codes",
    ),
    path(
        "compte/second-facteur/secours/codes.txt",
        require_GET(codes.DownloadRecoveryCodesView.as_view(template_name="desk/accounts/codes.txt")),
        name="mfa_download_recovery_codes",
    ),
    path(
        "compte/second-facteur/cles/",
        login_required(page(keys.ListWebAuthnView, "keys", **ACCOUNT)),
        name="mfa_list_webauthn",
    ),
    path(
        "compte/second-facteur/cles/ajouter/",
        form(keys.AddWebAuthnView, "add_key", private=True, **ACCOUNT),
        name="mfa_add_webauthn",
    ),
    path(
        "compte/second-facteur/cles/<int:pk>/renommer/",
        form(
            keys.EditWebAuthnView, "password", private=True, **ACCOUNT, title=_("Renommer la clé"), button=_("Renommer")
        ),
        name="mfa_edit_webauthn",
    ),
    path(
        "compte/second-facteur/cles/<int:pk>/retirer/",
        form(
            keys.RemoveWebAuthnView,
            "password",
            private=True,
            **ACCOUNT,
            title=_("Retirer la clé"),
            intro=_("Cette clé n’ouvrira plus votre compte."),
            button=_("Retirer la clé"),
        ),
        name="mfa_remove_webauthn",
    ),
    # The provider of identities.
    path("connexion/fournisseur/<slug:provider_id>/", oidc.login, name="openid_connect_login"),
    path("connexion/fournisseur/<slug:provider_id>/retour/", oidc.callback, name="openid_connect_callback"),
    path(
        "connexion/annulee/",
        page(
            TemplateView,
            "said",
            title=_("Connexion annulée"),
            said=_("Rien n’a changé. Vous pouvez recommencer, ou vous connecter avec votre mot de passe."),
        ),
        name="socialaccount_login_cancelled",
    ),
]
