"""`coffret submit FILE [--publish]`: hand in a file; what it would do, or has done, to the catalogue."""

import argparse
from pathlib import Path

from django.db import connections

from coffret.authorities.lookup import museum_code
from coffret.base import pool
from coffret.catalogue import log
from coffret.cli.check import counts
from coffret.cli.drawing import draw
from coffret.cli.output import add_json, add_progress, index_watcher, show_json, show_report, watcher
from coffret.search.index import follow
from coffret.submissions import actions, sets
from coffret.submissions.models import SetName, Stage, Submission
from coffret.submissions.report import report

# Bytes of a file that is taken in by a process of its own.
APART = 16_000_000

HELP = "Verser un fichier de notices : contrôlé, comparé à l’existant, et publié si on le demande."


def arguments(parser: argparse.ArgumentParser) -> None:
    """FILE, --museum, --images, --publish, --json."""
    parser.add_argument("file", type=Path, metavar="FICHIER")
    parser.add_argument(
        "--museum", default="", metavar="CODE", help="code Muséofile : refuse les notices d’un autre musée"
    )
    parser.add_argument("--images", type=Path, metavar="DOSSIER", help="dossier des images que les notices nomment")
    parser.add_argument("--publish", action="store_true", help="publier aussitôt ce qui est accepté")
    add_progress(parser)
    add_json(parser)


def run(args: argparse.Namespace) -> int:
    """Submit; 0 done, 1 done with refused records."""
    submission = _submitted(args)
    if args.publish:
        follow(log.last_sequence(), watch=index_watcher(args.progress))
        draw(args.progress)
    told = report(submission)
    mended = len(sets.of(submission.pk)[SetName.MENDED])
    if args.json:
        show_json(
            {
                "submission": submission.pk,
                "created": submission.created,
                "updated": submission.updated,
                "unchanged": submission.unchanged,
                "rejected": submission.rejected,
                "mended": mended,
                "published": submission.stage == Stage.PUBLISHED,
                "findings": told.findings_json(),
            }
        )
    else:
        show_report(told, [_stage(submission), *counts(told), *_habits(mended)])
    return 1 if submission.rejected else 0


def _submitted(args: argparse.Namespace) -> Submission:
    if not args.publish or not args.file.is_file() or args.file.stat().st_size < APART:
        return _submit(args)
    # What checking a million lines leaves in memory would stay there while they are indexed.
    connections.close_all()
    return Submission.objects.get(pk=pool.apart(_number, args))


def _number(args: argparse.Namespace) -> int:
    return _submit(args).pk


def _submit(args: argparse.Namespace) -> Submission:
    return actions.submit(
        args.file,
        museum=museum_code(args.museum),
        images=args.images,
        publication=args.publish,
        watch=watcher(args.progress, args.file),
    )


def _stage(submission: Submission) -> str:
    if submission.stage == Stage.PUBLISHED:
        return f"Versement {submission.pk}, publié. Pour l’annuler : coffret revert {submission.pk}"
    return f"Versement {submission.pk}, contrôlé et non publié (--publish publie)"


def _habits(mended: int) -> list[str]:
    """Return what the standing corrections of the museum did."""
    if not mended:
        return []
    return [f"{mended} {'notice corrigée' if mended == 1 else 'notices corrigées'} comme le musée le fait toujours"]
