"""`coffret export FORMAT -o FILE`: published records as a file, streamed."""

import argparse
import os
import sys
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import BinaryIO

from coffret.base.errors import Refused, reason_of
from coffret.catalogue import fields
from coffret.catalogue.models import State
from coffret.cli.output import records as told
from coffret.cli.published import Published, published
from coffret.formats import joconde, open_data

HELP = "Exporter des notices publiées : ajout_pilote (le format des musées) ou open_data (l’extrait de 67 colonnes)."

Writer = Callable[[Iterable[Mapping[str, str]], BinaryIO], int]
# What is handed in goes back to the museums; what the platform makes does not.
HANDED_IN = frozenset(entry.code for entry in fields.FIELDS if entry.kind is not fields.Kind.GENERATED)
# The extract's columns that are not public in a page (presence of an image, last update) are still its columns.
OPEN = frozenset(entry.code for entry in fields.FIELDS if entry.public)
STATES = {
    State.MISSING: "manquant",
    State.STOLEN: "volé",
    State.PRESUMED_DESTROYED: "manquant",
    State.FOUND: "retrouvé",
}


def arguments(parser: argparse.ArgumentParser) -> None:
    """FORMAT, --museum, --query, -o."""
    parser.add_argument("format", choices=sorted(FORMATS), metavar="FORMAT", help=", ".join(sorted(FORMATS)))
    parser.add_argument("--museum", default="", metavar="CODE", help="les notices de ce musée seulement")
    parser.add_argument("--query", default="", metavar="MOTS", help="les notices que cette recherche trouve")
    parser.add_argument("-o", "--output", type=Path, required=True, metavar="FICHIER", help="« - » : sortie standard")


def run(args: argparse.Namespace) -> int:
    """Export; 0. The file appears whole or not at all."""
    write, shape = FORMATS[args.format]
    records = (shape(one) for one in published(args.museum, args.query))
    if str(args.output) == "-":
        count = write(records, sys.stdout.buffer)
    else:
        count = _whole(args.output, lambda out: write(records, out))
    print(f"{told(count, 'notice exportée', 'notices exportées')}.", file=sys.stderr)
    return 0


def _whole(path: Path, write: Callable[[BinaryIO], int]) -> int:
    unfinished = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        with unfinished.open("wb") as out:
            count = write(out)
        os.replace(unfinished, path)
    except OSError as error:
        raise Refused(
            f"{path} : écriture impossible ({reason_of(error)}). Vérifiez le dossier et ses droits."
        ) from error
    finally:
        unfinished.unlink(missing_ok=True)
    return count


def _ajout_pilote(one: Published) -> dict[str, str]:
    """Return what the museum handed in, and nothing else."""
    return {code: text for code, text in one.values.items() if code in HANDED_IN}


def _open_data(one: Published) -> dict[str, str]:
    """Return the public fields, and what the platform makes of the directory and of the record's life."""
    museum = one.museum
    made = {
        "NOMOFF": museum.name if museum else "",
        "VILLE_M": museum.city if museum else "",
        "REGION": museum.region if museum else "",
        "DPT": museum.department if museum else "",
        "POP_COORDONNEES": f"{museum.lat}, {museum.lon}" if museum and museum.lat is not None else "",
        "CONTIENT_IMAGE": "oui" if one.has_image else "non",
        "MANQUANT": STATES.get(State(one.state), ""),
        "DMIS": one.created_on,
        "DMAJ": one.updated_on,
    }
    public = {code: text for code, text in one.values.items() if code in OPEN}
    # A value handed in stands in for what the directory does not know.
    return {**public, **{code: text for code, text in made.items() if text or code not in public}}


FORMATS: dict[str, tuple[Writer, Callable[[Published], dict[str, str]]]] = {
    "ajout_pilote": (joconde.write, _ajout_pilote),
    "open_data": (open_data.write, _open_data),
}
