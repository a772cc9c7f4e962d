"""`coffret revert SUBMISSION`: undo a published submission, even after others."""

import argparse

from coffret.base.errors import Refused
from coffret.base.rules import shorten
from coffret.base.text import typeset
from coffret.catalogue import log
from coffret.cli.drawing import draw
from coffret.cli.output import add_json, records, show_json
from coffret.search.index import follow
from coffret.submissions import actions
from coffret.submissions.models import Submission
from coffret.submissions.reverting import Undone

HELP = "Annuler un versement publié : ce qu’il a changé et qui tient encore revient, champ par champ."
# What is told of a conflict.
SHOWN = ("ref", "field", "submitted", "current")


def arguments(parser: argparse.ArgumentParser) -> None:
    """SUBMISSION, --force, --json."""
    parser.add_argument("submission", type=int, metavar="VERSEMENT", help="numéro du versement")
    parser.add_argument("--force", action="store_true", help="reprendre aussi les champs changés depuis par d’autres")
    add_json(parser)


def run(args: argparse.Namespace) -> int:
    """Revert; 0 done, 1 done but for conflicts left as they are."""
    submission = Submission.objects.filter(pk=args.submission).first()
    if submission is None:
        raise Refused(f"Aucun versement {args.submission}. Son numéro est donné par coffret submit.")
    undone = actions.revert(submission, force=args.force)
    follow(log.last_sequence())
    draw(False)
    if args.json:
        show_json(_as_json(undone))
    else:
        _tell(undone)
    return 1 if undone.conflicts else 0


def _as_json(undone: Undone) -> dict[str, object]:
    return {
        "submission": undone.submission.pk,
        "reverted": True,
        "restored": undone.restored,
        "withdrawn": undone.withdrawn,
        "unchanged": undone.unchanged,
        "conflicts": [dict(zip(SHOWN, conflict, strict=False)) for conflict in undone.conflicts],
    }


def _tell(undone: Undone) -> None:
    print(f"Versement {undone.submission.pk} annulé")
    print(
        f"  {records(undone.restored, 'notice rétablie', 'notices rétablies')}, "
        f"{records(undone.withdrawn, 'retirée')}, {records(undone.unchanged, 'inchangée')}"
    )
    for ref, field, submitted, current, *_rest in undone.conflicts:
        if field:
            told = f"{ref}, {field} : versé « {shorten(submitted, 60)} », changé depuis en « {shorten(current, 60)} »"
        else:
            told = f"{ref} : créée par ce versement, changée depuis ; elle reste en ligne"
        print(f"  conflit : {typeset(told)}")
    if undone.conflicts:
        print("  → Ces changements plus récents sont gardés ; --force les reprend aussi.")
