"""EDI004-EDI014: what a page is made of: title, summary, sections in order, nothing empty, nothing too long."""

import re
from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext_lazy as _

from coffret.base.rules import Example, Finding, Severity, rule
from coffret.editorial.kinds import Widget
from coffret.editorial.models import KindName
from coffret.editorial.proofing.proof import Proof, found
from coffret.editorial.proofing.prose import Block, Prose
from coffret.editorial.proofing.rules.sources import OURS, RGAA

# A longer title is cut by search engines and fills a phone.
LONG_TITLE = 100
# Kinds that lists and letters show with their summary.
SUMMARISED = frozenset({KindName.RESOURCE, KindName.NEWS, KindName.EVENT})
_SENTENCE = re.compile(r"[.!?…:;]\W*$")
_HEADING = re.compile(r"<(/?)h([2-6])\b")


@rule(
    "EDI004",
    target="entry",
    severity=Severity.ERREUR,
    title=_("Champ nécessaire vide"),
    message=_("Il manque : {label}."),
    remedy=_("Remplir ce champ : la page ne se publie pas sans lui."),
    source=OURS,
    passes=Example({"title": "Préparer un versement"}),
    fails=Example({"title": ""}),
)
def needed(page: Proof) -> Iterator[Finding]:
    """What the table of kinds asks for is given."""
    for one in page.kind.fields:
        if one.needed and page.applies(one) and not page.content.get(one.name):
            yield Finding("EDI004", one.name, facts={"label": str(one.label)})


@rule(
    "EDI005",
    target="entry",
    severity=Severity.ALERTE,
    title=_("Chapeau absent"),
    message=_("Cette page n’a pas de chapeau."),
    remedy=_("Dire en une ou deux phrases ce qu’on y trouve : les listes, la recherche et les lettres le reprennent."),
    source=OURS,
    passes=Example({"summary": "Ce qu’il faut réunir avant d’envoyer ses notices."}),
    fails=Example({"summary": ""}),
)
def summary(page: Proof) -> Iterator[Finding]:
    """What is listed says in a sentence what it holds."""
    if page.name in SUMMARISED and not page.text("summary"):
        yield Finding("EDI005", "summary")


@rule(
    "EDI006",
    target="entry",
    severity=Severity.ERREUR,
    title=_("Texte plus long que la place"),
    message=_("Ce texte fait {length} caractères, et la place en compte {longest} : « {value} »."),
    remedy=_("Raccourcir : rien n’est coupé d’office."),
    source=OURS,
    passes=Example({"title": "Préparer un versement"}),
    fails=Example({"title": "Préparer un versement, " * 9 + "et après"}),
)
def too_long(page: Proof) -> Iterator[Finding]:
    """Each field has its place; what does not fit is said, not cut."""
    for one in page.kind.fields:
        value = page.content.get(one.name)
        path, text = (f"{one.name}.words", _words(value)) if one.widget is Widget.UPDATE else (one.name, value)
        if one.longest and isinstance(text, str) and len(text) > one.longest and page.applies(one):
            yield Finding("EDI006", path, text, facts={"length": len(text), "longest": one.longest})
    yield from _long_parts(page)


# Parts of fields -> the place their columns have (models.py).
PLACES = {"title": 300, "description": 1000, "version": 60, "changed": 1000, "alt": 1000, "credit": 500, "rights": 500}


def _long_parts(page: Proof) -> Iterator[Finding]:
    for text in page.texts:
        place = PLACES.get(text.path.rsplit(".", 1)[-1], 0) if "." in text.path else 0
        if place and len(text.text) > place:
            yield Finding("EDI006", text.path, text.text, facts={"length": len(text.text), "longest": place})


def _words(value: Any) -> str:
    return value.get("words", "") if isinstance(value, dict) else ""


@rule(
    "EDI007",
    target="entry",
    severity=Severity.SIGNALEMENT,
    title=_("Titre long"),
    message=_("Ce titre fait {length} caractères : « {value} »."),
    remedy=_("Au-delà d’une centaine, les moteurs de recherche le coupent et un téléphone n’en montre que la moitié."),
    source=OURS,
    passes=Example({"title": "Préparer un versement"}),
    fails=Example({"title": "Préparer, vérifier et envoyer un versement de notices accompagnées d’images numériques de bonne qualité"}),
)  # fmt: skip
def long_title(page: Proof) -> Iterator[Finding]:
    """A title is read at a glance."""
    title = page.text("title")
    if LONG_TITLE < len(title) <= page.kind.named("title").longest:
        yield Finding("EDI007", "title", title, facts={"length": len(title)})


@rule(
    "EDI008",
    target="entry",
    severity=Severity.ALERTE,
    title=_("Titre en capitales"),
    message=_("Ce titre est écrit tout en capitales : « {value} »."),
    remedy=_(
        "L’écrire en minuscules accentuées : les capitales se lisent mal et certains lecteurs d’écran les épellent."
    ),
    source=f"{OURS} ; {RGAA}, critère 9.1",
    passes=Example({"title": "Journée FEMS et ICOM"}),
    fails=Example({"title": "JOURNÉE DU RÉCOLEMENT"}),
)
def capitals(page: Proof) -> Iterator[Finding]:
    """Titles and headings are written as sentences are."""
    for text in page.texts:
        if text.path == "title":
            yield from (found("EDI008", text, b.start, b.start + len(b.text)) for b in text.blocks if _shouted(b.text))
        elif text.rich:
            heads = [block for block in text.blocks if block.level and _shouted(block.text)]
            yield from (found("EDI008", text, b.start, b.start + len(b.text)) for b in heads)


