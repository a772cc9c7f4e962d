"""No text whatever makes the reading of values fail, or take long."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coffret.catalogue import captions, values
from coffret.catalogue.derive import derive
from coffret.catalogue.fields import BY_CODE
from coffret.catalogue.understanding import READINGS

PIECES = st.sampled_from(
    ["entre", " et ", "vers", "1822", "19e", "siècle", "av JC", "quart", "(?)", "(", ")", " ; ", "#", ",", " : ", "-", "/",
     "H. ", "l", "cm", "2,5", "attribué à", "d'après", "NOM Prénom", "(1809-?)", "XIX", "manquant", "\u00a0", "²", "½", "٣",
     "\x00", "18..", "1er", "éditeur", "…", "🎨", "J.-C.", "x", "0", "99999999999"]
)  # fmt: skip
TEXTS = st.one_of(st.text(max_size=60), st.lists(PIECES, max_size=14).map("".join))


@given(TEXTS)
@settings(max_examples=400, deadline=None)
def test_any_text_is_read_without_failing(text):
    for reading in READINGS:
        for result in reading.read(text):
            assert isinstance(result.understood, bool)
    for code in ("AUTR", "TECH", "PERI", "LOCA", "REPR", "INV", "STAT", "ATTR"):
        assert all(isinstance(term, str) and term for term in values.terms(text, code))


@given(st.dictionaries(st.sampled_from(sorted(BY_CODE)), TEXTS, max_size=12))
@settings(max_examples=150, deadline=None)
def test_any_record_has_a_caption_and_columns(record):
    derived = derive(record, has_image=False)
    assert derived["title"]
    assert derived["title"] in derived["caption"]
    assert "<script" not in captions.caption_html({**record, "TITR": "<script>"})
    interval = values.years(record)
    assert interval is None or interval.understood
    if derived["year_from"] is not None:
        assert derived["year_from"] <= derived["year_to"]


@pytest.mark.parametrize(
    "seed", ["(", "1 ", "1e-", "entre 1850 et ", "H. 1 ", "19e siècle ", "nom (1800-1850) ", "1/", "a, "]
)
def test_a_huge_value_is_read_in_reasonable_time(seed):
    text = seed * (20_000 // len(seed))
    started = time.perf_counter()
    derive(dict.fromkeys(BY_CODE, text), has_image=False)
    for reading in READINGS:
        reading.read(text)
    assert time.perf_counter() - started < 5
