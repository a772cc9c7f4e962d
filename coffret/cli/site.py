"""`coffret site check`: the pages online read again by the rules of the preflight, the outside links asked if wished."""

import argparse
from typing import Any

from coffret.base.text import grouped, typeset
from coffret.cli.output import add_json, show_json
from coffret.editorial.models import Entry, Link
from coffret.editorial.proofing import audit, links, preflight
from coffret.editorial.proofing.audit import Trouble

HELP = "Contrôler les pages en ligne du site : erreurs, alertes à confirmer, liens morts."
# Addresses asked at most in one go; the rest another time.
MOST = 2000


def arguments(parser: argparse.ArgumentParser) -> None:
    """The verb, --links, --json."""
    verbs = parser.add_subparsers(dest="verb", required=True, metavar="check")
    check = verbs.add_parser("check", help="contrôler les pages en ligne ; 1 quand quelque chose est à corriger")
    check.add_argument("--links", action="store_true", help="demander d’abord leurs nouvelles aux adresses extérieures")
    add_json(check)


def run(args: argparse.Namespace) -> int:
    """Check every page online; 0 when nothing blocks, 1 when some error would."""
    asked = links.refresh(MOST) if args.links else 0
    audit.read_again()
    pages = Entry.objects.online().count()
    troubles = audit.troubles()
    if args.json:
        show_json({"pages": pages, "asked": asked, "links": _broken(), "troubles": [_as_json(one) for one in troubles]})
    else:
        _show(pages, asked, troubles)
    return 1 if any(one.errors for one in troubles) else 0


def _as_json(trouble: Trouble) -> dict[str, Any]:
    return {
        "entry": trouble.entry.pk,
        "path": trouble.entry.path,
        "title": trouble.entry.title,
        "findings": [
            {
                "code": one.code,
                "severity": one.severity.value,
                "field": one.field,
                "value": one.value,
                "message": one.message(),
                "remedy": one.remedy(),
            }
            for one in trouble.findings
        ],
    }


def _broken() -> list[dict[str, Any]]:
    return [{"url": one.url, "status": one.status, "reason": one.reason} for one in links.troubled()]


def _show(pages: int, asked: int, troubles: list[Trouble]) -> None:
    if asked:
        mute = Link.objects.filter(failures__gt=0).count()
        print(typeset(f"Adresses demandées : {grouped(asked)}, dont {grouped(mute)} sans bonne réponse."))
    for one in troubles:
        print(f"\n{one.entry.title}  ({one.entry.path})")
        for finding in one.findings:
            place = preflight.place(one.entry.kind, finding)
            print(f"  {finding.severity.label}  {finding.code}  {typeset(finding.message())}  [{place}]")
    blocked = sum(bool(one.errors) for one in troubles)
    online = "1 page" if pages == 1 else f"{grouped(pages)} pages"
    words = f"{online} en ligne : {blocked} avec une erreur, {len(troubles) - blocked} à confirmer."
    print(typeset(f"\n{words}" if troubles else words))
