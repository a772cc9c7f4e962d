"""Pictures of paintings: landscapes, seas, portraits, still lifes, candlelight, stages of history, facades."""

import math

from coffret.cli.demonstration.drawing import Board, Point, blend, darker, lighter, smooth

PALETTES = {
    "old": ("#5d6f73", "#d9c79a", "#7d8468", "#5a5a3a", "#33301f", "#f0dca6", "#8d3f27"),
    "romantic": ("#3c4a5e", "#e0a46a", "#6b5a58", "#4a3b33", "#241c18", "#f6d08a", "#a63a22"),
    "barbizon": ("#8fa3a8", "#e4d9bd", "#7f8c74", "#5f6a3f", "#3a3a22", "#f4e6bf", "#b5562f"),
    "plein_air": ("#7fb0cf", "#f3e7d3", "#8fb2b0", "#7da06a", "#4d7350", "#fff2cc", "#d9663f"),
    "dusk": ("#4b4f7d", "#f0a98a", "#7b6b8f", "#554a6b", "#2b2740", "#ffd9a0", "#d8573f"),
    "fauve": ("#2f8fa3", "#f7c65a", "#d8613c", "#3f7d54", "#5b2f6b", "#ffe27a", "#c7254e"),
    "nabi": ("#c9b8a0", "#e8d3a4", "#9a8fa5", "#7a8f5a", "#5a4a3c", "#f6e4a8", "#c96a4a"),
    "winter": ("#9aa6b4", "#ece6de", "#b7bcc4", "#a8a59d", "#6b665f", "#fffaf0", "#a4543c"),
}


AGES = {
    "old": ("old", "romantic"),
    "xix": ("romantic", "barbizon", "dusk", "winter", "plein_air"),
    "light": ("plein_air", "dusk", "winter", "plein_air"),
    "noon": ("plein_air",),
    "modern": ("fauve", "nabi", "plein_air"),
}


def palette(board: Board, age: str) -> tuple[str, ...]:
    """Return the seven colours of an age, chosen by the picture's dice."""
    return PALETTES[board.dice.choice(AGES[age])]


def clouds(board: Board, colour: str, horizon: float, many: int = 14) -> None:
    """Put soft clouds over the sky."""
    dice = board.dice
    for _ in range(many):
        x, y = dice.uniform(-0.1, 1.1) * board.w, dice.uniform(0.03, horizon * 0.85) * board.h
        size = dice.uniform(0.06, 0.2) * board.w * (0.5 + y / board.h)
        for _ in range(3):
            dx, dy = dice.uniform(-1, 1) * size, dice.uniform(-0.2, 0.2) * size
            tone = blend(colour, "#ffffff", dice.uniform(0, 0.5))
            board.oval(x + dx, y + dy, size * dice.uniform(0.5, 1), size * 0.3, board.glow(tone, 0.7))


def dabs(board: Board, colours: tuple[str, ...], top: float, bottom: float, many: int, size: float = 0.012) -> None:
    """Put short strokes of the brush between two heights, larger towards the front."""
    dice = board.dice
    for _ in range(many):
        depth = dice.random()
        x, y = dice.uniform(0, board.w), board.h * (top + (bottom - top) * depth)
        reach = board.w * size * (0.5 + depth * 1.3)
        tone = blend(dice.choice(colours), dice.choice(colours), dice.random() * 0.6)
        tilt = dice.uniform(-0.25, 0.25) * reach
        board.line([(x, y), (x + reach, y + tilt)], tone, reach * 0.22, stroke_opacity=f"{dice.uniform(0.35, 0.8):.2f}")


