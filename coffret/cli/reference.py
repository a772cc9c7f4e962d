"""The reference pages made from the code: rules, fields, settings. Each function returns a whole page, in French."""

import ast
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from coffret.authorities.schemes import SCHEMES
from coffret.base.rules import REGISTRY, Example, Rule
from coffret.catalogue import examples
from coffret.catalogue.fields import FIELDS, GROUP_LABELS, SCHEMA_VERSION, Field, Group, Kind, Obligation
from coffret.editorial.proofing import examples as entries
from coffret.images import examples as pictures
from coffret.newsletters.proofing import examples as letters

PACKAGE = Path(__file__).resolve().parents[1]
MADE = "<!-- Page engendrée par `coffret docs` : ne pas la modifier à la main. -->"

FAMILIES = {
    "REC": "Règles de la notice",
    "AUT": "Règles des autorités : musées et vocabulaires",
    "SUB": "Règles du versement : fichier, images, arrivée au catalogue",
    "IMG": "Règles des images, selon l’usage",
    "EDI": "Règles de ce que le bureau écrit",
    "INF": "Règles de ce que le bureau annonce, face aux faits",
    "P": "Règles des lettres",
}
TARGETS = {
    "record": "la notice entière",
    "value": "la valeur d’un champ",
    "term": "un terme d’un champ à vocabulaire",
    "museum": "le code d’un musée",
    "file": "le fichier versé",
    "arrival": "la notice à son arrivée au catalogue",
    "context": "ce à quoi les notices sont comparées",
    "image": "une image nommée par la notice",
    "image folder": "le dossier d’images",
    "kept image": "une image attachée à la notice",
    "shared image": "une image attachée à la notice, et celles des autres",
    "image table": "la table images.csv du dossier",
    "picture": "une image et ce qui l’entoure, selon un profil d’usage",
    "entry": "une page du bureau et ce à quoi elle renvoie",
    "letter": "une lettre, son message et ce à quoi elle renvoie",
}
# Targets whose examples are told in words of their own.
TELLERS = {"picture": pictures, "entry": entries, "letter": letters}
_MENDED = {"entry": entries, "letter": letters}
KINDS = {
    Kind.TEXT: "texte libre, « # » fait un retour à la ligne",
    Kind.TERMS: "termes séparés par « ; »",
    Kind.GROUPS: "groupes séparés par « # », termes séparés par « ; »",
    Kind.AUTHORS: "auteurs et rôles séparés par « ; », dates entre parenthèses",
    Kind.DATES: "années séparées par « ; », précision après « : », intervalle « a-b »",
    Kind.PERIODS: "périodes séparées par « ; »",
    Kind.MEASURES: "mesures séparées par « ; », précision après « : »",
    Kind.PRECISE: "valeurs séparées par « ; », précision après « : »",
    Kind.PLACE: "« commune ; établissement »",
    Kind.LINKS: "adresses séparées par « ; » sans espace",
    Kind.FILES: "noms de fichiers séparés par « ; » sans espace",
    Kind.CODE: "un seul identifiant",
    Kind.GENERATED: "calculé par la plateforme",
}
OBLIGATIONS = {
    Obligation.REQUIRED: "obligatoire",
    Obligation.MINIMUM: "fiche minimum",
    Obligation.IF_IMAGE: "obligatoire avec une image",
    Obligation.OPTIONAL: "facultatif",
    Obligation.UPDATE_ONLY: "mise à jour seulement",
    Obligation.GENERATED: "engendré",
    Obligation.DEPRECATED: "abandonné",
}
FORMATS = {"lido": "LIDO", "edm": "EDM", "dc": "Dublin Core", "schema": "schema.org"}

