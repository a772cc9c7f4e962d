"""What an issue is judged among besides the catalogue: who will receive it, what left before, who wrote and who approved."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db.models import Exists, OuterRef

from coffret.base.numbers import row_number
from coffret.editorial import moments
from coffret.editorial.entries import references
from coffret.editorial.entries.references import Ref
from coffret.editorial.models import Act, Entry, Event, Issue, KindName, Newsletter, Revision, Stage
from coffret.newsletters.domain.checks import Verdict, verdict
from coffret.newsletters.models import (
    ProofCopy,
    ReaderState,
    Sending,
    Subscription,
    SubscriptionState,
    Suppression,
)
from coffret.newsletters.returns.addresses import domain_of
from coffret.newsletters.sending.message import sender_of

# Issues past in which a thing should not have been put forward already.
LATELY = 3


@dataclass(frozen=True, slots=True)
class Past:
    """An issue that left: its subject, and what its items were."""

    subject: str
    refs: frozenset[Ref]


@dataclass(frozen=True, slots=True)
class Around:
    """What is known around an issue; None stands for what nobody can tell yet.

    ``recipients``: eligible now; ``before``: of the last issue sent; ``proofed``: whether a proof copy was sent since the
    last change; ``alone``: whether who approved it wrote it; ``domain``: what the last look at the domain found.
    """

    stage: str = ""
    recipients: int | None = None
    before: int | None = None
    proofed: bool | None = None
    alone: bool = False
    past: tuple[Past, ...] = ()
    events: Mapping[str, Any] = field(default_factory=dict)
    domain: Verdict = field(default_factory=lambda: Verdict("good"))

    @property
    def leaving(self) -> bool:
        """Say whether it is past its draft: only then is it asked who receives it and who proofread it."""
        return self.stage in {Stage.PROOF.value, Stage.APPROVED.value}


def around(content: Mapping[str, Any], entry: Entry | None, now: datetime) -> Around:
    """Return what is known around an issue: two queries for a draft, eight for one about to leave."""
    past = tuple(_past(content["newsletter"], entry))
    events = _events(content)
    if entry is None or entry.pk is None or entry.stage not in {Stage.PROOF, Stage.APPROVED}:
        return Around(past=past, events=events)
    return Around(
        stage=entry.stage,
        recipients=eligible(content["newsletter"], now),
        before=_before(content["newsletter"], entry),
        proofed=_proofed(entry),
        alone=_alone(entry),
        past=past,
        events=events,
        domain=_domain(content["newsletter"]),
    )


def eligible(newsletter: str, now: datetime) -> int:
    """Return how many addresses would receive an issue of a newsletter that left now."""
    today = moments.local(now).date()
    rows = Subscription.objects.filter(newsletter__slug=newsletter, state=SubscriptionState.ACTIVE)
    rows = rows.filter(reader__state=ReaderState.ACTIVE).exclude(reader__paused_until__gt=today)
    return rows.exclude(Exists(Suppression.objects.filter(digest=OuterRef("reader__digest")))).count()


def _past(newsletter: str, entry: Entry | None) -> Iterator[Past]:
    rows = Issue.objects.filter(newsletter__slug=newsletter, sent_at__isnull=False)
    rows = rows.exclude(pk=entry.pk) if entry and entry.pk else rows
    for row in rows.order_by("-sent_at", "-pk")[:LATELY]:
        refs = (Ref(item["thing"], item["ref"]) for part in row.content.get("sections") or () for item in part["items"])
        yield Past(row.title, frozenset(ref for ref in refs if ref.key and ref.kind in {"notice", "entry"}))


def _events(content: Mapping[str, Any]) -> dict[str, Event]:
    """Return the events that an issue names: id as written in the content → its row."""
    wanted = {ref.key for _field, ref in references.refs(KindName.LETTER.value, content) if ref.kind == "entry"}
    keys = [number for key in wanted if (number := row_number(key))]
    return {str(one.pk): one for one in Event.objects.filter(pk__in=keys)} if keys else {}


def _before(newsletter: str, entry: Entry) -> int | None:
    rows = Sending.objects.filter(issue__newsletter__slug=newsletter).exclude(issue=entry.pk)
    return rows.order_by("-frozen_at", "-pk").values_list("total", flat=True).first()


def _proofed(entry: Entry) -> bool:
    return ProofCopy.objects.filter(issue=entry.pk, revision=_number(entry)).exists()


def _number(entry: Entry) -> int:
    return entry.working.number if entry.working else 0


def _alone(entry: Entry) -> bool:
    """Say whether the last to approve wrote one of the versions since the issue was last returned, or its latest."""
    if entry.stage != Stage.APPROVED:
        return False
    step = entry.steps.filter(act=Act.APPROVED).order_by("-pk").first()
    if step is None or step.by_id is None:
        return False
    wrote = Revision.objects.filter(entry=entry.pk, number=step.revision or 0, by=step.by_id)
    return wrote.exists()


def _domain(newsletter: str) -> Verdict:
    """Return what the last look at the domain of a newsletter's sender says; nothing is asked while no relay is set."""
    row = Newsletter.objects.filter(slug=newsletter).first()
    sender = sender_of(row.sender_name, row.sender_email) if row else settings.DEFAULT_FROM_EMAIL
    said = verdict(domain_of(sender))
    return (
        said if said.standing != "unknown" or settings.EMAIL_BACKEND.endswith("smtp.EmailBackend") else Verdict("good")
    )
