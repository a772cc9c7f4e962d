"""Pictures of still lifes and bouquets."""

import math

from coffret.cli.demonstration.drawing import Board, Point, blend, darker, lighter, smooth
from coffret.cli.demonstration.objects import lathe, vase_profile
from coffret.cli.demonstration.paintings import dabs


def still_life(board: Board, age: str) -> str:
    """Draw a table, its cloth, a jug, fruit, a glass."""
    dice = board.dice
    wall = dice.choice(
        {"old": ("#2b241c", "#3a3226"), "modern": ("#5f8f95", "#d9a05a", "#8a6f9a")}.get(age, ("#5b5546", "#6f7466"))
    )
    edge = board.h * 0.66
    board.ground(darker(wall, 0.35), wall, darker(wall, 0.25), across=True)
    board.oval(board.w * 0.3, board.h * 0.35, board.w * 0.6, board.h * 0.5, board.glow(lighter(wall, 0.45), 0.6))
    dabs(board, (wall, darker(wall, 0.2), lighter(wall, 0.12)), 0, 0.66, 420, 0.03)
    table = dice.choice(("#6b4a2c", "#8a6a44", "#4a3220", "#a58a5a"))
    board.rect(0, edge, board.w, board.h - edge, board.shade(lighter(table, 0.12), darker(table, 0.5), across=False))
    if dice.random() < 0.7:
        cloth(board, edge, dice.choice(("#e9e2d2", "#d8d0bb", "#b8c4c4")))
    jug(board, board.w * dice.choice((0.28, 0.7)), edge + board.h * 0.06, board.h * dice.uniform(0.4, 0.52), age)
    fruits = ("#b8321f", "#d98a2b", "#c9b23a", "#7a8f3a", "#6b2a3f", "#e0b05a")
    for i in range(dice.randint(6, 12)):
        size = board.h * dice.uniform(0.05, 0.075)
        fruit(board, board.w * dice.gauss(0.5, 0.16), edge + board.h * (0.02 + i * 0.015), size, dice.choice(fruits))
    if dice.random() < 0.6:
        knife(board, board.w * dice.uniform(0.3, 0.6), board.h * 0.9)
    return "canvas"


def cloth(board: Board, edge: float, linen: str) -> None:
    """Put a crumpled cloth on the table and over its edge."""
    left, right = board.w * board.dice.uniform(0.1, 0.3), board.w * board.dice.uniform(0.7, 0.95)
    outline = f"M{left},{edge + board.h * 0.05}Q{board.w * 0.5},{edge - board.h * 0.01} {right},{edge + board.h * 0.06}L{right - board.w * 0.08},{board.h * 1.02}Q{board.w * 0.5},{board.h * 0.93} {left + board.w * 0.05},{board.h * 1.02}Z"
    board.path(outline, board.shade(linen, lighter(linen, 0.5), linen, darker(linen, 0.3)))

    def folds() -> None:
        for i in range(9):
            x = left + (right - left) * (i + board.dice.random()) / 9
            curve: list[Point] = [
                (x, edge + board.h * 0.05),
                (x + board.dice.uniform(-1, 1) * board.w * 0.03, edge + board.h * 0.18),
                (x + board.dice.uniform(-1, 1) * board.w * 0.05, board.h),
            ]
            board.path(
                smooth(curve), stroke=darker(linen, 0.35), stroke_width=f"{board.w * 0.012:.1f}", stroke_opacity=0.35
            )

    board.inside(outline, folds)


def jug(board: Board, x: float, foot: float, height: float, age: str) -> None:
    """Put a jug or a bottle on the table."""
    colour = board.dice.choice(
        ("#5b6b4a", "#8a8f8f", "#a5633a", "#3a4a5b") if age != "modern" else ("#2f6f8a", "#c2573a", "#e8e2d2")
    )
    board.oval(x + height * 0.2, foot, height * 0.36, height * 0.05, "#120d08", fill_opacity=0.45)
    lathe(board, x, foot - height, height, vase_profile(board, 0.62), colour)


