"""The numbers that images are judged by, each with its source, and the profiles made of them.

The browser's checker reads this same table (``as_json``): a number is written here and nowhere else.
"""

from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

# Document of the Service des musées de France of 11/05/2026 on the numeric norms of images.
RECOMMENDED_SHORT_SIDE = 1500  # px
RESOLUTION = 72.0  # pixels per inch: a label, never a criterion of definition
# Two labels are the same when they differ by less than a rounding (72 dpi is 2835 px/m in PNG: 72.009).
RESOLUTION_TOLERANCE = 0.5
# Spécifications d'export Joconde du 25/03/2024, p. 5, 11 et 13.
MINIMUM_WIDTH, MINIMUM_HEIGHT = 640, 480
REASON_TOO_SMALL = "taille inférieure à 640 x 480 pixels"
# Europeana, metis-framework@d119675, ImageClassifier.java: surface in pixels -> content tier.
TIERS = ((950_000, 4), (420_000, 2), (100_000, 1))
# The same, LicenseType.java: the tier a licence allows at most.
TIER_CAPS = {"closed": 2, "restricted": 3, "open": 4}
# ICDP (docs.italia.it): quality of the JPEG made from a master.
MINIMUM_QUALITY = 75
# Sampling the ministry calls the least for high resolution (« Vocabulaire », 09/01/2014): pixels per inch declared.
ARCHIVE_RESOLUTION = 300.0
# Our own limits: four times the largest scan of a museum; a bomb asks for billions.
PIXELS_LIMIT = 400_000_000
SIZE_LIMIT = 1 << 30  # bytes


class Reading(StrEnum):
    """How « 640 × 480 » is read: the specification says both (p. 11 and p. 5)."""

    LITERAL = "literal"  # refused when the height is under 480 AND the width under 640 (p. 11)
    STRICT = "strict"  # refused when the height is under 480 OR the width under 640 (p. 5, 13)


@dataclass(frozen=True, slots=True)
class Profile:
    """What a use asks of images. ``codes``: the rules (IMG…) that apply besides those of every file."""

    key: str
    label: str | Promise
    source: str
    formats: tuple[str, ...]
    codes: tuple[str, ...]


_INTAKE = ("IMG030", "IMG031", "IMG034", "IMG035", "IMG040", "IMG041", "IMG042")
_TELLS = ("IMG050", "IMG051", "IMG052", "IMG053", "IMG054", "IMG055")

PROFILES: dict[str, Profile] = {
    one.key: one
    for one in (
        Profile(
            "joconde-2026",
            _("Joconde, diffusion 2026"),
            "Service des musées de France, document du 11/05/2026 ; spécifications d’export Joconde, 25/03/2024",
            # PNG and TIFF are taken: what is sent on is a derivative.
            ("JPEG", "PNG", "TIFF", "WEBP", "JP2"),
            ("IMG020", "IMG021", "IMG022", "IMG023", "IMG024", "IMG025", "IMG026", "IMG027", *_INTAKE, *_TELLS),
        ),
        Profile(
            "europeana",
            _("Europeana, palier de contenu"),
            "europeana/metis-framework, ImageClassifier et LicenseType",
            ("JPEG", "PNG", "TIFF", "WEBP", "JP2"),
            ("IMG020", "IMG060", "IMG061"),
        ),
        Profile(
            "iiif",
            _("Diffusion IIIF"),
            "IIIF Image API 3.0",
            ("JPEG", "PNG", "TIFF", "WEBP", "JP2"),
            ("IMG020", "IMG025", "IMG026", "IMG065"),
        ),
        Profile(
            "archive",
            _("Master d’archive"),
            "Metamorfoze (format, profil, profondeur) ; ICDP ; vocabulaire du ministère, 09/01/2014",
            ("TIFF", "JP2", "PNG"),
            ("IMG070", "IMG071", "IMG072", "IMG073", "IMG074", "IMG075"),
        ),
    )
}
DEFAULT_PROFILE = "joconde-2026"


def as_json() -> dict[str, Any]:
    """Return every number and profile as plain data, labels in the reader's language: what the browser judges by."""
    return {
        "recommendedShortSide": RECOMMENDED_SHORT_SIDE,
        "resolution": RESOLUTION,
        "resolutionTolerance": RESOLUTION_TOLERANCE,
        "minimumWidth": MINIMUM_WIDTH,
        "minimumHeight": MINIMUM_HEIGHT,
        "tiers": [list(step) for step in TIERS],
        "tierCaps": TIER_CAPS,
        "minimumQuality": MINIMUM_QUALITY,
        "archiveResolution": ARCHIVE_RESOLUTION,
        "pixelsLimit": PIXELS_LIMIT,
        "sizeLimit": SIZE_LIMIT,
        "readings": [one.value for one in Reading],
        "profiles": [{**asdict(one), "label": str(one.label)} for one in PROFILES.values()],
        "defaultProfile": DEFAULT_PROFILE,
    }
