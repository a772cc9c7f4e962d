"""The headers of images before independent readers: exiftool for the facts, ImageMagick for the quality, Pillow for the
pixels, on the same files written by five programs.
"""

import json
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from shutil import which
from typing import Any

import pytest
import pyvips
from demo_site import needs
from PIL import Image, ImageCms, ImageOps

from coffret.images.facts import Seen
from coffret.images.reading import headers

pytestmark = pytest.mark.external

FORMATS = {"JP2": "JP2", "J2C": "JP2", "Extended WEBP": "WEBP", "BTF": "TIFF"}
AUTHOR, RIGHTS = "Zoé Martin", "© Zoé Martin, musée Fabre"
WORDS = {
    "exif": (f"-IFD0:Artist={AUTHOR}", f"-IFD0:Copyright={RIGHTS}", "-ExifIFD:DateTimeOriginal=2024:05:12 10:11:12"),
    "iptc": (f"-IPTC:By-line={AUTHOR}", f"-IPTC:CopyrightNotice={RIGHTS}", "-IPTC:CodedCharacterSet=UTF8"),
    "latin": (f"-IPTC:By-line={AUTHOR}", f"-IPTC:CopyrightNotice={RIGHTS}"),
    "xmp": (f"-XMP-dc:Creator={AUTHOR}", f"-XMP-dc:Rights={RIGHTS}", "-XMP-tiff:XResolution=240", "-XMP-tiff:YResolution=240"),
    "place": ("-GPS:GPSLatitude=43.61", "-GPS:GPSLatitudeRef=N", "-GPS:GPSLongitude=3.88", "-GPS:GPSLongitudeRef=E"),
    "placed": ("-XMP-exif:GPSLatitude=43.61", "-XMP-exif:GPSLongitude=3.88"),
    "turned": ("-IFD0:Orientation#=6", "-IFD0:XResolution=300", "-IFD0:YResolution=300", "-IFD0:ResolutionUnit=inches"),
    "metric": ("-IFD0:XResolution=118.11", "-IFD0:YResolution=118.11", "-IFD0:ResolutionUnit=cm"),
    "photoshop": ("-Photoshop:XResolution=150", "-Photoshop:YResolution=150"),
}  # fmt: skip


