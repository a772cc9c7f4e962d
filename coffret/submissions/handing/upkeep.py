"""What handing in does by itself: a delivery nobody touched for a month is given up."""

from django.utils.translation import ngettext

from coffret.base.duties import duty
from coffret.submissions.handing import deliveries


@duty("envois abandonnés", hour=3)
def drop_abandoned() -> str:
    """Give up the deliveries begun and forgotten."""
    count = deliveries.drop_abandoned()
    said = ngettext("%(n)d envoi abandonné", "%(n)d envois abandonnés", count)
    return said % {"n": count} if count else ""
