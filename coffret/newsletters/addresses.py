"""The public addresses of letters, as mails and headers write them: absolute, on this site."""

from django.conf import settings

from coffret.newsletters.marks import LEAVE, READER


def absolute(path: str) -> str:
    """Return the absolute address of a path of this site; another absolute address as it is."""
    return path if "://" in path else f"{settings.BASE_URL.rstrip('/')}{path}"


def relative(url: str) -> str:
    """Return the path of an address of this site; another address as it is."""
    path = url.removeprefix(settings.BASE_URL.rstrip("/"))
    return path if path.startswith("/") else url


def leave(token: str = LEAVE) -> str:
    """Return where one newsletter is left in one click (RFC 8058)."""
    return absolute(f"/lettres/desabonnement/{token}")


def preferences(token: str = READER) -> str:
    """Return where a reader sees and changes everything about them."""
    return absolute(f"/lettres/preferences/{token}")


def confirmation(token: str) -> str:
    """Return where a subscription, or a new address, is confirmed."""
    return absolute(f"/lettres/confirmation/{token}")


def own_link() -> str:
    """Return where a reader asks for their link again."""
    return absolute("/lettres/mon-lien")
