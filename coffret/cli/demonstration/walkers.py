"""A meeting on a road: a painter with his pack, a gentleman, a servant, a dog."""

from coffret.cli.demonstration.drawing import Board, darker, lighter, smooth
from coffret.cli.demonstration.paintings import landscape


def meeting(board: Board, age: str) -> str:
    """Draw people who meet on a country road in full light."""
    support = landscape(board, age)
    w, h = board.w, board.h
    board.path(
        f"M{w * 0.1},{h * 1.02}Q{w * 0.5},{h * 0.84} {w * 1.02},{h * 0.86}V{h * 1.02}Z",
        board.shade("#e2cfa0", "#d3bb86"),
    )
    size = h * 0.5
    _dog(board, w * 0.4, h * 0.93, size * 0.24)
    _walker(board, w * 0.17, h * 0.9, size * 0.92, "#6b4a32", 1, hat=False)
    _walker(board, w * 0.31, h * 0.92, size * 0.98, "#2f4a3a", 1, hat=True)
    _walker(board, w * 0.7, h * 0.96, size * 1.06, "#e9e2d2", -1, hat=False)
    board.rect(
        w * 0.7 + size * 0.07, h * 0.96 - size * 0.86, size * 0.14, size * 0.3, board.shade("#8a5a34", "#5a3a20")
    )
    return support


def _walker(board: Board, x: float, foot: float, size: float, coat: str, way: int, hat: bool) -> None:
    board.oval(x + size * 0.2, foot, size * 0.3, size * 0.035, "#2a2018", fill_opacity="0.4")
    trousers = "#4a5a6b" if way < 0 else darker(coat, 0.4)
    for step in (-0.06, 0.07):
        leg = [(x, foot - size * 0.45), (x + step * size, foot - size * 0.2), (x + step * 1.3 * size, foot)]
        board.path(smooth(leg), stroke=trousers, stroke_width=f"{size * 0.09:.0f}", stroke_linecap="round")
    body = f"M{x - size * 0.11},{foot - size * 0.4}L{x - size * 0.1},{foot - size * 0.78}Q{x},{foot - size * 0.83} {x + size * 0.1},{foot - size * 0.78}L{x + size * 0.12},{foot - size * 0.4}Z"
    board.path(body, board.shade(lighter(coat, 0.2), coat, darker(coat, 0.35)))
    hand = (x + way * size * 0.2, foot - size * 0.5)
    arm = [(x + way * size * 0.05, foot - size * 0.75), (x + way * size * 0.12, foot - size * 0.62), hand]
    board.path(smooth(arm), stroke=darker(coat, 0.2), stroke_width=f"{size * 0.06:.0f}", stroke_linecap="round")
    board.line([hand, (hand[0] + way * size * 0.06, foot)], "#6b4a2a", size * 0.016)
    chin = 0.035 if way < 0 else 0.0
    board.oval(x + way * size * 0.01, foot - size * 0.89, size * 0.058, size * 0.075, "#d9ae8a")
    board.path(
        f"M{x},{foot - size * 0.9}l{way * size * (0.06 + chin)},{size * 0.03}l{-way * size * 0.03},{size * (0.06 + chin)}Z",
        "#3a2418",
    )
    board.oval(x - way * size * 0.01, foot - size * 0.94, size * 0.06, size * 0.04, "#3a2418")
    if hat:
        board.rect(x - size * 0.055, foot - size * 1.02, size * 0.11, size * 0.08, "#3a3a34", rx="8")
        board.rect(x - size * 0.1, foot - size * 0.955, size * 0.2, size * 0.022, "#3a3a34", rx="6")


def _dog(board: Board, x: float, foot: float, size: float) -> None:
    coat = "#8a5f3a"
    for px in (-0.4, -0.28, 0.26, 0.38):
        board.line([(x + px * size, foot - size * 0.4), (x + px * size, foot)], darker(coat, 0.2), size * 0.09)
    board.oval(x, foot - size * 0.5, size * 0.5, size * 0.2, board.shade(lighter(coat, 0.3), coat, darker(coat, 0.3)))
    board.oval(x + size * 0.5, foot - size * 0.72, size * 0.2, size * 0.16, coat)
    board.oval(x + size * 0.66, foot - size * 0.68, size * 0.12, size * 0.08, coat)
    board.oval(x + size * 0.42, foot - size * 0.7, size * 0.07, size * 0.16, darker(coat, 0.35))
    tail = [(x - size * 0.46, foot - size * 0.56), (x - size * 0.66, foot - size * 0.8), (x - size * 0.62, foot - size)]
    board.path(smooth(tail), stroke=coat, stroke_width=f"{size * 0.08:.0f}", stroke_linecap="round")
