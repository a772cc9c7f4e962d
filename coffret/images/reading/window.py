"""How the header readers read: a window over the file that never reads past its end nor more than it is asked, and
the sketch of what was found so far. No pixel is decoded here, and nothing of the web framework is needed: these
modules run in the limited child process that opens hostile files.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, fields
from typing import BinaryIO

from coffret.images.facts import Damage, Harm, Metadata, Resolution, Seen

# First read of a file: the header of nearly every JPEG, its thumbnail included, is inside.
HEAD = 1 << 16
# Later reads: enough for the head of a chunk, a box or a directory.
PAGE = 1 << 12
# Longest metadata block taken (XMP, IPTC, a decompressed text), and longest colour profile.
BLOCK_LIMIT = 1 << 20
PROFILE_LIMIT = 1 << 22
# Longest text kept of one metadata field.
TEXT_LIMIT = 2_000
# Metadata win over one another in this order where they differ.
SOURCES = ("XMP", "IPTC", "EXIF", "TEXT")

_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
_FIELDS = {one.name for one in fields(Metadata)} - {"gps"}


class Short(Exception):  # noqa: N818 - an answer of the file, not a failure
    """The file stops before what it announces, at ``offset``."""

    def __init__(self, offset: int) -> None:
        super().__init__(f"stops at {offset}")
        self.offset = offset


class Broken(Exception):  # noqa: N818 - an answer of the file, not a failure
    """The file contradicts itself at ``offset``; ``detail`` is the plain name of what is wrong (« marker »…)."""

    def __init__(self, offset: int, detail: str) -> None:
        super().__init__(f"{detail} at {offset}")
        self.offset = offset
        self.detail = detail


class Window:
    """The bytes of a file by their place. One page is kept: reading forward costs few calls."""

    __slots__ = ("_page", "_start", "size", "stream")

    def __init__(self, stream: BinaryIO, size: int) -> None:
        self.stream = stream
        self.size = size
        self._start = 0
        self._page = self._load(0, min(HEAD, size))

    def at(self, offset: int, length: int) -> bytes:
        """Return the ``length`` bytes at ``offset``, fewer when the file ends before."""
        start = offset - self._start
        if start < 0 or start + length > len(self._page):
            if offset < 0 or offset >= self.size or length <= 0:
                return b""
            self._page = self._load(offset, min(max(length, PAGE), self.size - offset))
            self._start, start = offset, 0
        return self._page[start : start + length]

    def exactly(self, offset: int, length: int) -> bytes:
        """Return the ``length`` bytes at ``offset``; raises Short when they are not all there."""
        if offset < 0 or offset + length > self.size:
            raise Short(self.size)
        data = self.at(offset, length)
        if len(data) < length:
            raise Short(offset + len(data))
        return data

    def number(self, offset: int, length: int) -> int:
        """Return the big-endian unsigned number of ``length`` bytes at ``offset``; raises Short."""
        return int.from_bytes(self.exactly(offset, length), "big")

    def _load(self, offset: int, length: int) -> bytes:
        self.stream.seek(offset)
        data = self.stream.read(length)
        while 0 < len(data) < length and (more := self.stream.read(length - len(data))):
            data += more
        return data


class Memory(Window):
    """A block already read, seen as a window."""

    __slots__ = ()

    def __init__(self, data: bytes) -> None:  # no stream behind: the page is the whole
        self.size = len(data)
        self._start = 0
        self._page = data

    def _load(self, offset: int, length: int) -> bytes:
        return self._page


@dataclass(slots=True)
class Sketch:
    """What is found while a file is read: the facts of ``Seen``, not yet in order."""

    format: str = ""
    width: int = 0
    height: int = 0
    orientation: int = 1
    mode: str = ""
    depth: int = 0
    alpha: bool = False
    pages: int = 1
    animated: bool = False
    progressive: bool = False
    quality: int = 0
    compression: str = ""
    profile: str = ""
    gps: bool = False
    resolutions: list[Resolution] = field(default_factory=list)
    damages: list[Damage] = field(default_factory=list)
    words: dict[str, dict[str, str]] = field(default_factory=dict)
    _met: set[str] = field(default_factory=set)

    def first(self, name: str) -> bool:
        """Say whether a part called ``name`` is met for the first time: only one counts, a thousand would cost."""
        known = name in self._met
        self._met.add(name)
        return not known

    def harm(self, harm: Harm, offset: int = -1, detail: str = "") -> None:
        """Note a damage, once for each kind and detail."""
        if all((one.harm, one.detail) != (harm, detail) for one in self.damages):
            self.damages.append(Damage(harm, offset, detail))

    def resolution(self, place: str, x: float, y: float) -> None:
        """Note the pixels per inch declared at ``place``; zeros and nonsense declare nothing."""
        if 0.01 <= x < 1e6 and 0.01 <= y < 1e6:
            one = Resolution(place, round(x, 2), round(y, 2))
            if one not in self.resolutions:
                self.resolutions.append(one)

    def say(self, source: str, name: str, text: str) -> None:
        """Note the metadata field ``name`` as ``source`` (XMP, IPTC, EXIF, TEXT) says it; the first word stays."""
        if text and (text := cleaned(text)):
            self.words.setdefault(source, {}).setdefault(name, text)

    def seen(self, size: int) -> Seen:
        """Return the facts, pixels turned as the camera says, metadata merged in the order of ``SOURCES``."""
        turned = 5 <= self.orientation <= 8 and self.format not in {"HEIC", "AVIF"}
        width, height = (self.height, self.width) if turned else (self.width, self.height)
        return Seen(
            size, "", self.format, width, height, self.orientation, self.mode, self.depth, self.alpha, self.pages,
            self.animated, self.progressive, self.quality, self.compression, tuple(self.resolutions), self.profile,
            self._metadata(), tuple(self.damages),
        )  # fmt: skip

    def _metadata(self) -> Metadata:
        merged: dict[str, str] = {}
        for source in SOURCES:
            for name, text in self.words.get(source, {}).items():
                if name in _FIELDS:
                    merged.setdefault(name, text)
        return Metadata(**merged, gps=self.gps)


def cleaned(text: str) -> str:
    """Return ``text`` fit to be shown: no control character, no blank around, 2,000 characters at most."""
    return _CONTROLS.sub("", text[: 2 * TEXT_LIMIT]).strip()[:TEXT_LIMIT].rstrip()


def decoded(raw: bytes, *encodings: str) -> str:
    """Return ``raw`` read as UTF-8, or else in the first of ``encodings`` (Windows-1252 and Latin-1) that fits."""
    raw = raw[: 8 * TEXT_LIMIT]
    for encoding in ("utf-8", *(encodings or ("cp1252", "latin-1"))):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError as error:
            if encoding == "utf-8" and error.start >= len(raw) - 3 and error.start >= 4 * TEXT_LIMIT:
                return raw[: error.start].decode("utf-8")  # our own cut fell inside a letter
    return raw.decode("latin-1")


def joined(texts: Iterable[str]) -> str:
    """Return several values of one field as one text."""
    return "; ".join(text.strip() for text in texts if text.strip())
