"""What the office puts forward: pages, archives, and what notices and museums say of it."""

import re
from datetime import timedelta
from typing import Any

import factories
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from coffret.catalogue.models import Record, Status
from coffret.editorial.entries import actions
from coffret.editorial.models import Entry, KindName

MAY = "2026-05"


@pytest.fixture
def works(publish: Any, picture: Any) -> list[Record]:
    """Return two records with a picture, one of each of two museums."""
    factories.museum("M0266", official_name="musée du Compagnonnage", city="Tours")
    given = (
        {"REF": "M0650000001", "TITR": "Coffret à bijoux", "PHOT": "CRDOA", "AUTR": "Robillard Julien"},
        {"REF": "M0266000001", "TITR": "Les fondateurs légendaires", "PHOT": "Jeanne Morel", "MUSEO": "M0266"},
    )
    records = publish(*given, has_image=True)
    for record in records:
        picture(record, 1600, 1200)
    return records


def put(title: str, items: list[dict[str, str]], **content: Any) -> Entry:
    """Return an entry of these items, published by the office."""
    office = factories.user(office=True)
    given = {"genre": "notice", "month": MAY, "title": title, "summary": "Deux mots.", "items": items, **content}
    entry = actions.create(KindName.FEATURE, given, office)
    return actions.publish(entry, office)


def text(client: Any, path: str, status: int = 200) -> str:
    answer = client.get(path)
    assert answer.status_code == status, path
    return str(answer.content.decode())


def test_a_month_shows_its_works_whole_with_caption_credit_and_words(client, works):
    put("Un coffret, un triptyque", [{"record": one.ref, "words": f"Pour {one.ref}."} for one in works])
    page = text(client, "/notices-du-mois/2026-05")
    assert "Notices du mois · mai 2026" in page
    assert page.index("Pour M0650000001.") < page.index("Pour M0266000001.")
    assert "©\u00a0CRDOA" in page
    assert "©\u00a0Jeanne Morel" in page
    assert re.search(r'alt="[^"]*Robillard Julien, Coffret à bijoux', page)
    assert 'width="1600" height="1200"' in page
    assert page.count('href="/notices/M0650000001"') == 2


def test_one_notice_is_a_notice(client, works):
    put("Un coffret", [{"record": "M0650000001", "words": ""}])
    page = text(client, "/notices-du-mois/2026-05?lang=fr")
    assert "Notice du mois · mai 2026" in page
    assert "Notices du mois · mai 2026" not in page


def test_a_month_of_museums_shows_one_of_their_works(client, works):
    put("À Tours", [{"museum": "M0266", "words": "À l’ombre de Saint-Julien."}], genre="museum")
    page = text(client, "/musees-du-mois/2026-05")
    assert "Musée du mois · mai 2026" in page
    assert "Les fondateurs légendaires" in page
    assert "©\u00a0Jeanne Morel" in page
    assert "À l’ombre de Saint-Julien." in page


def test_a_selection_has_a_name_and_no_month(client, works):
    items = [{"record": one.ref, "words": ""} for one in works]
    put("L’ouvrage bien fait", items, genre="selection", month="", slug="ouvrage", body="<p>Des mains.</p>")
    page = text(client, "/selections/ouvrage")
    assert "Des mains." in page
    assert "mai 2026" not in page
    assert "L’ouvrage bien fait" in text(client, "/selections/")


def test_a_withdrawn_notice_leaves_the_page_whole(client, works):
    put("Deux œuvres", [{"record": one.ref, "words": f"Pour {one.ref}."} for one in works])
    Record.objects.filter(ref="M0650000001").update(status=Status.WITHDRAWN)
    page = text(client, "/notices-du-mois/2026-05")
    assert "Pour M0650000001." not in page
    assert "Coffret à bijoux" not in page
    assert "Pour M0266000001." in page
    assert "Coffret à bijoux" not in text(client, "/notices-du-mois/")


def test_a_withdrawn_image_is_not_shown(client, works):
    put("Un coffret", [{"record": "M0650000001", "words": ""}])
    image = works[0].images.get()
    works[0].images.update(withdrawn=True)
    page = text(client, "/notices-du-mois/2026-05")
    assert image.sha256 not in page
    assert "CRDOA" not in page


def test_months_lead_to_each_other_and_not_to_drafts(client, works):
    for month, title in (("2026-03", "Mars"), (MAY, "Mai"), ("2026-08", "Août")):
        put(title, [{"record": works[0].ref, "words": ""}], month=month)
    draft = {"genre": "notice", "month": "2026-06", "title": "Juin secret", "items": [{"record": works[0].ref}]}
    actions.create(KindName.FEATURE, draft, None)
    page = text(client, "/notices-du-mois/2026-05")
    assert re.search(r'href="/notices-du-mois/2026-03" rel="prev"', page)
    assert re.search(r'href="/notices-du-mois/2026-08" rel="next"', page)
    assert "Juin secret" not in page + text(client, "/notices-du-mois/")
    text(client, "/notices-du-mois/2026-06", 404)


