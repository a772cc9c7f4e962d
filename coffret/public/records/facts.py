"""The facts of a record page: every filled public field, under the groups of the field table."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import urlencode, urlsplit

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from coffret.base.text import fold, typeset
from coffret.catalogue import captions
from coffret.catalogue import values as understood
from coffret.catalogue.fields import FIELDS, GROUP_LABELS, Field, Group, Kind

Shower = Callable[[str], SafeString]

LONG = 160
_URL = re.compile(r"https?://[^\s<>\"'«»]+[^\s<>\"'«».,;:!?)\]]")
_LINES = re.compile(r"[#¶\r\n]+")
_PARTS = re.compile(r"\s*;\s*")
_LINKED_BASES = {"REFMEM": "memoire", "REFMER": "merimee", "REFPAL": "palissy"}


@dataclass(frozen=True, slots=True)
class Fact:
    """One field as shown: its label, its value as safe HTML, and the schema.org property it stands for."""

    field: Field
    html: SafeString
    # How a date or an author was read, when the museum's own words do not say it in order.
    understood: str = ""

    @property
    def label(self) -> str:
        """Return the field's label in the reader's language."""
        return self.field.label


@dataclass(frozen=True, slots=True)
class FactGroup:
    """A heading and its facts; never empty."""

    key: str
    label: str
    facts: list[Fact]


def groups(values: Mapping[str, str]) -> list[FactGroup]:
    """Return the groups of a record in the table's order, those without a filled public field left out."""
    found: dict[Group, list[Fact]] = {group: [] for group in Group}
    for field in FIELDS:
        text = values.get(field.code, "").strip()
        if text and field.public:
            found[field.group].append(Fact(field, shown(field, text), reading(field, text)))
    return [FactGroup(group.value, str(GROUP_LABELS[group]), facts) for group, facts in found.items() if facts]


def shown(field: Field, text: str) -> SafeString:
    """Return a value as HTML: terms that start a search, lines where the museum put #, addresses to follow."""
    if field.kind is Kind.LINKS:
        return _lines(_PARTS.split(text), _address)
    if field.code in _LINKED_BASES:
        return _lines(_PARTS.split(text), lambda part: _notice(_LINKED_BASES[field.code], part))
    if field.code == "MUSEO":
        return format_html('<a href="/musees/{}">{}</a>', text, text)
    if field.linked:
        return _lines(_LINES.split(text), lambda line: linked(field, line))
    if field.kind is Kind.PRECISE:
        return _lines(_PARTS.split(text), _precise)
    return _free(field, text)


def reading(field: Field, text: str) -> str:
    """Return how a date or an attribution was understood, when that is not what the text says already."""
    if field.kind is Kind.DATES:
        said = captions.dated({"MILL": text}, get_language() or "fr")
    elif field.code == "AUTR":
        found = [author for author in understood.authors(text) if author.qualifiers and not author.anonymous]
        said = ", ".join(captions.author_words(author, get_language() or "fr") for author in found)
    else:
        return ""
    return "" if fold(said) == fold(text) else said


def search_url(field: Field, term: str) -> str:
    """Return the search a term starts: its facet when it has one, else its words in that field."""
    if field.key:
        return "/recherche?" + urlencode({field.key: term})
    return "/recherche?" + urlencode({"q": f'{field.code}:"{term}"'})


def linked(field: Field, line: str) -> SafeString:
    """Return a line whose terms are links, everything between them kept as the museum wrote it."""
    out: list[str] = []
    position = 0
    for term in understood.terms(line, field):
        start = line.find(term, position)
        if start < 0:
            continue
        out.append(format_html("{}", typeset(line[position:start])))
        out.append(format_html('<a href="{}" rel="nofollow">{}</a>', search_url(field, term), typeset(term)))
        position = start + len(term)
    if not out:
        return _one_link(field, line)
    out.append(format_html("{}", typeset(line[position:])))
    return mark_safe("".join(out))  # noqa: S308 - every part was escaped above


def _one_link(field: Field, line: str) -> SafeString:
    terms = understood.terms(line, field)
    if len(terms) != 1:
        return format_html("{}", typeset(line))
    return format_html('<a href="{}" rel="nofollow">{}</a>', search_url(field, terms[0]), typeset(line))


def _free(field: Field, text: str) -> SafeString:
    lines = _lines(_LINES.split(text), follow)
    if field.kind is Kind.TEXT and len(text) > LONG:
        return format_html('<div class="long">{}</div>', lines)
    return lines


def _lines(parts: list[str], show: Shower) -> SafeString:
    kept = [part.strip() for part in parts if part.strip()]
    if len(kept) == 1:
        return show(kept[0])
    return format_html_join("", "<p>{}</p>", ((show(part),) for part in kept))


def follow(text: str) -> SafeString:
    """Return free text escaped, its http addresses made links."""
    return mark_safe("".join(_followed(text)))  # noqa: S308 - every part is escaped


def _followed(text: str) -> Iterator[str]:
    position = 0
    for match in _URL.finditer(text):
        yield format_html("{}", typeset(text[position : match.start()]))
        yield _address(match.group())
        position = match.end()
    yield format_html("{}", typeset(text[position:]))


def _address(text: str) -> SafeString:
    """Return a link when the text is an http address, else the text."""
    whole = text if "://" in text else f"https://{text}"
    try:
        parts = urlsplit(whole)
    except ValueError:
        return format_html("{}", text)
    if parts.scheme not in {"http", "https"} or "." not in parts.netloc or " " in text:
        return format_html("{}", text)
    label = text.removeprefix("https://").removeprefix("http://").removeprefix("www.").rstrip("/")
    return format_html('<a href="{}" rel="external nofollow noopener">{}</a>', whole, label)


def _precise(part: str) -> SafeString:
    value, colon, precision = part.partition(" : ")
    if not colon:
        return format_html("{}", typeset(part))
    return format_html('{} <span class="precision">({})</span>', typeset(value), typeset(precision.strip()))


@lru_cache(maxsize=1024)
def _notice(base: str, reference: str) -> SafeString:
    if not reference.isalnum():
        return format_html("{}", reference)
    url = f"https://www.pop.culture.gouv.fr/notice/{base}/{reference}"
    return format_html('<a href="{}" rel="external nofollow noopener">{}</a>', url, reference)
