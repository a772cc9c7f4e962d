"""Every block of a JPEG decoded strictly by libjpeg-turbo, at an eighth of its size: the pixels cost little that way,
the entropy-coded data are read whole all the same.
"""

import mmap
from pathlib import Path
from typing import Any

import simplejpeg

from coffret.images.facts import Damage, Harm, Seen
from coffret.images.jpeg_seal import Seal, seal
from coffret.images.likeness import Pixels

# What libjpeg warns of in files that are whole.
_HARMLESS = ("Unknown Adobe color transform", "Invalid SOS parameters", "unknown JFIF revision", "ICC")

# What TurboJPEG's interface says of whole files that libjpeg decodes.
_BEYOND = ("Could not determine subsampling",)


def check(path: Path, seen: Seen) -> tuple[list[Damage], Pixels | None]:
    """Return the damages of a JPEG and its pixels at an eighth; 12 bits a channel are beyond the decoder."""
    if seen.depth not in {0, 8}:
        return [Damage(Harm.UNDECODED, detail=f"{seen.depth} bits")], None
    with path.open("rb") as handle, mmap.mmap(handle.fileno(), 0, access=mmap.ACCESS_READ) as data:
        return check_data(data, "CMYK" if seen.mode in {"CMYK", "YCCK"} else "RGB")


def check_data(data: Any, colours: str) -> tuple[list[Damage], Pixels | None]:
    """Return the damages of a JPEG's bytes and its pixels; ``colours``: "RGB", or "CMYK" when it has four."""
    sealed = seal(data)
    versions = sealed.versions() if sealed else iter(())
    pixels = _unbroken(sealed, next(versions), colours) if sealed else None
    if pixels is not None:
        return [], _rgb(pixels)
    try:
        pixels = decode(data, colours)
    except ValueError as error:
        if any(sign in str(error) for sign in _BEYOND):
            return _slowly(data)
        damage = damage_of(str(error))
        return [damage] if damage else [], _what_is_left(data, colours)
    others = (_unbroken(sealed, version, colours) for version in versions if sealed)
    if sealed and all(other is None for other in others):
        return [Damage(Harm.CORRUPT, detail="its data do not end where its blocks do")], _rgb(pixels)
    return [], _rgb(pixels)


def _unbroken(sealed: Seal | None, version: bytes, colours: str) -> Pixels | None:
    """Return the pixels of a sealed version when its seal is whole."""
    assert sealed is not None
    try:
        pixels = decode(version, colours)
    except ValueError:
        return None
    return sealed.cropped(pixels) if sealed.whole(pixels) else None


def decode(data: Any, colours: str, *, strict: bool = True) -> Pixels:
    """Return the pixels at an eighth of the size; raises ValueError with libjpeg's words."""
    pixels: Pixels = simplejpeg.decode_jpeg(data, colours, min_height=1, min_width=1, min_factor=8, strict=strict)
    return pixels


def damage_of(words: str) -> Damage | None:
    """Return the damage that libjpeg's words tell, None for what it warns of in whole files."""
    if any(harmless in words for harmless in _HARMLESS):
        return None
    harm = Harm.TRUNCATED if "end of JPEG file" in words or "end of input file" in words else Harm.CORRUPT
    return Damage(harm, detail=words[:200])


def _slowly(data: Any) -> tuple[list[Damage], Pixels | None]:
    """Decode with libvips what TurboJPEG's own interface refuses: unusual samplings of colour, CMYK most of all."""
    from coffret.images.strict_others import small_copy_of

    return small_copy_of(data, shrink=8)


def _what_is_left(data: Any, colours: str) -> Pixels | None:
    try:
        return _rgb(decode(data, colours, strict=False))
    except ValueError:
        return None


def _rgb(pixels: Pixels) -> Pixels:
    """Return RGB pixels; CMYK of JPEGs is kept inverted, as Adobe writes it."""
    if pixels.shape[2] != 4:
        return pixels
    return (pixels[:, :, :3].astype("uint16") * pixels[:, :, 3:] // 255).astype("uint8")
