"""Whether every pixel of a file decodes: run in the limited child, never elsewhere. No Django here.

Each format has a checker: it takes the path and what the headers say, decodes the whole picture strictly, and returns
the damages found with a small RGB copy of the pixels (None when it has none to give).
"""

import errno
import hashlib
import os
import stat
from collections.abc import Callable
from dataclasses import replace
from importlib import import_module
from pathlib import Path
from typing import Any

from coffret.images.decoding import tells
from coffret.images.decoding.likeness import Pixels, dominant, likeness
from coffret.images.facts import Damage, Harm, Seen
from coffret.images.reading import headers

Checked = tuple[list[Damage], Pixels | None]
Checker = Callable[[Path, Seen], Checked]

# What stands in the way of any decoding.
_HOPELESS = (Harm.EMPTY, Harm.UNKNOWN, Harm.ACTIVE, Harm.TOO_MANY_PIXELS, Harm.TOO_HEAVY)


def look(path: str, strict: bool = True, digest: bool = True) -> dict[str, Any]:
    """Return, as JSON data, what the file at ``path`` is: headers, SHA-256 (``digest``), pixels (``strict``).

    Raises OSError when it cannot be opened or is no plain file (a pipe would be waited for, a device never ends).
    """
    with open(os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC), "rb") as stream:
        status = os.fstat(stream.fileno())
        if not stat.S_ISREG(status.st_mode):
            raise OSError(errno.EINVAL, os.strerror(errno.EINVAL))
        seen = headers.read(stream, status.st_size)
        if digest and not seen.harmed(Harm.TOO_HEAVY):
            stream.seek(0)
            seen = replace(seen, sha256=hashlib.file_digest(stream, "sha256").hexdigest())
    return (examine(Path(path), seen) if strict else seen).as_json()


def examine(path: Path, seen: Seen) -> Seen:
    """Return ``seen`` with the damages that decoding finds, the dominant colour, the likeness and the tells."""
    if seen.harmed(*_HOPELESS):
        return seen
    checker = _checker(seen.format)
    if checker is None:
        return replace(seen, damages=(*seen.damages, Damage(Harm.UNDECODED, detail=seen.format)))
    found, small = checker(path, seen)
    # What the headers already said is not said twice.
    new = [one for one in found if not seen.harmed(one.harm)]
    whole = replace(seen, damages=(*seen.damages, *new))
    if small is None:
        return whole
    whole = replace(whole, strict=True, colour=dominant(small), likeness=likeness(small))
    return replace(whole, tells=tells.tells(path, whole, small))


# Format → the module and function that check it, imported when first needed: HEIC, PSD and PDF have none here.
_CHECKERS = {
    "JPEG": ("strict_jpeg", "check"),
    "PNG": ("strict_png", "check"),
    "TIFF": ("strict_others", "check_tiff"),
    "WEBP": ("strict_others", "check"),
    "AVIF": ("strict_others", "check"),
    "GIF": ("strict_others", "check"),
    "JP2": ("strict_others", "check_with_pillow"),
    "BMP": ("strict_others", "check_with_pillow"),
}


def _checker(kind: str) -> Checker | None:
    """Return the checker of a format, None when nothing here decodes it."""
    if kind not in _CHECKERS:
        return None
    module, name = _CHECKERS[kind]
    found: Checker = getattr(import_module(f"coffret.images.decoding.{module}"), name)
    return found
