"""A delivery from its first file to its last: what is announced, what is awaited, when it is whole or given up."""

import re
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Count, F, QuerySet, Sum
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from coffret.authorities.models import Museum
from coffret.base import jobs
from coffret.base.errors import Refused
from coffret.base.models import Job
from coffret.base.text import grouped
from coffret.submissions.handing import contents, paths, pieces
from coffret.submissions.models import DeliveredFile, Delivery, DeliveryState

# Files announced at once, files of a delivery, characters of a path.
BATCH = 1000
FILES_LIMIT = 100_000
PATH_LIMIT = 1000
# Of the disk, left to everything else.
KEPT_FREE = 1 << 30
ABANDONED = timedelta(days=30)
_SHA256 = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class Announced:
    """A file the browser has: its path in the folder handed in, its size in bytes, its SHA-256 or « »."""

    path: str
    size: int
    sha256: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """What is expected of a file: nothing when it is ``known``, else its bytes from ``offset``; or why it is refused."""

    path: str
    file: int = 0
    offset: int = 0
    known: bool = False
    refusal: str = ""


@dataclass(frozen=True, slots=True)
class Standing:
    """How much of a delivery is here: files, those that are whole, bytes in all and received."""

    files: int
    whole: int
    bytes: int
    received: int

    @property
    def missing(self) -> int:
        """Return how many files are not whole yet."""
        return self.files - self.whole


def begin(museum: Museum, by: Any) -> Delivery:
    """Begin a delivery for ``museum``; the right to is the caller's affair."""
    now = timezone.now()
    return Delivery.objects.create(museum=museum, by=by, begun_at=now, touched_at=now)


def announced(rows: Any) -> list[Announced]:
    """Return what a browser says of its files ([{"path", "size", "sha256"}, …]); raises Refused for what is no list."""
    wrong = Refused(_("La liste des fichiers n’est pas lisible. Rechargez la page et recommencez."))
    if not isinstance(rows, list) or len(rows) > BATCH:
        raise wrong
    found = []
    for row in rows:
        path, size, sha256 = (row.get(name) for name in ("path", "size", "sha256")) if isinstance(row, dict) else "???"
        if not isinstance(path, str) or type(size) is not int or size < 0:
            raise wrong
        found.append(Announced(path, size, sha256 if isinstance(sha256, str) and _SHA256.fullmatch(sha256) else ""))
    return found


def announce(delivery: Delivery, files: Sequence[Announced]) -> list[Answer]:
    """Note files that are to come; returns what is expected of each, in order. Announced again, a file goes on.

    Raises Refused when the delivery would be too large, for us or for the disk.
    """
    refused = {file.path: _refusal(file) for file in files}
    good = {file.path: file for file in files if not refused[file.path]}
    # Before anything is written: no sum of what is kept may then be more than a column holds.
    _refuse_heavy(sum(file.size for file in good.values()))
    have = contents.known(delivery.museum_id, [file.sha256 for file in good.values()])
    with transaction.atomic():
        _arriving(delivery)
        there = {row.path: row for row in delivery.files.filter(path__in=good)}
        for path, row in there.items():
            _again(row, good[path])
        DeliveredFile.objects.bulk_create(
            _new(delivery, file, have) for path, file in good.items() if path not in there
        )
        _bounded(standing(delivery))
        Delivery.objects.filter(pk=delivery.pk).update(touched_at=timezone.now())
        rows = {row.path: row for row in delivery.files.filter(path__in=good)}
    for row in rows.values():
        if not row.size and not row.finished_at:
            pieces.close_empty(row)
    return [_answer(file.path, rows.get(file.path), refused[file.path]) for file in files]


def _refusal(file: Announced) -> str:
    if len(file.path) > PATH_LIMIT or not paths.safe(file.path):
        return _("Ce nom de fichier ne peut pas être gardé. Renommez-le sans « .. » ni caractère invisible.")
    return ""


def _new(delivery: Delivery, file: Announced, have: set[str]) -> DeliveredFile:
    known = file.sha256 in have
    return DeliveredFile(
        delivery=delivery,
        path=file.path,
        size=file.size,
        sha256=file.sha256,
        known=known,
        received=file.size if known else 0,
        finished_at=timezone.now() if known else None,
    )


def _again(row: DeliveredFile, file: Announced) -> None:
    """A file announced before: another one under its name takes its place, the same one goes on."""
    other = row.size != file.size or (row.sha256 and file.sha256 and row.sha256 != file.sha256)
    if other:
        pieces.begin_again(row)
        row.known, row.received, row.finished_at = False, 0, None
    elif row.known:
        return
    sha256 = file.sha256 or ("" if other else row.sha256)
    if other or sha256 != row.sha256:
        row.size, row.sha256 = file.size, sha256
        row.save(update_fields=["size", "sha256", "known"])


def _answer(path: str, row: DeliveredFile | None, refusal: str) -> Answer:
    if row is None:
        return Answer(path, refusal=refusal)
    return Answer(path, row.pk, row.size if row.known else pieces.received(row), row.known)


