"""What the room does by itself: decided publications and ends."""

from datetime import timedelta

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from coffret.base.duties import duty
from coffret.editorial.agenda import duties as agenda_duties  # noqa: F401 - declare theirs
from coffret.editorial.entries.scheduling import publish_due
from coffret.editorial.featuring import readings  # noqa: F401 - declare theirs
from coffret.editorial.files import duties as media_duties  # noqa: F401 - declare theirs
from coffret.editorial.proofing import duties as checking_duties  # noqa: F401 - declare theirs


@duty("publications", every=timedelta(seconds=15))
def publications() -> str:
    """Publish and end what was decided for a moment now past; say how many."""
    published, held, ended = publish_due()
    said = [
        ngettext("{count} publiée", "{count} publiées", published).format(count=published) if published else "",
        ngettext("{count} retenue", "{count} retenues", held).format(count=held) if held else "",
        _("{count} retirée à sa date").format(count=ended) if ended else "",
    ]
    return ", ".join(filter(None, said))
