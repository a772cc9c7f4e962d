"""Pictures of textiles and costumes, and of wood and iron: prints, weaves, coifs, tools, keys, chests, boats."""

import math

from coffret.cli.demonstration.drawing import Board, Point, blend, darker, lighter, smooth
from coffret.cli.demonstration.objects import leaf, shadow, studio

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


def costume(board: Board, kind: str) -> str:
    """Draw a costume on a stand: bodice, skirt, apron, bands of embroidery; ``man`` gives a waistcoat."""
    dice, foot = board.dice, studio(board, False)
    cloth, trim, apron = dice.choice(
        (
            ("#1d1a1c", "#e0a83a", "#6b3a6b"),
            ("#26324a", "#d98f3a", "#e3d9c4"),
            ("#3a1f24", "#e8c66a", "#3f6a6a"),
            ("#202b26", "#d9603f", "#c9b88f"),
        )
    )
    x, tall = board.w / 2, board.h * 0.74
    top = foot - tall
    shadow(board, x, foot, board.w * 0.5)
    board.rect(x - board.w * 0.012, top, board.w * 0.024, tall, "#6b4a2c")
    if kind == "man":
        _waistcoat(board, x, top, tall, cloth, trim)
        return "studio"
    skirt: list[Point] = [
        (x - tall * 0.08, top + tall * 0.38),
        (x - tall * 0.2, top + tall * 0.6),
        (x - tall * 0.28, foot - 4),
        (x + tall * 0.28, foot - 4),
        (x + tall * 0.2, top + tall * 0.6),
        (x + tall * 0.08, top + tall * 0.38),
    ]
    shape = smooth(skirt, closed=True)
    board.path(shape, board.shade(lighter(cloth, 0.18), cloth, darker(cloth, 0.4)))

    def pleats() -> None:
        for i in range(19):
            end = x + tall * (-0.27 + 0.03 * i)
            board.line(
                [(x + (end - x) * 0.3, top + tall * 0.38), (end, foot)],
                lighter(cloth, 0.25) if i % 2 else darker(cloth, 0.5),
                tall * 0.006,
                stroke_opacity=0.6,
            )
        for level, wide in ((0.8, 0.03), (0.87, 0.05), (0.95, 0.02)):
            board.rect(x - tall * 0.4, top + tall * level, tall * 0.8, tall * wide, trim, fill_opacity=0.85)

    board.inside(shape, pleats)
    front: list[Point] = [
        (x - tall * 0.06, top + tall * 0.4),
        (x - tall * 0.12, top + tall * 0.84),
        (x + tall * 0.12, top + tall * 0.84),
        (x + tall * 0.06, top + tall * 0.4),
    ]
    board.path(
        "M" + "L".join(f"{px:.0f},{py:.0f}" for px, py in front) + "Z",
        board.shade(lighter(apron, 0.25), apron, darker(apron, 0.3)),
    )
    for i in range(9):
        leaf(board, x - tall * 0.08 + i * tall * 0.02, top + tall * 0.79, tall * 0.014, trim)
    _bodice(board, x, top, tall, cloth, trim)
    return "studio"


