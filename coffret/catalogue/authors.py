"""AUTR and ATTR: who made it, when they lived, what they did, and how sure that is.

Two styles live together: « NOM Prénom (attribué, d'après) » and « Nom Prénom (1809-1880) ; graveur » (spec 2024,
p. 15-16). Parentheses hold dates, roles and qualifications mixed: « (?, graveur) » doubts, « (?-1996) » does not,
it is an unknown birth.
"""

import re
from dataclasses import dataclass, field, replace
from functools import lru_cache

from coffret.base.dates import Interval
from coffret.base.text import fold
from coffret.catalogue.lifespans import Life, life_dates
from coffret.catalogue.roles import ANONYMOUS, QUALIFIERS, QUALIFYING_ROLES, SAID, Qualifier, prefixed, role_named
from coffret.catalogue.splitting import balanced, before_precision, clean, split_outside, take_parentheses


@dataclass(frozen=True, slots=True)
class Author:
    """One author as the museum names them.

    ``dates``: as written; ``birth``, ``death``, ``active``: years when they are known. ``said``: this is another name
    of a neighbour (« dit »). ``notes``: what was in parentheses and is neither date, role nor qualification.
    """

    name: str
    raw: str
    dates: str = ""
    birth: Interval | None = None
    death: Interval | None = None
    active: Interval | None = None
    roles: tuple[str, ...] = ()
    qualifiers: tuple[Qualifier, ...] = ()
    said: bool = False
    anonymous: bool = False
    notes: tuple[str, ...] = ()
    understood: bool = True

    def __str__(self) -> str:
        return self.name


@dataclass(slots=True)
class _Draft:
    """An author being read: later segments (« ; graveur ») still add to it."""

    name: str
    raw: list[str]
    life: Life | None = None
    roles: list[str] = field(default_factory=list)
    qualifiers: list[Qualifier] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    said: bool = False
    sound: bool = True

    def finish(self) -> Author:
        """Return the author that was gathered."""
        life = self.life
        return Author(
            name=self.name,
            raw=" ; ".join(self.raw),
            dates=life.text if life else "",
            birth=life.birth if life else None,
            death=life.death if life else None,
            active=life.active if life else None,
            roles=tuple(dict.fromkeys(self.roles)),
            qualifiers=tuple(dict.fromkeys(self.qualifiers)),
            said=self.said,
            anonymous=fold(self.name) in ANONYMOUS,
            notes=tuple(self.notes),
            understood=self.sound and bool(self.name) and not self.notes and _looks_like_a_name(self.name),
        )


_FIGURES = re.compile(r"\d")
_INNER_ROLE = re.compile(r"[a-zà-ÿœæ][a-zà-ÿœæ' ’-]{2,40}")
_NO_NAME = re.compile("[<>{}=|\ufffd()]")
_DOUBT_AT_END = re.compile(r"\s*(?:\?|\[\?\])\s*$")
# One name and nothing else, the commonest text: letters and what stands between them.
_PLAIN_NAME = re.compile(r"[^\W\d_\u00c2]+(?:[ '’-][^\W\d_\u00c2]+)*")
_COMMA_AFTER = re.compile(r"\)\s*,\s*(?=[A-ZÀ-Þ])")


@lru_cache(maxsize=16384)
def authors(text: str) -> tuple[Author, ...]:
    """Return the authors of a field in order; a segment that is only a role or a qualification belongs to the one before."""
    if _PLAIN_NAME.fullmatch(text):
        return (_named(_Draft("", [text]), text).finish(),)
    drafts: list[_Draft] = []
    for segment in split_outside(_COMMA_AFTER.sub(") ; ", clean(text)), ";#|"):
        if drafts and _belongs_to(drafts[-1], segment):
            continue
        drafts.append(_draft(segment))
    return tuple(draft.finish() for draft in drafts)


@lru_cache(maxsize=4096)
def attributions(text: str) -> tuple[Author, ...]:
    """Return the authors of ATTR, each with who attributed it as a note: « Vouet Simon (1590-1649) : en 1928 »."""
    found: list[Author] = []
    for segment in split_outside(clean(text), ";#|"):
        name, precision = before_precision(segment)
        notes = (precision,) if precision else ()
        found.extend(replace(author, raw=segment, notes=notes or author.notes) for author in authors(name))
    return tuple(found)


