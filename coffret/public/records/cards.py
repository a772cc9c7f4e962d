"""Records as lists show them: one line of facts each, their first picture, in two queries whatever their number."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.safestring import SafeString
from django.utils.translation import get_language

from coffret.catalogue import captions
from coffret.catalogue.models import Record, State
from coffret.public.images.pictures import Picture, first_pictures, mark_for


@dataclass(slots=True)
class Card:
    """A record in a list. ``url`` may carry the search it was found by; ``picture`` None shows ``mark``; ``why``: why it
    was found (reasons.py)."""

    record: Record
    picture: Picture | None
    url: str
    why: Any = None

    @property
    def mark(self) -> str:
        """Return the name of the drawn mark of its domain."""
        return mark_for(self.record.values.get("DOMN", ""))

    @property
    def ratio(self) -> str:
        """Return the class of its proportion; a mark is a square."""
        return self.picture.ratio if self.picture else "r61"

    @property
    def caption(self) -> SafeString:
        """Return its caption, the title in <cite>."""
        return captions.caption_html(self.record.values, get_language() or "fr")

    @property
    def facts(self) -> str:
        """Return date and technique in one line."""
        return facts(self.record.values)

    @property
    def museum(self) -> str:
        """Return town and museum."""
        museum = self.record.museum
        return " · ".join(part for part in (museum.city, museum.usual_name or museum.official_name) if part)

    @property
    def gone(self) -> bool:
        """Say whether the object is missing, stolen or thought destroyed."""
        return self.record.state in {State.MISSING, State.STOLEN, State.PRESUMED_DESTROYED}


def facts(values: dict[str, str]) -> str:
    """Return date and technique as the caption words them, in one line."""
    return " · ".join(
        part for part in (captions.dated(values, get_language() or "fr"), captions.technique(values)) if part
    )


def cards(records: Iterable[Record], urls: dict[int, str] | None = None) -> list[Card]:
    """Return the cards of ``records`` in their order; ``urls`` gives the address of some (record id → address)."""
    records = list(records)
    pictures = first_pictures(record.pk for record in records if record.has_image)
    given = urls or {}
    return [Card(r, pictures.get(r.pk), given.get(r.pk) or r.get_absolute_url()) for r in records]


def in_order(ids: Sequence[int], user: Any) -> list[Record]:
    """Return the records ``user`` may see among ``ids``, in that order."""
    found = Record.objects.visible_to(user).select_related("museum").in_bulk(list(ids))
    return [found[pk] for pk in ids if pk in found]
