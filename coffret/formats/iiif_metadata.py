"""The label and value pairs of a IIIF manifest: the filled public fields, in the order of the field table."""

import re
from collections.abc import Callable, Mapping

from coffret.catalogue import captions
from coffret.catalogue import values as understood
from coffret.catalogue.fields import FIELDS, Field, Kind
from coffret.catalogue.splitting import clean, split_outside
from coffret.formats.iiif_manifest import Pair, Words

Texts = tuple[str, ...]

_LINES = re.compile(r"[#¶\r\n]+")


def metadata(values: Mapping[str, str]) -> list[Pair]:
    """Return a pair per filled field that everyone may see, its value as it was understood, else as handed in."""
    made = []
    for field in FIELDS:
        text = values.get(field.code, "").strip()
        if not (text and field.public):
            continue
        read = _READERS.get(field.kind, _terms)
        french, english = _kept(read(field, text, "fr")), _kept(read(field, text, "en"))
        if french:
            made.append(Pair(Words.of(field.fr, field.en), Words(french, english if english != french else ())))
    return made


def sure_year(values: Mapping[str, str]) -> int | None:
    """Return the year the object was made when the museum gives one, alone and without doubt; None otherwise."""
    dates = understood.year_parts(values.get("MILL", ""))
    if len(dates) != 1 or dates[0].later or not dates[0].understood or dates[0].interval is None:
        return None
    found = dates[0].interval
    exact = found.certainty is understood.Certainty.EXACT and found.start == found.end
    return found.start if exact else None


def _kept(texts: Texts) -> Texts:
    return tuple(dict.fromkeys(text.strip() for text in texts if text.strip()))


def _terms(field: Field, text: str, language: str) -> Texts:
    return tuple(split_outside(clean(text), ";#"))


def _groups(field: Field, text: str, language: str) -> Texts:
    """Return one value a group: « ivoire ; gravé », « laiton ; argenté »."""
    return tuple(" ; ".join(split_outside(group, ";")) for group in split_outside(clean(text), "#"))


def _lines(field: Field, text: str, language: str) -> Texts:
    return tuple(clean(line) for line in _LINES.split(text))


def _authors(field: Field, text: str, language: str) -> Texts:
    """Return each author as written (dates and roles with the name), or in words when the attribution is qualified."""
    said = [
        captions.author_words(author, language) if author.qualifiers and author.name else author.raw
        for author in understood.authors(text)
    ]
    return tuple(said) or (clean(text),)


def _dates(field: Field, text: str, language: str) -> Texts:
    return (captions.dated({"MILL": text}, language) or clean(text),)


def _periods(field: Field, text: str, language: str) -> Texts:
    """Return each period in the official form when that form says all the museum said."""
    sure = [
        one.name if one.understood and not (one.uncertain or one.part) else one.raw for one in understood.periods(text)
    ]
    return tuple(sure) or (clean(text),)


def _place(field: Field, text: str, language: str) -> Texts:
    return (", ".join(split_outside(clean(text), ";#")),)


def _links(field: Field, text: str, language: str) -> Texts:
    return tuple(part.strip() for part in text.split(";") if part.strip().startswith(("http://", "https://")))


_READERS: Mapping[Kind, Callable[[Field, str, str], Texts]] = {
    Kind.TEXT: _lines,
    Kind.CODE: _lines,
    Kind.GENERATED: _lines,
    Kind.GROUPS: _groups,
    Kind.AUTHORS: _authors,
    Kind.DATES: _dates,
    Kind.PERIODS: _periods,
    Kind.PLACE: _place,
    Kind.LINKS: _links,
}
