"""Two people compose the same letter: neither loses what they wrote in the other's section."""

import copy
import json
from html import unescape
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from editorial_factories import editor, entry
from test_editing_form import fields, settling, signed_in, text

from coffret.editorial.entries import actions
from coffret.editorial.models import Entry

pytestmark = pytest.mark.django_db

ITEM = {"thing": "words", "title": "Un mot", "words": "<p>Avant.</p>"}
SECTIONS = [{"one": "Agenda", "items": [ITEM]}, {"one": "Actualités", "items": [ITEM]}]


def _opened(client: Client, made: Entry) -> dict[str, Any]:
    return fields(client.get(f"/pro/redaction/{made.pk}/"))


def test_both_are_proposed_together() -> None:
    lea, noe = editor("lea@example.org", "Léa Martin"), editor("noe@example.org", "Noé Petit")
    client = signed_in(lea)
    made = entry("letter", live=False, by=lea, sections=SECTIONS)
    assert made.working is not None
    sent = _opened(client, made)
    theirs = copy.deepcopy(made.working.content)
    theirs["sections"][1]["items"][0]["words"] = "<p>De Noé.</p>"
    actions.save(made, theirs, noe, 1)
    page = client.post(f"/pro/redaction/{made.pk}/", {**sent, "sections.0.items.0.words": "<p>De Léa.</p>"})
    assert page.status_code == 409
    mine = BeautifulSoup(text(page), "html5lib").find("input", attrs={"name": "mine"})
    assert "De Noé." in json.dumps(json.loads(unescape(mine["value"])), ensure_ascii=False)
    assert settling(page)["pick.sections"] == "mine"
    client.post(f"/pro/redaction/{made.pk}/accord/", settling(page))
    row = Entry.objects.select_related("working").get(pk=made.pk)
    assert row.working is not None
    said = [section["items"][0]["words"] for section in row.working.content["sections"]]
    assert said == ["<p>De Léa.</p>", "<p>De Noé.</p>"]
