"""Regions made from a pyramid: the right pixels at the right size, stored tiles untouched, memory bounded."""

import io
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy
import pytest
import simplejpeg
from PIL import Image

from coffret.images.delivery import regions
from coffret.images.delivery.iiif import Ask, parse
from coffret.images.delivery.regions import answer, level_for, stored
from coffret.images.delivery.tiles import Pyramid
from coffret.images.derived import cutting

WIDTH, HEIGHT, AREA = 1207, 905, 16_000_000


@pytest.fixture(scope="module")
def truth() -> Any:
    """Return a picture whose red tells the column and whose green tells the line."""
    y, x = numpy.mgrid[0:HEIGHT, 0:WIDTH]
    return numpy.stack([x * 255 / WIDTH, y * 255 / HEIGHT, numpy.full(x.shape, 90)], -1).astype("uint8")


@pytest.fixture(scope="module")
def made(truth: Any, tmp_path_factory: pytest.TempPathFactory) -> Pyramid:
    """Return its pyramid, in tiles of 256."""
    folder = tmp_path_factory.mktemp("regions")
    Image.fromarray(truth).save(folder / "source.png")
    cutting.pyramid(str(folder / "source.png"), str(folder / "pyramid.tif"), 256)
    return Pyramid(folder / "pyramid.tif")


def asked(path: str) -> Ask:
    return parse(path, WIDTH, HEIGHT, AREA)


def opened(body: bytes) -> Image.Image:
    image = Image.open(io.BytesIO(body))
    image.load()
    return image


@pytest.mark.parametrize(
    "path",
    [
        "full/max/0/default.png", "full/300,/0/default.png", "full/604,453/0/default.jpg", "full/,33/0/default.png",
        "100,50,300,200/max/0/default.png", "101,51,301,203/77,/0/default.jpg", "1000,800,500,500/max/0/default.png",
        "0,0,256,256/128,/0/default.png", "700,300,500,400/60,60/0/default.png", "1206,904,1,1/max/0/default.png",
        "3,5,1000,700/^2000,/0/default.jpg", "0,0,1207,1/600,1/0/default.png", "17,23,2,900/1,450/0/default.png",
    ],
)  # fmt: skip
def test_the_pixels_are_those_of_the_region(made: Pyramid, path: str):
    ask = asked(path)
    pixels = numpy.asarray(opened(answer(made, ask)).convert("RGB")).astype("float")
    assert pixels.shape == (ask.height, ask.width, 3)
    columns = (ask.x + (numpy.arange(ask.width) + 0.5) * ask.w / ask.width - 0.5) * 255 / WIDTH
    lines = (ask.y + (numpy.arange(ask.height) + 0.5) * ask.h / ask.height - 0.5) * 255 / HEIGHT
    assert numpy.abs(pixels[..., 0] - columns[None, :]).mean() < 2.5
    assert numpy.abs(pixels[..., 1] - lines[:, None]).mean() < 2.5
    assert numpy.abs(pixels[..., 2] - 90).mean() < 3


@pytest.mark.parametrize(("rotation", "size", "corner"), [
    ("0", (300, 200), "low low"), ("90", (200, 300), "low high"), ("180", (300, 200), "high high"),
    ("270", (200, 300), "high low"), ("!0", (300, 200), "high low"), ("!90", (200, 300), "high high"),
    ("!180", (300, 200), "low high"), ("!270", (200, 300), "low low"),
])  # fmt: skip
def test_mirrored_then_turned_clockwise(made: Pyramid, rotation: str, size: tuple[int, int], corner: str):
    """The corner at the top left says what was done: its red tells the column it comes from, its green the line."""
    image = opened(answer(made, asked(f"0,0,1200,800/300,200/{rotation}/default.png")))
    assert image.size == size
    red, green, _blue = image.getpixel((2, 2))
    assert corner == f"{'low' if red < 127 else 'high'} {'low' if green < 127 else 'high'}"


