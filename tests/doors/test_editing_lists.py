"""The lists of the editing screens: what stands where, the tree and its order, who uses what."""

import factories
import pytest
from django.test import Client
from editorial_factories import editor, entry

from coffret.editorial.entries import actions
from coffret.editorial.models import Entry, Resource

pytestmark = pytest.mark.django_db


@pytest.fixture
def lea() -> object:
    return editor("lea@example.org", "Léa Martin")


@pytest.fixture
def client(lea) -> Client:
    client = Client()
    client.force_login(lea)
    return client


def text(answer) -> str:
    return answer.content.decode()


def test_the_list_shows_each_entry_where_it_stands(client, lea):
    entry("news", title="Les dépôts de 2026", by=lea)
    entry("resource", live=False, title="Préparer un récolement", by=lea)
    page = text(client.get("/pro/redaction/"))
    assert "Les dépôts de 2026" in page
    assert "/actualites/les-depots-de-2026" in page
    assert "Préparer un récolement" in page
    assert "brouillon" in page
    assert "Léa Martin" in page


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("?genre=news", {"Une nouvelle"}),
        ("?etat=brouillons", {"Un brouillon"}),
        ("?etat=en-ligne", {"Une nouvelle"}),
        ("?etat=a-relire", set()),
        ("?etat=miens", {"Un brouillon"}),
        ("?q=NOUVELLE", {"Une nouvelle"}),
        ("?q=brouillon", {"Un brouillon"}),
        ("?genre=inconnu", {"Une nouvelle", "Un brouillon"}),
    ],
)
def test_each_way_of_looking_keeps_its_own(client, lea, query, shown):
    entry("news", title="Une nouvelle")
    entry("resource", live=False, title="Un brouillon", by=lea)
    page = text(client.get(f"/pro/redaction/{query}"))
    assert {title for title in ("Une nouvelle", "Un brouillon") if f">{title}</a>" in page} == shown


def test_a_title_being_changed_is_the_one_the_list_shows(client, lea):
    made = entry("news", title="Avant")
    actions.save(made, {**made.content, "title": "Après"}, lea, made.working.number)
    page = text(client.get("/pro/redaction/?q=après"))
    assert ">Après</a>" in page


def test_a_page_taken_off_is_among_the_ended(client, lea):
    made = entry("news", title="Finie")
    actions.withdraw(made, lea, "dépassée")
    assert ">Finie</a>" in text(client.get("/pro/redaction/?etat=termines"))
    assert ">Finie</a>" not in text(client.get("/pro/redaction/?etat=en-ligne"))


def test_the_list_asks_few_questions_however_long(client, lea, django_assert_max_num_queries):
    for number in range(12):
        entry("news", live=False, title=f"Brouillon {number}", by=lea)
    client.get("/pro/redaction/")
    with django_assert_max_num_queries(24):
        client.get("/pro/redaction/")


def resources() -> list[Resource]:
    return [entry("resource", title=title) for title in ("Alpha", "Beta", "Gamma")]


def order() -> list[str]:
    return list(Resource.objects.order_by("position", "title").values_list("title", flat=True))


def test_a_resource_moves_among_its_neighbours_and_stays_published(client):
    _alpha, beta, gamma = resources()
    answer = client.post("/pro/redaction/arborescence/ordre/", {"page": gamma.pk, "vers": "haut"})
    assert answer.status_code == 302
    assert order() == ["Alpha", "Gamma", "Beta"]
    client.post("/pro/redaction/arborescence/ordre/", {"page": beta.pk, "avant": _alpha.pk})
    assert order() == ["Beta", "Alpha", "Gamma"]
    moved = Entry.objects.get(pk=beta.pk)
    assert moved.stage == "published"
    assert moved.working_id == moved.published_id
    assert moved.revisions.count() == 1


def test_moving_keeps_what_is_being_written(client, lea):
    alpha, beta, _gamma = resources()
    actions.save(beta, {**beta.content, "title": "Beta changée"}, lea, beta.working.number)
    client.post("/pro/redaction/arborescence/ordre/", {"page": beta.pk, "vers": "haut"})
    moved = Entry.objects.get(pk=beta.pk)
    assert moved.working.content["title"] == "Beta changée"
    assert moved.content["title"] == "Beta"
    assert moved.stage == "draft"
    assert order()[0] == "Beta"
    assert alpha


def test_moving_makes_no_author_and_overtakes_nobody(client, lea):
    _alpha, beta, _gamma = resources()
    mine = actions.save(beta, {**beta.content, "title": "Beta changée"}, lea, beta.working.number)
    client.force_login(editor("noe@example.org", "Noé Petit"))
    client.post("/pro/redaction/arborescence/ordre/", {"page": beta.pk, "vers": "haut"})
    assert actions.written_by(Entry.objects.get(pk=beta.pk)) == {lea.pk}
    assert actions.save(beta, {**mine.content, "title": "Beta reprise"}, lea, mine.number).number == mine.number + 1
    assert order()[0] == "Beta"


def test_a_resource_does_not_move_among_strangers(client):
    alpha, _beta, _gamma = resources()
    below = entry("resource", title="Dessous", parent=alpha.pk)
    client.post("/pro/redaction/arborescence/ordre/", {"page": below.pk, "avant": alpha.pk})
    assert "parmi ses voisines" in text(client.get("/pro/redaction/arborescence"))


def test_the_tree_shows_pages_under_their_parent(client):
    alpha, *_others = resources()
    entry("resource", title="Dessous", parent=alpha.pk)
    page = text(client.get("/pro/redaction/arborescence"))
    assert page.index("Alpha") < page.index("Dessous") < page.index("Beta")


def test_where_a_record_is_used_is_found(client):
    record = factories.record({"REF": "M0650000777", "TITR": "Vue du port"})
    made = entry("news", title="Un port", body='<p>Voir <a href="coffret:notice/M0650000777">la vue</a>.</p>')
    page = text(client.get(f"/pro/redaction/usages?genre=notice&cle={record.ref}"))
    assert "Vue du port" in page
    assert ">Un port</a>" in page
    assert "en ligne" in page
    actions.withdraw(made, None, "essai")
    page = text(client.get(f"/pro/redaction/usages?genre=notice&cle={record.ref}"))
    assert "dans ce qui s’écrit" in page


@pytest.mark.parametrize("query", ["", "?genre=notice&cle=rien", "?genre=?&cle=%00", "?genre=entry&cle=abc"])
def test_asking_where_nothing_is_used_says_so(client, query):
    answer = client.get(f"/pro/redaction/usages{query}")
    assert answer.status_code == 200


TOO_LONG = ("9" * 30, "9" * 5000, "²", "")


@pytest.mark.parametrize("number", TOO_LONG)
def test_numbers_that_no_row_bears_are_not_there(client, number):
    made = entry("resource", live=True)
    assert client.get("/pro/redaction/usages", {"genre": "entry", "cle": number}).status_code == 200
    ordered = {"page": number, "vers": "bas"}
    assert client.post("/pro/redaction/arborescence/ordre/", ordered).status_code == 404
    before = {"page": made.pk, "vers": "avant", "avant": number}
    assert client.post("/pro/redaction/arborescence/ordre/", before).status_code == 302
    assert client.get(f"/pro/redaction/{made.pk}/versions/", {"de": number, "a": number}).status_code in {200, 404}
    shown = f'<p>x</p><figure><img src="coffret:picture/{number}" alt="x"></figure>'
    checked = client.post(f"/pro/redaction/{made.pk}/controle/", {"body": shown, "title": "x"})
    assert checked.status_code == 200