def test_the_archive_goes_year_by_year(client, works):
    for month, title in (("2024-11", "Novembre de naguère"), (MAY, "Mai de maintenant")):
        put(title, [{"record": works[0].ref, "words": ""}], month=month)
    latest, before = text(client, "/notices-du-mois/"), text(client, "/notices-du-mois/?annee=2024")
    assert "Mai de maintenant" in latest
    assert "Novembre de naguère" not in latest
    assert "Novembre de naguère" in before
    assert "Mai de maintenant" not in before
    for wrong in ("2019", "x", "2024'", "-1"):
        text(client, f"/notices-du-mois/?annee={wrong}", 404)


def test_an_archive_of_museums_asks_as_many_questions_whatever_it_holds(client, works):
    def queries() -> int:
        with CaptureQueriesContext(connection) as asked:
            page = text(client, "/musees-du-mois/?annee=2026")
        assert "<img" in page, "a museum is shown by one of its works"
        return len(asked)

    put("À Tours", [{"museum": "M0266", "words": ""}], genre="museum")
    queries()
    few = queries()
    for month in ("2026-01", "2026-02"):
        both = [{"museum": code, "words": ""} for code in ("M0266", "M0650")]
        put(f"Deux musées, {month}", both, genre="museum", month=month)
    text(client, "/musees-du-mois/")
    assert queries() <= few + 1, "the months of the year are one question more"


@pytest.mark.parametrize("path", ["/notices-du-mois/", "/musees-du-mois/", "/selections/"])
def test_an_empty_archive_says_so(client, db, path):
    assert "Rien encore." in text(client, path)


@pytest.mark.parametrize(
    "path", ["/notices-du-mois/2026-13", "/notices-du-mois/x", "/selections/x/y", "/musees-du-mois/%00"]
)
def test_other_addresses_are_not_found(client, db, path):
    assert "introuvable" in text(client, path, 404).lower()


def test_a_page_taken_off_says_so(client, works):
    entry = put("Un coffret", [{"record": "M0650000001", "words": ""}])
    actions.withdraw(entry, factories.user(office=True), "Erreur.")
    text(client, "/notices-du-mois/2026-05", 410)
    assert "Un coffret" not in text(client, "/notices-du-mois/")
    assert "l’honneur" not in text(client, "/notices/M0650000001")


def test_a_notice_says_when_it_was_put_forward(client, works):
    put("Un coffret", [{"record": "M0650000001", "words": ""}])
    put("Bien fait", [{"record": "M0650000001", "words": ""}], genre="selection", month="", slug="bien-fait")
    page = text(client, "/notices/M0650000001")
    assert re.search(r'<a href="/notices-du-mois/2026-05">.*?À l’honneur en mai 2026</a>', page)
    assert re.search(r'<a href="/selections/bien-fait">.*?Dans la sélection «\u202fBien fait\u202f»</a>', page)
    assert "l’honneur" not in text(client, "/notices/M0266000001")


def test_a_museum_says_when_it_was_put_forward(client, works):
    put("À Tours", [{"museum": "M0266", "words": ""}], genre="museum")
    assert re.search(r'<a href="/musees-du-mois/2026-05">.*?À l’honneur en mai 2026</a>', text(client, "/musees/M0266"))
    assert "l’honneur" not in text(client, "/musees/M0650")


def test_a_page_to_come_waits_for_its_month_on_the_first_page(client, works):
    after = timezone.localdate().replace(day=28) + timedelta(days=7)
    put("Plus tard", [{"record": "M0650000001", "words": ""}], month=f"{after:%Y-%m}")
    assert "Plus tard" in text(client, f"/notices-du-mois/{after:%Y-%m}")


def test_english_pages_keep_french_words_french(client, works):
    put("Un coffret", [{"record": "M0650000001", "words": "Pour voir."}])
    page = text(client, "/notices-du-mois/2026-05?lang=en")
    assert '<h1 lang="fr">' in page
    assert '<section class="put-work" lang="fr">' in page


def test_the_questions_put_to_the_database_do_not_grow(client, works, publish, picture, django_assert_max_num_queries):
    more = publish(*({"TITR": f"Œuvre {n}", "PHOT": "Jeanne Morel"} for n in range(12)), has_image=True)
    for record in more:
        picture(record)
    put("Beaucoup", [{"record": one.ref, "words": ""} for one in [*works, *more]])
    text(client, "/notices-du-mois/2026-05")
    with django_assert_max_num_queries(12):
        text(client, "/notices-du-mois/2026-05")
    with django_assert_max_num_queries(8):
        text(client, "/notices-du-mois/")
