"""What the preflight does by itself: outside addresses asked little by little, every page online read again at night."""

from datetime import timedelta

from django.utils.translation import ngettext

from coffret.base.duties import duty
from coffret.editorial.proofing import audit, links

# Scheduled publications wait for this round: a short one, often. The one of the night runs beside them.
ROUND = 10.0  # seconds
NIGHT = 3  # o'clock
NIGHT_ROUND = 1800.0  # seconds
MOST = 1000  # addresses asked in a night


@duty("links", every=timedelta(minutes=5))
def outside_links() -> str:
    """Ask the addresses nobody asked today, for ten seconds; say how many."""
    asked = links.refresh(seconds=ROUND)
    return (
        ngettext("{count} adresse demandée", "{count} adresses demandées", asked).format(count=asked) if asked else ""
    )


@duty("audit", hour=NIGHT)
def pages_online() -> str:
    """Ask outside addresses, check every page online, write to those whose page has something new; say how many pages."""
    links.refresh(MOST, seconds=NIGHT_ROUND, age=links.STALE / 2)
    fresh = audit.read_again()
    audit.tell(fresh)
    count = len(fresh)
    return ngettext("{count} page à revoir", "{count} pages à revoir", count).format(count=count) if count else ""
