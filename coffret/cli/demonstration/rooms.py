"""Pictures of paintings, continued: tables, bouquets, candlelight, interiors, facades, altarpieces, colours alone."""

import math

from coffret.cli.demonstration.drawing import Board, Point, blend, darker, lighter, smooth
from coffret.cli.demonstration.objects import lathe, vase_profile
from coffret.cli.demonstration.paintings import clouds, columns, dabs, draped, head, palette, stroller, water


def candlelight(board: Board, _age: str) -> str:
    """Draw a night lit by one flame: two or three faces, cloths of red and brown."""
    dice = board.dice
    board.ground("#0f0a08", "#1d120c", "#0d0907")
    x, y = board.w * dice.uniform(0.42, 0.58), board.h * dice.uniform(0.42, 0.52)
    board.oval(x, y, board.w * 0.75, board.h * 0.62, board.glow("#e08a3a", 0.7))
    places = (0.24, 0.76) if dice.random() < 0.6 else (0.2, 0.8, 0.55)
    for i, place in enumerate(places):
        lit = -1.0 if place * board.w < x else 1.0
        cloth_colour = dice.choice(("#8a2a1a", "#5a3320", "#a5602f", "#6b2a2a"))
        px, size = place * board.w, board.w * 0.115 * (1 if i < 2 else 0.8)
        top = board.h * dice.uniform(0.24, 0.34) + (board.h * 0.12 if i == 2 else 0)
        body: list[Point] = [
            (px - size * 0.6, top + size * 1.2),
            (px - size * 2.1, top + size * 2.2),
            (px - size * 2.4, board.h * 1.1),
            (px + size * 2.4, board.h * 1.1),
            (px + size * 2.1, top + size * 2.2),
            (px + size * 0.6, top + size * 1.2),
        ]
        tones = ("#1a0e08", cloth_colour, lighter(cloth_colour, 0.25))
        board.path(smooth(body, closed=True), board.shade(*(tones if lit < 0 else tones[::-1])))
        head(board, px, top, size, "#e0a064", lit, dice.choice(("#1c110b", "#2b190e")))
        for side in (-0.32, 0.3):
            ex = px + lit * size * 0.14 + side * size
            board.path(
                f"M{ex - size * 0.17},{top - size * 0.04}q{size * 0.17},{size * 0.1} {size * 0.34},0",
                stroke="#6b3518",
                stroke_width=f"{size * 0.05:.0f}",
                stroke_linecap="round",
            )
        board.path(
            f"M{px + lit * size * 0.12},{top}l{lit * size * 0.12},{size * 0.38}l{-lit * size * 0.1},{size * 0.05}"
            f"m{-size * 0.12},{size * 0.24}q{size * 0.16},{size * 0.07} {size * 0.32},0",
            stroke="#8a4a22",
            stroke_width=f"{size * 0.045:.0f}",
            stroke_linecap="round",
        )
        hand: list[Point] = [
            (px + (x - px) * 0.15, top + size * 3.6),
            (px + (x - px) * 0.5, y + size * 1.5),
            (x - lit * -size * 0.3, y + size * 0.9),
        ]
        board.path(smooth(hand), stroke="#d9925a", stroke_width=f"{size * 0.42:.0f}", stroke_linecap="round")
    board.rect(x - board.w * 0.014, y, board.w * 0.028, board.h * 0.2, board.shade("#c9b48a", "#f4e2b4", "#a5895a"))
    board.oval(x, y - board.h * 0.035, board.w * 0.12, board.h * 0.11, board.glow("#fff0b8", 1.0))
    board.path(
        f"M{x - board.w * 0.009},{y}Q{x - board.w * 0.02},{y - board.h * 0.03} {x},{y - board.h * 0.075}Q{x + board.w * 0.02},{y - board.h * 0.03} {x + board.w * 0.009},{y}Z",
        "#fffbe0",
    )
    return "canvas"


