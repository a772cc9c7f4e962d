"""What an uploaded document really is, by its content: read in the limited child process, which knows no Django.

``look`` answers a media type and a number of pages, or raises Unable with one of these reasons: « unknown » (no format
we offer), « damaged », « encrypted », « active » (it carries code), « old » (a binary format of before 2007), « page »
(HTML or SVG), « bomb » (it swells when opened), « empty ».
"""

import codecs
import re
import struct
import zlib
from contextlib import suppress
from pathlib import Path
from typing import Any, BinaryIO
from xml.parsers import expat
from zipfile import BadZipFile, LargeZipFile, ZipFile

from pypdf import PdfReader
from pypdf.errors import FileNotDecryptedError, PyPdfError
from pypdf.generic import DictionaryObject

from coffret.images.isolation.tasks import Unable

PDF = "application/pdf"
ZIP = "application/zip"
_ODF = "application/vnd.oasis.opendocument."
_OOXML = "application/vnd.openxmlformats-officedocument."
# Media type → its usual ending first, then the others one meets.
ENDINGS: dict[str, tuple[str, ...]] = {
    PDF: ("pdf",),
    _ODF + "text": ("odt",),
    _ODF + "spreadsheet": ("ods",),
    _ODF + "presentation": ("odp",),
    _OOXML + "wordprocessingml.document": ("docx",),
    _OOXML + "spreadsheetml.sheet": ("xlsx",),
    _OOXML + "presentationml.presentation": ("pptx",),
    "application/epub+zip": ("epub",),
    ZIP: ("zip",),
    "image/jpeg": ("jpg", "jpeg"),
    "image/png": ("png",),
    "image/tiff": ("tif", "tiff"),
    "image/webp": ("webp",),
    "application/xml": ("xml", "xsd", "rdf", "rng", "skos"),
    "application/json": ("json", "geojson", "jsonld"),
    "text/csv": ("csv", "tsv"),
    "text/plain": ("txt", "md", "ttl", "bib"),
}
_HEAD = 4096
_BLOCK = 1 << 20
# Entries of an archive, bytes of one of them that we read, and bytes they may all swell to.
_ENTRIES = 20_000
_READ = 4 << 20
_SWOLLEN = 4 << 30
# What Windows and others run at a click.
_RUN = re.compile(
    r"\.(exe|com|bat|cmd|scr|pif|msi|msp|dll|cpl|hta|vbs|vbe|js|jse|wsf|wsh|ps1|lnk|reg|jar|app|apk|sh|html?|svg)$",
    re.I,
)
_MACRO = re.compile(r"(^|/)(vbaproject\.bin|vbadata\.xml|macrosheets/.*|activex/.*|basic/.+|scripts/.+)$", re.I)
_PAGES = re.compile(rb"<(?:Pages|Slides)>([0-9]{1,6})</|meta:page-count=\"([0-9]{1,6})\"")
_MARKUP = re.compile(r"<\s*(!doctype\s+html|html|head|body|script|svg|iframe)\b", re.I)
_NO_TEXT = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
# What pypdf raises on a broken file, besides its own errors: each is the file's fault, never ours.
_BROKEN = (
    PyPdfError, ArithmeticError, AssertionError, AttributeError, LookupError, NotImplementedError, RecursionError,
    TypeError, ValueError, zlib.error, struct.error,
)  # fmt: skip


def look(path: str) -> dict[str, Any]:
    """Return {"media_type", "pages"} of the file at ``path``; raises Unable, OSError when it cannot be opened."""
    with open(path, "rb") as file:
        head = file.read(_HEAD)
        file.seek(0)
        if not head:
            raise Unable("empty")
        return _known(head, file, Path(path).suffix.lower().lstrip("."))


