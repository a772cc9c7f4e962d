"""The numbers that images are judged by, each with its source, and the profiles made of them.

The browser's checker reads this same table (``as_json``): a number is written here, or in ``limits.py``, and nowhere
else.
"""

from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext, gettext_noop
from django.utils.translation import gettext_lazy as _

from coffret.images import credits, wording
from coffret.images.limits import PIXELS_LIMIT, RESOLUTION, SIZE_LIMIT

# Document of the Service des musées de France of 11/05/2026 on the numeric norms of images.
RECOMMENDED_SHORT_SIDE = 1500  # px
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
# A name longer than this does not fit the file systems an export goes through (255 bytes), extension changed.
NAME_LIMIT = 250  # characters
# What lies beside images in a folder handed in, and claims to be none.
NOT_PICTURES = frozenset(
    {
        *(".txt", ".csv", ".tsv", ".xls", ".xlsx", ".ods", ".json", ".jsonl", ".xml", ".md", ".log", ".ini", ".db"),
        *(".doc", ".docx", ".odt", ".html", ".htm", ".zip"),
    }
)
# Under this long side the whole picture fits a screen: a zoom has nothing more to show.
ZOOM_LONG_SIDE = 1024  # px
# Two pictures are near duplicates when at most this many of the 64 bits of their likeness differ.
LIKENESS_DISTANCE = 4
# What loses detail each time it is written.
LOSSY = ("jpeg", "webp", "hevc", "av1")
# The extensions that tell each format; the first is the one advised.
EXTENSIONS = {
    "JPEG": ("jpg", "jpeg", "jpe", "jfif"),
    "PNG": ("png", "apng"),
    "TIFF": ("tif", "tiff", "dng"),
    "WEBP": ("webp",),
    "JP2": ("jp2", "j2k", "jpf", "jpx", "j2c", "jpc"),
    "HEIC": ("heic", "heif"),
    "AVIF": ("avif",),
    "GIF": ("gif",),
    "BMP": ("bmp", "dib"),
    "SVG": ("svg",),
    "PSD": ("psd", "psb"),
    "PDF": ("pdf", "ai"),
}


class Reading(StrEnum):
    """How « 640 × 480 » is read: the specification says both (p. 11 and p. 5)."""

    LITERAL = "literal"  # refused when the height is under 480 AND the width under 640 (p. 11)
    STRICT = "strict"  # refused when the height is under 480 OR the width under 640 (p. 5, 13)


# Words that findings carry as a fact (« what »), said in the reader's language when they are shown.
WORDS = {
    "literal": gettext_noop("selon la lecture littérale (hauteur inférieure à 480 et largeur inférieure à 640)"),
    "strict": gettext_noop("selon la lecture stricte (hauteur inférieure à 480 ou largeur inférieure à 640)"),
    "separator": gettext_noop("il contient un point-virgule ou une virgule"),
    "control": gettext_noop("il contient un caractère invisible"),
    "space": gettext_noop("il commence ou finit par une espace"),
    "long": gettext_noop("il dépasse 250 caractères"),
}


@dataclass(frozen=True, slots=True)
class Profile:
    """What a use asks of images. ``codes``: the rules (IMG…) that apply besides those of every file."""

    key: str
    label: str | Promise
    source: str
    formats: tuple[str, ...]
    codes: tuple[str, ...]


# The rules of every file, whatever it is for.
ALWAYS = (
    *("IMG001", "IMG002", "IMG003", "IMG004", "IMG005", "IMG006", "IMG007", "IMG008", "IMG009"),
    *("IMG010", "IMG011", "IMG012", "IMG013", "IMG014", "IMG015", "IMG033"),
)
# The rule of a name that leads to no file: nothing else can be said of it.
MISSING = "IMG032"
_INTAKE = ("IMG030", "IMG031", "IMG034", "IMG035", "IMG036", "IMG040", "IMG041", "IMG042")
# IMG052 (enlarged picture) was tried and given up: docs/images-tells.md says how often it was wrong.
_TELLS = ("IMG050", "IMG051", "IMG053", "IMG054", "IMG055")

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
            ("IMG020", "IMG060", "IMG061", "IMG062"),
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
        "nameLimit": NAME_LIMIT,
        "zoomLongSide": ZOOM_LONG_SIDE,
        "likenessDistance": LIKENESS_DISTANCE,
        "lossy": list(LOSSY),
        "notPictures": sorted(NOT_PICTURES),
        "extensions": {name: list(endings) for name, endings in EXTENSIONS.items()},
        "credits": credits.as_json(),
        **wording.as_json(),
        "words": {key: gettext(text) for key, text in WORDS.items()},
        "reasonTooSmall": gettext(REASON_TOO_SMALL),
        "always": list(ALWAYS),
        "missing": MISSING,
        "readings": [one.value for one in Reading],
        "profiles": [{**asdict(one), "label": str(one.label)} for one in PROFILES.values()],
        "defaultProfile": DEFAULT_PROFILE,
    }
