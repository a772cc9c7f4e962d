"""Masters kept by their content, thumbnails made from them, hostile files survived."""

import hashlib
import struct
import zlib
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image, ImageCms

from coffret.base.errors import Refused
from coffret.images import store
from coffret.images.delivery import pyramids
from coffret.images.derived.thumbnailing import fitted
from coffret.images.probe import probe


def picture(width: int, height: int, colour: str = "#a05030", kind: str = "JPEG", **options: object) -> bytes:
    out = BytesIO()
    Image.new("RGB", (width, height), colour).save(out, kind, **options)
    return out.getvalue()


def file_of(tmp_path: Path, content: bytes, name: str = "image.jpg") -> Path:
    path = tmp_path / name
    path.write_bytes(content)
    return path


def test_a_master_is_kept_by_its_content_untouched_and_once(tmp_path):
    content = picture(300, 200)
    path = file_of(tmp_path, content)

    sha256 = store.save(path)

    assert sha256 == hashlib.sha256(content).hexdigest() == store.save(content)
    assert store.master(sha256).read_bytes() == content
    assert store.master(sha256).parent.parent.name == sha256[:2]
    assert store.has(sha256)


@pytest.mark.parametrize("width", store.WIDTHS)
def test_a_thumbnail_has_its_width_and_proportions(width):
    sha256 = store.save(picture(2000, 1000))

    with Image.open(store.thumbnail(sha256, width)) as small:
        assert (small.format, small.size) == ("JPEG", (width, width // 2))
        assert small.info.get("progressive")


def lab(image: Image.Image) -> Image.Image:
    profiles = ImageCms.createProfile("sRGB"), ImageCms.createProfile("LAB")
    converted = ImageCms.applyTransform(image, ImageCms.buildTransform(*profiles, "RGB", "LAB"))
    assert converted is not None
    return converted


@pytest.mark.parametrize(
    ("kind", "mode", "turned"),
    [
        ("JPEG", "RGB", 6), ("PNG", "RGB", 6), ("WEBP", "RGB", 6), ("TIFF", "RGB", 6), ("TIFF", "LAB", 6),
        ("JPEG2000", "RGB", 1), ("JPEG2000", "L", 1), ("JPEG2000", "RGBA", 1), ("JPEG2000", "I;16", 1),
        ("JPEG", "CMYK", 1), ("TIFF", "1", 1), ("TIFF", "LAB", 1),
    ],
)  # fmt: skip
def test_every_picture_that_is_received_is_drawn(tmp_path, kind, mode, turned):
    """Red above, white below: its thumbnail and its pyramid show so, upright, as the probe counted it."""
    image = Image.new("RGB", (600, 400), "white")
    image.paste("#a01818", (0, 0, 600, 200))
    if mode == "I;16":
        image = image.convert("I").point(lambda value: value * 257)
    image = lab(image) if mode == "LAB" else image.convert(mode)
    exif = Image.Exif()
    exif[0x0112] = turned
    path = tmp_path / "image"
    image.save(path, kind, **({"exif": exif} if turned > 1 else {}))

    seen = probe(path)
    sha256 = store.save(path)

    assert (seen.width, seen.height) == ((400, 600) if turned == 6 else (600, 400))
    top, bottom = ((300, 300), (100, 300)) if turned == 6 else ((300, 100), (300, 300))
    for drawn in (store.thumbnail(sha256, 960), pyramids.make(sha256)):
        with Image.open(drawn) as small:
            assert small.size == (seen.width, seen.height)
            shown = small.convert("RGB")
            red, green, blue = shown.getpixel(top)
            assert red < 200
            assert max(green, blue) < 120
            assert min(shown.getpixel(bottom)) > 240


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "TIFF", "WEBP"])
@pytest.mark.parametrize(("width", "height"), [(1487, 436), (1001, 689), (2599, 1361), (1733, 5)])
@pytest.mark.parametrize("turn", [1, 6])
def test_thumbnails_are_upright_and_to_the_pixel_what_manifests_tell(kind: str, width: int, height: int, turn: int):
    """Left to itself, libvips rounds as its shortcuts have it, and does not turn a WebP."""
    exif = Image.Exif()
    exif[0x0112] = turn
    drawn = Image.new("RGB", (width, height), "#205080")
    drawn.paste("#f0e0a0", (0, 0, width // 4, height))
    out = BytesIO()
    drawn.save(out, kind, exif=exif)
    sha256 = store.save(out.getvalue())

    upright = (width, height) if turn == 1 else (height, width)
    for most in store.WIDTHS:
        with Image.open(store.thumbnail(sha256, most)) as small:
            assert small.size == fitted(*upright, most)
            assert small.getpixel((small.width - 1 if turn == 6 else 0, 0))[0] > 150
            assert small.getpixel((0, small.height - 1) if turn == 6 else (small.width - 1, 0))[0] < 100


def test_a_small_master_is_never_enlarged():
    sha256 = store.save(picture(300, 500))
    with Image.open(store.thumbnail(sha256, 960)) as small:
        assert small.size == (300, 500)


def test_a_thumbnail_stands_upright_and_drops_what_the_camera_wrote():
    exif = Image.Exif()
    exif[0x0112] = 6
    exif[0x010F] = "appareil"
    sha256 = store.save(picture(1000, 500, exif=exif))
    with Image.open(store.thumbnail(sha256, 240)) as small:
        assert small.size == (240, 480)
        assert not small.getexif()


@pytest.mark.parametrize("mode", ["RGBA", "L", "P", "CMYK", "I;16"])
def test_every_kind_of_colour_becomes_srgb(tmp_path, mode):
    out = BytesIO()
    Image.new(mode, (400, 300)).save(out, "TIFF" if mode in {"CMYK", "I;16"} else "PNG")
    path = file_of(tmp_path, out.getvalue())
    seen = probe(path)
    with Image.open(store.thumbnail(store.save(path), 240)) as small:
        assert small.mode in {"RGB", "L"}
        assert small.size == (240, 180)
    assert len(seen.colour) == 7


def test_only_offered_widths_and_true_addresses_are_served():
    sha256 = store.save(picture(300, 200))
    with pytest.raises(ValueError, match="241"):
        store.thumbnail(sha256, 241)
    with pytest.raises(ValueError, match="SHA-256"):
        store.thumbnail("../../etc/passwd", 240)
    with pytest.raises(FileNotFoundError):
        store.thumbnail("0" * 64, 240)


@pytest.mark.parametrize(("kind", "options"), [("JPEG", {}), ("PNG", {}), ("TIFF", {}), ("WEBP", {"lossless": True})])
def test_an_image_is_what_its_content_says(tmp_path, kind, options):
    path = file_of(tmp_path, picture(320, 200, "#204080", kind, **options), "nom.txt")

    seen = probe(path)

    assert (seen.format, seen.width, seen.height, seen.size) == (kind, 320, 200, path.stat().st_size)
    red, green, blue = (int(seen.colour[at : at + 2], 16) for at in (1, 3, 5))
    assert abs(red - 0x20) < 6
    assert abs(green - 0x40) < 6
    assert abs(blue - 0x80) < 6


def test_pixels_are_told_as_they_are_shown(tmp_path):
    exif = Image.Exif()
    exif[0x0112] = 8
    seen = probe(file_of(tmp_path, picture(320, 200, exif=exif)))
    assert (seen.width, seen.height) == (200, 320)


def test_a_truncated_image_is_refused(tmp_path):
    noise = Image.effect_noise((900, 700), 80)
    out = BytesIO()
    noise.save(out, "JPEG")
    path = file_of(tmp_path, out.getvalue()[: len(out.getvalue()) // 2])
    with pytest.raises(Refused) as refusal:
        probe(path)
    assert refusal.value.code == "unreadable"


@pytest.mark.parametrize(
    "content", [b"", b"bonjour", b"%PDF-1.4\n", b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n" + b"\0" * 40]
)
def test_what_is_no_image_is_refused(tmp_path, content):
    with pytest.raises(Refused) as refusal:
        probe(file_of(tmp_path, content))
    assert refusal.value.code == "unreadable"
    assert "image.jpg" in str(refusal.value)


def bomb(side: int) -> bytes:
    """Return a small PNG that announces side × side pixels."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", side, side, 1, 0, 0, 0, 0)
    body = zlib.compress(b"\0" * 1000, 9)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", body) + chunk(b"IEND", b"")


@pytest.mark.parametrize("side", [25_000, 60_000])
def test_a_bomb_is_refused_from_its_header(tmp_path, side):
    with pytest.raises(Refused) as refusal:
        probe(file_of(tmp_path, bomb(side), "bombe.png"))
    assert refusal.value.code == "too_large"
