"""INF015-INF018, INF035: what is put forward: how many, once, not again so soon; the numbers a page tells."""

import re
from collections import Counter
from collections.abc import Iterator
from datetime import date

from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from coffret.base.rules import Example, Finding, Severity, rule
from coffret.base.text import fold, grouped
from coffret.editorial.entries.references import Ref
from coffret.editorial.models import KindName
from coffret.editorial.proofing.days import days
from coffret.editorial.proofing.proof import Proof, found
from coffret.editorial.proofing.prose import Block, Prose
from coffret.editorial.proofing.rules.sources import OURS

# What is put forward, one and several.
_HEADS = {
    "notice": "notices", "musée": "musées", "œuvre": "œuvres", "objet": "objets", "tableau": "tableaux",
    "peinture": "peintures", "sculpture": "sculptures", "estampe": "estampes", "dessin": "dessins",
    "photographie": "photographies", "costume": "costumes", "trésor": "trésors", "découverte": "découvertes",
}  # fmt: skip
_ONE = {**{many: one for one, many in _HEADS.items()}, **{fold(many): one for one, many in _HEADS.items()}}
_MANY = {**_HEADS, **{fold(one): many for one, many in _HEADS.items()}}
_PLURAL = re.compile(
    rf"^(?:(les|nos|des) )?({'|'.join([*_ONE])})(?= (?:du|de la|de l[’']) ?(?:mois|semaine|année)\b)", re.I
)
_SINGULAR = re.compile(rf"^(?:(la|le|l[’']) ?)?({'|'.join([*_MANY])})(?= (?:du|de la|de l[’']) ?(?:mois|semaine|année)\b)", re.I)  # fmt: skip


@rule(
    "INF015",
    target="entry",
    severity=Severity.ALERTE,
    title=_("Pluriel pour une seule chose, ou l’inverse"),
    message=_("« {value} » annonce {what}, et il y en a {count}."),
    remedy=_("Accorder le titre avec ce qu’il annonce."),
    source=OURS,
    passes=Example({"kind": "feature", "title": "Notice du mois"}),
    fails=Example({"kind": "feature", "title": "Notices du mois"}),
)
def agreement(page: Proof) -> Iterator[Finding]:
    """A title agrees with what stands under it."""
    if page.name == KindName.FEATURE:
        for text in page.texts:
            if text.path == "title":
                yield from _agreed(text, 0, len(text.text), len(page.content["items"]))
    for text in page.texts:
        for head, count in _sections(text):
            yield from _agreed(text, head.start, head.start + len(head.text), count)


def _agreed(text: Prose, start: int, end: int, count: int) -> Iterator[Finding]:
    title = text.text[start:end]
    plural, singular = _PLURAL.match(title), _SINGULAR.match(title)
    if plural and count == 1:
        right = _cased(plural[2], _ONE[plural[2].lower()]) + title[plural.end() :]
        yield found("INF015", text, start, end, right, what=SEVERAL, count=count)
    elif singular and count > 1:
        right = _cased(singular[2], _MANY[singular[2].lower()]) + title[singular.end() :]
        yield found("INF015", text, start, end, right, what=ALONE, count=count)


SEVERAL, ALONE = gettext_noop("plusieurs choses"), gettext_noop("une seule chose")


def _cased(like: str, word: str) -> str:
    return word[:1].upper() + word[1:] if like[:1].isupper() else word


def _sections(text: Prose) -> Iterator[tuple[Block, int]]:
    """Yield each heading with how many notices or museums its section links to, when it links to some."""
    for number, head in enumerate(text.blocks):
        if head.level:
            end = next((b.start for b in text.blocks[number + 1 :] if 0 < b.level <= head.level), len(text.text) + 1)
            kind = "coffret:museum/" if fold(head.text).find("musee") >= 0 else "coffret:notice/"
            hrefs = {link.attributes.get("href", "") for link in text.links if head.start <= link.start < end}
            if count := sum(href.startswith(kind) for href in hrefs):
                yield head, count


@rule(
    "INF016",
    target="entry",
    severity=Severity.ALERTE,
    title=_("Deux fois la même chose"),
    message=_("{name} est choisi deux fois."),
    remedy=_("En retirer un."),
    source=OURS,
    passes=Example({"kind": "feature", "items.0.record": "M0650000001"}),
    fails=Example(
        {"kind": "feature", "title": "Notices du mois", "items.1.record": "M0650000001", "items.1.words": "Encore lui."}
    ),
)
def twice(page: Proof) -> Iterator[Finding]:
    """A thing is put forward once in a page."""
    seen: Counter[Ref] = Counter()
    for index, ref in _items(page):
        seen[ref] += 1
        if seen[ref] == 2:
            title = page.world.target(ref).title or ref.key
            # What it becomes is nothing: the second one goes.
            yield Finding("INF016", f"items.{index}", ref.key, facts={"name": f"« {title} »", "choices": [""]})


@rule(
    "INF017",
    target="entry",
    severity=Severity.SIGNALEMENT,
    title=_("Mis à l’honneur il y a peu"),
    message=_("{name} l’a déjà été : « {where} »."),
    remedy=_("En choisir un autre, qui ne l’a jamais été ; ou laisser, si c’est voulu."),
    source=OURS,
    passes=Example({"kind": "feature", "items.0.record": "M0650000001"}),
    fails=Example({"kind": "feature", "items.0.record": "M0650000002"}),
)
def lately(page: Proof) -> Iterator[Finding]:
    """Everyone has a turn: three months at least between two. A selection on a theme takes what it needs."""
    for index, ref in _items(page) if page.text("month") else ():
        if where := page.world.featured.get(ref):
            title = page.world.target(ref).title or ref.key
            yield Finding("INF017", f"items.{index}", ref.key, facts={"name": f"« {title} »", "where": where})


