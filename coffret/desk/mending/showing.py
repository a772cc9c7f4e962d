"""What may be done about findings, as the report and the pages of lines show it: a fixed number of queries a page."""

import time
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from pyroaring import BitMap

from coffret.accounts import access
from coffret.base.rules import REGISTRY, Finding, Severity
from coffret.catalogue.fields import BY_CODE
from coffret.desk.mending.letters import marked_letters
from coffret.submissions import sets
from coffret.submissions.mending import accepting, by_hand, proposing
from coffret.submissions.mending.proposing import Offer
from coffret.submissions.models import FindingGroup, Line, LineSet, SetName, Stage, Submission
from coffret.submissions.tally import OTHERS

OPEN = frozenset({Stage.CHECKED, Stage.PARTLY, Stage.PUBLISHED})


@dataclass(frozen=True, slots=True)
class Choice:
    """A text that may be written instead: both texts, the letters that differ marked."""

    text: str
    before: SafeString
    after: SafeString


@dataclass(frozen=True, slots=True)
class Part:
    """What may be done about one finding, and what its forms carry.

    ``count``: the lines it would reach; ``generic``: the address of what the rule would change in texts that differ, «  »
    for none; ``by_rule``: the rule writes the text, nobody chooses it; ``one_by_one``: its notices are few enough to be
    accepted each for itself; ``by_hand``: the form of its only line, at its field, « » for none; ``suggestions``: address of the vocabulary's terms.
    """

    key: str
    code: str
    field_code: str
    value: str
    count: int
    seen: int
    stamp: str
    back: str
    address: str
    accept_address: str
    acceptances: str
    accepting: str
    line: bool = False
    choices: Sequence[Choice] = ()
    by_rule: bool = False
    generic: str = ""
    free: bool = False
    suggestions: str = ""
    habitual: bool = False
    one_by_one: bool = False
    by_hand: str = ""
    acceptable: bool = False
    accepted: bool = False
    why_not: str = ""


@dataclass(frozen=True, slots=True)
class Wide:
    """What a rule would change in a whole field: how many values, where to see it first."""

    field: str
    values: int
    address: str


@dataclass
class Page:
    """The page being shown: its submission, who reads it, where an act comes back to."""

    submission: Submission
    user: Any
    back: str

    @cached_property
    def may(self) -> bool:
        """Say whether its reader may correct its lines, and whether there is still something to correct."""
        return self.submission.stage in OPEN and access.can_mend(self.user, set(self.submission.museums))

    @cached_property
    def published(self) -> BitMap:
        """Return the lines already published, which are corrected online."""
        row = LineSet.objects.filter(submission=self.submission, name=SetName.PUBLISHED).first()
        return sets.load(row.members) if row else BitMap()


def now() -> int:
    """Return the moment a form is made, in milliseconds since 1970."""
    return int(time.time() * 1000)


def of_groups(page: Page, groups: Mapping[int, FindingGroup], accepted: Collection[int] = ()) -> dict[int, Part]:
    """Return group id → what may be done about it; nothing for who may not correct. Five queries at most.

    ``accepted``: those accepted on each of their lines.
    """
    if not groups or not page.may:
        return {}
    published = page.published
    offers = proposing.offered_all(page.submission, groups.values())
    waiting = {pk: sets.load(group.members) - published for pk, group in groups.items()}
    made = {
        pk: _accepted(_of_group(page, groups[pk], offers.get(pk), len(left)), pk in accepted)
        for pk, left in waiting.items()
        if left
    }
    return {**made, **_by_hand(page, {pk: left[0] for pk, left in waiting.items() if len(left) == 1}, made)}


def _by_hand(page: Page, alone: Mapping[int, int], parts: Mapping[int, Part]) -> dict[int, Part]:
    """Return the parts whose finding one line has, and nothing to offer: its form is. ``alone``: their positions."""
    bare = {pk: at for pk, at in alone.items() if not (parts[pk].choices or parts[pk].free)}
    bare = {pk: at for pk, at in bare.items() if parts[pk].field_code in BY_CODE}
    if not bare:
        return {}
    rows = page.submission.lines.filter(position__in=set(bare.values())).order_by()
    lines = dict(rows.values_list("position", "pk"))
    return {pk: replace(parts[pk], by_hand=_form(page, lines[at], parts[pk].field_code)) for pk, at in bare.items()}


def _form(page: Page, line: int, field: str) -> str:
    """Return the address of the form of a line, at one of its fields; « » when it has none there."""
    return f"{reverse('desk:line_edit', args=[page.submission.pk, line])}#champ-{field}" if field in BY_CODE else ""


def _of_group(page: Page, group: FindingGroup, offer: Offer | None, count: int) -> Part:
    number = page.submission.pk
    common = _common(page, group.code, group.field, group.value, count)
    generic = _change_address(page, group.code, group.field, group.pk) if offer and offer.by_rule else ""
    return Part(
        key=str(group.pk),
        address=reverse("desk:group_mending", args=[number, group.pk]),
        accept_address=reverse("desk:group_acceptance", args=[number, group.pk]),
        generic=generic if count > 1 else "",
        one_by_one=count <= accepting.MOST_LINES,
        **common,
        **_offered(offer, alone=count == 1, field=group.field),
        **_weighed(Severity(group.severity)),
    )


