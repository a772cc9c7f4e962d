"""What an Image API request means: sizes to the pixel, both versions, and everything that makes no sense refused."""

import contextlib
import json
import random
import re

import pytest

from coffret.images.delivery import iiif
from coffret.images.delivery.iiif import MAX_SIDE, About, Ask, Wrong, info, parse

WIDTH, HEIGHT, AREA = 6000, 4001, 16_000_000


def ask(
    region: str = "full", size: str = "max", rotation: str = "0", end: str = "default.jpg", version: int = 3
) -> Ask:
    return parse(f"{region}/{size}/{rotation}/{end}", WIDTH, HEIGHT, AREA, version)


@pytest.mark.parametrize(
    ("region", "box"),
    [
        ("full", (0, 0, 6000, 4001)),
        ("square", (999, 0, 4001, 4001)),
        ("0,0,6000,4001", (0, 0, 6000, 4001)),
        ("125,15,120,140", (125, 15, 120, 140)),
        ("5900,3900,200,200", (5900, 3900, 100, 101)),
        ("0,0,999999999,1", (0, 0, 6000, 1)),
        ("pct:0,0,100,100", (0, 0, 6000, 4001)),
        ("pct:41.6,7.5,40,70", (2496, 300, 2400, 2801)),
        ("pct:50,50,66.6,100", (3000, 2001, 3000, 2000)),
        ("pct:.5,.5,0.1,0.1", (30, 20, 6, 4)),
    ],
)
def test_regions(region: str, box: tuple[int, int, int, int]):
    got = ask(region, "^1,1")
    assert (got.x, got.y, got.w, got.h) == box


@pytest.mark.parametrize(
    ("region", "size", "result"),
    [
        ("0,0,300,200", "max", (300, 200)),
        ("0,0,300,200", "150,", (150, 100)),
        ("0,0,300,200", ",150", (225, 150)),
        ("0,0,300,200", "pct:50", (150, 100)),
        ("0,0,300,200", "pct:100", (300, 200)),
        ("0,0,300,200", "pct:33.3", (100, 67)),
        ("0,0,300,200", "225,100", (225, 100)),
        ("0,0,300,200", "!225,100", (150, 100)),
        ("0,0,300,200", "!100,225", (100, 67)),
        ("0,0,300,200", "!9000,9000", (300, 200)),
        ("0,0,300,200", "^360,", (360, 240)),
        ("0,0,300,200", "^,240", (360, 240)),
        ("0,0,300,200", "^pct:120", (360, 240)),
        ("0,0,300,200", "^360,360", (360, 360)),
        ("0,0,300,200", "^!360,360", (360, 240)),
        ("0,0,300,200", "^!150,100", (150, 100)),
        ("0,0,3,1", "2,", (2, 1)),
        ("full", "max", (4898, 3266)),  # 24 million pixels brought to 16
        ("0,0,300,200", "^max", (4898, 3265)),
        ("full", "^!999999999,999999999", (4898, 3266)),
        ("full", "750,", (750, 500)),
        ("full", "4898,3266", (4898, 3266)),
    ],
)
def test_sizes(region: str, size: str, result: tuple[int, int]):
    got = ask(region, size)
    assert (got.width, got.height) == result
    assert got.width * got.height <= AREA


@pytest.mark.parametrize(
    "size",
    [
        "301,",
        ",201",
        "pct:101",
        "pct:100.5",
        "301,200",
        "300,201",
        "0,",
        ",0",
        "0,0",
        "pct:0",
        "pct:0.1",
        "^0,",
        "!0,5",
    ],
)
def test_nothing_is_enlarged_unasked_nor_brought_to_nothing(size: str):
    with pytest.raises(Wrong):
        ask("0,0,300,200", size)


@pytest.mark.parametrize("size", ["^5000,5000", "^999999999,999999999", "^pct:999999999", "^30001,1", "6000,4001"])
def test_an_answer_has_a_limit(size: str):
    with pytest.raises(Wrong, match=str(AREA)):
        ask("full", size)


