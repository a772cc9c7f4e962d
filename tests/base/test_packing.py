"""Short texts packed: given back as they were, smaller than zlib alone makes them, readable for ever."""

import json
import threading
import zlib

import pytest
import zstandard
from hypothesis import given
from hypothesis import strategies as st

from coffret.base import packing, packing_zlib

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
# What the versions before, and this one, made of these texts: bases hold such.
BY_ZLIB = "58287aef0256cb490400013b00ce"
BY_ZSTANDARD = "01243c2d010043c103332c8fe577ffcb948a14456919450506fcba2292880a446267e8238bf952c7d5ef4ed829e5d8"


def by_zlib(text):
    """Pack as the first versions did."""
    packer = zlib.compressobj(1, zlib.DEFLATED, 13, 6, zlib.Z_DEFAULT_STRATEGY, packing_zlib.WORDS)
    return packer.compress(text.encode("utf-8", "surrogatepass")) + packer.flush()


@given(st.text() | st.text(st.characters(categories=["Cs", "L"])))
def test_what_is_packed_comes_back(text):
    assert packing.unpack(packing.pack(text)) == text


@given(st.text() | st.text(st.characters(categories=["Cs", "L"])))
def test_what_was_packed_by_zlib_comes_back(text):
    assert packing.unpack(by_zlib(text)) == text


def test_a_record_is_packed_at_half_what_zlib_makes_of_it():
    assert len(packing.pack(RECORD)) < len(zlib.compress(RECORD.encode(), 9)) * 0.6


def test_what_was_packed_without_a_dictionary_is_read():
    assert packing.unpack(zlib.compress(RECORD.encode(), 1)) == RECORD


def test_what_is_kept_already_is_read_for_ever():
    # The dictionaries never change: bases hold texts that only these unpack.
    assert by_zlib("x")[2:6].hex() == "7aef0256"
    assert packing.unpack(bytes.fromhex(BY_ZLIB)) == "la"
    assert packing.unpack(bytes.fromhex(BY_ZSTANDARD)) == '{"REF":"M0067000100","DOMN":"numismatique","AUTR":"anonyme"}'


@pytest.mark.parametrize("pack", [packing.pack, by_zlib])
@pytest.mark.parametrize("at", [0, 1, 2, 8, 20, -1])
def test_damage_is_told(at, pack):
    packed = pack(RECORD)
    with pytest.raises(packing.Damaged):
        packing.unpack(packed[:at] if at >= 0 else packed[:-4] + b"abcd")


@given(st.binary(max_size=60))
def test_whatever_is_no_packed_text_is_told(raw):
    try:
        text = packing.unpack(raw)
    except packing.Damaged:
        return
    assert packing.unpack(packing.pack(text)) == text


@pytest.mark.parametrize("number", sorted({*range(256)} - {1}))
def test_another_dictionary_is_told(number):
    with pytest.raises(packing.Damaged):
        packing.unpack(bytes([number]) + packing.pack(RECORD)[1:])


def test_bytes_after_the_text_are_told():
    with pytest.raises(packing.Damaged):
        packing.unpack(packing.pack(RECORD) + b"more")


@pytest.mark.parametrize(
    "frame",
    [
        # Eight bytes of size, all that memory never was; then none, hence no bound.
        bytes([0xE0]) + b"\xff" * 8 + b"\x01\x00\x00",
        bytes([0x00, 0x58]) + b"\x01\x00\x00",
    ],
)
def test_a_size_beyond_any_takes_no_memory(frame):
    with pytest.raises(packing.Damaged):
        packing.unpack(b"\x01" + frame)


def test_zeros_by_the_million_are_refused():
    zeros = bytes(packing.LIMIT + 1)
    with pytest.raises(ValueError, match="more than a packed text holds"):
        packing.pack_bytes(zeros)
    frame = zstandard.ZstdCompressor(level=1).compress(zeros)[4:]
    for packed in (b"\x01" + frame, zlib.compress(zeros, 1)):
        with pytest.raises(packing.Damaged):
            packing.unpack(packed)


def test_threads_pack_and_unpack_side_by_side():
    texts = [RECORD.replace("Jacques", f"Jacques {number}") * (number % 7 + 1) for number in range(300)]
    wrong = []

    def work():
        wrong.extend(text for text in texts if packing.unpack(packing.pack(text)) != text)

    threads = [threading.Thread(target=work) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []
