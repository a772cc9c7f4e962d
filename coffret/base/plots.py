"""Plots drawn on the server as SVG, with their table: rows of bars under their names, columns over a line of time.

Lengths are written in hundredths of the drawing's width and in points of its height, never through a view box: a plot
grows with the window, its words keep their size.
"""

from collections.abc import Sequence
from dataclasses import dataclass

ROW = 44  # points: what a finger needs
COLUMNS = 200  # points of the tallest column
ABOVE, BELOW = 22, 26  # room for the figure over a column and for its name under it
# So many columns have room for a figure each.
MOST_FIGURES = 13


@dataclass(frozen=True, slots=True)
class Datum:
    """A value to draw: its name, its short name on an axis, how many, where it leads (« » for nowhere)."""

    label: str
    value: int
    url: str = ""
    short: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a plot: its datum and where it stands; figures are text, for SVG in any language."""

    datum: Datum
    top: int
    share: str

    @property
    def text_line(self) -> int:
        """Return where its words stand, in points."""
        return self.top + 18

    @property
    def bar_top(self) -> int:
        """Return where its bar begins, in points."""
        return self.top + 26


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a plot: its datum and where it stands."""

    datum: Datum
    left: str
    slot: str
    bar_left: str
    bar_width: str
    middle: str
    top: int
    height: int
    named: bool

    @property
    def figure_line(self) -> int:
        """Return where its figure stands, in points."""
        return self.top - 6


@dataclass(frozen=True, slots=True)
class Plot:
    """A plot: the name its parts answer to, its data in order, and what is drawn of them."""

    key: str
    data: list[Datum]
    rows: list[Row]
    columns: list[Column]
    figured: bool = False

    @property
    def height(self) -> int:
        """Return the height of the drawing, in points."""
        return len(self.rows) * ROW if self.rows else ABOVE + COLUMNS + BELOW

    @property
    def base(self) -> int:
        """Return where columns stand, in points."""
        return ABOVE + COLUMNS

    @property
    def name_line(self) -> int:
        """Return where the names of columns stand, in points."""
        return ABOVE + COLUMNS + 18


def rows(key: str, data: Sequence[Datum], shown: int = 12) -> Plot:
    """Return the plot of the first ``shown`` data as rows; its table has them all."""
    most = max((datum.value for datum in data), default=0) or 1
    drawn = [Row(datum, place * ROW, _hundredths(datum.value / most)) for place, datum in enumerate(data[:shown])]
    return Plot(key, list(data), drawn, [])


def columns(key: str, data: Sequence[Datum], named_every: int = 1) -> Plot:
    """Return the plot of all the data as columns; one name out of ``named_every`` is written, from the last one back."""
    most = max((datum.value for datum in data), default=0) or 1
    figured = len(data) <= MOST_FIGURES
    drawn = [
        _column(datum, place, len(data), most, named=(len(data) - 1 - place) % named_every == 0)
        for place, datum in enumerate(data)
    ]
    return Plot(key, list(data), [], drawn, figured)


def _column(datum: Datum, place: int, count: int, most: int, *, named: bool) -> Column:
    slot = 1 / count
    height = max(2, round(datum.value / most * COLUMNS)) if datum.value else 0
    return Column(
        datum,
        left=_hundredths(place * slot),
        slot=_hundredths(slot),
        bar_left=_hundredths((place + 0.14) * slot),
        bar_width=_hundredths(slot * 0.72),
        middle=_hundredths((place + 0.5) * slot),
        top=ABOVE + COLUMNS - height,
        height=height,
        named=named,
    )


def _hundredths(share: float) -> str:
    return f"{share * 100:.3f}".rstrip("0").rstrip(".") + "%"