def _bodice(board: Board, x: float, top: float, tall: float, cloth: str, trim: str) -> None:
    for side in (-1, 1):
        sleeve: list[Point] = [
            (x + side * tall * 0.09, top + tall * 0.12),
            (x + side * tall * 0.17, top + tall * 0.26),
            (x + side * tall * 0.2, top + tall * 0.44),
        ]
        for wide, tone in ((0.085, darker(cloth, 0.3)), (0.065, lighter(cloth, 0.08))):
            board.path(smooth(sleeve), stroke=tone, stroke_width=f"{tall * wide:.0f}", stroke_linecap="round")
        board.path(
            smooth([(x + side * tall * 0.17, top + tall * 0.42), (x + side * tall * 0.225, top + tall * 0.43)]),
            stroke=trim,
            stroke_width=f"{tall * 0.03:.0f}",
        )
    trunk: list[Point] = [
        (x - tall * 0.05, top + tall * 0.06),
        (x - tall * 0.12, top + tall * 0.1),
        (x - tall * 0.1, top + tall * 0.28),
        (x - tall * 0.075, top + tall * 0.4),
        (x + tall * 0.075, top + tall * 0.4),
        (x + tall * 0.1, top + tall * 0.28),
        (x + tall * 0.12, top + tall * 0.1),
        (x + tall * 0.05, top + tall * 0.06),
    ]
    board.path(smooth(trunk, closed=True), board.shade(lighter(cloth, 0.2), cloth, darker(cloth, 0.4)))
    board.path(
        f"M{x - tall * 0.045},{top + tall * 0.06}L{x},{top + tall * 0.24}L{x + tall * 0.045},{top + tall * 0.06}Z",
        "#efe6d4",
    )
    for i in range(5):
        board.line(
            [(x - tall * 0.07, top + tall * (0.2 + i * 0.035)), (x + tall * 0.07, top + tall * (0.2 + i * 0.035))],
            trim,
            tall * 0.008,
        )
        for side in (-1, 1):
            leaf(board, x + side * tall * 0.08, top + tall * (0.16 + i * 0.045), tall * 0.013, trim)


def _waistcoat(board: Board, x: float, top: float, tall: float, cloth: str, trim: str) -> None:
    y = top + tall * 0.12
    for side in (-1, 1):
        half: list[Point] = [
            (x + side * tall * 0.06, y),
            (x + side * tall * 0.2, y + tall * 0.04),
            (x + side * tall * 0.17, y + tall * 0.2),
            (x + side * tall * 0.2, y + tall * 0.55),
            (x + side * tall * 0.015, y + tall * 0.58),
            (x + side * tall * 0.012, y + tall * 0.2),
        ]
        board.path(smooth(half, closed=True), board.shade(*(lighter(cloth, 0.2), darker(cloth, 0.3))[::side]))
        for i in range(9):
            board.oval(
                x + side * tall * 0.045,
                y + tall * (0.16 + i * 0.045),
                tall * 0.012,
                tall * 0.012,
                board.shade("#f0d890", trim),
            )
            leaf(board, x + side * tall * 0.1, y + tall * (0.14 + i * 0.045), tall * 0.016, trim)
        board.line(
            [(x + side * tall * 0.02, y + tall * 0.1), (x + side * tall * 0.02, y + tall * 0.56)], trim, tall * 0.012
        )


def coif(board: Board, _kind: str) -> str:
    """Draw a coif of lace and net on a stand."""
    dice, foot = board.dice, studio(board, True)
    x, y, size = board.w / 2, board.h * 0.5, board.h * 0.26
    shadow(board, x, foot, size * 1.2)
    board.rect(x - size * 0.06, y, size * 0.12, foot - y, "#4a3220")
    board.oval(x, foot, size * 0.6, size * 0.08, "#4a3220")
    tall = dice.uniform(0.5, 1.35)
    crown: list[Point] = [
        (x - size * 0.85, y + size * 0.75),
        (x - size * 0.8, y - size * 0.2),
        (x - size * 0.4, y - size * tall),
        (x + size * 0.4, y - size * tall),
        (x + size * 0.8, y - size * 0.2),
        (x + size * 0.85, y + size * 0.75),
        (x, y + size * 0.45),
    ]
    shape = smooth(crown, closed=True)
    board.path(shape, board.shade("#fbf6ea", "#e6dfd0", "#b8b0a0"), fill_opacity=0.92)

    def lace() -> None:
        step = size * 0.13
        for i in range(-8, 9):
            for j in range(-14, 9):
                px, py = x + (i + (j % 2) * 0.5) * step, y + j * step
                board.oval(
                    px, py, step * 0.36, step * 0.36, "none", stroke="#8f8878", stroke_width="2", stroke_opacity=0.6
                )
        for i in range(6):
            leaf(board, x + dice.uniform(-0.6, 0.6) * size, y + dice.uniform(-0.9, 0.5) * size, size * 0.14, "#ffffff")

    board.inside(shape, lace)
    board.path(
        shape,
        stroke="#fffdf4",
        stroke_width=f"{size * 0.06:.0f}",
        stroke_dasharray=f"{size * 0.05:.0f} {size * 0.03:.0f}",
    )
    for side in (-1, 1):
        ribbon: list[Point] = [
            (x + side * size * 0.8, y + size * 0.7),
            (x + side * size * 1.0, y + size * 1.1),
            (x + side * size * 0.85, y + size * 1.5),
        ]
        board.path(smooth(ribbon), stroke="#efe8da", stroke_width=f"{size * 0.16:.0f}", stroke_opacity=0.9)
    return "studio"


