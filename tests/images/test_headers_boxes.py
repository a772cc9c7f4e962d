"""HEIC, AVIF and JPEG 2000 by their boxes."""

import io
import struct

import pytest
from image_bytes import SIZE, box, encoded, exif, harms, look, old_description, picture, places, profile, srgb, xmp

from coffret.base.errors import Refused
from coffret.images.facts import Damage, Harm
from coffret.images.probe import probe


def full(kind: bytes, payload: bytes, version: int = 0, flags: int = 0) -> bytes:
    """Return a box with its version and flags."""
    return box(kind, bytes([version]) + flags.to_bytes(3, "big") + payload)


def heic(*properties: bytes, kind: bytes = b"hvc1", blocks: tuple[tuple[bytes, bytes, bytes], ...] = ()) -> bytes:
    """Return a HEIC whose main item has these properties; its other items (kind, media type, bytes) lie in « idat »."""
    items = [(kind, b"", b"\x00" * 50), *blocks]
    entries = b"".join(
        full(b"infe", struct.pack(">HH", number, 0) + name + b"\x00" + (media + b"\x00" if media else b""), version=2)
        for number, (name, media, _data) in enumerate(items, start=1)
    )
    where, at = b"", 0
    for number, (_name, _media, data) in enumerate(items, start=1):
        where += struct.pack(">HHHHII", number, 1, 0, 1, at, len(data))
        at += len(data)
    owned = struct.pack(">IHB", 1, 1, len(properties)) + bytes(range(1, len(properties) + 1))
    meta = full(
        b"meta",
        full(b"hdlr", bytes(4) + b"pict" + bytes(13))
        + full(b"pitm", struct.pack(">H", 1))
        + full(b"iinf", struct.pack(">H", len(items)) + entries)
        + full(b"iloc", b"\x44\x00" + struct.pack(">H", len(items)) + where, version=1)
        + box(b"iprp", box(b"ipco", b"".join(properties)) + full(b"ipma", owned))
        + box(b"idat", b"".join(data for _name, _media, data in items)),
    )
    return box(b"ftyp", b"heic" + bytes(4) + b"mif1heic") + meta


EXTENT = full(b"ispe", struct.pack(">II", 400, 300))


def test_heic():
    seen = look(heic(EXTENT, full(b"pixi", b"\x03\x0a\x0a\x0a")))
    assert (seen.format, seen.width, seen.height, seen.depth) == ("HEIC", 400, 300, 10)
    assert (seen.mode, seen.compression, seen.alpha, seen.damages) == ("RGB", "hevc", False, ())
    assert look(heic(EXTENT, kind=b"grid")).compression == "hevc"


def test_a_phone_s_heic_is_refused_with_what_to_do(tmp_path):
    path = tmp_path / "vase.jpg"
    path.write_bytes(heic(EXTENT, full(b"pixi", b"\x03\x08\x08\x08")))
    with pytest.raises(Refused, match=r"HEIC.*Le plus compatible.*JPEG") as refusal:
        probe(path)
    assert refusal.value.code == "unreadable"


def test_heic_in_grey():
    assert look(heic(EXTENT, full(b"pixi", b"\x01\x08"))).mode == "GREY"


@pytest.mark.parametrize(("angle", "mirror", "orientation"), [
    (0, None, 1), (1, None, 8), (2, None, 3), (3, None, 6), (0, 1, 2), (0, 0, 4), (1, 0, 5), (1, 1, 7), (3, 0, 7), (3, 1, 5),
])  # fmt: skip
def test_pixels_of_heic_are_counted_as_shown(angle: int, mirror: int | None, orientation: int):
    turns = [box(b"irot", bytes([angle]))] + ([box(b"imir", bytes([mirror]))] if mirror is not None else [])
    seen = look(heic(EXTENT, *turns))
    assert seen.orientation == orientation
    assert (seen.width, seen.height) == ((300, 400) if angle % 2 else (400, 300))


def test_the_part_shown_of_heic():
    assert look(heic(EXTENT, box(b"clap", struct.pack(">8I", 390, 1, 280, 1, 0, 1, 0, 1)))).width == 390
    assert look(heic(EXTENT, box(b"clap", struct.pack(">8I", 390, 0, 280, 1, 0, 1, 0, 1)))).width == 400


