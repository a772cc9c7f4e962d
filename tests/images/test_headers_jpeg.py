"""JPEG by its segments: pixels, colours, quality, where it ends, what hides after it."""

import io
import struct
import zipfile

import pytest
from image_bytes import (
    SIZE,
    encoded,
    exif,
    harms,
    icc_segments,
    in_jpeg,
    jpeg_with,
    look,
    old_description,
    photoshop,
    picture,
    places,
    profile,
    resolution_info,
    segment,
    srgb,
    xmp,
)  # fmt: skip

from coffret.images.facts import Damage, Harm

PLAIN = encoded("JPEG")


def test_a_plain_jpeg():
    seen = look(PLAIN)
    assert (seen.format, seen.width, seen.height, seen.mode, seen.depth) == ("JPEG", *SIZE, "RGB", 8)
    assert (seen.size, seen.compression, seen.progressive, seen.pages) == (len(PLAIN), "jpeg", False, 1)
    assert (seen.damages, seen.resolutions, seen.profile, seen.sha256) == ((), (), "", "")


@pytest.mark.parametrize(("mode", "name"), [("L", "GREY"), ("RGB", "RGB"), ("CMYK", "CMYK")])
def test_colours(mode: str, name: str):
    assert look(encoded("JPEG", mode)).mode == name


def test_adobe_says_how_four_components_were_written():
    data = encoded("JPEG", "CMYK")
    at = data.index(b"Adobe")
    assert look(data[: at + 11] + b"\x02" + data[at + 12 :]).mode == "YCCK"


def test_progressive():
    data = encoded("JPEG", progressive=True)
    assert look(data).progressive
    assert look(data).damages == ()


def test_twelve_bits_are_read_from_the_frame():
    at = PLAIN.index(b"\xff\xc0")
    assert look(PLAIN[: at + 4] + b"\x0c" + PLAIN[at + 5 :]).depth == 12


@pytest.mark.parametrize("quality", range(1, 101))
def test_quality_of_libjpeg(quality: int):
    assert look(encoded("JPEG", quality=quality)).quality == quality
    assert look(encoded("JPEG", "L", quality=quality)).quality == quality