def key(board: Board, kind: str) -> str:
    """Draw wrought iron: a key, or with ``grille`` a panel of scrolls, or with ``sign`` a hanging sign."""
    dice = board.dice
    studio(board, False)
    iron = dice.choice(("#3a3836", "#2f2d2a", "#4a4238"))
    if kind == "key":
        angle = dice.uniform(-28, 28)
        board.turned(
            f"rotate({angle:.0f} {board.w / 2:.0f} {board.h / 2:.0f})",
            lambda: _key(board, board.w / 2, board.h * 0.14, board.h * 0.72, iron),
        )
    else:
        m = board.w * 0.09
        if kind == "sign":
            board.line([(m, board.h * 0.12), (board.w - m, board.h * 0.12)], iron, board.w * 0.022)
            _scrolls(board, m * 1.2, board.h * 0.14, board.w - 2.4 * m, board.h * 0.22, iron, 3)
            for side in (-1, 1):
                board.line(
                    [(board.w / 2 + side * m * 1.6, board.h * 0.12), (board.w / 2 + side * m * 1.6, board.h * 0.5)],
                    iron,
                    9,
                )
            board.path(
                board.blot(board.w / 2, board.h * 0.66, board.w * 0.3, board.h * 0.2, 0.06),
                board.shade("#c99a4a", "#8a5f2a"),
                stroke=iron,
                stroke_width="16",
            )
            leaf(board, board.w / 2, board.h * 0.66, board.w * 0.12, "#7a2f24")
        else:
            board.rect(
                m, m, board.w - 2 * m, board.h - 2 * m, "none", stroke=iron, stroke_width=f"{board.w * 0.02:.0f}"
            )
            _scrolls(board, m * 1.2, m * 1.2, board.w - 2.4 * m, board.h - 2.4 * m, iron, 3)
    return "studio"


def _key(board: Board, x: float, top: float, tall: float, iron: str) -> None:
    board.oval(x + tall * 0.05, top + tall * 0.55, tall * 0.13, tall * 0.55, board.glow("#0d0a06", 0.5))
    ring = tall * 0.13
    for wide, tone in ((0.05, darker(iron, 0.3)), (0.035, iron), (0.008, lighter(iron, 0.5))):
        board.oval(
            x,
            top + ring,
            ring,
            ring * board.dice.uniform(0.95, 1.0),
            "none",
            stroke=tone,
            stroke_width=f"{tall * wide:.0f}",
        )
        board.path(
            f"M{x - ring * 0.7},{top + ring}Q{x},{top + ring * 1.8} {x + ring * 0.7},{top + ring}",
            stroke=tone,
            stroke_width=f"{tall * wide * 0.6:.0f}",
        )
    board.rect(
        x - tall * 0.024,
        top + ring * 2,
        tall * 0.048,
        tall - ring * 2,
        board.shade(lighter(iron, 0.35), iron, darker(iron, 0.4)),
    )
    for y in (2.1, 2.5):
        board.rect(
            x - tall * 0.045,
            top + ring * y,
            tall * 0.09,
            tall * 0.02,
            board.shade(lighter(iron, 0.4), iron, darker(iron, 0.4)),
        )
    for i in range(4):
        board.rect(
            x + tall * 0.02, top + tall * (0.8 + i * 0.05), tall * board.dice.uniform(0.08, 0.15), tall * 0.035, iron
        )


