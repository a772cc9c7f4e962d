"""SUB081: a picture handed in for a record that another one shows already, byte for byte.

The rule of target "shared image" takes (name, others): a name of REFIM, and the REF of the other records.
"""

from collections.abc import Iterator, Mapping, Sequence

from django.utils.translation import gettext_lazy as _

from coffret.base.rules import Example, Finding, Severity, rule
from coffret.base.text import listed

# Records named by one finding: a picture shown by hundreds is a placeholder, and a few are enough to see it.
NAMED = 3


@rule(
    "SUB081",
    target="shared image",
    severity=Severity.SIGNALEMENT,
    title=_("Image déjà celle d’une autre notice"),
    message=_("L’image « {value} » est, octet pour octet, celle de {others}."),
    remedy=_(
        "Rien à faire si les deux objets sont sur la même vue. Sinon, retirer le nom de REFIM là où ce n’est pas l’objet."
    ),
    source="« Une image, une notice propriétaire et une seule » : normalisation des noms d’images, MCC, juin 2014",
    passes=Example({"REFIM": "vase.jpg"}),
    fails=Example({"REFIM": "vase.jpg", "(autres)": "M0650000002"}),
)
def shared(name: str, others: Sequence[str]) -> Iterator[Finding]:
    """A picture belongs to one record."""
    if others:
        yield Finding("SUB081", "REFIM", name, None, {"others": listed(list(others)[:NAMED])})


class Owners:
    """Which record of a file handed in named each content first, beside those the catalogue already has."""

    def __init__(self) -> None:
        self._first: dict[int, str] = {}

    def others(self, ref: str, sha256: str, published: Mapping[str, Sequence[str]]) -> list[str]:
        """Return the REF of the other records of a content; ``published``: content → REF of the catalogue."""
        # Half a digest in one machine number: a file may name a million pictures.
        first = self._first.setdefault(int(sha256[:15], 16), ref)
        return [other for other in dict.fromkeys([*published.get(sha256, ()), first]) if other != ref]