def tree(board: Board, x: float, foot: float, height: float, colour: str, light: str) -> None:
    """Put a tree down: trunk, branches, masses of leaves lit from the left."""
    dice, trunk = board.dice, darker(colour, 0.55)
    lean = dice.uniform(-0.08, 0.08) * height
    board.path(
        smooth([(x - height * 0.03, foot), (x + lean * 0.4, foot - height * 0.4), (x + lean, foot - height * 0.75)]),
        stroke=trunk, stroke_width=f"{height * 0.045:.1f}", stroke_linecap="round",
    )  # fmt: skip
    for i in range(26):
        angle, reach = dice.uniform(0, math.tau), dice.random() ** 0.6
        cx = x + lean + math.cos(angle) * reach * height * 0.33
        cy = foot - height * 0.7 + math.sin(angle) * reach * height * 0.3
        tone = blend(darker(colour, 0.35), light, max(0.0, 0.45 - 0.5 * math.cos(angle) * reach - i * 0.012))
        board.path(board.blot(cx, cy, height * 0.12, height * 0.085, 0.35), blend(tone, colour, 0.5), fill_opacity=0.85)


def landscape(board: Board, age: str) -> str:
    """Draw hills, a road or water, trees, sometimes a village."""
    high, low, far, middle, near, light, accent = palette(board, age)
    dice, horizon = board.dice, board.dice.uniform(0.38, 0.58)
    board.ground(high, blend(high, low, 0.5), low, low)
    sun = dice.uniform(0.15, 0.85) * board.w
    board.oval(sun, board.h * horizon * 0.8, board.w * 0.5, board.h * 0.5, board.glow(light, 0.9))
    clouds(board, blend(low, light, 0.5), horizon)
    for i in range(3):
        board.ridge(horizon - 0.07 + i * 0.045, 0.05 - i * 0.01, blend(far, low, 0.55 - i * 0.22))
    if dice.random() < 0.45:
        village(board, dice.uniform(0.15, 0.7) * board.w, board.h * (horizon + 0.06), board.h * 0.05, light, accent)
    board.ridge(horizon + 0.07, 0.03, blend(middle, far, 0.4))
    dabs(board, (middle, light, far), horizon + 0.09, 0.85, 500)
    if dice.random() < 0.5:
        water(board, horizon + 0.14, horizon + 0.3, low, high, light)
    board.ridge(horizon + 0.3, 0.05, middle)
    dabs(board, (middle, near, light, accent), horizon + 0.33, 1.0, 700, 0.016)
    board.ridge(0.92, 0.04, near)
    side = dice.choice((0.1, 0.86))
    for i in range(dice.randint(1, 4)):
        x = board.w * (side + dice.uniform(-0.12, 0.12))
        tree(board, x, board.h * (0.96 - i * 0.05), board.h * dice.uniform(0.45, 0.85) / (1 + i * 0.35), near, light)
    dabs(board, (near, middle, light), 0.93, 1.02, 260, 0.014)
    return "canvas"


def great_tree(board: Board, _age: str) -> str:
    """Draw one old oak that fills the picture, its branches leaving the frame."""
    dice = board.dice
    board.ground("#8fa9b5", "#dfe3d0", "#e6d9a8")
    clouds(board, "#f2e8cf", 0.6, 10)
    board.ridge(0.72, 0.02, "#8a9a5f")
    board.ridge(0.78, 0.02, "#6f8440")
    dabs(board, ("#6f8440", "#a5a552", "#4f6a35", "#c9b86a"), 0.78, 1.0, 900, 0.014)
    x, foot, bark = board.w * 0.5, board.h * 0.88, "#3f3226"
    board.oval(x + board.w * 0.1, foot, board.w * 0.36, board.h * 0.045, "#27301a", fill_opacity=0.55)
    for i in range(15):
        angle = -math.pi * (0.06 + 0.88 * i / 14)
        reach = board.h * dice.uniform(0.5, 0.72)
        bend = (x + math.cos(angle) * reach * 0.35, foot - board.h * 0.32 + math.sin(angle) * reach * 0.25)
        tip = (x + math.cos(angle) * reach, foot - board.h * 0.34 + math.sin(angle) * reach * 0.62)
        board.path(
            smooth([(x, foot - board.h * 0.2), bend, tip]),
            stroke=darker(bark, dice.random() * 0.3),
            stroke_width=f"{board.h * dice.uniform(0.018, 0.045):.0f}",
            stroke_linecap="round",
        )
    trunk: list[Point] = [(-0.13, 0.0), (-0.07, 0.12), (-0.065, 0.34), (0.065, 0.34), (0.07, 0.12), (0.14, 0.0)]
    board.path(
        smooth([(x + dx * board.h, foot - dy * board.h) for dx, dy in trunk], closed=True),
        board.shade(lighter(bark, 0.25), bark, darker(bark, 0.5)),
    )
    for i in range(230):
        angle, spread = dice.uniform(0, math.tau), dice.random() ** 0.55
        cx = x + math.cos(angle) * spread * board.w * 0.5
        cy = board.h * 0.34 + math.sin(angle) * spread * board.h * 0.33
        light = max(0.0, 0.5 - 0.45 * math.cos(angle - 2.4) * -spread - i * 0.0008)
        tone = blend("#2b3a1c", dice.choice(("#7f8f3f", "#9a9a48", "#5f7a35")), light)
        leaves = board.blot(cx, cy, board.w * dice.uniform(0.03, 0.06), board.h * dice.uniform(0.025, 0.05), 0.35)
        board.path(leaves, tone, fill_opacity=0.9)
    return "canvas"


