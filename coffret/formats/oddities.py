"""Characters that should not be in a value: mojibake, invisible controls, tabs, `//`. They are told, never altered."""

import re
from collections.abc import Iterable

from coffret.catalogue.fields import BY_CODE, Kind
from coffret.formats import notes
from coffret.formats.raw import RawRecord
from coffret.formats.scan import Scan

# What UTF-8 looks like when it was read as Latin-1 or Windows-1252 (« Ã© », « Â° », « â€™ »), and the replacement mark.
_CP1252 = "€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ"
MOJIBAKE = re.compile(f"[ÃÂ][\x80-\xbf{_CP1252}]|â[\x80-\x9f€][\x80-\xbf{_CP1252}]|ï»¿|\ufffd")
CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
_MARKS = ("Ã", "Â", "\ufffd", "â€", "ï»¿")
# `//` closes a record: forbidden in values (Spécifications d'export 2024, p. 10); that of « https:// » is let be.
SLASHES = re.compile("(?<!:)//")
_ADDRESSES = frozenset(code for code, entry in BY_CODE.items() if entry.kind is Kind.LINKS)


class Oddities:
    """Adds to records the notes on their characters, looking only for what the first pass met in the file."""

    def __init__(self, suspect: bool = True, tabs: bool = True, slashes: bool = True) -> None:
        self.suspect, self.tabs, self.slashes = suspect, tabs, slashes

    @classmethod
    def of(cls, scan: Scan) -> "Oddities":
        """Return those a scanned file may hold."""
        return cls(scan.suspect, scan.tabs, scan.slashes)

    def note(self, record: RawRecord) -> RawRecord:
        """Return ``record`` with its notes."""
        if (self.suspect or self.tabs or self.slashes) and self._met(" ".join(record.values.values())):
            for code, value in record.values.items():
                record.notes.extend((found, code, value, record.line_of(code)) for found in self._found(code, value))
        return record

    def _met(self, text: str) -> bool:
        """Say whether something may be wrong in a whole record: one look at it, most records being clean."""
        if (self.tabs and "\t" in text) or (self.slashes and "//" in text):
            return True
        return self.suspect and (
            any(mark in text for mark in _MARKS) or (not text.isprintable() and CONTROL.search(text) is not None)
        )

    def _found(self, code: str, value: str) -> Iterable[str]:
        if self.suspect:
            if MOJIBAKE.search(value):
                yield notes.MOJIBAKE
            if CONTROL.search(value):
                yield notes.CONTROL
        if (self.tabs and "\t" in value) or (
            self.slashes and "//" in value and code not in _ADDRESSES and SLASHES.search(value)
        ):
            yield notes.FORBIDDEN
