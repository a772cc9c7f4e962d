"""EDI020-EDI027: where links lead and what they say; INF025-INF027: what they answered."""

import re
from collections import defaultdict
from collections.abc import Iterator
from urllib.parse import parse_qsl, urlencode, urlunsplit

from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from coffret.base.rules import Example, Finding, Severity, rule
from coffret.base.text import fold
from coffret.editorial.entries.references import Standing
from coffret.editorial.proofing.proof import REFERENCE, LinkUse, Proof, link_found, words_found
from coffret.editorial.proofing.rules.sources import OURS, RGAA
from coffret.editorial.proofing.world import split

# Hosts that no reader outside reaches.
_STAGING = re.compile(
    r"^(?:localhost|127\.|0\.0\.0\.0|10\.|192\.168\.|172\.(?:1[6-9]|2\d|3[01])\.|\[?::1)"
    r"|(?:^|[.-])(?:staging|preprod|pre-prod|recette|integration|qualif)\d*[.-]"
    r"|^(?:test|dev|uat)\d*\.[^.]+\."
    r"|\.(?:local|localdomain|internal|test|invalid|lan)$",
    re.IGNORECASE,
)
SHORTENERS = frozenset(
    {"bit.ly", "tinyurl.com", "t.co", "goo.gl", "ow.ly", "buff.ly", "is.gd", "lnkd.in", "urlz.fr", "urlr.me", "rb.gy"}
    | {"cutt.ly", "shorturl.at", "tiny.cc", "bl.ink", "s.id", "fb.me", "youtu.be.link", "lstu.fr", "frama.link"}
)
# Parameters that follow readers about and change nothing of the page.
_TRACKERS = re.compile(
    r"^(?:utm_\w+|fbclid|gclid|dclid|gbraid|wbraid|msclkid|yclid|mc_cid|mc_eid|igshid|igsh|_hsenc|_hsmi|vero_id"
    r"|oly_anon_id|oly_enc_id|mkt_tok|pk_campaign|pk_kwd|piwik_campaign|mtm_\w+|at_medium|at_campaign|xtor|s_cid)$",
    re.IGNORECASE,
)
_EMPTY_WORDS = frozenset(
    {
        *(
            "cliquez ici",
            "cliquer ici",
            "cliquez",
            "clic",
            "ici",
            "la",
            "en savoir plus",
            "savoir plus",
            "lire la suite",
        ),
        *("la suite", "lire plus", "lire", "voir", "voir plus", "voir ici", "plus", "plus d'infos", "plus d'info"),
        *("plus d'informations", "lien", "ce lien", "cette page", "suivre ce lien", "suivez ce lien", "page", "site"),
        *("sur ce lien", "via ce lien", "par ici", "c'est ici", "telecharger", "telechargez ici", "acceder", "details"),
        *("en savoir +", "+ d'infos", "+ d'info", "savoir +", "+ d'informations", "decouvrir", "consulter"),
        *("click here", "here", "read more", "more", "learn more", "link", "this link"),
    }
)
_EMPTY_BEGINNING = re.compile(r"^(?:cliqu(?:ez|er) (?:ici|la|sur ce lien)|plus d'info(?:rmation)?s? ici)\b")
_URL_WORDS = re.compile(r"(?:https?://|www\.)\S+|(?:[\w-]+\.)+[a-z]{2,}/\S+", re.IGNORECASE)
_AROUND = " .,;:!?…→>»«()[]\u00a0\u202f\n"

WORDS = {
    "none": gettext_noop("il ne mène nulle part"),
    "empty": gettext_noop("son adresse est vide"),
    "relative": gettext_noop("son adresse est incomplète"),
    "staging": gettext_noop("ce serveur n’est pas public"),
    "nobody": gettext_noop("aucun destinataire n’est donné"),
    "scheme": gettext_noop("un navigateur ne le suivra pas"),
    "unreadable": gettext_noop("l’adresse est illisible"),
}


@rule(
    "EDI020",
    target="entry",
    severity=Severity.ERREUR,
    title=_("Lien sans destination"),
    message=_("Le lien « {words} » ne sert à rien ({value}) : {reason}."),
    remedy=_("Lui donner son adresse, ou choisir la page, la notice ou le document ; sinon retirer le lien."),
    source=f"{OURS} ; {RGAA}, critère 6.1",
    passes=Example({"body": '<p>Voir <a href="coffret:notice/M0650000001">le coffret</a>.</p>'}),
    fails=Example({"body": '<p>Voir <a href="#">le coffret</a>.</p>'}),
)
def dead(page: Proof) -> Iterator[Finding]:
    """A link leads somewhere that readers can reach."""
    for link in page.links:
        if reason := why_dead(link):
            yield link_found("EDI020", link, link.href, reason=WORDS[reason], words=link.text or link.href)


def why_dead(link: LinkUse) -> str:
    """Return why a link leads nowhere (a key of WORDS), or « »."""
    href = link.href.strip()
    if not href:
        return "empty"
    if href.startswith("#"):
        return "none"
    parts = split(href)
    if parts is None:
        return "unreadable"
    return _why(href, parts.scheme.lower(), parts)


def _why(href: str, scheme: str, parts: object) -> str:
    netloc, path = getattr(parts, "netloc", ""), getattr(parts, "path", "")
    if scheme in {"mailto", "tel"}:
        return "" if len(path.strip()) > 2 else "nobody"
    if scheme == "coffret":
        return ""
    if scheme in {"http", "https"}:
        host = getattr(parts, "hostname", None) or ""
        if _STAGING.search(host):
            return "staging"
        return "" if "." in host and not re.search(r"\s", netloc) else "unreadable"
    if scheme:
        return "scheme"
    return "" if href.startswith("/") and not netloc else "relative"


@rule(
    "EDI021",
    target="entry",
    severity=Severity.ALERTE,
    title=_("Intitulé de lien qui ne dit rien"),
    message=_("Le lien « {value} » ne dit pas où il mène."),
    remedy=_("Mettre le lien sur les mots qui nomment la page : il se comprend alors hors de sa phrase."),
    source=f"{RGAA}, critère 6.1",
    passes=Example({"body": '<p>Lire <a href="https://example.org/">le guide des images</a>.</p>'}),
    fails=Example({"body": '<p>Le guide des images : <a href="https://example.org/">cliquez ici</a>.</p>'}),
)
def empty_words(page: Proof) -> Iterator[Finding]:
    """The words of a link say where it leads."""
    for link in page.links:
        if link.prose is not None and says_nothing(link.text):
            yield from words_found("EDI021", link)


def says_nothing(text: str) -> bool:
    """Say whether the words of a link tell nothing of where it leads: « ici », « cliquez-ici pour en savoir plus »."""
    words = fold(text.strip(_AROUND))
    plain = words.replace("-", " ").replace("’", "'")
    return words in _EMPTY_WORDS or plain in _EMPTY_WORDS or bool(_EMPTY_BEGINNING.match(plain))


@rule(
    "EDI022",
    target="entry",
    severity=Severity.ALERTE,
    title=_("Adresse en guise d’intitulé"),
    message=_("Le lien montre son adresse au lieu de dire où il mène : « {value} »."),
    remedy=_("Écrire le nom de la page et y mettre le lien."),
    source=f"{RGAA}, critère 6.1",
    passes=Example({"body": '<p><a href="https://example.org/">Le guide des images</a></p>'}),
    fails=Example({"body": '<p><a href="https://example.org/">https://example.org/guide/images</a></p>'}),
)
def bare(page: Proof) -> Iterator[Finding]:
    """An address is read letter by letter: a name is better."""
    for link in page.links:
        if link.prose is not None and _URL_WORDS.fullmatch(link.text.strip(_AROUND)):
            yield from words_found("EDI022", link)


@rule(
    "EDI023",
    target="entry",
    severity=Severity.ALERTE,
    title=_("Même intitulé, deux destinations"),
    message=_("Deux liens se disent « {value} » et mènent ailleurs : {first} et {second}."),
    remedy=_("Les nommer différemment, ou leur donner la même adresse."),
    source=f"{RGAA}, critère 6.1",
    passes=Example({"body": '<p><a href="https://example.org/">Guide</a>, <a href="https://example.org/">guide</a>.</p>'}),
    fails=Example(
        {"body": '<p><a href="https://example.org/">Guide</a>, <a href="https://example.org/autre">guide</a>.</p>'}
    ),
)  # fmt: skip
def same_words(page: Proof) -> Iterator[Finding]:
    """One name leads to one place."""
    by_words: dict[str, list[LinkUse]] = defaultdict(list)
    for link in page.links:
        words = fold(link.text.strip(_AROUND))
        if link.prose is not None and words and words not in _EMPTY_WORDS:
            by_words[words].append(link)
    for links in by_words.values():
        other = next((one for one in links if one.href.rstrip("/") != links[0].href.rstrip("/")), None)
        if other and not (why_dead(links[0]) or why_dead(other)):
            yield from words_found("EDI023", other, first=links[0].href, second=other.href)


@rule(
    "EDI024",
    target="entry",
    severity=Severity.ALERTE,
    title=_("Adresse raccourcie"),
    message=_("Cette adresse cache où elle mène : {value}."),
    remedy=_("Mettre l’adresse entière : le raccourcisseur suit les lecteurs et peut disparaître."),
    source=OURS,
    passes=Example({"body": '<p><a href="https://example.org/">Le guide</a></p>'}),
    fails=Example({"body": '<p><a href="https://bit.ly/3xyz">Le guide</a></p>'}),
)
def shortened(page: Proof) -> Iterator[Finding]:
    """An address says where it leads."""
    for link in page.links:
        if _host(link.href) in SHORTENERS:
            yield link_found("EDI024", link, link.href)


