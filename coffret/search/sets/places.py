"""Where a record stands in the order that asks for nothing: pictured and well filled first. Sets hold these places.

A place is a number of 32 bits: seven for the level (the best first), twenty-five for the record's id. The first members of
any set are thus the first records to show, and its n-th page is found without counting.
"""

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
    """Return the place of a record of this id and level; raises OverflowError beyond 33,554,431."""
    if record > _ID_MASK:
        raise OverflowError(f"record {record} has no place in the sets")
    return (BEST - its_level) << _ID_BITS | record


def record(of_place: int) -> int:
    """Return the id of the record at a place."""
    return of_place & _ID_MASK