def _refuse_heavy(weight: int) -> None:
    """Raise Refused for more bytes than a delivery may weigh."""
    if weight > settings.DELIVERY_LIMIT << 30:
        sentence = _("Un envoi pèse au plus {limit} Go ; celui-ci en pèserait {size}. Faites-en plusieurs.")
        raise Refused(sentence.format(limit=settings.DELIVERY_LIMIT, size=-(-weight // (1 << 30))))


def _bounded(found: Standing) -> None:
    if found.files > FILES_LIMIT:
        sentence = _("Un envoi compte au plus {limit} fichiers. Faites-en plusieurs.")
        raise Refused(sentence.format(limit=grouped(FILES_LIMIT)))
    _refuse_heavy(found.bytes)
    free = shutil.disk_usage(Path(settings.DATA)).free
    if found.bytes - found.received > free - KEPT_FREE:
        raise Refused(
            _("La place manque sur le serveur pour cet envoi. Prévenez le bureau, ou envoyez moins à la fois.")
        )


def standing(delivery: Delivery) -> Standing:
    """Return how much of a delivery is here; one query."""
    found: Mapping[str, Any] = delivery.files.aggregate(
        files=Count("pk"), whole=Count("finished_at"), bytes=Sum("size"), received=Sum("received")
    )
    return Standing(**{name: value or 0 for name, value in found.items()})


def missing(delivery: Delivery) -> QuerySet[DeliveredFile]:
    """Return the files that are not whole yet, in order."""
    return delivery.files.filter(finished_at__isnull=True).order_by("path")


def leave_out(delivery: Delivery) -> int:
    """Take the files that are not whole out of a delivery, at the sender's wish; returns how many."""
    with transaction.atomic():
        _arriving(delivery)
        rows = list(missing(delivery))
        DeliveredFile.objects.filter(pk__in=[row.pk for row in rows]).delete()
    for row in rows:
        pieces.place(row).unlink(missing_ok=True)
    return len(rows)


def finish(delivery: Delivery, *, by: Any = None) -> Job:
    """Close a delivery whose files are all here, and ask for its examination; returns its job.

    Raises Refused when files are missing, or when nothing was sent. Asked twice, it is one examination.
    """
    with transaction.atomic():
        row = Delivery.objects.select_for_update().get(pk=delivery.pk)
        if row.state == DeliveryState.ARRIVING:
            _whole(standing(row))
            row.state, row.finished_at = DeliveryState.RECEIVED, timezone.now()
            row.touched_at = row.finished_at
            row.save(update_fields=["state", "finished_at", "touched_at"])
        elif row.state != DeliveryState.RECEIVED:
            raise _over(row)
        delivery.state, delivery.finished_at = row.state, row.finished_at
        return jobs.ask("examine", str(row.pk), by=getattr(by, "pk", None))


def _whole(found: Standing) -> None:
    if not found.files:
        raise Refused(_("Aucun fichier n’est arrivé. Choisissez d’abord les fichiers à verser."))
    if found.missing:
        sentence = ngettext(
            "Un fichier n’est pas arrivé en entier. Choisissez à nouveau le même dossier : l’envoi reprend là où il en est.",
            "%(n)s fichiers ne sont pas arrivés en entier. Choisissez à nouveau le même dossier : l’envoi reprend là où "
            "il en est.",
            found.missing,
        )
        raise Refused(sentence % {"n": grouped(found.missing)})


def drop(delivery: Delivery) -> None:
    """Give up a delivery that is not examined: its bytes go. Raises Refused for one that is."""
    with transaction.atomic():
        _arriving(delivery)
        Delivery.objects.filter(pk=delivery.pk).update(state=DeliveryState.DROPPED, touched_at=timezone.now())
    delivery.state = DeliveryState.DROPPED
    pieces.remove(delivery.pk)


def drop_abandoned() -> int:
    """Give up the deliveries nobody touched for a month, and remove the bytes of those that are over; returns how many."""
    old = Delivery.objects.filter(state=DeliveryState.ARRIVING, touched_at__lt=timezone.now() - ABANDONED)
    dropped = list(old.order_by("pk"))
    for delivery in dropped:
        drop(delivery)
    _sweep()
    return len(dropped)


def _sweep() -> None:
    """Remove the folders of deliveries that need them no more: a kill came between the row and the bytes."""
    root = pieces.folder(0).parent
    found = {int(path.name) for path in root.glob("*") if path.name.isdigit()} if root.is_dir() else set()
    live = Delivery.objects.filter(state__in=[DeliveryState.ARRIVING, DeliveryState.RECEIVED], pk__in=found)
    for number in found - set(live.order_by().values_list("pk", flat=True)):
        pieces.remove(number)


def begun(museums: set[str], by: Any) -> QuerySet[Delivery]:
    """Return the deliveries ``by`` began for ``museums`` and did not finish, the newest first, with figures of each."""
    rows = Delivery.objects.filter(state=DeliveryState.ARRIVING, museum__in=museums, by=by).select_related("museum")
    figures = rows.annotate(
        count=Count("files"), whole=Count("files__finished_at"), bytes=Sum("files__size"), here=Sum("files__received")
    )
    return figures.filter(count__gt=0).order_by(F("touched_at").desc(), "-pk")


def _arriving(delivery: Delivery) -> None:
    """Hold a delivery's row; raises Refused when it takes no more files. The caller's transaction."""
    row = Delivery.objects.select_for_update().get(pk=delivery.pk)
    if row.state != DeliveryState.ARRIVING:
        raise _over(row)


def _over(delivery: Delivery) -> Refused:
    sentence = _("Cet envoi est « {state} » : il ne reçoit plus de fichier. Commencez-en un autre.")
    return Refused(sentence.format(state=delivery.get_state_display()), value=delivery.state)
