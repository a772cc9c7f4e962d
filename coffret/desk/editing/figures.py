"""The live figures offered beside the form of a letter: what each is, and what it reads now."""

from collections.abc import Mapping
from typing import Any

from django.core.cache import cache
from django.utils import translation

from coffret.editorial.models import Entry, Newsletter
from coffret.newsletters.composing import figures
from coffret.newsletters.composing.compose import moment, period

# A form is shown again at each of its buttons: counting a million notices each time would slow them all.
KEPT = 120


def of(entry: Entry, content: Mapping[str, Any]) -> list[tuple[str, str, str]]:
    """Return (name, what it is, what it reads) of each live figure of a letter, counted at most two minutes ago."""
    newsletter = Newsletter.objects.filter(slug=content.get("newsletter") or "").first()
    key = f"letter-figures:{entry.pk}:{newsletter.pk if newsletter else 0}"
    known = cache.get(key)
    if known is None:
        known = figures.values(*period(newsletter, moment(entry), entry))
        cache.set(key, known, KEPT)
    with translation.override(newsletter.language if newsletter else translation.get_language()):
        return figures.names(known)
