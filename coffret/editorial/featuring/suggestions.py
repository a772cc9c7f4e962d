"""What might be put forward next, each with its reasons: records for a month's notices, museums for a month's museums.

A few bounded samples are taken by indices (published lately, round years, museums never shown, several large images),
never the whole catalogue; then each candidate is judged, and the choice differs from a month to the next.
"""

import zlib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from coffret.authorities.models import Museum
from coffret.base.text import grouped
from coffret.catalogue.models import Record, State, Status
from coffret.editorial.featuring.anniversaries import anniversaries, founded, searches
from coffret.editorial.models import FeatureItem, KindName, RecordViews, Reference
from coffret.images import rights
from coffret.images.credits import worthless
from coffret.images.models import Image
from coffret.images.norms import RECOMMENDED_SHORT_SIDE
from coffret.search.query import SearchRequest, facet_values, search

SHOWN = 24
RESTED = 730  # days before the same record is put forward again
LATELY = timedelta(days=60)
OF_LATE, OF_A_SEARCH, OF_A_MUSEUM, LARGE, MUSEUMS_TRIED = 150, 12, 4, 200, 12
MOST_OF_A_MUSEUM, MOST_OF_A_FEAST = 2, 3
GONE = (State.MISSING, State.STOLEN, State.PRESUMED_DESTROYED)
# What a reason weighs: a birthday comes once, a page never read is common.
BIRTHDAY, NEVER_SHOWN, WELL_ILLUSTRATED, FRESH, UNREAD = 8, 5, 3, 2, 1


@dataclass(slots=True)
class Suggestion:
    """A record (``ref``) or a museum (``code``) that might be put forward, the picture that would show, and why."""

    title: str
    museum: str
    ref: str = ""
    code: str = ""
    caption: str = ""
    credit: str = ""
    image: Image | None = None
    reasons: list[str] = field(default_factory=list)
    weight: int = 0
    # The anniversary it would celebrate, or « »: one is not celebrated ten times.
    feast: str = ""

    def because(self, weight: int, reason: str) -> None:
        """Add a reason and what it weighs."""
        self.reasons.append(reason)
        self.weight += weight


def suggested_records(month: date, limit: int = SHOWN) -> list[Suggestion]:
    """Return at most ``limit`` records worth putting forward in ``month`` (its first day), the best first."""
    shown = museums_shown()
    ids = {*_latest(), *_celebrating(month.year), *_of_museums_without(shown, month), *_with_large_images()}
    records = list(_showable(ids - records_at_rest(month)))
    pictures = _pictures(records)
    read = set(RecordViews.objects.filter(record__in=records).order_by().values_list("record_id", flat=True))
    made = [
        (record, _judged(record, pictures[record.pk], month, shown, read))
        for record in records
        if record.pk in pictures and not worthless(rights.credit(pictures[record.pk][0], record.values))
    ]
    told = [(record, one) for record, one in made if one.reasons]
    told.sort(key=lambda pair: (-pair[1].weight, _shuffled(pair[0].ref, month)))
    return _spread(told, limit)


def suggested_museums(month: date, limit: int = SHOWN) -> list[Suggestion]:
    """Return at most ``limit`` museums worth putting forward in ``month`` (its first day), the best first."""
    counted, pictured = _by_museum(), _by_museum(image=("oui",))
    resting = museums_at_rest(month)
    shown, fresh = museums_shown(), _published_lately()
    museums = [m for m in Museum.objects.in_bulk(list(counted)).values() if m.code not in resting]
    made = [_judged_museum(m, counted[m.code], pictured.get(m.code, 0), month, shown, fresh) for m in museums]
    told = [one for one in made if one.reasons]
    told.sort(key=lambda one: (-one.weight, _shuffled(one.code, month)))
    return _with_works(told[:limit])


# What was already put forward ----------------------------------------------------------------------------------------


def museums_shown() -> set[str]:
    """Return the codes of the museums ever put forward, themselves or by one of their records."""
    rows = FeatureItem.objects.order_by().values_list("museum_id", "record__museum_id").distinct()
    return {code for pair in rows for code in pair if code}


