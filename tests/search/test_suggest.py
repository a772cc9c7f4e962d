"""Suggestions by the beginning of any word, accents aside, never of what has been withdrawn."""

import pytest

from coffret.catalogue.models import ChangeKind, Status
from coffret.search import reader
from coffret.search import suggest as suggesting
from coffret.search.suggest import suggest

pytestmark = pytest.mark.django_db


@pytest.fixture
def three(publish):
    return publish(
        {"TITR": "Les Émaux de la reine", "AUTR": "Monet Claude (1840-1926)", "DENO": "coffret"},
        {"TITR": "Vase aux iris", "AUTR": "Monet Claude (1840-1926)", "DENO": "vase", "LIEUX": "France ; Limoges"},
        {"DENO": "vase", "AUTR": "anonyme"},
    )


@pytest.mark.parametrize(
    ("text", "kind", "label", "count", "params"),
    [
        ("mon", "auteur", "Monet Claude", 2, {"auteur": "Monet Claude"}),
        ("claude mo", "auteur", "Monet Claude", 2, {"auteur": "Monet Claude"}),
        ("mo clau", "auteur", "Monet Claude", 2, {"auteur": "Monet Claude"}),
        ("emau", "titre", "Les Émaux de la reine", 1, {"q": "Les Émaux de la reine"}),
        ("REINE", "titre", "Les Émaux de la reine", 1, {"q": "Les Émaux de la reine"}),
        ("coff", "denomination", "coffret", 1, {"denomination": "coffret"}),
        ("limo", "lieu", "Limoges", 1, {"lieu": "Limoges"}),
        ("sandel", "musee", "musée de l'hôtel Sandelin, Saint-Omer", 3, {"musee": "M0650"}),
        ("saint-o", "ville", "Saint-Omer", 3, {"ville": "Saint-Omer"}),
    ],
)
def test_suggested(three, text, kind, label, count, params):
    found = [one for one in suggest(text) if one.kind == kind]
    assert [(one.label, one.count, one.params) for one in found] == [(label, count, params)]


def test_asked_again_what_is_kept_stays_as_it_was(three):
    first = suggest("clau mon")
    asked = "suggest", "clau mon", suggesting._BEGUN
    before = reader.opened().kept.beginnings.get(asked)
    assert suggest("clau mon") == first
    assert reader.opened().kept.beginnings.get(asked) == before == ()


@pytest.mark.parametrize("text", ["", "m", " - ", "zzzz", "anonyme"])
def test_nothing_to_suggest(three, text):
    assert suggest(text) == []


def test_kinds_are_mixed_and_the_list_is_short(publish):
    publish(*[{"TITR": f"Vase {n}", "DENO": "vase"} for n in range(12)])
    found = suggest("vas", limit=5)
    assert len(found) == 5
    assert found[0].kind == "denomination"


def test_withdrawn_records_are_no_longer_suggested(three, tell):
    three[1].status = Status.WITHDRAWN
    three[1].save()
    tell(ChangeKind.WITHDRAWN, three[1])
    assert suggest("iris") == []
    assert suggest("monet")[0].count == 1
