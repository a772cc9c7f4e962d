"""The number of an export: in sequence for each museum, never reset (Spécifications d'export Joconde 2024, p. 12).

Kept in a small file per museum of the data directory, not in the database: it must outlive a rebuilt one, may be read
and mended by hand, and serves on a machine that holds no catalogue. Folders already in the output count too, so that
a lost file gives no number twice.
"""

import fcntl
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from coffret.base.errors import Refused

LAST = 9999
_FOLDER = re.compile(r"\.?J_([A-Z]\d{4})-(\d{4})_\d{4}-\d\d-\d\d(?:\.partiel)?")


def take(data: Path, out: Path, museum: str, asked: int = 0) -> int:
    """Return the number of the next export of a museum and keep it as used; ``asked`` imposes one (0: the next).

    Raises Refused when ``asked`` is already in ``out``, or when the four digits are used up.
    """
    with _counter(data, museum) as counter:
        used = _used(out, museum)
        if asked and asked in used:
            raise Refused(
                f"L’export n° {asked:04d} du musée {museum} est déjà dans {out}. Chaque export a son dossier : "
                "laissez choisir le numéro suivant, ou donnez-en un autre.",
                value=str(asked),
            )
        last = max([_read(counter), *used])
        number = asked or last + 1
        if not 0 < number <= LAST:
            raise Refused(f"Numéro d’export {number} : il tient sur quatre chiffres, de 1 à {LAST}.", value=str(number))
        counter.write_text(f"{max(last, number)}\n", encoding="ascii")
        return number


@contextmanager
def _counter(data: Path, museum: str) -> Iterator[Path]:
    """Hold the counter of a museum: two exports at once take two numbers."""
    place = data / "exports" / museum
    place.parent.mkdir(parents=True, exist_ok=True)
    lock = os.open(place.with_suffix(".lock"), os.O_CREAT | os.O_RDWR, 0o644)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield place
    finally:
        os.close(lock)


def _read(counter: Path) -> int:
    try:
        return int(counter.read_text(encoding="ascii"))
    except FileNotFoundError:
        return 0
    except ValueError as error:
        raise Refused(
            f"Le compteur d’exports {counter} est illisible. Écrivez-y le dernier numéro employé, ou supprimez-le.",
            value=str(counter),
        ) from error


def _used(out: Path, museum: str) -> set[int]:
    if not out.is_dir():
        return set()
    found = (_FOLDER.fullmatch(entry.name) for entry in os.scandir(out))
    return {int(one[2]) for one in found if one and one[1] == museum}
