"""P01-P02: what was left to be decided: a choice in a credit, a note to oneself."""

import re
from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from coffret.base.rules import Example, Finding, Severity
from coffret.base.text import fold
from coffret.editorial.proofing.proof import found, last
from coffret.editorial.proofing.prose import Block, Prose
from coffret.editorial.proofing.rules.wording import readings_of, unresolved
from coffret.newsletters.composing import figures
from coffret.newsletters.proofing.letter import LetterProof
from coffret.newsletters.proofing.page import CREDIT
from coffret.newsletters.proofing.rules.base import OURS, borrowed, letter_rule

_SIGN = re.compile(r"©|\(c\)(?=\s)", re.I)
_OR = re.compile(r"\s*[,;(]?\s*(?<![’'])\bou\b(?:\s+(?:bien|alors|plutôt|juste|simplement|encore))?\s*", re.I)
# « Photo Martin ou Dupont » credits somebody, « Photo Élysée accueille ou produit » does not.
_UNSIGNED = re.compile(r"\W*(?:photo(?:graphie)?s?|clichés?|cl\.|ph\.|phot\.)\s+(?-i:[A-ZÀ-Ý])", re.I)
_NAMED = re.compile(r"\b(?:ou|OU)\s+(?:bien\s+|alors\s+|plutôt\s+|juste\s+)?(?:de\s+|d[’']|©\s*)?[A-ZÀ-Ý©]|\?\W*$|©")
_OR_BELOW = re.compile(r"\W*ou\b[^.]{0,30}(?:©|\(c\)|\bcrédit)", re.I)
_OR_ABOVE = re.compile(r"\bou(?:\s+(?:bien|alors|plutôt|juste))?\W*$", re.I)
_AND = re.compile(r"\s+(?:et|and)\s+|\s*[/&]\s*", re.I)
_ASKED = re.compile(r"\s*(?:\(\s*\?+\s*\)|\?+)\s*")
_ADDRESS = re.compile(r"https?://\S+|www\.\S+")
_SENTENCE = re.compile(r"(?<=\w{3})[.!]\s+(?=[A-ZÀ-Ý«])")
_WRITTEN = re.compile(r"^\W*(?:crédits?|photo\w*|clichés?)\b[^:©]{0,30}:\s*", re.I)


def readings(credit: str) -> list[str]:
    """Return what a credit may mean when it leaves a choice, each reading once; nothing for one that is decided.

    It leaves one with « ou », with a question mark, or with two signs ©.
    """
    told = _ADDRESS.sub("", credit)
    if known := readings_of(told):
        return known
    head = _WRITTEN.match(told)
    rest = told[head.end() :] if head else told
    if len(parts := _parts(_OR.split(rest))) > 1:
        return parts
    if _ASKED.search(rest):
        return [" ".join(_ASKED.sub(" ", told).split())]
    if len(_SIGN.findall(rest)) > 1:
        return [f"© {part}" for part in _parts(_SIGN.split(rest))]
    return _said_twice(told, rest)


def _said_twice(told: str, rest: str) -> list[str]:
    """Return the one reading of « © CRDOA et CRDOA »: the same holder on both sides."""
    sides = [one.strip(" ,;()") for one in _AND.split(_SIGN.sub("", rest))]
    if len(sides) == 2 and sides[0] and fold(sides[0]) == fold(sides[1]):
        return [told[: told.index(sides[0]) + len(sides[0])].strip()]
    return []


def _parts(split: list[str]) -> list[str]:
    return list(dict.fromkeys(part for one in split if (part := one.strip(" ,;/()–—-"))))


def credits_in(text: Prose) -> Iterator[tuple[int, int]]:
    """Yield the credits of a text: all of a field of credit, and in words from the sign to the end of its sentence."""
    if last(text) in {"credit", "rights"}:
        yield 0, len(text.text)
        return
    for block in text.blocks:
        match = None if block.quoted or block.level else CREDIT.search(block.text)
        if match:
            told = block.text[match.start() :] + _other_reading(text, block)
            words = _SENTENCE.split(told)[0].rstrip(" .\n")
            if _UNSIGNED.match(words) and not _NAMED.search(words):
                continue
            yield block.start + match.start(), block.start + match.start() + len(words)


