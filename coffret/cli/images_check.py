"""`coffret images check DIR|FILE…`: each picture judged for a use, with reasons and remedies; nothing is written."""

import argparse
import os
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

from coffret.base.errors import Refused, reason_of
from coffret.cli.images_files import Given, Picture, given
from coffret.cli.images_page import Html
from coffret.cli.images_reports import Json, Table, Text, Writer
from coffret.cli.pace import Pace
from coffret.formats.detect import open_source
from coffret.formats.joconde import image_names
from coffret.images.isolation.isolated import Prober
from coffret.images.judging import ERREUR, judge
from coffret.images.norms import DEFAULT_PROFILE, PROFILES, TIER_CAPS, Reading
from coffret.images.report import Tally, entry
from coffret.images.surroundings import Batch

HELP = "Contrôler des images sans rien écrire : verdict, raisons et remèdes, une ligne par image."
PREPARE = False
# REFIM → (REF, PHOT)
Records = dict[str, tuple[str, str]]


def arguments(parser: argparse.ArgumentParser) -> None:
    """DIR|FILE…, the use, the records, the form of the report."""
    parser.add_argument("paths", nargs="+", type=Path, metavar="DOSSIER|FICHIER")
    parser.add_argument("--profile", default=DEFAULT_PROFILE, metavar="NOM", help=f"usage : {', '.join(PROFILES)}")
    parser.add_argument(
        "--reading", choices=[one.value for one in Reading], default=Reading.LITERAL.value,
        help="comment lire « 640 × 480 » : à la lettre (les deux côtés manquent) ou strictement (un seul)",
    )  # fmt: skip
    parser.add_argument("--notices", type=Path, metavar="FICHIER", help="notices qui nomment les images (REFIM, PHOT)")
    parser.add_argument("--licence", choices=sorted(TIER_CAPS), default="", help="licence, pour le palier d’Europeana")
    parser.add_argument("--headers", action="store_true", help="les en-têtes seuls : rapide, sans vérifier les pixels")
    form = parser.add_mutually_exclusive_group()
    form.add_argument("--csv", action="store_true", help="un tableau, une ligne par image")
    form.add_argument("--json", action="store_true", help="un document JSON, rien d’autre")
    form.add_argument("--html", action="store_true", help="une page seule, avec vignettes, à garder ou à envoyer")
    parser.add_argument("-o", "--output", type=Path, metavar="FICHIER", help="écrire le rapport dans ce fichier")
    parser.add_argument("--progress", action="store_true", help="montrer l’avancement même hors d’un terminal")


def run(args: argparse.Namespace) -> int:
    """Judge every picture; 0 no error, 1 some picture is refused, 2 not done."""
    if args.profile not in PROFILES:
        known = ", ".join(PROFILES)
        raise Refused(f"Aucun profil ne s’appelle « {args.profile} ». Donnez l’un de ceux-ci : {known}.")
    records = _records(args.notices) if args.notices else None
    found = given(args.paths)
    if not (found.pictures or records):
        raise Refused(f"Aucune image dans {', '.join(map(str, args.paths))}. Donnez le dossier où elles sont.")
    tally = Tally()
    with _output(args, found) as out:
        _report(args, found, records, tally, _writer(args, out))
    if args.output and args.output.is_file():
        print(f"Rapport écrit : {args.output}")
    return 1 if tally.verdicts[ERREUR] else 0


def _report(args: argparse.Namespace, found: Given, records: Records | None, tally: Tally, writer: Writer) -> None:
    """Look at each picture in the limited children, judge it, tell it; those that records await come last."""
    batch = Batch(
        [picture.name for picture in found.pictures],
        records=records,
        profile=PROFILES[args.profile],
        reading=Reading(args.reading),
        licence=args.licence,
    )
    pace = Pace("images", len(found.pictures), args.progress)
    with Prober() as prober:
        looked = prober.map((one.path for one in found.pictures), strict=not args.headers, digest=not args.headers)
        for count, (picture, (_path, seen)) in enumerate(zip(found.pictures, looked, strict=True), 1):
            case = batch.case(picture.name, seen)
            _tell(entry(case, judge(case)), picture, tally, writer)
            pace.at(count)
        for case in batch.missing():
            _tell(entry(case, judge(case)), None, tally, writer)
        writer.end(tally, found.aside)


def _tell(told: dict[str, object], picture: Picture | None, tally: Tally, writer: Writer) -> None:
    tally.add(told)
    writer.add(told, picture.path if picture else None)


def _records(path: Path) -> Records:
    """Return what the records of a file say of images; the first credit given to a name is kept."""
    named: Records = {}
    _source, records = open_source(path)
    for record in records:
        for image in image_names(record.values.get("REFIM", "")):
            if not named.get(image.name, ("", ""))[1]:
                named[image.name] = _who(record.values)
    return named


def _who(values: Mapping[str, str]) -> tuple[str, str]:
    return values.get("REF", "").strip(), values.get("PHOT", "").strip()


def _writer(args: argparse.Namespace, out: TextIO) -> Writer:
    if args.json:
        return Json(out, args)
    if args.csv:
        return Table(out, args)
    return Html(out, args) if args.html else Text(out, args)


@contextmanager
def _output(args: argparse.Namespace, found: Given) -> Iterator[TextIO]:
    """Give where the report goes: standard output, or the file asked for, whole or not at all.

    A link is followed, and a device or a pipe (/dev/stdout) is written to: neither is replaced by a file.
    """
    if args.output is None:
        yield sys.stdout
        return
    given: Path = args.output
    if given.is_dir():
        raise Refused(f"{given} est un dossier. Donnez après -o le nom d’un fichier.", value=str(given))
    if given.exists() and not given.is_file():
        with given.open("w", encoding="utf-8", newline="") as out:
            yield out
        return
    target = given.resolve()
    if target.exists() and any(target.samefile(one.path) for one in found.pictures if one.path.name == target.name):
        raise Refused(f"{given} est une des images à contrôler : donnez un autre nom au rapport.", value=str(given))
    try:
        handle, unfinished = tempfile.mkstemp(prefix=".rapport-", dir=target.parent)
    except OSError as error:
        raise Refused(f"Le rapport ne peut pas être écrit en {given} : {reason_of(error)}.") from error
    try:
        with open(handle, "w", encoding="utf-8", newline="") as out:
            yield out
        os.chmod(unfinished, 0o644)
        os.replace(unfinished, target)
    finally:
        Path(unfinished).unlink(missing_ok=True)
