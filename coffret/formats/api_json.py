"""JSON of records: the older API's (Opendatasoft: a list, or an object holding one) and JSON Lines of codes.

A list is read record by record over a bounded buffer, so its size does not count. Numbers are kept as they are written.
Lists become one text with the field's separator, coordinates « lat, lon »; null and empty values are present and empty.
"""

import json
from collections.abc import Iterator, Mapping
from typing import Any, TextIO

from django.utils.translation import gettext as _

from coffret.base.errors import Refused
from coffret.catalogue.fields import BY_CODE
from coffret.formats import notes, refusals
from coffret.formats.headers import COLUMN_LIMIT, NAME_LIMIT, Suggestions, code_of
from coffret.formats.oddities import Oddities
from coffret.formats.raw import RawRecord, Source
from coffret.formats.scan import LINE_LIMIT, Scan

BLOCK = 1 << 16
ENVELOPES = ("results", "records", "data", "notices", "features")
INNER = ("fields", "properties", "record")
_BLANK = " \t\r\n"


class Repeated(dict[str, Any]):
    """A JSON object with a key given twice; ``pairs`` has them all."""

    pairs: list[tuple[str, Any]]


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    plain = dict(pairs)
    if len(plain) == len(pairs):
        return plain
    repeated = Repeated(plain)
    repeated.pairs = pairs
    return repeated


_DECODER = json.JSONDecoder(object_pairs_hook=_object, parse_float=str, parse_int=str, parse_constant=str)
_FAILURES = (ValueError, RecursionError)


def open_json(scan: Scan, head: str) -> tuple[Source, Iterator[RawRecord]]:
    """Return what a JSON file is, and its records; raises Refused when its first records name no known field."""
    if head.lstrip().startswith("{") and _is_lines(head) and not _envelope(head):
        scan.check_lines()
        return Source(scan.name, "json_lines", scan.encoding), _from_lines(scan)
    return Source(scan.name, "api_json", scan.encoding), _from_array(scan)


def _is_lines(head: str) -> bool:
    """Say whether the first line is an object by itself, or at least the second starts like one."""
    first, newline, rest = head.lstrip().partition("\n")
    return first.rstrip().endswith("}") or rest.lstrip().startswith("{") or not newline


def _envelope(text: str) -> int:
    """Return where the list of records starts in an object that holds one, 0 when there is none in ``text``."""
    at = _after_blanks(text, text.find("{") + 1)
    try:
        while at < len(text) and text[at] == '"':
            key, at = _DECODER.raw_decode(text, at)
            at = _after_blanks(text, at)
            at = _after_blanks(text, at + 1)  # the colon
            if key in ENVELOPES and text[at : at + 1] == "[":
                return at
            at = _after_blanks(text, _DECODER.raw_decode(text, at)[1])
            at = _after_blanks(text, at + 1)  # the comma
    except _FAILURES:
        return 0
    return 0


def _after_blanks(text: str, at: int) -> int:
    while at < len(text) and text[at] in _BLANK:
        at += 1
    return at


class _Stream:
    """Values read one after the other from a text, over a buffer that never holds more than one and a block."""

    def __init__(self, file: str, handle: TextIO) -> None:
        self.file = file
        self.handle = handle
        self.buffer = handle.read(BLOCK)
        self.at = 0
        self.line = 1

    def peek(self) -> str:
        """Return the next character that is not blank, « » at the end; commas between values count as blank."""
        while True:
            start = self.at
            while self.at < len(self.buffer) and self.buffer[self.at] in " \t\r\n,":
                self.at += 1
            self.line += self.buffer.count("\n", start, self.at)
            if self.at < len(self.buffer):
                return self.buffer[self.at]
            if not self._more():
                return ""

    def skip(self, count: int = 1) -> None:
        """Move forward."""
        self.line += self.buffer.count("\n", self.at, self.at + count)
        self.at += count

    def value(self) -> Any:
        """Return the value at hand; raises Refused when it cannot be read, is cut, or has no end in sight."""
        while True:
            try:
                value, end = _DECODER.raw_decode(self.buffer, self.at)
            except RecursionError:
                raise self.bad() from None
            except ValueError as error:
                start = self.at
                if not self._more():
                    raise self._refusal(error, start) from None
                continue
            self.skip(end - self.at)
            return value

    def _more(self) -> bool:
        if len(self.buffer) - self.at > LINE_LIMIT:
            raise refusals.record_too_large(self.file, self.line, LINE_LIMIT)
        block = self.handle.read(max(BLOCK, len(self.buffer) - self.at))
        self.buffer, self.at = self.buffer[self.at :] + block, 0
        return bool(block)

    def _refusal(self, error: ValueError, start: int) -> Refused:
        """Return why the value that started at ``start`` of the buffer (now at its beginning) cannot be read."""
        if isinstance(error, json.JSONDecodeError) and not error.msg.startswith("Unterminated"):
            at = error.pos - start
            if at < len(self.buffer.rstrip()) - 1:
                return self.bad(at)
        problem = _("le JSON s’arrête au milieu d’une notice")
        return refusals.truncated(self.file, self.line, self.buffer[-60:].strip(), problem)

    def bad(self, at: int | None = None) -> Refused:
        """Return the refusal of what stands at ``at`` in the buffer (default: here)."""
        at = self.at if at is None else at
        line = self.line + self.buffer.count("\n", self.at, at)
        column = at - (self.buffer.rfind("\n", 0, at) + 1) + 1
        return refusals.bad_json(self.file, line, column, self.buffer[at : at + 60])


