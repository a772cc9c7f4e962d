"""What the office says of its own site: one row, and who changed it."""

from coffret.editorial.models import Site

KEY = 1


def site() -> Site:
    """Return the site's row, as the defaults have it while nobody wrote it; one query by key.

    Not remembered from one request to the next: several processes serve the site, and a change shows at once.
    """
    return Site.objects.filter(pk=KEY).first() or Site(pk=KEY)


def two_people(kind: str) -> bool:
    """Say whether another person must approve entries of this kind."""
    return kind in site().two_people
