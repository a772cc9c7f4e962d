"""The bytes of a delivery, written piece after piece where the sender says they go on: a kill loses one piece at most."""

import contextlib
import fcntl
import hashlib
import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import BinaryIO

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from coffret.base.errors import Refused
from coffret.submissions.models import DeliveredFile, Delivery, DeliveryState

# What one request may bring; the browser sends pieces of PIECE.
PIECE = 8 << 20
LONGEST = 4 * PIECE
BLOCK = 1 << 20

Read = Callable[[int], bytes]


class Misplaced(Exception):  # noqa: N818 - it is an answer
    """The piece does not start where the file stops: ``offset`` is where it does."""

    def __init__(self, offset: int) -> None:
        super().__init__(f"the file goes on at {offset}")
        self.offset = offset


class Busy(Exception):  # noqa: N818 - it is an answer
    """Another request is writing this very file."""


def folder(delivery: int) -> Path:
    """Return where the bytes of a delivery stand."""
    return Path(settings.DATA) / "deliveries" / str(delivery)


def place(file: DeliveredFile) -> Path:
    """Return where the bytes of a file stand: a name of ours, never the museum's."""
    return folder(file.delivery_id) / f"{file.pk}.part"


def received(file: DeliveredFile) -> int:
    """Return how many bytes are here for sure: what was written down, unless the disk holds less."""
    try:
        return min(file.received, place(file).stat().st_size)
    except FileNotFoundError:
        return 0


def append(file: DeliveredFile, offset: int, read: Read, length: int) -> DeliveredFile:
    """Write a piece of ``length`` bytes, read block by block, at ``offset``; returns the file as it has become.

    Raises Misplaced when the file does not stop there, Busy when another request writes it, Refused for what is not
    to be sent. A sender cut in the middle of its piece leaves what came of it.
    """
    with _held(file) as handle:
        file = DeliveredFile.objects.select_related("delivery").get(pk=file.pk)
        _awaited(file, length)
        here = received(file)
        # Bytes of a piece that nobody wrote down: a kill came before.
        handle.truncate(here)
        if here != offset:
            raise Misplaced(here)
        if length > file.size - here:
            sentence = _("« {file} » est plus long qu’annoncé : il a changé depuis. Choisissez-le à nouveau.")
            raise Refused(sentence.format(file=file.path), value=file.path)
        handle.seek(here)
        _take(file, handle, here, read, length)
        if file.received == file.size:
            _close(file)
    return file


def _awaited(file: DeliveredFile, length: int) -> None:
    """Raise Refused for a piece nobody awaits."""
    if file.delivery.state != DeliveryState.ARRIVING:
        raise Refused(_("Cet envoi est terminé : il ne reçoit plus de fichier. Commencez-en un autre."))
    if file.known:
        raise Refused(_("« {file} » est déjà là : il n’est pas à envoyer.").format(file=file.path))
    if length > LONGEST:
        limit = LONGEST >> 20
        raise Refused(_("Un morceau de plus de {limit} Mo n’est pas lu. Envoyez-le par parts.").format(limit=limit))


def _take(file: DeliveredFile, handle: BinaryIO, here: int, read: Read, length: int) -> None:
    """Write what comes, then note it once it is on the disk, whatever ended it."""
    taken = 0
    try:
        while taken < length and (block := read(min(BLOCK, length - taken))):
            handle.write(block)
            taken += len(block)
    finally:
        handle.flush()
        os.fsync(handle.fileno())
        file.received = here + taken
        DeliveredFile.objects.filter(pk=file.pk).update(received=file.received)
        Delivery.objects.filter(pk=file.delivery_id).update(touched_at=timezone.now())


def _close(file: DeliveredFile) -> None:
    """Check the content of a file that is whole; one that is not what was announced is to be sent again."""
    if file.finished_at:
        return
    with place(file).open("rb") as handle:
        found = hashlib.file_digest(handle, "sha256").hexdigest()
    if file.sha256 and file.sha256 != found:
        begin_again(file)
        sentence = _("« {file} » a changé pendant l’envoi, ou s’est abîmé en chemin. Envoyez-le à nouveau.")
        raise Refused(sentence.format(file=file.path), value=file.path)
    file.sha256, file.finished_at = found, timezone.now()
    file.save(update_fields=["sha256", "finished_at"])


def close_empty(file: DeliveredFile) -> None:
    """Settle a file without a byte: nothing of it is to be sent."""
    with _held(file) as handle:
        handle.truncate(0)
        _close(file)


def begin_again(file: DeliveredFile) -> None:
    """Forget the bytes of a file: it is to be sent from its first one."""
    DeliveredFile.objects.filter(pk=file.pk).update(received=0, finished_at=None)
    place(file).unlink(missing_ok=True)


def remove(delivery: int) -> None:
    """Remove every byte of a delivery."""
    with contextlib.suppress(FileNotFoundError):
        shutil.rmtree(folder(delivery))


@contextlib.contextmanager
def _held(file: DeliveredFile) -> Iterator[BinaryIO]:
    """Give the file of a delivered file, held by this request alone; raises Busy. A kill lets it go."""
    path = place(file)
    path.parent.mkdir(parents=True, exist_ok=True)
    with os.fdopen(os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o640), "r+b") as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Busy from None
        yield handle
