"""The signs of what REC060-REC072 look for in any text: most values bear none, and those rules are not asked."""

from coffret.base.mojibake import SUSPECT
from coffret.base.text import fold

LONGEST = 10_000
# Longer texts say something.
_SHORT = 20
_BLANK = {
    "non renseigne", "non renseignee", "n/a", "na", "null", "none", "nan", "nc", "n.c.", "nr", "n.r.", "vide",
    "xxx", "xx", "x", "-", "--", "---", ".", "..", "...", "?", "??", "???", "/", "0000", "#n/a", "#ref!", "#value!",
    "#valeur!", "#nom?", "a completer", "a renseigner", "sans objet", "undefined",
}  # fmt: skip
_FIRST = frozenset(" =@+-")


def says_nothing(text: str) -> bool:
    """Say whether a text only fills its field: « Non renseigné », « N/A », « ??? »."""
    return len(text) < _SHORT and fold(text) in _BLANK


def unusual(text: str) -> bool:
    """Say whether a text, which is not empty, has anything of what REC060-REC072 look for.

    A character that is not printable is a tab, a command, or a space that is not the plain one.
    """
    plain = text.isascii()
    return (
        not text.isprintable()
        or "#" in text
        or "?" in text
        or "&" in text
        or "<" in text
        or "\ufffd" in text
        or "  " in text
        or "//" in text
        or text[0] in _FIRST
        or text[-1] == " "
        or (not plain and SUSPECT.search(text) is not None)
        or (len(text) < _SHORT and (text.lower() if plain else fold(text)) in _BLANK)
        or len(text) > LONGEST
    )
