"""`coffret images fix DIR -o OUT`: derivatives fit for Joconde, in the export folder that the specification asks for."""

import argparse
import fcntl
import json
import os
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils import timezone

from coffret.authorities.lookup import museum_code
from coffret.base.errors import Refused, reason_of
from coffret.base.text import grouped, typeset
from coffret.cli.images_notices import Chosen, from_catalogue, from_file, museum_place, rewritten
from coffret.cli.output import add_json, add_progress, show_json
from coffret.formats import joconde
from coffret.images import numbering
from coffret.images.export_report import ExportReport, Left, is_no_image, lines_of, renamed
from coffret.images.export_text import as_csv, as_html, as_text
from coffret.images.handover import MEDIA, NO_MUSEUM, Item, check_places, folder_name, merged_on_pop, plan, sources
from coffret.images.isolated import Prober
from coffret.images.journal import HIDDEN, Journal, journals
from coffret.images.making import Choice, Making, Outcome, free_space
from coffret.images.marking import DPI, Marks
from coffret.images.norms import DEFAULT_PROFILE, MINIMUM_HEIGHT, MINIMUM_WIDTH, PROFILES, Reading

HELP = "Mettre des images aux normes : dérivés JPEG sRGB à 72 ppp, crédités, dans un dossier d’export Joconde."
REPORT = "rapport-export"
# The rule that refuses what is too small: a profile without it refuses nothing for its size.
TOO_SMALL = "IMG022"


def arguments(parser: argparse.ArgumentParser) -> None:
    """DIR, -o, --profile, --notices, --museum, --number, --credit, --licence, --long-side, --reading, --withheld."""
    parser.add_argument("source", type=Path, metavar="DOSSIER", help="les images ; elles ne sont jamais modifiées")
    parser.add_argument("-o", "--output", type=Path, required=True, metavar="DOSSIER", help="où écrire l’export")
    parser.add_argument("--profile", choices=sorted(PROFILES), default=DEFAULT_PROFILE, help="usage visé")
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
    _check_wishes(args)
    work = _gathered(args)
    try:
        args.output.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise Refused(f"{args.output} : écriture impossible ({reason_of(error)}). Vérifiez ses droits.") from error
    with _alone(args.output):
        report, folder, fresh = work.export()
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
    if args.licence and not args.licence.startswith(("https://", "http://")):
        raise Refused(
            f"« {args.licence} » n’est pas l’adresse d’une licence. Écrivez-la en entier, par exemple "
            "https://creativecommons.org/licenses/by/4.0/",
            value=args.licence,
        )


@dataclass(slots=True)
class _Work:
    """All that was asked, gathered: pictures, notices, how to make the derivatives."""

    args: argparse.Namespace
    chosen: Chosen
    items: list[Item]
    choice: Choice
    watch: Callable[[Outcome], None] = field(default=lambda outcome: None)

    def export(self) -> tuple[ExportReport, Path, bool]:
        """Return the report of the export, its folder, and whether anything was made anew."""
        elders = journals(self.args.output)
        same = [journal for journal in elders if journal.request == self._request()]
        current = same[-1] if same else None
        with Prober() as prober:
            if current and current.finished and not self.args.number:
                making = Making(current, self.choice, elders, prober)
                if making.unchanged(current, self.items):
                    outcomes = [_from(current, item) for item in self.items]
                    return self._report(current, outcomes), current.folder, False
            journal = current if current and not current.finished else self._begun()
            free_space(journal, self.items)
            outcomes = Making(journal, self.choice, elders, prober).outcomes(self.items, self.watch)
        report = self._report(journal, outcomes)
        self._write(journal, report, outcomes)
        return report, journal.finish(), True

    def _request(self) -> str:
        """Return the digest of all that was asked: an export killed is gone on with when the same is asked again."""
        asked = [
            str(self.args.source.resolve()),
            asdict(self.choice),
            self.args.profile,
            self.args.reading,
            self.args.number,
            self.chosen.museum,
            self.chosen.values,
            sorted(self.chosen.barred),
            [[notice.marks.as_json(), notice.ref] for notice in self.chosen.notices],
            [self.args.credit, self.args.licence],
        ]
        return _digest_of(asked)

    def _begun(self) -> Journal:
        museum = self.chosen.museum
        number = numbering.take(Path(settings.DATA), self.args.output, museum, self.args.number)
        day = timezone.localdate().isoformat()
        journal = Journal(self.args.output, folder_name(museum, number, day), self._request())
        journal.begin()
        return journal

    def _report(self, journal: Journal, outcomes: Sequence[Outcome]) -> ExportReport:
        profile, reading = PROFILES[self.args.profile], Reading(self.args.reading)
        pictures = [one for one in outcomes if not is_no_image(one)]
        name, city = museum_place(self.chosen.museum)
        report = ExportReport(
            journal.name,
            self.chosen.museum,
            _day_of(journal.name),
            museum_name=name,
            city=city,
            selected=self.chosen.selected,
            exported=len(self.chosen.notices),
            lines=[line for one in pictures for line in lines_of(one, profile, reading)],
            left=[Left(*one) for one in self.chosen.left],
            ignored=[one.item.name for one in outcomes if is_no_image(one)],
            renamed=renamed([one.item for one in pictures if one.derived.how]),
            merged=merged_on_pop([one.item for one in pictures if one.derived.how]),
        )
        uncredited = {notice.ref for notice in self.chosen.notices if not notice.phot}
        report.uncredited = [line for line in report.lines if line.ref in uncredited]
        return report

    def _write(self, journal: Journal, report: ExportReport, outcomes: Sequence[Outcome]) -> None:
        """Write the notices beside their pictures, then the report in three shapes."""
        media = journal.folder / MEDIA
        media.mkdir(exist_ok=True)
        if self.chosen.notices:
            with (media / f"{journal.name}.TXT").open("wb") as out:
                joconde.write(self._values(outcomes), out)
        for ending, text in (("txt", as_text(report)), ("csv", as_csv(report)), ("html", as_html(report))):
            (journal.folder / f"{REPORT}.{ending}").write_text(text, encoding="utf-8", newline="")

    def _values(self, outcomes: Sequence[Outcome]) -> Iterator[dict[str, str]]:
        """Yield the notices, REFIM naming the pictures that go with them, in the museum's order."""
        names: dict[int, list[str]] = {}
        for one in outcomes:
            if one.derived.how:
                for notice in one.item.notices:
                    names.setdefault(id(notice), []).append(one.item.exported)
        for notice, values in zip(self.chosen.notices, self.chosen.values, strict=True):
            yield rewritten(values, _ordered(notice.names, names.get(id(notice), []), outcomes))


