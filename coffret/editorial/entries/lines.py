"""A content read aloud, line by line: what the comparison of two versions sets side by side."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from typing import Any, NamedTuple

from django.utils.translation import gettext as _

from coffret.editorial import moments
from coffret.editorial.entries.references import Ref, Target
from coffret.editorial.kinds import ContentField, Widget
from coffret.editorial.rich.text import reference
from coffret.editorial.rich.tree import Node, read
from coffret.editorial.rich.words import MARKS

Targets = Mapping[Ref, Target]
# Elements shown again around their words; no other ever is.
STYLES = MARKS - {"a"}


class Word(NamedTuple):
    """A word with its styles (« strong », « em »…), outermost first."""

    text: str
    styles: tuple[str, ...] = ()


class Line(NamedTuple):
    """A line: what it is (p, h2, li, blockquote…) and its words."""

    tag: str
    words: tuple[Word, ...]


def lines(field: ContentField, value: Any, targets: Targets) -> list[Line]:
    """Return a field's value as lines in the reader's language; none for what says nothing."""
    said = _READERS.get(field.widget, _read_text)(field, value, targets)
    return [line for line in said if line.words]


def plain(text: str, tag: str = "p") -> Line:
    """Return a text without styles as one line."""
    return Line(tag, tuple(Word(word) for word in text.split(" ") if word))


# Simple values --------------------------------------------------------------------------------------------------------


def _read_text(_field: ContentField, value: Any, _targets: Targets) -> Iterator[Line]:
    for line in str(value if value is not None else "").split("\n"):
        yield plain(line)


def _read_flag(_field: ContentField, value: Any, _targets: Targets) -> Iterator[Line]:
    yield plain(_("oui") if value else _("non"))


def _read_choice(field: ContentField, value: Any, _targets: Targets) -> Iterator[Line]:
    yield plain(str(dict(field.choices).get(value, value)))


def _read_choices(field: ContentField, value: Any, _targets: Targets) -> Iterator[Line]:
    yield plain(", ".join(str(label) for code, label in field.choices if code in value))


def _read_date(_field: ContentField, value: Any, _targets: Targets) -> Iterator[Line]:
    yield plain(_day(value))


def _read_moment(_field: ContentField, value: Any, _targets: Targets) -> Iterator[Line]:
    at = moments.read(value)
    yield plain(moments.day_and_hour(at) if at else "")


def _day(text: str) -> str:
    return moments.day(date.fromisoformat(text)) if text else ""


def _read_entry(_field: ContentField, value: Any, targets: Targets) -> Iterator[Line]:
    yield plain(_name("entry", value, targets) if value else "")


def _name(kind: str, key: Any, targets: Targets) -> str:
    target = targets.get(Ref(kind, str(key)))
    return target.title if target and target.title else str(key)


# Rich text ------------------------------------------------------------------------------------------------------------


def _read_rich(_field: ContentField, value: Any, targets: Targets) -> Iterator[Line]:
    yield from _rich(value, targets)


def _rich(html: str, targets: Targets) -> Iterator[Line]:
    yield from _blocks(read(html).children, "p", targets)


def _blocks(nodes: Iterable[Node | str], tag: str, targets: Targets) -> Iterator[Line]:
    """Yield the lines of blocks; loose words between them make lines of their own, under ``tag``."""
    loose: list[Word] = []
    for node in nodes:
        if isinstance(node, str) or node.tag in MARKS or node.tag == "a":
            loose += _words(node, (), targets)
            continue
        yield Line(tag, tuple(loose))
        loose = []
        yield from _block(node, tag, targets)
    yield Line(tag, tuple(loose))


def _block(node: Node, tag: str, targets: Targets) -> Iterator[Line]:
    match node.tag:
        case "br":
            return
        case "hr":
            yield plain("―", "hr")
        case "figure":
            yield _figure(node, targets)
        case "tr":
            yield plain(" · ".join(cell.text() for cell in node.children if isinstance(cell, Node)), "tr")
        case "p":
            yield from _blocks(node.children, tag, targets)
        case "ul" | "ol" | "table" | "thead" | "tbody":
            yield from _blocks(node.children, tag, targets)
        case _:
            yield from _blocks(node.children, node.tag, targets)


def _words(node: Node | str, styles: tuple[str, ...], targets: Targets) -> list[Word]:
    if isinstance(node, str):
        return [Word(word, styles) for word in node.replace("\n", " ").split(" ") if word]
    inner = (*styles, node.tag) if node.tag in STYLES else styles
    words = [word for child in node.children for word in _words(child, inner, targets)]
    return [*words, Word(f"(→ {_address(node.attrs.get('href', ''), targets)})", styles)] if node.tag == "a" else words


def _address(href: str, targets: Targets) -> str:
    found = reference(href)
    return _("« {title} »").format(title=_name(found.kind, found.key, targets)) if found else href


def _figure(node: Node, targets: Targets) -> Line:
    image = next(node.elements("img"), None)
    attrs = image.attrs if image else {}
    found = reference(attrs.get("src", ""))
    caption = next(node.elements("figcaption"), None)
    use = {
        "picture": found.key if found else "",
        "alt": attrs.get("alt", ""),
        "decorative": "data-decorative" in attrs,
        "credit": attrs.get("data-credit", ""),
        "rights": attrs.get("data-rights", ""),
        "caption": caption.text() if caption else "",
    }
    return plain(" · ".join(_said_of(use, targets)), "figure")


# Things made of several values ----------------------------------------------------------------------------------------


def _read_picture(_field: ContentField, value: Any, targets: Targets) -> Iterator[Line]:
    for said in _said_of(value, targets) if value else ():
        yield plain(said)


def _said_of(use: Mapping[str, Any], targets: Targets) -> list[str]:
    """Return what a use of a picture says, in words."""
    said = [
        (_("Image : {text}"), _name("picture", use["picture"], targets)),
        (_("Texte de remplacement : {text}"), _("(décorative)") if use["decorative"] else use["alt"]),
        (_("Légende : {text}"), use["caption"]),
        (_("Crédit : {text}"), use["credit"]),
        (_("Droits : {text}"), use["rights"]),
    ]
    return [sentence.format(text=text) for sentence, text in said if text]


def _read_publications(_field: ContentField, value: Any, targets: Targets) -> Iterator[Line]:
    for one in value:
        yield plain(one["title"], "h3")
        yield plain(one["description"].replace("\n", " "))
        for edition in one["editions"]:
            name = _name("document", edition["document"], targets) if edition["document"] else ""
            said = [edition["version"], name, _day(edition["issued_on"]), edition["changed"].replace("\n", " ")]
            yield plain(" · ".join(filter(None, said)), "li")


def _read_items(_field: ContentField, value: Any, targets: Targets) -> Iterator[Line]:
    for one in value:
        kind, key = ("notice", one["record"]) if "record" in one else ("museum", one["museum"])
        yield plain(f"{_name(kind, key, targets)} ({key})", "li")
        yield plain(one["words"].replace("\n", " "))


def _read_questions(_field: ContentField, value: Any, targets: Targets) -> Iterator[Line]:
    for one in value:
        yield plain(one["question"], "h3")
        yield from _rich(one["answer"], targets)


def _read_update(_field: ContentField, value: Any, _targets: Targets) -> Iterator[Line]:
    yield plain(value["words"].replace("\n", " "))
    yield plain(_("Annoncé dans les actualités") if value["announce"] else "")


def _read_sections(_field: ContentField, value: Any, targets: Targets) -> Iterator[Line]:
    for section in value:
        yield plain(" / ".join(filter(None, (section["one"], section["many"]))), "h3")
        yield from _rich(section["words"], targets)
        for item in section["items"]:
            yield from _read_letter_item(item, targets)


def _read_letter_item(item: Mapping[str, Any], targets: Targets) -> Iterator[Line]:
    """Yield an item of a letter: the thing by its name, then what the editor wrote in its place, picture and words."""
    named = f"{_name(item['thing'], item['ref'], targets)} ({item['ref']})" if item["ref"] else item["title"]
    yield plain(named, "li")
    own = [
        (_("Titre : {text}"), item["title"] if item["ref"] else ""),
        (_("Légende : {text}"), item["caption"]),
        (_("Crédit : {text}"), item["credit"]),
    ]
    yield from (plain(sentence.format(text=text)) for sentence, text in own if text)
    yield from (plain(said) for said in (_said_of(item["picture"], targets) if item["picture"] else ()))
    yield from _rich(item["words"], targets)


_READERS: dict[Widget, Callable[[ContentField, Any, Targets], Iterator[Line]]] = {
    Widget.FLAG: _read_flag,
    Widget.CHOICE: _read_choice,
    Widget.CHOICES: _read_choices,
    Widget.DATE: _read_date,
    Widget.MOMENT: _read_moment,
    Widget.ENTRY: _read_entry,
    Widget.RICH: _read_rich,
    Widget.PICTURE: _read_picture,
    Widget.PUBLICATIONS: _read_publications,
    Widget.ITEMS: _read_items,
    Widget.QUESTIONS: _read_questions,
    Widget.UPDATE: _read_update,
    Widget.SECTIONS: _read_sections,
}
