"""What EXIF, IPTC, XMP and profiles tell, apart and together."""

import struct

import pytest
from image_bytes import (
    alternative,
    box,
    dataset,
    encoded,
    exif,
    icc_segments,
    in_jpeg,
    jpeg_with,
    look,
    old_description,
    photoshop,
    places,
    png_with,
    profile,
    resource,
    segment,
    sequence,
    xmp,
)  # fmt: skip

from coffret.images.facts import Harm, Metadata
from coffret.images.reading import icc
from coffret.images.reading import xmp as xmp_module
from coffret.images.reading.window import Sketch


def with_exif(block: bytes) -> Metadata:
    return look(jpeg_with(segment(0xE1, b"Exif\x00\x00" + block))).metadata


def with_iptc(*datasets: bytes) -> Metadata:
    return look(jpeg_with(photoshop(resource(0x0404, b"".join(datasets))))).metadata


def with_xmp(inside: str, attributes: str = "") -> Metadata:
    return look(jpeg_with(in_jpeg(xmp(inside, attributes)))).metadata


MAIN = [
    (270, 2, "Vue générale".encode() + b"\x00"), (305, 2, b"Capture One\x00"), (315, 2, "Zoé Martin".encode() + b"\x00"),
    (33432, 2, "© Zoé Martin".encode() + b"\x00" + "musée Fabre".encode() + b"\x00"),
]  # fmt: skip
CAMERA = [(36867, 2, b"2024:05:12 10:11:12\x00"), (42032, 2, b"A. Durand\x00"), (42033, 2, b"SN-1234567\x00")]
GPS = [(1, 2, b"N\x00"), (2, 5, [(48, 1), (51, 1), (0, 1)]), (3, 2, b"E\x00"), (4, 5, [(2, 1), (20, 1), (0, 1)])]


@pytest.mark.parametrize("order", ["<", ">"])
def test_exif(order: str):
    assert with_exif(exif(MAIN, CAMERA, GPS, order)) == Metadata(
        creator="Zoé Martin", copyright="© Zoé Martin; musée Fabre", description="Vue générale", owner="A. Durand",
        serial="SN-1234567", software="Capture One", taken="2024:05:12 10:11:12", gps=True,
    )  # fmt: skip


def test_a_place_without_position_is_none():
    assert not with_exif(exif(MAIN, gps=[(0, 1, b"\x02\x03\x00\x00"), (29, 2, b"2024:05:12\x00")])).gps
    assert with_exif(exif(MAIN, gps=[(20, 5, [(1, 1)] * 3)])).gps


def test_exif_in_latin_letters():
    assert with_exif(exif([(315, 2, "Zoé".encode("latin-1") + b"\x00")])).creator == "Zoé"


def test_words_of_windows_only_where_others_are_silent():
    author = (40093, 1, "Zoé M.\x00".encode("utf-16-le"))
    assert with_exif(exif([author])).creator == "Zoé M."
    assert with_exif(exif([author, (315, 2, b"Durand\x00")])).creator == "Durand"


def test_a_damaged_exif_tells_what_it_can_and_harms_nothing():
    block = exif(MAIN, CAMERA, GPS)
    for end in range(len(block)):
        seen = look(jpeg_with(segment(0xE1, b"Exif\x00\x00" + block[:end])))
        assert seen.damages == ()
        assert seen.width == 64


@pytest.mark.parametrize(
    ("unit", "value", "expected"), [(2, (72, 1), 72.0), (3, (2835, 100), 72.01), (1, (72, 1), None)]
)
def test_resolution_of_exif(unit: int, value: tuple[int, int], expected: float | None):
    data = jpeg_with(segment(0xE1, b"Exif\x00\x00" + exif([(282, 5, [value]), (283, 5, [value]), (296, 3, unit)])))
    assert places(data).get("EXIF") == ((expected, expected) if expected else None)


def test_a_resolution_divided_by_nothing_declares_nothing():
    tags = [(282, 5, [(72, 0)]), (283, 5, [(72, 0)]), (296, 3, 2)]
    assert "EXIF" not in places(jpeg_with(segment(0xE1, b"Exif\x00\x00" + exif(tags))))


