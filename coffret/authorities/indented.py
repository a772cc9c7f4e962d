"""The ministry's lists as indented text (May 2014): one term a line, a tab per level.

« a = b = c » gives synonyms, « <a> » a heading not to be used, « a/0⇥EM b » a rejected form (use b). A term standing
under several parents is one term with several broader ones. What the real lists also do: a space after the tabs, a
level written « - » (« ␣␣- Sakkarah »), synonyms between several spaces, HTML entities, headings numbered in Roman.
"""

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from coffret.authorities.terms import LONGEST_LABEL, Term, Vocabulary, clean
from coffret.base.errors import Refused

SHOWN_LINES = 10
# As many separators on the first line make a table of it.
TABLE_COLUMNS = 4

_LEAD = re.compile(r"[\t \u00a0]*(?:-[ \t]+)?[\t \u00a0]*")
# A hyphen of the printed list, turned into tabs and a dash by its conversion: « modèle n°3⇥⇥⇥␣␣-6 », « forme n°3⇥␣␣- ».
_TAIL = re.compile(r"\t[\t ]*-?\s*$")
_BROKEN_HYPHEN = re.compile(r"\s*\t[\t ]*-(?=\S)")
_SYNONYM = re.compile(r"\s+=\s+")
_USE = re.compile(r"^(?P<rejected>.*\S)\s*/0\s*EM\s+(?P<preferred>.*)$")
_DATED = re.compile(r"^\s*mise à jour\b", re.IGNORECASE)
_TITLE = re.compile(r"^\s*liste\b", re.IGNORECASE)
_PROSE = re.compile(r"^\s*(\(|ex\s*:|important\b|les termes entre|n\.?b\.?\s*:|nota\b|attention\s*:)", re.IGNORECASE)
_ROMAN = re.compile(r"^[IVX]+\.?\s+\S")


@dataclass(slots=True)
class _Reading:
    """What is known while the lines go by."""

    vocabulary: Vocabulary
    by_label: dict[str, int] = field(default_factory=dict)
    path: list[tuple[int, int]] = field(default_factory=list)
    uses: list[tuple[int, str, str]] = field(default_factory=list)


def read(text: str, name: str) -> Vocabulary:
    """Return the vocabulary of an indented list; raises Refused when the text is not such a list.

    The refusal names the first lines at fault: a tab inside a term, or a term longer than any term.
    """
    lines = text.splitlines()
    _refuse_table(lines, name)
    first, title = _header(lines)
    reading = _Reading(Vocabulary([], title=title))
    faults = []
    for number, line in enumerate(lines[first:], first + 1):
        lead = _LEAD.match(line)
        rest = _BROKEN_HYPHEN.sub("-", _TAIL.sub("", line[lead.end() :])).strip() if lead else ""
        if not rest:
            continue
        use = _USE.match(rest)
        if use is None and ("\t" in rest or len(rest) > LONGEST_LABEL * 4):
            faults.append(number)
        elif use is not None:
            reading.uses.append((number, _bare(use["rejected"]), _bare(use["preferred"])))
        else:
            _add(reading, _level(line[: lead.end()] if lead else ""), rest)
    _refuse(faults, reading.vocabulary, name)
    _apply_uses(reading)
    _drop_repeats(reading.vocabulary)
    _mark_numbered(reading.vocabulary)
    return reading.vocabulary


def _header(lines: list[str]) -> tuple[int, str]:
    """Return where the terms begin and the title: « Liste des… », a date, explanations up to a blank line."""
    filled = [number for number, line in enumerate(lines) if line.strip()][:6]
    title = next((lines[number].strip() for number in filled if _TITLE.match(lines[number])), "")
    dated = next((number for number in filled if _DATED.match(lines[number])), None)
    if dated is None:
        blank_after = bool(filled) and title and lines[filled[0] + 1 : filled[0] + 2] in ([""], [])
        return (filled[0] + 1 if blank_after else 0), (title if blank_after else "")
    first = dated + 1
    if first < len(lines) and lines[first].strip() and not _looks_listed(lines, first):
        first = _next_blank(lines, first)
    while (start := _next_filled(lines, first)) < len(lines) and _PROSE.match(lines[start]):
        first = _next_blank(lines, start)
    return first, title


def _looks_listed(lines: list[str], first: int) -> bool:
    """Say whether terms follow the date at once: a paragraph of explanations is followed by a blank line."""
    return _next_blank(lines, first) - first > 3


def _next_blank(lines: list[str], start: int) -> int:
    return next((number for number in range(start, len(lines)) if not lines[number].strip()), len(lines))


def _next_filled(lines: list[str], start: int) -> int:
    return next((number for number in range(start, len(lines)) if lines[number].strip()), len(lines))


