"""Alerts that a museum accepts, with its reason: wherever a value stands, or for one notice. An erreur never is."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from pyroaring import BitMap

from coffret.authorities.models import Museum
from coffret.base.errors import Refused
from coffret.base.rules import REGISTRY, Severity
from coffret.catalogue import store
from coffret.submissions import lines, sets
from coffret.submissions.lines import Held as HeldLine
from coffret.submissions.models import Acceptance, FindingGroup, Submission
from coffret.submissions.payload import VALUE_LIMIT, unpack
from coffret.submissions.tally import OTHERS

SHORTEST_REASON = 5
LONGEST_REASON = 500
# Notices accepted one by one, at once: more is a whole value.
MOST_LINES = 2000

# Rule, field, value.
Key = tuple[str, str, str]


class Held:
    """What a museum accepts: whole values, and findings of one notice."""

    def __init__(self, rows: Iterable[tuple[str, str, str, str]]) -> None:
        self.values: set[Key] = set()
        self.notices: dict[Key, set[str]] = {}
        for ref, *rest in rows:
            key: Key = (rest[0], rest[1], rest[2])
            if ref:
                self.notices.setdefault(key, set()).add(ref)
            else:
                self.values.add(key)

    def accepts(self, ref: str, code: str, field: str, value: str) -> bool:
        """Say whether this finding of the notice ``ref`` is accepted."""
        key = (code, field, value[:VALUE_LIMIT])
        return key in self.values or ref in self.notices.get(key, ())


def held(museum: str) -> Held:
    """Return what a museum accepts today: one query."""
    rows = Acceptance.objects.filter(museum=museum, revoked_at=None).order_by("pk")
    return Held(rows.values_list("ref", "code", "field", "value"))


def accept(
    submission: Submission, group: FindingGroup, reason: str, by: Any = None, members: BitMap | None = None
) -> list[Acceptance]:
    """Accept the findings of a group: wherever its value stands in the museum (``members`` None), or on these lines only.

    It holds for the next submissions too; what is accepted already stays as it was. Of several lines, those that cannot
    be (no reference, another museum's) are left as they are. Returns what was written. Raises Refused for an erreur, a
    reason too short, and when no line can be.
    """
    said = _sound_reason(reason)
    _refuse_erreur(group)
    rows = _of_value(submission, group) if members is None else _of_lines(submission, group, members)
    with transaction.atomic():
        wanted = _new(rows)
        now = timezone.now()
        for row in wanted:
            row.reason, row.by, row.at = said, by, now
        return Acceptance.objects.bulk_create(wanted)


def revoke(acceptance: Acceptance, by: Any = None) -> Acceptance:
    """Take an acceptance back: the alert counts again. Returns it as it has become; ``by`` is who asked."""
    Acceptance.objects.filter(pk=acceptance.pk, revoked_at=None).update(revoked_at=timezone.now())
    acceptance.refresh_from_db()
    return acceptance


def accepted(submission: Submission) -> dict[int, BitMap]:
    """Return finding group id → positions of its accepted lines, for the groups that have some: a few queries.

    In a submission of several museums a whole value is accepted when each of them accepts it.
    """
    museums = list(submission.museums)
    found = Acceptance.objects.filter(museum__in=museums, revoked_at=None).order_by("pk")
    rows = list(found.values_list("museum_id", "ref", "code", "field", "value"))
    if not rows:
        return {}
    everywhere = _everywhere(rows, set(museums))
    refs = _positions(submission, {ref for _museum, ref, *_key in rows if ref})
    by_key: dict[Key, BitMap] = {}
    for _museum, ref, code, field, value in rows:
        if ref in refs:
            by_key.setdefault((code, field, value), BitMap()).update(refs[ref])
    return dict(_of_groups(submission, everywhere, by_key))


def _of_groups(
    submission: Submission, everywhere: set[Key], by_key: Mapping[Key, BitMap]
) -> Iterator[tuple[int, BitMap]]:
    codes = {key[0] for key in (*everywhere, *by_key)}
    groups = FindingGroup.objects.filter(submission=submission, code__in=codes).exclude(members=b"").order_by("pk")
    others = _by_pair(by_key)
    for group in groups.only("pk", "code", "field", "value", "members"):
        key = (group.code, group.field, group.value)
        if key in everywhere:
            yield group.pk, sets.load(group.members)
            continue
        wanted = others.get(key[:2]) if group.value == OTHERS else by_key.get(key)
        if wanted and (there := wanted & sets.load(group.members)):
            yield group.pk, there


def _by_pair(by_key: Mapping[Key, BitMap]) -> dict[tuple[str, str], BitMap]:
    """Return (rule, field) → positions accepted: « … » stands for many values."""
    found: dict[tuple[str, str], BitMap] = {}
    for (code, field, _value), positions in by_key.items():
        found.setdefault((code, field), BitMap()).update(positions)
    return found


def _everywhere(rows: Iterable[tuple[str, ...]], museums: set[str]) -> set[Key]:
    accepting: dict[Key, set[str]] = {}
    for museum, ref, code, field, value in rows:
        if not ref:
            accepting.setdefault((code, field, value), set()).add(museum)
    return {key for key, who in accepting.items() if who >= museums}


def _positions(submission: Submission, refs: set[str]) -> dict[str, list[int]]:
    """Return reference → positions of its lines in a submission."""
    found: dict[str, list[int]] = {}
    for chunk in store.chunks(sorted(refs)):
        rows = store.select(
            f"SELECT ref, position FROM submissions_line WHERE submission_id = %s AND ref IN ({store.marks(chunk)})",  # noqa: S608
            [submission.pk, *chunk],
        )
        for ref, position in rows:
            found.setdefault(ref, []).append(position)
    return found


def _sound_reason(reason: str) -> str:
    said = " ".join(reason.split())
    if len(said) < SHORTEST_REASON:
        raise Refused(_("Dire en quelques mots pourquoi cette alerte est acceptée."), value=said)
    if len(said) > LONGEST_REASON:
        raise Refused(_("La raison dépasse {most} signes : l’abréger.").format(most=LONGEST_REASON), value=said)
    return said


def _refuse_erreur(group: FindingGroup) -> None:
    if REGISTRY[group.code].severity is Severity.ERREUR:
        sentence = _("{code} est une erreur : elle ne s’accepte pas. Corriger la ligne, ou la laisser de côté.")
        raise Refused(sentence.format(code=group.code), code=group.code, value=group.value)


def _of_value(submission: Submission, group: FindingGroup) -> list[Acceptance]:
    if group.value == OTHERS:
        raise Refused(_("Trop de valeurs différentes pour les accepter d’un coup : accepter notice par notice."))
    museums = Museum.objects.filter(code__in=submission.museums).order_by("code")
    return [Acceptance(museum=museum, code=group.code, field=group.field, value=group.value) for museum in museums]


def _of_lines(submission: Submission, group: FindingGroup, members: BitMap) -> list[Acceptance]:
    chosen = members & sets.load(group.members)
    if not chosen:
        raise Refused(_("Ce constat n’est plus sur ces lignes : actualiser la page."))
    if len(chosen) > MOST_LINES:
        sentence = _("{count} notices ne s’acceptent pas une par une : accepter la valeur entière.")
        raise Refused(sentence.format(count=len(chosen)))
    found: list[Acceptance] = []
    refused: list[Refused] = []
    for line in (line for batch in lines.at(submission.pk, chosen) for line in batch):
        try:
            found += _of_line(group, line, submission.museums)
        except Refused as refusal:
            refused.append(refusal)
    if refused and not found:
        raise refused[0]
    return found


def _of_line(group: FindingGroup, line: HeldLine, museums: Iterable[str]) -> Iterator[Acceptance]:
    content = unpack(line.payload)
    if not line.ref:
        sentence = _("La notice de la ligne {number} n’a pas de référence : la lui donner d’abord.")
        raise Refused(sentence.format(number=line.number), line=line.number)
    museum = content.values.get("MUSEO") or _museum_of(line)
    if museum not in museums:
        sentence = _("La notice de la ligne {number} est du musée {museum} : c’est à lui d’accepter ce constat.")
        raise Refused(sentence.format(number=line.number, museum=museum), value=museum)
    found = {
        row[2]
        for row in content.findings
        if row[0] == group.code and row[1] == group.field and group.value in (row[2], OTHERS)
    }
    for value in sorted(found):
        yield Acceptance(museum_id=museum, ref=line.ref, code=group.code, field=group.field, value=value)


def _museum_of(line: HeldLine) -> str:
    """Return the museum of the record a line changes without naming it."""
    stored = store.stored([line.ref]).get(line.ref)
    if stored is None:
        raise Refused(_("La notice de la ligne {number} ne dit pas son musée.").format(number=line.number))
    return stored.museum


def _new(rows: list[Acceptance]) -> list[Acceptance]:
    """Return those that no acceptance in force says already."""
    codes, museums = {row.code for row in rows}, {row.museum_id for row in rows}
    there = Acceptance.objects.filter(museum__in=museums, code__in=codes, revoked_at=None).order_by("pk")
    known = set(there.values_list("museum_id", "ref", "code", "field", "value"))
    return [row for row in rows if (row.museum_id, row.ref, row.code, row.field, row.value) not in known]
