"""What sending does by itself: the issues whose hour has come. What leaves has its own thread (sender.follow)."""

from datetime import timedelta

from django.utils.translation import ngettext

from coffret.base.duties import duty
from coffret.newsletters.sending.scheduling import send_due


@duty("letters", every=timedelta(seconds=5))
def letters() -> str:
    """Freeze the issues whose hour has come, the preflight run again; say how many."""
    sent, held = send_due()
    said = [
        ngettext("{count} lettre part", "{count} lettres partent", sent).format(count=sent) if sent else "",
        ngettext("{count} retenue", "{count} retenues", held).format(count=held) if held else "",
    ]
    return ", ".join(filter(None, said))
