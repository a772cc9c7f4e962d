"""Importing addresses: what each line would do is shown first, then done in one transaction. Nobody is ever revived.

One who left, complained, was excluded or suspended, or did not confirm yet stays so: the report says it, line by line.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import TypeVar

from django.db import transaction
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from coffret.accounts.models import User
from coffret.base.errors import Refused
from coffret.editorial.models import Newsletter
from coffret.newsletters.models import (
    Consent,
    ConsentAct,
    Reader,
    ReaderState,
    Subscription,
    SubscriptionState,
    Suppression,
)
from coffret.newsletters.readers import keys, people
from coffret.newsletters.readers.tables import Given

T = TypeVar("T")
CHUNK = 500
# Words of the proof: where the addresses come from, how their agreement was given.
LEAST_PROOF, MOST_PROOF = 20, 1000


class Verdict(StrEnum):
    """What a line would do, or did."""

    NEW = "new"
    ALREADY = "already"
    PENDING = "pending"
    LEFT = "left"
    SUSPENDED = "suspended"
    SUPPRESSED = "suppressed"
    REPEATED = "repeated"
    INVALID = "invalid"


WORDS: Mapping[Verdict, "str | Promise"] = {
    Verdict.NEW: gettext_lazy("à ajouter"),
    Verdict.ALREADY: gettext_lazy("déjà abonné"),
    Verdict.PENDING: gettext_lazy("n’a pas encore confirmé"),
    Verdict.LEFT: gettext_lazy("s’est désabonné"),
    Verdict.SUSPENDED: gettext_lazy("envois suspendus"),
    Verdict.SUPPRESSED: gettext_lazy("adresse exclue"),
    Verdict.REPEATED: gettext_lazy("déjà plus haut dans le fichier"),
    Verdict.INVALID: gettext_lazy("n’est pas une adresse"),
}


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the file and what becomes of it; ``key`` is the address as compared, « » for what is none."""

    line: int
    address: str
    key: str
    verdict: Verdict
    language: str = ""
    why: str = ""


def judge(given: Iterable[Given], newsletter: Newsletter) -> list[Line]:
    """Return what each line would do, in the order of the file."""
    read = [_read(one) for one in given]
    known = _known(sorted({line.key for line in read if line.key}), newsletter)
    seen: set[str] = set()
    judged = []
    for line in read:
        verdict = line.verdict
        if line.key:
            verdict = Verdict.REPEATED if line.key in seen else known.get(line.key, Verdict.NEW)
            seen.add(line.key)
        judged.append(Line(line.line, line.address, line.key, verdict, line.language, line.why))
    return judged


def counts(lines: Iterable[Line]) -> dict[Verdict, int]:
    """Return how many lines there are of each verdict, in the order of Verdict."""
    found = dict.fromkeys(Verdict, 0)
    for line in lines:
        found[line.verdict] += 1
    return found


def apply(
    given: Sequence[Given],
    newsletter: Newsletter,
    proof: str,
    source: str,
    by: User | None = None,
    now: datetime | None = None,
) -> list[Line]:
    """Subscribe the addresses that are new, in one transaction; return what became of each line.

    ``source`` names this import (« import:3f9a… »); ``proof`` says where the addresses come from and how they agreed.
    Raises Refused without one, or for a newsletter that is closed.
    """
    now, proof = now or timezone.now(), checked_proof(proof)
    if not people.key_is_theirs():
        raise Refused(str(people.OTHER_KEY))
    with transaction.atomic():
        # Locked: of two imports at once, the second sees what the first did.
        kept = Newsletter.objects.select_for_update().get(pk=newsletter.pk)
        if kept.closed_at is not None:
            raise Refused(_("La lettre « {name} » est close : on ne s’y abonne plus.").format(name=kept.name))
        lines = judge(given, kept)
        for some in _chunks([line for line in lines if line.verdict is Verdict.NEW]):
            _subscribe(some, kept, proof, source, by, now)
    return lines


def checked_proof(proof: str) -> str:
    """Return the words of the proof; raises Refused when they cannot be one."""
    said = " ".join(proof.split())
    if not LEAST_PROOF <= len(said) <= MOST_PROOF:
        raise Refused(
            _(
                "Dire d’où viennent ces adresses et comment l’accord a été donné, en une phrase : c’est la preuve gardée"
                " pour chacune. Exemple : « Feuille d’inscription signée à la journée du 5 juin 2026 »."
            )
        )
    return said


def _read(one: Given) -> Line:
    try:
        return Line(one.line, one.address, people.checked(one.address), Verdict.NEW, one.language)
    except Refused as refusal:
        why = str(refusal) if one.address else _("La case de l’adresse est vide.")
        return Line(one.line, one.address, "", Verdict.INVALID, one.language, why)


def _known(all_keys: Sequence[str], newsletter: Newsletter) -> dict[str, Verdict]:
    """Return key → what keeps an address from being added, for those that something keeps."""
    found: dict[str, Verdict] = {}
    for some in _chunks(all_keys):
        states = Reader.objects.filter(key__in=some).order_by().values_list("key", "state")
        rows = Subscription.objects.filter(reader__key__in=some, newsletter=newsletter).order_by()
        held = dict(rows.values_list("reader__key", "state"))
        found |= {key: verdict for key, state in states if (verdict := _of(state, held.get(key, "")))}
        digests = {keys.digest(key): key for key in some}
        for digest in Suppression.objects.filter(digest__in=list(digests)).order_by().values_list("digest", flat=True):
            found[digests[digest]] = Verdict.SUPPRESSED
    return found


def _of(reader: str, subscription: str) -> Verdict | None:
    if subscription == SubscriptionState.LEFT:
        return Verdict.LEFT
    if reader == ReaderState.SUSPENDED:
        return Verdict.SUSPENDED
    if reader == ReaderState.PENDING or subscription == SubscriptionState.PENDING:
        return Verdict.PENDING
    return Verdict.ALREADY if subscription == SubscriptionState.ACTIVE else None


def _subscribe(
    lines: Sequence[Line], newsletter: Newsletter, proof: str, source: str, by: User | None, now: datetime
) -> None:
    readers = {one.key: one for one in Reader.objects.filter(key__in=[line.key for line in lines])}
    made = [
        Reader(
            key=line.key,
            state=ReaderState.ACTIVE,
            **people.blank(line.address, line.key, line.language or newsletter.language, now),
        )
        for line in lines
        if line.key not in readers
    ]
    readers |= {one.key: one for one in Reader.objects.bulk_create(made)}
    active = {"newsletter": newsletter, "state": SubscriptionState.ACTIVE, "source": source, "at": now}
    Subscription.objects.bulk_create(
        Subscription(reader=readers[line.key], **active, **people.subscription_fields()) for line in lines
    )
    proved = {
        "newsletter": newsletter,
        "act": ConsentAct.IMPORTED,
        "at": now,
        "text": proof,
        "source": source,
        "by": by,
    }
    Consent.objects.bulk_create(
        Consent(reader=readers[line.key], digest=readers[line.key].digest, **proved) for line in lines
    )


def _chunks(rows: Sequence[T]) -> Iterator[Sequence[T]]:
    return (rows[at : at + CHUNK] for at in range(0, len(rows), CHUNK))
