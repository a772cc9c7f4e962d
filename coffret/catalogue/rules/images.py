"""REC120-REC139: links, image names and photo credits."""

import re
from collections import Counter
from collections.abc import Iterator
from urllib.parse import urlsplit

from django.utils.translation import gettext_lazy as _

from coffret.base.rules import Example, Finding, Severity, rule
from coffret.catalogue.checking import Context

SPEC = "Spécifications d’export Joconde, 25/03/2024"
METHOD = "Méthode de rédaction informatisée des notices, 2021"

_HOST = re.compile(r"(?=.{1,253}$)(?:[^\W_](?:[\w-]{0,61}[^\W_])?\.)+[^\W\d_][\w-]{1,}", re.UNICODE)
_LINKS = re.compile(r";\s*(?=https?:|www\.|$)|#\s*(?=https?:|www\.)")
_WORTHLESS = re.compile(
    r"clich[ée]s?\s+(?:du\s+|des\s+|de\s+l[ea]\s+|de\s+l['’])?mus[ée]es?\b|droits?\s+r[ée]serv[ée]s?|\bD\.\s?R\.?(?!\w)|"
    r"^\s{0,3}(?:©|\(c\)|copyright|clich[ée]s?|photo(?:graphie)?s?)?\s{0,3}(?:DR|mus[ée]e\b[^,;]*|inconnu|anonyme|internet|tous droits.*)\s{0,3}$",
    re.IGNORECASE,
)
_COPYRIGHT = re.compile(r"(?:©|\(c\)|copyright)\s*", re.IGNORECASE)
_DEAD = re.compile(r"culture\.gouv\.fr/public/mistral|culture\.fr/public/mistral", re.IGNORECASE)
_PICTURES = (".jpg", ".jpeg", ".png")
_PATHS = re.compile(r"[/\\]|(?:^|;)\s*\.\.|\x00")


def links(text: str) -> list[str]:
    """Return the addresses of a links field (« a;b »)."""
    return [part.strip() for part in _LINKS.split(text) if part and part.strip()]


def address_fault(address: str) -> bool:
    """Say whether an address cannot be followed: http or https, a host with a domain, no space."""
    try:
        parts = urlsplit(address)
        host = parts.hostname or ""
    except ValueError:
        return True
    return parts.scheme not in {"http", "https"} or not _HOST.fullmatch(host) or any(char.isspace() for char in address)


def file_names(text: str) -> list[str]:
    """Return the file names of REFIM in today's syntax « a.jpg;b.jpg »."""
    return [part.strip() for part in text.split(";") if part.strip()]


def is_legacy(text: str) -> bool:
    """Say whether REFIM follows the older syntax NAME,SUPPORT,LEGEND,original."""
    return any(part.count(",") >= 3 for part in file_names(text))


@rule(
    "REC120",
    target="value",
    severity=Severity.ALERTE,
    fields=("WWW", "LVID", "MSGCOM"),
    title=_("Adresse invalide"),
    message=_("« {value} » n’est pas une adresse que l’on puisse suivre."),
    remedy=_(
        "Donner l’adresse complète, http:// ou https:// compris, sans espace ; plusieurs adresses séparées par « ; »."
    ),
    source=f"{SPEC}, p. 24-25 ; contrôles WWW et LVID de POP",
    passes=Example({"WWW": "https://www.example.org/notice?id=12;https://example.org/b"}),
    fails=Example({"WWW": "www.example.org/notice"}),
    fix=lambda text: _schemed(text),
)
def bad_address(text: str, code: str, context: Context) -> Iterator[Finding]:
    """WWW and LVID hold addresses of the web."""
    for address in links(text):
        if address_fault(address):
            yield Finding("REC120", code, address)


def _schemed(text: str) -> str | None:
    mended = [address if "://" in address else f"https://{address}" for address in links(text)]
    return None if any(address_fault(address) for address in mended) else ";".join(mended)


@rule(
    "REC121",
    target="value",
    severity=Severity.SIGNALEMENT,
    fields=("WWW", "LVID", "REFIM"),
    title=_("Espaces autour du point-virgule"),
    message=_("Dans {field}, les valeurs se séparent par « ; » sans espace."),
    remedy=_("Ôter les espaces autour du point-virgule."),
    source=f"{SPEC}, p. 12, 24 et 25",
    passes=Example({"REFIM": "RL_46-1-1.jpg;RL_46-1-1_v2.jpg"}),
    fails=Example({"REFIM": "RL_46-1-1.jpg ; RL_46-1-1_v2.jpg"}),
    fix=lambda text: re.sub(r"\s*;\s*", ";", text),
)
def loose_semicolons(text: str, code: str, context: Context) -> Iterator[Finding]:
    """Addresses and file names are separated by a semicolon with no space."""
    if " ;" in text or "; " in text:
        yield Finding("REC121", code)


@rule(
    "REC122",
    target="value",
    severity=Severity.SIGNALEMENT,
    fields=("WWW", "BIBL", "DESC", "COMM", "HIST"),
    title=_("Lien vers l’ancienne base Joconde"),
    message=_("« {value} » mène à l’ancien site de Joconde, fermé en 2019."),
    remedy=_("Remplacer par l’adresse actuelle de la notice, composée de sa référence."),
    source="Adresses Mistral, remplacées par POP",
    passes=Example({"WWW": "https://www.example.org/notice"}),
    fails=Example({"WWW": "http://www.culture.gouv.fr/public/mistral/joconde_fr?ACTION=CHERCHER"}),
)
def dead_address(text: str, code: str, context: Context) -> Iterator[Finding]:
    """Addresses of the former site answer no more."""
    at = _DEAD.search(text) if "/" in text else None
    if at:
        yield Finding("REC122", code, text[max(0, at.start() - 20) : at.end() + 40])