def fruit(board: Board, x: float, y: float, size: float, colour: str) -> None:
    """Put a fruit down: shadow, body, light."""
    board.oval(x + size * 0.35, y + size * 0.85, size * 1.05, size * 0.25, "#120d08", fill_opacity=0.4)
    board.oval(
        x,
        y,
        size,
        size * board.dice.uniform(0.88, 1.02),
        board.shade(lighter(colour, 0.22), colour, darker(colour, 0.55)),
    )
    board.oval(x - size * 0.3, y - size * 0.35, size * 0.45, size * 0.4, board.glow("#fff4d8", 0.6))
    board.line([(x, y - size * 0.85), (x + size * 0.1, y - size * 1.15)], "#3a2a18", size * 0.08)


def knife(board: Board, x: float, y: float) -> None:
    """Put a knife at the edge of the table."""
    board.path(
        f"M{x},{y}l{board.w * 0.16},{-board.h * 0.035}l{board.w * 0.012},{board.h * 0.008}l{-board.w * 0.16},{board.h * 0.05}Z",
        board.shade("#e6e4de", "#8f8f8a"),
    )
    board.line([(x, y + board.h * 0.01), (x - board.w * 0.1, y + board.h * 0.035)], "#2b1d12", board.h * 0.022)


def flowers(board: Board, age: str) -> str:
    """Draw a bouquet in a vase before a plain wall."""
    dice = board.dice
    wall = dice.choice(("#3a342a", "#26221c") if age == "old" else ("#c9b896", "#8fa39a", "#d9cbb0", "#7f8fa0"))
    board.ground(darker(wall, 0.2), wall, darker(wall, 0.1), across=True)
    dabs(board, (wall, lighter(wall, 0.15), darker(wall, 0.12)), 0, 0.8, 700, 0.025)
    board.rect(
        0,
        board.h * 0.8,
        board.w,
        board.h * 0.2,
        board.shade(blend(wall, "#8a5f3a", 0.6), darker(wall, 0.4), across=False),
    )
    x, neck = board.w * 0.5, board.h * 0.6
    for _ in range(60):
        angle, reach = dice.uniform(-math.pi, 0), dice.uniform(0.15, 0.42) * board.w
        tip = (x + math.cos(angle) * reach, neck + math.sin(angle) * reach * 1.1)
        board.path(
            smooth([(x, neck), ((x + tip[0]) / 2, (neck + tip[1]) / 2 - 20), tip]),
            stroke=dice.choice(("#3f5a2f", "#5f7a3f", "#2f4a33")),
            stroke_width="6",
        )
        board.path(
            board.blot(tip[0], tip[1], board.w * 0.04, board.w * 0.018, 0.3),
            dice.choice(("#4a6a35", "#6f8a4a", "#35533a")),
        )
    hues = (
        ("#c2334a", "#e8a0a8", "#f4e4d8", "#d96f4a"),
        ("#3f5fa0", "#a7b6d9", "#f2f0e6", "#e3c14a"),
        ("#e0a52b", "#f4dc8a", "#c25a2b", "#f6efe0"),
    )
    colours = dice.choice(hues)
    for i in range(34):
        angle, reach = dice.uniform(-math.pi * 1.02, 0.06), dice.random() ** 0.7 * 0.36 * board.w
        bloom(
            board,
            x + math.cos(angle) * reach,
            neck - board.h * 0.06 + math.sin(angle) * reach,
            board.w * dice.uniform(0.035, 0.075),
            dice.choice(colours),
            i,
        )
    board.oval(x + board.w * 0.12, board.h * 0.9, board.w * 0.2, board.h * 0.022, "#120d08", fill_opacity=0.35)
    lathe(
        board,
        x,
        neck - board.h * 0.02,
        board.h * 0.32,
        vase_profile(board, 0.75),
        dice.choice(("#4a6a8a", "#d9d2c0", "#6b4a3a", "#8aa39a")),
    )
    return "canvas"


def bloom(board: Board, x: float, y: float, size: float, colour: str, turn: int) -> None:
    """Put a flower down: two rings of petals and a heart."""
    for ring, many in ((1.0, 8), (0.6, 6)):
        for i in range(many):
            angle = math.tau * i / many + turn
            tone = blend(darker(colour, 0.25), lighter(colour, 0.4), board.dice.random())
            board.path(
                board.blot(
                    x + math.cos(angle) * size * ring * 0.6,
                    y + math.sin(angle) * size * ring * 0.6,
                    size * 0.5,
                    size * 0.38,
                    0.25,
                    7,
                ),
                tone,
            )
    board.oval(x, y, size * 0.2, size * 0.2, darker(colour, 0.5))
