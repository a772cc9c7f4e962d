"""Which words of a field are compared with its vocabulary.

A controlled field also holds what no list can know: counts (« tasse ; 6 »), doubts (« incertain »), names of owners
and museums in STAT. Those are left out before comparing.
"""

import re
from collections.abc import Callable

from coffret.catalogue import values

# Precisions that the specification allows after a term (p. 17-21), and ways of saying that nothing is known.
PRECISIONS = {"incertain", "(?)", "?", "ensemble", "élément", "fragment", "partie"}
_COUNT = re.compile(r"\(?\d+\)?")
_SEPARATOR = re.compile(r"\s*;\s*")


def controlled_terms(code: str, text: str) -> list[str]:
    """Return the terms of a field to look up in its vocabulary, each once, in order."""
    pick = PICKERS.get(code, _all)
    kept = (term for term in pick(code, text) if term and term not in PRECISIONS and not _COUNT.fullmatch(term))
    return list(dict.fromkeys(kept))


def _all(code: str, text: str) -> list[str]:
    return values.terms(text, code)


def _status(code: str, text: str) -> list[str]:
    """STAT is « propriété ; mode(s) d'acquisition ; propriétaire ; affectataire »: the last ones are proper names."""
    parts = _SEPARATOR.split(text.strip())
    known = values.legal_status(text)
    understood = [part == known.property or part in known.acquisitions for part in parts]
    if len(parts) > 2 and not (any(understood) and len(parts) != 4):
        # Whole, or nothing understood of it: a misspelt way stands before the owner and the museum.
        return parts[:-2]
    return [part for part, taken in zip(parts, understood, strict=True) if taken] or parts


def _first(code: str, text: str) -> list[str]:
    """SREP is « genre ; auteur ; titre »: only the genre is controlled."""
    return _SEPARATOR.split(text.strip())[:1]


PICKERS: dict[str, Callable[[str, str], list[str]]] = {"STAT": _status, "SREP": _first}
