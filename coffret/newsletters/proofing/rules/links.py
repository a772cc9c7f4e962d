"""P03-P05, P18, P24, P27: where links lead, what they say, what they carry."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from coffret.base.rules import REGISTRY, Example, Finding, Severity
from coffret.editorial.entries.references import Ref, Standing
from coffret.editorial.kinds import KINDS, ROLES
from coffret.editorial.models import KindName
from coffret.editorial.proofing.proof import LinkUse, link_found
from coffret.editorial.proofing.rules.links import WORDS, why_dead
from coffret.editorial.proofing.rules.references import REASONS
from coffret.editorial.proofing.world import split
from coffret.newsletters.proofing.file import FileProof
from coffret.newsletters.proofing.letter import LetterProof
from coffret.newsletters.proofing.rules.base import OURS, RGAA, as_like, borrowed, gettext_noop, letter_rule

# What programs of mailing put addresses in the place of, recipient by recipient.
_MARK = re.compile(r"\{\{.*\}\}|\{%.*%\}|\*\|.*\|\*|%%.*%%|\[\[.*\]\]|\{[A-Za-z_.]+\}|\$\{.*\}|<%.*%>", re.S)
# Addresses by which programs of mailing count who clicks, recipient by recipient, before they lead anywhere.
_COUNTING = re.compile(
    r"^https?://(?:[^/]*\.list-manage\d*\.com/track/click|[^/]*\.safelinks\.protection\.outlook\.com/"
    r"|[^/]*/(?:tr|mk)/cl/|[^/]*\.mjt\.lu/lnk/|[^/]*/ls/click\?upn=|[^/]*urldefense\.(?:com|proofpoint\.com)/)",
    re.I,
)
# Places of the site where pages are written: nothing else stands there.
_ROOTS = frozenset(
    kind.root for kind in KINDS.values() if kind.root and kind.name not in {KindName.FEATURE, KindName.LETTER}
)
_LISTS = frozenset({"flux.xml", "agenda.ics", "passes", "archives", "calendrier"})
_RECORDS = frozenset({"notice", "museum"})


@letter_rule(
    "P03",
    severity=Severity.ERREUR,
    title=_("Lien sans destination, dans une lettre"),
    message=_("Le lien « {words} » ne sert à rien ({value}) : {reason}."),
    remedy=_("Lui donner son adresse entière, ou retirer le lien."),
    source=f"{OURS} ; {RGAA}, critère 6.1",
    passes=Example({"body": '<p>Voir <a href="coffret:notice/M0650000001">le coffret</a>.</p>'}),
    fails=Example({"body": '<p>Voir <a href="#">le coffret</a>.</p>'}),
)
def dead(proof: LetterProof) -> Iterator[Finding]:
    """A link of a mail leads somewhere, from wherever it is read."""
    for link in proof.links:
        if reason := _why(proof, link):
            yield link_found("P03", link, link.href, reason=WORDS[reason], words=link.text or link.href)
    if isinstance(proof, FileProof):
        for use in proof.pictures:
            src = proof.src(use)
            if not src or _unseen(src) or src.startswith(("file:", "#")):
                yield use.finding("P03", "href", src, reason=WORDS["empty" if not src else "staging"], words=use.alt)


def _unseen(src: str) -> bool:
    """Say whether an image is on a server that readers do not reach; one of this site, tried on a machine, is let be."""
    own = f"{settings.BASE_URL.rstrip('/')}/medias/"
    return why_dead(LinkUse("", src, "")) == "staging" and not src.startswith(own)


def _why(proof: LetterProof, link: LinkUse) -> str:
    """Return why a link leads nowhere, or « »: a mail has no page of its own that an address may leave out."""
    href = link.href.strip()
    if not isinstance(proof, FileProof):
        return why_dead(link)
    if _MARK.search(href):
        return ""
    if len(href) > 1 and href.startswith("#"):
        return "" if unquote(href[1:]) in proof.read.ids or href == "#top" else "none"
    reason = why_dead(link)
    if not reason and href.startswith("/"):
        return "relative"
    if reason == "staging" and urlsplit(href).netloc == urlsplit(settings.BASE_URL).netloc:
        return "" if _stands(proof, href) is not None else reason
    return reason


# Pages of this site -----------------------------------------------------------------------------------------------------


def _stands(proof: LetterProof, href: str) -> bool | None:
    """Say whether a page of this site is there; None for an address of elsewhere, or one that is not known here."""
    path = ours(proof, href)
    if path is None:
        return None
    ref = proof.world.paths.get(path)
    if ref is not None:
        return proof.world.target(ref).standing is Standing.ONLINE
    first, _slash, rest = path.strip("/").partition("/")
    if first in _ROOTS and rest and rest.rpartition("/")[2] not in _LISTS and not rest.endswith((".ics", ".xml")):
        return False
    known = {"", "notices", "musees", "recherche", "aide", "carte", "chiffres", "lettres", *_ROOTS}
    known |= {address.strip("/") for address, _title in ROLES.values()}
    return True if first in known | {"notices-du-mois", "musees-du-mois", "selections", "documents"} else None


def ours(proof: LetterProof, href: str) -> str | None:
    """Return the path of an address of this site; in a file, one without a host is of no site."""
    return None if proof.file and href.startswith("/") else proof.world.ours(href)


def own_ref(proof: LetterProof, link: LinkUse) -> Ref | None:
    """Return what of this site a link's address stands for, written out."""
    path = ours(proof, link.href)
    return proof.world.paths.get(path) if path else None


