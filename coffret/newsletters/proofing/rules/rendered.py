"""P17, P19-P22: the mail itself: its structure, its weight, its plain text, what programs and the dark make of it."""

import re
from collections import defaultdict
from collections.abc import Callable, Iterator
from urllib.parse import unquote

from django.utils.translation import gettext_lazy as _

from coffret.base.rules import Example, Finding, Severity
from coffret.base.text import fold, grouped
from coffret.editorial.proofing import asking
from coffret.editorial.proofing.days import days
from coffret.newsletters.proofing.file import FileProof
from coffret.newsletters.proofing.letter import LetterProof, whole
from coffret.newsletters.proofing.looks import BLACK, Look, colour, contrast
from coffret.newsletters.proofing.page import Page
from coffret.newsletters.proofing.rules.base import CANIEMAIL, OURS, RGAA, gettext_noop, letter_rule
from coffret.newsletters.proofing.tree import Node
from coffret.newsletters.proofing.whens import near
from coffret.newsletters.rendering import clients

HEAVIEST = 100_000  # bytes: Gmail cuts at 102 kB
SMALLEST = 14.0  # pixels
# WCAG 2.1, 1.4.3: below, a text is not read by all; large ones need less.
CONTRAST, LARGE_CONTRAST = 4.5, 3.0

STRUCTURE = {
    "lang": gettext_noop("la langue du document n’est pas dite (« lang »)"),
    "dir": gettext_noop("le sens de lecture n’est pas dit (« dir »)"),
    "title": gettext_noop("le document n’a pas de titre (« title »)"),
    "no h1": gettext_noop("il n’y a pas de titre de premier niveau (« h1 »)"),
    "h1": gettext_noop("il y a plusieurs titres de premier niveau (« h1 »)"),
    "order": gettext_noop("cet intertitre saute un niveau"),
    "table": gettext_noop('ce tableau de mise en page n’a pas « role="presentation" »'),
    "contrast": gettext_noop("ce texte n’est pas assez contrasté"),
    "size": gettext_noop("ce texte fait moins de 14 pixels"),
    "underline": gettext_noop("ce lien n’est pas souligné"),
}
Wrong = Iterator[tuple[str, str]]


@letter_rule(
    "P17",
    severity=Severity.ERREUR,
    title=_("Structure du message"),
    message=_("« {value} » : {reason}."),
    remedy=_("Corriger le modèle du message : tous les lecteurs ne le voient pas, tous doivent pouvoir le lire."),
    source=f"{RGAA}, critères 3.2, 8.3, 8.6, 8.8, 9.1, 10.6 et 5.8",
    passes=Example({"html": '<p style="font-size:14px">Un émail.</p>'}),
    fails=Example({"html": '<p style="font-size:11px">Un émail.</p>'}),
)
def structure(proof: LetterProof) -> Iterator[Finding]:
    """A message is read by everyone: language, titles, sizes, contrasts, links that look like links."""
    page = proof.page
    # Without its subject an issue has no title yet: it is said once, by P16.
    untitled = {"title", "no h1"} if not (proof.file or proof.subject) else set()
    if page is not None:
        for reason, quote in (found for look_for in _STRUCTURES for found in look_for(page)):
            if reason not in untitled:
                yield whole("P17", quote, reason=STRUCTURE[reason])


def _document(page: Page) -> Wrong:
    roots = [tag for tag in (page.html_tag, page.body_tag) if tag is not None]
    top = [*roots, *(one for one in page.root.children if isinstance(one, Node))]
    if not any(tag.get("lang").strip() for tag in roots):
        yield "lang", "<html>"
    if not any(tag.get("dir").strip() for tag in top):
        yield "dir", "<html>"
    if page.title is None:
        yield "title", "<title>"


def _headings(page: Page) -> Wrong:
    heads = [
        node for node in page.root.all("h1", "h2", "h3", "h4", "h5", "h6") if page.look[node].shown and _said(node)
    ]
    first = [node for node in heads if node.level == 1]
    if len(first) != 1:
        yield ("h1", _said(first[1])[:80]) if first else ("no h1", "<h1>")
    above = 0 if first else 1
    for node in heads:
        if node.level > above + 1:
            yield "order", _said(node)[:80]
        above = node.level


def _said(node: Node) -> str:
    return node.words() or " ".join(image.get("alt") for image in node.all("img")).strip()


def _tables(page: Page) -> Wrong:
    for table in page.root.all("table"):
        data = table.get("role") in {"presentation", "none", "table", "grid"} or any(table.all("th", "caption"))
        if not data and page.look[table].shown:
            yield "table", f"<table> {table.words()[:60]}".strip()
            return


def _texts(page: Page) -> Iterator[tuple[Node, str, Look]]:
    """Yield each element that holds words of its own and shows them, with those words and its look."""
    for node in page.root.all():
        look = page.look[node]
        words = " ".join("".join(one for one in node.children if isinstance(one, str)).split())
        if look.shown and look.size > 1 and any(char.isalnum() for char in words) and not _unseen(node):
            yield node, words, look


