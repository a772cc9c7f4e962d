"""Which contents the public may see: those a published record shows and that nobody withdrew."""

import re
from enum import StrEnum

from django.core.cache import cache

from coffret.catalogue import store
from coffret.catalogue.models import Status

# Seconds an answer is kept: a viewer asks for hundreds of tiles of one picture; a withdrawal is felt at once.
KEPT_FOR = 1
_SHA256 = re.compile(r"[0-9a-f]{64}")


class Standing(StrEnum):
    """What the public may know of a content."""

    PUBLIC = "public"  # shown: 200
    WITHDRAWN = "withdrawn"  # was shown, or is kept from being: 410
    UNKNOWN = "unknown"  # belongs to no record: 404


def standing(sha256: str) -> Standing:
    """Return where a content stands: one published record that shows it is enough. One indexed query, kept a second."""
    if not _SHA256.fullmatch(sha256):
        return Standing.UNKNOWN
    key = f"standing:{sha256}"
    kept = cache.get(key)
    if kept is None:
        kept = _asked(sha256)
        if kept is not Standing.UNKNOWN:  # anybody can invent addresses: they take no room
            cache.set(key, kept, KEPT_FOR)
    return Standing(kept)


def public_content(sha256: str) -> bool:
    """Say whether the public may see this content."""
    return standing(sha256) is Standing.PUBLIC


def forget(sha256: str) -> None:
    """Ask anew next time: what this process just changed shows at once."""
    cache.delete(f"standing:{sha256}")


def _asked(sha256: str) -> Standing:
    rows = store.select(
        "SELECT i.withdrawn, r.status FROM images_image i JOIN catalogue_record r ON r.id = i.record_id "
        "WHERE i.sha256 = %s",
        [sha256],
    )
    if not rows:
        return Standing.UNKNOWN
    shown = any(not withdrawn and status == Status.PUBLISHED for withdrawn, status in rows)
    return Standing.PUBLIC if shown else Standing.WITHDRAWN
