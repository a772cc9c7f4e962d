"""Texts folded to be compared: accents gone, and nothing else."""

import unicodedata

import pytest

from coffret.base.text import fold
from coffret.catalogue.derive import first_number, natural_key


def test_every_mark_that_combines_is_gone_and_no_other_letter_is():
    for letter in map(chr, range(0x250, 0x500)):
        decomposed = unicodedata.normalize("NFKD", f"x{letter}é".lower())
        plain = "".join(one for one in decomposed if not unicodedata.combining(one)).replace("ʼ", "'")
        assert fold(f"x{letter}é") == " ".join(plain.split()), hex(ord(letter))


@pytest.mark.parametrize(
    ("written", "sorted_as"),
    [
        ("1905.32.0", "00001905.00000032.00000000"),
        ("D 2004.1.10 : dépôt ; 7", "d 00002004.00000001.00000010"),
        ("007", "00000007"),
        ("2.10.", "00000002.00000010."),
        ("Ét. 12/b", "et. 00000012/b"),
    ],
)
def test_numbers_are_padded_however_they_are_written(written, sorted_as):
    assert natural_key(first_number(written)) == sorted_as
