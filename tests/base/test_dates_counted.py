"""Centuries, quarters and the periods made from years."""

import pytest

from coffret.base.dates import Certainty, Interval, hull, part_of, period_for, roman, span


@pytest.mark.parametrize(
    ("number", "before", "years"),
    [(16, False, (1500, 1599)), (1, False, (1, 99)), (2, True, (-199, -100)), (1, True, (-99, -1))],
)
def test_a_century_is_counted_as_the_norm_says(number, before, years):
    assert span(number, before) == years


@pytest.mark.parametrize(
    ("part", "years"),
    [("1er quart", (-199, -175)), ("2e quart", (-174, -150)), ("3e quart", (-149, -125)), ("4e quart", (-124, -100)),
     ("1ère moitié", (-199, -150)), ("2e moitié", (-149, -100))],
)  # fmt: skip
def test_parts_before_christ(part, years):
    assert part_of(2, True, 100, part) == years


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        (1500, 1524, "1er quart 16e siècle"),
        (1550, 1599, "2e moitié 16e siècle"),
        (1500, 1599, "16e siècle"),
        (1822, 1880, "19e siècle"),
        (1743, 1789, "2e quart 18e siècle ; 2e moitié 18e siècle"),
        (1890, 1910, "4e quart 19e siècle ; 1er quart 20e siècle"),
        (-180, -180, "1er quart 2e siècle av JC"),
        (-15, 15, "4e quart 1er siècle av JC ; 1er quart 1er siècle"),
        (-30000, -29000, "31e millénaire av JC ; 30e millénaire av JC"),
        (1880, 1822, "19e siècle"),
    ],
)
def test_a_period_is_made_from_years(start, end, expected):
    assert period_for(Interval(start, end)) == expected


def test_a_period_keeps_doubt_and_open_ends():
    assert period_for(Interval(1850, 1850, Certainty.UNCERTAIN)) == "3e quart 19e siècle ; incertain"
    assert period_for(Interval(1984, None, Certainty.AFTER)) == "4e quart 20e siècle"
    assert period_for(Interval(None, None)) == ""


@pytest.mark.parametrize(("text", "number"), [("XIX", 19), ("iv", 4), ("XXI", 21), ("", 0), ("ABC", 0), ("VX", 0)])
def test_roman_figures(text, number):
    assert roman(text) == number


def test_the_hull_of_dates():
    assert hull([]) is None
    assert hull([Interval(1850, 1860), Interval(1840, 1845)]).bounds == (1840, 1860)
    assert hull([Interval(1850, 1850, Certainty.ABOUT), Interval(1840, 1840)]).certainty is Certainty.ABOUT
