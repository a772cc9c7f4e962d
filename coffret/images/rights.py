"""Who is credited for an image, when its work enters the public domain, and what may be said of its rights.

The clock follows the Code de la propriété intellectuelle, L123-1 and L123-2: the rights last seventy years after the
year in which the author, or the last of several, died. The export specification of 25/03/2024 writes the test the
other way round (« postérieure à la date du jour → libre de droits »): the law is applied, not the slip. What only a
search can tell (an author « mort pour la France », L123-10; a work published after its author's death, L123-4) is
said by the museum in its table of images, whose licence outweighs the clock.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Protocol

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from coffret.catalogue import captions
from coffret.catalogue.roles import Qualifier
from coffret.catalogue.values import Author, authors, years
from coffret.images.licences import IN_COPYRIGHT, NOT_EVALUATED, PUBLIC_DOMAIN, UNDETERMINED, Licence, licence

# Years after the author's death; the rights end with the last of them.
TERM = 70
# Nobody ever lived longer (Jeanne Calment, 122 years): who was alive then is dead since.
LONGEST_LIFE = 122
# The law of seventy years: the day a work of an older author became free under it says nothing to a reader.
LAW = 1900
# « d'après X », « école de X »: X may not have made it, somebody unknown did.
_SOMEBODY_ELSE = frozenset(
    {
        Qualifier.AFTER, Qualifier.SCHOOL, Qualifier.WORKSHOP, Qualifier.MANNER, Qualifier.CIRCLE, Qualifier.FOLLOWER,
        Qualifier.COPY, Qualifier.GENRE,
    }
)  # fmt: skip


class State(StrEnum):
    """« Droits » of the specification, p. 4."""

    FREE = "libre de droits"
    PROTECTED = "non libre de droits"
    UNKNOWN = "à rechercher"


@dataclass(frozen=True, slots=True)
class Clock:
    """Where a work stands: ``since`` is the day it enters, or entered, the public domain (None: not known), and
    ``reason`` the sentence that says why, in the reader's language.
    """

    state: State
    since: date | None
    reason: str


@dataclass(frozen=True, slots=True)
class Rights:
    """What is said of an image: the address of its licence or statement, its names, and the reason, in the reader's
    language; ``mention`` and ``holder`` are the museum's own words, and may be empty.
    """

    uri: str
    label: str
    label_en: str
    reason: str
    mention: str = ""
    holder: str = ""

    @property
    def name(self) -> str:
        """Return its name in the reader's language."""
        return self.label_en if get_language() == "en" else self.label


class Pictured(Protocol):
    """What is read here of an image row."""

    credit: str
    embedded_credit: str
    rights: str
    licence: str
    holder: str
    author_died: int | None


def credit(image: Pictured, values: Mapping[str, str]) -> str:
    """Return the credit of an image: its own, from the museum's table; else the notice's; else what the file carries."""
    said = (image.credit, values.get("PHOT", ""), image.embedded_credit)
    return next((line for text in said if (line := captions.credit({"PHOT": text}))), captions.credit(values))


def public_domain_from(died: int | None) -> date | None:
    """Return the day the works of an author dead in that year enter the public domain: 1 January of death + 71.

    None when the year is not known, or out of what a calendar counts.
    """
    if died is None or died + TERM + 1 > date.max.year:
        return None
    return date(max(died + TERM + 1, 1), 1, 1)


@dataclass(frozen=True, slots=True)
class _End:
    """The year an author died at the latest, how it is known, and whose it is.

    ``earliest``: the first year of a death that is only known to lie between two (« 19?? », « avant 1950 »).
    """

    year: int
    proof: str  # "death", "bound" (a death between two years), "birth", "work"
    name: str = ""
    earliest: int | None = None


def rights_of(values: Mapping[str, str], today: date, author_died: int | None = None) -> Clock:
    """Return where the work of a notice stands on ``today``, from AUTR (« 1840-1926 ») and its date; nobody guesses.

    ``author_died``: the year given by the museum, which settles it. Of several authors the last to die counts; one of
    whom nothing is known leaves the rights to be searched, unless the work itself is too old for anyone to hold them.
    """
    if author_died is not None:
        return _clock(_End(author_died, "death", _("Auteur")), values, today)
    ends = [end for author in _authors(values) for end in _ends(author, values)]
    if not ends:
        ends = [_from_the_work(values)]
    known = [end for end in ends if end]
    if len(known) < len(ends):
        return Clock(State.UNKNOWN, None, _unknown(values))
    return _clock(max(known, key=lambda end: end.year), values, today)


