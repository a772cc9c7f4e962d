"""What mail readers do with a letter's HTML, by the data of caniemail.com (caniemail/README.md says of which day)."""

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from coffret.newsletters.rendering import css
from coffret.newsletters.rendering.page import Attributes, Rewriter

# The readers that are looked at, as one calls them.
CLIENTS: dict[str, str] = {
    "gmail": "Gmail",
    "outlook": "Outlook",
    "outlook-windows": "Outlook pour Windows (2007 à 2019)",
    "apple": "Mail (Apple)",
    "orange": "Orange",
    "laposte": "La Poste",
    "sfr": "SFR",
    "free": "Free",
    "thunderbird": "Thunderbird",
}
YES, PARTLY, NO, UNTRIED = "y", "a", "n", ""
_DATA = Path(__file__).with_name("caniemail") / "features.json"

# What a reader loses, to the eye, where a feature is not known. All others are decoration: without them, nothing that
# is said goes missing nor becomes hard to read.
LOST: dict[str, str | Promise] = {
    "css-at-import": _("la feuille de style appelée n’est pas lue"),
    "css-background-image": _("l’image de fond ne paraît pas"),
    "css-clip-path": _("la découpe ne paraît pas"),
    "css-display-flex": _("la disposition en colonnes se défait"),
    "css-display-grid": _("la disposition en grille se défait"),
    "css-function-clamp": _("la taille calculée n’est pas lue"),
    "css-function-light-dark": _("la couleur n’est pas lue"),
    "css-function-max": _("la taille calculée n’est pas lue"),
    "css-function-min": _("la taille calculée n’est pas lue"),
    "css-grid-template": _("la disposition en grille se défait"),
    "css-linear-gradient": _("le dégradé ne paraît pas"),
    "css-mask-image": _("le masque ne paraît pas"),
    "css-modern-color": _("la couleur n’est pas lue"),
    "css-nesting": _("les styles imbriqués ne sont pas lus"),
    "css-object-fit": _("l’image se déforme"),
    "css-position": _("ce qui est placé à part revient dans le fil"),
    "css-pseudo-element-after": _("le texte ajouté par le style ne paraît pas"),
    "css-pseudo-element-before": _("le texte ajouté par le style ne paraît pas"),
    "css-radial-gradient": _("le dégradé ne paraît pas"),
    "css-transform": _("la rotation ou l’échelle n’est pas appliquée"),
    "css-unit-vh": _("la taille n’est pas lue"),
    "css-unit-vmax": _("la taille n’est pas lue"),
    "css-unit-vmin": _("la taille n’est pas lue"),
    "css-unit-vw": _("la taille n’est pas lue"),
    "css-variables": _("les valeurs des variables ne sont pas lues"),
    "html-audio": _("le son ne paraît pas"),
    "html-background": _("l’image de fond ne paraît pas"),
    "html-button-submit": _("le bouton du formulaire ne marche pas"),
    "html-dialog": _("la fenêtre ne paraît pas"),
    "html-form": _("le formulaire ne marche pas"),
    "html-image-maps": _("les zones de l’image ne mènent nulle part"),
    "html-link": _("la feuille de style appelée n’est pas lue"),
    "html-object": _("l’objet ne paraît pas"),
    "html-select": _("le formulaire ne marche pas"),
    "html-svg": _("le dessin ne paraît pas"),
    "html-textarea": _("le formulaire ne marche pas"),
    "html-video": _("la vidéo ne paraît pas"),
    "image-apng": _("l’image ne paraît pas"),
    "image-avif": _("l’image ne paraît pas"),
    "image-base64": _("l’image ne paraît pas"),
    "image-bmp": _("l’image ne paraît pas"),
    "image-hdr": _("l’image ne paraît pas"),
    "image-heif": _("l’image ne paraît pas"),
    "image-ico": _("l’image ne paraît pas"),
    "image-mp4": _("l’image ne paraît pas"),
    "image-svg": _("l’image ne paraît pas"),
    "image-tiff": _("l’image ne paraît pas"),
    "image-webp": _("l’image ne paraît pas"),
}

