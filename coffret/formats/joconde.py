"""« Ajout piloté », the text museums hand in (Spécifications d'export 2024, p. 9-13): written strictly, and the names
of its images. ``joconde_reader`` reads it.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import BinaryIO, TextIO

from coffret.catalogue.fields import FIELDS
from coffret.formats.streams import emitter

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
    Between two image names, it separates them.
    """
    return [image for part in refim.split(";") if part.strip() for image in _images(part.strip())]


def _images(text: str) -> list[ImageName]:
    name, comma, rest = (part.strip() for part in text.partition(","))
    if not comma or not _IMAGE.search(name):
        return [ImageName(text)]
    parts = rest.split(",")
    if all(_IMAGE.search(part.strip()) for part in parts):
        return [ImageName(name), *(ImageName(part.strip()) for part in parts)]
    return [ImageName(name, *_legacy(parts))]


def _legacy(parts: list[str]) -> tuple[str, str, str]:
    """Return support, legend (which may hold commas) and original name of « DS1,une légende,0016630.JPG »."""
    support, rest = parts[0].strip(), parts[1:]
    if len(rest) < 2:
        return support, "".join(rest).strip(), ""
    return support, ",".join(rest[:-1]).strip(), rest[-1].strip()


def write(records: Iterable[Mapping[str, str]], out: BinaryIO | TextIO) -> int:
    """Write records as ajout piloté in UTF-8 with « CR LF », and return how many.

    REF first, then the order of the field table; an empty value clears the field. What the format forbids is
    replaced: line breaks by `#`, tabs by a space, `//` by `/ /` outside of URLs.
    """
    emit = emitter(out)
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
