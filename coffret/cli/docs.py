"""`coffret docs [--check]`: the reference pages of docs/, made from the code, or checked against it."""

import argparse
import sys
from pathlib import Path

from django.utils import translation

from coffret.base.errors import Refused
from coffret.cli.reference import PACKAGE, PAGES

HELP = "Engendrer les pages de référence (contrôles, champs, réglages) à partir du code."
PREPARE = False


def arguments(parser: argparse.ArgumentParser) -> None:
    """--check, --dir."""
    parser.add_argument("--check", action="store_true", help="ne rien écrire ; 1 quand une page n’est pas à jour")
    parser.add_argument(
        "--dir", type=Path, default=PACKAGE.parent / "docs", metavar="DOSSIER", help="dossier des pages"
    )


def run(args: argparse.Namespace) -> int:
    """Write the pages, or say which ones are out of date; raises Refused when the folder is not there."""
    if not args.dir.is_dir():
        raise Refused(f"Le dossier {args.dir} n’existe pas : lancez la commande depuis les sources, ou donnez --dir.")
    with translation.override("fr"):
        pages = {args.dir / name: page() for name, page in PAGES.items()}
    stale = [path for path, text in pages.items() if not path.exists() or path.read_text(encoding="utf-8") != text]
    if args.check:
        for path in stale:
            print(f"{path} n’est pas à jour : lancez « coffret docs ».", file=sys.stderr)
        return 1 if stale else 0
    for path in stale:
        path.write_text(pages[path], encoding="utf-8")
        print(f"{path} écrit")
    return 0
