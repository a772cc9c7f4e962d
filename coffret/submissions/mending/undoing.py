"""Taking an act of correction back: lines return to what they were before it, where nothing came after."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from pyroaring import BitMap

from coffret.base import jobs
from coffret.base.errors import Refused
from coffret.base.models import Job
from coffret.submissions import lines, sets
from coffret.submissions.examination import SMALL
from coffret.submissions.mending.fixing import KIND, refuse_busy
from coffret.submissions.mending.rejudging import Result, Watch, quiet, rejudge
from coffret.submissions.mending.writing import take_back
from coffret.submissions.models import Means, Mending, SetName, Submission
from coffret.submissions.payload import Content, unpack


@dataclass(slots=True)
class Undone:
    """What undoing an act does: lines that go back, those kept because a later act wrote there, those published since."""

    mending: Mending
    back: BitMap = field(default_factory=BitMap)
    kept: BitMap = field(default_factory=BitMap)
    published: BitMap = field(default_factory=BitMap)


def name_of(mending: Mending) -> str:
    """Return the name an act has in the lines it changed."""
    return f"c{mending.correction_id}" if mending.means == Means.KEPT else str(mending.pk)


def foresee(mending: Mending) -> Undone:
    """Return what undoing an act would do; nothing changes."""
    foreseen = Undone(mending)
    members = sets.load(mending.members)
    foreseen.published = members & sets.of(mending.submission_id)[SetName.PUBLISHED]
    name = name_of(mending)
    for batch in lines.at(mending.submission_id, members - foreseen.published):
        for line in batch:
            acts = unpack(line.payload).acts.get(mending.field, [])
            (foreseen.back if acts and acts[-1][0] == name else foreseen.kept).add(line.position)
    return foreseen


def undo(mending: Mending, by: Any = None) -> Undone | Job:
    """Undo an act; returns what it did, or the job that will do it when lines are many.

    Raises Refused when the act is undone already, or when every line changed since or is published.
    """
    _refuse_undone(mending)
    refuse_busy(mending.submission)
    if mending.count > SMALL:
        key = str(mending.submission_id)
        return jobs.ask(KIND, key, by=by.pk if by else None, act="undo", mending=mending.pk)
    return do(mending, quiet)


def do(mending: Mending, watch: Watch) -> Undone:
    """Undo an act now; returns what it did. Raises Refused as ``undo``."""
    undone, name = Undone(mending), name_of(mending)
    members = sets.load(mending.members)
    undone.published = members & sets.of(mending.submission_id)[SetName.PUBLISHED]

    def change(content: Content, _held: Mapping[str, str]) -> bool:
        return take_back(content, mending.field, name)

    def prepare(_submission: Submission, _result: Result) -> None:
        mending.refresh_from_db(fields=["undone_at"])
        _refuse_undone(mending)

    def conclude(_submission: Submission, result: Result) -> None:
        if not result.changed:
            raise _too_late(mending)
        mending.undone_at = timezone.now()
        mending.save(update_fields=["undone_at"])

    waiting = members - undone.published
    result = rejudge(mending.submission, waiting, change, prepare=prepare, conclude=conclude, watch=watch)
    undone.back, undone.kept = result.changed, waiting - result.changed
    return undone


def _refuse_undone(mending: Mending) -> None:
    if mending.undone_at:
        raise Refused(_("Cette correction de {field} est déjà défaite.").format(field=mending.field))


def _too_late(mending: Mending) -> Refused:
    sentence = _("Rien à défaire : {field} a été corrigé de nouveau sur ces lignes, ou elles sont publiées.")
    return Refused(sentence.format(field=mending.field))
