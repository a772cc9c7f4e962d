"""Text read in the wrong encoding, and how to read it right again.

UTF-8 taken for Windows-1252 shows « Ã© » for « é »; taken twice, « ÃƒÂ© ». The way back is sound only when the
suspect letters, written in that encoding, are valid UTF-8: then chance is excluded.
"""

import re

# The letters that the first byte of a UTF-8 sequence becomes, then the characters its other bytes become.
_CP1252_HIGH = "€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ"
_LEAD = "[\u00c2-\u00f4]"
_TRAIL = f"[\u0080-\u00bf{_CP1252_HIGH}]"
SUSPECT = re.compile(f"{_LEAD}{_TRAIL}+")
_BYTES = {char: char.encode("cp1252") for char in _CP1252_HIGH}
_DEPTH = 3
# What French texts hold: « é » followed by a no-break space and « » » is valid UTF-8 for a Chinese character.
_PLAUSIBLE = re.compile("[\u0080-\u024f\u02b0-\u02ff\u0370-\u04ff\u1e00-\u1eff\u2000-\u22ff]+")
# « Â » standing before a blank or a French quote: the no-break space or the mark lost half of itself on the way.
_HALF_SPACE = re.compile("\u00c2(?=[ \u00a0])")


def repaired(text: str) -> str | None:
    """Return ``text`` with its wrongly decoded sequences decoded again, or None when none is soundly so."""
    result = text
    for _round in range(_DEPTH):
        again = SUSPECT.sub(lambda match: _decoded(match.group()), result)
        if again == result:
            break
        result = again
    if result != text:
        result = _HALF_SPACE.sub("", result)
    return result if result != text else None


def _decoded(chunk: str) -> str:
    """Return a suspect run decoded, longest valid sequences first; what is not UTF-8 stays as it is."""
    raw = b"".join(_BYTES.get(char) or char.encode("latin-1") for char in chunk)
    try:
        decoded, rest = raw.decode("utf-8"), ""
    except UnicodeDecodeError as error:
        decoded, rest = raw[: error.start].decode("utf-8"), chunk[error.start :]
    return decoded + rest if _PLAUSIBLE.fullmatch(decoded) else chunk
