"""Pictures of costumes: a dress on its stand, a waistcoat, a coif."""

from coffret.cli.demonstration.drawing import Board, Point, darker, lighter, smooth
from coffret.cli.demonstration.objects import leaf, shadow, studio


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
        for _ in range(6):
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
