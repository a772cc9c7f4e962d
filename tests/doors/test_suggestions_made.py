"""What might be put forward, and why; what must never be."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import factories
import pytest
from django.utils import timezone

from coffret.catalogue.models import Record, State, Status
from coffret.editorial.entries import actions
from coffret.editorial.featuring.anniversaries import anniversaries, founded
from coffret.editorial.featuring.suggestions import suggested_museums, suggested_records
from coffret.editorial.models import Feature, FeatureItem, Genre, KindName, RecordViews

MONTH = date(2026, 12, 1)
LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)


@pytest.fixture
def shown(publish: Callable[..., list[Record]], picture: Callable[..., Any]) -> Callable[..., Record]:
    """Return a function: publishes a record with a credited picture."""

    def shown(values: dict[str, str] | None = None, size: tuple[int, int] = (800, 600), **columns: Any) -> Record:
        given = {"PHOT": "Jeanne Morel, ville de Saint-Omer", "TITR": "Coffret", **(values or {})}
        record = publish(given, has_image=True, **columns)[0]
        picture(record, *size)
        return record

    return shown


def put(record: Record, month: date | None, genre: Genre = Genre.NOTICE) -> Feature:
    feature = Feature.objects.create(
        kind=KindName.FEATURE, title="Mois", genre=genre, month=month, live=True, created_at=timezone.now()
    )
    FeatureItem.objects.create(feature=feature, record=record)
    return feature


def reasons(record: Record, month: date = MONTH) -> list[str]:
    return next((one.reasons for one in suggested_records(month) if one.ref == record.ref), [])


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"AUTR": "Moreau Gustave (1826-1898)"}, "200 ans de la naissance de Moreau Gustave (1826)."),
        ({"AUTR": "Monet Claude (1840-1926)"}, "100 ans de la mort de Monet Claude (1926)."),
        ({"MILL": "1876"}, "150 ans : l’œuvre est de 1876."),
        ({"DACQ": "1976 acquis"}, "50 ans dans les collections, depuis 1976."),
    ],
)
def test_a_round_number_of_years_is_a_reason(values: dict[str, str], words: str, shown):
    assert words in reasons(shown(values))


@pytest.mark.parametrize(
    "values",
    [
        {"AUTR": "Moreau Gustave (1826-1898) (d'après)"},
        {"AUTR": "Moreau Gustave (vers 1826-1898)"},
        {"MILL": "1876 vers"},
        {"MILL": "1870 entre ; 1876 et"},
        {"MILL": "1877"},
    ],
)
def test_what_is_not_sure_to_the_year_celebrates_nothing(values: dict[str, str]):
    assert anniversaries(values, 2026) == []


def test_a_museum_founded_a_round_number_of_years_ago():
    assert founded("1876", 2026) == 150
    assert founded("1877", 2026) is None
    assert founded("vers 1876", 2026) is None
    assert founded("", 2026) is None


def test_fresh_unread_and_of_a_museum_never_shown(shown):
    record = shown()
    Record.objects.filter(pk=record.pk).update(created_at=timezone.now())
    said = " ".join(reasons(record))
    assert "Son musée n’a jamais été à l’honneur." in said
    assert "Publiée le" in said
    assert "Sa page n’a encore jamais été lue." in said
    RecordViews.objects.create(record=record, count=3)
    Record.objects.filter(pk=record.pk).update(created_at=LONG_AGO)
    assert reasons(record) == ["Son musée n’a jamais été à l’honneur."]


def test_several_large_images_are_a_reason(shown, picture):
    record = shown(size=(1600, 1500))
    assert not any("petit côté" in one for one in reasons(record))
    picture(record, 1700, 1500, position=1)
    assert "2 images d’au moins 1\u202f500 pixels de petit côté." in reasons(record)


def test_what_must_not_be_put_forward_is_never_suggested(shown, publish, picture):
    withdrawn = shown(status=Status.WITHDRAWN)
    stolen = shown(state=State.STOLEN)
    bare = publish({"TITR": "Sans image"})[0]
    uncredited = publish({"TITR": "Sans crédit"}, has_image=True)[0]
    picture(uncredited)
    worthless = shown({"PHOT": "cliché du musée"})
    hidden = shown()
    hidden.images.update(withdrawn=True)
    kept = shown()
    suggested = {one.ref for one in suggested_records(MONTH)}
    assert suggested == {kept.ref}
    assert not suggested & {one.ref for one in (withdrawn, stolen, bare, uncredited, worthless, hidden)}


def test_what_was_shown_lately_rests_two_years(shown):
    lately, before, chosen = shown({"MILL": "1876"}), shown({"MILL": "1876"}), shown({"MILL": "1876"})
    put(lately, date(2025, 3, 1))
    put(before, date(2023, 3, 1))
    draft = {"genre": "notice", "month": "2026-11", "title": "Novembre", "items": [{"record": chosen.ref}]}
    actions.create(KindName.FEATURE, draft, factories.user(office=True))
    assert [one.ref for one in suggested_records(MONTH)] == [before.ref]


def test_a_museum_or_a_feast_does_not_take_every_place(shown):
    for number in range(6):
        factories.museum(f"M100{number}", city=f"Ville {number}")
        for _again in range(3):
            shown({"MUSEO": f"M100{number}", "AUTR": "Monet Claude (1840-1926)"})
    found = suggested_records(MONTH)
    assert len([one for one in found if one.feast]) == 3
    assert max([one.ref[:5] for one in found].count(code) for code in {one.ref[:5] for one in found}) <= 2


def test_the_choice_differs_from_a_month_to_the_next(shown):
    for number in range(9):
        factories.museum(f"M200{number}")
        shown({"MUSEO": f"M200{number}"})
    orders = {tuple(one.ref for one in suggested_records(MONTH + timedelta(days=31 * n), 4)) for n in range(4)}
    assert len(orders) > 1


def test_caption_credit_and_picture_come_with_a_suggestion(shown):
    record = shown({"AUTR": "Robillard Julien", "TITR": "Coffret à bijoux", "MILL": "1876"})
    one = suggested_records(MONTH)[0]
    assert one.caption == record.caption
    assert one.credit == "© Jeanne Morel, ville de Saint-Omer"
    assert one.image == record.images.get()


def test_museums_are_suggested_with_a_work_and_rest_when_shown(shown):
    factories.museum("M0266", official_name="musée du Compagnonnage", city="Tours", founded="1976")
    record = shown({"MUSEO": "M0266"})
    shown()
    found = {one.code: one for one in suggested_museums(MONTH)}
    assert set(found) == {"M0266", "M0650"}
    assert found["M0266"].reasons[0] == "50 ans : le musée date de 1976."
    assert "Jamais mis à l’honneur." in found["M0266"].reasons
    assert found["M0266"].image == record.images.get()
    feature = put(record, MONTH, Genre.MUSEUM)
    FeatureItem.objects.filter(feature=feature).update(record=None, museum="M0266")
    assert {one.code for one in suggested_museums(MONTH)} == {"M0650"}


def test_the_questions_put_to_the_database_do_not_grow(shown, django_assert_max_num_queries):
    for _number in range(12):
        shown({"MILL": "1876"})
    with django_assert_max_num_queries(12):
        suggested_records(MONTH)
