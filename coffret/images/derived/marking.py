"""What a derivative says of itself: its credit, its rights, its work, and 72 dpi, written in EXIF, IPTC and XMP alike.

Written by hand because libvips turns « © » into « (C) » and no library here writes the three together. Texts are UTF-8
everywhere; IPTC says so (1:90), EXIF's are bytes that every reader of today takes for UTF-8. IPTC's old lengths (32
characters for a credit) are not kept to: a credit cut in the middle names nobody, and the three must say the same
(Metadata Working Group, Guidelines 2.0, 2010).
"""

import hashlib
import re
import struct
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, fields, replace
from typing import Any
from xml.sax.saxutils import escape

from coffret.images.facts import Metadata
from coffret.images.limits import RESOLUTION

DPI = int(RESOLUTION)
EXIF_HEAD = b"Exif\0\0"
XMP_HEAD = b"http://ns.adobe.com/xap/1.0/\0"
PHOTOSHOP_HEAD = b"Photoshop 3.0\0"
ICC_HEAD = b"ICC_PROFILE\0"
# Longer texts belong to the record: the three blocks must fit in one segment each.
LONGEST = 1500
PUBLIC_DOMAIN = re.compile(r"^https?://creativecommons\.org/(publicdomain|licenses/publicdomain)/", re.IGNORECASE)
# What XML 1.0 forbids, and what a line of metadata has no use for.
_UNWRITABLE = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]+")
_SIGN = re.compile(r"©|\(c\)|copyright", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Marks:
    """What to write in a derivative; « » leaves out. ``identifier``: REF; ``inventory`` and ``author``: of the work."""

    creator: str = ""
    credit: str = ""
    copyright: str = ""
    usage_terms: str = ""
    rights_url: str = ""
    title: str = ""
    description: str = ""
    identifier: str = ""
    source: str = ""
    inventory: str = ""
    author: str = ""

    def as_json(self) -> dict[str, str]:
        """Return it as plain data."""
        return asdict(self)

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> "Marks":
        """Return it from what ``as_json`` gave; raises TypeError for an unknown key."""
        return cls(**{key: str(text) for key, text in data.items()})

    @property
    def free(self) -> bool:
        """Say whether the licence puts the picture in the public domain."""
        return bool(PUBLIC_DOMAIN.match(self.rights_url))


def completed(marks: Marks, found: Metadata) -> Marks:
    """Return the marks asked for, with what the source said where they are silent; never its owner, serial or place.

    A credit asked for drives out the source's: a file must not give two. Without a notice of copyright, one is made of
    the credit, « © » before it unless the licence is the public domain.
    """
    kept = Marks(
        creator=found.creator,
        description=found.description,
        title=found.title,
        source=found.source,
        identifier=found.identifier,
        rights_url=found.rights_url,
        usage_terms=found.usage_terms,
    )
    if not marks.credit:
        kept = replace(kept, credit=found.credit, copyright=found.copyright)
    if marks.rights_url:
        kept = replace(kept, usage_terms="")
    merged = {one.name: tidy(getattr(marks, one.name) or getattr(kept, one.name)) for one in fields(Marks)}
    whole = Marks(**merged)
    creator = whole.creator or _SIGN.sub("", whole.credit).strip(" ,;:-–")
    return replace(whole, creator=creator, copyright=whole.copyright or _notice(whole))


def _notice(marks: Marks) -> str:
    if not marks.credit or marks.free or _SIGN.search(marks.credit):
        return marks.credit
    return f"© {marks.credit}"


def tidy(text: str) -> str:
    """Return ``text`` on one line, without what metadata cannot hold, cut at LONGEST characters."""
    text = " ".join(_UNWRITABLE.sub(" ", text).split())
    return text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"


def jfif() -> bytes:
    """Return the payload of APP0: 72 × 72 pixels per inch, no thumbnail."""
    return struct.pack(">5sBBBHHBB", b"JFIF\0", 1, 1, 1, DPI, DPI, 0, 0)


def icc(profile: bytes) -> list[bytes]:
    """Return the payloads of APP2 that carry a profile, in chunks of what a segment holds."""
    size = 65_000
    chunks = [profile[start : start + size] for start in range(0, len(profile), size)]
    return [ICC_HEAD + bytes((number, len(chunks))) + chunk for number, chunk in enumerate(chunks, 1)]


def photoshop(marks: Marks) -> bytes:
    """Return the payload of APP13: resolution (0x03ED), IPTC (0x0404) with its digest (0x0425), rights (0x040A, 0x040B)."""
    resolution = struct.pack(">IHHIHH", DPI << 16, 1, 1, DPI << 16, 1, 1)
    iptc = _iptc(marks)
    # The digest tells readers that IPTC and XMP agree (Metadata Working Group, 2010, § 3.3).
    blocks = [(0x03ED, resolution), (0x0404, iptc), (0x0425, hashlib.md5(iptc, usedforsecurity=False).digest())]
    if marks.copyright:
        blocks.append((0x040A, b"\x00" if marks.free else b"\x01"))
    if marks.rights_url:
        blocks.append((0x040B, marks.rights_url.encode("ascii", "ignore")))
    return PHOTOSHOP_HEAD + b"".join(_block(number, data) for number, data in sorted(blocks))


def _block(number: int, data: bytes) -> bytes:
    return b"8BIM" + struct.pack(">HHI", number, 0, len(data)) + data + b"\0" * (len(data) % 2)


def _iptc(marks: Marks) -> bytes:
    """Return IPTC-IIM 4 in UTF-8: title, creator, credit, source, copyright, description."""
    texts = (
        (5, marks.title),
        (80, marks.creator),
        (110, marks.credit),
        (115, marks.source),
        (116, marks.copyright),
        (120, marks.description),
    )
    sets = [(1, 90, b"\x1b%G"), (2, 0, b"\0\4"), *((2, number, text.encode()) for number, text in texts if text)]
    return b"".join(struct.pack(">BBBH", 0x1C, record, number, len(data)) + data for record, number, data in sets)


def xmp(marks: Marks) -> bytes:
    """Return the payload of APP1: the XMP packet, with the work itself as IPTC's ArtworkOrObject."""
    said = [
        _plain("dc:format", "image/jpeg"),
        _list("dc:creator", "Seq", marks.creator),
        _words("dc:title", marks.title),
        _words("dc:description", marks.description),
        _words("dc:rights", marks.copyright),
        _plain("dc:identifier", marks.identifier),
        _plain("photoshop:Credit", marks.credit),
        _plain("photoshop:Source", marks.source),
        _plain("xmpRights:Marked", _marked(marks)),
        _plain("xmpRights:WebStatement", marks.rights_url),
        _words("xmpRights:UsageTerms", marks.usage_terms),
        _artwork(marks),
        _plain("tiff:Orientation", "1"),
        _plain("tiff:XResolution", f"{DPI}/1"),
        _plain("tiff:YResolution", f"{DPI}/1"),
        _plain("tiff:ResolutionUnit", "2"),
    ]
    return XMP_HEAD + _PACKET.format(said="".join(f"\n   {one}" for one in said if one)).encode()


_PACKET = """<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/">
 <rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
  <rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/"
    xmlns:photoshop="http://ns.adobe.com/photoshop/1.0/" xmlns:xmpRights="http://ns.adobe.com/xap/1.0/rights/"
    xmlns:Iptc4xmpExt="http://iptc.org/std/Iptc4xmpExt/2008-02-29/" xmlns:tiff="http://ns.adobe.com/tiff/1.0/">{said}
  </rdf:Description>
 </rdf:RDF>
</x:xmpmeta>
<?xpacket end="r"?>"""


def _marked(marks: Marks) -> str:
    if marks.free:
        return "False"
    return "True" if marks.copyright else ""


def _artwork(marks: Marks) -> str:
    """Return the work shown: its title, author, REF and inventory number (IPTC Extension 1.5)."""
    inside = [
        _words("Iptc4xmpExt:AOTitle", marks.title),
        _list("Iptc4xmpExt:AOCreator", "Seq", marks.author),
        _plain("Iptc4xmpExt:AOSource", marks.source),
        _plain("Iptc4xmpExt:AOSourceInvNo", marks.inventory),
    ]
    if not (marks.inventory or marks.author):
        return ""
    item = f'<rdf:li rdf:parseType="Resource">{_joined(inside)}</rdf:li>'
    return f"<Iptc4xmpExt:ArtworkOrObject><rdf:Bag>{item}</rdf:Bag></Iptc4xmpExt:ArtworkOrObject>"


def _plain(name: str, text: str) -> str:
    return f"<{name}>{escape(text)}</{name}>" if text else ""


def _words(name: str, text: str) -> str:
    item = f'<rdf:li xml:lang="x-default">{escape(text)}</rdf:li>'
    return f"<{name}><rdf:Alt>{item}</rdf:Alt></{name}>" if text else ""


def _list(name: str, kind: str, text: str) -> str:
    return f"<{name}><rdf:{kind}><rdf:li>{escape(text)}</rdf:li></rdf:{kind}></{name}>" if text else ""


def _joined(parts: Iterable[str]) -> str:
    return "".join(part for part in parts if part)
