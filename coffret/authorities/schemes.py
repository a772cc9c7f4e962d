"""The vocabularies that Coffret knows by name: code of the field, title, address of the list.

Addresses are those of the ministry's lists on data.culture.fr (table of POP's Joconde model, apps/api/csv/joconde.csv,
confirmed by the vocabulary module of Omeka). They name lists; no address of a term is ever made from them.
"""

from dataclasses import dataclass

ARK = "http://data.culture.fr/thesaurus/resource/ark:/67717/"


@dataclass(frozen=True, slots=True)
class KnownScheme:
    """A vocabulary known by its code; ``ark`` is the end of its address, « » when none is known."""

    code: str
    title: str
    ark: str = ""

    @property
    def uri(self) -> str:
        """Return the address of the list, « » when none is known."""
        return ARK + self.ark if self.ark else ""


_ALL = (
    KnownScheme("AUTR", "Auteurs", "T513"),
    KnownScheme("ROLE", "Rôles des auteurs et exécutants"),
    KnownScheme("DOMN", "Domaines", "T51"),
    KnownScheme("DENO", "Dénominations", "T505"),
    KnownScheme("TECH", "Matériaux et techniques", "T516"),
    KnownScheme("REPR", "Sujets représentés", "T523"),
    KnownScheme("PERS", "Personnes représentées"),
    KnownScheme("SREP", "Sources de la représentation", "T507"),
    KnownScheme("PERI", "Périodes en siècles et millénaires", "T521"),
    KnownScheme("EPOQ", "Époques et styles", "T93"),
    KnownScheme("ECOL", "Écoles", "T517"),
    KnownScheme("LIEUX", "Lieux de création et d’utilisation", "T84"),
    KnownScheme("DECV", "Méthodes de collecte, types de sites et lieux de découverte", "T115"),
    KnownScheme("GENE", "Stades de création (genèse)", "T506"),
    KnownScheme("INSC", "Types d’inscriptions", "T520"),
    KnownScheme("UTIL", "Utilisations et destinations", "T86"),
    # POP checks STAT, LOCA and DEPO against one and the same list.
    KnownScheme("STAT", "Statut juridique", "T515"),
    KnownScheme("LOCA", "Localisations", "T515"),
    KnownScheme("NSDA", "Genre de l’auteur"),
    KnownScheme("MANQUANT", "Situation particulière"),
)

SCHEMES: dict[str, KnownScheme] = {scheme.code: scheme for scheme in _ALL}

# Fields that share the vocabulary of another one, and names under which the lists go about.
ALIASES = {"PERU": "PERI", "PEOC": "PERI", "DEPO": "LOCA", "AUTROLE": "ROLE", "ROLES": "ROLE"}


def scheme_code(name: str) -> str:
    """Return the code of the vocabulary that ``name`` means (PERU → PERI); a name nobody knows comes back as it is."""
    code = name.strip().upper()
    return ALIASES.get(code, code)
