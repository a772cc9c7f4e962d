"""What readers of files call damages and colours, in the words of whoever reads a report.

The readers say « end », « marker », « GREY »: plain names for programs. The browser's checker reads this same table.
"""

from django.utils.translation import gettext, gettext_noop

from coffret.images.facts import Damage

# Plain name of a damage -> how it is told.
_DATA = gettext_noop("les données annoncées n’y sont pas toutes")
_END = gettext_noop("la marque de fin manque")
_MARK = gettext_noop("un repère interne est faux")
_CODED = gettext_noop("les données codées de l’image sont fausses")
_TABLE = gettext_noop("une table du fichier est fausse")
_HEAD = gettext_noop("l’en-tête est faux")
_PROGRAM = gettext_noop("un programme")
_PAGE = gettext_noop("une page web")
_REFUSED = gettext_noop("le fichier ne se laisse pas lire")
DETAILS = {
    **dict.fromkeys(("data", "chunk", "premature end"), _DATA),
    **dict.fromkeys(("end", "IEND", "end marker"), _END),
    **dict.fromkeys(
        ("marker", "restart marker", "data before a marker", "segment", "segments", "scan", "scan before its frame"),
        _MARK,
    ),
    **dict.fromkeys(("boxes", "block", "blocks", "chunks", "tile", "tiles", "codestream"), _MARK),
    **dict.fromkeys(("IDAT", "Huffman code", "coefficients", "bit count", "light jump", "data left over"), _CODED),
    **dict.fromkeys(("directory", "tiff", "Huffman table", "PLTE"), _TABLE),
    **dict.fromkeys(("header", "frame", "second frame", "sampling", "component", "IHDR"), _HEAD),
    "dimensions": gettext_noop("la taille en pixels ne se lit pas"),
    "unidentified": gettext_noop("le décodeur n’y reconnaît pas d’image"),
    "time": gettext_noop("décodage trop long"),
    "memory": gettext_noop("décodage qui demande trop de mémoire"),
    "died": gettext_noop("le décodeur s’est arrêté net"),
    "failed": gettext_noop("erreur imprévue du décodeur"),
    **dict.fromkeys(("NotReadableError", "SecurityError", "EPERM", "EACCES"), _REFUSED),
    **dict.fromkeys(("NotFoundError", "ENOENT"), gettext_noop("le fichier n’y est plus")),
    "EIO": gettext_noop("le disque ne rend pas le fichier"),
    "EINVAL": gettext_noop("ce n’est pas un fichier ordinaire"),
    **dict.fromkeys(("elf", "exe", "script", "php"), _PROGRAM),
    "html": _PAGE,
    "mpf": gettext_noop("seconde vue d’un téléphone"),
    "zip": gettext_noop("une archive ZIP"),
    "rar": gettext_noop("une archive RAR"),
    "7z": gettext_noop("une archive 7z"),
    "pdf": gettext_noop("un document PDF"),
}
# How a detail is put: what no one named is the decoder's own words, said to be so.
FORMS = {
    "decoder": gettext_noop("message du décodeur : « {words} »"),
    "bytes": gettext_noop("{count} octets"),
    "place": gettext_noop("octet {offset}"),
}
# Colour mode -> how it is told.
MODES = {
    "RGB": gettext_noop("RVB"),
    "GREY": gettext_noop("niveaux de gris"),
    "CMYK": gettext_noop("CMJN"),
    "YCCK": gettext_noop("CMJN"),
    "PALETTE": gettext_noop("palette"),
    "LAB": "L*a*b*",
    "BITONAL": gettext_noop("noir ou blanc"),
}
# What a licence allows -> how it is told.
LICENCES = {
    "closed": gettext_noop("fermée"),
    "restricted": gettext_noop("réutilisation restreinte"),
    "open": gettext_noop("ouverte"),
}


def told(damage: Damage) -> str:
    """Return what a damage is and where it shows: « une archive ZIP, octet 1024 », « octet 1024 », « — »."""
    place = gettext(FORMS["place"]).format(offset=damage.offset) if damage.offset >= 0 else ""
    return ", ".join(part for part in (_what(damage.detail), place) if part) or "—"


def _what(detail: str) -> str:
    if not detail:
        return ""
    if detail.isdecimal():
        return gettext(FORMS["bytes"]).format(count=detail)
    # Of « IDAT 300/1083 », the block of the PNG is told.
    known = DETAILS.get("IDAT" if detail.startswith("IDAT ") else detail)
    return gettext(known) if known else gettext(FORMS["decoder"]).format(words=detail)


def colours(mode: str) -> str:
    """Return how a colour mode is told; as it is when nobody named it."""
    return gettext(MODES[mode]) if mode in MODES else mode


def as_json() -> dict[str, dict[str, str]]:
    """Return the tables in the reader's language, as the browser needs them."""
    tables = {"details": DETAILS, "forms": FORMS, "modes": MODES}
    return {name: {key: gettext(text) for key, text in table.items()} for name, table in tables.items()}
