"""Licences and statements of rights that images bear: one address each, as IIIF and Europeana want it written."""

import re
from dataclasses import dataclass

from coffret.base.text import fold

CC, RS = "http://creativecommons.org", "http://rightsstatements.org/vocab"
IN_COPYRIGHT = f"{RS}/InC/1.0/"
NOT_EVALUATED = f"{RS}/CNE/1.0/"
UNDETERMINED = f"{RS}/UND/1.0/"
PUBLIC_DOMAIN = f"{CC}/publicdomain/mark/1.0/"
ZERO = f"{CC}/publicdomain/zero/1.0/"
ETALAB = "https://www.etalab.gouv.fr/licence-ouverte-open-licence/"

# Names of RightsStatements.org, in French and in English, as the organisation words them.
_STATEMENTS = {
    "InC": ("Protégé par le droit d’auteur", "In Copyright"),
    "InC-OW-EU": ("Protégé par le droit d’auteur – œuvre orpheline", "In Copyright – EU Orphan Work"),
    "InC-EDU": ("Protégé – usage éducatif autorisé", "In Copyright – Educational Use Permitted"),
    "InC-NC": ("Protégé – usage non commercial autorisé", "In Copyright – Non-Commercial Use Permitted"),
    "InC-RUU": ("Protégé – ayants droit introuvables", "In Copyright – Rights-holder(s) Unlocatable or Unidentifiable"),
    "NoC-CR": ("Pas de droit d’auteur – restrictions contractuelles", "No Copyright – Contractual Restrictions"),
    "NoC-NC": ("Pas de droit d’auteur – usage non commercial", "No Copyright – Non-Commercial Use Only"),
    "NoC-OKLR": (
        "Pas de droit d’auteur – autres restrictions légales",
        "No Copyright – Other Known Legal Restrictions",
    ),
    "NoC-US": ("Pas de droit d’auteur – États-Unis", "No Copyright – United States"),
    "CNE": ("Droit d’auteur non évalué", "Copyright Not Evaluated"),
    "UND": ("Droit d’auteur indéterminé", "Copyright Undetermined"),
    "NKC": ("Pas de droit d’auteur connu", "No Known Copyright"),
}
_OPEN, _RESTRICTED, _CLOSED = "open", "restricted", "closed"
# Europeana, metis-framework@d119675, LicenseType.java; what it does not name is closed.
_OPENNESS = {
    **dict.fromkeys(("mark", "zero", "by", "by-sa"), _OPEN),
    **dict.fromkeys(("by-nc", "by-nc-sa", "by-nc-nd", "by-nd", "NoC-NC", "NoC-OKLR", "InC-EDU"), _RESTRICTED),
}
_DEEDS = re.compile(
    r"(?:https?://)?(?:www\.)?creativecommons\.org/(licenses|publicdomain)/(by(?:-nc)?(?:-nd|-sa)?|zero|mark)"
    r"/(\d\.\d)(?:/[a-z]{2})?(?:/(?:deed|legalcode)[.\w-]*)?/?",
    re.IGNORECASE,
)
_VOCAB = re.compile(r"(?:https?://)?(?:www\.)?rightsstatements\.org/(?:vocab|page)/([\w-]+)/(1\.0)/?.*", re.IGNORECASE)
_SHORT = re.compile(r"(?:licence )?(?:cc|creative commons)[ -]?(by(?:-nc)?(?:-nd|-sa)?)(?:[ -]?v?(\d\.\d))?")
_NAMES = {
    **dict.fromkeys(("cc0", "cc 0", "cc-0", "cc zero", "cc0 1.0", "creative commons zero"), ZERO),
    **dict.fromkeys(("domaine public", "public domain", "pdm", "public domain mark", "libre de droits"), PUBLIC_DOMAIN),
    **dict.fromkeys(
        ("licence ouverte", "licence ouverte 2.0", "licence ouverte etalab", "etalab", "etalab 2.0", "open licence"), ETALAB
    ),
    **dict.fromkeys(("tous droits reserves", "non libre de droits", "protege", "in copyright"), IN_COPYRIGHT),
    **dict.fromkeys(("a rechercher", "indetermine", "undetermined"), UNDETERMINED),
}  # fmt: skip
_BY = {code.casefold(): code for code in _STATEMENTS}


@dataclass(frozen=True, slots=True)
class Licence:
    """A licence or statement: its address, its names in both languages, and how open it is (open, restricted, closed)."""

    uri: str
    label: str
    label_en: str
    openness: str


def licence(text: str) -> Licence | None:
    """Return the licence that a museum's word names: an address of Creative Commons, RightsStatements.org or Etalab,
    or a usual name (« CC BY-SA 4.0 », « domaine public », « licence ouverte »); None for anything else.
    """
    text = text.strip()
    return _deed(text) or _statement(text) or _named(text)


def _deed(text: str) -> Licence | None:
    match = _DEEDS.fullmatch(text)
    if not match:
        return None
    kind, code, version = match[1].lower(), match[2].lower(), match[3]
    return _commons(code, version) if (kind == "licenses") == code.startswith("by") else None


def _commons(code: str, version: str) -> Licence:
    if code == "mark":
        return Licence(PUBLIC_DOMAIN, "Domaine public", "Public domain", _OPEN)
    if code == "zero":
        return Licence(ZERO, "CC0 1.0", "CC0 1.0", _OPEN)
    name = f"CC {code.upper()} {version}"
    return Licence(f"{CC}/licenses/{code}/{version}/", name, name, _OPENNESS[code])


def _statement(text: str) -> Licence | None:
    match = _VOCAB.fullmatch(text)
    code = _BY.get(match[1].casefold()) if match else None
    if code is None:
        return None
    return Licence(f"{RS}/{code}/1.0/", *_STATEMENTS[code], _OPENNESS.get(code, _CLOSED))


def _named(text: str) -> Licence | None:
    folded = " ".join(fold(text).split())
    if match := _SHORT.fullmatch(folded):
        return _commons(match[1], match[2] or "4.0")
    uri = _NAMES.get(folded.removeprefix("© ").strip(" ."), "")
    if uri == ETALAB or text.rstrip("/").startswith(ETALAB.rstrip("/")):
        return Licence(ETALAB, "Licence ouverte (Etalab)", "Open Licence (Etalab)", _OPEN)
    return (_deed(uri) or _statement(uri)) if uri else None
