"""Derivatives: relabelled without a pixel changed where they may be, converted right where they must be."""

import hashlib
import io
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import pyvips
from photographs import (
    OWNER,
    SERIAL,
    adobe_in_srgb,
    adobe_profile,
    camera_exif,
    look,
    patch,
    photograph,
    pixels,
    saved,
    scan_of,
)
from PIL import Image, ImageCms, ImageOps

from coffret.images.derived.colours import GREY, SRGB, grey_profile, srgb_profile, stands_for
from coffret.images.derived.derivatives import Derived, Wanted, derive
from coffret.images.derived.marking import Marks
from coffret.images.derived.relabel import Misshapen, coded
from coffret.images.facts import Seen

CREDITED = Wanted(Marks(credit="Albert Durand, musée d’Ornans", identifier="M0401000001"))


def made(source: Path, wanted: Wanted = CREDITED) -> tuple[Path, Derived]:
    target = source.with_name(f"{source.name}-derivative.jpg")
    return target, derive(source, target, wanted)


def seen(path: Path) -> Seen:
    return look(path.read_bytes())


def profile_name(path: Path) -> str:
    with Image.open(path) as image:
        return ImageCms.getProfileDescription(ImageCms.ImageCmsProfile(io.BytesIO(image.info["icc_profile"]))).strip()


RELABELLED: dict[str, dict[str, Any]] = {
    "baseline": {"quality": 88},
    "progressive": {"progressive": True},
    "full-colour": {"subsampling": 0},
    "restarts": {"restart_marker_rows": 1},
    "camera": {"exif": camera_exif(), "dpi": (300, 300), "comment": b"fait par Jeanne"},
    "srgb": {"icc_profile": ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()},
}


@pytest.mark.parametrize("kind", RELABELLED)
def test_a_jpeg_already_right_is_relabelled_and_not_one_byte_of_its_picture_changes(tmp_path, kind):
    source = saved(tmp_path / "a.jpg", **RELABELLED[kind])

    target, derived = made(source)

    assert (derived.how, derived.width, derived.height) == ("relabelled", 800, 600)
    assert scan_of(target.read_bytes()) == scan_of(source.read_bytes())
    assert np.array_equal(pixels(target), pixels(source))
    assert {(one.x, one.y) for one in seen(target).resolutions} == {(72.0, 72.0)}
    assert {one.place.upper() for one in seen(target).resolutions} >= {"JFIF", "EXIF", "PHOTOSHOP"}
    assert profile_name(target) == "sRGB"
    assert derived.sha256 == hashlib.sha256(target.read_bytes()).hexdigest()
    assert derived.size == target.stat().st_size


def test_a_grey_jpeg_stays_grey_and_says_its_curve(tmp_path):
    source = saved(tmp_path / "a.jpg", photograph().convert("L"))
    target, derived = made(source)

    assert derived.how == "relabelled"
    assert np.array_equal(pixels(target), pixels(source))
    assert seen(target).mode == "GREY"
    assert profile_name(target) == "sRGB grey"


def test_place_owner_and_serial_leave_the_camera_s_settings_stay(tmp_path):
    source = saved(tmp_path / "a.jpg", exif=camera_exif(), comment=OWNER.encode())
    target, derived = made(source)
    data = target.read_bytes()

    assert {"gps", "owner"} <= set(derived.steps)
    assert not seen(target).metadata.gps
    assert OWNER.encode() not in data
    assert SERIAL.encode() not in data
    with Image.open(target) as image:
        exif = image.getexif()
        inner = exif.get_ifd(0x8769)
        assert exif.get_ifd(0x8825) == {}
        assert (exif[0x010F], inner[0x8827], inner[0x9003]) == ("Canon", 200, "2024:05:12 10:11:12")
        assert inner[0xA434] == "EF 50mm f/1.4"


def test_what_follows_the_end_marker_is_left_behind(tmp_path):
    source = saved(tmp_path / "a.jpg")
    clean = source.read_bytes()
    source.write_bytes(clean + b"PK\x03\x04" + b"archive" * 40)

    target, derived = made(source)

    assert derived.how == "relabelled"
    assert "trailing" in derived.steps
    assert target.read_bytes().endswith(b"\xff\xd9")
    assert b"archive" not in target.read_bytes()


def test_the_master_is_never_touched(tmp_path):
    for source in (saved(tmp_path / "a.jpg"), saved(tmp_path / "b.png"), saved(tmp_path / "c.tif")):
        before = (source.read_bytes(), source.stat().st_mtime_ns)
        assert made(source)[1].how
        assert (source.read_bytes(), source.stat().st_mtime_ns) == before


def test_the_same_source_gives_the_same_bytes(tmp_path):
    source = saved(tmp_path / "a.png")
    first, second = tmp_path / "1.jpg", tmp_path / "2.jpg"
    derive(source, first, CREDITED)
    derive(source, second, CREDITED)
    assert first.read_bytes() == second.read_bytes()


CONVERTED = ["a.png", "a.tif", "a.webp", "a.jp2", "a.bmp"]