def interior(board: Board, age: str) -> str:
    """Draw a room: floor in perspective, a window, a table, someone standing in the light."""
    dice = board.dice
    wall = dice.choice(("#8f8468", "#a39a86", "#6f6a5a") if age != "modern" else ("#d9a86a", "#b8c4a0", "#c9788a"))
    board.ground(darker(wall, 0.3), wall, across=False)
    base, vanish = board.h * 0.68, board.w * dice.uniform(0.4, 0.6)
    dark, pale = dice.choice((("#3a2e26", "#c9b896"), ("#5a2f22", "#d9b48a"), ("#2f3a3f", "#c4c0b0")))
    board.rect(0, base, board.w, board.h - base, pale)
    rows = [base + (board.h - base) * (i / 7) ** 1.6 for i in range(8)]
    for r in range(7):
        for c in range(-12, 12):
            if (r + c) % 2 == 0:
                corners = [
                    vanish + (col * board.w * 0.11) * (0.35 + 0.9 * (rows[row] - base) / (board.h - base))
                    for row, col in ((r, c), (r, c + 1), (r + 1, c + 1), (r + 1, c))
                ]
                board.path(
                    f"M{corners[0]:.0f},{rows[r]:.0f}L{corners[1]:.0f},{rows[r]:.0f}L{corners[2]:.0f},{rows[r + 1]:.0f}L{corners[3]:.0f},{rows[r + 1]:.0f}Z",
                    dark,
                )
    wx, wy, ww, wh = board.w * 0.08, board.h * 0.14, board.w * 0.2, board.h * 0.4
    board.rect(wx, wy, ww, wh, board.shade("#dfeaf0", "#f6efdc", across=False))
    for i in range(1, 4):
        board.line([(wx + ww * i / 4, wy), (wx + ww * i / 4, wy + wh)], "#4a3f33", 7)
        board.line([(wx, wy + wh * i / 4), (wx + ww, wy + wh * i / 4)], "#4a3f33", 7)
    board.path(
        f"M{wx + ww},{wy}L{board.w * 0.8},{board.h}H{board.w * 0.3}L{wx + ww},{wy + wh}Z",
        board.shade("#fff3cf", "#fff3cf"),
        fill_opacity=0.16,
    )
    board.rect(
        board.w * 0.62,
        board.h * 0.18,
        board.w * 0.2,
        board.h * 0.16,
        darker(wall, 0.6),
        stroke="#7a5a2a",
        stroke_width="14",
    )
    board.rect(board.w * 0.5, board.h * 0.6, board.w * 0.4, board.h * 0.04, "#4a2f1c")
    for leg in (0.53, 0.86):
        board.rect(board.w * leg, board.h * 0.63, board.w * 0.015, board.h * 0.2, "#3a2416")
    draped(
        board, board.w * 0.42, board.h * 0.88, board.h * 0.52, dice.choice(("#27466b", "#8c2f22", "#c09a4a")), "#d9a57c"
    )
    lathe(board, board.w * 0.7, board.h * 0.48, board.h * 0.13, vase_profile(board, 0.6), "#d9d2c0")
    board.rect(0, 0, board.w, board.h, board.shade("#fff3cf", "#14100c"), fill_opacity=0.18)
    return "canvas"


def facade(board: Board, _age: str) -> str:
    """Draw the front of a great church in broken light, as a series would."""
    dice = board.dice
    sky, lit, shade_ = dice.choice(
        (
            ("#8fb3d9", "#f0d8b0", "#7f7fa5"),
            ("#e8c9a0", "#f6dca8", "#8a7f9a"),
            ("#b9c4d0", "#d9d4cc", "#6f7a8f"),
            ("#6f8fc0", "#f2c48a", "#5a4f7f"),
        )
    )
    board.ground(sky, lighter(sky, 0.4))
    for x, top, wide in ((0.1, 0.12, 0.2), (0.7, 0.04, 0.22), (0.28, 0.26, 0.44)):
        board.rect(
            board.w * x, board.h * top, board.w * wide, board.h, board.shade(lit, blend(lit, shade_, 0.5), shade_)
        )
        for i in range(7):
            px = board.w * (x + wide * i / 6)
            board.path(
                f"M{px - 16},{board.h * top}l16,{-board.h * 0.07}l16,{board.h * 0.07}Z",
                blend(lit, shade_, 0.3 + i * 0.08),
            )
    for x in (0.2, 0.5, 0.8):
        for i in range(6):
            grow = (6 - i) * board.w * 0.017
            px, base = board.w * x, board.h * 1.02
            board.path(
                f"M{px - grow},{base}V{board.h * 0.74 - grow * 0.4}Q{px - grow},{board.h * 0.66 - grow} {px},{board.h * 0.6 - grow * 1.3}Q{px + grow},{board.h * 0.66 - grow} {px + grow},{board.h * 0.74 - grow * 0.4}V{base}Z",
                blend(lit if i % 2 else shade_, "#2a2035", i * 0.12),
            )
    rose(board, board.w * 0.5, board.h * 0.42, board.w * 0.13, lit, shade_)
    for _ in range(2600):
        x, y = dice.uniform(0, board.w), dice.uniform(0.05, 1) * board.h
        tone = blend(lit, shade_, min(1.0, max(0.0, x / board.w + dice.uniform(-0.5, 0.5))))
        board.line(
            [(x, y), (x + dice.uniform(-12, 12), y + dice.uniform(8, 30))], tone, dice.uniform(4, 9), stroke_opacity=0.4
        )
    return "canvas"