def statement(image: Pictured | None, values: Mapping[str, str], today: date) -> Rights:
    """Return what is said of an image's rights: the licence the museum gave it, else what the clock allows to say.

    The clock counts for the work; of the photograph it says nothing: where the work is free and the museum gave no
    licence, the image's own rights are « not evaluated ».
    """
    clock = rights_of(values, today, image.author_died if image else None)
    given = licence(image.licence) if image and image.licence else None
    if given:
        return _said(given, clock.reason, image)
    uri = {State.FREE: NOT_EVALUATED, State.PROTECTED: IN_COPYRIGHT, State.UNKNOWN: UNDETERMINED}[clock.state]
    if clock.state is State.FREE and image is None:
        uri = PUBLIC_DOMAIN
    found = licence(uri)
    assert found is not None
    return _said(found, clock.reason, image)


def _said(of: Licence, reason: str, image: Pictured | None) -> Rights:
    return Rights(of.uri, of.label, of.label_en, reason, image.rights if image else "", image.holder if image else "")


def _authors(values: Mapping[str, str]) -> list[Author]:
    return [one for one in authors(values.get("AUTR", "")) if one.name and not one.said]


def _ends(author: Author, values: Mapping[str, str]) -> Iterator[_End | None]:
    """Yield when an author, and whoever worked after them, died at the latest; None for one of whom nobody knows."""
    if author.anonymous:
        yield _from_the_work(values)
        return
    yield _end(author, values)
    if _SOMEBODY_ELSE.intersection(author.qualifiers):
        yield _from_the_work(values)


def _end(author: Author, values: Mapping[str, str]) -> _End | None:
    death = author.death
    if death and death.end is not None:
        proof = "death" if death.start == death.end else "bound"
        return _End(death.end, proof, author.name, death.start)
    made, birth = _from_the_work(values), author.birth.end if author.birth else None
    # A manufactory is « born » too, and outlives us: its date of birth proves nothing of what it made later.
    if made is None or birth is None or made.year > birth + 2 * LONGEST_LIFE:
        return made
    return min(made, _End(birth + LONGEST_LIFE, "birth", author.name), key=lambda end: end.year)


def _from_the_work(values: Mapping[str, str]) -> _End | None:
    """Whoever made a work was alive when it was made, or before."""
    made = years(values)
    return _End(made.end + LONGEST_LIFE, "work") if made and made.end is not None else None


def _clock(end: _End, values: Mapping[str, str], today: date) -> Clock:
    since = public_domain_from(end.year)
    if since is not None and since <= today:
        return Clock(State.FREE, since if end.proof == "death" else None, _free(end, since))
    if since is not None and end.proof == "bound" and (public_domain_from(end.earliest) or today) > today:
        sentence = _("{name} (mort en {year} au plus tard) : l’œuvre n’est pas encore dans le domaine public.")
        return Clock(State.PROTECTED, None, sentence.format(name=end.name, year=end.year))
    if since is None or end.proof != "death":
        return Clock(State.UNKNOWN, None, _unknown(values))
    sentence = _("{name} († {year}) : l’œuvre entrera dans le domaine public le 1er janvier {since}.")
    return Clock(State.PROTECTED, since, sentence.format(name=end.name, year=end.year, since=since.year))


def _free(end: _End, since: date) -> str:
    if end.proof == "bound":
        sentence = _("{name} (mort en {year} au plus tard) : l’œuvre est dans le domaine public.")
        return sentence.format(name=end.name, year=end.year)
    year = end.year if end.proof == "death" else end.year - LONGEST_LIFE
    if end.proof == "work":
        if year < 1000:
            return _("Œuvre ancienne : qui que soit son auteur, elle est dans le domaine public.")
        return _("Œuvre de {year} au plus tard : qui que soit son auteur, elle est dans le domaine public.").format(
            year=year
        )
    if end.proof == "birth":
        return _("{name} (naissance en {year}) : l’œuvre est dans le domaine public.").format(name=end.name, year=year)
    if since.year < LAW:
        return _("{name} († {year}) : l’œuvre est dans le domaine public.").format(name=end.name, year=year)
    sentence = _("{name} († {year}) : l’œuvre est dans le domaine public depuis le 1er janvier {since}.")
    return sentence.format(name=end.name, year=year, since=since.year)


def _unknown(values: Mapping[str, str]) -> str:
    named = [
        one for one in _authors(values) if not one.anonymous and (one.death is None or one.death.start != one.death.end)
    ]
    if not named and years(values) is None:
        return _("Ni l’auteur ni la date ne sont connus : les droits sont à rechercher.")
    if not named:
        return _(
            "L’auteur n’est pas connu, et l’œuvre n’est pas assez ancienne pour s’en passer : les droits sont à rechercher."
        )
    sentence = _("L’année de mort de {name} n’est pas connue : les droits sont à rechercher.")
    return sentence.format(name=named[0].name)