def _scrolls(board: Board, x: float, y: float, wide: float, tall: float, iron: str, many: int) -> None:
    for i in range(many):
        cx = x + wide * (i + 0.5) / many
        for side in (-1, 1):
            for way in (-1, 1):
                points = []
                for k in range(26):
                    angle, reach = (
                        way * math.pi / 2 + side * way * k * 0.42,
                        (1 - k / 28) * min(wide / many, tall) * 0.25,
                    )
                    points.append(
                        (
                            cx + side * wide / many * 0.23 + math.cos(angle) * reach,
                            y + tall / 2 + way * tall * 0.24 + math.sin(angle) * reach,
                        )
                    )
                for grow, tone in ((0.05, darker(iron, 0.3)), (0.034, iron), (0.008, lighter(iron, 0.45))):
                    board.path(
                        smooth(points), stroke=tone, stroke_width=f"{wide / many * grow:.1f}", stroke_linecap="round"
                    )
        leaf(board, cx, y + tall / 2, wide / many * 0.09, lighter(iron, 0.15))


def tool(board: Board, _kind: str) -> str:
    """Draw hand tools side by side: a plane, an adze, a compass, a mallet."""
    dice = board.dice
    studio(board, False)
    wood, iron = dice.choice(("#8a5a34", "#a5753f", "#6b4226")), "#55524c"
    many = dice.randint(1, 3)
    for i in range(many):
        x, y, size = board.w * (i + 0.5) / many, board.h * 0.5, board.h * 0.36
        board.oval(x + size * 0.08, y + size * 0.1, size * 0.4, size * 1.05, board.glow("#0d0a06", 0.55))
        kind = dice.randint(0, 3)
        turn = f"rotate({dice.uniform(-16, 16):.0f} {x:.0f} {y:.0f})"
        board.turned(
            turn,
            lambda kind=kind, x=x, y=y, size=size: (_mallet, _compass, _adze, _plane)[kind](
                board, x, y, size, wood, iron
            ),
        )
    return "studio"


def _mallet(board: Board, x: float, y: float, size: float, wood: str, _iron: str) -> None:
    board.rect(
        x - size * 0.06,
        y - size * 0.3,
        size * 0.12,
        size * 1.3,
        board.shade(lighter(wood, 0.3), wood, darker(wood, 0.4)),
        rx=f"{size * 0.05:.0f}",
    )
    board.rect(
        x - size * 0.38,
        y - size * 0.95,
        size * 0.76,
        size * 0.68,
        board.shade(lighter(wood, 0.15), darker(wood, 0.1), darker(wood, 0.5)),
        rx=f"{size * 0.08:.0f}",
    )
    board.oval(x, y - size * 0.62, size * 0.07, size * 0.07, darker(wood, 0.5))


def _compass(board: Board, x: float, y: float, size: float, _wood: str, iron: str) -> None:
    for side in (-1, 1):
        board.path(
            f"M{x},{y - size * 0.9}L{x + side * size * 0.48},{y + size}L{x + side * size * 0.36},{y + size * 0.2}L{x - side * size * 0.06},{y - size * 0.85}Z",
            board.shade(lighter(iron, 0.45), iron, darker(iron, 0.4)),
        )
    board.oval(x, y - size * 0.9, size * 0.12, size * 0.12, board.shade("#e8cf8a", "#a5802f"))
    board.path(
        f"M{x - size * 0.34},{y + size * 0.05}Q{x},{y - size * 0.15} {x + size * 0.34},{y + size * 0.05}",
        stroke=lighter(iron, 0.2),
        stroke_width=f"{size * 0.045:.0f}",
    )


