"""REC050-REC059: when the object came to the museum, against when it was made, used and numbered."""

import re
from collections.abc import Iterator
from functools import lru_cache

from django.utils.translation import gettext_lazy as _

from coffret.base.dates import hull
from coffret.base.rules import Example, Finding, Severity, rule
from coffret.base.text import fold
from coffret.catalogue.checking import CheckedRecord, Context
from coffret.catalogue.dating import UNKNOWN_DATES, acquisition, creation_interval
from coffret.catalogue.rules.dates import OUR, SPEC, earliest, latest
from coffret.catalogue.rules.identity import numbers

# The oldest public collections: an earlier acquisition date is more often a slip.
FIRST_MUSEUMS = 1650

_NUMBER_YEAR = re.compile(r"(?:D\s?)?((?:1[89]|20)\d\d)\.[1-9]\d*\.\d+")


@rule(
    "REC050",
    target="value",
    severity=Severity.SIGNALEMENT,
    fields=("DACQ",),
    title=_("Acquisition très ancienne"),
    message=_("L’acquisition est datée de « {value} », avant les premières collections publiques."),
    remedy=_("Vérifier l’année (1682 pour 1982 ?) ; la date de création va dans MILL."),
    source=f"{OUR} ; vu dans les exports (acquisition en 1382)",
    passes=Example({"DACQ": "1793"}),
    fails=Example({"DACQ": "1382"}),
)
def ancient_acquisition(text: str, code: str, context: Context) -> Iterator[Finding]:
    """No public collection acquired anything that early."""
    for part in acquisition(text):
        if part.interval and part.interval.end is not None and part.interval.end < FIRST_MUSEUMS:
            yield Finding("REC050", code, part.raw)


@rule(
    "REC051",
    target="record",
    severity=Severity.ALERTE,
    fields=("DACQ", "MILL"),
    title=_("Acquisition antérieure à la création"),
    message=_("L’objet serait acquis avant d’être créé : {value}."),
    remedy=_("Corriger la date d’acquisition ou le millésime."),
    source=f"{OUR} : cohérence des dates de la notice",
    passes=Example({"DACQ": "1905", "MILL": "1743"}),
    fails=Example({"DACQ": "1843", "MILL": "1905"}),
)
def acquired_before_made(record: CheckedRecord) -> Iterator[Finding]:
    """An object is made, then acquired."""
    acquired, made = record.values["DACQ"], record.values["MILL"]
    if _too_early(acquired, made):
        yield Finding("REC051", "DACQ", f"{acquired} / {made}")


@lru_cache(maxsize=32768)
def _too_early(acquired: str, made: str) -> bool:
    entry = hull(part.interval for part in acquisition(acquired) if part.interval)
    creation = creation_interval(made)
    return bool(entry and creation) and latest(entry) < earliest(creation)  # type: ignore[arg-type]


@rule(
    "REC052",
    target="value",
    severity=Severity.SIGNALEMENT,
    fields=("DACQ", "DDPT"),
    title=_("Date d’acquisition ou de dépôt non comprise"),
    message=_("« {value} » n’a pas été compris comme une date."),
    remedy=_("Commencer par l’année : « 1905 : date d’acquisition »."),
    source=f"{SPEC}, p. 23-24",
    passes=Example({"DACQ": "1905 : date d'acquisition ; 1907 : entrée matérielle"}),
    fails=Example({"DACQ": "entré avec le fonds ancien"}),
)
def acquisition_unread(text: str, code: str, context: Context) -> Iterator[Finding]:
    """DACQ and DDPT begin with a year."""
    parts = acquisition(text)
    if not any(part.interval for part in parts) and fold(text) not in UNKNOWN_DATES:
        yield Finding("REC052", code, text)


@rule(
    "REC053",
    target="record",
    severity=Severity.SIGNALEMENT,
    fields=("INV", "DACQ"),
    title=_("Numéro d’inventaire antérieur à l’acquisition"),
    message=_("Le numéro commence par une année antérieure à l’acquisition : {value}."),
    remedy=_("Vérifier la date d’acquisition : le numéro commence par le millésime de l’acquisition."),
    source="Arrêté du 25 mai 2004, annexe 2",
    passes=Example({"INV": "2004.1.1", "DACQ": "2004"}),
    fails=Example({"INV": "1998.1.1", "DACQ": "2004"}),
)
def numbered_before(record: CheckedRecord) -> Iterator[Finding]:
    """An inventory number begins with the year of acquisition."""
    year = _NUMBER_YEAR.match(record.values["INV"])
    if year:
        entry = hull(part.interval for part in acquisition(record.values["DACQ"]) if part.interval)
        if entry and earliest(entry) > int(year[1]):
            number = numbers(record.values["INV"])[0]
            yield Finding("REC053", "INV", f"{number} / {record.values['DACQ']}")


@rule(
    "REC054",
    target="record",
    severity=Severity.SIGNALEMENT,
    fields=("MILU", "MILL"),
    title=_("Utilisation antérieure à la création"),
    message=_("L’objet serait utilisé avant d’être créé : {value}."),
    remedy=_("Corriger MILU ou MILL."),
    source=f"{OUR} : cohérence des dates de la notice",
    passes=Example({"MILU": "1803-1810", "MILL": "1790"}),
    fails=Example({"MILU": "1803-1810", "MILL": "1850"}),
)
def used_before_made(record: CheckedRecord) -> Iterator[Finding]:
    """An object is made, then used."""
    if _too_early(record.values["MILU"], record.values["MILL"]):
        yield Finding("REC054", "MILU", f"{record.values['MILU']} / {record.values['MILL']}")
