"""The description of an ICC profile (ICC.1:2001-04 « desc », ICC.1:2010 « mluc »)."""

from coffret.images.reading.window import cleaned

# Shown for a profile that has no description, or one that cannot be read: it is there all the same.
UNNAMED = "?"
_TAGS_LIMIT = 200
_LONGEST = 400


def description(profile: bytes) -> str:
    """Return the description of ``profile``, « ? » when it tells none, « » when these bytes are no profile."""
    if len(profile) < 132 or profile[36:40] != b"acsp":
        return ""
    for index in range(min(_number(profile, 128), _TAGS_LIMIT)):
        at = 132 + 12 * index
        if profile[at : at + 4] == b"desc":
            start, length = _number(profile, at + 4), _number(profile, at + 8)
            return cleaned(_text(profile[start : start + length])) or UNNAMED
    return UNNAMED


def _number(data: bytes, at: int, length: int = 4) -> int:
    return int.from_bytes(data[at : at + length], "big")


def _text(tag: bytes) -> str:
    if tag[:4] == b"desc":
        length = min(_number(tag, 8), _LONGEST)
        return tag[12 : 12 + length].split(b"\0")[0].decode("latin-1")
    if tag[:4] == b"mluc":
        return _localised(tag)
    if tag[:4] == b"text":
        return tag[8 : 8 + _LONGEST].split(b"\0")[0].decode("latin-1")
    return ""


def _localised(tag: bytes) -> str:
    """Return the English text, or else the first one."""
    texts: dict[bytes, str] = {}
    width = max(12, _number(tag, 12))
    for index in range(min(_number(tag, 8), 100)):
        at = 16 + width * index
        length, start = min(_number(tag, at + 4), 2 * _LONGEST), _number(tag, at + 8)
        texts.setdefault(tag[at : at + 2], tag[start : start + length].decode("utf-16-be", errors="replace"))
    return texts.get(b"en") or next(iter(texts.values()), "")