def _known(head: bytes, file: BinaryIO, ending: str) -> dict[str, Any]:
    if b"%PDF-" in head[:1024]:
        return {"media_type": PDF, "pages": _pdf(file)}
    if head[:4] in (b"PK\x03\x04", b"PK\x05\x06"):
        return _archive(file)
    if head[:8] == b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" or head[:5] == b"{\\rtf":
        raise Unable("old")
    image = _image(head)
    return {"media_type": image or _text(file, ending), "pages": None}


def _image(head: bytes) -> str:
    """Return the media type of a picture, whose own reader judges it after."""
    if head[:3] == b"\xff\xd8\xff":
        return "image/jpeg"
    if head[:8] == b"\x89PNG\r\n\x1a\n":
        return "image/png"
    if head[:4] in (b"II*\x00", b"MM\x00*"):
        return "image/tiff"
    return "image/webp" if head[:4] == b"RIFF" and head[8:12] == b"WEBP" else ""


# PDF ------------------------------------------------------------------------------------------------------------------


def _pdf(file: BinaryIO) -> int:
    """Return the number of pages; a PDF one cannot open, or that acts by itself, is refused."""
    try:
        reader = PdfReader(file)
        if reader.is_encrypted and not reader.decrypt(""):
            raise Unable("encrypted")
        pages = len(reader.pages)
        active = _acts(reader)
    except FileNotDecryptedError as error:
        raise Unable("encrypted") from error
    except _BROKEN as error:
        raise Unable("damaged", str(error)[:200]) from error
    if active:
        raise Unable("active", active)
    if not pages:
        raise Unable("damaged", "no page")
    return pages


def _acts(reader: PdfReader) -> str:
    """Return what a PDF would run by itself when it is opened, « » for nothing."""
    catalogue = reader.trailer["/Root"].get_object()
    if not isinstance(catalogue, DictionaryObject):
        raise Unable("damaged", "no catalogue")
    names = catalogue.get("/Names", DictionaryObject()).get_object()
    if isinstance(names, DictionaryObject) and "/JavaScript" in names:
        return "/JavaScript"
    action = catalogue.get("/OpenAction", DictionaryObject()).get_object()
    kind = str(action.get("/S", "")) if isinstance(action, DictionaryObject) else ""
    return kind if kind in ("/JavaScript", "/Launch", "/ImportData", "/SubmitForm") else ""


# Archives -------------------------------------------------------------------------------------------------------------


def _archive(file: BinaryIO) -> dict[str, Any]:
    try:
        with ZipFile(file) as archive:
            _sound(archive)
            media_type = _office(archive)
            return {"media_type": media_type, "pages": _pages(archive, media_type)}
    except (BadZipFile, LargeZipFile, zlib.error, EOFError, NotImplementedError, UnicodeDecodeError) as error:
        raise Unable("damaged", str(error)[:200]) from error


def _sound(archive: ZipFile) -> None:
    entries = archive.infolist()
    if len(entries) > _ENTRIES or sum(one.file_size for one in entries) > _SWOLLEN:
        raise Unable("bomb")
    if any(one.flag_bits & 0x1 for one in entries):
        raise Unable("encrypted")
    if not entries:
        raise Unable("empty")
    if any(one.filename.startswith("/") or ".." in one.filename.split("/") for one in entries):
        raise Unable("damaged", "a path out of the archive")


def _office(archive: ZipFile) -> str:
    """Return the media type of an archive: an office document says its own."""
    names = set(archive.namelist())
    said = ""
    if "mimetype" in names:
        said = _read(archive, "mimetype").decode("ascii", "replace").strip()
    elif "[Content_Types].xml" in names:
        said = _ooxml(_read(archive, "[Content_Types].xml"))
    if said in ENDINGS and said != ZIP:
        if found := next((name for name in sorted(names) if _MACRO.search(name)), ""):
            raise Unable("active", found[:100])
        return said
    if said:
        raise Unable("active" if "macroenabled" in said.lower() else "unknown", said[:100])
    if found := next((name for name in sorted(names) if _RUN.search(name)), ""):
        raise Unable("active", found[:100])
    return ZIP


def _ooxml(types: bytes) -> str:
    """Return the media type of an Office document from its list of parts."""
    if b"macroenabled" in types.lower():
        return "macroEnabled"
    found = re.search(rb"(application/vnd\.openxmlformats-officedocument\.[a-z.]+)\.main\+xml", types)
    return found[1].decode() if found else "application/unknown"


def _pages(archive: ZipFile, media_type: str) -> int | None:
    """Return the pages, or slides, an office document says it has; None when it does not say."""
    part = "meta.xml" if media_type.startswith(_ODF) else "docProps/app.xml"
    if media_type in (ZIP, "application/epub+zip") or part not in archive.namelist():
        return None
    found = _PAGES.search(_read(archive, part))
    return int(found[1] or found[2]) or None if found else None


def _read(archive: ZipFile, name: str) -> bytes:
    with archive.open(name) as part:
        return part.read(_READ)


# Texts ----------------------------------------------------------------------------------------------------------------


def _text(file: BinaryIO, ending: str) -> str:
    """Return the media type of a text: XML by its first words, the others by the ending of their name."""
    begun = _decoded(file).lstrip("\ufeff \t\r\n")
    if _MARKUP.search(begun):
        raise Unable("page")
    if begun.startswith("<?xml") or (begun.startswith("<") and ending in ENDINGS["application/xml"]):
        _well_formed(file)
        return "application/xml"
    for media_type in ("application/json", "text/csv", "text/plain"):
        if ending in ENDINGS[media_type]:
            return media_type
    return "text/plain"


def _decoded(file: BinaryIO) -> str:
    """Return the first characters of a text, all of it read through; raises Unable for what is no text."""
    marked = file.read(2) in (b"\xff\xfe", b"\xfe\xff")
    for encoding in ("utf-16",) if marked else ("utf-8", "cp1252"):
        file.seek(0)
        with suppress(UnicodeDecodeError):
            return _through(file, codecs.getincrementaldecoder(encoding)())
    raise Unable("unknown")


def _through(file: BinaryIO, decoder: codecs.IncrementalDecoder) -> str:
    first = ""
    while block := file.read(_BLOCK):
        words = decoder.decode(block)
        if _NO_TEXT.search(words):
            raise Unable("unknown")
        first = first or words[:_HEAD]
    decoder.decode(b"", final=True)
    return first


def _well_formed(file: BinaryIO) -> None:
    """Refuse XML that does not read, that declares entities, or that a browser would show as a page."""
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.EntityDeclHandler = _entity
    parser.StartElementHandler = _element
    file.seek(0)
    try:
        parser.ParseFile(file)
    except expat.ExpatError as error:
        raise Unable("damaged", str(error)[:200]) from error


def _entity(*_declared: object) -> None:
    raise Unable("active", "entities")


def _element(name: str, _attributes: object) -> None:
    if name.startswith(("http://www.w3.org/1999/xhtml ", "http://www.w3.org/2000/svg ")):
        raise Unable("page")
