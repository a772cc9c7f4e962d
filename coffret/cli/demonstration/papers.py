"""Pictures of works on paper: drawings, watercolours, engravings, popular prints, posters, photographs, plans."""

import math

from coffret.cli.demonstration.drawing import Board, Point, blend, darker, lighter, smooth
from coffret.cli.demonstration.paintings import stroller, village

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


def popular_print(board: Board, _age: str) -> str:
    """Draw a coloured woodcut sheet: either one large figure in a frame, or sixteen small scenes."""
    dice = board.dice
    sheet(board, "#ece0c4")
    m, ink = board.w * 0.06, "#221d19"
    board.rect(m, m, board.w - 2 * m, board.h - 2.3 * m, "#f2e8d0", stroke=ink, stroke_width="10")
    if dice.random() < 0.5:
        across, down = 4, 4
        cw, ch = (board.w - 2.6 * m) / across, (board.h - 3 * m) / down
        for i in range(across * down):
            x, y = m * 1.3 + (i % across) * cw, m * 1.3 + (i // across) * ch
            _scene(board, x + cw * 0.05, y + ch * 0.04, cw * 0.9, ch * 0.78, ink)
            for line in range(2):
                _small_words(board, x + cw * 0.06, y + ch * (0.87 + line * 0.06), cw * 0.86, ink)
    else:
        _scene(board, m * 1.6, m * 1.6, board.w - 3.2 * m, board.h - 4.4 * m, ink)
        for line in range(2):
            _small_words(board, board.w * 0.16, board.h - m * (2.3 - line * 0.5), board.w * 0.68, ink)
    return "paper"


def _scene(board: Board, x: float, y: float, wide: float, tall: float, ink: str) -> None:
    dice = board.dice
    sky, ground = dice.choice((("#f2e4c0", "#a5b06a"), ("#c4d9d9", "#c9a56a"), ("#f0d2b0", "#8fa57a")))
    board.rect(x, y, wide, tall, sky, stroke=ink, stroke_width=f"{wide * 0.012:.1f}")
    board.rect(x, y + tall * 0.72, wide, tall * 0.28, ground, stroke=ink, stroke_width=f"{wide * 0.008:.1f}")
    hx, hw = x + wide * dice.uniform(0.05, 0.5), wide * 0.34
    board.rect(hx, y + tall * 0.42, hw, tall * 0.32, "#d9cdb0", stroke=ink, stroke_width=f"{wide * 0.008:.1f}")
    board.path(
        f"M{hx - hw * 0.08},{y + tall * 0.42}l{hw * 0.58},{-tall * 0.18}l{hw * 0.58},{tall * 0.18}Z",
        "#b5452f",
        stroke=ink,
        stroke_width=f"{wide * 0.008:.1f}",
    )
    for _ in range(dice.randint(1, 3)):
        _woodcut_man(board, x + wide * dice.uniform(0.2, 0.8), y + tall * 0.95, tall * dice.uniform(0.5, 0.62), ink)


def _woodcut_man(board: Board, x: float, foot: float, size: float, ink: str) -> None:
    coat = board.dice.choice(("#b5352a", "#2f5a8a", "#d9a52f", "#3f7a4a", "#6b3a6b"))
    line = {"stroke": ink, "stroke_width": f"{size * 0.018:.1f}", "stroke_linejoin": "round"}
    for side in (-1, 1):
        board.path(
            f"M{x + side * size * 0.03},{foot - size * 0.4}L{x + side * size * 0.13},{foot}",
            stroke=ink,
            stroke_width=f"{size * 0.075:.1f}",
        )
    board.path(
        f"M{x - size * 0.12},{foot - size * 0.78}H{x + size * 0.12}L{x + size * 0.2},{foot - size * 0.3}H{x - size * 0.2}Z",
        coat,
        **line,
    )
    reach = board.dice.choice((-1, 1))
    board.path(
        f"M{x + reach * size * 0.1},{foot - size * 0.72}L{x + reach * size * 0.32},{foot - size * board.dice.uniform(0.55, 0.9):.0f}",
        stroke=coat,
        stroke_width=f"{size * 0.08:.1f}",
        stroke_linecap="round",
    )
    board.oval(x, foot - size * 0.86, size * 0.075, size * 0.09, "#f0c9a0", **line)
    board.path(
        f"M{x - size * 0.15},{foot - size * 0.92}H{x + size * 0.15}L{x + size * 0.07},{foot - size * 1.03}H{x - size * 0.07}Z",
        ink,
    )


def _small_words(board: Board, x: float, y: float, wide: float, ink: str) -> None:
    end = x + wide
    while x < end - wide * 0.06:
        length = min(board.dice.uniform(0.04, 0.14) * wide, end - x)
        board.line([(x, y), (x + length, y)], ink, max(wide * 0.012, 3), stroke_opacity=0.75)
        x += length + wide * 0.03


def poster(board: Board, _age: str) -> str:
    """Draw a lithograph poster: flat colours, a cut-off figure, a band of letters without words."""
    dice = board.dice
    ground, dress, hair, ink = dice.choice(
        (
            ("#e9d9a8", "#1f1d22", "#c2512f", "#2f4a3a"),
            ("#d9c9a0", "#b5342a", "#26221f", "#26324a"),
            ("#e3cfa5", "#3f6a5a", "#e0a83a", "#2a2320"),
        )
    )
    sheet(board, ground)
    board.path(
        f"M0,{board.h * 0.78}Q{board.w * 0.5},{board.h * 0.66} {board.w},{board.h * 0.74}V{board.h}H0Z",
        darker(ground, 0.18),
    )
    for i in range(6):
        board.oval(board.w * (0.08 + i * 0.17), board.h * 0.3, board.w * 0.05, board.h * 0.07, ink, fill_opacity=0.85)
        board.rect(board.w * (0.05 + i * 0.17), board.h * 0.34, board.w * 0.08, board.h * 0.2, ink, fill_opacity=0.85)
        board.rect(board.w * (0.045 + i * 0.17), board.h * 0.225, board.w * 0.07, board.h * 0.04, ink)
    x, foot, size = board.w * dice.uniform(0.42, 0.6), board.h * 0.97, board.h * 0.68
    skirt: list[Point] = [
        (x - size * 0.06, foot - size * 0.56),
        (x + size * 0.07, foot - size * 0.56),
        (x + size * 0.42, foot - size * 0.2),
        (x + size * 0.34, foot),
        (x - size * 0.3, foot),
        (x - size * 0.36, foot - size * 0.22),
    ]
    board.path(smooth(skirt, closed=True), dress, stroke=ink, stroke_width="7")
    for i in range(7):
        board.path(
            smooth(
                [
                    (x, foot - size * 0.54),
                    (x + size * (-0.2 + i * 0.07), foot - size * 0.25),
                    (x + size * (-0.28 + i * 0.1), foot - size * 0.02),
                ]
            ),
            stroke=lighter(dress, 0.35),
            stroke_width="6",
            stroke_opacity=0.5,
        )
    board.path(
        smooth(
            [
                (x - size * 0.07, foot - size * 0.8),
                (x + size * 0.08, foot - size * 0.8),
                (x + size * 0.07, foot - size * 0.54),
                (x - size * 0.06, foot - size * 0.54),
            ],
            closed=True,
        ),
        lighter(dress, 0.12),
        stroke=ink,
        stroke_width="7",
    )
    for side in (-1, 1):
        board.path(
            smooth(
                [
                    (x + side * size * 0.07, foot - size * 0.78),
                    (x + side * size * 0.24, foot - size * dice.uniform(0.55, 0.7)),
                    (x + side * size * 0.3, foot - size * dice.uniform(0.5, 0.95)),
                ]
            ),
            stroke="#f0d9b8",
            stroke_width=f"{size * 0.04:.0f}",
            stroke_linecap="round",
        )
    board.oval(x, foot - size * 0.89, size * 0.06, size * 0.085, "#f4dfc0", stroke=ink, stroke_width="6")
    board.path(
        board.blot(x + size * 0.01, foot - size * 0.97, size * 0.08, size * 0.055, 0.15),
        hair,
        stroke=ink,
        stroke_width="6",
    )
    for i in range(9):
        cx = board.w * (0.1 + i * 0.1)
        _letter_shape(board, cx, board.h * 0.11, board.w * 0.035, hair)
    return "paper"


def _letter_shape(board: Board, x: float, y: float, size: float, colour: str) -> None:
    line = {"stroke": colour, "stroke_width": f"{size * 0.5:.0f}"}
    kind = board.dice.randint(0, 3)
    if kind == 0:
        board.oval(x, y, size * 0.75, size * 1.3, "none", **line)
    elif kind == 1:
        board.path(f"M{x - size * 0.6},{y + size * 1.4}L{x},{y - size * 1.4}L{x + size * 0.6},{y + size * 1.4}", **line)
    elif kind == 2:
        board.path(f"M{x - size * 0.4},{y - size * 1.4}V{y + size * 1.4}H{x + size * 0.6}", **line)
    else:
        board.path(f"M{x - size * 0.6},{y - size * 1.2}H{x + size * 0.6}M{x},{y - size * 1.2}V{y + size * 1.4}", **line)


def photograph(board: Board, kind: str) -> str:
    """Draw an old photograph: a street, a shore or a sitter in sepia; ``plate`` gives it a daguerreotype's mat."""
    dice = board.dice
    dark, light = ("#2b2018", "#ecd9b4") if kind != "plate" else ("#1d2024", "#c9cfd4")
    mid = blend(dark, light, 0.5)
    board.ground(light, blend(light, mid, 0.35), mid, dark)
    if kind == "portrait" or (kind == "plate" and dice.random() < 0.6):
        _sitter(board, dark, light)
    else:
        _street(board, dark, light)
    board.rect(0, 0, board.w, board.h, board.shade(dark, light, light, dark), fill_opacity=0.16)
    if kind == "plate":
        _mat(board)
    else:
        board.path(f"M0,0H{board.w}V{board.h}H0Z", stroke="#f4ecdc", stroke_width=f"{board.w * 0.05:.0f}")
    return "photograph"


def _street(board: Board, dark: str, light: str) -> None:
    dice, line = board.dice, board.h * board.dice.uniform(0.58, 0.68)
    for side in (0, 1):
        x, reach = (0.0 if side == 0 else board.w), board.w * dice.uniform(0.3, 0.44)
        for i in range(5):
            near = 1 - i / 5
            w, h = reach * 0.34 * near + 20, board.h * (0.2 + 0.42 * near * dice.uniform(0.8, 1.1))
            left = x if side == 0 else x - w
            tone = blend(dark, light, 0.2 + 0.14 * i)
            board.path(
                f"M{left},{line + board.h * 0.1 * near}V{line - h}l{w / 2},{-h * 0.12}l{w / 2},{h * 0.12}V{line + board.h * 0.1 * near}Z",
                tone,
            )
            for row in range(4):
                for col in range(2):
                    board.rect(
                        left + w * (0.2 + col * 0.4),
                        line - h * (0.85 - row * 0.24),
                        w * 0.18,
                        h * 0.12,
                        darker(tone, 0.5),
                    )
            x += w if side == 0 else -w
    board.path(
        f"M0,{board.h}V{line + board.h * 0.1}L{board.w * 0.45},{line}H{board.w * 0.55}L{board.w},{line + board.h * 0.1}V{board.h}Z",
        board.shade(blend(dark, light, 0.75), blend(dark, light, 0.4), across=False),
    )
    for _ in range(dice.randint(2, 9)):
        depth = dice.random()
        stroller(
            board,
            board.w * (0.5 + dice.uniform(-0.3, 0.3) * (0.3 + depth)),
            line + board.h * 0.3 * depth,
            board.h * (0.06 + 0.16 * depth),
            blend(dark, light, dice.uniform(0.0, 0.25)),
        )


def _sitter(board: Board, dark: str, light: str) -> None:
    x, y, size = board.w / 2, board.h * 0.38, board.w * 0.13
    board.oval(x, board.h * 0.4, board.w * 0.5, board.h * 0.45, board.glow(light, 0.8))
    coat = blend(dark, light, board.dice.uniform(0.05, 0.2))
    board.path(
        smooth(
            [
                (x - size * 0.5, y + size * 1.1),
                (x - size * 1.7, y + size * 1.7),
                (x - size * 2.1, board.h * 1.1),
                (x + size * 2.1, board.h * 1.1),
                (x + size * 1.7, y + size * 1.7),
                (x + size * 0.5, y + size * 1.1),
            ],
            closed=True,
        ),
        board.shade(blend(coat, light, 0.25), coat, darker(coat, 0.5)),
    )
    board.path(f"M{x - size * 0.4},{y + size * 1.2}L{x},{y + size * 2.8}L{x + size * 0.4},{y + size * 1.2}Z", light)
    board.oval(x, y, size * 0.82, size * 1.15, board.shade(light, blend(light, dark, 0.25), blend(light, dark, 0.6)))
    board.path(board.blot(x, y - size * 0.85, size * 0.95, size * 0.55, 0.1), dark)
    if board.dice.random() < 0.5:
        board.path(board.blot(x, y + size * 0.8, size * 0.55, size * 0.5, 0.12), blend(dark, light, 0.12))
    for side in (-0.32, 0.32):
        board.oval(x + side * size, y - size * 0.05, size * 0.1, size * 0.06, dark)
    board.line([(x + size * 0.04, y), (x + size * 0.1, y + size * 0.32)], blend(dark, light, 0.4), size * 0.05)


def _mat(board: Board) -> None:
    hole = f"M{board.w / 2},{board.h * 0.1}A{board.w * 0.36},{board.h * 0.4} 0 1 1 {board.w / 2 - 1},{board.h * 0.1}Z"
    board.path(f"M0,0H{board.w}V{board.h}H0Z" + hole, board.shade("#b8913f", "#e9cd84", "#a57f35"), fill_rule="evenodd")
    board.path(hole, stroke="#6b4f1c", stroke_width=f"{board.w * 0.012:.0f}")
    board.rect(0, 0, board.w, board.h, "none", stroke="#3a2218", stroke_width=f"{board.w * 0.08:.0f}")


def plan(board: Board, _age: str) -> str:
    """Draw an architect's or a carpenter's sheet: elevation, section, compass arcs, washes."""
    dice = board.dice
    sheet(board, dice.choice(("#efe6d0", "#e3dcc8")), board.w * 0.05)
    ink, wash = "#3a3430", dice.choice(("#d98f8a", "#8fb0c4", "#d9c48a"))
    x, foot, wide = board.w * 0.5, board.h * 0.86, board.w * 0.66
    for i in range(4):
        tall, part = board.h * (0.16 + 0.13 * i), wide * (1 - i * 0.22)
        board.rect(
            x - part / 2,
            foot - tall,
            part,
            board.h * 0.13 + 4,
            wash,
            fill_opacity=f"{0.2 + i * 0.09:.2f}",
            stroke=ink,
            stroke_width="4",
        )
        many = 7 - i
        for k in range(many):
            px = x - part / 2 + part * (k + 0.5) / many
            board.path(
                f"M{px - part * 0.04},{foot - tall + board.h * 0.12}v{-board.h * 0.06}a{part * 0.04},{part * 0.04} 0 0 1 {part * 0.08},0v{board.h * 0.06}",
                stroke=ink,
                stroke_width="3",
            )
    board.path(
        f"M{x - wide * 0.17},{foot - board.h * 0.55}Q{x},{foot - board.h * 0.82} {x + wide * 0.17},{foot - board.h * 0.55}",
        wash,
        stroke=ink,
        stroke_width="4",
        fill_opacity=0.5,
    )
    for reach in (0.2, 0.31, 0.42):
        board.oval(
            x,
            foot,
            board.w * reach,
            board.w * reach,
            "none",
            stroke=ink,
            stroke_width="1.6",
            stroke_dasharray="14 9",
            stroke_opacity=0.55,
        )
    board.line([(x, board.h * 0.08), (x, board.h * 0.92)], "#a03a2a", 2, stroke_dasharray="22 8")
    board.line([(x - wide / 2, board.h * 0.9), (x + wide / 2, board.h * 0.9)], ink, 3)
    return "sheet"
