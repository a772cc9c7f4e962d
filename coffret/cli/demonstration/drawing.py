"""A small drawing board: shapes become SVG, SVG becomes pixels, pixels get the grain of canvas or paper.

Everything follows a seed, so that a record always gets the same pictures. No font is used: the only words, the mark
that says « démonstration », are drawn with strokes.
"""

import math
import random
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from xml.sax.saxutils import escape

import pyvips

Point = tuple[float, float]

# Strokes of the letters of DÉMONSTRATION COFFRET on a 4 × 6 grid.
LETTERS = {
    "D": "M0,0V6H2Q4,6 4,3Q4,0 2,0Z",
    "É": "M4,0H0V6H4M0,3H3M2,-1L3,-2",
    "M": "M0,6V0L2,3L4,0V6",
    "O": "M2,0Q4,0 4,3Q4,6 2,6Q0,6 0,3Q0,0 2,0Z",
    "N": "M0,6V0L4,6V0",
    "S": "M4,1Q3,0 2,0Q0,0 0,1.5Q0,3 2,3Q4,3 4,4.5Q4,6 2,6Q1,6 0,5",
    "T": "M0,0H4M2,0V6",
    "R": "M0,6V0H2.5Q4,0 4,1.5Q4,3 2.5,3H0M2,3L4,6",
    "A": "M0,6L2,0L4,6M.8,4H3.2",
    "I": "M2,0V6",
    "C": "M4,1Q3,0 2,0Q0,0 0,3Q0,6 2,6Q3,6 4,5",
    "F": "M4,0H0V6M0,3H3",
    "E": "M4,0H0V6H4M0,3H3",
}
MARK = "DÉMONSTRATION COFFRET"
XMP = (
    '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
    '<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/">'
    '<dc:description><rdf:Alt><rdf:li xml:lang="fr">{words}</rdf:li></rdf:Alt></dc:description>'
    '<dc:rights><rdf:Alt><rdf:li xml:lang="fr">Démonstration Coffret</rdf:li></rdf:Alt></dc:rights>'
    "</rdf:Description></rdf:RDF></x:xmpmeta>"
)


def blend(first: str, second: str, share: float) -> str:
    """Return the colour at ``share`` (0-1) of the way between two #rrggbb colours."""
    pairs = zip(_rgb(first), _rgb(second), strict=True)
    return "#" + "".join(f"{round(a + (b - a) * share):02x}" for a, b in pairs)


def darker(colour: str, share: float = 0.3) -> str:
    """Return ``colour`` moved towards a warm black."""
    return blend(colour, "#14100c", share)


def lighter(colour: str, share: float = 0.3) -> str:
    """Return ``colour`` moved towards a warm white."""
    return blend(colour, "#fff8ea", share)


