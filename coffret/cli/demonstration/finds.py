"""Pictures of sculptures, of things from the ground and of things of every day."""

import math

from coffret.cli.demonstration.drawing import Board, Point, blend, darker, lighter, smooth
from coffret.cli.demonstration.objects import scale_bar, studio


def coin(board: Board, kind: str) -> str:
    """Draw a coin: a profile or a horse, beaded edge, letters that wear away."""
    studio(board, True)
    dice, x, y, size = board.dice, board.w / 2, board.h * 0.47, board.h * 0.36
    metal = {"gold": "#c99a3a", "silver": "#a8a8a4"}.get(kind, "#7a5f3f")
    board.oval(x + size * 0.07, y + size * 0.12, size * 1.12, size * 1.1, board.glow("#000000", 0.9))
    edge = board.blot(x, y, size, size, 0.035, 18)
    board.path(
        edge, board.shade(lighter(metal, 0.4), metal, darker(metal, 0.35)), stroke=darker(metal, 0.5), stroke_width="6"
    )
    for i in range(60):
        angle = math.tau * i / 60
        board.oval(
            x + math.cos(angle) * size * 0.9,
            y + math.sin(angle) * size * 0.9,
            size * 0.02,
            size * 0.02,
            lighter(metal, 0.35),
            stroke=darker(metal, 0.45),
            stroke_width="2",
        )
    for i in range(15):
        angle = math.pi * (0.75 + 1.5 * i / 14)
        px, py = x + math.cos(angle) * size * 0.76, y + math.sin(angle) * size * 0.76
        if dice.random() < 0.85:
            board.turned(
                f"rotate({math.degrees(angle) + 90:.0f} {px:.0f} {py:.0f})",
                lambda px=px, py=py: _worn_letter(board, px, py, size * 0.05, metal),
            )
    (_horse if kind == "gold" and dice.random() < 0.7 else _profile)(board, x, y, size * 0.6, metal)
    board.oval(x - size * 0.4, y - size * 0.45, size * 0.7, size * 0.5, board.glow("#fff8e0", 0.4))
    scale_bar(board)
    return "studio"


def _worn_letter(board: Board, x: float, y: float, size: float, metal: str) -> None:
    d = board.dice.choice(
        (
            f"M{x},{y - size}v{size * 2}",
            f"M{x - size * 0.5},{y + size}l{size * 0.5},{-size * 2}l{size * 0.5},{size * 2}",
            f"M{x - size * 0.4},{y - size}v{size * 2}h{size * 0.8}",
            f"M{x + size * 0.4},{y - size * 0.8}q{-size},{-size * 0.2} {-size * 0.9},{size * 0.8}q0,{size} {size * 0.9},{size * 0.8}",
        )
    )
    board.path(d, stroke=darker(metal, 0.5), stroke_width=f"{size * 0.5:.1f}", transform="translate(3 3)")
    board.path(d, stroke=lighter(metal, 0.35), stroke_width=f"{size * 0.34:.1f}")


def _profile(board: Board, x: float, y: float, size: float, metal: str) -> None:
    face: list[Point] = [
        (-0.1, -0.95),
        (0.35, -0.75),
        (0.45, -0.45),
        (0.42, -0.28),
        (0.62, 0.05),
        (0.48, 0.14),
        (0.52, 0.3),
        (0.42, 0.42),
        (0.4, 0.62),
        (0.1, 0.66),
        (0.15, 1.05),
        (-0.55, 1.05),
        (-0.45, 0.5),
        (-0.7, -0.1),
        (-0.6, -0.65),
    ]
    points = [(x + px * size, y + py * size) for px, py in face]
    board.path(smooth(points, closed=True), darker(metal, 0.5), transform="translate(8 9)")
    board.path(smooth(points, closed=True), board.shade(lighter(metal, 0.42), lighter(metal, 0.1), darker(metal, 0.15)))
    for i in range(24):
        angle, reach = math.pi * (0.75 + i * 0.038), size * (0.55 + 0.1 * (i % 3))
        board.path(
            board.blot(
                x - size * 0.1 + math.cos(angle) * reach,
                y - size * 0.32 + math.sin(angle) * reach,
                size * 0.11,
                size * 0.08,
                0.3,
                6,
            ),
            board.shade(lighter(metal, 0.3), darker(metal, 0.35)),
        )
    board.oval(x + size * 0.24, y - size * 0.2, size * 0.08, size * 0.05, darker(metal, 0.4))


