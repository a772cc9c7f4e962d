"""What the pixels of a whole picture give away: run in the limited child after the strict decode. No Django here.

Each detector speaks only when it is sure: its rate of false alarms on real pictures is in docs/images-tells.md, made
by bench/tells.py, and one that is wrong more than once in a hundred is not among them.
"""

from pathlib import Path

from coffret.images.decoding.likeness import Pixels
from coffret.images.decoding.tell_border import border
from coffret.images.decoding.tell_chart import chart
from coffret.images.decoding.tell_screenshot import HEAD, screenshot
from coffret.images.facts import Seen

# Points of the longest side looked at: enough for 50 Mpx seen by every eighth pixel.
LONGEST = 1000


def tells(path: Path, seen: Seen, small: Pixels) -> dict[str, float]:
    """Return the tells of a picture: screenshot (1.0), border (share of the surface), chart (patches).

    ``small``: a small copy of its pixels (height × width × 3), as the strict decode gives it. Raises OSError when the
    file cannot be read any more.
    """
    with path.open("rb") as stream:
        head = stream.read(HEAD)
    step = -(-max(small.shape[:2]) // LONGEST)
    small = small[::step, ::step]
    found = {"screenshot": screenshot(head, seen, small), "border": border(small), "chart": chart(small)}
    return {name: measure for name, measure in found.items() if measure is not None}
