"""What the detectors find of what is there, and how often they speak of real pictures in which nothing is.

    python bench/tells.py --real NAME=FOLDER… [--screens FOLDER] [--made 60] [--seed 9]

``--real``: pictures that show no border, no chart and no screen; what is told of them is a false alarm, unless the
picture does show one: ``--show`` names them, to be looked at. ``--screens``: files that are pictures of screens. The
other positives are made from the real pictures of 600 pixels or more: framed, letterboxed, a chart laid beside the
object (turned, lit, blurred, grained), then compressed. Whole files go through the same check as a museum's. Writes
docs/images-tells.md and bench/results.json (key « tells »), unless ``--dry``.
"""

import argparse
import random
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from unittest import mock

import board
import enlarged
import numpy
import PIL.Image
import PIL.ImageDraw
import PIL.ImageFilter
import PIL.ImageOps

from coffret.images.decoding import integrity, tells
from coffret.images.facts import Seen
from coffret.images.reading import headers

HERE = Path(__file__).parent
PAPER = HERE.parent / "docs" / "images-tells.md"
NAMES = ("screenshot", "border", "chart")
# Smaller pictures are signs and thumbnails.
SMALLEST, LEAST = 200, 600
# Larger ones would only slow the measure of what is kept out.
LARGEST = 4000
QUALITIES = (75, 85, 92, 95)
WIDTH = 3000
# The 24 patches of a ColorChecker in sRGB, row after row; the 9 colours of a Kodak strip.
CHECKER = (
    *((115, 82, 68), (194, 150, 130), (98, 122, 157), (87, 108, 67), (133, 128, 177), (103, 189, 170)),
    *((214, 126, 44), (80, 91, 166), (193, 90, 99), (94, 60, 108), (157, 188, 64), (224, 163, 46)),
    *((56, 61, 150), (70, 148, 73), (175, 54, 60), (231, 199, 31), (187, 86, 149), (8, 133, 161)),
    *((243, 243, 242), (200, 200, 200), (160, 160, 160), (122, 122, 121), (85, 85, 85), (52, 52, 52)),
)
STRIP = (
    *((0, 130, 190), (0, 150, 80), (250, 220, 0), (200, 40, 40), (190, 60, 140)),
    *((255, 255, 255), (120, 120, 120), (110, 80, 60), (20, 20, 20)),
)

Image = PIL.Image.Image


def looked(path: Path) -> tuple[Seen, float] | None:
    """Return what a picture is with its tells, and the milliseconds they took; None when it is too small or no image."""
    with path.open("rb") as stream:
        seen = headers.read(stream, path.stat().st_size)
    if seen.short_side < SMALLEST:
        return None
    took = []
    real = tells.tells

    def timed(*arguments: Any) -> dict[str, float]:
        start = time.perf_counter()
        found = real(*arguments)
        took.append(1000 * (time.perf_counter() - start))
        return found

    with mock.patch.object(tells, "tells", timed):
        whole = integrity.examine(path, seen)
    return (whole, took[0]) if took else None


def real(folder: Path, show: bool) -> dict[str, Any]:
    """Return how many pictures of a folder were looked at, and what was told of them."""
    told: Counter[str] = Counter()
    count, milliseconds = 0, 0.0
    for path in sorted(one for one in folder.rglob("*") if one.is_file() and not one.is_symlink()):
        if (found := looked(path)) is None:
            continue
        count, milliseconds = count + 1, milliseconds + found[1]
        told.update(found[0].tells.keys())
        if show and found[0].tells:
            print(path, dict(found[0].tells))
    return {
        "pictures": count,
        "told": {name: told[name] for name in NAMES},
        "ms": round(milliseconds / max(count, 1), 2),
    }