@pytest.mark.parametrize("name", CONVERTED)
def test_other_formats_become_a_jpeg_of_the_same_size(tmp_path, name):
    source = saved(tmp_path / name)
    target, derived = made(source)
    found = seen(target)

    assert (derived.how, found.format, found.width, found.height) == ("converted", "JPEG", 800, 600)
    assert (found.mode, found.depth, found.progressive) == ("RGB", 8, True)
    assert found.quality >= 89
    assert profile_name(target) == "sRGB"
    assert np.abs(pixels(target) - pixels(source)).mean() < 2.5
    assert {(one.x, one.y) for one in found.resolutions} == {(72.0, 72.0)}


@pytest.mark.parametrize("orientation", range(2, 9))
def test_pictures_come_out_upright(tmp_path, orientation):
    source = saved(tmp_path / "a.jpg", quality=95, subsampling=0, exif=camera_exif(t0112=orientation))
    target, derived = made(source)

    with Image.open(source) as image:
        upright = np.asarray(ImageOps.exif_transpose(image)).astype(int)
    assert "upright" in derived.steps
    assert seen(target).orientation == 1
    assert pixels(target).shape == upright.shape
    assert np.abs(pixels(target) - upright).mean() < 3


@pytest.mark.parametrize("colour", [(200, 120, 60), (128, 128, 128), (90, 140, 110), (60, 80, 150), (255, 255, 255)])
@pytest.mark.parametrize("name", ["a.tif", "a.jpg", "a.png"])
def test_adobe_rgb_becomes_srgb_as_worked_out_by_hand(tmp_path, colour, name):
    options = {"quality": 100, "subsampling": 0} if name == "a.jpg" else {}
    source = saved(tmp_path / name, patch(colour), icc_profile=adobe_profile(), **options)
    target, derived = made(source)

    assert derived.how == "converted"
    assert "colours" in derived.steps
    assert np.abs(pixels(target)[250, 350] - adobe_in_srgb(colour)).max() <= 2


def test_a_profile_that_calls_itself_srgb_is_judged_by_what_it_does(tmp_path):
    liar = adobe_profile().replace(b"Adobe RGB (1998)", b"sRGB IEC61966-2.")
    source = saved(tmp_path / "a.jpg", patch((200, 60, 60)), quality=100, subsampling=0, icc_profile=liar)
    target, derived = made(source)

    assert derived.how == "converted"
    assert np.abs(pixels(target)[250, 350] - adobe_in_srgb((200, 60, 60))).max() <= 2


def test_adobe_rgb_told_by_a_camera_without_a_profile_is_converted(tmp_path):
    exif = camera_exif()
    exif.get_ifd(0x8769)[0xA005] = {1: "R03"}
    source = saved(tmp_path / "_MG_1.jpg", patch((200, 120, 60)), quality=100, subsampling=0, exif=exif)
    target, derived = made(source)

    assert (derived.how, "colours" in derived.steps) == ("converted", True)
    assert np.abs(pixels(target)[250, 350] - adobe_in_srgb((200, 120, 60))).max() <= 2


@pytest.mark.parametrize("kind", ["float", "uint", "double", "int"])
@pytest.mark.parametrize("bands", [1, 2, 3, 5])
def test_pictures_of_odd_numbers_are_converted_or_refused_and_nothing_else(tmp_path, kind, bands):
    source = tmp_path / "a.tif"
    image = pyvips.Image.gaussnoise(700, 500, mean=100, sigma=20).cast(kind)
    image.bandjoin([image] * (bands - 1)).tiffsave(str(source)) if bands > 1 else image.tiffsave(str(source))
    target, derived = made(source)
    assert bool(derived.how) is target.exists()
    if derived.how:
        assert (seen(target).width, seen(target).depth) == (700, 8)
    else:
        assert derived.reason in {"colours", "decoding", "corrupt", "undecoded", "gave_up"}


def test_the_two_profiles_written_mean_what_they_say():
    assert stands_for(srgb_profile(), SRGB)
    assert stands_for(grey_profile(), GREY)
    assert not stands_for(adobe_profile(), SRGB)
    assert not stands_for(srgb_profile(), GREY)
    assert not stands_for(b"no profile", SRGB)


@pytest.mark.parametrize("name", ["a.jpg", "a.tif"])
@pytest.mark.parametrize(
    ("inks", "least", "most"),
    [((0, 0, 0, 0), 250, 255), ((0, 0, 0, 255), 0, 60), ((255, 255, 255, 255), 0, 24)],
)
def test_inks_without_profile_keep_their_whites_and_blacks(tmp_path, name, inks, least, most):
    target, derived = made(saved(tmp_path / name, patch(inks, "CMYK")))

    assert "colours" in derived.steps
    assert seen(target).mode == "RGB"
    assert (pixels(target)[250, 350] >= least).all()
    assert (pixels(target)[250, 350] <= most).all()


def test_cyan_stays_cyan(tmp_path):
    red, green, blue = pixels(made(saved(tmp_path / "a.tif", patch((255, 0, 0, 0), "CMYK")))[0])[250, 350]
    assert red < 80 < 120 < green < blue