def _other_reading(text: Prose, block: Block) -> str:
    """Return the line below a credit when it goes on with « ou », or the credit ends so; « » otherwise."""
    below = next((one for one in text.blocks if one.start > block.start), None)
    if below is None or below.level or below.quoted:
        return ""
    goes_on = _OR_BELOW.match(below.text) or _OR_ABOVE.search(block.text)
    return text.text[block.start + len(block.text) : below.start + len(below.text)] if goes_on else ""


@letter_rule(
    "P01",
    severity=Severity.ERREUR,
    title=_("Choix laissé dans un crédit, dans une lettre"),
    message=_("Le crédit propose encore un choix : « {value} »."),
    remedy=_("Garder une seule des lectures."),
    source=OURS,
    passes=Example({"sections.0.items.0.picture.credit": "© CRDOA"}),
    fails=Example({"sections.0.items.0.picture.credit": "© CRDOA, ou juste © CRDOA"}),
)
def choice(proof: LetterProof) -> Iterator[Finding]:
    """A credit names its holder once and for all."""
    for text in proof.texts:
        for start, end in credits_in(text):
            if known := readings(text.text[start:end]):
                yield found("P01", text, start, end, *known)
    for path, credit in _untold(proof, "credit"):
        if readings(credit):
            yield Finding("P01", f"{path}.credit", credit)


@letter_rule(
    "P02",
    severity=Severity.ERREUR,
    title=_("Mot laissé en suspens, dans une lettre"),
    message=_("Ce passage attend encore une décision : « {value} »."),
    remedy=_("Décider, compléter ou supprimer le passage ; s’il vient d’une notice, l’y faire corriger."),
    source=OURS,
    passes=Example({"sections.0.items.0.words": "<p>Robe ou juste et jupon, vers 1780.</p>"}, "« juste » est un vêtement"),
    fails=Example({"body": "<p>La journée aura lieu le XX juin, lieu à confirmer.</p>"}),
)  # fmt: skip
def waiting(proof: LetterProof) -> Iterator[Finding]:
    """What is mailed says what it means; what a record says of itself is confirmed by somebody."""
    yield from (one for one in borrowed("P02", proof, "EDI002", "EDI003") if not _in_choice(proof, one))
    for text in proof.texts if not proof.file else ():
        for mark in dict.fromkeys(figures.unknown(text.text)):
            start = text.text.index(mark)
            yield found("P02", text, start, start + len(mark))
    for name in ("title", "caption", "credit"):
        for path, words in _untold(proof, name):
            for start, end in unresolved(words):
                quote = words[start:end]
                if quote not in {"[…]", "[...]"} and not (name == "credit" and readings(words)):
                    yield Finding("P02", f"{path}.{name}", quote, facts={"weight": Severity.ALERTE.value})


def _in_choice(proof: LetterProof, one: Finding) -> bool:
    """Say whether the note to oneself stands in a credit that leaves a choice: it is said once."""
    for text in proof.texts:
        if text.path == one.field and text.part == one.facts.get("part", ""):
            spans = [span for span in credits_in(text) if one.value in text.text[span[0] : span[1]]]
            if any(readings(text.text[start:end]) for start, end in spans):
                return True
    return False


def _untold(proof: LetterProof, name: str) -> Iterator[tuple[str, str]]:
    """Yield what the things of an issue say of themselves, where the editor wrote nothing in its place."""
    if not proof.file:
        for path, item, _part, said in proof.said():
            drawn = (item["picture"] or {}).get(name, "")
            if not item[name] and not drawn and getattr(said, name):
                yield path, getattr(said, name)
