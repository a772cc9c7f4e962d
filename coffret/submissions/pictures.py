"""What the norm of images says of those handed in with records: alerts of the report, by the name of the picture."""

from collections.abc import Iterator

from coffret.base.rules import Finding, Severity
from coffret.images.case import Case
from coffret.images.facts import Seen
from coffret.images.judging import judge
from coffret.images.sidecar import NAME as TABLE
from coffret.submissions.image_rules import EXPORT_LIMIT, smaller

# The rules of the record and of the folder say these already: REC… of PHOT and REFIM, SUB060-SUB066.
_SAID_ELSEWHERE = frozenset({"IMG030", "IMG032", "IMG033", "IMG035"})
_CREDIT = "IMG031"


def findings(name: str, seen: Seen, *, ref: str, phot: str, credit: str) -> Iterator[Finding]:
    """Yield what is to be said of a picture that can be kept; none of it refuses its record.

    ``phot``: PHOT of its record; ``credit``: what the table of images says of this one, if anything.
    """
    for finding in judge(Case(name, seen, credit=credit or phot, named=True, record=ref)):
        if finding.code == EXPORT_LIMIT:
            yield smaller(finding)
        elif not _said_elsewhere(finding, own=bool(credit)) and finding.rule.severity is not Severity.ERREUR:
            facts = {**finding.facts, "picture": name}
            if finding.code == _CREDIT and facts["place"] == "PHOT":
                facts["place"] = TABLE  # where the museum wrote this one
            yield Finding(finding.code, finding.field, name, None, facts)


def _said_elsewhere(finding: Finding, *, own: bool) -> bool:
    if finding.code == _CREDIT and finding.facts.get("place") == "PHOT":
        return not own
    return finding.code in _SAID_ELSEWHERE
