"""Signing in by an OpenID Connect provider (ProConnect): a second way into accounts that exist.

The flow is django-allauth's; added here: the provider's word is verified every time (signature, issuer, audience,
nonce), user information may come as a signed token (ProConnect sends application/jwt), signing out is offered there too.
"""

import hmac
from hashlib import sha256
from typing import Any
from urllib.parse import urlencode, urlsplit

import jwt
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.models import SocialApp
from allauth.socialaccount.providers.base import ProviderException
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.crypto import get_random_string
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST
from requests import RequestException

from coffret.base.policy import policy

PROVIDER = "oidc"
# What is kept of a sign-in by the provider, to sign out there too.
SESSION = "oidc"
# Signatures by a key of the provider's alone; « none » and shared secrets are refused.
ALGORITHMS = ["RS256", "RS384", "RS512", "PS256", "ES256", "ES384", "ES512", "EdDSA"]
# Seconds the provider's clock may differ from ours.
LEEWAY = 60


class Adapter(OpenIDConnectOAuth2Adapter):
    """What is asked of the provider and how its answers are believed."""

    def get_callback_url(self, request: HttpRequest, app: SocialApp) -> str:
        """Return where the provider sends people back: an address of this site, whatever host was asked."""
        return settings.BASE_URL + reverse("openid_connect_callback", args=[self.provider_id])

    def complete_login(self, request: HttpRequest, app: SocialApp, token: Any, **kwargs: Any) -> Any:
        """Return who signed in, once the provider's word is verified; raises OAuth2Error or ProviderException."""
        id_token = kwargs["response"].get("id_token", "")
        claims = self._verified(id_token, required=["iss", "aud", "exp", "sub", "nonce"])
        if not hmac.compare_digest(str(claims["nonce"]), nonce_of(request.GET.get("state", ""))):
            raise OAuth2Error("the nonce is not ours")
        if settings.OIDC_ACR and claims.get("acr") not in settings.OIDC_ACR.split():
            raise OAuth2Error(f"acr {claims.get('acr')!r} is not enough")
        told = self._fetch_user_info(token.token)
        if told.get("sub") != claims["sub"]:
            raise OAuth2Error("userinfo is about somebody else")
        request.session[SESSION] = {"id_token": id_token, "end": self.openid_config.get("end_session_endpoint", "")}
        return self.get_provider().sociallogin_from_response(request, {"userinfo": told, "id_token": claims})

    def _fetch_user_info(self, access_token: str) -> dict[str, Any]:
        with get_adapter().get_requests_session() as session:
            answer = session.get(self.profile_url, headers={"Authorization": f"Bearer {access_token}"})
            answer.raise_for_status()
        if answer.headers.get("Content-Type", "").partition(";")[0].strip() == "application/jwt":
            return self._verified(answer.text.strip(), required=["iss", "aud", "sub"])
        told = answer.json()
        if not isinstance(told, dict):
            raise ProviderException("userinfo is no object")
        return told

    def _verified(self, token: str, *, required: list[str]) -> dict[str, Any]:
        """Return what a signed token says; raises OAuth2Error when it is not the provider's word to us, now."""
        app = self.get_provider().app
        try:
            key = jwt.PyJWKSet.from_dict(self._keys())[jwt.get_unverified_header(token)["kid"]]
            return jwt.decode(
                token,
                key,
                algorithms=[name for name in ALGORITHMS if name == key.algorithm_name],
                issuer=self._configured("issuer"),
                audience=app.client_id,
                leeway=LEEWAY,
                options={"require": required},
            )
        except (jwt.PyJWTError, KeyError) as error:
            raise OAuth2Error(f"token refused: {error}") from error

    def _keys(self) -> dict[str, Any]:
        with get_adapter().get_requests_session() as session:
            answer = session.get(self._configured("jwks_uri"))
            answer.raise_for_status()
        return dict(answer.json())

    def _configured(self, name: str) -> str:
        try:
            return str(self.openid_config[name])
        except KeyError:
            raise ProviderException(f"the provider's configuration lacks {name}") from None


def configured() -> bool:
    """Say whether this instance has a provider."""
    return bool(settings.SOCIALACCOUNT_PROVIDERS["openid_connect"]["APPS"])


def form_policy() -> str:
    """Return the content policy of a page whose form is sent on to the provider (browsers hold redirections to it)."""
    parts = urlsplit(settings.OIDC_URL)
    return policy(form_action=f"'self' {parts.scheme}://{parts.netloc}")


def nonce_of(state: str) -> str:
    """Return the nonce that goes with a state: nobody else can make it, nothing has to be kept."""
    return hmac.new(settings.SECRET_KEY.encode(), b"coffret.oidc" + state.encode(), sha256).hexdigest()


@require_POST
@never_cache
def login(request: HttpRequest, provider_id: str) -> HttpResponse:
    """Send somebody to the provider."""
    adapter = _adapter(request, provider_id)
    provider = adapter.get_provider()
    provider.oauth2_adapter_class = Adapter
    state = get_random_string(43)
    asked = request.POST.get("next", "")
    params = {"nonce": nonce_of(state)}
    if settings.OIDC_ACR:
        params["acr_values"] = settings.OIDC_ACR
    try:
        return provider.redirect(
            request,
            process="login",
            next_url=asked if url_has_allowed_host_and_scheme(asked, allowed_hosts=None) else None,
            state_id=state,
            auth_params=params,
        )
    except (RequestException, KeyError, ValueError):
        return render(request, "desk/accounts/provider_silent.html", {"name": provider.name}, status=502)


@require_GET
@never_cache
def callback(request: HttpRequest, provider_id: str) -> HttpResponse:
    """Receive somebody back from the provider."""
    adapter = _adapter(request, provider_id)
    try:
        return OAuth2CallbackView.adapter_view(adapter)(request)
    except ImmediateHttpResponse as answer:
        return answer.response


def farewell(session: Any) -> str:
    """Return the address that signs out of the provider too, or « » for those who did not come in by it."""
    kept = session.get(SESSION) or {}
    if not kept.get("end"):
        return ""
    query = {
        "id_token_hint": kept["id_token"],
        "post_logout_redirect_uri": f"{settings.BASE_URL}/",
        "state": get_random_string(43),
    }
    return f"{kept['end']}?{urlencode(query)}"


def _adapter(request: HttpRequest, provider_id: str) -> Adapter:
    if provider_id != PROVIDER or not configured():
        raise Http404
    return Adapter(request, provider_id)
