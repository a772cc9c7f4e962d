"""`coffret rebuild`: derive again, from the values, every column that is derived from them."""

import argparse
import time

from coffret.catalogue.actions import rebuild
from coffret.cli.output import add_progress, records, watcher
from coffret.submissions.examination import Progress

HELP = "Recalculer titres, légendes, dates et clés de tri de toutes les notices (puis : coffret reindex)."


def arguments(parser: argparse.ArgumentParser) -> None:
    """--progress."""
    add_progress(parser)


def run(args: argparse.Namespace) -> int:
    """Rebuild; 0."""
    started, show = time.monotonic(), watcher(args.progress)
    done = rebuild(lambda count: show(Progress("Recalcul", count, 0, time.monotonic() - started)))
    print(f"{records(done, 'notice recalculée', 'notices recalculées')}.")
    return 0
