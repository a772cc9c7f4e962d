"""How each element of a document looks: colour, ground, size, weight, underline, whether it shows; styles cascaded."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from coffret.newsletters.proofing.tree import Node

Colour = tuple[int, int, int]
BLACK, WHITE = (0, 0, 0), (255, 255, 255)
# A link without a colour of its own.
LINK = (0, 0, 238)
_COMMENT = re.compile(r"/\*.*?\*/|<!--|-->", re.S)
_DARK = re.compile(r"prefers-color-scheme\s*:\s*dark|\[data-ogs[cb]\]", re.I)
_COMPOUND = re.compile(r"(?:[a-zA-Z][\w-]*|\*)?(?:[.#][\w-]+)*(?::link|:visited)?")
_NAMES: dict[str, Colour] = {
    "black": BLACK, "white": WHITE, "red": (255, 0, 0), "green": (0, 128, 0), "blue": (0, 0, 255),
    "navy": (0, 0, 128), "gray": (128, 128, 128), "grey": (128, 128, 128), "silver": (192, 192, 192),
    "maroon": (128, 0, 0), "purple": (128, 0, 128), "teal": (0, 128, 128), "olive": (128, 128, 0),
    "yellow": (255, 255, 0), "lime": (0, 255, 0), "aqua": (0, 255, 255), "fuchsia": (255, 0, 255),
    "orange": (255, 165, 0), "lightgray": (211, 211, 211), "lightgrey": (211, 211, 211),
    "darkgray": (169, 169, 169), "darkgrey": (169, 169, 169), "dimgray": (105, 105, 105),
    "dimgrey": (105, 105, 105), "whitesmoke": (245, 245, 245), "ivory": (255, 255, 240),
}  # fmt: skip
_SIZES = {
    "xx-small": 9.0,
    "x-small": 10.0,
    "small": 13.0,
    "medium": 16.0,
    "large": 18.0,
    "x-large": 24.0,
    "xx-large": 32.0,
}
_FONT_TAG = {"1": 10.0, "2": 13.0, "3": 16.0, "4": 18.0, "5": 24.0, "6": 32.0, "7": 48.0}
_UNITS = {"px": 1.0, "pt": 4 / 3, "pc": 16.0, "in": 96.0, "cm": 37.8, "mm": 3.78}
_LENGTH = re.compile(r"(-?\d*\.?\d+)\s*(px|pt|pc|in|cm|mm|em|rem|ex|%)?")
# Size and weight of what a browser shows without any style.
_BY_ITSELF = {
    "h1": (2.0, True),
    "h2": (1.5, True),
    "h3": (1.17, True),
    "b": (1, True),
    "strong": (1, True),
    "th": (1, True),
}
_NOT_SHOWN = frozenset({"head", "style", "script", "title", "template", "noscript", "meta", "link", "base", "object"})


@dataclass(frozen=True, slots=True)
class Look:
    """How an element looks. ``ground`` None when an image or a gradient hides it; ``size`` in pixels of the screen.

    ``own``: its own declarations, styles of the sheet and of the attribute together.
    """

    colour: Colour = BLACK
    ground: Colour | None = WHITE
    size: float = 16.0
    bold: bool = False
    underlined: bool = False
    shown: bool = True
    own: tuple[tuple[str, str], ...] = ()

    def said(self, *names: str) -> str:
        """Return the first of its own declarations of these names, or « »."""
        own = dict(self.own)
        return next((own[name] for name in names if name in own), "")


@dataclass(frozen=True, slots=True)
class Selector:
    """A selector as far as mails need: compounds from the outermost in; its weight in the cascade."""

    compounds: tuple[str, ...]
    weight: tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class Sheet:
    """The styles of a document: (selector, declarations, order); ``dark``: whether it says anything of the dark mode."""

    rules: tuple[tuple[Selector, dict[str, str], int], ...]
    dark: bool
    source: str


def sheet(root: Node) -> Sheet:
    """Return the styles that a document holds; those of print, of small screens and of the dark mode are left out."""
    sources = ["".join(one for one in node.children if isinstance(one, str)) for node in root.all("style")]
    source = _COMMENT.sub(" ", "\n".join(sources))
    return Sheet(tuple(_rules(source)), bool(_DARK.search(source)), source)


def _rules(source: str) -> Iterator[tuple[Selector, dict[str, str], int]]:
    at = order = 0
    while (brace := source.find("{", at)) >= 0:
        end = _closing(source, brace)
        head = source[at:brace].rpartition(";")[2].strip()
        if not head.startswith("@"):
            given = declarations(source[brace + 1 : end])
            for written in head.split(","):
                order += 1
                if selector := _selector(written):
                    yield selector, given, order
        at = end + 1


def _closing(source: str, brace: int) -> int:
    """Return where the block opened at ``brace`` ends."""
    depth, at = 0, brace
    while at < len(source):
        depth += {"{": 1, "}": -1}.get(source[at], 0)
        if not depth:
            return at
        at += 1
    return len(source)


def _selector(written: str) -> Selector | None:
    parts = written.replace(">", " ").split()
    if not parts or not all(_COMPOUND.fullmatch(part) for part in parts):
        return None
    parts = [part.partition(":")[0] for part in parts]
    tags = sum(bool(re.match(r"[a-zA-Z]", part)) for part in parts)
    return Selector(tuple(parts), (sum(p.count("#") for p in parts), sum(p.count(".") for p in parts), tags))


def declarations(style: str) -> dict[str, str]:
    """Return the declarations of a style: {property: value}, in small letters, « !important » left out."""
    found: dict[str, str] = {}
    for one in style.split(";"):
        name, colon, value = one.partition(":")
        if colon and name.strip():
            found[name.strip().lower()] = value.replace("!important", "").strip().lower()
    return found


def _fits(node: Node, compound: str) -> bool:
    marks = re.findall(r"[.#]?[\w-]+|\*", compound)
    return all(
        (mark[0] == "." and mark[1:] in node.classes)
        or (mark[0] == "#" and mark[1:] == node.get("id"))
        or mark == "*"
        or mark.lower() == node.tag
        for mark in marks
    )


def _chosen(node: Node, selector: Selector) -> bool:
    *outer, last = selector.compounds
    if not _fits(node, last):
        return False
    above = node.above()
    return all(any(_fits(one, compound) for one in above) for compound in reversed(outer))


def looks(root: Node, styles: Sheet) -> dict[Node, Look]:
    """Return the look of every element of a document."""
    found = {root: Look()}
    for node in root.all():
        assert node.parent is not None
        found[node] = _look(node, found[node.parent], _declared(node, styles))
    return found


def _declared(node: Node, styles: Sheet) -> dict[str, str]:
    own: dict[str, str] = {}
    if value := node.get("bgcolor"):
        own["background-color"] = value.lower()
    if node.tag == "font":
        own |= {
            name: node.get(key).lower() for name, key in (("color", "color"), ("font-size", "size")) if node.get(key)
        }
    chosen = [(one.weight, order, given) for one, given, order in styles.rules if _chosen(node, one)]
    for _weight, _order, given in sorted(chosen, key=lambda one: one[:2]):
        own |= given
    return own | declarations(node.get("style"))


def _look(node: Node, around: Look, own: dict[str, str]) -> Look:
    scale, bold = _BY_ITSELF.get(node.tag, (1, False))
    look = replace(around, own=tuple(own.items()), bold=around.bold or bold, size=around.size * scale)
    if node.tag in {"small", "sub", "sup"}:
        look = replace(look, size=around.size * 0.83)
    if "font-size" in own:
        look = replace(look, size=_size(own["font-size"], around.size, font=node.tag == "font"))
    if weight := own.get("font-weight"):
        look = replace(look, bold=weight in {"bold", "bolder"} or (weight.isdigit() and int(weight) >= 600))
    if (said := colour(own.get("color", ""))) is not None:
        look = replace(look, colour=said)
    elif node.tag == "a" and "href" in node.attributes and "color" not in own:
        look = replace(look, colour=LINK)
    if node.tag == "table" and "color" not in own:
        look = replace(look, underlined=False)
    return replace(
        look,
        ground=_ground(own, node, around),
        underlined=_underlined(node, own, around),
        shown=around.shown and not hidden(node, own),
    )


def _underlined(node: Node, own: dict[str, str], around: Look) -> bool:
    line = own.get("text-decoration", "") + own.get("text-decoration-line", "")
    if node.tag == "u" or "underline" in line:
        return True
    if node.tag == "a":
        # The line below a link may be drawn by its border.
        border = own.get("border-bottom", "")
        return not line or "inherit" in line or bool(border and not border.startswith(("0", "none")))
    return around.underlined


def _ground(own: dict[str, str], node: Node, around: Look) -> Colour | None:
    said = own.get("background-color") or own.get("background", "")
    picture = "url(" in own.get("background", "") or own.get("background-image", "none") not in {"none", ""}
    if picture or node.get("background") or "gradient" in said:
        return None
    return colour(said) or next((one for part in said.split() if (one := colour(part))), None) or around.ground


def hidden(node: Node, own: dict[str, str]) -> bool:
    """Say whether an element is kept from sight: head, styles, what is hidden by a style or by its size."""
    none = (
        own.get("display") == "none" or own.get("visibility") in {"hidden", "collapse"} or "hidden" in node.attributes
    )
    clear = own.get("opacity", "1").strip() in {"0", "0.0", "0%"}
    flat = any(_size(own[name], 16.0) <= 1 for name in ("max-height", "height") if name in own and own[name] != "auto")
    cut = flat and own.get("overflow", "") == "hidden"
    return node.tag in _NOT_SHOWN or none or clear or cut or own.get("mso-hide") == "all"


def _size(written: str, around: float, *, font: bool = False) -> float:
    """Return a length in pixels; one that cannot be read is that of what is around."""
    text = written.strip()
    if font and text in _FONT_TAG:
        return _FONT_TAG[text]
    if text in _SIZES:
        return _SIZES[text]
    if text in {"smaller", "larger"}:
        return around * (0.83 if text == "smaller" else 1.2)
    match = _LENGTH.fullmatch(text)
    if not match:
        return around
    number, unit = float(match[1]), match[2] or "px"
    if unit in {"em", "ex"}:
        return number * around
    return number * (around / 100 if unit == "%" else 16 if unit == "rem" else _UNITS[unit])


def colour(written: str) -> Colour | None:
    """Return a colour as red, green and blue; None for one that cannot be read, or that lets the ground show."""
    text = written.strip().lower()
    if text in _NAMES:
        return _NAMES[text]
    digits = text.removeprefix("#")
    if re.fullmatch(r"[0-9a-f]{6}|[0-9a-f]{3}", digits):
        each = [digits[i : i + 2] for i in (0, 2, 4)] if len(digits) == 6 else [one * 2 for one in digits]
        return int(each[0], 16), int(each[1], 16), int(each[2], 16)
    if match := re.fullmatch(r"rgba?\(\s*(\d+)[,\s]+(\d+)[,\s]+(\d+)(?:[,/\s]+(1|1\.0*|100%))?\s*\)", text):
        return min(int(match[1]), 255), min(int(match[2]), 255), min(int(match[3]), 255)
    return None


def luminance(one: Colour) -> float:
    """Return the relative luminance of a colour, from 0 to 1 (WCAG 2.1)."""
    parts = [value / 255 for value in one]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: Colour, other: Colour) -> float:
    """Return the contrast of two colours, from 1 to 21 (WCAG 2.1)."""
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)
