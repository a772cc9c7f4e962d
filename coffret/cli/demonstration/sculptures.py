"""Pictures of sculptures: busts, statues, reliefs, a small ivory head."""

import math

from coffret.cli.demonstration.drawing import Board, Point, blend, darker, lighter, smooth
from coffret.cli.demonstration.objects import scale_bar, shadow, studio

MATTERS = {
    "marble": ("#e6e0d4", "#f4efe4"), "bronze": ("#4f4a38", "#6b6a4a"), "plaster": ("#ded6c6", "#e9e2d4"),
    "stone": ("#b5a98f", "#a89b84"), "terracotta": ("#b8704a", "#c4805a"), "wood": ("#7a5232", "#8a6038"), "ivory": ("#e3cfa0", "#d9c08a"),
}  # fmt: skip


def _tones(board: Board, matter: str) -> tuple[str, str, str, str]:
    base = board.dice.choice(MATTERS[matter])
    return lighter(base, 0.3), base, darker(base, 0.3), darker(base, 0.62)


def _plinth(board: Board, x: float, foot: float, wide: float, tall: float) -> None:
    stone = board.dice.choice(("#8f8678", "#4a4540", "#c4bba8", "#6b5440"))
    shadow(board, x, foot, wide * 1.3)
    board.rect(x - wide / 2, foot - tall, wide, tall, board.shade(lighter(stone, 0.2), stone, darker(stone, 0.5)))
    board.rect(
        x - wide * 0.55, foot - tall - 14, wide * 1.1, 18, board.shade(lighter(stone, 0.35), stone, darker(stone, 0.4))
    )


def bust(board: Board, matter: str) -> str:
    """Draw a bust on a small foot."""
    dice, foot = board.dice, studio(board, matter in {"marble", "plaster"})
    high, base, low, deep = _tones(board, matter)
    x, size = board.w / 2, board.w * 0.15
    _plinth(board, x, foot, size * 1.7, board.h * 0.1)
    top = foot - board.h * 0.1
    neck = top - size * 2.1
    body: list[Point] = [
        (x - size * 0.45, neck),
        (x - size * 1.75, neck + size * 0.7),
        (x - size * 1.6, neck + size * 1.5),
        (x - size * 0.5, top),
        (x + size * 0.5, top),
        (x + size * 1.6, neck + size * 1.5),
        (x + size * 1.75, neck + size * 0.7),
        (x + size * 0.45, neck),
    ]
    shape = smooth(body, closed=True)
    board.path(shape, board.shade(high, base, low, deep))

    def folds() -> None:
        for i in range(11):
            start = x - size * 1.8 + size * 0.36 * i
            curve: list[Point] = [
                (start, neck + size * 0.4),
                (x + (start - x) * 0.5, neck + size * 1.2),
                (x + (start - x) * 0.2, top),
            ]
            board.path(smooth(curve), stroke=(high, deep)[i % 2], stroke_width=f"{size * 0.06:.0f}", stroke_opacity=0.4)

    board.inside(shape, folds)
    board.rect(
        x - size * 0.4, neck - size * 0.9, size * 0.8, size * 1.1, board.shade(base, low, deep), rx=f"{size * 0.3:.0f}"
    )
    carved_head(board, x + dice.uniform(-0.1, 0.1) * size, neck - size * 1.5, size, (high, base, low, deep))
    return "studio"


def carved_head(board: Board, x: float, y: float, size: float, tones: tuple[str, str, str, str]) -> None:
    """Put a carved head down: no colour in the eyes, hair in locks."""
    high, base, low, deep = tones
    board.oval(x, y, size * 0.88, size * 1.2, board.shade(high, base, low))
    turn = board.dice.choice((-1, 1)) * size * 0.1
    for i in range(34):
        angle = math.pi * (0.93 + 1.14 * i / 33)
        px, py = x + math.cos(angle) * size * 0.86, y - size * 0.22 + math.sin(angle) * size * 0.98
        board.path(board.blot(px, py, size * 0.24, size * 0.2, 0.3, 6), board.shade(base, blend(low, deep, 0.4)))
    for side in (-1, 1):
        ex = x + turn + side * size * 0.33
        board.path(
            f"M{ex - size * 0.2},{y - size * 0.2}Q{ex},{y - size * 0.34} {ex + size * 0.2},{y - size * 0.2}",
            stroke=low,
            stroke_width=f"{size * 0.09:.0f}",
            stroke_linecap="round",
        )
        board.oval(ex, y - size * 0.04, size * 0.14, size * 0.075, board.shade(deep, low, base))
    board.path(
        f"M{x + turn},{y - size * 0.1}L{x + turn * 1.9},{y + size * 0.36}H{x + turn - size * 0.1}Z",
        board.shade(high, low),
    )
    board.path(
        f"M{x + turn - size * 0.2},{y + size * 0.62}q{size * 0.2},{-size * 0.08} {size * 0.4},0q{-size * 0.2},{size * 0.14} {-size * 0.4},0Z",
        low,
        stroke=deep,
        stroke_width=f"{size * 0.025:.1f}",
    )


