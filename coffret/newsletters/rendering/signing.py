"""Who signs a letter and where one writes back: what stands in its footer beside what it says."""

from dataclasses import dataclass

from coffret.editorial.identity import site
from coffret.editorial.models import Newsletter


@dataclass(frozen=True, slots=True)
class Signature:
    """``name``: of the site; ``publisher``, ``address``: who publishes it and where (lines); ``reply_to``: an address."""

    name: str
    publisher: str = ""
    address: str = ""
    reply_to: str = ""
    archived: bool = True


def signature(newsletter: str) -> Signature:
    """Return who signs the letters of this newsletter; two queries."""
    known, row = site(), Newsletter.objects.filter(slug=newsletter).first()
    reply_to = (row.reply_to if row else "") or known.contact_email
    archived = row.archived if row else True
    return Signature(known.name, known.publisher, known.footer, reply_to, archived)