@pytest.mark.parametrize(
    "path",
    [
        "", "/", "full", "full/max/0", "full/max/0/default.jpg/", "//0/default.jpg", "FULL/max/0/default.jpg",
        "0,0,0,10/max/0/default.jpg", "0,0,10,0/max/0/default.jpg", "6000,0,1,1/max/0/default.jpg",
        "-1,0,10,10/max/0/default.jpg", "1.5,0,10,10/max/0/default.jpg", "0,0,10/max/0/default.jpg",
        "0,0,10,10,10/max/0/default.jpg", " 0,0,10,10/max/0/default.jpg", "0,0,10,10\n/max/0/default.jpg",
        "pct:0,0,0,0/max/0/default.jpg", "pct:NaN,0,1,1/max/0/default.jpg", "pct:inf,0,1,1/max/0/default.jpg",
        "pct:1e9,0,1,1/max/0/default.jpg", "pct:-1,0,1,1/max/0/default.jpg", "pct:100,0,1,1/max/0/default.jpg",
        "١,٠,١٠,١٠/max/0/default.jpg", "full/٥٠,/0/default.jpg", "full/max/٩٠/default.jpg", "full/pct:½/0/default.jpg",
        "1000000000000,0,1,1/max/0/default.jpg", "0,0,1,99999999999/max/0/default.jpg",
        "full/,/0/default.jpg", "full/!10,/0/default.jpg", "full/!,10/0/default.jpg", "full/+10,/0/default.jpg",
        "full/10/0/default.jpg", "full/1e3,/0/default.jpg", "full/nan,/0/default.jpg", "full/^^10,/0/default.jpg",
        "full/max^/0/default.jpg", "full/full/0/default.jpg", "full/10,10,10/0/default.jpg", "full/ 10,/0/default.jpg",
        "full/max/361/default.jpg", "full/max/-90/default.jpg", "full/max/45/default.jpg", "full/max/90.5/default.jpg",
        "full/max/!/default.jpg", "full/max/!!90/default.jpg", "full/max/nan/default.jpg", "full/max/1e2/default.jpg",
        "full/max/999999999999999/default.jpg", "full/max/0/native.jpg", "full/max/0/default", "full/max/0/default.",
        "full/max/0/.jpg", "full/max/0/default.jpg.png", "full/max/0/default.JPG", "full/max/0/default.avif",
        "full/max/0/default.webp", "full/max/0/Default.jpg", "full/max/0/default.jpg\x00", "full/max/0/default.jpg\n",
    ],
)  # fmt: skip
def test_nonsense_is_refused(path: str):
    for version in (2, 3):
        if version == 2 and path == "full/full/0/default.jpg":
            continue  # « full » is a size of version 2
        with pytest.raises(Wrong) as refusal:
            parse(path, WIDTH, HEIGHT, AREA, version)
        assert refusal.value.french
        assert refusal.value.english


class Watched:
    """A pattern that tells how long the texts it is given are."""

    def __init__(self, pattern: re.Pattern[str], lengths: list[int]) -> None:
        self.pattern, self.lengths = pattern, lengths

    def fullmatch(self, text: str) -> re.Match[str] | None:
        self.lengths.append(len(text))
        return self.pattern.fullmatch(text)


def test_nonsense_costs_nothing(monkeypatch: pytest.MonkeyPatch):
    """Hostile requests of a megabyte or of wild shapes are refused, and no pattern is ever given a long text."""
    lengths: list[int] = []
    for name in ("_BOX", "_PERCENT_BOX", "_SIZE", "_ROTATION", "_RENDITION"):
        monkeypatch.setattr(iiif, name, Watched(getattr(iiif, name), lengths))
    many = 1_000_000
    wild = [
        f"{'9' * many},/max/0/default.jpg", f"pct:{'1.' * many}/max/0/default.jpg", f"full/{'^' * many}/0/default.jpg",
        f"full/max/{'!' * many}/default.jpg", f"full/max/0/{'a' * many}.jpg", f"full/max/0/default.{'j' * many}",
        "/" * many, "9" * many,
    ]  # fmt: skip
    for path in wild:
        with pytest.raises(Wrong):
            parse(path, WIDTH, HEIGHT, AREA)
    chance = random.Random(7)
    letters = "0123456789,.!^:pctmaxfull/%eE+-nadu ١½"
    for _ in range(2000):
        shape = "".join(chance.choices(letters, k=40))
        for path in (
            shape,
            f"{shape}/max/0/default.jpg",
            f"full/{shape}/0/default.jpg",
            f"full/max/{shape}/default.jpg",
        ):
            with contextlib.suppress(Wrong):
                parse(path, WIDTH, HEIGHT, AREA)
    assert lengths
    assert max(lengths) <= 64


def test_version_2_has_its_own_sizes():
    assert ask(size="full", region="0,0,30,20", version=2).width == 30
    assert ask(size="max", region="0,0,30,20", version=2).width == 30
    assert (ask(size="!99,99", region="0,0,30,20", version=2).height) == 20
    for size in ("^max", "^10,", "31,", "pct:101"):
        with pytest.raises(Wrong):
            ask(size=size, region="0,0,30,20", version=2)