# What each setting does; a key read by the code and absent here stops the making of the page.
SETTINGS = {
    "DATA": "Dossier des données : base, fichiers reçus, images, index, courrier de développement.",
    "DEBUG": "Mode de développement : pages d’erreur détaillées. Jamais en public.",
    "SECRET_KEY": "Secret qui signe les sessions ; sans lui, un secret est tiré au sort et gardé dans le dossier des données.",
    "ALLOWED_HOSTS": "Noms d’hôte auxquels l’instance répond.",
    "BASE_URL": "Adresse publique de l’instance ; en https, les cookies sont réservés aux liaisons chiffrées.",
    "DATABASE_URL": "Base de données : « sqlite:///chemin » (dans le dossier des données par défaut) ou « postgres://… ».",
    "WORKERS": "Nombre de processus qui servent les pages.",
    "IMAGES_URL": "Où garder les originaux des images : « s3://seau/prefixe » ; vide, dans le dossier des données.",
    "IMAGES_CACHE": "Place, en Mio, des originaux d’un seau gardés sur cette machine le temps de les relire.",
    "S3_ENDPOINT": "Adresse du service S3 (« https://s3.example.org ») ; vide, celui d’Amazon.",
    "S3_REGION": "Région du seau, si le service en demande une.",
    "S3_KEY_ID": "Identifiant de la clé d’accès au seau.",
    "S3_SECRET": "Secret de la clé d’accès au seau.",
    "DELIVERY_LIMIT": "Taille, en Gio, de ce qu’un musée peut envoyer en une fois.",
    "IIIF_MAX_AREA": "Nombre de pixels de la plus grande image que l’adresse IIIF fabrique à la demande.",
    "PROXIES": "Nombre de serveurs mandataires devant le site : l’adresse des visiteurs est lue dans X-Forwarded-For, à ce rang.",
    "REQUIRE_MFA": "Demander un second facteur aux membres du bureau : ils le mettent en place avant toute autre chose.",
    "MAIL_URL": "Relais de courrier : « smtp://hôte:25 », « smtp+starttls://utilisateur:secret@hôte:587 », « smtps://… » ; vide, le courrier est écrit dans le dossier des données.",
    "MAIL_FROM": "Expéditeur du courrier : « Nom <adresse> ».",
    "MAIL_IP": "Adresse réseau d’où part le courrier, si elle ne se lit pas dans le message qui revient ; elle sert à vérifier le domaine d’envoi.",
    "RETURNS_URL": "Boîte où reviennent les lettres : « maildir:///chemin », « imaps://nom:secret@hôte/INBOX », « pop3s://nom:secret@hôte » ; vide, aucune n’est relevée.",
    "RETURNS_DOMAIN": "Domaine des adresses de retour (retours+…@domaine) ; vide, celui de l’expéditeur.",
    "RETURNS_SECRET": "Secret partagé avec le service d’envoi qui annonce les retours par HTTP ; vide, rien n’est reçu ainsi.",
    "DNS": "Serveur de noms interrogé pour vérifier le domaine d’envoi, « adresse » ou « adresse:port » ; vide, celui du système.",
    "OIDC_URL": "Adresse du fournisseur OpenID Connect (ProConnect) ; vide, on se connecte par mot de passe ou par clé seulement.",
    "OIDC_CLIENT_ID": "Identifiant que le fournisseur a donné à cette instance.",
    "OIDC_SECRET": "Secret que le fournisseur a donné à cette instance.",
    "OIDC_NAME": "Nom du fournisseur, sur le bouton de connexion.",
    "OIDC_SCOPE": "Ce qui est demandé au fournisseur, séparé par des espaces.",
    "OIDC_ACR": "Niveaux d’authentification exigés du fournisseur (acr_values), séparés par des espaces ; vide, aucun.",
    "OIDC_TRUST_EMAIL": "Croire l’adresse donnée par le fournisseur même s’il ne dit pas l’avoir vérifiée (email_verified).",
    "LOG_LEVEL": "Niveau du journal : DEBUG, INFO, WARNING ou ERROR.",
}
SETTING_KINDS = {
    "env_str": "texte",
    "env_bool": "oui ou non (1, 0)",
    "env_int": "nombre entier",
    "env_list": "liste séparée par des virgules",
    "env_secret": "secret",
}