def _patches(colours: tuple[tuple[int, int, int], ...], across: int, width: int, gap: float, ground: int) -> Image:
    """Return a chart ``width`` pixels wide, ``across`` patches a row, its patches parted by a share of their side."""
    side = width / (across + gap * (across + 1))
    rows = -(-len(colours) // across)
    chart = PIL.Image.new("RGB", (width, round(side * (rows + gap * (rows + 1)))), (ground,) * 3)
    draw = PIL.ImageDraw.Draw(chart)
    for number, colour in enumerate(colours):
        left, top = ((place + gap * (place + 1)) * side for place in (number % across, number // across))
        draw.rectangle((left, top, left + side, top + side), fill=colour)
    return chart


def with_chart(picture: Image, chart: Image) -> Image:
    """Return a picture beside whose object a chart lies: lit otherwise, turned a little or by quarters, grained."""
    light = numpy.asarray(chart).astype(float) * random.uniform(0.6, 1.1)
    light += numpy.random.default_rng(random.randrange(1 << 30)).normal(0, 3, light.shape)
    turned = random.choice((0, 0, 1, -1, 2, 90, 180))
    lit = PIL.Image.fromarray(light.clip(0, 255).astype(numpy.uint8))
    chart = lit.rotate(turned, PIL.Image.Resampling.BICUBIC, expand=True)
    mask = PIL.Image.new("L", lit.size, 255).rotate(turned, expand=True)
    whole = picture.copy()
    room = max(0, whole.width - chart.width), max(0, whole.height - chart.height)
    whole.paste(chart, (random.randint(0, room[0]), random.choice((min(20, room[1]), room[1]))), mask)
    return whole.filter(PIL.ImageFilter.GaussianBlur(1))


def _checker(share: float) -> Callable[[Image], Image]:
    return lambda picture: with_chart(picture, _patches(CHECKER, 6, round(WIDTH * share), 0.2, 25))


def _strip(share: float) -> Callable[[Image], Image]:
    return lambda picture: with_chart(picture, _patches(STRIP, 9, round(WIDTH * share), 0.12, 250))


def _framed(share: float, colour: Any) -> Callable[[Image], Image]:
    return lambda picture: PIL.ImageOps.expand(picture, round(WIDTH * share), colour)


def _boxed(picture: Image) -> Image:
    return PIL.ImageOps.expand(picture, (0, picture.height // 8), "black")


MADE: dict[str, tuple[str, Callable[[Image], Image]]] = {
    "white frame, 1 % of the width": ("border", _framed(0.01, "white")),
    "white frame, 5 % of the width": ("border", _framed(0.05, "white")),
    "grey frame, 3 % of the width": ("border", _framed(0.03, (128, 128, 128))),
    "black bands above and below": ("border", _boxed),
    "ColorChecker, 12 % of the width": ("chart", _checker(0.12)),
    "ColorChecker, 20 % of the width": ("chart", _checker(0.20)),
    "ColorChecker, 30 % of the width": ("chart", _checker(0.30)),
    "strip of nine colours, 12 % of the width": ("chart", _strip(0.12)),
    "strip of nine colours, 20 % of the width": ("chart", _strip(0.20)),
    "strip of nine colours, 30 % of the width": ("chart", _strip(0.30)),
}


def models(folders: list[Path], count: int, *, scaled: bool = True) -> Iterator[Image]:
    """Yield ``count`` real pictures, drawn at random, transparency laid on white; ``scaled``: to 6 Mpx."""
    paths = sorted(one for folder in folders for one in folder.rglob("*") if one.is_file() and not one.is_symlink())
    random.shuffle(paths)
    for path in paths:
        if count <= 0:
            return
        try:
            with PIL.Image.open(path) as image:
                if min(image.size) < LEAST:
                    continue
                plain = image.convert("RGBA")
        except OSError:
            continue
        count -= 1
        ground = PIL.Image.alpha_composite(PIL.Image.new("RGBA", plain.size, "white"), plain)
        plain = ground.convert("RGB")
        yield plain.resize((WIDTH, WIDTH * 2 // 3)) if scaled else plain


def made(folders: list[Path], count: int) -> dict[str, Any]:
    """Return, for each kind of positive, how many were made and found."""
    found: Counter[str] = Counter()
    total = 0
    with tempfile.TemporaryDirectory() as place:
        path = Path(place) / "made.jpg"
        for model in models(folders, count):
            total += 1
            for kind, (name, make) in MADE.items():
                make(model).save(path, quality=random.choice(QUALITIES))
                seen = looked(path)
                found[kind] += seen is not None and name in seen[0].tells
    return {kind: {"tell": name, "made": total, "found": found[kind]} for kind, (name, _make) in MADE.items()}


def beats(series: dict[str, Path], count: int) -> dict[str, Any]:
    """Return of how many pictures the detector of bench/enlarged.py speaks: real ones, made smaller, enlarged."""
    real_ones = {}
    for name, folder in series.items():
        paths = [one for one in sorted(folder.rglob("*")) if one.is_file() and _large(one)]
        told = sum(enlarged.beat(enlarged.light_of(one)) >= enlarged.BEAT for one in paths)
        real_ones[name] = {"pictures": len(paths), "told": told}
    made_ones: dict[str, dict[str, int]] = {}
    with tempfile.TemporaryDirectory() as place:
        path = Path(place) / "made.jpg"
        for model in models(list(series.values()), count, scaled=False):
            for name, picture in enlarged.copies(model):
                picture.save(path, quality=random.choice(QUALITIES))
                one = made_ones.setdefault(name, {"pictures": 0, "told": 0})
                one["pictures"] += 1
                one["told"] += enlarged.beat(enlarged.light_of(path)) >= enlarged.BEAT
    return {"real": real_ones, "made": made_ones}


def _large(path: Path) -> bool:
    try:
        with PIL.Image.open(path) as image:
            return min(image.size) >= LEAST and max(image.size) <= LARGEST
    except OSError:
        return False


def measure(asked: argparse.Namespace) -> dict[str, Any]:
    """Return every figure."""
    random.seed(asked.seed)
    series = {name: Path(place) for name, _is, place in (one.rpartition("=") for one in asked.real)}
    results: dict[str, Any] = {
        "date": datetime.now(UTC).date().isoformat(),
        "real": {name: real(folder, asked.show) for name, folder in series.items()},
        "found": made(list(series.values()), asked.made),
        "enlarged": beats(series, 4 * asked.made),
    }
    for one in asked.screens:
        name, _is, place = one.rpartition("=")
        screens = real(Path(place), False)
        results["found"][name] = {
            "tell": "screenshot", "made": screens["pictures"], "found": screens["told"]["screenshot"]
        }  # fmt: skip
    return results


def paper(results: dict[str, Any]) -> str:
    """Return docs/images-tells.md."""
    count = sum(one["pictures"] for one in results["real"].values())
    told = {name: sum(one["told"][name] for one in results["real"].values()) for name in NAMES}
    lines = [
        "# Borders, screenshots, colour charts: what is told, and how often wrongly",
        "",
        f"Made by `python bench/tells.py --real NAME=FOLDER… --screens NAME=FOLDER` on {results['date']}; run it again to remake this page. These detectors give a "
        "signalement (IMG053, IMG054, IMG055), never more. One that is wrong of more than one real picture in a hundred "
        "is not switched on. No picture is kept here: the names tell where to find them.",
        "",
        "## Of real pictures",
        "",
        "Everything told is counted as a false alarm, even where the picture does show what is told.",
        "",
        f"| pictures of | pictures | {' | '.join(NAMES)} | ms a picture |",
        f"|---|---|{'---|' * len(NAMES)}---|",
    ]
    for name, one in results["real"].items():
        lines.append(
            f"| {name} | {one['pictures']} | {' | '.join(str(one['told'][tell]) for tell in NAMES)} | {one['ms']} |"
        )
    lines.append(
        f"| **all** | {count} | "
        + " | ".join(f"{told[tell]} ({100 * told[tell] / count:.2f} %)" for tell in NAMES)
        + " | |"
    )
    lines += ["", "## Of what is there", "", "| made or taken | tell | pictures | found |", "|---|---|---|---|"]
    for kind, one in results["found"].items():
        share = 100 * one["found"] / max(one["made"], 1)
        lines.append(f"| {kind} | {one['tell']} | {one['made']} | {one['found']} ({share:.0f} %) |")
    return "\n".join([*lines, "", *_kept_out(results["enlarged"]), "", *NOTES])


def _kept_out(one: dict[str, Any]) -> list[str]:
    """Return what is said of enlarged pictures."""
    lines = [
        "## Kept out: enlarged pictures",
        "",
        f"The beat of interpolation (`bench/enlarged.py`), {enlarged.BEAT:.0f} times above what surrounds it. It must "
        "decode at full size, where the check decodes at half, and multiples of 1/8 are the blocks' own: × 2 and × 4 are "
        "not seen. It is wrong of more than one picture in a hundred: it is not switched on, and no picture is told to be "
        "enlarged.",
        "",
        "| pictures | number | told enlarged |",
        "|---|---|---|",
    ]
    for name, counts in (*one["real"].items(), *one["made"].items()):
        share = 100 * counts["told"] / max(counts["pictures"], 1)
        lines.append(f"| {name} | {counts['pictures']} | {counts['told']} ({share:.1f} %) |")
    return lines


NOTES = (
    "## What this does not see",
    "",
    "- A border is told when two opposite sides at least have bands of exactly one colour, some 16 pixels wide or more, "
    "ended by a straight edge. A scan's uneven margin, paper that varies as light does, one band alone: not told. A "
    "rectangular object cut out straight on one colour is told: the margin is there, whether it is wanted or not.",
    "- A screenshot is told when the file says so (EXIF, XMP, name of the tool), or when a PNG, WebP or BMP has exactly "
    "a screen's size, flat areas and a bar from side to side. A piece of a screen saved without its name is not, nor a "
    "JPEG without its name.",
    "- A chart is told by six patches in a row, of three vivid hues, evenly spaced. Grey scales, charts turned by more "
    "than a few degrees or seen slantwise, patches under some 30 pixels of a 6 Mpx picture: not told. The charts of this "
    "page are drawn into real pictures, lit, blurred and grained: photographs of charts were not at hand.",
)


def main() -> None:
    """Measure and write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--real", nargs="+", required=True, metavar="NAME=FOLDER")
    parser.add_argument("--screens", nargs="*", default=[], metavar="NAME=FOLDER")
    parser.add_argument("--made", type=int, default=60, help="real pictures from which positives are made")
    parser.add_argument("--seed", type=int, default=9)
    parser.add_argument("--show", action="store_true", help="name the real pictures of which something is told")
    parser.add_argument("--dry", action="store_true", help="write nothing")
    asked = parser.parse_args()
    results = measure(asked)
    if not asked.dry:
        board.publish("tells", results)
        PAPER.write_text(paper(results) + "\n")
    print(paper(results))


if __name__ == "__main__":
    main()
