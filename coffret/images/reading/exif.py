"""What EXIF tells (EXIF 2.32, CIPA DC-008): orientation, resolution, author, rights, camera, place."""

from coffret.images.reading import iptc, xmp
from coffret.images.reading.ifd import Directory, Tree
from coffret.images.reading.window import BLOCK_LIMIT, Broken, Memory, Short, Sketch, decoded, joined

ORIENTATION, X_RESOLUTION, Y_RESOLUTION, RESOLUTION_UNIT = 274, 282, 283, 296
XMP, IPTC, PHOTOSHOP, CAMERA, GPS = 700, 33723, 34377, 34665, 34853
_COPYRIGHT = 33432
_IMAGE_FIELDS = {270: "description", 305: "software", 315: "creator"}
_CAMERA_FIELDS = {36867: "taken", 42032: "owner", 42033: "serial"}
# Written by Windows in UTF-16, and only where the others are silent.
_WINDOWS_FIELDS = {40091: "title", 40093: "creator"}
# Latitude and longitude of the place, or of the thing seen.
_POSITION = {2, 4, 20, 22}
_UNITS = {2: 1.0, 3: 2.54}
_TEXT_LIMIT = 1 << 16


def read_block(block: bytes, found: Sketch) -> None:
    """Note what an EXIF ``block`` (a small TIFF) tells, the first of the file; what is damaged tells nothing."""
    if not found.first("exif"):
        return
    if block.startswith(b"Exif\x00"):
        block = block[6:]
    try:
        tree = Tree(Memory(block))
        tags, _next = tree.directory(tree.first)
    except (Short, Broken):
        return
    tell(tree, tags, found, "EXIF")


def tell(tree: Tree, tags: Directory, found: Sketch, place: str) -> None:
    """Note what the main directory ``tags`` and those it leads to tell; ``place`` names its resolution."""
    orientation = _number(tree, tags, ORIENTATION, 1)
    found.orientation = orientation if 1 <= orientation <= 8 else 1
    _tell_resolution(tree, tags, found, place)
    for number, name in _IMAGE_FIELDS.items():
        found.say("EXIF", name, _text(tree, tags, number))
    # The photographer's, then the editor's, parted by a NUL.
    found.say("EXIF", "copyright", joined(decoded(part) for part in _raw(tree, tags, _COPYRIGHT).split(b"\x00")))
    for number, name in _WINDOWS_FIELDS.items():
        found.say("EXIF", name, _raw(tree, tags, number).decode("utf-16-le", errors="replace"))
    camera = _under(tree, tags, CAMERA)
    for number, name in _CAMERA_FIELDS.items():
        found.say("EXIF", name, _text(tree, camera, number))
    if _POSITION & _under(tree, tags, GPS).keys():
        found.gps = True


def tell_blocks(tree: Tree, tags: Directory, found: Sketch) -> None:
    """Note what the XMP, IPTC and Photoshop blocks of a TIFF directory tell."""
    packet = _raw(tree, tags, XMP, BLOCK_LIMIT)
    if packet:
        xmp.read(packet, found)
    iptc.read_record(_raw(tree, tags, IPTC, BLOCK_LIMIT), found)
    iptc.read_resources(_raw(tree, tags, PHOTOSHOP, BLOCK_LIMIT), found)


def _tell_resolution(tree: Tree, tags: Directory, found: Sketch, place: str) -> None:
    unit = _UNITS.get(_number(tree, tags, RESOLUTION_UNIT, 2))
    if unit is None or X_RESOLUTION not in tags:
        return
    try:
        x = tree.numbers(tags[X_RESOLUTION], 1)
        y = tree.numbers(tags.get(Y_RESOLUTION), 1) or x
    except Short:
        return
    if x:
        found.resolution(place, x[0] * unit, y[0] * unit)


def _under(tree: Tree, tags: Directory, number: int) -> Directory:
    """Return the directory that the tag ``number`` points at, empty when it cannot be read."""
    try:
        return tree.directory(tree.number(tags.get(number)))[0] if number in tags else {}
    except (Short, Broken):
        return {}


def _number(tree: Tree, tags: Directory, number: int, otherwise: int) -> int:
    try:
        return tree.number(tags.get(number), otherwise)
    except Short:
        return otherwise


def _raw(tree: Tree, tags: Directory, number: int, limit: int = _TEXT_LIMIT) -> bytes:
    try:
        return tree.raw(tags.get(number), limit) or b""
    except Short:
        return b""


def _text(tree: Tree, tags: Directory, number: int) -> str:
    return decoded(_raw(tree, tags, number).split(b"\x00")[0])
