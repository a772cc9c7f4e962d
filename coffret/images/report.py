"""The report on a batch of pictures, as plain data: one entry per picture, and what they count together."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from coffret.base.cells import disarmed
from coffret.base.rules import Finding
from coffret.images.case import Case, dpi
from coffret.images.judging import ALERTE, CONFORME, ERREUR, verdict

Entry = dict[str, Any]
VERDICTS = (ERREUR, ALERTE, CONFORME)


def entry(case: Case, findings: Sequence[Finding]) -> Entry:
    """Return what is told of a picture, with the keys that other programs rely on."""
    seen, declared = case.seen, dpi(case.seen)
    return {
        "file": case.name,
        "verdict": verdict(findings),
        "format": seen.format,
        "width": seen.width,
        "height": seen.height,
        "dpi": int(declared) if declared is not None and declared.is_integer() else declared,
        "sha256": seen.sha256 or None,
        "size": seen.size,
        "findings": [
            {"code": one.code, "severity": str(one.rule.severity), "message": one.message(), "remedy": one.remedy()}
            for one in findings
        ],
    }


@dataclass
class Tally:
    """What a batch counts: pictures by verdict, and by rule those it has something to say of."""

    verdicts: Counter[str] = field(default_factory=Counter)
    codes: Counter[str] = field(default_factory=Counter)

    def add(self, entry: Entry) -> None:
        """Count one picture."""
        self.verdicts[entry["verdict"]] += 1
        self.codes.update({finding["code"] for finding in entry["findings"]})

    @property
    def total(self) -> int:
        """Return how many pictures."""
        return self.verdicts.total()

    def as_json(self) -> dict[str, Any]:
        """Return the counts as plain data."""
        counts = {name: self.verdicts[name] for name in VERDICTS}
        return {"images": self.total, **counts, "codes": dict(sorted(self.codes.items()))}


def cells(entry: Entry) -> list[str]:
    """Return an entry as the cells of a table; its findings are joined, a formula is disarmed."""
    findings: list[Mapping[str, str]] = entry["findings"]
    plain = [entry[key] for key in ("file", "verdict", "format", "width", "height", "dpi", "sha256", "size")]
    joined = [" / ".join(one[key] for one in findings) for key in ("code", "message", "remedy")]
    return [disarmed("" if cell is None else str(cell)) for cell in (*plain, *joined)]
