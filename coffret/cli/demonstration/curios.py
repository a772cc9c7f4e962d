"""Pictures of things that are like no other: a bull, a hand, a camera, a barge."""

from coffret.cli.demonstration.drawing import Board, darker, lighter, smooth
from coffret.cli.demonstration.objects import scale_bar, shadow, studio


def bull(board: Board, _kind: str) -> str:
    """Draw a small bronze bull with a third horn on its brow."""
    foot, x, size = studio(board, True), board.w / 2, board.w * 0.3
    bronze = board.dice.choice(("#6b5a34", "#5a5a3f"))
    y = foot - size * 0.78
    shadow(board, x, foot, size * 2.2)
    metal = board.shade(lighter(bronze, 0.35), bronze, darker(bronze, 0.5), across=False)
    for px, tone in ((-0.62, 0.45), (0.52, 0.45), (-0.8, 0.0), (0.36, 0.0)):
        leg = [(x + px * size, y + size * 0.1), (x + (px - 0.04) * size, y + size * 0.45), (x + px * size, foot)]
        board.path(smooth(leg), stroke=darker(bronze, tone), stroke_width=f"{size * 0.17:.0f}", stroke_linecap="round")
    body = [(-0.95, -0.1), (-0.8, -0.36), (-0.2, -0.3), (0.3, -0.46), (0.72, -0.44), (0.78, 0.0), (0.5, 0.26), (-0.2, 0.2), (-0.75, 0.24)]  # fmt: skip
    board.path(smooth([(x + px * size, y + py * size) for px, py in body], closed=True), metal)
    tail = [(x - size * 0.92, y - size * 0.2), (x - size * 1.1, y + size * 0.1), (x - size * 0.98, y + size * 0.5)]
    board.path(smooth(tail), stroke=bronze, stroke_width=f"{size * 0.06:.0f}", stroke_linecap="round")
    head = [(0.62, -0.5), (0.86, -0.62), (1.12, -0.34), (1.2, -0.06), (1.05, 0.03), (0.84, -0.1), (0.66, -0.1)]
    board.path(smooth([(x + px * size, y + py * size) for px, py in head], closed=True), metal)
    for px, lean in ((0.76, -0.2), (0.9, 0.22), (0.83, 0.02)):
        horn = [
            (x + px * size, y - size * 0.56),
            (x + (px + lean) * size, y - size * 0.74),
            (x + (px + lean * 0.9) * size, y - size * 0.98),
        ]
        board.path(smooth(horn), stroke=lighter(bronze, 0.3), stroke_width=f"{size * 0.06:.0f}", stroke_linecap="round")
    board.oval(x + size * 0.94, y - size * 0.38, size * 0.04, size * 0.04, "#1a140a")
    for k in range(4):
        fold = [(x + size * (0.5 + k * 0.07), y - size * 0.34), (x + size * (0.56 + k * 0.07), y + size * 0.16)]
        board.line(fold, darker(bronze, 0.4), size * 0.016)
    board.oval(x - size * 0.2, y - size * 0.2, size * 0.5, size * 0.14, board.glow("#fff6d8", 0.5))
    scale_bar(board)
    return "studio"


def bison(board: Board, _kind: str) -> str:
    """Draw a bison cut from antler, its head turned back to its flank."""
    studio(board, True)
    x, y, size = board.w / 2, board.h * 0.46, board.w * 0.3
    horn = "#b5976a"
    board.oval(x + size * 0.08, y + size * 0.15, size * 1.25, size * 0.85, board.glow("#000000", 0.8))
    body = [
        (-1.0, 0.3), (-1.05, -0.1), (-0.75, -0.45), (-0.1, -0.62), (0.45, -0.85), (0.95, -0.55), (1.1, 0.0), (0.95, 0.5), (0.6, 0.72), (0.35, 0.5), (-0.2, 0.42),
        (-0.55, 0.75), (-0.85, 0.68),
    ]  # fmt: skip
    shape = smooth([(x + px * size, y + py * size) for px, py in body], closed=True)
    board.path(shape, board.shade(lighter(horn, 0.3), horn, darker(horn, 0.4)))

    def mane() -> None:
        for k in range(46):
            px, py = board.dice.uniform(0.1, 1.05), board.dice.uniform(-0.75, 0.5)
            hair = [(x + px * size, y + py * size), (x + (px + 0.03) * size, y + (py + 0.12) * size)]
            board.line(hair, (darker(horn, 0.5), lighter(horn, 0.3))[k % 2], size * 0.012)

    board.inside(shape, mane)
    head = [(0.55, -0.62), (0.1, -0.6), (-0.25, -0.35), (-0.48, -0.02), (-0.34, 0.14), (0.05, 0.02), (0.4, -0.05), (0.62, -0.3)]  # fmt: skip
    board.path(
        smooth([(x + px * size, y + py * size) for px, py in head], closed=True),
        board.shade(lighter(horn, 0.35), horn, darker(horn, 0.15)),
        stroke=darker(horn, 0.65),
        stroke_width=f"{size * 0.02:.0f}",
    )
    for points, wide in (
        ([(0.2, -0.56), (0.3, -0.85), (0.12, -0.98)], 0.07),
        ([(-0.42, 0.06), (-0.6, 0.12), (-0.66, 0.22)], 0.05),
        ([(0.2, -0.02), (0.1, 0.2), (0.22, 0.34)], 0.06),
        ([(-0.3, -0.02), (-0.36, 0.04)], 0.03),
    ):
        line = smooth([(x + px * size, y + py * size) for px, py in points])
        board.path(line, stroke=darker(horn, 0.5), stroke_width=f"{size * wide:.0f}", stroke_linecap="round")
    board.oval(x + size * 0.08, y - size * 0.34, size * 0.06, size * 0.045, darker(horn, 0.75))
    board.oval(
        x + size * 0.08, y - size * 0.34, size * 0.1, size * 0.08, "none", stroke=darker(horn, 0.5), stroke_width="5"
    )
    scale_bar(board)
    return "studio"


