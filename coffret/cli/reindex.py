"""`coffret reindex`: a new index beside the live one, then the swap."""

import argparse
import time

from coffret.base.errors import Refused
from coffret.base.text import grouped
from coffret.cli.output import add_progress, index_watcher
from coffret.search.index import rebuild

HELP = "Reconstruire l'index de recherche à côté de l'actuel, puis les échanger."


def arguments(parser: argparse.ArgumentParser) -> None:
    """Take how long to wait for another writer."""
    parser.add_argument("--timeout", type=float, default=3600.0, metavar="SECONDES", help="attente d'un autre écrivain")
    add_progress(parser)


def run(args: argparse.Namespace) -> int:
    """Build and swap; return 0, or raise Refused when another process keeps writing."""
    start = time.monotonic()
    try:
        count = rebuild(args.timeout, index_watcher(args.progress))
    except TimeoutError:
        raise Refused(
            f"L'index est resté occupé par un autre processus pendant {args.timeout:g} s. "
            "Arrêtez « coffret worker » ou augmentez --timeout."
        ) from None
    print(f"Index reconstruit : {grouped(count)} notices en {time.monotonic() - start:.1f} s.")
    return 0
