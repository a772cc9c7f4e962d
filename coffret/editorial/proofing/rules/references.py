"""INF020-INF024, INF033-INF034: notices, museums, pages, documents and images that a page refers to."""

import re
from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from coffret.base.rules import Example, Finding, Severity, rule
from coffret.base.text import fold
from coffret.editorial.entries.references import Ref, Standing, Target
from coffret.editorial.kinds import Widget
from coffret.editorial.proofing.proof import LinkUse, Proof, link_found, words_found
from coffret.editorial.proofing.rules.sources import OURS

# Words that tell no museum from another.
_COMMON = frozenset(
    [
        "musee",
        "musees",
        "museum",
        "museums",
        "de",
        "la",
        "le",
        "les",
        "l",
        "d",
        "du",
        "des",
        "et",
        "a",
        "au",
        "aux",
        "en",
        "municipal",
        "municipale",
        "departemental",
        "national",
        "nationale",
        "beaux",
        "arts",
        "art",
        "histoire",
        "ville",
        "maison",
        "centre",
        "collection",
        "collections",
        "ecomusee",
    ]
)
_WORD = re.compile(r"[a-z0-9]+")


def _referred(page: Proof, kind: str) -> Iterator[tuple[LinkUse | None, str, Ref]]:
    """Yield what a page refers to of a kind: the link that does (None: a field), the field, the reference."""
    for link in page.links:
        if (ref := link.ref) and ref.kind == kind:
            yield link, link.path, ref
    name = {"notice": "record", "museum": "museum"}.get(kind, "")
    for index, item in enumerate(page.content.get("items") or ()):
        if name in item:
            yield None, f"items.{index}", Ref(kind, item[name])
    if kind == "entry":
        for one in page.kind.fields:
            if one.widget is Widget.ENTRY and page.content.get(one.name):
                yield None, one.name, Ref("entry", str(page.content[one.name]))
    if kind == "document":
        yield from _documents(page)


def _documents(page: Proof) -> Iterator[tuple[None, str, Ref]]:
    for index, one in enumerate(page.content.get("publications") or ()):
        for place, edition in enumerate(one["editions"]):
            if edition["document"]:
                yield None, f"publications.{index}.editions.{place}.document", Ref("document", str(edition["document"]))


def _broken(page: Proof, code: str, kind: str) -> Iterator[Finding]:
    for link, path, ref in _referred(page, kind):
        target = page.world.target(ref)
        if target.standing is not Standing.ONLINE:
            yield _said(code, link, path, ref, target)


def _said(code: str, link: LinkUse | None, path: str, ref: Ref, target: Target) -> Finding:
    facts = {"name": f"« {target.title} » ({ref.key})" if target.title else ref.key, "reason": REASONS[target.standing]}
    return link_found(code, link, link.href, **facts) if link else Finding(code, path, ref.key, facts=facts)


# Said in the reader's language when shown: « reason » is a fact of the interface's words.
REASONS = {
    Standing.GONE: gettext_noop("retiré du site"),
    Standing.DRAFT: gettext_noop("pas encore publié"),
    Standing.UNKNOWN: gettext_noop("inconnu"),
}


@rule(
    "INF020",
    target="entry",
    severity=Severity.ERREUR,
    title=_("Notice absente du catalogue"),
    message=_("La notice {name} n’est pas en ligne ({reason})."),
    remedy=_("En choisir une autre, ou retirer le lien."),
    source=OURS,
    passes=Example({"body": '<p><a href="coffret:notice/M0650000001">Le coffret</a></p>'}),
    fails=Example({"body": '<p><a href="coffret:notice/M0650000009">La pipe</a></p>'}),
)
def notice(page: Proof) -> Iterator[Finding]:
    """A notice a page names can be read."""
    yield from _broken(page, "INF020", "notice")


@rule(
    "INF021",
    target="entry",
    severity=Severity.ERREUR,
    title=_("Musée cité absent du répertoire"),
    message=_("Le musée {name} n’est pas dans le répertoire ({reason})."),
    remedy=_("Choisir le musée par la recherche."),
    source=OURS,
    passes=Example({"body": '<p><a href="coffret:museum/M0650">Le musée de l’hôtel Sandelin</a></p>'}),
    fails=Example({"body": '<p><a href="coffret:museum/M9999">Un musée</a></p>'}),
)
def museum(page: Proof) -> Iterator[Finding]:
    """A museum a page names is one of the directory."""
    yield from _broken(page, "INF021", "museum")


