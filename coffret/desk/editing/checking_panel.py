"""What the preflight says, laid out for the panel beside a form: by weight, then by rule, with what can be done at once."""

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from coffret.base.rules import Finding, Rule, Severity, shorten
from coffret.editorial.models import Entry, KindName, Waiver
from coffret.editorial.proofing import audit, preflight

# What « corriger la typographie » mends: the rules whose correction needs no thought.
TYPOGRAPHY = (*(f"EDI{number:03}" for number in range(40, 49)), "P23")
# Findings of one rule shown at once; the others unfold.
SHOWN = 4


@dataclass(frozen=True, slots=True)
class Choice:
    """A correction offered: the value of its button, its words."""

    value: str
    label: str


@dataclass(frozen=True, slots=True)
class Item:
    """A finding as the panel shows it. ``place`` is where it stands, in words; ``key`` names it in what buttons send."""

    key: str
    finding: Finding
    place: str
    message: str
    remedy: str
    choices: tuple[Choice, ...]
    waiver: Waiver | None

    @property
    def where(self) -> dict[str, Any]:
        """Return what a script needs to go to the place."""
        facts = self.finding.facts
        part = facts.get("part", "")
        quote = facts.get("words", "") if part == "href" else self.finding.value
        picture = facts.get("index", 0) if part and part != "href" else ""
        return {"field": self.finding.field, "quote": quote, "at": facts.get("at", 0), "picture": picture}

    @property
    def doubtful(self) -> bool:
        """Say whether somebody may confirm it: an alerte that nobody confirmed."""
        return self.finding.severity is Severity.ALERTE and self.waiver is None


@dataclass(frozen=True, slots=True)
class Group:
    """The findings of one rule. ``mends``: the value of the button that puts them all right, or « »."""

    rule: Rule
    items: list[Item]
    mends: str

    @property
    def first(self) -> list[Item]:
        """Return those shown at once."""
        return self.items[:SHOWN]

    @property
    def rest(self) -> list[Item]:
        """Return the others."""
        return self.items[SHOWN:]

    @property
    def remedy(self) -> str:
        """Return what to do, said once when it is the same for all."""
        remedies = {item.remedy for item in self.items}
        return self.items[0].remedy if len(remedies) == 1 else ""


@dataclass(frozen=True, slots=True)
class Section:
    """The findings of one weight."""

    severity: Severity
    title: str
    groups: list[Group]


@dataclass(frozen=True, slots=True)
class Panel:
    """What the panel shows. ``verdict``: whether it may be published, in a sentence; ``confirmed``: what somebody let be.

    ``asking``: a publication has just been held by these findings, the reasons are asked at once.
    """

    sections: list[Section]
    confirmed: list[Item]
    summary: str
    verdict: str
    ready: bool
    mends: str
    mended: int
    asking: bool


def panel(entry: Entry, content: Mapping[str, Any], asking: bool = False) -> Panel:
    """Return what the preflight says of a content of ``entry``, in normal form."""
    findings = preflight.check(entry.kind, content, entry=entry)
    waivers = preflight.confirmed(entry) if entry.pk else {}
    items = [_item(entry.kind, one, waivers) for one in findings]
    open_items = [item for item in items if item.waiver is None]
    open_findings = [item.finding for item in open_items]
    typographic = [item for item in open_items if item.finding.code in TYPOGRAPHY]
    errors = len(preflight.blocking(open_findings))
    doubts = sum(item.doubtful for item in open_items)
    return Panel(
        sections=list(_sections(open_items)),
        confirmed=[item for item in items if item.waiver is not None],
        summary=audit.said(open_findings) or _("rien à redire"),
        verdict=_verdict(entry.kind, errors, doubts),
        ready=not (errors or doubts),
        mends=f"tout:{','.join(TYPOGRAPHY)}" if len(typographic) > 1 else "",
        mended=len(typographic),
        asking=asking and doubts > 0,
    )


def _verdict(kind: str, errors: int, doubts: int) -> str:
    if kind == KindName.LETTER:
        return verdict_of_letter(errors, doubts)
    if errors:
        return ngettext(
            "Une erreur empêche de publier.", "{count} erreurs empêchent de publier.", errors
        ).format(count=errors)  # fmt: skip
    if doubts:
        return ngettext(
            "Une alerte est à corriger ou à confirmer avant de publier.",
            "{count} alertes sont à corriger ou à confirmer avant de publier.",
            doubts,
        ).format(count=doubts)
    return _("Rien n’empêche de publier.")


def verdict_of_letter(errors: int, doubts: int) -> str:
    """Return whether a letter may be sent, in a sentence; so many errors and so many doubts stand in the way."""
    if errors:
        return ngettext(
            "Une erreur empêche d’envoyer.", "{count} erreurs empêchent d’envoyer.", errors
        ).format(count=errors)  # fmt: skip
    if doubts:
        return ngettext(
            "Une alerte est à corriger ou à confirmer.", "{count} alertes sont à corriger ou à confirmer.", doubts
        ).format(count=doubts)
    return _("Rien n’empêche d’envoyer.")


def _item(kind: str, finding: Finding, waivers: Mapping[tuple[str, str, str], Waiver]) -> Item:
    key = key_of(finding)
    doubtful = finding.severity is Severity.ALERTE
    return Item(
        key,
        finding,
        preflight.place(kind, finding),
        finding.message(),
        finding.remedy(),
        tuple(_choices(key, finding)),
        waivers.get(preflight.key(finding)) if doubtful else None,
    )


def key_of(finding: Finding) -> str:
    """Return a short name for a finding, the same as long as it stands where it stands."""
    facts = finding.facts
    told = [
        finding.code,
        finding.field,
        finding.value,
        facts.get("at", 0),
        facts.get("part", ""),
        facts.get("index", 0),
    ]
    return hashlib.sha256(json.dumps(told).encode()).hexdigest()[:16]


def _choices(key: str, finding: Finding) -> Iterator[Choice]:
    choices = finding.facts.get("choices") or ()
    for number, words in enumerate(choices):
        yield Choice(f"{key}.{number}", _label(finding, str(words)))
    if not choices and finding.speaking.fix is not None:
        yield Choice(f"{key}.0", _("Corriger"))


def _label(finding: Finding, words: str) -> str:
    if not words:
        return _("Retirer")
    if finding.code in TYPOGRAPHY:
        return _("Corriger")
    if finding.facts.get("part") == "href":
        return _("Mettre la bonne adresse")
    return _("Écrire « {words} »").format(words=shorten(words, 60))


def _sections(items: list[Item]) -> Iterator[Section]:
    titles = {
        Severity.ERREUR: _("À corriger"),
        Severity.ALERTE: _("À corriger ou à confirmer"),
        Severity.SIGNALEMENT: _("À savoir"),
    }
    for severity in Severity:
        by_rule: dict[str, list[Item]] = defaultdict(list)
        for item in items:
            if item.finding.severity is severity:
                by_rule[item.finding.code].append(item)
        if by_rule:
            yield Section(severity, titles[severity], [_group(code, found) for code, found in by_rule.items()])


def _group(code: str, items: list[Item]) -> Group:
    decided = len(items) > 1 and all(len(item.choices) == 1 for item in items)
    return Group(items[0].finding.rule, items, f"tout:{code}" if decided else "")
