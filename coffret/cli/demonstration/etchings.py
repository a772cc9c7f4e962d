"""Etchings with people in them: a dreamer and what flies about him, a crowd, a man before a bull."""

from coffret.cli.demonstration.drawing import Board, Point, smooth
from coffret.cli.demonstration.papers import hatch, sheet

INK, PAPER, GREY = "#26221f", "#ece2cc", "#cfc3a8"


def etching(board: Board, kind: str) -> str:
    """Draw a scene in cut lines: ``dream``, ``bull``, else a crowd."""
    sheet(board, board.dice.choice(("#efe6d2", "#e9dfc6")))
    m = board.w * 0.08
    wide, tall = board.w - 2 * m, board.h - 2.4 * m
    frame = f"M{m},{m}h{wide}v{tall}h{-wide}Z"
    foot = m + tall * 0.9

    def scene() -> None:
        board.path(frame, PAPER)
        for angle, step in ((1.3, 15), (0.2, 19)):
            hatch(board, frame, (m, m, wide, tall), INK, angle, step, 1.5)
        ground = f"M{m},{foot - tall * 0.16}h{wide}V{m + tall}H{m}Z"
        board.path(ground, PAPER)
        hatch(board, ground, (m, foot - tall * 0.16, wide, tall * 0.3), INK, 0.06, 11, 2)
        {"dream": _dream, "bull": _bull}.get(kind, _crowd)(board, m, foot, wide, tall)

    board.inside(frame, scene)
    board.path(frame, stroke=INK, stroke_width="6")
    return "paper"


def _shape(board: Board, points: list[Point], fill: str, angle: float, step: float = 9) -> None:
    path = smooth(points, closed=True)
    board.path(path, fill, stroke=INK, stroke_width="5")
    x, y = min(p[0] for p in points), min(p[1] for p in points)
    box = (x, y, max(p[0] for p in points) - x, max(p[1] for p in points) - y)
    hatch(board, path, box, INK, angle, step, 2.4)


def _person(board: Board, x: float, foot: float, size: float, fill: str) -> None:
    dice = board.dice
    lean = dice.uniform(-0.05, 0.05) * size
    side = dice.choice((-1, 1))
    arm = [(x + lean, foot - size * 0.7), (x + side * size * 0.17, foot - size * 0.6)]
    arm.append((x + side * size * 0.24, foot - size * dice.choice((0.42, 0.8))))
    board.path(smooth(arm), stroke=INK, stroke_width=f"{size * 0.07:.0f}", stroke_linecap="round")
    board.path(smooth(arm), stroke=PAPER, stroke_width=f"{size * 0.045:.0f}", stroke_linecap="round")
    body = [
        (x - size * 0.15, foot),
        (x - size * 0.12 + lean, foot - size * 0.5),
        (x - size * 0.08 + lean, foot - size * 0.78),
    ]
    body += [
        (x + size * 0.08 + lean, foot - size * 0.78),
        (x + size * 0.12 + lean, foot - size * 0.45),
        (x + size * 0.16, foot),
    ]
    _shape(board, body, fill, dice.uniform(0.6, 2.2))
    board.oval(x + lean, foot - size * 0.87, size * 0.065, size * 0.085, PAPER, stroke=INK, stroke_width="4")
    board.oval(x + lean - side * size * 0.02, foot - size * 0.92, size * 0.065, size * 0.045, INK)


def _crowd(board: Board, left: float, foot: float, wide: float, tall: float) -> None:
    many = board.dice.randint(7, 10)
    for i in range(many):
        back = i < many * 0.5
        x = left + wide * (0.1 + 0.8 * board.dice.random())
        size = tall * (0.42 if back else board.dice.uniform(0.52, 0.62))
        _person(board, x, foot - (tall * 0.1 if back else 0), size, (GREY, PAPER)[i % 2])