class Setting(NamedTuple):
    """A value read from the environment: key without its prefix, kind, default as written in the code."""

    key: str
    kind: str
    default: str


def rules_page() -> str:
    """Return the page of every rule, by family then code."""
    parts = ["# Les contrôles", MADE, _rules_summary()]
    for prefix, title in FAMILIES.items():
        parts.append(f"## {title}")
        parts += [_rule(REGISTRY[code]) for code in sorted(REGISTRY) if _family(code) == prefix]
    return _page(parts)


def _family(code: str) -> str:
    return code.rstrip("0123456789")


def _rules_summary() -> str:
    lines = [
        "Une *erreur* refuse la notice (ou le fichier, ou l’image) ; une *alerte* et un *signalement* l’acceptent.",
        "Sur une page ou une lettre du bureau, une *erreur* empêche de publier ; une *alerte* se corrige ou se confirme, par quelqu’un, "
        "avec une raison.",
        "",
    ]
    lines += ["| Code | Gravité | Titre |", "|---|---|---|"]
    for code in sorted(REGISTRY, key=lambda code: (list(FAMILIES).index(_family(code)), code)):
        rule = REGISTRY[code]
        lines.append(f"| [{code}](#{code.lower()}) | {rule.severity} | {_cell(rule.title)} |")
    return "\n".join(lines)


def _told(rule: Rule) -> tuple[str, str]:
    """Return what the rule says and advises for its failing example, or the outline of both."""
    for finding in TELLERS[rule.target].found(rule, rule.fails) if rule.target in TELLERS else ():
        return finding.message(), finding.remedy()
    return examples.sentence(rule), examples.advice(rule)


def _rule(rule: Rule) -> str:
    sentence, advice = _told(rule)
    lines = [
        f'### <a id="{rule.code.lower()}"></a>{rule.code} — {rule.title}',
        "",
        f"- Gravité : **{rule.severity}**",
        f"- Regarde : {TARGETS[rule.target]}{_needed(rule)}",
        f"- Constat : {visible(sentence)}",
        f"- Remède : {advice}",
        f"- Source : {rule.source}",
        f"- Passe : {_example(rule.passes, rule.target)}",
        f"- Ne passe pas : {_example(rule.fails, rule.target)}",
    ]
    if rule.fix or any(rule.target == target and made.mends(rule) for target, made in _MENDED.items()):
        lines.append("- Correction proposée automatiquement")
    return "\n".join(lines)


def _needed(rule: Rule) -> str:
    if not rule.fields or len(rule.fields) > 14:
        return ""
    return f" ({', '.join(rule.fields)})"


def _example(example: Example, target: str) -> str:
    values = TELLERS[target].shown(example.values) if target in TELLERS else example.values
    shown = " · ".join(f"{code} {_literal(text)}" for code, text in values.items())
    return f"{shown} ({example.note})" if example.note else shown


def _literal(text: str, limit: int = 90) -> str:
    """Return a value as inline code, control characters made visible."""
    seen = visible(text[:limit])
    cut = "…" if len(text) > limit else ""
    return f"``{seen}{cut}``" if "`" in seen else f"`{seen}{cut}`"


def visible(text: str) -> str:
    """Return ``text`` with its invisible characters shown by their number."""
    return "".join(char if char.isprintable() else f"⟨{ord(char):02X}⟩" for char in text)


def fields_page() -> str:
    """Return the page of the field table, in the order of the record page."""
    handed = [field for field in FIELDS if field.handed_in]
    intro = (
        f"Schéma du {SCHEMA_VERSION}. {len(FIELDS)} codes, dont {len(handed)} versés par les musées ; les autres sont "
        "engendrés par la plateforme ou abandonnés, et restent lus."
    )
    parts = ["# Les champs", MADE, intro, _facets(), _fields_summary()]
    for group in Group:
        parts.append(f"## {GROUP_LABELS[group]}")
        parts += [_field(field) for field in FIELDS if field.group is group]
    return _page(parts)