def _horse(board: Board, x: float, y: float, size: float, metal: str) -> None:
    strokes: tuple[tuple[list[Point], float], ...] = (
        ([(-0.65, 0.05), (-0.2, -0.12), (0.3, 0.0), (0.6, -0.2)], 0.3), ([(0.55, -0.15), (0.6, -0.5), (0.45, -0.72)], 0.2),
        ([(0.45, -0.72), (0.72, -0.6)], 0.16), ([(0.5, 0.05), (0.75, 0.35), (0.6, 0.68)], 0.11), ([(0.35, 0.1), (0.4, 0.4), (0.15, 0.65)], 0.11),
        ([(-0.55, 0.1), (-0.75, 0.4), (-0.55, 0.72)], 0.11), ([(-0.45, 0.15), (-0.35, 0.45), (-0.6, 0.6)], 0.11), ([(-0.7, 0.0), (-0.95, -0.25), (-0.85, 0.2)], 0.07),
    )  # fmt: skip
    for shift, tone in ((8, darker(metal, 0.5)), (0, lighter(metal, 0.3))):
        for points, wide in strokes:
            board.path(
                smooth([(x + px * size + shift, y + py * size + shift) for px, py in points]),
                stroke=tone,
                stroke_width=f"{wide * size:.0f}",
                stroke_linecap="round",
            )
    for px, py in ((0.0, 0.75), (-0.1, -0.6), (0.85, 0.0)):
        board.oval(
            x + px * size,
            y + py * size,
            size * 0.1,
            size * 0.1,
            "none",
            stroke=lighter(metal, 0.35),
            stroke_width=f"{size * 0.045:.0f}",
        )


