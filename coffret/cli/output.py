"""What commands say: one JSON document or a French report on standard output, progress on standard error."""

import argparse
import json
import shutil
import sys
import textwrap
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from coffret.base.text import grouped, typeset
from coffret.submissions.examination import Progress
from coffret.submissions.report import Entry, Report, RuleEntries

SEVERITIES = {
    "erreur": ("Erreurs", "la notice est refusée", "31"),
    "alerte": ("Alertes", "la notice est acceptée", "33"),
    "signalement": ("Signalements", "à vérifier à l’occasion", "36"),
}
VALUES_SHOWN = 5
LINES_SHOWN = 8


def add_json(parser: argparse.ArgumentParser) -> None:
    """Offer --json."""
    parser.add_argument("--json", action="store_true", help="un document JSON sur la sortie standard, rien d’autre")


def add_progress(parser: argparse.ArgumentParser) -> None:
    """Offer --progress."""
    parser.add_argument(
        "--progress", action="store_true", help="montrer l’avancement même hors d’un terminal (sortie d’erreur)"
    )


def show_json(document: Any) -> None:
    """Print the one JSON document of a command."""
    json.dump(document, sys.stdout, ensure_ascii=False, indent=1)
    sys.stdout.write("\n")


def watcher(wanted: bool, path: Path | None = None) -> Callable[[Progress], None]:
    """Return a function that shows progress with rate and time left, when somebody looks or ``wanted``."""
    if not (wanted or sys.stderr.isatty()):
        return lambda progress: None
    total_lines = _lines_of(path) if path else 0
    last = [0.0]

    def show(progress: Progress) -> None:
        now = time.monotonic()
        if now - last[0] >= 0.5 or not sys.stderr.isatty():
            last[0] = now
            end = "\r" if sys.stderr.isatty() else "\n"
            print(f"{progress.step} : {_advance(progress, total_lines)}", end=end, file=sys.stderr, flush=True)

    return show


def index_watcher(wanted: bool) -> Callable[[int, int], None]:
    """Return a function that shows how far the index has come, when somebody looks or ``wanted``."""
    show, started = watcher(wanted), time.monotonic()
    return lambda done, total: show(Progress("Index", done, 0, time.monotonic() - started, total))


def _lines_of(path: Path) -> int:
    """Return how many lines a file has: to tell the time left."""
    try:
        with path.open("rb") as handle:
            return sum(block.count(b"\n") for block in iter(lambda: handle.read(1 << 20), b""))
    except OSError:
        return 0


def _advance(progress: Progress, total_lines: int) -> str:
    rate = progress.records / progress.seconds if progress.seconds else 0
    text = f"{grouped(progress.records)} notices, {grouped(round(rate))} par seconde"
    come, whole = (progress.records, progress.total) if progress.total else (progress.line, total_lines)
    if come and whole:
        text += f", encore {_duration(progress.seconds * max(0, whole - come) / come)}"
    return text + "    "


def _duration(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes} min {rest:02d} s" if minutes else f"{rest} s"


def show_report(report: Report, counts: list[str]) -> None:
    """Print a report: the file, what was counted, then findings by gravity with the remedy."""
    width = min(shutil.get_terminal_size((80, 24)).columns, 100)
    about = ", ".join(part for part in (report.format.replace("_", " "), report.encoding) if part)
    print(_paint(report.file, "1") + (f"  ({about})" if about else ""))
    for line in counts:
        print(f"  {typeset(line)}")
    for severity, rules in report.by_severity():
        title, meaning, colour = SEVERITIES[severity]
        total = sum(rule.count for rule in rules)
        print()
        print(_paint(typeset(f"{title} : {grouped(total)} ({meaning})"), f"1;{colour}"))
        for rule in rules:
            _show_rule(rule, width)


def _show_rule(rule: RuleEntries, width: int) -> None:
    print()
    head = f"{rule.code}  {rule.title}" if rule.code else rule.title
    _wrapped(head, width, "  ", " " * 10)
    if len(rule.entries) == 1:
        only = rule.entries[0]
        if only.message != rule.title:
            _wrapped(only.message, width, " " * 10)
        _wrapped(_where(only), width, " " * 10)
    else:
        print(f"{' ' * 10}{grouped(rule.count)} fois")
        for entry in rule.entries[:VALUES_SHOWN]:
            _wrapped(f"– {entry.message} {_where(entry)}", width, " " * 10, " " * 12)
        if len(rule.entries) > VALUES_SHOWN:
            left = len(rule.entries) - VALUES_SHOWN
            others = (
                "une autre valeur (--json la donne)"
                if left == 1
                else f"{grouped(left)} autres valeurs (--json les donne)"
            )
            print(f"{' ' * 10}… et {others}")
    if remedy := rule.entries[0].remedy:
        _wrapped(f"→ {remedy}", width, " " * 10, " " * 12)


def _where(entry: Entry) -> str:
    """Return « (3 fois, lignes 4, 9, 12) »."""
    if not entry.lines:
        return f"({grouped(entry.count)} fois)" if entry.count > 1 else ""
    shown = ", ".join(str(line) for line in entry.lines[:LINES_SHOWN])
    more = "…" if entry.count > LINES_SHOWN else ""
    if entry.count == 1:
        return f"(ligne {shown})"
    return f"({grouped(entry.count)} fois, lignes {shown}{more})"


def _wrapped(text: str, width: int, first: str, others: str | None = None) -> None:
    if text:
        others = first if others is None else others
        told = textwrap.fill(
            typeset(text), width, initial_indent=first, subsequent_indent=others, break_on_hyphens=False
        )
        print(told)


def _paint(text: str, code: str) -> str:
    return f"\x1b[{code}m{text}\x1b[0m" if sys.stdout.isatty() else text


def records(count: int, word: str, words: str | None = None) -> str:
    """Return « 1 acceptée » or « 3 acceptées »."""
    return f"{grouped(count)} {word if count < 2 else words or word + 's'}"
