"""`coffret letter readers …`: import a list of addresses, export readers, forget one."""

import argparse
import secrets
import sys
from pathlib import Path
from typing import Any

from coffret.base.errors import Refused, reason_of
from coffret.base.text import grouped
from coffret.cli.output import add_json, show_json
from coffret.editorial.models import Newsletter
from coffret.newsletters.readers import erasing, exporting, importing, people, tables
from coffret.newsletters.readers.importing import WORDS, Line, Verdict

# What the report shows of lines that are not added; --json gives them all.
SHOWN = 20


def readers_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the verbs."""
    verbs = parser.add_subparsers(dest="readers_verb", required=True, metavar="import | export | erase")
    taken = verbs.add_parser(
        "import", help="abonner les adresses d’un fichier CSV, .xlsx ou .ods ; n’en reprend aucune"
    )
    taken.add_argument("file", metavar="FICHIER", type=Path)
    taken.add_argument("--newsletter", metavar="LETTRE", required=True, help="son nom dans l’adresse : /lettres/LETTRE")
    taken.add_argument("--proof", metavar="PHRASE", required=True, help="d’où viennent ces adresses, l’accord donné")
    taken.add_argument("--dry", action="store_true", help="dire ce qui serait fait, sans rien changer")
    add_json(taken)
    given = verbs.add_parser("export", help="écrire les abonnés d’une lettre, ou de toutes")
    given.add_argument("-o", "--output", metavar="FICHIER", type=Path, required=True, help=".csv ou .xlsx")
    given.add_argument("--newsletter", metavar="LETTRE", default="", help="une seule lettre")
    erased = verbs.add_parser("erase", help="effacer un lecteur qui le demande ; seule son empreinte reste")
    erased.add_argument("address", metavar="ADRESSE")


def run_readers(args: argparse.Namespace) -> int:
    """Do what the verb says: 1 when some lines were not taken, else 0. Raises Refused."""
    return {"import": _import, "export": _export, "erase": _erase}[args.readers_verb](args)


def _import(args: argparse.Namespace) -> int:
    newsletter = _newsletter(args.newsletter)
    given, proof = tables.read(args.file), importing.checked_proof(args.proof)
    if args.dry:
        lines = importing.judge(given, newsletter)
    else:
        lines = importing.apply(given, newsletter, proof, f"import:{secrets.token_hex(8)}")
    if args.json:
        show_json(_document(args, newsletter, lines))
    else:
        _show(lines, args.dry)
    return 1 if any(line.verdict not in {Verdict.NEW, Verdict.ALREADY} for line in lines) else 0


def _document(args: argparse.Namespace, newsletter: Newsletter, lines: list[Line]) -> dict[str, Any]:
    return {
        "newsletter": newsletter.slug,
        "file": args.file.name,
        "dry": args.dry,
        "counts": {verdict.value: number for verdict, number in importing.counts(lines).items()},
        "lines": [
            {"line": line.line, "address": line.address, "verdict": line.verdict.value, "why": line.why}
            for line in lines
        ],
    }


def _show(lines: list[Line], dry: bool) -> None:
    for verdict, number in importing.counts(lines).items():
        if number:
            added = verdict is Verdict.NEW and not dry
            print(f"{grouped(number):>8}  {'ajoutées' if added else WORDS[verdict]}")
    kept_out = [line for line in lines if line.verdict not in {Verdict.NEW, Verdict.ALREADY}]
    for line in kept_out[:SHOWN]:
        print(f"  ligne {line.line} : {line.address or '–'}, {line.why or WORDS[line.verdict]}")
    if len(kept_out) > SHOWN:
        print(f"  … et {grouped(len(kept_out) - SHOWN)} autres (--json les donne)")


def _export(args: argparse.Namespace) -> int:
    rows = exporting.readers(_newsletter(args.newsletter) if args.newsletter else None)
    kind = args.output.suffix.lower()
    if kind not in {".csv", ".xlsx"}:
        raise Refused(f"« {args.output} » : le fichier finit par .csv ou .xlsx.")
    content = exporting.as_workbook(rows) if kind == ".xlsx" else exporting.as_csv(rows).encode()
    try:
        args.output.write_bytes(content)
    except OSError as error:
        raise Refused(f"« {args.output} » ne peut pas être écrit : {reason_of(error)}.") from error
    print(f"{args.output} écrit. Il contient des adresses : le ranger en lieu sûr.", file=sys.stderr)
    return 0


def _erase(args: argparse.Namespace) -> int:
    reader = people.found(args.address)
    if reader is None:
        raise Refused(f"Aucun lecteur n’a l’adresse « {args.address} ».")
    erasing.erase(reader)
    print("Lecteur effacé. Seule son empreinte reste, pour qu’aucun import ne le remette.")
    return 0


def _newsletter(slug: str) -> Newsletter:
    found = Newsletter.objects.filter(slug=slug).first()
    if found is None:
        known = ", ".join(Newsletter.objects.values_list("slug", flat=True)) or "aucune"
        raise Refused(f"La lettre « {slug} » n’existe pas. Lettres connues : {known}.")
    return found