def test_iptc():
    told = with_iptc(
        dataset(90, b"\x1b%G", record=1), dataset(5, "Le Désespéré".encode()), dataset(80, b"Durand"),
        dataset(80, "Zoé Martin".encode()), dataset(110, "musée Fabre".encode()), dataset(115, b"RMN"),
        dataset(116, "© Durand".encode()), dataset(120, b"Huile"), dataset(55, b"20240512"), dataset(60, b"101112"),
        dataset(65, b"Photo Mechanic"),
    )  # fmt: skip
    assert told == Metadata(
        creator="Durand; Zoé Martin", credit="musée Fabre", copyright="© Durand", title="Le Désespéré",
        description="Huile", source="RMN", taken="20240512 101112", software="Photo Mechanic",
    )  # fmt: skip


def test_iptc_without_character_set():
    assert with_iptc(dataset(110, "musée d’Orsay".encode("cp1252"))).credit == "musée d’Orsay"
    assert with_iptc(dataset(110, "musée d’Orsay".encode())).credit == "musée d’Orsay"


def test_iptc_among_other_resources_and_cut():
    block = resource(0x03E8, b"abc", name=b"odd") + resource(0x0404, dataset(110, b"musee"), name=b"even")
    assert look(jpeg_with(photoshop(block))).metadata.credit == "musee"
    assert look(jpeg_with(photoshop(block[:-4]))).metadata.credit == ""


def test_xmp():
    told = with_xmp(
        sequence("dc:creator", "Zoé Martin", "A. Durand")
        + alternative("dc:rights", ("en", "(c) museum"), ("x-default", "© musée"))
        + alternative("dc:title", ("fr", "Le Désespéré"))
        + alternative("xmpRights:UsageTerms", ("x-default", "CC BY 4.0"))
        + "<photoshop:Source>RMN</photoshop:Source><dc:identifier>868.1.19</dc:identifier>"
        + '<cc:license rdf:resource="https://creativecommons.org/licenses/by/4.0/"/>',
        'photoshop:Credit="musée Fabre" xmp:CreatorTool="darktable" aux:OwnerName="A. D." aux:SerialNumber="42" '
        'exif:GPSLatitude="48,51.0N" photoshop:DateCreated="2024-05-12"',
    )
    assert told == Metadata(
        creator="Zoé Martin; A. Durand", credit="musée Fabre", copyright="© musée", usage_terms="CC BY 4.0",
        rights_url="https://creativecommons.org/licenses/by/4.0/", title="Le Désespéré", identifier="868.1.19",
        source="RMN", owner="A. D.", serial="42", software="darktable", taken="2024-05-12", gps=True,
    )  # fmt: skip


def test_xmp_within_a_structure_is_not_the_picture_s():
    inside = '<photoshop:Ingredient rdf:parseType="Resource"><photoshop:Credit>other</photoshop:Credit></photoshop:Ingredient>'
    assert with_xmp(inside).credit == ""


def test_xmp_without_its_wrapper_and_in_sixteen_bits():
    bare = xmp("", 'photoshop:Credit="musée"').decode()
    start, end = bare.index("<rdf:RDF"), bare.index("</x:xmpmeta>")
    for packet in (bare[start:end].encode(), bare[start:end].encode("utf-16"), bare.encode() + b" " * 2000 + b"\x00"):
        assert look(jpeg_with(in_jpeg(packet))).metadata.credit == "musée"


@pytest.mark.parametrize(
    "declaration",
    [
        '<!DOCTYPE x [<!ENTITY a "boum">]>',
        '<!DOCTYPE x SYSTEM "http://example.org/x.dtd">',
        '<?xml version="1.0" encoding="ebcdic-zz"?>',
    ],
)
def test_xmp_that_declares_entities_is_not_read(declaration: str):
    packet = declaration.encode() + xmp("", 'photoshop:Credit="&#97;"')
    seen = look(jpeg_with(in_jpeg(packet)))
    assert (seen.metadata, seen.damages) == (Metadata(), ())


