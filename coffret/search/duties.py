"""What the room does by itself: every byte of the index is read once a night, and one that is damaged is built anew."""

from django.utils.translation import gettext as _

from coffret.base.duties import duty
from coffret.search.index import mend

NIGHT = 3


@duty("index", hour=NIGHT)
def look_at_the_index() -> str:
    """Read the index; have it built anew when something of it was lost, which the worker does at once."""
    said = mend()
    return _("index abîmé, à reconstruire : %s") % said if said else ""
