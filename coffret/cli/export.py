"""`coffret export FORMAT -o FILE`: published records as a file, streamed, in the formats of the workshop."""

import argparse
import os
import sys
from collections.abc import Iterator
from datetime import date
from itertools import count
from pathlib import Path
from typing import BinaryIO

from coffret.base.errors import Refused, reason_of
from coffret.cli.output import records as told
from coffret.submissions.exporting import FORMATS, Scope, exported

HELP = (
    "Exporter des notices publiées, dans un des formats de l’atelier : ajout_pilote (celui des musées), xlsx, pop_csv, "
    "json_lines, open_data (l’extrait de 67 colonnes), json_ld ou iiif."
)


def arguments(parser: argparse.ArgumentParser) -> None:
    """FORMAT, --museum, --query, --since, -o."""
    parser.add_argument("format", choices=sorted(FORMATS), metavar="FORMAT", help=", ".join(sorted(FORMATS)))
    parser.add_argument("--museum", default="", metavar="CODE", help="les notices de ce musée seulement")
    parser.add_argument("--query", default="", metavar="MOTS", help="les notices que cette recherche trouve")
    parser.add_argument(
        "--since", type=_day, default=None, metavar="AAAA-MM-JJ", help="les notices changées depuis ce jour"
    )
    parser.add_argument("-o", "--output", type=Path, required=True, metavar="FICHIER", help="« - » : sortie standard")


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"« {text} » n’est pas un jour : écrire par exemple 2026-06-19.") from None


def run(args: argparse.Namespace) -> int:
    """Export; 0. The file appears whole or not at all."""
    seen = count()
    pieces = exported(FORMATS[args.format], Scope(args.museum, args.query, args.since), seen=lambda: next(seen))
    if str(args.output) == "-":
        _write(pieces, sys.stdout.buffer)
    else:
        _whole(args.output, pieces)
    print(f"{told(next(seen), 'notice exportée', 'notices exportées')}.", file=sys.stderr)
    return 0


def _write(pieces: Iterator[bytes], out: BinaryIO) -> None:
    for piece in pieces:
        out.write(piece)


def _whole(path: Path, pieces: Iterator[bytes]) -> None:
    unfinished = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        with unfinished.open("wb") as out:
            _write(pieces, out)
        os.replace(unfinished, path)
    except OSError as error:
        raise Refused(
            f"{path} : écriture impossible ({reason_of(error)}). Vérifiez le dossier et ses droits."
        ) from error
    finally:
        unfinished.unlink(missing_ok=True)
