"""A museum takes its notices back in any format, and a sheet to fill in."""

import factories
import pytest
from django.test import Client

from coffret.accounts.models import Role
from coffret.authorities import vocabularies

pytestmark = pytest.mark.django_db


@pytest.fixture
def client() -> Client:
    client = Client()
    client.force_login(factories.user(museums={"M0650": Role.CONTRIBUTOR}))
    return client


def body(answer) -> bytes:
    return b"".join(answer.streaming_content)


def test_the_page_offers_every_format_and_the_model(client: Client):
    factories.record({"TITR": "La lecture"})

    shown = client.get("/pro/musees/M0650/exports").content.decode()

    for name in ("ajout_pilote", "pop_csv", "open_data", "json_lines", "xlsx", "json_ld", "iiif"):
        assert f'value="{name}"' in shown
    assert "/pro/musees/M0650/modele.xlsx" in shown
    assert "1 notice en ligne" in shown


def test_a_file_is_streamed_with_what_was_chosen(client: Client):
    record = factories.record({"TITR": "La lecture"})
    factories.record({"MUSEO": "M0811"})

    answer = client.get("/pro/musees/M0650/exports/fichier", {"format": "ajout_pilote"})

    assert answer.streaming
    assert answer["Content-Disposition"].startswith('attachment; filename="M0650_ajout_pilote_')
    assert "no-store" in answer["Cache-Control"]
    text = body(answer).decode()
    assert text.startswith(f"REF\r\n{record.ref}\r\n")
    assert text.count("//") == 1


def test_only_what_changed_since_a_day(client: Client):
    factories.record({"TITR": "La lecture"})

    assert body(client.get("/pro/musees/M0650/exports/json_lines?depuis=2999-01-01")) == b""
    assert body(client.get("/pro/musees/M0650/exports/json_lines?depuis=2001-01-01")).count(b"\n") == 1


def test_a_day_that_is_none_and_a_text_too_long_are_said_on_the_page(client: Client):
    assert client.get("/pro/musees/M0650/exports/json_lines?depuis=hier").status_code == 422

    factories.record({"DESC": "x" * 40_000})
    refused = client.get("/pro/musees/M0650/exports/xlsx")
    assert refused.status_code == 422
    assert "trop long" in refused.content.decode()


def test_an_unknown_format_or_museum_is_not_there(client: Client):
    assert client.get("/pro/musees/M0650/exports/pdf").status_code == 404
    assert client.get("/pro/musees/M9999/exports").status_code == 403
    factories.museum("M0811")
    assert client.get("/pro/musees/M0811/exports/json_lines").status_code == 403
    assert client.get("/pro/musees/M0811/modele.xlsx").status_code == 403


def test_the_model_is_a_workbook_with_the_terms_of_today(client: Client):
    vocabularies.ensure_closed_lists()

    answer = client.get("/pro/musees/M0650/modele.xlsx")

    assert answer.content.startswith(b"PK")
    assert answer["Content-Disposition"] == 'attachment; filename="coffret_modele_M0650.xlsx"'
