"""Borders and screenshots are told; objects on plain paper, skies and papers with a straight side are not."""

import time
from pathlib import Path

import numpy as np
import photographs
import pytest
from PIL import Image, ImageDraw, ImageOps
from PIL.PngImagePlugin import PngInfo

from coffret.images.decoding import integrity
from coffret.images.facts import Seen
from coffret.images.isolation.isolated import look


def told(path: Path) -> dict[str, float]:
    """Return the tells of a file, looked at as a museum's is."""
    return dict(Seen.from_json(integrity.look(str(path))).tells)


@pytest.mark.parametrize("colour", ["white", "black", (128, 128, 128)])
@pytest.mark.parametrize("options", [{"quality": 75}, {"quality": 95, "subsampling": 0}])
def test_a_frame_is_told_with_its_share_of_the_surface(tmp_path, colour, options):
    framed = ImageOps.expand(photographs.photograph(), 40, colour)
    share = 1 - 800 * 600 / (880 * 680)
    assert told(photographs.saved(tmp_path / "a.jpg", framed, **options))["border"] == pytest.approx(share, abs=0.04)


def test_bands_above_and_below_are_a_border(tmp_path):
    picture = Image.new("RGB", (800, 800), "black")
    picture.paste(photographs.photograph(), (0, 100))
    assert told(photographs.saved(tmp_path / "a.png", picture))["border"] == pytest.approx(0.25, abs=0.02)


def test_one_band_is_no_border(tmp_path):
    picture = Image.new("RGB", (800, 700), "black")
    picture.paste(photographs.photograph(), (0, 100))
    assert told(photographs.saved(tmp_path / "a.png", picture)) == {}


@pytest.mark.parametrize("ground", ["white", "black", (190, 190, 190)])
def test_a_round_object_on_plain_paper_has_no_border(tmp_path, ground):
    hole = Image.new("L", (800, 600), 0)
    ImageDraw.Draw(hole).ellipse((120, 90, 680, 510), fill=255)
    picture = Image.composite(photographs.photograph(), Image.new("RGB", (800, 600), ground), hole)
    assert told(photographs.saved(tmp_path / "a.jpg", picture, quality=92)) == {}


def test_paper_that_varies_as_light_does_is_no_border(tmp_path):
    grain = np.random.default_rng(5).normal(0, 1, (680, 880, 1))
    light = np.linspace(245, 225, 680)[:, None, None] + grain * np.ones(3)
    picture = Image.fromarray(light.astype(np.uint8))
    picture.paste(photographs.photograph(), (40, 40))
    assert told(photographs.saved(tmp_path / "a.jpg", picture, quality=92)) == {}


@pytest.mark.parametrize("size", [(1, 1), (8, 8), (3, 400), (400, 3), (640, 480)])
@pytest.mark.parametrize("ending", ["jpg", "png"])
def test_one_flat_colour_tells_nothing(tmp_path, size, ending):
    assert told(photographs.saved(tmp_path / f"a.{ending}", photographs.patch("white", size=size))) == {}


def screen(width: int = 1920, height: int = 1080) -> Image.Image:
    """Return a window with its bars, a page and a photograph in it."""
    picture = Image.new("RGB", (width, height), (245, 245, 245))
    draw = ImageDraw.Draw(picture)
    draw.rectangle((0, 0, width, 60), fill=(50, 50, 60))
    draw.rectangle((0, height - 48, width, height), fill=(20, 20, 40))
    picture.paste(photographs.photograph(700, 500), (300, 200))
    return picture


def test_a_screen_is_told_by_its_size_and_its_bars(tmp_path):
    assert told(photographs.saved(tmp_path / "a.png", screen()))["screenshot"] == 1.0


def test_the_same_of_another_size_or_as_jpeg_is_not_judged(tmp_path):
    assert "screenshot" not in told(photographs.saved(tmp_path / "a.png", screen(1900, 1070)))
    assert "screenshot" not in told(photographs.saved(tmp_path / "a.jpg", screen()))


def test_a_photograph_of_a_screens_size_is_no_screenshot(tmp_path):
    assert told(photographs.saved(tmp_path / "a.png", photographs.photograph(1920, 1080))) == {}