def hand(board: Board, kind: str) -> str:
    """Draw a raised hand: of ``stone``, holding a fruit, or of ``glass``, weeds and shells about its fingers."""
    glass = kind == "glass"
    foot, x, size = studio(board, not glass), board.w / 2, board.h * 0.2
    matter = "#9fb8b0" if glass else "#b5a98f"
    low, high = darker(matter, 0.35), lighter(matter, 0.4)
    shadow(board, x, foot, size * 1.8)
    palm = foot - size * 1.6
    fingers = ((-0.42, -1.5, 0.2), (-0.15, -1.85, 0.21), (0.14, -1.8, 0.21), (0.42, -1.45, 0.18))
    thumb = [
        (x + size * 0.4, palm + size * 0.2),
        (x + size * 0.85, palm - size * 0.25),
        (x + size * 0.82, palm - size * 0.7),
    ]
    strokes = [[(x + px * size, palm), (x + px * size * 1.15, palm + py * size * 0.5), (x + px * size * 1.05, palm + py * size)] for px, py, _w in fingers]  # fmt: skip
    for points, wide in (*zip(strokes, (w for _x, _y, w in fingers), strict=True), (thumb, 0.23)):
        for grow, tone in ((1.15, low), (1.0, matter), (0.3, high)):
            board.path(
                smooth(points),
                stroke=tone,
                stroke_width=f"{size * wide * grow:.0f}",
                stroke_linecap="round",
                stroke_opacity="0.95",
            )
    arm = f"M{x - size * 0.6},{palm - size * 0.1}Q{x - size * 0.62},{palm + size * 0.5} {x - size * 0.36},{palm + size * 0.8}L{x - size * 0.45},{foot}H{x + size * 0.45}L{x + size * 0.34},{palm + size * 0.8}Q{x + size * 0.66},{palm + size * 0.4} {x + size * 0.56},{palm - size * 0.1}Z"
    board.path(arm, board.shade(low, matter, high, matter, low))
    if glass:
        _weeds(board, x, palm, foot, size)
    else:
        board.oval(x + size * 0.02, palm - size * 0.02, size * 0.4, size * 0.38, board.shade(high, matter, low))
        board.line([(x, palm - size * 0.38), (x + size * 0.08, palm - size * 0.55)], low, size * 0.06)
        scale_bar(board)
    return "studio"


def _weeds(board: Board, x: float, palm: float, foot: float, size: float) -> None:
    dice = board.dice
    for tone in ("#3f5a3a", "#7a4a5a", "#5a7a5a", "#a5783f", "#3f5a3a"):
        start = x + dice.uniform(-0.5, 0.5) * size
        weed = [(start, foot - size * 0.1)]
        weed += [(x + dice.uniform(-0.7, 0.7) * size, foot - size * (0.5 + k * 0.55)) for k in range(5)]
        board.path(
            smooth(weed), stroke=tone, stroke_width=f"{size * 0.06:.0f}", stroke_linecap="round", stroke_opacity="0.8"
        )
    for _ in range(5):
        px, py = x + dice.uniform(-0.45, 0.45) * size, foot - dice.uniform(0.15, 1.3) * size
        for k in range(5):
            board.oval(
                px,
                py - size * 0.02 * k,
                size * (0.16 - k * 0.028),
                size * (0.13 - k * 0.022),
                ("#e6cfa5", "#b5784a")[k % 2],
            )
    board.oval(x, palm - size * 0.6, size * 0.9, size * 1.3, board.glow("#e8fff6", 0.35))
    board.path(board.blot(x, foot, size * 0.8, size * 0.16, 0.15), board.shade("#4a6a66", "#8fb0a5", "#3f5a56"))


