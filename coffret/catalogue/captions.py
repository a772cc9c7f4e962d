"""Captions and credits, made from the fields: one wording for pages, letters, IIIF and JSON-LD.

Order (caption of a museum label): author, title, materials and techniques, date, town, museum. The museum's own
spelling is kept, capitals included; only the order of words inside a date or an attribution is made French.
"""

import re
from collections.abc import Mapping
from functools import lru_cache

from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe

from coffret.catalogue.authors import Author, authors
from coffret.catalogue.dating import year_parts
from coffret.catalogue.places import location
from coffret.catalogue.roles import Qualifier
from coffret.catalogue.splitting import before_precision, clean, split_outside
from coffret.catalogue.techniques import flattened

# From the farthest to the nearest of the hand: several may apply, the first found words the caption.
_WORDS: dict[str, dict[Qualifier, str]] = {
    "fr": {
        Qualifier.AFTER: "d'après {}", Qualifier.COPY: "copie d'après {}", Qualifier.MANNER: "manière de {}",
        Qualifier.GENRE: "genre de {}", Qualifier.FOLLOWER: "suiveur de {}", Qualifier.CIRCLE: "entourage de {}",
        Qualifier.SCHOOL: "école de {}", Qualifier.WORKSHOP: "atelier de {}", Qualifier.ATTRIBUTED: "attribué à {}",
        Qualifier.PRESUMED: "{} (auteur présumé)", Qualifier.DOUBT: "{} (attribution incertaine)",
    },
    "en": {
        Qualifier.AFTER: "after {}", Qualifier.COPY: "copy after {}", Qualifier.MANNER: "manner of {}",
        Qualifier.GENRE: "in the style of {}", Qualifier.FOLLOWER: "follower of {}", Qualifier.CIRCLE: "circle of {}",
        Qualifier.SCHOOL: "school of {}", Qualifier.WORKSHOP: "workshop of {}", Qualifier.ATTRIBUTED: "attributed to {}",
        Qualifier.PRESUMED: "{} (presumed)", Qualifier.DOUBT: "{} (uncertain attribution)",
    },
}  # fmt: skip
_SAID = {"fr": "{}, dit {}", "en": "{}, known as {}"}
_UNTITLED = {"fr": "Objet sans titre, inv. {}", "en": "Untitled object, inv. {}"}
_NAMELESS = {"fr": "Objet sans titre", "en": "Untitled object"}
_NUMBERED = {"fr": "{}, inv. {}", "en": "{}, inv. {}"}
_TITLE_ROLE = re.compile(
    r"\s*\((?:(?:autre|ancien|faux)\s+)?(?:titre|t\.|appellation|légende|incipit)\b[^()]*\)|\s*\((?:factice|inscrit|forgé|d['’]usage)\)",
    re.IGNORECASE,
)
_ALREADY_CREDITED = re.compile(r"©|\(c\)|copyright|cr[ée]dit|clich[ée]|photo", re.IGNORECASE)
_ELISION = re.compile(r"(?<=\b[Dd])e (?=[AEIOUYÂÀÉÈÊËÎÏÔÖÙÛHaeiouyâàéèêëîïôöùû])")
_GLUED_COMMA = re.compile(r"(?<=[^\W\d]),(?=[^\W\d])")
# Not that of « etc. », of initials nor of an ellipsis.
_FULL_STOP = re.compile(r"(?<=[^\W\d_]{4})\.$")
_SUBJECT_LENGTH = 90
_YEAR_WORDS = {
    "vers": "about", "entre": "between", "et": "and", "après": "after", "avant": "before", "ou": "or", "de": "from",
    "à": "to", "édité": "published", "en": "in", "dépôt": "deposited", "commencé": "begun", "achevé": "completed",
    "tirage": "printed",
}  # fmt: skip
_WORD = re.compile(r"[^\W\d_]+")


def title(values: Mapping[str, str], language: str = "fr") -> str:
    """Return the title of a record: TITR, else APPL, DENO, what is represented, DOMN; never empty.

    One record in seven of the national base has none of title, author, description or subject: the domain and the
    inventory number then name the object.
    """
    given = _first_title(values.get("TITR", ""))
    if given:
        return given
    named = _first_term(values.get("APPL", "")) or _first_term(values.get("DENO", ""))
    if named:
        return named
    subject = _first_term(values.get("REPR", "")) or _shortened(values.get("DESC", ""))
    if subject:
        return subject
    return _last_resort(values, language)


@lru_cache(maxsize=4096)
def _first_title(text: str) -> str:
    """Return the first title, without the role that museums add in parentheses: « (titre factice) »."""
    for part in split_outside(clean(text), ";#"):
        first = before_precision(part)[0] if " : " in part and _is_title_precision(part) else part
        bare = _tidied(_TITLE_ROLE.sub("", first).strip(" ;,"))
        if bare:
            return bare
    return ""


def _is_title_precision(part: str) -> bool:
    precision = before_precision(part)[1].lower()
    return "titre" in precision or precision in ("factice", "inscrit", "forgé", "d'usage")


@lru_cache(maxsize=8192)
def _first_term(text: str) -> str:
    parts = split_outside(clean(text), ";#")
    return _tidied(next((part for part in parts if any(char.isalpha() for char in part)), ""))


def _tidied(text: str) -> str:
    """Return a title as it stands inside a phrase: no full stop at its end, a space after each comma of its words."""
    return _FULL_STOP.sub("", _GLUED_COMMA.sub(", ", text))


