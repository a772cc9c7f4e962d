"""`coffret museums load FILE`: the national directory of museums."""

import argparse
import json
import sys
from pathlib import Path

from django.db import transaction

from coffret.authorities import museofile
from coffret.catalogue import log
from coffret.catalogue.models import ChangeKind, Record, Status
from coffret.search.index import follow

HELP = "Charger le répertoire national des musées (exports de Muséofile)."


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the verb."""
    verbs = parser.add_subparsers(dest="verb", required=True, metavar="load")
    load = verbs.add_parser("load", help="créer, compléter et mettre à jour les musées d’un export de Muséofile")
    load.add_argument("file", type=Path, metavar="FILE", help="export CSV (; , ou |), de n’importe quelle année")
    load.add_argument("--json", action="store_true", help="répondre en JSON")


def run(args: argparse.Namespace) -> int:
    """Load the directory, tell the change log whose pages now read otherwise, bring the index up to it; return 0."""
    with transaction.atomic():
        loading = museofile.load(args.file)
        told = _tell(loading.shown)
    if told:
        follow()
    for note in loading.notes:
        print(note, file=sys.stderr)
    counts = {name: getattr(loading, name) for name in ("created", "updated", "unchanged", "total")}
    if args.json:
        print(json.dumps(counts))
    else:
        print(
            f"{loading.total} musées lus : {loading.created} créés, {loading.updated} mis à jour, "
            f"{loading.unchanged} inchangés."
        )
    return 0


def _tell(codes: list[str]) -> int:
    """Report the published records of these museums as updated, and return how many.

    Their pages and their facets carry the museum's name, town and region.
    """
    told = 0
    for start in range(0, len(codes), 500):
        records = Record.objects.filter(museum__in=codes[start : start + 500], status=Status.PUBLISHED)
        keys = list(records.order_by("pk").values_list("pk", flat=True))
        told += log.append(ChangeKind.UPDATED, keys)
    return told
