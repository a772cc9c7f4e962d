"""Opening a picture for its pixels, upright, whatever its format. Runs in the limited child process."""

import resource
from pathlib import Path

import pyvips

from coffret.images.decoding.by_name import from_file
from coffret.images.facts import Seen
from coffret.images.isolation.tasks import mind_memory

# Format -> what Pillow calls it.
_PILLOW = {"JP2": "JPEG2000", "BMP": "BMP"}

# Libvips would answer from memory for a path whose file has changed since.
pyvips.cache_set_max(0)


def opened(source: Path, seen: Seen) -> pyvips.Image:
    """Return the first picture of a file, turned as it is to be shown; raises pyvips.Error when it cannot be decoded.

    Read from top to bottom without ever being held whole, unless it must be turned.
    """
    upright = seen.orientation == 1
    if seen.format in _PILLOW:
        image = _by_pillow(source, seen, _PILLOW[seen.format])
    else:
        try:
            access = "sequential" if upright else "random"
            image = from_file(source, access=access, fail_on="truncated")
        except pyvips.Error:
            if (seen.format, seen.mode) != ("TIFF", "LAB"):
                raise
            return _by_pillow(source, seen, "TIFF")  # it turns TIFFs by itself
    if upright:
        return image
    # What the probe read counts: libvips does not look at every place.
    image = image.copy()
    image.set_type(pyvips.GValue.gint_type, "orientation", seen.orientation)
    return image.autorot()


def _by_pillow(source: Path, seen: Seen, kind: str) -> pyvips.Image:
    """Return a picture that libvips does not read here: Pillow reads it whole."""
    import PIL.Image

    PIL.Image.MAX_IMAGE_PIXELS = None  # the limit is ours, checked by the probe
    try:
        with PIL.Image.open(source, formats=(kind,)) as image:
            image.load()
            profile = image.info.get("icc_profile")
            return _from_pillow(image, profile)
    # Pillow's readers let many kinds of error out of damaged data.
    except (OSError, ValueError, SyntaxError, EOFError, KeyError, IndexError, TypeError, OverflowError) as error:
        raise pyvips.Error(kind, its_fault(seen, error)) from error


def _from_pillow(image: "PIL.Image.Image", profile: bytes | None) -> pyvips.Image:  # type: ignore[name-defined]  # noqa: F821
    deep = image.mode.startswith("I")
    known = {"L": (1, "b-w"), "LA": (2, "b-w"), "RGB": (3, "srgb"), "RGBA": (4, "srgb"), "CMYK": (4, "cmyk")}
    if deep:
        image = image if image.mode == "I;16" else image.convert("I;16")
    elif image.mode not in known:
        image, profile = in_rgb(image), None if image.mode == "LAB" else profile
    bands, space = (1, "grey16") if deep else known[image.mode]
    kind = "ushort" if deep else "uchar"
    made = pyvips.Image.new_from_memory(image.tobytes(), image.width, image.height, bands, kind)
    made = made.copy(interpretation=space)
    if profile:
        made.set_type(pyvips.GValue.blob_type, "icc-profile-data", profile)
    return made


def its_fault(seen: Seen, error: Exception) -> str:
    """Return the words of a reader of Pillow about a file; raises MemoryError when memory may be what it lacked."""
    words = mind_memory(str(error) or type(error).__name__)
    # OpenJPEG says the same of damaged data and of memory refused: it holds four bytes a sample, twice.
    if seen.format == "JP2" and seen.area * 3 * 4 * 2 > resource.getrlimit(resource.RLIMIT_DATA)[0] > 0:
        raise MemoryError(words) from error
    return words


def in_rgb(image: "PIL.Image.Image") -> "PIL.Image.Image":  # type: ignore[name-defined]  # noqa: F821
    """Return a picture of Pillow in RGB, from L*a*b* too, which Pillow does not convert by itself."""
    if image.mode != "LAB":
        return image.convert("RGB")
    from PIL import ImageCms

    profiles = ImageCms.createProfile("LAB"), ImageCms.createProfile("sRGB")
    converted = ImageCms.buildTransform(*profiles, "LAB", "RGB").apply(image)
    assert converted is not None
    return converted
