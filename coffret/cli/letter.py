"""`coffret letter …`: letters read by their rules. Each verb is a line of VERBS; « check » takes an issue or any file."""

import argparse
import re
from collections.abc import Callable, Sequence
from datetime import date, datetime, time
from pathlib import Path
from typing import Any, NamedTuple

from django.utils import timezone

from coffret.base.errors import Refused
from coffret.base.rules import Finding, Severity
from coffret.base.text import typeset
from coffret.cli.letter_domain import domain_arguments, run_domain
from coffret.cli.letter_readers import readers_arguments, run_readers
from coffret.cli.letter_send import run_send, run_status, send_arguments, status_arguments
from coffret.cli.output import add_json, show_json
from coffret.editorial.entries.publishing import working_content
from coffret.editorial.models import Issue
from coffret.editorial.proofing import preflight
from coffret.newsletters.proofing import file as files

HELP = "Les lettres : contrôler, envoyer, suivre un envoi, abonnés, domaine d’envoi."
LEVELS = {Severity.ERREUR: "block", Severity.ALERTE: "confirm", Severity.SIGNALEMENT: "information"}
_FILE = re.compile(r"\.(?:html?|xhtml|eml|mime)$", re.I)
_HOUR = time(8)


def run_check(args: argparse.Namespace) -> int:
    """Say what the rules find in a letter; 1 when something blocks it, 0 otherwise."""
    findings = findings_in(args.letter, args.date, args.links)
    if args.json:
        show_json({"findings": [as_json(one) for one in findings]})
    else:
        _show(args.letter, findings)
    return 1 if any(one.severity is Severity.ERREUR for one in findings) else 0


def findings_in(letter: str, day: date | None, ask: bool = False) -> list[Finding]:
    """Return what is found in a file, or in an issue (its number, or « lettre/2026-05-11 »). Raises Refused."""
    issue = None if _FILE.search(letter) else issue_of(letter)
    if issue is None:
        return files.check(Path(letter), day, ask=ask)
    now = timezone.make_aware(datetime.combine(day, _HOUR)) if day else timezone.now()
    return preflight.check(issue.kind, working_content(issue), entry=issue, now=now)


def issue_of(letter: str) -> Issue | None:
    """Return the issue of a number, or of « newsletter/day »; None when a file of that name is there. Raises Refused."""
    rows = Issue.objects.select_related("working", "newsletter")
    slug, slash, told = letter.removeprefix("/lettres/").partition("/")
    issue = None
    if letter.isdigit():
        issue = rows.filter(pk=int(letter)).first() if len(letter) < 16 else None
    elif slash and re.fullmatch(r"\d{4}-\d\d-\d\d", told):
        issue = rows.filter(newsletter__slug=slug, day=_day(told)).order_by("-pk").first()
    if issue is None and not Path(letter).exists():
        raise Refused(
            f"« {letter} » n’est ni un fichier ni une lettre connue : donner un fichier .html ou .eml, le numéro d’une "
            "lettre, ou « nom-de-la-lettre/2026-05-11 »."
        )
    return issue


def as_json(finding: Finding) -> dict[str, str]:
    """Return a finding as the one JSON document says it."""
    return {
        "code": finding.code,
        "level": LEVELS[finding.severity],
        "quote": finding.value,
        "message": typeset(finding.message()),
        "remedy": typeset(finding.remedy()),
    }


def _show(letter: str, findings: Sequence[Finding]) -> None:
    for one in findings:
        print(f"{one.severity.label}  {one.code}  {typeset(one.message())}")
        print(f"    → {typeset(one.remedy())}")
    counts = {severity: sum(one.severity is severity for one in findings) for severity in Severity}
    told = [
        _counted(counts[Severity.ERREUR], "erreur qui bloque", "erreurs qui bloquent"),
        _counted(counts[Severity.ALERTE], "alerte à confirmer", "alertes à confirmer"),
        _counted(counts[Severity.SIGNALEMENT], "signalement", "signalements"),
    ]
    said = ", ".join(one for one in told if one)
    print(typeset(f"{letter} : {said or 'rien à redire'}."))


def _counted(count: int, one: str, several: str) -> str:
    return f"{count} {one if count == 1 else several}" if count else ""


def _day(written: str) -> date:
    try:
        return date.fromisoformat(written)
    except ValueError:
        raise Refused(f"« {written} » n’est pas une date : l’écrire comme 2026-05-11.") from None


def check_arguments(parser: argparse.ArgumentParser) -> None:
    """The letter, --date, --links, --json."""
    parser.add_argument(
        "letter", metavar="LETTRE", help="fichier .html ou .eml, numéro d’une lettre, ou « nom/2026-05-11 »"
    )
    parser.add_argument(
        "--date", metavar="AAAA-MM-JJ", help="jour de l’envoi (sans lui : celui du courriel, ou aujourd’hui)"
    )
    parser.add_argument("--links", action="store_true", help="demander aux adresses des liens si elles répondent")
    add_json(parser)


class Verb(NamedTuple):
    """What can be done to a letter: its help, its arguments, what it does."""

    help: str
    arguments: Callable[[argparse.ArgumentParser], None]
    run: Callable[[argparse.Namespace], int]


VERBS: dict[str, Verb] = {
    "check": Verb(
        "contrôler une lettre du site, ou un fichier ; 1 quand quelque chose l’arrête", check_arguments, run_check
    ),
    "domain": Verb("vérifier le domaine d’envoi ; 1 quand un point est en faute", domain_arguments, run_domain),
    "readers": Verb("importer, exporter, effacer des abonnés", readers_arguments, run_readers),
    "send": Verb("envoyer une lettre approuvée ; 1 quand l’envoi attend quelqu’un", send_arguments, run_send),
    "status": Verb("dire où en est l’envoi d’une lettre", status_arguments, run_status),
}


def arguments(parser: argparse.ArgumentParser) -> None:
    """The verb, and its own arguments."""
    verbs: Any = parser.add_subparsers(dest="verb", required=True, metavar="|".join(VERBS))
    for name, verb in VERBS.items():
        verb.arguments(verbs.add_parser(name, help=verb.help))


def run(args: argparse.Namespace) -> int:
    """Do what the verb says."""
    if getattr(args, "date", None):
        args.date = _day(args.date)
    return VERBS[args.verb].run(args)
