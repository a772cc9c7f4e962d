"""Derivatives before exiftool, jpeginfo and ImageMagick: every field equal, 72 dpi at every place, nobody's trace."""

import json
import subprocess
from pathlib import Path
from shutil import which
from typing import Any

import pytest
from demo_site import needs
from photographs import OWNER, SERIAL, camera_exif, saved

from coffret.images.derived.derivatives import Wanted, derive
from coffret.images.derived.marking import Marks

pytestmark = pytest.mark.external

CREDIT, TITLE = "Albert Durand, musée d’Œuvre", "Vénus & l’« Amour » <détail>"
LICENCE = "https://creativecommons.org/licenses/by/4.0/"
MARKS = Marks(
    credit=CREDIT,
    creator="Albert Durand",
    title=TITLE,
    description="Courbet, Vénus, huile sur toile",
    identifier="M0401000001",
    source="Ornans, musée Courbet",
    inventory="2004.1.2",
    author="COURBET Gustave",
    rights_url=LICENCE,
    usage_terms="Attribution",
)
EQUAL = {
    "creator": ("XMP-dc:Creator", "IPTC:By-line", "IFD0:Artist"),
    "credit": ("XMP-photoshop:Credit", "IPTC:Credit"),
    "copyright": ("XMP-dc:Rights", "IPTC:CopyrightNotice", "IFD0:Copyright"),
    "title": ("XMP-dc:Title", "IPTC:ObjectName", "XMP-iptcExt:ArtworkTitle"),
    "description": ("XMP-dc:Description", "IPTC:Caption-Abstract", "IFD0:ImageDescription"),
    "source": ("XMP-photoshop:Source", "IPTC:Source"),
    "rights_url": ("XMP-xmpRights:WebStatement", "Photoshop:URL"),
    "usage_terms": ("XMP-xmpRights:UsageTerms",),
    "identifier": ("XMP-dc:Identifier",),
    "inventory": ("XMP-iptcExt:ArtworkSourceInventoryNo",),
    "author": ("XMP-iptcExt:ArtworkCreator",),
}


@pytest.fixture(params=["relabelled", "converted"])
def derivative(tmp_path: Path, request: pytest.FixtureRequest) -> Path:
    options: dict[str, Any] = {"exif": camera_exif(), "dpi": (300, 300)}
    if request.param == "converted":
        source = saved(tmp_path / "a.tif", dpi=(300, 300), tiffinfo={315: OWNER})
    else:
        source = saved(tmp_path / "a.jpg", **options)
    target = tmp_path / "b.jpg"
    assert derive(source, target, Wanted(MARKS)).how == request.param
    return target


def told(path: Path, *options: str) -> dict[str, Any]:
    """Return what exiftool reads, « group:name » → value."""
    needs(which("exiftool"), "exiftool")
    command = ["exiftool", "-json", "-G1", "-a", *options, str(path)]
    return dict(json.loads(subprocess.run(command, capture_output=True, text=True, check=True).stdout)[0])


def test_every_field_says_the_same_at_every_place(derivative):
    found = told(derivative)
    meant = {**MARKS.as_json(), "copyright": f"© {CREDIT}"}
    for name, places in EQUAL.items():
        for place in places:
            assert found[place] == meant[name], place
    assert found["IPTC:CodedCharacterSet"] == "UTF8"
    assert found["Photoshop:IPTCDigest"] == found["File:CurrentIPTCDigest"]


def test_72_dpi_is_said_at_every_place_and_nothing_else(derivative):
    found = told(derivative)
    labels = {place: value for place, value in found.items() if place.endswith(("XResolution", "YResolution"))}
    assert {place.partition(":")[0] for place in labels} == {"JFIF", "IFD0", "Photoshop", "XMP-tiff"}
    assert set(labels.values()) == {72}
    units = {value for place, value in found.items() if place.endswith("ResolutionUnit")}
    assert units == {"inches"}


def test_no_place_and_nobody_s_name_or_number_is_left(derivative):
    found = told(derivative, "-u", "-ee")
    assert not [place for place in found if "GPS" in place or "Owner" in place or "Serial" in place]
    assert OWNER not in str(found)
    assert SERIAL not in str(found)


def test_exiftool_finds_nothing_to_say_against_it(derivative):
    found = told(derivative, "-validate", "-warning", "-error")
    assert found["ExifTool:Validate"] == "OK", found


def test_the_profile_is_srgb(derivative):
    found = told(derivative)
    assert found["ICC_Profile:ProfileDescription"] == "sRGB"
    assert found["ExifIFD:ColorSpace"] == "sRGB"


def test_jpeginfo_and_imagemagick_decode_it_without_a_word(derivative):
    needs(which("jpeginfo") and which("identify"), "jpeginfo with ImageMagick")
    checked = subprocess.run(["jpeginfo", "-c", str(derivative)], capture_output=True, text=True, check=False)
    assert (checked.returncode, "OK" in checked.stdout) == (0, True), checked.stdout
    asked = ["identify", "-regard-warnings", "-format", "%x %y %U %[colorspace]", str(derivative)]
    said = subprocess.run(asked, capture_output=True, text=True, check=True)
    assert said.stdout == "72 72 PixelsPerInch sRGB"
    assert said.stderr == ""
