"""Judging a picture: the rules of every file, then those of the use it is for."""

from collections.abc import Iterable

from coffret.base.rules import REGISTRY, Finding, Severity
from coffret.images import rules  # noqa: F401 - registers them
from coffret.images.case import Case, dpi
from coffret.images.norms import ALWAYS, MISSING

__all__ = ["ALERTE", "CONFORME", "ERREUR", "Case", "dpi", "judge", "verdict"]

CONFORME, ALERTE, ERREUR = "conforme", "alerte", "erreur"
_ORDER = list(Severity)


def judge(case: Case) -> list[Finding]:
    """Return what the rules find in a picture, the gravest first; a missing one is missing and nothing else."""
    codes = (MISSING,) if case.missing else (*ALWAYS, *case.profile.codes)
    found = [finding for code in codes for finding in REGISTRY[code].check(case)]
    return sorted(found, key=lambda finding: (_ORDER.index(finding.rule.severity), finding.code))


def verdict(findings: Iterable[Finding]) -> str:
    """Return « erreur », « alerte » or « conforme »: the weight of the gravest; a signalement weighs nothing."""
    weights = {finding.rule.severity for finding in findings}
    if Severity.ERREUR in weights:
        return ERREUR
    return ALERTE if Severity.ALERTE in weights else CONFORME
