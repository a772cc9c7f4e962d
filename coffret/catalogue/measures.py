"""DIMS: what was measured, how much, in what unit, of which part.

Méthode p. 39-41 and spec 2024 p. 21: « H. 23 ; L. 61 ; l. 28 : planche à repasser », centimetres and grams when no
unit is written, height then width then depth when no kind is. Real files also write « 81 H ; 64.8 L »,
« Hauteur en cm 89 », « H. en mm 25 (plaque) », « L. 38 l. 30 ; Pds. 84 », « Dimensions hors tout en cm : H. 9, l. 9 ».
"""

import re
import unicodedata
from dataclasses import dataclass, replace
from functools import lru_cache

from coffret.catalogue.splitting import clean, split_outside
from coffret.catalogue.units import (
    BY_ABBREVIATION,
    GRAMS,
    KIND,
    LABELS,
    MILLIMETRES,
    NUMBER,
    UNIT_AFTER,
    UNIT_BETWEEN,
    UNITS,
    WORD_PATTERNS,
    Dimension,
)


@dataclass(frozen=True, slots=True)
class Measure:
    """One measure: ``mm`` for a length in a known unit, ``grams`` for a weight; ``part``: of what (« plaque »)."""

    kind: Dimension
    value: float | None
    unit: str
    part: str
    raw: str
    understood: bool

    @property
    def mm(self) -> float | None:
        """Return the length in millimetres, None for a weight or an unknown unit."""
        factor = MILLIMETRES.get(self.unit)
        return None if factor is None or self.value is None else round(self.value * factor, 4)

    @property
    def grams(self) -> float | None:
        """Return the weight in grams, None for anything else."""
        factor = GRAMS.get(self.unit)
        return None if factor is None or self.value is None else round(self.value * factor, 4)

    @property
    def label(self) -> str:
        """Return the kind in French."""
        return LABELS[self.kind]


_SCALE = re.compile(r"(?i:(?:ech(?:elle)?)\.?\s*:?\s*(?:au\s*)?)(1\s*[/:]\s*\d[\d ]*)")
_THREADS = re.compile(r"fils?\s*/\s*cm\s*:?\s*(\d+)")
_SLASH = re.compile(r"\s/\s|\)\s*/|/\s*(?=[HLlDP]\.)")
_NUMBERED = re.compile(r"(?:\bpartie|n°|\bno|\bpiece|\belement|\bobjet|\bfig\.?)\s*$", re.IGNORECASE)
_DIGIT = re.compile(r"\d")
_ALONE = re.compile(r"[\d.,\s]+\([^)]*\)")
_TIMES = re.compile(r"^\s*(?:x|X|×|\*|sur|par)\s*$")
_BY_ORDER = (Dimension.HEIGHT, Dimension.WIDTH, Dimension.DEPTH)
_LENGTHS = frozenset(
    {Dimension.HEIGHT, Dimension.WIDTH, Dimension.LENGTH, Dimension.DEPTH, Dimension.DIAMETER, Dimension.THICKNESS,
     Dimension.CIRCUMFERENCE, Dimension.SIZE}
)  # fmt: skip
# A segment longer than this is a text, not a measure.
_LONGEST = 1000
_EDGES = " ,.:;-–+/()="
_LITTLE = re.compile(r"(?:^|\s)en$|^(?:de la|de l['’]|de|du|d['’]|des)\s*(?=\w)|^(?:x|et|en|à|a|ou)$")


@lru_cache(maxsize=4096)
def dimensions(text: str) -> tuple[Measure, ...]:
    """Return the measures of a DIMS field in order; a segment that gives no number is one Measure, not understood,

    unless it only names the part measured next (« rubans : », « à plat : »).
    """
    measures: list[Measure] = []
    carried = Dimension.UNKNOWN
    for segment, after_slash in _segments(clean(text)):
        follows = after_slash or bool(_ALONE.fullmatch(segment) and "(" in (measures[-1].raw if measures else ""))
        read = _segment(segment, carried if follows else Dimension.UNKNOWN)
        measures.extend(read)
        carried = next((each.kind for each in reversed(read) if each.understood), carried)
    return tuple(_share_unit(_name_parts(measures)))


def _segments(text: str) -> list[tuple[str, bool]]:
    segments = []
    for piece in split_outside(text, ";#|"):
        if _THREADS.search(piece) or _SCALE.search(_same_length(piece)):
            segments.append((piece, False))
            continue
        for index, part in enumerate(_SLASH.split(_close_before_slash(piece))):
            if part.strip():
                segments.append((part.strip(), index > 0))
    return segments


def _close_before_slash(piece: str) -> str:
    return re.sub(r"\)\s*/\s*", ") / ", piece)


def _same_length(text: str) -> str:
    """Return ``text`` without accents, each character still at its place."""
    if text.isascii():
        return text
    return "".join(unicodedata.normalize("NFD", char)[0] for char in text)


