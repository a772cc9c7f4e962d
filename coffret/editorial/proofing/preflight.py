"""The preflight: what stands in the way of a publication, what somebody must confirm, what could be better.

An erreur blocks; an alerte is put right or confirmed by name with a reason (Waiver); a signalement asks nothing. The
same rules look at what is being written and, every night, at what is online.

A finding's ``field`` is a path in the content (« cover.alt », « items.2.words ») and its ``value`` the exact quote.
Among its facts: ``at`` (which occurrence of the quote), ``part`` and ``index`` (of which link or image inside rich
text), ``choices`` (what the quote may become).
"""

import copy
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime
from itertools import groupby
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from coffret.base.errors import Refused
from coffret.base.rules import REGISTRY, Finding, Severity, rules_for
from coffret.editorial.entries import content as contents
from coffret.editorial.kinds import KINDS, Widget
from coffret.editorial.models import Entry, Waiver
from coffret.editorial.proofing import prose
from coffret.editorial.proofing import rules as _rules  # noqa: F401 - importing them registers them
from coffret.editorial.proofing.proof import Proof
from coffret.editorial.proofing.world import World, gather

TARGET = "entry"
# Kind → (what its rules look at, how a content of it is made a proof): rooms above add theirs.
Prover = Callable[[Mapping[str, Any], Entry | None, datetime], Proof]
PROVERS: dict[str, tuple[str, Prover]] = {}
# Kind → the rules that still matter once it is online, where not all do: nothing of a letter that left can change, only
# what it leads to.
LASTING: dict[str, frozenset[str]] = {}
GRAVITY = tuple(Severity)
Content = dict[str, Any]


def check(
    kind: str, content: Mapping[str, Any], *, entry: Entry | None = None, now: datetime | None = None
) -> list[Finding]:
    """Return what the rules find in a content in normal form, the gravest first, then in the order of the form.

    ``entry``: the entry it belongs to, when there is one; ``now``: the moment it is judged at. About ten queries.
    """
    at = now or timezone.now()
    if kind in PROVERS:
        target, prove = PROVERS[kind]
        return examine(prove(content, entry, at), target)
    proof = Proof(KINDS[kind], content, at, World(), *_life(entry))
    proof.world = gather(kind, content, [link.href for link in proof.links], entry, at)
    return examine(proof)


def examine(proof: Proof, target: str = TARGET) -> list[Finding]:
    """Return what the rules of ``target`` find in a proof whose facts are known."""
    order = {field.name: number for number, field in enumerate(proof.kind.fields)}
    found = [finding for rule in rules_for(target) for finding in rule.check(proof)]
    return sorted(
        found, key=lambda one: (GRAVITY.index(one.severity), order.get(one.field.split(".")[0], -1), one.code)
    )


def _life(entry: Entry | None) -> tuple[bool, datetime | None]:
    return (entry.live, entry.first_published_at) if entry else (False, None)


def blocking(findings: Iterable[Finding]) -> list[Finding]:
    """Return those that block publication."""
    return [one for one in findings if one.severity is Severity.ERREUR]


def unconfirmed(entry: Entry | None, findings: Iterable[Finding]) -> list[Finding]:
    """Return the alertes that nobody confirmed for this entry, quote for quote; one query."""
    doubts = [one for one in findings if one.severity is Severity.ALERTE]
    if not doubts or entry is None or entry.pk is None:
        return doubts
    known = confirmed(entry)
    return [one for one in doubts if key(one) not in known]


def confirmed(entry: Entry) -> dict[tuple[str, str, str], Waiver]:
    """Return the alertes confirmed for an entry: (code, field, quote) -> who, when, why."""
    rows = Waiver.objects.filter(entry=entry.pk).select_related("by").order_by("pk")
    return {(row.code, row.field, row.quote): row for row in rows}


def key(finding: Finding) -> tuple[str, str, str]:
    """Return what a confirmation is kept under."""
    return finding.code, finding.field[:100], finding.value[:500]


# Putting right --------------------------------------------------------------------------------------------------------


def fixable(finding: Finding) -> bool:
    """Say whether a finding can be put right at once."""
    return bool(finding.facts.get("choices")) or finding.speaking.fix is not None


def fixed(kind: str, content: Mapping[str, Any], finding: Finding, choice: int = 0) -> Content:
    """Return the content with one finding put right, by the reading ``choice`` where there are several.

    What the finding quotes is looked for in the content as it is now; raises Refused when it is no longer there.
    """
    changed = copy.deepcopy(dict(content))
    _fix(kind, changed, finding, choice)
    return contents.clean(kind, changed)


def mended(
    kind: str,
    content: Mapping[str, Any],
    codes: Iterable[str],
    *,
    entry: Entry | None = None,
    now: datetime | None = None,
) -> Content:
    """Return the content with all that these rules find put right, each by its first reading: « tout corriger ».

    What one correction hides from another is found at the next round.
    """
    wanted, current = sorted(set(codes) & REGISTRY.keys()), contents.clean(kind, content)
    for _round in range(len(wanted) + 2):
        found = [one for one in check(kind, current, entry=entry, now=now) if one.code in wanted and fixable(one)]
        changed = copy.deepcopy(current)
        if not sum(_tried(kind, changed, one) for one in _apart(found)):
            break
        current = contents.clean(kind, changed)
    return current


