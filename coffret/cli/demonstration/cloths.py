"""Pictures of textiles and costumes, and of wood and iron: prints, weaves, coifs, tools, keys, chests, boats."""

from coffret.cli.demonstration.drawing import Board, Point, blend, darker, smooth
from coffret.cli.demonstration.objects import leaf

DYES = (
    ("#efe2c8", "#a5352f", "#2f4a7a", "#5a7a4a", "#2a2320"), ("#7a2a2a", "#e8c98a", "#d9856a", "#6a8a6a", "#1f1713"),
    ("#1f3358", "#d9cfb8", "#b5563a", "#7f9ab0", "#e8c66a"), ("#e6d9b8", "#6b3a5a", "#c9862f", "#4a6a5a", "#33261f"),
    ("#d9c4a0", "#3a5a4a", "#a5452f", "#c99a3a", "#2a2a22"),
)  # fmt: skip


def printed_cotton(board: Board, _kind: str) -> str:
    """Draw a printed cotton: a half-drop repeat of branches, flowers, stripes."""
    dice, colours = board.dice, board.dice.choice(DYES)
    board.ground(colours[0], blend(colours[0], "#ffffff", 0.08))
    cell = board.w / dice.choice((4, 5, 6))
    if dice.random() < 0.4:
        for i in range(int(board.w / cell * 2) + 2):
            board.rect(i * cell / 2, 0, cell * 0.1, board.h, colours[3], fill_opacity=0.55)
    plant = [
        (dice.uniform(-0.3, 0.3), dice.uniform(-0.35, 0.35), dice.uniform(0.08, 0.17), dice.choice(colours[1:4]))
        for _ in range(7)
    ]
    for i in range(-1, int(board.w / cell) + 2):
        for j in range(-1, int(board.h / cell) + 2):
            x, y = (i + 0.5) * cell, (j + 0.5 + (i % 2) * 0.5) * cell
            stem: list[Point] = [
                (x - cell * 0.3, y + cell * 0.45),
                (x + cell * 0.1, y + cell * 0.15),
                (x - cell * 0.1, y - cell * 0.15),
                (x + cell * 0.25, y - cell * 0.45),
            ]
            board.path(smooth(stem), stroke=colours[4], stroke_width=f"{cell * 0.02:.1f}")
            for k, (dx, dy, size, tone) in enumerate(plant):
                if k % 2:
                    leaf(board, x + dx * cell, y + dy * cell, size * cell, tone)
                else:
                    board.path(
                        f"M{x + dx * cell},{y + dy * cell}q{size * cell},{-size * cell} {size * 2 * cell},0q{-size * cell},{size * cell} {-size * 2 * cell},0Z",
                        blend(tone, colours[3], 0.6),
                        stroke=colours[4],
                        stroke_width="2",
                    )
            board.oval(x, y, cell * 0.09, cell * 0.09, colours[1], stroke=colours[4], stroke_width="3")
            board.oval(x, y, cell * 0.04, cell * 0.04, colours[0])
    return "cloth"


def woven(board: Board, _kind: str) -> str:
    """Draw a woven cloth: stripes, lozenges, a fringe."""
    dice, colours = board.dice, board.dice.choice(DYES)
    board.ground(colours[0], colours[0])
    y = 0.0
    while y < board.h:
        tall, tone = board.h * dice.uniform(0.015, 0.09), dice.choice(colours)
        board.rect(0, y, board.w, tall + 1, tone)
        if tall > board.h * 0.05:
            ink, step = dice.choice([c for c in colours if c != tone]), tall * 0.9
            for i in range(int(board.w / step) + 2):
                x = i * step
                board.path(
                    f"M{x},{y + tall / 2}L{x + step / 2},{y + tall * 0.1}L{x + step},{y + tall / 2}L{x + step / 2},{y + tall * 0.9}Z",
                    ink,
                )
                board.path(
                    f"M{x + step * 0.25},{y + tall / 2}L{x + step / 2},{y + tall * 0.3}L{x + step * 0.75},{y + tall / 2}L{x + step / 2},{y + tall * 0.7}Z",
                    tone,
                )
        y += tall
    for i in range(0, board.h, 7):
        board.line([(0, i), (board.w, i)], "#000000", 1, stroke_opacity=0.1)
    for i in range(0, board.w, 7):
        board.line([(i, 0), (i, board.h)], "#ffffff", 1, stroke_opacity=0.1)
    return "cloth"