def village(board: Board, x: float, foot: float, size: float, wall: str, roof: str) -> None:
    """Put a few houses and a steeple far away."""
    for _ in range(7):
        w, h = size * board.dice.uniform(0.7, 1.4), size * board.dice.uniform(0.5, 0.9)
        board.rect(x, foot - h, w, h, blend(wall, "#a89a86", board.dice.random() * 0.5))
        board.path(
            f"M{x - w * 0.1},{foot - h}L{x + w * 0.5},{foot - h * 1.7}L{x + w * 1.1},{foot - h}Z", darker(roof, 0.2)
        )
        x += w * board.dice.uniform(0.8, 1.3)
    board.rect(x - size * 3, foot - size * 2.2, size * 0.5, size * 2.2, darker(wall, 0.15))
    board.path(
        f"M{x - size * 3.1},{foot - size * 2.2}l{size * 0.35},{-size * 1.6}l{size * 0.35},{size * 1.6}Z", darker(roof)
    )


def water(board: Board, top: float, bottom: float, sky: str, deep: str, light: str) -> None:
    """Put a sheet of water down, with the light of the sky on it."""
    board.rect(0, board.h * top, board.w, board.h * (bottom - top) + 2, board.shade(sky, deep, across=False))
    dabs(board, (sky, light, darker(deep, 0.2)), top, bottom, 420, 0.02)


def sail(board: Board, x: float, foot: float, size: float, cloth: str, hull: str) -> None:
    """Put a fishing boat under sail, and its reflection."""
    lean = board.dice.uniform(-0.08, 0.12) * size
    board.path(
        f"M{x},{foot}L{x + lean},{foot - size}Q{x + size * 0.55},{foot - size * 0.4} {x + size * 0.4},{foot}Z", cloth
    )
    board.path(
        f"M{x - size * 0.05},{foot}L{x + lean},{foot - size * 0.85}L{x - size * 0.35},{foot}Z", darker(cloth, 0.18)
    )
    board.path(
        f"M{x - size * 0.45},{foot}Q{x},{foot + size * 0.2} {x + size * 0.5},{foot}L{x + size * 0.42},{foot + size * 0.13}"
        f"Q{x},{foot + size * 0.24} {x - size * 0.36},{foot + size * 0.12}Z", hull,
    )  # fmt: skip
    for i in range(9):
        y = foot + size * (0.2 + i * 0.07)
        shift = board.dice.uniform(-0.1, 0.1) * size
        board.line(
            [(x - size * 0.25 + shift, y), (x + size * 0.3 + shift, y)],
            blend(cloth, hull, 0.4),
            size * 0.025,
            stroke_opacity=0.5,
        )


