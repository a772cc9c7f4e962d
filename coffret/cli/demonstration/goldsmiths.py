"""Pictures of goldsmiths' and enamellers' work: helmet, brooches, silver, chalice, crozier, shrine, pyx, cross foot."""

import math

from coffret.cli.demonstration.caskets import plaques
from coffret.cli.demonstration.drawing import Board, darker, lighter, smooth
from coffret.cli.demonstration.objects import Profile, lathe, scale_bar, shadow, studio

GOLD, GILT, BLUE, RED = "#d9a84a", "#f2d890", "#1f3f8f", "#9a2a22"


def _gilded(board: Board) -> str:
    return board.shade(darker(GOLD, 0.5), GOLD, GILT, GOLD, darker(GOLD, 0.55))


def helmet(board: Board, _kind: str) -> str:
    """Draw a Gaulish parade helmet: gold leaf in bands, curls of three arms, drops of red enamel."""
    base, x, size = studio(board, True) - board.h * 0.1, board.w / 2, board.h * 0.33
    shadow(board, x, base + size * 0.2, size * 2.1)
    tail = f"M{x + size * 0.5},{base}q{size * 0.75},{size * 0.02} {size * 0.72},{size * 0.3}q{-size * 0.5},{-size * 0.1} {-size},{-size * 0.1}Z"
    board.path(tail, board.shade("#8a6a34", "#5a4420"))
    dome = f"M{x - size},{base}C{x - size},{base - size * 1.1} {x - size * 0.4},{base - size * 1.62} {x},{base - size * 1.68}C{x + size * 0.4},{base - size * 1.62} {x + size},{base - size * 1.1} {x + size},{base}Z"
    board.path(dome, _gilded(board))
    board.inside(dome, lambda: _bands(board, x, base, size))
    for y, rx, ry in ((-1.78, 0.13, 0.1), (-1.66, 0.2, 0.06)):
        board.oval(x, base + size * y, size * rx, size * ry, _gilded(board))
    board.rect(x - size * 1.04, base - size * 0.05, size * 2.08, size * 0.15, _gilded(board), rx="14")
    board.oval(x - size * 0.4, base - size * 0.9, size * 0.3, size * 0.5, board.glow("#fffbe6", 0.55))
    scale_bar(board)
    return "studio"


def _bands(board: Board, x: float, base: float, size: float) -> None:
    for level in (0.12, 0.58, 1.04):
        y = base - size * level
        board.rect(x - size, y - size * 0.04, size * 2, size * 0.05, "#4a3a1c")
        for i in range(-6, 7):
            px = x + i * size * 0.17
            board.oval(px, y - size * 0.015, size * 0.022, size * 0.03, RED)
            if i % 2 == 0:
                _curl(board, px, y - size * 0.24, size * 0.14)


def _curl(board: Board, x: float, y: float, size: float) -> None:
    for arm in range(3):
        turn = math.tau * arm / 3
        points = [
            (x + math.cos(turn + k * 0.5) * size * k / 5, y + math.sin(turn + k * 0.5) * size * k / 5) for k in range(6)
        ]
        for grow, tone in ((0.26, "#6b4a16"), (0.16, "#fff0b8")):
            board.path(smooth(points), stroke=tone, stroke_width=f"{size * grow:.1f}", stroke_linecap="round")
    board.oval(x, y, size * 0.2, size * 0.2, RED)


def brooch(board: Board, kind: str) -> str:
    """Draw a brooch: ``fingers`` with rayed head, ``bow`` with its spring, else a round one with an enamelled hare."""
    studio(board, True)
    x, y, size = board.w / 2, board.h * 0.46, board.h * 0.34
    board.oval(x + size * 0.1, y + size * 0.12, size * 0.9, size * 1.15, board.glow("#000000", 0.7))
    {"fingers": _fingers, "bow": _bow}.get(kind, _hare)(board, x, y, size)
    scale_bar(board)
    return "studio"