@dataclass(slots=True)
class _Mark:
    """A kind or a number found in a segment."""

    start: int
    end: int
    kind: Dimension | None = None
    value: float | None = None
    unit: str = ""


def _segment(segment: str, carried: Dimension) -> list[Measure]:
    if len(segment) > _LONGEST:
        return [Measure(Dimension.UNKNOWN, None, "", "", segment, False)]
    plain = _same_length(segment)
    special = _special(plain, segment)
    if special:
        return [special]
    depths = _depths(plain)
    marks = _marks(plain, depths)
    if not any(mark.value is not None for mark in marks):
        kind = next((mark.kind for mark in marks if mark.kind not in (None, Dimension.SIZE)), None)
        return [Measure(kind or Dimension.UNKNOWN, None, "", "", segment, False)]
    assigned, clean_read = _assign(marks, plain, carried)
    part = _part(segment, marks)
    return _measures(assigned, plain, segment, part, clean_read)


def _special(plain: str, segment: str) -> Measure | None:
    scale, threads = _SCALE.search(plain), _THREADS.search(plain)
    if scale:
        below = float(re.split(r"[/:]", scale[1])[1].replace(" ", ""))
        return Measure(Dimension.SCALE, 1 / below if below else None, "", "", segment, bool(below))
    if threads:
        return Measure(Dimension.COUNT, float(threads[1]), "fils/cm", "", segment, True)
    return None


def _depths(text: str) -> list[int]:
    depths, depth = [], 0
    for char in text:
        depth += char == "("
        depths.append(depth)
        depth = max(0, depth - (char == ")"))
    return depths


def _marks(plain: str, depths: list[int]) -> list[_Mark]:
    """Return the kinds and numbers of a segment, in order; what parentheses hold is a precision, not a measure —

    unless everything stands in them, or they only say the kind (« 38 (largeur taille) »).
    """
    marks = [_Mark(match.start(), match.end(), kind=_kind(match)) for match in KIND.finditer(plain)]
    kinds = list(marks)
    marks += [
        _Mark(match.start(), match.end("unit") if match["unit"] else match.end("value"), value=_float(match["value"]),
              unit=_unit(match["unit"]))
        for match in NUMBER.finditer(plain)
        if not _is_label(plain, match.start(), kinds)
    ]  # fmt: skip
    marks.sort(key=lambda mark: mark.start)
    outside = [mark for mark in marks if not depths[mark.start]]
    if not any(mark.value is not None for mark in outside):
        return marks if not any(char.isdigit() for char in plain.split("(")[0]) else outside
    if not any(mark.kind is not None for mark in outside):
        return [mark for mark in marks if not depths[mark.start] or mark.kind is not None]
    return outside


def _is_label(text: str, start: int, kinds: list[_Mark]) -> bool:
    """Say whether a number counts parts (« Partie 2 », « n°3 », « : battoir 1 », « D3 ») instead of measuring."""
    if any(kind.start <= start < kind.end for kind in kinds):
        return True
    if start and text[start - 1].isalpha() and not any(kind.end == start for kind in kinds):
        return True
    if _NUMBERED.search(text[:start]):
        return True
    colon = text.rfind(" : ", 0, start)
    return colon > 0 and bool(_DIGIT.search(text[:colon])) and not any(kind.start > colon for kind in kinds)


def _kind(match: re.Match[str]) -> Dimension:
    if match["short"]:
        short = match["short"]
        return BY_ABBREVIATION.get(short) or Dimension.DIAMETER
    word = match["word"].lower()
    return next(kind for kind, pattern in WORD_PATTERNS if pattern.fullmatch(word))


def _float(text: str) -> float:
    figures = text.replace(" ", "").replace(",", ".")
    return float(figures)


def _unit(text: str | None) -> str:
    return UNITS.get(text or "", text or "")


def _assign(
    marks: list[_Mark], plain: str, carried: Dimension
) -> tuple[list[tuple[_Mark, Dimension, bool, str]], bool]:
    """Give each number its kind: the one before it, the one after it (« 81 H »), or its place (« 21 x 29,7 »)."""
    numbers = [mark for mark in marks if mark.value is not None]
    kinds = [mark for mark in marks if mark.kind is not None]
    postfix = bool(kinds) and numbers[0].start < kinds[0].start
    used: set[int] = set()
    assigned: list[tuple[_Mark, Dimension, bool, str]] = []
    previous: _Mark | None = None
    for number in numbers:
        kind = _nearest(kinds, number, numbers, postfix, used)
        between = (
            plain[kind.end : number.start] if kind and not postfix else plain[number.end : kind.start] if kind else ""
        )
        if kind is not None and kind.kind is not None:
            assigned.append((number, kind.kind, True, between))
        else:
            name, sure = _by_neighbour(assigned, previous, number, plain, len(numbers), carried, bool(kinds))
            assigned.append((number, name, sure, ""))
        previous = number
    last = kinds[-1] if kinds and not postfix else None
    dangling = last is not None and id(last) not in used and last.start > numbers[-1].start
    return assigned, not (dangling and plain[last.end :].strip(_EDGES) == "" if last else False)


