"""Where a record stands in the order that asks for nothing: pictured and well filled first. Sets hold these places.

A place is a number of 32 bits: seven for the level (the best first), twenty-five for the record's id. The first members of
any set are thus the first records to show, and its n-th page is found without counting.
"""

import numpy as np
from django.utils.translation import gettext as _
from numpy.typing import NDArray

from coffret.base.errors import Refused

_ID_BITS = 25
_ID_MASK = (1 << _ID_BITS) - 1
# Levels go from 0 to BEST; each has so many places. Few levels make dense sets: small, and quickly compared.
BEST = 15
_CLASSES = 8
_FIELDS = 5
PLACES = 1 << _ID_BITS


def level(fullness: int, *, has_image: bool) -> int:
    """Return how early a record comes, from 0 to BEST, more is earlier: pictured first, then by fives of fields filled."""
    return has_image * _CLASSES + min(fullness // _FIELDS, _CLASSES - 1)


def place(record: int, its_level: int) -> int:
    """Return the place of a record of this id and level; raises Refused beyond 33,554,431."""
    if record > _ID_MASK:
        raise Refused(
            _("La notice de numéro interne %(number)d ne peut être cherchée : le catalogue en admet %(most)d au plus.")
            % {"number": record, "most": _ID_MASK}
        )
    return (BEST - its_level) << _ID_BITS | record


def record(of_place: int) -> int:
    """Return the id of the record at a place."""
    return of_place & _ID_MASK


def ids(of_places: NDArray[np.uint32]) -> NDArray[np.uint32]:
    """Return the ids of the records at these places, in the same order."""
    return of_places & np.uint32(_ID_MASK)


def of_ranks(ranks: NDArray[np.int64]) -> NDArray[np.uint32]:
    """Return the places of records from what the index orders them by when nothing is asked: documents.py."""
    numbers = (1 << 31) - (ranks & 0xFFFFFFFF)
    return ((BEST - (ranks >> 32)) << _ID_BITS | numbers).astype(np.uint32)
