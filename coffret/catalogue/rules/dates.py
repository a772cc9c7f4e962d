"""REC040-REC059: dates that are impossible, contradict each other, or are written as no list knows them."""

import re
from collections.abc import Iterator
from functools import lru_cache

from django.utils.translation import gettext_lazy as _

from coffret.base.dates import Certainty, Interval, hull, period_for
from coffret.base.rules import Example, Finding, Severity, rule
from coffret.base.text import fold
from coffret.catalogue.checking import CheckedRecord, Context
from coffret.catalogue.dating import UNKNOWN_DATES, acquisition, creation_interval, year_parts
from coffret.catalogue.periods import periods
from coffret.catalogue.rules.identity import numbers

SPEC = "Spécifications d’export Joconde, 25/03/2024"
METHOD = "Méthode de rédaction informatisée des notices, 2021, p. 30-31"
OUR = "Règle de Coffret"

YEARS = ("MILL", "MILU")
PERIODS = ("PERI", "PERU", "PEOC")
# « vers » leaves a margin: a date about 1795 may well be of the 19th century.
MARGIN = {Certainty.ABOUT: 15, Certainty.UNCERTAIN: 30}
# The oldest public collections: an earlier acquisition date is more often a slip.
FIRST_MUSEUMS = 1650

_RANGE = re.compile(r"(?<!\d)(\d{3,4})\s*-\s*(\d{3,4})(?!\d)")
_PAIR = re.compile(r"(?<!\d)(\d{4})\s*:?\s*entre\s*[,;]\s*(\d{4})\s*:?\s*et\b")
_OLD_STYLE = re.compile(r"(?<!\d)\d{3,4}\s+[a-zà-ÿ]|(?<=[\da-zà-ÿ]),\s*\d{3,4}", re.IGNORECASE)
_OLD_DATE = re.compile(r"\s*(\d{3,4}(?:\s*-\s*\d{3,4})?)\s*:?\s*([^\d:]*)\s*")
_NUMBER_YEAR = re.compile(r"(?:D\s?)?((?:1[89]|20)\d\d)\.[1-9]\d*\.\d+")


def earliest(interval: Interval) -> float:
    """Return the first year an interval allows, margin included."""
    if interval.start is None:
        return float("-inf")
    return interval.start - MARGIN.get(interval.certainty, 0)


def latest(interval: Interval) -> float:
    """Return the last year an interval allows, margin included."""
    return float("inf") if interval.end is None else interval.end + MARGIN.get(interval.certainty, 0)


@lru_cache(maxsize=32768)
def period_interval(text: str) -> Interval | None:
    """Return the years a field of periods covers, or None."""
    return hull(period.interval for period in periods(text) if period.interval)


@rule(
    "REC040",
    target="value",
    severity=Severity.ALERTE,
    fields=(*YEARS, "DACQ", "DDPT"),
    title=_("Date à venir"),
    message=_("Le champ {field} donne une année à venir : « {value} »."),
    remedy=_("Corriger l’année, sans doute une faute de frappe (2082 pour 1982)."),
    source=f"{OUR} ; vu dans les exports (acquisition en 2082)",
    passes=Example({"DACQ": "1982"}),
    fails=Example({"DACQ": "2082"}),
)
def future(text: str, code: str, context: Context) -> Iterator[Finding]:
    """Nothing was made, used, acquired or deposited after today."""
    for part in year_parts(text):
        if part.interval and part.interval.start is not None and part.interval.start > context.today.year:
            yield Finding("REC040", code, part.raw)


@rule(
    "REC041",
    target="value",
    severity=Severity.ALERTE,
    fields=YEARS,
    title=_("Intervalle à rebours"),
    message=_("L’intervalle « {value} » finit avant d’avoir commencé."),
    remedy=_("Écrire l’année la plus ancienne d’abord."),
    source=f"{SPEC}, p. 19",
    passes=Example({"MILL": "1850-1860"}),
    fails=Example({"MILL": "1860-1850"}),
    fix=lambda text: _turned(text),
)
def backwards(text: str, code: str, context: Context) -> Iterator[Finding]:
    """An interval is written from its first year to its last."""
    if "av" in text:
        return
    for shape in (_RANGE, _PAIR):
        for match in shape.finditer(text):
            if len(match[1]) == len(match[2]) and int(match[1]) > int(match[2]):
                yield Finding("REC041", code, match.group())


def _turned(text: str) -> str:
    for shape in (_RANGE, _PAIR):
        text = shape.sub(lambda match: _ordered(match), text)
    return text


def _ordered(match: re.Match[str]) -> str:
    low, high = sorted((match[1], match[2]), key=int)
    whole, start = match.group(), match.start()
    between = whole[match.end(1) - start : match.start(2) - start]
    return f"{low}{between}{high}{whole[match.end(2) - start :]}"


@rule(
    "REC042",
    target="record",
    severity=Severity.ALERTE,
    fields=("MILL", "PERI"),
    title=_("Millésime et période en désaccord"),
    message=_("Le millésime est hors de la période : {value}."),
    remedy=_("Corriger l’un ou l’autre : un siècle se compte de 1500 à 1599 pour le 16e."),
    source=f"{METHOD} ; {SPEC}, p. 18-19",
    passes=Example({"MILL": "1743", "PERI": "2e quart 18e siècle"}),
    fails=Example({"MILL": "1743", "PERI": "2e quart 19e siècle"}),
)
def year_and_period(record: CheckedRecord) -> Iterator[Finding]:
    """The year of creation lies within its period."""
    year, period = record.values["MILL"], record.values["PERI"]
    if _disagree(year, period):
        yield Finding("REC042", "MILL", f"{year} / {period}")