@letter_rule(
    "P04",
    severity=Severity.ERREUR,
    title=_("Lien qui ne répond pas"),
    message=_("Cette page du site n’existe pas, ou plus : {value}."),
    remedy=_("Choisir la page à lier, ou retirer le lien."),
    source=OURS,
    passes=Example({"body": '<p><a href="https://example.org/">Le guide</a></p>'}),
    fails=Example({"body": '<p><a href="https://musees.example.org/ressources/disparue">Le guide</a></p>'}),
)
def failing(proof: LetterProof) -> Iterator[Finding]:
    """What a letter sends to is there: a page of ours for certain, one of elsewhere as it answered last."""
    said = set()
    for one in REGISTRY["INF025"].check(proof):
        link = next(link for link in proof.links if link.href == one.value)
        if ours(proof, link.href) is None:
            continue
        if (ref := own_ref(proof, link)) is None or ref.kind not in _RECORDS | {"document"}:
            said.add(one.value)
            yield replace(one, code="P04")
    for link in proof.links:
        if link.href not in said and own_ref(proof, link) is None and _stands(proof, link.href) is False:
            yield link_found("P04", link, link.href)
    yield from borrowed("P04", proof, "INF026", "INF027")


@letter_rule(
    "P05",
    severity=Severity.ERREUR,
    title=_("Notice, musée ou page qui n’est pas en ligne"),
    message=_("{name} n’est pas en ligne ({reason})."),
    remedy=_("En choisir un autre, ou retirer le lien."),
    source=OURS,
    passes=Example({"sections.0.items.0.ref": "M0650000001"}),
    fails=Example({"sections.0.items.0.ref": "M0650000009"}),
)
def gone(proof: LetterProof) -> Iterator[Finding]:
    """A letter puts forward what can be read: checked again at the minute it leaves."""
    yield from borrowed("P05", proof, "INF020", "INF021", "INF022", "INF024", weight=Severity.ERREUR)
    for path, ref in proof.refs():
        target = proof.world.target(ref)
        if ref.kind != "document" and target.standing is not Standing.ONLINE:
            name = f"« {target.title} » ({ref.key})" if target.title else ref.key
            yield Finding("P05", f"{path}.ref", ref.key, facts={"name": name, "reason": REASONS[target.standing]})
    for link in proof.links:
        own = own_ref(proof, link)
        if own and own.kind in _RECORDS and (target := proof.world.target(own)).standing is not Standing.ONLINE:
            facts = {"name": f"« {link.text or own.key} » ({own.key})", "reason": REASONS[target.standing]}
            yield link_found("P05", link, link.href, **facts)


