"""What a look at one point of the sending domain found: whether it is well, in words, and what to do."""

from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Found:
    """``ok`` is None as long as nobody can tell. ``name`` and ``value``: the TXT record to put in the DNS, to copy."""

    ok: bool | None
    said: str
    remedy: str = ""
    name: str = ""
    value: str = ""

    def kept(self) -> dict[str, Any]:
        """Return it as JSON keeps it (DomainCheck.results)."""
        return asdict(self)
