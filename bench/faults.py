"""Measure which damages are found, by us and by the tools at hand, and how often a whole file is called broken.

    python bench/faults.py [--trials 2000] [--others 60] [--intact 600] [--pictures FOLDER...] [--only TEXT]

Damages that fall at random places are made ``--trials`` times for us, the first ``--others`` of them for the other
tools. Writes docs/images-faults.md and bench/results.json (key « faults »).
"""

import argparse
import json
import os
import resource
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from typing import Any

import board
import damage
import pictures

HERE = Path(__file__).resolve().parent
PAGE = HERE.parent / "docs" / "images-faults.md"
# Extensions a tool knows; the others are none of its business.
JPEG = {"jpg"}
TOOLS: dict[str, set[str] | None] = {
    "ours": None,
    "Pillow verify": None,
    "Pillow load": None,
    "pyvips": None,
    "pyvips fail_on=warning": None,
    "simplejpeg strict": JPEG,
    "jpeginfo -c": JPEG,
    "djpeg": JPEG,
    "exiftool -validate": None,
    "identify -regard-warnings": None,
}
NEEDED = {"jpeginfo -c": "jpeginfo", "djpeg": "djpeg", "exiftool -validate": "exiftool"}
NEEDED["identify -regard-warnings"] = "identify"
# Bytes and seconds a tool may take before it counts as dead: the bomb would take the machine with it.
MEMORY, SECONDS = 3 << 30, 60
FORMATS = {"jpg": "JPEG", "png": "PNG", "tif": "TIFF", "webp": "WEBP", "jp2": "JP2", "gif": "GIF", "svg": "SVG"}


def ours(paths: Sequence[Path]) -> list[bool]:
    """Say of each file whether we find fault with it: damaged, not what its name says, or animated."""
    from coffret.images.isolation.isolated import Prober

    with Prober() as prober:
        return [
            bool(seen.damages or seen.animated or seen.format != FORMATS.get(path.suffix[1:], seen.format))
            for path, seen in prober.map(paths)
        ]


def in_python(tool: str, path: Path) -> bool:
    """Say whether a library raises, in this process."""
    import PIL.Image
    import pyvips
    import simplejpeg

    try:
        if tool == "Pillow verify":
            with PIL.Image.open(path) as image:
                image.verify()
        elif tool == "Pillow load":
            with PIL.Image.open(path) as image:
                image.load()
        elif tool == "simplejpeg strict":
            simplejpeg.decode_jpeg(path.read_bytes(), "RGB", min_height=1, min_width=1, min_factor=8, strict=True)
        else:
            options = {"fail_on": "warning"} if "warning" in tool else {}
            pyvips.Image.new_from_file(str(path), access="sequential", **options).avg()
    except Exception:  # noqa: BLE001 - whatever a library says counts
        return True
    return False


def by_command(tool: str, path: Path) -> bool:
    """Say whether a command finds fault with a file: by its exit code, or by what it writes."""
    commands = {
        "jpeginfo -c": ["jpeginfo", "-c"],
        "djpeg": ["djpeg", "-outfile", "/dev/null"],
        "exiftool -validate": ["exiftool", "-validate", "-s3"],
        "identify -regard-warnings": ["identify", "-regard-warnings", "-format", "%#"],
    }
    done = subprocess.run([*commands[tool], str(path)], capture_output=True, check=False, timeout=SECONDS)
    if tool == "exiftool -validate":
        return done.stdout.strip() != b"OK"
    if tool == "djpeg":
        return done.returncode != 0 or bool(done.stderr.strip())
    return done.returncode != 0


