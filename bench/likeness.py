"""How far apart the likenesses of different pictures are, and how near those of one picture made otherwise.

    python bench/likeness.py FOLDER…

Give folders of pictures that are all different, a folder a series. Counts every pair of a folder, and of all together,
by the bits that differ: a pair within the distance of IMG051 is a false resemblance, unless it shows one object twice,
so that the count is an upper bound (``--show`` names the pairs). Then makes copies of a sample otherwise (smaller,
compressed, lighter, framed, cropped, turned) and counts those found. Writes bench/results.json (key « likeness ») and
the table of bench/README.md.
"""

import argparse
import os
import random
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from itertools import combinations
from pathlib import Path
from typing import Any

import board

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "coffret.settings")

import django

django.setup()

import PIL.Image  # noqa: E402
import PIL.ImageEnhance  # noqa: E402
import PIL.ImageOps  # noqa: E402

from coffret.images.isolation.isolated import Prober  # noqa: E402
from coffret.images.norms import LIKENESS_DISTANCE  # noqa: E402

HERE = Path(__file__).parent
ENDINGS = {".jpg", ".jpeg", ".png", ".webp", ""}
SHOWN = (0, 2, 4, 6, 8, 10)
SAMPLE = 200
LEAST = 800  # pixels of short side: those of the sample can be made four times smaller
FLAT = "0" * 16


def _scaled(image: PIL.Image.Image, factor: float) -> PIL.Image.Image:
    return image.resize((max(8, round(image.width * factor)), max(8, round(image.height * factor))))


def _cropped(image: PIL.Image.Image, share: float) -> PIL.Image.Image:
    across, down = round(image.width * share), round(image.height * share)
    return image.crop((across, down, image.width - across, image.height - down))