def test_quality_of_tables_that_are_not_libjpegs():
    table = [max(1, value // 3) for value in range(3, 67)]
    seen = look(encoded("JPEG", qtables=[table, table]))
    assert 80 <= seen.quality <= 99
    coarse = look(encoded("JPEG", qtables=[[value * 4 for value in range(1, 64)] + [255]] * 2))
    assert coarse.quality < 50


def test_quality_of_tables_of_sixteen_bits():
    """At low qualities, numbers above 255 are written on two bytes by who does not ask for a baseline file."""
    usual = encoded("JPEG", quality=50)
    at = usual.index(b"\xff\xdb") + 5
    wide = struct.pack(">64H", *(value * 10 for value in usual[at : at + 64]))
    assert look(jpeg_with(segment(0xDB, b"\x10" + wide), quality=90)).quality == 5


@pytest.mark.parametrize("orientation", range(1, 9))
def test_pixels_are_counted_as_shown(orientation: int):
    seen = look(jpeg_with(segment(0xE1, b"Exif\x00\x00" + exif([(274, 3, orientation)], order=">"))))
    assert seen.orientation == orientation
    assert (seen.width, seen.height) == (SIZE if orientation < 5 else SIZE[::-1])


def test_a_senseless_orientation_turns_nothing():
    seen = look(jpeg_with(segment(0xE1, b"Exif\x00\x00" + exif([(274, 3, 9)]))))
    assert (seen.orientation, seen.width) == (1, SIZE[0])


def jfif(unit: int, x: int, y: int) -> bytes:
    data = bytearray(PLAIN)
    at = data.index(b"JFIF\x00")
    data[at + 7 : at + 12] = struct.pack(">BHH", unit, x, y)
    return bytes(data)


@pytest.mark.parametrize(
    ("unit", "x", "y", "expected"),
    [(1, 72, 72, (72, 72)), (2, 118, 118, (299.72, 299.72)), (0, 1, 1, None), (1, 0, 72, None), (1, 72, 96, (72, 96))],
)
def test_density_of_jfif(unit: int, x: int, y: int, expected: tuple[float, float] | None):
    assert places(jfif(unit, x, y)).get("JFIF") == expected


def test_every_place_of_a_resolution_is_told_with_its_contradictions():
    data = jpeg_with(
        segment(0xE1, b"Exif\x00\x00" + exif([(282, 5, [(300, 1)]), (283, 5, [(300, 1)]), (296, 3, 2)])),
        photoshop(resolution_info(240.5, 240.5)),
        in_jpeg(xmp("", 'tiff:XResolution="720000/10000" tiff:YResolution="720000/10000" tiff:ResolutionUnit="2"')),
        dpi=(96, 96),
    )
    assert places(data) == {
        "JFIF": (96, 96), "EXIF": (300, 300), "Photoshop": (240.5, 240.5), "XMP": (72, 72),
    }  # fmt: skip


def test_profile_in_one_segment_and_in_several():
    assert look(encoded("JPEG", icc_profile=srgb())).profile == "sRGB built-in"
    cut = icc_segments(profile(old_description("Adobe RGB (1998)")), parts=4)
    assert look(jpeg_with(cut)).profile == "Adobe RGB (1998)"


def test_segments_in_the_wrong_order_are_put_in_theirs():
    first, second = icc_segments(profile(old_description("eciRGB v2")), parts=2).split(b"\xff\xe2")[1:]
    assert look(jpeg_with(b"\xff\xe2" + second, b"\xff\xe2" + first)).profile == "eciRGB v2"


@pytest.mark.parametrize("progressive", [False, True])
def test_cut_anywhere_after_the_frame_is_found(progressive: bool):
    data = encoded("JPEG", progressive=progressive, size=(200, 150))
    start = data.index(b"\xff\xda")
    for end in range(start, len(data), 7):
        assert look(data[:end]).harmed(Harm.TRUNCATED), end
    seen = look(data[:-1])
    assert (seen.width, seen.height) == (200, 150)
    assert seen.damages == (Damage(Harm.TRUNCATED, len(data) - 1, "end"),)


def test_cut_in_the_headers_is_found():
    for end in range(4, PLAIN.index(b"\xff\xda")):
        assert harms(PLAIN[:end])[0][0] is Harm.TRUNCATED, end


def test_bytes_after_the_end_are_counted():
    assert look(PLAIN + b"\x00" * 12).damages == (Damage(Harm.TRAILING, len(PLAIN), "12"),)
    assert harms(PLAIN + PLAIN) == [(Harm.TRAILING, str(len(PLAIN)))]
    progressive = encoded("JPEG", progressive=True)
    assert look(progressive + b"...").damages == (Damage(Harm.TRAILING, len(progressive), "3"),)


def test_other_images_that_the_file_announces_are_told_apart():
    announced = jpeg_with(segment(0xE2, b"MPF\x00" + exif()))
    assert harms(announced) == []
    assert harms(announced + PLAIN) == [(Harm.TRAILING, "mpf")]
    assert harms(announced + b"abc") == [(Harm.TRAILING, "3")]


def archive() -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as zipped:
        zipped.writestr("a.txt", "hidden")
    return file.getvalue()


@pytest.mark.parametrize(
    ("kind", "hidden"),
    [
        ("zip", archive()),
        ("pdf", b"%PDF-1.7\n1 0 obj"),
        ("html", b"\n<html><script>alert(1)</script>"),
        ("html", b"junk <!DOCTYPE html><p>"),
        ("php", b"<?php system($_GET[0]);"),
        ("exe", b"MZ\x90\x00" + bytes(60) + b"PE\x00\x00"),
        ("elf", b"\x7fELF\x02\x01\x01\x00"),
        ("rar", b"Rar!\x1a\x07\x01\x00"),
        ("7z", b"7z\xbc\xaf\x27\x1c\x00\x04"),
        ("zip", b"\x00" * 5000 + archive()),
    ],
)
def test_another_file_after_the_end(kind: str, hidden: bytes):
    assert harms(PLAIN + hidden) == [(Harm.TRAILING, str(len(hidden))), (Harm.POLYGLOT, kind)]


def test_an_archive_in_a_comment_at_the_end_of_the_file():
    """Its end record lies in the last bytes of the image: readers of archives take the file for theirs."""
    hidden = segment(0xFE, archive())
    data = PLAIN[:-2] + hidden + b"\xff\xd9"
    assert (Harm.POLYGLOT, "zip") in harms(data)


def test_the_letters_of_an_archive_alone_are_no_archive():
    assert harms(PLAIN[:-2] + segment(0xFE, b"PK\x05\x06" + bytes(30)) + b"\xff\xd9") == []


@pytest.mark.parametrize(
    ("kind", "text"),
    [("php", b"<?php eval($x); ?>"), ("html", b"<script>alert(1)</script>"), ("", b"Photographed <today> by us")],
)
def test_programs_in_comments(kind: str, text: bytes):
    assert harms(jpeg_with(segment(0xFE, text))) == ([(Harm.POLYGLOT, kind)] if kind else [])


def test_a_document_that_starts_in_the_first_kilobyte():
    assert harms(jpeg_with(segment(0xFE, b"%PDF-1.4 1 0 obj"))) == [(Harm.POLYGLOT, "pdf")]


def test_the_thumbnail_is_not_the_image():
    """Its own end marker, inside EXIF, ends nothing; nor do its pixels count."""
    small = encoded("JPEG", size=(16, 12))
    seen = look(jpeg_with(segment(0xE1, b"Exif\x00\x00" + exif([(274, 3, 1)]) + small)))
    assert (seen.width, seen.damages) == (SIZE[0], ())


def test_restarts_are_no_damage():
    file = io.BytesIO()
    picture(size=(256, 256)).save(file, "JPEG", restart_marker_blocks=1)
    assert b"\xff\xd0" in file.getvalue()
    assert harms(file.getvalue()) == []


def test_a_marker_among_the_pixels_is_corruption():
    data = encoded("JPEG", size=(400, 300))
    at = data.index(b"\xff\xda") + 200
    seen = look(data[:at] + b"\xff\x05" + data[at + 2 :])
    assert seen.damages == (Damage(Harm.CORRUPT, at, "marker"),)


def test_bytes_between_segments_are_corruption_and_stepped_over():
    at = 20  # after the first segment
    seen = look(PLAIN[:at] + b"abc" + PLAIN[at:])
    assert seen.damages == (Damage(Harm.CORRUPT, at, "marker"),)
    assert (seen.width, seen.height) == SIZE


def test_a_scan_without_frame_and_a_frame_without_scan():
    start, frame = PLAIN.index(b"\xff\xda"), PLAIN.index(b"\xff\xc0")
    assert harms(PLAIN[:frame] + PLAIN[start:]) == [(Harm.CORRUPT, "frame")]
    assert harms(PLAIN[:start] + b"\xff\xd9") == [(Harm.CORRUPT, "scan")]


def test_a_height_told_after_the_pixels():
    data = bytearray(PLAIN)
    at = data.index(b"\xff\xc0")
    data[at + 5 : at + 7] = b"\x00\x00"
    assert harms(bytes(data)) == [(Harm.CORRUPT, "dimensions")]
    told = bytes(data[:-2]) + segment(0xDC, struct.pack(">H", SIZE[1])) + b"\xff\xd9"
    assert (look(told).height, look(told).damages) == (SIZE[1], ())


def test_a_bomb_is_told_by_its_header():
    data = bytearray(PLAIN)
    at = data.index(b"\xff\xc0")
    data[at + 5 : at + 9] = struct.pack(">HH", 60000, 60000)
    seen = look(bytes(data))
    assert (seen.width, seen.height) == (60000, 60000)
    assert (Harm.TOO_MANY_PIXELS, "60000 × 60000") in harms(bytes(data))
    data[at + 5 : at + 9] = struct.pack(">HH", 20000, 20000)
    assert harms(bytes(data)) == []


def test_the_end_is_found_across_the_pieces_a_file_is_read_by():
    """The end marker, cut at every place around the border of a piece of 131,072 bytes."""
    start = PLAIN.index(b"\xff\xda") + 14
    for length in range(131_060, 131_080):
        data = PLAIN[:start] + b"\x55" * length + b"\xff\xd9" + b"z"
        assert look(data).damages == (Damage(Harm.TRAILING, len(data) - 1, "1"),)
