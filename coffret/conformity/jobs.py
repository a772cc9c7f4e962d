"""Long work of the room: a large museum measured, many notices corrected at once."""

from collections.abc import Mapping
from hashlib import blake2b
from typing import Any

from coffret.accounts import access
from coffret.accounts.models import User
from coffret.base import jobs
from coffret.base.jobs import Telling
from coffret.base.models import Job
from coffret.conformity import gains, measuring
from coffret.submissions.job_author import author


def ask_measure(museum: str) -> Job:
    """Ask for ``museum`` to be measured."""
    return jobs.ask("measure", museum, museum=museum)


def ask_preparation(museum: str, code: str, field: str, value: str, after: str, *, by: User) -> Job:
    """Ask for a correction to be prepared (the words are those of gains.prepare)."""
    facts = {"museum": museum, "code": code, "field": field, "value": value, "after": after}
    return jobs.ask("prepare", preparation_key(museum, code, field, value), by=by.pk, **facts)


def preparation_key(museum: str, code: str, field: str, value: str) -> str:
    """Return what names the preparation of a correction among jobs."""
    digest = blake2b(value.encode("utf-8", "surrogatepass"), digest_size=12).hexdigest()
    return f"{museum}:{code}:{field}:{digest}"


@jobs.job("measure")
def measure(telling: Telling) -> Mapping[str, Any]:
    """Measure a museum."""
    board = measuring.keep(telling.job.arguments["museum"])
    return {"online": board.counts.get("online", 0)}


@jobs.job("prepare")
def prepare(telling: Telling) -> Mapping[str, Any]:
    """Prepare a correction; its result names the submission."""
    facts = telling.job.arguments
    by = author(telling.job, lambda user: access.can_mend(user, {facts["museum"]}))
    return {"submission": gains.prepare(**facts, by=by).pk}
