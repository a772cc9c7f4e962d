"""Checking a record: every rule of the registry that looks at a value, a term, a museum or the whole record.

Most rules are a function of one field's text, and museums repeat themselves: what such rules find is remembered per
(field, text), so that a rule costs nothing on a text already seen. Of the others, only those run whose sign the text
bears. The rules of the whole record run each time, where the fields they need are filled and those they miss are not.
"""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property, lru_cache
from itertools import groupby
from typing import Any, Protocol

from django.utils import timezone

from coffret.base.rules import Finding, Rule, rules_for
from coffret.catalogue import fields
from coffret.catalogue.fields import Kind

# Texts longer than this are checked each time: they hardly ever repeat and would fill the memory.
REMEMBERED_LENGTH = 300
# What rules look at of a text: no hostile value of some megabytes may keep them busy.
LOOKED_AT = 20_000
# Distinct texts remembered per field before starting afresh: of one that is written by rules, whose texts come back, and
# of any other. Some hundred megabytes a process at the very most: some twenty fields are of the first kinds.
REMEMBERED = 20_000
REMEMBERED_FREE = 5_000
COMING_BACK = frozenset({Kind.AUTHORS, Kind.DATES, Kind.GROUPS, Kind.PERIODS, Kind.PLACE, Kind.PRECISE, Kind.TERMS})
# Hardly ever twice the same: not worth remembering.
UNIQUE = frozenset({"REF", "INV"})


class VocabularyLike(Protocol):
    """What checking asks of vocabularies (coffret.authorities.lookup.Vocabularies)."""

    def known(self, scheme: str) -> bool:
        """Say whether the scheme is loaded."""

    def match(self, scheme: str, term: str) -> Any:
        """Return how the term stands towards the scheme."""


class NoVocabularies:
    """Stands in when no vocabulary is loaded."""

    def known(self, scheme: str) -> bool:
        """Return False: nothing is loaded."""
        return False

    def match(self, scheme: str, term: str) -> Any:
        """Never asked, since no scheme is known."""
        raise LookupError(scheme)


class Context:
    """What a record is checked against: vocabularies, the museum directory, the day. One per process or submission.

    ``museums`` maps Muséofile codes to facts of the directory; None or empty means that it was not loaded.
    """

    def __init__(
        self,
        vocabularies: VocabularyLike | None = None,
        museums: Mapping[str, Any] | None = None,
        today: date | None = None,
    ) -> None:
        self.vocabularies: VocabularyLike = vocabularies or NoVocabularies()
        # A museum only named by a record (provisional) is not in the directory.
        known = (museums or {}).items()
        self.museums = {code: facts for code, facts in known if not getattr(facts, "provisional", False)}
        self.today: date = today or timezone.localdate()
        # field → (its bit in the plan, text → what its rules found)
        self.seen: dict[str, tuple[int, dict[str, tuple[Finding, ...]]]] = {}


class CheckedRecord:
    """A record as the rules see it.

    ``values``: the record that results from the submission (code → text, empty texts may be there). ``given``: the
    codes this submission hands in. ``context``: what it is checked against.
    """

    def __init__(self, values: Mapping[str, str], context: Context, given: Collection[str] | None = None) -> None:
        self.values = values
        self.context = context
        self.given: Collection[str] = values.keys() if given is None else given

    def get(self, code: str) -> str:
        """Return the text of a field, « » when it has none."""
        return self.values.get(code) or ""

    @cached_property
    def museum(self) -> Any:
        """Return what the directory says of its museum, or None."""
        return self.context.museums.get(self.get("MUSEO"))


Check = Callable[[str, str, Context], Iterable[Finding]]


@dataclass(frozen=True)
class Plan:
    """The rules sorted by what they look at, made once per process.

    ``values``: field → its rules, those of one sign together; ``named``: fields whose words are those of an authority;
    ``free``: fields whose texts hardly come back;
    ``bits``: a bit for each field that a rule of the whole record needs or misses; ``records``: those rules, each with
    the bits of what it needs, of what must be lacking.
    """

    values: Mapping[str, tuple[tuple[Callable[[str], bool] | None, tuple[Check, ...]], ...]]
    named: frozenset[str]
    free: frozenset[str]
    terms: tuple[Rule, ...]
    museums: tuple[Rule, ...]
    bits: Mapping[str, int]
    records: tuple[tuple[int, int, Callable[[CheckedRecord], Iterable[Finding]]], ...]


_plan: Plan | None = None