# Names that the data says otherwise.
_PROPERTIES = {
    "background": "css-background",
    "column-gap": "css-gap",
    "row-gap": "css-gap",
    **dict.fromkeys(("left", "right", "top", "bottom"), "css-left-right-top-bottom"),
    **dict.fromkeys(("grid-template-columns", "grid-template-rows", "grid-template-areas"), "css-grid-template"),
    **{
        f"{one}-{side}": f"css-{one}"
        for one in ("margin", "padding", "border")
        for side in ("top", "right", "bottom", "left")
    },
}
_ELEMENTS = {
    **{f"h{level}": "html-h1-h6" for level in range(1, 7)},
    **dict.fromkeys(("ul", "ol", "li", "dl", "dt", "dd"), "html-lists"),
    **dict.fromkeys(("table", "tr", "td", "th", "tbody", "thead", "tfoot"), "html-table"),
    **dict.fromkeys(
        [
            "article",
            "aside",
            "details",
            "figcaption",
            "figure",
            "footer",
            "header",
            "main",
            "mark",
            "nav",
            "section",
            "summary",
            "time",
        ],
        "html-semantics",
    ),
    "map": "html-image-maps",
}
_EXTENSIONS = {"jpeg": "jpg", "tif": "tiff", "heic": "heif"}
_FUNCTIONS = {"var": "css-variables", "light-dark": "css-function-light-dark", "calc": "css-unit-calc"} | {
    name: f"css-function-{name}" for name in ("min", "max", "clamp")
}
_FUNCTIONS |= dict.fromkeys(("lab", "lch", "oklab", "oklch", "hwb", "color", "color-mix"), "css-modern-color")
_GRADIENTS = ("linear-gradient", "radial-gradient", "conic-gradient")
_FUNCTION = re.compile(r"([a-z-]+)\(")
_UNIT = re.compile(r"(?<![\w.#-])-?(?:\d+\.?\d*|\.\d+)([a-z]{1,4})(?![\w(])")
_QUOTED = re.compile(r"\"[^\"]*\"?|'[^']*'?")
_PSEUDO = re.compile(r"::?([a-z-]+)")
_SCHEME = re.compile(r"data:image/")


@dataclass(frozen=True, slots=True)
class Unsupported:
    """Something a reader does not do: ``feature`` of caniemail and its title, where it stands, what is lost (words)."""

    client: str
    feature: str
    title: str
    quote: str
    lost: str

    @property
    def name(self) -> str:
        """Return how the reader is called."""
        return CLIENTS[self.client]


@dataclass(frozen=True, slots=True)
class Use:
    """A feature a page uses, and where: an element, a declaration, an address."""

    feature: str
    quote: str


def data() -> dict[str, Any]:
    """Return the data: {"date", "features": {feature: {"title", "tested", "support": {reader: y, a or n}}}}."""
    return _read()


@lru_cache(maxsize=1)
def _read() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(_DATA.read_text(encoding="utf-8"))
    return found


def support(feature: str, client: str) -> str:
    """Return whether a reader knows a feature: YES, PARTLY, NO, or UNTRIED."""
    known = data()["features"].get(feature)
    return known["support"].get(client, UNTRIED) if known else UNTRIED


def unsupported(html: str, clients: Iterable[str] = tuple(CLIENTS)) -> list[Unsupported]:
    """Return what these readers would not show of a mail's HTML, each feature once a reader; decoration does not count."""
    found: dict[tuple[str, str], Unsupported] = {}
    seen = uses(html)
    for client in clients:
        for use in seen:
            if use.feature in LOST and support(use.feature, client) == NO:
                title = data()["features"][use.feature]["title"]
                said = Unsupported(client, use.feature, title, use.quote, str(LOST[use.feature]))
                found.setdefault((client, use.feature), said)
    return list(found.values())


def uses(html: str) -> list[Use]:
    """Return the features a mail's HTML uses, in the order of the page, each with each place once."""
    reader = _Reader()
    reader.rewritten(html)
    return list(dict.fromkeys(reader.found))


