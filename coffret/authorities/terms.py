"""A vocabulary as its file gives it, before it is written anywhere: what every reader of lists returns."""

from dataclasses import dataclass, field

LONGEST_LABEL = 500


@dataclass(slots=True)
class Term:
    """A term: the form to write, its other forms, and the places of its broader terms in the vocabulary's list.

    ``uri`` is the one its file gave, else « »: none is ever made up. ``usable`` is False for a heading.
    """

    label: str
    uri: str = ""
    usable: bool = True
    note: str = ""
    alternates: list[str] = field(default_factory=list)
    rejected: list[str] = field(default_factory=list)
    broader: list[int] = field(default_factory=list)


@dataclass(slots=True)
class Vocabulary:
    """The terms of a file in its order, the title and address it gave itself, and what was odd (French sentences)."""

    terms: list[Term]
    title: str = ""
    uri: str = ""
    notes: list[str] = field(default_factory=list)


def clean(label: str) -> str:
    """Return a label with single spaces and none around."""
    return " ".join(label.split())
