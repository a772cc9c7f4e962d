"""A reader's remark: what may be said of a notice, and how much of it."""

import re
from dataclasses import dataclass
from datetime import timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from coffret.base.errors import Refused
from coffret.catalogue.fields import BY_CODE, Field
from coffret.catalogue.models import Record, Status
from coffret.submissions.models import Remark, RemarkState

# Characters. A field of a notice may be long (a history, a description): the text proposed replaces the whole of it.
WORDS_LIMIT, SOURCE_LIMIT, PROPOSED_LIMIT = 4_000, 1_000, 20_000
# Addresses in what is said: a source has one or two, an advertisement more.
MOST_ADDRESSES = 2
# Remarks that wait on one notice: beyond, its museum knows.
MOST_WAITING = 50
# The same words sent again within the hour are the same remark (a page sent twice).
SAME = timedelta(hours=1)

_ADDRESS = re.compile(r"https?://|www\.|\[url", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Said:
    """What a reader says: the text proposed (« »: words alone), words, source, an address to be answered at (« »)."""

    words: str
    proposed: str = ""
    source: str = ""
    email: str = ""
    language: str = "fr"


def can_be_said_of(record: Record, code: str) -> Field | None:
    """Return the field ``code`` when a reader sees it on the page of ``record``; None for any other."""
    field = BY_CODE.get(code)
    seen = field is not None and field.public and bool(record.values.get(code, "").strip())
    return field if seen else None


@transaction.atomic
def make(record: Record, code: str, said: Said) -> Remark:
    """Keep a remark on field ``code`` of a published notice (« »: on the whole of it); return it.

    The same sent twice is kept once. Raises Refused when there is nothing in it, or too much.
    """
    if record.status != Status.PUBLISHED:
        raise Refused(_("La notice {ref} n’est plus en ligne.").format(ref=record.ref), value=record.ref)
    if code and can_be_said_of(record, code) is None:
        raise Refused(_("Cette notice ne montre pas de champ « {code} ».").format(code=code), value=code)
    proposed = _proposed(record, code, said)
    _refuse_excess(said, proposed)
    waiting = Remark.objects.filter(record=record, state=RemarkState.WAITING)
    same = waiting.filter(field=code, proposed=proposed, words=said.words.strip(), at__gt=timezone.now() - SAME)
    if there := same.first():
        return there
    if waiting.count() >= MOST_WAITING:
        raise Refused(_("Beaucoup de signalements attendent déjà sur cette notice : le musée va les lire."))
    return Remark.objects.create(
        record=record,
        field=code,
        seen=record.values.get(code, "") if code else "",
        proposed=proposed,
        words=said.words.strip(),
        source=said.source.strip(),
        email=said.email.strip(),
        language=said.language,
        at=timezone.now(),
    )


def _proposed(record: Record, code: str, said: Said) -> str:
    """Return the text proposed, nothing when it is the one already there."""
    proposed = said.proposed.strip() if code else ""
    if proposed == record.values.get(code, "").strip():
        proposed = ""
    if not proposed and not said.words.strip():
        raise Refused(_("Dire ce qui est faux, ou écrire le texte corrigé."))
    return proposed


def _refuse_excess(said: Said, proposed: str) -> None:
    limits = (
        (said.words, WORDS_LIMIT, _("L’explication")),
        (said.source, SOURCE_LIMIT, _("La source")),
        (proposed, PROPOSED_LIMIT, _("Le texte proposé")),
    )
    for text, limit, what in limits:
        if len(text) > limit:
            sentence = _("{what} dépasse {limit} signes : l’abréger.")
            raise Refused(sentence.format(what=what, limit=limit), value=str(len(text)))
    if len(_ADDRESS.findall(said.words)) > MOST_ADDRESSES:
        raise Refused(_("Plus de deux adresses de site dans l’explication : garder les plus utiles."))
