"""Personal links: 128 bits derived from the site's secret key, so that one can be sent again; only its hash is kept."""

import base64
import hashlib

from django.conf import settings
from django.utils.crypto import salted_hmac

TOKEN_BYTES = 16


def token(of: str, key: int) -> str:
    """Return the secret of a link to row ``key`` of what ``of`` names (« registration », « interest »)."""
    digest = salted_hmac(f"coffret.{of}", str(key), algorithm="sha256").digest()
    return base64.urlsafe_b64encode(digest[:TOKEN_BYTES]).rstrip(b"=").decode()


def hashed(secret: str) -> str:
    """Return what is kept of a link's secret."""
    return hashlib.sha256(secret.encode()).hexdigest()


def registration(key: int) -> str:
    """Return the address of a registered person's own page."""
    return f"{settings.BASE_URL}/agenda/inscription/{token('registration', key)}/"


def interest(key: int) -> str:
    """Return the address where somebody who asked to be told of an opening changes their mind."""
    return f"{settings.BASE_URL}/agenda/inscription/ouverture/{token('interest', key)}/"
