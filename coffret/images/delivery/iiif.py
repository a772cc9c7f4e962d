"""The grammar of the IIIF Image API, 3.0 and 2.1: what a request asks of a picture, and what info.json says of it.

Pure: no file, no database. Everything is counted in whole numbers or exact fractions; a request that asks for
nonsense is refused here, before a byte of the picture is read.
https://iiif.io/api/image/3.0/ and https://iiif.io/api/image/2.1/
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import isqrt
from typing import Any

FORMATS = {"jpg": "image/jpeg", "png": "image/png"}
QUALITIES = ("default", "color", "gray", "bitonal")
ROTATIONS = (0, 90, 180, 270)
PROTOCOL = "http://iiif.io/api/image"
CONTEXTS = {2: "http://iiif.io/api/image/2/context.json", 3: "http://iiif.io/api/image/3/context.json"}
PROFILES = {2: "http://iiif.io/api/image/2/level2.json", 3: "http://iiif.io/api/image/3/level2.json"}
# Beyond what level 2 asks, by the names of the specifications.
EXTRA_FEATURES = ["canonicalLinkHeader", "mirroring", "profileLinkHeader", "sizeUpscaling"]
SUPPORTS = [
    "baseUriRedirect", "canonicalLinkHeader", "cors", "jsonldMediaType", "mirroring", "profileLinkHeader",
    "regionByPct", "regionByPx", "regionSquare", "rotationBy90s", "sizeByConfinedWh", "sizeByDistortedWh", "sizeByH",
    "sizeByPct", "sizeByW", "sizeByWh",
]  # fmt: skip
# Longest side of an answer: a JPEG cannot exceed 65,500 pixels, nor can what reads it be trusted with so many.
MAX_SIDE = 30_000
# No part of a request is longer when it makes sense; digits are ASCII, nine of them count past any picture.
_LONGEST = 64
_WHOLE = r"[0-9]{1,9}"
_DECIMAL = r"(?:[0-9]{1,9}(?:\.[0-9]{0,12})?|\.[0-9]{1,12})"
_BOX = re.compile(rf"({_WHOLE}),({_WHOLE}),({_WHOLE}),({_WHOLE})")
_PERCENT_BOX = re.compile(rf"pct:({_DECIMAL}),({_DECIMAL}),({_DECIMAL}),({_DECIMAL})")
_SIZE = re.compile(
    rf"(?P<up>\^)?(?:(?P<max>max|full)|pct:(?P<percent>{_DECIMAL})"
    rf"|(?P<within>!)?(?P<width>{_WHOLE}),(?P<height>{_WHOLE})|(?P<only_width>{_WHOLE}),|,(?P<only_height>{_WHOLE}))"
)
_ROTATION = re.compile(rf"(!?)({_DECIMAL})")
_RENDITION = re.compile(r"([a-z]{1,12})\.([a-z0-9]{1,8})")


class Wrong(Exception):  # noqa: N818 - it is an answer, not a failure
    """A request that cannot be met (400). ``french`` and ``english``: what is wrong with it, and the remedy."""

    def __init__(self, french: str, english: str) -> None:
        super().__init__(english)
        self.french, self.english = french, english


class Busy(Exception):  # noqa: N818 - it is an answer, not a failure
    """Too much is being prepared already: ask again in a moment (503)."""


@dataclass(frozen=True, slots=True)
class Ask:
    """What a request asks: a box of the picture (pixels), brought to ``width`` × ``height``, then mirrored, then turned.

    ``free`` says which side was left to follow (« w » or « h », « » when both were given): its rounding is ours.
    """

    x: int
    y: int
    w: int
    h: int
    width: int
    height: int
    free: str
    mirrored: bool
    rotation: int
    quality: str
    format: str
    canonical: str


def parse(path: str, width: int, height: int, max_area: int, version: int = 3) -> Ask:
    """Return what « region/size/rotation/quality.format » asks of a picture of these pixels; raises Wrong.

    ``max_area``: pixels of the largest answer; ``version``: 3 or 2, whose sizes differ.
    """
    parts = path.split("/")
    if len(parts) != 4:
        raise Wrong(
            "Adresse incomplète : écrire région/taille/rotation/qualité.format.",
            "Incomplete address: write region/size/rotation/quality.format.",
        )
    box = _region(_short(parts[0]), width, height)
    wide, high, free = _size(_short(parts[1]), box[2], box[3], max_area, version)
    mirrored, rotation = _rotation(_short(parts[2]))
    quality, format_ = _rendition(_short(parts[3]))
    canonical = "/".join(
        (
            _canonical_region(box, width, height),
            _canonical_size(box, (wide, high), max_area, version),
            f"{'!' if mirrored else ''}{rotation}",
            f"{quality}.{format_}",
        )
    )
    return Ask(*box, wide, high, free, mirrored, rotation, quality, format_, canonical)


def _short(part: str) -> str:
    if len(part) > _LONGEST:
        raise Wrong("Adresse trop longue.", "The address is too long.")
    return part


def _region(text: str, width: int, height: int) -> tuple[int, int, int, int]:
    """Return the box asked for, cut to the picture."""
    if text == "full":
        return 0, 0, width, height
    if text == "square":
        side = min(width, height)
        return (width - side) // 2, (height - side) // 2, side, side
    if box := _BOX.fullmatch(text):
        x, y, w, h = (int(one) for one in box.groups())
    elif box := _PERCENT_BOX.fullmatch(text):
        scales = (width, height, width, height)
        x, y, w, h = (_rounded(Fraction(one) * scale / 100) for one, scale in zip(box.groups(), scales, strict=True))
    else:
        raise Wrong(
            f"Région « {text} » illisible : full, square, x,y,l,h ou pct:x,y,l,h.",
            f'Unreadable region "{text}": full, square, x,y,w,h or pct:x,y,w,h.',
        )
    w, h = min(w, width - x), min(h, height - y)
    if w <= 0 or h <= 0:
        raise Wrong(
            f"Région vide ou hors de l’image ({width} × {height} pixels).",
            f"The region is empty or outside the image ({width} × {height} pixels).",
        )
    return x, y, w, h


def _rounded(value: Fraction) -> int:
    """Return the nearest whole number, halves upwards."""
    return int(value + Fraction(1, 2))


def _size(text: str, w: int, h: int, max_area: int, version: int) -> tuple[int, int, str]:
    """Return the pixels to bring a box of w × h to, and which side follows the other."""
    asked = _SIZE.fullmatch(text)
    if not asked or not _written(asked, version):
        raise Wrong(
            f"Taille « {text} » illisible : max, l, ou ,h ou l,h ou !l,h ou pct:n.",
            f'Unreadable size "{text}": max, w, or ,h or w,h or !w,h or pct:n.',
        )
    upwards = asked["up"] is not None
    if asked["max"]:
        return (*_largest(w, h, max_area, upwards), "")
    wide, high, free = _scaled(asked, w, h, max_area, upwards)
    above = bool(asked["percent"]) and Fraction(asked["percent"]) > 100
    _possible(wide, high, (w, h), max_area, upwards, above)
    return wide, high, free


def _written(asked: "re.Match[str]", version: int) -> bool:
    """Say whether a size may be written so in this version: « full » is of 2, « ^ » of 3."""
    return not asked["up"] if version == 2 else asked["max"] != "full"


def _largest(w: int, h: int, max_area: int, upwards: bool) -> tuple[int, int]:
    """Return the largest size of a box: its own unless it is above the limits, or the limits themselves."""
    if w * h <= max_area and max(w, h) <= MAX_SIDE and not upwards:
        return w, h
    # Exact roots, rounded down: never above the limits.
    wide, high = isqrt(max_area * w // h), isqrt(max_area * h // w)
    if max(wide, high) > MAX_SIDE:
        wide, high = MAX_SIDE * w // max(w, h), MAX_SIDE * h // max(w, h)
    return max(1, wide), max(1, high)


def _scaled(asked: "re.Match[str]", w: int, h: int, max_area: int, upwards: bool) -> tuple[int, int, str]:
    if asked["percent"]:
        scale = Fraction(asked["percent"]) / 100
        return _rounded(w * scale), _rounded(h * scale), ""
    if asked["only_width"]:
        wide = int(asked["only_width"])
        return wide, _rounded(Fraction(wide * h, w)), "h"
    if asked["only_height"]:
        high = int(asked["only_height"])
        return _rounded(Fraction(high * w, h)), high, "w"
    wide, high = int(asked["width"]), int(asked["height"])
    if not asked["within"]:
        return wide, high, ""
    return _within(wide, high, (w, h), max_area, upwards)


def _within(wide: int, high: int, box: tuple[int, int], max_area: int, upwards: bool) -> tuple[int, int, str]:
    """Return the largest size inside wide × high that keeps the box's proportions; never above the limits."""
    w, h = box
    scale = min(Fraction(wide, w), Fraction(high, h))
    if not upwards:
        scale = min(scale, Fraction(1))
    fit = min(wide, _rounded(w * scale)), min(high, _rounded(h * scale))
    most = _largest(w, h, max_area, True)
    return (*(fit if _allowed(*fit, max_area) else most), "")


