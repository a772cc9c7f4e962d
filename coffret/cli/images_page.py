"""The report on images as one page: nothing to fetch, no script, thumbnails within; to keep, to print or to send."""

import argparse
import base64
import json
import tempfile
from collections import deque
from collections.abc import Iterator
from datetime import datetime
from itertools import chain
from pathlib import Path
from typing import Any, TextIO

from django.template.loader import get_template
from django.utils import timezone

from coffret.base.rules import REGISTRY
from coffret.cli.images_reports import how, measures, summary
from coffret.images.isolation.isolated import GaveUp, Prober
from coffret.images.norms import PROFILES
from coffret.images.report import VERDICTS, Entry, Tally

# More pictures than this, and a page no longer opens easily: the others have none, and it says so.
THUMBNAILS = 2000
WIDTH = 144  # px
HEAVIEST = 6 * 1024  # bytes
TITLES = {"erreur": "Erreurs", "alerte": "Alertes", "conforme": "Conformes"}
_HARMFUL = {"IMG001", "IMG002", "IMG008", "IMG009", "IMG011", "IMG012", "IMG032"}


class Html:
    """Pictures are set down on disk by verdict as they come; the page is made of them in the end, in constant memory."""

    def __init__(self, out: TextIO, args: argparse.Namespace) -> None:
        self._out, self._args = out, args
        self._told = {name: tempfile.TemporaryFile("w+", encoding="utf-8") for name in VERDICTS}  # noqa: SIM115

    def add(self, entry: Entry, path: Path | None) -> None:
        """Set a picture down."""
        place = str(path.absolute()) if path else ""
        self._told[entry["verdict"]].write(json.dumps([entry, place]) + "\n")

    def end(self, tally: Tally, aside: list[str]) -> None:
        """Write the page."""
        head, foot = _around("cli/images_report.html", self._facts(tally, aside))
        self._out.write(head)
        with tempfile.TemporaryDirectory(prefix="vignettes-") as folder, Prober() as prober:
            thumbnails = _Thumbnails(Path(folder), prober, THUMBNAILS)
            for name in VERDICTS:
                if tally.verdicts[name]:
                    self._section(name, tally, thumbnails)
        self._out.write(foot)
        for file in self._told.values():
            file.close()

    def _section(self, name: str, tally: Tally, thumbnails: "_Thumbnails") -> None:
        facts = {"name": name, "title": TITLES[name], "count": tally.verdicts[name]}
        head, foot = _around("cli/images_section.html", facts)
        row = get_template("cli/images_row.html")
        self._out.write(head)
        for entry, picture in thumbnails.beside(_lines(self._told[name])):
            self._out.write(row.render({"one": entry, "measures": measures(entry), "thumbnail": picture}))
        self._out.write(foot)

    def _facts(self, tally: Tally, aside: list[str]) -> dict[str, Any]:
        now: datetime = timezone.localtime()
        return {
            "now": now,
            "summary": summary(tally),
            "how": how(self._args),
            "profile": PROFILES[self._args.profile],
            "verdicts": [(name, TITLES[name], tally.verdicts[name]) for name in VERDICTS if tally.verdicts[name]],
            "rules": [(code, REGISTRY[code].title, count) for code, count in tally.codes.most_common()],
            "aside": aside,
            "some_without": tally.total > THUMBNAILS,
            "limit": THUMBNAILS,
        }


Told = tuple[Entry, str]


def _around(template: str, facts: dict[str, Any]) -> tuple[str, str]:
    """Return what a template says before and after its pictures, which are written one by one between."""
    before, _mark, after = get_template(template).render(facts).partition("<!-- pictures -->\n")
    return before, after


def _lines(told: TextIO) -> Iterator[Told]:
    """Yield what was set down: entries and their paths."""
    told.seek(0)
    for line in told:
        entry, path = json.loads(line)
        yield entry, path


class _Thumbnails:
    """Makes thumbnails in the limited children, a few ahead of the page being written; ``left``: how many at most."""

    def __init__(self, folder: Path, prober: Prober, left: int) -> None:
        self._folder, self._prober, self._left = folder, prober, left

    def beside(self, told: Iterator[Told]) -> Iterator[tuple[Entry, str]]:
        """Yield each entry with its thumbnail as a data: address, « » when it has none."""
        waiting: deque[tuple[Entry, Path | None]] = deque()
        asked = self._asked(told, waiting) if self._left else ()
        for answer in self._prober.each("thumbnail", asked):
            while waiting[0][1] is None:
                yield waiting.popleft()[0], ""
            entry, target = waiting.popleft()
            yield entry, "" if isinstance(answer, GaveUp) or target is None else _address(target)
        yield from ((entry, "") for entry, _place in chain(waiting, told))

    def _asked(self, told: Iterator[Told], waiting: deque[tuple[Entry, Path | None]]) -> Iterator[dict[str, Any]]:
        for number, (entry, path) in enumerate(told):
            if not path or _HARMFUL & {one["code"] for one in entry["findings"]}:
                waiting.append((entry, None))
                continue
            target = self._folder / f"{entry['verdict']}-{number}.jpg"
            waiting.append((entry, target))
            yield {"path": path, "target": str(target), "width": WIDTH}
            self._left -= 1
            if not self._left:
                return


def _address(target: Path) -> str:
    """Return a thumbnail as a data: address, unless it is too heavy for a page (a very tall picture)."""
    content = target.read_bytes()
    target.unlink()
    return f"data:image/jpeg;base64,{base64.b64encode(content).decode()}" if len(content) <= HEAVIEST else ""