def camera(board: Board, kind: str) -> str:
    """Draw a camera: two boxes that slide and a lens, or with ``bellows`` a travelling one."""
    foot, size = studio(board, False), board.w * 0.22
    x, wood = board.w * 0.5, board.dice.choice(("#7a4a28", "#8a5a30", "#6b3a22"))
    top = foot - size * 1.7
    shadow(board, x, foot, size * 3.2)
    board.rect(
        x - size * 1.5,
        foot - size * 0.14,
        size * 3,
        size * 0.14,
        board.shade(lighter(wood, 0.2), wood, darker(wood, 0.4)),
    )
    if kind == "bellows":
        for i in range(9):
            tone = ("#3a1f1a", "#5a2f26")[i % 2]
            drop = size * 0.05 * i
            board.rect(
                x - size * 0.7 + i * size * 0.14, top + size * 0.1 + drop, size * 0.15, size * 1.42 - 2 * drop, tone
            )
    else:
        board.rect(x - size * 0.6, top + size * 0.22, size * 1.3, size * 1.34, board.shade(wood, darker(wood, 0.3)))
    for px, wide, tall in ((-1.4, 0.8, 1.56), (0.55, 0.3, 1.3)):
        box_top = foot - size * (0.14 + tall)
        board.rect(
            x + px * size, box_top, wide * size, tall * size, board.shade(lighter(wood, 0.2), wood, darker(wood, 0.35))
        )
        board.rect(x + px * size, box_top, wide * size, size * 0.05, lighter(wood, 0.3))
        for corner in (0.1, tall - 0.16):
            board.rect(x + px * size + size * 0.03, box_top + corner * size, size * 0.16, size * 0.07, "#c79a4a")
    y = foot - size * 0.8
    for start, wide, tall in ((0.85, 0.14, 0.72), (0.99, 0.32, 0.58), (1.31, 0.08, 0.66)):
        board.rect(
            x + start * size,
            y - tall * size / 2,
            wide * size,
            tall * size,
            board.shade("#8a6420", "#f2d890", "#a5802f", "#5a4016", across=False),
        )
    board.oval(x + size * 1.39, y, size * 0.07, size * 0.3, board.shade("#2a3a4a", "#8fb0c4", "#1a2430"))
    return "studio"


def barge(board: Board, _kind: str) -> str:
    """Draw a flat-bottomed river boat on its museum stand: planks, towing mast, a cargo of stone."""
    foot, x, long = studio(board, False), board.w / 2, board.w * 0.44
    oak, deep = "#5a4632", board.h * 0.17
    base = foot - board.h * 0.14
    shadow(board, x, foot, long * 2)
    for k in range(-4, 5):
        board.line([(x + k * long * 0.2, base - deep * 0.2), (x + k * long * 0.2, foot)], "#3a3a3c", 12)
    hull = f"M{x - long},{base - deep * 1.15}Q{x - long * 0.8},{base} {x - long * 0.6},{base}H{x + long * 0.55}Q{x + long * 0.85},{base} {x + long},{base - deep * 1.3}L{x + long * 0.9},{base - deep * 1.2}Q{x},{base - deep * 0.85} {x - long * 0.92},{base - deep * 1.05}Z"
    for _ in range(26):
        px = x + board.dice.uniform(-0.2, 0.35) * long
        board.path(
            board.blot(px, base - deep * 0.95, long * 0.045, deep * 0.2, 0.25, 6), board.shade("#e6dcc4", "#a59a80")
        )
    board.path(hull, board.shade(lighter(oak, 0.25), oak, darker(oak, 0.35)))

    def planks() -> None:
        for k in range(1, 6):
            line = [
                (x - long, base - deep * (0.2 * k + 0.1)),
                (x, base - deep * 0.17 * k),
                (x + long, base - deep * (0.22 * k + 0.1)),
            ]
            board.path(smooth(line), stroke=darker(oak, 0.5), stroke_width="4")
        for k in range(-9, 10):
            board.line([(x + k * long * 0.1, base), (x + k * long * 0.1, base - deep * 1.2)], darker(oak, 0.3), 3)

    board.inside(hull, planks)
    mast = x - long * 0.45
    board.line([(mast, base - deep), (mast, base - deep * 3)], "#6b4a2a", 20)
    board.path(
        smooth(
            [
                (x + long * 0.85, base - deep * 1.2),
                (x + long * 0.98, base - deep * 1.7),
                (x + long * 1.08, base - deep * 2),
            ]
        ),
        stroke="#6b4a2a",
        stroke_width="14",
    )
    return "studio"
