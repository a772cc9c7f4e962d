"""How many headers of images are read in a second, beside those who read them too.

    python bench/headers.py [--pictures 200] [--megapixels 6] [--dry]

The same JPEGs (quality 92, EXIF, IPTC, XMP and a profile in each) are read from the page cache: ours by one process and
by one for each core, Pillow and libvips in one process, ImageMagick's ``identify -ping`` and exiftool by one process
for each core, all the files in one call. Ours alone goes to the end of the file, to see that it is whole and that
nothing follows. Writes bench/results.json (key « headers ») and the table of bench/README.md.
"""

import argparse
import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

import board
import pictures
import PIL.Image
import PIL.ImageCms
import pyvips

from coffret.images.facts import Seen
from coffret.images.reading import headers

HERE = Path(__file__).parent
WORKERS = os.cpu_count() or 1
ROUNDS = 3
WORDS = (
    "-Artist=Zoé Martin", "-Copyright=© Zoé Martin", "-IPTC:Credit=musée Fabre", "-XMP-dc:Title=Vénus",
    "-XMP-photoshop:Credit=musée Fabre", "-XResolution=300", "-YResolution=300", "-ResolutionUnit=inches",
)  # fmt: skip


def made(folder: Path, count: int, megapixels: float) -> list[Path]:
    """Return ``count`` JPEGs of one size; eight pictures, each copied as often as needed."""
    height = int((megapixels * 1e6 / 1.5) ** 0.5)
    profile = PIL.ImageCms.ImageCmsProfile(PIL.ImageCms.createProfile("sRGB")).tobytes()
    models = []
    for seed in range(8):
        pixels = pictures.natural(int(height * 1.5), height, seed)
        models.append(folder / f"model-{seed}.jpg")
        models[-1].write_bytes(pictures.encoded(pixels, "JPEG", quality=92, icc_profile=profile, dpi=(300, 300)))
    command = ["exiftool", "-q", "-overwrite_original", "-charset", "iptc=utf8", *WORDS, *map(str, models)]
    subprocess.run(command, check=True)
    files = [folder / f"{number:04}.jpg" for number in range(count)]
    for number, file in enumerate(files):
        shutil.copyfile(models[number % len(models)], file)
    return files


def several(files: Sequence[Path]) -> list[Seen]:
    """Read some headers."""
    return [headers.read_path(file) for file in files]


def with_pillow(files: Sequence[Path]) -> None:
    """Read size, resolution and EXIF with Pillow."""
    for file in files:
        with PIL.Image.open(file) as image:
            image.getexif()


def with_vips(files: Sequence[Path]) -> None:
    """Read size and fields with libvips."""
    for file in files:
        pyvips.Image.new_from_file(str(file)).get_fields()


def by_command(files: Sequence[Path], *command: str) -> None:
    """Run a command on all the files, one process for each core."""
    halves = [files[worker::WORKERS] for worker in range(WORKERS)]
    with ThreadPoolExecutor(WORKERS) as pool:
        quiet = subprocess.DEVNULL
        list(pool.map(lambda half: subprocess.run([*command, *map(str, half)], check=True, stdout=quiet), halves))


def rate(count: int, read: Callable[[], object]) -> int:
    """Return files per second, the best of three rounds."""
    times = []
    for _round in range(ROUNDS):
        started = time.perf_counter()
        read()
        times.append(time.perf_counter() - started)
    return round(count / min(times))


def measure(count: int, megapixels: float) -> dict[str, float]:
    """Return the files read in a second by each, and their mean weight in megabytes."""
    with tempfile.TemporaryDirectory() as name, ProcessPoolExecutor(WORKERS) as pool:
        files = made(Path(name), count, megapixels)
        parts = [files[start : start + 25] for start in range(0, count, 25)]
        assert all(seen.metadata.credit == "musée Fabre" and not seen.damages for seen in several(files))
        list(pool.map(several, parts))
        return {
            "megabytes": round(sum(file.stat().st_size for file in files) / count / 1e6, 2),
            "ours, one process": rate(count, lambda: several(files)),
            "ours, a process for each core": rate(count, lambda: list(pool.map(several, parts))),
            "Pillow, one process": rate(count, lambda: with_pillow(files)),
            "libvips, one process": rate(count, lambda: with_vips(files)),
            "ImageMagick, a process for each core": rate(
                count, lambda: by_command(files, "identify", "-ping", "-format", "%m %w %h %x\n")
            ),
            "exiftool, a process for each core": rate(count, lambda: by_command(files, "exiftool", "-fast2", "-j")),
        }


def table(found: dict[str, object], rates: dict[str, float]) -> str:
    """Return the part of the README."""
    rows = [f"| {who} | {figure} |" for who, figure in rates.items() if who != "megabytes"]
    return "\n".join(
        [
            "## Headers of images",
            "",
            f"`python bench/headers.py --pictures {found['pictures']}`, {found['date']}, {os.cpu_count()} cores. JPEGs of "
            f"{found['megapixels']} Mpx and {rates['megabytes']} MB read in a second, from the page cache. Ours reads "
            "every byte of them, to find the end of the image and what follows it; the others stop at the header.",
            "",
            "| | files/s |",
            "|---|---|",
            *rows,
        ]
    )


def main() -> None:
    """Measure, print, publish."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pictures", type=int, default=200)
    parser.add_argument("--megapixels", type=float, default=6)
    parser.add_argument("--dry", action="store_true", help="print, do not publish")
    asked = parser.parse_args()
    for tool in ("exiftool", "identify"):
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
        board.publish("headers", found, part)


if __name__ == "__main__":
    main()
