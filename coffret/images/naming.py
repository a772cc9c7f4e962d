"""Names of image files: those REFIM cannot hold, those that would be taken for one another."""

import re

from coffret.base.text import fold

_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060\ufeff]")
_SUFFIX = re.compile(r"_[a-zA-Z0-9]\.")
_PREFIXES = re.compile(r"[a-zA-Z0-9]*_")


def base(name: str) -> str:
    """Return a name without its folders."""
    return name.rsplit("/", 1)[-1]


def extension(name: str) -> str:
    """Return what follows the last dot, in small letters; « » when there is none."""
    stem, dot, ending = base(name).rpartition(".")
    return ending.lower() if dot and stem else ""


def fault(name: str, limit: int) -> str:
    """Return why REFIM cannot hold a name (separator, control, space, long), or « » when it can.

    REFIM is a list of names separated by « ; » without space (specifications 2024, p. 12); its older form separates
    by commas, and POP still cuts at the first one.
    """
    name = base(name)
    if ";" in name or "," in name:
        return "separator"
    if _CONTROL.search(name):
        return "control"
    if name.strip() != name:
        return "space"
    return "long" if len(name) > limit else ""


def folded(name: str) -> str:
    """Return what two names that differ only by folder, case, accents or Unicode form have in common."""
    return fold(base(name))


def as_pop(name: str) -> str:
    """Return the short name POP gives a file: two files with the same one, in one import, are one image.

    betagouv/pop@d529e79, convertLongNameToShort: « _x. » becomes « . », every prefix ending with « _ » goes.
    """
    return _PREFIXES.sub("", _SUFFIX.sub(".", base(name))).lower()
