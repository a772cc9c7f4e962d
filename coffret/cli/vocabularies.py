"""`coffret vocabularies load|list`: the controlled vocabularies that terms are checked against."""

import argparse
import json
import sys
from pathlib import Path

from django.utils import timezone

from coffret.authorities import vocabularies

HELP = "Charger les vocabulaires contrôlés (listes du ministère ou SKOS), ou dire lesquels sont chargés."


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the two verbs."""
    verbs = parser.add_subparsers(dest="verb", required=True, metavar="load|list")
    load = verbs.add_parser("load", help="remplacer un vocabulaire par le contenu d’un fichier")
    load.add_argument(
        "file", type=Path, metavar="FILE", help="liste indentée (.txt) ou SKOS (RDF/XML, Turtle, JSON-LD)"
    )
    load.add_argument("--scheme", required=True, metavar="CODE", help="code du vocabulaire : DENO, DOMN, PERI…")
    load.add_argument("--title", default="", help="titre, pour un vocabulaire que Coffret ne connaît pas")
    listing = verbs.add_parser("list", help="dire quels vocabulaires sont chargés")
    for verb in (load, listing):
        verb.add_argument("--json", action="store_true", help="répondre en JSON")


def run(args: argparse.Namespace) -> int:
    """Load or list; return 0."""
    return _load(args) if args.verb == "load" else _list(args)


def _load(args: argparse.Namespace) -> int:
    loaded = vocabularies.load(args.scheme, args.file, args.title)
    for note in loaded.notes:
        print(note, file=sys.stderr)
    if args.json:
        print(json.dumps(vocabularies.as_facts(loaded), ensure_ascii=False))
        return 0
    print(
        f"Vocabulaire {loaded.scheme} ({loaded.title}) chargé : {loaded.terms} termes, {loaded.alternates} synonymes, "
        f"{loaded.rejected} formes rejetées, {loaded.headings} têtes de rubrique à ne pas employer."
    )
    return 0


def _list(args: argparse.Namespace) -> int:
    rows = vocabularies.overview()
    if args.json:
        print(json.dumps({"vocabularies": rows}, ensure_ascii=False, default=lambda moment: moment.isoformat()))
        return 0
    for row in rows:
        when = timezone.localtime(row["loaded_at"]).strftime("%d/%m/%Y")
        closed = ", liste fermée" if row["closed"] else ""
        print(f"{row['code']:<9} {row['terms']:>6} termes  chargé le {when}{closed}  {row['title']}")
    return 0
