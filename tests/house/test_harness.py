"""The harness bites: each mistake it watches for is made here on purpose."""

import socket
import warnings
from datetime import datetime

import harness
import pytest
from django.template import Context, engines
from django.test import Client
from django.urls import path

from coffret.authorities.models import Museum
from coffret.catalogue.models import Change, Record


def render(source: str, **context: object) -> str:
    return engines["django"].engine.from_string(source).render(Context(context))


def test_an_undefined_variable_fails():
    with pytest.raises(harness.UndefinedVariable, match="nobody"):
        render("{{ nobody }}")
    with pytest.raises(harness.UndefinedVariable, match="absent"):
        render("{{ user.absent }}", user=object())


def test_a_defined_variable_is_shown_and_a_condition_may_ask():
    assert render("{{ name }}{% if nobody %}no{% endif %}", name="Ingres") == "Ingres"


@pytest.mark.django_db
def test_a_naive_datetime_fails():
    museum = Museum.objects.create(code="M0001", official_name="musée")
    with pytest.raises(RuntimeWarning, match="naive"):
        Record.objects.create(
            ref="M0001000001",
            museum=museum,
            created_at=datetime(2026, 1, 1),  # noqa: DTZ001 - the mistake itself
            updated_at=datetime(2026, 1, 1),  # noqa: DTZ001
        )


@pytest.mark.django_db
def test_a_slice_without_order_fails():
    with pytest.raises(harness.UnorderedQuery, match="Change"):
        list(Change.objects.order_by()[:3])
    assert list(Change.objects.order_by("sequence")[:3]) == []


def test_a_warning_fails():
    with pytest.raises(UserWarning, match="heed"):
        warnings.warn("heed me", UserWarning, stacklevel=1)


def test_the_network_is_off():
    with socket.socket() as outside, pytest.raises(harness.NetworkOff):
        outside.connect(("192.0.2.1", 80))
    with pytest.raises(harness.NetworkOff):
        socket.getaddrinfo("example.org", 80)


PAGE = '<!doctype html><html lang="fr"><head><title>T</title></head><body><h1>H</h1>{}</body></html>'


@pytest.mark.parametrize(
    ("part", "fault"),
    [
        ('<form method="post" action="/x"></form>', "csrf"),
        ('<img src="/a.jpg">', "no alt"),
        ('<p style="color:red">a</p>', "inline style"),
        ("<script>1</script>", "inline script"),
        ('<button onclick="x()">a</button>', "handlers"),
        ('<i id="a"></i><i id="a"></i>', "twice"),
        ('<input name="q">', "no label"),
        ('<img alt="" src="https://elsewhere.example/a.png">', "fetches"),
        ("<h1>second</h1>", "2 h1"),
    ],
)
def test_a_broken_page_fails(part: str, fault: str):
    assert any(fault in found for found in harness.faults_of(PAGE.format(part)))


def test_a_whole_page_passes():
    part = (
        '<form method="post"><input type="hidden" name="csrfmiddlewaretoken"><label>Nom <input name="n"></label></form>'
        '<img src="/a.jpg" alt="Une coupe"><a href="https://elsewhere.example/">lien</a>'
        '<script type="application/ld+json">{}</script>'
    )
    assert harness.faults_of(PAGE.format(part)) == []


def test_the_client_reads_every_page(settings, client: Client):
    from django.http import HttpResponse

    class Addresses:
        urlpatterns = [path("broken", lambda request: HttpResponse('<html lang="fr"><img src="/a.jpg">'))]

    settings.ROOT_URLCONF = Addresses
    with pytest.raises(AssertionError, match="no alt"):
        client.get("/broken")
