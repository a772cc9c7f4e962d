"""P07, P15, P16: sections that agree with what stands under them, nothing twice, a subject and its preheader."""

import re
from collections import Counter
from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from coffret.base.rules import Example, Finding, Severity
from coffret.base.text import fold
from coffret.editorial.entries.references import Ref
from coffret.editorial.proofing.proof import LinkUse, found, link_found
from coffret.editorial.proofing.rules.features import ALONE, SEVERAL
from coffret.newsletters.proofing.file import FileProof
from coffret.newsletters.proofing.letter import LetterProof, Section
from coffret.newsletters.proofing.rules.base import OURS, as_like, borrowed, gettext_noop, letter_rule
from coffret.newsletters.proofing.tree import Node

# What a section puts forward, one and several.
_HEADS = {
    "notice": "notices", "musée": "musées", "œuvre": "œuvres", "objet": "objets", "tableau": "tableaux",
    "peinture": "peintures", "sculpture": "sculptures", "estampe": "estampes", "dessin": "dessins",
    "photographie": "photographies", "costume": "costumes", "trésor": "trésors", "découverte": "découvertes",
    "ressource": "ressources", "événement": "événements", "évènement": "évènements", "exposition": "expositions",
    "formation": "formations", "publication": "publications", "document": "documents", "journée": "journées",
    "image": "images", "collection": "collections", "conférence": "conférences", "atelier": "ateliers",
    "visite": "visites", "webinaire": "webinaires", "rencontre": "rencontres", "nouveauté": "nouveautés",
    "sélection": "sélections", "guide": "guides", "outil": "outils", "nouvelle notice": "nouvelles notices",
    "nouveau musée": "nouveaux musées", "nouvelle ressource": "nouvelles ressources",
    "prochain événement": "prochains événements", "nouvelle publication": "nouvelles publications",
}  # fmt: skip
_ONE = {fold(many): one for one, many in _HEADS.items()}
_MANY = {fold(one): many for one, many in _HEADS.items()}
_FIRST_WORDS = re.compile(r"^(?:(?:les|la|le|nos|notre|des|vos)\s+|l[’'])?([\wÀ-ÿœŒ]+(?:\s[\wÀ-ÿœŒ]+)?)", re.I)
_OF_A_TIME = re.compile(
    r"^\s(?:du|de la|de l[’']|d[’']|en|à la|à l[’'])\s?(?:mois|semaine|année|trimestre|honneur|une|\w+)\b", re.I
)


def disagreement(heading: str, count: int) -> tuple[str, str]:
    """Return what a heading announces and what it should read, over so many items; two « » when it agrees."""
    match = _FIRST_WORDS.match(heading)
    if match is None or count < 1:
        return "", ""
    for words in (match[1], match[1].split()[0]):
        start, end = match.start(1), match.start(1) + len(words)
        if count == 1 and (one := _ONE.get(fold(words))):
            return SEVERAL, _said(heading, start, end, one)
        if count > 1 and (many := _MANY.get(fold(words))) and _OF_A_TIME.match(heading[end:]):
            return ALONE, _said(heading, start, end, many)
    return "", ""


def _said(heading: str, start: int, end: int, word: str) -> str:
    capital = heading[:1].isupper()
    article = re.match(r"(?:les|la|le|l[’'])\s*$", heading[:start], re.I)
    said = (heading[:start] if article is None else "") + word + heading[end:]
    return said[:1].upper() + said[1:] if capital else said


EMPTY = {
    "empty": gettext_noop("rien ne suit cet intitulé"),
    "none": gettext_noop("la lettre n’a aucune rubrique"),
    "unnamed": gettext_noop("cette rubrique n’a pas d’intitulé"),
}


@letter_rule(
    "P07",
    severity=Severity.ERREUR,
    title=_("Rubrique vide, ou intitulé qui ne s’accorde pas"),
    message=_("Rubrique « {value} » : {reason}."),
    remedy=_("Y mettre ce qu’elle annonce, ou la retirer."),
    source=OURS,
    passes=Example({"sections.0.one": "Notice du mois", "sections.0.many": "Notices du mois"}),
    fails=Example({"sections.0.one": "Notices du mois", "sections.0.many": ""}),
)
def agreement(proof: LetterProof) -> Iterator[Finding]:
    """A heading agrees with what stands under it, and something does."""
    yield from (one for one in borrowed("P07", proof, "EDI010") if not _is_title(proof, one))
    for section in proof.sections:
        if section.path and section.empty:
            name = str(section.heading) if section.heading else ""
            yield Finding("P07", section.path, name, facts={"reason": EMPTY["empty"]})
        yield from _agreed(section)
    if not proof.file and not proof.content.get("sections") and not proof.text("body"):
        yield Finding("P07", "sections", facts={"reason": EMPTY["none"]})


def _is_title(proof: LetterProof, one: Finding) -> bool:
    """Say whether a heading of a file is the title of an item that is shown above it, or that it leads to."""
    if not isinstance(proof, FileProof):
        return False
    heads = [head for head in proof.read.passages if head.level]
    number = next((n for n, head in enumerate(heads) if head.text == one.value), 0)
    head, before = heads[number], heads[number - 1].end if number else 0
    linked = any(head.start <= link.start < head.end for link in proof.read.text.links)
    return linked or (head.level > 2 and any(before <= image.start <= head.start for image in proof.read.text.images))


def _agreed(section: Section) -> Iterator[Finding]:
    if section.heading is None or section.count is None:
        return
    span = section.heading
    what, right = disagreement(str(span), section.count)
    if what:
        one = found("P07", span.text, span.start, span.end, right, what=what, count=section.count)
        yield from as_like("P07", "INF015", [one])


