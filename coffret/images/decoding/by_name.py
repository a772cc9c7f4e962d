"""Giving a file to libvips whatever its name: it wants names in UTF-8, and reads options in one that ends with « ] »."""

import os
from pathlib import Path
from typing import Any

import pyvips


def from_file(path: str | Path, **options: Any) -> pyvips.Image:
    """Return the picture of a file, read as it is wanted; raises OSError, pyvips.Error. ``options``: the reader's."""
    source = _source(path)
    if source:
        return pyvips.Image.new_from_source(source, "", **options)
    return pyvips.Image.new_from_file(str(path), **options)


def thumbnail(path: str | Path, width: int, **options: Any) -> pyvips.Image:
    """Return a reduced picture of a file, as ``Image.thumbnail``; raises OSError, pyvips.Error."""
    source = _source(path)
    call = pyvips.Image.thumbnail_source if source else pyvips.Image.thumbnail
    return call(source or str(path), width, **options)


def _source(path: str | Path) -> "pyvips.Source | None":
    """Return the file opened without its name, None when its name will do."""
    name = str(path)
    if not name.endswith("]"):
        try:
            name.encode()
        except UnicodeEncodeError:
            pass
        else:
            return None
    descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    try:
        return pyvips.Source.new_from_descriptor(descriptor)  # it keeps a copy of its own
    finally:
        os.close(descriptor)
