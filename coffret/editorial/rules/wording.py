"""EDI001-EDI003: what was left to be decided: a choice in a credit, a note to oneself, a word to come."""

import re
from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from coffret.base.rules import Example, Finding, Severity, rule
from coffret.base.text import fold
from coffret.editorial.proof import Proof, found, last
from coffret.editorial.prose import Prose
from coffret.editorial.rules.sources import METHOD, OURS

_OR = re.compile(
    r"\s*(?:[,;]\s*|\()?\bou\s+(?:bien\s+|alors\s+|plutôt\s+|juste\s+|simplement\s+|encore\s+)?(?=©|\(c\)|[A-ZÀ-Ý])",
    re.I,
)
_HESITATION = re.compile(r"\bou\s+(?:bien|alors|plutôt|juste|simplement)\b", re.I)
_SIGN = re.compile(r"©|\(c\)", re.I)
_NAME = re.compile(r"[^a-z0-9]+")

_MONTHS = r"janvier|février|mars|avril|mai|juin|juillet|août|septembre|octobre|novembre|décembre"
_VERBS = r"compléter|vérifier|confirmer|préciser|reformuler|relire|remplacer|corriger|traduire|supprimer|valider"
# Notes to oneself, as they are met. « ou juste » counts only after a comma or before a sign: « la robe ou juste et
# jupon » is a garment. A bare « [...] » counts only outside a quotation: it is how a transcription says it was cut.
UNRESOLVED = re.compile(
    rf"""
      (?:[,(]|—|–)\s*ou\s+(?:juste|alors|plutôt)\b(?!\s+et\b)
    | \bou\s+(?:juste|alors|plutôt)\s+(?=©|«|")
    | (?:[\[(]|—\s|–\s|\s-\s|:\s|^\s*)(?:texte\s+|légende\s+|crédit\s+|date\s+|lieu\s+|titre\s+|image\s+|lien\s+|nom\s+)?
      à\s(?:{_VERBS})(?=\s*(?:[\])!?.…]|$|avec\b|par\b|auprès\b))
    | \b(?:date|heure|lieu|lien|horaires?|programme|texte|image|visuel|crédit|légende|titre|adresse|salle|nom)s?\s
      à\s(?:{_VERBS})\b
    | \b(?:TODO|TBC|TBD|FIXME|XXX+|À\sVENIR\sICI)\b
    | \bX{{2,}}\s(?:{_MONTHS}|h\b|€|euros|places)
    | \?{{2,}}(?!\s*!)
    | \blorem\sipsum\b
    | \bsupprimer\s(?:cette|ce|cet)\s(?:phrase|ligne|mention|paragraphe|passage|bloc|texte)\b
    | \[(?:…|\.\.\.|\s*|lien|image|texte|date|titre|nom)\]
    """,
    re.VERBOSE | re.IGNORECASE | re.MULTILINE,
)
# In capitals only: « todo » and « xx » are words and figures elsewhere.
_CAPITALS = re.compile(r"(?:todo|tbc|tbd|fixme|xxx*)", re.I)


@rule(
    "EDI001",
    target="entry",
    severity=Severity.ERREUR,
    title=_("Choix laissé dans un crédit"),
    message=_("Le crédit propose encore un choix : « {value} »."),
    remedy=_("Garder une seule des lectures."),
    source=f"{OURS} ; {METHOD}",
    passes=Example({"body.figure.credit": "© CRDOA"}),
    fails=Example({"body.figure.credit": "© CRDOA, ou juste © CRDOA"}),
)
def choice_in_credit(page: Proof) -> Iterator[Finding]:
    """A credit names its holder once and for all."""
    for text in page.texts:
        if last(text) in {"credit", "rights"} and (readings := readings_of(text.text)):
            yield found("EDI001", text, 0, len(text.text), *readings)
    for text in page.texts:
        for start, end in _credits_in(text):
            if readings := readings_of(text.text[start:end]):
                yield found("EDI001", text, start, end, *readings)


def _credits_in(text: Prose) -> Iterator[tuple[int, int]]:
    """Yield the credits written in the words themselves: from a « © » to the end of its line."""
    if "©" in text.text and last(text) not in {"credit", "rights"}:
        for block in text.blocks:
            at = block.text.find("©")
            if at >= 0 and not block.quoted:
                yield block.start + at, block.start + len(block.text.rstrip(" .\n"))


