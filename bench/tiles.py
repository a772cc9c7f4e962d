"""Measure the delivery of images beside iipsrv (Debian's iipimage-server): same pyramid, same machine, same run.

    python bench/tiles.py [--megapixels 6 51] [--seconds 4] [--sides 512]

Both servers run here with two processes: ours by its own command, iipsrv behind lighttpd, with the settings that their
documentation gives; wrk asks both for the same list of addresses, in the same shuffled order, over 1, 4 and 16
kept connections. Before measuring, answers of both are decoded strictly and their sizes checked. ``--sides 256 512``
compares tile sides. Writes bench/results.json (key « tiles ») and the table of bench/README.md.
"""

import argparse
import hashlib
import http.client
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import board
import simplejpeg
from pictures import natural
from servers import IIPSRV, free_port, ours, peak, theirs, wrk

HERE = Path(__file__).resolve().parent
CONNECTIONS = (1, 4, 16)
# Answers of each server that are decoded and measured before the run.
CHECKED = 40
REGIONS, THUMBNAILS = 400, 60
# What nobody asks in good faith: refused before a byte of the picture is read.
HOSTILE = (
    "full/^999999999,999999999/0/default.jpg",
    "full/max/359.99/default.jpg",
    "pct:NaN,0,1e9,1/max/0/default.jpg",
    "99999999,0,10,10/max/0/default.jpg",
    "full/^pct:100000/0/default.png",
    "0,0,0,0/max/0/default.jpg",
    "full/max/0/default." + "x" * 2000,
)
# The heaviest that is allowed: the largest answer, as often as possible.
HEAVIEST = ("full/max/0/default.jpg", "full/max/90/default.png", "full/max/180/gray.jpg")
KINDS = {"tiles": "stored tiles", "regions": "other regions", "thumbnails": "whole picture, small"}
RECORD = {
    "REF": "M0650000001",
    "MUSEO": "M0650",
    "INV": "1",
    "DOMN": "dessin",
    "STAT": "propriété de la commune ; don ; Saint-Omer ; musée de l'hôtel Sandelin",
    "LOCA": "Saint-Omer ; musée de l'hôtel Sandelin",
    "REFIM": "image.jpg",
}
WORDS = (
    "The heaviest: 16 connections that ask for nothing but `full/max` turned, as JPEG and PNG; those that find no place "
    "get 503 at once. Tiles meanwhile: 4 more connections."
)


def draw(path: Path, megapixels: int) -> tuple[int, int]:
    """Write a JPEG that weighs what a photograph does; return its size."""
    width, height = round((megapixels * 1.5e6) ** 0.5), round((megapixels * 1e6 / 1.5) ** 0.5)
    path.write_bytes(simplejpeg.encode_jpeg(natural(width, height, megapixels).copy(), 92))
    return width, height


def addresses(kind: str, width: int, height: int, side: int) -> list[tuple[str, int, int]]:
    """Return (request, width, height) of a kind, shuffled: what is asked, and the size that must come."""
    chance = random.Random(f"{kind}{width}")
    if kind == "tiles":
        asked = list(tiles(width, height, side))
    elif kind == "regions":
        asked = [region(chance, width, height) for _ in range(REGIONS)]
    else:
        widths = [chance.randint(150, 800) for _ in range(THUMBNAILS)]
        asked = [(f"full/{w},/0/default.jpg", w, int(w * height / width + 0.5)) for w in widths]
    chance.shuffle(asked)
    return asked


