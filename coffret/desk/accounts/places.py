"""Where a request comes from: its network address, its browser, and whether this browser came in before."""

from allauth.core.internal.httpkit import get_client_ip
from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse

from coffret.accounts.guesses import Place, new_device
from coffret.accounts.models import User, address_key

COOKIE = "appareil"
SALT = "coffret.device"
# CNIL: a cookie that serves only the safety of an account asks no consent; a year at most.
AGE = 365 * 24 * 3600


def place_of(request: HttpRequest, address: str) -> Place:
    """Return where the request comes from; its browser is known when it came in with ``address`` before."""
    agent = request.META.get("HTTP_USER_AGENT", "")
    return Place(get_client_ip(request), agent, known_device(request, address))


def known_device(request: HttpRequest, address: str) -> str:
    """Return the number of a browser that came in with ``address`` before, or « »."""
    kept = request.COOKIES.get(COOKIE, "")
    try:
        devices = signing.loads(kept, salt=SALT, max_age=AGE) if kept else {}
    except signing.BadSignature:
        return ""
    return str(devices.get(address_key(address), ""))


def remember_device(request: HttpRequest, response: HttpResponse, user: User) -> None:
    """Leave the browser the number it is known by, for this account."""
    number = known_device(request, user.email) or new_device()
    response.set_cookie(
        COOKIE,
        signing.dumps({user.email: number}, salt=SALT),
        max_age=AGE,
        path="/pro/",
        secure=settings.SECURE,
        httponly=True,
        samesite="Lax",
    )
