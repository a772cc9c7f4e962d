"""The triptych of the founders of the Compagnonnage: a king between a master and a monk."""

from coffret.cli.demonstration.drawing import Board, Point, darker, lighter, smooth


def triptych(board: Board, _kind: str) -> str:
    """Draw three hinged panels of founders: a king between a master and a monk, tools and a temple behind."""
    board.ground("#241a12", "#3a2a1c")
    m, wide = board.w * 0.03, board.w * 0.94
    for place, share, who in ((0.0, 0.25, "master"), (0.25, 0.5, "king"), (0.75, 0.25, "monk")):
        x, pw = m + wide * place, wide * share
        board.rect(
            x + 6,
            m,
            pw - 12,
            board.h - 2 * m,
            board.shade("#c9b07a", "#e6d29a", "#a58a52", across=False),
            stroke="#6b4a20",
            stroke_width="26",
        )
        _temple(board, x + pw / 2, board.h * 0.74, pw * 0.7, who == "king")
        board.rect(
            x + 18, board.h * 0.76, pw - 36, board.h * 0.24 - m - 12, board.shade("#7a6a48", "#4a3f2a", across=False)
        )
        _founder(board, x + pw / 2, board.h * 0.92, board.h * 0.62, who)
    for hinge in (0.25, 0.75):
        for level in (0.2, 0.8):
            board.rect(m + wide * hinge - 12, board.h * level, 24, board.h * 0.06, board.shade("#e8cf8a", "#8a6a2a"))
    return "canvas"


def _temple(board: Board, x: float, foot: float, wide: float, large: bool) -> None:
    stone, tall = "#b5a078", wide * (0.62 if large else 0.8)
    board.path(
        f"M{x - wide / 2},{foot - tall}L{x},{foot - tall * 1.35}L{x + wide / 2},{foot - tall}Z",
        board.shade(lighter(stone, 0.2), darker(stone, 0.25)),
    )
    for i in range(6 if large else 3):
        px = x - wide * 0.45 + wide * 0.9 * i / (5 if large else 2)
        board.rect(
            px - wide * 0.025,
            foot - tall,
            wide * 0.05,
            tall,
            board.shade(lighter(stone, 0.3), stone, darker(stone, 0.4)),
        )


def _founder(board: Board, x: float, foot: float, size: float, who: str) -> None:
    robe, over = {"king": ("#8a2a24", "#d9b25a"), "master": ("#2f4a6b", "#7a5a34"), "monk": ("#3a3430", "#5a4a3c")}[who]
    half: list[Point] = [(0.06, 0.82), (0.16, 0.75), (0.15, 0.5), (0.2, 0.25), (0.24, 0.0)]
    right = [(x + w * size, foot - h * size) for w, h in half]
    left = [(x - w * size, foot - h * size) for w, h in reversed(half)]
    board.path(smooth(right + left, closed=True), board.shade(lighter(robe, 0.25), robe, darker(robe, 0.5)))
    board.path(
        f"M{x - size * 0.05},{foot - size * 0.78}L{x - size * 0.08},{foot}H{x + size * 0.08}L{x + size * 0.05},{foot - size * 0.78}Z",
        board.shade(lighter(over, 0.2), over, darker(over, 0.3)),
    )
    for side in (-1, 1):
        board.path(
            smooth(
                [
                    (x + side * size * 0.14, foot - size * 0.7),
                    (x + side * size * 0.25, foot - size * 0.52),
                    (x + side * size * 0.2, foot - size * 0.4),
                ]
            ),
            stroke=darker(robe, 0.1),
            stroke_width=f"{size * 0.085:.0f}",
            stroke_linecap="round",
        )
    board.line([(x + size * 0.24, foot - size * 0.02), (x + size * 0.21, foot - size * 0.98)], "#6b4a24", size * 0.022)
    board.oval(x, foot - size * 0.89, size * 0.068, size * 0.088, board.shade("#ecc8a0", "#b5835a"))
    board.path(
        board.blot(x, foot - size * 0.815, size * 0.065, size * 0.085, 0.12),
        board.shade("#e6e0d4", "#9a9084") if who != "master" else board.shade("#6b4a2c", "#3a2616"),
    )
    if who == "king":
        board.path(
            f"M{x - size * 0.07},{foot - size * 0.95}l{size * 0.01},{-size * 0.08}l{size * 0.035},{size * 0.04}l{size * 0.025},{-size * 0.06}l{size * 0.025},{size * 0.06}l{size * 0.035},{-size * 0.04}l{size * 0.01},{size * 0.08}Z",
            board.shade("#f6e09a", "#b5862f"),
        )
    elif who == "monk":
        board.path(board.blot(x, foot - size * 0.955, size * 0.085, size * 0.045, 0.08), "#2b2622")
    else:
        board.path(
            f"M{x - size * 0.09},{foot - size * 0.94}H{x + size * 0.09}L{x + size * 0.05},{foot - size * 1.02}H{x - size * 0.05}Z",
            "#2a2018",
        )
    board.path(
        f"M{x - size * 0.2},{foot - size * 0.36}l{-size * 0.06},{size * 0.2}M{x - size * 0.2},{foot - size * 0.36}l{size * 0.06},{size * 0.2}",
        stroke="#e8cf8a",
        stroke_width=f"{size * 0.016:.0f}",
        stroke_linecap="round",
    )
