"""REC100-REC119: makers, their dates, roles and qualifications, and their gender."""

import re
from collections import Counter
from collections.abc import Iterator
from functools import lru_cache

from django.utils.translation import gettext_lazy as _

from coffret.base.dates import Interval
from coffret.base.rules import Example, Finding, Severity, rule
from coffret.catalogue.authors import Author, authors
from coffret.catalogue.checking import CheckedRecord, Context
from coffret.catalogue.dating import creation_interval
from coffret.catalogue.roles import Qualifier
from coffret.catalogue.rules.dates import earliest, latest
from coffret.catalogue.rules.terms import GENDERS

SPEC = "Spécifications d’export Joconde, 25/03/2024"
METHOD = "Méthode de rédaction informatisée des notices, 2021, p. 21-28"
OUR = "Règle de Coffret"

LONGEST_LIFE = 110
# Who is named after these words did not make the object: their dates say nothing of it.
NOT_THE_MAKER = frozenset({
    Qualifier.AFTER, Qualifier.COPY, Qualifier.FOLLOWER, Qualifier.MANNER, Qualifier.GENRE, Qualifier.SCHOOL,
    Qualifier.CIRCLE, Qualifier.WORKSHOP,
})  # fmt: skip
DOUBTS = frozenset({Qualifier.DOUBT, Qualifier.PRESUMED})
# Those who may come long after the work, or long before the object that bears their work.
_NOT_BY_HAND = re.compile(
    r"imprimeur|éditeur|fabricant|fondeur|modèle|inventeur|commanditaire|d'après|auteur du|photographe|sculpteur|"
    r"dessinateur|collecteur|restaurateur|propriétaire", re.IGNORECASE
)  # fmt: skip
_DEATH_MARGIN = 1
_YOUNGEST = 8


def makers(text: str) -> list[Author]:
    """Return the persons of AUTR: other names of the same (« dit ») are not counted."""
    return [author for author in authors(text) if not author.said]


@rule(
    "REC100",
    target="record",
    severity=Severity.SIGNALEMENT,
    fields=("AUTR", "NSDA"),
    title=_("Autant de genres que d’auteurs"),
    message=_("NSDA donne {genders} genre(s) pour {authors} auteur(s) : « {value} »."),
    remedy=_("Donner un genre par auteur, dans le même ordre, séparés par « ; »."),
    source=f"{SPEC}, p. 16",
    passes=Example(
        {"AUTR": "Laurent Jean-Antoine (1763-1832) ; Laurent Paul (vers 1790-1862)", "NSDA": "masculin ; masculin"}
    ),
    fails=Example({"AUTR": "Laurent Jean-Antoine (1763-1832) ; Laurent Paul (vers 1790-1862)", "NSDA": "masculin"}),
)
def gender_count(record: CheckedRecord) -> Iterator[Finding]:
    """The genders follow the authors one by one."""
    genders = [word.strip() for word in record.values["NSDA"].split(";") if word.strip()]
    count = len(makers(record.values["AUTR"]))
    if GENDERS.issuperset(genders) and len(genders) != count:
        yield Finding("REC100", "NSDA", record.values["NSDA"], None, {"genders": len(genders), "authors": count})


@rule(
    "REC101",
    target="value",
    severity=Severity.SIGNALEMENT,
    fields=("AUTR",),
    title=_("Rôle d’un auteur seul"),
    message=_("Un seul auteur, dont le rôle est précisé : « {value} »."),
    remedy=_("Le rôle ne s’écrit qu’à partir de deux auteurs ; DENO et TECH le disent déjà."),
    source=f"{SPEC}, p. 15",
    passes=Example({"AUTR": "Thiébault Jean-Baptiste (1809-?) ; graveur ; Lacour Prosper (1805-1840) ; éditeur"}),
    fails=Example({"AUTR": "Thiébault Jean-Baptiste (1809-?) ; graveur"}),
)
def lone_role(text: str, code: str, context: Context) -> Iterator[Finding]:
    """Roles are exported only from two authors on."""
    named = makers(text)
    if len(named) == 1 and named[0].roles and not named[0].anonymous:
        yield Finding("REC101", code, text)


