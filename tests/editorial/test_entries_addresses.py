"""Where entries stand, and what becomes of their old addresses."""

import pytest
from editorial_factories import entry
from factories import THEN

from coffret.base.errors import Refused
from coffret.editorial.entries import actions, publishing
from coffret.editorial.entries.addresses import address, free, moved
from coffret.editorial.entries.content import clean, slug
from coffret.editorial.entries.journal import lock
from coffret.editorial.models import Entry, Redirect

pytestmark = pytest.mark.django_db


def _where(path: str) -> int | None:
    found = moved(path)
    return found.pk if found else None


def _change(row: Entry, **content: object) -> Entry:
    fresh = Entry.objects.get(pk=row.pk)
    assert fresh.working is not None
    actions.save(fresh, {**fresh.working.content, **content}, None, base=fresh.working.number)
    publishing.put_online(lock(fresh), None, THEN)
    return Entry.objects.get(pk=row.pk)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Récolement de l’œuvre", "recolement-de-l-oeuvre"),
        ("  Les 3 « normes » !", "les-3-normes"),
        ("日本", ""),
        ("État ; lieu/date", "etat-lieu-date"),
    ],
)
def test_slugs(text: str, expected: str) -> None:
    assert slug(text) == expected


@pytest.mark.parametrize(
    ("kind", "content", "path"),
    [
        ("news", {"title": "Une chose"}, "/actualites/une-chose"),
        ("news", {"title": "Une chose", "slug": "Autre Chose"}, "/actualites/autre-chose"),
        ("event", {"title": "Journée du 19 juin"}, "/agenda/journee-du-19-juin"),
        ("resource", {"title": "Normes"}, "/ressources/normes"),
        ("feature", {"genre": "museum", "month": "2026-05"}, "/musees-du-mois/2026-05"),
        ("feature", {"genre": "selection", "title": "Le bleu"}, "/selections/le-bleu"),
    ],
)
def test_addresses_of_each_kind(kind: str, content: dict[str, object], path: str) -> None:
    assert entry(kind, **content).path == path


def test_a_fixed_page_stands_where_it_always_does() -> None:
    assert entry("page", role="faq", title="Vos questions").path == "/questions"
    with pytest.raises(Refused, match="existe déjà"):
        entry("page", role="faq")
    with pytest.raises(Refused, match="n’est pas une page fixe"):
        entry("page", role="elsewhere")


def test_a_corrected_title_keeps_its_address() -> None:
    row = entry("news", title="Une faute dans le tittre")
    assert _change(row, title="Une faute dans le titre").path == "/actualites/une-faute-dans-le-tittre"
    assert not Redirect.objects.exists()


def test_a_new_address_keeps_the_old_one() -> None:
    row = entry("news", title="Avant")
    assert _change(row, slug="apres").path == "/actualites/apres"
    assert _where("/actualites/avant") == row.pk
    assert _change(row, slug="ailleurs").path == "/actualites/ailleurs"
    assert (_where("/actualites/avant"), _where("/actualites/apres")) == (row.pk, row.pk)
    # Back at its first address, that one leads nowhere else.
    assert _change(row, slug="avant").path == "/actualites/avant"
    assert moved("/actualites/avant") is None
    assert _where("/actualites/ailleurs") == row.pk
    assert [step.note for step in row.steps.filter(act="moved")] == [
        "/actualites/apres", "/actualites/ailleurs", "/actualites/avant"
    ]  # fmt: skip


def test_a_moved_resource_carries_the_pages_below() -> None:
    norms = entry("resource", title="Normes")
    images = entry("resource", title="Images", parent=norms.pk)
    sizes = entry("resource", title="Tailles", parent=images.pk)
    entry("resource", title="Normes de nommage")
    guide = entry("resource", title="Guide")
    assert sizes.path == "/ressources/normes/images/tailles"
    _change(norms, parent=guide.pk, slug="les-normes")
    paths = list(Entry.objects.order_by("path").values_list("path", flat=True))
    assert paths == [
        "/ressources/guide",
        "/ressources/guide/les-normes",
        "/ressources/guide/les-normes/images",
        "/ressources/guide/les-normes/images/tailles",
        "/ressources/normes-de-nommage",
    ]
    assert _where("/ressources/normes/images/tailles") == sizes.pk
    _change(sizes, parent=None)
    assert _where("/ressources/guide/les-normes/images/tailles") == sizes.pk
    assert _where("/ressources/normes/images/tailles") == sizes.pk