def _shortened(text: str) -> str:
    text = clean(text)
    if len(text) <= _SUBJECT_LENGTH:
        return text
    cut = text[:_SUBJECT_LENGTH].rsplit(" ", 1)[0].rstrip(" ,;:.")
    return f"{cut}…"


def _last_resort(values: Mapping[str, str], language: str) -> str:
    number = _first_number(values.get("INV", ""))
    domain = _first_term(values.get("DOMN", "").replace(",", ";"))
    if domain and number:
        return _NUMBERED[language].format(domain, number)
    if domain:
        return domain
    return _UNTITLED[language].format(number) if number else _NAMELESS[language]


def _first_number(text: str) -> str:
    parts = split_outside(clean(text), ";#")
    return before_precision(parts[0])[0] if parts else ""


def makers(values: Mapping[str, str], language: str = "fr") -> str:
    """Return the authors as a caption says them: « attribué à X, dit Y », « X (attribution incertaine) »."""
    return _makers(values.get("AUTR", ""), language)


@lru_cache(maxsize=16384)
def _makers(text: str, language: str) -> str:
    said: list[str] = []
    waiting = ""  # « L'ALBANE (dit), ALBANI Francesco »: the other name may come first
    for name, author in _with_other_names(authors(text), language):
        if author.said:
            waiting = name
            continue
        phrase = _phrase(author, _SAID[language].format(name, waiting) if waiting else name, language)
        said.append(phrase)
        waiting = ""
    if waiting:
        said.append(waiting)
    return ", ".join(dict.fromkeys(each for each in said if each))


def _with_other_names(found: tuple[Author, ...], language: str) -> list[tuple[str, Author]]:
    """Join « X ; Y (dit) »: the author before takes the other name."""
    joined: list[tuple[str, Author]] = []
    for author in found:
        if author.said and joined and not joined[-1][1].said and not joined[-1][1].anonymous:
            name, before = joined[-1]
            joined[-1] = (_SAID[language].format(name, author.name), before)
        else:
            joined.append((author.name, author))
    return joined


def author_words(author: Author, language: str = "fr") -> str:
    """Return one author as a caption says it: « attribué à Poussin Nicolas »."""
    return _phrase(author, author.name, language if language in _WORDS else "fr")


def _phrase(author: Author, name: str, language: str) -> str:
    """Return a name, maybe with another name joined to it, under what qualifies the attribution."""
    words = _WORDS[language]
    phrase = name
    for qualifier, wording in words.items():
        if qualifier not in author.qualifiers:
            continue
        if author.anonymous and qualifier is not Qualifier.DOUBT:
            continue
        phrase = wording.format(phrase)
        if qualifier in (Qualifier.AFTER, Qualifier.COPY):
            break
    return _ELISION.sub("'", phrase) if language == "fr" and phrase != name and not phrase.startswith(name) else phrase


def dated(values: Mapping[str, str], language: str = "fr") -> str:
    """Return when it was made: MILL read in order, « entre 1822 et 1880 »; else PERI, else EPOQ, as given."""
    return _date(values.get("MILL", ""), values.get("PERI", ""), values.get("EPOQ", ""), language)


@lru_cache(maxsize=16384)
def _date(mill: str, peri: str, epoq: str, language: str) -> str:
    if mill.strip():
        said = ", ".join(dict.fromkeys(part.label for part in year_parts(mill)))
        return _WORD.sub(lambda word: _YEAR_WORDS.get(word[0], word[0]), said) if language == "en" else said
    return ", ".join(split_outside(clean(peri), ";#")) or ", ".join(split_outside(clean(epoq), ";#"))


def technique(values: Mapping[str, str]) -> str:
    """Return TECH as one phrase: « émail, bois »."""
    return flattened(values.get("TECH", ""))


def place(values: Mapping[str, str]) -> str:
    """Return « ville, musée » from LOCA, what LOCA says of a loss left aside; else the museum of the record."""
    kept = str(location(values.get("LOCA", "")))
    if kept:
        return kept
    return ", ".join(clean(values[code]) for code in ("VILLE_M", "NOMOFF") if values.get(code, "").strip())


def caption(values: Mapping[str, str], language: str = "fr") -> str:
    """Return the caption of a record, as one phrase: author, title, technique, date, town, museum."""
    before, name, after = _parts(values, language)
    return ", ".join(part for part in (before, name, after) if part)


def caption_html(values: Mapping[str, str], language: str = "fr") -> SafeString:
    """Return the caption with the title in <cite>, everything escaped."""
    before, name, after = _parts(values, language)
    cited = format_html("<cite>{}</cite>", name)
    return mark_safe(", ".join(part for part in (escape(before), cited, escape(after)) if part))  # noqa: S308


def _parts(values: Mapping[str, str], language: str) -> tuple[str, str, str]:
    language = language if language in _WORDS else "fr"
    after = (technique(values), dated(values, language), place(values))
    return makers(values, language), title(values, language), ", ".join(part for part in after if part)


def credit(values: Mapping[str, str]) -> str:
    """Return the photographer's credit: PHOT, marked © when it bears no mark of its own; else COPY, else nothing."""
    return _credit(values.get("PHOT", ""), values.get("COPY", ""))


@lru_cache(maxsize=4096)
def _credit(photographers: str, rights: str) -> str:
    said = clean(photographers).strip(" ;")
    if not said:
        return clean(rights).strip(" ;")
    return said if _ALREADY_CREDITED.search(said) else f"© {said}"
