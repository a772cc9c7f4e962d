"""What the office says of its own site."""

import pytest
from editorial_factories import editor

from coffret.base.errors import Refused
from coffret.editorial.identity import change, site, two_people
from coffret.editorial.models import Site, SiteChange

pytestmark = pytest.mark.django_db


def test_a_site_nobody_described_has_its_defaults() -> None:
    assert (site().name, site().two_people, site().erased_after) == ("Coffret", [], 6)
    assert not Site.objects.exists()


def test_changes_are_signed() -> None:
    by = editor()
    change({"name": "Joconde", "two_people": ["news"]}, by)
    change({"name": "Joconde", "erased_after": 12}, by)
    assert (site().name, site().erased_after, two_people("news"), two_people("event")) == ("Joconde", 12, True, False)
    journal = SiteChange.objects.all()
    assert [(row.by, row.values) for row in journal] == [
        (by, {"erased_after": [6, 12]}),
        (by, {"name": ["Coffret", "Joconde"], "two_people": [[], ["news"]]}),
    ]


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"name": " "}, "Le nom du site manque"),
        ({"erased_after": 0}, "0 mois : de 1 à 36 mois"),
        ({"two_people": ["film"]}, "« film »"),
        ({"contact_email": "nobody"}, "« nobody » ne va pas"),
        ({"name": "n" * 101}, "ne va pas"),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_written(values: dict[str, object], said: str) -> None:
    with pytest.raises(Refused, match=said):
        change(values, None)
    assert site().name == "Coffret"
    assert not SiteChange.objects.exists()


def test_other_columns_are_not_changed_so() -> None:
    with pytest.raises(KeyError):
        change({"pk": 2}, None)
