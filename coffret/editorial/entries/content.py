"""The normal form of contents: what the table of kinds.py says is kept, and nothing else.

Two contents that say the same compare equal, so a save that changes nothing makes no version. Nothing is cut: a text too
long is kept as typed, and the preflight says so.
"""

import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime
from typing import Any

from django.utils import timezone, translation

from coffret.base.text import fold
from coffret.editorial.kinds import KINDS, THINGS, ContentField, Widget
from coffret.editorial.rich import text as rich

Content = dict[str, Any]

# Years that dates may name: outside, instants cannot be carried from one time zone to another.
_YEARS = range(1900, 2200)
_LARGEST = 2_000_000_000
_TRUE = frozenset({"1", "on", "true", "oui", "yes"})
_BREAKS = re.compile(r"[\t\n\r\v\f\x85\u2028\u2029]+")
_NEWLINES = re.compile(r"\r\n?|[\v\f\x85\u2028\u2029]")
_MONTH = re.compile(r"([0-9]{4})-(?:0[1-9]|1[0-2])(?:-[0-9]{2})?")
_TOKEN = re.compile(r"[A-Za-z0-9_-]{1,40}")
_NUMBER = re.compile(r"[0-9]{1,10}")
_NOT_SLUG = re.compile(r"[^a-z0-9]+")
_MUSEUM = re.compile(r"M[0-9]{4}")


def blank(kind: str) -> Content:
    """Return the content of a new entry of ``kind``: every field, nothing in it. Raises KeyError for no known kind."""
    return {one.name: _nothing(one) for one in KINDS[kind].fields}


def clean(kind: str, given: object) -> Content:
    """Return ``given`` in normal form: every field of the kind and no other; what cannot be read is as if not given.

    Never raises on what is given; rich text comes out sanitised. Raises KeyError for no known kind.
    """
    known = given if isinstance(given, Mapping) else {}
    return {one.name: clean_field(one, known.get(one.name)) for one in KINDS[kind].fields}


def clean_field(field: ContentField, value: object) -> Any:
    """Return the normal form of a field's value."""
    return _nothing(field) if value is None else _CLEANERS[field.widget](field, value)


def words(kind: str, content: Mapping[str, Any]) -> str:
    """Return the folded words of a content's texts, title first: what lists are filtered by."""
    return fold(" ".join(texts(kind, content)))


def texts(kind: str, content: Mapping[str, Any]) -> list[str]:
    """Return the texts of a content as readers read them, title first: what the site's search reads."""
    with translation.override("fr"):
        return [text for text in _texts(kind, content) if text]


def slug(text: str) -> str:
    """Return what a text gives as a part of an address: « Récolement de l’œuvre » → « recolement-de-l-oeuvre »."""
    return _NOT_SLUG.sub("-", fold(text)).strip("-")


def day(text: str) -> date | None:
    """Return the day of a « 2026-06-05 », or of a month « 2026-06 » its first; None for « »."""
    return date.fromisoformat(text if len(text) != 7 else f"{text}-01") if text else None


def _nothing(field: ContentField) -> Any:
    empty = _EMPTY.get(field.widget, "")
    if field.widget is Widget.CHOICE and field.choices:
        return field.choices[0][0]
    return empty() if callable(empty) else empty


_EMPTY: dict[Widget, Any] = {
    Widget.FLAG: False,
    Widget.NUMBER: None,
    Widget.ENTRY: None,
    Widget.PICTURE: None,
    Widget.CHOICES: list,
    Widget.PUBLICATIONS: list,
    Widget.ITEMS: list,
    Widget.QUESTIONS: list,
    Widget.SECTIONS: list,
    Widget.UPDATE: lambda: {"words": "", "announce": False},
}


# Texts ---------------------------------------------------------------------------------------------------------------


def _printable(text: str) -> str:
    """Return a text without what no text holds: control characters, halves of characters."""
    kept = "".join(char for char in text if char == "\n" or unicodedata.category(char) not in {"Cc", "Cs"})
    return unicodedata.normalize("NFC", kept)


def _line(value: object) -> str:
    """Return a text in one line. Doubled spaces stay: the preflight shows them."""
    return _printable(_BREAKS.sub(" ", value)).strip() if isinstance(value, str) else ""


def _text(value: object) -> str:
    text = value if isinstance(value, str) else ""
    lines = _printable(_NEWLINES.sub("\n", text).replace("\t", " ")).split("\n")
    return "\n".join(line.rstrip() for line in lines).strip()


def _rich(value: object) -> str:
    return rich.sanitise(_printable(_NEWLINES.sub("\n", value).replace("\t", " "))) if isinstance(value, str) else ""


# Marks, numbers and dates --------------------------------------------------------------------------------------------


def _flag(value: object) -> bool:
    return value.strip().lower() in _TRUE if isinstance(value, str) else value in (True, 1)