def _rgb(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def smooth(points: Sequence[Point], closed: bool = False) -> str:
    """Return the path of a soft curve through ``points`` (Catmull-Rom as Bézier)."""
    size = len(points)
    parts = [f"M{points[0][0]:.1f},{points[0][1]:.1f}"]
    for i in range(size if closed else size - 1):
        a, b, c, d = (points[_index(i + k, size, closed)] for k in (-1, 0, 1, 2))
        parts.append(
            f"C{b[0] + (c[0] - a[0]) / 6:.1f},{b[1] + (c[1] - a[1]) / 6:.1f}"
            f" {c[0] - (d[0] - b[0]) / 6:.1f},{c[1] - (d[1] - b[1]) / 6:.1f} {c[0]:.1f},{c[1]:.1f}"
        )
    return "".join(parts) + ("Z" if closed else "")


def _index(i: int, size: int, closed: bool) -> int:
    return i % size if closed else min(max(i, 0), size - 1)


class Board:
    """A picture being drawn: its size, its dice, its shapes."""

    def __init__(self, width: int, height: int, seed: str) -> None:
        self.w, self.h = width, height
        self.dice = random.Random(seed)  # noqa: S311 - pictures, not secrets
        self.shapes: list[str] = []
        self.defs: list[str] = []
        # The colour of the mark: light on dark pictures, dark on light ones.
        self.ink = "#f6efe0"

    def add(self, tag: str, **attributes: object) -> None:
        """Put a shape down; ``_`` in a name stands for ``-``."""
        self.shapes.append(f"<{tag} {_attributes(attributes)}/>")

    def path(self, d: str, fill: object = "none", **attributes: object) -> None:
        """Put a path down."""
        self.add("path", d=d, fill=fill, **attributes)

    def rect(self, x: float, y: float, w: float, h: float, fill: str, **attributes: object) -> None:
        """Put a rectangle down."""
        self.add("rect", x=_n(x), y=_n(y), width=_n(w), height=_n(h), fill=fill, **attributes)

    def oval(self, x: float, y: float, rx: float, ry: float, fill: str, **attributes: object) -> None:
        """Put an ellipse down."""
        self.add("ellipse", cx=_n(x), cy=_n(y), rx=_n(rx), ry=_n(ry), fill=fill, **attributes)

    def line(self, points: Iterable[Point], stroke: str, width: float, **attributes: object) -> None:
        """Put a broken line down."""
        d = "M" + "L".join(f"{x:.1f},{y:.1f}" for x, y in points)
        self.path(d, stroke=stroke, stroke_width=_n(width), stroke_linecap="round", **attributes)

    def ground(self, *colours: str, across: bool = False) -> None:
        """Cover everything with a gradient, from top to bottom (or across)."""
        self.rect(0, 0, self.w, self.h, self.shade(*colours, across=across))

    def shade(self, *colours: str, across: bool = True) -> str:
        """Return the fill of a linear gradient of equal steps."""
        stops = [(i / max(len(colours) - 1, 1), colour, 1.0) for i, colour in enumerate(colours)]
        ends = 'x2="1" y2="0"' if across else 'x2="0" y2="1"'
        return self._gradient("linearGradient", ends, stops)

    def glow(self, colour: str, strength: float = 1.0, x: float = 0.5, y: float = 0.5) -> str:
        """Return the fill of a round light that fades to nothing."""
        stops = [(0.0, colour, strength), (0.35, colour, strength * 0.55), (1.0, colour, 0.0)]
        return self._gradient("radialGradient", f'cx="{x}" cy="{y}" r="0.5"', stops)

    def _gradient(self, kind: str, where: str, stops: list[tuple[float, str, float]]) -> str:
        name = f"g{len(self.defs)}"
        marks = "".join(
            f'<stop offset="{at:.3f}" stop-color="{colour}" stop-opacity="{opacity:.2f}"/>'
            for at, colour, opacity in stops
        )
        self.defs.append(f'<{kind} id="{name}" {where}>{marks}</{kind}>')
        return f"url(#{name})"

    def inside(self, outline: str, draw: Callable[..., object]) -> None:
        """Draw only inside ``outline`` (path data)."""
        name = f"c{len(self.defs)}"
        self.defs.append(f'<clipPath id="{name}"><path d="{outline}"/></clipPath>')
        self.shapes.append(f'<g clip-path="url(#{name})">')
        draw()
        self.shapes.append("</g>")

    def turned(self, transform: str, draw: Callable[..., object]) -> None:
        """Draw moved, turned or scaled by an SVG transform."""
        self.shapes.append(f'<g transform="{transform}">')
        draw()
        self.shapes.append("</g>")

    def wave(self, roughness: float = 1.0) -> Callable[[float], float]:
        """Return a soft random line: a function of 0-1 giving about -1 to 1."""
        parts = [
            (self.dice.uniform(0, math.tau), self.dice.uniform(0.7, 1.3) * n, roughness ** (i * 0.8) / (i + 1))
            for i, n in enumerate((1, 2, 4, 9, 17))
        ]
        return lambda t: sum(size * math.sin(phase + math.tau * turns * t) for phase, turns, size in parts) / 1.8

    def ridge(self, level: float, swing: float, fill: str, roughness: float = 0.8, **attributes: object) -> None:
        """Put a hill line down, filled to the bottom; ``level`` and ``swing`` in heights of the picture."""
        wave = self.wave(roughness)
        points = [(self.w * t / 40, self.h * (level + swing * wave(t / 40))) for t in range(-1, 42)]
        self.path(smooth(points) + f"L{self.w + 50},{self.h + 9}L-50,{self.h + 9}Z", fill, **attributes)

    def blot(self, x: float, y: float, rx: float, ry: float, rough: float = 0.2, corners: int = 9) -> str:
        """Return the path of an uneven round shape."""
        points = []
        for i in range(corners):
            angle, reach = math.tau * i / corners, 1 + self.dice.uniform(-rough, rough)
            points.append((x + rx * reach * math.cos(angle), y + ry * reach * math.sin(angle)))
        return smooth(points, closed=True)

    def mark(self, opacity: float = 0.55) -> None:
        """Write « démonstration Coffret » small, at the foot on the right."""
        size = max(self.w, self.h) / 900
        x, y = self.w - size * 5.6 * len(MARK) - size * 10, self.h - size * 14
        for i, letter in enumerate(MARK):
            if letter in LETTERS:
                move = f"translate({x + i * 5.6 * size:.1f} {y:.1f}) scale({size:.2f})"
                self.path(
                    LETTERS[letter], transform=move, stroke=self.ink, stroke_width=0.7, stroke_opacity=opacity,
                    stroke_linecap="round",
                )  # fmt: skip

    def svg(self) -> bytes:
        """Return the whole as an SVG file."""
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" width="{self.w}" height="{self.h}">'
            f"<defs>{''.join(self.defs)}</defs>{''.join(self.shapes)}</svg>"
        ).encode()

    def pixels(self) -> pyvips.Image:
        """Return the picture in sRGB."""
        return pyvips.Image.svgload_buffer(self.svg()).flatten(background=[255, 255, 255]).copy_memory()


