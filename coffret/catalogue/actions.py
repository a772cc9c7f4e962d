"""What happens to records of the catalogue outside any submission: withdrawal, rebuilding of what is derived."""

import json
from collections.abc import Callable, Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone

from coffret.authorities.lookup import museum_directory
from coffret.base.errors import Refused
from coffret.catalogue import log, store
from coffret.catalogue.derive import derive
from coffret.catalogue.models import ChangeKind, Status
from coffret.catalogue.store import DERIVED, Stored

REASON_LIMIT = 500
STATUS = ("version", "submission", "status", "withdrawn_reason", "updated_at")


def withdraw(ref: str, reason: str) -> bool:
    """Withdraw a record: its permalink answers 410 with ``reason``; what it was is kept. False when it was already.

    Raises Refused for an unknown REF or an empty reason.
    """
    if not reason.strip():
        raise Refused("Un retrait a besoin d’une raison : elle est montrée à l’adresse de la notice (--reason).")
    with transaction.atomic():
        record = store.stored([ref]).get(ref)
        if record is None:
            raise Refused(f"Aucune notice {ref} dans ce catalogue. Vérifiez la référence (champ REF).", value=ref)
        if record.status == Status.WITHDRAWN:
            return False
        set_status([record], Status.WITHDRAWN, reason.strip(), None)
        log.append(ChangeKind.WITHDRAWN, [record.id])
    return True


def set_status(records: list[Stored], status: Status, reason: str, submission: int | None) -> None:
    """Give records a status, as a new version of each; the change log is the caller's."""
    now = store.stamp(timezone.now())
    store.keep(records, now)
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
    records = store.stored_by_id(ids).values()
    museums = museum_directory()
    rows = [
        (*derived(json.loads(one.values), one.has_image, museums[one.museum].name, museums[one.museum].city), one.id)
        for one in records
    ]
    store.update(DERIVED, rows)