@rule(
    "REC102",
    target="value",
    severity=Severity.SIGNALEMENT,
    fields=("AUTR",),
    title=_("Attribution incertaine sans qualificatif"),
    message=_("L’attribution à « {value} » est mise en doute sans que sa nature soit dite."),
    remedy=_("Employer le qualificatif juste : attribué à, atelier de, école de, entourage de, manière de, d’après."),
    source=f"{METHOD} ; décret du 3 mars 1981 (dit Marcus)",
    passes=Example({"AUTR": "Robillard Julien (attribué à)"}),
    fails=Example({"AUTR": "Robillard Julien (?)"}),
)
def bare_doubt(text: str, code: str, context: Context) -> Iterator[Finding]:
    """A question mark does not say how far the attribution goes."""
    for author in authors(text):
        if DOUBTS.intersection(author.qualifiers):
            yield Finding("REC102", code, author.name)


@rule(
    "REC103",
    target="value",
    severity=Severity.ALERTE,
    fields=("AUTR", "ATTR"),
    title=_("Dates de vie impossibles"),
    message=_("Ces dates de vie ne vont pas ensemble : {value}."),
    remedy=_("Corriger l’année de naissance ou de décès."),
    source=f"{SPEC}, p. 15-16",
    passes=Example({"AUTR": "Poussin Nicolas (1594-1665)"}),
    fails=Example({"AUTR": "Poussin Nicolas (1694-1665)"}),
)
def impossible_life(text: str, code: str, context: Context) -> Iterator[Finding]:
    """One is born, then dies, within a human life."""
    for author in authors(text):
        born, died = _year(author.birth), _year(author.death)
        if born is not None and died is not None and not _possible(author, died - born):
            yield Finding("REC103", code, f"{author.name} ({author.dates})")


def _possible(author: Author, age: int) -> bool:
    # « vers » on either side leaves room for a few years below zero, not below an exact birth.
    return (0 if _exact(author) else -5) <= age <= LONGEST_LIFE


def _year(interval: Interval | None) -> int | None:
    bounds = interval.bounds if interval else None
    return bounds[0] if bounds and bounds[1] - bounds[0] < 10 else None


def _exact(author: Author) -> bool:
    return bool(author.birth and author.death and author.birth.certainty == author.death.certainty == "exact")


@rule(
    "REC104",
    target="record",
    severity=Severity.SIGNALEMENT,
    fields=("AUTR", "MILL"),
    title=_("Œuvre antérieure à son auteur"),
    message=_("L’œuvre est datée d’avant la naissance de son auteur : {value}."),
    remedy=_("Vérifier le millésime ou l’auteur ; si l’auteur est celui d’un modèle plus ancien, préciser son rôle."),
    source=f"{OUR} : cohérence de l’auteur et du millésime",
    passes=Example({"AUTR": "Poussin Nicolas (1594-1665)", "MILL": "1640"}),
    fails=Example({"AUTR": "Poussin Nicolas (1594-1665)", "MILL": "1540"}),
)
def before_birth(record: CheckedRecord) -> Iterator[Finding]:
    """Nobody works before being born."""
    for code, name, year in _anachronisms(record.values["AUTR"], record.values["MILL"]):
        if code == "REC104":
            yield Finding(code, "MILL", f"{record.values['MILL']} / {name}, {year}")


@rule(
    "REC105",
    target="record",
    severity=Severity.SIGNALEMENT,
    fields=("AUTR", "MILL"),
    title=_("Œuvre postérieure à son auteur"),
    message=_("L’œuvre est datée d’après la mort de son auteur : {value}."),
    remedy=_("Vérifier le millésime ; pour un tirage ou une fonte posthume, le dire : « d’après », « 1950 : tirage »."),
    source=f"{OUR} : cohérence de l’auteur et du millésime",
    passes=Example({"AUTR": "Poussin Nicolas (1594-1665) ; d'après", "MILL": "1740"}),
    fails=Example({"AUTR": "Poussin Nicolas (1594-1665)", "MILL": "1740"}),
)
def after_death(record: CheckedRecord) -> Iterator[Finding]:
    """Nobody works after death, though prints and casts are made."""
    for code, name, year in _anachronisms(record.values["AUTR"], record.values["MILL"]):
        if code == "REC105":
            yield Finding(code, "MILL", f"{record.values['MILL']} / {name}, {year}")