def test_sixteen_bits_become_eight(tmp_path):
    deep = Image.fromarray(np.asarray(photograph().convert("L")).astype("uint16") * 257)
    source = saved(tmp_path / "a.png", deep)
    target, derived = made(source)

    assert "depth" in derived.steps
    assert (seen(target).mode, seen(target).depth) == ("GREY", 8)
    assert np.abs(pixels(target) - pixels(source) / 257).mean() < 2.5


def test_sixteen_bits_of_colour_become_eight(tmp_path):
    wide = (np.asarray(photograph()).astype("uint16") * 257).tobytes()
    image = pyvips.Image.new_from_memory(wide, 800, 600, 3, "ushort").copy(interpretation="rgb16")
    source = tmp_path / "a.tif"
    image.tiffsave(str(source))
    target, _derived = made(source)

    assert (seen(target).mode, seen(target).depth) == ("RGB", 8)
    assert np.abs(pixels(target) - np.asarray(photograph())).mean() < 2.5


def test_transparency_is_laid_on_white(tmp_path):
    clear = patch((200, 0, 0, 0), "RGBA")
    clear.paste((0, 0, 200, 255), (0, 0, 350, 500))
    target, derived = made(saved(tmp_path / "a.png", clear))

    assert "alpha" in derived.steps
    assert (pixels(target)[250, 600] >= 253).all()
    assert np.abs(pixels(target)[250, 100] - (0, 0, 200)).max() <= 3


def test_a_jpeg_coded_in_plain_red_green_blue_keeps_its_colours(tmp_path):
    source = saved(tmp_path / "a.jpg", patch((200, 30, 60)), keep_rgb=True, quality=95)
    target, derived = made(source)

    assert derived.how == "converted"
    assert np.abs(pixels(target)[250, 350] - (200, 30, 60)).max() <= 3


def test_a_palette_and_two_tones_come_out(tmp_path):
    for name, mode in (("a.png", "P"), ("b.tif", "1")):
        target, derived = made(saved(tmp_path / name, photograph().convert(mode)))
        assert derived.how == "converted"
        assert seen(target).depth == 8


def test_the_long_side_is_reduced_when_asked_and_never_enlarged(tmp_path):
    source = saved(tmp_path / "a.jpg")
    smaller, derived = made(source, Wanted(long_side=640))
    assert (derived.how, derived.width, derived.height) == ("converted", 640, 480)
    assert "reduced" in derived.steps
    assert pixels(smaller).shape == (480, 640, 3)

    same = derive(source, tmp_path / "same.jpg", Wanted(long_side=4000))
    assert (same.how, same.width, same.height) == ("relabelled", 800, 600)


@pytest.mark.parametrize(
    ("size", "either", "refused"),
    [
        ((640, 480), True, False),
        ((639, 480), False, False),
        ((639, 480), True, True),
        ((639, 479), False, True),
        ((480, 640), False, False),
        ((480, 640), True, True),
    ],
)
def test_the_minimum_has_two_readings(tmp_path, size, either, refused):
    source = saved(tmp_path / "a.jpg", photograph(*size))
    target, derived = made(source, Wanted(minimum=(640, 480), either=either))
    assert (derived.reason == "too_small") is refused
    assert target.exists() is not refused


@pytest.mark.parametrize("damage", ["truncated", "unknown", "empty", "hole"])
def test_a_damaged_source_gives_nothing(tmp_path, damage):
    source = saved(tmp_path / "a.jpg")
    data = source.read_bytes()
    middle = len(data) // 2
    source.write_bytes(
        {
            "truncated": data[:middle],
            "unknown": b"<html>une page</html>",
            "empty": b"",
            "hole": data[:middle] + bytes(4096) + data[middle + 4096 :],
        }[damage]
    )
    target, derived = made(source)

    assert derived.how == ""
    assert derived.reason in {"truncated", "unknown", "empty", "corrupt"}
    assert list(tmp_path.iterdir()) == [source]
    assert not target.exists()


def test_a_file_already_there_is_left_alone(tmp_path):
    source = saved(tmp_path / "a.jpg")
    target = tmp_path / "b.jpg"
    target.write_bytes(b"a photograph of mine")

    assert derive(source, target, CREDITED).reason == "taken"
    assert target.read_bytes() == b"a photograph of mine"
    assert derive(source, source, CREDITED).reason == "taken"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.jpg", "b.jpg"]


def test_made_twice_it_is_there_once(tmp_path):
    source = saved(tmp_path / "a.jpg")
    target, first = made(source)
    assert made(source)[1] == first
    assert target.exists()


def test_no_bytes_lead_astray_the_reader_of_segments(tmp_path):
    data = saved(tmp_path / "a.jpg", photograph(64, 48), exif=camera_exif()).read_bytes()
    rng = np.random.default_rng(3)
    for _ in range(600):
        hurt = bytearray(data[: rng.integers(2, len(data))])
        for place in rng.integers(0, len(hurt), 4):
            hurt[place] = rng.integers(0, 256)
        try:
            found = coded(bytes(hurt))
        except Misshapen:
            continue
        assert found.parts[-1] == b"\xff\xd9"
        assert found.shot.order in "<>"