def records_at_rest(month: date) -> set[int]:
    """Return the ids of the records put forward, or chosen for it in a draft, within two years of ``month``."""
    published = FeatureItem.objects.filter(_near(month, "feature"), record__isnull=False)
    chosen = Reference.objects.filter(
        _near(month, "entry__feature"), entry__kind=KindName.FEATURE, record__isnull=False
    )
    return {pk or 0 for rows in (published, chosen) for pk in rows.order_by().values_list("record_id", flat=True)}


def museums_at_rest(month: date) -> set[str]:
    """Return the codes of the museums put forward themselves, or chosen for it in a draft, within two years."""
    published = FeatureItem.objects.filter(_near(month, "feature"), museum__isnull=False)
    chosen = Reference.objects.filter(
        _near(month, "entry__feature"), entry__kind=KindName.FEATURE, museum__isnull=False
    )
    return {code or "" for rows in (published, chosen) for code in rows.order_by().values_list("museum_id", flat=True)}


def _near(month: date, feature: str) -> Q:
    """Return what says that a feature is of a month near this one, or without a month and of the last two years."""
    span = timedelta(days=RESTED)
    of_a_month = Q(**{f"{feature}__month__gt": month - span, f"{feature}__month__lt": month + span})
    lately = Q(**{f"{feature}__month__isnull": True, f"{feature}__created_at__gt": timezone.now() - span})
    return of_a_month | lately


# Samples -------------------------------------------------------------------------------------------------------------


def _latest() -> list[int]:
    # Looked for among images: among records without one it would be a search of them all.
    pictured = Image.objects.filter(withdrawn=False, record__status=Status.PUBLISHED)
    return list(pictured.order_by("-record_id").values_list("record_id", flat=True).distinct()[:OF_LATE])


def _celebrating(year: int) -> set[int]:
    pictured = {"image": ("oui",)}
    asked = [SearchRequest(words, pictured, limit=OF_A_SEARCH, facets=False) for words in searches(year)]
    found = [search(one) for one in asked]
    # A search that found nothing as typed answers with something else: that is for readers.
    return {pk for result in found if not (result.corrected or result.relaxed) for pk in result.ids}


def _of_museums_without(shown: set[str], month: date) -> list[int]:
    codes = sorted(_by_museum(image=("oui",)).keys() - shown, key=lambda code: _shuffled(code, month))
    visible = Record.objects.visible_to(None).filter(has_image=True)
    return [
        pk
        for code in codes[:MUSEUMS_TRIED]
        for pk in visible.filter(museum=code)
        .order_by("sort_inventory", "pk")
        .values_list("pk", flat=True)[:OF_A_MUSEUM]
    ]


def _with_large_images() -> set[int]:
    large = Image.objects.filter(
        position__gte=1, withdrawn=False, width__gte=RECOMMENDED_SHORT_SIDE, height__gte=RECOMMENDED_SHORT_SIDE
    )
    return set(large.order_by("-pk").values_list("record_id", flat=True)[:LARGE])


def _by_museum(**filters: tuple[str, ...]) -> dict[str, int]:
    return dict(facet_values(SearchRequest(filters=filters), "musee", limit=10_000))


def _published_lately() -> dict[str, int]:
    """Return museum code → how many of the latest records it published lately, of the few hundred looked at."""
    since = timezone.now() - LATELY
    rows = Record.objects.visible_to(None).order_by("-pk").values_list("museum_id", "created_at")[: 4 * OF_LATE]
    counted: dict[str, int] = {}
    for code, at in rows:
        if at >= since:
            counted[code] = counted.get(code, 0) + 1
    return counted


# Judging -------------------------------------------------------------------------------------------------------------


def _showable(ids: Iterable[int]) -> QuerySet[Record]:
    visible = Record.objects.visible_to(None).filter(pk__in=list(ids), has_image=True).exclude(state__in=GONE)
    return visible.select_related("museum").order_by("pk")


def _pictures(records: Sequence[Record]) -> dict[int, list[Image]]:
    found: dict[int, list[Image]] = {}
    for image in Image.objects.filter(record__in=records, withdrawn=False).order_by("record_id", "position"):
        found.setdefault(image.record_id, []).append(image)
    return found


