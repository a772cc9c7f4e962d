"""Addresses as compared, their keyed hashes, and the tokens of personal links."""

import base64
import hmac
import os
import secrets
from functools import lru_cache
from hashlib import sha256
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext as _

from coffret.base.errors import Refused


def key_of(address: str) -> str:
    """Return an address as compared: trimmed, domain in IDNA and lower case, local part folded; « +tag » is kept.

    Raises Refused for what is no address.
    """
    local, at, domain = address.strip().rpartition("@")
    try:
        written = domain.rstrip(".").encode("idna").decode().lower()
    except UnicodeError:
        written = ""
    if not (local and at and "." in written) or any(sign in address.strip() for sign in " \t\r\n<>,;"):
        raise Refused(_("« {address} » n’est pas une adresse électronique.").format(address=address.strip()[:100]))
    return f"{local.casefold()}@{written}"


def domain_of(key: str) -> str:
    """Return the domain of an address as compared."""
    return key.rpartition("@")[2]


def digest(key: str) -> str:
    """Return the keyed hash of an address as compared, in 64 hexadecimal digits: nobody makes it without our key."""
    return hmac.new(_secret(), b"address:" + key.encode(), sha256).hexdigest()


def nonce() -> str:
    """Return 128 bits drawn at random, in hexadecimal."""
    return secrets.token_hex(16)


def token(purpose: str, nonce: str) -> str:
    """Return the token of a link, 26 characters of base 32: made of our key, what it opens and the row's nonce."""
    made = hmac.new(_secret(), f"{purpose}:{nonce}".encode(), sha256).digest()[:16]
    return base64.b32encode(made).decode().rstrip("=").lower()


def hashed(token: str) -> str:
    """Return what is kept of a token: a copy of the database opens nobody's link."""
    return sha256(token.strip().lower().encode()).hexdigest()


def _secret() -> bytes:
    return _read(settings.DATA)


@lru_cache(maxsize=8)
def _read(data: Path) -> bytes:
    """Return the key of letters, drawn at its first use; lost, links mailed still open but exclusions match nobody."""
    path = Path(data) / "letter_key"
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_bytes()
    with os.fdopen(descriptor, "wb") as file:
        made = secrets.token_bytes(32)
        file.write(made)
    return made