def plan() -> Plan:
    """Return the rules sorted for use; imports the rooms' rules the first time."""
    global _plan
    if _plan is None:
        import coffret.authorities.rules
        import coffret.catalogue.rules  # noqa: F401

        by_field: dict[str, list[Rule]] = {field.code: [] for field in fields.FIELDS}
        for rule in rules_for("value"):
            for code in rule.fields or tuple(by_field):
                by_field[code].append(rule)
        whole = rules_for("record")
        asked = sorted({code for rule in whole for code in (*rule.fields, *rule.lacking)})
        bits = {code: 1 << place for place, code in enumerate(asked)}
        _plan = Plan(
            values={code: _together(rules) for code, rules in by_field.items()},
            named=frozenset({"MUSEO", *(field.code for field in fields.FIELDS if field.scheme)}),
            free=frozenset(field.code for field in fields.FIELDS if field.kind not in COMING_BACK),
            terms=tuple(rules_for("term")),
            museums=tuple(rules_for("museum")),
            bits=bits,
            records=tuple((_mask(bits, rule.fields), _mask(bits, rule.lacking), rule.check) for rule in whole),
        )
    return _plan


def _together(rules: Iterable[Rule]) -> tuple[tuple[Callable[[str], bool] | None, tuple[Check, ...]], ...]:
    """Return the rules of a field in order, those that follow each other and share a sign gathered."""
    return tuple((sign, tuple(rule.check for rule in run)) for sign, run in groupby(rules, lambda rule: rule.sign))


def _mask(bits: Mapping[str, int], codes: Iterable[str]) -> int:
    return sum(bits[code] for code in set(codes))


def check_record(values: Mapping[str, str], context: Context, given: Collection[str] | None = None) -> list[Finding]:
    """Return what the rules find in a record (REC… and AUT…), most local first; lines are left to the caller.

    ``values`` is the record that results from the submission, ``given`` the codes handed in this time (default: all).
    """
    rules = plan()
    found: list[Finding] = []
    seen = context.seen
    filled = blank = 0
    for code, text in values.items():
        held = seen.get(code)
        if held is None:
            held = seen[code] = rules.bits.get(code, 0), {}
        bit, remembered = held
        known = remembered.get(text)
        if known is None:
            if not text:
                continue
            if len(text) > LOOKED_AT:
                text, values = text[:LOOKED_AT], _cut(values)
            known = _check_value(code, text, context, rules, remembered)
            if text.isspace():
                blank |= bit
        filled |= bit
        if known:
            found += known
    record = CheckedRecord(values, context, given)
    for check in _applicable(filled, filled & ~blank):
        found += check(record)
    return found


@lru_cache(maxsize=8192)
def _applicable(filled: int, said: int) -> tuple[Callable[[CheckedRecord], Iterable[Finding]], ...]:
    """Return the rules to ask of a record whose fields of these bits have a text, and of those bits say something."""
    return tuple(check for needed, lacking, check in plan().records if filled & needed == needed and not said & lacking)


def _cut(values: Mapping[str, str]) -> dict[str, str]:
    return {code: text[:LOOKED_AT] for code, text in values.items()}


def _check_value(
    code: str, text: str, context: Context, rules: Plan, remembered: dict[str, tuple[Finding, ...]]
) -> tuple[Finding, ...]:
    noticed: list[Finding] = []
    for sign, checks in rules.values.get(code, ()):
        if sign is None or sign(text):
            for check in checks:
                noticed += check(text, code, context)
    if code in rules.named:
        noticed += _named(code, text, context, rules)
    found = tuple(noticed)
    # One of blanks is told apart each time: it fills its field and says nothing.
    if len(text) <= REMEMBERED_LENGTH and code not in UNIQUE and not text.isspace():
        if len(remembered) >= (REMEMBERED_FREE if code in rules.free else REMEMBERED):
            remembered.clear()
        remembered[text] = found
    return found


def _named(code: str, text: str, context: Context, rules: Plan) -> Iterable[Finding]:
    """Yield what the rules of the authorities say of the museum or of the terms a field names."""
    if code == "MUSEO":
        for rule in rules.museums:
            for finding in rule.check(text.strip(), context.museums):
                yield Finding(finding.code, code, finding.value, None, finding.facts)
        return
    field = fields.BY_CODE.get(code)
    if field is None or not field.scheme or not context.vocabularies.known(field.scheme):
        return
    from coffret.catalogue.controlled import controlled_terms

    for term in controlled_terms(code, text):
        # Written as its list has it, it is at no fault.
        if context.vocabularies.match(field.scheme, term).kind == "exact":
            continue
        for rule in rules.terms:
            for finding in rule.check(field.scheme, term, context.vocabularies):
                # The lists of authors still write « NOM Prénom »: the specification's « Nom Prénom » is no fault.
                if not (field.kind is Kind.AUTHORS and finding.code == "AUT013"):
                    yield Finding(finding.code, code, finding.value, None, finding.facts)