@pytest.mark.parametrize(("text", "mirrored", "degrees"), [("0", False, 0), ("90", False, 90), ("!270", True, 270), ("360", False, 0), ("!0", True, 0), ("180.0", False, 180)])  # fmt: skip
def test_rotations(text: str, mirrored: bool, degrees: int):
    got = ask(rotation=text)
    assert (got.mirrored, got.rotation) == (mirrored, degrees)


@pytest.mark.parametrize(
    ("path", "version", "canonical"),
    [
        ("0,0,6000,4001/750,/0/default.jpg", 3, "full/750,500/0/default.jpg"),
        ("pct:0,0,10,10/pct:100/360/default.jpg", 3, "0,0,600,400/max/0/default.jpg"),
        ("0,0,30,20/^60,/!90/gray.png", 3, "0,0,30,20/^60,40/!90/gray.png"),
        ("0,0,30,20/^max/0/color.jpg", 3, "0,0,30,20/^max/0/color.jpg"),
        ("full/max/0/default.jpg", 3, "full/max/0/default.jpg"),
        ("full/750,500/0/default.jpg", 2, "full/750,/0/default.jpg"),
        ("0,0,30,20/30,20/0/default.jpg", 2, "0,0,30,20/full/0/default.jpg"),
        ("0,0,30,20/15,15/0/default.jpg", 2, "0,0,30,20/15,15/0/default.jpg"),
    ],
)
def test_one_address_stands_for_all_that_mean_the_same(path: str, version: int, canonical: str):
    got = parse(path, WIDTH, HEIGHT, AREA, version)
    assert got.canonical == canonical
    again = parse(canonical, WIDTH, HEIGHT, AREA, version)
    assert again.canonical == canonical
    assert (again.width, again.height, again.x, again.y, again.w, again.h) == (
        got.width, got.height, got.x, got.y, got.w, got.h
    )  # fmt: skip


def test_every_size_that_may_be_asked_is_within_the_limits():
    chance = random.Random(3)
    for _ in range(3000):
        width, height = chance.choice([(1, 1), (1, 65000), (90000, 3), (700, 900), (20000, 20000), (65500, 65500)])
        w, h = chance.randint(1, width), chance.randint(1, height)
        limit = chance.choice([1, 500, 1_000_000, AREA])
        size = chance.choice(["max", "^max", f"^!{chance.randint(1, 99999)},{chance.randint(1, 99999)}", "!640,480"])
        try:
            got = parse(f"0,0,{w},{h}/{size}/0/default.jpg", width, height, limit)
        except Wrong:
            continue
        assert got.width >= 1
        assert got.height >= 1
        assert max(got.width, got.height) <= MAX_SIDE
        assert got.width * got.height <= limit or min(got.width, got.height) == 1
        if "^" not in size:
            assert got.width <= w
            assert got.height <= h


def test_info_says_what_is_kept():
    about = About("https://example.org/iiif/3/ab", [(6000, 4001), (3000, 2001), (750, 501)], 512, AREA, False, "")
    three = info(about, 3)
    assert next(iter(three)) == "@context"
    assert three["id"] == "https://example.org/iiif/3/ab"
    assert (three["width"], three["height"], three["maxArea"], three["profile"]) == (6000, 4001, AREA, "level2")
    assert three["sizes"] == [{"width": 750, "height": 501}, {"width": 3000, "height": 2001}]  # the whole is too large
    assert three["tiles"] == [{"width": 512, "height": 512, "scaleFactors": [1, 2, 4]}]
    assert "rights" not in three
    assert "color" in three["extraQualities"]
    json.dumps(three)
    for size in three["sizes"]:
        assert parse(f"full/{size['width']},{size['height']}/0/default.jpg", 6000, 4001, AREA).canonical


def test_info_of_version_2_and_of_a_grey_picture():
    licence = "https://creativecommons.org/publicdomain/mark/1.0/"
    about = About("https://example.org/iiif/2/ab", [(600, 400), (300, 200)], 512, AREA, True, licence)
    two = info(about, 2)
    assert (two["@id"], two["@context"]) == ("https://example.org/iiif/2/ab", iiif.CONTEXTS[2])
    assert two["profile"][0] == "http://iiif.io/api/image/2/level2.json"
    assert two["profile"][1]["maxArea"] == AREA
    assert "sizeUpscaling" not in two["profile"][1]["supports"]
    assert two["license"] == licence
    assert info(about, 3)["rights"] == licence
    assert info(about, 3)["extraQualities"] == ["gray", "bitonal"]