TWICE = {
    "twice": gettext_noop("deux fois dans cette lettre"),
    "lately": gettext_noop("déjà dans une des trois dernières lettres"),
}


@letter_rule(
    "P15",
    severity=Severity.ALERTE,
    title=_("Deux fois la même chose, dans une lettre"),
    message=_("{name} : {reason}."),
    remedy=_("En retirer un, ou en choisir un autre."),
    source=OURS,
    passes=Example({"sections.0.items.0.ref": "M0650000001"}),
    fails=Example({"sections.0.items.1.thing": "notice", "sections.0.items.1.ref": "M0650000001"}),
)
def twice(proof: LetterProof) -> Iterator[Finding]:
    """A thing is put forward once in a letter, and has not been in the last three."""
    seen: Counter[Ref] = Counter()
    for path, ref in proof.refs():
        seen[ref] += 1
        name = f"« {proof.world.target(ref).title or ref.key} »"
        if seen[ref] == 2 and ref.kind != "picture":
            facts = {"name": name, "reason": TWICE["twice"], "choices": [""]}
            yield Finding("P15", path, ref.key, facts=facts)
        past = next((one for one in proof.around.past if ref in one.refs), None)
        if past is not None and seen[ref] == 1:
            facts = {"name": name, "reason": TWICE["lately"], "weight": Severity.SIGNALEMENT.value}
            yield Finding("P15", f"{path}.ref", ref.key, facts=facts)
    if isinstance(proof, FileProof):
        yield from _twice_in_page(proof)


_THING = re.compile(r"/notices?(?:/[^/?#]+)?/[^/?#]+|/agenda/[^/?#]+|/(?:evenements?|events?)/[^/?#]+", re.I)


def _twice_in_page(proof: FileProof) -> Iterator[Finding]:
    """Yield the records and events a page leads to in two of its items: in one, image, title and button are the same."""
    text, done = proof.read.text, set()
    first = min((one.start for one in proof.read.passages if one.level == 2), default=0)
    place: dict[str, LinkUse] = {}
    before = ""
    for link in proof.links:
        href = link.href.strip().rstrip("/")
        if not _THING.search(href) or text.links[link.index].start < first:
            continue
        if href in place and href not in done and (before != href or _parted(proof, place[href], link)):
            done.add(href)
            yield link_found("P15", link, link.href, name=f"« {link.text or href} »", reason=TWICE["twice"])
        place[href], before = link, href
    yield from _twice_headed(proof, done)


def _parted(proof: FileProof, one: LinkUse, other: LinkUse) -> bool:
    """Say whether two links that follow each other stand in two items: a heading or a bullet between the two."""
    page = proof.read
    start, end = page.text.links[one.index].start, page.text.links[other.index].start
    heads = [head for head in page.passages if head.level > 1 and start < head.start <= end]
    pictured = not page.text.links[one.index].text.strip()
    titles = [head for head in heads if head.level > 2 and (pictured or head.start <= end < head.end)]
    return len(heads) > len(titles) or _bullet(page.anchors[one.index]) is not _bullet(page.anchors[other.index])


def _bullet(anchor: Node) -> Node | None:
    return next((node for node in anchor.above() if node.tag == "li"), None)


def _twice_headed(proof: FileProof, done: set[str]) -> Iterator[Finding]:
    """Yield the titles of items that are written twice, where no link told it already."""
    seen: set[str] = set()
    for one in proof.read.passages if not done else ():
        words = fold(one.text).strip(" .")
        if one.level > 2 and len(words) > 11:
            if words in seen:
                facts = {"name": f"« {one.text.strip()} »", "reason": TWICE["twice"]}
                yield found("P15", proof.read.text, one.start, one.end, **facts)
            seen.add(words)


SUBJECT = {
    "empty": gettext_noop("l’objet est vide"),
    "long": gettext_noop("l’objet dépasse 78 signes : les messageries le coupent"),
    "short": gettext_noop("l’objet a moins de 10 signes : il ne dit rien de la lettre"),
    "same": gettext_noop("l’objet est celui de la lettre précédente"),
    "preheader": gettext_noop("l’aperçu manque : les messageries montreront la première ligne venue"),
}
LONGEST, SHORTEST = 78, 10


@letter_rule(
    "P16",
    severity=Severity.ERREUR,
    title=_("Objet ou aperçu à revoir"),
    message=_("Objet et aperçu : {reason}."),
    remedy=_("Écrire un objet de 10 à 78 signes, et la phrase que les messageries montrent après lui."),
    source=OURS,
    passes=Example({"title": "La lettre de mai : deux notices, une journée"}),
    fails=Example({"title": ""}),
)
def subject(proof: LetterProof) -> Iterator[Finding]:
    """A letter is opened for its subject: there, whole, its own; the preheader goes on."""
    if not proof.file:
        needed = (one for one in borrowed("P16", proof, "EDI004") if one.field in {"newsletter", "day"})
        yield from needed
    said = proof.subject
    if said is not None:
        yield from _subject(proof, said.strip())
    if not proof.preheader:
        yield Finding("P16", "preheader", facts={"reason": SUBJECT["preheader"], "weight": Severity.ALERTE.value})


def _subject(proof: LetterProof, said: str) -> Iterator[Finding]:
    if not said:
        yield Finding("P16", "title", facts={"reason": SUBJECT["empty"]})
        return
    last = proof.around.past[0].subject if proof.around.past else ""
    for wrong, reason in (
        (len(said) > LONGEST, "long"),
        (len(said) < SHORTEST, "short"),
        (fold(said) == fold(last), "same"),
    ):
        if wrong:
            yield Finding("P16", "title", said, facts={"reason": SUBJECT[reason], "weight": Severity.ALERTE.value})
