"""Pyramids: every level and tile as IIIF counts them, true to the picture, whole JPEGs, cheap to make and to read."""

import io
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy
import pytest
import pyvips
import simplejpeg
from PIL import Image, ImageCms

from coffret.images import store
from coffret.images.delivery import pyramids
from coffret.images.delivery.tiles import NotAPyramid, Pyramid, Shelf
from coffret.images.derived import cutting
from coffret.images.derived.cutting import pyramid
from coffret.images.isolation import isolated
from coffret.images.isolation.isolated import GaveUp
from coffret.images.isolation.tasks import Unable


def picture(width: int, height: int, bands: int = 3) -> Any:
    """Return pixels of slow waves, a different one in each band: JPEG keeps them to a few units."""
    y, x = numpy.mgrid[0:height, 0:width]
    waves = [numpy.sin(x / (17 + 6 * band)) + numpy.cos(y / (23 + 4 * band)) for band in range(bands)]
    pixels = (numpy.stack(waves, -1) * 60 + 128).astype("uint8")
    return pixels if bands > 1 else pixels[..., 0]


def cut(tmp_path: Path, pixels: Any, side: int = 256, **saving: Any) -> Pyramid:
    source = tmp_path / "source.png"
    Image.fromarray(pixels).save(source, **saving)
    pyramid(str(source), str(tmp_path / "made" / "pyramid.tif"), side)
    return Pyramid(tmp_path / "made" / "pyramid.tif")


def decoded(jpeg: bytes | None) -> Any:
    assert jpeg
    return simplejpeg.decode_jpeg(jpeg, strict=True)


@pytest.mark.parametrize(
    ("width", "height", "levels"),
    [
        (1, 1, [(1, 1)]),
        (256, 256, [(256, 256)]),
        (257, 255, [(257, 255), (129, 128)]),
        (513, 300, [(513, 300), (257, 150), (129, 75)]),
        (1025, 1023, [(1025, 1023), (513, 512), (257, 256), (129, 128)]),
        (3, 1500, [(3, 1500), (2, 750), (1, 375), (1, 188)]),
        (1023, 2, [(1023, 2), (512, 1), (256, 1)]),
    ],
)
def test_levels_are_halves_rounded_up(tmp_path: Path, width: int, height: int, levels: list[tuple[int, int]]):
    made = cut(tmp_path, picture(width, height))
    assert [(one.width, one.height) for one in made.levels] == levels


