"""What is put right under an issue that has left: its words are those that were mailed, and stay."""

from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from coffret.accounts.models import User
from coffret.base.errors import Refused
from coffret.editorial.models import Erratum, Issue

LONGEST = 1000


def add(issue: Issue, text: str, by: User | None, *, now: datetime | None = None) -> Erratum:
    """Keep what is put right under an issue and return it; raises Refused for one not sent, or for no text, or too long."""
    said = " ".join(text.split())
    if issue.sent_at is None:
        raise Refused(_("« {title} » n’est pas parti : le corriger plutôt.").format(title=issue.title))
    if not said:
        raise Refused(_("Le texte manque : dire ce qui était faux et ce qui est juste."))
    if len(said) > LONGEST:
        sentence = _("Ce texte compte {count} signes : {limit} au plus.")
        raise Refused(sentence.format(count=len(said), limit=LONGEST))
    return Erratum.objects.create(issue=issue, text=said, by=by, at=now or timezone.now())