def _adze(board: Board, x: float, y: float, size: float, wood: str, iron: str) -> None:
    board.path(
        smooth([(x, y + size), (x + size * 0.05, y), (x - size * 0.03, y - size * 0.9)]),
        stroke=wood,
        stroke_width=f"{size * 0.12:.0f}",
        stroke_linecap="round",
    )
    board.path(
        f"M{x - size * 0.1},{y - size * 0.95}Q{x + size * 0.4},{y - size} {x + size * 0.55},{y - size * 0.45}L{x + size * 0.3},{y - size * 0.5}Q{x + size * 0.2},{y - size * 0.75} {x - size * 0.1},{y - size * 0.72}Z",
        board.shade(iron, lighter(iron, 0.5), darker(iron, 0.3)),
    )


def _plane(board: Board, x: float, y: float, size: float, wood: str, iron: str) -> None:
    board.rect(
        x - size * 0.24,
        y - size,
        size * 0.48,
        size * 2,
        board.shade(lighter(wood, 0.2), wood, darker(wood, 0.35)),
        rx=f"{size * 0.05:.0f}",
    )
    board.rect(x - size * 0.15, y - size * 0.2, size * 0.3, size * 0.3, darker(wood, 0.6))
    board.rect(x - size * 0.11, y - size * 0.5, size * 0.22, size * 0.42, board.shade(lighter(iron, 0.5), iron))
    board.oval(x, y - size * 0.75, size * 0.1, size * 0.14, board.shade(lighter(wood, 0.35), darker(wood, 0.4)))


def furniture(board: Board, kind: str) -> str:
    """Draw a cupboard, a box bed or a carved chest; ``nouveau`` curves it like a plant."""
    dice, foot = board.dice, studio(board, False)
    wood = dice.choice(("#6b4226", "#8a5a30", "#54331f", "#9a6a3a"))
    chest = dice.random() < 0.35
    wide, tall = (board.w * 0.74, board.h * 0.42) if chest else (board.w * 0.56, board.h * 0.72)
    x, top = board.w / 2, foot - tall
    shadow(board, x, foot, wide * 1.05)
    crest = f"M{x - wide * 0.54},{top}Q{x},{top - tall * (0.16 if kind == 'nouveau' else 0.05)} {x + wide * 0.54},{top}v{tall * 0.05}h{-wide * 1.08}Z"
    board.path(crest, board.shade(lighter(wood, 0.25), wood, darker(wood, 0.4)))
    board.rect(
        x - wide / 2, top + tall * 0.04, wide, tall * 0.93, board.shade(lighter(wood, 0.16), wood, darker(wood, 0.4))
    )
    across, down = (3, 1) if chest else (2, 2)
    for i in range(across):
        for j in range(down):
            px, py = x - wide / 2 + wide * (i + 0.07) / across, top + tall * (0.1 + 0.84 * (j + 0.05) / down)
            pw, ph = wide / across * 0.86, tall * 0.84 / down * 0.88
            board.rect(
                px,
                py,
                pw,
                ph,
                board.shade(darker(wood, 0.3), wood, lighter(wood, 0.12)),
                stroke=darker(wood, 0.6),
                stroke_width="5",
                rx=f"{pw * 0.25 if kind == 'nouveau' else 4:.0f}",
            )
            _carving(board, px + pw / 2, py + ph / 2, min(pw, ph) * 0.34, wood, kind)
    for side in (-1, 1):
        board.path(board.blot(x + side * wide * 0.42, foot, wide * 0.06, tall * 0.035, 0.1), darker(wood, 0.4))
    return "studio"


def _carving(board: Board, x: float, y: float, size: float, wood: str, kind: str) -> None:
    if kind == "nouveau":
        for i in range(5):
            tip = (x + size * (-0.8 + i * 0.4), y - size * 0.8)
            board.path(
                smooth([(x, y + size), (x + (tip[0] - x) * 0.2, y), tip]),
                stroke=lighter(wood, 0.35),
                stroke_width=f"{size * 0.05:.0f}",
            )
            leaf(board, tip[0], tip[1], size * 0.2, lighter(wood, 0.5))
        return
    rays = board.dice.choice((8, 12, 16))
    for i in range(rays):
        angle = math.tau * i / rays
        board.line([(x, y), (x + math.cos(angle) * size, y + math.sin(angle) * size)], lighter(wood, 0.35), size * 0.07)
    for reach in (1.0, 0.55):
        board.oval(
            x, y, size * reach, size * reach, "none", stroke=darker(wood, 0.55), stroke_width=f"{size * 0.08:.0f}"
        )


