"""The page that checks images and the command judge alike: the same files, the same answers."""

import base64
import hashlib
import io
import json
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import image_corpus
import pytest
import simplejpeg
from demo_site import coffret

from coffret.images.facts import Seen
from coffret.images.isolation.isolated import Prober
from coffret.images.judging import judge
from coffret.images.norms import ALWAYS, PIXELS_LIMIT, PROFILES, SIZE_LIMIT, Reading
from coffret.images.reading import headers
from coffret.images.report import entry
from coffret.images.surroundings import Batch
from coffret.public.images.verifying import SERVER_ONLY

pytestmark = pytest.mark.journey

# What the two may say differently, and all of it: these codes' sentences quote the decoder, libjpeg here, ours there.
QUOTING = {"IMG003", "IMG004", "IMG011"}
SAME = ("file", "verdict", "format", "width", "height", "dpi", "sha256", "size")
FACTS = sorted({*Seen.__dataclass_fields__} - {"sha256", "strict", "colour", "likeness", "tells"})
USES = [
    (key, reading.value) for key in PROFILES for reading in Reading if key == "joconde-2026" or reading == "literal"
]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder of every kind of file."""
    place = tmp_path_factory.mktemp("images")
    assert len(image_corpus.written(place)) > 100
    return place


@pytest.fixture(scope="module")
def page(demo_site: str, browser: Any) -> Iterator[Any]:
    """Return the page, ready; what breaks in it fails the test."""
    context = browser.new_context(accept_downloads=True)
    page = context.new_page()
    broken: list[str] = []
    page.on("pageerror", lambda error: broken.append(str(error)))
    page.goto(f"{demo_site}/images/verifier")
    page.locator(".intake").wait_for()
    yield page
    context.close()
    assert not broken


@pytest.fixture(scope="module")
def checked(page: Any, folder: Path) -> Any:
    """Return the page once it has checked the folder."""
    page.locator("#folder").set_input_files(folder)
    page.locator("#json:not([disabled])").wait_for(timeout=120_000)
    return page


@pytest.fixture(scope="module")
def command(demo_data: Path, folder: Path) -> dict[str, Any]:
    """Return what the command says of the folder."""
    answer = coffret("images", "check", str(folder), "--json", data=demo_data, check=False)
    assert answer.returncode == 1, answer.stderr
    said: dict[str, Any] = json.loads(answer.stdout)
    return said


@pytest.fixture(scope="module")
def looked(folder: Path, command: dict[str, Any]) -> dict[str, Seen]:
    """Return name → what the server saw, in the order of the command."""
    names = [one["file"] for one in command["images"]]
    with Prober() as prober:
        return {
            name: seen for name, (_path, seen) in zip(names, prober.map([folder / name for name in names]), strict=True)
        }


def downloaded(page: Any, profile: str, reading: str) -> dict[str, Any]:
    """Return the list the page gives to take away, for a use and a reading."""
    page.locator("#profile").select_option(profile)
    if page.locator("#reading").is_visible():
        page.locator(f"[name=reading][value={reading}]").check()
    with page.expect_download() as download:
        page.locator("#json").click()
    said: dict[str, Any] = json.loads(Path(download.value.path()).read_text())
    return said


def judged(looked: dict[str, Seen], profile: str, reading: str) -> list[dict[str, Any]]:
    """Return what the server says of what it saw, for a use and a reading."""
    batch = Batch(looked, profile=PROFILES[profile], reading=Reading(reading))
    cases = [batch.case(name, seen) for name, seen in looked.items()]
    return [entry(case, judge(case)) for case in cases]


def comparable(entries: list[dict[str, Any]]) -> dict[str, Any]:
    """Return name → what must be equal: facts, verdict, findings with their sentences."""
    return {one["file"]: {**{key: one[key] for key in SAME}, "findings": findings(one)} for one in entries}


def findings(one: dict[str, Any]) -> list[Any]:
    """Return the findings to compare. Of a file cut short, decoders may add that its data are wrong."""
    codes = {finding["code"] for finding in one["findings"]}
    aside = {*SERVER_ONLY, *(["IMG004"] if "IMG003" in codes else [])}
    kept = [finding for finding in one["findings"] if finding["code"] not in aside]
    return [(finding["code"], finding["severity"]) if finding["code"] in QUOTING else finding for finding in kept]


def test_the_command_and_the_page_say_the_same(checked: Any, command: dict[str, Any]):
    said = downloaded(checked, "joconde-2026", "literal")
    assert len(said["images"]) > 100
    assert {one["file"] for one in said["images"]} == {one["file"] for one in command["images"]}
    assert said["aside"] == command["aside"]
    assert comparable(said["images"]) == comparable(command["images"])
    # Not by finding nothing: every rule of this use has something to say of the folder, but of a file over a gigabyte
    # and of one that takes minutes.
    codes = {finding["code"] for one in said["images"] for finding in one["findings"]}
    assert {*ALWAYS, *PROFILES["joconde-2026"].codes} - {*SERVER_ONLY} - codes == {"IMG009", "IMG011"}


@pytest.mark.parametrize(("profile", "reading"), USES)
def test_every_use_is_judged_alike(profile: str, reading: str, checked: Any, looked: dict[str, Seen]):
    said = downloaded(checked, profile, reading)
    assert (said["profile"], said["reading"]) == (profile, reading if profile == "joconde-2026" else said["reading"])
    assert comparable(said["images"]) == comparable(judged(looked, profile, reading))


def test_rules_left_to_the_server_are_the_only_ones_missing():
    rules = Path(headers.__file__).parents[2] / "static/js/verifier/rules.js"
    known = {
        line.split(":")[0].split("(")[0].strip() for line in rules.read_text().splitlines() if line.startswith("  IMG")
    }
    from coffret.base.rules import REGISTRY

    assert known == {code for code, rule in REGISTRY.items() if rule.target == "picture"} - {*SERVER_ONLY}


def test_headers_tell_the_same_facts_whatever_the_bytes(page: Any, folder: Path):
    """Files of the corpus, then the same with bytes changed, lost and added."""
    files = [path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()]
    chance = random.Random(7)
    light = [data for data in files if 0 < len(data) < 60_000]
    assert len(light) > 60
    samples = [*light, *(mutated(chance.choice(light), chance) for _turn in range(400))]
    for start in range(0, len(samples), 100):
        part = samples[start : start + 100]
        for data, seen in zip(part, facts(page, part), strict=True):
            expected = json.loads(json.dumps(headers.read(io.BytesIO(data), len(data)).as_json()))
            assert {key: seen[key] for key in FACTS} == {key: expected[key] for key in FACTS}
            assert seen.keys() == expected.keys()


def facts(page: Any, samples: list[bytes]) -> list[dict[str, Any]]:
    """Return what the page's readers say of bytes."""
    script = """async ([samples, limits]) => {
        const base = document.querySelector("script[src*='verifier/main']").src;
        const { read } = await import(new URL("headers.js", base));
        const { Memory } = await import(new URL("source.js", base));
        const bytes = (text) => Uint8Array.from(atob(text), (char) => char.charCodeAt(0));
        return samples.map((text) => read(new Memory(bytes(text)), limits));
    }"""
    limits = {"pixelsLimit": PIXELS_LIMIT, "sizeLimit": SIZE_LIMIT}
    said: list[dict[str, Any]] = page.evaluate(script, [[base64.b64encode(data).decode() for data in samples], limits])
    return said