def _unseen(node: Node) -> bool:
    return any(one.tag in {"svg", "select", "option", "textarea"} for one in [node, *node.above()])


def _contrasts(page: Page) -> Wrong:
    told = set()
    for _node, words, look in _texts(page):
        large = look.size >= 24 or (look.bold and look.size >= 18.66)
        least = LARGE_CONTRAST if large else CONTRAST
        if look.ground is not None and contrast(look.colour, look.ground) < least - 0.005:
            if (look.colour, look.ground) not in told:
                yield "contrast", words[:80]
            told.add((look.colour, look.ground))


def _sizes(page: Page) -> Wrong:
    told = set()
    for node, words, look in _texts(page):
        raised = any(one.tag in {"sup", "sub"} for one in [node, *node.above()])
        if look.size < SMALLEST - 0.05 and not raised:
            if round(look.size) not in told:
                yield "size", words[:80]
            told.add(round(look.size))


def _underlines(page: Page) -> Wrong:
    for anchor in page.root.all("a"):
        words = anchor.words()
        if "href" not in anchor.attributes or not any(char.isalnum() for char in words) or not page.look[anchor].shown:
            continue
        line = page.look[anchor].underlined or any(page.look[one].underlined for one in anchor.all())
        if not line and not _is_button(page, anchor):
            yield "underline", words[:80]


def _is_button(page: Page, anchor: Node) -> bool:
    """Say whether a link is drawn as a button: a ground, a border or a cell of its own."""
    look = page.look[anchor]
    around = page.look[anchor.parent] if anchor.parent else look
    border = look.said("border", "border-top")
    if look.ground != around.ground or (border and not border.startswith(("0", "none"))):
        return True
    cell = next((one for one in anchor.above() if one.tag in {"td", "div", "p", "span"}), None)
    own = cell is not None and cell.parent is not None and page.look[cell].ground != page.look[cell.parent].ground
    return bool(own and cell is not None and cell.words() == anchor.words())


_STRUCTURES: tuple[Callable[[Page], Wrong], ...] = (_document, _headings, _tables, _contrasts, _sizes, _underlines)


@letter_rule(
    "P19",
    severity=Severity.ERREUR,
    title=_("Message trop lourd"),
    message=_(
        "Le message pèse {size} octets : Gmail coupe au-delà de 102 ko, et le lien de désabonnement avec le reste."
    ),
    remedy=_("Raccourcir la lettre : moins de rubriques, et la suite sur le site."),
    source=OURS,
    passes=Example({"html": "<p>Un émail.</p>"}),
    fails=Example({"html": "<p>Un émail de Limoges, ouvert.</p>" * 3200}, "plus de 3 000 paragraphes"),
)
def weight(proof: LetterProof) -> Iterator[Finding]:
    """A message arrives whole."""
    size = len(proof.html.encode("utf-8", "replace")) if proof.html is not None else 0
    if size > HEAVIEST:
        yield whole("P19", f"{grouped(round(size / 1000))}\u00a0ko", size=grouped(size))


# The plain text --------------------------------------------------------------------------------------------------------

LACKING = {
    "absent": gettext_noop("la version en texte simple manque"),
    "link": gettext_noop("ce lien du message n’y est pas"),
    "credit": gettext_noop("ce crédit du message n’y est pas"),
    "event": gettext_noop("cette date du message n’y est pas"),
}


@letter_rule(
    "P20",
    severity=Severity.ERREUR,
    title=_("Texte simple absent ou incomplet"),
    message=_("Texte simple : {reason} ({value})."),
    remedy=_("Écrire en texte simple tout ce que dit le message, adresses comprises."),
    source=OURS,
    passes=Example({"html": "<p>© CRDOA</p>", "plain": "© CRDOA"}),
    fails=Example({"html": "<p>© CRDOA</p>", "plain": ""}),
)
def plain(proof: LetterProof) -> Iterator[Finding]:
    """Who reads without HTML reads all the same."""
    page, text = proof.page, proof.plain
    if page is None or text is None:
        return
    if not text.strip():
        yield whole("P20", "text/plain", reason=LACKING["absent"])
        return
    bare = _bare(text)
    for link in page.text.links:
        href = link.attributes.get("href", "").strip()
        if _to_be_told(href) and not _holds(bare, text, href):
            yield whole("P20", href[:200], reason=LACKING["link"])
    for one in page.passages:
        if one.start < page.footer and "©" in one.text:
            said = _SENTENCE.split(one.text[one.text.index("©") :])[0].strip(" .)")
            if _bare(said) not in bare:
                yield whole("P20", said[:200], reason=LACKING["credit"])
    told = {(day.day, day.month) for words in (text, " ".join(text.split())) for day in days(words)}
    for day in days(page.text.text):
        ahead = near(day, proof.today)
        if ahead and ahead >= proof.today and (day.day, day.month) not in told:
            yield whole("P20", page.text.text[day.start : day.end], reason=LACKING["event"])


_SENTENCE = re.compile(r"(?<=\w{3})[.!]\s+(?=[A-ZÀ-Ý«])")


def _to_be_told(href: str) -> bool:
    return href.startswith(("http://", "https://", "mailto:")) and not asking.personal(href)


