"""Each public page puts as many questions to the database as is written here, among few records or among many.

A number that changes is a choice: it is changed here, with its reason in the commit. Numbers are those of a page that was
read before in this state of the catalogue; what the first reading asks more is looked at too: it reads no table whole.
"""

from collections.abc import Callable, Iterator
from typing import Any

import factories
import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from coffret.images.models import Image

FEW, MANY = 12, 40
MUSEUMS = ("M0650", "M0651", "M0652", "M0653")
# Address → questions.
PAGES = {
    "/": 9,
    "/recherche": 4,
    "/recherche?q=portrait": 5,
    "/recherche?q=portrait+huile": 5,
    "/recherche?q=portrait&domaine=peinture&musee=M0650&image=oui": 4,
    "/recherche?q=portrait&de=1800&a=1900": 4,
    "/recherche?q=%22portrait+de+femme%22": 5,
    "/recherche?q=portrait&vue=mosaique&tri=titre": 5,
    "/recherche?q=introuvablement": 2,
    "/recherche?q=protrait": 5,
    "/recherche/suggestions?q=port": 2,
    "/recherche/facettes/auteur?q=portrait": 1,
    "/recherche/facettes/musee": 2,
    "/recherche/flux.xml?q=portrait": 4,
    "/notices/M0650000001": 6,
    "/notices/M0650000001?dans=q%3Dportrait&rang=2": 6,
    "/notices/M0650000001.json": 2,
    "/notices/nouveautes.xml": 4,
    "/musees": 3,
    "/musees/M0650": 6,
    "/iiif/notices/M0650000001/manifest.json": 2,
    "/iiif/musees/M0650/collection.json": 3,
    "/iiif/recherche/collection.json?q=portrait": 2,
    "/chiffres": 10,
    "/carte": 5,
    "/carte?domaine=peinture": 5,
    "/agenda/": 3,
    "/notices-du-mois/": 3,
    "/ressources/": 3,
    "/actualites/": 3,
    "/donnees": 1,
    "/sitemap.xml": 1,
    "/sitemap-0.xml": 1,
    "/sitemap-pages.xml": 3,
}


@pytest.fixture
def fill(publish: Callable[..., Any], picture: Callable[..., Image]) -> Callable[[int], None]:
    """Return a function: publishes so many records, pictured, of several museums and makers."""
    made = iter(range(1, 10_000))

    def values(number: int) -> dict[str, str]:
        code = MUSEUMS[number % len(MUSEUMS)] if number > 1 else "M0650"
        return {
            "REF": f"{code}{number:06}", "MUSEO": code, "TITR": f"Portrait de femme {number}", "TECH": "huile",
            "AUTR": f"Maker{number % 9} Jean", "DOMN": "peinture;dessin" if number % 3 else "peinture",
        }  # fmt: skip

    def fill(count: int) -> None:
        numbers = [next(made) for _turn in range(count)]
        for record in publish(*map(values, numbers), has_image=True, year_from=1800, year_to=1850):
            picture(record, 300, 200)
        factories.museum("M0999", official_name="musée vide", city="Ici")

    return fill


def asked(client: Client, path: str) -> list[str]:
    """Return the questions of a page that was read before; it answers 200."""
    with CaptureQueriesContext(connection) as told:
        answer = client.get(path)
        assert answer.status_code == 200, path
        b"".join(answer.streaming_content) if answer.streaming else answer.content
    return [query["sql"] for query in told.captured_queries]


def counted(client: Client) -> dict[str, int]:
    """Return how many questions each page puts, once it was read."""
    for path in PAGES:
        asked(client, path)
    return {path: len(asked(client, path)) for path in PAGES}


@pytest.fixture(autouse=True)
def _nothing_kept() -> Iterator[None]:
    """Keep nothing of other tests, nor for them."""
    cache.clear()
    yield
    cache.clear()


def test_pages_ask_as_many_questions_among_few_and_among_many(client, fill):
    fill(FEW)
    few = counted(client)
    fill(MANY)
    many = counted(client)
    assert many == few == PAGES


def whole_tables(sql: str) -> list[str]:
    """Return what the database says it would read from end to end among records and their past, to answer a question."""
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN QUERY PLAN {sql}")
        steps = [str(row[3]) for row in cursor.fetchall()]
    return [step for step in steps if step.startswith("SCAN catalogue_") and " COVERING " not in step]


@pytest.mark.skipif(connection.vendor != "sqlite", reason="plans are read as SQLite tells them")
def test_no_page_reads_all_the_records_even_when_nothing_is_kept(client, fill):
    fill(FEW)
    for path in PAGES:
        cache.clear()
        questions = [sql for sql in asked(client, path) if sql.startswith("SELECT")]
        # The latest records are read backwards, and no further than the page asks.
        assert [(path, sql) for sql in questions if "LIMIT" not in sql and whole_tables(sql)] == []


def test_a_page_that_reads_all_the_records_would_be_seen(db):
    if connection.vendor == "sqlite":
        assert whole_tables('SELECT "title" FROM "catalogue_record" WHERE "has_image"')
