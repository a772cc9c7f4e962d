"""How many entries use a file."""

from collections import Counter
from collections.abc import Iterable

from coffret.editorial.models import Reference


def uses_of(column: str, ids: Iterable[int]) -> dict[int, int]:
    """Return id → number of entries that refer to it (« picture » or « document »), online or being written; one query."""
    pairs = Reference.objects.filter(**{f"{column}__in": list(ids)}).order_by()
    return Counter(key for key, _entry in pairs.values_list(f"{column}_id", "entry_id").distinct() if key)
