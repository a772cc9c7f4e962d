"""A picture brought before the rules: what it is, and what is known around it."""

from dataclasses import dataclass

from coffret.base.rules import Finding
from coffret.images.facts import Metadata, Resolution, Seen
from coffret.images.norms import DEFAULT_PROFILE, PROFILES, RESOLUTION_TOLERANCE, Profile, Reading

# Which label counts when several places give one: the order in which viewers look.
_PLACES = ("JFIF", "EXIF", "TIFF", "PNG", "JP2", "PHOTOSHOP", "XMP")


@dataclass(frozen=True, slots=True)
class Case:
    """A picture to judge: its name in the batch, what was seen of it, the use it is for, and its surroundings.

    ``credit``: PHOT of the record that names it, None when nobody said; ``named``: whether a record names it, None
    without records; ``record``: its REF; ``missing``: named and absent (``seen`` is then empty). ``licence``: open, restricted, closed, or
    « » when unknown. ``same``: an earlier file of the same content; ``alike``: an earlier one that looks the same, and
    at what ``distance`` (bits); ``clash`` and ``merged``: another name that folds, or that POP shortens, to the same.
    """

    name: str
    seen: Seen
    profile: Profile = PROFILES[DEFAULT_PROFILE]
    reading: Reading = Reading.LITERAL
    credit: str | None = None
    named: bool | None = None
    record: str = ""
    missing: bool = False
    licence: str = ""
    same: str = ""
    alike: str = ""
    distance: int = 0
    clash: str = ""
    merged: str = ""

    def finding(self, code: str, **facts: str | int) -> Finding:
        """Return a finding of rule ``code`` about this picture: its value is the picture's name."""
        return Finding(code, "REFIM", self.name, None, facts)


def label(seen: Seen) -> Resolution | None:
    """Return the resolution a file declares, from the place viewers look at first; None when it declares none."""
    ranked = sorted(seen.resolutions, key=lambda one: _rank(one.place))
    return ranked[0] if ranked else None


def _rank(place: str) -> int:
    place = place.upper()
    return _PLACES.index(place) if place in _PLACES else len(_PLACES)


def dpi(seen: Seen) -> float | None:
    """Return the horizontal pixels per inch a file declares, to two decimals, or None."""
    declared = label(seen)
    return round(declared.x, 2) if declared else None


def same_label(first: float, second: float) -> bool:
    """Say whether two resolutions in pixels per inch differ by no more than a rounding."""
    return abs(first - second) <= RESOLUTION_TOLERANCE


def told(one: Resolution) -> str:
    """Return « 300 », or « 300 × 150 » when the two directions differ."""
    across, down = int(one.x + 0.5), int(one.y + 0.5)
    return str(across) if across == down else f"{across} × {down}"


def holder(metadata: Metadata) -> str:
    """Return whom the metadata of a file credit: the photographer, else the credit line, else the copyright notice."""
    return metadata.creator or metadata.credit or metadata.copyright