def _tried(kind: str, content: Content, finding: Finding) -> bool:
    try:
        _fix(kind, content, finding, 0)
    except Refused:
        return False
    return True


def _fix(kind: str, content: Content, finding: Finding, choice: int) -> None:
    """Put one finding right inside ``content``; raises Refused."""
    holder, name = _holder(content, finding.field)
    holder[name] = _rewritten(kind, finding, holder[name], choice)
    if holder[name] is _REMOVED:
        del holder[name]


def _apart(findings: Iterable[Finding]) -> list[Finding]:
    """Return findings that can be put right one after another: the last occurrences of a quote first."""
    return sorted(findings, key=lambda one: one.facts.get("at", 0), reverse=True)


_REMOVED = object()


def _holder(content: Content, path: str) -> tuple[Any, Any]:
    """Return what holds the value at ``path``, and the name or rank it has there; raises Refused when it is gone."""
    *parents, name = path.split(".")
    holder: Any = content
    try:
        for part in parents:
            holder = holder[int(part)] if isinstance(holder, list) else holder[part]
        rank: Any = int(name) if isinstance(holder, list) else name
        holder[rank]
    except (KeyError, IndexError, ValueError, TypeError):
        raise Refused(_("Ce passage n’est plus là : relancer le contrôle.")) from None
    return holder, rank


def _rewritten(kind: str, finding: Finding, value: Any, choice: int) -> Any:
    choices = finding.facts.get("choices") or ()
    if not choices and finding.speaking.fix and isinstance(value, str):
        return finding.speaking.fix(value) or value
    if not 0 <= choice < len(choices):
        raise Refused(_("Rien ne se corrige ici d’un geste : reprendre le passage à la main."))
    if not isinstance(value, str):
        return choices[choice] or _REMOVED
    return _replaced(_read(kind, finding.field, value), finding, str(choices[choice]))


def _read(kind: str, path: str, value: str) -> prose.Prose:
    field = KINDS[kind].named(path.split(".")[0])
    ending = _RICH_PARTS.get(field.widget)
    rich = field.widget is Widget.RICH or (ending is not None and path.endswith(ending))
    return prose.rich(path, value) if rich else prose.plain(path, value)


# What of fields made of several values is rich text.
_RICH_PARTS = {Widget.QUESTIONS: ".answer", Widget.SECTIONS: ".words"}
_ATTRIBUTES = {"href": "href", "alt": "alt", "credit": "data-credit", "rights": "data-rights"}


def _replaced(text: prose.Prose, finding: Finding, new: str) -> str:
    part = finding.facts.get("part", "")
    if part and text.rich:
        marks = text.links if part == "href" else text.images
        return _attribute(text, marks, finding, part, new)
    start = prose.nth(text.text, finding.value, finding.facts.get("at", 0)) if finding.value else 0
    if start < 0:
        raise Refused(_("« {quote} » n’est plus là : relancer le contrôle.").format(quote=finding.value[:80]))
    return text.replaced(start, start + len(finding.value), new)


def _attribute(text: prose.Prose, marks: list[prose.Mark], finding: Finding, part: str, new: str) -> str:
    index, name = finding.facts.get("index", 0), _ATTRIBUTES.get(part, "")
    held = marks[index].attributes.get(name, "") if index < len(marks) and name else ""
    start = prose.nth(held, finding.value, finding.facts.get("at", 0)) if finding.value else 0
    if start < 0 or index >= len(marks):
        raise Refused(_("« {quote} » n’est plus là : relancer le contrôle.").format(quote=finding.value[:80]))
    written = held[:start] + new + held[start + len(finding.value) :]
    return text.with_attribute(marks[index], name, written)


# Saying where ---------------------------------------------------------------------------------------------------------


def place(kind: str, finding: Finding) -> str:
    """Return where a finding stands, in the reader's language: « Texte », « Image, texte alternatif »."""
    return ", ".join(word for word, _same in groupby(_place(kind, finding)))


def _place(kind: str, finding: Finding) -> Iterator[str]:
    first, *rest = finding.field.split(".")
    known = {field.name: field for field in KINDS[kind].fields}
    words = parts()
    if rest and first in known and known[first].widget is Widget.SECTIONS:
        yield _("Rubrique {number}").format(number=int(rest.pop(0)) + 1)
        if rest[:1] == ["items"] and len(rest) > 1:
            yield _("élément {number}").format(number=int(rest[1]) + 1)
            rest = rest[2:]
    elif first:
        yield str(known[first].label if first in known else first)
    yield from (
        str(int(part) + 1) if part.isdigit() else words[part] for part in rest if part.isdigit() or part in words
    )
    if finding.facts.get("part") in words:
        yield words[finding.facts["part"]]


def parts() -> dict[str, str]:
    """Return the names of the parts of fields, in the reader's language."""
    return {
        "alt": _("texte alternatif"),
        "credit": _("crédit"),
        "rights": _("droits"),
        "caption": _("légende"),
        "words": _("mots"),
        "picture": _("image"),
        "one": _("titre au singulier"),
        "many": _("titre au pluriel"),
        "title": _("titre"),
        "description": _("description"),
        "editions": _("édition"),
        "version": _("version"),
        "issued_on": _("date"),
        "changed": _("ce qui a changé"),
        "document": _("fichier"),
        "question": _("question"),
        "answer": _("réponse"),
        "href": _("lien"),
    }
