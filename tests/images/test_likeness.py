"""Pictures alike have hashes alike; others do not. The colour of a picture is its commonest."""

import io

import numpy
import PIL.Image
import pytest
import pyvips

from coffret.images.decoding.likeness import distance, dominant, likeness


def picture(seed: int, width: int = 640, height: int = 480) -> PIL.Image.Image:
    bands = [pyvips.Image.perlin(width, height, cell_size=120, seed=seed * 9 + band) * 110 + 128 for band in range(3)]
    return PIL.Image.fromarray(bands[0].bandjoin(bands[1:]).cast("uchar").numpy())


def hashed(image: PIL.Image.Image) -> str:
    return likeness(numpy.asarray(image.convert("RGB")))


def saved(image: PIL.Image.Image, quality: int) -> PIL.Image.Image:
    out = io.BytesIO()
    image.save(out, "JPEG", quality=quality)
    return PIL.Image.open(out)


@pytest.mark.parametrize("seed", range(6))
def test_another_quality_size_light_or_grey_hardly_changes_a_hash(seed):
    image = picture(seed)
    known = hashed(image)
    for other in (
        saved(image, 30),
        image.resize((200, 150)),
        image.resize((1900, 1425)),
        image.point(lambda value: min(255, value * 1.1 + 6)),
        image.convert("L"),
    ):
        assert distance(known, hashed(other)) <= 6


def test_different_pictures_are_far_apart():
    hashes = [hashed(picture(seed)) for seed in range(40)]
    distances = [distance(one, other) for at, one in enumerate(hashes) for other in hashes[:at]]
    assert min(distances) > 10
    assert 26 < sum(distances) / len(distances) < 38


def test_a_flat_picture_resembles_nothing():
    assert hashed(PIL.Image.new("RGB", (300, 200), "white")) == "0" * 16
    assert hashed(PIL.Image.new("RGB", (1, 1), "red")) == "0" * 16


def test_a_hash_is_the_same_turned_as_the_picture_is_small_or_large():
    assert len({hashed(picture(3).resize((side, side))) for side in (32, 33, 64, 320)}) <= 4
    assert distance(hashed(picture(3).resize((32, 32))), hashed(picture(3).resize((320, 320)))) <= 6


def test_the_commonest_colour_wins_over_the_mean():
    image = PIL.Image.new("RGB", (100, 100), "#204080")
    image.paste("#f0f0f0", (0, 0, 100, 30))
    assert dominant(numpy.asarray(image)) == "#204080"


def test_a_narrow_picture_has_a_colour():
    assert dominant(numpy.asarray(PIL.Image.new("RGB", (2000, 1), "#123456"))) == "#123456"
