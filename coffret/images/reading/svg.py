"""SVG: a drawing that can run programs and fetch pages. It is recognised, and what it could run is told."""

import re

from coffret.images.facts import Harm
from coffret.images.reading.window import Sketch, Window

# What may stand before the root element: byte order mark, declaration, comments, document type.
_ROOT = re.compile(
    rb"(?:\xef\xbb\xbf)?\s*(?:<\?[^>]{0,2000}\?>\s*|<!--(?:[^-]|-(?!->)){0,2000}-->\s*|<!DOCTYPE\s[^>\[]{0,2000}"
    rb"(?:\[[^\]]{0,2000}\]\s*)?>\s*){0,20}<(?:[\w-]{1,40}:)?svg[\s>/]",
    re.I,
)
# Possessive repetitions: a file made of blanks costs no more than another.
_ACTIVE = re.compile(
    rb"<(?:[\w-]{1,40}:)?(?:script|foreignObject|iframe|embed|object|handler|listener)\b|[\s\"'/]on[a-z]{3,30}\s*+=|"
    rb"javascript\s*+:|<!ENTITY|@import|"
    rb"href\s*+=\s*+[\"']?+\s*+(?!#|data:image/(?:png|jpe?g|gif|webp)|[\"'>])|"
    rb"url\(\s*+[\"']?+\s*+(?:https?:|//|data:text)",
    re.I,
)
_SEARCHED = 1 << 23
_SIDE = re.compile(rb"\s(width|height)\s*=\s*[\"']\s*(\d{1,6})(?:\.\d+)?(?:px)?\s*[\"']")
_VIEW = re.compile(rb"\sviewBox\s*=\s*[\"']\s*[-\d.]+[\s,]+[-\d.]+[\s,]+(\d{1,6})[\d.]*[\s,]+(\d{1,6})")


def is_svg(head: bytes) -> bool:
    """Say whether ``head`` begins an SVG, in UTF-8 or in UTF-16."""
    return _ROOT.match(_plain(head)) is not None


def read(file: Window, found: Sketch) -> None:
    """Note the size that the SVG in ``file`` gives itself, and whether it can run or fetch something."""
    found.mode, found.compression = "RGB", "none"
    text = _plain(file.at(0, min(file.size, _SEARCHED)))
    root = _ROOT.match(text)
    tag = text[root.end() - 1 : root.end() + 4000].partition(b">")[0] if root else b""
    sides = {name: int(value) for name, value in _SIDE.findall(tag)}
    view = _VIEW.search(tag)
    found.width = sides.get(b"width", int(view[1]) if view else 0)
    found.height = sides.get(b"height", int(view[2]) if view else 0)
    active = _ACTIVE.search(text)
    # What is too long to be read through is not called harmless.
    found.harm(Harm.ACTIVE, active.start() if active else -1, "script" if active or file.size > _SEARCHED else "")


def _plain(data: bytes) -> bytes:
    """Return ``data`` in UTF-8 when it says it is in UTF-16."""
    if data[:2] in {b"\xff\xfe", b"\xfe\xff"}:
        return data.decode("utf-16", errors="replace").encode("utf-8", errors="replace")
    return data
