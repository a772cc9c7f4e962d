"""EDI001-EDI003: what was left to be decided: a choice in a credit, a note to oneself, a word to come."""

import re
from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from coffret.base.rules import Example, Finding, Severity, rule
from coffret.base.text import fold
from coffret.editorial.proofing.proof import Proof, found, last
from coffret.editorial.proofing.prose import Prose
from coffret.editorial.proofing.rules.sources import METHOD, OURS

_OR = re.compile(
    r"\s*(?:[,;]\s*|\()?\bou\s+(?:bien\s+|alors\s+|plutôt\s+|juste\s+|simplement\s+|encore\s+)?(?=©|\(c\)|[A-ZÀ-Ý])",
    re.I,
)
_HESITATION = re.compile(r"\bou\s+(?:bien|alors|plutôt|juste|simplement)\b", re.I)
_SIGN = re.compile(r"©|\(c\)", re.I)
_NAME = re.compile(r"[^a-z0-9]+")

_MONTHS = r"janvier|février|mars|avril|mai|juin|juillet|août|septembre|octobre|novembre|décembre"
_VERBS = r"compléter|vérifier|confirmer|préciser|reformuler|relire|remplacer|corriger|traduire|supprimer|valider|déterminer|définir"
# Notes to oneself, as they are met, in small letters: each begins with something seldom written, so that a text without
# any is read at one glance. « ou juste » counts only after a comma or before a sign: « robe ou juste et jupon » is a
# garment. What is « à vérifier » is said of a thing, alone on its line, or between brackets.
_NOTES = tuple(
    re.compile(pattern)
    for pattern in (
        r"(?<=[,(—–])\s*ou\s+(?:juste|alors|plutôt)\b(?!\s+et\b)",
        r"(?<![,(—–]\s)(?<![,(—–])\bou\s+(?:juste|alors|plutôt)(?=\s+(?:©|«|\"))",
        r"\?{2,}(?!\s*!)",
        r"lorem\sipsum\b",
        r"supprimer\s(?:cette|ce|cet)\s(?:phrase|ligne|mention|paragraphe|passage|bloc|texte)\b",
        r"\[(?:…|\.\.\.|\s*|lien|url|image|texte|date|titre|nom)\]",
        r"\[(?:insérer|ajouter|mettre|lien vers|texte (?:de|d[’'])|image de|photo de|titre de|date de)[^\]\n]{0,60}\]",
        r"(?:<|\b)insérer ici\b[^>\n.]{0,40}>?",
        r"\b(?:texte|légende|crédit|visuel|chapô|lien|titre)s?\sà\svenir\b(?=\W*(?:$|\n|[.)\]]))",
        r"(?<=:\s)xxx+(?!\w)|\bxxxx+\b",
    )
)
_TO_DO = re.compile(rf"à\s(?:{_VERBS})\b")
_THING = re.compile(
    r"\b(?:(?:date|heure|lieu|lien|horaire|programme|texte|image|visuel|crédit|légende|titre|adresse|salle|nom|chiffre|tarif|intervenant)s?)\s$"
)
_ALONE = re.compile(r"(?:[\[(]|—\s|–\s|\s-\s|:\s|^|\n)\s*$")
_AFTER = re.compile(r"\s*(?:[\])!?.…\n]|$|avec\b|par\b|auprès\b)")
# In capitals alone: « todo » and « xx » are words and figures elsewhere.
_CAPITALS = re.compile(rf"\b(?:TODO|TBC|TBD|FIXME|XXX+)\b|\bXX+\s(?:{_MONTHS}|h\b|€|euros|places)")


def unresolved(text: str) -> Iterator[tuple[int, int]]:
    """Yield where a text holds a note to oneself or a word to come."""
    small = text.lower()
    if len(small) != len(text):  # a letter whose small form is two signs: places would no longer be the same
        small = text
    for pattern in _NOTES:
        for match in pattern.finditer(small):
            yield match.start() + len(match[0]) - len(match[0].lstrip()), match.end()
    yield from (match.span() for match in _CAPITALS.finditer(text))
    for match in _TO_DO.finditer(small):
        before = small[max(0, match.start() - 24) : match.start()]
        if thing := _THING.search(before):
            yield match.start() - len(before) + thing.start(), match.end()
        elif _ALONE.search(before if match.start() > 24 else f"\n{before}") and _AFTER.match(small, match.end()):
            yield match.span()


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
            cut = text.text[start:end] in {"[…]", "[...]"} and (quotation or _cited(text.text, start))
            settled_elsewhere = credit and bool(readings_of(text.text))
            if quotation is quoted and not cut and not settled_elsewhere and not _in_credit(text, start):
                yield found(code, text, start, end)


def _cited(text: str, at: int) -> bool:
    """Say whether a place stands between « and », where « […] » tells a cut."""
    opening = text.rfind("«", 0, at)
    return opening >= 0 and "»" not in text[opening:at] and "»" in text[at:]


def _in_credit(text: Prose, at: int) -> bool:
    return any(start <= at < end and readings_of(text.text[start:end]) for start, end in _credits_in(text))