def judged_apart(tool: str) -> None:
    """Answer, on standard output, one line for each path of standard input; in a process that may die."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    for line in sys.stdin:
        path = Path(json.loads(line))
        found = by_command(tool, path) if tool in NEEDED else in_python(tool, path)
        print(int(found), flush=True)


def judge(tool: str, paths: Sequence[Path]) -> list[bool]:
    """Return what a tool says of each file; one it dies of, or that takes a minute, counts as found."""
    if tool == "ours":
        return ours(paths)
    verdicts: list[bool] = []
    while len(verdicts) < len(paths):
        left = paths[len(verdicts) :]
        asked = "".join(json.dumps(str(path)) + "\n" for path in left)
        command = [sys.executable, __file__, "--judge", tool]
        try:
            done = subprocess.run(command, input=asked.encode(), capture_output=True, check=False, timeout=SECONDS * 5)
            told = done.stdout.split()
        except subprocess.TimeoutExpired as late:
            told = (late.stdout or b"").split()
        verdicts += [one == b"1" for one in told]
        if len(told) < len(left):
            verdicts.append(True)
    return verdicts


def tools() -> list[str]:
    """Return the tools that are here."""
    return [tool for tool in TOOLS if tool not in NEEDED or shutil.which(NEEDED[tool])]


def measure(kind: damage.Kind, files: dict[str, list[bytes]], trials: int, others: int) -> dict[str, list[int]]:
    """Return, for each tool, how many of the files of one kind it found and how many it was shown."""
    chance = Random(kind.name)
    told: dict[str, list[int]] = {}
    with tempfile.TemporaryDirectory() as folder:
        paths = []
        for number in range(trials if kind.chance else 4):
            path = Path(folder) / f"{number:05}.{kind.extension}"
            path.write_bytes(kind.maker(chance, files))
            paths.append(path)
        for tool in tools():
            known = TOOLS[tool]
            if known is None or kind.extension in known:
                shown = paths if tool == "ours" or tool == "simplejpeg strict" else paths[:others]
                told[tool] = [sum(judge(tool, shown)), len(shown)]
    return told


def false_alarms(count: int, others: int) -> dict[str, list[int]]:
    """Return, for each tool, how many whole files it calls broken and how many it was shown."""
    told: dict[str, list[int]] = {}
    with tempfile.TemporaryDirectory() as folder:
        paths = []
        for number, (extension, content) in enumerate(pictures.intact(count)):
            paths.append(Path(folder) / f"{number:05}.{extension}")
            paths[-1].write_bytes(content)
        for tool in tools():
            known = TOOLS[tool]
            shown = [path for path in paths if known is None or path.suffix[1:] in known]
            shown = shown if tool not in NEEDED else shown[:others]
            told[tool] = [sum(judge(tool, shown)), len(shown)]
    return told


def on_pictures(folders: Sequence[Path], limit: int) -> list[int]:
    """Return how many JPEGs made of real pictures we call broken, and how many there were: cut out, made smaller or
    larger, saved at several qualities, samplings and progressions. The risk is a scene that looks like a damage.
    """
    import PIL.Image

    chance = Random(23)
    found = sorted(path for folder in folders for path in folder.rglob("*") if path.suffix in {".jpg", ".png"})
    told = [0, 0]
    for path in chance.sample(found, min(limit, len(found))):
        with tempfile.TemporaryDirectory() as work, PIL.Image.open(path) as opened:
            image = opened.convert("RGB")
            made = [_again(image, chance, Path(work) / f"{turn}.jpg") for turn in range(4)]
            told = [told[0] + sum(ours(made)), told[1] + len(made)]
    return told


def _again(image: Any, chance: Random, path: Path) -> Path:
    share = chance.uniform(0.3, 1)
    width, height = int(image.width * share), int(image.height * share)
    left, top = chance.randrange(image.width - width + 1), chance.randrange(image.height - height + 1)
    size = chance.choice([(1500, 1000), (1000, 1500), (2400, 1600), (800, 600)])
    part = image.crop((left, top, left + width, top + height)).resize(size)
    quality, sampling = chance.choice([60, 75, 85, 92, 97]), chance.choice([0, 1, 2])
    part.save(path, "JPEG", quality=quality, subsampling=sampling, progressive=chance.random() < 0.3)
    return path


def _cell(told: list[int] | None) -> str:
    if told is None:
        return "–"
    found, shown = told
    return "yes" if found == shown else "no" if not found else f"{100 * found / shown:.1f} %"


def page(results: dict[str, Any]) -> str:
    """Return docs/images-faults.md."""
    names = [tool for tool in TOOLS if tool in results["alarms"]]
    lines = [
        "# Damaged images: what is found",
        "",
        f"Made by `python bench/faults.py --trials {results['trials']}` on {results['date']}; run it again to remake "
        "this page. « yes »: every file of the kind; « no »: none; otherwise the share found. Damages that fall at random "
        f"are tried {results['trials']} times for Coffret and simplejpeg, {results['others']} times for the others; « – »: not "
        "a format of the tool. A tool that dies or takes a minute counts as having found.",
        "",
        "| damage | " + " | ".join(names) + " |",
        "|---" * (len(names) + 1) + "|",
    ]
    for name, told in results["kinds"].items():
        lines.append(f"| {name} | " + " | ".join(_cell(told.get(tool)) for tool in names) + " |")
    alarms = (f"{found} of {shown}" for found, shown in (results["alarms"][tool] for tool in names))
    if results["pictures"][1]:
        found, shown = results["pictures"]
        alarms_of_scenes = f"Of {shown} JPEGs made of real pictures and drawings (not kept with the project), Coffret calls {found} broken."
    else:
        alarms_of_scenes = ""
    lines += ["| **whole files called broken** | " + " | ".join(alarms) + " |", "", alarms_of_scenes, "", *_READING]
    return "\n".join(lines) + "\n"


_READING = (
    "## How to read it",
    "",
    "- Whole files: every format, mode and encoder of `bench/pictures.py`, CMYK without profile included.",
    "- A JPEG holds no sum of its data. A bit changed inside an amplitude gives another valid JPEG, whose picture differs "
    "by a few levels in one block: no decoder can tell, and neither can we. The only proof against it is the SHA-256, "
    "kept from the first day a file is handed in.",
    "- Besides libjpeg's own warnings, Coffret decodes each sequential JPEG with one more line of known blocks after its "
    "data (`coffret/images/decoding/jpeg_seal.py`): a decoder that has lost count of bits shows that line moved. libjpeg by itself "
    "does not see up to eight bytes left over.",
    "- It also looks for light that jumps at one block and stays so (`coffret/images/decoding/jpeg_drift.py`): the trace of a misread "
    "difference. A drawing may, very seldom, be made so: the false alarms above say how seldom.",
    "- An uncompressed TIFF holds no sum either: bytes changed in its pixels are other pixels.",
    "- PNG holds a sum for each chunk: everything is found.",
)


def write(results: dict[str, Any]) -> None:
    """Put the results beside those of the other measures, and remake the page."""
    board.publish("faults", results)
    PAGE.write_text(page(results))


def main() -> None:
    """Measure and write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--trials", type=int, default=2000)
    parser.add_argument("--others", type=int, default=60)
    parser.add_argument("--intact", type=int, default=600)
    parser.add_argument("--pictures", type=Path, nargs="*", default=[], help="folders of real pictures")
    parser.add_argument("--only", default="", help="kinds whose name contains this; nothing is written")
    parser.add_argument("--judge", choices=list(TOOLS), help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.judge:
        judged_apart(asked.judge)
        return
    files, kinds = damage.whole_files(), {}
    for kind in damage.KINDS:
        if asked.only in kind.name:
            kinds[kind.name] = measure(kind, files, asked.trials, asked.others)
            print(kind.name, {tool: _cell(told) for tool, told in kinds[kind.name].items()}, flush=True)
    if asked.only:
        return
    results = {
        "date": datetime.now(UTC).date().isoformat(),
        "machine": f"{len(os.sched_getaffinity(0))} cores",
        "trials": asked.trials,
        "others": asked.others,
        "kinds": kinds,
        "pictures": on_pictures(asked.pictures, asked.intact),
        "alarms": false_alarms(asked.intact, asked.others * 10),
    }
    write(results)
    print(PAGE.read_text())


if __name__ == "__main__":
    main()
