"""LOCA, DEPO, STAT: where the object is, whom it belongs to, and whether it is still there.

Missing goods are said at the end of LOCA (« ; manquant », « ; volé », « ; présumé détruit », « ; retrouvé », spec
2024, p. 28-33); POP moves the word to MANQUANT and MANQUANT_COM. Both ways are read, the last word wins.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from coffret.base.text import fold
from coffret.catalogue.models import State
from coffret.catalogue.splitting import clean, split_outside


@dataclass(frozen=True, slots=True)
class Location:
    """A place of keeping: commune, establishment (its parts joined with a comma), state said in the field."""

    city: str
    place: str
    raw: str
    understood: bool
    state: State | None = None
    deposit: bool = False

    def __str__(self) -> str:
        return ", ".join(part for part in (self.city, self.place) if part)


@dataclass(frozen=True, slots=True)
class Status:
    """STAT: type of property, ways of acquisition, owner, museum the object is assigned to."""

    property: str
    acquisitions: tuple[str, ...]
    owner: str
    assignee: str
    raw: str
    understood: bool


# « disparu » is improper and counts as missing; « pillé » and « localisation inconnue » as POP has it (Joconde.js).
_STATES = (
    (re.compile(r"\b(?:manquant|disparu|pille)(?:e|s|es)?\b|\blocalisation inconnue\b"), State.MISSING),
    (re.compile(r"\bvole(?:e|s|es)?\b"), State.STOLEN),
    (re.compile(r"\bpresume(?:e|s|es)? detruit(?:e|s|es)?\b"), State.PRESUMED_DESTROYED),
    (re.compile(r"\bretrouve(?:e|s|es)?\b"), State.FOUND),
)
_DEPOSITS = re.compile(r"(?:en )?(?:depots?|depose|deposee)\b|(?:affectation|attribution|affecte|attribue)e?$")
_ACQUISITIONS = re.compile(
    r"achat|ancien fonds|attribution|cession|changement d'affectation|dation|donation|dons?\b|devolution|legs|mode d'acq"
    r"|saisie|conquete|transfert|echange|affectation|preemption|depot|fouilles?|decouverte|commande|souscription"
    r"|confiscation|mecenat|collecte|fabrication|versement|prelevement|acquisition|acquis|reversement|entree"
    r"|anciennes? collections?|inconnu|mnr|production|succession|recuperation|dommage|remise|apport|non renseigne"
)
_PROPERTY = re.compile(r"propriete\b|statut|indetermine|en cours")


@lru_cache(maxsize=4096)
def location(text: str) -> Location:
    """Return the parts of LOCA or DEPO, read with « ; » or, when there is none, at the first comma."""
    raw = clean(text)
    parts = split_outside(raw, ";#")
    if len(parts) == 1:
        parts = [part.strip() for part in parts[0].split(", ", 1)]
    state, parts = _take_state([part for part in parts if part])
    deposit = bool(parts) and bool(_DEPOSITS.match(fold(parts[0]))) and len(parts[0]) <= 40
    if deposit:
        parts = parts[1:]
    city, place = (parts[0], ", ".join(parts[1:])) if parts else ("", "")
    understood = bool(city and place) and not any(char.isdigit() for char in city)
    return Location(city, place, raw, understood, state, deposit)


def _take_state(parts: list[str]) -> tuple[State | None, list[str]]:
    state, kept = None, []
    for index, part in enumerate(parts):
        said = state_named(part) if index and len(part) <= 60 else None
        if said is None:
            kept.append(part)
        else:
            state = said
    return state, kept


@lru_cache(maxsize=1024)
def state_named(text: str) -> State | None:
    """Return the last state a text names, or None."""
    folded = fold(text)
    found = [(match.start(), state) for pattern, state in _STATES for match in pattern.finditer(folded)]
    return max(found)[1] if found else None


def state(values: Mapping[str, str]) -> State:
    """Return what became of the object: LOCA's last word, else MANQUANT precised by MANQUANT_COM, else present.

    MANQUANT « manquant » with « présumé détruit » or « retrouvé » in its comment means what the comment says.
    """
    said = location(values.get("LOCA", "")).state
    if said is not None and said is not State.MISSING:
        return said
    flag = state_named(values.get("MANQUANT", "")) or said
    if flag is State.PRESENT or (flag is None and not values.get("MANQUANT_COM")):
        return State.PRESENT
    comment = state_named(values.get("MANQUANT_COM", ""))
    if flag is None or (flag is State.MISSING and comment in (State.PRESUMED_DESTROYED, State.FOUND, State.STOLEN)):
        return comment or flag or State.PRESENT
    return flag


@lru_cache(maxsize=4096)
def legal_status(text: str) -> Status:
    """Return the parts of STAT: « type de propriété ; mode(s) d'acquisition ; propriétaire ; affectataire »."""
    raw = clean(text)
    parts = split_outside(raw, ";#")
    if len(parts) == 1:
        parts = split_outside(raw, ",")
    owned = ""
    if parts and _PROPERTY.match(fold(parts[0])):
        owned, parts = parts[0], parts[1:]
    acquisitions = [part for part in parts if _ACQUISITIONS.match(fold(part))]
    others = [part for part in parts if part not in acquisitions]
    assignee = others[-1] if len(others) > 1 else ""
    owner = ", ".join(others[:-1]) if assignee else "".join(others)
    return Status(owned, tuple(acquisitions), owner, assignee, raw, bool(owned or acquisitions))
