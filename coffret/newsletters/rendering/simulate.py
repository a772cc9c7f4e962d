"""A letter as others will see it, as far as the data tells: in a given reader, in the dark, without its images.

A likeness, for the eye of who composes the letter: what a reader is known not to do is taken off, nothing else changes.
"""

import re
from html import escape

from coffret.newsletters.rendering import css
from coffret.newsletters.rendering.clients import NO, of_address, of_declaration, of_prelude, support
from coffret.newsletters.rendering.page import Attributes, Rewriter

# Readers that turn colours round themselves, in the dark, whatever the letter asks.
INVERTING = frozenset({"gmail"})
# What Outlook for Windows alone reads.
_CONDITIONAL = re.compile(r"\[if [^\]]*mso[^\]]*\]>(.*)<!\[endif\]", re.DOTALL)
_DARK = re.compile(r"prefers-color-scheme\s*:\s*dark")
_LIGHT = re.compile(r"prefers-color-scheme\s*:\s*light")
_INVERSION = (
    "<style>html{background-color:#fff;filter:invert(1) hue-rotate(180deg)}"
    "img{filter:invert(1) hue-rotate(180deg)}</style>"
)
# Elements whose content goes with them where they are not known.
_WHOLE = frozenset({"audio", "video", "object", "svg", "form", "dialog", "style", "link"})


def seen(html: str, client: str) -> str:
    """Return a mail's HTML as a reader (a name of clients.CLIENTS) shows it."""
    return _Client(client).rewritten(html)


def dark(html: str, client: str = "") -> str:
    """Return a mail's HTML as it looks in the dark, in a reader when one is named: by its own rules, or turned round."""
    if client in INVERTING:
        shown = seen(html, client)
        return shown.replace("</head>", f"{_INVERSION}</head>", 1)
    if client and support("css-at-media-prefers-color-scheme", client) == NO:
        return seen(html, client)
    return _Dark().rewritten(seen(html, client) if client else html)


def without_images(html: str) -> str:
    """Return a mail's HTML as it looks while images are not fetched: in the place of each, its text."""
    return _Imageless().rewritten(html)


class _Client(Rewriter):
    """Takes off what a reader does not know."""

    def __init__(self, client: str) -> None:
        super().__init__()
        self.client = client

    def element(self, tag: str, attrs: Attributes) -> tuple[str, Attributes] | str | None:
        """Answer an element as the reader takes it."""
        if self._ignores(f"html-{tag}") and tag in _WHOLE:
            return None
        if "style" in attrs:
            attrs["style"] = css.style([pair for pair in css.declarations(attrs["style"]) if self._does(*pair)])
        if tag == "img" and any(map(self._ignores, of_address(attrs.get("src", "")))):
            attrs["src"] = ""
        return tag, attrs

    def sheet(self, text: str) -> str:
        """Answer the rules the reader keeps."""
        return "".join(rule.written() for rule in css.changed(css.rules(text), self._kept))

    def comment(self, text: str) -> str:
        """Show Outlook what is written for it alone."""
        found = _CONDITIONAL.fullmatch(text.strip())
        return found[1] if found and self.client == "outlook-windows" else ""

    def _kept(self, rule: css.Rule) -> css.Rule | None:
        if any(map(self._ignores, of_prelude(rule))):
            return None
        if rule.rules or not rule.body:
            return rule
        return css.Rule(rule.prelude, css.style([pair for pair in css.declarations(rule.body) if self._does(*pair)]))

    def _does(self, name: str, value: str) -> bool:
        return not any(map(self._ignores, of_declaration(name, value)))

    def _ignores(self, feature: str) -> bool:
        return support(feature, self.client) == NO


class _Dark(Rewriter):
    """Makes the rules of the dark those of every hour."""

    def sheet(self, text: str) -> str:
        """Answer the sheet with its dark rules applied, those of the light left out."""
        return "".join(rule.written() for rule in css.changed(css.rules(text), self._kept))

    def _kept(self, rule: css.Rule) -> css.Rule | None:
        if _LIGHT.search(rule.prelude):
            return None
        return css.Rule("@media all", rule.body, rule.rules) if _DARK.search(rule.prelude) else rule


class _Imageless(Rewriter):
    """Puts the text of each image in its place."""

    def element(self, tag: str, attrs: Attributes) -> tuple[str, Attributes] | str | None:
        """Answer an image as a frame that holds its text."""
        if "background" in attrs:
            del attrs["background"]
        if "style" in attrs:
            pairs = [pair for pair in css.declarations(attrs["style"]) if "url(" not in pair[1].lower()]
            attrs["style"] = css.style(pairs)
        return (tag, attrs) if tag != "img" else _frame(attrs)


def _frame(attrs: Attributes) -> str:
    """Return the frame of an image that is not there: its size, its text."""
    size = "".join(f"{name}:{attrs[name]}px;" for name in ("width", "height") if attrs.get(name, "").isdecimal())
    looks = f"{attrs.get('style', '')};{size}".lstrip(";")
    shown = f"{looks}display:inline-block;box-sizing:border-box;max-width:100%;padding:8px;border:1px solid #8b8375;overflow:hidden"
    return f'<span style="{escape(shown)}">{escape(attrs.get("alt", ""))}</span>'