def _belongs_to(draft: _Draft, segment: str) -> bool:
    """Add a segment to the author before when it names nobody: « graveur », « (graveur) », « d'après », « 1809-1880 »."""
    bare, inside = take_parentheses(segment)
    if bare and not (_is_word_of_trade(bare) or life_dates(bare)):
        return False
    for item in ([bare] if bare else []) + [part for held in inside for part in split_outside(held, ",;/")]:
        _sort(draft, item)
    draft.raw.append(segment)
    return True


def _is_word_of_trade(text: str) -> bool:
    folded = fold(text)
    if folded in ANONYMOUS and folded != "indetermine":
        return False
    if folded in QUALIFIERS or folded in SAID or role_named(text):
        return True
    # A short segment without a capital is a trade that the list does not know.
    return bool(_INNER_ROLE.fullmatch(text)) and len(text.split()) <= 4


def _draft(segment: str) -> _Draft:
    sound = balanced(segment)
    bare, inside = take_parentheses(segment)
    bare, after_colon = before_precision(bare)
    draft = _Draft("", [segment], sound=sound)
    for held in inside:
        _sort_held(draft, held)
    for item in split_outside(after_colon, ",;/"):
        _sort(draft, item)
    return _named(draft, bare)


def _named(draft: _Draft, bare: str) -> _Draft:
    draft.name = _name(draft, bare)
    return draft


def _name(draft: _Draft, bare: str) -> str:
    if "?" in bare and len(bare) > 1 and _DOUBT_AT_END.search(bare):
        draft.qualifiers.append(Qualifier.DOUBT)
        bare = _DOUBT_AT_END.sub("", bare)
    for _ in range(2):
        family, bare = prefixed(bare)
        if family is None:
            break
        draft.qualifiers.append(family)
    return bare.strip(" ,.;:") if not bare.endswith(".") else bare.strip(" ,;:")


def _sort_held(draft: _Draft, held: str) -> None:
    """Sort what parentheses hold: dates first as a whole (« Paris, 1826 - Paris, 1898 »), else piece by piece."""
    life = life_dates(held)
    if life:
        draft.life = draft.life or life
        return
    for item in split_outside(held.rstrip(";, "), ",;/"):
        _sort(draft, item)


def _sort(draft: _Draft, item: str) -> None:
    """Put one piece where it belongs: qualification, « dit », dates, role, else a note."""
    folded = fold(item).strip(" .") or fold(item)
    if folded in QUALIFIERS:
        draft.qualifiers.append(QUALIFIERS[folded])
        if folded in QUALIFYING_ROLES:
            draft.roles.append(item)
    elif folded in SAID:
        draft.said = True
    elif _sort_doubtful(draft, item):
        return
    elif role := role_named(item):
        draft.roles.append(role)
    elif life := life_dates(item):
        draft.life = draft.life or life
    elif _INNER_ROLE.fullmatch(item) and len(item.split()) <= 5:
        _sort_unlisted(draft, item)
    else:
        draft.notes.append(item)


def _sort_doubtful(draft: _Draft, item: str) -> bool:
    """Take « graveur ? » and « attribué à ? » apart."""
    bare = item.rstrip("? ")
    if bare == item or not bare or _FIGURES.search(item):
        return False
    draft.qualifiers.append(Qualifier.DOUBT)
    _sort(draft, bare)
    return True


def _sort_unlisted(draft: _Draft, item: str) -> None:
    family, _name_after = prefixed(item)
    if family:
        draft.qualifiers.append(family)
    elif fold(item).startswith(("dit ", "dite ", "ne ", "nee ")):
        draft.notes.append(item)
    else:
        draft.roles.append(item.lower())


def _looks_like_a_name(name: str) -> bool:
    """Say whether a name is one: letters, no stray bracket or mark, and no more figures than a regnal number."""
    if len(name) > 150 or _NO_NAME.search(name) or not (name[0].isalpha() or any(map(str.isalpha, name))):
        return False
    if name[0].islower() and role_named(name):
        return False  # a trade with nobody before it
    return sum(map(str.isdigit, name)) <= 2