def sherds(board: Board, kind: str) -> str:
    """Draw fragments laid on grey: ``pot`` or ``flint``, with a scale."""
    dice = board.dice
    studio(board, False)
    many = dice.randint(1, 2) if kind == "flint" else dice.randint(3, 7)
    for i in range(many):
        x = board.w * ((i % 4) + 0.7) / (min(many, 4) + 0.4)
        y = board.h * (0.45 if many <= 4 else 0.3 + 0.34 * (i // 4))
        size = board.w * (0.2 if kind == "flint" else 0.09) * dice.uniform(0.8, 1.15) / (1 + 0.25 * (many == 2))
        board.oval(x + size * 0.1, y + size * 0.2, size * 1.1, size * 1.25, board.glow("#0d0a06", 0.7))
        (_flint if kind == "flint" else _sherd)(board, x, y, size)
    scale_bar(board)
    return "studio"


def _flint(board: Board, x: float, y: float, size: float) -> None:
    stone = board.dice.choice(("#8a6f4a", "#6b6a66", "#b5a585", "#54493c"))
    edge: list[Point] = [
        (x, y - size * 1.3),
        (x + size * 0.42, y - size * 0.6),
        (x + size * 0.68, y + size * 0.3),
        (x + size * 0.4, y + size * 1.05),
        (x - size * 0.35, y + size * 1.1),
        (x - size * 0.7, y + size * 0.35),
        (x - size * 0.45, y - size * 0.6),
    ]
    shape = smooth(edge, closed=True)
    board.path(shape, board.shade(lighter(stone, 0.25), stone, darker(stone, 0.35)))

    def flakes() -> None:
        for _ in range(70):
            angle, reach = board.dice.uniform(0, math.tau), board.dice.uniform(0.3, 1.25)
            px, py = x + math.cos(angle) * reach * size * 0.6, y + math.sin(angle) * reach * size
            scar = board.blot(px, py, size * 0.22, size * 0.16, 0.35, 6)
            board.path(
                scar,
                board.shade(lighter(stone, board.dice.uniform(0.1, 0.4)), darker(stone, board.dice.uniform(0.0, 0.35))),
                stroke=darker(stone, 0.4),
                stroke_width="2",
                fill_opacity=0.75,
            )

    board.inside(shape, flakes)


def _sherd(board: Board, x: float, y: float, size: float) -> None:
    clay = board.dice.choice(("#b8512f", "#a57a54", "#5a504a", "#c9a578", "#8a4a34"))
    corners = board.dice.randint(5, 7)
    points = []
    for i in range(corners):
        angle, reach = math.tau * i / corners + board.dice.uniform(-0.2, 0.2), size * board.dice.uniform(0.75, 1.15)
        points.append((x + math.cos(angle) * reach, y + math.sin(angle) * reach))
    shape = "M" + "L".join(f"{px:.1f},{py:.1f}" for px, py in points) + "Z"
    board.path(shape, darker(clay, 0.5), transform="translate(7 9)", stroke_linejoin="round")
    board.path(
        shape,
        board.shade(lighter(clay, 0.2), clay, darker(clay, 0.3)),
        stroke=lighter(clay, 0.15),
        stroke_width="5",
        stroke_linejoin="round",
    )
    motif = board.dice.randint(0, 2)

    def pattern() -> None:
        for i in range(-3, 4):
            py = y + i * size * 0.3
            if motif == 0:
                board.line([(x - size * 1.2, py), (x + size * 1.2, py + size * 0.1)], darker(clay, 0.4), size * 0.05)
            elif motif == 1:
                for k in range(-5, 6):
                    board.oval(x + k * size * 0.24, py, size * 0.08, size * 0.08, darker(clay, 0.45))
            else:
                board.line(
                    [(x + k * size * 0.2, py + (k % 2) * size * 0.16) for k in range(-6, 7)],
                    lighter(clay, 0.45),
                    size * 0.05,
                )

    board.inside(shape, pattern)


def torc(board: Board, _kind: str) -> str:
    """Draw a gold ring with thick ends."""
    studio(board, True)
    x, y, size = board.w / 2, board.h * 0.46, board.h * 0.3
    for grow, tone in ((0.19, "#5a3f12"), (0.155, "#b8862f"), (0.1, "#e0b85a"), (0.03, "#fff0b8")):
        board.path(
            f"M{x - size * 0.42},{y + size * 0.95}A{size},{size * 1.04} 0 1 1 {x + size * 0.42},{y + size * 0.95}",
            stroke=tone,
            stroke_width=f"{size * grow:.0f}",
            stroke_linecap="round",
        )
    for i in range(70):
        angle = math.pi * (0.66 + 1.68 * i / 69)
        px, py = x + math.cos(angle) * size, y + math.sin(angle) * size * 1.04
        board.line(
            [(px - size * 0.05, py - size * 0.05), (px + size * 0.05, py + size * 0.05)],
            "#8a6420",
            size * 0.012,
            stroke_opacity=0.7,
        )
    for side in (-1, 1):
        board.oval(
            x + side * size * 0.38,
            y + size * 0.98,
            size * 0.2,
            size * 0.19,
            board.shade("#fbe6a0", "#d9a84a", "#7a5418"),
        )
        board.oval(x + side * size * 0.34, y + size * 0.92, size * 0.07, size * 0.06, board.glow("#ffffff", 0.8))
    scale_bar(board)
    return "studio"


def mosaic(board: Board, _kind: str) -> str:
    """Draw a floor of small stones: borders, guilloche circles, a flower."""
    dice, cell = board.dice, 22
    board.ground("#8f8674", "#857c6a")
    colours = ("#e6dcc4", "#2f2a28", "#a5452f", "#c99a4a", "#6a7f7a", "#d9c49a")
    across, down = board.w // cell, board.h // cell
    cx, cy, reach = across / 2, down / 2, min(across, down) / 2
    petals_count, phase = dice.choice((6, 8, 10)), dice.random()
    for j in range(down):
        for i in range(across):
            edge = min(i, j, across - 1 - i, down - 1 - j)
            d, angle = math.hypot(i - cx, j - cy) / reach, math.atan2(j - cy, i - cx)
            if edge < 5:
                k = (1, 0, 2 if (i + j) % 4 < 2 else 3, 0, 1)[edge]
            elif 0.62 < d < 0.78:
                k = 2 if math.sin(angle * 16 + d * 40) > 0.3 else (3 if math.sin(angle * 16 - d * 40) > 0.3 else 0)
            elif d < 0.55 * (0.6 + 0.4 * abs(math.cos((angle + phase) * petals_count / 2))):
                k = 2 if d > 0.3 else (3 if d > 0.14 else 1)
            elif d < 0.62 or 0.78 <= d < 0.84:
                k = 1 if d > 0.58 else 0
            else:
                k = 4 if (i // 6 + j // 6) % 2 else 5
            tone = blend(colours[k], dice.choice(("#ffffff", "#3a3028")), dice.uniform(0, 0.2))
            board.turned(
                f"rotate({dice.uniform(-6, 6):.0f} {i * cell} {j * cell})",
                lambda i=i, j=j, tone=tone: board.rect(i * cell + 1.5, j * cell + 1.5, cell - 4, cell - 4, tone),
            )
    return "canvas"
