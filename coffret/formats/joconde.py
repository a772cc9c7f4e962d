"""« Ajout piloté », the text museums hand in (Spécifications d'export 2024, p. 9-13): written strictly, and the names
of its images. ``joconde_reader`` reads it.
"""

import io
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import BinaryIO, TextIO, cast

from coffret.catalogue.fields import FIELDS

SEPARATOR = "//"
_CODES = tuple(entry.code for entry in FIELDS)
_BREAKS = re.compile(r"\r\n|[\r\n\x0b\x0c\x85\u2028\u2029]")
_IMAGE = re.compile(r"\.(jpe?g|png|tiff?|gif|webp|jp2)$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class ImageName:
    """An image named by REFIM. ``name`` is the whole file name: two names never collapse into one.

    The legacy form « M016183_0016630_P.JPG,DS1,,0016630.JPG » also gives its ``support``, ``legend`` and ``original`` name.
    """

    name: str
    support: str = ""
    legend: str = ""
    original: str = ""


def image_names(refim: str) -> list[ImageName]:
    """Return the images a REFIM names, in the museum's order: « a.jpg;b.jpg », or the legacy form with commas.

    A comma is taken for the legacy form only where what stands before it is an image name: a name may hold commas.
    """
    return [_image(part.strip()) for part in re.split("[;#]", refim) if part.strip()]


def _image(text: str) -> ImageName:
    name, comma, rest = text.partition(",")
    if not comma or not _IMAGE.search(name.strip()):
        return ImageName(text)
    support, legend, original = _legacy(rest)
    return ImageName(name.strip(), support, legend, original)


def _legacy(rest: str) -> tuple[str, str, str]:
    """Return support, legend (which may hold commas) and original name of « DS1,une légende,0016630.JPG »."""
    parts = [part.strip() for part in rest.split(",")]
    if len(parts) < 3:
        return parts[0], parts[1] if len(parts) > 1 else "", ""
    return parts[0], ",".join(parts[1:-1]), parts[-1]


def write(records: Iterable[Mapping[str, str]], out: BinaryIO | TextIO) -> int:
    """Write records as ajout piloté in UTF-8 with « CR LF », and return how many.

    REF first, then the order of the field table; an empty value clears the field. What the format forbids is
    replaced: line breaks by `#`, tabs by a space, `//` by `/ /` outside of URLs.
    """
    emit = _emitter(out)
    count = 0
    for count, values in enumerate(records, 1):  # noqa: B007 - the count is the answer
        lines = [line for code in _CODES if code in values for line in (code, strict(values[code]))]
        emit("\r\n".join([*lines, SEPARATOR, ""]))
    return count


def strict(value: str) -> str:
    """Return ``value`` on one line, without what the format forbids."""
    value = _BREAKS.sub("#", value.rstrip("\r\n")).replace("\t", " ")
    while "//" in value and (apart := re.sub("(?<!:)//", "/ /", value)) != value:
        value = apart
    return value


def _emitter(out: BinaryIO | TextIO) -> Callable[[str], object]:
    """Return a function writing text to a binary or a text stream."""
    if isinstance(out, io.TextIOBase):
        return out.write
    return lambda text: cast(BinaryIO, out).write(text.encode())
