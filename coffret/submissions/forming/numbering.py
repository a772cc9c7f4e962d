"""The reference of a new record: its museum's code and the next number nobody has, published or waiting."""

from coffret.base.errors import Refused
from coffret.catalogue import store
from coffret.submissions.models import Outcome
from coffret.submissions.proposals import NUMBER_LENGTH, Proposals


def next_reference(museum: str) -> str:
    """Return the next free reference of a museum; raises Refused when its code cannot start one.

    The references of lines that wait count too: two people who write a new record at the same time make two.
    """
    proposed = Proposals().for_museum(museum)
    if not proposed:
        raise Refused(
            f"Le code « {museum} » ne peut pas commencer une référence. Écrivez une lettre et quatre chiffres.",
            value=museum,
        )
    number = max(int(proposed[len(museum) :]), _waiting(museum) + 1)
    while _taken(reference := f"{museum}{number:0{NUMBER_LENGTH}d}"):
        number += 1
    return reference


def _waiting(museum: str) -> int:
    """Return the highest number that a line of a submission bears, those refused aside."""
    rows = store.select(
        "SELECT MAX(ref) FROM submissions_line WHERE ref >= %s AND ref < %s AND LENGTH(ref) = %s AND outcome <> %s",
        [f"{museum}0", f"{museum}:", len(museum) + NUMBER_LENGTH, Outcome.REJECTED.value],
    )
    tail = (rows[0][0] or "")[len(museum) :]
    return int(tail) if tail.isdecimal() else 0


def _taken(reference: str) -> bool:
    for table in ("catalogue_record", "submissions_line"):
        if store.select(f"SELECT 1 FROM {table} WHERE ref = %s LIMIT 1", [reference]):  # noqa: S608
            return True
    return False
