"""Pictures of works on paper: drawings, watercolours, engravings, popular prints, posters, photographs, plans."""

import math

from coffret.cli.demonstration.drawing import Board, Point, blend, darker, lighter, smooth
from coffret.cli.demonstration.paintings import village

PAPERS = ("#eee4cf", "#e6d8bb", "#dcd3c4", "#c9cdc9", "#d9c3a5", "#f2ebdc")


def sheet(board: Board, paper: str, margin: float = 0.0) -> None:
    """Lay a sheet of paper, a little foxed."""
    board.ground(lighter(paper, 0.15), paper, darker(paper, 0.07))
    for _ in range(24):
        x, y = board.dice.uniform(0, board.w), board.dice.uniform(0, board.h)
        board.oval(x, y, board.w * 0.01, board.w * 0.009, board.glow("#9a7040", 0.25))
    if margin:
        board.rect(
            margin,
            margin,
            board.w - 2 * margin,
            board.h - 2 * margin,
            "none",
            stroke=darker(paper, 0.5),
            stroke_width="3",
        )


def hatch(
    board: Board, area: str, box: tuple[float, float, float, float], ink: str, angle: float, step: float, weight: float
) -> None:
    """Fill an area (path data) with parallel strokes that tremble."""
    x, y, wide, tall = box
    reach, dice = math.hypot(wide, tall), board.dice
    cos, sin = math.cos(angle), math.sin(angle)

    def strokes() -> None:
        offset = -reach / 2
        while offset < reach / 2:
            cx, cy = x + wide / 2 - sin * offset, y + tall / 2 + cos * offset
            a, b = dice.uniform(0.35, 0.52) * reach, dice.uniform(0.35, 0.52) * reach
            start, end = (cx - cos * a, cy - sin * a), (cx + cos * b, cy + sin * b)
            middle = ((start[0] + end[0]) / 2 + dice.uniform(-4, 4), (start[1] + end[1]) / 2 + dice.uniform(-4, 4))
            board.path(
                smooth([start, middle, end]),
                stroke=ink,
                stroke_width=f"{weight * dice.uniform(0.6, 1.3):.1f}",
                stroke_opacity=f"{dice.uniform(0.4, 0.85):.2f}",
            )
            offset += step * dice.uniform(0.7, 1.3)

    board.inside(area, strokes)


def _drawn(board: Board, points: list[Point], ink: str, weight: float) -> None:
    for _ in range(3):
        shaken = [(x + board.dice.uniform(-4, 4), y + board.dice.uniform(-4, 4)) for x, y in points]
        board.path(
            smooth(shaken),
            stroke=ink,
            stroke_width=f"{weight * board.dice.uniform(0.5, 1):.1f}",
            stroke_opacity=0.7,
            stroke_linecap="round",
        )


def study(board: Board, _age: str) -> str:
    """Draw the study of a draped figure in sanguine, black chalk or pen, with second thoughts beside it."""
    dice = board.dice
    sheet(board, dice.choice(PAPERS))
    ink = dice.choice(("#8f3d26", "#2a2622", "#4a3020", "#3a3a44"))
    x, foot, size = board.w * dice.uniform(0.42, 0.56), board.h * 0.92, board.h * 0.8
    lean, wide = dice.uniform(-0.12, 0.12) * size, dice.uniform(0.9, 1.2)
    half: list[Point] = [(0.05, 0.84), (0.15, 0.77), (0.13, 0.55), (0.19, 0.3), (0.25, 0.0)]
    right = [(x + lean * h + w * size * wide, foot - h * size) for w, h in half]
    left = [(x + lean * h - w * size * wide, foot - h * size) for w, h in half]
    body = smooth(right + left[::-1], closed=True)
    hatch(
        board,
        body,
        (x - size * 0.05, foot - size * 0.85, size * 0.4, size * 0.85),
        ink,
        dice.uniform(0.7, 1.1),
        13,
        3.2,
    )
    hatch(
        board, body, (x + size * 0.02, foot - size * 0.6, size * 0.3, size * 0.6), ink, dice.uniform(1.9, 2.3), 15, 2.6
    )
    for side in (right, left):
        _drawn(board, side, ink, 5)
    for _ in range(9):
        top, base = dice.uniform(-0.1, 0.1) * size, dice.uniform(-0.22, 0.22) * size
        _drawn(
            board,
            [
                (x + lean * 0.7 + top, foot - 0.72 * size),
                (x + lean * 0.3 + base * 0.8, foot - 0.3 * size),
                (x + base, foot),
            ],
            ink,
            4,
        )
    _drawn_head(board, x + lean * 1.1, foot - 0.91 * size, size * 0.065, ink)
    side_sign = dice.choice((-1, 1))
    _drawn(
        board,
        [
            (x + lean * 0.8, foot - 0.76 * size),
            (x + side_sign * 0.25 * size, foot - 0.6 * size),
            (x + side_sign * 0.3 * size, foot - dice.uniform(0.45, 0.85) * size),
        ],
        ink,
        9,
    )
    _drawn_head(
        board, board.w * (0.16 if x > board.w / 2 else 0.84), board.h * dice.uniform(0.2, 0.5), size * 0.07, ink
    )
    return "paper"