def rose(board: Board, x: float, y: float, size: float, lit: str, dark: str) -> None:
    """Put a rose window down."""
    board.oval(x, y, size, size, darker(dark, 0.25), stroke=lit, stroke_width=f"{size * 0.12:.0f}")
    for i in range(12):
        angle = math.tau * i / 12
        board.line([(x, y), (x + math.cos(angle) * size, y + math.sin(angle) * size)], lit, size * 0.05)
        board.oval(
            x + math.cos(angle + 0.26) * size * 0.72,
            y + math.sin(angle + 0.26) * size * 0.72,
            size * 0.13,
            size * 0.13,
            blend(dark, "#3f6fb0", 0.4),
        )


def altarpiece(board: Board, _age: str) -> str:
    """Draw saints on a gold ground under arches, panel by panel."""
    dice = board.dice
    many = dice.choice((1, 3, 3, 5)) if board.w > board.h else 1
    board.ground("#3a2a18", "#2a1d10")
    for i in range(many):
        wide = board.w / many
        x, grow = wide * (i + 0.5), 1.0 if i == many // 2 else 0.88
        arch_panel(board, x, wide * 0.45, board.h * (1 - grow) / 2 + board.h * 0.03, board.h * 0.96, grow)
    return "canvas"


def arch_panel(board: Board, x: float, half: float, top: float, base: float, grow: float) -> None:
    """Put one arched panel down: gold, tooled border, a saint with a halo."""
    arch = f"M{x - half},{base}V{top + half}Q{x - half},{top} {x},{top - half * 0.1}Q{x + half},{top} {x + half},{top + half}V{base}Z"
    board.path(
        arch,
        board.shade("#b8883a", "#e6c274", "#c89a48", "#a5762f"),
        stroke="#7a5420",
        stroke_width=f"{half * 0.07:.0f}",
    )
    foot, size = base - (base - top) * 0.05, (base - top) * 0.74 * grow
    y = foot - 0.91 * size
    for i in range(44):
        angle = math.tau * i / 44
        board.oval(
            x + math.cos(angle) * half * 0.4, y + math.sin(angle) * half * 0.4, half * 0.012, half * 0.012, "#7a5420"
        )
    board.oval(x, y, half * 0.36, half * 0.36, "#eccf86", stroke="#9a6f2a", stroke_width="6")
    cloths = ("#1f3f7f", "#a02a22", "#2f5a3a", "#6b2a4a", "#c4b48a")
    size_wide = min(size, half * 4.1)
    draped(board, x, foot, size_wide, board.dice.choice(cloths), "#d9b088")


