"""The steps of a notice's way from its museum to its readers: what each says, where it stands, what to do there."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from coffret.base.rules import Finding


class State(StrEnum):
    """Where a step stands."""

    DONE = "done"
    STOPPED = "stopped"
    WAITING = "waiting"
    PARTLY = "partly"


class Where(StrEnum):
    """A page of the workshop, or of the site, that a step leads to; what its arguments are."""

    LINE = "line"  # submission, line
    SUBMISSION = "submission"  # submission
    NOTICE = "notice"  # reference, on the public site
    HISTORY = "history"  # reference, in the workshop
    HAND_IN = "hand_in"  # nothing
    IMAGES = "images"  # museum


@dataclass(frozen=True, slots=True)
class Link:
    """Where to go and what for, in words."""

    where: Where
    words: str
    arguments: tuple[Any, ...] = ()


@dataclass(slots=True)
class Step:
    """A step of the way: its name, where it stands, a sentence; when it was done; the rules that stopped it; a link.

    ``short`` says in a few words what the notice comes to, when it stops here.
    """

    name: str
    state: State
    words: str
    at: datetime | None = None
    findings: list[Finding] = field(default_factory=list)
    more: list[str] = field(default_factory=list)
    link: Link | None = None
    short: str = ""


@dataclass(slots=True)
class Trace:
    """What became of a notice: the steps in order, what it comes to in a sentence, what to do next."""

    asked: str
    ref: str
    inventory: str
    museum: str
    title: str
    online: bool
    steps: list[Step]
    verdict: str
    next: Link | None = None

    @property
    def stop(self) -> Step | None:
        """Return the first step that is not done."""
        return next((step for step in self.steps if step.state in {State.STOPPED, State.WAITING}), None)
