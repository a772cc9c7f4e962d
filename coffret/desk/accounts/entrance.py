"""The way in and the way out."""

from typing import Any

from allauth.account.internal.flows.logout import logout
from allauth.account.views import LoginView
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from coffret.desk.accounts import oidc


class SignIn(LoginView):
    """Address and password, or a key, or the provider of identities where there is one."""

    template_name = "desk/accounts/sign_in.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the provider's name."""
        name = settings.OIDC_NAME if oidc.configured() else ""
        return {**super().get_context_data(**kwargs), "provider": name}

    def render_to_response(self, context: dict[str, Any], **kwargs: Any) -> HttpResponse:
        """Answer; the page whose form goes on to the provider says so in its content policy."""
        answer = super().render_to_response(context, **kwargs)
        if oidc.configured():
            answer["Content-Security-Policy"] = oidc.form_policy()
        return answer


sign_in = require_http_methods(["GET", "HEAD", "POST"])(SignIn.as_view())


@require_POST
@never_cache
def sign_out(request: HttpRequest) -> HttpResponse:
    """Close the session; whoever came in by the provider is offered to sign out there too."""
    farewell = oidc.farewell(request.session)
    logout(request)
    if farewell:
        return render(request, "desk/accounts/signed_out.html", {"farewell": farewell, "provider": settings.OIDC_NAME})
    return redirect(settings.LOGOUT_REDIRECT_URL)