def _fingers(board: Board, x: float, y: float, size: float) -> None:
    top = y - size * 0.42
    for i in range(5):
        angle = math.pi * (1.08 + 0.84 * i / 4)
        px, py = x + math.cos(angle) * size * 0.62, top + math.sin(angle) * size * 0.62
        board.line([(x, top), (px, py)], GOLD, size * 0.1)
        board.oval(px, py, size * 0.1, size * 0.1, board.shade(GILT, darker(GOLD, 0.5)))
        board.oval(px, py, size * 0.05, size * 0.05, RED)
    board.path(f"M{x - size * 0.48},{top}A{size * 0.48},{size * 0.48} 0 0 1 {x + size * 0.48},{top}Z", _gilded(board))
    for k in range(9):
        px = x + size * (-0.36 + k * 0.09)
        board.line([(px, top - size * 0.05), (x + (px - x) * 0.7, top - size * 0.32)], "#8a6420", size * 0.014)
    foot = f"M{x},{y + size * 0.02}L{x + size * 0.28},{y + size * 0.4}L{x},{y + size * 1.05}L{x - size * 0.28},{y + size * 0.4}Z"
    board.path(foot, _gilded(board), stroke="#8a6420", stroke_width="6")
    board.rect(x - size * 0.13, top - size * 0.04, size * 0.26, size * 0.6, _gilded(board), rx=f"{size * 0.05:.0f}")
    for at in (0.3, 0.5):
        board.oval(
            x, y + size * at, size * 0.07, size * 0.07, board.shade("#d9574a", RED), stroke=GILT, stroke_width="5"
        )
    board.oval(x, y + size * 1.02, size * 0.11, size * 0.14, board.shade(GILT, darker(GOLD, 0.4)))
    for side in (-1, 1):
        board.oval(x + side * size * 0.05, y + size * 0.98, size * 0.025, size * 0.025, RED)


def _bow(board: Board, x: float, y: float, size: float) -> None:
    bronze = "#7a6a3f"
    curve = [(x - size * 0.95, y + size * 0.35), (x - size * 0.5, y - size * 0.5), (x + size * 0.2, y - size * 0.42)]
    curve += [(x + size * 0.85, y + size * 0.3), (x + size * 0.55, y + size * 0.15)]
    pin = [(x - size * 0.95, y + size * 0.42), (x + size * 0.85, y + size * 0.46)]
    board.line(pin, lighter(bronze, 0.2), size * 0.035)
    for grow, tone in ((0.17, darker(bronze, 0.5)), (0.13, bronze), (0.03, lighter(bronze, 0.5))):
        board.path(smooth(curve), stroke=tone, stroke_width=f"{size * grow:.0f}", stroke_linecap="round")
    for i in range(6):
        px = x - size * (1.1 - i * 0.05)
        board.oval(
            px, y + size * 0.36, size * 0.03, size * 0.13, "none", stroke=lighter(bronze, 0.15), stroke_width="9"
        )
    for at in ((-0.5, -0.47), (-0.15, -0.52), (0.2, -0.42)):
        board.oval(x + size * at[0], y + size * at[1], size * 0.09, size * 0.08, board.shade(GILT, darker(bronze, 0.3)))


def _hare(board: Board, x: float, y: float, size: float) -> None:
    for reach, tone in ((0.98, darker(GOLD, 0.45)), (0.92, GOLD), (0.82, BLUE)):
        board.oval(x, y, size * reach, size * reach, board.shade(lighter(tone, 0.25), tone, darker(tone, 0.35)))
    hare = ((0.0, 0.15, 0.42, 0.24), (0.36, -0.1, 0.17, 0.15), (-0.36, 0.22, 0.16, 0.2), (-0.54, 0.1, 0.08, 0.08))
    for px, py, rx, ry in hare:
        board.oval(x + px * size, y + py * size, rx * size, ry * size, board.shade("#d9574a", RED))
    for lean in (0.0, 0.12):
        ear = [(x + size * 0.32, y - size * 0.18), (x + size * (0.18 + lean), y - size * 0.5)]
        board.line(ear, RED, size * 0.08)
    for px in (-0.3, 0.28):
        board.line([(x + px * size, y + size * 0.3), (x + (px + 0.14) * size, y + size * 0.52)], RED, size * 0.09)
    board.oval(x + size * 0.41, y - size * 0.13, size * 0.03, size * 0.03, GILT)