def mutated(data: bytes, chance: random.Random) -> bytes:
    """Return bytes with a few changed, lost or added, most often near the start."""
    some = bytearray(data)
    for _turn in range(chance.choice([1, 1, 2, 3, 8, 20])):
        at = chance.randrange(min(len(some), 3000 if chance.random() < 0.85 else len(some)))
        way = chance.randrange(4)
        if way == 0:
            some[at] ^= 1 << chance.randrange(8)
        elif way == 1:
            some[at] = chance.choice(b"\x00\xff\x01\x7f\x80\n <&")
        elif way == 2:
            del some[at : at + chance.randrange(1, 6)]
        else:
            some[at : at + 4] = chance.randbytes(4)
        if not some:
            return b"\xff"
    return bytes(some)


def test_what_libjpeg_refuses_the_page_refuses(page: Any):
    """Hundreds of damaged JPEGs, sequential and progressive: nothing that the strict decoder sees escapes the page."""
    chance = random.Random(11)
    kinds: list[dict[str, Any]] = [
        {},
        {"progressive": True},
        {"restart_marker_blocks": 5},
        {"mode": "L", "progressive": True},
    ]
    whole = [image_corpus.encoded(size=(331, 217), quality=90, **kind) for kind in kinds]
    whole.append(
        image_corpus.encoded(size=(331, 217), quality=90, progressive=True, restart_marker_blocks=5, subsampling=1)
    )
    damaged = [hurt(chance.choice(whole), chance) for _turn in range(500)]
    script = """async (samples) => {
        const { followed } = await import(new URL("scans.js", document.querySelector("script[src*='verifier/main']").src));
        return samples.map((text) => followed(Uint8Array.from(atob(text), (char) => char.charCodeAt(0))));
    }"""
    said = page.evaluate(script, [base64.b64encode(data).decode() for data in (*whole, *damaged)])
    assert said[: len(whole)] == [None] * len(whole)
    refused = [refuses(data) for data in damaged]
    escaped = [one for one, ours in zip(refused, said[len(whole) :], strict=True) if one and not ours]
    assert not escaped
    assert sum(map(bool, refused)) > 150


def hurt(data: bytes, chance: random.Random) -> bytes:
    """Return a JPEG damaged among its pixels."""
    some, at = bytearray(data), chance.randrange(700, len(data) - 2)
    way = chance.randrange(6)
    if way == 0:
        some[at] ^= 1 << chance.randrange(8)
    elif way == 1:
        some[at : at + 3] = chance.randbytes(3)
    elif way == 2:
        some[at : at + 400] = bytes(len(some[at : at + 400]))
    elif way == 3:
        del some[at:]
    elif way == 4:
        del some[at : at + chance.randrange(1, 5)]
    else:
        some[at:] = bytes(len(some) - at)
    return bytes(some)


def refuses(data: bytes) -> str:
    """Return why libjpeg, strict, refuses a JPEG; « » when it takes it."""
    try:
        simplejpeg.decode_jpeg(data, "GRAY", min_height=1, min_width=1, min_factor=8, strict=True)
    except ValueError as error:
        return str(error)
    return ""


@pytest.mark.parametrize("size", [0, 55, 56, 63, 64, 119, 120, 300_001])
def test_the_digest_made_step_by_step_is_sha256(size: int, page: Any):
    data = random.Random(size).randbytes(size)
    script = """async (text) => {
        const base = document.querySelector("script[src*='verifier/main']").src;
        const { stepwise } = await import(new URL("sha256.js", base));
        const bytes = Uint8Array.from(atob(text), (char) => char.charCodeAt(0));
        const windows = [];
        for (let at = 0; at < bytes.length; at += 77777) windows.push(bytes.subarray(at, at + 77777));
        return stepwise(windows, bytes.length);
    }"""
    assert page.evaluate(script, base64.b64encode(data).decode()) == hashlib.sha256(data).hexdigest()