def _judged(record: Record, images: list[Image], month: date, shown: set[str], read: set[int]) -> Suggestion:
    one = _suggestion(record, images[0])
    for anniversary in anniversaries(record.values, month.year)[:1]:
        one.feast = anniversary.words
        one.because(BIRTHDAY, one.feast)
    if record.museum_id not in shown:
        one.because(NEVER_SHOWN, _("Son musée n’a jamais été à l’honneur."))
    large = sum(min(image.width, image.height) >= RECOMMENDED_SHORT_SIDE for image in images)
    if large > 1:
        one.because(WELL_ILLUSTRATED, _large(large))
    if record.created_at >= timezone.now() - LATELY:
        one.because(FRESH, _published_on(record.created_at))
    if record.pk not in read:
        one.because(UNREAD, _("Sa page n’a encore jamais été lue."))
    return one


def _suggestion(record: Record, image: Image) -> Suggestion:
    return Suggestion(
        title=record.title,
        museum=_named(record.museum),
        ref=record.ref,
        caption=record.caption,
        credit=rights.credit(image, record.values),
        image=image,
    )


def _named(museum: Museum) -> str:
    return ", ".join(part for part in (museum.usual_name or museum.official_name, museum.city) if part)


def _large(count: int) -> str:
    words = ngettext(
        "{count} image d’au moins {side} pixels de petit côté.",
        "{count} images d’au moins {side} pixels de petit côté.",
        count,
    )
    return words.format(count=count, side=grouped(RECOMMENDED_SHORT_SIDE))


def _published_on(at: datetime) -> str:
    return _("Publiée le {day}.").format(day=date_format(timezone.localtime(at), "DATE_FORMAT"))


def _judged_museum(
    museum: Museum, records: int, pictured: int, month: date, shown: set[str], fresh: Mapping[str, int]
) -> Suggestion:
    one = Suggestion(title=_named(museum), museum=museum.city, code=museum.code)
    age = founded(museum.founded, month.year)
    if age:
        one.because(BIRTHDAY, _("{age} ans : le musée date de {year}.").format(age=age, year=month.year - age))
    if museum.code not in shown:
        one.because(NEVER_SHOWN, _("Jamais mis à l’honneur."))
    if pictured * 10 >= records * 9:
        one.because(WELL_ILLUSTRATED, _("Neuf notices sur dix au moins ont une image."))
    if museum.code in fresh:
        words = ngettext(
            "{count} notice publiée depuis peu.", "{count} notices publiées depuis peu.", fresh[museum.code]
        )
        one.because(FRESH, words.format(count=fresh[museum.code]))
    return one


def _with_works(museums: list[Suggestion]) -> list[Suggestion]:
    """Give each museum the picture of one of its works, credited."""
    works = {one.code: work for one in museums if (work := _showable_of(one.code))}
    pictures = _pictures(list(works.values()))
    for one in museums:
        work = works.get(one.code)
        if work and work.pk in pictures:
            one.image, one.caption = pictures[work.pk][0], work.caption
            one.credit = rights.credit(one.image, work.values)
    return museums


def _showable_of(code: str) -> Record | None:
    visible = Record.objects.visible_to(None).filter(museum=code, has_image=True).exclude(state__in=GONE)
    return visible.order_by("sort_inventory", "pk").first()


def _spread(told: Iterable[tuple[Record, Suggestion]], limit: int) -> list[Suggestion]:
    """Return the first ones, few of each museum and of each anniversary."""
    taken: Counter[str] = Counter()
    kept: list[Suggestion] = []
    for record, one in told:
        room = taken[record.museum_id] < MOST_OF_A_MUSEUM and (not one.feast or taken[one.feast] < MOST_OF_A_FEAST)
        if room and len(kept) < limit:
            taken.update((record.museum_id, one.feast))
            kept.append(one)
    return kept


def _shuffled(name: str, month: date) -> int:
    return zlib.crc32(f"{name} {month:%Y-%m}".encode())