def _bare(text: str) -> str:
    return re.sub(r"\s+|[\u200b\u00ad]", "", fold(text))


def _holds(bare: str, text: str, href: str) -> bool:
    address = href.removeprefix("mailto:").partition("?")[0] if href.startswith("mailto:") else href.rstrip("/")
    known = (address, unquote(address), address.replace("&amp;", "&"))
    return any(one in text or _bare(one) in bare for one in known)


# What programs show ----------------------------------------------------------------------------------------------------

# Programs whose losses are told, those of the office's readers.
READ_WITH = ("gmail", "outlook", "outlook-windows", "apple", "orange", "thunderbird")
LOST = {
    "frame": gettext_noop("aucune messagerie ne montre une page dans un message"),
    "script": gettext_noop("aucune messagerie ne lit de script"),
    "drawing": gettext_noop("aucune messagerie ne montre ce dessin"),
}
_ELEMENTS = {
    **dict.fromkeys(("iframe", "embed", "applet"), "frame"),
    **dict.fromkeys(("canvas", "math"), "drawing"),
    "script": "script",
}
_KEPT_IN_PLACE = re.compile(r"^position\s*:\s*(?:relative|static|initial)", re.I)


@letter_rule(
    "P21",
    severity=Severity.SIGNALEMENT,
    title=_("Ce que des messageries ne montrent pas"),
    message=_("« {value} » : {reason} ({programs})."),
    remedy=_("Le dire autrement, ou s’assurer que la lettre se lit sans."),
    source=CANIEMAIL,
    passes=Example({"html": "<p>Un émail.</p>"}),
    fails=Example({"html": '<video src="https://example.org/emaux.mp4"></video>'}),
)
def unsupported(proof: LetterProof) -> Iterator[Finding]:
    """What a reader would miss in Gmail, Outlook, Apple Mail, Orange or Thunderbird is known before it leaves.

    The formats of images are P10's, those written in the message P24's.
    """
    page = proof.page
    if page is None:
        return
    lost: dict[str, list[clients.Unsupported]] = defaultdict(list)
    for one in clients.unsupported(page.source, READ_WITH):
        if not one.feature.startswith("image-") and not _KEPT_IN_PLACE.match(one.quote) and _is_there(page, one):
            lost[one.feature].append(one)
    for found in lost.values():
        programs = ", ".join(one.name for one in found)
        yield whole("P21", found[0].quote, reason=found[0].lost, programs=programs)
    yield from _never_shown(page)


def _is_there(page: Page, one: clients.Unsupported) -> bool:
    """Say whether an element is there, where an attribute of its name is not it; a link is one of a style sheet."""
    tag = one.feature.removeprefix("html-")
    if one.feature == tag or not re.fullmatch(r"link|form|object|select|svg|video|audio|dialog|textarea", tag):
        return True
    return any(tag != "link" or "stylesheet" in node.get("rel").lower() for node in page.root.all(tag))


def _never_shown(page: Page) -> Iterator[Finding]:
    told = set()
    for node in page.root.all(*_ELEMENTS):
        reason = _ELEMENTS[node.tag]
        if reason not in told and "json" not in node.get("type"):
            told.add(reason)
            yield whole(
                "P21",
                f"<{node.tag}>",
                reason=LOST[reason],
                programs=", ".join(clients.CLIENTS[one] for one in READ_WITH),
            )


# The dark --------------------------------------------------------------------------------------------------------------

DARK = {
    "black": gettext_noop("ce texte est d’un noir imposé, que le mode sombre peut laisser sur fond noir"),
    "logo": gettext_noop("ce dessin sombre sans fond disparaît dans le mode sombre"),
}
_SEE_THROUGH = re.compile(r"logo[^/]*transparent|transparent[^/]*logo", re.I)


@letter_rule(
    "P22",
    severity=Severity.ALERTE,
    title=_("Illisible dans le mode sombre"),
    message=_("« {value} » : {reason}."),
    remedy=_("Laisser la couleur du texte au lecteur, ou prévoir le mode sombre ; donner un fond au logo."),
    source=OURS,
    passes=Example({"html": '<p style="color:#222222">Un émail.</p>'}),
    fails=Example({"html": '<p style="color:#000000">Un émail.</p>'}),
)
def dark(proof: LetterProof) -> Iterator[Finding]:
    """Half of readers read at night."""
    page = proof.page
    if page is None:
        return
    if not page.styles.dark:
        blacks = (node for node in page.root.all() if _is_black(page, node))
        if node := next(blacks, None):
            yield whole("P22", node.words()[:80], reason=DARK["black"])
    if isinstance(proof, FileProof):
        for use in proof.pictures:
            known, src = proof.pixels.get(use.index), proof.src(use)
            if (known and known.vanishing and proof.read.is_sign(proof.read.images[use.index])) or _SEE_THROUGH.search(
                src
            ):
                yield whole("P22", src[:120], reason=DARK["logo"])


def _is_black(page: Page, node: Node) -> bool:
    look = page.look[node]
    return look.shown and colour(look.said("color")) == BLACK and any(char.isalnum() for char in node.words())