def test_tiles_leave_as_they_are_stored(made: Pyramid, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(simplejpeg, "decode_jpeg", lambda *_given: pytest.fail("a stored tile was decoded"))
    count = 0
    for number, level in enumerate(made.levels):
        span = 256 << number
        for row in range(level.down):
            for column in range(level.across):
                x, y = column * span, row * span
                w, h = min(span, WIDTH - x), min(span, HEIGHT - y)
                wide, high = -(-w // (1 << number)), -(-h // (1 << number))
                for size in (f"{wide},{high}", f"{wide},", f",{high}"):
                    ask = asked(f"{x},{y},{w},{h}/{size}/0/default.jpg")
                    assert answer(made, ask) == made.tile(number, column, row)
                    count += 1
    assert count == 3 * sum(level.across * level.down for level in made.levels)
    assert stored(made, asked("full/151,114/0/color.jpg")) == made.tile(3, 0, 0)


@pytest.mark.parametrize("path", [
    "0,0,256,256/256,/90/default.jpg", "0,0,256,256/256,/!0/default.jpg", "0,0,256,256/256,/0/gray.jpg",
    "0,0,256,256/256,/0/default.png", "0,0,256,256/255,/0/default.jpg", "1,0,256,256/256,/0/default.jpg",
    "0,0,255,256/255,/0/default.jpg", "0,0,512,256/256,128/0/default.jpg", "1024,0,180,256/180,/0/default.jpg",
])  # fmt: skip
def test_what_is_no_stored_tile_is_made(made: Pyramid, path: str):
    ask = asked(path)
    assert stored(made, ask) is None
    turned = ask.rotation in (90, 270)
    assert opened(answer(made, ask)).size == ((ask.height, ask.width) if turned else (ask.width, ask.height))


def test_grey_and_black_and_white(made: Pyramid):
    grey = opened(answer(made, asked("full/300,/0/gray.jpg")))
    assert grey.mode == "L"
    sharp = opened(answer(made, asked("full/300,/0/bitonal.png")))
    assert sharp.mode == "1"
    assert {count for count, _value in sharp.getcolors() or []} != {300 * 225}
    soft = numpy.asarray(opened(answer(made, asked("full/300,/0/bitonal.jpg"))))
    assert ((soft < 20) | (soft > 235)).mean() > 0.98


def test_a_grey_pyramid_answers_in_grey(tmp_path: Path):
    Image.fromarray(numpy.full((400, 600), 77, "uint8")).save(tmp_path / "grey.png")
    cutting.pyramid(str(tmp_path / "grey.png"), str(tmp_path / "grey.tif"), 256)
    grey = Pyramid(tmp_path / "grey.tif")
    for quality in ("default", "color", "gray"):
        image = opened(answer(grey, parse(f"5,5,300,300/200,/0/{quality}.jpg", 600, 400, AREA)))
        assert image.mode == "L"
        assert abs(numpy.asarray(image).mean() - 77) < 1
    assert stored(grey, parse("0,0,256,256/256,/0/gray.jpg", 600, 400, AREA))


def test_the_smallest_sufficient_level_is_read(made: Pyramid):
    assert level_for(made, asked("full/1207,905/0/default.jpg")) == 0
    assert level_for(made, asked("full/700,/0/default.jpg")) == 0
    assert level_for(made, asked("full/604,453/0/default.jpg")) == 1
    assert level_for(made, asked("full/200,/0/default.jpg")) == 2
    assert level_for(made, asked("full/10,/0/default.jpg")) == 3
    assert level_for(made, asked("0,0,1200,800/100,700/0/default.jpg")) == 0  # one side needs every pixel
    assert level_for(made, asked("2,2,1000,700/500,350/0/default.jpg")) == 1
    assert level_for(made, asked("1,1,1000,700/500,350/0/default.jpg")) == 0  # it begins between two pixels of level 1


@pytest.fixture(scope="module")
def speckled(tmp_path_factory: pytest.TempPathFactory) -> tuple[Any, Pyramid]:
    """Return a picture of soft speckles, where a shift of a tenth of a pixel shows, and its pyramid."""
    folder = tmp_path_factory.mktemp("speckled")
    grains = numpy.random.default_rng(2).normal(128, 60, (HEIGHT // 6 + 1, WIDTH // 6 + 1)).clip(0, 255).astype("uint8")
    picture = Image.fromarray(grains).resize((WIDTH, HEIGHT), Image.Resampling.BICUBIC)
    picture.save(folder / "source.png")
    cutting.pyramid(str(folder / "source.png"), str(folder / "pyramid.tif"), 256)
    return picture, Pyramid(folder / "pyramid.tif")


def shift_of(seen: Any, truth: Any) -> tuple[float, float]:
    """Return by how many pixels ``seen`` lies right and below ``truth``: the least squares of their slopes."""
    down, across = (slope[2:-2, 2:-2].ravel() for slope in numpy.gradient(truth.astype("float")))
    error = (truth.astype("float") - seen)[2:-2, 2:-2].ravel()
    found, *_rest = numpy.linalg.lstsq(numpy.stack([across, down], 1), error, rcond=None)
    return float(found[0]), float(found[1])


@pytest.mark.parametrize("path", [
    "full/max/0/default.png", "full/1000,/0/default.png", "101,51,301,203/77,/0/default.png",
    "1000,800,500,500/max/0/default.png", "3,5,1000,700/^2000,/0/default.png", "7,9,1003,703/400,/0/default.png",
    "7,9,1003,703/200,/0/default.png", "7,9,1003,703/251,/0/default.png", "1,1,1000,700/500,350/0/default.png",
    "3,3,1000,700/250,175/0/default.png", "5,7,600,500/300,/0/default.png", "11,13,200,100/^500,80/0/default.png",
])  # fmt: skip
def test_regions_begin_where_they_should_between_pixels(speckled: tuple[Any, Pyramid], path: str):
    """Regions cut anywhere join without a seam: none lies a tenth of a pixel from its place."""
    picture, pyramid = speckled
    ask = asked(path)
    soften = Image.Resampling.BOX if ask.width < ask.w else Image.Resampling.BICUBIC
    truth = picture.resize((ask.width, ask.height), soften, box=(ask.x, ask.y, ask.x + ask.w, ask.y + ask.h))
    right, below = shift_of(numpy.asarray(opened(answer(pyramid, ask))), numpy.asarray(truth))
    assert abs(right) < 0.1
    assert abs(below) < 0.1


def test_regions_side_by_side_make_the_whole(speckled: tuple[Any, Pyramid]):
    """A viewer with tiles of its own, neither our side nor our steps: put together they are the picture, seams included."""
    picture, pyramid = speckled
    whole = numpy.zeros((450, 600), "float")
    for y in range(0, 900, 300):
        for x in range(0, 1200, 300):
            part = numpy.asarray(opened(answer(pyramid, asked(f"{x},{y},300,300/150,150/0/default.png"))))
            whole[y // 2 : y // 2 + 150, x // 2 : x // 2 + 150] = part
    truth = numpy.asarray(picture.crop((0, 0, 1200, 900)).resize((600, 450), Image.Resampling.BOX)).astype("float")
    error = numpy.abs(whole - truth)
    seams = numpy.concatenate([error[149:151].ravel(), error[:, 149:151].ravel()])
    assert error.mean() < 3
    assert seams.mean() < 1.5 * error.mean()


def test_a_size_that_crushes_one_side_reads_no_more_than_another(made: Pyramid, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(regions, "SOURCE", 100_000)
    ask = asked("full/1207,1/0/default.jpg")
    assert level_for(made, ask) == 2
    assert opened(answer(made, ask)).size == (1207, 1)


def test_the_largest_answers_keep_within_memory(made: Pyramid, tmp_path: Path):
    """16 million pixels, enlarged, turned, as JPEG and PNG: under 400 MB for the whole process, interpreter included."""
    code = (
        "import resource, sys; resource.setrlimit(resource.RLIMIT_DATA, (400 << 20, 400 << 20));"
        "from pathlib import Path; from coffret.images.delivery import iiif, regions; from coffret.images.delivery.tiles import Pyramid;"
        "made = Pyramid(Path(sys.argv[1]));"
        "ask = lambda end: iiif.parse('full/^max/90/' + end, made.width, made.height, 16_000_000);"
        "print([len(regions.answer(made, ask(end))) > 100_000 for end in ('default.jpg', 'default.png', 'gray.jpg')])"
    )
    environment = {"VIPS_CONCURRENCY": "1", "MALLOC_ARENA_MAX": "1", "OPENBLAS_NUM_THREADS": "1"}
    done = subprocess.run(
        [sys.executable, "-c", code, str(made.path)],
        capture_output=True, text=True, env=environment, cwd=Path(cutting.__file__).parents[3], check=False,
    )  # fmt: skip
    assert done.stdout == "[True, True, True]\n", done.stderr[-2000:]