def _allowed(wide: int, high: int, max_area: int) -> bool:
    return wide * high <= max_area and max(wide, high) <= MAX_SIDE


def _possible(wide: int, high: int, box: tuple[int, int], max_area: int, upwards: bool, above: bool) -> None:
    """Refuse what is less than a pixel, larger than the limit, or larger than its box when nobody asked for that."""
    if wide < 1 or high < 1:
        raise Wrong("La taille demandée fait moins d’un pixel.", "The size asked for is less than a pixel.")
    if not _allowed(wide, high, max_area):
        raise Wrong(
            f"La taille demandée dépasse {max_area} pixels ou {MAX_SIDE} de côté. Demander max ou une région plus petite.",
            f"The size asked for exceeds {max_area} pixels or {MAX_SIDE} a side. Ask for max, or for a smaller region.",
        )
    if not upwards and (above or wide > box[0] or high > box[1]):
        raise Wrong(
            f"La taille demandée dépasse la région ({box[0]} × {box[1]} pixels), que seul ^ (version 3) agrandit.",
            f"The size asked for exceeds the region ({box[0]} × {box[1]} pixels), which only ^ (version 3) enlarges.",
        )


def _rotation(text: str) -> tuple[bool, int]:
    asked = _ROTATION.fullmatch(text)
    degrees = Fraction(asked[2]) if asked else Fraction(-1)
    if not asked or degrees % 360 not in ROTATIONS or degrees > 360:
        raise Wrong(
            f"Rotation « {text} » refusée : 0, 90, 180 ou 270, précédé de ! pour le miroir.",
            f'Rotation "{text}" refused: 0, 90, 180 or 270, after ! to mirror.',
        )
    return asked[1] == "!", int(degrees) % 360


