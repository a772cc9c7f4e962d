"""`coffret images fix DIR -o OUT`: derivatives fit for Joconde, in the export folder that the specification asks for."""

import argparse
import fcntl
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Any

from coffret.authorities.lookup import museum_code
from coffret.base.errors import Refused, reason_of
from coffret.base.text import typeset
from coffret.cli.images_exporting import REPORT, Export, Wishes
from coffret.cli.images_files import check_archive
from coffret.cli.images_notices import from_catalogue, from_file, museum_place
from coffret.cli.output import add_json, add_progress, show_json
from coffret.cli.pace import Pace
from coffret.images.derived.marking import DPI, Marks
from coffret.images.export.handover import NO_MUSEUM, check_places, plan, sources
from coffret.images.export.journal import HIDDEN
from coffret.images.export.making import Choice
from coffret.images.export.numbering import LAST
from coffret.images.export.report import ExportReport
from coffret.images.export.text import as_text
from coffret.images.norms import DEFAULT_PROFILE, MINIMUM_HEIGHT, MINIMUM_WIDTH, PROFILES, Reading

HELP = "Mettre des images aux normes : dérivés JPEG sRGB à 72 ppp, crédités, dans un dossier d’export Joconde."
# Lines of each part of the report that a terminal is given; the files hold them all.
SHOWN = 20
# The rule that refuses what is too small: a profile without it refuses nothing for its size.
TOO_SMALL = "IMG022"
# What a JPEG may serve: a master kept for ever is no derivative.
USES = sorted(key for key, profile in PROFILES.items() if "JPEG" in profile.formats)


def arguments(parser: argparse.ArgumentParser) -> None:
    """DIR, -o, --profile, --notices, --museum, --number, --credit, --licence, --long-side, --reading, --withheld."""
    parser.add_argument("source", type=Path, metavar="DOSSIER", help="les images ; elles ne sont jamais modifiées")
    parser.add_argument("-o", "--output", type=Path, required=True, metavar="DOSSIER", help="où écrire l’export")
    parser.add_argument("--profile", choices=USES, default=DEFAULT_PROFILE, help="usage visé")
    parser.add_argument("--reading", choices=[one.value for one in Reading], default=Reading.LITERAL.value,
                        help="lecture de « 640 x 480 » : literal (les deux côtés) ou strict (l’un des deux)")  # fmt: skip
    parser.add_argument("--notices", type=Path, metavar="FICHIER", help="les notices qui nomment les images (REFIM)")
    parser.add_argument("--museum", default="", metavar="CODE", help="code Muséofile du musée qui exporte")
    parser.add_argument("--number", type=int, default=0, metavar="N", help="numéro d’export ; sinon le suivant")
    parser.add_argument(
        "--credit", default="", metavar="TEXTE", help="crédit des images dont la notice n’a pas de PHOT"
    )
    parser.add_argument("--licence", default="", metavar="URI", help="adresse de la licence, écrite dans les images")
    parser.add_argument(
        "--long-side", type=int, default=0, metavar="N", help="réduire le grand côté à N pixels au plus"
    )
    parser.add_argument(
        "--withheld", type=Path, metavar="FICHIER", help="noms des images non diffusables, un par ligne"
    )
    add_progress(parser)
    add_json(parser)


def run(args: argparse.Namespace) -> int:
    """Bring to the norms; 0 all went out, 1 some pictures or notices stayed behind, 2 not done."""
    check_places(args.source, args.output)
    check_archive(args.source)
    _check_wishes(args)
    export = _gathered(args)
    try:
        args.output.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise Refused(f"{args.output} : écriture impossible ({reason_of(error)}). Vérifiez ses droits.") from error
    with _alone(args.output):
        report, folder, fresh = export.run()
    _show(args, report, folder, fresh)
    return 0 if report.whole else 1


