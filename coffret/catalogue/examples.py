"""Running the examples of the rules: for their pages, which show a real sentence, and for their tests.

The context is small, fixed and without a database: a few museums, a few words of vocabularies, one day.
"""

from datetime import date
from functools import cache

from coffret.authorities.lookup import LabelRow, MuseumFacts, Terms, Vocabularies
from coffret.authorities.models import LabelKind
from coffret.base.rules import Example, Finding, Rule
from coffret.base.text import fold
from coffret.catalogue.checking import Context, check_record

# The targets whose examples are the fields of a record.
ABOUT_RECORDS = frozenset({"record", "value", "term", "museum"})

_PREFERRED, _ALTERNATE, _REJECTED = (
    kind.value for kind in (LabelKind.PREFERRED, LabelKind.ALTERNATE, LabelKind.REJECTED)
)
_LABELS = {
    "DOMN": [
        ("céramique", _PREFERRED, "céramique"),
        ("ethnologie", _PREFERRED, "ethnologie"),
        ("beaux-arts et arts décoratifs", "unusable", "beaux-arts et arts décoratifs"),
    ],
    "STAT": [
        ("achat", _PREFERRED, "achat"),
        ("transfert de propriété de l'Etat", _PREFERRED, "transfert de propriété de l'Etat"),
        ("transfert de propriété de l'Etat à titre gratuit", _REJECTED, "transfert de propriété de l'Etat"),
        ("transfert", _ALTERNATE, "transfert de propriété de l'Etat"),
    ],
}
_MUSEUMS = (("M0811", "Brest"), ("M0162", "Brest"), ("M0812", "Amiens"))


@cache
def vocabularies() -> Vocabularies:
    """Return the few words the examples are checked against."""
    terms = {
        scheme: Terms(LabelRow(label, fold(label), kind, preferred) for label, kind, preferred in rows)
        for scheme, rows in _LABELS.items()
    }
    return Vocabularies(dict.fromkeys(terms), terms.__getitem__)


@cache
def context() -> Context:
    """Return what the examples are checked against."""
    museums = {
        code: MuseumFacts(code, "musée des beaux-arts", city, "", "", None, None, False) for code, city in _MUSEUMS
    }
    return Context(vocabularies(), museums, date(2026, 11, 11))


def found(rule: Rule, example: Example) -> list[Finding]:
    """Return what ``rule`` finds in an example of record; nothing for rules about other things."""
    if rule.target not in ABOUT_RECORDS:
        return []
    return [finding for finding in check_record(example.values, context()) if finding.code == rule.code]


def sentence(rule: Rule) -> str:
    """Return what the rule says of its failing example, else its message with « … » for what it would name."""
    for finding in found(rule, rule.fails):
        return finding.message()
    return rule.outline(rule.message)


def advice(rule: Rule) -> str:
    """Return what the rule advises for its failing example, in the same manner."""
    for finding in found(rule, rule.fails):
        return finding.remedy()
    return rule.outline(rule.remedy)