def marine(board: Board, age: str) -> str:
    """Draw the sea, a wide sky, sails; often a beach with its walkers."""
    high, low, far, _middle, near, light, accent = palette(board, age)
    dice, horizon = board.dice, board.dice.uniform(0.52, 0.7)
    board.ground(high, blend(high, low, 0.6), low, low)
    board.oval(
        board.w * dice.uniform(0.2, 0.8), board.h * horizon, board.w * 0.45, board.h * 0.42, board.glow(light, 0.95)
    )
    clouds(board, blend(low, light, 0.6), horizon, 26)
    deep = blend(high, "#1f4a5a", 0.45)
    water(board, horizon, 1.0, blend(deep, low, 0.4), deep, light)
    for _ in range(dice.randint(3, 7)):
        depth = dice.random() ** 2
        cloth = dice.choice((lighter(low, 0.4), accent, "#efe3c8", darker(far, 0.3)))
        x, foot = dice.uniform(0.05, 0.95) * board.w, board.h * (horizon + 0.01 + depth * 0.16)
        sail(board, x, foot, board.h * (0.05 + depth * 0.3), cloth, darker(near, 0.4))
    if dice.random() < 0.55:
        shore(board, blend(low, "#d9c39a", 0.6), accent)
    return "canvas"


def shore(board: Board, sand: str, accent: str) -> None:
    """Put a beach in front, with people strolling."""
    board.ridge(0.86, 0.015, sand)
    dabs(board, (sand, darker(sand, 0.25), lighter(sand)), 0.88, 1.0, 420, 0.014)
    cloths = (accent, "#2d2a33", "#f1ece0", "#5d6b86", "#8b3f4a", "#c7b28a")
    for _ in range(22):
        x, foot = board.dice.gauss(0.5, 0.2) * board.w, board.h * board.dice.uniform(0.885, 0.95)
        stroller(board, x, foot, board.h * 0.1 * (foot / board.h - 0.25), board.dice.choice(cloths))


def stroller(board: Board, x: float, foot: float, size: float, cloth: str) -> None:
    """Put a small clothed figure down, with its shadow."""
    board.oval(x + size * 0.25, foot, size * 0.4, size * 0.06, "#2a2018", fill_opacity=0.35)
    board.path(
        f"M{x - size * 0.3},{foot}Q{x - size * 0.1},{foot - size * 0.6} {x},{foot - size * 0.8}Q{x + size * 0.12},{foot - size * 0.6} {x + size * 0.3},{foot}Z",
        cloth,
    )
    board.oval(x, foot - size * 0.87, size * 0.1, size * 0.12, "#d9ae8a")
    board.oval(x, foot - size * 0.96, size * 0.16, size * 0.05, darker(cloth, 0.4))


def draped(board: Board, x: float, foot: float, size: float, cloth: str, skin: str, lit: float = 1.0) -> None:
    """Put a standing figure in drapery, lit from one side (``lit`` 1 = left, -1 = right)."""
    dice, lean = board.dice, board.dice.uniform(-0.06, 0.06) * size
    half: list[Point] = [(0.05, 0.84), (0.15, 0.78), (0.14, 0.55), (0.17, 0.3), (0.24, 0.0)]
    right = [(x + lean * y + w * size, foot - y * size) for w, y in half]
    left = [(x + lean * y - w * size, foot - y * size) for w, y in reversed(half)]
    tones = (lighter(cloth, 0.3), cloth, darker(cloth, 0.55))
    board.path(smooth(right + left, closed=True), board.shade(*(tones if lit > 0 else tones[::-1])))
    for _ in range(8):
        top, base = dice.uniform(-0.09, 0.09), dice.uniform(-0.2, 0.2)
        fold: list[Point] = [
            (x + lean * 0.6 + top * size, foot - 0.7 * size),
            (x + base * 0.8 * size, foot - 0.3 * size),
            (x + base * size, foot),
        ]
        tone = dice.choice((lighter(cloth, 0.3), darker(cloth, 0.45)))
        board.path(
            smooth(fold), stroke=tone, stroke_width=f"{size * 0.012:.1f}", stroke_opacity=0.7, stroke_linecap="round"
        )
    reach = dice.choice((-1, 1))
    arm: list[Point] = [
        (x + lean, foot - 0.76 * size),
        (x + reach * 0.2 * size, foot - dice.uniform(0.5, 0.68) * size),
        (x + reach * dice.uniform(0.2, 0.36) * size, foot - dice.uniform(0.5, 0.95) * size),
    ]
    board.path(smooth(arm), stroke=blend(skin, cloth, 0.15), stroke_width=f"{size * 0.05:.1f}", stroke_linecap="round")
    head(board, x + lean * 1.1, foot - 0.91 * size, size * 0.062, skin, lit)


