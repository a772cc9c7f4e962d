"""Every format decodes whole; every damage that can be told is told."""

import io
import os
import struct
import zlib
from pathlib import Path

import numpy
import PIL.Image
import pytest
import pyvips

from coffret.images.decoding import integrity
from coffret.images.facts import Harm, Seen


def pixels(width: int = 320, height: int = 200, seed: int = 3) -> numpy.ndarray:
    """Return a picture with matter in it: slopes, edges, grain."""
    down, across = numpy.mgrid[0:height, 0:width]
    grain = numpy.random.default_rng(seed).normal(0, 12, (height, width, 3))
    slopes = numpy.stack([across * 200 / width, down * 180 / height, (across + down) % 64 * 3], axis=2)
    return (slopes + grain + 20).clip(0, 255).astype(numpy.uint8)


def encoded(kind: str, mode: str = "RGB", size: tuple[int, int] = (320, 200), **options: object) -> bytes:
    image = PIL.Image.fromarray(pixels(*size))
    if mode == "I;16":
        image = PIL.Image.fromarray(numpy.asarray(image.convert("L")).astype(numpy.uint16) * 257)
    elif mode != "RGB":
        image = image.convert(mode)
    out = io.BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


def looked(tmp_path: Path, content: bytes, name: str = "image.bin") -> Seen:
    path = tmp_path / name
    path.write_bytes(content)
    return Seen.from_json(integrity.look(str(path)))


def harms(seen: Seen) -> set[Harm]:
    return {one.harm for one in seen.damages}


WHOLE = [
    ("JPEG", "RGB", {"quality": 40}),
    ("JPEG", "RGB", {"quality": 95, "subsampling": 0}),
    ("JPEG", "RGB", {"quality": 85, "subsampling": 1, "optimize": True}),
    ("JPEG", "RGB", {"progressive": True}),
    ("JPEG", "RGB", {"restart_marker_rows": 1}),
    ("JPEG", "RGB", {"restart_marker_blocks": 7}),
    ("JPEG", "L", {}),
    ("JPEG", "CMYK", {}),
    ("JPEG", "CMYK", {"subsampling": 2}),
    ("PNG", "RGB", {}),
    ("PNG", "RGBA", {}),
    ("PNG", "P", {}),
    ("PNG", "1", {}),
    ("PNG", "I;16", {}),
    ("TIFF", "RGB", {}),
    ("TIFF", "RGB", {"compression": "tiff_lzw"}),
    ("TIFF", "RGB", {"compression": "jpeg"}),
    ("TIFF", "CMYK", {}),
    ("TIFF", "I;16", {"compression": "tiff_adobe_deflate"}),
    ("TIFF", "1", {"compression": "group4"}),
    ("WEBP", "RGB", {}),
    ("WEBP", "RGBA", {"lossless": True}),
    ("JPEG2000", "RGB", {}),
    ("JPEG2000", "L", {}),
    ("GIF", "P", {}),
    ("BMP", "RGB", {}),
]


@pytest.mark.parametrize(("kind", "mode", "options"), WHOLE)
def test_a_whole_file_is_whole(tmp_path, kind, mode, options):
    seen = looked(tmp_path, encoded(kind, mode, **options))

    assert seen.damages == ()
    assert seen.strict
    assert seen.colour.startswith("#")
    assert len(seen.likeness) == 16
    assert (seen.width, seen.height) == (320, 200)


@pytest.mark.parametrize("quality", [30, 75, 95])
@pytest.mark.parametrize("size", [(1, 1), (9, 7), (16, 16), (63, 200), (65, 64), (401, 99)])
@pytest.mark.parametrize("sampling", [0, 1, 2])
def test_a_whole_jpeg_of_any_size_is_whole(tmp_path, quality, size, sampling):
    for options in ({}, {"optimize": True}, {"restart_marker_blocks": 3}):
        seen = looked(tmp_path, encoded("JPEG", "RGB", size, quality=quality, subsampling=sampling, **options))
        assert seen.damages == (), options


