"""The published notices of a museum as the measures read them: all of them, once, in order."""

from collections.abc import Iterator, Sequence
from typing import Any

from coffret.catalogue import store
from coffret.catalogue.models import Status


def batches(museum: str) -> Iterator[Sequence[Any]]:
    """Yield batches of (id, REF, values, findings) by ascending id, the last two as JSON; no cursor is left open."""
    after = 0
    while rows := store.select(
        'SELECT id, ref, "values", findings FROM catalogue_record '
        "WHERE museum_id = %s AND status = %s AND id > %s ORDER BY id LIMIT %s",
        [museum, Status.PUBLISHED.value, after, store.CHUNK],
    ):
        after = rows[-1][0]
        yield [(pk, ref, store.unpacked(values), store.unpacked(found)) for pk, ref, values, found in rows]