COPIES: dict[str, Callable[[PIL.Image.Image], PIL.Image.Image]] = {
    "half the size": lambda image: _scaled(image, 0.5),
    "a quarter, quality 50": lambda image: _scaled(image, 0.25),
    "quality 50": lambda image: image,
    "20 % lighter": lambda image: PIL.ImageEnhance.Brightness(image).enhance(1.2),
    "30 % more contrast": lambda image: PIL.ImageEnhance.Contrast(image).enhance(1.3),
    "in grey": lambda image: image.convert("L").convert("RGB"),
    "white frame of 1 %": lambda image: PIL.ImageOps.expand(image, max(1, min(image.size) // 100), "white"),
    "cropped by 1 %": lambda image: _cropped(image, 0.01),
    "cropped by 5 %": lambda image: _cropped(image, 0.05),
    "turned by a quarter": lambda image: image.rotate(90, expand=True),
}


def pictures(folder: Path) -> list[Path]:
    """Return the pictures of a folder (a store of contents has names without extension)."""
    found = (path for path in sorted(folder.rglob("*")) if path.suffix.lower() in ENDINGS)
    return [path for path in found if path.is_file() and not path.is_symlink()]


def likenesses(prober: Prober, paths: list[Path]) -> Iterator[tuple[Path, int]]:
    """Yield the pictures that decode, each content once, flat ones left out, with their likeness."""
    met: set[str] = set()
    for path, seen in prober.map(paths):
        if seen.likeness and seen.likeness != FLAT and seen.sha256 not in met:
            met.add(seen.sha256)
            yield path, int(seen.likeness, 16)


def apart(hashed: list[tuple[Path, int]], show: bool) -> dict[str, Any]:
    """Return how many pairs differ by so many bits, and how many pictures would be told of."""
    pairs: Counter[int] = Counter()
    told: set[Path] = set()
    for (one, first), (other, second) in combinations(hashed, 2):
        bits = (first ^ second).bit_count()
        if bits <= max(SHOWN):
            pairs[bits] += 1
        if bits <= LIKENESS_DISTANCE:
            told.add(other)
            if show:
                print(bits, one, other)
    count = len(hashed)
    within = {str(bits): sum(number for at, number in pairs.items() if at <= bits) for bits in SHOWN}
    return {"pictures": count, "pairs": count * (count - 1) // 2, "within": within, "told": len(told)}


def found(prober: Prober, paths: list[Path], folder: Path) -> dict[str, Any]:
    """Return, for each way of making a copy, how many of a sample are found within the distance."""
    random.seed(3)
    random.shuffle(paths)
    sample = [path for path in paths if min(_size(path)) >= LEAST][:SAMPLE]
    plain = _made(prober, sample, lambda image: image, 95, folder)
    counts = {}
    for name, copy in COPIES.items():
        copies = _made(prober, sample, copy, 50 if "50" in name else 90, folder)
        counts[name] = sum(
            (one ^ other).bit_count() <= LIKENESS_DISTANCE for one, other in zip(plain, copies, strict=True)
        )
    return {"sample": len(sample), "least": LEAST, "found": counts}


def _size(path: Path) -> tuple[int, int]:
    with PIL.Image.open(path) as image:
        return image.size


def _made(
    prober: Prober, sample: list[Path], copy: Callable[..., PIL.Image.Image], quality: int, folder: Path
) -> list[int]:
    """Return the likenesses of copies written as JPEG, transparency laid on white."""
    targets = [folder / f"{number}.jpg" for number in range(len(sample))]
    for path, target in zip(sample, targets, strict=True):
        with PIL.Image.open(path) as image:
            plain = image.convert("RGBA")
            ground = PIL.Image.new("RGBA", plain.size, "white")
            copy(PIL.Image.alpha_composite(ground, plain).convert("RGB")).save(target, quality=quality)
    return [int(seen.likeness or "0", 16) for _path, seen in prober.map(targets)]


def table(results: dict[str, Any]) -> str:
    """Return the section of bench/README.md."""
    head = " | ".join(f"≤ {bits}" for bits in SHOWN)
    lines = [
        "## Near duplicates: what resembles what",
        "",
        f"`python bench/likeness.py FOLDER…`, {results['date']}. Pairs of different pictures whose 64-bit likenesses "
        f"differ by so many bits; IMG051 speaks at {results['distance']} or fewer, of so many pictures.",
        "",
        f"| pictures of | pictures | pairs | {head} | told of |",
        f"|---|---|---|{'---|' * len(SHOWN)}---|",
    ]
    for name, one in results["series"].items():
        within = " | ".join(str(one["within"][str(bits)]) for bits in SHOWN)
        lines.append(f"| {name} | {one['pictures']} | {one['pairs']} | {within} | {one['told']} |")
    lines += [
        "",
        "An upper bound of what is falsely alike: it counts two views of one object, and one drawing in two colours.",
        "",
        f"| copy | found, of {results['copies']['sample']} of {LEAST} px or more |",
        "|---|---|",
        *(f"| {name} | {count} |" for name, count in results["copies"]["found"].items()),
    ]
    return "\n".join(lines)


def main() -> None:
    """Measure and write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folders", nargs="+", metavar="NAME=FOLDER", help="a series: how to call it, where it is")
    parser.add_argument("--show", action="store_true", help="name the pairs within the distance")
    args = parser.parse_args()
    named = [one.rpartition("=") for one in args.folders]
    with Prober() as prober, tempfile.TemporaryDirectory() as folder:
        series = {
            name or Path(place).name: list(likenesses(prober, pictures(Path(place)))) for name, _is, place in named
        }
        every = [one for hashed in series.values() for one in hashed]
        results = {
            "date": datetime.now(UTC).date().isoformat(),
            "distance": LIKENESS_DISTANCE,
            "series": {
                **{name: apart(hashed, False) for name, hashed in series.items()},
                "all together": apart(every, args.show),
            },
            "copies": found(prober, [path for path, _hash in every], Path(folder)),
        }
    board.publish("likeness", results, table(results))
    print(table(results))


if __name__ == "__main__":
    main()
