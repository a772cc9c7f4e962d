"""What an account is given is read once for a page, again for each act, and never kept from a request to the next."""

import factories
import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from coffret.accounts import access
from coffret.accounts.models import Membership, Role

pytestmark = pytest.mark.django_db
PLACES = ("accounts_membership", "accounts_observation")


def read(client: Client, address: str) -> list[str]:
    """Return the queries by which a page reads what the account is given, none of them twice."""
    with CaptureQueriesContext(connection) as asked:
        assert client.get(address).status_code == 200
    found = [
        row["sql"] for row in asked.captured_queries if row["sql"].startswith("SELECT") and "user_id" in row["sql"]
    ]
    return [sql for sql in found if any(f'FROM "{table}"' in sql for table in PLACES)]


@pytest.mark.parametrize("address", ["/pro/", "/pro/notices/", "/pro/verser/", "/pro/signalements/"])
def test_a_page_reads_them_once(address: str):
    client = Client()
    client.force_login(factories.user(museums={"M0650": Role.MANAGER}))
    found = read(client, address)
    assert found
    assert len(found) == len(set(found))


def test_a_place_taken_away_is_gone_at_the_next_page():
    client, user = Client(), factories.user(museums={"M0650": Role.MANAGER})
    client.force_login(user)
    assert client.get("/pro/musees/M0650/").status_code == 200
    Membership.objects.filter(user=user).delete()
    assert client.get("/pro/musees/M0650/").status_code in {403, 404}


def test_elsewhere_than_a_page_they_are_read_each_time():
    user = factories.user()
    assert access.museum_codes(user) == set()
    factories.museum("M0650")
    Membership.objects.create(user=user, museum_id="M0650", role=Role.CONTRIBUTOR)
    assert access.museum_codes(user) == {"M0650"}
    assert access.museum_codes(user, Role.MANAGER) == set()
    access.remember(user)
    assert access.museum_codes(user, Role.CONTRIBUTOR) == {"M0650"}
    Membership.objects.filter(user=user).update(role=Role.MANAGER)
    assert access.museum_codes(user, Role.MANAGER) == set(), "the page goes on with what it began with"


def test_nobody_is_given_nothing():
    nobody = AnonymousUser()
    access.remember(nobody)
    assert access.seen_codes(nobody) == set()
    assert not access.can_enter_desk(nobody)