def test_a_taken_address_comes_with_a_free_one() -> None:
    entry("news", title="Une chose")
    entry("news", title="Une chose", slug="une-chose-2")
    with pytest.raises(Refused, match="Nom libre : « une-chose-3 »") as refusal:
        entry("news", title="Une chose")
    assert refusal.value.facts["free"] == "une-chose-3"
    assert free("/actualites/une-autre") == "/actualites/une-autre"


def test_an_address_left_is_not_taken_by_another() -> None:
    first = entry("news", title="Une chose")
    _change(first, slug="ailleurs")
    with pytest.raises(Refused, match="y mène encore"):
        entry("news", title="Une chose")


def test_an_address_withdrawn_is_not_taken_by_another() -> None:
    actions.withdraw(entry("news", title="Une chose"), None, "Plus à jour.")
    with pytest.raises(Refused, match="est celle de"):
        entry("news", title="Une chose")


def test_one_feature_a_month() -> None:
    entry("feature", genre="notice", month="2026-05", title="Les notices de mai")
    with pytest.raises(Refused, match="compléter cette page"):
        entry("feature", genre="notice", month="2026-05")
    with pytest.raises(Refused, match="Le mois manque"):
        entry("feature", genre="notice")


def test_a_month_published_by_mistake_gives_its_address_back() -> None:
    june = entry("feature", genre="notice", month="2026-05", title="Les notices de juin")
    assert _change(june, month="2026-06").path == "/notices-du-mois/2026-06"
    assert _where("/notices-du-mois/2026-05") == june.pk
    assert entry("feature", genre="notice", month="2026-05").path == "/notices-du-mois/2026-05"
    assert moved("/notices-du-mois/2026-05") is None


@pytest.mark.parametrize("name", ["archives", "2026", "2026-05", "flux"])
def test_names_that_lists_take(name: str) -> None:
    with pytest.raises(Refused, match="réservé"):
        entry("news", slug=name)


def test_a_title_without_letters_gives_no_address() -> None:
    with pytest.raises(Refused, match="écrire un nom"):
        entry("news", title="???")


def test_a_name_too_long_is_refused_not_cut() -> None:
    with pytest.raises(Refused, match="81 signes"):
        entry("news", slug="a" * 81)
    assert entry("news", title="mot " * 40).path == "/actualites/" + "mot-" * 19 + "mot"


def test_a_page_does_not_stand_below_itself() -> None:
    one = entry("resource", title="Une")
    two = entry("resource", title="Deux", parent=one.pk)
    with pytest.raises(Refused, match="sous elle-même"):
        _change(one, parent=two.pk)
    with pytest.raises(Refused, match="sous elle-même"):
        _change(one, parent=one.pk)


def test_a_page_stands_below_a_page_online() -> None:
    draft = entry("resource", live=False, title="Brouillon")
    with pytest.raises(Refused, match="n’est pas en ligne"):
        entry("resource", parent=draft.pk)
    with pytest.raises(Refused, match="n’existe plus"):
        entry("resource", parent=999_999)


def test_a_tree_too_deep_is_refused() -> None:
    above = entry("resource", slug="a" * 79 + "b")
    for _level in range(3):
        above = entry("resource", slug="a" * 79 + "b", parent=above.pk)
    with pytest.raises(Refused, match="dépasse 400 signes"):
        entry("resource", slug="a" * 79 + "b", parent=above.pk)


def test_asking_an_address_writes_nothing() -> None:
    row = entry("resource", live=False, title="Une")
    assert address(row, clean("resource", {"title": "Une", "slug": "deux"})) == "/ressources/deux"
    assert Entry.objects.get(pk=row.pk).path is None
