"""`coffret letter send` and `coffret letter status`: a letter sent by hand, and where its sending stands."""

import argparse
import signal
import sys
import threading
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from coffret.base.errors import Refused
from coffret.base.text import grouped, typeset
from coffret.cli.output import add_json, show_json
from coffret.editorial.models import Issue
from coffret.newsletters.models import Sending, SendingState
from coffret.newsletters.sending import account, channel, throttle
from coffret.newsletters.sending.freezing import freeze
from coffret.newsletters.sending.sender import Sender
from coffret.newsletters.sending.settling import settle_from_log

_OVER = (SendingState.FINISHED, SendingState.CANCELLED)
_LOOK = 1.0


def send_arguments(parser: argparse.ArgumentParser) -> None:
    """The letter, --wait."""
    parser.add_argument("letter", metavar="LETTRE", help="numéro d’une lettre, ou « nom/2026-05-11 »")
    parser.add_argument("--wait", action="store_true", help="envoyer d’ici même, et attendre la fin")


def status_arguments(parser: argparse.ArgumentParser) -> None:
    """The letter, --log, --json."""
    parser.add_argument("letter", metavar="LETTRE", help="numéro d’une lettre, ou « nom/2026-05-11 »")
    parser.add_argument(
        "--log", type=Path, metavar="FICHIER", help="trancher les remises incertaines par un journal de Postfix"
    )
    add_json(parser)


def run_send(args: argparse.Namespace) -> int:
    """Send an approved letter, or go on with one under way; 1 when it waits for somebody. Raises Refused."""
    return _send(_found(args.letter), args.wait)


def run_status(args: argparse.Namespace) -> int:
    """Say where the sending of a letter stands; 1 when it waits for somebody. Raises Refused."""
    return _status(_found(args.letter), args)


def _found(named: str) -> Issue:
    # The table of verbs names this module.
    from coffret.cli.letter import issue_of

    issue = issue_of(named)
    if issue is None:
        raise Refused(_("« {named} » est un fichier : donner le numéro d’une lettre.").format(named=named))
    return issue


def _send(issue: Issue, wait: bool) -> int:
    sending = freeze(issue, None)
    waiting = account.of(sending).waiting
    if sending.state == SendingState.SENDING:
        print(typeset(throttle.expected(waiting)), flush=True)
    if wait:
        _wait(sending)
    return _told(sending)


def _wait(sending: Sending) -> None:
    """Send from here, or watch whoever does, until the sending is over or waits for somebody. SIGTERM ends cleanly."""
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    while not stop.is_set():
        if not Sender(stop, sending.pk).run() and sys.stderr.isatty():
            print(_("Un autre processus envoie ; attente."), file=sys.stderr)
        sending.refresh_from_db()
        if sending.state != SendingState.SENDING:
            return
        stop.wait(_LOOK)


def _status(issue: Issue, args: argparse.Namespace) -> int:
    sending = Sending.objects.filter(issue=issue).first()
    if sending is None:
        raise Refused(_("« {title} » n’a pas été envoyé.").format(title=issue.title))
    if args.log:
        settled = settle_from_log(args.log)
        said = ngettext(
            "{count} remise tranchée par le journal", "{count} remises tranchées par le journal", settled.taken
        ).format(count=settled.taken)
        print(
            _("{settled} ; incertaines encore : {count}").format(settled=said, count=settled.unknown), file=sys.stderr
        )
    if args.json:
        show_json(_document(sending))
        return _code(sending)
    return _told(sending)


def _document(sending: Sending) -> dict[str, Any]:
    found = account.of(sending)
    return {
        "issue": sending.issue_id,
        "subject": sending.subject,
        "state": sending.state,
        "why": sending.why,
        "total": found.total,
        "counts": found.counts,
        "sent": found.sent,
        "refused": found.refused,
        "skipped": found.skipped,
        "doubt": found.doubt,
        "waiting": found.waiting,
        "whole": found.whole,
        "sending_now": channel.held(),
        "per_minute": round(found.rate, 1),
        "seconds_left": None if found.left is None else round(found.left),
        "frozen_at": sending.frozen_at.isoformat(),
        "finished_at": sending.finished_at.isoformat() if sending.finished_at else None,
    }


def _told(sending: Sending) -> int:
    """Print where a sending stands; return 1 when it needs somebody."""
    found = account.of(sending)
    lines = [
        f"{sending.subject} : {sending.get_state_display()}",
        *([sending.why] if sending.why else []),
        _counted(found),
    ]
    if found.rate:
        left = _(", encore {time}").format(time=throttle.lasting(found.left)) if found.left else ""
        lines.append(_("{rate} par minute{left}").format(rate=grouped(round(found.rate)), left=left))
    print("\n".join(map(typeset, lines)))
    return _code(sending)


def _code(sending: Sending) -> int:
    return 0 if sending.state in (*_OVER, SendingState.SENDING) else 1


def _counted(found: account.Account) -> str:
    """Return the account in one line, each word in the number of what it counts."""
    words = (
        _("{n} remis").format(n=grouped(found.sent)),
        ngettext("{n} refusé", "{n} refusés", found.refused).format(n=grouped(found.refused)),
        ngettext("{n} écarté", "{n} écartés", found.skipped).format(n=grouped(found.skipped)),
        ngettext("{n} incertain", "{n} incertains", found.doubt).format(n=grouped(found.doubt)),
        _("{n} en attente").format(n=grouped(found.waiting)),
    )
    return _("{counts} ; {total} en tout").format(counts=", ".join(words), total=grouped(found.total))
