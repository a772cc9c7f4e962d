"""Short texts packed: given back as they were, smaller than zlib alone makes them, readable for ever."""

import json
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coffret.base import packing

RECORD = json.dumps(
    {
        "values": {
            "REF": "M0067000100",
            "AUTR": "Cèque Jacques",
            "DOMN": "numismatique",
            "INV": "2022.26.100",
            "LOCA": "Rouen;musée des beaux-arts",
            "MUSEO": "M0067",
            "PERI": "19e siècle",
            "STAT": "propriété de la commune;achat;Rouen;musée des beaux-arts",
            "TECH": "argent (frappé)",
        },
        "findings": [["REC014", "DACQ", "", 12, {}], ["REC016", "REFIM", "", 12, {}]],
    },
    ensure_ascii=False,
    separators=(",", ":"),
)


@given(st.text() | st.text(st.characters(categories=["Cs", "L"])))
def test_what_is_packed_comes_back(text):
    assert packing.unpack(packing.pack(text)) == text


def test_a_record_is_packed_at_half_what_zlib_makes_of_it():
    assert len(packing.pack(RECORD)) < len(zlib.compress(RECORD.encode(), 9)) * 0.6


def test_what_was_packed_without_a_dictionary_is_read():
    assert packing.unpack(zlib.compress(RECORD.encode(), 1)) == RECORD


def test_the_dictionary_of_what_is_kept_already_never_changes():
    # Of what the first version packed: bases hold texts that only these words unpack.
    assert packing.pack("x")[2:6].hex() == "7aef0256"


@pytest.mark.parametrize("at", [1, 8, 20, -1])
def test_damage_is_told(at):
    packed = packing.pack(RECORD)
    with pytest.raises(zlib.error):
        packing.unpack(packed[:at] if at > 0 else packed[:-4] + b"abcd")
