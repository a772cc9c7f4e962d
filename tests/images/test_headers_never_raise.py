"""Whatever the bytes: the headers are read without an error, quickly, and say something that can be kept."""

import io
import json
import struct
import time
import zlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from image_bytes import (
    box,
    chunk,
    dataset,
    encoded,
    exif,
    icc_segments,
    in_jpeg,
    jpeg_with,
    old_description,
    photoshop,
    png_with,
    profile,
    resolution_info,
    resource,
    segment,
    sequence,
    tiff,
    xmp,
)  # fmt: skip

from coffret.images.facts import Harm, Seen
from coffret.images.reading import headers

PACKET = xmp(sequence("dc:creator", "Zoé"), 'tiff:XResolution="72/1" exif:GPSLatitude="1"')
BLOCK = exif(
    [(274, 3, 6), (282, 5, [(72, 1)]), (315, 2, b"Zoe\x00")], [(36867, 2, b"2024\x00")], [(2, 5, [(1, 1)] * 3)]
)
RECORD = resource(0x0404, dataset(110, b"musee"))
SAMPLES = [
    jpeg_with(
        segment(0xE1, b"Exif\x00\x00" + BLOCK), in_jpeg(PACKET), photoshop(RECORD, resolution_info(72, 72)),
        icc_segments(profile(old_description("sRGB")), 2), size=(16, 16),
    ),
    encoded("JPEG", "CMYK", size=(16, 16), progressive=True),
    png_with(chunk(b"eXIf", BLOCK), chunk(b"iTXt", b"XML:com.adobe.xmp\x00\x00\x00\x00\x00" + PACKET), size=(16, 16)),
    encoded("WEBP", size=(16, 16), exif=BLOCK, xmp=PACKET),
    tiff([(700, 1, PACKET), (34377, 1, RECORD), (34675, 7, profile(old_description("x")))], [(254, 4, 1)]),
    tiff([(315, 2, b"Zoe Martin\x00")], order=">", big=True),
    encoded("JPEG2000", size=(16, 16)),
    encoded("JPEG2000", size=(16, 16), no_jp2=True),
    encoded("AVIF", size=(16, 16), exif=BLOCK),
    encoded("GIF", size=(16, 16)),
    encoded("BMP", size=(16, 16)),
    b"8BPS\x00\x01" + bytes(6) + struct.pack(">HIIHH", 3, 9, 9, 8, 3) + bytes(4) + struct.pack(">I", len(RECORD)) + RECORD,
    b'<svg width="3" height="4"><a href="#x"/></svg>',
]  # fmt: skip
# Bytes that lengths, counts and places are made of.
TELLING = st.sampled_from(
    [b"\x00", b"\x01", b"\xff", b"\x7f", b"\xff\xff\xff\xff", b"\x00\x00\x00\x00", b"\x00\x00\x00\x01"]
)


def read(data: bytes) -> Seen:
    # No measure of speed: what a loop that grows with the square of the file would pass at once. Our own time only.
    started = time.process_time()
    seen = headers.read(io.BytesIO(data), len(data))
    assert time.process_time() - started < 5
    assert Seen.from_json(json.loads(json.dumps(seen.as_json()))) == seen
    assert seen.size == len(data)
    assert seen.format or seen.harmed(Harm.EMPTY, Harm.UNKNOWN)
    return seen


@settings(max_examples=300, deadline=None)
@given(st.binary(max_size=400), st.sampled_from([b"", *(sample[:12] for sample in SAMPLES)]))
def test_any_bytes(data: bytes, start: bytes):
    """``read`` asserts what holds of any bytes at all."""
    assert read(start + data) == read(start + data)


