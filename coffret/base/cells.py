"""Cells of tables that spreadsheet programs open: what they would take for a formula is text, and comes back as it was."""

import csv
import io
import re
from collections.abc import Iterable

# What spreadsheet programs look for at the beginning of a table in UTF-8.
MARK = "\ufeff"

# What a spreadsheet would run, or take for a formula, when a cell begins with it; behind apostrophes already there or not.
_FORMULA = re.compile(r"'*[=+\-@\t\r\n|%]")
_DISARMED = re.compile(r"'+[=+\-@\t\r\n|%]")


def disarmed(cell: str) -> str:
    """Return a cell that no spreadsheet takes for a formula: an apostrophe goes before what would begin one."""
    return f"'{cell}" if _FORMULA.match(cell) else cell


def csv_row(cells: Iterable[str | int]) -> str:
    """Return a row of CSV as French spreadsheet programs read it: semicolons between, CR LF behind, formulas disarmed."""
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=";", lineterminator="\r\n").writerow([disarmed(str(cell)) for cell in cells])
    return out.getvalue()


def armed(cell: str) -> str:
    """Return a cell as it was before ``disarmed``."""
    return cell[1:] if _DISARMED.match(cell) else cell