def _drawn_head(board: Board, x: float, y: float, size: float, ink: str) -> None:
    egg = board.blot(x, y, size * 0.85, size * 1.15, 0.04)
    hatch(board, egg, (x, y - size, size, size * 2), ink, 0.9, 9, 2.4)
    ring = [(x + math.cos(a) * size * 0.85, y + math.sin(a) * size * 1.15) for a in (i * 0.7 for i in range(10))]
    _drawn(board, ring, ink, 4)
    for k in range(26):
        angle = math.pi + math.pi * k / 25
        start = (x + math.cos(angle) * size * 0.8, y - size * 0.1 + math.sin(angle) * size)
        board.path(
            smooth(
                [
                    start,
                    (start[0] + board.dice.uniform(-14, 14), start[1] - size * 0.1),
                    (start[0] + board.dice.uniform(-30, 30), start[1] + size * 0.25),
                ]
            ),
            stroke=ink,
            stroke_width="3.4",
            stroke_opacity=0.6,
        )
    for side in (-0.3, 0.3):
        board.path(
            f"M{x + (side - 0.14) * size},{y - size * 0.05}q{size * 0.14},{-size * 0.14} {size * 0.28},0",
            stroke=ink,
            stroke_width="4",
        )
    board.path(
        f"M{x},{y}l{size * 0.08},{size * 0.36}l{-size * 0.1},{size * 0.03}M{x - size * 0.2},{y + size * 0.62}q{size * 0.2},{size * 0.08} {size * 0.38},0",
        stroke=ink,
        stroke_width="4",
    )


