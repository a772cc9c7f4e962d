"""What is known of an image file, as plain data: what the probe finds and the rules judge, on the server as in the
browser. ``as_json`` and ``from_json`` cross the border of the child process that reads hostile files.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import Any


class Harm(StrEnum):
    """What is wrong with the bytes of a file."""

    EMPTY = "empty"  # nothing in it
    UNKNOWN = "unknown"  # no image format we know
    TRUNCATED = "truncated"  # it stops before its end
    CORRUPT = "corrupt"  # its data contradict themselves
    SUSPECT = "suspect"  # nothing contradicts itself, but the light jumps as damage makes it jump
    TRAILING = "trailing"  # bytes after the end marker
    POLYGLOT = "polyglot"  # another kind of file hides in it (archive, document, program)
    ACTIVE = "active"  # it can run something (SVG)
    TOO_MANY_PIXELS = "too_many_pixels"
    TOO_HEAVY = "too_heavy"
    GAVE_UP = "gave_up"  # decoding passed the limits of memory or time: the file was set apart
    UNDECODED = "undecoded"  # understood by its header, but no decoder here can check its pixels (HEIC)


@dataclass(frozen=True, slots=True)
class Damage:
    """One harm; ``offset`` is the byte where it shows (-1: not known), ``detail`` its plain name (« zip », « marker »…)."""

    harm: Harm
    offset: int = -1
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Resolution:
    """Pixels per inch declared at one place of the file: JFIF, EXIF, Photoshop, TIFF, PNG, JP2."""

    place: str
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class Metadata:
    """What EXIF, IPTC and XMP say together (XMP first, then IPTC, then EXIF where they differ)."""

    creator: str = ""
    credit: str = ""
    copyright: str = ""
    usage_terms: str = ""
    rights_url: str = ""
    title: str = ""
    description: str = ""
    identifier: str = ""
    source: str = ""
    owner: str = ""  # name of the owner of the camera
    serial: str = ""  # number of the camera's body
    software: str = ""
    taken: str = ""  # as written, « 2024:05:12 10:11:12 »
    gps: bool = False


@dataclass(frozen=True, slots=True)
class Seen:
    """What a file really is. Pixels are counted as shown, after the camera's orientation.

    ``format``: JPEG PNG TIFF WEBP JP2 HEIC AVIF GIF BMP SVG PSD PDF, or « » when unknown. ``mode``: RGB GREY CMYK
    PALETTE LAB YCCK BITONAL, or « ». ``depth``: bits per channel. ``quality``: 1-100 as libjpeg counts it, 0 when it
    does not apply. ``profile``: description of the ICC profile embedded. ``compression``: none lzw deflate jpeg
    jpeg2000 packbits webp ccitt hevc av1… ``strict``: every pixel was decoded. ``colour``: dominant colour #rrggbb;
    ``likeness``: perceptual hash, 16 hexadecimal digits (both « » when not decoded). ``tells``: what the detectors say
    (screenshot, border, chart), each with its measure.
    """

    size: int
    sha256: str = ""
    format: str = ""
    width: int = 0
    height: int = 0
    orientation: int = 1
    mode: str = ""
    depth: int = 0
    alpha: bool = False
    pages: int = 1
    animated: bool = False
    progressive: bool = False
    quality: int = 0
    compression: str = ""
    resolutions: tuple[Resolution, ...] = ()
    profile: str = ""
    metadata: Metadata = field(default_factory=Metadata)
    damages: tuple[Damage, ...] = ()
    strict: bool = False
    colour: str = ""
    likeness: str = ""
    tells: Mapping[str, float] = field(default_factory=dict)

    @property
    def short_side(self) -> int:
        """Return the smaller side, in pixels."""
        return min(self.width, self.height)

    @property
    def area(self) -> int:
        """Return the number of pixels."""
        return self.width * self.height

    def harmed(self, *harms: Harm) -> Damage | None:
        """Return the first damage of these kinds."""
        return next((one for one in self.damages if one.harm in harms), None)

    def as_json(self) -> dict[str, Any]:
        """Return it as plain JSON data."""
        return asdict(self)

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> "Seen":
        """Return it from what ``as_json`` gave; raises TypeError or ValueError for anything else."""
        plain = dict(data)
        plain["resolutions"] = tuple(Resolution(**one) for one in plain.get("resolutions", ()))
        plain["metadata"] = Metadata(**plain.get("metadata", {}))
        plain["damages"] = tuple(
            Damage(Harm(one["harm"]), one["offset"], one["detail"]) for one in plain.get("damages", ())
        )
        return cls(**plain)