def _number(value: object) -> int | None:
    """Return a whole number, not negative; None for anything else."""
    if isinstance(value, bool):
        return None
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, str) and _NUMBER.fullmatch(value.strip()):
        value = int(value)
    return value if isinstance(value, int) and 0 <= value <= _LARGEST else None


def _key(value: object) -> int | None:
    """Return the number of a row: zero is none."""
    return _number(value) or None


def _choice(field: ContentField, value: object) -> str:
    text = _line(value)
    # A field that declares no choice takes them from elsewhere (a pinned state): any plain word is kept.
    allowed = text in dict(field.choices) if field.choices else bool(_TOKEN.fullmatch(text))
    return text if allowed else str(_nothing(field))


def _choices(field: ContentField, value: object) -> list[str]:
    given = {_line(one) for one in value} if isinstance(value, list | tuple | set) else {_line(value)}
    return [code for code, _label in field.choices if code in given]


def _date(value: object) -> str:
    try:
        read = date.fromisoformat(_line(value))
    except ValueError:
        return ""
    return read.isoformat() if read.year in _YEARS else ""


def _moment(value: object) -> str:
    try:
        read = datetime.fromisoformat(_line(value))
    except ValueError:
        return ""
    if read.year not in _YEARS:
        return ""
    local = timezone.make_naive(read) if timezone.is_aware(read) else read
    return local.isoformat(timespec="minutes")


def _month(value: object) -> str:
    match = _MONTH.fullmatch(_line(value))
    return match.group()[:7] if match and int(match.group(1)) in _YEARS else ""


# Things made of several values ----------------------------------------------------------------------------------------


def _parts(value: object) -> Iterator[Mapping[str, Any]]:
    if isinstance(value, list | tuple):
        yield from (one for one in value if isinstance(one, Mapping))


def _picture(value: object) -> Content | None:
    """Return the use of a picture; None when no picture is named."""
    if not isinstance(value, Mapping) or _key(value.get("picture")) is None:
        return None
    decorative = _flag(value.get("decorative"))
    return {
        "picture": _key(value.get("picture")),
        # A decorative picture has no alternative: it would be read aloud.
        "alt": "" if decorative else _line(value.get("alt")),
        "decorative": decorative,
        "credit": _line(value.get("credit")),
        "rights": _line(value.get("rights")),
        "caption": _line(value.get("caption")),
    }


def _publications(value: object) -> list[Content]:
    """Return publications, each with a key of its own: the one it came with, else the first free number."""
    kept = [one for one in map(_publication, _parts(value)) if one["title"] or one["description"] or one["editions"]]
    taken: set[str] = set()
    for one in kept:
        one["key"] = one["key"] if one["key"] and one["key"] not in taken else _free_key(kept, taken)
        taken.add(one["key"])
    return kept


def _free_key(publications: list[Content], taken: set[str]) -> str:
    used = taken | {one["key"] for one in publications}
    return next(key for n in range(1, len(used) + 2) if (key := f"p{n}") not in used)


def _publication(value: Mapping[str, Any]) -> Content:
    key = _line(value.get("key"))
    editions = [_edition(one) for one in _parts(value.get("editions"))]
    return {
        "key": key if _TOKEN.fullmatch(key) else "",
        "title": _line(value.get("title")),
        "description": _text(value.get("description")),
        "editions": [one for one in editions if any(one.values())],
    }


def _edition(value: Mapping[str, Any]) -> Content:
    """Return an edition; its document is None while no file is chosen."""
    return {
        "document": _key(value.get("document")),
        "version": _line(value.get("version")),
        "issued_on": _date(value.get("issued_on")),
        "changed": _text(value.get("changed")),
    }


def _items(value: object) -> list[Content]:
    """Return records and museums put forward, in order; one named twice stays twice: the preflight shows it."""
    return [item for item in map(_item, _parts(value)) if len(item) == 2]


def _item(value: Mapping[str, Any]) -> Content:
    ref, code = _line(value.get("record")), _line(value.get("museum")).upper()
    words = {"words": _text(value.get("words"))}
    if ref:
        return {"record": ref, **words}
    return {"museum": code, **words} if _MUSEUM.fullmatch(code) else words


def _questions(value: object) -> list[Content]:
    pairs = [
        {"question": _line(one.get("question")), "answer": _rich(one.get("answer") or "")} for one in _parts(value)
    ]
    return [pair for pair in pairs if pair["question"] or pair["answer"]]


def _update(value: object) -> Content:
    given = value if isinstance(value, Mapping) else {"words": value}
    said = _text(given.get("words"))
    return {"words": said, "announce": bool(said) and _flag(given.get("announce"))}


# Letters -------------------------------------------------------------------------------------------------------------