def silver(board: Board, _kind: str) -> str:
    """Draw a table service that somebody buried: a great dish stood up, bowls and a cup before it."""
    foot, x = studio(board, True), board.w / 2
    grey = "#b9bcc0"
    size, y = board.h * 0.31, foot - board.h * 0.36
    board.oval(x + size * 0.1, y + size * 0.1, size * 1.15, size * 1.15, board.glow("#000000", 0.8))
    for reach, tone in ((1, grey), (0.97, "#8f949a"), (0.93, grey), (0.34, GOLD), (0.31, "#9fa4aa"), (0.2, GOLD)):
        board.oval(x, y, size * reach, size * reach, board.shade(lighter(tone, 0.5), tone, darker(tone, 0.4)))
    for i in range(72):
        angle = math.tau * i / 72
        board.oval(x + math.cos(angle) * size * 0.95, y + math.sin(angle) * size * 0.95, 7, 7, lighter(grey, 0.7))
    bowl: Profile = [(0, 1.15), (0.06, 1.1), (0.4, 0.98), (0.75, 0.6), (0.9, 0.36), (1, 0.42)]
    cup: Profile = [(0, 0.36), (0.05, 0.34), (0.35, 0.33), (0.55, 0.16), (0.66, 0.07), (0.85, 0.08), (1, 0.26)]
    for place, height, profile in ((-0.27, 0.13, bowl), (0.27, 0.11, bowl), (0.02, 0.24, cup)):
        px, tall = x + board.w * place, board.h * height
        shadow(board, px, foot, tall * profile[0][1] * 1.7)
        lathe(board, px, foot - tall, tall, profile, grey)
    scale_bar(board)
    return "studio"


def chalice(board: Board, _kind: str) -> str:
    """Draw a chalice of silver gilt: cup, knop, lobed foot."""
    foot, x, tall = studio(board, True), board.w / 2, board.h * 0.66
    profile: Profile = [
        (0, 0.24), (0.03, 0.23), (0.28, 0.19), (0.36, 0.07), (0.42, 0.035), (0.48, 0.03), (0.52, 0.085), (0.57, 0.1), (0.62, 0.085), (0.66, 0.03), (0.76, 0.04),
        (0.86, 0.12), (0.95, 0.25), (1, 0.27),
    ]  # fmt: skip
    shadow(board, x, foot, tall * 0.5)
    top = foot - tall

    def chased() -> None:
        for i in range(-5, 6):
            board.oval(x + i * tall * 0.05, top + tall * 0.92, tall * 0.02, tall * 0.05, darker(GOLD, 0.35))
            board.oval(x + i * tall * 0.045, top + tall * 0.27, tall * 0.018, tall * 0.06, darker(GOLD, 0.3))
        for y in (0.19, 0.5, 0.63, 0.82):
            board.rect(x - tall * 0.3, top + tall * y, tall * 0.6, tall * 0.008, darker(GOLD, 0.5))

    lathe(board, x, top, tall, profile, GOLD, chased)
    return "studio"


def crozier(board: Board, _kind: str) -> str:
    """Draw the head of a crozier of Limoges: a serpent curls on itself in blue enamel."""
    foot = studio(board, True)
    x, size = board.w * 0.52, board.h * 0.2
    y = board.h * 0.14 + size
    curl = []
    for k in range(48):
        angle, reach = math.pi - k * 0.19, size * (1 - k / 62)
        curl.append((x - size * 0.1 + math.cos(angle) * reach, y - math.sin(angle) * reach))
    stem = [(x - size * 1.02, foot - size * 1.75), (x - size * 1.08, y + size * 0.7), *curl]
    for grow, tone in ((0.3, darker(GOLD, 0.4)), (0.25, GOLD), (0.18, BLUE), (0.05, "#6f8fd9")):
        board.path(smooth(stem), stroke=tone, stroke_width=f"{size * grow:.0f}", stroke_linecap="round")
    for px, py in stem[2::2]:
        board.oval(px, py, size * 0.035, size * 0.035, GILT)
    tip = curl[-1]
    board.oval(tip[0], tip[1], size * 0.17, size * 0.13, board.shade(GILT, darker(GOLD, 0.3)))
    board.oval(tip[0] + size * 0.05, tip[1] - size * 0.03, size * 0.03, size * 0.03, RED)
    below = x - size * 1.02
    knop = foot - size * 1.6
    board.oval(below, knop, size * 0.42, size * 0.3, _gilded(board))
    for i in range(-3, 4):
        board.oval(below + i * size * 0.11, knop, size * 0.045, size * 0.2, BLUE, stroke=GILT, stroke_width="3")
    board.path(
        f"M{below - size * 0.15},{knop + size * 0.26}h{size * 0.3}l{size * 0.06},{size * 1.2}h{-size * 0.42}Z",
        board.shade(darker(BLUE, 0.3), "#3f63b8", darker(BLUE, 0.4)),
    )
    for i in range(7):
        board.rect(below - size * 0.2, knop + size * (0.3 + i * 0.17), size * 0.4, size * 0.035, _gilded(board))
    scale_bar(board)
    return "studio"


