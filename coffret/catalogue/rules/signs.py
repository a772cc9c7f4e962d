"""The signs of what REC060-REC072 look for in any text: most values bear none, and those rules are not asked."""

import re

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
_BLANK_STARTS = frozenset(first for word in _BLANK for first in (word[0], word[0].upper()))
# The letters of nearly every text: printable, none of « # ? & < », and none of what a wrong decoding leaves after another.
_USUAL = re.compile("[ !\"$%'-;=>@-~\u00c0-\u00ff]*")


def says_nothing(text: str) -> bool:
    """Say whether a text only fills its field: « Non renseigné », « N/A », « ??? »."""
    return len(text) < _SHORT and fold(text) in _BLANK


def _may_be_blank(text: str) -> bool:
    """Say what ``says_nothing`` does, of a text that begins with no space: nearly all are told by their first letter."""
    if len(text) >= _SHORT or (text[0] not in _BLANK_STARTS and text[0].isascii()):
        return False
    return (text.lower() if text.isascii() else fold(text)) in _BLANK


def unusual(text: str) -> bool:
    """Say whether a text, which is not empty, has anything of what REC060-REC072 look for.

    A character that is not printable is a tab, a command, or a space that is not the plain one.
    """
    if _USUAL.fullmatch(text):
        return (
            "  " in text
            or "//" in text
            or text[0] in _FIRST
            or text[-1] == " "
            or _may_be_blank(text)
            or len(text) > LONGEST
        )
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
        or SUSPECT.search(text) is not None
        or _may_be_blank(text)
        or len(text) > LONGEST
    )