def statue(board: Board, matter: str) -> str:
    """Draw a standing or twisting figure on a base."""
    dice, foot = board.dice, studio(board, matter in {"marble", "plaster", "ivory"})
    high, base, low, deep = _tones(board, matter)
    x, tall = board.w / 2, board.h * 0.66
    _plinth(board, x, foot, board.w * 0.34, board.h * 0.07)
    ground, twist = foot - board.h * 0.07, dice.uniform(-0.1, 0.1) * tall
    spine: list[Point] = [
        (x, ground),
        (x + twist * 0.7, ground - tall * 0.25),
        (x - twist * 0.5, ground - tall * 0.5),
        (x + twist, ground - tall * 0.76),
    ]
    cloth: list[Point] = [
        (x - tall * 0.17, ground),
        (x - tall * 0.12 - twist * 0.3, ground - tall * 0.35),
        (x - tall * 0.09 - twist * 0.5, ground - tall * 0.55),
        (x + tall * 0.1 - twist * 0.4, ground - tall * 0.53),
        (x + tall * 0.14, ground - tall * 0.3),
        (x + tall * 0.2, ground),
    ]
    board.path(smooth(cloth, closed=True), board.shade(high, base, low, deep))
    for i in range(9):
        shift = tall * (-0.14 + i * 0.036)
        board.path(
            smooth(
                [
                    (x + shift * 0.5 - twist * 0.4, ground - tall * 0.52),
                    (x + shift * 0.9, ground - tall * 0.25),
                    (x + shift * 1.2, ground),
                ]
            ),
            stroke=(deep, high)[i % 2],
            stroke_width=f"{tall * 0.01:.0f}",
            stroke_opacity=0.5,
        )
    torso: list[Point] = [
        (spine[2][0] - tall * 0.085, spine[2][1]),
        (spine[2][0] - tall * 0.07, spine[2][1] - tall * 0.1),
        (spine[3][0] - tall * 0.13, spine[3][1] - tall * 0.02),
        (spine[3][0] + tall * 0.13, spine[3][1] - tall * 0.02),
        (spine[2][0] + tall * 0.07, spine[2][1] - tall * 0.1),
        (spine[2][0] + tall * 0.085, spine[2][1]),
    ]
    board.path(smooth(torso, closed=True), board.shade(high, base, low, deep))
    for side in (-1, 1):
        lift = dice.choice((-0.2, -0.05, 0.18, 0.26))
        arm: list[Point] = [
            (spine[3][0] + side * tall * 0.11, spine[3][1]),
            (spine[3][0] + side * tall * 0.2, spine[3][1] + tall * 0.12 * (1 if lift < 0.1 else -0.3)),
            (spine[3][0] + side * tall * dice.uniform(0.08, 0.28), spine[3][1] - tall * lift),
        ]
        _limb(board, arm, tall * 0.05, (high, base, low, deep))
    carved_head(board, spine[3][0] + twist * 0.3, spine[3][1] - tall * 0.13, tall * 0.06, (high, base, low, deep))
    return "studio"


def _limb(board: Board, points: list[Point], wide: float, tones: tuple[str, str, str, str]) -> None:
    for tone, share, shift in (
        (tones[3], 1.06, 0.05),
        (tones[2], 0.95, 0.0),
        (tones[1], 0.66, -0.08),
        (tones[0], 0.22, -0.18),
    ):
        moved = [(x + wide * shift, y) for x, y in points]
        board.path(smooth(moved), stroke=tone, stroke_width=f"{wide * share:.1f}", stroke_linecap="round")