def test_every_tile_is_a_whole_jpeg_true_to_the_picture(tmp_path: Path):
    pixels = picture(1207, 905)
    made = cut(tmp_path, pixels)
    partial = {entry[:3]: entry[3:] for entry in made.partial()}
    for number, level in enumerate(made.levels):
        scale = 1 << number
        seen = numpy.zeros((level.height, level.width, 3), "uint8")
        for row in range(level.down):
            for column in range(level.across):
                tile = decoded(made.tile(number, column, row))
                width, height = partial.get((number, column, row), (256, 256))
                assert tile.shape == (height, width, 3)
                seen[row * 256 : row * 256 + height, column * 256 : column * 256 + width] = tile
        padded = numpy.pad(pixels, ((0, -905 % scale), (0, -1207 % scale), (0, 0)), "edge").astype("float")
        truth = padded.reshape(padded.shape[0] // scale, scale, padded.shape[1] // scale, scale, 3).mean((1, 3))
        # Of light: JPEG halves colours, and these change from one pixel to the next in the smallest levels.
        error = numpy.abs((truth - seen) @ [0.299, 0.587, 0.114])
        assert error.mean() < 2, number
        assert numpy.percentile(error, 99.9) < 12, number


def test_edge_tiles_lose_nothing_more(tmp_path: Path):
    """An edge cut to the picture differs from the padded tile of the TIFF by rounding alone."""
    made = cut(tmp_path, picture(700, 500))
    for level, column, row, width, height in made.partial():
        whole = decoded(made.padded(level, column, row))[:height, :width].astype("int")
        assert numpy.abs(whole - decoded(made.tile(level, column, row))).mean() < 0.5


def test_tiles_outside_the_grid_are_not_there(tmp_path: Path):
    made = cut(tmp_path, picture(700, 500))
    assert made.tile(0, 3, 0) is None
    assert made.tile(0, -1, 0) is None
    assert made.tile(9, 0, 0) is None
    assert made.tile(0, 2, 1)


def test_any_tiff_reader_opens_it(tmp_path: Path):
    made = cut(tmp_path, picture(700, 501))
    image = pyvips.Image.new_from_file(str(made.path), fail_on="warning")
    assert (image.width, image.height, image.get("n-pages")) == (700, 501, len(made.levels))
    half = pyvips.Image.new_from_file(str(made.path), page=1, fail_on="warning")
    assert (half.width, half.height) == (350, 251)
    assert abs(half.avg() - image.avg()) < 1
    with Image.open(made.path) as other:
        other.load()
        assert other.size == (700, 501)


def test_grey_stays_grey(tmp_path: Path):
    made = cut(tmp_path, picture(600, 400, 1))
    assert made.grey
    with Image.open(io.BytesIO(made.tile(0, 2, 1) or b"")) as tile:
        assert (tile.mode, tile.size) == ("L", (88, 144))


def test_alpha_is_laid_on_white_and_16_bits_are_brought_to_8(tmp_path: Path):
    clear = numpy.zeros((300, 300, 4), "uint8")
    made = cut(tmp_path, clear)
    assert not made.grey
    assert decoded(made.tile(1, 0, 0)).min() > 250
    deep = numpy.full((300, 300), 40000, "uint16")
    grey = cut(tmp_path, deep)
    assert grey.grey
    assert abs(int(decoded(grey.tile(1, 0, 0)).mean()) - 40000 // 257) <= 2


def test_the_camera_s_turn_is_applied(tmp_path: Path):
    pixels = picture(600, 300)
    pixels[:, :300] = (255, 0, 0)
    exif = Image.Exif()
    exif[0x0112] = 6  # to be turned a quarter clockwise
    source = tmp_path / "turned.jpg"
    Image.fromarray(pixels).save(source, quality=95, exif=exif)
    pyramid(str(source), str(tmp_path / "turned.tif"), 256)
    made = Pyramid(tmp_path / "turned.tif")
    assert (made.width, made.height) == (300, 600)
    red, green, _blue = decoded(made.tile(0, 0, 0))[5, 5]
    assert red > 200
    assert green < 50


def test_colours_go_through_their_profile(tmp_path: Path):
    """The same numbers in a wide space are other colours in sRGB."""
    lab = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    ink = Image.new("CMYK", (300, 300), (255, 0, 0, 0))
    ink.save(tmp_path / "ink.jpg", quality=95)
    pyramid(str(tmp_path / "ink.jpg"), str(tmp_path / "ink.tif"), 256)
    red, green, blue = decoded(Pyramid(tmp_path / "ink.tif").tile(0, 0, 0))[100, 100]
    assert red < 60 < 120 < green < blue
    same = picture(300, 300)
    made = cut(tmp_path, same, icc_profile=lab)
    assert numpy.abs(decoded(made.tile(0, 0, 0)).astype("int") - same[:256, :256]).mean() < 3


def test_pyramids_past_four_gigabytes_are_written_and_read_alike(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    pixels = picture(700, 501)
    classic = cut(tmp_path, pixels)
    tiles = [classic.tile(*entry[:3]) for entry in classic.partial()]
    assert classic.read(0, 4) == b"II*\x00"
    monkeypatch.setattr(cutting, "_BIG_ABOVE", 0)
    big = cut(tmp_path, pixels)
    assert big.read(0, 4) == b"II+\x00"
    assert [(one.width, one.height) for one in big.levels] == [(700, 501), (350, 251), (175, 126)]
    assert [big.tile(*entry[:3]) for entry in big.partial()] == tiles


def test_very_long_pictures_get_larger_tiles(tmp_path: Path):
    """Past side² pixels, the extension to a multiple of the levels could cross a tile: the side doubles instead."""
    made = cut(tmp_path, picture(1100, 3), side=32)
    assert made.side == 64
    assert made.levels[-1].width <= 64
    for level, column, row, width, height in made.partial():
        assert decoded(made.tile(level, column, row)).shape[:2] == (height, width)


def test_large_pictures_are_cut_in_little_memory(tmp_path: Path):
    """64 million pixels, 192 MB of them, under a cap of 160 MB on what the process may hold."""
    source = tmp_path / "large.tif"
    pyvips.Image.black(8000, 8000, bands=3).linear(1, [90, 120, 150]).cast("uchar").tiffsave(
        str(source), compression="deflate"
    )
    code = (
        "import resource, sys; resource.setrlimit(resource.RLIMIT_DATA, (160 << 20, 160 << 20));"
        "from coffret.images.derived.cutting import pyramid; print(pyramid(sys.argv[1], sys.argv[2])['levels'])"
    )
    environment = {"VIPS_CONCURRENCY": "1", "MALLOC_ARENA_MAX": "1", "OPENBLAS_NUM_THREADS": "1"}
    root = Path(cutting.__file__).parents[3]
    done = subprocess.run(
        [sys.executable, "-c", code, str(source), str(tmp_path / "large.pyramid.tif")],
        capture_output=True, text=True, env=environment, cwd=root, check=False,
    )  # fmt: skip
    assert done.stdout == "5\n", done.stderr[-2000:]


@pytest.mark.parametrize("content", [b"", b"no picture", b"II*\x00\x08\x00\x00\x00", b"\xff\xd8\xff\xe0"])
def test_what_is_no_picture_leaves_nothing(tmp_path: Path, content: bytes):
    source = tmp_path / "source"
    source.write_bytes(content)
    with pytest.raises(Unable):
        pyramid(str(source), str(tmp_path / "made" / "pyramid.tif"))
    assert list((tmp_path / "made").iterdir()) == []


def test_a_truncated_picture_leaves_nothing(tmp_path: Path):
    Image.fromarray(picture(900, 700)).save(tmp_path / "whole.jpg", quality=95)
    source = tmp_path / "source.jpg"
    source.write_bytes((tmp_path / "whole.jpg").read_bytes()[:9000])
    with pytest.raises(Unable):
        pyramid(str(source), str(tmp_path / "made" / "pyramid.tif"))
    assert list((tmp_path / "made").iterdir()) == []


def test_what_a_killed_child_left_is_taken_away_at_the_next_try(tmp_path: Path):
    made = cut(tmp_path, picture(600, 500)).path
    old, fresh, other = (made.with_name(name) for name in (".71-pyramid.tif", ".72-pyramid.tif", ".71-another.tif"))
    for left in (old, fresh, other):
        left.write_bytes(bytes(1000))
    for left in (old, other):
        os.utime(left, (1, 1))
    cut(tmp_path, picture(600, 500))
    assert {path.name for path in made.parent.iterdir()} == {"pyramid.tif", fresh.name, other.name}


def test_a_file_that_is_no_pyramid_of_ours_is_told(tmp_path: Path):
    whole = cut(tmp_path, picture(600, 500)).path.read_bytes()
    broken = tmp_path / "broken.tif"
    kinds = [
        b"",
        b"II*\x00",
        b"MM\x00*" + whole[4:],
        whole[:8] + bytes(60),
        bytes(len(whole)),
        whole[: len(whole) // 2],
    ]
    for content in kinds:
        broken.write_bytes(content)
        with pytest.raises(NotAPyramid):
            Pyramid(broken).tile(0, 2, 0)
    broken.write_bytes(whole[:-24])  # without its trailer
    with pytest.raises(NotAPyramid):
        Pyramid(broken)._cut  # noqa: B018


def test_the_shelf_keeps_the_last_ones_and_forgets(tmp_path: Path):
    shelf = Shelf(room=2)
    paths = []
    for number in range(3):
        (tmp_path / str(number)).mkdir()
        paths.append(cut(tmp_path / str(number), picture(60, 50)).path)
    first = shelf.open(paths[0])
    assert shelf.open(paths[0]) is first
    shelf.open(paths[1])
    shelf.open(paths[2])
    assert shelf.open(paths[0]) is not first
    assert first.tile(0, 0, 0)  # whoever holds it still reads it
    again = shelf.open(paths[0])
    shelf.forget(paths[0])
    assert shelf.open(paths[0]) is not again


@pytest.fixture
def data(tmp_path: Path, settings: Any) -> Path:
    settings.DATA = tmp_path
    return tmp_path


def jpeg(width: int = 700, height: int = 500) -> bytes:
    drawn = io.BytesIO()
    Image.fromarray(picture(width, height)).save(drawn, "JPEG", quality=92)
    return drawn.getvalue()


def test_the_pyramid_of_a_master_is_made_when_missing_and_kept(data: Path):
    sha256 = store.save(jpeg())
    assert not pyramids.has(sha256)
    opened = pyramids.opened(sha256)
    assert (opened.width, opened.height, opened.side) == (700, 500, cutting.SIDE)
    assert pyramids.has(sha256)
    assert pyramids.place(sha256).is_relative_to(data / "images" / "pyramids")
    before = pyramids.place(sha256).stat().st_mtime_ns
    assert pyramids.opened(sha256) is opened
    assert pyramids.place(sha256).stat().st_mtime_ns == before
    pyramids.make(sha256)
    assert pyramids.opened(sha256) is not opened


def test_a_damaged_pyramid_is_made_anew(data: Path):
    sha256 = store.save(jpeg())
    pyramids.make(sha256)
    pyramids.place(sha256).write_bytes(b"nothing")
    assert pyramids.opened(sha256).width == 700


def test_a_picture_that_cannot_be_prepared_is_tried_once(data: Path, monkeypatch: pytest.MonkeyPatch):
    sha256 = store.save(jpeg()[:9000])
    tries = []
    run = isolated.run
    monkeypatch.setattr(isolated, "run", lambda *words, **named: (tries.append(words), run(*words, **named))[1])
    for _ in range(3):
        with pytest.raises(GaveUp, match="damaged"):
            pyramids.opened(sha256)
    assert len(tries) == 1


def test_without_master_nor_address_there_is_nothing(data: Path):
    with pytest.raises(FileNotFoundError):
        pyramids.opened("0" * 64)
    with pytest.raises(ValueError, match="SHA-256"):
        pyramids.has("../../etc/passwd")