def watercolour(board: Board, _age: str) -> str:
    """Draw a landscape in washes that leave the paper bare at the edges."""
    dice = board.dice
    sheet(board, "#f2ebdc")
    tones = dice.choice(
        (
            ("#8fb4cc", "#7f9a8a", "#5f7f5a", "#b5865a"),
            ("#d9a58a", "#8f7f9a", "#5a6a7f", "#3f4f5a"),
            ("#a5c4c0", "#c9b27a", "#7a8f5a", "#6b5a44"),
        )
    )
    for _i in range(16):
        x, y = board.w * dice.uniform(0.1, 0.9), board.h * dice.uniform(0.12, 0.42)
        board.path(
            board.blot(x, y, board.w * dice.uniform(0.08, 0.24), board.h * 0.07, 0.35), tones[0], fill_opacity=0.13
        )
    for layer in range(5):
        level = 0.42 + layer * 0.1
        for _ in range(7):
            x = board.w * dice.uniform(0.14, 0.86)
            board.path(
                board.blot(
                    x,
                    board.h * (level + dice.uniform(-0.02, 0.05)),
                    board.w * dice.uniform(0.12, 0.28),
                    board.h * dice.uniform(0.04, 0.09),
                    0.3,
                    11,
                ),
                tones[min(3, 1 + layer // 2)],
                fill_opacity=0.24,
            )
    village(board, board.w * dice.uniform(0.3, 0.6), board.h * 0.52, board.h * 0.05, "#f4ead6", "#a5563a")
    for _ in range(9):
        x, y, size = (
            board.w * dice.uniform(0.15, 0.85),
            board.h * dice.uniform(0.6, 0.85),
            board.h * dice.uniform(0.06, 0.2),
        )
        board.line([(x, y), (x + size * 0.08, y - size)], darker(tones[3], 0.3), size * 0.04, stroke_opacity=0.7)
        for _ in range(6):
            board.path(
                board.blot(
                    x + dice.uniform(-0.3, 0.3) * size, y - size * dice.uniform(0.6, 1.2), size * 0.2, size * 0.15, 0.35
                ),
                tones[2],
                fill_opacity=0.45,
            )
    return "paper"


def engraving(board: Board, _age: str) -> str:
    """Draw a black and white view in cut lines, with its plate mark."""
    dice, ink = board.dice, "#26221f"
    sheet(board, dice.choice(("#efe6d2", "#e9dfc6")))
    m = board.w * 0.07
    x0, y0, wide, tall = m, m, board.w - 2 * m, board.h - 2.4 * m
    frame = f"M{x0},{y0}h{wide}v{tall}h{-wide}Z"

    def view() -> None:
        for i in range(70):
            y = y0 + tall * 0.5 * (i / 70)
            if dice.random() < 0.9:
                board.line(
                    [
                        (x0 + dice.uniform(0, 0.3) * wide, y),
                        (x0 + wide * dice.uniform(0.5, 1), y + dice.uniform(-3, 3)),
                    ],
                    ink,
                    1.2 + 1.4 * (1 - i / 70),
                    stroke_opacity=0.65,
                )
        for layer in range(4):
            wave, level = board.wave(0.9), 0.42 + layer * 0.12
            points = [(x0 + wide * t / 30, y0 + tall * (level + 0.05 * wave(t / 30))) for t in range(31)]
            area = smooth(points) + f"V{y0 + tall}H{x0}Z"
            board.path(area, blend("#efe6d2", "#cbbfa5", layer / 4))
            hatch(
                board,
                area,
                (x0, y0 + tall * (level - 0.1), wide, tall * 0.36),
                ink,
                0.5 + layer * 0.35,
                15 - layer * 2.4,
                2.2 + layer * 0.5,
            )
            board.path(smooth(points), stroke=ink, stroke_width="4")
        for k in range(3):
            tx, foot, size = (
                x0 + wide * dice.choice((0.12, 0.2, 0.82, 0.9)),
                y0 + tall * (0.95 - k * 0.06),
                tall * dice.uniform(0.3, 0.55),
            )
            for _ in range(16):
                cx, cy = tx + dice.gauss(0, 0.15) * size, foot - size * dice.uniform(0.5, 1.0)
                leaf_area = board.blot(cx, cy, size * 0.14, size * 0.1, 0.35)
                board.path(leaf_area, "#e3d8bf", stroke=ink, stroke_width="3")
                hatch(board, leaf_area, (cx - size * 0.14, cy - size * 0.1, size * 0.28, size * 0.2), ink, 0.8, 9, 2.6)
            board.line([(tx, foot), (tx + size * 0.03, foot - size * 0.6)], ink, size * 0.05)

    board.inside(frame, view)
    board.path(frame, stroke=ink, stroke_width="6")
    _lettering(board, board.h - 1.05 * m, ink)
    return "paper"


def _lettering(board: Board, y: float, ink: str) -> None:
    x = board.w * 0.3
    while x < board.w * 0.7:
        length = board.dice.uniform(0.02, 0.06) * board.w
        wave: list[Point] = [(x + length * i / 6, y + (i % 2) * board.h * 0.006) for i in range(7)]
        board.path(smooth(wave), stroke=ink, stroke_width="4", stroke_opacity=0.8)
        x += length + board.w * 0.014
