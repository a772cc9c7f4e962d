"""Who a page opens to, as decorators: others sign in, or are told they may not."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.views.decorators.cache import never_cache

from coffret.accounts import access

View = Callable[..., HttpResponseBase]
Right = Callable[[access.Visitor], bool]


def opened_to(right: Right) -> Callable[[View], View]:
    """Return what opens a view to those who have ``right`` (a function of accounts/access.py), and keeps it private."""

    def guard(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if not right(request.user):
                raise PermissionDenied
            return view(request, *args, **kwargs)

        return login_required(never_cache(guarded))

    return guard


members = opened_to(access.can_enter_desk)
editors = opened_to(access.can_edit_site)
administrators = opened_to(access.can_manage_people)
