"""The looks at the sending domain that somebody asked for."""

from datetime import timedelta

from django.utils.translation import ngettext

from coffret.base.duties import duty
from coffret.newsletters.domain import checks


@duty("domain", every=timedelta(seconds=2))
def look_at_domains() -> str:
    """Begin the looks asked for; say how many."""
    count = checks.begin_asked()
    return ngettext("{n} domaine vérifié", "{n} domaines vérifiés", count).format(n=count) if count else ""
