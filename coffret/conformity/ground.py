"""What is looked up to follow notices, once for all of them: decisions, reviews, withdrawals, pictures, index, export."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from pyroaring import BitMap

from coffret.accounts.models import Membership, Role
from coffret.base.text import grouped
from coffret.catalogue.models import Change, Withdrawal
from coffret.conformity import dumps
from coffret.conformity.sought import Candidate
from coffret.images.models import Awaited, Image
from coffret.search import index
from coffret.submissions import sets
from coffret.submissions.models import Decision, Line, LineSet, Review, SetName
from coffret.submissions.models.decision import Act


@dataclass(frozen=True, slots=True)
class Done:
    """What was last decided of a line: published or taken back (or neither), when and by whom if it is known."""

    published: bool = False
    taken_back: bool = False
    at: datetime | None = None
    by: Any = None


@dataclass(frozen=True, slots=True)
class Pictures:
    """The pictures of a record: how many, withdrawn, shown here but not to be shared, still being prepared."""

    count: int
    withdrawn: int
    unshared: int
    awaited: int

    @property
    def kept(self) -> int:
        """Return how many the public does not see, or not yet."""
        return self.withdrawn + self.awaited

    def sentences(self) -> list[str]:
        """Return what there is to know of them."""
        shown = self.count - self.withdrawn
        said = [ngettext("%(n)s image montrée.", "%(n)s images montrées.", shown) % {"n": grouped(shown)}]
        if self.withdrawn:
            said.append(
                ngettext("%(n)s image retirée.", "%(n)s images retirées.", self.withdrawn)
                % {"n": grouped(self.withdrawn)}
            )
        if self.awaited:
            said.append(
                ngettext("%(n)s image en préparation.", "%(n)s images en préparation.", self.awaited)
                % {"n": grouped(self.awaited)}
            )
        if self.unshared:
            said.append(_("Non partagées avec d’autres sites : {count}.").format(count=grouped(self.unshared)))
        return said


@dataclass(frozen=True, slots=True)
class Dump:
    """The last public export: how far in the change log it goes, when it was made, when it was last taken away."""

    sequence: int
    at: datetime
    taken_at: datetime | None


class Ground:
    """What the steps of these notices are read from; a fixed number of queries."""

    def __init__(self, candidates: Iterable[Candidate]) -> None:
        found = list(candidates)
        self.lines = [one.lines[0] for one in found if one.lines]
        self.records = [one.record.pk for one in found if one.record]
        submissions = {line.submission_id for line in self.lines}
        self.sets = self._sets(submissions)
        self.decisions = self._decisions(submissions)
        reviews = Review.objects.filter(submission__in=submissions).order_by("pk")
        self.reviews = {review.submission_id: review for review in reviews}
        self.managers = _managers({line.submission.museum for line in self.lines})
        journal = Withdrawal.objects.filter(record__in=self.records, restored_at=None).order_by("pk")
        self.withdrawals = {row.record_id: row for row in journal.select_related("by")}
        self.images = _pictures(self.records)
        self.unindexed = self._after(index.held())
        self.dump = last_dump()
        self.unexported = self._after(self.dump.sequence) if self.dump else set()

    def last_act(self, line: Line) -> Done:
        """Return what was last decided of ``line``."""
        held = self.sets.get(line.submission_id, {})
        published = line.position in held.get(SetName.PUBLISHED, BitMap())
        taken_back = line.position in held.get(SetName.REVERTED, BitMap())
        if not published and not taken_back:
            return Done()
        act = Act.REVERTED if taken_back else Act.PUBLISHED
        for decision, members in reversed(self.decisions.get(line.submission_id, [])):
            if decision.act == act and line.position in members:
                return Done(not taken_back, taken_back, decision.at, decision.by)
        at = line.submission.reverted_at if taken_back else line.submission.published_at
        return Done(not taken_back, taken_back, at)

    def _sets(self, submissions: set[int]) -> dict[int, dict[str, BitMap]]:
        kept = LineSet.objects.filter(submission__in=submissions, name__in=(SetName.PUBLISHED, SetName.REVERTED))
        found: dict[int, dict[str, BitMap]] = {}
        for number, name, raw in kept.order_by("pk").values_list("submission_id", "name", "members"):
            found.setdefault(number, {})[name] = sets.load(raw)
        return found

    def _decisions(self, submissions: set[int]) -> dict[int, list[tuple[Decision, BitMap]]]:
        found: dict[int, list[tuple[Decision, BitMap]]] = {}
        for row in Decision.objects.filter(submission__in=submissions).select_related("by").order_by("pk"):
            found.setdefault(row.submission_id, []).append((row, sets.load(row.members)))
        return found

    def _after(self, sequence: int) -> set[int]:
        """Return those of the records that changed after this fact of the log."""
        tail = Change.objects.filter(sequence__gt=sequence, record__in=self.records)
        return set(tail.order_by().values_list("record_id", flat=True))


def last_dump() -> Dump | None:
    """Return the last public export, None where none was ever made."""
    held = dumps.last()
    return Dump(held.sequence, held.at, held.taken_at) if held else None


def _managers(museums: set[str]) -> dict[str, list[str]]:
    rows = Membership.objects.filter(museum__in=museums, role=Role.MANAGER, user__is_active=True)
    found: dict[str, list[str]] = {}
    for row in rows.select_related("user").order_by("pk"):
        found.setdefault(row.museum_id, []).append(str(row.user))
    return found


def _pictures(records: list[int]) -> dict[int, Pictures]:
    waiting = Awaited.objects.values("sha256")
    rows = (
        Image.objects.filter(record__in=records)
        .order_by()
        .values("record_id")
        .annotate(
            count=Count("pk"),
            gone=Count("pk", filter=Q(withdrawn=True)),
            unshared=Count("pk", filter=Q(shareable=False, withdrawn=False)),
            awaited=Count("pk", filter=Q(sha256__in=waiting, withdrawn=False)),
        )
    )
    return {row["record_id"]: Pictures(row["count"], row["gone"], row["unshared"], row["awaited"]) for row in rows}
