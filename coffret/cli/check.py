"""`coffret check FILE…`: a report on files of records, without writing anything."""

import argparse
import sys
from pathlib import Path

from coffret.authorities.lookup import museum_code
from coffret.base.errors import Refused
from coffret.cli.output import add_json, add_progress, records, show_json, show_report, watcher
from coffret.images.attach import Folder
from coffret.submissions.examination import Examination
from coffret.submissions.report import Report, report_of, report_of_refusal

HELP = "Contrôler des fichiers de notices sans rien écrire : comptes, constats par règle et par terme, remèdes."


def arguments(parser: argparse.ArgumentParser) -> None:
    """FILE…, --museum, --images, --json."""
    parser.add_argument("files", nargs="+", type=Path, metavar="FICHIER")
    parser.add_argument("--images", type=Path, metavar="DOSSIER", help="dossier des images que les notices nomment")
    parser.add_argument("--museum", default="", metavar="CODE", help="code Muséofile du musée dont c’est l’export")
    add_progress(parser)
    add_json(parser)


def run(args: argparse.Namespace) -> int:
    """Check each file; 0 all accepted, 1 some records refused, 2 some file unreadable."""
    reports = [_check(path, args) for path in args.files]
    if args.json:
        show_json({"files": [_as_json(report) for report in reports]})
    for number, report in enumerate(reports):
        if report.refusal:
            print(f"coffret check : {report.refusal}", file=sys.stderr)
        if not args.json:
            print("\n" if number else "", end="")
            show_report(report, counts(report))
    if any(report.refusal for report in reports):
        return 2
    return 1 if any(report.rejected for report in reports) else 0


def _check(path: Path, args: argparse.Namespace) -> Report:
    try:
        folder = Folder.open(args.images) if args.images else None
        examination = Examination(path, museum=museum_code(args.museum), folder=folder)
        return report_of(str(path), examination.run(watch=watcher(args.progress, path)))
    except Refused as refusal:
        return report_of_refusal(str(path), refusal)


def counts(report: Report) -> list[str]:
    """Return the lines that say how many."""
    if report.refusal:
        return ["Fichier refusé : rien n’en a été retenu."]
    accepted, refused = records(report.accepted, "acceptée"), records(report.rejected, "refusée")
    found = [f"{records(report.records, 'notice')} : {accepted}, {refused}"]
    news = [
        records(report.created, "nouvelle"),
        records(report.updated, "mise à jour", "mises à jour"),
        records(report.unchanged, "inchangée"),
    ]
    return [*found, ", ".join(news)]


def _as_json(report: Report) -> dict[str, object]:
    return {
        "file": report.file,
        "format": report.format,
        "encoding": report.encoding,
        "records": report.records,
        "accepted": report.accepted,
        "refused": report.rejected,
        "findings": report.findings_json(),
    }
