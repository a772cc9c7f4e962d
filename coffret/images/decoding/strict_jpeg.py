"""Every block of a JPEG decoded strictly by libjpeg-turbo, then looked at for the traces it does not warn of.

The picture is decoded at half its size: the pixels cost little that way, the coded data are read whole all the same.
"""

import mmap
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import simplejpeg

from coffret.images.decoding.jpeg_drift import drift
from coffret.images.decoding.jpeg_seal import Plan, Seal, plan, seal
from coffret.images.decoding.likeness import Pixels
from coffret.images.facts import Damage, Harm, Seen
from coffret.images.isolation.tasks import mind_memory

# What libjpeg warns of in files that are whole.
_HARMLESS = ("Unknown Adobe color transform", "Invalid SOS parameters", "unknown JFIF revision", "ICC")
# What TurboJPEG's interface says of whole files that libjpeg decodes.
_BEYOND = ("Could not determine subsampling",)
# Pictures smaller, or of more pixels, are decoded at an eighth: too few blocks, or too many points.
SMALLEST, LARGEST = 64, 100_000_000
# Step between the points kept for the small copy of a picture decoded at half its size.
THINNED = 4
# Details of damages that libjpeg does not tell: bits left over or missing, a jump of light that lasts.
MISCOUNTED, DRIFTED = "bit count", "light jump"


def check(path: Path, seen: Seen) -> tuple[list[Damage], Pixels | None]:
    """Return the damages of a JPEG and a small copy of its pixels; 12 bits a channel are beyond the decoder."""
    if seen.depth not in {0, 8}:
        return [Damage(Harm.UNDECODED, detail=f"{seen.depth} bits")], None
    with path.open("rb") as handle, mmap.mmap(handle.fileno(), 0, access=mmap.ACCESS_READ) as data:
        # The headers' reader has followed the scans to their end marker: where nothing is said, it is the last.
        known = not seen.harmed(Harm.TRUNCATED, Harm.TRAILING, Harm.POLYGLOT) and data[-2:] == b"\xff\xd9"
        colours = "CMYK" if seen.mode in {"CMYK", "YCCK"} else "RGB"
        return check_data(data, colours, len(data) - 2 if known else -1)


def check_data(data: Any, colours: str, end: int = -1) -> tuple[list[Damage], Pixels | None]:
    """Return the damages of a JPEG's bytes and a small copy; ``colours``: "RGB", or "CMYK" when it has four.

    ``end``: offset of the end marker, when it is known already.
    """
    checked = _Checked(data, colours, plan(data, end))
    try:
        damages = checked.damages()
    except ValueError as error:
        if any(sign in str(error) for sign in _BEYOND):
            return _slowly(data)
        damage = damage_of(str(error))
        damages = [damage] if damage else []
        checked.pixels = _what_is_left(data, colours)
    return damages, checked.small()


@dataclass(slots=True)
class _Checked:
    """One JPEG being checked: its pixels once decoded."""

    data: Any
    colours: str
    plan: Plan | None
    pixels: Pixels | None = None

    @property
    def side(self) -> int:
        """Return how many points a block's side has in the pixels: half of its eight, or one."""
        found = self.plan
        if found is None or min(found.width, found.height) < SMALLEST or found.width * found.height > LARGEST:
            return 1
        return 4

    def damages(self) -> list[Damage]:
        """Decode, strictly; raises ValueError with libjpeg's words."""
        sealed = seal(self.data, self.plan, self.side) if self.plan else None
        versions = sealed.versions() if sealed else iter(())
        for version in versions:
            self.pixels = self._unbroken(sealed, version)
            break
        if self.pixels is None:
            self.pixels = self._decoded(self.data, 0)
            others = [self._unbroken(sealed, version) is not None for version in versions]
            if sealed and not any(others):
                return [Damage(Harm.CORRUPT, detail=MISCOUNTED)]
        return self._drifted()

    def _decoded(self, data: Any, lines: int) -> Pixels:
        """Return the pixels, of a version made ``lines`` groups taller."""
        if self.side == 1 or self.plan is None:
            return decode(data, self.colours)
        taller = (self.plan.lines + lines) * 8 * self.plan.down if lines else self.plan.height
        return decode(data, self.colours, height=-(-taller // 2), width=-(-self.plan.width // 2))

    def _unbroken(self, sealed: Seal | None, version: bytes) -> Pixels | None:
        """Return the pixels of a sealed version when its seal is whole."""
        try:
            pixels = self._decoded(version, 1)
        except ValueError as error:
            mind_memory(str(error))
            return None
        return sealed.cropped(pixels) if sealed and sealed.whole(pixels) else None

    def _drifted(self) -> list[Damage]:
        if self.plan is None or self.pixels is None or self.side == 1:
            return []
        found = drift(self.pixels, self.side, self.plan.across, self.plan.down)
        return [Damage(Harm.SUSPECT, detail=DRIFTED)] if found else []

    def small(self) -> Pixels | None:
        """Return a small RGB copy."""
        if self.pixels is None:
            return None
        thinned = self.pixels[::THINNED, ::THINNED] if self.pixels.shape[1] > self._eighth() else self.pixels
        return _rgb(thinned)

    def _eighth(self) -> int:
        return -(-self.plan.width // 8) if self.plan else self.pixels.shape[1] if self.pixels is not None else 0


def decode(data: Any, colours: str, *, height: int = 1, width: int = 1, strict: bool = True) -> Pixels:
    """Return the pixels at the least eighths of the size that has ``height`` and ``width``; raises ValueError."""
    pixels: Pixels = simplejpeg.decode_jpeg(data, colours, min_height=height, min_width=width, strict=strict)
    return pixels


def damage_of(words: str) -> Damage | None:
    """Return the damage that libjpeg's words tell, None for what it warns of in whole files."""
    if any(harmless in mind_memory(words) for harmless in _HARMLESS):
        return None
    harm = Harm.TRUNCATED if "end of JPEG file" in words or "end of input file" in words else Harm.CORRUPT
    return Damage(harm, detail=words[:200])


def _slowly(data: Any) -> tuple[list[Damage], Pixels | None]:
    """Decode with libvips what TurboJPEG's own interface refuses: unusual samplings of colour, CMYK most of all."""
    from coffret.images.decoding.strict_others import small_copy_of

    return small_copy_of(bytes(data), shrink=8)


def _what_is_left(data: Any, colours: str) -> Pixels | None:
    try:
        return decode(data, colours, strict=False)
    except ValueError as error:
        mind_memory(str(error))
        return None


def _rgb(pixels: Pixels) -> Pixels:
    """Return RGB pixels; CMYK of JPEGs is kept inverted, as Adobe writes it."""
    if pixels.shape[2] != 4:
        return pixels
    return (pixels[:, :, :3].astype("uint16") * pixels[:, :, 3:] // 255).astype("uint8")