def _ordered(forms: Sequence[Sequence[str]], names: list[str], outcomes: Sequence[Outcome]) -> list[str]:
    """Return ``names`` once each, in the order of REFIM when a picture met earlier had broken it."""
    if len(names) < 2:
        return names
    given = {one.item.name: one.item.exported for one in outcomes}
    rank = {given[form]: place for place, several in enumerate(forms) for form in several if form in given}
    return sorted(dict.fromkeys(names), key=lambda name: rank.get(name, len(rank)))


def _from(journal: Journal, item: Item) -> Outcome:
    """Return what a finished export says of a picture."""
    from coffret.images.derivatives import Derived

    if not item.path or item.reason:
        return Outcome(item, Derived({}, reason=item.reason), again=True)
    return Outcome(item, journal.made[journal.sources[item.name]][1], again=True)


def _gathered(args: argparse.Namespace) -> _Work:
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
    items = plan(root, files, chosen.notices, chosen.barred, default)
    minimum = (MINIMUM_WIDTH, MINIMUM_HEIGHT) if TOO_SMALL in PROFILES[args.profile].codes else (0, 0)
    choice = Choice(args.long_side, minimum, args.reading == Reading.STRICT)
    return _Work(args, chosen, items, choice, _watcher(args.progress, len(items)))


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


def _watcher(wanted: bool, total: int) -> Callable[[Outcome], None]:
    """Return a function that shows progress, rate and time left, when somebody looks or ``wanted``."""
    if not (wanted or sys.stderr.isatty()):
        return lambda outcome: None
    start, last, count = time.monotonic(), 0.0, 0

    def show(outcome: Outcome) -> None:
        nonlocal last, count
        count += 1
        now = time.monotonic()
        if now - last < 0.5 and count < total:
            return
        last = now
        rate = count / max(now - start, 0.001)
        left = round((total - count) / rate)
        told = f"Images : {grouped(count)} sur {grouped(total)}, {grouped(round(rate))} par seconde, encore {left} s"
        ends = "\r" if sys.stderr.isatty() and count < total else "\n"
        print(f"{told}   ", end=ends, file=sys.stderr, flush=True)

    return show


def _show(args: argparse.Namespace, report: ExportReport, folder: Path, fresh: bool) -> None:
    if args.json:
        show_json(_as_json(report, folder, fresh))
        return
    print(as_text(report), end="")
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


def _day_of(name: str) -> str:
    return date.fromisoformat(name.rsplit("_", 1)[1]).isoformat()


def _digest_of(asked: list[Any]) -> str:
    import hashlib

    return hashlib.sha256(json.dumps(asked, sort_keys=True, ensure_ascii=False).encode()).hexdigest()
