"""The text of a field once what a finding speaks of is put right. Plain data: it serves the check too."""

from collections.abc import Mapping

from coffret.base.rules import REGISTRY, Finding
from coffret.submissions.mending.replacing import replaced
from coffret.submissions.tally import OTHERS


def after_of(finding: Finding, values: Mapping[str, str], chosen: str | None = None) -> str | None:
    """Return the text of a finding's field once corrected, None when nothing changes.

    ``values``: the record; ``chosen``: what to write instead of the value, None for what the finding or its rule says.
    """
    text = values.get(finding.field, "")
    proposal = chosen if chosen is not None else finding.facts.get("proposal")
    if isinstance(proposal, str) and proposal != OTHERS:
        if not text:
            # Nothing to replace: what the rule says is missing comes in.
            return proposal if proposal and proposal == finding.facts.get("proposal") else None
        return replaced(finding.field, text, finding.value, proposal)
    fix = REGISTRY[finding.code].fix
    fixed = fix(text) if fix and text else None
    return None if fixed == text else fixed