def colours_alone(board: Board, _age: str) -> str:
    """Draw planes and arcs of colour: a modern picture with no subject."""
    dice = board.dice
    sets = (
        ("#e9dfc8", "#c2472f", "#1f3f6b", "#e0a83a", "#26221e"),
        ("#d9e0dc", "#2f6f6f", "#e38a5a", "#f0d38a", "#3a2f4a"),
        ("#f0e6d2", "#7a2f3f", "#8fa57a", "#d9a25a", "#2f3a4f"),
    )
    colours = dice.choice(sets)
    board.ground(colours[0])
    for _ in range(16):
        x, y, size = dice.uniform(0, 1) * board.w, dice.uniform(0, 1) * board.h, dice.uniform(0.1, 0.4) * board.w
        tone = dice.choice(colours[1:])
        kind = dice.randint(0, 2)
        if kind == 0:
            board.path(
                f"M{x},{y}L{x + size},{y + dice.uniform(-1, 1) * size}L{x + dice.uniform(-1, 1) * size},{y + size}Z",
                tone,
                fill_opacity=0.85,
            )
        elif kind == 1:
            board.path(
                f"M{x - size / 2},{y}A{size / 2},{size / 2} 0 0 1 {x + size / 2},{y}Z",
                board.shade(tone, lighter(tone, 0.3)),
                fill_opacity=0.9,
            )
        else:
            board.turned(
                f"rotate({dice.choice((0, 15, -30, 45))} {x:.0f} {y:.0f})",
                lambda x=x, y=y, size=size, tone=tone: board.rect(x, y, size, size * 0.4, tone, fill_opacity=0.85),
            )
    dabs(board, (colours[0], colours[1], colours[3]), 0, 1, 260, 0.02)
    return "canvas"


def river(board: Board, age: str) -> str:
    """Draw a town on a river: quays, a bridge, boats, reflections."""
    high, low, far, middle, near, light, accent = palette(board, age)
    dice, line = board.dice, board.h * 0.56
    board.ground(high, low, low)
    board.oval(board.w * 0.6, line, board.w * 0.5, board.h * 0.4, board.glow(light, 0.9))
    clouds(board, blend(low, light, 0.6), 0.5, 20)
    x = -20.0
    while x < board.w:
        w, h = board.w * dice.uniform(0.04, 0.09), board.h * dice.uniform(0.09, 0.24)
        wall = blend(far, light, dice.uniform(0.1, 0.55))
        board.rect(x, line - h, w, h, wall)
        board.path(f"M{x},{line - h}l{w / 2},{-h * 0.25}l{w / 2},{h * 0.25}Z", darker(accent, 0.35))
        for k in range(3):
            board.rect(
                x + w * (0.15 + k * 0.28), line - h * 0.7, w * 0.12, h * 0.16, darker(middle, 0.4), fill_opacity=0.7
            )
        x += w
    water(board, 0.56, 1.0, blend(low, high, 0.4), blend(high, near, 0.4), light)
    for i in range(4):
        px, wide = board.w * (0.1 + i * 0.24), board.w * 0.2
        board.path(
            f"M{px},{line + 60}Q{px + wide / 2},{line - 60} {px + wide},{line + 60}V{line - 46}H{px}Z",
            darker(far, 0.15),
            fill_opacity=0.9,
        )
    for _ in range(8):
        stroller(
            board,
            dice.uniform(0.1, 0.9) * board.w,
            line - board.h * 0.04,
            board.h * 0.05,
            dice.choice((accent, near, "#efe6d2")),
        )
    return "canvas"


def arcade(board: Board, age: str) -> str:
    """Draw ruins: columns, an arch of sky, small figures among stones."""
    high, low, far, middle, near, light, _accent = palette(board, age)
    board.ground(high, low, blend(low, middle, 0.5))
    board.oval(board.w * 0.5, board.h * 0.5, board.w * 0.5, board.h * 0.5, board.glow(light, 0.9))
    clouds(board, light, 0.6)
    board.ridge(0.62, 0.04, blend(far, low, 0.3))
    columns(board, blend(far, "#c9b48f", 0.6))
    board.ridge(0.82, 0.03, middle)
    for _ in range(9):
        x, y, size = (
            board.dice.uniform(0, 1) * board.w,
            board.h * board.dice.uniform(0.84, 0.98),
            board.w * board.dice.uniform(0.02, 0.06),
        )
        board.path(board.blot(x, y, size, size * 0.6, 0.25, 6), board.shade(lighter(far, 0.3), darker(middle, 0.4)))
    for _ in range(5):
        stroller(
            board,
            board.dice.uniform(0.2, 0.8) * board.w,
            board.h * 0.9,
            board.h * 0.1,
            board.dice.choice(("#8c2f22", "#27466b", "#c09a4a")),
        )
    dabs(board, (near, middle, light), 0.86, 1.0, 300)
    return "canvas"