def boat_model(board: Board, _kind: str) -> str:
    """Draw a model of a fishing boat on its cradle."""
    foot = studio(board, None)
    x, size = board.w / 2, board.w * 0.42
    hull, band_ = board.dice.choice(
        (("#2f4a3a", "#d9c48a"), ("#26324a", "#e6dcc4"), ("#5a2a24", "#e0b85a"), ("#23211f", "#b5482f"))
    )
    shadow(board, x, foot, size * 1.3)
    for side in (-0.4, 0.4):
        board.rect(x + side * size - 14, foot - size * 0.16, 28, size * 0.16, "#5a3a22")
    body = f"M{x - size * 0.95},{foot - size * 0.46}Q{x - size * 0.7},{foot - size * 0.12} {x},{foot - size * 0.1}Q{x + size * 0.72},{foot - size * 0.12} {x + size * 0.98},{foot - size * 0.52}Q{x},{foot - size * 0.34} {x - size * 0.95},{foot - size * 0.46}Z"
    board.path(body, board.shade(lighter(hull, 0.3), hull, darker(hull, 0.4)))
    board.path(
        f"M{x - size * 0.94},{foot - size * 0.45}Q{x},{foot - size * 0.31} {x + size * 0.97},{foot - size * 0.5}",
        stroke=band_,
        stroke_width=f"{size * 0.035:.0f}",
    )
    for place, tall in ((-0.3, 1.15), (0.35, 0.95)):
        mx = x + place * size
        board.line([(mx, foot - size * 0.4), (mx, foot - size * (0.4 + tall))], "#8a5f34", size * 0.026)
        cloth = board.shade("#efe3c6", "#d0bf98", "#a5845a")
        board.path(
            f"M{mx + 10},{foot - size * 0.5}L{mx + 8},{foot - size * (0.3 + tall)}Q{mx + size * 0.5},{foot - size * 0.9} {mx + size * 0.48},{foot - size * 0.52}Z",
            cloth,
        )
        for reach in (-0.5, 0.55):
            board.line([(mx, foot - size * (0.4 + tall)), (mx + reach * size, foot - size * 0.42)], "#4a4036", 2.5)
    board.line([(x + size * 0.9, foot - size * 0.5), (x + size * 1.12, foot - size * 0.66)], "#8a5f34", size * 0.024)
    return "studio"


def triptych(board: Board, _kind: str) -> str:
    """Draw three hinged panels of founders: a king between a master and a monk, tools and a temple behind."""
    board.ground("#241a12", "#3a2a1c")
    m, wide = board.w * 0.03, board.w * 0.94
    for place, share, who in ((0.0, 0.25, "master"), (0.25, 0.5, "king"), (0.75, 0.25, "monk")):
        x, pw = m + wide * place, wide * share
        board.rect(
            x + 6,
            m,
            pw - 12,
            board.h - 2 * m,
            board.shade("#c9b07a", "#e6d29a", "#a58a52", across=False),
            stroke="#6b4a20",
            stroke_width="26",
        )
        _temple(board, x + pw / 2, board.h * 0.74, pw * 0.7, who == "king")
        board.rect(
            x + 18, board.h * 0.76, pw - 36, board.h * 0.24 - m - 12, board.shade("#7a6a48", "#4a3f2a", across=False)
        )
        _founder(board, x + pw / 2, board.h * 0.92, board.h * 0.62, who)
    for hinge in (0.25, 0.75):
        for level in (0.2, 0.8):
            board.rect(m + wide * hinge - 12, board.h * level, 24, board.h * 0.06, board.shade("#e8cf8a", "#8a6a2a"))
    return "canvas"