def _facets() -> str:
    facets = sorted((field for field in FIELDS if field.facet), key=lambda field: field.facet)
    named = ", ".join(f"{field.fr} (`{field.key}`)" for field in facets)
    return f"Facettes, dans l’ordre, avec leur nom dans les adresses de recherche : {named}."


def _fields_summary() -> str:
    lines = ["| Code | Intitulé | Obligation | Vocabulaire | Colonne de l’extrait ouvert |", "|---|---|---|---|---|"]
    for field in FIELDS:
        cells = (f"[{field.code}](#{field.code.lower()})", _cell(field.fr), OBLIGATIONS[field.obligation])
        column = f"`{field.column}`" if field.column else ""
        lines.append(f"| {' | '.join(cells)} | {field.scheme} | {column} |")
    return "\n".join(lines)


def _field(field: Field) -> str:
    lines = [f'### <a id="{field.code.lower()}"></a>{field.code} — {field.fr} / *{field.en}*', ""]
    if field.help:
        lines += [str(field.help), ""]
    lines += [f"- {name} : {text}" for name, text in _facts(field).items() if text]
    return "\n".join(lines)


def _facts(field: Field) -> Mapping[str, str]:
    return {
        "Syntaxe": KINDS[field.kind],
        "Obligation": OBLIGATIONS[field.obligation],
        "Exemple": _literal(field.example, 200) if field.example else "",
        "Vocabulaire": _vocabulary(field),
        "Recherche": f"poids {field.weight:g}" if field.weight else "",
        "Facette": f"n° {field.facet}, `{field.key}`" if field.facet else "",
        "Colonne de l’extrait ouvert": f"`{field.column}`" if field.column else "",
        "Autres noms lus": ", ".join(f"`{name}`" for name in field.aliases),
        "Correspondances": " ; ".join(
            f"{FORMATS[key]} `{field.targets[key]}`" for key in FORMATS if key in field.targets
        ),
        "Public": "" if field.public else "non, jamais montré ni exporté",
        "Histoire": field.history,
    }


def _vocabulary(field: Field) -> str:
    if not field.scheme:
        return ""
    scheme = SCHEMES.get(field.scheme)
    named = f"{field.scheme}, {scheme.uri}" if scheme and scheme.uri else field.scheme
    return named + (" (comparé à l’import de POP)" if field.checked else "")


def settings_page() -> str:
    """Return the page of the settings read from the environment; raises LookupError when one is not described."""
    lines = ["| Variable | Nature | Par défaut | Ce qu’elle règle |", "|---|---|---|---|"]
    for setting in settings_read():
        lines.append(
            f"| `COFFRET_{setting.key}` | {SETTING_KINDS[setting.kind]} | `{setting.default}` | {SETTINGS[setting.key]} |"
        )
    intro = (
        "Un réglage dit seulement comment cette instance tourne ; il se lit dans l’environnement au démarrage. Une "
        "valeur illisible arrête le démarrage en nommant la variable et la valeur."
    )
    return _page(["# Les réglages", MADE, intro, "\n".join(lines)])


def settings_read() -> list[Setting]:
    """Return every setting the code reads, in order of key."""
    found = {setting.key: setting for path in sorted(PACKAGE.rglob("*.py")) for setting in _read_in(path)}
    return [found[key] for key in sorted(found)]


def _read_in(path: Path) -> Iterator[Setting]:
    source = path.read_text(encoding="utf-8")
    if "env_" not in source:
        return
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in SETTING_KINDS:
            key, *rest = node.args
            if isinstance(key, ast.Constant):
                yield Setting(str(key.value), node.func.id, ast.unparse(rest[0]) if rest else "")


PAGES = {"rules.md": rules_page, "fields.md": fields_page, "settings.md": settings_page}


def _cell(text: object) -> str:
    return str(text).replace("|", "\\|")


def _page(parts: list[str]) -> str:
    return "\n\n".join(parts) + "\n"
