"""What happens to records of the catalogue outside any submission: withdrawal, rebuilding of what is derived."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from coffret.authorities.lookup import museum_directory
from coffret.base import quick_json
from coffret.base.errors import Refused
from coffret.catalogue import log, store
from coffret.catalogue.derive import derive
from coffret.catalogue.models import ChangeKind, Record, Status, Withdrawal
from coffret.catalogue.store import DERIVED, Stored, Target

REASON_LIMIT = 500
STATUS = ("version", "submission", "status", "withdrawn_reason", "updated_at")


class Changed(Refused):
    """The record is not as it was when the page was made: nothing was done. ``version`` is today's, ``seen`` the page's."""

    def __init__(self, record: Stored, seen: int) -> None:
        sentence = _(
            "La notice {ref} a changé depuis l’ouverture de cette page (version {seen}, aujourd’hui {version}) : "
            "rien n’a été fait. Relire la notice, puis recommencer."
        )
        super().__init__(sentence.format(ref=record.ref, seen=seen, version=record.version), value=record.ref)
        self.version = record.version
        self.seen = seen


def withdraw(ref: str, reason: str, *, by: Any = None, version: int | None = None) -> bool:
    """Withdraw a record: its permalink answers 410 with ``reason``; what it was is kept. False when it was already.

    ``by`` is written in the journal (None: a command); ``version`` is the one that was read, when a page asks.
    Raises Refused for an unknown REF, an empty reason or one too long, and Changed.
    """
    if not reason.strip():
        raise Refused(_("Un retrait a besoin d’une raison : elle est montrée à l’adresse de la notice."))
    if len(reason.strip()) > REASON_LIMIT:
        raise Refused(_("La raison dépasse {n} signes : la raccourcir.").format(n=REASON_LIMIT))
    with transaction.atomic():
        record = held(ref, version)
        if record.status == Status.WITHDRAWN:
            return False
        now = timezone.now()
        set_status([record.target], Status.WITHDRAWN, reason.strip(), None, now)
        journal_withdrawals([record.id], reason.strip(), by, now)
        log.append(ChangeKind.WITHDRAWN, [record.id])
    return True


def put_back(ref: str, *, by: Any = None, version: int | None = None) -> bool:
    """Put a withdrawn record online again, as it was. False when it is online. Raises Refused and Changed."""
    with transaction.atomic():
        record = held(ref, version)
        if record.status == Status.PUBLISHED:
            return False
        now = timezone.now()
        set_status([record.target], Status.PUBLISHED, "", None, now)
        journal_returns([record.id], by, now)
        log.append(ChangeKind.RESTORED, [record.id])
    return True


def held(ref: str, version: int | None) -> Stored:
    """Return a record, held until the transaction ends; raises Refused for an unknown REF, Changed for an old version."""
    log.one_writer()
    Record.objects.select_for_update().filter(ref=ref).order_by("pk").values_list("pk", flat=True).first()
    record = store.stored([ref]).get(ref)
    if record is None:
        sentence = _("Aucune notice {ref} dans ce catalogue. Vérifiez la référence (champ REF).")
        raise Refused(sentence.format(ref=ref), value=ref)
    if version is not None and record.version != version:
        raise Changed(record, version)
    return record


def journal_withdrawals(records: Iterable[int], reason: str, by: Any, at: datetime) -> None:
    """Write in the journal that these records left the public site; the caller's transaction."""
    key, when = (None if by is None else by.pk), store.stamp(at)
    store.many(
        "INSERT INTO catalogue_withdrawal (record_id, reason, at, by_id) VALUES (%s, %s, %s, %s)",
        [(one, reason[:REASON_LIMIT], when, key) for one in records],
    )


def journal_returns(records: Sequence[int], by: Any, at: datetime) -> None:
    """Write in the journal that these records, withdrawn, are online again; the caller's transaction."""
    for chunk in store.chunks(records):
        Withdrawal.objects.filter(record__in=chunk, restored_at=None).update(restored_at=at, restored_by=by)


def set_status(records: Sequence[Target], status: Status, reason: str, submission: int | None, at: datetime) -> None:
    """Give records a status, as a new version of each made ``at``; the change log and the journal are the caller's."""
    now = store.stamp(at)
    store.keep([one.id for one in records], now)
    rows = [
        (one.version + 1, submission, status.value, reason[:REASON_LIMIT], now, one.id) for one in records
    ]  # fmt: skip
    store.update(STATUS, rows)


def derived(values: Mapping[str, str], has_image: bool, name: str, city: str) -> tuple[Any, ...]:
    """Return the derived columns of a record, in the order of DERIVED; ``name`` and ``city`` are its museum's.

    A record that says no place is shown in the museum it belongs to.
    """
    if not values.get("LOCA"):
        values = {**values, "NOMOFF": name, "VILLE_M": city}
    columns = derive(values, has_image)
    return tuple(columns[column] for column in DERIVED)


def rebuild(watch: Callable[[int], None] = lambda done: None) -> int:
    """Derive every derived column again from the values; returns how many records. A transaction per batch."""
    done = 0
    for batch in store.each():
        with transaction.atomic():
            _rebuild([one.id for one in batch])
        done += len(batch)
        watch(done)
    return done


def _rebuild(ids: list[int]) -> None:
    """Read again under the transaction, so that nothing published meanwhile is overwritten."""
    log.one_writer()
    records = store.stored_by_id(ids).values()
    museums = museum_directory()
    rows = [
        (
            *derived(quick_json.read(one.values), one.has_image, museums[one.museum].name, museums[one.museum].city),
            one.id,
        )
        for one in records
    ]
    store.update(DERIVED, rows)
