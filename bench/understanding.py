"""Measure what is understood of real files and write docs/values.md.

Usage: python bench/understanding.py DIRECTORY [-o docs/values.md]; every file of DIRECTORY that Coffret reads counts.
"""

import argparse
import os
from collections.abc import Iterator, Mapping
from pathlib import Path

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "coffret.settings")

import django

django.setup()

from coffret.base.errors import Refused  # noqa: E402
from coffret.catalogue.understanding import report  # noqa: E402
from coffret.formats.detect import open_source  # noqa: E402

HEAD = """# Values understood

A record keeps its values as they were handed in. Next to them Coffret reads authors, dates, periods, materials,
measures and places; what it does not understand stays as text. This page says how much of real files is understood.
It is written by `python bench/understanding.py DIRECTORY`.

Files may hold the same records in several formats: each file then counts. They are mostly records of costume, so the
shapes found elsewhere in the national base (schools, attributions, missing goods, prehistory) stand in the tables of
`tests/catalogue/test_values_*.py`, each with what it must give.

"""


def records(path: Path) -> Iterator[Mapping[str, str]]:
    """Yield the values of each record of a file; a file that Coffret refuses yields none."""
    try:
        _source, found = open_source(path)
        for record in found:
            yield record.values
    except Refused as refusal:
        print(f"{path.name}: {refusal}")


def main() -> None:
    """Read every file, count, write the page."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("directory", type=Path)
    parser.add_argument("-o", "--output", type=Path, default=Path("docs/values.md"))
    given = parser.parse_args()
    sections = [HEAD]
    files = sorted(path for path in given.directory.iterdir() if path.is_file())
    counts = {path: sum(1 for _ in records(path)) for path in files}
    listed = "".join(f"- `{path.name}`: {count} records\n" for path, count in counts.items() if count)
    everything = (values for path in files for values in records(path))
    sections.append(f"Measured on:\n\n{listed}\n{report(everything)}")
    given.output.write_text("".join(sections), encoding="utf-8")
    print(f"{given.output}: {sum(counts.values())} records")


if __name__ == "__main__":
    main()
