"""`coffret letter domain`: look at the sending domain from a terminal, the message sent and read back at once."""

import argparse
import time

from django.conf import settings

from coffret.base.text import typeset
from coffret.cli.output import add_json, show_json
from coffret.newsletters.domain import checks
from coffret.newsletters.models import DomainCheck
from coffret.newsletters.returns.addresses import domain_of
from coffret.newsletters.returns.rounds import read_mailbox

_STATES = {True: "ok", False: "faute", None: "inconnu"}
_PAUSE = 1.0  # seconds


def domain_arguments(parser: argparse.ArgumentParser) -> None:
    """The domain, how long the message is waited for, --json."""
    parser.add_argument(
        "domain", metavar="DOMAINE", nargs="?", default="", help="domaine d’un expéditeur (par défaut, celui du site)"
    )
    parser.add_argument("--wait", type=float, default=60, metavar="SECONDES", help="attente du message d’essai")
    add_json(parser)


def run_domain(args: argparse.Namespace) -> int:
    """Look at a domain, wait for its message, say each point; 1 when one is at fault. Raises Refused."""
    check = checks.begin(checks.ask(args.domain or domain_of(settings.DEFAULT_FROM_EMAIL)))
    _wait(check, args.wait)
    if args.json:
        show_json({"domain": check.domain, "arrived": check.arrived_at is not None, "points": check.results})
    else:
        _show(check)
    return int(any(check.results[name]["ok"] is False for name in checks.POINTS))


def _wait(check: DomainCheck, seconds: float) -> None:
    """Read the mailbox until the message is there, or time is over; nothing to wait for when it did not leave."""
    until = time.monotonic() + seconds
    while settings.RETURNS_URL and check.arrived_at is None and check.results["sent"]["ok"] is None:
        read_mailbox()
        check.refresh_from_db()
        if check.arrived_at is not None or time.monotonic() > until:
            return
        time.sleep(_PAUSE)


def _show(check: DomainCheck) -> None:
    print(check.domain)
    for name in checks.POINTS:
        one = check.results[name]
        print(f"{_STATES[one['ok']]:<8} {name} : {typeset(one['said'])}")
        if one["remedy"]:
            print(f"{'':<8} → {typeset(one['remedy'])}")
        if one["value"]:
            print(f'{"":<8}   {one["name"]}. TXT "{one["value"]}"')
