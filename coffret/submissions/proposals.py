"""A reference for a record that came without one: its museum's code and the next free number."""

from coffret.catalogue import store

NUMBER_LENGTH = 6


class Proposals:
    """Proposes references, each once, free in the catalogue when it is made."""

    def __init__(self) -> None:
        self._last: dict[str, int] = {}

    def for_museum(self, code: str) -> str:
        """Return the next free reference of a museum; « » when its code cannot start one."""
        if len(code) != 5 or not code.isalnum():
            return ""
        if code not in self._last:
            self._last[code] = _highest(code)
        self._last[code] += 1
        return f"{code}{self._last[code]:0{NUMBER_LENGTH}d}"


def _highest(code: str) -> int:
    """Return the highest number given so far under this code; others' shapes of reference do not count."""
    length = len(code) + NUMBER_LENGTH
    rows = store.select(
        "SELECT MAX(ref) FROM catalogue_record WHERE ref >= %s AND ref < %s AND LENGTH(ref) = %s",
        [f"{code}0", f"{code}:", length],
    )
    tail = (rows[0][0] or "")[len(code) :]
    return int(tail) if tail.isdigit() else 0