@rule(
    "EDI025",
    target="entry",
    severity=Severity.ALERTE,
    title=_("Paramètre de suivi dans une adresse"),
    message=_("Cette adresse porte de quoi suivre les lecteurs : {value}."),
    remedy=_("Retirer ces paramètres : la page est la même sans eux."),
    source=OURS,
    passes=Example({"body": '<p><a href="https://example.org/">Le guide</a></p>'}),
    fails=Example({"body": '<p><a href="https://example.org/?page=2&amp;utm_source=lettre">Le guide</a></p>'}),
)
def tracked(page: Proof) -> Iterator[Finding]:
    """A link follows nobody."""
    for link in page.links:
        if (plain := untracked(link.href)) != link.href:
            yield link_found("EDI025", link, link.href, plain)


def untracked(href: str) -> str:
    """Return an address without the parameters that only follow readers."""
    parts = split(href)
    if parts is None or parts.scheme not in {"http", "https"} or not parts.query:
        return href
    pairs = parse_qsl(parts.query, keep_blank_values=True)
    kept = [(name, value) for name, value in pairs if not _TRACKERS.match(name)]
    return href if len(kept) == len(pairs) else str(urlunsplit(parts._replace(query=urlencode(kept))))


@rule(
    "EDI026",
    target="entry",
    severity=Severity.SIGNALEMENT,
    title=_("Adresse de ce site écrite en clair"),
    message=_("Le lien « {words} » mène à « {title} » par son adresse : {value}."),
    remedy=_("Le lier à la page elle-même : si elle change d’adresse ou se retire, le lien le saura."),
    source=OURS,
    passes=Example({"body": '<p><a href="coffret:notice/M0650000001">Le coffret</a></p>'}),
    fails=Example({"body": '<p><a href="https://musees.example.org/notices/M0650000001">Le coffret</a></p>'}),
)
def written_out(page: Proof) -> Iterator[Finding]:
    """What the site holds is linked by reference."""
    for link in page.links:
        path = page.world.ours(link.href)
        ref = page.world.paths.get(path) if path and link.prose is not None else None
        parts = split(link.href)
        if ref and not (parts.query or parts.fragment):
            title = page.world.target(ref).title or link.text
            yield link_found("EDI026", link, link.href, f"{REFERENCE}{ref.kind}/{ref.key}", title=title)


@rule(
    "INF025",
    target="entry",
    severity=Severity.ERREUR,
    title=_("Lien mort vers ce site"),
    message=_("Cette page du site n’existe pas, ou plus : {value}."),
    remedy=_("Choisir la page, la notice ou le document à lier."),
    source=OURS,
    passes=Example({"body": '<p><a href="/notices/M0650000001">Le coffret</a></p>'}),
    fails=Example({"body": '<p><a href="/notices/M9999999999">Le coffret</a></p>'}),
)
def own_dead(page: Proof) -> Iterator[Finding]:
    """A page of the site leads to pages of the site that are there."""
    for link in page.links:
        path = page.world.ours(link.href)
        if path is None:
            continue
        ref = page.world.paths.get(path)
        answer = page.world.answers.get(link.href)
        gone = ref is not None and page.world.target(ref).standing is not Standing.ONLINE
        if gone or (ref is None and answer is not None and answer.status in {404, 410}):
            yield link_found("INF025", link, link.href)


@rule(
    "INF026",
    target="entry",
    severity=Severity.ALERTE,
    title=_("Lien mort vers un autre site"),
    message=_("Cette adresse ne répond plus ({status}) : {value}."),
    remedy=_("Trouver la nouvelle adresse, ou retirer le lien. Confirmer si le site refuse seulement les machines."),
    source=OURS,
    passes=Example({"body": '<p><a href="https://example.org/">Le guide</a></p>'}),
    fails=Example({"body": '<p><a href="https://example.org/disparu">Le guide</a></p>'}),
)
def outside_dead(page: Proof) -> Iterator[Finding]:
    """What other sites took off is no longer linked."""
    for link in page.links:
        answer = page.world.answers.get(link.href)
        if answer and answer.failing and page.world.ours(link.href) is None:
            yield link_found("INF026", link, link.href, status=str(answer.status) if answer.status else answer.reason)


@rule(
    "INF027",
    target="entry",
    severity=Severity.SIGNALEMENT,
    title=_("Page qui a changé d’adresse"),
    message=_("Cette page a changé d’adresse pour de bon : {value} mène à {moved}."),
    remedy=_("Mettre la nouvelle adresse."),
    source=OURS,
    passes=Example({"body": '<p><a href="https://example.org/">Le guide</a></p>'}),
    fails=Example({"body": '<p><a href="https://example.org/ancien">Le guide</a></p>'}),
)
def moved(page: Proof) -> Iterator[Finding]:
    """Readers are led straight to where a page is now."""
    for link in page.links:
        answer = page.world.answers.get(link.href)
        if answer and answer.moved_to and not answer.failing:
            yield link_found("INF027", link, link.href, answer.moved_to, moved=answer.moved_to)


def _host(href: str) -> str:
    parts = split(href)
    return (parts.hostname or "").removeprefix("www.") if parts else ""
