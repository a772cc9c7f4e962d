"""The reference of a new record: its museum's code and the next number nobody has, published or waiting."""

from coffret.base.errors import Refused
from coffret.catalogue import store
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
    number = int(proposed[len(museum) :])
    while _taken(reference := f"{museum}{number:0{NUMBER_LENGTH}d}"):
        number += 1
    return reference


def _taken(reference: str) -> bool:
    for table in ("catalogue_record", "submissions_line"):
        if store.select(f"SELECT 1 FROM {table} WHERE ref = %s LIMIT 1", [reference]):  # noqa: S608
            return True
    return False