def test_an_interlaced_png_a_tiled_tiff_and_an_avif_are_whole(tmp_path):
    image = pyvips.Image.new_from_array(pixels()).copy(interpretation="srgb")
    for content in (
        image.pngsave_buffer(interlace=True),
        (image.cast("ushort") << 8).copy(interpretation="rgb16").pngsave_buffer(interlace=True),
        image.colourspace("lab").tiffsave_buffer(),
        image.tiffsave_buffer(tile=True, pyramid=True, compression="deflate"),
        image.heifsave_buffer(compression="av1", effort=0),
    ):
        seen = looked(tmp_path, content)
        assert (seen.damages, seen.strict) == ((), True), seen.format


def test_lab_of_eight_bits_is_whole_or_not(tmp_path):
    content = encoded("TIFF")
    at = content.index(b"\x06\x01\x03\x00\x01\x00\x00\x00\x02")  # the tag of its colours: RGB
    lab = content[: at + 8] + b"\x08" + content[at + 9 :]
    assert looked(tmp_path, lab).strict
    assert harms(looked(tmp_path, lab[: len(lab) // 2])) & {Harm.CORRUPT, Harm.TRUNCATED}


def test_the_small_copy_gives_the_true_colour_in_every_format(tmp_path):
    flat = PIL.Image.new("RGB", (200, 120), "#3060a0")
    for kind, options in (("JPEG", {"quality": 95}), ("PNG", {}), ("TIFF", {}), ("WEBP", {"lossless": True})):
        out = io.BytesIO()
        flat.save(out, kind, **options)
        colour = looked(tmp_path, out.getvalue()).colour
        assert all(abs(int(colour[at : at + 2], 16) - int("3060a0"[at - 1 : at + 1], 16)) < 4 for at in (1, 3, 5)), kind


def test_an_empty_or_unknown_file_is_not_decoded(tmp_path):
    assert harms(looked(tmp_path, b"")) == {Harm.EMPTY}
    assert Harm.UNKNOWN in harms(looked(tmp_path, b"bonjour"))


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9, 0.99])
@pytest.mark.parametrize(
    ("kind", "options"),
    [("JPEG", {}), ("JPEG", {"progressive": True}), ("PNG", {}), ("WEBP", {}), ("JPEG2000", {}), ("GIF", {})],
)
def test_a_file_cut_short_is_found(tmp_path, kind, options, share):
    content = encoded(kind, "P" if kind == "GIF" else "RGB", **options)
    seen = looked(tmp_path, content[: int(len(content) * share)])
    assert harms(seen) & {Harm.TRUNCATED, Harm.CORRUPT}


def test_a_jpeg_without_its_end_marker_is_found(tmp_path):
    assert Harm.TRUNCATED in harms(looked(tmp_path, encoded("JPEG")[:-2]))


@pytest.mark.parametrize("options", [{}, {"progressive": True}, {"quality": 95, "subsampling": 0}])
def test_a_zeroed_block_is_found(tmp_path, options):
    content = bytearray(encoded("JPEG", size=(640, 480), **options))
    content[len(content) // 2 : len(content) // 2 + 4096] = bytes(4096)
    assert Harm.CORRUPT in harms(looked(tmp_path, bytes(content)))


def test_most_changes_of_three_bytes_are_found(tmp_path):
    """A JPEG holds no sum of its data: the share is measured, with more files, by bench/faults.py."""
    content, chance, found = encoded("JPEG", size=(640, 480)), numpy.random.default_rng(5), 0
    start = content.index(b"\xff\xda") + 14
    for _ in range(60):
        broken = bytearray(content)
        for at in chance.integers(start, len(content) - 2, 3):
            broken[at] ^= int(chance.integers(1, 256))
        found += bool(looked(tmp_path, bytes(broken)).damages)
    assert found >= 36


def test_data_left_over_are_found_where_libjpeg_says_nothing(tmp_path):
    """A byte too many before the end marker, which libjpeg takes into its buffer and forgets."""
    content = encoded("JPEG")
    seen = looked(tmp_path, content[:-2] + b"\x5a" + content[-2:])
    assert seen.harmed(Harm.CORRUPT).detail == "bit count"


def test_light_that_jumps_at_one_block_is_found(tmp_path):
    """Two halves of different light, joined inside a line of blocks: what a misread difference leaves."""
    picture = pixels(960, 640).astype(int)
    across = numpy.arange(960)
    picture[:, :, 1] += 20 * ((numpy.arange(640)[:, None] // 16 * 960 + across // 16 * 16) >= 20 * 960 + 480)
    out = io.BytesIO()
    PIL.Image.fromarray(picture.clip(0, 255).astype(numpy.uint8)).save(out, "JPEG", quality=90)
    seen = looked(tmp_path, out.getvalue())
    assert seen.harmed(Harm.SUSPECT).detail == "light jump"


def test_a_thin_line_of_the_scene_is_no_jump(tmp_path):
    picture = pixels(960, 640)
    picture[320:326, :480] = 255
    picture[304:310, 480:] = 255
    out = io.BytesIO()
    PIL.Image.fromarray(picture).save(out, "JPEG", quality=90)
    assert looked(tmp_path, out.getvalue()).damages == ()


def test_an_edge_of_the_scene_is_no_jump(tmp_path):
    for edge in (320, 327, 16, 624):
        picture = pixels(960, 640)
        picture[edge:] //= 2
        tilted = PIL.Image.fromarray(picture).rotate(0.5)
        for image in (PIL.Image.fromarray(picture), tilted):
            out = io.BytesIO()
            image.save(out, "JPEG", quality=90)
            assert looked(tmp_path, out.getvalue()).damages == ()


def chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png(lines: bytes, side: int = 40, depth: int = 8, colour: int = 2) -> bytes:
    header = struct.pack(">IIBBBBB", side, side, depth, colour, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(lines)) + chunk(b"IEND", b"")


def test_a_png_is_whole_to_its_last_byte_or_is_not(tmp_path):
    line = b"\0" + bytes(range(120))
    assert looked(tmp_path, png(line * 40)).damages == ()
    assert harms(looked(tmp_path, png(line * 39))) == {Harm.TRUNCATED}
    assert harms(looked(tmp_path, png(line * 41))) == {Harm.CORRUPT}


def test_any_bit_changed_in_a_png_is_found(tmp_path):
    content = png((b"\0" + bytes(range(120))) * 40)
    for at in range(8, len(content)):
        broken = bytearray(content)
        broken[at] ^= 4
        assert looked(tmp_path, bytes(broken)).damages, at


def test_a_png_that_inflates_without_end_is_stopped(tmp_path):
    seen = looked(tmp_path, png(bytes(200 << 20)))
    assert harms(seen) == {Harm.CORRUPT}


def test_a_strip_cut_inside_a_compressed_tiff_is_found(tmp_path):
    content = bytearray(encoded("TIFF", compression="tiff_lzw"))
    content[2000:6096] = bytes(4096)
    assert harms(looked(tmp_path, bytes(content))) & {Harm.CORRUPT, Harm.TRUNCATED}


def test_every_page_of_a_tiff_is_decoded(tmp_path):
    first, second = PIL.Image.fromarray(pixels()), PIL.Image.fromarray(pixels(seed=9))
    out = io.BytesIO()
    first.save(out, "TIFF", save_all=True, append_images=[second], compression="tiff_lzw")
    assert looked(tmp_path, out.getvalue()).damages == ()
    broken = bytearray(out.getvalue())
    at = len(broken) * 3 // 4
    broken[at : at + 4096] = bytes(4096)
    assert harms(looked(tmp_path, bytes(broken))) & {Harm.CORRUPT, Harm.TRUNCATED}


def test_a_header_of_billions_of_pixels_is_never_decoded(tmp_path):
    header = struct.pack(">IIBBBBB", 60_000, 60_000, 8, 2, 0, 0, 0)
    content = (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(bytes(9))) + chunk(b"IEND", b"")
    )
    seen = looked(tmp_path, content)
    assert Harm.TOO_MANY_PIXELS in harms(seen)
    assert not seen.strict


def test_only_plain_files_are_opened(tmp_path):
    with pytest.raises(IsADirectoryError):
        integrity.look(str(tmp_path))
    with pytest.raises(FileNotFoundError):
        integrity.look(str(tmp_path / "absent.jpg"))
    os.mkfifo(tmp_path / "tube")
    with pytest.raises(OSError, match="Invalid argument"):
        integrity.look(str(tmp_path / "tube"))
