"""`coffret rebuild`: derive again, from the values, every column that is derived from them."""

import argparse
import time

from coffret.base.text import grouped
from coffret.catalogue.actions import rebuild
from coffret.cli.output import add_progress, watcher
from coffret.submissions.examination import Progress

HELP = "Recalculer titres, légendes, dates et clés de tri de toutes les notices (puis : coffret reindex)."


def arguments(parser: argparse.ArgumentParser) -> None:
    """--progress."""
    add_progress(parser)


def run(args: argparse.Namespace) -> int:
    """Rebuild; 0."""
    started, show = time.monotonic(), watcher("Recalcul", args.progress)
    done = rebuild(lambda count: show(Progress(count, 0, time.monotonic() - started)))
    print(f"{grouped(done)} notices recalculées.")
    return 0