def _n(value: float) -> str:
    return f"{value:.1f}"


def _attributes(attributes: dict[str, object]) -> str:
    return " ".join(f'{name.replace("_", "-")}="{value}"' for name, value in attributes.items())


# ---- what the hand and the support add -------------------------------------------------------------------


@lru_cache(maxsize=4)
def _noise(cell: int, seed: int) -> pyvips.Image:
    noise = pyvips.Image.perlin(2400, 2400, cell_size=cell, seed=seed)
    return noise.copy_memory()


@lru_cache(maxsize=1)
def _drift() -> pyvips.Image:
    across = pyvips.Image.xyz(2400, 2400).cast("float")
    move = _noise(40, 1).bandjoin(_noise(40, 2)) * 5 + _noise(14, 3).bandjoin(_noise(14, 4)) * 2.5
    return (across + move).cast("float").copy_memory()


@lru_cache(maxsize=1)
def _weave() -> pyvips.Image:
    at = pyvips.Image.xyz(2400, 2400)
    threads = (at[0] * 70).sin() * (at[1] * 70).sin()
    grain = pyvips.Image.gaussnoise(2400, 2400, mean=0, sigma=1, seed=5).gaussblur(0.8)
    return (threads * 4 + grain * 9 + _noise(5, 6) * 5).cast("char").copy_memory()


@lru_cache(maxsize=1)
def _grain() -> pyvips.Image:
    fine = pyvips.Image.gaussnoise(2400, 2400, mean=0, sigma=6, seed=7).gaussblur(0.6)
    return (fine + _noise(90, 8) * 4 + _noise(7, 9) * 2).cast("char").copy_memory()


def _by_hand(image: pyvips.Image) -> pyvips.Image:
    drift = _drift().crop(0, 0, image.width, image.height)
    return image.mapim(drift, extend="copy").crop(9, 9, image.width - 18, image.height - 18)


def _textured(image: pyvips.Image, texture: pyvips.Image, strength: float = 1.0) -> pyvips.Image:
    part = texture.crop(0, 0, image.width, image.height)
    return (image + part * strength).cast("uchar")


def finish(image: pyvips.Image, support: str) -> pyvips.Image:
    """Return the picture as it would look on its support: canvas, paper, sheet, cloth, photograph or studio."""
    if support == "canvas":
        return _textured(_by_hand(image), _weave())
    if support == "paper":
        return _textured(_by_hand(image), _grain(), 0.8)
    if support == "sheet":
        return _textured(image, _grain(), 0.8)
    if support == "photograph":
        return _textured(image.gaussblur(1.6), _grain(), 1.5)
    if support == "cloth":
        return _textured(_by_hand(image), _weave(), 1.2)
    return _textured(image, _grain(), 0.35)


def jpeg(image: pyvips.Image, words: str) -> bytes:
    """Return the picture as a JPEG that says in its metadata (XMP), with ``words``, what it is."""
    image = image.copy(interpretation="srgb", xres=72 / 25.4, yres=72 / 25.4)
    image.set_type(pyvips.GValue.blob_type, "xmp-data", XMP.format(words=escape(words)).encode())
    return bytes(image.jpegsave_buffer(Q=85, subsample_mode="on"))
