"""What hides in an image: another file after its end, an archive read from its last bytes, a program in its comments.

The signatures are those that the readers of these files look for. Long ones only are looked for among free bytes:
chance writes four given bytes once in four thousand files of a megabyte, six once in a hundred million.
"""

import re

from coffret.images.facts import Harm
from coffret.images.reading.window import Sketch, Window

# What a file begins with, for kinds that are no image.
_STARTS: tuple[tuple[str, bytes], ...] = (
    ("zip", b"PK\x03\x04"),
    ("zip", b"PK\x05\x06"),
    ("pdf", b"%PDF-"),
    ("elf", b"\x7fELF"),
    ("rar", b"Rar!\x1a\x07"),
    ("7z", b"7z\xbc\xaf\x27\x1c"),
    ("script", b"#!/"),
    ("php", b"<?php"),
)
_OTHER_STARTS: tuple[tuple[str, bytes], ...] = (
    ("gzip", b"\x1f\x8b\x08"),
    ("ole", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"),
    ("rtf", b"{\\rtf"),
    ("eps", b"%!PS"),
    ("jxl", b"\xff\x0a"),
    ("jxl", b"\x00\x00\x00\x0cJXL "),
    ("ico", b"\x00\x00\x01\x00"),
)
_WEB = re.compile(rb"\s*(?:<!--.*?-->\s*)?<(?:html|script|!doctype\s+html|head|body|iframe)[\s>]", re.I | re.S)
# Each branch begins with a plain letter: the search is then many times quicker.
_INSIDE = re.compile(
    rb"PK\x03\x04[\x0a\x14\x2d\x33]\x00|%PDF-[12]\.|<\?php\s|<(?i:html|script|!doctype html)[\s>]|"
    rb"\x7fELF[\x01\x02][\x01\x02]\x01|Rar!\x1a\x07|7z\xbc\xaf\x27\x1c|This program cannot be run in DOS mode"
)
_BY_LETTER = {b"P": "zip", b"%": "pdf", b"<": "html", b"\x7f": "elf", b"R": "rar", b"7": "7z", b"T": "exe"}
# The end of an archive: its record may be followed by 65,535 bytes of comment.
_ZIP_END = b"PK\x05\x06"
_ZIP_TAIL = 65_557
# How far browsers and readers look for the start of a document.
_SNIFFED = 1024
_SEARCHED = 1 << 20


def kind_of(head: bytes) -> str:
    """Return what a file that is no image is, by its first bytes: zip, pdf, exe, elf, html… or « »."""
    kind = _started(head)
    if kind:
        return kind
    if head[4:8] == b"ftyp":
        return "mp4"
    return next((name for name, start in _OTHER_STARTS if head.startswith(start)), "")


def after_end(file: Window, end: int, found: Sketch, known: str = "") -> None:
    """Note what follows the end of the image at ``end``: TRAILING with its length (or ``known``, what the image itself
    announces), POLYGLOT when another kind of file is there.
    """
    if end >= file.size:
        return
    found.harm(Harm.TRAILING, end, known or str(file.size - end))
    tail = file.at(end, min(file.size - end, _SEARCHED))
    kind = _started(tail[:_SNIFFED].lstrip(b"\x00\xff \t\r\n")) or contained(tail)
    if kind:
        found.harm(Harm.POLYGLOT, end, kind)


def contained(data: bytes) -> str:
    """Return the kind of file or program whose signature is somewhere in ``data``, or « »."""
    match = _INSIDE.search(data)
    if not match:
        return ""
    return "php" if match[0].startswith(b"<?") else _BY_LETTER[match[0][:1]]


def elsewhere(file: Window, found: Sketch) -> None:
    """Note a document that starts in the first kilobyte, and an archive that ends with the file."""
    if found.format != "PDF":
        start = file.at(0, _SNIFFED).find(b"%PDF-")
        if start >= 0:
            found.harm(Harm.POLYGLOT, start, "pdf")
    if all(one.harm is not Harm.POLYGLOT for one in found.damages):
        end = _zip_end(file)
        if end >= 0:
            found.harm(Harm.POLYGLOT, end, "zip")


def _started(head: bytes) -> str:
    kind = next((name for name, start in _STARTS if head.startswith(start)), "")
    if not kind and head.startswith(b"MZ") and (b"PE\x00\x00" in head or b"DOS mode" in head):
        kind = "exe"
    return kind or ("html" if _WEB.match(head[:_SNIFFED]) else "")


def _zip_end(file: Window) -> int:
    """Return where the end record of a sound archive is, or -1: its directory must be where it says."""
    start = max(0, file.size - _ZIP_TAIL)
    tail = file.at(start, file.size - start)
    # Most files have none, and looking forward is the quicker way to know.
    place = tail.rfind(_ZIP_END) if _ZIP_END in tail else -1
    if place < 0 or len(tail) < place + 22:
        return -1
    length = int.from_bytes(tail[place + 12 : place + 16], "little")
    directory = start + place - length
    sound = length > 0 and file.at(directory, 4) == b"PK\x01\x02"
    return start + place if sound else -1
