"""The corrections a museum always wants: kept, listed, revoked. What replays them at the check is in replaying.py."""

from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from coffret.authorities.models import Museum
from coffret.base.errors import Refused
from coffret.base.rules import REGISTRY
from coffret.catalogue.checking import plan
from coffret.catalogue.fields import BY_CODE
from coffret.submissions.mending.proposing import IDENTITY
from coffret.submissions.mending.replacing import replaced
from coffret.submissions.mending.writing import refuse_platform
from coffret.submissions.models import Correction, Submission


def of(museum: str, *, revoked: bool = False) -> QuerySet[Correction]:
    """Return the corrections of a museum, those in force unless ``revoked``, by field and value."""
    found = Correction.objects.filter(museum=museum, revoked_at__isnull=not revoked).select_related("by", "revoked_by")
    return found.order_by("-revoked_at", "pk") if revoked else found.order_by("field", "before", "pk")


def keep(
    museum: Museum, *, field: str, before: str = "", after: str = "", code: str = "", by: Any = None
) -> Correction:
    """Keep a correction for a museum: in ``field``, ``before`` is written ``after`` (« » takes it away).

    With ``before`` empty, the fix of rule ``code`` is applied wherever it finds fault. The one in force for the same
    value gives way. Raises Refused for what cannot be a habit.
    """
    refuse_unsound(field, before, after, code)
    with transaction.atomic():
        Museum.objects.select_for_update().get(pk=museum.pk)
        there = Correction.objects.filter(museum=museum, field=field, before=before, revoked_at=None)
        if not before:
            there = there.filter(code=code)
        held = there.order_by("pk").first()
        if held and held.after == after:
            return held
        there.update(revoked_at=timezone.now(), revoked_by=by)
        return Correction.objects.create(
            museum=museum, code=code, field=field, before=before, after=after, by=by, at=timezone.now()
        )


def keep_for(
    submission: Submission, *, code: str, field: str, before: str, after: str | None, by: Any = None
) -> Correction | None:
    """Keep a correction for each museum of a submission; returns the first. ``after`` None: what the rule proposes."""
    by_rule = after is None
    kept = [
        keep(museum, field=field, before="" if by_rule else before, after=after or "", code=code, by=by)
        for museum in Museum.objects.filter(code__in=submission.museums).order_by("code")
    ]
    return kept[0] if kept else None


def revoke(correction: Correction, by: Any = None) -> Correction:
    """Revoke a correction: it is replayed no more; what it corrected stays. Returns it as it has become."""
    Correction.objects.filter(pk=correction.pk, revoked_at=None).update(revoked_at=timezone.now(), revoked_by=by)
    correction.refresh_from_db()
    return correction


def refuse_unsound(field: str, before: str, after: str, code: str) -> None:
    """Raise Refused for a correction that could not be replayed."""
    refuse_identity(field)
    if field not in BY_CODE:
        raise Refused(_("Le champ « {field} » n’existe pas.").format(field=field), field=field)
    refuse_platform(field)
    if not before:
        _refuse_rule(code)
    elif before == after:
        raise Refused(_("« {value} » se remplace par lui-même : écrire une autre valeur.").format(value=before))
    elif replaced(field, before, before, after) is None:
        raise Refused(_("« {value} » ne se laisse pas remplacer.").format(value=before))


def refuse_identity(field: str) -> None:
    """Raise Refused for the fields that say which record it is: each is corrected by itself."""
    if field in IDENTITY:
        sentence = _("{field} désigne la notice ou son musée : il se corrige ligne par ligne, jamais d’avance.")
        raise Refused(sentence.format(field=field), field=field)


def _refuse_rule(code: str) -> None:
    plan()
    if not code or code not in REGISTRY:
        raise Refused(_("Indiquer la valeur à remplacer, ou le contrôle dont la correction s’applique toujours."))