def head(board: Board, x: float, y: float, size: float, skin: str, lit: float = 1.0, hair: str = "") -> None:
    """Put a head down: an egg of light and shade under a mass of hair."""
    hair = hair or board.dice.choice(("#2b1c14", "#5a3a22", "#8a6238", "#1c1714", "#9a9088"))
    tones = (lighter(skin, 0.35), skin, darker(skin, 0.45))
    board.oval(x - lit * size * 0.12, y - size * 0.3, size * 1.02, size * 1.1, hair)
    board.oval(x, y, size * 0.82, size * 1.12, board.shade(*(tones if lit > 0 else tones[::-1])))
    board.path(
        f"M{x - size},{y - size * 0.15}Q{x - size * 0.7},{y - size * 1.5} {x},{y - size * 1.45}Q{x + size * 0.8},{y - size * 1.5} {x + size},{y - size * 0.1}"
        f"Q{x + size * 0.55},{y - size * 0.9} {x},{y - size * 0.8}Q{x - size * 0.6},{y - size * 0.9} {x - size},{y - size * 0.15}Z", hair,
    )  # fmt: skip


def history(board: Board, age: str) -> str:
    """Draw a stage: sky or columns, steps, a group of draped figures around one in light."""
    high, low, far, middle, near, light, _accent = palette(board, age)
    dice = board.dice
    board.ground(darker(high, 0.2), blend(low, far, 0.3), darker(middle, 0.3))
    board.oval(board.w * 0.5, board.h * 0.5, board.w * 0.6, board.h * 0.55, board.glow(light, 0.75))
    clouds(board, blend(low, far, 0.5), 0.6, 9)
    if dice.random() < 0.65:
        columns(board, blend(far, "#b9a98c", 0.5))
    else:
        board.ridge(0.55, 0.06, blend(far, near, 0.3))
    board.path(
        f"M0,{board.h * 0.83}H{board.w}V{board.h}H0Z", board.shade(darker(middle, 0.2), darker(near, 0.3), across=False)
    )
    cloths = ("#8c2f22", "#27466b", "#c09a4a", "#d9cdb4", "#4a5b3c", "#6b3a54", "#b5623a", "#3a3433")
    places = sorted((dice.gauss(0.5, 0.24) for _ in range(dice.randint(5, 10))), key=lambda place: -abs(place - 0.5))
    for place in places:
        near_centre = 1 - min(abs(place - 0.5) * 2, 0.8)
        size = board.h * dice.uniform(0.4, 0.5) * (0.85 + 0.25 * near_centre)
        cloth = blend(dice.choice(cloths), near, 0.55 - 0.5 * near_centre)
        draped(
            board,
            place * board.w,
            board.h * (0.86 + 0.08 * near_centre),
            size,
            cloth,
            "#d9a57c",
            1 if place > 0.4 else -1,
        )
    board.rect(
        0, 0, board.w, board.h, board.shade(darker(near, 0.6), light, light, darker(near, 0.6)), fill_opacity=0.14
    )
    return "canvas"


def columns(board: Board, stone: str) -> None:
    """Put a row of columns and their beam behind."""
    many = board.dice.randint(3, 6)
    for i in range(many):
        x = board.w * (i + 0.5) / many
        width = board.w * 0.045
        board.rect(
            x - width / 2,
            board.h * 0.12,
            width,
            board.h * 0.72,
            board.shade(lighter(stone, 0.25), stone, darker(stone, 0.55)),
        )
        board.rect(x - width * 0.75, board.h * 0.1, width * 1.5, board.h * 0.03, stone)
    board.rect(0, 0, board.w, board.h * 0.1, board.shade(darker(stone, 0.5), stone, across=False))
