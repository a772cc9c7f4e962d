"""Is this the very copy of the data that sent last? A copy brought back from a backup would send everything again.

The way out (Channel) and a file beside the database both know the instance and how many times somebody took the way
out. A database older than the file, a file that another machine or directory wrote, or none where there was one: nothing
leaves until somebody confirms. Where the whole data directory is brought back, the hours tell (recovery.py).
"""

import json
import os
import secrets
from contextlib import suppress
from dataclasses import asdict, dataclass
from hashlib import sha256
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext as _

from coffret.newsletters.models import Channel
from coffret.newsletters.readers import people

FILE = "letter_instance"
_MACHINE = Path("/etc/machine-id")


@dataclass(frozen=True, slots=True)
class Witness:
    """What the file says: which instance, how many times the way out was taken, on which machine and in which directory."""

    instance: str
    epoch: int
    place: str


def doubt(channel: Channel) -> str:
    """Return why this may not be the copy that sent last, in words; « » when it is, or when nothing was ever sent."""
    if not people.key_is_theirs():
        return str(people.OTHER_KEY)
    kept = read()
    if kept is None:
        return _("Le témoin des envois manque à côté de la base : copie ou restauration ?") if channel.instance else ""
    if kept.place != _place():
        return _("Ces données viennent d’une autre machine ou d’un autre dossier.")
    # Killed between the two writings, or without room for the second, the database is ahead: it is no older one.
    if kept.instance != channel.instance or channel.epoch < kept.epoch:
        return _("La base n’est pas celle du dernier envoi : elle a sans doute été restaurée.")
    return ""


def advance(channel: Channel) -> None:
    """Count one more taking of the way out in ``channel``, which the caller saves; ``follow`` writes the file after."""
    channel.instance = channel.instance or secrets.token_hex(16)
    channel.epoch += 1


def follow(channel: Channel) -> None:
    """Write in the file what the way out now says, durably: once its transaction is over."""
    path = _path()
    beside = path.with_suffix(f".{os.getpid()}")
    witness = Witness(channel.instance, channel.epoch, _place())
    try:
        with beside.open("w", encoding="utf-8") as file:
            json.dump(asdict(witness), file)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(path)
    except OSError:
        with suppress(OSError):
            beside.unlink()
        raise


def read() -> Witness | None:
    """Return what the file says, None where there is none or it cannot be read."""
    try:
        return Witness(**json.loads(_path().read_text(encoding="utf-8")))
    except (FileNotFoundError, TypeError, ValueError):
        return None


def _path() -> Path:
    return Path(settings.DATA) / FILE


def _place() -> str:
    machine = ""
    with suppress(OSError):
        machine = _MACHINE.read_text(encoding="ascii").strip()
    return sha256(f"{machine}:{Path(settings.DATA).resolve()}".encode()).hexdigest()[:32]
