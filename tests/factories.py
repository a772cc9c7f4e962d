"""Rows for the tests, as few words as possible."""

from collections.abc import Iterable
from datetime import UTC, datetime
from itertools import count
from typing import Any

from coffret.accounts.models import Membership, Observation, Office, Participation, Role, User
from coffret.authorities.models import Museum
from coffret.catalogue.derive import derive
from coffret.catalogue.models import Record

_numbers = count(1)
THEN = datetime(2026, 5, 11, 9, tzinfo=UTC)
PASSWORD = "une phrase assez longue"


def museum(code: str = "M0650", **fields: Any) -> Museum:
    """Return the museum ``code``, made when it is not there."""
    defaults = {"official_name": "musée de l'hôtel Sandelin", "city": "Saint-Omer", **fields}
    return Museum.objects.get_or_create(code=code, defaults=defaults)[0]


def enrolled(code: str = "M0650", *, reviewed: bool = False) -> Participation:
    """Return the participation of the museum ``code``, made when it is not there."""
    defaults = {"enrolled_at": THEN, "reviewed": reviewed}
    return Participation.objects.get_or_create(museum=museum(code), defaults=defaults)[0]


def record(values: dict[str, str] | None = None, *, has_image: bool = False, **columns: Any) -> Record:
    """Return a published record with these values; those compulsory are completed."""
    number = next(_numbers)
    given = values or {}
    code = given.get("MUSEO", "M0650")
    complete = {
        "REF": f"{code}{number:06d}",
        "MUSEO": code,
        "INV": f"2026.1.{number}",
        "DOMN": "peinture",
        "STAT": "propriété de la commune ; don ; Saint-Omer ; musée de l'hôtel Sandelin",
        "LOCA": "Saint-Omer ; musée de l'hôtel Sandelin",
        **given,
    }
    derived = {**derive(complete, has_image), **columns}
    museum(code)
    return Record.objects.create(
        ref=complete["REF"], museum_id=code, values=complete, created_at=THEN, updated_at=THEN, **derived
    )


def user(
    email: str = "",
    *,
    office: bool | Office = False,
    museums: dict[str, Role] | None = None,
    regions: Iterable[str] = (),
    name: str = "",
) -> User:
    """Return an account whose password is PASSWORD; ``office`` True is an administrator of it; roles by museum code.

    Its museums are enrolled. ``regions`` are those it observes.
    """
    part = Office.ADMINISTRATOR if office is True else office or Office.NONE
    account = User.objects.create_user(
        email or f"personne{next(_numbers)}@example.org", PASSWORD, office=part, name=name
    )
    for code, role in (museums or {}).items():
        Membership.objects.create(user=account, museum=museum(code), role=role)
        enrolled(code)
    for region in regions:
        Observation.objects.create(user=account, region=region)
    return account