def _shouted(text: str) -> bool:
    """Say whether a text shouts: two words or more and a dozen letters, all capital. Initials alone do not."""
    letters = [char for char in text if char.isalpha()]
    return len(letters) > 11 and len(text.split()) > 1 and all(char.isupper() for char in letters)


@rule(
    "EDI009",
    target="entry",
    severity=Severity.ERREUR,
    title=_("Page vide"),
    message=_("Cette page ne dit rien encore."),
    remedy=_("Écrire son texte, ou lui donner une publication."),
    source=OURS,
    passes=Example({"body": "<p>Les musées versent leurs notices au catalogue.</p>"}),
    fails=Example({"summary": "", "body": ""}),
)
def empty_page(page: Proof) -> Iterator[Finding]:
    """A page online holds something: a branch of the tree, a sentence; an event is told by its date."""
    given = ("summary", "body", "publications")
    if page.name in {KindName.RESOURCE, KindName.NEWS} and not any(page.content.get(name) for name in given):
        yield Finding("EDI009", "body")


@rule(
    "EDI010",
    target="entry",
    severity=Severity.ERREUR,
    title=_("Rubrique vide"),
    message=_("Rien ne suit l’intertitre « {value} »."),
    remedy=_("Écrire la rubrique, ou supprimer l’intertitre."),
    source=OURS,
    passes=Example({"body": "<h2>Images</h2><p>1500 pixels au moins.</p>"}),
    fails=Example({"body": "<h2>Images</h2><h2>Notices</h2><p>Cinq champs sont obligatoires.</p>"}),
)
def empty_section(page: Proof) -> Iterator[Finding]:
    """An intertitle opens something."""
    for text in page.texts:
        for head, following in _followed(text):
            empty = following is None or 0 < following.level <= head.level
            if empty and not _pictured(text, head, following):
                yield found("EDI010", text, head.start, head.start + len(head.text))


def _followed(text: Prose) -> Iterator[tuple[Block, Block | None]]:
    """Yield each heading of a text with the block that follows it."""
    for number, block in enumerate(text.blocks):
        if block.level:
            yield block, text.blocks[number + 1] if number + 1 < len(text.blocks) else None


def _pictured(text: Prose, head: Block, following: Block | None) -> bool:
    """Say whether an image stands between a heading and what follows: it fills the section."""
    end = following.start if following else len(text.text) + 1
    return any(head.start + len(head.text) < image.start <= end for image in text.images)


@rule(
    "EDI011",
    target="entry",
    severity=Severity.ALERTE,
    title=_("Niveau d’intertitre sauté"),
    message=_("L’intertitre « {value} » est de niveau {level} sous un niveau {above}."),
    remedy=_("Le mettre au niveau {right} : les lecteurs d’écran parcourent la page par ses niveaux."),
    source=f"{RGAA}, critère 9.1",
    passes=Example({"body": "<h2>Images</h2><h3>Taille</h3><p>1500 pixels au moins.</p>"}),
    fails=Example({"body": "<h2>Images</h2><h4>Taille</h4><p>1500 pixels au moins.</p>"}),
    fix=lambda source: levelled(source),
)
def levels(page: Proof) -> Iterator[Finding]:
    """Levels of headings go down one by one, from 2 under the title of the page."""
    for text in page.texts:
        above = 1
        for block in text.blocks:
            if block.level > above + 1:
                facts = {"level": block.level - 1, "above": above - 1, "right": above}
                yield found("EDI011", text, block.start, block.start + len(block.text), **facts)
            above = block.level or above


def levelled(source: str) -> str:
    """Return rich text with its headings one level at most under the one before."""
    above = right = 1

    def renumbered(match: re.Match[str]) -> str:
        nonlocal above, right
        if not match[1]:
            right = min(int(match[2]), above + 1)
            above = right
        return f"<{match[1]}h{right}"

    return _HEADING.sub(renumbered, source)


@rule(
    "EDI012",
    target="entry",
    severity=Severity.SIGNALEMENT,
    title=_("Paragraphe en gras à la place d’un intertitre"),
    message=_("« {value} » est un paragraphe tout en gras, qui ressemble à un intertitre."),
    remedy=_("En faire un intertitre : la page se parcourt alors par ses titres."),
    source=f"{RGAA}, critère 9.1",
    passes=Example({"body": "<h2>Images</h2><p>1500 pixels au moins.</p>"}),
    fails=Example({"body": "<p><strong>Taille des images</strong></p><p>1500 pixels au moins.</p>"}),
)
def bold_heading(page: Proof) -> Iterator[Finding]:
    """A title is a title by what it is, not by its look."""
    for text in page.texts:
        for match in _BOLD.finditer(text.source) if text.rich else ():
            words = match[1]
            start = text.text.find(words)
            if start >= 0 and len(words) <= 80 and not _SENTENCE.search(words) and match.end() < len(text.source):
                yield found("EDI012", text, start, start + len(words))


_BOLD = re.compile(r"<p><strong>([^<]+)</strong></p>")
