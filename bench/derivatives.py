"""Measure how fast pictures are brought to the norms, beside exiftool and ImageMagick on the same files, two at a time.

    python bench/derivatives.py [--pictures 40] [--megapixels 6]

Relabelling (a JPEG already right: its coded picture is not touched) is set beside exiftool writing the same fields;
converting (a JPEG in a wide profile, a TIFF) beside ImageMagick's `convert`, which checks nothing. Ours decodes every
source strictly before, and after checks that each derivative says 72 dpi. Writes bench/results.json (key
« derivatives ») and the table of bench/README.md.
"""

import argparse
import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

import board
import PIL.Image
import pyvips
from pictures import encoded, natural

from coffret.images.isolation.isolated import Prober

HERE = Path(__file__).resolve().parent
CREDIT = "Albert Durand, musée Gustave Courbet"
MARKS = {"credit": CREDIT, "title": "Vénus", "identifier": "M0401000001", "inventory": "2004.1.2"}
WORKERS = 2


def pictures(folder: Path, count: int, megapixels: float) -> dict[str, list[Path]]:
    """Write ``count`` files of each kind; returns kind → files."""
    width, height = round((megapixels * 1.5e6) ** 0.5), round((megapixels * 1e6 / 1.5) ** 0.5)
    wide = bytes(pyvips.Image.profile_load("p3"))
    seeds = [natural(width, height, seed) for seed in range(4)]
    found: dict[str, list[Path]] = {}
    for kind, ending, options in (
        ("relabelled", "jpg", {"quality": 92}),
        ("wide", "jpg", {"quality": 92, "icc_profile": wide}),
        ("tiff", "tif", {"compression": "tiff_lzw"}),
    ):
        format_name = {"jpg": "JPEG", "tif": "TIFF"}[ending]
        contents = [encoded(pixels, format_name, **options) for pixels in seeds]
        files = [folder / f"{kind}-{number}.{ending}" for number in range(count)]
        for number, file in enumerate(files):
            file.write_bytes(contents[number % len(contents)])
        found[kind] = files
    return found


def timed(work: Callable[[], None]) -> float:
    """Return the seconds a piece of work takes."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def ours(files: Sequence[Path], out: Path, how: str, prober: Prober) -> None:
    """Make the derivatives in the limited processes, each source strictly decoded before."""
    asked = ({"path": str(file), "target": str(out / f"{file.name}.jpg"), "marks": MARKS} for file in files)
    for told in prober.each("derive", asked):
        assert isinstance(told, dict), told
        assert told["how"] == how, told
    with PIL.Image.open(out / f"{files[0].name}.jpg") as image:
        assert image.info["dpi"] == (72, 72), image.info


def exiftool(files: Sequence[Path], out: Path) -> None:
    """Write the same fields with exiftool, one process for each half."""
    fields = ["-XResolution=72", "-YResolution=72", "-ResolutionUnit=inches", "-gps:all=", f"-IPTC:Credit={CREDIT}",
              f"-XMP-photoshop:Credit={CREDIT}", f"-Artist={CREDIT}", "-XMP-dc:Title=Vénus"]  # fmt: skip
    run = ["exiftool", "-q", "-m", "-charset", "iptc=utf8", *fields, "-o", f"{out}/"]
    with ThreadPoolExecutor(WORKERS) as pool:
        halves = [files[worker::WORKERS] for worker in range(WORKERS)]
        list(pool.map(lambda half: subprocess.run([*run, *map(str, half)], check=True), halves))


def imagemagick(files: Sequence[Path], out: Path, profile: Path) -> None:
    """Convert with ImageMagick: sRGB, quality 90, 72 dpi; nothing checked, nothing credited."""

    def convert(file: Path) -> None:
        options = ["-profile", str(profile), "-quality", "90", "-units", "PixelsPerInch", "-density", "72"]
        command = ["convert", str(file), *options, str(out / f"{file.name}.jpg")]
        subprocess.run(command, check=True, env={**os.environ, "MAGICK_THREAD_LIMIT": "1"})

    with ThreadPoolExecutor(WORKERS) as pool:
        list(pool.map(convert, files))


def measure(count: int, megapixels: float) -> dict[str, dict[str, float]]:
    """Return, for each kind, pictures per second: ours and the other's."""
    rates: dict[str, dict[str, float]] = {}
    with tempfile.TemporaryDirectory() as name, Prober(WORKERS) as prober:
        folder = Path(name)
        profile = folder / "srgb.icc"
        profile.write_bytes(bytes(pyvips.Image.profile_load("srgb")))
        for kind, files in pictures(folder, count, megapixels).items():
            outs = [folder / f"{kind}-{who}" for who in ("warm", "ours", "other")]
            for out in outs:
                out.mkdir()
            how = "relabelled" if kind == "relabelled" else "converted"
            ours(files[:2], outs[0], how, prober)
            mine = timed(lambda files=files, out=outs[1], how=how: ours(files, out, how, prober))
            if kind == "relabelled":
                other = timed(lambda files=files, out=outs[2]: exiftool(files, out))
            else:
                other = timed(lambda files=files, out=outs[2]: imagemagick(files, out, profile))
            rates[kind] = {"ours": round(count / mine, 1), "other": round(count / other, 1)}
    return rates


LABELS = {
    "relabelled": ("JPEG relabelled, coded picture untouched", "exiftool, unchecked"),
    "wide": ("JPEG in a wide profile, to sRGB", "ImageMagick, unchecked"),
    "tiff": ("TIFF (LZW), to JPEG", "ImageMagick, unchecked"),
}


def table(found: dict[str, object], rates: dict[str, dict[str, float]]) -> str:
    """Return the part of the README."""
    rows = [
        f"| {LABELS[kind][0]} | **{rate['ours']}** | {rate['other']} ({LABELS[kind][1]}) |"
        for kind, rate in rates.items()
    ]
    return "\n".join(
        [
            "## Pictures brought to the norms",
            "",
            f"`python bench/derivatives.py --pictures {found['pictures']}`, {found['date']}, {os.cpu_count()} cores. "
            f"Pictures of {found['megapixels']} Mpx per second, two at a time. Ours counts the strict decoding of each "
            "source, its SHA-256, the writing of EXIF, IPTC and XMP, and the limited processes.",
            "",
            "| | ours | beside |",
            "|---|---|---|",
            *rows,
        ]
    )


def main() -> None:
    """Measure, print, publish."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pictures", type=int, default=40)
    parser.add_argument("--megapixels", type=float, default=6)
    parser.add_argument("--dry", action="store_true", help="print, do not publish")
    asked = parser.parse_args()
    for tool in ("exiftool", "convert"):
        if not shutil.which(tool):
            parser.error(f"{tool} is not on this machine")
    rates = measure(asked.pictures, asked.megapixels)
    found: dict[str, object] = {
        "date": datetime.now(UTC).date().isoformat(),
        "pictures": asked.pictures,
        "megapixels": asked.megapixels,
        "rates": rates,
    }
    part = table(found, rates)
    print(part)
    if not asked.dry:
        board.publish("derivatives", found, part)


if __name__ == "__main__":
    main()
