"""TIFF and BigTIFF (TIFF 6.0; Adobe Technical Notes; DNG 1.6): the first page, and how many there are."""

from coffret.images.facts import Harm
from coffret.images.reading import exif, icc
from coffret.images.reading.ifd import Directory, Tree
from coffret.images.reading.window import PROFILE_LIMIT, Broken, Short, Sketch, Window

_SUBFILE, _WIDTH, _HEIGHT, _BITS, _COMPRESSION, _PHOTOMETRIC = 254, 256, 257, 258, 259, 262
_STRIPS, _STRIP_BYTES, _TILES, _TILE_BYTES = 273, 279, 324, 325
_SAMPLES, _SUB_DIRECTORIES, _EXTRA_SAMPLES, _ICC, _DNG = 277, 330, 338, 34675, 50706
_COMPRESSIONS = {
    1: "none", 2: "ccitt", 3: "ccitt", 4: "ccitt", 5: "lzw", 6: "jpeg", 7: "jpeg", 8: "deflate", 32773: "packbits",
    32946: "deflate", 33003: "jpeg2000", 33005: "jpeg2000", 34712: "jpeg2000", 34892: "jpeg", 34925: "lzma",
    50000: "zstd", 50001: "webp", 50002: "jxl", 52546: "jxl",
}  # fmt: skip
# Photometric interpretation -> colours; 32803 and 34892 are those of raw photographs, developed in colour.
_MODES = {
    0: "GREY", 1: "GREY", 2: "RGB", 3: "PALETTE", 4: "BITONAL", 5: "CMYK", 6: "RGB", 8: "LAB", 9: "LAB", 10: "LAB",
    32803: "RGB", 34892: "RGB",
}  # fmt: skip
_PAGES_LIMIT = 5_000
_CHANNELS_LIMIT = 1_000
_REDUCED = 1


def read(file: Window, found: Sketch) -> None:
    """Note what the TIFF in ``file`` is; raises Short, Broken."""
    tree = Tree(file)
    tags, following = tree.directory(tree.first)
    main = _raw_photograph(tree, tags) if _DNG in tags else tags
    _picture(tree, main, found)
    exif.tell(tree, tags, found, "TIFF")
    exif.tell_blocks(tree, tags, found)
    found.profile = icc.description(_safely(tree, tags, _ICC, PROFILE_LIMIT))
    if not _inside(tree, main):
        found.harm(Harm.TRUNCATED, file.size, "data")
    found.pages = 1 + _pages_after(tree, following, {tree.first})


def _picture(tree: Tree, tags: Directory, found: Sketch) -> None:
    found.width, found.height = tree.number(tags.get(_WIDTH)), tree.number(tags.get(_HEIGHT))
    bits = tree.numbers(tags.get(_BITS), _CHANNELS_LIMIT) or (1,)
    samples = tree.number(tags.get(_SAMPLES), 1)
    photometric = tree.number(tags.get(_PHOTOMETRIC), -1)
    found.depth = int(max(bits))
    found.mode = _MODES.get(photometric, "")
    if photometric in {0, 1} and found.depth == 1 and samples == 1:
        found.mode = "BITONAL"
    # 1: premultiplied, 2: not; 0 is some other channel.
    found.alpha = bool({1, 2} & set(tree.numbers(tags.get(_EXTRA_SAMPLES), _CHANNELS_LIMIT)))
    found.compression = _COMPRESSIONS.get(tree.number(tags.get(_COMPRESSION), 1), "?")


def _raw_photograph(tree: Tree, tags: Directory) -> Directory:
    """Return the directory of the whole picture of a DNG: its first one is often a thumbnail."""
    for place in tree.numbers(tags.get(_SUB_DIRECTORIES), 16):
        try:
            under, _next = tree.directory(int(place))
        except (Short, Broken):
            continue
        if tree.number(under.get(_SUBFILE)) == 0 and _WIDTH in under:
            return under
    return tags


def _inside(tree: Tree, tags: Directory) -> bool:
    """Say whether every strip, or tile, lies in the file."""
    for places, lengths in ((_STRIPS, _STRIP_BYTES), (_TILES, _TILE_BYTES)):
        starts, counts = tree.numbers(tags.get(places)), tree.numbers(tags.get(lengths))
        pairs = zip(starts, counts, strict=False) if counts else ((start, 1) for start in starts)
        if any(start + count > tree.file.size for start, count in pairs):
            return False
    return True


def _pages_after(tree: Tree, at: int, known: set[int]) -> int:
    """Return how many pages follow, smaller copies of one left out; a loop is a contradiction."""
    pages = 0
    while at and len(known) < _PAGES_LIMIT:
        if at in known:
            raise Broken(at, "directory")
        known.add(at)
        tags, at = tree.directory(at)
        pages += not tree.number(tags.get(_SUBFILE)) & _REDUCED
    return pages


def _safely(tree: Tree, tags: Directory, number: int, limit: int) -> bytes:
    try:
        return tree.raw(tags.get(number), limit) or b""
    except Short:
        return b""