@lru_cache(maxsize=32768)
def _anachronisms(text: str, years: str) -> tuple[tuple[str, str, int], ...]:
    """Return (rule, author, year) for each maker who was not alive at the time."""
    made = creation_interval(years)
    if made is None or not any(char.isdigit() for char in text):
        return ()
    found: list[tuple[str, str, int]] = []
    for author in makers(text):
        if NOT_THE_MAKER.intersection(author.qualifiers):
            continue
        born, died = _year(author.birth), _year(author.death)
        if author.birth and born is not None and latest(made) < earliest(author.birth) + _YOUNGEST:
            found.append(("REC104", author.name, born))
        by_hand = not any(_NOT_BY_HAND.search(role) for role in author.roles)
        if by_hand and author.death and died is not None and earliest(made) > latest(author.death) + _DEATH_MARGIN:
            found.append(("REC105", author.name, died))
    return tuple(found)


@rule(
    "REC106",
    target="value",
    severity=Severity.SIGNALEMENT,
    fields=("AUTR",),
    title=_("Auteur non compris"),
    message=_("« {value} » n’a pas été entièrement compris : nom, dates, rôle ou qualificatif se mêlent."),
    remedy=_("Écrire « Nom Prénom (naissance-décès) ; rôle », les auteurs séparés par « ; »."),
    source=f"{SPEC}, p. 15-16",
    passes=Example({"AUTR": "Henner Jean-Jacques (1829-1905) ; Poussin Nicolas (1594-1665) ; d’après"}),
    fails=Example({"AUTR": "Henner Jean-Jacques (1829-1905"}),
)
def author_unread(text: str, code: str, context: Context) -> Iterator[Finding]:
    """What is not understood stays as text, and is said."""
    for author in authors(text):
        if not author.understood:
            yield Finding("REC106", code, author.raw)


@rule(
    "REC107",
    target="value",
    severity=Severity.SIGNALEMENT,
    fields=("AUTR",),
    title=_("Auteur nommé deux fois"),
    message=_("« {value} » figure plusieurs fois dans AUTR."),
    remedy=_("Réunir ses rôles à la suite d’un seul nom : « Nom Prénom ; éditeur ; imprimeur »."),
    source=f"{SPEC}, p. 16",
    passes=Example({"AUTR": "Lacour Prosper (1805-1840) ; éditeur ; imprimeur"}),
    fails=Example({"AUTR": "Lacour Prosper (1805-1840) ; éditeur ; Lacour Prosper (1805-1840) ; imprimeur"}),
)
def author_twice(text: str, code: str, context: Context) -> Iterator[Finding]:
    """Each author is named once, with all his roles."""
    if ";" in text:
        names = Counter(author.name for author in authors(text) if author.name and not author.anonymous)
        for name, times in names.items():
            if times > 1:
                yield Finding("REC107", code, name)


@rule(
    "REC108",
    target="record",
    severity=Severity.SIGNALEMENT,
    fields=("AUTR", "NSDA"),
    title=_("Genre d’un auteur anonyme"),
    message=_("L’auteur est anonyme et NSDA porte « {value} »."),
    remedy=_("Pour un auteur anonyme, écrire « inconnu »."),
    source=f"{SPEC}, p. 16",
    passes=Example({"AUTR": "anonyme", "NSDA": "inconnu"}),
    fails=Example({"AUTR": "anonyme", "NSDA": "masculin"}),
)
def anonymous_gender(record: CheckedRecord) -> Iterator[Finding]:
    """« inconnu » is the gender of those who are not known."""
    named = makers(record.values["AUTR"])
    if len(named) == 1 and named[0].anonymous and record.values["NSDA"].strip() in GENDERS - {"inconnu"}:
        yield Finding("REC108", "NSDA", record.values["NSDA"], None, {"proposal": "inconnu"})


@rule(
    "REC109",
    target="value",
    severity=Severity.SIGNALEMENT,
    fields=("AUTR",),
    title=_("Nom d’auteur en capitales"),
    message=_("Le nom est en capitales, sans dates : « {value} »."),
    remedy=_("Écrire « Nom Prénom (naissance-décès) », en minuscules accentuées."),
    source=f"{SPEC}, p. 15",
    passes=Example({"AUTR": "Le Brun Charles (1619-1690)"}),
    fails=Example({"AUTR": "LE BRUN Charles"}),
)
def capital_names(text: str, code: str, context: Context) -> Iterator[Finding]:
    """« Nom Prénom (dates) » replaced « NOM Prénom »."""
    for author in authors(text):
        words = [word for word in author.name.split() if len(word) > 2]
        if words and words[0].isupper() and not author.dates and len(words) > 1 and not words[-1].isupper():
            yield Finding("REC109", code, author.name)
