"""A form filled in while the record changed behind it: both texts are told, nothing is lost."""

from collections.abc import Mapping
from typing import NamedTuple

from django.utils.translation import gettext as _

from coffret.base.errors import Refused


class Twofold(NamedTuple):
    """A field that two people changed: its code, the text both began with, that of now, and the one just written."""

    code: str
    began: str
    theirs: str
    mine: str


class Stale(Refused):
    """The record is no more the one the form was made from.

    ``version``: the version of now; ``fields``: those that both changed to different texts; ``theirs``: code → text of
    now of those that only the others changed.
    """

    def __init__(self, ref: str, version: int, fields: list[Twofold], theirs: Mapping[str, str]) -> None:
        sentence = _(
            "La notice {ref} a changé pendant que vous l’écriviez : rien n’est enregistré. "
            "Choisir, pour chaque champ, le texte à garder."
        )
        super().__init__(sentence.format(ref=ref), value=ref)
        self.version = version
        self.fields = fields
        self.theirs = dict(theirs)


def divergence(
    began: Mapping[str, str], now: Mapping[str, str], mine: Mapping[str, str]
) -> tuple[list[Twofold], dict[str, str]]:
    """Return (fields changed by both, code → text of now of those the others alone changed).

    ``began``: the record as the form was made from; ``now``: as it stands; ``mine``: the texts just written (« »
    clears), of the fields changed in the form alone.
    """
    both: list[Twofold] = []
    others: dict[str, str] = {}
    for code in dict.fromkeys((*began, *now, *mine)):
        old, theirs = began.get(code, ""), now.get(code, "")
        if theirs == old:
            continue
        if code not in mine:
            others[code] = theirs
        elif mine[code] != theirs:
            both.append(Twofold(code, old, theirs, mine[code]))
    return both, others
