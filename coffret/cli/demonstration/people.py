"""The accounts of the demonstration: made by it alone, with passwords drawn at random and kept beside the data."""

import json
import os
import secrets
from dataclasses import dataclass
from pathlib import Path

from coffret.accounts.models import Membership, Observation, Office, Role, User

WORDS = [
    "email",
    "chene",
    "laiton",
    "velin",
    "burin",
    "cuivre",
    "grenat",
    "ocre",
    "sanguine",
    "tilleul",
    "ardoise",
    "cire",
    "nacre",
    "buis",
    "carmin",
    "cobalt",
    "ivoire",
    "noyer",
    "pastel",
    "safran",
    "soie",
    "tempera",
    "verre",
    "vermeil",
    "aquarelle",
    "argile",
    "bistre",
    "craie",
    "encre",
    "filigrane",
    "gouache",
    "lavis",
]


@dataclass(frozen=True, slots=True)
class Person:
    """Who may sign in to the demonstration."""

    email: str
    name: str
    museum: str = ""
    role: Role | None = None
    office: Office = Office.NONE
    region: str = ""


PEOPLE = (
    Person("office@coffret.example", "Bureau du catalogue (démonstration)", office=Office.ADMINISTRATOR),
    Person("responsable@saint-omer.example", "Responsable des collections, Saint-Omer (démonstration)", "M0650", Role.MANAGER),
    Person("documentaliste@saint-omer.example", "Documentaliste, Saint-Omer (démonstration)", "M0650", Role.CONTRIBUTOR),
    Person("documentaliste@tours.example", "Documentaliste, Tours (démonstration)", "M0266", Role.MANAGER),
    Person("redaction@coffret.example", "Rédaction du site (démonstration)", office=Office.EDITOR),
    Person("conseil@hauts-de-france.example", "Conseil aux musées, Hauts-de-France (démonstration)", region="Hauts-de-France"),
)  # fmt: skip


def make_accounts(kept: Path) -> dict[str, User]:
    """Make the accounts that are missing, write their passwords to ``kept`` (0600), and return them by address."""
    passwords = known_passwords(kept)
    for person in PEOPLE:
        passwords.setdefault(person.email, "-".join(secrets.choice(WORDS) for _ in range(4)))
    _keep(kept, passwords)
    return {person.email: _account(person, passwords[person.email]) for person in PEOPLE}


def known_passwords(kept: Path) -> dict[str, str]:
    """Return address → password of the accounts made before; empty when there are none."""
    try:
        return dict(json.loads(kept.read_text(encoding="utf-8")))
    except (FileNotFoundError, ValueError):
        return {}


def _keep(path: Path, passwords: dict[str, str]) -> None:
    part = path.with_suffix(".part")
    part.unlink(missing_ok=True)
    with open(os.open(part, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w", encoding="utf-8") as handle:
        json.dump(passwords, handle, ensure_ascii=False, indent=1)
    part.rename(path)


def _account(person: Person, password: str) -> User:
    user = User.objects.filter(email=person.email).first()
    if user is None:
        user = User.objects.create_user(person.email, password, name=person.name, office=person.office)
    if person.role:
        Membership.objects.get_or_create(user=user, museum_id=person.museum, defaults={"role": person.role})
    if person.region:
        Observation.objects.get_or_create(user=user, region=person.region)
    return user