_OWN_WORDS = ("title", "caption", "credit")
_THINGS = frozenset(name for name, _label in THINGS)


def _sections(value: object) -> list[Content]:
    """Return the sections of a letter, each with a key of its own; one without heading, words nor items is none."""
    kept = [_section(one) for one in _parts(value)]
    kept = [one for one in kept if one["one"] or one["many"] or one["words"] or one["items"]]
    _give_keys(kept, "s")
    _give_keys([item for section in kept for item in section["items"]], "i")
    return kept


def _section(value: Mapping[str, Any]) -> Content:
    items = [_letter_item(one) for one in _parts(value.get("items"))]
    return {
        "key": _own_key(value),
        "one": _line(value.get("one")),
        "many": _line(value.get("many")),
        "words": _rich(value.get("words") or ""),
        "items": [one for one in items if one["ref"] or one["thing"] == "words"],
    }


def _letter_item(value: Mapping[str, Any]) -> Content:
    """Return an item of a letter; a thing nobody knows is free text."""
    thing = _line(value.get("thing"))
    known = thing in _THINGS
    seen = value.get("seen")
    seen = seen if isinstance(seen, Mapping) else {}
    own = {name: _line(value.get(name)) for name in _OWN_WORDS}
    return {
        "key": _own_key(value),
        "thing": thing if known else "words",
        "ref": _line(value.get("ref")) if known and thing != "words" else "",
        **own,
        "seen": {name: _line(seen.get(name)) if own[name] else "" for name in _OWN_WORDS},
        "picture": _picture(value.get("picture")),
        "words": _rich(value.get("words") or ""),
    }


def _own_key(value: Mapping[str, Any]) -> str:
    key = _line(value.get("key"))
    return key if _TOKEN.fullmatch(key) else ""


def _give_keys(things: list[Content], letter: str) -> None:
    """Give each thing a key of its own: the one it came with unless another has it, else the first free one."""
    taken: set[str] = set()
    for one in things:
        if not one["key"] or one["key"] in taken:
            used = taken | {other["key"] for other in things}
            one["key"] = next(key for n in range(1, len(used) + 2) if (key := f"{letter}{n}") not in used)
        taken.add(one["key"])


def _alone(cleaner: Callable[[object], Any]) -> Callable[[ContentField, object], Any]:
    return lambda _field, value: cleaner(value)


_CLEANERS: dict[Widget, Callable[[ContentField, object], Any]] = {
    Widget.LINE: _alone(_line),
    Widget.URL: _alone(_line),
    Widget.EMAIL: _alone(_line),
    Widget.TEXT: _alone(_text),
    Widget.SLUG: _alone(lambda value: slug(_line(value))),
    Widget.RICH: _alone(_rich),
    Widget.FLAG: _alone(_flag),
    Widget.NUMBER: _alone(_number),
    Widget.ENTRY: _alone(_key),
    Widget.CHOICE: _choice,
    Widget.CHOICES: _choices,
    Widget.DATE: _alone(_date),
    Widget.MOMENT: _alone(_moment),
    Widget.MONTH: _alone(_month),
    Widget.PICTURE: _alone(_picture),
    Widget.PUBLICATIONS: _alone(_publications),
    Widget.ITEMS: _alone(_items),
    Widget.QUESTIONS: _alone(_questions),
    Widget.UPDATE: _alone(_update),
    Widget.NEWSLETTER: _alone(lambda value: slug(_line(value))),
    Widget.SECTIONS: _alone(_sections),
}


# Words to search ------------------------------------------------------------------------------------------------------

_NOT_SEARCHED = frozenset({"slug", "update"})


def _texts(kind: str, content: Mapping[str, Any]) -> Iterator[str]:
    for field in sorted(KINDS[kind].fields, key=lambda one: one.name != "title"):
        if field.name not in _NOT_SEARCHED and field.name in content:
            yield from _texts_of(field, content[field.name])


def _texts_of(field: ContentField, value: Any) -> Iterator[str]:
    match field.widget:
        case Widget.LINE | Widget.TEXT:
            yield value
        case Widget.RICH:
            yield rich.plain(value)
        case Widget.CHOICES:
            yield from (str(label) for code, label in field.choices if code in value)
        case Widget.PICTURE if value:
            yield value["caption"]
        case Widget.PUBLICATIONS:
            yield from (f"{one['title']} {one['description']}" for one in value)
        case Widget.ITEMS:
            yield from (one["words"] for one in value)
        case Widget.QUESTIONS:
            yield from (f"{one['question']} {rich.plain(one['answer'])}" for one in value)
        case Widget.SECTIONS:
            for one in value:
                yield " ".join([one["one"], one["many"], rich.plain(one["words"])])
                yield from (
                    " ".join([item["title"], item["caption"], rich.plain(item["words"])]) for item in one["items"]
                )