def readings_of(credit: str) -> list[str]:
    """Return what a hesitating credit may mean, each reading once; nothing for one that is decided.

    It hesitates when « ou » stands between two holders, the same holder on both sides, or it holds a « ? ».
    """
    parts = [part.strip(" ,;()") for part in _OR.split(credit)]
    parts = [part for part in parts if part]
    if len(parts) > 1 and (len(_SIGN.findall(credit)) > 1 or _same(parts) or _HESITATION.search(credit)):
        return list(dict.fromkeys(parts))
    if _HESITATION.search(credit):
        return [part for part in (one.strip(" ,;()") for one in _HESITATION.split(credit)) if part]
    if "?" in credit and "(?)" not in credit:
        return [" ".join(re.sub(r"\s*\?+\s*", " ", credit).split())]
    return _repeated(credit)


def _repeated(credit: str) -> list[str]:
    """Return the one holder of « © CRDOA, © CRDOA »; two different holders may well share an image."""
    holders = [part.strip(" ,;/-–") for part in _SIGN.split(credit)]
    named = [one for one in holders[1:] if one]
    if len(named) > 1 and _same(named):
        return [f"{credit[: _SIGN.search(credit).start()]}© {named[0]}".strip()]  # type: ignore[union-attr]
    return []


def _same(parts: list[str]) -> bool:
    names = [_NAME.sub(" ", fold(_SIGN.sub("", part))).strip() for part in parts]
    return len(set(names)) < len(names)


def unresolved(text: str) -> Iterator[tuple[int, int]]:
    """Yield where a text holds a note to oneself or a word to come."""
    for match in UNRESOLVED.finditer(text):
        said = match[0].strip()
        if _CAPITALS.match(said) and not said[:3].isupper() and not said[:2].isupper():
            continue
        start = match.start() + len(match[0]) - len(match[0].lstrip())
        yield start, match.end()


@rule(
    "EDI002",
    target="entry",
    severity=Severity.ERREUR,
    title=_("Mot laissé en suspens"),
    message=_("Ce passage attend encore une décision : « {value} »."),
    remedy=_("Décider, compléter ou supprimer le passage."),
    source=OURS,
    passes=Example({"body": "<p>Robe ou juste et jupon, vers 1780.</p>"}, "« juste » est un vêtement"),
    fails=Example({"body": "<p>La journée aura lieu le XX juin, lieu à confirmer.</p>"}),
)
def waiting(page: Proof) -> Iterator[Finding]:
    """What is published says what it means."""
    yield from _waiting(page, quoted=False, code="EDI002")


@rule(
    "EDI003",
    target="entry",
    severity=Severity.ALERTE,
    title=_("Mot laissé en suspens dans une citation"),
    message=_("Ce passage, repris d’une notice ou cité, semble attendre une décision : « {value} »."),
    remedy=_("Le faire corriger dans la notice, ou confirmer qu’il est juste."),
    source=OURS,
    passes=Example({"body": "<blockquote><p>« Fait le douze mai. »</p></blockquote>"}),
    fails=Example({"body": "<blockquote><p>Vase (date à vérifier).</p></blockquote>"}),
)
def waiting_in_quotation(page: Proof) -> Iterator[Finding]:
    """Words that are not the editor's may hesitate; somebody says that they rightly do."""
    yield from _waiting(page, quoted=True, code="EDI003")


def _waiting(page: Proof, *, quoted: bool, code: str) -> Iterator[Finding]:
    for text in page.texts:
        credit = last(text) in {"credit", "rights"}
        for start, end in unresolved(text.text):
            quotation = page.quoted(text, start, end)
            cut = quotation and text.text[start:end] in {"[…]", "[...]"}
            settled_elsewhere = credit and bool(readings_of(text.text))
            if quotation is quoted and not cut and not settled_elsewhere and not _in_credit(text, start):
                yield found(code, text, start, end)


def _in_credit(text: Prose, at: int) -> bool:
    return any(start <= at < end and readings_of(text.text[start:end]) for start, end in _credits_in(text))
