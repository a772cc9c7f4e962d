"""The sections of a letter and what they hold, as the mail's HTML says them."""

import re
from collections.abc import Iterator

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from coffret.editorial.agenda.state import State
from coffret.editorial.rich.tree import Node, written
from coffret.newsletters.composing.issue import Composed, Part, Said
from coffret.newsletters.rendering.links import marked
from coffret.newsletters.rendering.prose import picture, prose, spaced, told

# What a state of the agenda looks like beside its words, which say it.
COLOURS = {
    State.OPEN: "green",
    State.LIVE: "green",
    State.SOON: "amber",
    State.WAITING: "amber",
    State.FULL: "amber",
    State.POSTPONED: "amber",
    State.CANCELLED: "red",
}
# Works: their caption stands under their picture.
CAPTIONED = frozenset({"notice", "picture"})
NOTHING = SafeString("")


def section(part: Part, composed: Composed) -> SafeString:
    """Return a section: its heading, its words, its items."""
    heading = NOTHING
    if part.heading:
        heading = format_html('<div class="head"><h2>{}</h2></div>\n', spaced(part.heading, composed.language))
    level = 3 if part.heading else 2
    held = ((item(one, composed, level, first=not place),) for place, one in enumerate(part.items))
    return format_html("{}{}{}", heading, prose(part.words, composed, level), format_html_join("", "{}", held))


def item(said: Said, composed: Composed, level: int = 3, *, first: bool = False) -> SafeString:
    """Return an item; its title is a heading of ``level``, ``first``: nothing parts it from what stands above."""
    parts = [*_picture(said, composed), *_words(said, composed, level), *_button(said, composed)]
    if not parts:
        return NOTHING
    name = "item first" if first else "item next"
    return format_html('<div class="{}">{}</div>\n', name, format_html_join("\n", "{}", ((one,) for one in parts)))


def shows_picture(said: Said, composed: Composed) -> bool:
    """Say whether an item shows a picture: it names one that the issue has."""
    return said.picture is not None and int(said.picture["picture"]) in composed.shots


def capitalised(line: str) -> str:
    """Return a line that begins as a sentence does."""
    return line[:1].upper() + line[1:]


def caption_of(said: Said, own: str) -> str:
    """Return what stands under the picture of an item; ``own``: the caption of this use of the picture."""
    return own or (said.caption if said.thing in CAPTIONED else "")


def pieces(caption: str, said: Said) -> list[tuple[str, bool]]:
    """Return a caption in pieces, each with whether it is the title of the work, which French catalogues slant."""
    title = re.search(rf"(?:(?<=, )|^){re.escape(said.title)}(?=,|$)", caption) if said.thing == "notice" else None
    if title is None or not title[0]:
        return [(caption, False)] if caption else []
    cut = (caption[: title.start()], False), (title[0], True), (caption[title.end() :], False)
    return [piece for piece in cut if piece[0]]


def summary_of(said: Said, composed: Composed) -> str:
    """Return what an item says in a sentence under its title; « » when its picture or its title says it."""
    if said.caption == said.title or (said.thing in CAPTIONED and shows_picture(said, composed)):
        return ""
    return said.caption


def _picture(said: Said, composed: Composed) -> Iterator[SafeString]:
    if said.picture is None or not shows_picture(said, composed):
        return
    shot, use = composed.shots[int(said.picture["picture"])], told(said.picture, said.credit)
    words = caption_of(said, use.caption)
    caption = [
        Node("em", {}, [spaced(one, composed.language)]) if work else spaced(one, composed.language)
        for one, work in pieces(words, said)
    ]
    href = marked(said.url, composed) if said.url else ""
    yield mark_safe(written([picture(shot, use, caption, composed.language, href)]))  # noqa: S308 - escaped


def _words(said: Said, composed: Composed, level: int) -> Iterator[SafeString]:
    language = composed.language
    if said.kicker:
        yield format_html('<p class="kicker sans small muted">{}</p>', spaced(said.kicker, language))
    if said.title:
        yield _title(said, composed, level)
    if said.facts:
        lines = format_html_join(
            SafeString("<br>"), "{}", ((spaced(capitalised(one), language),) for one in said.facts)
        )
        yield format_html('<p class="facts sans">{}</p>', lines)
    if summary := summary_of(said, composed):
        yield format_html("<p>{}</p>", spaced(summary, language))
    if said.credit and not shows_picture(said, composed):
        yield format_html('<p class="sans small muted">{}</p>', spaced(said.credit, language))
    if said.words:
        yield prose(said.words, composed, level + 1 if said.title else level)
    if said.state and said.state[1]:
        names = " ".join(one for one in ("state sans", COLOURS.get(State(said.state[0]), "")) if one)
        yield format_html('<p class="{}">{}</p>', names, spaced(said.state[1], language))


def _title(said: Said, composed: Composed, level: int) -> SafeString:
    title: SafeString | str = spaced(said.title, composed.language)
    if said.url:
        title = format_html('<a href="{}">{}</a>', marked(said.url, composed), title)
    tag = mark_safe(f"h{level}")  # noqa: S308 - a number of ours
    work = mark_safe(' class="work"') if said.thing == "notice" else ""
    return format_html("<{}{}>{}</{}>", tag, work, title, tag)


def _button(said: Said, composed: Composed) -> Iterator[SafeString]:
    if said.button:
        label, address = said.button
        yield format_html(
            '<p><a class="button sans" href="{}">{}</a></p>',
            marked(address, composed),
            spaced(label, composed.language),
        )
