"""What derivatives say of themselves: the same everywhere, whole, and nothing of the person behind the camera."""

import struct
import xml.etree.ElementTree as ET

import numpy as np
import pytest
from photographs import camera_exif, look, photograph, saved
from PIL import Image, IptcImagePlugin

from coffret.images.derived.camera import Shot, exif, shot
from coffret.images.derived.derivatives import Wanted, derive
from coffret.images.derived.marking import LONGEST, XMP_HEAD, Marks, completed, photoshop, tidy, xmp
from coffret.images.facts import Metadata

MARKS = Marks(
    credit="Albert Durand, musée d’Œuvre",
    title="Vénus & l’« Amour » <détail>",
    description="Courbet, Vénus, huile, 1864",
    identifier="M0401000001",
    source="Ornans, musée Courbet",
    inventory="2004.1.2",
    author="COURBET Gustave",
    rights_url="https://creativecommons.org/licenses/by/4.0/",
    usage_terms="Attribution",
)


def test_the_probe_reads_back_what_was_written(tmp_path):
    source = saved(tmp_path / "a.jpg")
    derive(source, tmp_path / "b.jpg", Wanted(MARKS))
    found = look((tmp_path / "b.jpg").read_bytes()).metadata

    assert (found.creator, found.credit) == (MARKS.credit, MARKS.credit)
    assert found.copyright == f"© {MARKS.credit}"
    assert (found.title, found.description) == (MARKS.title, MARKS.description)
    assert (found.identifier, found.source) == (MARKS.identifier, MARKS.source)
    assert found.rights_url == MARKS.rights_url
    assert (found.gps, found.owner, found.serial) == (False, "", "")


def test_iptc_says_that_it_is_utf_8_and_holds_the_whole_credit(tmp_path):
    long = Marks(credit="Service de l’inventaire général du patrimoine culturel, Région Bourgogne-Franche-Comté")
    source = saved(tmp_path / "a.jpg")
    derive(source, tmp_path / "b.jpg", Wanted(long))
    with Image.open(tmp_path / "b.jpg") as image:
        found = IptcImagePlugin.getiptcinfo(image)
    assert found[1, 90] == b"\x1b%G"
    assert found[2, 110].decode() == long.credit
    assert found[2, 116].decode() == f"© {long.credit}"


def test_the_packet_is_xml_and_names_the_work():
    root = ET.fromstring(xmp(completed(MARKS, Metadata()))[len(XMP_HEAD) :])
    texts = {one.tag.rpartition("}")[2]: one.text for one in root.iter() if one.text and one.text.strip()}
    assert texts["AOSourceInvNo"] == "2004.1.2"
    assert texts["identifier"] == "M0401000001"
    assert (texts["XResolution"], texts["ResolutionUnit"], texts["Marked"]) == ("72/1", "2", "True")


@pytest.mark.parametrize("text", ["\x00\x07a\ud800b\ufffe", "a\nb\tc", "x" * 9000, "<![CDATA[ & ]]>"])
def test_odd_texts_are_written_safely(text):
    marks = completed(Marks(credit=text, title=text, identifier=text), Metadata())
    ET.fromstring(xmp(marks)[len(XMP_HEAD) :])
    assert len(photoshop(marks)) < 65_000
    assert len(marks.credit) <= LONGEST
    assert tidy(text) == marks.title


def test_a_credit_asked_for_drives_out_the_source_s():
    found = Metadata(creator="Ancien", credit="Ancienne agence", copyright="© Ancienne agence", title="Ancien titre")
    asked = completed(Marks(credit="Albert Durand"), found)
    assert (asked.creator, asked.credit, asked.copyright) == ("Ancien", "Albert Durand", "© Albert Durand")
    assert asked.title == "Ancien titre"

    kept = completed(Marks(), found)
    assert (kept.credit, kept.copyright) == ("Ancienne agence", "© Ancienne agence")


@pytest.mark.parametrize("credit", ["© Albert Durand", "(c) Albert Durand", "Copyright Albert Durand"])
def test_a_credit_with_its_sign_is_not_given_another(credit):
    marks = completed(Marks(credit=credit), Metadata())
    assert marks.copyright == credit
    assert marks.creator == "Albert Durand"


def test_the_public_domain_claims_no_copyright():
    free = Marks(credit="Albert Durand", rights_url="https://creativecommons.org/publicdomain/zero/1.0/")
    marks = completed(free, Metadata(usage_terms="Interdit"))
    assert marks.copyright == "Albert Durand"
    assert marks.usage_terms == ""
    assert b"<xmpRights:Marked>False<" in xmp(marks)


def test_a_picture_nobody_credits_says_nothing():
    marks = completed(Marks(), Metadata())
    assert marks == Marks()
    assert b"Rights" not in xmp(marks).replace(b"xmlns:xmpRights", b"").replace(b"/rights/", b"")


def test_what_the_camera_wrote_is_read_back_the_same():
    block = camera_exif().tobytes()[6:]
    kept = shot(block)
    again = shot(exif(Marks(), kept, 10, 10)[6:])
    assert [tag.number for tag in kept.camera] == [0x8827, 0x9003, 0xA434]
    assert again.camera == kept.camera
    assert again.main == kept.main
    assert again.order == kept.order


def test_no_bytes_lead_astray_the_reader_of_cameras():
    rng = np.random.default_rng(5)
    block = camera_exif().tobytes()[6:]
    for _ in range(2000):
        hurt = bytearray(block[: rng.integers(0, len(block))])
        for place in rng.integers(0, max(1, len(hurt)), 3):
            if hurt:
                hurt[place] = rng.integers(0, 256)
        exif(Marks(), shot(bytes(hurt)), 1, 1)
    assert shot(b"II*\0" + struct.pack("<I", 8) + b"\xff\xff" + b"\xff" * 90_000) == Shot("<")


def test_the_largest_block_a_camera_may_give_still_fits_its_segment(tmp_path):
    heavy = camera_exif()
    for number in (0xA432, 0xA433, 0xA434, 0x9003, 0x9004):
        heavy.get_ifd(0x8769)[number] = "y" * 500
    source = saved(tmp_path / "a.jpg", photograph(64, 48), exif=heavy)
    derived = derive(source, tmp_path / "b.jpg", Wanted(Marks(credit="é" * 4000, description="é" * 4000)))
    assert derived.how == "relabelled"
    assert look((tmp_path / "b.jpg").read_bytes()).damages == ()