def _items(page: Proof) -> Iterator[tuple[int, Ref]]:
    for index, item in enumerate(page.content.get("items") or ()):
        yield index, Ref("notice", item["record"]) if "record" in item else Ref("museum", item["museum"])


@rule(
    "INF018",
    target="entry",
    severity=Severity.ERREUR,
    title=_("Mois absent d’une mise à l’honneur"),
    message=_("Les notices ou les musées d’un mois disent lequel."),
    remedy=_("Choisir le mois, ou en faire une sélection."),
    source=OURS,
    passes=Example({"kind": "feature", "month": "2026-05"}),
    fails=Example({"kind": "feature", "month": ""}),
)
def no_month(page: Proof) -> Iterator[Finding]:
    """Features of a month are filed under it."""
    if page.name == KindName.FEATURE and page.applies(page.kind.named("month")) and not page.text("month"):
        yield Finding("INF018", "month")


_FIGURE = re.compile(r"\d(?:[\d .\u00a0\u202f]*\d)?")
# What stands before and after a number that counts the whole catalogue; « 12 notices de céramique » does not.
_BEFORE = re.compile(
    r"\b(?:catalogue|base|Joconde|collections en ligne|portail)\b[^.!?\n]{0,60}?\b(?:compte|comptent|rassemble|réunit|contient"
    r"|propose|donne accès à|riche de|comprend|recense|offre)\b[^.!?\n\d]{0,30}$",
    re.IGNORECASE,
)
_AFTER = re.compile(
    r"[ \u00a0\u202f](notices|musées)(?!\w)(?! (?:de|d[’']|du|des|en|sur|illustr|nouvel|pour|ont|sont|par)\b)", re.I
)
_NEW = re.compile(
    r"[ \u00a0\u202f](?:nouvelles notices|notices nouvelles|notices (?:ont été|ont) (?:publiées|ajoutées|versées))",
    re.I,
)
_IN_MONTH = re.compile(r"\b(?:en|au mois d[e’']|courant|durant|pendant) ?(janvier|février|mars|avril|mai|juin|juillet|août|septembre|octobre|novembre|décembre)(?:[ \u00a0](\d{4}))?|\bce mois(?:-ci)?\b", re.I)  # fmt: skip
_SINCE = re.compile(r"\bdepuis le\s", re.I)
_NUMBERS = ("janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre", "novembre", "décembre")  # fmt: skip


@rule(
    "INF035",
    target="entry",
    severity=Severity.ALERTE,
    title=_("Nombre qui n’est pas celui du catalogue"),
    message=_("Le texte dit {value}, et le catalogue compte {today}."),
    remedy=_("Mettre le nombre d’aujourd’hui, ou confirmer celui-ci."),
    source=OURS,
    passes=Example({"body": "<p>Le catalogue compte 1\u202f023\u202f705 notices.</p>"}),
    fails=Example({"body": "<p>Le catalogue compte 990\u202f000 notices.</p>"}),
)
def numbers(page: Proof) -> Iterator[Finding]:
    """A number told of the catalogue is that of the catalogue; what is online and dated keeps the number of its day."""
    if page.settled:
        return
    for text in page.own():
        if "notices" in text.text or "musées" in text.text:
            yield from _totals(page, text)
            yield from _news(page, text)


def _totals(page: Proof, text: Prose) -> Iterator[Finding]:
    for match in _FIGURE.finditer(text.text):
        after = _AFTER.match(text.text, match.end())
        if after and _BEFORE.search(text.text[max(0, match.start() - 130) : match.start()]):
            what = "museums" if fold(after[1]) == "musees" else "notices"
            yield from _compared(text, match, page.world.count(what, None, None))


def _news(page: Proof, text: Prose) -> Iterator[Finding]:
    for match in _FIGURE.finditer(text.text):
        if after := _NEW.match(text.text, match.end()):
            period = _period(page, text.text, match.start(), after.end())
            if period:
                yield from _compared(text, match, page.world.count("new", *period))


def _compared(text: Prose, match: re.Match[str], today: int) -> Iterator[Finding]:
    said = int(re.sub(r"\D", "", match[0])[:12])
    if said != today:
        yield found("INF035", text, match.start(), match.end(), grouped(today), today=grouped(today))


def _period(page: Proof, text: str, start: int, end: int) -> tuple[date, date | None] | None:
    """Return the days a number of new notices is told of: a month named, this month, or since a day; None: not said."""
    left = max(text.rfind(mark, 0, start) for mark in ".!?\n") + 1
    right = min([place for mark in ".!?\n" if (place := text.find(mark, end)) >= 0] or [len(text)])
    sentence = text[left:right]
    if month := _IN_MONTH.search(sentence):
        return _month_of(page, month)
    if since := _SINCE.search(sentence):
        told = next(iter(days(sentence[since.end() : since.end() + 40])), None)
        when = told and told.on(told.year or page.today.year)
        return (when, None) if when else None
    return None


def _month_of(page: Proof, match: re.Match[str]) -> tuple[date, date]:
    number = _NUMBERS.index(match[1].lower()) + 1 if match[1] else page.today.month
    year = int(match[2]) if match[1] and match[2] else page.today.year - (number > page.today.month)
    return date(year, number, 1), date(year + number // 12, number % 12 + 1, 1)
