"""Pictures of masterpieces in wood: a staircase, a cross of carpentry, a bed, a violin."""

import math

from coffret.cli.demonstration.drawing import Board, darker, lighter, smooth
from coffret.cli.demonstration.objects import shadow, studio


def staircase(board: Board, _kind: str) -> str:
    """Draw a journeyman's masterpiece: two stairs winding about one shaft, under a dome with its lantern."""
    foot, x, size = studio(board, False), board.w / 2, board.h * 0.185
    wood = board.dice.choice(("#8a5a30", "#9a6a3a", "#7a4a28"))
    shade = board.shade(lighter(wood, 0.3), wood, darker(wood, 0.4))
    shadow(board, x, foot, size * 2.8)
    for grow, y in ((1.25, 0.12), (1.12, 0.24)):
        board.rect(x - size * grow, foot - size * y, size * grow * 2, size * 0.13, shade)
    steps = []
    for flight in (0.0, math.pi):
        for k in range(44):
            angle = flight + k * math.tau / 26
            steps.append((math.sin(angle), math.cos(angle), foot - size * (0.3 + k * 0.052)))
    for depth, across, y in sorted(steps):
        tone = darker(wood, 0.45) if depth < 0 else lighter(wood, 0.1 + 0.2 * depth)
        end = x + across * size * 0.95
        board.path(
            f"M{x},{y}L{end},{y + depth * size * 0.16}v{size * 0.075}L{x},{y + size * 0.075}Z",
            tone,
            stroke=darker(wood, 0.6),
            stroke_width="2",
        )
        board.line(
            [(end, y + depth * size * 0.16), (end, y + depth * size * 0.16 - size * 0.24)],
            darker(wood, 0.2),
            size * 0.018,
        )
        board.oval(end, y + depth * size * 0.16 - size * 0.25, size * 0.03, size * 0.03, lighter(wood, 0.2))
        if abs(depth) < 0.12:
            board.rect(x - size * 0.09, y - size * 0.3, size * 0.18, size * 0.42, shade)
    top = foot - size * 2.72
    for side in (-0.92, -0.45, 0.45, 0.92):
        board.rect(x + side * size - 10, top, 20, size * 2.5 if abs(side) > 0.6 else size * 0.4, shade)
    board.rect(x - size * 1.05, top - size * 0.1, size * 2.1, size * 0.13, shade)
    dome = f"M{x - size * 0.95},{top - size * 0.1}Q{x - size * 0.85},{top - size * 0.85} {x},{top - size * 0.95}Q{x + size * 0.85},{top - size * 0.85} {x + size * 0.95},{top - size * 0.1}Z"
    board.path(dome, shade)
    for turn in (-0.6, -0.2, 0.2, 0.6):
        rib = [
            (x + size * turn * 1.4, top - size * 0.1),
            (x + size * turn * 1.1, top - size * 0.55),
            (x, top - size * 0.95),
        ]
        board.path(smooth(rib), stroke=darker(wood, 0.5), stroke_width="4")
    board.rect(x - size * 0.15, top - size * 1.2, size * 0.3, size * 0.28, shade)
    board.path(
        f"M{x - size * 0.19},{top - size * 1.2}L{x},{top - size * 1.5}L{x + size * 0.19},{top - size * 1.2}Z", shade
    )
    return "studio"


def carpentry(board: Board, _kind: str) -> str:
    """Draw a cross of carpentry: posts, braces and hips that meet at the middle."""
    foot, x, size = studio(board, False), board.w / 2, board.h * 0.34
    oak = "#b08a52"
    y = foot - size * 1.12
    shadow(board, x, foot, size * 1.5)
    beams = [(-35, 1.0), (35, 1.0), (0, 1.12), (90, 0.8), (-62, 0.66), (62, 0.66)]
    for turn, reach in beams:
        tone = lighter(oak, 0.1) if turn in (0, 90) else darker(oak, 0.12)
        face = board.shade(lighter(tone, 0.25), tone, darker(tone, 0.4))

        def beam(reach: float = reach, face: str = face, tone: str = tone) -> None:
            half = size * 0.075
            board.rect(
                x - half, y - size * reach, half * 2, size * reach * 2, face, stroke=darker(oak, 0.6), stroke_width="4"
            )
            for k in (-0.5, 0.0, 0.5):
                board.line([(x + half * k, y - size * reach), (x + half * k, y + size * reach)], darker(tone, 0.25), 2)

        board.turned(f"rotate({turn} {x:.0f} {y:.0f})", beam)
    for reach in (0.42, 0.62):
        ring = (
            "M"
            + "L".join(
                f"{x + math.cos(a) * size * reach},{y + math.sin(a) * size * reach}"
                for a in (math.tau * k / 8 + math.pi / 8 for k in range(8))
            )
            + "Z"
        )
        board.path(ring, stroke=darker(oak, 0.35), stroke_width=f"{size * 0.07:.0f}", stroke_linejoin="miter")
        board.path(ring, stroke=lighter(oak, 0.15), stroke_width=f"{size * 0.045:.0f}", stroke_linejoin="miter")
    board.rect(
        x - size * 0.5, foot - size * 0.1, size, size * 0.12, board.shade(lighter(oak, 0.2), oak, darker(oak, 0.4))
    )
    return "studio"


