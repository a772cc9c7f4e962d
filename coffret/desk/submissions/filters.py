"""Which lines of a submission: what a reader asks for in the address, as a set of positions.

Every filter is a set already kept (an outcome, what was published, corrected…) or the lines of findings: they combine by
intersection, so that any page of any filter is found at once, whatever the submission's size.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from django.db.models import Q, QuerySet
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from pyroaring import BitMap

from coffret.base.rules import Severity
from coffret.base.text import fold
from coffret.catalogue.derive import natural_key
from coffret.submissions import sets
from coffret.submissions.mending import accepting
from coffret.submissions.models import FindingGroup, Outcome, SetName, Submission

Sets = Mapping[str, BitMap]

# Words of a search longer than this find nothing more.
WORDS = 120
# Values of findings are kept cut at this many characters.
VALUE = 300
STATES = {
    "attend": _("à publier"),
    "publiee": _("publiées"),
    "corrigee": _("corrigées ici"),
    "acceptee": _("avec une alerte acceptée"),
    "reprise": _("annulées"),
}
YES, NO = "oui", "non"
# Said for the field of findings about the notice as a whole.
NO_FIELD = "-"


def in_words(outcome: Outcome, n: int) -> str:
    """Return what becomes of ``n`` notices, in words that agree with their number: « créées »."""
    words = {
        Outcome.CREATED: ngettext("créée", "créées", n),
        Outcome.UPDATED: ngettext("mise à jour", "mises à jour", n),
        Outcome.UNCHANGED: ngettext("inchangée", "inchangées", n),
        Outcome.REJECTED: ngettext("refusée", "refusées", n),
    }
    return words[outcome]


@dataclass(frozen=True)
class Filter:
    """What is asked of the lines: outcomes, findings (gravities, rule, field, value, one group), states, images, words."""

    outcomes: tuple[str, ...] = ()
    severities: tuple[str, ...] = ()
    rule: str = ""
    field: str = ""
    value: str = ""
    group: int = 0
    states: tuple[str, ...] = ()
    images: str = ""
    words: str = ""

    @cached_property
    def pairs(self) -> list[tuple[str, str]]:
        """Return what an address says of it, in a fixed order: names and values."""
        one = [("regle", self.rule), ("champ", self.field), ("valeur", self.value), ("images", self.images)]
        return [
            *(("effet", outcome) for outcome in self.outcomes),
            *(("gravite", severity) for severity in self.severities),
            *((name, text) for name, text in one if text),
            *([("constat", str(self.group))] if self.group else []),
            *(("etat", state) for state in self.states),
            *([("q", self.words)] if self.words else []),
        ]

    @property
    def query(self) -> str:
        """Return it as the query string of an address; « » for every line."""
        return urlencode(self.pairs)

    @property
    def of_findings(self) -> bool:
        """Say whether it asks anything of the findings."""
        return bool(self.severities or self.rule or self.field or self.value or self.group)

    def without(self, **dropped: Any) -> "Filter":
        """Return it with these parts changed; a name with nothing empties that part."""
        return replace(self, **dropped)

    def members(self, submission: Submission, kept: Sets | None = None, accepted: BitMap | None = None) -> BitMap:
        """Return the positions it leads to. ``kept``: the submission's sets; ``accepted``: the lines of accepted alerts.

        Both are read when they are not given and needed.
        """
        kept = sets.of(submission.pk) if kept is None else kept
        wanted = sets.every(kept)
        if self.outcomes:
            wanted &= BitMap.union(*(kept[outcome] for outcome in self.outcomes))
        for state in self.states:
            wanted &= _in_state(state, submission, kept, accepted)
        if self.images:
            wanted = wanted & kept[SetName.PICTURED] if self.images == YES else wanted - kept[SetName.PICTURED]
        if self.of_findings:
            wanted &= found(self.groups(submission))
        if self.words:
            wanted &= sought(submission, self.words)
        return wanted

    def groups(self, submission: Submission) -> QuerySet[FindingGroup]:
        """Return the findings it asks for; in no order."""
        asked = of_groups(self.severities, self.rule, self.field)
        asked &= Q(value=self.value) if self.value else Q()
        asked &= Q(pk=self.group) if self.group else Q()
        return submission.finding_groups.filter(asked).order_by()


def of_groups(severities: Collection[str], rule: str, field: str) -> Q:
    """Return what picks the findings of these gravities, this rule and this field; nothing said leaves them all."""
    asked = Q(severity__in=severities) if severities else Q()
    asked &= Q(code=rule) if rule else Q()
    return asked & Q(field="" if field == NO_FIELD else field) if field else asked


def read(asked: QueryDict) -> Filter:
    """Return the filter an address asks for; what it says that means nothing is left out."""
    group = asked.get("constat", "")
    images = asked.get("images", "")
    return Filter(
        outcomes=_known(asked.getlist("effet"), Outcome.values),
        severities=_known(asked.getlist("gravite"), list(Severity)),
        rule=_sound(asked.get("regle", "")[:10]),
        field=_sound(asked.get("champ", "")[:30]),
        value=_sound(asked.get("valeur", "")[:VALUE]),
        group=int(group) if group.isascii() and group.isdecimal() and len(group) < 16 else 0,
        states=_known(asked.getlist("etat"), list(STATES)),
        images=images if images in {YES, NO} else "",
        words=" ".join(_sound(asked.get("q", "")).split())[:WORDS],
    )


def from_text(query: str) -> Filter:
    """Return the filter of a query string, as ``Filter.query`` writes it."""
    return read(QueryDict(query[:4000]))


def _known(said: list[str], values: list[Any]) -> tuple[str, ...]:
    """Return the known ones, once each, in a fixed order: two addresses of one filter are the same."""
    return tuple(str(value) for value in values if value in said)


def _sound(text: str) -> str:
    """Return a text without the NUL that PostgreSQL keeps in no column."""
    return text.replace("\0", "")


def found(groups: QuerySet[FindingGroup]) -> BitMap:
    """Return the lines of these findings."""
    return BitMap.union(BitMap(), *map(sets.load, groups.values_list("members", flat=True).iterator(chunk_size=5000)))


def sought(submission: Submission, words: str) -> BitMap:
    """Return the lines whose REF, inventory number or title holds these words, whatever their accents or case.

    One index holds all three: no line is read.
    """
    asked = Q(ref__icontains=words) | Q(words__contains=fold(words))
    if number := natural_key(words):
        asked |= Q(inventory__contains=number)
    return BitMap(submission.lines.filter(asked).order_by().values_list("position", flat=True))


def _in_state(state: str, submission: Submission, kept: Sets, accepted: BitMap | None) -> BitMap:
    if state == "acceptee":
        return accepted_lines(submission) if accepted is None else accepted
    return _STATES[state](kept)


_STATES: dict[str, Callable[[Sets], BitMap]] = {
    "attend": sets.publishable,
    "publiee": lambda kept: kept[SetName.PUBLISHED] - kept[SetName.REVERTED],
    "corrigee": lambda kept: kept[SetName.MENDED],
    "reprise": lambda kept: kept[SetName.REVERTED],
}


def accepted_lines(submission: Submission) -> BitMap:
    """Return the lines an alert of which the museum accepted."""
    return BitMap.union(BitMap(), *accepting.accepted(submission).values())