def _level(lead: str) -> int:
    """Return the level: a tab is one, a dash is one more."""
    return lead.count("\t") + ("-" in lead)


def _bare(label: str) -> str:
    """Return a label without brackets, entities or doubled spaces."""
    return clean(html.unescape(label)).removeprefix("<").removesuffix(">").strip()


def _add(reading: _Reading, level: int, rest: str) -> None:
    forms = [form for form in _SYNONYM.split(" ".join(rest.split("\u00a0"))) if form.strip()]
    if not forms:
        return
    label = _bare(forms[0])
    terms = reading.vocabulary.terms
    place = reading.by_label.get(label)
    if place is None:
        place = reading.by_label[label] = len(terms)
        terms.append(Term(label, usable=not _is_heading(forms[0])))
    term = terms[place]
    term.alternates += [_bare(form) for form in forms[1:]]
    while reading.path and reading.path[-1][0] >= level:
        reading.path.pop()
    parent = reading.path[-1][1] if reading.path else None
    if parent is not None and parent != place and parent not in term.broader and not _above(terms, parent, place):
        term.broader.append(parent)
    reading.path.append((level, place))


def _is_heading(form: str) -> bool:
    stripped = html.unescape(form).strip()
    return stripped.startswith("<") and stripped.endswith(">")


def _above(terms: list[Term], start: int, sought: int) -> bool:
    """Say whether ``sought`` is already above ``start``: a term is never its own ancestor."""
    return any(place == sought for place in _ancestors(terms, start))


def _ancestors(terms: list[Term], start: int) -> Iterator[int]:
    seen, waiting = {start}, list(terms[start].broader)
    while waiting:
        place = waiting.pop()
        if place not in seen:
            seen.add(place)
            yield place
            waiting += terms[place].broader


def _apply_uses(reading: _Reading) -> None:
    """Give the rejected forms to the terms they name; say which name no term of the list."""
    for number, rejected, preferred in reading.uses:
        place = reading.by_label.get(preferred)
        if place is None:
            reading.vocabulary.notes.append(
                f"Ligne {number} : « {rejected} » renvoie à « {preferred} », qui n’est pas dans la liste ; renvoi ignoré."
            )
        elif rejected not in reading.vocabulary.terms[place].rejected:
            reading.vocabulary.terms[place].rejected.append(rejected)


def _drop_repeats(vocabulary: Vocabulary) -> None:
    """Keep each other form once, and none that repeats the term or is rejected."""
    for term in vocabulary.terms:
        if term.alternates:
            known = {term.label, *term.rejected, ""}
            term.alternates = [form for form in dict.fromkeys(term.alternates) if form not in known]


def _mark_numbered(vocabulary: Vocabulary) -> None:
    """Mark the numbered headings at the top (« III. domaine par… »), in bold in the printed list: not to be used."""
    parents = {place for term in vocabulary.terms for place in term.broader}
    for place in parents:
        term = vocabulary.terms[place]
        if not term.broader and _ROMAN.match(term.label) and _same_family(vocabulary, term.label):
            term.usable = False


def _same_family(vocabulary: Vocabulary, label: str) -> bool:
    """Say whether another top term is numbered too: one alone may be a name (« V de Vendetta »)."""
    return any(
        not term.broader and term.label != label and _ROMAN.match(term.label) is not None for term in vocabulary.terms
    )


def _refuse_table(lines: list[str], name: str) -> None:
    """Raise Refused when the first line is the header of a table."""
    start = next((line for line in lines if line.strip()), "")
    separator = next((sign for sign in ";|," if start.count(sign) >= TABLE_COLUMNS), "")
    if separator:
        raise Refused(
            f"« {name} » est un tableau (colonnes séparées par « {separator} »), pas une liste indentée. "
            "Un terme par ligne, une tabulation par niveau, ou un fichier SKOS.",
            file=name,
            line=1,
            value=start[:120],
        )


def _refuse(faults: list[int], vocabulary: Vocabulary, name: str) -> None:
    if faults:
        shown = ", ".join(map(str, faults[:SHOWN_LINES])) + ("…" if len(faults) > SHOWN_LINES else "")
        raise Refused(
            f"« {name} » n’est pas une liste indentée : {len(faults)} ligne(s) portent une tabulation au milieu d’un terme "
            f"ou un texte trop long (lignes {shown}). Un terme par ligne, une tabulation par niveau, en tête de ligne.",
            file=name,
            lines=faults[:SHOWN_LINES],
            count=len(faults),
        )
    if not vocabulary.terms:
        raise Refused(f"« {name} » ne contient aucun terme. Un terme par ligne est attendu.", file=name)
