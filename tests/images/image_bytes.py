"""Images made for the tests: real ones by Pillow, and the segments, chunks, boxes and tags that are put into them."""

import io
import struct
import zlib
from collections.abc import Sequence

from PIL import Image, ImageCms

from coffret.images.facts import Harm, Seen
from coffret.images.reading import headers

SIZE = (64, 48)


def picture(mode: str = "RGB", size: tuple[int, int] = SIZE) -> Image.Image:
    """Return a picture of gradients: no two of its lines are alike."""
    grey = Image.linear_gradient("L").resize(size)
    other = grey.rotate(90, expand=False)
    return Image.merge("RGB", (grey, other, Image.eval(grey, lambda value: 255 - value // 2))).convert(mode)


def encoded(kind: str, mode: str = "RGB", size: tuple[int, int] = SIZE, **options: object) -> bytes:
    """Return a picture written in the format that Pillow calls ``kind``."""
    file = io.BytesIO()
    picture(mode, size).save(file, kind, **options)
    return file.getvalue()


def look(data: bytes) -> Seen:
    """Return what the headers of ``data`` say."""
    return headers.read(io.BytesIO(data), len(data))


def harms(data: bytes) -> list[tuple[Harm, str]]:
    """Return the damages of ``data``: kind and detail."""
    return [(one.harm, one.detail) for one in look(data).damages]


def places(data: bytes) -> dict[str, tuple[float, float]]:
    """Return the resolutions of ``data`` by place."""
    return {one.place: (one.x, one.y) for one in look(data).resolutions}


def segment(marker: int, payload: bytes) -> bytes:
    """Return a segment of JPEG."""
    return struct.pack(">BBH", 0xFF, marker, len(payload) + 2) + payload


def jpeg_with(*segments: bytes, **options: object) -> bytes:
    """Return a JPEG with these segments after its first marker."""
    data = encoded("JPEG", **options)
    return data[:2] + b"".join(segments) + data[2:]


def chunk(kind: bytes, payload: bytes) -> bytes:
    """Return a chunk of PNG."""
    return struct.pack(">I", len(payload)) + kind + payload + struct.pack(">I", zlib.crc32(kind + payload))


def png_with(*chunks: bytes, **options: object) -> bytes:
    """Return a PNG with these chunks after its header."""
    data = encoded("PNG", **options)
    return data[:33] + b"".join(chunks) + data[33:]


def box(kind: bytes, payload: bytes) -> bytes:
    """Return a box of HEIF or JPEG 2000."""
    return struct.pack(">I", len(payload) + 8) + kind + payload


Tag = tuple[int, int, object]


def tagged(tags: Sequence[Tag], order: str = "<", base: int = 8, following: int = 0, big: bool = False) -> bytes:
    """Return a directory of TIFF that stands at ``base``, and its longer values after it.

    A tag is its number, its type and its value: bytes, a number, a list of numbers or of ratios (pairs).
    """
    head, offset, width, room = ("Q", "Q", 20, 8) if big else ("H", "I", 12, 4)
    place = base + struct.calcsize("=" + head) + width * len(tags) + room
    entries, values = b"", b""
    for number, kind, value in sorted(tags, key=lambda tag: tag[0]):
        count, raw = _packed(kind, value, order)
        inline = raw.ljust(room, b"\x00")
        if len(raw) > room:
            inline = struct.pack(order + offset, place + len(values))
            values += raw + b"\x00" * (len(raw) % 2)
        entries += struct.pack(order + "HH" + offset, number, kind, count) + inline
    return struct.pack(order + head, len(tags)) + entries + struct.pack(order + offset, following) + values


def _packed(kind: int, value: object, order: str) -> tuple[int, bytes]:
    if isinstance(value, bytes):
        return len(value), value
    letter = {1: "B", 3: "H", 4: "I", 5: "I", 9: "i", 10: "i", 16: "Q"}[kind]
    values = list(value) if isinstance(value, list | tuple) else [value]
    flat = [part for one in values for part in (one if isinstance(one, tuple) else (one,))]
    return len(values), struct.pack(f"{order}{len(flat)}{letter}", *flat)


def exif(tags: Sequence[Tag] = (), camera: Sequence[Tag] = (), gps: Sequence[Tag] = (), order: str = "<") -> bytes:
    """Return an EXIF block: its main tags, those of the camera, those of the place."""
    pointers = [*([(34665, 4, 0)] if camera else []), *([(34853, 4, 0)] if gps else [])]
    length = len(tagged([*tags, *pointers], order))
    under, at = b"", 8 + length
    real: list[Tag] = []
    for number, inside in ((34665, camera), (34853, gps)):
        if inside:
            real.append((number, 4, at + len(under)))
            under += tagged(inside, order, at + len(under))
    header = (b"II*\x00" if order == "<" else b"MM\x00*") + struct.pack(order + "I", 8)
    return header + tagged([*tags, *real], order) + under


def tiff(*pages: Sequence[Tag], order: str = "<", big: bool = False, pixels: bytes = b"\x7f" * 64) -> bytes:
    """Return a TIFF of these directories, its pixels first; a grey picture of 8 × 8 unless a page says otherwise."""
    head = 16 if big else 8
    data, at = b"", head + len(pixels)
    for index, page in enumerate(pages):
        given = {tag[0] for tag in page}
        usual: list[Tag] = [
            (256, 3, 8), (257, 3, 8), (258, 3, 8), (259, 3, 1), (262, 3, 1), (273, 4, head), (277, 3, 1), (278, 3, 8),
            (279, 4, 64),
        ]  # fmt: skip
        tags = [*page, *(tag for tag in usual if tag[0] not in given)]
        length = len(tagged(tags, order, at, 0, big))
        following = at + length if index < len(pages) - 1 else 0
        data += tagged(tags, order, at, following, big)
        at += length
    mark = b"II" if order == "<" else b"MM"
    start = (
        struct.pack(order + "HHHQ", 43, 8, 0, 16 + len(pixels))
        if big
        else struct.pack(order + "HI", 42, 8 + len(pixels))
    )
    return mark + start + pixels + data


def xmp(inside: str, attributes: str = "") -> bytes:
    """Return an XMP packet with these properties, as elements and as attributes."""
    names = " ".join(
        f'xmlns:{prefix}="{uri}"'
        for prefix, uri in {
            "dc": "http://purl.org/dc/elements/1.1/",
            "tiff": "http://ns.adobe.com/tiff/1.0/",
            "exif": "http://ns.adobe.com/exif/1.0/",
            "aux": "http://ns.adobe.com/exif/1.0/aux/",
            "photoshop": "http://ns.adobe.com/photoshop/1.0/",
            "xmp": "http://ns.adobe.com/xap/1.0/",
            "xmpRights": "http://ns.adobe.com/xap/1.0/rights/",
            "cc": "http://creativecommons.org/ns#",
        }.items()
    )
    return (
        '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?><x:xmpmeta xmlns:x="adobe:ns:meta/">'
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
        f'<rdf:Description rdf:about="" {names} {attributes}>{inside}</rdf:Description></rdf:RDF></x:xmpmeta>'
        '<?xpacket end="w"?>'
    ).encode()


def alternative(name: str, *texts: tuple[str, str]) -> str:
    """Return an XMP property with a text for each language."""
    items = "".join(f'<rdf:li xml:lang="{language}">{text}</rdf:li>' for language, text in texts)
    return f"<{name}><rdf:Alt>{items}</rdf:Alt></{name}>"


def sequence(name: str, *texts: str) -> str:
    """Return an XMP property with several values."""
    return f"<{name}><rdf:Seq>{''.join(f'<rdf:li>{text}</rdf:li>' for text in texts)}</rdf:Seq></{name}>"


def in_jpeg(packet: bytes) -> bytes:
    """Return the segment that holds an XMP packet."""
    return segment(0xE1, b"http://ns.adobe.com/xap/1.0/\x00" + packet)


def dataset(number: int, text: bytes, record: int = 2) -> bytes:
    """Return a dataset of IPTC."""
    return struct.pack(">BBBH", 0x1C, record, number, len(text)) + text


def resource(number: int, data: bytes, name: bytes = b"") -> bytes:
    """Return a Photoshop resource."""
    title = bytes([len(name)]) + name
    title += b"\x00" * (len(title) % 2)
    return b"8BIM" + struct.pack(">H", number) + title + struct.pack(">I", len(data)) + data + b"\x00" * (len(data) % 2)


def photoshop(*resources: bytes) -> bytes:
    """Return the segment of JPEG that holds Photoshop resources."""
    return segment(0xED, b"Photoshop 3.0\x00" + b"".join(resources))


def resolution_info(x: float, y: float) -> bytes:
    """Return the Photoshop resource of resolution."""
    return resource(0x03ED, struct.pack(">IHHIHH", int(x * 65536), 1, 1, int(y * 65536), 1, 1))


def srgb() -> bytes:
    """Return the sRGB profile of Little CMS (version 4, its description localised)."""
    return ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()


def profile(description: bytes, kind: bytes = b"desc") -> bytes:
    """Return a profile with no other tag than its description: ``description`` is the content of that tag."""
    tag = kind + bytes(4) + description
    head = bytearray(128)
    head[36:40] = b"acsp"
    return bytes(head) + struct.pack(">I4sII", 1, b"desc", 144, len(tag)) + tag


def old_description(text: str) -> bytes:
    """Return the content of a description of version 2."""
    return struct.pack(">I", len(text) + 1) + text.encode() + b"\x00"


def icc_segments(data: bytes, parts: int = 1) -> bytes:
    """Return the segments of JPEG that hold a profile."""
    length = -(-len(data) // parts)
    cut = [data[start : start + length] for start in range(0, len(data), length)]
    return b"".join(
        segment(0xE2, b"ICC_PROFILE\x00" + bytes([index, len(cut)]) + part) for index, part in enumerate(cut, start=1)
    )