@rule(
    "INF022",
    target="entry",
    severity=Severity.ERREUR,
    title=_("Page du site qui n’est pas en ligne"),
    message=_("La page {name} n’est pas en ligne ({reason})."),
    remedy=_("La publier d’abord, ou en choisir une autre."),
    source=OURS,
    passes=Example({"body": '<p><a href="coffret:entry/1">Les normes des images</a></p>'}),
    fails=Example({"body": '<p><a href="coffret:entry/2">Les normes des images</a></p>'}),
)
def entry(page: Proof) -> Iterator[Finding]:
    """A page sends to pages that are there."""
    yield from _broken(page, "INF022", "entry")


@rule(
    "INF023",
    target="entry",
    severity=Severity.ERREUR,
    title=_("Document absent"),
    message=_("Le document {name} n’existe pas ou plus."),
    remedy=_("Le déposer à nouveau, ou en choisir un autre."),
    source=OURS,
    passes=Example({"body": '<p><a href="coffret:document/1">Les normes</a></p>'}),
    fails=Example({"body": '<p><a href="coffret:document/7">Les normes</a></p>'}),
)
def document(page: Proof) -> Iterator[Finding]:
    """A document offered can be downloaded."""
    yield from _broken(page, "INF023", "document")


@rule(
    "INF024",
    target="entry",
    severity=Severity.ERREUR,
    title=_("Image absente ou retirée"),
    message=_("L’image {name} n’est plus montrée au public ({reason})."),
    remedy=_("En choisir une autre : son musée l’a retirée, ou elle a été supprimée."),
    source=OURS,
    passes=Example({"body.figure.picture": "1", "body.figure.caption": "Coffret à bijoux"}),
    fails=Example({"body.figure.picture": "9", "body.figure.caption": "Pipe"}),
)
def picture(page: Proof) -> Iterator[Finding]:
    """An image a museum took off is shown nowhere."""
    for use in page.pictures:
        target = page.world.target(Ref("picture", str(use.picture)))
        if target.standing is not Standing.ONLINE:
            facts = {"name": f"« {target.title or use.caption or use.picture} »", "reason": REASONS[target.standing]}
            yield use.finding("INF024", "picture", str(use.picture), **facts)


@rule(
    "INF033",
    target="entry",
    severity=Severity.ALERTE,
    title=_("Musée du mois sans notice en ligne"),
    message=_("{name} n’a aucune notice en ligne."),
    remedy=_("Attendre son premier versement, ou confirmer le choix."),
    source=OURS,
    passes=Example({"kind": "feature", "genre": "museum", "title": "Musée du mois", "items.0.record": "", "items.0.museum": "M0650"}),
    fails=Example({"kind": "feature", "genre": "museum", "title": "Musée du mois", "items.0.record": "", "items.0.museum": "M0651"}),
)  # fmt: skip
def empty_museum(page: Proof) -> Iterator[Finding]:
    """A museum put forward has something to show."""
    for index, item in enumerate(page.content.get("items") or ()):
        code = item.get("museum", "")
        target = page.world.target(Ref("museum", code))
        if code and target.standing is Standing.ONLINE and not page.world.holdings.get(code):
            name = target.title[:1].upper() + target.title[1:]
            yield Finding("INF033", f"items.{index}", code, facts={"name": f"{name} ({code})"})


@rule(
    "INF034",
    target="entry",
    severity=Severity.ALERTE,
    title=_("Musée nommé autrement que dans le répertoire"),
    message=_("Le lien dit « {value} », et mène à : {name}."),
    remedy=_("Le musée a peut-être changé de nom, ou le lien mène au voisin : vérifier."),
    source=OURS,
    passes=Example({"body": '<p>Au <a href="coffret:museum/M0650">musée Sandelin</a>.</p>'}),
    fails=Example({"body": '<p>Au <a href="coffret:museum/M0650">musée Quentovic</a>.</p>'}),
)
def renamed(page: Proof) -> Iterator[Finding]:
    """A museum is called by a name the directory knows: one word of its own at least, or its town."""
    for link in page.links:
        ref = link.ref
        if ref and ref.kind == "museum" and "mus" in fold(link.text):
            target = page.world.target(ref)
            said, known = _own_words(link.text), _own_words(_names(target))
            if said and known and not said & known:
                yield from words_found("INF034", link, name=target.title)


def _names(target: Target) -> str:
    row = target.row
    parts = (getattr(row, name, "") for name in ("official_name", "usual_name", "city", "place"))
    return " ".join([target.title, *(part for part in parts if part)])


def _own_words(text: str) -> set[str]:
    return set(_WORD.findall(fold(text))) - _COMMON
