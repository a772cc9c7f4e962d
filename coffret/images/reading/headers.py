"""What a file really is, from its bytes and never from its name: format, pixels, colours, resolutions, metadata, and
what is wrong with the file as far as it shows without decoding a pixel.
"""

from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO

from coffret.images.facts import Harm, Seen
from coffret.images.limits import PIXELS_LIMIT, SIZE_LIMIT
from coffret.images.reading import heif, hidden, jp2, jpeg, other, png, svg, tiff, webp
from coffret.images.reading.window import Broken, Short, Sketch, Window

_SNIFFED = 1 << 12

_READERS: dict[str, Callable[[Window, Sketch], None]] = {
    "JPEG": jpeg.read, "PNG": png.read, "TIFF": tiff.read, "WEBP": webp.read, "JP2": jp2.read, "HEIC": heif.read,
    "AVIF": heif.read, "GIF": other.read_gif, "BMP": other.read_bmp, "PSD": other.read_psd, "SVG": svg.read,
}  # fmt: skip


def read_path(path: Path) -> Seen:
    """Return what the file at ``path`` is; raises OSError when it cannot be read."""
    with path.open("rb", buffering=0) as stream:
        return read(stream, stream.seek(0, 2))


def read(stream: BinaryIO, size: int) -> Seen:
    """Return what the ``size`` bytes of ``stream`` are. Never raises on their account: what is wrong is in the damages.

    The stream can be sought and read into a buffer; the digest and whatever asks for pixels are left empty.
    """
    file, found = Window(stream, size), Sketch()
    head = file.at(0, _SNIFFED)
    found.format = format_of(head)
    if size == 0:
        found.harm(Harm.EMPTY, 0)
    elif not found.format:
        found.harm(Harm.UNKNOWN, 0, hidden.kind_of(head))
    else:
        _read_known(file, found)
    if size > SIZE_LIMIT:
        found.harm(Harm.TOO_HEAVY, -1, str(size))
    return found.seen(size)


def format_of(head: bytes) -> str:
    """Return the format whose signature begins ``head`` (the first kilobytes of a file), « » when there is none."""
    for name, begins in _SIGNATURES:
        if begins(head):
            return name
    # Readers of PDF take one that begins a little further.
    return "PDF" if b"%PDF-" in head[:1024] else ""


_SIGNATURES: tuple[tuple[str, Callable[[bytes], bool]], ...] = (
    ("JPEG", lambda head: head.startswith(b"\xff\xd8\xff")),
    ("PNG", lambda head: head.startswith(png.SIGNATURE)),
    ("TIFF", lambda head: head[:4] in {b"II*\x00", b"MM\x00*", b"II+\x00", b"MM\x00+"}),
    ("WEBP", lambda head: head[:4] == b"RIFF" and head[8:12] == b"WEBP"),
    ("JP2", lambda head: head.startswith((jp2.SIGNATURE, jp2.CODESTREAM))),
    ("AVIF", lambda head: heif.brand(head) == "AVIF"),
    ("HEIC", lambda head: heif.brand(head) == "HEIC"),
    ("GIF", lambda head: head[:6] in {b"GIF87a", b"GIF89a"}),
    ("BMP", other.is_bmp),
    ("PSD", lambda head: head[:6] in {b"8BPS\x00\x01", b"8BPS\x00\x02"}),
    ("PDF", lambda head: head.startswith(b"%PDF-")),
    ("SVG", svg.is_svg),
)


def _read_known(file: Window, found: Sketch) -> None:
    reader = _READERS.get(found.format)
    try:
        if reader:
            reader(file, found)
    except Short as short:
        found.harm(Harm.TRUNCATED, short.offset, "data")
    except Broken as broken:
        found.harm(Harm.CORRUPT, broken.offset, broken.detail)
    hidden.elsewhere(file, found)
    _judge_words(found)
    damaged = any(one.harm in {Harm.TRUNCATED, Harm.CORRUPT} for one in found.damages)
    if not damaged and found.format not in {"PDF", "SVG"} and not (found.width and found.height):
        found.harm(Harm.CORRUPT, -1, "dimensions")
    # A drawing has no pixels, whatever the side it gives itself.
    if found.width * found.height > PIXELS_LIMIT and found.format != "SVG":
        found.harm(Harm.TOO_MANY_PIXELS, -1, f"{found.width} × {found.height}")


def _judge_words(found: Sketch) -> None:
    """Note a program written in the metadata: some servers would run it."""
    for words in found.words.values():
        kind = hidden.contained("\n".join(words.values()).encode()) if words else ""
        if kind:
            found.harm(Harm.POLYGLOT, -1, kind)