def test_blocks_of_heic():
    """EXIF says how the camera was held; the picture is turned by its own property, never twice."""
    data = heic(
        EXTENT,
        box(b"colr", b"prof" + profile(old_description("Display P3"))),
        blocks=(
            (b"Exif", b"", b"\x00\x00\x00\x06Exif\x00\x00" + exif([(274, 3, 6), (315, 2, b"Durand\x00")])),
            (b"mime", b"application/rdf+xml", xmp("", 'photoshop:Credit="Z"')),
        ),
    )
    seen = look(data)
    assert (seen.orientation, seen.width, seen.profile) == (1, 400, "Display P3")
    assert (seen.metadata.creator, seen.metadata.credit, seen.damages) == ("Durand", "Z", ())


def test_heic_without_its_picture():
    assert harms(box(b"ftyp", b"heic" + bytes(4) + b"heic")) == [(Harm.CORRUPT, "dimensions")]
    assert harms(heic(EXTENT)[:-10])[0][0] is Harm.TRUNCATED


def test_avif():
    file = io.BytesIO()
    image = picture("RGBA")
    image.putalpha(image.getchannel("R"))
    image.save(file, "AVIF", icc_profile=srgb(), exif=exif([(274, 3, 6), (315, 2, b"Durand\x00")]))
    seen = look(file.getvalue())
    assert (seen.format, seen.width, seen.height, seen.orientation) == ("AVIF", *SIZE[::-1], 6)
    assert (seen.alpha, seen.profile, seen.metadata.creator) == (True, "sRGB built-in", "Durand")
    assert look(encoded("AVIF", "L")).mode == "GREY"


def test_an_animated_avif():
    file = io.BytesIO()
    picture().save(file, "AVIF", save_all=True, append_images=[picture().rotate(90)])
    assert look(file.getvalue()).animated


@pytest.mark.parametrize(
    ("mode", "expected"),
    [
        ("L", ("GREY", 8, False)),
        ("LA", ("GREY", 8, True)),
        ("RGB", ("RGB", 8, False)),
        ("RGBA", ("RGB", 8, True)),
        ("I;16", ("GREY", 16, False)),
    ],
)
def test_colours_of_jpeg_2000(mode: str, expected: tuple[str, int, bool]):
    for data in (encoded("JPEG2000", mode), encoded("JPEG2000", mode, no_jp2=True)):
        seen = look(data)
        assert (seen.format, seen.width, seen.height, seen.damages) == ("JP2", *SIZE, ())
        assert (seen.mode, seen.depth, seen.alpha) == expected


def in_header(*boxes: bytes) -> bytes:
    """Return a JP2 with these boxes at the end of its header box."""
    data = encoded("JPEG2000")
    at = data.index(b"jp2h") - 4
    end = at + int.from_bytes(data[at : at + 4], "big")
    inside = data[at + 8 : end] + b"".join(boxes)
    return data[:at] + box(b"jp2h", inside) + data[end:]


def test_resolution_of_jpeg_2000():
    capture = box(b"resc", struct.pack(">HHHHbb", 11811, 1, 11811, 1, 0, 0))
    display = box(b"resd", struct.pack(">HHHHbb", 2835, 10, 2835, 10, 1, 1))
    assert places(in_header(box(b"res ", capture))) == {"JP2": (300, 300)}
    assert places(in_header(box(b"res ", display))) == {"JP2": (72.01, 72.01)}
    assert places(in_header(box(b"res ", box(b"resc", bytes(10))))) == {}


def test_colour_boxes_of_jpeg_2000():
    data = in_header(box(b"colr", b"\x02\x00\x00" + profile(old_description("eciRGB v2"))))
    assert look(data).profile == "sRGB"  # the first box counts
    at = data.index(b"colr")
    ours = data[: at + 4] + b"\x01\x00\x00" + struct.pack(">I", 17) + data[at + 11 :]
    assert (look(ours).mode, look(ours).profile) == ("GREY", "eciRGB v2")


def test_several_tile_parts():
    data = encoded("JPEG2000", size=(200, 150), tile_size=(64, 64), no_jp2=True)
    assert (look(data).width, harms(data)) == (200, [])
    assert look(data[:-1]).damages == (Damage(Harm.TRUNCATED, len(data) - 1, "end"),)
    assert look(data + b"abc").damages == (Damage(Harm.TRAILING, len(data), "3"),)
    at = data.rindex(b"\xff\x90")
    assert harms(data[:at] + b"\x12\x34" + data[at + 2 :]) == [(Harm.CORRUPT, "marker")]
