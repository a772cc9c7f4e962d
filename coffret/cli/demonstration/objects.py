"""Pictures of objects as a studio would take them: pottery, glass, coins, bronzes, caskets, tools, ironwork."""

import itertools
import math
from collections.abc import Callable

from coffret.cli.demonstration.drawing import Board, Point, blend, darker, lighter, smooth

STUDIO = (
    ("#e9e5dc", "#bdb6a8"),
    ("#dcdad4", "#9d9a93"),
    ("#4b4944", "#23211e"),
    ("#e6ddcb", "#b7a98c"),
    ("#cfd4d6", "#8e979b"),
)


Profile = list[Point]


# Vessels whose shape is known: a volute krater, a transport amphora, a drinking cup.
SHAPES: dict[str, Profile] = {
    "krater": [(0, 0.36), (0.04, 0.33), (0.12, 0.25), (0.24, 0.23), (0.3, 0.33), (0.42, 0.37), (0.6, 0.31), (0.8, 0.15), (0.88, 0.1), (0.93, 0.2), (1, 0.22)],
    "amphora": [(0, 0.07), (0.03, 0.065), (0.08, 0.05), (0.24, 0.055), (0.31, 0.14), (0.4, 0.18), (0.6, 0.165), (0.8, 0.1), (0.92, 0.04), (1, 0.02)],
    "kylix": [(0, 0.92), (0.06, 0.9), (0.25, 0.82), (0.45, 0.5), (0.55, 0.14), (0.62, 0.08), (0.85, 0.09), (0.94, 0.3), (1, 0.4)],
}  # fmt: skip


def studio(board: Board, dark: bool | None = None) -> float:
    """Lay a seamless studio ground and return the height where objects stand."""
    choices = [pair for pair in STUDIO if dark is None or (pair[0] == "#4b4944") is dark]
    high, low = board.dice.choice(choices)
    board.ink = "#f6efe0" if high == "#4b4944" else "#3a3228"
    board.ground(low, high, blend(high, low, 0.4))
    board.oval(board.w * 0.42, board.h * 0.42, board.w * 0.62, board.h * 0.62, board.glow(lighter(high, 0.4), 0.8))
    return board.h * 0.86


def shadow(board: Board, x: float, y: float, wide: float) -> None:
    """Put a soft shadow under an object."""
    board.oval(x + wide * 0.08, y, wide * 0.75, wide * 0.11, board.glow("#0d0a06", 0.75))
    board.oval(x, y, wide * 0.5, wide * 0.045, board.glow("#0d0a06", 0.9))


def scale_bar(board: Board) -> None:
    """Put the archaeologist's black and white scale down."""
    unit = board.w * 0.035
    x, y = board.w * 0.06, board.h * 0.945
    for i in range(5):
        board.rect(
            x + unit * i,
            y,
            unit,
            unit * 0.28,
            "#1c1a17" if i % 2 == 0 else "#f4f0e6",
            stroke="#1c1a17",
            stroke_width="2",
        )


def vase_profile(board: Board, wide: float) -> Profile:
    """Return a profile of (height 0-1 from the top, half width as a share of the height)."""
    dice = board.dice
    lip, neck, belly, foot = (
        dice.uniform(*span) * wide for span in ((0.16, 0.3), (0.1, 0.2), (0.36, 0.52), (0.16, 0.3))
    )
    shoulder = dice.uniform(0.3, 0.55)
    return [
        (0, lip),
        (0.05, lip * 0.92),
        (0.16, neck),
        (shoulder, belly),
        (0.75, belly * 0.75),
        (0.94, foot * 0.9),
        (1, foot),
    ]


def outline(x: float, top: float, height: float, profile: Profile) -> str:
    """Return the closed path of a turned object."""
    right = [(x + r * height, top + y * height) for y, r in profile]
    left = [(x - r * height, top + y * height) for y, r in reversed(profile)]
    return smooth(right) + "L" + smooth(left)[1:] + "Z"