def _rendition(text: str) -> tuple[str, str]:
    asked = _RENDITION.fullmatch(text)
    if not asked or asked[1] not in QUALITIES or asked[2] not in FORMATS:
        raise Wrong(
            f"Qualité ou format « {text} » refusé : default, color, gray ou bitonal, en jpg ou png.",
            f'Quality or format "{text}" refused: default, color, gray or bitonal, as jpg or png.',
        )
    return asked[1], asked[2]


def _canonical_region(box: tuple[int, int, int, int], width: int, height: int) -> str:
    return "full" if box == (0, 0, width, height) else ",".join(map(str, box))


def _canonical_size(box: tuple[int, int, int, int], size: tuple[int, int], max_area: int, version: int) -> str:
    w, h = box[2:]
    if size == _largest(w, h, max_area, False):
        return "full" if version == 2 and size == (w, h) else "max"
    if version == 2:
        # Version 2.1 § 4.7: « w, » where it says as much as « w,h ».
        return f"{size[0]}," if size[1] == _rounded(Fraction(size[0] * h, w)) else f"{size[0]},{size[1]}"
    upscaled = size[0] > w or size[1] > h
    if upscaled and size == _largest(w, h, max_area, True):
        return "^max"
    return f"{'^' if upscaled else ''}{size[0]},{size[1]}"


@dataclass(frozen=True, slots=True)
class About:
    """What info.json says of a picture. ``address``: its base URI; ``sizes``: largest first, as the pyramid keeps them;
    ``side``: of a tile; ``rights``: the URI of its licence, or « »."""

    address: str
    sizes: Sequence[tuple[int, int]]
    side: int
    max_area: int
    grey: bool
    rights: str = ""


def info(about: About, version: int = 3) -> dict[str, Any]:
    """Return the image information document, version 3 or 2.1."""
    width, height = about.sizes[0]
    sizes = [
        {"width": wide, "height": high} for wide, high in reversed(about.sizes) if _allowed(wide, high, about.max_area)
    ]
    tiles = [{"width": about.side, "height": about.side, "scaleFactors": [1 << n for n in range(len(about.sizes))]}]
    measures = {"width": width, "height": height, "sizes": sizes, "tiles": tiles}
    qualities = ["gray", "bitonal"] if about.grey else ["color", "gray", "bitonal"]
    if version == 2:
        offer = {"formats": [*FORMATS], "qualities": ["default", *qualities], "supports": SUPPORTS}
        profile = [PROFILES[2], {**offer, "maxWidth": MAX_SIDE, "maxArea": about.max_area}]
        document = {"@context": CONTEXTS[2], "@id": about.address, "protocol": PROTOCOL, **measures, "profile": profile}
        return {**document, "license": about.rights} if about.rights else document
    return {
        "@context": CONTEXTS[3],
        "id": about.address,
        "type": "ImageService3",
        "protocol": PROTOCOL,
        "profile": "level2",
        **measures,
        "maxWidth": MAX_SIDE,
        "maxArea": about.max_area,
        "preferredFormats": ["jpg"],
        **({"rights": about.rights} if about.rights else {}),
        "extraQualities": qualities,
        "extraFeatures": EXTRA_FEATURES,
    }
