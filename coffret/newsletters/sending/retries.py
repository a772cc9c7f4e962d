"""What an answer of the relay means for a delivery: later, never, or our own fault."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum

from coffret.newsletters.models import DeliveryState, ReturnKind
from coffret.newsletters.returns.status import kind_of, status_in

# Minutes before the next attempt, then the last wait again; the last attempt is made when two days are over.
WAITS = (5, 15, 60, 240, 720)
GIVEN_UP = timedelta(hours=48)
LONGEST_REPLY = 500
# So many domains refusing among so many messages: it is us they refuse.
DOMAINS, AMONG = 3, 100


class Meaning(Enum):
    """What to do of an answer."""

    LATER = "later"
    # The address, or its box, is what is wrong.
    ADDRESS = "address"
    # Refused for another reason: of one domain its own, of several ours.
    REFUSED = "refused"
    # Our message, our address or our network: everything stops.
    OURS = "ours"


@dataclass(frozen=True, slots=True)
class Reply:
    """A relay's answer: code, and its words, line by line."""

    code: int
    words: str

    @property
    def status(self) -> str:
        """Return the enhanced status (RFC 3463) it gives, « » when none."""
        said = status_in(self.words)
        return said if said[:1] == str(self.code)[:1] else ""

    def __str__(self) -> str:
        return f"{self.code} {' '.join(self.words.split())}"[:LONGEST_REPLY]


def meaning(reply: Reply) -> Meaning:
    """Return what an answer that is no acceptance means, said of a recipient or of the message."""
    if reply.code < 500:
        return Meaning.LATER
    subject = reply.status.split(".")[1:2]
    if subject == ["7"]:
        return Meaning.OURS
    of_the_address = subject in (["1"], ["2"]) and kind_of(reply.status) is not ReturnKind.POLICY
    return Meaning.ADDRESS if of_the_address else Meaning.REFUSED


def again(first_at: datetime | None, attempts: int, now: datetime) -> tuple[DeliveryState, datetime | None]:
    """Return the state of a delivery put off, and when it is tried again; refused once two days are over.

    ``attempts``: those made, this one included; ``first_at``: the hour of the first.
    """
    last = (first_at or now) + GIVEN_UP
    if now >= last:
        return DeliveryState.REFUSED, None
    return DeliveryState.RETRY, min(last, now + timedelta(minutes=WAITS[min(max(attempts, 1), len(WAITS)) - 1]))


class Refusals:
    """The last hundred answers: which domains refused us among them."""

    def __init__(self) -> None:
        self._last: list[str] = []

    def say(self, domain: str = "") -> bool:
        """Count one message, refused by ``domain`` or taken; say whether too many domains refuse."""
        self._last = [*self._last[1 - AMONG :], domain]
        return bool(domain) and len(set(self._last) - {""}) >= DOMAINS