def _nearest(kinds: list[_Mark], number: _Mark, numbers: list[_Mark], postfix: bool, used: set[int]) -> _Mark | None:
    """Return the kind a number goes with, not yet taken and with no other number between."""
    if postfix:
        following = [each for each in kinds if each.start >= number.end and id(each) not in used]
        found = following[0] if following else None
        if found and any(number.end <= other.start < found.start for other in numbers if other is not number):
            return None
    else:
        before = [each for each in kinds if each.end <= number.start]
        found = before[-1] if before and id(before[-1]) not in used else None
    if found:
        used.add(id(found))
    return found


def _by_neighbour(
    assigned: list[tuple[_Mark, Dimension, bool, str]], previous: _Mark | None, number: _Mark, plain: str, count: int,
    carried: Dimension, has_kinds: bool,
) -> tuple[Dimension, bool]:  # fmt: skip
    """Name a number that no kind names: next in « 21 x 29,7 », another of the same (« 3 cm et 4 cm »), or unknown."""
    if previous is None:
        if count == 1:
            kind = Dimension.WEIGHT if number.unit in GRAMS else carried
            return kind, bool(kind)
        return (_BY_ORDER[0], True) if count <= 3 and not has_kinds else (Dimension.UNKNOWN, False)
    between, kind = plain[previous.end : number.start], assigned[-1][1]
    if _TIMES.match(between) or (not has_kinds and count <= 3 and between.strip() in (",", "-")):
        place = _BY_ORDER.index(kind) + 1 if kind in _BY_ORDER else 3
        return (_BY_ORDER[place], True) if place < 3 else (Dimension.SIZE, kind in _LENGTHS)
    same = between.strip(" ()?") in ("à", "a", "et", "ou", "-", "/", ", ", "+", "=") or (
        number.unit and between.strip() == ","
    )
    return (kind, bool(kind)) if same and kind else (Dimension.UNKNOWN, False)


def _part(segment: str, marks: list[_Mark]) -> str:
    """Return the words of a segment that are neither kind, number nor unit: the part that was measured."""
    kept, position = [], 0
    for mark in sorted(marks, key=lambda each: each.start):
        kept.append(segment[position : mark.start])
        position = max(position, mark.end)
    kept.append(segment[position:])
    pieces = [piece for text in kept for piece in re.split(r"[()]", text)]
    # « (Panache : 27 cm) » keeps its unit; « (cm) » and « en cm » only said that of the measure.
    bare = [piece if _DIGIT.search(piece) else UNIT_BETWEEN.sub(" ", f" {piece.strip()} ") for piece in pieces]
    words = [_LITTLE.sub("", piece.strip(_EDGES)).strip(_EDGES) for piece in bare]
    return ", ".join(dict.fromkeys(word for word in words if word))[:120]


def _measures(
    assigned: list[tuple[_Mark, Dimension, bool, str]], plain: str, segment: str, part: str, clean_read: bool
) -> list[Measure]:
    header = UNIT_BETWEEN.search(plain[: assigned[0][0].start])
    header_unit = _unit(header["unit"]) if header else ""
    measures = []
    for number, kind, sure, between in assigned:
        inner = UNIT_BETWEEN.search(between) or UNIT_AFTER.match(plain, number.end)
        unit = number.unit or (_unit(inner["unit"]) if inner else "") or header_unit
        unit = unit if _fits(unit, kind) else ""
        measures.append(Measure(kind, number.value, unit, part, segment, sure and clean_read))
    return measures


def _fits(unit: str, kind: Dimension) -> bool:
    if kind in _LENGTHS:
        return unit in MILLIMETRES
    return unit in GRAMS if kind is Dimension.WEIGHT else True


def _name_parts(measures: list[Measure]) -> list[Measure]:
    """Drop segments that only name what is measured next, giving their words to it; keep the rest as not understood."""
    named: list[Measure] = []
    heading = ""
    for measure in measures:
        if measure.value is None and not measure.kind and any(other.value is not None for other in measures):
            heading = measure.raw.strip(_EDGES) if measure.raw.rstrip().endswith(":") or not heading else heading
            continue
        if heading and not measure.part:
            measure = replace(measure, part="" if heading in MILLIMETRES else heading)
        named.append(measure)
    return named


def _share_unit(measures: list[Measure]) -> list[Measure]:
    """Give centimetres and grams where no unit is written; one unit written once, at the end, speaks for the whole list."""
    lengths = [each for each in measures if each.kind in _LENGTHS]
    written = [each.unit for each in lengths if each.unit]
    shared = written[0] if len(written) == 1 and lengths[-1].unit else "cm"
    return [_with_default(each, shared) for each in measures]


def _with_default(measure: Measure, length_unit: str) -> Measure:
    if measure.unit or measure.value is None:
        return measure
    if measure.kind in _LENGTHS:
        return replace(measure, unit=length_unit)
    return replace(measure, unit="g") if measure.kind is Dimension.WEIGHT else measure
