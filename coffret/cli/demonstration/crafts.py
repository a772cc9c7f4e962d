"""Pictures of wrought iron, tools, furniture and boats."""

import math

from coffret.cli.demonstration.drawing import Board, darker, lighter, smooth
from coffret.cli.demonstration.objects import leaf, shadow, studio


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
