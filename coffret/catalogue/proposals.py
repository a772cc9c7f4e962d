"""What to write instead: the text of a field with what a finding notices put right."""

from collections.abc import Mapping

from coffret.base.rules import Finding


def corrected(finding: Finding, values: Mapping[str, str]) -> str | None:
    """Return the text proposed for ``finding.field``, or None when there is none to propose.

    A proposal among the finding's facts replaces the value at fault inside the field (the whole field when the value
    is not in it); else the rule's own fix is applied to the field.
    """
    text = values.get(finding.field, "")
    proposal = finding.facts.get("proposal")
    if isinstance(proposal, str):
        return text.replace(finding.value, proposal) if finding.value and finding.value in text else proposal
    fix = finding.rule.fix
    fixed = fix(text) if fix and text else None
    return None if fixed == text else fixed