@rule(
    "REC123",
    target="value",
    severity=Severity.SIGNALEMENT,
    fields=("REFIM",),
    title=_("Ancienne syntaxe des images"),
    message=_("REFIM suit l’ancienne syntaxe à quatre parties : « {value} »."),
    remedy=_("Elle est encore lue ; la syntaxe actuelle est la simple liste des noms de fichiers."),
    source=f"{SPEC}, p. 12 et 25",
    passes=Example({"REFIM": "0016630.JPG;0016631.JPG"}),
    fails=Example({"REFIM": "M016183_0016630_P.JPG,DS1,,0016630.JPG;M016183_0016631_P.JPG,DS1,,0016631.JPG"}),
)
def legacy_images(text: str, code: str, context: Context) -> Iterator[Finding]:
    """The older syntax is read, the present one is written."""
    if is_legacy(text):
        yield Finding("REC123", code, file_names(text)[0])


@rule(
    "REC124",
    target="value",
    severity=Severity.ALERTE,
    fields=("REFIM",),
    title=_("Format d’image non prévu"),
    message=_("« {value} » n’est ni un JPEG ni un PNG."),
    remedy=_("Rien à faire ici si l’image est reçue. Pour POP, « coffret images fix » en fait une copie JPEG."),
    source="Import de POP : jpg et png",
    passes=Example({"REFIM": "RL_46-1-1.jpg"}),
    fails=Example({"REFIM": "RL_46-1-1.tif"}),
)
def picture_format(text: str, code: str, context: Context) -> Iterator[Finding]:
    """POP takes JPEG and PNG."""
    for name in file_names(text):
        if not name.lower().endswith(_PICTURES):
            yield Finding("REC124", code, name)


@rule(
    "REC125",
    target="value",
    severity=Severity.ERREUR,
    fields=("REFIM",),
    title=_("Chemin dans un nom d’image"),
    message=_("« {value} » contient un chemin : seul le nom du fichier est admis."),
    remedy=_("Écrire le nom seul (RL_46-1-1.jpg) ; le dossier se donne au moment du versement."),
    source=f"{SPEC}, p. 12 : noms de fichiers ; règle de sécurité de Coffret",
    passes=Example({"REFIM": "RL_46-1-1.jpg"}),
    fails=Example({"REFIM": "../../RL_46-1-1.jpg"}),
)
def path_in_name(text: str, code: str, context: Context) -> Iterator[Finding]:
    """A name with a path would reach outside the batch."""
    for name in file_names(text):
        if _PATHS.search(name):
            yield Finding("REC125", code, name)


@rule(
    "REC126",
    target="value",
    severity=Severity.SIGNALEMENT,
    fields=("REFIM",),
    title=_("Image nommée deux fois"),
    message=_("« {value} » figure plusieurs fois dans REFIM."),
    remedy=_("Ne nommer chaque image qu’une fois, dans l’ordre voulu."),
    source=f"{SPEC}, p. 11",
    passes=Example({"REFIM": "2012_1.jpg;2012_2.jpg"}),
    fails=Example({"REFIM": "2012_1.jpg;2012_1.jpg"}),
    fix=lambda text: ";".join(dict.fromkeys(file_names(text))),
)
def named_twice(text: str, code: str, context: Context) -> Iterator[Finding]:
    """The museum orders its images: each has one place."""
    for name, times in Counter(file_names(text)).items():
        if times > 1:
            yield Finding("REC126", code, name)


@rule(
    "REC130",
    target="value",
    severity=Severity.ALERTE,
    fields=("PHOT",),
    title=_("Crédit sans valeur juridique"),
    message=_("Le crédit « {value} » ne nomme pas l’auteur de la photographie."),
    remedy=_(
        "Écrire « Prénom Nom, service ou agence qui détient les droits » : « cliché du musée » et « droits "
        "réservés » n’ont pas de valeur."
    ),
    source=f"{METHOD}, p. 79 ; {SPEC}, p. 24",
    passes=Example({"PHOT": "Albert Durand, musée Rolin"}),
    fails=Example({"PHOT": "cliché du musée Rolin"}),
)
def worthless_credit(text: str, code: str, context: Context) -> Iterator[Finding]:
    """A credit names a photographer: « cliché du musée » and « droits réservés » have no legal value."""
    if _WORTHLESS.search(text):
        yield Finding("REC130", code, text)


@rule(
    "REC131",
    target="value",
    severity=Severity.ALERTE,
    fields=("PHOT",),
    title=_("Crédit resté en brouillon"),
    message=_("Le crédit « {value} » hésite entre deux formes."),
    remedy=_("Garder une seule mention, sans note de travail."),
    source="Relectures de crédits : « © X, ou juste © X »",
    passes=Example({"PHOT": "© Jeanne Morel, agence Lumen"}),
    fails=Example({"PHOT": "© Jeanne Morel, ou juste © Morel"}),
)
def draft_credit(text: str, code: str, context: Context) -> Iterator[Finding]:
    """A note to oneself must not be published as a credit."""
    if _DRAFT.search(text) or _twice(text):
        yield Finding("REC131", code, text)


_DRAFT = re.compile(
    r"\bou (?:juste|simplement|plutôt|bien)\b|\?\?|à (?:vérifier|confirmer|compléter)|\bTODO\b", re.IGNORECASE
)


def _twice(text: str) -> bool:
    """Say whether the same holder is credited twice: « © Louvre, © Louvre »."""
    holders = [part.strip(" ,;.").casefold() for part in _COPYRIGHT.split(text)[1:]]
    return len(holders) != len(set(holders))