def relief(board: Board, matter: str) -> str:
    """Draw a carved slab: a file of figures in low relief."""
    dice = board.dice
    high, base, low, deep = _tones(board, matter)
    board.ground(darker(base, 0.7), darker(base, 0.55))
    m = board.w * 0.05
    slab = board.blot(board.w / 2, board.h / 2, board.w * 0.62, board.h * 0.58, 0.03, 16)
    frame = f"M{m},{m}H{board.w - m}V{board.h - m}H{m}Z"

    def carve() -> None:
        board.path(slab, board.shade(blend(base, high, 0.3), base, low))
        many = max(2, round(board.w / board.h * 3))
        for i in range(many):
            x, foot, size = m + (board.w - 2 * m) * (i + 0.5) / many, board.h - m * 1.6, board.h - m * 4
            for shift, tone in ((9, deep), (-5, high), (0, base)):
                px = x + shift
                half: list[Point] = [(0.06, 0.82), (0.14, 0.74), (0.12, 0.5), (0.2, 0.0)]
                right = [(px + w * size, foot - h * size) for w, h in half]
                left = [(px - w * size, foot - h * size) for w, h in reversed(half)]
                board.path(smooth(right + left, closed=True), tone)
                board.oval(px, foot - size * 0.91, size * 0.065, size * 0.085, tone)
            for k in range(7):
                fold = x + size * (-0.1 + k * 0.034)
                board.path(
                    smooth(
                        [
                            (fold, foot - size * 0.7),
                            (fold + dice.uniform(-0.05, 0.05) * size, foot - size * 0.3),
                            (fold * 1.0 + (fold - x) * 0.8, foot),
                        ]
                    ),
                    stroke=(low, high)[k % 2],
                    stroke_width=f"{size * 0.014:.0f}",
                    stroke_opacity=0.8,
                )
            reach = dice.choice((-1, 1))
            board.path(
                smooth(
                    [
                        (x, foot - size * 0.7),
                        (x + reach * size * 0.14, foot - size * 0.55),
                        (x + reach * size * 0.26, foot - size * 0.72),
                    ]
                ),
                stroke=blend(base, high, 0.4),
                stroke_width=f"{size * 0.05:.0f}",
                stroke_linecap="round",
            )

    board.inside(frame, carve)
    board.path(frame, stroke=low, stroke_width=f"{m * 0.5:.0f}")
    return "cloth" if matter == "wood" else "canvas"


def small_head(board: Board, _kind: str) -> str:
    """Draw a tiny carved ivory head: a triangle of face under a chequered hood, scale below."""
    foot = studio(board, True)
    x, y, size = board.w / 2, board.h * 0.46, board.h * 0.27
    high, base, low, deep = _tones(board, "ivory")
    shadow(board, x, foot - board.h * 0.03, size * 1.2)
    neck: list[Point] = [
        (x - size * 0.34, y + size * 0.5),
        (x - size * 0.3, foot - size * 0.1),
        (x + size * 0.26, foot - size * 0.06),
        (x + size * 0.3, y + size * 0.5),
    ]
    board.path(smooth(neck, closed=True), board.shade(high, base, low, deep))
    hood: list[Point] = [
        (x, y - size),
        (x - size * 0.72, y - size * 0.55),
        (x - size * 0.74, y + size * 0.35),
        (x - size * 0.45, y + size * 0.85),
        (x + size * 0.45, y + size * 0.85),
        (x + size * 0.74, y + size * 0.35),
        (x + size * 0.72, y - size * 0.55),
    ]
    shape = smooth(hood, closed=True)
    board.path(shape, board.shade(base, low, deep))

    def grid() -> None:
        for i in range(-9, 10):
            board.path(
                smooth([(x + i * size * 0.06, y - size), (x + i * size * 0.1, y), (x + i * size * 0.1, y + size)]),
                stroke=deep,
                stroke_width=f"{size * 0.018:.0f}",
                stroke_opacity=0.7,
            )
            board.path(
                smooth(
                    [
                        (x - size, y + i * size * 0.1 + size * 0.06),
                        (x, y + i * size * 0.1),
                        (x + size, y + i * size * 0.1 + size * 0.06),
                    ]
                ),
                stroke=deep,
                stroke_width=f"{size * 0.018:.0f}",
                stroke_opacity=0.7,
            )

    board.inside(shape, grid)
    front: list[Point] = [
        (x - size * 0.4, y - size * 0.42),
        (x + size * 0.4, y - size * 0.42),
        (x + size * 0.36, y + size * 0.2),
        (x, y + size * 0.78),
        (x - size * 0.36, y + size * 0.2),
    ]
    board.path(smooth(front, closed=True), board.shade(high, high, base, low))
    board.path(
        f"M{x - size * 0.34},{y - size * 0.16}Q{x - size * 0.16},{y - size * 0.26} {x - size * 0.05},{y - size * 0.08}L{x - size * 0.1},{y + size * 0.3}H{x + size * 0.1}L{x + size * 0.05},{y - size * 0.08}Q{x + size * 0.16},{y - size * 0.26} {x + size * 0.34},{y - size * 0.16}",
        stroke=low,
        stroke_width=f"{size * 0.03:.0f}",
        stroke_opacity=0.8,
    )
    scale_bar(board)
    return "studio"
