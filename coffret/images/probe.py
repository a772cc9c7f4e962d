"""What a file handed in as an image really is: looked at in the limited child, refused when it cannot be shown."""

from pathlib import Path

from django.utils.translation import gettext as _

from coffret.base.errors import Refused
from coffret.images.facts import Damage, Harm, Seen
from coffret.images.isolation import isolated
from coffret.images.norms import DEFAULT_PROFILE, PROFILES

# What a record's picture may be: what the norm of diffusion receives. Others are asked for as a JPEG.
FORMATS = PROFILES[DEFAULT_PROFILE].formats
UNREADABLE = "unreadable"
TOO_LARGE = "too_large"
# Harms with which a picture cannot be kept; bytes after its end are told, not refused.
_FATAL = (
    Harm.EMPTY, Harm.UNKNOWN, Harm.TRUNCATED, Harm.CORRUPT, Harm.POLYGLOT, Harm.ACTIVE,
    Harm.TOO_MANY_PIXELS, Harm.TOO_HEAVY, Harm.GAVE_UP, Harm.UNDECODED,
)  # fmt: skip


def probe(path: Path) -> Seen:
    """Return what the file at ``path`` is; raises Refused (code « unreadable » or « too_large », facts value, reason).

    Raises OSError when the file cannot be opened.
    """
    seen = isolated.look(path)
    damage = seen.harmed(*_FATAL)
    if damage:
        code = TOO_LARGE if damage.harm in {Harm.TOO_MANY_PIXELS, Harm.TOO_HEAVY} else UNREADABLE
        raise _refused(code, path, reason_of_harm(seen, damage))
    if seen.animated:
        raise _refused(UNREADABLE, path, _("image animée"))
    if seen.format not in FORMATS:
        raise _refused(UNREADABLE, path, _not_received(seen))
    return seen


def _not_received(seen: Seen) -> str:
    if seen.format == "HEIC":
        return _(
            "format HEIC des téléphones, que rien ne décode ici ; sur un iPhone : Réglages, Appareil photo, Formats, "
            "« Le plus compatible »"
        )
    if seen.format:
        return _("format {format}, qui n’est pas reçu").format(format=seen.format)
    return _("ni JPEG, ni PNG, ni TIFF, ni WebP, ni JPEG 2000")


def reason_of_harm(seen: Seen, damage: Damage) -> str:
    """Return why a picture is refused, in the reader's language."""
    told = {
        Harm.EMPTY: _("fichier vide"),
        Harm.TOO_MANY_PIXELS: _("{width} × {height} pixels").format(width=seen.width, height=seen.height),
        Harm.TOO_HEAVY: _("plus d’un gigaoctet"),
        Harm.TRUNCATED: _("image tronquée, le bas en est perdu"),
        Harm.CORRUPT: _("image endommagée"),
        Harm.POLYGLOT: _("un autre fichier s’y cache"),
        Harm.GAVE_UP: _("son décodage a dépassé les limites de mémoire ou de temps"),
    }
    return told.get(damage.harm) or _not_received(seen)


def _refused(code: str, path: Path, reason: str) -> Refused:
    sentence = _("Image {name} illisible : {reason}. Déposez-la de nouveau en JPEG, PNG, TIFF, WebP ou JPEG 2000.")
    return Refused(sentence.format(name=path.name, reason=reason), code=code, value=path.name, reason=reason)
