"""The forms a report on images takes: lines of text, one JSON document, one table. Each is written as pictures come."""

import argparse
import csv
import json
import shutil
import sys
import textwrap
from pathlib import Path
from typing import Any, Protocol, TextIO

from coffret.base.rules import REGISTRY
from coffret.base.text import grouped, typeset, visible
from coffret.images.report import VERDICTS, Entry, Tally, cells

COLOURS = {"erreur": "31", "alerte": "33", "conforme": "32", "signalement": "36"}
COLUMNS = (
    *("fichier", "verdict", "format", "largeur", "hauteur", "dpi", "sha256", "octets"),
    *("codes", "constats", "remèdes"),
)
NAMED = 10


class Writer(Protocol):
    """Writes a report: told of each picture as it comes, then of the whole."""

    def add(self, entry: Entry, path: Path | None) -> None:
        """Tell of a picture; ``path`` is None for one that records name and nobody handed in."""

    def end(self, tally: Tally, aside: list[str]) -> None:
        """Tell of the whole batch: what it counts, the files left aside."""


class Json:
    """One JSON document, the pictures one a line."""

    def __init__(self, out: TextIO, args: argparse.Namespace) -> None:
        self._out, self._args = out, args
        self._between = "\n"
        out.write('{"images": [')

    def add(self, entry: Entry, path: Path | None) -> None:
        """Write a picture."""
        self._out.write(self._between + json.dumps(entry, ensure_ascii=False))
        self._between = ",\n"

    def end(self, tally: Tally, aside: list[str]) -> None:
        """Close the list; say how it was judged and what it counts."""
        rest: dict[str, Any] = {
            "profile": self._args.profile,
            "reading": self._args.reading,
            "licence": self._args.licence or None,
            "integrity": "headers" if self._args.headers else "strict",
            "summary": tally.as_json(),
            "aside": aside,
        }
        self._out.write("\n],\n" + json.dumps(rest, ensure_ascii=False)[1:] + "\n")


class Table:
    """A table for spreadsheets: semicolons, UTF-8 with its mark, formulas disarmed."""

    def __init__(self, out: TextIO, args: argparse.Namespace) -> None:
        out.write("\ufeff")
        self._rows = csv.writer(out, delimiter=";", lineterminator="\r\n")
        self._rows.writerow(COLUMNS)

    def add(self, entry: Entry, path: Path | None) -> None:
        """Write a picture."""
        self._rows.writerow(cells(entry))

    def end(self, tally: Tally, aside: list[str]) -> None:
        """A table has no foot: what follows its rows would be taken for one."""


class Text:
    """For people: a block per picture on a terminal, one line per picture elsewhere; then what the batch counts."""

    def __init__(self, out: TextIO, args: argparse.Namespace) -> None:
        self._out, self._args = out, args
        self._terminal = out is sys.stdout and out.isatty()
        self._width = min(shutil.get_terminal_size((80, 24)).columns, 110)

    def add(self, entry: Entry, path: Path | None) -> None:
        """Write a picture."""
        self._out.write(self._block(entry) if self._terminal else self._line(entry))

    def end(self, tally: Tally, aside: list[str]) -> None:
        """Write how many of each verdict, and what comes most often."""
        lines = ["", summary(tally), *how(self._args)]
        if aside:
            lines.append(f"Laissés de côté : {len(aside)} ({', '.join(aside[:NAMED])}{', …' * (len(aside) > NAMED)}).")
        lines += [f"  {code}  {grouped(count)} × {_title(code)}" for code, count in tally.codes.most_common(NAMED)]
        self._out.write("".join(f"{typeset(visible(line))}\n" for line in lines))

    def _line(self, entry: Entry) -> str:
        reasons = " ; ".join(f"{one['code']} {one['message']} → {one['remedy']}" for one in entry["findings"])
        return "\t".join(visible(part) for part in (entry["verdict"], entry["file"], measures(entry), reasons)) + "\n"

    def _block(self, entry: Entry) -> str:
        verdict = entry["verdict"]
        head = f"{_painted(verdict.ljust(8), COLOURS[verdict])}  {visible(entry['file'])}  {measures(entry)}"
        lines = [head]
        for one in entry["findings"]:
            lines += self._wrapped(f"{one['code']}  {one['message']}", " " * 10, " " * 18)
            lines += self._wrapped(f"→ {one['remedy']}", " " * 18, " " * 20)
        return "\n".join(lines) + "\n"

    def _wrapped(self, text: str, first: str, others: str) -> list[str]:
        return textwrap.wrap(typeset(visible(text)), self._width, initial_indent=first, subsequent_indent=others)


def measures(entry: Entry) -> str:
    """Return « JPEG 2400 × 1800, 300 ppp », or what is known of it."""
    size = f"{entry['format']} {entry['width']} × {entry['height']}" if entry["width"] else entry["format"]
    return f"{size}, {round(entry['dpi'])} ppp" if entry["dpi"] else size


def summary(tally: Tally) -> str:
    """Return « 12 images : 2 erreurs, 3 alertes, 7 conformes. »."""
    counts = ", ".join(counted(tally.verdicts[name], name) for name in VERDICTS)
    return f"{counted(tally.total, 'image')} : {counts}."


def counted(number: int, word: str) -> str:
    """Return « 3 alertes »."""
    return f"{grouped(number)} {word}{'s' * (number > 1)}"


def how(args: argparse.Namespace) -> list[str]:
    """Return the sentences that say how the pictures were judged, and what was not looked at."""
    lines = [f"Profil {args.profile}, lecture {'littérale' if args.reading == 'literal' else 'stricte'} de 640 × 480."]
    if args.profile == "europeana" and not args.licence:
        lines.append("Licence inconnue (--licence) : les paliers supposent une licence ouverte.")
    if args.headers:
        lines.append("En-têtes seuls : l’intégrité des pixels, les doublons et les ressemblances ne sont pas vérifiés.")
    return lines


def _title(code: str) -> str:
    return str(REGISTRY[code].title)


def _painted(text: str, colour: str) -> str:
    return f"\x1b[1;{colour}m{text}\x1b[0m"
