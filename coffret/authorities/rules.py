"""AUT…: what the directory of museums and the vocabularies say of the names a record uses.

Rules of target "museum" take (code, directory), those of target "term" take (scheme, term, vocabularies). They do not
know fields: the room above puts the field's code on what they find.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from coffret.base.rules import Example, Finding, Severity, rule

SPEC = "Spécifications d’export Joconde, 25/03/2024"
POP = "Contrôle des vocabulaires à l’import de POP"
LISTS = "Listes d’autorité du ministère de la Culture, mai 2014"


@rule(
    "AUT001",
    target="museum",
    severity=Severity.ALERTE,
    title=_("Musée absent du répertoire"),
    message=_("Le code « {value} » ne figure pas dans le répertoire Muséofile chargé."),
    remedy=_("Vérifier le code ; s’il est juste, charger un répertoire plus récent."),
    source=f"{SPEC}, p. 25",
    passes=Example({"MUSEO": "M0811"}),
    fails=Example({"MUSEO": "M9999"}),
)
def museum_unknown(code: str, directory: Mapping[str, Any]) -> Iterator[Finding]:
    """MUSEO is the code of a museum of the directory, when a directory is loaded."""
    if directory and code not in directory:
        yield Finding("AUT001", "", code)


@rule(
    "AUT010",
    target="term",
    severity=Severity.ALERTE,
    title=_("Terme hors vocabulaire"),
    message=_("« {value} » ne figure pas dans le vocabulaire {scheme}{hint}."),
    remedy=_("Choisir un terme de la liste, ou proposer celui-ci à l’administration du vocabulaire."),
    source=f"{POP} ; {SPEC}, p. 3 et 13",
    passes=Example({"DOMN": "céramique"}),
    fails=Example({"DOMN": "céramiqe"}),
)
def term_unknown(scheme: str, term: str, vocabularies: Any) -> Iterator[Finding]:
    """A controlled field holds terms of its vocabulary; the nearest ones are suggested."""
    match = vocabularies.match(scheme, term)
    if match.kind == "none":
        yield Finding("AUT010", "", term, None, {"scheme": scheme, "suggestions": list(match.suggestions)})


@rule(
    "AUT011",
    target="term",
    severity=Severity.ALERTE,
    title=_("Forme rejetée"),
    message=_("« {value} » est une forme rejetée du vocabulaire {scheme} : la forme à employer est « {preferred} »."),
    remedy=_("Remplacer par la forme à employer."),
    source=f"{POP} ; {LISTS}",
    passes=Example({"STAT": "transfert de propriété de l'Etat"}),
    fails=Example({"STAT": "transfert de propriété de l'Etat à titre gratuit"}),
)
def term_rejected(scheme: str, term: str, vocabularies: Any) -> Iterator[Finding]:
    """A rejected form gives way to the preferred one."""
    yield from _replaced("AUT011", "rejected", scheme, term, vocabularies)


@rule(
    "AUT012",
    target="term",
    severity=Severity.SIGNALEMENT,
    title=_("Synonyme du terme retenu"),
    message=_("« {value} » est un synonyme : le vocabulaire {scheme} retient « {preferred} »."),
    remedy=_("Écrire le terme retenu pour que la notice se retrouve avec les autres."),
    source=LISTS,
    passes=Example({"STAT": "transfert de propriété de l'Etat"}),
    fails=Example({"STAT": "transfert"}),
)
def term_alternate(scheme: str, term: str, vocabularies: Any) -> Iterator[Finding]:
    """A synonym gives way to the term the list retains."""
    yield from _replaced("AUT012", "alternate", scheme, term, vocabularies)


@rule(
    "AUT013",
    target="term",
    severity=Severity.SIGNALEMENT,
    title=_("Casse ou accents différents du vocabulaire"),
    message=_("« {value} » s’écrit « {preferred} » dans le vocabulaire {scheme}."),
    remedy=_("Reprendre exactement les majuscules, accents et espaces de la liste."),
    source=f"{POP} : comparaison à l’identique",
    passes=Example({"DOMN": "céramique"}),
    fails=Example({"DOMN": "Ceramique"}),
)
def term_folded(scheme: str, term: str, vocabularies: Any) -> Iterator[Finding]:
    """A term is written exactly as in its list."""
    yield from _replaced("AUT013", "folded", scheme, term, vocabularies)


@rule(
    "AUT014",
    target="term",
    severity=Severity.ALERTE,
    title=_("Intitulé de classement employé comme terme"),
    message=_("« {value} » ordonne la liste {scheme} mais ne s’emploie pas dans une notice."),
    remedy=_("Choisir un terme plus précis, placé sous cet intitulé."),
    source=f"{LISTS} : termes entre chevrons",
    passes=Example({"DOMN": "céramique"}),
    fails=Example({"DOMN": "beaux-arts et arts décoratifs"}),
)
def term_unusable(scheme: str, term: str, vocabularies: Any) -> Iterator[Finding]:
    """The headings between chevrons order the list and are not terms."""
    if vocabularies.match(scheme, term).kind == "unusable":
        yield Finding("AUT014", "", term, None, {"scheme": scheme})


def _replaced(code: str, kind: str, scheme: str, term: str, vocabularies: Any) -> Iterator[Finding]:
    match = vocabularies.match(scheme, term)
    if match.kind == kind and match.preferred != term:
        facts = {"scheme": scheme, "preferred": match.preferred, "proposal": match.preferred}
        yield Finding(code, "", term, None, facts)
