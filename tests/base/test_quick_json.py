"""JSON read and written by orjson: the same as by Python, exotic values included."""

import json
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coffret.base import quick_json

TEXTS = st.text() | st.text(st.characters(categories=["Cs", "L", "Cc"]))
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | TEXTS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXTS, inner, max_size=4),
    max_leaves=12,
)
# What records and lines hold.
PLAIN = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**63), 2**64 - 1) | TEXTS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXTS, inner, max_size=4),
    max_leaves=12,
)


@given(VALUES)
def test_what_is_kept_comes_back(value):
    found = quick_json.read(quick_json.kept(value))
    assert json.dumps(found) == json.dumps(value)


@given(PLAIN)
def test_a_text_by_python_is_read(value):
    for escaped in (True, False):
        assert quick_json.read(json.dumps(value, ensure_ascii=escaped)) == value


@given(PLAIN)
def test_the_text_is_that_of_python(value):
    assert quick_json.text(value) == json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def test_order_of_keys_stays():
    assert quick_json.text({"b": 1, "a": {"d": 2, "c": 3}}) == '{"b":1,"a":{"d":2,"c":3}}'


@pytest.mark.parametrize("value", ["\ud800", {"\udfff": 1}, 2**64, -(2**70), ["Rouen", 10**40], {1: "un"}])
def test_what_orjson_refuses_is_kept_by_python(value):
    assert quick_json.read(quick_json.kept(value)) == json.loads(json.dumps(value))
    assert quick_json.text(value) == json.dumps(value, ensure_ascii=False, separators=(",", ":"))


@pytest.mark.parametrize("value", [datetime(2026, 7, 1, tzinfo=UTC), object(), {1, 2}])
def test_what_is_no_json_is_refused(value):
    for write in (quick_json.kept, quick_json.text):
        with pytest.raises(TypeError):
            write(value)


@pytest.mark.parametrize("raw", [b"", b"{", "{'a': 1}", b" {", "nul"])
def test_what_is_no_json_is_told(raw):
    with pytest.raises(json.JSONDecodeError):
        quick_json.read(raw)