def half_width(profile: Profile, y: float) -> float:
    """Return the half width of a profile at a height (0-1)."""
    for (y1, r1), (y2, r2) in itertools.pairwise(profile):
        if y1 <= y <= y2:
            return r1 + (r2 - r1) * (y - y1) / (y2 - y1)
    return profile[-1][1]


def lathe(
    board: Board,
    x: float,
    top: float,
    height: float,
    profile: Profile,
    colour: str,
    bands: Callable[[], None] | None = None,
) -> str:
    """Put a turned object down: body, decoration clipped to it, light and shade; return its outline."""
    body = outline(x, top, height, profile)
    board.path(body, board.shade(darker(colour, 0.35), colour, lighter(colour, 0.25), colour, darker(colour, 0.45)))
    if bands:
        board.inside(body, bands)
    wide = max(r for _, r in profile) * height

    def light() -> None:
        board.rect(
            x - wide,
            top,
            wide * 2,
            height,
            board.shade("#0d0a06", "#806a50", "#fffaf0", "#806a50", "#0d0a06"),
            fill_opacity=0.26,
        )
        board.oval(x - wide * 0.42, top + height * 0.42, wide * 0.2, height * 0.22, board.glow("#fffdf4", 0.6))

    board.inside(body, light)
    board.oval(
        x,
        top + height * 0.004,
        profile[0][1] * height,
        profile[0][1] * height * 0.17,
        darker(colour, 0.6),
        stroke=lighter(colour, 0.15),
        stroke_width=f"{height * 0.008:.1f}",
    )
    return body


def band(board: Board, x: float, y: float, wide: float, height: float, ink: str, motif: int) -> None:
    """Put a row of one motif across a vase: lines, waves, chevrons, dots, palmettes, meander."""
    board.rect(x - wide, y, wide * 2, height * 0.05, ink)
    board.rect(x - wide, y + height * 0.95, wide * 2, height * 0.05, ink)
    step = height * 0.9
    count = int(wide * 2 / step) + 2
    for i in range(count):
        cx, cy, r = x - wide + i * step, y + height / 2, height * 0.36
        if motif == 0:
            board.line([(cx, cy + r), (cx + step / 2, cy - r), (cx + step, cy + r)], ink, height * 0.09)
        elif motif == 1:
            board.path(
                f"M{cx},{cy}q{step / 4},{-r * 2} {step / 2},0t{step / 2},0",
                stroke=ink,
                stroke_width=f"{height * 0.09:.1f}",
            )
        elif motif == 2:
            board.oval(cx, cy, r * 0.7, r * 0.7, ink)
        elif motif == 3:
            for k in range(-2, 3):
                board.oval(
                    cx + k * r * 0.35,
                    cy - r * 0.5 + abs(k) * r * 0.3,
                    r * 0.15,
                    r * 0.55,
                    ink,
                    transform=f"rotate({k * 22} {cx:.0f} {cy + r:.0f})",
                )
        elif motif == 4:
            board.path(
                f"M{cx},{cy + r}V{cy - r}H{cx + step * 0.75}V{cy + r * 0.4}H{cx + step * 0.35}V{cy - r * 0.3}",
                stroke=ink,
                stroke_width=f"{height * 0.08:.1f}",
            )
        else:
            leaf(board, cx, cy, r, ink)


def leaf(board: Board, x: float, y: float, size: float, ink: str) -> None:
    """Put a small flower with two leaves down."""
    for i in range(5):
        angle = math.tau * i / 5
        board.oval(x + math.cos(angle) * size * 0.35, y + math.sin(angle) * size * 0.35, size * 0.26, size * 0.26, ink)
    board.path(
        f"M{x + size * 0.4},{y}q{size * 0.5},{-size * 0.7} {size},0q{-size * 0.5},{size * 0.7} {-size},0Z",
        blend(ink, "#3f6f4a", 0.6),
    )


