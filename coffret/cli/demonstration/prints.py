"""Pictures of popular prints, posters and plans."""

from coffret.cli.demonstration.drawing import Board, Point, darker, lighter, smooth
from coffret.cli.demonstration.papers import sheet


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