def tiles(width: int, height: int, side: int) -> Iterator[tuple[str, int, int]]:
    """Yield every tile of every level, as viewers ask for them."""
    scale = 1
    while True:
        span = side * scale
        for y in range(0, height, span):
            for x in range(0, width, span):
                w, h = min(span, width - x), min(span, height - y)
                wide, high = -(-w // scale), -(-h // scale)
                yield f"{x},{y},{w},{h}/{wide},{high}/0/default.jpg", wide, high
        if max(width, height) <= span:
            return
        scale *= 2


def region(chance: random.Random, width: int, height: int) -> tuple[str, int, int]:
    """Return a region that no tile holds, of 256 to 1024 pixels a side, brought to between a third and its size."""
    w, h = chance.randint(256, 1024), chance.randint(256, 1024)
    x, y = chance.randrange(1, width - w), chance.randrange(1, height - h)
    wide = chance.randint(w // 3, w)
    high = max(1, int(wide * h / w + 0.5))
    return f"{x},{y},{w},{h}/{wide},{high}/0/default.jpg", wide, high


def check(port: int, prefix: str, asked: list[tuple[str, int, int]], slack: int) -> None:
    """Decode answers strictly; stops the run when one is not a JPEG of the size asked for, within ``slack`` pixels."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    for path, width, height in asked[:CHECKED]:
        connection.request("GET", prefix + path)
        response = connection.getresponse()
        body = response.read()
        assert response.status == 200, (prefix + path, response.status, body[:200])
        high, wide = simplejpeg.decode_jpeg(body, strict=True).shape[:2]
        assert abs(wide - width) <= slack, (prefix + path, wide, width)
        assert abs(high - height) <= slack, (prefix + path, high, height)


def measure(port: int, prefix: str, asked: list[tuple[str, int, int]], seconds: int, folder: Path) -> dict[str, float]:
    """Return connections → answers per second."""
    paths = [prefix + path for path, _w, _h in asked]
    rates = {}
    for connections in CONNECTIONS:
        rate, refused = wrk(port, paths, connections, seconds, folder)
        assert not refused, f"{refused} answers were refused"
        rates[str(connections)] = rate
    return rates


def assaulted(port: int, prefix: str, server: int, seconds: int, folder: Path) -> dict[str, float]:
    """Return what hostile requests cost: how many are refused a second, the peak memory of the processes in MB before
    and after 16 connections ask for the heaviest answers, and how many tiles a second are served meanwhile.
    """
    tile = [f"{prefix}0,0,512,512/512,512/0/default.jpg"]
    refused, count = wrk(port, [prefix + path for path in HOSTILE], 16, seconds, folder)
    assert count, "hostile requests were not refused"
    before = peak(server)
    elsewhere = folder / "elsewhere"
    elsewhere.mkdir()
    with ThreadPoolExecutor(1) as other:
        heavy = other.submit(wrk, port, [prefix + path for path in HEAVIEST], 16, seconds + 2, elsewhere)
        time.sleep(1)
        beside, _refused = wrk(port, tile, 4, seconds, folder)
        heavy.result()
    return {"refused": refused, "memory_before_mb": before, "memory_after_mb": peak(server), "tiles_beside": beside}


def publish(folder: Path, side: int) -> tuple[Path, str]:
    """Publish the picture of ``folder`` by the command line, cut its pyramid; return the data directory and its SHA-256."""
    data, notices = folder / "var", folder / "notices.txt"
    notices.write_text("".join(f"{code}\n{text}\n" for code, text in RECORD.items()) + "//\n", encoding="utf-8")
    environment = {**os.environ, "COFFRET_DATA": str(data)}
    submit = ["submit", str(notices), "--images", str(folder), "--publish", "--json"]
    command = [sys.executable, "-m", "coffret.cli.main", *submit]
    subprocess.run(command, env=environment, check=True, cwd=HERE.parent, stdout=subprocess.DEVNULL)
    sha256 = hashlib.sha256((folder / "image.jpg").read_bytes()).hexdigest()
    made = data / "images/pyramids" / sha256[:2] / sha256[2:4] / f"{sha256}.tif"
    cut = "import sys; from coffret.images.derived.cutting import pyramid; pyramid(sys.argv[1], sys.argv[2], int(sys.argv[3]))"
    command = [sys.executable, "-c", cut, str(folder / "image.jpg"), str(made), str(side)]
    subprocess.run(command, check=True, cwd=HERE.parent)
    shutil.copy(made, folder / "image.tif")
    return data, sha256


def run(megapixels: int, side: int, seconds: int) -> dict[str, Any]:
    """Measure one picture; returns its size and, by kind, the rates of both."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        width, height = draw(folder / "image.jpg", megapixels)
        data, sha256 = publish(folder, side)
        found: dict[str, Any] = {"width": width, "height": height, "side": side}
        found["pyramid_bytes"] = (folder / "image.tif").stat().st_size
        our_port, their_port = free_port(), free_port()
        with ours(data, our_port) as (our_prefix, server), theirs(folder, their_port) as their_prefix:
            for kind in KINDS:
                asked = addresses(kind, width, height, side)
                check(our_port, f"{our_prefix}{sha256}/", asked, 0)
                check(their_port, f"{their_prefix}image.tif/", asked, 1)
                found[kind] = {
                    "coffret": measure(our_port, f"{our_prefix}{sha256}/", asked, seconds, folder),
                    "iipsrv": measure(their_port, f"{their_prefix}image.tif/", asked, seconds, folder),
                }
            found["hostile"] = assaulted(our_port, f"{our_prefix}{sha256}/", server, seconds, folder)
    return found


def table(runs: list[dict[str, Any]]) -> str:
    """Return the table of the README."""
    lines = [
        "## Tiles and regions over IIIF",
        "",
        f"`python bench/tiles.py`, {datetime.now(UTC):%Y-%m-%d}, {os.cpu_count()} cores, wrk on the same machine. Answers "
        "per second over 1, 4 and 16 kept connections; iipsrv 1.1 behind lighttpd, two processes, the same pyramid.",
        "",
        "| picture | tile | what is asked | Coffret 1, 4, 16 | iipsrv 1, 4, 16 | ratio 1, 4, 16 |",
        "|---|---|---|---|---|---|",
    ]
    for one in runs:
        for kind, label in KINDS.items():
            mine, other = one[kind]["coffret"], one[kind]["iipsrv"]
            ratios = ", ".join(f"**{mine[count] / other[count]:.1f}**" for count in mine)
            rates = " | ".join(", ".join(f"{rate:.0f}" for rate in side.values()) for side in (mine, other))
            size = f"{one['width']} × {one['height']}"
            lines.append(f"| {size} | {one['side']} | {label} | {rates} | {ratios} |")
    lines += [
        "",
        "| picture | hostile requests refused a second | peak memory of a process before, after the heaviest | tiles a second meanwhile |",
        "|---|---|---|---|",
    ]
    for one in runs:
        cost = one["hostile"]
        memory = f"{cost['memory_before_mb']}, {cost['memory_after_mb']} MB"
        lines.append(
            f"| {one['width']} × {one['height']} | {cost['refused']:.0f} | {memory} | {cost['tiles_beside']:.0f} |"
        )
    return "\n".join([*lines, "", WORDS, ""])


def main() -> None:
    """Measure every picture and tile side asked for, print the table, keep it unless --dry-run."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--megapixels", type=int, nargs="+", default=[6, 51])
    parser.add_argument("--sides", type=int, nargs="+", default=[512])
    parser.add_argument("--seconds", type=int, default=4)
    parser.add_argument("--dry-run", action="store_true", help="print, write nothing")
    args = parser.parse_args()
    for tool in ("wrk", "lighttpd", str(IIPSRV)):
        if not shutil.which(tool):
            parser.error(f"{tool} is not on this machine: apt-get install wrk lighttpd iipimage-server")
    runs = [run(size, side, args.seconds) for size in args.megapixels for side in args.sides]
    print(table(runs))
    if not args.dry_run:
        results = {"date": f"{datetime.now(UTC):%Y-%m-%d}", "cores": os.cpu_count(), "runs": runs}
        board.publish("tiles", results, table(runs))


if __name__ == "__main__":
    main()
