"""Pictures of portraits: a sitter at half length, in the manner of an age."""

import math

from coffret.cli.demonstration.drawing import Board, Point, blend, darker, lighter, smooth
from coffret.cli.demonstration.paintings import dabs, head


def portrait(board: Board, age: str) -> str:
    """Draw a sitter at half length: ground, shoulders, collar, head, sometimes a hat."""
    dice = board.dice
    grounds = {
        "old": ("#2a2119", "#4b3a28"), "xix": ("#3b3a34", "#77664d"),
        "light": ("#7d8c8f", "#b9b49c"), "modern": ("#c2573a", "#e5b45a"),
    }  # fmt: skip
    dark, warm = grounds[age]
    if age == "modern":
        dark, warm = dice.choice(
            (("#2f6f73", "#86b09a"), ("#c2573a", "#e5b45a"), ("#4a4f8a", "#a58fb8"), ("#7a8f4a", "#d9c86a"))
        )
    board.ground(dark, blend(dark, warm, 0.6), dark, across=True)
    board.oval(board.w * 0.55, board.h * 0.4, board.w * 0.6, board.h * 0.5, board.glow(lighter(warm, 0.2), 0.6))
    dabs(board, (dark, warm, blend(dark, warm, 0.5)), 0, 1, 500, 0.03)
    skin = dice.choice(("#dcae88", "#cf9a72", "#e4bd98", "#b98560"))
    cloths = {
        "old": ("#3a1d18", "#1d2530", "#4a2f1a", "#252a22"),
        "xix": ("#1f1d22", "#33261f", "#3d2730", "#6a6052"),
        "light": ("#3d4f6b", "#d8d2c2", "#6b4a52", "#2f3a38"),
        "modern": ("#1f4f8a", "#8a2f52", "#2f6f4a", "#e0a02f"),
    }
    cloth = dice.choice(cloths[age])
    x, shoulder, size = board.w * dice.uniform(0.45, 0.55), board.h * 0.6, board.w * dice.uniform(0.145, 0.175)
    wide = dice.uniform(1.75, 2.05) * size
    right: list[Point] = [
        (x + size * 0.45, shoulder - size * 0.2),
        (x + wide * 0.8, shoulder + size * 0.3),
        (x + wide * 1.08, shoulder + size * 1.1),
        (x + wide * 1.2, board.h * 0.9),
        (x + wide * 1.15, board.h * 1.1),
    ]
    body = right + [(2 * x - px, py) for px, py in reversed(right)]
    outline = smooth(body, closed=True)
    board.path(outline, board.shade(lighter(cloth, 0.22), cloth, darker(cloth, 0.6)))
    board.inside(outline, lambda: dabs(board, (cloth, lighter(cloth, 0.18), darker(cloth, 0.4)), 0.6, 1.0, 320, 0.05))
    collar(board, x, shoulder, size)
    board.rect(
        x - size * 0.33,
        shoulder - size * 0.95,
        size * 0.66,
        size * 1.05,
        board.shade(skin, darker(skin, 0.5)),
        rx=f"{size * 0.25:.0f}",
    )
    face(board, x, shoulder - size * 1.5, size, skin)
    if dice.random() < 0.3:
        hat(board, x, shoulder - size * 2.45, size, darker(cloth, 0.3))
    return "canvas"


def collar(board: Board, x: float, y: float, size: float) -> None:
    """Put linen at the neck: a ruff, a fichu or two points."""
    linen = "#efe8d8"
    shape = board.dice.randint(0, 2)
    if shape == 0:
        board.oval(x, y - size * 0.1, size * 1.05, size * 0.34, linen)
        for i in range(26):
            angle = math.tau * i / 26
            board.line(
                [(x, y - size * 0.12), (x + math.cos(angle) * size, y - size * 0.1 + math.sin(angle) * size * 0.32)],
                "#b8ad98",
                size * 0.02,
            )
    elif shape == 1:
        board.path(
            f"M{x - size * 0.55},{y - size * 0.2}L{x},{y + size * 1.5}L{x + size * 0.55},{y - size * 0.2}L{x + size * 0.95},{y + size * 0.25}L{x},{y + size * 1.9}L{x - size * 0.95},{y + size * 0.25}Z",
            board.shade(linen, "#c8bda6"),
        )
    else:
        board.path(
            f"M{x - size * 0.5},{y - size * 0.25}L{x - size * 0.75},{y + size * 0.45}L{x},{y + size * 0.2}L{x + size * 0.75},{y + size * 0.45}L{x + size * 0.5},{y - size * 0.25}Z",
            board.shade(linen, "#c8bda6"),
        )


def face(board: Board, x: float, y: float, size: float, skin: str) -> None:
    """Put a large head down, features barely said."""
    turn = board.dice.choice((-1, 1)) * size * board.dice.uniform(0.05, 0.22)
    head(board, x, y, size, skin, 1.0)
    shadow = darker(skin, 0.5)
    for side in (-1, 1):
        ex = x + turn + side * size * 0.3
        board.path(
            f"M{ex - size * 0.16},{y - size * 0.16}Q{ex},{y - size * 0.3} {ex + size * 0.16},{y - size * 0.16}",
            stroke=shadow,
            stroke_width=f"{size * 0.045:.1f}",
            stroke_linecap="round",
        )
        board.oval(ex, y - size * 0.02, size * 0.085, size * 0.05, darker(skin, 0.75))
    board.path(
        f"M{x + turn},{y - size * 0.08}L{x + turn * 1.6 + size * 0.05},{y + size * 0.3}L{x + turn},{y + size * 0.34}",
        stroke=shadow,
        stroke_width=f"{size * 0.04:.1f}",
        stroke_opacity=0.7,
        stroke_linejoin="round",
    )
    board.path(
        f"M{x + turn - size * 0.17},{y + size * 0.58}Q{x + turn},{y + size * 0.64} {x + turn + size * 0.17},{y + size * 0.57}",
        stroke=blend("#8a3328", skin, 0.3),
        stroke_width=f"{size * 0.07:.1f}",
        stroke_linecap="round",
    )
    board.oval(x - size * 0.42, y + size * 0.28, size * 0.25, size * 0.2, board.glow("#d0664a", 0.35))


def hat(board: Board, x: float, y: float, size: float, colour: str) -> None:
    """Put a hat on: a brim and a crown, a tall hat, or a bonnet."""
    wide, kind = board.dice.uniform(1.3, 1.9), board.dice.randint(0, 2)
    if kind == 1:
        board.oval(x, y + size * 0.42, size * 1.35, size * 0.16, colour)
        board.path(
            f"M{x - size * 0.82},{y + size * 0.4}L{x - size * 0.9},{y - size * 1.1}Q{x},{y - size * 1.3} {x + size * 0.9},{y - size * 1.1}L{x + size * 0.82},{y + size * 0.4}Z",
            board.shade(lighter(colour, 0.25), colour, darker(colour, 0.5)),
        )
        return
    if kind == 2:
        board.path(
            board.blot(x - size * 0.1, y + size * 0.35, size * 1.15, size * 0.55, 0.12),
            board.shade("#f4ecdc", "#cbbfa8"),
        )
        return
    board.oval(x, y + size * 0.35, size * wide, size * 0.22, colour)
    board.path(
        board.blot(x, y + size * 0.02, size * 0.95, size * 0.5, 0.08),
        board.shade(lighter(colour, 0.2), darker(colour, 0.3)),
    )
