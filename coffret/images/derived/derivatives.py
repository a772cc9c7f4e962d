"""Derivatives fit to be sent on: sRGB, 8 bits, upright, 72 dpi, credited; never enlarged, the master never touched.

A JPEG that is already so is given other labels, its coded picture byte for byte the same. Anything else is converted by
libvips and compressed once. Runs in the limited child process (task "derive"): no Django here.
"""

import hashlib
import os
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

from coffret.images.derived.colours import GREY, SRGB, flattened, grey_profile, in_srgb, srgb_profile, stands_for
from coffret.images.derived.marking import Marks, completed
from coffret.images.derived.relabel import Coded, Misshapen, coded, relabelled
from coffret.images.facts import Harm, Seen

# Twice the detail of the 75 that the ICDP asks for at least, no block visible on an A4 print. Colours are coded at full
# definition, since miniatures, textiles and prints live by coloured edges, unless the source itself halved them.
QUALITY = 90
# libjpeg holds every coefficient (6 bytes a pixel) to write in several passes: above this, a plain JPEG is written.
PASSES_LIMIT = 40_000_000
# The largest side that JPEG can hold and libvips writes.
LONGEST_SIDE = 65_500
# Changes when the same source would give other bytes: what was made by another version is made again.
VERSION = 1
# What forbids a derivative. Bytes after the end, or another file hidden there, are left behind by writing anew.
FATAL = (
    *(Harm.EMPTY, Harm.UNKNOWN, Harm.TRUNCATED, Harm.CORRUPT, Harm.ACTIVE),
    *(Harm.TOO_MANY_PIXELS, Harm.TOO_HEAVY, Harm.GAVE_UP, Harm.UNDECODED),
)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What to make: ``long_side`` in pixels at most (0: as large as the source); sources under ``minimum`` (width,
    height) are refused when both sides are smaller, or when ``either`` is.
    """

    marks: Marks = field(default_factory=Marks)
    long_side: int = 0
    minimum: tuple[int, int] = (0, 0)
    either: bool = False

    def too_small(self, width: int, height: int) -> bool:
        """Say whether a picture is under the minimum."""
        low = (width < self.minimum[0], height < self.minimum[1])
        return any(low) if self.either else all(low)


@dataclass(frozen=True, slots=True)
class Derived:
    """What came of it. ``how``: relabelled, converted, or « » when refused for ``reason``: a Harm, too_small, taken,
    colours, decoding (``detail``: the library's words). ``steps``: upright colours depth alpha reduced format profile
    gps owner trailing. ``sha256`` and ``size`` are the derivative's, ``seen`` is the source.
    """

    seen: Mapping[str, Any]
    how: str = ""
    reason: str = ""
    detail: str = ""
    width: int = 0
    height: int = 0
    size: int = 0
    sha256: str = ""
    steps: tuple[str, ...] = ()

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> "Derived":
        """Return it from the task's answer; raises TypeError for anything else."""
        return cls(**{**data, "steps": tuple(data.get("steps", ()))})


class Undone(Exception):  # noqa: N818 - it is an answer, not a failure
    """The source cannot be turned into a derivative: ``reason`` and ``detail`` of Derived."""

    def __init__(self, reason: str, detail: str = "") -> None:
        super().__init__(reason, detail)
        self.reason, self.detail = reason, detail


def task(
    path: str,
    target: str,
    marks: Mapping[str, str],
    long_side: int = 0,
    minimum: Iterable[int] = (0, 0),
    either: bool = False,
) -> dict[str, Any]:
    """Do what a request to the child asks; returns a Derived as plain data."""
    width, height = minimum
    wanted = Wanted(Marks.from_json(marks), long_side, (width, height), either)
    return asdict(derive(Path(path), Path(target), wanted))


def derive(source: Path, target: Path, wanted: Wanted) -> Derived:
    """Write at ``target`` the derivative of ``source``, whole or not at all, and say what was done.

    Nothing is overwritten: a file already there is left alone, and is the answer when it holds the same bytes. Raises
    OSError when the source cannot be read or the target written.
    """
    from coffret.images.decoding.integrity import look

    seen = Seen.from_json(look(path=str(source), strict=True, digest=True))
    try:
        _admit(seen, wanted)
        pieces, made, steps = _made(source, seen, wanted)
        size, sha256 = _write(target, pieces)
    except Undone as undone:
        return Derived(seen.as_json(), reason=undone.reason, detail=undone.detail)
    how = "converted" if "format" in steps else "relabelled"
    return Derived(
        seen.as_json(), how, width=made.width, height=made.height, size=size, sha256=sha256, steps=tuple(steps)
    )


def _admit(seen: Seen, wanted: Wanted) -> None:
    if damage := seen.harmed(*FATAL):
        raise Undone(damage.harm.value, damage.detail)
    if wanted.too_small(seen.width, seen.height):
        raise Undone("too_small")


def _made(source: Path, seen: Seen, wanted: Wanted) -> tuple[list[bytes | memoryview], Coded, list[str]]:
    """Return the pieces of the derivative, the JPEG they hold, and the steps it took."""
    marks = completed(wanted.marks, seen.metadata)
    original = _coded(source) if seen.format == "JPEG" else None
    if original and _fit(original, seen, wanted):
        picture, steps = original, [] if original.profile else ["profile"]
    else:
        picture, steps = _converted(source, seen, wanted, original)
    profile = grey_profile() if len(picture.components) == 1 else srgb_profile()
    kept = (original or Coded()).shot
    return relabelled(picture, marks, kept, profile), picture, [*steps, *_removed(seen)]


def _coded(source: Path) -> Coded | None:
    try:
        return coded(source.read_bytes())
    except Misshapen:
        return None  # the decoder may still make something of it


def _fit(picture: Coded, seen: Seen, wanted: Wanted) -> bool:
    """Say whether a JPEG needs new labels only."""
    if not picture.common or seen.orientation != 1 or _limit(seen, wanted):
        return False
    space = GREY if len(picture.components) == 1 else SRGB
    if not picture.profile:
        return space == GREY or not picture.shot.adobe_rgb
    return _stands_for(picture.profile, space)


# A batch comes from one camera: its profile is weighed once.
_stands_for = lru_cache(maxsize=32)(stands_for)


def _limit(seen: Seen, wanted: Wanted) -> int:
    """Return the side to reduce to, or 0 when the picture is within it."""
    limit = min(wanted.long_side or LONGEST_SIDE, LONGEST_SIDE)
    return limit if max(seen.width, seen.height) > limit else 0


def _removed(seen: Seen) -> list[str]:
    """Return what of the source's labels was left behind."""
    left = {
        "gps": seen.metadata.gps,
        "owner": bool(seen.metadata.owner or seen.metadata.serial),
        "trailing": bool(seen.harmed(Harm.TRAILING, Harm.POLYGLOT)),
    }
    return [name for name, there in left.items() if there]


def _converted(source: Path, seen: Seen, wanted: Wanted, original: Coded | None) -> tuple[Coded, list[str]]:
    """Return the picture decoded, set right and compressed anew, and the steps it took."""
    import pyvips

    from coffret.images.decoding.pixels import opened

    try:
        image = opened(source, seen)
        image, steps = in_srgb(image, adobe_rgb=bool(original and original.shot.adobe_rgb))
        if image.hasalpha():
            image = flattened(image)
            steps.append("alpha")
        limit = _limit(seen, wanted)
        if limit:
            image = image.thumbnail_image(limit, height=limit, size="down")
            steps.append("reduced")
        data = _compressed(image, coarse=bool(original and original.coarse and not limit))
    except pyvips.Error as error:
        raise Undone("decoding", _first_line(error)) from error
    if seen.orientation != 1:
        steps.insert(0, "upright")
    if seen.depth > 8:
        steps.append("depth")
    return coded(data), ["format", *steps]


def _compressed(image: Any, *, coarse: bool) -> bytes:
    """Return the JPEG of an 8-bit picture of one or three bands; raises Undone for any other."""
    if image.format != "uchar" or image.bands not in (1, 3):
        raise Undone("colours", f"{image.bands} × {image.format}")
    passes = image.width * image.height <= PASSES_LIMIT
    data: bytes = image.jpegsave_buffer(
        Q=QUALITY,
        subsample_mode="on" if coarse else "off",
        optimize_coding=passes,
        interlace=passes,
        keep="none",
    )
    return data


def _first_line(error: Exception) -> str:
    lines = str(getattr(error, "detail", "") or error).strip().splitlines()
    return lines[0][:200] if lines else ""


def _write(target: Path, pieces: Iterable[bytes | memoryview]) -> tuple[int, str]:
    """Write beside ``target``, then give it its name; returns size and SHA-256."""
    unfinished = target.with_name(f".partial-{os.getpid()}")
    digest, size = hashlib.sha256(), 0
    try:
        with open(os.open(unfinished, os.O_CREAT | os.O_TRUNC | os.O_WRONLY | os.O_NOFOLLOW, 0o644), "wb") as out:
            for piece in pieces:
                out.write(piece)
                digest.update(piece)
                size += len(piece)
        if not target.exists():
            os.replace(unfinished, target)
        elif _digest(target) != digest.hexdigest():
            raise Undone("taken")
    finally:
        unfinished.unlink(missing_ok=True)
    return size, digest.hexdigest()


def _digest(path: Path) -> str:
    with path.open("rb") as handle:
        return hashlib.file_digest(handle, "sha256").hexdigest()