class _Reader(Rewriter):
    """Notes the features a page uses."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[Use] = []

    def element(self, tag: str, attrs: Attributes) -> tuple[str, Attributes]:
        """Note an element, its attributes, its style."""
        self.found += [Use(feature, f"<{tag}>") for feature in of_element(tag, attrs)]
        for name, value in css.declarations(attrs.get("style", "")):
            self.found += [Use(feature, f"{name}:{value}"[:120]) for feature in of_declaration(name, value)]
        return tag, attrs

    def sheet(self, text: str) -> str:
        """Note a sheet's rules."""
        for rule in css.rules(text):
            self._rule(rule)
        return text

    def _rule(self, rule: css.Rule) -> None:
        self.found += [Use(feature, rule.prelude[:120]) for feature in of_prelude(rule)]
        for name, value in css.declarations(rule.body):
            self.found += [Use(feature, f"{name}:{value}"[:120]) for feature in of_declaration(name, value)]
        for inner in rule.rules:
            self._rule(inner)


def of_element(tag: str, attrs: Attributes) -> Iterator[str]:
    """Yield the features an element uses by its name, its attributes and the image it shows."""
    features = data()["features"]
    yield from (one for one in (_ELEMENTS.get(tag, f"html-{tag}"),) if one in features)
    if tag in ("button", "input"):
        yield from (one for one in (f"html-{tag}-{attrs.get('type', 'submit')}",) if one in features)
    yield from (one for name in attrs for one in (f"html-{name}",) if one in features and name not in _ELEMENTS)
    if tag in ("img", "source") or "background" in attrs:
        yield from of_address(attrs.get("src") or attrs.get("background", ""))


def of_address(address: str) -> Iterator[str]:
    """Yield the features the address of an image uses: its format, and whether it stands in the address itself."""
    if _SCHEME.match(address):
        yield "image-base64"
        ending = address[11:].split(";")[0].split("+")[0]
    else:
        ending = urlsplit(address).path.rpartition(".")[2].lower() if "." in address else ""
    feature = f"image-{_EXTENSIONS.get(ending, ending)}"
    if feature in data()["features"]:
        yield feature


def of_declaration(name: str, value: str) -> Iterator[str]:
    """Yield the features a declaration uses: its property, its keyword, its functions, its units."""
    features, said = data()["features"], value.lower().replace("!important", "").strip()
    if name.startswith("--"):
        yield "css-variables"
        return
    keyword = f"css-{name}-{said}"
    wanted = [
        _PROPERTIES.get(name, f"css-{name}"),
        keyword.replace("inline-flex", "flex").replace("inline-grid", "grid"),
    ]
    functions = _FUNCTION.findall(said)
    wanted += [_FUNCTIONS[one] for one in functions if one in _FUNCTIONS]
    wanted += [f"css-{kind}" for kind in _GRADIENTS if any(one.endswith(kind) for one in functions)]
    if "url(" in said and name == "background":
        wanted.append("css-background-image")
    wanted += [f"css-unit-{unit}" for unit in _UNIT.findall(_QUOTED.sub("", said)) if "url(" not in said]
    yield from (one for one in dict.fromkeys(wanted) if one in features and not _harmless(one, said))


def _harmless(feature: str, value: str) -> bool:
    """Say whether a value asks nothing: what stays where it is, an image that is none."""
    return (feature == "css-position" and value in ("static", "relative")) or value == "none"


def of_prelude(rule: css.Rule) -> Iterator[str]:
    """Yield the features a rule uses by its selector or its name."""
    features = data()["features"]
    if rule.at:
        wanted = [f"css-at-{rule.at}"]
        if rule.at == "media":
            wanted += [one for one in features if one.startswith("css-at-media-") and one[13:] in rule.prelude]
    else:
        wanted = [f"css-pseudo-{kind}-{one}" for one in _PSEUDO.findall(rule.prelude) for kind in ("class", "element")]
        wanted += ["css-selector-attribute"] if "[" in rule.prelude else []
    yield from (one for one in wanted if one in features)