def vase(board: Board, kind: str) -> str:
    """Draw a turned vessel: of ``faience``, ``greek``, ``roman``, ``glass``, ``bronze``, or of a shape of SHAPES."""
    dice, foot = board.dice, studio(board, True if kind in {"bronze", "krater"} else None)
    height = board.h * (0.42 if kind == "kylix" else dice.uniform(0.62, 0.74))
    profile = SHAPES.get(kind) or vase_profile(board, dice.uniform(0.72, 0.95))
    body, ink, motifs = _ware(board, kind)
    x, top = board.w / 2, foot - height
    shadow(board, x, foot, height * 0.62)
    wide = max(r for _, r in profile) * height
    if kind in SHAPES or (kind in {"greek", "bronze", "faience"} and dice.random() < 0.6):
        handles(board, x, top, height, profile, darker(body, 0.25), volute=kind == "krater")

    def decoration() -> None:
        spans = (
            ((0.17, 0.07), (0.32, 0.2), (0.56, 0.07), (0.68, 0.1))
            if kind not in {"roman", "amphora"}
            else ((0.3, 0.03), (0.42, 0.03), (0.52, 0.14))
        )
        for start, size in spans:
            if dice.random() < 0.85:
                band(board, x, top + start * height, wide, size * height, ink, dice.choice(motifs))

    lathe(
        board,
        x,
        top,
        height,
        profile,
        body,
        decoration if kind != "glass" else lambda: petals(board, x, top, wide, height, ink),
    )
    if kind in {"greek", "roman", "bronze"} or kind in SHAPES:
        scale_bar(board)
    return "studio"


def _ware(board: Board, kind: str) -> tuple[str, str, tuple[int, ...]]:
    wares: dict[str, tuple[tuple[str, str], ...]] = {
        "faience": (("#efe9da", "#2f4f8f"), ("#f0e8d4", "#6b3f7a"), ("#ece6d6", "#2f6f5a"), ("#1f3f7a", "#e8c66a")),
        "greek": (("#c4703a", "#1d1612"), ("#231a15", "#c4703a")),
        "roman": (("#b8512f", "#8f3a20"), ("#c79a6a", "#a5784a"), ("#8a8378", "#6a645a")),
        "glass": (("#7a9a6a", "#6b2a4a"), ("#d9a05a", "#7a2f1f"), ("#5a6f9a", "#2a2f5a"), ("#c9b0a0", "#8a3f4a")),
        "bronze": (("#6f7f5f", "#4a5a44"), ("#7a5f3a", "#54401f")),
        "krater": (("#6a7358", "#3f4a38"),),
        "amphora": (("#b8906a", "#a57a54"), ("#b5714a", "#9a5a38")),
        "kylix": (("#c4703a", "#1d1612"),),
    }
    body, ink = board.dice.choice(wares[kind])
    return (
        body,
        ink,
        {"faience": (1, 2, 3, 5, 5), "greek": (0, 3, 4, 2), "krater": (3, 4, 3), "kylix": (3, 4), "amphora": (2,)}.get(
            kind, (0, 1, 2, 3)
        ),
    )


def petals(board: Board, x: float, top: float, wide: float, height: float, ink: str) -> None:
    """Put the plants of Art nouveau glass over a vase: stems, iris or umbels."""
    dice = board.dice
    board.oval(x, top + height, wide * 1.3, height * 0.5, board.glow(ink, 0.8))
    for i in range(5):
        px = x + wide * (-0.8 + i * 0.4)
        tip = (px + dice.uniform(-0.3, 0.3) * wide, top + height * dice.uniform(0.25, 0.5))
        board.path(
            smooth([(px, top + height), (px + wide * 0.1, top + height * 0.7), tip]),
            stroke=darker(ink, 0.3),
            stroke_width=f"{height * 0.01:.1f}",
        )
        for k in range(7):
            angle = math.pi + math.pi * k / 6
            board.oval(
                tip[0] + math.cos(angle) * wide * 0.13,
                tip[1] + math.sin(angle) * wide * 0.13,
                wide * 0.045,
                wide * 0.1,
                ink,
                transform=f"rotate({k * 30 - 90} {tip[0]:.0f} {tip[1]:.0f})",
                fill_opacity=0.85,
            )


