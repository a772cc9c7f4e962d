"""Values of the museum directory, cleaned only where nothing can be lost or guessed wrong."""

import re
from datetime import date, datetime
from urllib.parse import quote, urlsplit

from coffret.base.text import fold

_OFFICIAL_REGIONS = (
    "Auvergne-Rhône-Alpes",
    "Bourgogne-Franche-Comté",
    "Bretagne",
    "Centre-Val de Loire",
    "Corse",
    "Grand Est",
    "Guadeloupe",
    "Guyane",
    "Hauts-de-France",
    "Île-de-France",
    "La Réunion",
    "Martinique",
    "Mayotte",
    "Normandie",
    "Nouvelle-Aquitaine",
    "Occitanie",
    "Pays de la Loire",
    "Provence-Alpes-Côte d'Azur",
)
# What the directory writes for « overseas »: the department then names the region or the territory.
_OVERSEAS = {"drom", "com", "dom", "dom tom", "outre mer", "territoires et departements d outre mer", ""}
_OVERSEAS_PLACES = {
    "guadeloupe": "Guadeloupe",
    "guyane": "Guyane",
    "la reunion": "La Réunion",
    "reunion": "La Réunion",
    "martinique": "Martinique",
    "mayotte": "Mayotte",
    "saint pierre et miquelon": "Saint-Pierre-et-Miquelon",
    "saint barthelemy": "Saint-Barthélemy",
    "saint martin": "Saint-Martin",
    "polynesie francaise": "Polynésie française",
    "nouvelle caledonie": "Nouvelle-Calédonie",
    "wallis et futuna": "Wallis-et-Futuna",
}

_NUMBER = r"[+-]?\d{1,3}(?:\.\d+)?"
_PAIR = re.compile(rf"^\s*[\[(]?\s*({_NUMBER})\s*[,; ]\s*({_NUMBER})\s*[\])]?\s*$")
_HOST = re.compile(r"^(?:[\w-]+\.)+[^\W\d]{2,}(?::\d+)?$")
_SCHEME = re.compile(r"^https?:", re.IGNORECASE)
# Two addresses in one cell are never glued: what follows a blank, a comma or a semicolon starts like one.
_NEXT_ADDRESS = re.compile(r"[\s,;|]+(?=https?://|www\.)", re.IGNORECASE)


def key(text: str) -> str:
    """Return ``text`` folded, anything but letters and digits made a space: to compare names and headers by."""
    return " ".join(re.sub(r"[^a-z0-9]+", " ", fold(text)).split())


REGIONS = {key(region): region for region in _OFFICIAL_REGIONS}


def line(text: str) -> str:
    """Return a value meant for one line: single spaces, none around, no break."""
    return " ".join(text.split())


def paragraphs(text: str) -> str:
    """Return a long text with plain line breaks, kept, and no blank around."""
    return "\n".join(row.rstrip() for row in text.replace("\r\n", "\n").replace("\r", "\n").split("\n")).strip()


def several(text: str, separators: str) -> list[str]:
    """Return the parts of a list, once each."""
    parts = re.split(f"[{re.escape(separators)}]", text)
    return list(dict.fromkeys(part for part in map(line, parts) if part))


def department(text: str) -> str:
    """Return the department; « Réunion » is « La Réunion »."""
    return _OVERSEAS_PLACES.get(key(text), line(text))


def region(text: str, in_department: str = "") -> str:
    """Return the region under its official name (« Ile-de-France » → « Île-de-France »).

    For « DROM », « COM », « outre-mer » or nothing, the overseas department names it. A name nobody knows is kept.
    """
    folded = key(text)
    if folded in _OVERSEAS:
        return _OVERSEAS_PLACES.get(key(in_department), line(text))
    return REGIONS.get(folded, line(text))


def known_region(text: str) -> bool:
    """Say whether ``text`` is a region, an overseas heading, or nothing."""
    return key(text) in REGIONS or key(text) in _OVERSEAS or key(text) in _OVERSEAS_PLACES


def coordinates(text: str, other: str = "") -> tuple[float, float] | None:
    """Return (latitude, longitude) of « lat, lon », or of two cells; None for nothing or 0,0; raises ValueError.

    A decimal comma is understood where the two numbers are apart; 0,0 is how exports write « unknown ».
    """
    if other.strip():
        latitude, longitude = float(text.replace(",", ".")), float(other.replace(",", "."))
    elif text.strip():
        pair = _PAIR.match(text)
        if pair is None:
            raise ValueError(text)
        latitude, longitude = float(pair[1]), float(pair[2])
    else:
        return None
    if not (-90 <= latitude <= 90 and -180 <= longitude <= 180):
        raise ValueError(text)
    return None if latitude == longitude == 0 else (latitude, longitude)


def day(text: str) -> date | None:
    """Return the day of « 2024-02-07 », « 2024/02/07 », « 07/02/2024 » or of a time stamp; raises ValueError."""
    text = text.strip()
    if not text:
        return None
    plain = text[:10].replace("/", "-")
    if re.fullmatch(r"\d{2}-\d{2}-\d{4}", plain):
        return datetime.strptime(plain, "%d-%m-%Y").date()  # noqa: DTZ007 - a day has no time zone
    return date.fromisoformat(plain)


def url(text: str) -> str:
    """Return an address one can follow, « » when the text is none (« en cours de réalisation »).

    Blanks and commas around and slashes before go, http:// is added where there is no scheme, spaces inside are
    encoded. Of several addresses the first is kept.
    """
    text = _NEXT_ADDRESS.split(text.strip(" \t\r\n\u00a0,;|/<>\"'"), maxsplit=1)[0].strip(" ,;|")
    if not text:
        return ""
    if not _SCHEME.match(text):
        text = "http://" + text
    try:
        host = urlsplit(text).netloc
    except ValueError:
        return ""
    return quote(text, safe=":/?#[]@!$&'()*+,;=%~") if _HOST.match(host) else ""
