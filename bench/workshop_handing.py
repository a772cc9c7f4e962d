"""Measure how long a museum waits for its report: from « Finir » to ready, as the worker does it beside everything else.

Usage: python bench/workshop_handing.py DATA [--records 10000] [--pictures 1000] [--keep]

DATA is the data directory of an instance with a catalogue and its vocabularies (the demonstration will do); it is
copied, and left as it is. --keep writes bench/README.md and bench/results.json.
"""

import argparse
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import board

HERE = Path(__file__).resolve().parent
SIDE = (1600, 1200)

MAKE = """\
import json, sys
from pathlib import Path
from coffret.catalogue.models import Record
folder, count, pictures = Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])
code = Record.objects.values_list("museum_id", flat=True).order_by("museum_id").first()
models = [values for values in Record.objects.order_by("ref").values_list("values", flat=True)[:2000]]
with (folder / "notices.jsonl").open("w", encoding="utf-8") as out:
    for number in range(count):
        values = {**models[number % len(models)], "REF": f"{code}B{number:06d}", "MUSEO": code}
        values = {key: text for key, text in values.items() if key not in ("REFIM", "POP_COORDONNEES")}
        values["INV"] = f"B.{number}"
        if number < pictures:
            values["REFIM"] = f"vue{number}.jpg"
        out.write(json.dumps(values, ensure_ascii=False) + "\\n")
print(code)
"""
FINISH = """\
import io, os, sys
from pathlib import Path
from coffret.authorities.models import Museum
from coffret.submissions.handing import deliveries, pieces
from coffret.submissions.handing.deliveries import Announced
from coffret.submissions.models import DeliveredFile
delivery = deliveries.begin(Museum.objects.get(pk=sys.argv[2]), None)
for path in sorted(Path(sys.argv[1]).iterdir()):
    [answer] = deliveries.announce(delivery, [Announced(path.name, path.stat().st_size)])
    row = DeliveredFile.objects.get(pk=answer.file)
    with path.open("rb") as handle:
        while row.received < row.size:
            row = pieces.append(row, row.received, handle.read, min(pieces.PIECE, row.size - row.received))
deliveries.finish(delivery)
print(delivery.pk)
"""
ENDED = """\
import sys, time
from coffret.base.models import Job
from coffret.submissions.models import Delivery
while True:
    job = Job.objects.filter(kind="examine", key=sys.argv[1]).latest("pk")
    if job.ended_at:
        break
    time.sleep(0.1)
delivery = Delivery.objects.get(pk=sys.argv[1])
one = delivery.submissions.get()
print(delivery.state, (job.ended_at - delivery.finished_at).total_seconds(), one.created, one.rejected,
      one.pictures.get("new", 0), one.pictures.get("refused", 0))
"""


def run(data: Path, script: str, *words: str) -> str:
    """Run a script with the models at hand on a data directory; return what it prints."""
    environment = {**os.environ, "COFFRET_DATA": str(data), "DJANGO_SETTINGS_MODULE": "coffret.settings"}
    command = [sys.executable, "-c", f"import django; django.setup()\n{script}", *words]
    return subprocess.run(command, env=environment, check=True, capture_output=True, text=True).stdout.strip()


def photographed(folder: Path, count: int) -> None:
    """Write ``count`` photographs, none of which is another one."""
    sys.path.insert(0, str(HERE.parent / "tests"))
    import image_corpus

    whole = image_corpus.encoded(size=SIDE, dpi=(72, 72), quality=90)
    for number in range(count):
        # A comment is enough to make another content of it; decoding it costs what it costs.
        said = f"vue {number}".encode()
        comment = b"\xff\xfe" + (len(said) + 2).to_bytes(2, "big") + said
        (folder / f"vue{number}.jpg").write_bytes(whole[:2] + comment + whole[2:])


def measured(data: Path, records: int, pictures: int) -> dict[str, Any]:
    """Hand a folder in to a copy of ``data`` whose worker runs; return how long the report took."""
    with tempfile.TemporaryDirectory() as place:
        copy, folder = Path(place) / "var", Path(place) / "dossier"
        shutil.copytree(data, copy)
        folder.mkdir()
        museum = run(copy, MAKE, str(folder), str(records), str(pictures))
        photographed(folder, pictures)
        weight = sum(path.stat().st_size for path in folder.iterdir())
        environment = {**os.environ, "COFFRET_DATA": str(copy)}
        worker = subprocess.Popen(
            [sys.executable, "-m", "coffret.cli.main", "worker"], env=environment, start_new_session=True
        )
        try:
            time.sleep(5)
            delivery = run(copy, FINISH, str(folder), museum)
            told = run(copy, ENDED, delivery).split()
            memory = peak(worker.pid)
        finally:
            os.killpg(worker.pid, signal.SIGKILL)
            worker.wait()
    state, seconds, created, rejected, new, refused = told
    assert state == "read", told
    return {
        "records": records,
        "pictures": pictures,
        "megabytes": round(weight / 1e6, 1),
        "seconds": round(float(seconds), 1),
        "created": int(created),
        "rejected": int(rejected),
        "new_pictures": int(new),
        "refused_pictures": int(refused),
        "worker_memory_mb": memory,
    }


def peak(process: int) -> int:
    """Return the most memory a process has held, in megabytes."""
    status = Path(f"/proc/{process}/status").read_text()
    return int(status.partition("VmHWM:")[2].split()[0]) // 1024


def section(rows: list[dict[str, Any]]) -> str:
    """Return what bench/README.md says of it."""
    lines = [
        "## How long a museum waits for its report",
        "",
        "`python bench/workshop_handing.py DATA`: from the end of the sending to a report that can be read, by the worker "
        "beside its other work, one process (the limited children that decode pictures apart). Pictures of "
        f"{SIDE[0]} × {SIDE[1]}, each decoded, judged and kept.",
        "",
        "| records | pictures | megabytes | seconds | peak memory of the worker, MB |",
        "|---|---|---|---|---|",
    ]
    lines += [
        f"| {row['records']} | {row['pictures']} | {row['megabytes']} | **{row['seconds']}** | {row['worker_memory_mb']} |"
        for row in rows
    ]
    return "\n".join(lines)


def main() -> None:
    """Measure without pictures, then with them."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path)
    parser.add_argument("--records", type=int, default=10_000)
    parser.add_argument("--pictures", type=int, default=1000)
    parser.add_argument("--keep", action="store_true")
    args = parser.parse_args()
    rows = [measured(args.data, args.records, pictures) for pictures in (0, args.pictures)]
    print(json.dumps(rows, indent=1))
    if args.keep:
        board.publish("workshop_handing", rows, section(rows))


if __name__ == "__main__":
    main()