def handles(board: Board, x: float, top: float, height: float, profile: Profile, colour: str, volute: bool) -> None:
    """Put two handles on a vase; ``volute`` curls them above the lip."""
    shoulder = half_width(profile, 0.34) * height
    for side in (-1, 1):
        neck = half_width(profile, 0.05) * height
        start, end = (x + side * neck, top + height * 0.05), (x + side * shoulder * 0.95, top + height * 0.36)
        out = max(neck, shoulder) * 1.28
        curve: list[Point] = [
            start,
            (x + side * out, top + height * (-0.03 if volute else 0.1)),
            (x + side * out * 1.02, top + height * 0.2),
            end,
        ]
        for grow, tone in ((0.04, darker(colour, 0.4)), (0.026, colour), (0.008, lighter(colour, 0.4))):
            board.path(smooth(curve), stroke=tone, stroke_width=f"{height * grow:.1f}", stroke_linecap="round")
        if volute:
            for ring in range(4):
                board.oval(
                    x + side * out * 0.98,
                    top + height * 0.0,
                    height * (0.052 - ring * 0.013),
                    height * (0.052 - ring * 0.013),
                    (darker(colour, 0.2), lighter(colour, 0.25))[ring % 2],
                )


def plate(board: Board, _kind: str) -> str:
    """Draw a plate seen from above: rim of motifs, a scene or a bouquet in the middle."""
    studio(board, False)
    dice, x, y, size = board.dice, board.w / 2, board.h / 2, min(board.w, board.h) * 0.42
    ink, ground = dice.choice(
        (
            ("#2f4f8f", "#f2ede0"),
            ("#b5522f", "#f2e8d0"),
            ("#2f6f5a", "#efe9da"),
            ("#c9a23a", "#1f3a7a"),
            ("#8a3f5a", "#f4ecde"),
        )
    )
    board.oval(x + size * 0.06, y + size * 0.1, size * 1.08, size * 1.08, board.glow("#0d0a06", 0.9))
    board.oval(x, y, size, size, board.shade(lighter(ground, 0.3), ground, darker(ground, 0.2)))
    board.oval(x, y, size * 0.985, size * 0.985, "none", stroke=ink, stroke_width=f"{size * 0.02:.0f}")
    many = dice.choice((12, 16, 20, 24))
    for i in range(many):
        angle = math.tau * i / many
        px, py = x + math.cos(angle) * size * 0.83, y + math.sin(angle) * size * 0.83
        board.turned(
            f"rotate({math.degrees(angle) + 90:.0f} {px:.0f} {py:.0f})",
            lambda px=px, py=py, i=i: leaf(board, px, py, size * (0.09 if i % 2 else 0.06), ink),
        )
    board.oval(
        x, y, size * 0.68, size * 0.68, "none", stroke=blend(ink, ground, 0.3), stroke_width=f"{size * 0.012:.0f}"
    )
    board.oval(x, y, size * 0.66, size * 0.66, board.shade(darker(ground, 0.14), ground, lighter(ground, 0.3)))
    for _ in range(dice.randint(5, 9)):
        angle, reach = dice.uniform(0, math.tau), dice.uniform(0.0, 0.42) * size
        tip = (x + math.cos(angle) * reach, y + math.sin(angle) * reach)
        board.path(
            smooth([(x, y + size * 0.4), ((x + tip[0]) / 2, (y + size * 0.3 + tip[1]) / 2), tip]),
            stroke=blend(ink, "#3f6f4a", 0.5),
            stroke_width=f"{size * 0.014:.0f}",
        )
        leaf(
            board,
            tip[0],
            tip[1],
            size * dice.uniform(0.09, 0.16),
            dice.choice((ink, blend(ink, "#c9522f", 0.6), blend(ink, "#e0b040", 0.6))),
        )
    board.oval(x - size * 0.35, y - size * 0.4, size * 0.4, size * 0.3, board.glow("#ffffff", 0.5))
    return "studio"