def _saint(board: Board, x: float, foot: float, tall: float) -> None:
    robe = f"M{x - tall * 0.15},{foot}L{x - tall * 0.11},{foot - tall * 0.66}Q{x},{foot - tall * 0.78} {x + tall * 0.11},{foot - tall * 0.66}L{x + tall * 0.15},{foot}Z"
    board.oval(x, foot - tall * 0.86, tall * 0.13, tall * 0.13, "#3f8f8a", stroke=GILT, stroke_width="3")
    board.path(robe, _gilded(board))
    for k in (-0.05, 0.0, 0.05):
        board.line([(x + tall * k, foot - tall * 0.5), (x + tall * k * 2, foot - tall * 0.04)], "#8a6420", tall * 0.014)
    board.oval(x, foot - tall * 0.84, tall * 0.075, tall * 0.095, board.shade(GILT, GOLD))


def shrine(board: Board, _kind: str) -> str:
    """Draw a shrine shaped as a house: gilt saints on blue enamel, roses on the roof, a pierced crest."""
    foot, x = studio(board, False), board.w / 2
    wide, tall = board.w * 0.6, board.h * 0.3
    top = foot - tall * 1.12
    shadow(board, x, foot, wide * 1.1)
    for side in (-1, 1):
        board.rect(x + side * wide * 0.44 - 22, foot - tall * 0.14, 44, tall * 0.14, _gilded(board))
    roof = f"M{x - wide * 0.52},{top}L{x - wide * 0.44},{top - tall * 0.72}H{x + wide * 0.44}L{x + wide * 0.52},{top}Z"
    board.path(roof, board.shade("#2f56b0", BLUE, darker(BLUE, 0.35)), stroke=GOLD, stroke_width="14")
    for i in range(5):
        px = x + wide * (-0.36 + 0.18 * i)
        for reach, tone in ((0.2, GILT), (0.17, "#3f8f8a"), (0.11, "#e6dcc4"), (0.06, RED)):
            board.oval(px, top - tall * 0.36, tall * reach, tall * reach, tone)
    board.rect(
        x - wide / 2, top, wide, tall, board.shade("#2f56b0", BLUE, darker(BLUE, 0.4)), stroke=GOLD, stroke_width="16"
    )
    for i in range(5):
        _saint(board, x + wide * (-0.38 + 0.19 * i), foot - tall * 0.2, tall * 0.84)
    for i in range(4):
        board.rect(x + wide * (-0.29 + 0.19 * i), top, wide * 0.014, tall, _gilded(board))
    crest = top - tall * 0.8
    board.rect(x - wide * 0.45, crest - tall * 0.04, wide * 0.9, tall * 0.13, _gilded(board))
    for i in range(17):
        board.oval(x + wide * (-0.42 + i * 0.0525), crest + tall * 0.03, wide * 0.01, tall * 0.035, "#3a2a14")
    for i in (-1, 0, 1):
        board.oval(
            x + wide * 0.4 * i, crest - tall * 0.12, tall * 0.07, tall * 0.08, board.shade(GILT, darker(GOLD, 0.4))
        )
    return "studio"


def pyx(board: Board, _kind: str) -> str:
    """Draw a pyx: a round enamelled box, its pointed lid and cross."""
    foot, x, tall = studio(board, None), board.w / 2, board.h * 0.66
    profile: Profile = [
        (0, 0.004),
        (0.12, 0.03),
        (0.3, 0.14),
        (0.47, 0.29),
        (0.5, 0.31),
        (0.53, 0.3),
        (0.97, 0.3),
        (1, 0.31),
    ]
    top = foot - tall
    shadow(board, x, foot, tall * 0.62)

    def shields() -> None:
        for y in (0.48, 0.53, 0.96):
            board.rect(x - tall * 0.4, top + tall * y, tall * 0.8, tall * 0.02, GILT)
        for y, reach, many in ((0.75, 0.105, 3), (0.38, 0.06, 3)):
            for i in range(many):
                px = x + (i - 1) * reach * 2.1 * tall
                board.oval(px, top + tall * y, tall * reach, tall * reach, "#e6dcc4", stroke=GILT, stroke_width="8")
                shield = f"M{px - tall * reach * 0.55},{top + tall * (y - reach * 0.6)}h{tall * reach * 1.1}v{tall * reach * 0.6}q0,{tall * reach * 0.6} {-tall * reach * 0.55},{tall * reach * 0.75}q{-tall * reach * 0.55},{-tall * reach * 0.15} {-tall * reach * 0.55},{-tall * reach * 0.75}Z"
                board.path(shield, (RED, BLUE, "#3f8f8a")[i])

    lathe(board, x, top, tall, profile, "#2a4fa5", shields)
    board.oval(x, top, tall * 0.03, tall * 0.03, board.shade(GILT, darker(GOLD, 0.3)))
    board.rect(x - 6, top - tall * 0.11, 12, tall * 0.1, GOLD)
    board.rect(x - tall * 0.035, top - tall * 0.085, tall * 0.07, 12, GOLD)
    scale_bar(board)
    return "studio"