def _from_array(scan: Scan) -> Iterator[RawRecord]:
    """Yield the records of a list, of an object that holds one, or of objects one after the other."""
    reader = _Keys(scan)
    with scan.open() as handle:
        stream = _Stream(scan.name, handle)
        stream.peek()
        held = _envelope(stream.buffer) if stream.buffer[stream.at : stream.at + 1] == "{" else 0
        if held:
            stream.skip(held - stream.at)
        listed = stream.peek() == "["
        if listed:
            stream.skip()
        while character := stream.peek():
            line = stream.line
            if listed and character == "]":
                return
            yield reader.record(stream.value(), line)
        if listed:
            problem = _("la liste JSON n’est pas refermée")
            raise refusals.truncated(scan.name, stream.line, stream.buffer[-60:].strip(), problem)


def _from_lines(scan: Scan) -> Iterator[RawRecord]:
    """Yield a record per line; a line that is no JSON object gives a record without values and a note."""
    reader = _Keys(scan)
    with scan.open() as handle:
        for number, line in enumerate(handle, 1):
            if not line.strip(_BLANK):
                continue
            try:
                value = _DECODER.decode(line.strip(_BLANK))
            except _FAILURES:
                if number > scan.lines and not scan.ends_with_newline:
                    problem = _("le JSON s’arrête au milieu d’une notice")
                    raise refusals.truncated(scan.name, number, line[-60:], problem) from None
                yield RawRecord({}, number, notes=[(notes.BAD_JSON, "", line.strip()[:200], number)])
                continue
            yield reader.record(value, number)


class _Keys:
    """Turns JSON objects into records, remembering what each key means."""

    def __init__(self, scan: Scan) -> None:
        self.file = scan.name
        self.codes: dict[str, str] = {}
        self.nearest = Suggestions()
        # JSON may escape anything (« \\u0009 »): the first pass saw only bytes.
        self.oddities = Oddities()

    def record(self, value: Any, line: int) -> RawRecord:
        """Return the record of one JSON value."""
        record = RawRecord({}, line)
        if not isinstance(value, dict):
            record.notes.append((notes.BAD_JSON, "", _text(value)[:200], line))
            return record
        empty = []
        for key, item in _pairs(value):
            code = self._code(key, record)
            if not code:
                continue
            text = self._value(record, code, item)
            if not text.strip():
                empty.append(code)
            elif code in record.values:
                record.notes.append((notes.REPEATED, code, text, line))
                if text != record.values[code]:
                    record.values[code] += BY_CODE[code].joiner + text
            else:
                record.values[code] = text
        record.empty = tuple(dict.fromkeys(code for code in empty if code not in record.values))
        return self.oddities.note(record)

    def _code(self, key: str, record: RawRecord) -> str:
        """Return the code a key names; the first time an unknown one is met, the record says so."""
        code = self.codes.get(key)
        if code is None:
            if len(self.codes) >= COLUMN_LIMIT:
                raise refusals.too_many_columns(self.file, record.line, len(self.codes) + 1, COLUMN_LIMIT)
            code = self.codes[key] = code_of(key[:NAME_LIMIT])
            if not code:
                name = _whole(key[:NAME_LIMIT])
                record.notes.append((notes.UNKNOWN_COLUMN, self.nearest(name), name, record.line))
        return code

    def _value(self, record: RawRecord, code: str, item: Any) -> str:
        if isinstance(item, str):
            return _whole(item)
        if isinstance(item, list) and all(isinstance(part, str) or part is None for part in item):
            return _whole(BY_CODE[code].joiner.join(part for part in item if part))
        if code == "POP_COORDONNEES" and isinstance(item, dict):
            return _coordinates(item)
        if item is not None and not isinstance(item, bool):
            record.notes.append((notes.BAD_JSON, code, _text(item)[:200], record.line))
        return _text(item)


def _pairs(value: dict[str, Any]) -> list[tuple[str, Any]]:
    """Return the keys and values of a record, those of its inner object when it has one (« fields » of API v1)."""
    for key in INNER:
        inner = value.get(key)
        if isinstance(inner, dict) and not code_of(key):
            value = inner
            break
    return value.pairs if isinstance(value, Repeated) else list(value.items())


def _coordinates(item: Mapping[str, Any]) -> str:
    """Return « lat, lon », « » when one of them lacks."""
    latitude = item.get("lat") or item.get("latitude")
    longitude = item.get("lon") or item.get("lng") or item.get("longitude")
    return f"{latitude}, {longitude}" if latitude and longitude else ""


def _text(item: Any) -> str:
    """Return a JSON value as text: oui/non for booleans, « » for null, JSON for what is nested."""
    if item is None:
        return ""
    if isinstance(item, bool):
        return "oui" if item else "non"
    return _whole(item if isinstance(item, str) else json.dumps(item, ensure_ascii=False))


def _whole(text: str) -> str:
    """Return ``text`` with « � » for NUL and half characters, which JSON may escape but no text can hold."""
    try:
        if not text.isascii():
            text.encode()
        return text.replace("\0", "\ufffd") if "\0" in text else text
    except UnicodeEncodeError:
        return _whole(text.encode("utf-16", "surrogatepass").decode("utf-16", "replace"))
