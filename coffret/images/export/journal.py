"""What an export has made so far, line by line: an export killed goes on where it stopped, and nothing is made twice.

One file per export under OUT/.coffret-images: its first line says what was asked, each other one what came of a picture,
the last that it is finished. A derivative counts only while its bytes are those the journal says.
"""

import hashlib
import json
import os
import shutil
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from coffret.images.derived.derivatives import Derived

HIDDEN = ".coffret-images"
UNFINISHED = ".partiel"
# Exports looked back at: what is unchanged since an older one is made again.
RECENT = 5


@dataclass(slots=True)
class Journal:
    """The journal of one export folder ``name`` in ``out``, made for ``request`` (a digest of all that was asked)."""

    out: Path
    name: str
    request: str
    finished: bool = False
    # (what the picture was: SHA-256 and digest of what was asked of it) -> where in the folder, what came of it
    made: dict[str, tuple[str, Derived]] = field(default_factory=dict)
    # path of each source -> its key, as the export ended
    sources: dict[str, str] = field(default_factory=dict)

    @property
    def folder(self) -> Path:
        """Return where the export stands: under a hidden name until it is whole."""
        return self.out / (self.name if self.finished else f".{self.name}{UNFINISHED}")

    @property
    def file(self) -> Path:
        """Return where the journal is kept."""
        return self.out / HIDDEN / f"{self.name}.jsonl"

    def begin(self) -> None:
        """Write the first line and make the folder."""
        self.folder.mkdir(parents=True)
        self.file.parent.mkdir(exist_ok=True)
        self.file.unlink(missing_ok=True)
        self._append({"name": self.name, "request": self.request})

    def go_on(self) -> None:
        """Take up a journal whose last line a kill may have cut short."""
        with self.file.open("a", encoding="ascii") as out:
            out.write("\n")

    def note(self, source: str, key: str, target: str, derived: Derived) -> None:
        """Keep what came of a picture."""
        self.made[key] = (target, derived)
        self.sources[source] = key
        self._append({"source": source, "key": key, "target": target, "derived": asdict(derived)})

    def finish(self) -> Path:
        """Give the export its name, whole, and return its folder."""
        for leftover in self.folder.rglob(".partial-*"):
            leftover.unlink()
        unfinished = self.folder
        self.finished = True
        os.rename(unfinished, self.folder)
        self._append({"finished": True})
        return self.folder

    def _append(self, line: Mapping[str, Any]) -> None:
        with self.file.open("a", encoding="ascii") as out:
            # Names of old disks may not be UTF-8: everything is written in ASCII.
            out.write(json.dumps(line) + "\n")

    def holds(self, target: str, derived: Derived) -> bool:
        """Say whether the derivative is in the folder, byte for byte."""
        path = self.folder / target
        return path.is_file() and path.stat().st_size == derived.size and digest(path) == derived.sha256


def journals(out: Path) -> list[Journal]:
    """Return the latest journals of an output folder, the oldest first; one that cannot be read is no journal."""
    found = []
    files = sorted((out / HIDDEN).glob("J_*.jsonl"), key=lambda one: (one.stat().st_mtime_ns, one.name))
    for file in files[-RECENT:]:
        try:
            found.append(_read(out, file))
        except (ValueError, KeyError, TypeError):
            continue
    return [one for one in found if one.folder.is_dir()]


def _read(out: Path, file: Path) -> Journal:
    head, *lines = file.read_text(encoding="ascii").splitlines()
    start = json.loads(head)
    journal = Journal(out, start["name"], start["request"])
    for line in lines:
        try:
            said = json.loads(line)
        except ValueError:
            continue  # the line a kill cut short
        if "finished" in said:
            journal.finished = True
        else:
            journal.made[said["key"]] = (said["target"], Derived.from_json(said["derived"]))
            journal.sources[said["source"]] = said["key"]
    # Killed between its new name and its last line, it is whole all the same.
    journal.finished = journal.finished or (out / journal.name).is_dir()
    return journal


def digest(path: Path) -> str:
    """Return the SHA-256 of a file; raises OSError."""
    with path.open("rb") as handle:
        return hashlib.file_digest(handle, "sha256").hexdigest()


def key_of(sha256: str, asked: Mapping[str, Any]) -> str:
    """Return what tells one derivative from another: the bytes of the source and all that is asked of it."""
    said = json.dumps([sha256, asked], sort_keys=True)
    return hashlib.sha256(said.encode()).hexdigest()


def copied(source: Path, target: Path) -> None:
    """Copy a derivative made before, whole or not at all."""
    unfinished = target.with_name(f".partial-{os.getpid()}")
    try:
        shutil.copyfile(source, unfinished)
        os.replace(unfinished, target)
    finally:
        unfinished.unlink(missing_ok=True)
