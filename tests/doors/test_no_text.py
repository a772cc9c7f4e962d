"""The sign NUL, which no text holds and which PostgreSQL refuses: in an address or in what is asked, never an error."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.urls import URLPattern, get_resolver
from factories import user

import coffret

PACKAGE = Path(coffret.__file__).parent
ASKED = re.compile(r"""GET(?:\.get|\.getlist)?[\(\[]\s*"([\w-]+)\"""")


def names() -> list[str]:
    """Return every name under which a page reads what is asked of it."""
    found: set[str] = set()
    for door in ("public", "desk"):
        for path in (PACKAGE / door).rglob("*.py"):
            found |= set(ASKED.findall(path.read_text(encoding="utf-8")))
    return sorted(found - {"lang"})


def plain(patterns: list[Any], before: str = "") -> Iterator[str]:
    """Yield the addresses that name nothing in particular."""
    for one in patterns:
        route = before + str(getattr(one.pattern, "_route", "<"))
        if "<" in route:
            continue
        if isinstance(one, URLPattern):
            yield f"/{route}"
        else:
            yield from plain(one.url_patterns, route)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "address",
    ["/%00", "/notices/%00", "/musees/%00", "/agenda/%00", "/actualites/a%00", "/selections/%00", "/lettres/%00",
     "/iiif/notices/%00/manifest.json", "/pro/notices/%00", "/pro/musees/%00/"],
)  # fmt: skip
def test_an_address_that_holds_it_is_nobodys(client: Any, address: str):
    assert client.get(address).status_code == 404


@pytest.mark.django_db
def test_what_is_asked_may_hold_it(client: Any):
    client.force_login(user(office="administrator"))
    asked = dict.fromkeys(names(), "\x00")
    assert len(asked) > 30
    addresses = [one for one in plain(get_resolver().url_patterns) if one != "/pro/deconnexion/"]
    assert len(addresses) > 40
    for address in addresses:
        for given in (asked, dict.fromkeys(asked, "a\x00b")):
            answer = client.get(address, given)
            assert answer.status_code < 500, address


@pytest.mark.django_db
def test_a_form_that_sends_it_is_no_error_of_ours(client: Any):
    answer = client.post("/pro/connexion/", {"login": "a\x00b@example.org", "password": "\x00"})
    assert answer.status_code in {200, 400}
