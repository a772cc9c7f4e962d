"""A first pass over the bytes of a file, by chunks: is it text, in which encoding, and do its lines have an end?

What it learns lets the readers that follow read lines without fear (none is longer than ``LINE_LIMIT``) and look for odd
characters only in files that have some.
"""

import codecs
import io
import re
from dataclasses import dataclass
from pathlib import Path
from typing import IO, TextIO

from coffret.formats import refusals

CHUNK = 1 << 20
LINE_LIMIT = 4 << 20
UTF8_BOM = codecs.BOM_UTF8
# The mark as other programs mangled it: read as Windows-1252, then saved as UTF-8.
MANGLED_BOM = "ï»¿".encode()
MIXED = "coffret.windows-1252"

_C0 = bytes(n for n in range(32) if n not in (9, 10, 13)) + b"\x7f"
_HIGH = bytes(range(128, 256))
_C1_UTF8 = re.compile(rb"\xc2[\x80-\x9f]")
# « Ã », « Â », « â€ » and « � » in UTF-8: worth a closer look, value by value.
_MOJIBAKE_UTF8 = (b"\xc3\x83", b"\xc3\x82", b"\xc3\xa2\xe2\x82\xac", b"\xef\xbf\xbd", b"\xc3\xaf\xc2\xbb")
_C1_BYTES = re.compile(rb"[\x80-\x9f]")
_NOT_CP1252 = re.compile(rb"[\x81\x8d\x8f\x90\x9d]")
_SIGNATURES: tuple[tuple[bytes, str], ...] = (
    (b"%PDF", "un document PDF"),
    (b"\x89PNG", "une image PNG"),
    (b"\xff\xd8\xff", "une image JPEG"),
    (b"II*\x00", "une image TIFF"),
    (b"MM\x00*", "une image TIFF"),
    (b"GIF8", "une image GIF"),
    (b"\xd0\xcf\x11\xe0", "un ancien document Office (.xls, .doc)"),
    (b"{\\rtf", "un document RTF"),
    (b"SQLite format 3", "une base SQLite"),
    (b"\x7fELF", "un programme"),
)
_ARCHIVES = (
    (b"\x1f\x8b", "gzip"),
    (b"7z\xbc\xaf", "7-Zip"),
    (b"Rar!", "RAR"),
    (b"BZh", "bzip2"),
    (b"\xfd7zXZ", "xz"),
    (b"\x28\xb5\x2f\xfd", "zstd"),
)


@dataclass(slots=True)
class Scan:
    """What the first pass learnt.

    ``encoding``: utf-8, utf-8-sig, windows-1252 or latin-1; ``mixed_line``: in a UTF-8 file, the first line with bytes of
    Windows-1252 (0 = none). ``skip``: bytes of marks at the start; ``mangled``: one of them was mojibake. ``suspect``: the
    file holds something that may be mojibake or control characters; ``tabs``, ``slashes``: it holds tabs, `//` outside
    of URLs. ``long_line``: (line, size) of the first line beyond LINE_LIMIT, or None. ``lines``: line ends counted.
    """

    path: Path
    encoding: str = "utf-8"
    mixed_line: int = 0
    skip: int = 0
    mangled: bool = False
    suspect: bool = False
    tabs: bool = False
    slashes: bool = False
    long_line: tuple[int, int] | None = None
    lines: int = 0
    ends_with_newline: bool = False

    @property
    def name(self) -> str:
        """Return the name of the file."""
        return self.path.name

    def open(self) -> TextIO:
        """Return the text of the file after its marks, line ends untouched. Mixed bytes are read as Windows-1252."""
        handle: IO[bytes] = self.path.open("rb")
        handle.seek(self.skip)
        encoding = "utf-8" if self.encoding == "utf-8-sig" else self.encoding
        errors = MIXED if encoding == "utf-8" else "strict"
        return io.TextIOWrapper(handle, encoding=encoding, errors=errors, newline="")

    def check_lines(self) -> None:
        """Raise Refused when a line is too long for a reader of lines."""
        if self.long_line:
            raise refusals.line_too_long(self.name, *self.long_line, LINE_LIMIT)


