"""REC040-REC049: dates of creation and use that are impossible, contradict each other, or are written as no list knows."""

import re
from collections.abc import Iterator
from functools import lru_cache

from django.utils.translation import gettext_lazy as _

from coffret.base.dates import Certainty, Interval, hull, period_for
from coffret.base.rules import Example, Finding, Severity, rule
from coffret.catalogue.checking import CheckedRecord, Context
from coffret.catalogue.dating import creation_interval, year_parts
from coffret.catalogue.periods import periods

SPEC = "Spécifications d’export Joconde, 25/03/2024"
METHOD = "Méthode de rédaction informatisée des notices, 2021, p. 30-31"
OUR = "Règle de Coffret"

YEARS = ("MILL", "MILU")
PERIODS = ("PERI", "PERU", "PEOC")
# « vers » leaves a margin: a date about 1795 may well be of the 19th century.
MARGIN = {Certainty.ABOUT: 15, Certainty.UNCERTAIN: 30}

_RANGE = re.compile(r"(?<!\d)(\d{3,4})\s*-\s*(\d{3,4})(?!\d)")
_PAIR = re.compile(r"(?<!\d)(\d{4})\s*:?\s*entre\s*[,;]\s*(\d{4})\s*:?\s*et\b")
_OLD_STYLE = re.compile(r"(?<!\d)\d{3,4}\s+[a-zà-ÿ]|(?<=[\da-zà-ÿ]),\s*\d{3,4}", re.IGNORECASE)
_OLD_DATE = re.compile(r"\s*(\d{3,4}(?:\s*-\s*\d{3,4})?)\s*:?\s*([^\d:]*)\s*")


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
    lacking=("PERI",),
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