def test_a_tool_that_names_itself_is_believed(tmp_path):
    about = PngInfo()
    about.add_text("Software", "gnome-screenshot")
    assert told(photographs.saved(tmp_path / "a.png", pnginfo=about))["screenshot"] == 1.0


def test_a_telephone_that_says_so_is_believed(tmp_path):
    exif = Image.Exif()
    exif.get_ifd(0x8769)[0x9286] = b"ASCII\0\0\0Screenshot"
    assert told(photographs.saved(tmp_path / "a.jpg", exif=exif))["screenshot"] == 1.0


def test_the_limited_child_tells_them_too(tmp_path):
    framed = ImageOps.expand(photographs.photograph(), 40, "white")
    assert set(look(photographs.saved(tmp_path / "a.jpg", framed)).tells) == {"border"}


CHECKER = [
    *[(115, 82, 68), (194, 150, 130), (98, 122, 157), (87, 108, 67), (133, 128, 177), (103, 189, 170)],
    *[(214, 126, 44), (80, 91, 166), (193, 90, 99), (94, 60, 108), (157, 188, 64), (224, 163, 46)],
    *[(56, 61, 150), (70, 148, 73), (175, 54, 60), (231, 199, 31), (187, 86, 149), (8, 133, 161)],
    *[(243, 243, 242), (200, 200, 200), (160, 160, 160), (122, 122, 121), (85, 85, 85), (52, 52, 52)],
]


def with_chart(colours: list[tuple[int, int, int]], across: int, side: int) -> Image.Image:
    """Return a photograph with patches laid in a corner, each ``side`` pixels wide."""
    picture = photographs.photograph(1500, 1000)
    draw = ImageDraw.Draw(picture)
    pitch = side * 6 // 5
    rows = -(-len(colours) // across)
    draw.rectangle((30, 30, 30 + pitch * across + side // 5, 30 + pitch * rows + side // 5), fill=(25, 25, 25))
    for number, colour in enumerate(colours):
        left, top = 30 + side // 5 + number % across * pitch, 30 + side // 5 + number // across * pitch
        draw.rectangle((left, top, left + side - 1, top + side - 1), fill=colour)
    return picture


@pytest.mark.parametrize("side", [40, 80, 120])
@pytest.mark.parametrize("quality", [75, 95])
def test_a_colour_checker_is_told_with_about_its_patches(tmp_path, side, quality):
    path = photographs.saved(tmp_path / "a.jpg", with_chart(CHECKER, 6, side), quality=quality)
    assert told(path)["chart"] == pytest.approx(24, abs=7)


def test_a_chart_on_its_side_is_told_too(tmp_path):
    turned = with_chart(CHECKER, 6, 80).transpose(Image.Transpose.ROTATE_90)
    assert told(photographs.saved(tmp_path / "a.jpg", turned))["chart"] == pytest.approx(24, abs=7)


def test_patches_of_one_hue_are_no_chart(tmp_path):
    reds = [(60 + 30 * (number % 6), 10, 10) for number in range(24)]
    assert told(photographs.saved(tmp_path / "a.jpg", with_chart(reds, 6, 80))) == {}


def test_patches_set_unevenly_are_no_chart(tmp_path):
    picture, left = photographs.photograph(1500, 1000), 30
    draw = ImageDraw.Draw(picture)
    for number, colour in enumerate(CHECKER[6:18]):
        draw.rectangle((left, 30, left + 60, 200), fill=colour)
        left += 70 + 40 * (number % 3)
    assert told(photographs.saved(tmp_path / "a.jpg", picture)) == {}


def test_a_picture_that_is_all_patches_is_no_chart_and_costs_little(tmp_path):
    patches = np.random.default_rng(3).integers(0, 2, (60, 80, 3)) * 200 + 20
    picture = Image.fromarray(patches.astype(np.uint8)).resize((3200, 2400), Image.Resampling.NEAREST)
    start = time.process_time()
    assert "chart" not in told(photographs.saved(tmp_path / "a.jpg", picture))
    assert time.process_time() - start < 3