def _bull(board: Board, left: float, foot: float, wide: float, tall: float) -> None:
    board.line([(left, foot - tall * 0.3), (left + wide, foot - tall * 0.3)], INK, 7)
    for k in range(16):
        x = left + wide * (k + 0.5) / 16
        board.oval(x, foot - tall * 0.35, tall * 0.022, tall * 0.03, PAPER, stroke=INK, stroke_width="3")
    x, size = left + wide * 0.36, tall * 0.3
    for px in (-0.75, -0.55, 0.3, 0.5):
        board.line([(x + px * size, foot - size * 0.5), (x + px * size * 1.1, foot)], INK, size * 0.1)
    body = [
        (-1.0, -0.9),
        (-0.3, -0.95),
        (0.4, -1.2),
        (0.95, -1.0),
        (1.15, -0.55),
        (0.9, -0.5),
        (0.5, -0.4),
        (-0.4, -0.42),
        (-0.95, -0.4),
    ]
    _shape(board, [(x + px * size, foot + py * size) for px, py in body], "#4a423a", 0.9, 6)
    for tip in (0.85, 1.25):
        horn = [
            (x + size * 0.98, foot - size * 0.98),
            (x + size * 1.2, foot - size * 1.2),
            (x + tip * size, foot - size * 1.42),
        ]
        board.path(smooth(horn), stroke=INK, stroke_width=f"{size * 0.06:.0f}", stroke_linecap="round")
    man = left + wide * 0.74
    cape = [
        (man - size * 0.9, foot - size * 1.1),
        (man - size * 0.1, foot - size * 1.2),
        (man - size * 0.2, foot - size * 0.15),
        (man - size * 0.8, foot - size * 0.3),
    ]
    _shape(board, cape, GREY, 1.4)
    _person(board, man, foot, size * 1.75, PAPER)


def _dream(board: Board, left: float, foot: float, wide: float, tall: float) -> None:
    x, size = left + wide * 0.42, tall * 0.5
    block = [
        (x + size * 0.2, foot - size * 0.62),
        (x + size * 0.9, foot - size * 0.62),
        (x + size * 0.9, foot),
        (x + size * 0.2, foot),
    ]
    board.path("M" + "L".join(f"{px},{py}" for px, py in block) + "Z", PAPER, stroke=INK, stroke_width="5")
    seated = [
        (-0.5, 0.0),
        (-0.55, -0.45),
        (-0.35, -0.85),
        (0.1, -0.95),
        (0.42, -0.72),
        (0.2, -0.5),
        (0.12, -0.3),
        (0.3, -0.05),
    ]
    _shape(board, [(x + px * size, foot + py * size) for px, py in seated], GREY, 0.7, 8)
    for fold in ([(-0.3, -0.8), (0.2, -0.75), (0.55, -0.66)], [(-0.4, -0.3), (0.1, -0.35), (0.14, 0.0)]):
        line = smooth([(x + px * size, foot + py * size) for px, py in fold])
        board.path(line, stroke=INK, stroke_width=f"{size * 0.03:.0f}", stroke_linecap="round")
    board.oval(x + size * 0.42, foot - size * 0.74, size * 0.16, size * 0.13, INK)
    for k in range(7):
        bx, by = left + wide * board.dice.uniform(0.35, 0.95), foot - tall * board.dice.uniform(0.42, 0.8)
        span = tall * board.dice.uniform(0.05, 0.12)
        wings = f"M{bx - span},{by - span * 0.3}q{span * 0.4},{-span * 0.4} {span * 0.8},{span * 0.25}q{span * 0.2},{-span * 0.3} {span * 0.4},0q{span * 0.4},{-span * 0.65} {span * 0.8},{-span * 0.25}q{-span * 0.3},{span * 0.2} {-span * 0.35},{span * 0.6}q{-span * 0.35},{-span * 0.2} {-span * 0.65},{span * 0.25}q{-span * 0.3},{-span * 0.5} {-span * 0.65},{-span * 0.25}q{-span * 0.1},{-span * 0.4} {-span * 0.35},{-span * 0.6}Z"
        board.path(wings, INK if k % 3 else "#5a5046", stroke=INK, stroke_width="2")