def enamel_plaque(board: Board, _kind: str) -> str:
    """Draw one plaque of painted enamel in its gilt frame."""
    studio(board, False)
    wide, tall = board.w * 0.6, board.h * 0.66
    x, y = (board.w - wide) / 2, (board.h - tall) / 2
    board.rect(x + 14, y + 22, wide, tall, "#000000", fill_opacity="0.35")
    board.rect(x - 34, y - 34, wide + 68, tall + 68, board.shade(GILT, GOLD, darker(GOLD, 0.5)))
    board.rect(x - 12, y - 12, wide + 24, tall + 24, "#2a1a10")
    plaques(board, x - wide * 0.05, y, wide * 1.1, tall, 1)
    return "studio"


def cross_foot(board: Board, _kind: str) -> str:
    """Draw the foot of a Mosan cross: evangelists seated at the corners, an enamelled pillar, a capital."""
    foot, x, size = studio(board, True), board.w / 2, board.h * 0.26
    shadow(board, x, foot, size * 2.3)
    mound = f"M{x - size * 1.02},{foot - size * 0.3}Q{x - size * 0.85},{foot - size * 1.1} {x - size * 0.3},{foot - size * 1.16}H{x + size * 0.3}Q{x + size * 0.85},{foot - size * 1.1} {x + size * 1.02},{foot - size * 0.3}Z"
    board.path(mound, _gilded(board))
    board.inside(mound, lambda: _lozenges(board, x, foot - size * 0.75, size))
    board.rect(x - size * 1.1, foot - size * 0.32, size * 2.2, size * 0.16, _gilded(board))
    top = foot - size * 2.45
    board.rect(x - size * 0.26, top, size * 0.52, size * 1.35, _gilded(board))
    for i in range(3):
        board.rect(
            x - size * 0.2,
            top + size * (0.07 + i * 0.43),
            size * 0.4,
            size * 0.36,
            board.shade("#3f6fd0", BLUE),
            stroke=GILT,
            stroke_width="4",
        )
        _saint(board, x - size * 0.07, top + size * (0.42 + i * 0.43), size * 0.3)
        board.oval(
            x + size * 0.1, top + size * (0.27 + i * 0.43), size * 0.05, size * 0.07, ("#3f8f8a", RED, "#e6dcc4")[i]
        )
    board.path(
        f"M{x - size * 0.26},{top}l{-size * 0.2},{-size * 0.3}h{size * 0.92}l{-size * 0.2},{size * 0.3}Z",
        _gilded(board),
    )
    for i in (-1, 0, 1):
        board.oval(
            x + i * size * 0.25, top - size * 0.2, size * 0.08, size * 0.11, board.shade(GILT, darker(GOLD, 0.3))
        )
    board.rect(x - size * 0.52, top - size * 0.4, size * 1.04, size * 0.11, _gilded(board))
    for side in (-1, 1):
        for out, tall in ((0.92, 0.95), (0.42, 0.8)):
            _saint(board, x + side * size * out, foot - size * (0.02 if out > 0.5 else 0.0), size * tall)
    return "studio"


def _lozenges(board: Board, x: float, y: float, size: float) -> None:
    for i in range(-4, 5):
        for j in range(-2, 3):
            px, py, r = x + size * (i * 0.26 + (j % 2) * 0.13), y + size * j * 0.2, size * 0.1
            board.path(
                f"M{px},{py - r}l{r},{r}l{-r},{r}l{-r},{-r}Z",
                ("#3f8f8a", BLUE)[(i + j) % 2],
                stroke=GILT,
                stroke_width="3",
            )
