"""Finding the pages of the site by their words, as records are found: French stems, accents and plurals aside.

They are hundreds, not millions: their words are kept in memory and read again when what is online has changed.
"""

import math
import re
import threading
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Count, Max, Sum
from django.utils import timezone

from coffret.base.text import fold
from coffret.editorial.entries import letters
from coffret.editorial.entries.content import texts
from coffret.editorial.models import Entry, Event, FeatureItem, Issue, KindName
from coffret.search.parser import Shape, Unit, parse
from coffret.search.words import PLAIN, STEMS, readings, spans, split

# A word weighs so much in a title, in a summary, in the text.
IN_TITLE, IN_SUMMARY, IN_TEXT = 5.0, 2.5, 1.0
# A text that says a word often is about it: up to a point.
ENOUGH = 1.5
# What a year of age costs a piece of news; what an event that is over weighs.
AGING, OVER = 0.15, 0.6
YEAR = 365.25
# Characters of a snippet.
SNIPPET = 190
_BLANKS = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Hit:
    """A page found: what it is, where it stands, and the words of it that were looked for, in their sentence."""

    pk: int
    kind: str
    title: str
    path: str
    snippet: str
    at: datetime | None
    score: float


@dataclass(frozen=True, slots=True)
class Found:
    """The pages found, best first: how many, those asked for, and the stems they are recognised by."""

    total: int
    hits: list[Hit]
    stems: frozenset[str] = frozenset()


@dataclass(slots=True)
class _Page:
    """A page as it is searched."""

    pk: int
    kind: str
    title: str
    path: str
    at: datetime | None
    over: datetime | None
    text: str
    in_title: frozenset[str]
    in_summary: frozenset[str]
    in_text: Counter[str]
    stems: list[str] = field(default_factory=list)
    begun: frozenset[str] = frozenset()
    title_words: tuple[str, ...] = ()


def find(words: str, limit: int = 3, offset: int = 0, now: datetime | None = None) -> Found:
    """Return the pages that hold all the words typed; none for a search in a field of records, or without a word."""
    units = parse(words)
    wanted = [unit for unit in units if unit.sign != "-"]
    if not wanted or any(unit.field for unit in units):
        return Found(0, [])
    pages = _online()
    unwanted = [unit for unit in units if unit.sign == "-"]
    matching = [
        page for page in pages if all(_has(page, u) for u in wanted) and not any(_has(page, u) for u in unwanted)
    ]
    rarity = {unit: math.log(1 + len(pages) / (1 + sum(_has(page, unit) for page in pages))) for unit in wanted}
    at = now or timezone.now()
    ranked = sorted(matching, key=lambda page: (-_score(page, rarity, at), page.title, page.pk))
    stems = frozenset(stem for unit in wanted for token in unit.tokens for stem in readings(token))
    hits = [_hit(page, _score(page, rarity, at), stems) for page in ranked[offset : offset + limit]]
    return Found(len(ranked), hits, stems)


def suggest(typed: str, limit: int = 2) -> list[Hit]:
    """Return the pages whose title has a word beginning like each of those typed, the latest first."""
    begun = [fold(word) for word in split(typed[:90])]
    if sum(map(len, begun)) < 3:
        return []
    matching = [page for page in _online() if all(any(w.startswith(b) for w in page.title_words) for b in begun)]
    ranked = sorted(matching, key=lambda page: (page.at.timestamp() if page.at else 0, page.pk), reverse=True)
    return [_hit(page, 0, frozenset()) for page in ranked[:limit]]


# The pages online, read once ------------------------------------------------------------------------------------------


# What changes whenever something is published anew, added or taken off.
_STATE = {"n": Count("pk"), "which": Sum("published"), "last": Max("published_at"), "made": Max("created_at")}


class _Kept:
    """What was read, and the state of the site it was read from."""

    lock = threading.Lock()
    state: tuple[object, ...] | None = None
    pages: Sequence[_Page] = ()


def _online() -> Sequence[_Page]:
    """Return the pages online, read anew when something was published or taken off since."""
    state = tuple(Entry.objects.shown().aggregate(**_STATE).values())
    with _Kept.lock:
        if _Kept.state != state:
            _Kept.pages, _Kept.state = _read(), state
        return _Kept.pages


def _read() -> list[_Page]:
    named = _names_put_forward() | _said_by_letters()
    rows = Event.objects.filter(live=True).order_by("pk").values_list("pk", "starts_at", "ends_at")
    dates = {pk: (starts, ends) for pk, starts, ends in rows}
    pages = Entry.objects.shown().order_by("pk")
    return [_page(entry, named.get(entry.pk, []), dates.get(entry.pk)) for entry in pages]