def embroidery(board: Board, _kind: str) -> str:
    """Draw a long linen band stitched with riders, ships and towers between two borders of beasts."""
    dice = board.dice
    board.ground("#d9c9a4", "#e3d5b2", "#d0bf98")
    wools = ("#7a3a2a", "#2f4a5a", "#b5873a", "#5a6a45", "#34302a", "#a5563a")
    for edge in (0.13, 0.87):
        board.line([(0, board.h * edge), (board.w, board.h * edge)], "#34302a", board.h * 0.008)
    count = int(board.w / board.h * 2.4)
    for i in range(count):
        x, foot, size = board.w * (i + 0.5) / count, board.h * 0.84, board.h * 0.56
        (_rider, _ship, _tower, _rider)[dice.randint(0, 3)](
            board, x, foot, size, dice.choice(wools), dice.choice(wools)
        )
    for edge in (0.02, 0.89):
        for i in range(int(board.w / board.h * 7)):
            x, y, size = board.h * (i + 0.3) / 7, board.h * edge, board.h * 0.085
            tone = dice.choice(wools)
            if i % 3 == 2:
                board.line([(x + size * 0.5, y), (x, y + size)], tone, size * 0.12)
            else:
                body: list[Point] = [
                    (x, y + size),
                    (x + size * 0.15, y + size * 0.45),
                    (x + size * 0.7, y + size * 0.5),
                    (x + size, y + size * 0.1),
                    (x + size * 0.85, y + size),
                ]
                board.path(smooth(body), stroke=tone, stroke_width=f"{size * 0.17:.1f}", stroke_linecap="round")
    for i in range(0, board.h, 6):
        board.line([(0, i), (board.w, i)], "#7a6540", 1, stroke_opacity=0.2)
    return "cloth"


def _rider(board: Board, x: float, foot: float, size: float, coat: str, horse: str) -> None:
    body: list[Point] = [
        (x - size * 0.42, foot - size * 0.42),
        (x - size * 0.1, foot - size * 0.36),
        (x + size * 0.25, foot - size * 0.42),
        (x + size * 0.42, foot - size * 0.66),
    ]
    board.path(smooth(body), stroke=horse, stroke_width=f"{size * 0.17:.0f}", stroke_linecap="round")
    board.path(
        smooth([(x + size * 0.42, foot - size * 0.66), (x + size * 0.56, foot - size * 0.58)]),
        stroke=horse,
        stroke_width=f"{size * 0.1:.0f}",
        stroke_linecap="round",
    )
    for dx, lean in ((-0.38, -0.1), (-0.28, 0.1), (0.2, -0.08), (0.32, 0.14)):
        board.path(
            smooth(
                [
                    (x + dx * size, foot - size * 0.36),
                    (x + (dx + lean) * size, foot - size * 0.18),
                    (x + (dx + lean * 0.6) * size, foot),
                ]
            ),
            stroke=darker(horse, 0.2),
            stroke_width=f"{size * 0.055:.0f}",
            stroke_linecap="round",
        )
    board.path(
        smooth([(x, foot - size * 0.45), (x, foot - size * 0.75)]),
        stroke=coat,
        stroke_width=f"{size * 0.15:.0f}",
        stroke_linecap="round",
    )
    board.path(
        f"M{x - size * 0.1},{foot - size * 0.84}Q{x},{foot - size * 1.1} {x + size * 0.1},{foot - size * 0.84}Z",
        "#8f8a78",
        stroke="#34302a",
        stroke_width="4",
    )
    board.line([(x + size * 0.35, foot - size * 1.05), (x - size * 0.05, foot - size * 0.5)], "#34302a", size * 0.022)
    board.path(
        board.blot(x - size * 0.12, foot - size * 0.56, size * 0.1, size * 0.17, 0.05),
        coat,
        stroke="#34302a",
        stroke_width="5",
    )


def _ship(board: Board, x: float, foot: float, size: float, coat: str, hull: str) -> None:
    for i in range(3):
        board.path(
            f"M{x - size * 0.6},{foot - i * size * 0.04}q{size * 0.15},{-size * 0.05} {size * 0.3},0t{size * 0.3},0t{size * 0.3},0t{size * 0.3},0",
            stroke="#2f4a5a",
            stroke_width=f"{size * 0.02:.0f}",
        )
    board.path(
        f"M{x - size * 0.56},{foot - size * 0.45}Q{x - size * 0.5},{foot - size * 0.1} {x},{foot - size * 0.12}Q{x + size * 0.5},{foot - size * 0.1} {x + size * 0.56},{foot - size * 0.48}Q{x},{foot - size * 0.22} {x - size * 0.56},{foot - size * 0.45}Z",
        hull,
        stroke="#34302a",
        stroke_width="5",
    )
    board.line([(x, foot - size * 0.25), (x, foot - size * 1.08)], "#34302a", size * 0.03)
    for i in range(4):
        board.path(
            f"M{x - size * (0.3 - i * 0.15)},{foot - size * 0.4}L{x},{foot - size * 1.02}L{x - size * (0.15 - i * 0.15)},{foot - size * 0.4}Z",
            (coat, "#b5873a")[i % 2],
        )


def _tower(board: Board, x: float, foot: float, size: float, coat: str, roof: str) -> None:
    board.rect(
        x - size * 0.3, foot - size * 0.62, size * 0.6, size * 0.62, "#cdb98a", stroke="#34302a", stroke_width="5"
    )
    board.path(
        f"M{x - size * 0.36},{foot - size * 0.62}L{x},{foot - size}L{x + size * 0.36},{foot - size * 0.62}Z",
        roof,
        stroke="#34302a",
        stroke_width="5",
    )
    board.path(
        f"M{x - size * 0.13},{foot}V{foot - size * 0.26}a{size * 0.13},{size * 0.13} 0 0 1 {size * 0.26},0V{foot}Z",
        coat,
        stroke="#34302a",
        stroke_width="5",
    )
    for side in (-1, 1):
        board.rect(x + side * size * 0.2 - size * 0.05, foot - size * 0.5, size * 0.1, size * 0.14, coat)
