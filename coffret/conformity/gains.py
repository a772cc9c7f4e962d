"""The corrections that gain most: one gesture each, ranked by the notices it would mend; prepared as a submission."""

import json
import tempfile
from collections.abc import Iterator
from itertools import chain
from pathlib import Path
from typing import Any, NamedTuple

from django.utils.translation import gettext as _

from coffret.base.errors import Refused
from coffret.base.rules import REGISTRY, Finding
from coffret.catalogue import proposals
from coffret.catalogue.checking import Context, check_record
from coffret.catalogue.fields import BY_CODE
from coffret.catalogue.models import Record
from coffret.conformity import published
from coffret.conformity.tallying import WEIGHTS, Key, Tally
from coffret.submissions import actions
from coffret.submissions.examination import check_context
from coffret.submissions.mending.replacing import replaced
from coffret.submissions.models import Origin, Submission
from coffret.submissions.payload import VALUE_LIMIT

SHOWN = 10
# Candidates looked at, most frequent first: a third of what recurs has no correction to offer.
LOOKED_AT = 80
# Identity of a notice: never corrected in bulk.
KEPT = frozenset({"REF", "MUSEO", "REFIM", "REFMIS"})


class Gain(NamedTuple):
    """A correction: the finding it answers (rule, field, value; « » = any text of the field), how many notices it mends.

    ``choices``: what may be written instead, best first; none when the rule mends each text by itself. ``before`` and
    ``after``: an example of what it does.
    """

    code: str
    field: str
    value: str
    notices: int
    choices: list[str]
    before: str
    after: str


def best(museum: str, tally: Tally) -> list[list[Any]]:
    """Return the corrections that gain most for ``museum``, as plain rows of Gain; an example of each was tried."""
    candidates = sorted(_candidates(tally), key=lambda key: _rank(key, tally))[:LOOKED_AT]
    if not candidates:
        return []
    context = check_context()
    found: list[Gain] = []
    told: set[tuple[str, str]] = set()
    for key in candidates:
        if key[:2] in told:
            continue  # The rule mends every text of this field at once.
        gain = _tried(key, tally, context)
        if gain is None:
            continue
        found.append(gain)
        if not gain.value:
            told.add(key[:2])
        if len(found) == SHOWN:
            break
    return [list(gain) for gain in found]


def _candidates(tally: Tally) -> list[Key]:
    return [key for key in tally.terms if key[1] in BY_CODE and key[1] not in KEPT]


def _rank(key: Key, tally: Tally) -> tuple[int, int, bool, Key]:
    # Of a value and of the whole field that mend as much, the whole comes first.
    return -tally.terms[key], WEIGHTS[REGISTRY[key[0]].severity.value], bool(key[2]), key


def _tried(key: Key, tally: Tally, context: Context) -> Gain | None:
    """Return the correction of a finding, tried on a notice that has it; None when there is none to offer."""
    code, name, value = key
    record = Record.objects.filter(ref=tally.samples[key]).only("values").first()
    text = record.values.get(name, "") if record else ""
    if record is None or not text:
        return None
    if not value:
        fixed = _fixed(code, text)
        return None if fixed is None else Gain(code, name, "", tally.terms[key], [], text, fixed)
    found = next((one for one in check_record(record.values, context) if _is(one, key)), None)
    choices = _choices(found, record.values) if found else []
    after = replaced(name, text, found.value, choices[0]) if found and choices else None
    return None if after is None else Gain(code, name, value, tally.terms[key], choices, text, after)


def _is(finding: Finding, key: Key) -> bool:
    return (finding.code, finding.field, finding.value[:VALUE_LIMIT]) == key


def _choices(finding: Finding, values: dict[str, str]) -> list[str]:
    """Return what may be written instead of the value a finding names."""
    proposal = finding.facts.get("proposal")
    if isinstance(proposal, str) and proposal:
        return [proposal]
    suggestions = [str(one) for one in finding.facts.get("suggestions", ())]
    if suggestions:
        return suggestions
    # A rule whose fix looks at the whole field was met as such.
    whole = values.get(finding.field, "") == finding.value
    corrected = proposals.corrected(finding, values) if whole else None
    return [corrected] if corrected else []


def _fixed(code: str, text: str) -> str | None:
    fix = REGISTRY[code].fix
    fixed = fix(text) if fix else None
    return None if fixed in (None, text) else fixed


def prepare(museum: str, code: str, field: str, value: str, after: str, *, by: Any) -> Submission:
    """Prepare the correction of every published notice of ``museum`` that has this finding, as a checked submission.

    ``value`` « » stands for the rule's own correction of whatever text it finds fault with; else ``value`` is replaced
    by ``after``. Raises Refused when nothing is left to correct. Call it outside any transaction.
    """
    rule = REGISTRY.get(code)
    if rule is None or field not in BY_CODE or field in KEPT or (not value and rule.fix is None):
        raise Refused(_("Cette correction n’existe pas : {code}, {field}.").format(code=code, field=field), value=code)
    if value and not after.strip():
        raise Refused(_("Choisir ce qui remplace « {value} ».").format(value=value), value=value)
    with tempfile.TemporaryDirectory(prefix="gains-") as folder:
        path = Path(folder) / "corrections.jsonl"
        if not _write(path, museum, code, field, value, after):
            raise Refused(_("Plus aucune notice n’a ce constat : la liste va être mesurée de nouveau."))
        submission = actions.receive(path, f"corrections_{museum}_{field}.jsonl", by)
    submission.origin = Origin.CORRECTION
    submission.save(update_fields=["origin"])
    try:
        return actions.check(submission, museum=museum)
    except Refused:
        actions.forget(submission)
        raise


def _write(path: Path, museum: str, code: str, field: str, value: str, after: str) -> int:
    count = 0
    with path.open("w", encoding="utf-8", errors="replace") as out:
        for ref, text in _concerned(museum, code, field, value):
            mended = replaced(field, text, value, after) if value else _fixed(code, text)
            if mended is not None:
                count += 1
                out.write(json.dumps({"REF": ref, "MUSEO": museum, field: mended}, ensure_ascii=False) + "\n")
    return count


def _concerned(museum: str, code: str, field: str, value: str) -> Iterator[tuple[str, str]]:
    """Yield the reference and the text of the field of each published notice whose last check found this."""
    for _pk, ref, values, findings in chain.from_iterable(published.batches(museum)):
        if code not in findings:
            continue
        met = any(one[0] == code and one[1] == field and value in ("", one[2]) for one in json.loads(findings))
        text = json.loads(values).get(field, "") if met else ""
        if text:
            yield ref, text