def _names_put_forward() -> dict[int, list[str]]:
    """Return feature id → titles of its records and names of its museums: it is found by them too."""
    items = FeatureItem.objects.filter(feature__live=True).select_related("record", "museum")
    found: dict[int, list[str]] = {}
    for item in items.order_by("feature", "position", "pk"):
        name = item.record.caption if item.record else item.museum.official_name if item.museum else ""
        found.setdefault(item.feature_id, []).append(name)
    return found


def _said_by_letters() -> dict[int, list[str]]:
    """Return issue id → what it says below its subject, captions of records included: its content holds what was typed."""
    rows = Issue.objects.filter(live=True).order_by("pk").values_list("pk", "frozen")
    return {pk: letters.texts(frozen)[1:] for pk, frozen in rows}


def _page(entry: Entry, named: Iterable[str], dates: tuple[datetime | None, datetime | None] | None) -> _Page:
    """Return a page as it is searched; its date is that of its last change, of an event (``dates``) its start."""
    at, over = dates or (entry.changed_at or entry.first_published_at, None)
    summary = entry.content.get("summary") or entry.content.get("preheader") or ""
    typed = [] if letters.is_letter(entry) and named else texts(entry.kind, entry.content)
    told = [text for text in typed if text != entry.title]
    text = _BLANKS.sub(" ", " · ".join([*told, *named]))
    tokens = split(f"{entry.title} {text}")
    stems = [STEMS[token] for token in tokens]
    return _Page(
        entry.pk, entry.kind, entry.title, entry.path or "", at, over, text,
        frozenset(STEMS[word] for word in split(entry.title)),
        frozenset(STEMS[word] for word in split(summary)),
        Counter(stems), stems, frozenset(PLAIN[token] for token in tokens),
        tuple(PLAIN[word] for word in split(entry.title)),
    )  # fmt: skip


# What a page is worth -------------------------------------------------------------------------------------------------


def _has(page: _Page, unit: Unit) -> bool:
    """Say whether a page holds what a unit asks: its words, its phrase, or the beginning of a word."""
    if unit.shape is Shape.BEGINNING:
        last = PLAIN[unit.tokens[-1]]
        return all(_meant(page, token) for token in unit.tokens[:-1]) and any(w.startswith(last) for w in page.begun)
    if not all(_meant(page, token) for token in unit.tokens):
        return False
    return unit.shape is not Shape.PHRASE or _follow(page.stems, [STEMS[token] for token in unit.tokens])


def _meant(page: _Page, token: str) -> bool:
    return any(stem in page.in_text for stem in readings(token))


def _follow(stems: Sequence[str], phrase: Sequence[str]) -> bool:
    return any(list(stems[at : at + len(phrase)]) == phrase for at in range(len(stems) - len(phrase) + 1))


def _score(page: _Page, rarity: dict[Unit, float], now: datetime) -> float:
    total = sum(weight * sum(_weight(page, token) for token in unit.tokens) for unit, weight in rarity.items())
    if page.kind == KindName.NEWS and page.at:
        total /= 1 + AGING * max(0.0, (now - page.at).days / YEAR)
    return total * (OVER if page.over and page.over < now else 1)


def _weight(page: _Page, token: str) -> float:
    stems = readings(token)
    often = max(page.in_text[stem] for stem in stems)
    title = IN_TITLE if any(stem in page.in_title for stem in stems) else 0.0
    summary = IN_SUMMARY if any(stem in page.in_summary for stem in stems) else 0.0
    return title + summary + IN_TEXT * often / (often + ENOUGH)


def _hit(page: _Page, score: float, stems: frozenset[str]) -> Hit:
    return Hit(page.pk, page.kind, page.title, page.path, snippet(page.text, stems), page.at, score)


def snippet(text: str, stems: frozenset[str]) -> str:
    """Return the piece of a text around the first of these words, cut between words; its beginning when none is there."""
    places = spans(text)
    at = next((start for start, end in places if STEMS[text[start:end]] in stems), 0)
    begin = max((start for start, _end in places if start <= max(0, at - SNIPPET // 3)), default=0)
    begin = 0 if at <= SNIPPET // 2 else begin
    if len(text) - begin <= SNIPPET:
        cut = text[begin:]
    else:
        cut = text[begin : begin + SNIPPET].rpartition(" ")[0].rstrip(" ,;:·(") + "…"
    return f"…{cut}" if begin else cut
