"""Pictures of old photographs: streets, sitters, daguerreotypes in their mat."""

from coffret.cli.demonstration.drawing import Board, blend, darker, smooth
from coffret.cli.demonstration.paintings import stroller


def photograph(board: Board, kind: str) -> str:
    """Draw an old photograph: a street, a shore or a sitter in sepia; ``plate`` gives it a daguerreotype's mat."""
    dice = board.dice
    dark, light = ("#2b2018", "#ecd9b4") if kind != "plate" else ("#1d2024", "#c9cfd4")
    mid = blend(dark, light, 0.5)
    board.ground(light, blend(light, mid, 0.35), mid, dark)
    if kind == "portrait" or (kind == "plate" and dice.random() < 0.6):
        _sitter(board, dark, light)
    else:
        _street(board, dark, light)
    board.rect(0, 0, board.w, board.h, board.shade(dark, light, light, dark), fill_opacity=0.16)
    if kind == "plate":
        _mat(board)
    else:
        board.path(f"M0,0H{board.w}V{board.h}H0Z", stroke="#f4ecdc", stroke_width=f"{board.w * 0.05:.0f}")
    return "photograph"


def _street(board: Board, dark: str, light: str) -> None:
    dice, line = board.dice, board.h * board.dice.uniform(0.58, 0.68)
    for side in (0, 1):
        x, reach = (0.0 if side == 0 else board.w), board.w * dice.uniform(0.3, 0.44)
        for i in range(5):
            near = 1 - i / 5
            w, h = reach * 0.34 * near + 20, board.h * (0.2 + 0.42 * near * dice.uniform(0.8, 1.1))
            left = x if side == 0 else x - w
            tone = blend(dark, light, 0.2 + 0.14 * i)
            board.path(
                f"M{left},{line + board.h * 0.1 * near}V{line - h}l{w / 2},{-h * 0.12}l{w / 2},{h * 0.12}V{line + board.h * 0.1 * near}Z",
                tone,
            )
            for row in range(4):
                for col in range(2):
                    board.rect(
                        left + w * (0.2 + col * 0.4),
                        line - h * (0.85 - row * 0.24),
                        w * 0.18,
                        h * 0.12,
                        darker(tone, 0.5),
                    )
            x += w if side == 0 else -w
    board.path(
        f"M0,{board.h}V{line + board.h * 0.1}L{board.w * 0.45},{line}H{board.w * 0.55}L{board.w},{line + board.h * 0.1}V{board.h}Z",
        board.shade(blend(dark, light, 0.75), blend(dark, light, 0.4), across=False),
    )
    for _ in range(dice.randint(2, 9)):
        depth = dice.random()
        stroller(
            board,
            board.w * (0.5 + dice.uniform(-0.3, 0.3) * (0.3 + depth)),
            line + board.h * 0.3 * depth,
            board.h * (0.06 + 0.16 * depth),
            blend(dark, light, dice.uniform(0.0, 0.25)),
        )


def _sitter(board: Board, dark: str, light: str) -> None:
    x, y, size = board.w / 2, board.h * 0.38, board.w * 0.13
    board.oval(x, board.h * 0.4, board.w * 0.5, board.h * 0.45, board.glow(light, 0.8))
    coat = blend(dark, light, board.dice.uniform(0.05, 0.2))
    board.path(
        smooth(
            [
                (x - size * 0.5, y + size * 1.1),
                (x - size * 1.7, y + size * 1.7),
                (x - size * 2.1, board.h * 1.1),
                (x + size * 2.1, board.h * 1.1),
                (x + size * 1.7, y + size * 1.7),
                (x + size * 0.5, y + size * 1.1),
            ],
            closed=True,
        ),
        board.shade(blend(coat, light, 0.25), coat, darker(coat, 0.5)),
    )
    board.path(f"M{x - size * 0.4},{y + size * 1.2}L{x},{y + size * 2.8}L{x + size * 0.4},{y + size * 1.2}Z", light)
    board.oval(x, y, size * 0.82, size * 1.15, board.shade(light, blend(light, dark, 0.25), blend(light, dark, 0.6)))
    board.path(board.blot(x, y - size * 0.85, size * 0.95, size * 0.55, 0.1), dark)
    if board.dice.random() < 0.5:
        board.path(board.blot(x, y + size * 0.8, size * 0.55, size * 0.5, 0.12), blend(dark, light, 0.12))
    for side in (-0.32, 0.32):
        board.oval(x + side * size, y - size * 0.05, size * 0.1, size * 0.06, dark)
    board.line([(x + size * 0.04, y), (x + size * 0.1, y + size * 0.32)], blend(dark, light, 0.4), size * 0.05)


def _mat(board: Board) -> None:
    hole = f"M{board.w / 2},{board.h * 0.1}A{board.w * 0.36},{board.h * 0.4} 0 1 1 {board.w / 2 - 1},{board.h * 0.1}Z"
    board.path(f"M0,0H{board.w}V{board.h}H0Z" + hole, board.shade("#b8913f", "#e9cd84", "#a57f35"), fill_rule="evenodd")
    board.path(hole, stroke="#6b4f1c", stroke_width=f"{board.w * 0.012:.0f}")
    board.rect(0, 0, board.w, board.h, "none", stroke="#3a2218", stroke_width=f"{board.w * 0.08:.0f}")
