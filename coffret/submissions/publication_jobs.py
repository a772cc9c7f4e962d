"""Publishing and taking back many lines: asked for by a page, done by the worker, begun again after a kill.

Each is one transaction: a job killed leaves the state before, and is begun again; one killed after its transaction finds
nothing left to do.
"""

import base64
import json
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.conf import settings
from pyroaring import BitMap

from coffret.accounts import access
from coffret.base import jobs
from coffret.base.errors import Refused
from coffret.base.models import Job
from coffret.catalogue import log
from coffret.submissions import actions, sets
from coffret.submissions.examination import Progress
from coffret.submissions.job_author import author
from coffret.submissions.models import Act, Submission
from coffret.submissions.pasts import Back

PUBLISH, REVERT = "publish", "revert"
KINDS = (PUBLISH, REVERT)
# More lines than this are published or taken back by the worker: a request answers within seconds.
SMALL = 2000


def busy(submission: Submission) -> Job | None:
    """Return the job that publishes or takes back lines of this submission now, if there is one."""
    rows = Job.objects.filter(kind__in=KINDS, key=str(submission.pk), ended_at__isnull=True)
    return rows.order_by("pk").first()


def last(submission: Submission) -> Job | None:
    """Return the newest such job, ended or not."""
    return Job.objects.filter(kind__in=KINDS, key=str(submission.pk)).order_by("-pk").first()


def ask_publication(submission: Submission, members: BitMap, *, edition: int, by: Any) -> Job:
    """Ask for these lines to be published as they were read at ``edition``."""
    return jobs.ask(PUBLISH, str(submission.pk), by=_id(by), members=_text(members), edition=edition)


def ask_reversal(submission: Submission, members: BitMap | None, *, back: Back, edition: int, by: Any) -> Job:
    """Ask for these lines (all: None) to be taken back; ``back`` settles the conflicts, as actions.revert has it."""
    settled = back if isinstance(back, bool) else [list(one) for one in back]
    lines = None if members is None else _text(members)
    return jobs.ask(REVERT, str(submission.pk), by=_id(by), members=lines, back=settled, edition=edition)


@jobs.job(PUBLISH)
def _publish(telling: jobs.Telling) -> dict[str, Any]:
    submission, asked = _about(telling.job), telling.job.arguments
    if submission.edition != asked["edition"]:
        return _done_or_changed(submission, Act.PUBLISHED, telling.job)
    # The office may have chosen to read this museum first, meanwhile.
    by = author(telling.job, lambda user: access.publishes_at_once(user, submission.concerned))
    members = _set(asked["members"])
    try:
        actions.publish(submission, members, by=by, watch=_told(telling, len(members)), edition=asked["edition"])
    finally:
        _told_in(telling.job.pk).unlink(missing_ok=True)
    return _last_decision(submission, Act.PUBLISHED)


@jobs.job(REVERT)
def _revert(telling: jobs.Telling) -> dict[str, Any]:
    submission, asked = _about(telling.job), telling.job.arguments
    if submission.edition != asked["edition"]:
        return _done_or_changed(submission, Act.REVERTED, telling.job)
    by = author(telling.job, lambda user: access.can_publish(user, submission.concerned))
    members = None if asked["members"] is None else _set(asked["members"])
    back = asked["back"] if isinstance(asked["back"], bool) else {(position, code) for position, code in asked["back"]}
    total = len(members) if members is not None else submission.created + submission.updated
    try:
        undone = actions.revert(
            submission, members, force=back, by=by, watch=_told(telling, total), edition=asked["edition"]
        )
    finally:
        _told_in(telling.job.pk).unlink(missing_ok=True)
    return {
        "restored": undone.restored,
        "withdrawn": undone.withdrawn,
        "unchanged": undone.unchanged,
        "conflicts": len(undone.conflicts),
        "sequence": log.last_sequence(),
    }


def _about(job: Job) -> Submission:
    submission = Submission.objects.filter(pk=int(job.key)).first()
    if submission is None:
        raise Refused(f"Le versement {job.key} n’existe plus.")
    return submission


def _done_or_changed(submission: Submission, act: Act, job: Job) -> dict[str, Any]:
    """The submission is not as it was read: this very job did it before it was killed, or somebody else changed it."""
    done = submission.decisions.filter(act=act, at__gte=job.asked_at, by=job.asked_by).exists()
    if not done:
        raise Refused(
            f"Le versement {submission.pk} a changé depuis cette demande : le relire, puis demander à nouveau."
        )
    return _last_decision(submission, act)


def _last_decision(submission: Submission, act: Act) -> dict[str, Any]:
    decision = submission.decisions.filter(act=act).order_by("-pk").first()
    return {"count": decision.count if decision else 0, "sequence": log.last_sequence()}


def _told(telling: jobs.Telling, total: int) -> Callable[[Progress], None]:
    """Return what says how far a transaction is: in a file, for nothing it writes in the database shows before its end."""
    path, said = _told_in(telling.job.pk), 0.0

    def tell(progress: Progress) -> None:
        nonlocal said
        telling.tell(progress.step, progress.records, total)
        if time.monotonic() - said >= jobs.TOLD_EVERY:
            said = time.monotonic()
            draft = path.with_suffix(".writing")
            draft.write_text(json.dumps({"done": progress.records, "total": total, "seconds": progress.seconds}))
            draft.replace(path)

    return tell


def progress(job: Job) -> dict[str, Any]:
    """Return how far a job is: {"done": lines, "total": lines, "seconds": float}; zeros before it begins."""
    none = {"done": 0, "total": 0, "seconds": 0.0}
    if job.began_at is None:
        return none
    try:
        return {**none, **json.loads(_told_in(job.pk).read_text())}
    except FileNotFoundError:
        return {**none, **job.progress}


def _told_in(job: int) -> Path:
    folder = Path(settings.DATA) / "jobs"
    folder.mkdir(parents=True, exist_ok=True)
    return folder / f"{job}.told"


def _id(by: Any) -> int | None:
    return None if by is None else by.pk


def _text(members: BitMap) -> str:
    return base64.b64encode(sets.dump(members)).decode()


def _set(text: str) -> BitMap:
    return sets.load(base64.b64decode(text))
