"""Credits that say nothing in law, and credits that contradict each other.

The patterns run on folded text (no accent, no capital: ``coffret.base.text.fold``), so that Python and the browser
read them alike; the browser receives them from ``as_json``.
"""

import re

from coffret.base.text import fold

# « cliché du musée », « droits réservés » and « D.R. » void a credit wherever they stand; « tous droits réservés »
# after a name does not (Méthode de rédaction informatisée des notices, 2021, p. 79).
ANYWHERE = (
    r"cliches? (?:du |des |de la |de l'|de )?musees?(?![a-z])"
    r"|(?<!tous )droits? reserves?"
    r"|(?:^|[^a-z0-9.])d\. ?r(?:\.(?![a-z0-9])|(?![a-z0-9.]))"
)
# A note to oneself: « © X, ou juste © X ».
DRAFT = (
    r"(?:^|[^a-z])ou (?:juste|simplement|plutot|bien)(?![a-z])"
    r"|\?\?|(?:^|[^a-z])(?:a verifier|a confirmer|a completer|todo)(?![a-z])"
)
MARK = r"©|\(c\)|copyright"
SPLIT = r"©|\(c\)|copyright|[,;/|()\[\]–—:]| - "
# A part of a credit that names nobody.
NOBODY = (
    r"(?:(?:credits?|cliches?|photos?|photographies?|reproductions?)(?: photographiques?)? ?)*"
    r"(?:du |de la |de l'|des |de |le |la )?"
    r"(?:musees?(?: .*)?|d\.? ?r\.?|tous droits reserves.*|all rights reserved.*|inconnue?s?|anonymes?(?: anonyme)?"
    r"|internet|[0-9]{4}(?:-[0-9]{4})?)?"
)
# Words that two credits may share, or not, without meaning anything by it.
COMMON = (
    *("musee", "musees", "ville", "photo", "photos", "cliche", "cliches", "copyright", "droits", "reserves", "tous"),
    *("des", "les", "the", "all", "rights", "reserved", "photographe", "photographie", "service"),
)
_ANYWHERE, _DRAFT, _MARK, _SPLIT, _NOBODY = map(re.compile, (ANYWHERE, DRAFT, MARK, SPLIT, NOBODY))
_WORD = re.compile(r"[a-z]{3,}")
# Longer than any credit: the rest is not read.
_LIMIT = 1000


def worthless(credit: str) -> bool:
    """Say whether a credit has no value in law: it names nobody, gives « droits réservés », or is a draft.

    An empty credit is worthless too; that it is missing altogether is for its caller to tell.
    """
    folded = fold(credit[:_LIMIT])
    if _ANYWHERE.search(folded) or _DRAFT.search(folded) or _doubled(folded):
        return True
    return all(_NOBODY.fullmatch(part) for part in _parts(_SPLIT.split(folded)))


def disagree(embedded: str, credit: str) -> bool:
    """Say whether the name written in a file is not in the record's credit; common words and years do not count."""
    names = _names(embedded)
    return bool(names) and bool(credit.strip()) and not names <= _names(credit)


def _names(credit: str) -> set[str]:
    return set(_WORD.findall(fold(credit[:_LIMIT]))) - set(COMMON)


def _doubled(folded: str) -> bool:
    """Say whether one holder is credited twice: « © Louvre, © Louvre »."""
    holders = _parts(_MARK.split(folded)[1:])
    return len(holders) != len(set(holders))


def _parts(split: list[str]) -> list[str]:
    return [part for part in (one.strip(" .,;-") for one in split) if part]


def as_json() -> dict[str, object]:
    """Return the patterns as the browser needs them: regular expressions for folded text."""
    return {
        "anywhere": ANYWHERE,
        "draft": DRAFT,
        "mark": MARK,
        "split": SPLIT,
        "nobody": f"^(?:{NOBODY})$",
        "common": list(COMMON),
        "limit": _LIMIT,
    }
