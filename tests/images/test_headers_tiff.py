"""TIFF, BigTIFF and DNG by their directories."""

import io

import pytest
from image_bytes import (
    SIZE,
    dataset,
    encoded,
    harms,
    look,
    old_description,
    picture,
    places,
    profile,
    resolution_info,
    resource,
    srgb,
    tiff,
    xmp,
)

from coffret.images.facts import Damage, Harm

GREY = (8, 8, "GREY", 8)


@pytest.mark.parametrize("order", ["<", ">"])
@pytest.mark.parametrize("big", [False, True])
def test_both_byte_orders_and_both_widths(order: str, big: bool):
    data = tiff([(282, 5, [(600, 2)]), (283, 5, [(300, 1)]), (296, 3, 2)], order=order, big=big)
    seen = look(data)
    assert (seen.format, seen.width, seen.height, seen.mode, seen.depth) == ("TIFF", *GREY)
    assert (seen.damages, seen.pages, seen.compression) == ((), 1, "none")
    assert places(data) == {"TIFF": (300, 300)}


@pytest.mark.parametrize(
    ("mode", "expected"),
    [
        ("1", ("BITONAL", 1, False)),
        ("L", ("GREY", 8, False)),
        ("P", ("PALETTE", 8, False)),
        ("RGB", ("RGB", 8, False)),
        ("RGBA", ("RGB", 8, True)),
        ("CMYK", ("CMYK", 8, False)),
        ("LAB", ("LAB", 8, False)),
        ("I;16", ("GREY", 16, False)),
    ],
)
def test_colours_of_tiff(mode: str, expected: tuple[str, int, bool]):
    seen = look(encoded("TIFF", mode))
    assert (seen.mode, seen.depth, seen.alpha) == expected
    assert (seen.width, seen.height, seen.damages) == (*SIZE, ())


def test_sixteen_bits_of_colour():
    seen = look(tiff([(258, 3, [16, 16, 16]), (262, 3, 2), (277, 3, 3)]))
    assert (seen.mode, seen.depth) == ("RGB", 16)


@pytest.mark.parametrize(
    ("compression", "name"),
    [
        ("tiff_lzw", "lzw"),
        ("tiff_adobe_deflate", "deflate"),
        ("packbits", "packbits"),
        ("jpeg", "jpeg"),
        (None, "none"),
    ],
)
def test_compressions(compression: str | None, name: str):
    assert look(encoded("TIFF", compression=compression)).compression == name


def test_fax_and_what_has_no_name():
    assert look(encoded("TIFF", "1", compression="group4")).compression == "ccitt"
    assert look(tiff([(259, 3, 33003)])).compression == "jpeg2000"
    assert look(tiff([(259, 3, 4242)])).compression == "?"


def test_pages_are_counted_but_not_smaller_copies():
    file = io.BytesIO()
    picture().save(file, "TIFF", save_all=True, append_images=[picture(), picture()])
    assert (look(file.getvalue()).pages, harms(file.getvalue())) == (3, [])
    assert look(tiff([], [(254, 4, 1)], [(254, 4, 1)], [(254, 4, 2)])).pages == 2


def test_pages_in_a_loop_are_a_contradiction():
    data = tiff([])
    assert data[-4:] == bytes(4)
    assert harms(data[:-4] + (72).to_bytes(4, "little")) == [(Harm.CORRUPT, "directory")]


def test_orientation_of_tiff():
    seen = look(tiff([(274, 3, 5), (256, 3, 4)]))
    assert (seen.orientation, seen.width, seen.height) == (5, 8, 4)


def test_blocks_of_tiff():
    data = tiff(
        [
            (700, 1, xmp("", 'photoshop:Credit="Z"')), (33723, 7, dataset(120, b"Huile")), (315, 2, b"Durand\x00"),
            (34377, 1, resolution_info(72, 72) + resource(0x0404, dataset(5, b"Titre"))),
            (34675, 7, profile(old_description("eciRGB v2"))),
        ]
    )  # fmt: skip
    seen = look(data)
    told = seen.metadata
    assert (told.credit, told.description, told.creator, told.title) == ("Z", "Huile", "Durand", "Titre")
    assert (seen.profile, places(data)) == ("eciRGB v2", {"Photoshop": (72, 72)})
    assert look(encoded("TIFF", icc_profile=srgb())).profile == "sRGB built-in"


def test_resolution_by_centimetre():
    assert places(tiff([(282, 5, [(100, 1)]), (283, 5, [(100, 1)]), (296, 3, 3)])) == {"TIFF": (254, 254)}
    assert places(tiff([(282, 5, [(100, 1)]), (283, 5, [(100, 1)]), (296, 3, 1)])) == {}


def test_strips_and_tiles_outside_the_file():
    whole = tiff([])
    assert harms(whole) == []
    assert harms(tiff([(279, 4, 10_000)])) == [(Harm.TRUNCATED, "data")]
    assert harms(tiff([(273, 4, 10_000)])) == [(Harm.TRUNCATED, "data")]
    tiled = [(322, 3, 16), (323, 3, 16), (324, 4, [8, 8]), (325, 4, [64, 64])]
    assert harms(tiff(tiled)) == []
    assert harms(tiff([*tiled[:3], (325, 4, [64, 6400])])) == [(Harm.TRUNCATED, "data")]


def test_a_directory_beyond_the_end():
    data = tiff([])
    cut = data[:60]
    assert look(cut).damages == (Damage(Harm.TRUNCATED, 60, "data"),)
    assert look(data[:-10]).harmed(Harm.TRUNCATED)


def test_a_raw_photograph_is_as_large_as_its_main_picture():
    """The first directory of a DNG is a thumbnail; the picture is in one of those under it."""
    from image_bytes import tagged

    def made(place: int) -> bytes:
        return tiff([(254, 4, 1), (50706, 1, b"\x01\x04\x00\x00"), (330, 4, place), (256, 3, 8)])

    place = len(made(0))
    under = tagged(
        [(254, 4, 0), (256, 4, 6000), (257, 4, 4000), (258, 3, 14), (259, 3, 7), (262, 3, 32803)], base=place
    )
    seen = look(made(place) + under)
    assert (seen.format, seen.width, seen.height, seen.depth, seen.mode) == ("TIFF", 6000, 4000, 14, "RGB")
    assert look(made(1 << 30)).width == 8


def test_an_archive_after_a_tiff():
    import zipfile

    file = io.BytesIO(tiff([]))
    with zipfile.ZipFile(file, "a") as zipped:
        zipped.writestr("a.txt", "hidden")
    assert harms(file.getvalue()) == [(Harm.POLYGLOT, "zip")]


def test_a_bomb():
    assert (Harm.TOO_MANY_PIXELS, "60000 × 60000") in harms(tiff([(256, 4, 60000), (257, 4, 60000)]))
