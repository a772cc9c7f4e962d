"""What would be found in a record being written: judged as it will be when it is handed in, and nothing kept of it."""

import json
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from coffret.base.rules import Finding, Severity
from coffret.catalogue.proposals import corrected
from coffret.submissions.examination import Examination
from coffret.submissions.judging import Row
from coffret.submissions.mending.replacing import replaced
from coffret.submissions.merging import PLATFORM
from coffret.submissions.models import Outcome
from coffret.submissions.payload import unpack
from coffret.submissions.rules import refuses

_ORDER = list(Severity)


@dataclass(frozen=True, slots=True)
class Looked:
    """What was found: the outcome the line would have, its findings, the gravest first."""

    outcome: str
    findings: list[Finding] = field(default_factory=list)

    @property
    def refused(self) -> int:
        """Return how many findings keep the record from being published."""
        return sum(map(refuses, self.findings))

    @property
    def changes(self) -> bool:
        """Say whether publishing it would change the catalogue."""
        return self.outcome in {Outcome.CREATED, Outcome.UPDATED}


def look(values: Mapping[str, str], *, museum: str) -> Looked:
    """Return what the check finds in a record as it is being written (``values``: as forming.submit takes them, with
    its REF); nothing is kept. ``museum``: the one it is handed in for, « » for any. Raises Refused when there is nothing to read.
    """
    given = {code: text for code, text in values.items() if code not in PLATFORM}
    if museum:
        given.setdefault("MUSEO", museum)
    rows: list[Row] = []
    with tempfile.TemporaryDirectory(prefix="looking-") as folder:
        path = Path(folder) / "notice.jsonl"
        path.write_bytes((json.dumps(given, ensure_ascii=False) + "\n").encode("utf-8", "replace"))
        Examination(path, museum=museum).run(rows.extend)
    found = [Finding(*row) for row in unpack(rows[0].payload).findings]
    found.sort(key=lambda finding: _ORDER.index(finding.severity))
    return Looked(rows[0].outcome, found)


def fixes(finding: Finding, text: str) -> list[str]:
    """Return the texts that may replace ``text``, that of the field of ``finding``, best first; none when it has no fix."""
    offered = [corrected(finding, {finding.field: text})] if finding.field else []
    for suggestion in finding.facts.get("suggestions", ()) if finding.field else ():
        offered.append(replaced(finding.field, text, finding.value, str(suggestion)))
    return [one for one in dict.fromkeys(offered) if one is not None and one != text]
