"""Finding, in the folder handed in, the files a record names; keeping the museum's order and its full names."""

import errno
import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from pathlib import Path, PurePosixPath

from django.utils.translation import gettext as _

from coffret.base.errors import Refused, reason_of
from coffret.base.text import fold
from coffret.images import sidecar
from coffret.images.facts import Metadata, Seen
from coffret.images.probe import probe
from coffret.images.rows import DEFAULTS, Row, Rows

# More than any museum hands in at once; a folder that goes on for ever (a wrong mount) is refused.
FILES_LIMIT = 2_000_000
CREDIT_LIMIT = 500


class Trouble(StrEnum):
    """Why a name leads to no image."""

    OUTSIDE = "outside"  # « ../ », an absolute path, a link out of the folder
    ABSENT = "absent"
    AMBIGUOUS = "ambiguous"  # two files differ by their case or folder only
    UNREADABLE = "unreadable"
    TOO_LARGE = "too_large"


@dataclass(slots=True)
class Found:
    """What a name led to: a file and what it is, or a trouble (``others``: the files it hesitates between)."""

    name: str
    path: Path | None = None
    probe: Seen | None = None
    trouble: Trouble | None = None
    others: tuple[str, ...] = ()
    reason: str = ""


def _no_folder(root: Path) -> Refused:
    if root.exists():
        sentence = (
            f"{root} n’est pas un dossier. Donnez après --images le dossier des images ; une archive se décompresse."
        )
    else:
        sentence = f"Le dossier d’images {root} n’existe pas. Vérifiez le chemin donné après --images."
    return Refused(sentence, value=str(root))


@dataclass
class Folder:
    """A folder of images, indexed once: exact names first, then names without regard to case."""

    root: Path
    # Other files of records are still to be read with this folder: what none has named yet is not left over.
    continues: bool = False
    _paths: dict[str, list[Path]] = field(default_factory=dict)
    _folded: dict[str, list[str]] = field(default_factory=dict)
    _used: set[Path] = field(default_factory=set)

    @classmethod
    def open(cls, root: Path) -> "Folder":
        """Return the folder, read; raises Refused when it is none."""
        if not root.is_dir():
            raise _no_folder(root)
        folder = cls(root.resolve())
        for count, path in enumerate(_walk(folder.root)):
            if count >= FILES_LIMIT:
                raise Refused(f"Le dossier {root} contient plus de {FILES_LIMIT} fichiers : donnez celui des images.")
            folder._paths.setdefault(path.name, []).append(path)
        for name in sorted(folder._paths):
            folder._folded.setdefault(fold(name), []).append(name)
        return folder

    @cached_property
    def table(self) -> sidecar.Table:
        """Return what the museum says of each image beside its notices."""
        return sidecar.read(self.root)

    def names(self) -> list[str]:
        """Return the paths in the folder of its files, its table aside, in order."""
        table = self.root / sidecar.NAME
        every = (path for paths in self._paths.values() for path in paths)
        return sorted(str(path.relative_to(self.root)) for path in every if path != table)

    def count_used(self, names: Iterable[str]) -> None:
        """Take these names as led to their files already: what they lead to is not left over."""
        for name in names:
            self._used.update(() if _escapes(name) else self._candidates(name))

    def find(self, name: str) -> Found:
        """Return what ``name`` leads to, probed."""
        if _escapes(name):
            return Found(name, trouble=Trouble.OUTSIDE)
        paths = self._candidates(name)
        if not paths:
            return Found(name, trouble=Trouble.ABSENT)
        inside = [path for path in paths if self._inside(path)]
        if not inside:
            return Found(name, trouble=Trouble.OUTSIDE)
        self._used.update(inside)
        try:
            probes = {path: probe(path) for path in inside}
        except Refused as refusal:
            return Found(name, trouble=Trouble(refusal.code), reason=str(refusal.facts.get("reason", "")))
        except OSError as error:
            # EINVAL is what the child says of a pipe or a device.
            plain = _("ce n’est pas un fichier ordinaire") if error.errno == errno.EINVAL else reason_of(error)
            return Found(name, trouble=Trouble.UNREADABLE, reason=plain)
        # The same picture twice is no ambiguity.
        if len({one.sha256 for one in probes.values()}) > 1:
            others = tuple(str(path.relative_to(self.root)) for path in inside)
            return Found(name, trouble=Trouble.AMBIGUOUS, others=others)
        return Found(name, inside[0], probes[inside[0]])

    def _inside(self, path: Path) -> bool:
        """Say whether a file of the folder is in it once links are followed; one that leads to itself stays where it is."""
        return Path(os.path.realpath(path)).is_relative_to(self.root)

    def holds(self, path: Path) -> bool:
        """Say whether a path of the folder is an ordinary file that stands in it, links followed."""
        return path.is_file() and self._inside(path)

    def unused(self) -> list[str]:
        """Return the files no name has led to so far, by their path in the folder."""
        every = (path for paths in self._paths.values() for path in paths)
        table = self.root / sidecar.NAME
        return sorted(str(path.relative_to(self.root)) for path in every if path not in self._used and path != table)

    def _candidates(self, name: str) -> list[Path]:
        exact = self.root / name
        if "/" in name:
            return [exact] if exact.is_file() else []
        if name in self._paths:
            return self._paths[name]
        return [path for other in self._folded.get(fold(name), ()) for path in self._paths[other]]


def _walk(root: Path) -> Iterator[Path]:
    """Yield the files under ``root``, without following links to folders."""
    for folder, folders, names in os.walk(root, followlinks=False):
        folders.sort()
        for name in sorted(names):
            if not name.startswith("."):
                yield Path(folder) / name


def _escapes(name: str) -> bool:
    """Say whether a name tries to leave the folder, in the manner of any system."""
    if "\x00" in name or "\\" in name or (len(name) > 1 and name[1] == ":"):
        return True
    path = PurePosixPath(name)
    return path.is_absolute() or ".." in path.parts


def rows(found: Iterable[Found]) -> Rows:
    """Return image rows (see rows.FIELDS) in the museum's order, each name once; what the museum says of them besides
    is not in the files.
    """
    kept: dict[str, Row] = {}
    for one in found:
        if one.probe and one.name not in kept:
            kept[one.name] = _row(one.name, one.probe)
    return list(kept.values())


def _row(name: str, seen: Seen) -> Row:
    known = {
        "name": name,
        "sha256": seen.sha256,
        "format": seen.format,
        "width": seen.width,
        "height": seen.height,
        "size": seen.size,
        "colour": seen.colour,
        "likeness": seen.likeness,
        "embedded_credit": embedded_credit(seen.metadata),
    }
    return list({**DEFAULTS, **known}.values())


def embedded_credit(metadata: Metadata) -> str:
    """Return the credit line a file carries: its photographer and credit together, else its copyright notice."""
    creator, credit = metadata.creator.strip(), metadata.credit.strip()
    if creator and credit and fold(creator) not in fold(credit):
        return f"{creator}, {credit}"[:CREDIT_LIMIT]
    return (credit or creator or metadata.copyright.strip())[:CREDIT_LIMIT]