def _check_wishes(args: argparse.Namespace) -> None:
    least = max(MINIMUM_WIDTH, MINIMUM_HEIGHT)
    if args.long_side and args.long_side < least:
        raise Refused(
            f"--long-side {args.long_side} : l’export Joconde refuse les images de moins de {MINIMUM_WIDTH} x "
            f"{MINIMUM_HEIGHT} pixels. Donnez {least} ou plus.",
            value=str(args.long_side),
        )
    if not 0 <= args.number <= LAST:
        raise Refused(f"--number {args.number} : il tient sur quatre chiffres, de 1 à {LAST}.", value=str(args.number))
    if args.licence and not args.licence.startswith(("https://", "http://")):
        raise Refused(
            f"« {args.licence} » n’est pas l’adresse d’une licence. Écrivez-la en entier, par exemple "
            "https://creativecommons.org/licenses/by/4.0/",
            value=args.licence,
        )


def _gathered(args: argparse.Namespace) -> Export:
    besides = [path for path in (args.notices, args.withheld) if path]
    root, files = sources(args.source, besides)
    if not files:
        raise Refused(f"{args.source} ne contient aucun fichier. Donnez le dossier des images.", value=str(args.source))
    museum = museum_code(args.museum)
    place = ", ".join(part for part in museum_place(museum) if part) if museum else ""
    default = Marks(credit=args.credit, rights_url=args.licence, source=place)
    chosen = from_file(args.notices, museum, default) if args.notices else from_catalogue(files, museum, default)
    if args.withheld:
        chosen.barred |= {("", name) for name in _names_in(args.withheld)}
    items, named = plan(root, files, chosen.notices, chosen.barred, default)
    minimum = (MINIMUM_WIDTH, MINIMUM_HEIGHT) if TOO_SMALL in PROFILES[args.profile].codes else (0, 0)
    choice = Choice(args.long_side, minimum, args.reading == Reading.STRICT)
    wanted = Wishes(
        args.source.resolve(), args.output, PROFILES[args.profile], Reading(args.reading), args.number, default
    )
    return Export(wanted, chosen, items, named, choice, Pace("images", len(items), args.progress))


def _names_in(path: Path) -> list[str]:
    try:
        return [line.strip() for line in path.read_text(encoding="utf-8-sig").splitlines() if line.strip()]
    except OSError as error:
        raise Refused(f"{path} ne se lit pas ({reason_of(error)}). Vérifiez le chemin.", value=str(path)) from error
    except UnicodeDecodeError as error:
        raise Refused(f"{path} n’est pas un texte en UTF-8. Enregistrez-le ainsi, un nom par ligne.") from error


@contextmanager
def _alone(out: Path) -> Iterator[None]:
    """Refuse a second export into the same folder at the same time."""
    (out / HIDDEN).mkdir(exist_ok=True)
    lock = os.open(out / HIDDEN / "lock", os.O_CREAT | os.O_RDWR, 0o644)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        os.close(lock)
        raise Refused(f"Un export s’écrit déjà dans {out}. Attendez sa fin, ou donnez un autre dossier.") from error
    try:
        yield
    finally:
        os.close(lock)


def _show(args: argparse.Namespace, report: ExportReport, folder: Path, fresh: bool) -> None:
    if args.json:
        show_json(_as_json(report, folder, fresh))
        return
    print(as_text(report, SHOWN), end="")
    print()
    if fresh:
        print(typeset(f"Écrit dans {folder} (rapport : {REPORT}.txt, .csv et .html)."))
    else:
        print(typeset(f"Rien de nouveau depuis cet export : {folder} est à jour, rien n’est refait."))
    if report.museum == NO_MUSEUM:
        print(f"Aucun code Muséofile donné : {NO_MUSEUM} tient sa place. Donnez --museum CODE.", file=sys.stderr)


def _as_json(report: ExportReport, folder: Path, fresh: bool) -> dict[str, Any]:
    known = {
        key: value for key, value in asdict(report).items() if key not in {"lines", "left", "uncredited", "folder"}
    }
    return {
        "folder": str(folder),
        "name": report.folder,
        "unchanged": not fresh,
        **known,
        "images": [{**asdict(line), "dpi": DPI if line.kept else None} for line in report.lines],
        "notices_left": [asdict(one) for one in report.left],
        "without_phot": [
            {"file": line.file, "inventory": line.inventory, "ref": line.ref} for line in report.uncredited
        ],
    }
