"""The museums that take part: enrolled by the office, which may choose to read what they hand in before it is online.

And the regions, which regional advisers observe.
"""

from collections.abc import Iterable

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from coffret.accounts import people
from coffret.accounts.models import Doing, Observation, Participation, User
from coffret.authorities.models import Museum
from coffret.base.errors import Refused
from coffret.base.text import listed


@transaction.atomic
def enrol(museum: str, *, reviewed: bool = False, by: User | None) -> Participation:
    """Enrol the museum of this code; ``by`` None is a command. Raises Refused when it is unknown, or enrolled already."""
    found = Museum.objects.filter(code=museum).first()
    if found is None:
        raise Refused(_("Aucun musée n’a le code « {code} » dans le répertoire : vérifiez-le.").format(code=museum))
    row, made = Participation.objects.get_or_create(
        museum=found, defaults={"reviewed": reviewed, "enrolled_at": timezone.now(), "enrolled_by": by}
    )
    if not made:
        raise Refused(_("{city} ({code}) est déjà inscrit.").format(city=found.city, code=museum))
    return row


def enrol_missing(museums: Iterable[str], *, by: User | None) -> None:
    """Enrol those of these museums that are not: a place given in a museum makes it take part."""
    now = timezone.now()
    rows = [Participation(museum_id=code, enrolled_at=now, enrolled_by=by) for code in museums]
    Participation.objects.bulk_create(rows, ignore_conflicts=True)


@transaction.atomic
def choose_review(museum: str, reviewed: bool, *, by: User) -> None:
    """Say whether the office reads what the museum hands in before it is published; raises Refused if not enrolled."""
    row = Participation.objects.select_for_update().filter(museum_id=museum).first()
    if row is None:
        raise Refused(not_enrolled([museum]))
    if row.reviewed == reviewed:
        return
    row.reviewed, row.changed_at, row.changed_by = reviewed, timezone.now(), by
    row.save(update_fields=["reviewed", "changed_at", "changed_by"])


def require(museums: Iterable[str]) -> None:
    """Raise Refused, in words for whoever hands in, when one of ``museums`` (codes) does not take part."""
    wanted = set(museums)
    enrolled = set(Participation.objects.filter(museum_id__in=wanted).order_by().values_list("museum_id", flat=True))
    if missing := sorted(wanted - enrolled):
        raise Refused(not_enrolled(missing))


def not_enrolled(museums: Iterable[str]) -> str:
    """Return why these museums (codes) may not hand in, and what to do."""
    codes = list(museums)
    if len(codes) == 1:
        words = _(
            "Le musée {code} n’est pas inscrit au catalogue : un administrateur du bureau l’inscrit, puis il verse."
        )
        return words.format(code=codes[0])
    words = _(
        "Les musées {codes} ne sont pas inscrits au catalogue : un administrateur du bureau les inscrit, puis ils versent."
    )
    return words.format(codes=listed(codes, _("et")))


def regions() -> list[str]:
    """Return the regions of the directory, in order."""
    return list(Museum.objects.exclude(region="").order_by("region").values_list("region", flat=True).distinct())


def known_regions(names: Iterable[str]) -> list[str]:
    """Return these regions as the directory writes them, each once; raises Refused for one it does not have."""
    wanted = list(dict.fromkeys(names))
    held = set(regions())
    for name in wanted:
        if name not in held:
            raise Refused(
                _("Aucun musée du répertoire n’est en « {region} » : choisissez une région de la liste.").format(
                    region=name
                )
            )
    return wanted


@transaction.atomic
def observe(user: User, names: Iterable[str], *, by: User | None) -> None:
    """Make the regions ``user`` observes these ones, and no other; raises Refused for an unknown region."""
    wanted = set(known_regions(names))
    held = set(user.observations.order_by().values_list("region", flat=True))
    user.observations.filter(region__in=held - wanted).delete()
    Observation.objects.bulk_create([Observation(user=user, region=name) for name in sorted(wanted - held)])
    changed = [f"+ {name}" for name in sorted(wanted - held)] + [f"− {name}" for name in sorted(held - wanted)]
    if changed:
        people.note(user, Doing.REGION, by=by, words=", ".join(changed))
