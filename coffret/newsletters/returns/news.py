"""What a message that came back says, once read: of which delivery, what, in which words."""

from dataclasses import dataclass, replace
from typing import Self

from coffret.newsletters.models import ReturnKind


@dataclass(frozen=True, slots=True)
class News:
    """What came back. ``tokens``: candidates, of the return address first, then of returned headers.

    ``leaving``: tokens of a message that leaves a newsletter (kind AUTOMATIC then means nothing more). ``status`` is
    enhanced (RFC 3463), ``said`` the server's words.
    """

    kind: ReturnKind
    tokens: tuple[str, ...] = ()
    leaving: tuple[str, ...] = ()
    status: str = ""
    said: str = ""

    def of(self, tokens: tuple[str, ...]) -> Self:
        """Return the same news of these deliveries."""
        return replace(self, tokens=tokens)
