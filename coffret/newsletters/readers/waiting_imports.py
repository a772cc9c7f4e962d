"""Imports between their two steps: the lines read, kept a week in a file of the data directory beside what became of them.

They hold addresses: nobody else reads the folder, and the night's duty empties it.
"""

import contextlib
import json
import os
import re
import secrets
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

from django.conf import settings

from coffret.newsletters.readers.importing import Line, Verdict
from coffret.newsletters.readers.tables import Given

# Seconds.
KEPT = 7 * 86_400
_KEY = re.compile(r"[0-9a-f]{16}")


@dataclass(frozen=True, slots=True)
class Waiting:
    """An import to look at: what was sent, for which newsletter, on whose word; ``done`` once it is applied."""

    key: str
    newsletter: str
    file: str
    proof: str
    given: tuple[Given, ...]
    done: tuple[Line, ...] | None = field(default=None)

    @property
    def source(self) -> str:
        """Return how subscriptions and proofs name it."""
        return f"import:{self.key}"


def keep(newsletter: str, file: str, proof: str, given: Sequence[Given]) -> Waiting:
    """Keep what was read until somebody decides; return it under its key."""
    made = Waiting(secrets.token_hex(8), newsletter, file, proof, tuple(given))
    _write(made)
    return made


def finish(waiting: Waiting, lines: Sequence[Line]) -> Waiting:
    """Keep what became of each line."""
    made = replace(waiting, done=tuple(lines))
    _write(made)
    return made


def find(key: str) -> Waiting | None:
    """Return what waits under this key; None when nothing does, or no more."""
    if not _KEY.fullmatch(key):
        return None
    try:
        kept: dict[str, Any] = json.loads((_folder() / f"{key}.json").read_text())
    except FileNotFoundError:
        return None
    given = tuple(Given(**one) for one in kept.pop("given"))
    done = kept.pop("done")
    lines = None if done is None else tuple(Line(**{**one, "verdict": Verdict(one["verdict"])}) for one in done)
    return Waiting(**kept, given=given, done=lines)


def drop(waiting: Waiting) -> None:
    """Forget an import that is not wanted."""
    (_folder() / f"{waiting.key}.json").unlink(missing_ok=True)


def sweep(now: float | None = None) -> int:
    """Remove what is older than a week; return how many."""
    limit = (time.time() if now is None else now) - KEPT
    removed = 0
    for path in _folder().iterdir():
        with contextlib.suppress(FileNotFoundError):
            if path.stat().st_mtime < limit:
                path.unlink()
                removed += 1
    return removed


def _folder() -> Path:
    place = Path(settings.DATA) / "letter_imports"
    place.mkdir(mode=0o700, parents=True, exist_ok=True)
    return place


def _write(waiting: Waiting) -> None:
    """Write the file whole, or not at all."""
    path = _folder() / f"{waiting.key}.json"
    aside = path.with_suffix(f".{secrets.token_hex(4)}")
    with os.fdopen(os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        json.dump(asdict(waiting), file, ensure_ascii=False)
    aside.replace(path)