@settings(max_examples=400, deadline=None)
@given(st.sampled_from(SAMPLES), st.data())
def test_a_real_file_changed_anywhere(sample: bytes, data: st.DataObject):
    changed = bytearray(sample)
    for _change in range(data.draw(st.integers(1, 6))):
        at = data.draw(st.integers(0, len(changed)))
        new = data.draw(st.one_of(TELLING, st.binary(max_size=4)))
        changed[at : at + data.draw(st.sampled_from([len(new), 0, 3]))] = new
    assert read(bytes(changed)).size == len(changed)


@pytest.mark.parametrize("sample", SAMPLES, ids=range(len(SAMPLES)))
def test_a_real_file_cut_anywhere(sample: bytes):
    assert not read(sample).harmed(Harm.CORRUPT, Harm.UNKNOWN)
    for end in range(0, len(sample), 1 + len(sample) // 400):
        read(sample[:end])


def test_a_stream_shorter_than_it_was_said():
    for sample in SAMPLES:
        whole, longer = read(sample), headers.read(io.BytesIO(sample), len(sample) + 1000)
        assert (longer.format, longer.width, longer.height) == (whole.format, whole.width, whole.height)
        assert longer.size == len(sample) + 1000
        assert headers.read(io.BytesIO(b""), len(sample)).harmed(Harm.UNKNOWN)


FRAME = segment(0xC0, b"\x08\x00\x10\x00\x10\x01\x01\x11\x00") + segment(0xDA, b"\x01\x01\x00\x00\x3f\x00")
IHDR = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", 5, 5, 8, 2, 0, 0, 0))


def overlapping() -> bytes:
    """Return a TIFF of a thousand directories of 65,535 tags, laid over one another."""
    data, at = bytearray(b"II*\x00\x10\x00\x00\x00" + bytes(800_000)), 16
    for _directory in range(1000):
        struct.pack_into("<H", data, at, 65_535)
        struct.pack_into("<I", data, at + 2 + 12 * 65_535, at + 6)
        at += 6
    return bytes(data)


@pytest.mark.parametrize(
    "data",
    [
        b"\xff\xd8" + FRAME + b"\xff\x01" * 4_000_000,
        b"\xff\xd8" + FRAME + b"\xff\xd0" * 4_000_000,
        b"\xff\xd8" + b"\xff" * 4_000_000,
        b"\xff\xd8" + segment(0xE5, b"") * 2_000_000,
        b"\xff\xd8" + segment(0xDB, bytes(65_000)) * 100,
        b"\xff\xd8" + in_jpeg(b"<a>" * 21_000) * 100,
        IHDR + chunk(b"IDAT", b"") * 400_000,
        IHDR + chunk(b"zTXt", b"Title\x00\x00" + zlib.compress(bytes(2_000_000))) * 1000,
        b"GIF89a" + bytes(7) + b"\x21\xfe" + b"\x01\x01" * 4_000_000,
        overlapping(),
        tiff([(258, 3, 8), (273, 4, [8] * 1_500_000), (279, 4, [8] * 1_500_000)]),
        b"<svg " + b"href=" + b" " * 4_000_000,
        b"<svg " + b" onaaaaaaaaa" * 300_000,
        box(b"ftyp", b"avif" + bytes(4)) + box(b"meta", bytes(4) + box(b"iloc", b"\x01" + bytes(5) + b"\xff\xff" + b"\x00\x01\x00\x00\x00\x00\xff\xff" * 400_000)),
        box(b"ftyp", b"avif" + bytes(4)) + box(b"free", b"") * 500_000,
        b"RIFF\xff\xff\xff\x01WEBP" + b"ANMF\x00\x00\x00\x00" * 500_000,
        encoded("JPEG") + bytes(range(256)) * 20_000,
    ],
    ids=["ff01", "restarts", "fill", "segments", "tables", "xmp", "chunks", "texts", "blocks", "directories", "strips",
         "blanks", "handlers", "extents", "boxes", "frames", "trailing"],
)  # fmt: skip
def test_files_made_to_waste_time(data: bytes):
    """Neither the time (``read`` bounds it) nor what is told grows with the file."""
    assert len(json.dumps(read(data).as_json())) < 20_000
