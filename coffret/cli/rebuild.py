"""`coffret rebuild`: derive again, from the values, every column that is derived from them."""

import argparse
import time

from coffret.catalogue.actions import rebuild
from coffret.cli.drawing import draw
from coffret.cli.output import add_progress, records, watcher
from coffret.editorial.entries import applying
from coffret.images.derived import upkeep
from coffret.submissions.examination import Progress

HELP = (
    "Recalculer titres, légendes, dates et clés de tri de toutes les notices, et ce que les pages du site tirent de "
    "leur contenu (puis : coffret reindex) ; ou les images."
)


def arguments(parser: argparse.ArgumentParser) -> None:
    """--images, --progress."""
    parser.add_argument(
        "--images", action="store_true", help="faire les vignettes et pyramides qui manquent, rien d’autre"
    )
    add_progress(parser)


def run(args: argparse.Namespace) -> int:
    """Rebuild; 0, or 1 when some image could not be made."""
    if args.images:
        return _images(args)
    started, show = time.monotonic(), watcher(args.progress)
    done = rebuild(lambda count: show(Progress("Recalcul", count, 0, time.monotonic() - started)))
    print(f"{records(done, 'notice recalculée', 'notices recalculées')}.")
    print(f"{records(applying.rebuild(), 'page recalculée', 'pages recalculées')}.")
    return 0


def _images(args: argparse.Namespace) -> int:
    lacking = upkeep.refill()
    done = draw(args.progress)
    print(f"{records(lacking, 'image à refaire', 'images à refaire')} ; {records(done.made, 'faite')}.")
    return 1 if done.failed or done.left else 0