def run(*command: str | Path) -> str:
    return subprocess.run([*map(str, command)], capture_output=True, text=True, check=True).stdout


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make some sixty files: every format, colour, and way to tell something."""
    for program in ("exiftool", "convert", "identify"):
        needs(which(program), program)
    root = tmp_path_factory.mktemp("files")
    grey = Image.linear_gradient("L").resize((160, 120))
    picture = Image.merge("RGB", (grey, grey.rotate(180), Image.eval(grey, lambda value: value // 2)))
    _by_pillow(root, picture)
    _by_vips(root)
    _by_imagemagick(root, picture)
    _by_exiftool(root)
    return root


def _by_pillow(root: Path, picture: Image.Image) -> None:
    srgb = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    for kind in ("jpg", "png", "tif", "webp", "jp2", "j2k", "avif", "gif", "bmp"):
        picture.save(root / f"plain.{kind}")
    for mode in ("1", "L", "CMYK", "LAB"):
        picture.convert(mode).save(root / f"mode-{mode}.tif")
    for mode in ("1", "L", "LA", "P", "RGBA"):
        picture.convert(mode).save(root / f"mode-{mode}.png")
    for mode in ("L", "CMYK"):
        picture.convert(mode).save(root / f"mode-{mode}.jpg")
    for dpi in (72, 96, 300, 600):
        for kind in ("jpg", "png", "tif"):
            picture.save(root / f"dpi-{dpi}.{kind}", dpi=(dpi, dpi))
    for kind in ("jpg", "png", "tif", "webp", "avif"):
        picture.save(root / f"profile.{kind}", icc_profile=srgb)
    picture.save(root / "progressive.jpg", progressive=True, quality=90)


def _by_vips(root: Path) -> None:
    picture = pyvips.Image.new_from_file(root / "plain.png")
    picture.tiffsave(root / "pyramid.tif", pyramid=True, tile=True, compression="jpeg", xres=11.811, yres=11.811)
    picture.tiffsave(root / "big.tif", bigtiff=True, compression="deflate")
    picture.colourspace("rgb16").tiffsave(root / "sixteen.tif")
    picture.colourspace("rgb16").pngsave(root / "sixteen.png")


def _by_imagemagick(root: Path, picture: Image.Image) -> None:
    source = root / "plain.png"
    run("convert", source, root / "convert.heic")
    run("convert", source, "-density", "72", "-units", "PixelsPerInch", root / "convert.psd")
    run("convert", source, "-endian", "MSB", root / "convert.tif")
    run("convert", source, "-density", "72", "-units", "PixelsPerCentimeter", root / "centimetre.jpg")
    (root / "quality").mkdir()
    for quality in range(1, 101):
        picture.save(root / "quality" / f"{quality:03}.jpg", quality=quality)
        picture.convert("L").save(root / "quality" / f"grey{quality:03}.jpg", quality=quality)


def _by_exiftool(root: Path) -> None:
    for name, words in WORDS.items():
        kinds = ("jpg", "tif", "png") if name != "photoshop" else ("jpg",)
        for kind in kinds:
            target = root / f"said-{name}.{kind}"
            run("exiftool", "-q", "-m", *words, "-o", target, root / f"plain.{kind}")
    run("exiftool", "-q", *WORDS["xmp"], *WORDS["place"], "-o", root / "said.heic", root / "convert.heic")
    run("exiftool", "-q", *WORDS["xmp"], "-o", root / "said.jp2", root / "plain.jp2")
    # exiftool does not write WebP: the blocks it wrote elsewhere are put there.
    for name in ("exif", "xmp", "turned"):
        with Image.open(root / f"said-{name}.jpg") as said:
            said.save(root / f"said-{name}.webp", exif=said.info.get("exif", b""), xmp=said.info.get("xmp", b""))


Told = dict[str, Any]


@pytest.fixture(scope="module")
def both(folder: Path) -> list[tuple[str, Seen, Told]]:
    """Return every file by name: what we see, and what exiftool does (group and tag -> value)."""
    files = sorted(path for path in folder.iterdir() if path.is_file())
    told = json.loads(run("exiftool", "-j", "-n", "-G1", *files))
    return [(path.name, headers.read_path(path), one) for path, one in zip(files, told, strict=True)]


def tag(told: Told, *names: str) -> Any:
    """Return the first of these tags that exiftool tells, whatever its group when none is named."""
    for name in names:
        for key, value in told.items():
            if key == name or (":" not in name and key.endswith(f":{name}")):
                return value
    return None


def disagreements(
    both: list[tuple[str, Seen, Told]], compare: Callable[[Seen, Told], tuple[Any, Any] | None]
) -> list[str]:
    """Return the files of which ours and theirs differ; at least one must have been compared."""
    compared = [(name, pair) for name, seen, told in both if (pair := compare(seen, told))]
    assert compared
    return [f"{name}: {ours!r}, {theirs!r}" for name, (ours, theirs) in compared if ours != theirs]


def test_enough_files_and_no_damage(both: list[tuple[str, Seen, Told]]):
    assert len(both) >= 60
    assert [(name, seen.damages) for name, seen, _told in both if seen.damages] == []


def test_format(both: list[tuple[str, Seen, Told]]):
    assert disagreements(both, lambda seen, told: (seen.format, FORMATS.get(kind := told["File:FileType"], kind))) == []


def test_pixels(both: list[tuple[str, Seen, Told]]):
    def compare(seen: Seen, told: Told) -> tuple[Any, Any] | None:
        theirs = (tag(told, "ImageWidth"), tag(told, "ImageHeight"))
        turned = (tag(told, "IFD0:Orientation") or 1) > 4
        return ((seen.width, seen.height), theirs[::-1] if turned else theirs) if theirs[0] else None

    assert disagreements(both, compare) == []


def test_pixels_as_pillow_shows_them(folder: Path, both: list[tuple[str, Seen, Told]]):
    for name, seen, _told in both:
        if seen.format not in {"HEIC", "PSD"}:
            with Image.open(folder / name) as image:
                assert ImageOps.exif_transpose(image).size == (seen.width, seen.height), name


PLACES = {
    "JFIF": "JFIF:XResolution", "EXIF": "IFD0:XResolution", "TIFF": "IFD0:XResolution", "XMP": "XMP-tiff:XResolution",
    "Photoshop": "Photoshop:XResolution", "PNG": "PNG-pHYs:PixelsPerUnitX",
}  # fmt: skip


def _theirs(place: str, seen: Seen, told: Told) -> float | None:
    """Return the resolution exiftool reads at ``place``, per inch, None where it declares none."""
    value = told.get(PLACES[place])
    if value is None or ((place == "TIFF") != (seen.format == "TIFF") and place in {"TIFF", "EXIF"}):
        return None
    if place == "PNG":
        return round(value * 0.0254, 2) if told["PNG-pHYs:PixelUnits"] == 1 else None
    unit = {"JFIF": told.get("JFIF:ResolutionUnit"), "XMP": 2, "Photoshop": 2}.get(
        place, told.get("IFD0:ResolutionUnit", 2)
    )
    scale = {"JFIF": {1: 1, 2: 2.54}}.get(place, {2: 1, 3: 2.54}).get(unit)
    return round(value * scale, 2) if scale else None


@pytest.mark.parametrize("place", PLACES)
def test_resolutions(both: list[tuple[str, Seen, Told]], place: str):
    found = 0
    for name, seen, told in both:
        ours = next((one.x for one in seen.resolutions if one.place == place), None)
        theirs = _theirs(place, seen, told)
        found += ours is not None
        assert ours == pytest.approx(theirs, abs=0.011) if theirs else ours is None, f"{name}: {ours}, {theirs}"
    assert found


def test_profiles(both: list[tuple[str, Seen, Told]]):
    assert disagreements(
        both, lambda seen, told: (seen.profile, name) if (name := tag(told, "ICC_Profile:ProfileDescription")) else None
    ) == []  # fmt: skip


def test_places(both: list[tuple[str, Seen, Told]]):
    def compare(seen: Seen, told: Told) -> tuple[bool, bool]:
        return seen.metadata.gps, tag(told, "GPS:GPSLatitude", "XMP-exif:GPSLatitude") is not None

    assert disagreements(both, compare) == []
    assert sum(seen.metadata.gps for _name, seen, _told in both) >= 6


def test_words(both: list[tuple[str, Seen, Told]]):
    def creator(seen: Seen, told: Told) -> tuple[str, str]:
        return seen.metadata.creator, tag(told, "XMP-dc:Creator", "IPTC:By-line", "IFD0:Artist") or ""

    def rights(seen: Seen, told: Told) -> tuple[str, str]:
        return seen.metadata.copyright, tag(told, "XMP-dc:Rights", "IPTC:CopyrightNotice", "IFD0:Copyright") or ""

    assert disagreements(both, creator) == []
    assert disagreements(both, rights) == []
    assert sum(seen.metadata.creator == AUTHOR for _name, seen, _told in both) >= 12


def test_depth_and_compression(both: list[tuple[str, Seen, Told]]):
    def depth(seen: Seen, told: Told) -> tuple[int, int] | None:
        bits = told.get("File:BitsPerSample") or told.get("PNG:BitDepth") or told.get("IFD0:BitsPerSample")
        if not bits or seen.mode == "PALETTE" or seen.format not in {"JPEG", "PNG", "TIFF"}:
            return None
        return seen.depth, int(str(bits).split()[0])

    assert disagreements(both, depth) == []


def qualities(folder: Path) -> Iterator[tuple[str, int]]:
    for line in run("identify", "-format", "%f %Q\n", *sorted((folder / "quality").iterdir())).split("\n"):
        if line.strip():
            name, quality = line.split()
            yield name, int(quality)


def test_quality_as_imagemagick_reads_it(folder: Path):
    read = list(qualities(folder))
    assert len(read) == 200
    differing = [
        (name, quality, seen.quality)
        for name, quality in read
        if (seen := headers.read_path(folder / "quality" / name)).quality != quality
    ]
    assert differing == []
