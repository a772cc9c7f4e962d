"""XMP packets (ISO 16684-1), read by a parser that refuses any document type: no entity is ever expanded."""

from xml.parsers import expat

from coffret.images.reading.window import BLOCK_LIMIT, TEXT_LIMIT, Sketch, joined

_RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns# "
_DC = "http://purl.org/dc/elements/1.1/ "
_TIFF = "http://ns.adobe.com/tiff/1.0/ "
_EXIF = "http://ns.adobe.com/exif/1.0/ "
_EXIF_EX = "http://cipa.jp/exif/1.0/ "
_AUX = "http://ns.adobe.com/exif/1.0/aux/ "
_PHOTOSHOP = "http://ns.adobe.com/photoshop/1.0/ "
_BASIC = "http://ns.adobe.com/xap/1.0/ "
_RIGHTS = "http://ns.adobe.com/xap/1.0/rights/ "
_CC = "http://creativecommons.org/ns# "
_LANG = "http://www.w3.org/XML/1998/namespace lang"
_CONTAINERS = {_RDF + "Alt", _RDF + "Seq", _RDF + "Bag"}

# Our field -> the properties that fill it, the best first.
_FIELDS: dict[str, tuple[str, ...]] = {
    "creator": (_DC + "creator",),
    "credit": (_PHOTOSHOP + "Credit",),
    "copyright": (_DC + "rights",),
    "usage_terms": (_RIGHTS + "UsageTerms",),
    "rights_url": (_RIGHTS + "WebStatement", _CC + "license"),
    "title": (_DC + "title",),
    "description": (_DC + "description",),
    "identifier": (_DC + "identifier",),
    "source": (_PHOTOSHOP + "Source", _DC + "source"),
    "owner": (_EXIF_EX + "CameraOwnerName", _AUX + "OwnerName"),
    "serial": (_EXIF_EX + "BodySerialNumber", _AUX + "SerialNumber"),
    "software": (_BASIC + "CreatorTool",),
    "taken": (_EXIF + "DateTimeOriginal", _PHOTOSHOP + "DateCreated"),
}
_GPS = {_EXIF + "GPSLatitude", _EXIF + "GPSLongitude"}
_UNITS = {"2": 1.0, "3": 2.54}


def read(packet: bytes, found: Sketch) -> None:
    """Note what the XMP ``packet`` tells, the first of the file; what cannot be read of it tells nothing."""
    if not found.first("xmp"):
        return
    packet = packet[:BLOCK_LIMIT].strip(b"\x00 \t\r\n")
    reader = _Reader()
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = _refuse
    parser.StartElementHandler = reader.start
    parser.EndElementHandler = reader.end
    parser.CharacterDataHandler = reader.characters
    try:
        parser.Parse(packet, True)
    # An unknown encoding comes out as LookupError, one of several bytes as ValueError.
    except (expat.ExpatError, LookupError, ValueError):
        pass
    _tell(reader, found)


class _DoctypeError(ValueError):
    """The packet declares a document type: no XMP does."""


def _refuse(*_declaration: object) -> None:
    raise _DoctypeError


class _Reader:
    """Keeps the properties of the packet: simple ones, written as attributes, and the items of containers."""

    def __init__(self) -> None:
        self.values: dict[str, list[tuple[str, str]]] = {}
        self._path: list[str] = []
        self._text: list[str] = []
        self._length = 0
        self._language = ""

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """Enter an element."""
        path = self._path
        path.append(name)
        self._text.clear()
        self._length = 0
        if name in _GPS:
            self.keep(name, "yes")
        parent = path[-2] if len(path) > 1 else ""
        if name == _RDF + "Description":
            for key, value in attributes.items():
                if parent == _RDF + "RDF" or key in _GPS:
                    self.keep(key, value)
        elif parent == _RDF + "Description" and _RDF + "resource" in attributes:
            self.keep(name, attributes[_RDF + "resource"])
        elif name == _RDF + "li":
            self._language = attributes.get(_LANG, "")

    def end(self, name: str) -> None:
        """Leave an element: its text is the value of a property when it stands at the place of one."""
        path = self._path
        text = "".join(self._text).strip()
        self._text.clear()
        if text:
            if name == _RDF + "li":
                if len(path) > 4 and path[-2] in _CONTAINERS and path[-5] == _RDF + "RDF":
                    self.keep(path[-3], text, self._language)
            elif len(path) > 2 and path[-3] == _RDF + "RDF":
                self.keep(name, text)
        path.pop()

    def characters(self, text: str) -> None:
        """Take some text of the element."""
        if self._length <= TEXT_LIMIT:
            self._text.append(text)
            self._length += len(text)

    def keep(self, name: str, text: str, language: str = "") -> None:
        """Keep one value of the property ``name``, as many as a field may need."""
        values = self.values.setdefault(name, [])
        if len(values) < 50:
            values.append((language, text[: TEXT_LIMIT + 1]))

    def text(self, name: str) -> str:
        """Return the value of the property ``name``: that of the default language, or every item in order."""
        values = self.values.get(name)
        if not values:
            return ""
        if any(language for language, _text in values):
            return next((text for language, text in values if language == "x-default"), values[0][1])
        return joined(text for _language, text in values)


def _tell(reader: _Reader, found: Sketch) -> None:
    for name, properties in _FIELDS.items():
        found.say("XMP", name, next((text for one in properties if (text := reader.text(one))), ""))
    if any(reader.values.get(name) for name in _GPS):
        found.gps = True
    unit = _UNITS.get(reader.text(_TIFF + "ResolutionUnit") or "2")
    if unit:
        x, y = (_ratio(reader.text(_TIFF + name)) * unit for name in ("XResolution", "YResolution"))
        found.resolution("XMP", x, y or x)


def _ratio(text: str) -> float:
    """Return « 720000/10000 » or « 72 » as a number, 0 for anything else."""
    above, _slash, under = text[:40].partition("/")
    try:
        return float(above) / float(under or 1)
    except (ValueError, ZeroDivisionError, OverflowError):
        return 0.0
