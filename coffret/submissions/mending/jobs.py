"""The job of what is too many lines for a request: correcting them, or taking a correction back."""

from collections.abc import Mapping
from typing import Any

from coffret.accounts import access
from coffret.base.jobs import Telling, job
from coffret.submissions.examination import Progress
from coffret.submissions.job_author import author
from coffret.submissions.mending import fixing, undoing
from coffret.submissions.models import Mending, Submission


@job(fixing.KIND)
def _mend(telling: Telling) -> Mapping[str, Any]:
    """Correct lines of a submission, whose number is the key; returns {"mending": id, "count": lines}."""
    arguments = telling.job.arguments

    def watch(progress: Progress) -> None:
        telling.tell(progress.step, progress.records, total)

    submission = Submission.objects.get(pk=int(telling.job.key))
    by = author(telling.job, lambda user: access.can_mend(user, submission.concerned))
    if arguments["act"] == "undo":
        mending = Mending.objects.select_related("submission").get(pk=arguments["mending"])
        total = mending.count
        undone = undoing.do(mending, watch)
        return {"mending": mending.pk, "count": len(undone.back), "kept": len(undone.kept), "undone": True}
    total = fixing.total_of(submission, arguments)
    done = fixing.do_asked(submission, arguments, by, watch)
    return {"mending": done.pk, "count": done.count}
