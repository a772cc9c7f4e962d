"""The museums side by side, for the office and for who observes a region: never public, never ranked by us."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from coffret.accounts import access
from coffret.accounts.models import Participation
from coffret.authorities.models import Museum
from coffret.conformity.models import Board


@dataclass(frozen=True, slots=True)
class Standing:
    """How a museum stands: counts of notices and of pictures, when they were measured (None: not yet)."""

    museum: Museum
    counts: dict[str, int]
    measured_at: datetime | None

    @property
    def online(self) -> int:
        """Return how many notices are online."""
        return self.counts.get("online", 0)

    def share(self, name: str) -> int | None:
        """Return a count in hundredths of its whole, rounded down: all is said of all only; None of nothing."""
        whole = self.counts.get("images" if name.startswith("images_") else "online", 0)
        return 100 * self.counts.get(name, 0) // whole if whole else None

    @property
    def shares(self) -> list[int | None]:
        """Return its shares, in the order of the table: minimum sheet, illustrated, pictures within the norm."""
        return [self.share(name) for name in ("minimum", "illustrated", "images_norm")]

    @property
    def troubles(self) -> list[int]:
        """Return what is to be put right, in the order of the table: notices with an error, an alert, a term, a double."""
        return [self.counts.get(name, 0) for name in ("erreur", "alerte", "vocabulary", "duplicates")]


# What the table is sorted by: name → its value; names in words first to last, counts most first.
SHARES = ("illustrated", "minimum", "images_norm")
COUNTS = ("online", "erreur", "alerte", "vocabulary", "duplicates")
ORDERS = ("museum", "region", *COUNTS, *SHARES)


def standings(user: access.Visitor, region: str = "") -> list[Standing]:
    """Return how the museums ``user`` may read stand: all for the office, else their own and those they observe.

    A museum is there when it takes part, or has notices that were measured. A known number of queries.
    """
    boards = {board.museum_id: board for board in Board.objects.order_by("pk")}
    codes = set(boards) | set(Participation.objects.order_by("pk").values_list("pk", flat=True))
    if not access.can_see_every_museum(user):
        codes &= access.seen_codes(user)
    museums = Museum.objects.filter(pk__in=codes).order_by("city", "official_name", "code")
    if region:
        museums = museums.filter(region=region)
    return [_standing(museum, boards.get(museum.pk)) for museum in museums]


def _standing(museum: Museum, board: Board | None) -> Standing:
    return Standing(museum, board.counts if board else {}, board.measured_at if board else None)


def ordered(rows: Iterable[Standing], by: str, *, reverse: bool = False) -> list[Standing]:
    """Return the rows in this order (one of ORDERS), those without a figure last."""
    rows = list(rows)
    if by == "region":
        return sorted(rows, key=lambda row: row.museum.region, reverse=reverse)
    if by not in ORDERS or by == "museum":
        return rows[::-1] if reverse else rows
    figured = {row.museum.pk: row.share(by) if by in SHARES else row.counts.get(by) for row in rows}
    known = [row for row in rows if figured[row.museum.pk] is not None]
    rest = [row for row in rows if figured[row.museum.pk] is None]
    return sorted(known, key=lambda row: figured[row.museum.pk] or 0, reverse=not reverse) + rest


def regions(rows: Iterable[Standing]) -> list[str]:
    """Return the regions of these museums, in alphabetical order."""
    return sorted({row.museum.region for row in rows if row.museum.region})
