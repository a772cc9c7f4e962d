"""The plot of growth, as one SVG file: four small drawings side by side, readable in light and in dark.

Each has the sizes along a line (each ten times the one before stands as far), the values from zero up, what is promised
as a broken line, and every figure written at its point.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

WIDTH, HEIGHT, ACROSS = 440, 260, 2
LEFT, RIGHT, TOP, BOTTOM = 24, 34, 62, 42
STYLE = """
svg { font: 13px system-ui, "DejaVu Sans", sans-serif; }
.ground { fill: #ffffff; } text { fill: #1b1b1f; } .quiet { fill: #5a5a63; }
text { paint-order: stroke; stroke: #ffffff; stroke-width: 4px; stroke-linejoin: round; } .title { font-size: 15px; font-weight: 600; }
.axis { stroke: #b9b9c2; } .promise { stroke: #8a5a00; stroke-dasharray: 5 4; } .promised { fill: #8a5a00; }
.line { fill: none; stroke-width: 2.5; } .a { stroke: #1f4e9e; } .b { stroke: #9c2f5a; } .c { stroke: #2c6e49; }
.dot-a { fill: #1f4e9e; } .dot-b { fill: #9c2f5a; } .dot-c { fill: #2c6e49; }
@media (prefers-color-scheme: dark) {
 .ground { fill: #16161a; } text { fill: #ececf1; stroke: #16161a; } .quiet { fill: #a9a9b4; } .axis { stroke: #55555f; }
 .promise { stroke: #e0b050; } .promised { fill: #e0b050; }
 .a { stroke: #8fb6ff; } .b { stroke: #f49ac0; } .c { stroke: #8fd6ac; }
 .dot-a { fill: #8fb6ff; } .dot-b { fill: #f49ac0; } .dot-c { fill: #8fd6ac; }
}
""".strip()


@dataclass(frozen=True, slots=True)
class Line:
    """Values at each size, and what they are called (« » when alone)."""

    values: Sequence[float]
    name: str = ""


@dataclass(frozen=True, slots=True)
class Panel:
    """A drawing: title, unit, sizes, lines, and what is promised (None: nothing)."""

    title: str
    unit: str
    sizes: Sequence[int]
    lines: Sequence[Line]
    promise: float | None = None
    promised: str = ""


def panels(results: dict[str, Any]) -> list[Panel]:
    """Return the drawings of the results of bench/growth.py."""
    sizes = [one["records"] for one in results["sizes"]]

    def each(part: str, name: str) -> list[float]:
        return [one[part][name] for one in results["sizes"]]

    rates = [one["way_in"]["lines"] / one["way_in"]["seconds"] for one in results["sizes"]]
    weights = {
        name: [one["disk"][part] / one["records"] / 1000 for one in results["sizes"]]
        for part, name in (("database", "base"), ("csv", "CSV"), ("index", "index"))
    }
    return [
        Panel("Entrée", "notices contrôlées, publiées et indexées par seconde", sizes, [Line(rates)], 3000, "au moins"),
        Panel("Mémoire de l’entrée", "Mio au plus fort, tous processus ensemble", sizes,
              [Line(each("way_in", "memory_mb"))], 1024, "au plus"),
        Panel("Disque", "ko par notice", sizes, [Line(values, name) for name, values in weights.items()]),
        Panel("Recherche", "ms, 95 réponses sur 100 en moins", sizes,
              [Line(each("search", "p95"), "page"), Line(each("search", "p95_suggestions"), "suggestions")], 25, "page, au plus"),
    ]  # fmt: skip


def drawn(made: Sequence[Panel]) -> str:
    """Return the SVG of the drawings."""
    rows = -(-len(made) // ACROSS)
    width, height = WIDTH * min(ACROSS, len(made)), HEIGHT * rows
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}" '
        'role="img" aria-labelledby="title">',
        f'<title id="title">{escape(_told(made))}</title>',
        f"<style>{STYLE}</style>",
        f'<rect class="ground" width="{width}" height="{height}"/>',
    ]
    for place, panel in enumerate(made):
        x, y = place % ACROSS * WIDTH, place // ACROSS * HEIGHT
        parts += [f'<g transform="translate({x} {y})">', *_panel(panel), "</g>"]
    return "\n".join([*parts, "</svg>"]) + "\n"


def _told(made: Sequence[Panel]) -> str:
    # What those who do not see it hear.
    said = []
    for panel in made:
        lines = (f"{line.name} {', '.join(map(figure, line.values))}".strip() for line in panel.lines)
        said.append(f"{panel.title} ({panel.unit}) : {' ; '.join(lines)}")
    sizes = ", ".join(f"{size:,}".replace(",", "\u202f") for size in (made[0].sizes if made else ()))
    return f"Croissance d’un catalogue de {sizes} notices. {'. '.join(said)}."


def figure(value: float) -> str:
    """Return a value as it is written in French: three figures that tell, or a whole number."""
    if value >= 100:
        return f"{value:,.0f}".replace(",", "\u202f")
    return f"{value:.3g}".replace(".", ",")


def _panel(panel: Panel) -> list[str]:
    most = max([panel.promise or 0, *(value for line in panel.lines for value in line.values)]) * 1.12 or 1
    across = [_x(size, panel.sizes) for size in panel.sizes]
    base = HEIGHT - BOTTOM
    parts = [
        f'<text class="title" x="{LEFT}" y="24">{escape(panel.title)}</text>',
        f'<text class="quiet" x="{LEFT}" y="43">{escape(panel.unit)}</text>',
        f'<line class="axis" x1="{LEFT}" x2="{WIDTH - RIGHT}" y1="{base}" y2="{base}"/>',
    ]
    for x, size in zip(across, panel.sizes, strict=True):
        told = f"{size:,}".replace(",", "\u202f")
        parts.append(f'<text class="quiet" x="{x}" y="{base + 18}" text-anchor="middle">{told}</text>')
    if panel.promise is not None:
        y = _y(panel.promise, most)
        parts.append(f'<line class="promise" x1="{LEFT}" x2="{WIDTH - RIGHT}" y1="{y}" y2="{y}"/>')
        parts.append(
            f'<text class="promised" x="{LEFT}" y="{y - 5}">{escape(panel.promised)} {figure(panel.promise)}</text>'
        )
    lines = [_line(line, across, most) for line in panel.lines]
    for colour, points in zip("abc", lines, strict=False):
        parts.append(f'<polyline class="line {colour}" points="{" ".join(f"{x},{y}" for x, y, _told in points)}"/>')
    for colour, points in zip("abc", lines, strict=False):
        for x, y, told in points:
            parts.append(f'<circle class="dot-{colour}" cx="{x}" cy="{y}" r="4"/>')
            parts.append(f'<text x="{x}" y="{y - 9}" text-anchor="middle">{escape(told)}</text>')
    return parts


def _line(line: Line, across: Sequence[float], most: float) -> list[tuple[float, float, str]]:
    # Where each value stands and what is written there; the name goes with the middle one.
    middle = len(line.values) // 2
    return [
        (x, _y(value, most), f"{line.name} {figure(value)}".strip() if place == middle else figure(value))
        for place, (x, value) in enumerate(zip(across, line.values, strict=True))
    ]


def _x(size: int, sizes: Sequence[int]) -> float:
    first, last = math.log10(sizes[0]), math.log10(sizes[-1])
    share = (math.log10(size) - first) / (last - first) if last > first else 0.5
    inner = 50  # room for the figures of the first and last points
    return round(LEFT + inner + share * (WIDTH - LEFT - RIGHT - 2 * inner), 1)


def _y(value: float, most: float) -> float:
    return round(HEIGHT - BOTTOM - value / most * (HEIGHT - TOP - BOTTOM), 1)