def read_as_windows_1252(error: UnicodeError) -> tuple[str, int]:
    """Decode the bytes that are no UTF-8 as Windows-1252, those unknown to it as Latin-1 (an error handler of codecs)."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return "".join(_windows(byte) for byte in error.object[error.start : error.end]), error.end


def _windows(byte: int) -> str:
    try:
        return bytes([byte]).decode("cp1252")
    except UnicodeDecodeError:
        return chr(byte)


codecs.register_error(MIXED, read_as_windows_1252)


def scan(path: Path) -> Scan:
    """Read the whole of ``path`` once, by chunks; raises Refused when it is empty, binary, UTF-16 or an archive.

    Zip files are not for this function: ``spreadsheets`` looks into them.
    """
    result = Scan(path)
    with path.open("rb") as handle:
        head = handle.read(4096)
        _refuse_other_kinds(result.name, head)
        _skip_marks(result, head)
        handle.seek(result.skip)
        _Pass(result).run(handle)
    return result


def _refuse_other_kinds(name: str, head: bytes) -> None:
    if not head.strip(b" \t\r\n\x0b\x0c\xef\xbb\xbf") and len(head) < 4096:
        raise refusals.empty(name)
    for start, kind in _ARCHIVES:
        if head.startswith(start):
            raise refusals.archive(name, kind)
    for start, kind in _SIGNATURES:
        if head.startswith(start):
            raise refusals.binary(name, 0, None, f"0x{head[0]:02X}", kind)
    variant = _utf16(head)
    if variant:
        raise refusals.utf16(name, variant)


def _utf16(head: bytes) -> str:
    """Return utf-16-le or utf-16-be when the head looks so (mark, or every other byte mostly NUL), else « »."""
    if head.startswith(codecs.BOM_UTF16_LE):
        return "utf-16-le"
    if head.startswith(codecs.BOM_UTF16_BE):
        return "utf-16-be"
    half = len(head) // 2
    if half >= 4 and head[1::2].count(0) > half * 0.7 and head[::2].count(0) < half * 0.1:
        return "utf-16-le"
    if half >= 4 and head[::2].count(0) > half * 0.7 and head[1::2].count(0) < half * 0.1:
        return "utf-16-be"
    return ""


def _skip_marks(result: Scan, head: bytes) -> None:
    while True:
        rest = head[result.skip :]
        if rest.startswith(UTF8_BOM):
            result.skip += len(UTF8_BOM)
            result.encoding = "utf-8-sig"
        elif rest.startswith(MANGLED_BOM):
            result.skip += len(MANGLED_BOM)
            result.mangled = True
        else:
            return


class _Pass:
    """The pass itself: feeds each chunk to the looks it needs, keeping two bytes of the chunk before for the seams."""

    def __init__(self, result: Scan) -> None:
        self.result = result
        self.offset = result.skip
        self.run_length = 0  # of the line the chunk before ended in
        self.blank = True
        self.decoder = codecs.getincrementaldecoder("utf-8")()
        self.bad_line = 0
        self.utf8_bytes = self.other_bytes = 0
        self.c1 = self.not_cp1252 = self.mojibake = False

    def run(self, handle: IO[bytes]) -> None:
        """Read to the end and decide."""
        tail = b""
        chunk = b""
        while data := handle.read(CHUNK):
            chunk = data
            self._binary(chunk)
            self._encoding(chunk)
            self._oddities(tail + chunk)
            self._lines(chunk)
            self.blank = self.blank and not chunk.strip()
            tail = chunk[-2:]
            self.offset += len(chunk)
        if self.blank:
            raise refusals.empty(self.result.name)
        self.result.ends_with_newline = chunk.endswith((b"\n", b"\r"))
        self._decide()

    def _binary(self, chunk: bytes) -> None:
        at = chunk.find(0)
        if at >= 0:
            line = self.result.lines + _line_ends(chunk[:at]) + 1
            raise refusals.binary(self.result.name, self.offset + at, line, "NUL (0x00)")

    def _encoding(self, chunk: bytes) -> None:
        if not self.bad_line:
            try:
                self.decoder.decode(chunk)
            except UnicodeDecodeError as error:
                self.bad_line = self.result.lines + _line_ends(error.object[: error.start]) + 1
                self.decoder = codecs.getincrementaldecoder("utf-8")("ignore")
        if self.bad_line:
            self._weigh(chunk)
        elif not chunk.isascii():
            self.utf8_bytes += len(chunk) - len(chunk.translate(None, _HIGH))

    def _weigh(self, chunk: bytes) -> None:
        """Count the bytes that make good UTF-8 and the others: one file may hold both."""
        plain = len(chunk.translate(None, _HIGH))
        good = len(chunk.decode("utf-8", "ignore").encode()) - plain
        self.utf8_bytes += good
        self.other_bytes += len(chunk) - plain - good
        self.c1 = self.c1 or bool(_C1_BYTES.search(chunk))
        self.not_cp1252 = self.not_cp1252 or bool(_NOT_CP1252.search(chunk))

    def _oddities(self, chunk: bytes) -> None:
        found = self.result
        found.tabs = found.tabs or b"\t" in chunk
        found.slashes = found.slashes or chunk.count(b"//") != chunk.count(b"://")
        if not found.suspect:
            found.suspect = (
                len(chunk.translate(None, _C0)) != len(chunk)
                or bool(_C1_UTF8.search(chunk))
                or any(odd in chunk for odd in _MOJIBAKE_UTF8)
            )

    def _lines(self, chunk: bytes) -> None:
        first = _first_line_end(chunk)
        if first < 0:
            self.run_length += len(chunk)
            return
        self._long(self.run_length + first)
        self.result.lines += _line_ends(chunk)
        self.run_length = len(chunk) - 1 - max(chunk.rfind(b"\n"), chunk.rfind(b"\r"))

    def _long(self, size: int) -> None:
        if size > LINE_LIMIT and self.result.long_line is None:
            self.result.long_line = (self.result.lines + 1, size)

    def _decide(self) -> None:
        self._long(self.run_length)
        found = self.result
        unfinished = len(self.decoder.getstate()[0])
        if not self.bad_line and not unfinished:
            return
        if not self.bad_line:  # it ends in the middle of a character: cut, or the only accent of a Latin-1 file
            self.utf8_bytes, self.other_bytes = self.utf8_bytes - unfinished, unfinished
        if self.utf8_bytes >= 2 * self.other_bytes:
            found.mixed_line = self.bad_line or found.lines + 1
        else:
            found.encoding = "windows-1252" if self.c1 and not self.not_cp1252 else "latin-1"
        found.suspect = True


def _first_line_end(chunk: bytes) -> int:
    ends = [at for at in (chunk.find(b"\n"), chunk.find(b"\r")) if at >= 0]
    return min(ends, default=-1)


def _line_ends(chunk: bytes) -> int:
    """Count line ends; « CR LF » is one (a pair cut by a seam counts twice: only the number of a line shown suffers)."""
    returns = chunk.count(b"\r")
    return chunk.count(b"\n") + (returns - chunk.count(b"\r\n") if returns else 0)