@lru_cache(maxsize=32768)
def _disagree(year: str, period: str) -> bool:
    made, covered = creation_interval(year), period_interval(period)
    if made is None or covered is None:
        return False
    # One year either way: 1800 and 1900 are put in either century.
    return earliest(made) > latest(covered) + 1 or latest(made) < earliest(covered) - 1


@rule(
    "REC043",
    target="record",
    severity=Severity.SIGNALEMENT,
    fields=("MILL",),
    title=_("Millésime sans période"),
    message=_("La notice donne le millésime « {value} » sans période de création."),
    remedy=_("Ajouter dans PERI : {proposal}."),
    source=f"{SPEC}, p. 19",
    passes=Example({"MILL": "1743", "PERI": "2e quart 18e siècle"}),
    fails=Example({"MILL": "1743"}),
)
def period_missing(record: CheckedRecord) -> Iterator[Finding]:
    """PERI is generated from MILL when it is empty."""
    if not record.get("PERI"):
        made = creation_interval(record.values["MILL"])
        proposal = period_for(made) if made and made.bounds and made.bounds[1] - made.bounds[0] < 1000 else ""
        if proposal:
            yield Finding("REC043", "PERI", record.values["MILL"], None, {"proposal": proposal})


@rule(
    "REC044",
    target="value",
    severity=Severity.SIGNALEMENT,
    fields=YEARS,
    title=_("Ancienne écriture du millésime"),
    message=_("« {value} » suit l’ancien usage (virgule, précision sans deux-points)."),
    remedy=_("Écrire l’année, un deux-points, la précision : « 1822 : entre ; 1880 : et »."),
    source=f"{SPEC}, p. 19",
    passes=Example({"MILL": "1822 : entre ; 1880 : et"}),
    fails=Example({"MILL": "1822 entre,1880 et"}),
    fix=lambda text: _modern(text),
)
def old_style(text: str, code: str, context: Context) -> Iterator[Finding]:
    """The precision of a year follows a colon, occurrences are separated by a semicolon."""
    if _OLD_STYLE.search(text) and _modern(text):
        yield Finding("REC044", code, text)


def _modern(text: str) -> str | None:
    dates = [_OLD_DATE.fullmatch(part) for part in re.split("[;,]", text) if part.strip()]
    if not dates or not all(dates):
        return None
    written = (f"{date[1]} : {date[2].strip()}" if date[2].strip() else date[1] for date in dates if date)
    return " ; ".join(written)


@rule(
    "REC045",
    target="value",
    severity=Severity.SIGNALEMENT,
    fields=YEARS,
    title=_("Millésime non compris"),
    message=_("« {value} » n’a pas été compris comme une date."),
    remedy=_("Écrire « 1617 », « 1617 : vers », « 1850-1860 » ou « 1803 : date de début ; 1810 : date de fin »."),
    source=f"{SPEC}, p. 19",
    passes=Example({"MILL": "1617 : vers"}),
    fails=Example({"MILL": "sous le règne de Louis XV"}),
)
def year_unread(text: str, code: str, context: Context) -> Iterator[Finding]:
    """What is not understood stays as text, and is said."""
    for part in year_parts(text):
        if not part.understood:
            yield Finding("REC045", code, part.raw)


@rule(
    "REC046",
    target="value",
    severity=Severity.SIGNALEMENT,
    fields=PERIODS,
    title=_("Période écrite autrement que dans la liste"),
    message=_("« {value} » s’écrit « {proposal} » dans la liste officielle."),
    remedy=_("Reprendre la forme officielle : chiffres arabes, « 1er quart », « 2e moitié », « av JC »."),
    source=f"{METHOD} ; liste des datations en siècle ou millénaire, mai 2014",
    passes=Example({"PERI": "1ère moitié 16e siècle ; 2e siècle av JC"}),
    fails=Example({"PERI": "XIXe siècle (2ème moitié)"}),
)
def period_form(text: str, code: str, context: Context) -> Iterator[Finding]:
    """A period has one official form."""
    by_text: dict[str, dict[str, None]] = {}
    for period in periods(text):
        if period.understood and period.name:
            by_text.setdefault(period.raw, {})[period.name] = None
    for raw, names in by_text.items():
        official = " ; ".join(names)
        if raw != official:
            yield Finding("REC046", code, raw, None, {"proposal": official})


@rule(
    "REC047",
    target="value",
    severity=Severity.ALERTE,
    fields=PERIODS,
    title=_("Période non comprise"),
    message=_("« {value} » n’est pas une période de la liste officielle."),
    remedy=_("Indiquer un siècle ou un millénaire ; une année va dans MILL, une époque ou un style dans EPOQ."),
    source=f"{SPEC}, p. 18 ; liste des datations en siècle ou millénaire, mai 2014",
    passes=Example({"PERI": "18e siècle ; incertain"}),
    fails=Example({"PERI": "Jury du salon"}),
)
def period_unread(text: str, code: str, context: Context) -> Iterator[Finding]:
    """A controlled field holds terms of its list."""
    for period in periods(text):
        if not period.understood:
            yield Finding("REC047", code, period.raw)


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
