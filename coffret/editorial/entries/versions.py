"""Two contents compared, field by field, block by block, word by word."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from coffret.base.marking import opcodes
from coffret.editorial.entries.content import blank
from coffret.editorial.entries.lines import Line, Targets, Word, lines
from coffret.editorial.entries.references import refs, targets
from coffret.editorial.kinds import KINDS, ContentField, Text

# Lines alike enough to be two states of one line: the share of words they have in common.
_ALIKE = 0.4
# Unchanged lines kept around a change, so that it is read in its place.
_AROUND = 1


@dataclass(frozen=True, slots=True)
class FieldChange:
    """A field that differs: its name in the content, its label, and both states as HTML, words in <del> and <ins>."""

    name: str
    label: Text
    before: SafeString
    after: SafeString


def compare(kind: str, before: Mapping[str, Any], after: Mapping[str, Any]) -> list[FieldChange]:
    """Return the fields that differ between two contents in normal form, in the order of the form; a few queries.

    A content may be {} (an entry never published): it is compared as a blank one.
    """
    nothing = blank(kind)
    old, new = {**nothing, **before}, {**nothing, **after}
    differing = [field for field in KINDS[kind].fields if old[field.name] != new[field.name]]
    known = targets({ref for content in (old, new) for _name, ref in refs(kind, content)}) if differing else {}
    return [_change(field, old[field.name], new[field.name], known) for field in differing]


def _change(field: ContentField, before: Any, after: Any, known: Targets) -> FieldChange:
    old, new = _rows(lines(field, before, known), lines(field, after, known))
    return FieldChange(field.name, field.label, _shown(old), _shown(new))


# Each side of a comparison: its lines, and whether any word of the line differs.
_Row = tuple[SafeString, bool]


def _rows(before: list[Line], after: list[Line]) -> tuple[list[_Row], list[_Row]]:
    old: list[_Row] = []
    new: list[_Row] = []
    for first, second in _pairs(before, after):
        words = _words(first, second) if first and second and first.words != second.words else None
        for row, line, tag, place in ((old, first, "del", 0), (new, second, "ins", 1)):
            if line:
                row.append(
                    (_html(line.tag, words[place] if words else _one_side(first, second, line, tag)), first != second)
                )
    return old, new


def _pairs(before: list[Line], after: list[Line]) -> Iterator[tuple[Line | None, Line | None]]:
    """Yield lines side by side: the same, one become the other, one gone, one new."""
    for kind, a, b, c, d in opcodes(before, after):
        if kind == "equal":
            yield from zip(before[a:b], after[c:d], strict=True)
        elif b - a == d - c == 1:
            yield before[a], after[c]
        else:
            yield from _alike(before[a:b], after[c:d])


def _alike(before: list[Line], after: list[Line]) -> Iterator[tuple[Line | None, Line | None]]:
    """Yield changed lines, each with the first of the others that resembles it, the order of both kept."""
    start = 0
    for line in before:
        match = next((at for at in range(start, len(after)) if _resemblance(line, after[at]) >= _ALIKE), None)
        if match is None:
            yield line, None
            continue
        yield from ((None, extra) for extra in after[start:match])
        yield line, after[match]
        start = match + 1
    yield from ((None, extra) for extra in after[start:])


def _resemblance(first: Line, second: Line) -> float:
    one, two = ({word.text for word in line.words} for line in (first, second))
    return len(one & two) / max(len(one | two), 1)


def _words(first: Line, second: Line) -> tuple[SafeString, SafeString]:
    steps = opcodes(first.words, second.words)
    return (
        _joined(_run(first.words[a:b], "" if kind == "equal" else "del") for kind, a, b, _c, _d in steps),
        _joined(_run(second.words[c:d], "" if kind == "equal" else "ins") for kind, _a, _b, c, d in steps),
    )


def _one_side(first: Line | None, second: Line | None, line: Line, tag: str) -> SafeString:
    """Return a line whose words are all the same on the other side, or all alone."""
    alone = first is None or second is None
    return _run(line.words, tag if alone or first.tag != second.tag else "")  # type: ignore[union-attr]


# HTML -----------------------------------------------------------------------------------------------------------------


def _run(words: Sequence[Word], tag: str) -> SafeString:
    text = _joined(_word(word) for word in words)
    return format_html(f"<{tag}>{{}}</{tag}>", text) if tag and words else text


def _word(word: Word) -> SafeString:
    shown = format_html("{}", word.text)
    for style in reversed(word.styles):
        # One of lines.STYLES, whatever was typed.
        shown = format_html(f"<{style}>{{}}</{style}>", shown)
    return shown


def _joined(parts: Iterator[SafeString]) -> SafeString:
    return mark_safe(" ".join(part for part in parts if part))  # noqa: S308 - each part is escaped


def _html(tag: str, words: SafeString) -> SafeString:
    """Return a line as a paragraph: headings of a compared text are none of the page that shows it."""
    match tag:
        case "h2" | "h3" | "h4":
            return format_html("<p><strong>{}</strong></p>", words)
        case "li":
            return format_html("<p>• {}</p>", words)
        case "blockquote":
            return format_html("<blockquote><p>{}</p></blockquote>", words)
    return format_html("<p>{}</p>", words)


def _shown(rows: list[_Row]) -> SafeString:
    """Return the lines that changed and those around them, « … » in place of the others."""
    near = {at + shift for at, row in enumerate(rows) if row[1] for shift in range(-_AROUND, _AROUND + 1)}
    shown: list[str] = []
    for at, (html, _changed) in enumerate(rows):
        if at in near or len(rows) <= 2 * _AROUND + 1:
            shown.append(html)
        elif not shown or shown[-1] != _SKIPPED:
            shown.append(_SKIPPED)
    return mark_safe("".join(shown))  # noqa: S308 - each line is escaped


_SKIPPED = "<p>…</p>"