def bed(board: Board, _kind: str) -> str:
    """Draw the bed where a great moth opens its wings of wood and mother-of-pearl."""
    foot, x, size = studio(board, False), board.w / 2, board.h * 0.32
    wood = "#4a2c1c"
    shadow(board, x, foot, size * 3)
    for grow, light in ((1.0, 0.2), (0.86, 0.32)):
        y = foot - size * 0.45 * (2 - grow)
        arc = f"M{x - size * 1.35 * grow},{foot}V{y - size * 0.35}Q{x - size * 0.9 * grow},{y - size * 1.15 * grow} {x},{y - size * 1.25 * grow}Q{x + size * 0.9 * grow},{y - size * 1.15 * grow} {x + size * 1.35 * grow},{y - size * 0.35}V{foot}Z"
        board.path(
            arc,
            board.shade(lighter(wood, light), wood, darker(wood, 0.35)),
            stroke=darker(wood, 0.6),
            stroke_width="6",
        )
    y = foot - size * 0.75
    for side in (-1, 1):
        for reach, drop, tone in ((1.02, 0.62, "#8a6a4a"), (0.78, -0.42, "#6b4a34")):
            wing = f"M{x},{y}C{x + side * size * 0.3},{y - size * drop} {x + side * size * reach},{y - size * drop * 1.1} {x + side * size * reach},{y - size * 0.1}Q{x + side * size * 0.6},{y + size * 0.18} {x},{y}Z"
            board.path(
                wing, board.shade(lighter(tone, 0.35), tone, darker(tone, 0.2)), stroke="#e6d8b8", stroke_width="6"
            )
        for px, py, r in ((0.62, -0.3, 0.12), (0.45, 0.2, 0.08)):
            for k, tone in enumerate(("#e6e0d0", "#7fa5a0", "#d9b0a5", "#2a1c14")):
                board.oval(
                    x + side * size * px, y + size * py, size * r * (1 - k * 0.24), size * r * (1 - k * 0.24), tone
                )
        for k in range(6):
            vein = [(x, y), (x + side * size * (0.3 + k * 0.1), y - size * (0.42 - k * 0.09))]
            board.line(vein, "#e6d8b8", 3, stroke_opacity="0.5")
        board.path(
            smooth(
                [
                    (x, y - size * 0.28),
                    (x + side * size * 0.1, y - size * 0.5),
                    (x + side * size * 0.2, y - size * 0.56),
                ]
            ),
            stroke="#e6d8b8",
            stroke_width="5",
        )
    board.oval(x, y, size * 0.07, size * 0.34, board.shade("#c4a57a", "#6b4a2a"))
    return "studio"


def violin(board: Board, _kind: str) -> str:
    """Draw a violin lying upright, seen from the front."""
    studio(board, False)
    x, y, size = board.w / 2, board.h * 0.63, board.h * 0.235
    side = [(0.0, -1.0), (0.42, -0.92), (0.55, -0.55), (0.34, -0.2), (0.36, 0.1), (0.66, 0.5), (0.5, 0.92), (0.0, 1.0)]
    points = [(x + px * size, y + py * size) for px, py in side]
    points += [(x - px * size, y + py * size) for px, py in reversed(side[1:-1])]
    board.oval(x + size * 0.1, y + size * 0.1, size * 0.8, size * 1.1, board.glow("#0d0a06", 0.7))
    board.path(
        smooth(points, closed=True), board.shade("#c4702a", "#a5501f", "#6b2f14"), stroke="#4a2010", stroke_width="9"
    )
    board.oval(x - size * 0.2, y + size * 0.3, size * 0.3, size * 0.5, board.glow("#f2c080", 0.6))
    board.rect(x - size * 0.085, y - size * 2.1, size * 0.17, size * 2.05, "#1f1612", rx="8")
    board.path(
        f"M{x - size * 0.09},{y + size * 0.45}h{size * 0.18}l{size * 0.05},{size * 0.42}h{-size * 0.28}Z", "#1f1612"
    )
    board.rect(x - size * 0.2, y + size * 0.14, size * 0.4, size * 0.05, "#d9b98a")
    for turn in (-1, 1):
        hole = [
            (x + turn * size * 0.2, y - size * 0.12),
            (x + turn * size * 0.3, y + size * 0.12),
            (x + turn * size * 0.24, y + size * 0.4),
        ]
        board.path(smooth(hole), stroke="#2a1408", stroke_width=f"{size * 0.04:.0f}", stroke_linecap="round")
        for k in (0, 1):
            board.line(
                [(x, y - size * (2.25 - k * 0.18)), (x + turn * size * 0.24, y - size * (2.27 - k * 0.18))],
                "#1f1612",
                size * 0.06,
            )
    board.path(
        f"M{x - size * 0.09},{y - size * 2.05}L{x - size * 0.06},{y - size * 2.36}H{x + size * 0.06}L{x + size * 0.09},{y - size * 2.05}Z",
        "#7a3a18",
    )
    board.oval(x, y - size * 2.4, size * 0.12, size * 0.12, board.shade("#c4702a", "#6b2f14"))
    for k in range(4):
        board.line(
            [(x + size * (-0.045 + k * 0.03), y - size * 2.05), (x + size * (-0.07 + k * 0.047), y + size * 0.46)],
            "#efe6d0",
            2.5,
        )
    return "studio"
