"""The casket of enamel plaques that gives the catalogue its name."""

from coffret.cli.demonstration.drawing import Board, Point, blend, darker, lighter, smooth
from coffret.cli.demonstration.objects import shadow, studio


def casket(board: Board, kind: str) -> str:
    """Draw a casket of enamel plaques on wood: arched lid, feet, lock; ``open`` shows it from the front, lid up."""
    foot = studio(board, False)
    x, wide, tall = board.w / 2, board.w * 0.66, board.h * 0.36
    top = foot - tall
    shadow(board, x, foot + tall * 0.06, wide * 0.9)
    wood, brass = "#5a3520", "#c79a4a"
    for side in (-1, 1):
        board.oval(
            x + side * wide * 0.44,
            foot + tall * 0.03,
            wide * 0.045,
            tall * 0.09,
            board.shade(brass, "#f0d48a", darker(brass, 0.5)),
        )
    lid = f"M{x - wide * 0.5},{top}Q{x - wide * 0.47},{top - tall * 0.62} {x - wide * 0.3},{top - tall * 0.66}H{x + wide * 0.3}Q{x + wide * 0.47},{top - tall * 0.62} {x + wide * 0.5},{top}Z"
    if kind == "back":
        board.path(lid, board.shade(lighter(wood, 0.12), wood, darker(wood, 0.3)))
    else:
        board.path(lid, board.shade(lighter(wood, 0.15), wood, darker(wood, 0.4)))
    plaques(board, x - wide * 0.4, top - tall * 0.54, wide * 0.8, tall * 0.46, 3)
    board.rect(x - wide * 0.5, top, wide, tall, board.shade(lighter(wood, 0.18), wood, darker(wood, 0.45)))
    plaques(board, x - wide * 0.46, top + tall * 0.12, wide * 0.92, tall * 0.74, 4)
    for y in (top - tall * 0.01, top + tall * 0.02, foot - tall * 0.05):
        board.rect(
            x - wide * 0.515,
            y,
            wide * 1.03,
            tall * 0.035,
            board.shade(darker(brass, 0.4), "#f2d890", brass, darker(brass, 0.5)),
        )
    board.path(
        board.blot(x, top + tall * 0.12, wide * 0.035, tall * 0.12, 0.1),
        board.shade("#f2d890", brass, darker(brass, 0.4)),
    )
    board.path(f"M{x - 5},{top + tall * 0.1}h10l4,{tall * 0.07}h-18Z", "#1a120a")
    return "studio"


def plaques(board: Board, x: float, y: float, wide: float, tall: float, many: int) -> None:
    """Put painted enamel plaques down: night blue, gold edge, small white mythological figures."""
    step = wide / many
    for i in range(many):
        px, pw = x + step * i + step * 0.05, step * 0.9
        blue = board.dice.choice(("#14245a", "#1f3f8f", "#1a2f6b", "#3a1f4f"))
        board.rect(
            px,
            y,
            pw,
            tall,
            board.shade(lighter(blue, 0.15), blue, darker(blue, 0.4)),
            stroke="#d9b25a",
            stroke_width=f"{step * 0.03:.1f}",
        )
        board.oval(px + pw * 0.3, y + tall * 0.2, pw * 0.4, tall * 0.3, board.glow("#8fb0ff", 0.45))
        frame = f"M{px},{y}h{pw}v{tall}h{-pw}Z"
        board.inside(frame, lambda px=px, pw=pw, i=i: _enamelled(board, px, y, pw, tall, i))
        board.rect(px, y, pw, tall, "none", stroke="#d9b25a", stroke_width=f"{step * 0.035:.1f}")
        for corner in ((px, y), (px + pw, y), (px, y + tall), (px + pw, y + tall)):
            board.oval(*corner, step * 0.035, step * 0.035, board.shade("#fbe9b0", "#a5802f"))


def _enamelled(board: Board, x: float, y: float, wide: float, tall: float, turn: int) -> None:
    """Put on one plaque: stars, a moon, a bank of grass, two figures with scarves."""
    dice = board.dice
    for _ in range(26):
        size = wide * dice.uniform(0.004, 0.011)
        board.oval(x + wide * dice.random(), y + tall * dice.uniform(0.03, 0.5), size, size, "#f0d48a")
    board.oval(x + wide * dice.uniform(0.35, 0.65), y + tall * 0.16, wide * 0.05, wide * 0.05, "#f6e6b0")
    for k in range(2):
        enamel_figure(board, x + wide * (0.34 + 0.32 * k), y + tall * 0.93, tall * 0.68, (-1) ** (turn + k))
    for _ in range(40):
        tone = blend("#2f5a3a", "#8fae5a", dice.random())
        board.oval(x + wide * dice.random(), y + tall * dice.uniform(0.91, 1.02), wide * 0.05, tall * 0.025, tone)
    for _ in range(9):
        board.oval(x + wide * dice.random(), y + tall * dice.uniform(0.88, 0.97), wide * 0.014, wide * 0.014, "#f4d9d0")


def enamel_figure(board: Board, x: float, foot: float, size: float, side: int) -> None:
    """Put a small pale figure with a floating scarf down."""
    skin, scarf = "#f0dcc8", board.dice.choice(("#d9603f", "#e0b04a", "#5fb0b0", "#d98fa5"))
    lean = side * size * 0.08
    wave: list[Point] = [
        (x - side * size * 0.34, foot - size * 0.8),
        (x - side * size * 0.1, foot - size * 0.6),
        (x + side * size * 0.2, foot - size * 0.4),
        (x - side * size * 0.02, foot - size * 0.15),
        (x + side * size * 0.22, foot - size * 0.02),
    ]
    board.path(
        smooth(wave), stroke=scarf, stroke_width=f"{size * 0.13:.1f}", stroke_linecap="round", stroke_opacity=0.92
    )
    body: list[Point] = [
        (x + lean, foot - size * 0.8),
        (x - side * size * 0.03, foot - size * 0.5),
        (x + side * size * 0.05, foot - size * 0.25),
        (x, foot),
    ]
    board.path(smooth(body), stroke=skin, stroke_width=f"{size * 0.14:.1f}", stroke_linecap="round")
    board.path(
        smooth(
            [
                (x + lean, foot - size * 0.72),
                (x + side * size * 0.2, foot - size * 0.74),
                (x + side * size * 0.3, foot - size * 0.95),
            ]
        ),
        stroke=skin,
        stroke_width=f"{size * 0.055:.1f}",
        stroke_linecap="round",
    )
    board.oval(x + lean * 1.2, foot - size * 0.95, size * 0.075, size * 0.09, skin)
    board.oval(x + lean * 1.2 - side * size * 0.03, foot - size * 0.99, size * 0.075, size * 0.06, "#7a4a24")
