"""What a correction writes: the words at fault and nothing else, markup and attributes untouched, whatever the text."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coffret.base.errors import Refused
from coffret.base.rules import Finding
from coffret.editorial.entries import content
from coffret.editorial.proofing import preflight, prose
from coffret.editorial.proofing.examples import proof_of
from coffret.editorial.proofing.rules.typography import TYPOGRAPHIC as DETECTORS
from coffret.editorial.proofing.rules.wording import readings_of

N, F = "\u00a0", "\u202f"


def fixed(code: str, choice: int = 0, **values: str) -> dict[str, Any]:
    proof = proof_of(values)
    finding = next(one for one in preflight.REGISTRY[code].find(proof))
    return preflight.fixed(proof.kind.name, proof.content, finding, choice)


@pytest.mark.parametrize(
    ("code", "before", "after"),
    [
        ("EDI042", "<p>De <strong>l'</strong>émail</p>", "<p>De <strong>l’</strong>émail</p>"),
        ("EDI042", '<p><a href="https://example.org/l&#39;a">L\'émail</a></p>', None),
        ("EDI040", "<p>Que <em>voir</em> ?</p>", f"<p>Que <em>voir</em>{F}?</p>"),
        ("EDI040", "<p>Un &amp; deux ; trois</p>", f"<p>Un &amp; deux{F}; trois</p>"),
        ("EDI041", '<p>Le "<em>bleu</em>" &lt; 3</p>', f"<p>Le «{F}<em>bleu</em>{F}» &lt; 3</p>"),
        ("EDI043", "<p>Les notices de <em>de</em> ce musée</p>", None),
        ("EDI045", "<p>Le 1 juin</p>", "<p>Le 1er juin</p>"),
        ("INF004", "<p>Le <strong>jeudi</strong> 5 juin 2026.</p>", "<p>Le <strong>vendredi</strong> 5 juin 2026.</p>"),
        (
            "EDI025",
            '<p><a href="https://example.org/?a=1&amp;utm_source=x">La <em>page</em></a></p>',
            '<p><a href="https://example.org/?a=1">La <em>page</em></a></p>',
        ),
        ("EDI011", "<h2>A</h2><h4>B</h4><p>C</p>", "<h2>A</h2>\n<h3>B</h3>\n<p>C</p>"),
    ],
)
def test_rich_text_is_mended_in_its_words(code: str, before: str, after: str | None):
    body = fixed(code, body=before)["body"]
    if after is not None:
        assert body == content.clean("resource", {"body": after})["body"]
    else:
        assert body != content.clean("resource", {"body": before})["body"]
        assert "href" not in before or 'href="https://example.org/l\'a"' in body


@pytest.mark.parametrize(
    ("credit", "readings"),
    [
        ("© CRDOA, ou juste © CRDOA", ["© CRDOA"]),
        ("© CRDOA ou © Musée Sandelin", ["© CRDOA", "© Musée Sandelin"]),
        ("© CRDOA / Jean Petit ou plutôt Paul Grand", ["© CRDOA / Jean Petit", "Paul Grand"]),
        ("© CRDOA, © CRDOA", ["© CRDOA"]),
        ("© CRDOA ?", ["© CRDOA"]),
        ("© CRDOA", []),
        ("© Musée Sandelin / Philippe Beurtheret", []),
        ("© RMN-Grand Palais (musée d’Orsay) / Hervé Lewandowski", []),
        ("© ADAGP, Paris © Centre Pompidou", []),
        ("Louis XIV ou Louis XV", []),
    ],
)
def test_what_a_credit_may_mean(credit: str, readings: list[str]):
    assert readings_of(credit) == readings


def test_each_reading_is_offered():
    values = {"cover.credit": "© CRDOA ou © Musée Sandelin"}
    assert fixed("EDI001", 0, **values)["cover"]["credit"] == "© CRDOA"
    assert fixed("EDI001", 1, **values)["cover"]["credit"] == "© Musée Sandelin"
    with pytest.raises(Refused):
        fixed("EDI001", 2, **values)


def test_an_item_twice_is_taken_off():
    values = {
        "kind": "feature",
        "title": "Notices du mois",
        "items.1.record": "M0650000001",
        "items.1.words": "Encore.",
    }
    items = fixed("INF016", **values)["items"]
    assert [one["words"] for one in items] == ["Un coffret d’émail."]


def test_the_occurrence_told_is_the_one_mended():
    proof = proof_of({"body": "<p>l'art, l'art, l'art</p>"})
    second = list(preflight.REGISTRY["EDI042"].find(proof))[1]
    mended = preflight.fixed("resource", proof.content, second)
    assert mended["body"] == "<p>l'art, l’art, l'art</p>"


@pytest.mark.parametrize("field", ["body", "items.4", "cover.alt", "nothing", "body.2"])
def test_what_is_no_longer_there_is_said(field: str):
    proof = proof_of({"body": "<p>Tout va bien.</p>"})
    gone = Finding("EDI042", field, "l'art", facts={"at": 0, "choices": ["l’art"]})
    with pytest.raises(Refused, match="plus là"):
        preflight.fixed("resource", proof.content, gone)


@pytest.mark.django_db
def test_everything_is_put_right_at_once():
    typed = {
        "title": "L'agenda  de mai",
        "summary": "Qui vient ? \"Tous\", l'équipe et l'office ; le 1 juin.",
        "body": "<p>C'est l'été : <em>l'</em>été... Le XIXème, Mr Petit , etc...</p><ul><li>l'un</li><li>l'autre !</li></ul>",
    }
    given = content.clean("news", {**content.blank("news"), **typed})
    codes = [f"EDI{number:03}" for number in range(40, 49)]
    mended = preflight.mended("news", given, codes)
    assert mended["title"] == "L’agenda de mai"
    assert mended["summary"] == f"Qui vient{F}? «{F}Tous{F}», l’équipe et l’office{F}; le 1er juin."
    assert "<em>l’</em>été…" in mended["body"]
    assert f"M.{N}Petit, etc." in mended["body"]
    assert [one for one in preflight.check("news", mended) if one.code in codes] == []
    assert preflight.mended("news", mended, codes) == mended


WORDS = st.text(alphabet="aé l'\".,;:!?«»()12%€°M\u00a0\u202f&<>-…", max_size=60)


@given(WORDS, WORDS)
@settings(max_examples=150, deadline=None)
def test_prose_mends_in_place_whatever_the_text(first: str, second: str):
    source = content.clean(
        "resource", {"body": f"<p>{prose.html.escape(first)}<em>b</em>{prose.html.escape(second)}</p>"}
    )
    text = prose.rich("body", source["body"])
    for detect in DETECTORS.values():
        for start, end, right in detect(text.text):
            mended = text.replaced(start, end, right)
            assert mended.count("<em>") == source["body"].count("<em>")
            assert prose.rich("body", mended).text == text.text[:start] + right + text.text[end:]


@given(WORDS)
@settings(max_examples=200, deadline=None)
def test_a_text_put_right_has_nothing_left_to_put_right(text: str):
    """Detectors agree with what they write."""
    for detect in DETECTORS.values():
        for _round in range(30):
            fault = next((one for one in detect(text) if text[one[0] : one[1]] != one[2]), None)
            if fault is None:
                break
            text = text[: fault[0]] + fault[2] + text[fault[1] :]
        assert all(text[start:end] == right for start, end, right in detect(text))


@given(st.text(max_size=200))
@settings(max_examples=150, deadline=None)
def test_nothing_typed_makes_it_fall(text: str):
    for kind in ("resource", "event", "feature"):
        proof = proof_of({"kind": kind, "title": text, "body": f"<p>{text}</p>{text}", "summary": text})
        assert all(one.message() for one in preflight.examine(proof))