def test_entities_never_grow():
    layers = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 12))
    packet = f'<!DOCTYPE x [<!ENTITY a0 "boum">{layers}]><x>&a11;</x>'.encode()
    found = Sketch()
    xmp_module.read(packet, found)
    assert found.words == {}


def test_xmp_wins_over_iptc_and_iptc_over_exif():
    exif_segment = segment(0xE1, b"Exif\x00\x00" + exif(MAIN))
    iptc_segment = photoshop(resource(0x0404, dataset(80, b"Durand") + dataset(120, b"Huile")))
    xmp_segment = in_jpeg(xmp(sequence("dc:creator", "Courbet")))
    told = look(jpeg_with(exif_segment, iptc_segment, xmp_segment)).metadata
    assert (told.creator, told.description, told.software) == ("Courbet", "Huile", "Capture One")


def test_texts_are_shown_without_controls_and_bounded():
    told = with_iptc(dataset(110, b"mus\x1b[31mee\x00\x07 "), dataset(120, b"a" * 30_000))
    assert told.credit == "mus[31mee"
    assert told.description == "a" * 2000


def test_a_long_text_is_not_cut_inside_a_letter():
    assert with_iptc(dataset(120, "é".encode() * 10_000)).description == "é" * 2000


def test_a_program_in_the_metadata():
    seen = look(jpeg_with(segment(0xE1, b"Exif\x00\x00" + exif([(315, 2, b"<?php system('id'); ?>\x00")]))))
    assert [(one.harm, one.detail) for one in seen.damages] == [(Harm.POLYGLOT, "php")]


def localised(*records: tuple[bytes, str]) -> bytes:
    head, texts = b"", b""
    for language, text in records:
        raw = text.encode("utf-16-be")
        head += language + struct.pack(">II", len(raw), 16 + 12 * len(records) + len(texts))
        texts += raw
    return struct.pack(">II", len(records), 12) + head + texts


def test_description_of_profiles():
    assert icc.description(profile(old_description("Adobe RGB (1998)"))) == "Adobe RGB (1998)"
    assert icc.description(profile(localised((b"frFR", "sRVB"), (b"enUS", "sRGB v4")), b"mluc")) == "sRGB v4"
    assert icc.description(profile(localised((b"frFR", "Écran")), b"mluc")) == "Écran"


def test_a_profile_without_description_is_there_and_other_bytes_are_none():
    assert icc.description(profile(b"", b"zzzz")) == "?"
    assert icc.description(b"x" * 500) == ""
    assert look(jpeg_with(icc_segments(profile(b"")))).profile == "?"


def test_the_same_words_in_png():
    texts = png_with(
        b"".join(
            (len(key + text) + 1).to_bytes(4, "big") + b"tEXt" + key + b"\x00" + text + bytes(4)
            for key, text in ((b"Author", "Zoé".encode("latin-1")), (b"Copyright", b"(c) Z"), (b"Software", b"GIMP"))
        )
    )
    told = look(texts).metadata
    assert (told.creator, told.copyright, told.software) == ("Zoé", "(c) Z", "GIMP")


def test_the_same_blocks_in_jpeg_2000():
    head = encoded("JPEG2000")
    packet = bytes.fromhex("be7acfcb97a942e89c71999491e3afac") + xmp("", 'photoshop:Credit="musée"')
    block = b"JpgTiffExif->JP2" + exif([*MAIN, (274, 3, 6)])
    record = bytes.fromhex("33c7a4d2b81d4723a0baf1a3e097ad38") + dataset(120, b"Huile")
    at = head.index(b"jp2c") - 4
    seen = look(head[:at] + box(b"uuid", packet) + box(b"uuid", block) + box(b"uuid", record) + head[at:])
    assert (seen.metadata.credit, seen.metadata.creator, seen.metadata.description) == ("musée", "Zoé Martin", "Huile")
    assert (seen.damages, seen.orientation, seen.width) == ((), 1, 64)
