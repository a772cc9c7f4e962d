"""One round of the mailbox: each message read, kept, then put away."""

from collections import Counter

from django.conf import settings
from django.utils.translation import ngettext

from coffret.newsletters.models import ReturnKind
from coffret.newsletters.returns.receiving import TooEarly, receive
from coffret.newsletters.returns.sources import mailbox


def read_mailbox(url: str = "") -> Counter[str]:
    """Read what came back to the mailbox (COFFRET_RETURNS_URL unless ``url`` is given); count the new returns by kind.

    Raises Refused when the mailbox cannot be read; what was read before then is kept.
    """
    read: Counter[str] = Counter()
    address = url or settings.RETURNS_URL
    if not address:
        return read
    with mailbox(address) as (kind, letters):
        for letter in letters:
            try:
                kept = receive(letter.raw, kind)
            except TooEarly:
                continue
            letter.done(kept.understood)
            read[kept.kind] += kept.new
    return +read


def said(read: Counter[str]) -> str:
    """Return a round in words; « » when nothing came back."""
    told = [f"{ReturnKind(kind).label} : {count}" for kind, count in sorted(read.items())]
    total = sum(read.values())
    count = ngettext("{n} message revenu", "{n} messages revenus", total).format(n=total)
    return f"{count} ({', '.join(told)})" if told else ""
