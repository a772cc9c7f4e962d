"""What happens to one image outside any submission: withdrawn from the public, and brought back. The master stays."""

from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from coffret.base.errors import Refused
from coffret.base.text import fold, listed
from coffret.catalogue import log
from coffret.catalogue.models import ChangeKind, Record
from coffret.images import access, rows
from coffret.images.models import Image, Withdrawal

REASON_LIMIT = 500
NAMES_SHOWN = 8


def withdraw(ref: str, name: str, reason: str, user: Any = None) -> bool:
    """Withdraw an image of a record: its addresses answer 410 unless another record shows the same content. False when
    it was already.

    Handing the picture in again does not bring it back: ``restore`` does. Raises Refused for an unknown record or
    image, or an empty reason.
    """
    reason = " ".join(reason.split())[:REASON_LIMIT]
    if not reason:
        raise Refused(_("Un retrait a besoin d’une raison : elle est gardée au journal (--reason)."))
    with transaction.atomic():
        image = _image(ref, name)
        if _open(image).exists():
            return False
        Withdrawal.objects.create(
            record_id=image.record_id, name=image.name, sha256=image.sha256, reason=reason, at=timezone.now(), by=user
        )
        _follow(image.record_id)
    access.forget(image.sha256)
    return True


def restore(ref: str, name: str) -> bool:
    """Bring a withdrawn image back. False when it was not withdrawn.

    Raises Refused for an unknown record or image, or when the museum itself says that it is not to be shown.
    """
    with transaction.atomic():
        image = _image(ref, name)
        if not _open(image).update(restored_at=timezone.now()):
            if not image.shareable:
                sentence = _("L’image {name} est « non diffusable » dans images.csv : c’est au musée de l’y changer.")
                raise Refused(sentence.format(name=image.name), value=image.name)
            return False
        _follow(image.record_id)
    access.forget(image.sha256)
    return True


def _image(ref: str, name: str) -> Image:
    """Return the image of this name, or of the only name alike; raises Refused naming those there are."""
    record = Record.objects.select_for_update().filter(ref=ref).first()
    if record is None:
        sentence = _("Aucune notice {ref} dans ce catalogue. Vérifiez la référence (champ REF).")
        raise Refused(sentence.format(ref=ref), value=ref)
    images = list(record.images.order_by("position"))
    found = [image for image in images if image.name == name]
    found = found or [image for image in images if fold(image.name) == fold(name)]
    if len(found) == 1:
        return found[0]
    names = listed([image.name for image in images[:NAMES_SHOWN]]) or _("aucune")
    sentence = _("La notice {ref} n’a pas d’image « {name} ». Ses images : {names}.")
    raise Refused(sentence.format(ref=ref, name=name, names=names), value=name)


def _open(image: Image) -> Any:
    """Return the withdrawals that hold an image: of its name, or of its content under another name."""
    still = Withdrawal.objects.filter(record_id=image.record_id, restored_at=None)
    return still.filter(name=image.name) | still.filter(sha256=image.sha256)


def _follow(record: int) -> None:
    """Make a record's images, and the record, true to the journal; say so in the change log."""
    journal = rows.withheld([record])
    held = rows.held([record])[record]
    for row in held:
        reason = rows.reason_withheld(record, row, journal)
        Image.objects.filter(record_id=record, name=row[0]).update(withdrawn=bool(reason), withdrawn_reason=reason)
    rows.settle([record])
    # What pages and manifests say of the record changed, though no value of it did: no new version.
    Record.objects.filter(pk=record).update(updated_at=timezone.now())
    log.append(ChangeKind.UPDATED, [record])
