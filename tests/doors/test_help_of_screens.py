"""The help inside the workshop's screens: each text is shown by a screen, and says something."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.template import Context, Template

PLACE = Path(settings.TEMPLATES[0]["DIRS"][0])
TEXTS = sorted(path.stem for path in (PLACE / "desk" / "help").glob("*.html") if path.stem != "box")
SHOWN = {
    name
    for path in (PLACE / "desk").rglob("*.html")
    for name in re.findall(r'{% screen_help "(\w+)" %}', path.read_text(encoding="utf-8"))
}


def test_every_text_has_its_screen_and_every_screen_its_text():
    assert set(TEXTS) == SHOWN


@pytest.mark.parametrize("name", TEXTS)
def test_a_text_is_short_sentences_behind_one_word(name: str):
    page = Template("{% load desk %}{% screen_help name %}").render(Context({"name": name}))
    assert page.count("<details") == 1
    assert ">Aide<" in page
    sentences = re.findall(r"<(?:p|li)>([^<]+)<", page)
    assert sentences
    assert all(len(sentence) < 400 and "!" not in sentence for sentence in sentences)
