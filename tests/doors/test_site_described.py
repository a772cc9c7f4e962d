"""What pages tell machines of themselves (schema.org in JSON-LD), as an independent reader of the web extracts it."""

from datetime import datetime
from typing import Any

import extruct
import pytest
from django.test import Client
from editorial_factories import entry
from factories import THEN

HOSTILE = "</script><script>alert(1)</script> & « <b> »"


@pytest.fixture(autouse=True)
def site(publish, settings):
    settings.BASE_URL = "https://musees.example.org"
    publish({"REF": "M0650000001", "TITR": "Coffret"})


def described(path: str) -> dict[str, Any]:
    """Return what the page at ``path`` says, by the type of the thing it speaks of."""
    page = Client().get(path).content.decode()
    found = extruct.extract(page, syntaxes=["json-ld"], uniform=True)["json-ld"]
    assert all(one["@context"].startswith("http") for one in found)
    assert len(found) == len({one["@type"] for one in found}), "one description of each thing"
    return {one["@type"]: one for one in found}


def steps(path: str) -> list[tuple[int, str, str]]:
    """Return the trail a page tells: place, name, address."""
    return [(one["position"], one["name"], one["item"]) for one in described(path)["BreadcrumbList"]["itemListElement"]]


def test_a_piece_of_news():
    made = entry("news", title=HOSTILE, summary="Deux phrases.", body="<p>Un.</p>")
    news = described(made.path)["NewsArticle"]
    assert (news["headline"], news["description"]) == (HOSTILE, "Deux phrases.")
    assert datetime.fromisoformat(news["datePublished"]) == THEN
    assert datetime.fromisoformat(news["dateModified"]) >= THEN
    assert news["url"] == f"https://musees.example.org{made.path}"
    assert news["publisher"]["@type"] == "Organization"
    # The picture it names is one that can be fetched.
    picture = Client().get(news["image"].removeprefix("https://musees.example.org"))
    assert picture["Content-Type"] == "image/jpeg"


def test_trails_lead_from_the_list_to_the_page():
    above = entry("resource", title="Normes")
    below = entry("resource", title="Crédits", parent=above.pk)
    feature = entry("feature", title=HOSTILE, items=[{"record": "M0650000001", "words": "Un mot."}])
    event = entry("event", title="Journée")
    base = "https://musees.example.org"
    assert steps(below.path) == [
        (1, "Ressources", f"{base}/ressources/"),
        (2, "Normes", base + above.path),
        (3, "Crédits", base + below.path),
    ]
    assert steps(feature.path)[-1] == (2, HOSTILE, base + feature.path)
    assert [place for place, _name, _url in steps(event.path)] == [1, 2]
    assert set(described(event.path)) == {"BreadcrumbList", "Event"}
    for path in (below.path, feature.path, event.path):
        for _place, _name, url in steps(path):
            assert Client().get(url.removeprefix(base)).status_code == 200, url
