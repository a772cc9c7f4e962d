"""The examination of a delivery: its folder laid out, a submission for each file of notices, each checked in turn.

Killed, it is begun again from the bytes received: what was settled stays, what was not is settled again.
"""

from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from coffret.base.errors import Refused
from coffret.images.attach import Folder
from coffret.submissions import actions, lines, sets
from coffret.submissions.examination import Progress
from coffret.submissions.handing import images_only, pieces, telling
from coffret.submissions.handing.arriving import arrived
from coffret.submissions.handing.layout import Laid, Tell, lay_out
from coffret.submissions.models import Delivery, DeliveryState, Origin, Stage, Submission
from coffret.submissions.payload import unpack


def examine(number: int, tell: Tell) -> dict[str, Any]:
    """Examine the delivery ``number``; returns {"submissions": ids}. One that is examined already is left as it is."""
    delivery = Delivery.objects.select_related("museum", "by").get(pk=number)
    if delivery.state != DeliveryState.RECEIVED:
        # Killed at the very end, perhaps: its bytes have served.
        if delivery.state != DeliveryState.ARRIVING:
            pieces.remove(delivery.pk)
        return {"submissions": list(delivery.submissions.order_by("pk").values_list("pk", flat=True))}
    laid = lay_out(delivery, tell)
    made = _with_notices(delivery, laid, tell) if laid.notices else _pictures(delivery, laid)
    _conclude(delivery, made, laid.troubles)
    pieces.remove(delivery.pk)
    return {"submissions": [one.pk for one in made]}


def _with_notices(delivery: Delivery, laid: Laid, tell: Tell) -> list[Submission]:
    """Check every file of notices with the same folder of pictures; what none of them names is told with the last."""
    folder = Folder.open(laid.images)
    # Without any picture beside them, those that notices name are said to be still to come; they refuse nothing.
    images = folder if folder.names() or folder.table.said or folder.table.troubles else None
    made = []
    for left, (name, path) in zip(range(len(laid.notices) - 1, -1, -1), laid.notices.items(), strict=True):
        folder.continues = bool(left)
        submission = arrived(path, name, delivery.museum_id, by=delivery.by, delivery=delivery)
        _check(submission, delivery.museum_id, images, tell)
        made.append(submission)
    return made


def _check(submission: Submission, museum: str, images: Folder | None, tell: Tell) -> None:
    """Check a submission; one that an examination cut short settled already is left as it is: it may be mended since."""
    if submission.stage != Stage.RECEIVED:
        if images is not None:
            images.count_used(_images_of(submission))
        return
    step = _("Contrôle de « {file} »").format(file=Path(submission.file_name).name)

    def watch(progress: Progress) -> None:
        tell(step, progress.records, 0)

    try:
        actions.check(submission, museum=museum, images=images, watch=watch)
    except Refused:
        if submission.stage != Stage.REFUSED:
            raise


def _images_of(submission: Submission) -> list[str]:
    """Return the names of the pictures that the lines of a submission show."""
    found: list[str] = []
    for batch in lines.at(submission.pk, sets.every(sets.of(submission.pk))):
        found += [row[0] for line in batch for row in unpack(line.payload).images or ()]
    return found


def _pictures(delivery: Delivery, laid: Laid) -> list[Submission]:
    """Make a submission of pictures handed in without notices; none when no record awaits them."""
    folder = Folder.open(laid.images)
    found = images_only.rows(delivery.museum_id, folder)
    if not found:
        laid.troubles += _nothing(delivery, folder)
        return []
    path = images_only.written(found, laid.root / "notices" / images_only.file_name(delivery.museum_id))
    submission = arrived(path, path.name, delivery.museum_id, by=delivery.by, delivery=delivery, origin=Origin.IMAGES)
    if submission.stage == Stage.RECEIVED:
        actions.check(submission, museum=delivery.museum_id, images=folder)
    return [submission]


def _nothing(delivery: Delivery, folder: Folder) -> list[str]:
    """Return why nothing comes of a folder without notices."""
    names = folder.names()
    if not names:
        return (
            [] if folder.table.said else [_("Cet envoi ne contient ni notice ni image. Choisissez le dossier entier.")]
        )
    shown = ", ".join(f"« {Path(name).name} »" for name in names[:3]) + ("…" if len(names) > 3 else "")
    sentence = _(
        "Aucune notice de {museum} ne nomme ces images ({names}). Ajoutez le fichier des notices, ou donnez à chaque image "
        "son nom dans REFIM, le numéro d’inventaire ou la référence de sa notice."
    )
    return [sentence.format(museum=delivery.museum.official_name or delivery.museum_id, names=shown)]


def _conclude(delivery: Delivery, made: list[Submission], troubles: list[str]) -> None:
    """Settle a delivery and promise its mail, together."""
    with transaction.atomic():
        delivery = Delivery.objects.select_for_update(of=("self",)).select_related("museum", "by").get(pk=delivery.pk)
        delivery.state = DeliveryState.READ if made else DeliveryState.REFUSED
        delivery.refusal = "\n".join(troubles)
        delivery.touched_at = timezone.now()
        delivery.save(update_fields=["state", "refusal", "touched_at"])
        telling.ready(delivery, made)