@letter_rule(
    "P18",
    severity=Severity.ALERTE,
    title=_("Intitulé de lien qui ne dit rien, dans une lettre"),
    message=_("Le lien « {value} » ne dit pas où il mène."),
    remedy=_("Mettre le lien sur les mots qui nomment la page : il se comprend alors hors de sa phrase."),
    source=f"{RGAA}, critère 6.1",
    passes=Example({"body": '<p>Lire <a href="https://example.org/">le guide des images</a>.</p>'}),
    fails=Example({"body": '<p>Le guide des images : <a href="https://example.org/">cliquez ici</a>.</p>'}),
)
def empty_words(proof: LetterProof) -> Iterator[Finding]:
    """The words of a link say where it leads, and to one place."""
    yield from borrowed("P18", proof, "EDI021", "EDI022", "EDI023", weight=Severity.ALERTE)


# What addresses carry ---------------------------------------------------------------------------------------------------

CARRIED = {
    "data": gettext_noop("une image écrite dans le message ne se voit ni dans Gmail ni dans Outlook"),
    "pixel": gettext_noop("un point invisible suit les lecteurs"),
    "outside": gettext_noop("cette image est sur un autre site, qui verra qui la lit et peut la retirer"),
    "link": gettext_noop("un lien qui contient un fichier est bloqué par les messageries"),
}


@letter_rule(
    "P24",
    severity=Severity.ERREUR,
    title=_("Adresse qui suit les lecteurs, ou image d’un autre site"),
    message=_("{value} : {reason}."),
    remedy=_("Donner l’adresse entière de la page, et héberger les images sur le site de la lettre."),
    source=OURS,
    passes=Example({"body": '<p><a href="https://example.org/">Le guide</a></p>'}),
    fails=Example({"body": '<p><a href="https://bit.ly/3xyz">Le guide</a></p>'}),
)
def carried(proof: LetterProof) -> Iterator[Finding]:
    """No address hides where it leads, nor tells who reads: shorteners and tracking are confirmed, a dot blocks."""
    yield from borrowed("P24", proof, "EDI024", "EDI025", weight=Severity.ALERTE)
    hidden = (link_found("P24", link, link.href) for link in proof.links if _COUNTING.search(link.href))
    yield from as_like("P24", "EDI024", hidden, Severity.ALERTE)
    if not isinstance(proof, FileProof):
        return
    for link in proof.links:
        if link.href.strip().lower().startswith("data:"):
            yield link_found("P24", link, shortened(link.href), reason=CARRIED["link"])
    for mark in proof.read.text.images:
        image = proof.read.images[mark.index]
        src = image.get("src").strip()
        if src.lower().startswith("data:"):
            yield Finding("P24", "body", shortened(src), facts={"reason": CARRIED["data"]})
        elif proof.read.is_pixel(image) and src.startswith(("http://", "https://", "//")) and not _spacer(src):
            yield Finding("P24", "body", src, facts={"reason": CARRIED["pixel"]})
        elif _outside(proof, src):
            yield Finding("P24", "body", src, facts={"reason": CARRIED["outside"], "weight": Severity.ALERTE.value})


def shortened(address: str) -> str:
    """Return the beginning of an address that holds a whole file."""
    return address if len(address) < 60 else f"{address[:40]}…"


def _spacer(src: str) -> bool:
    return bool(re.search(r"spacer|blank|transparent|vide|separat|clear\.gif", src, re.I))


def _outside(proof: FileProof, src: str) -> bool:
    """Say whether an image comes from a site that nothing else of the letter speaks of.

    The letter's own sites: this one, that of its sender and of its archive, and every site it leads to.
    """
    host = _site(src)
    if not host:
        return False
    homes = Counter(_site(link.href) for link in proof.links)
    own = {_site(settings.BASE_URL), _site(proof.source.archive), _named(proof.source.sender.rpartition("@")[2])}
    return bool(set(homes) - {""}) and host not in set(homes) | own


def _site(address: str) -> str:
    parts = split(address)
    return _named(parts.hostname or "") if parts and parts.scheme in {"http", "https", ""} and parts.netloc else ""


def _named(host: str) -> str:
    """Return the name a site is registered under: « culture.gouv.fr » of « www.culture.gouv.fr »."""
    names = host.lower().rstrip(".").split(".")
    public = (
        len(names) > 2
        and names[-2] in {"gouv", "co", "com", "org", "asso", "ac", "gov", "edu", "net"}
        and len(names[-1]) == 2
    )
    return ".".join(names[-3:] if public else names[-2:])