def of_line(page: Page, line: Line, findings: Sequence[Finding]) -> list[Part | None]:
    """Return what may be done about each finding of a line, in their order; nothing on a published line."""
    if not findings or not page.may or line.position in page.published:
        return [None] * len(findings)
    values = proposing.texts_of(page.submission, BitMap([line.position])).get(line.position, {})
    shared = _shared(page, findings)
    held = [accepting.held(museum) for museum in page.submission.museums]
    parts = [
        _of_finding(page, line, rank, finding, proposing.offer_of(finding, values), shared)
        for rank, finding in enumerate(findings)
    ]
    return [_accepted(part, any(one.accepts(line.ref, *_key(part)) for one in held)) for part in parts]


def _key(part: Part) -> tuple[str, str, str]:
    return part.code, part.field_code, part.value


def _accepted(part: Part, accepted: bool) -> Part:
    """Return what may be done about a finding: one that is accepted already is not accepted again."""
    return replace(part, accepted=True, acceptable=False) if accepted else part


def _of_finding(
    page: Page, line: Line, rank: int, finding: Finding, offer: Offer | None, shared: dict[tuple[str, str, str], int]
) -> Part:
    number = page.submission.pk
    key = (finding.code, finding.field, finding.value)
    # Texts that differ from line to line are corrected one by one here, together on the report.
    count = 1 if offer and offer.by_rule else shared.get(key, 1)
    return Part(
        key=f"c{rank}",
        address=reverse("desk:line_mending", args=[number, line.pk]),
        accept_address=reverse("desk:line_acceptance", args=[number, line.pk]),
        line=True,
        by_hand="" if offer else _form(page, line.pk, finding.field),
        **{**_common(page, *key, count), "stamp": by_hand.stamp(line)},
        **_offered(offer, alone=True, field=finding.field),
        **_weighed(finding.rule.severity),
    )


def _shared(page: Page, findings: Iterable[Finding]) -> dict[tuple[str, str, str], int]:
    """Return how many lines that wait have each of these findings: one query."""
    found = page.submission.finding_groups.filter(
        code__in={one.code for one in findings}, value__in={one.value for one in findings}
    ).order_by()
    published = page.published
    return {(row.code, row.field, row.value): len(sets.load(row.members) - published) for row in found}


def wide_of(page: Page, codes: Sequence[str], proposed: frozenset[tuple[str, str]]) -> dict[str, list[Wide]]:
    """Return rule code → the fields where it would correct several values at once. One query.

    ``proposed``: the rules and fields whose findings of this page name their own correction.
    """
    if not codes or not page.may:
        return {}
    rows = page.submission.finding_groups.filter(code__in=codes).order_by()
    counted = rows.values("code", "field").annotate(values=Count("pk")).order_by("code", "field")
    made: dict[str, list[Wide]] = {}
    for row in counted:
        corrects = REGISTRY[row["code"]].fix or (row["code"], row["field"]) in proposed
        if row["values"] > 1 and corrects:
            label = BY_CODE[row["field"]].label if row["field"] in BY_CODE else row["field"]
            address = _change_address(page, row["code"], row["field"])
            made.setdefault(row["code"], []).append(Wide(label, row["values"], address))
    return made


def names_its_own(group: FindingGroup) -> bool:
    """Say whether a finding names one text to write instead of its value."""
    return isinstance(group.facts.get("proposal"), str)


def _change_address(page: Page, code: str, field: str, group: int | None = None) -> str:
    address = reverse("desk:change", args=[page.submission.pk, code, field])
    asked = {"constat": group} if group else {}
    return f"{address}?{urlencode({**asked, 'retour': page.back})}"


def _common(page: Page, code: str, field: str, value: str, count: int) -> dict[str, Any]:
    museum = page.submission.museums[0] if len(page.submission.museums) == 1 else ""
    return {
        "code": code,
        "field_code": field,
        "value": value,
        "count": count,
        "seen": now(),
        "stamp": "",
        "back": page.back,
        "acceptances": reverse("desk:acceptances", args=[museum]) if museum else "",
    }


def _offered(offer: Offer | None, *, alone: bool, field: str) -> dict[str, Any]:
    """Return the texts offered; what a rule writes is shown for one line alone, the others on a page of their own."""
    if offer is None:
        return {}
    scheme = BY_CODE[field].scheme if field in BY_CODE else ""
    shown = not offer.by_rule or (alone and offer.proposed and offer.value != OTHERS)
    texts = (offer.choices or (offer.after,)) if shown and offer.after is not None else ()
    return {
        "choices": [Choice(text, *marked_letters(offer.before, text)) for text in texts],
        "by_rule": offer.by_rule,
        "free": offer.free,
        "suggestions": reverse("desk:vocabulary_suggestions", args=[scheme]) if scheme else "",
        "habitual": offer.standing,
    }


def _weighed(severity: Severity) -> dict[str, Any]:
    if severity is Severity.ERREUR:
        said = _("Une erreur ne s’accepte pas : la notice reste de côté tant qu’elle n’est pas corrigée.")
        return {"accepting": "", "why_not": said}
    said = _("Accepter l’alerte") if severity is Severity.ALERTE else _("Accepter le signalement")
    return {"accepting": said, "acceptable": True}