def _temple(board: Board, x: float, foot: float, wide: float, large: bool) -> None:
    stone, tall = "#b5a078", wide * (0.62 if large else 0.8)
    board.path(
        f"M{x - wide / 2},{foot - tall}L{x},{foot - tall * 1.35}L{x + wide / 2},{foot - tall}Z",
        board.shade(lighter(stone, 0.2), darker(stone, 0.25)),
    )
    for i in range(6 if large else 3):
        px = x - wide * 0.45 + wide * 0.9 * i / (5 if large else 2)
        board.rect(
            px - wide * 0.025,
            foot - tall,
            wide * 0.05,
            tall,
            board.shade(lighter(stone, 0.3), stone, darker(stone, 0.4)),
        )


def _founder(board: Board, x: float, foot: float, size: float, who: str) -> None:
    robe, over = {"king": ("#8a2a24", "#d9b25a"), "master": ("#2f4a6b", "#7a5a34"), "monk": ("#3a3430", "#5a4a3c")}[who]
    half: list[Point] = [(0.06, 0.82), (0.16, 0.75), (0.15, 0.5), (0.2, 0.25), (0.24, 0.0)]
    right = [(x + w * size, foot - h * size) for w, h in half]
    left = [(x - w * size, foot - h * size) for w, h in reversed(half)]
    board.path(smooth(right + left, closed=True), board.shade(lighter(robe, 0.25), robe, darker(robe, 0.5)))
    board.path(
        f"M{x - size * 0.05},{foot - size * 0.78}L{x - size * 0.08},{foot}H{x + size * 0.08}L{x + size * 0.05},{foot - size * 0.78}Z",
        board.shade(lighter(over, 0.2), over, darker(over, 0.3)),
    )
    for side in (-1, 1):
        board.path(
            smooth(
                [
                    (x + side * size * 0.14, foot - size * 0.7),
                    (x + side * size * 0.25, foot - size * 0.52),
                    (x + side * size * 0.2, foot - size * 0.4),
                ]
            ),
            stroke=darker(robe, 0.1),
            stroke_width=f"{size * 0.085:.0f}",
            stroke_linecap="round",
        )
    board.line([(x + size * 0.24, foot - size * 0.02), (x + size * 0.21, foot - size * 0.98)], "#6b4a24", size * 0.022)
    board.oval(x, foot - size * 0.89, size * 0.068, size * 0.088, board.shade("#ecc8a0", "#b5835a"))
    board.path(
        board.blot(x, foot - size * 0.815, size * 0.065, size * 0.085, 0.12),
        board.shade("#e6e0d4", "#9a9084") if who != "master" else board.shade("#6b4a2c", "#3a2616"),
    )
    if who == "king":
        board.path(
            f"M{x - size * 0.07},{foot - size * 0.95}l{size * 0.01},{-size * 0.08}l{size * 0.035},{size * 0.04}l{size * 0.025},{-size * 0.06}l{size * 0.025},{size * 0.06}l{size * 0.035},{-size * 0.04}l{size * 0.01},{size * 0.08}Z",
            board.shade("#f6e09a", "#b5862f"),
        )
    elif who == "monk":
        board.path(board.blot(x, foot - size * 0.955, size * 0.085, size * 0.045, 0.08), "#2b2622")
    else:
        board.path(
            f"M{x - size * 0.09},{foot - size * 0.94}H{x + size * 0.09}L{x + size * 0.05},{foot - size * 1.02}H{x - size * 0.05}Z",
            "#2a2018",
        )
    board.path(
        f"M{x - size * 0.2},{foot - size * 0.36}l{-size * 0.06},{size * 0.2}M{x - size * 0.2},{foot - size * 0.36}l{size * 0.06},{size * 0.2}",
        stroke="#e8cf8a",
        stroke_width=f"{size * 0.016:.0f}",
        stroke_linecap="round",
    )
