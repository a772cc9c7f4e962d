"""What a delivery holds, laid out in two folders: the files of notices, and everything else as the museum arranged it."""

import contextlib
import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from django.utils.translation import gettext as _

from coffret.base.errors import Refused
from coffret.formats.detect import open_source
from coffret.images import sidecar, store
from coffret.images.norms import EXTENSIONS
from coffret.submissions.handing import archives, paths, pieces
from coffret.submissions.models import DeliveredFile, Delivery

Tell = Callable[[str, int, int], None]

# Said to be notices by their names: read as such, and refused with their reason when they cannot be.
NOTICES = frozenset(
    {".txt", ".csv", ".tsv", ".json", ".jsonl", ".xlsx", ".ods", ".xls", ".xml", ".doc", ".docx", ".odt"}
)
PICTURES = frozenset(f".{ending}" for endings in EXTENSIONS.values() for ending in endings)


@dataclass
class Laid:
    """A delivery laid out under ``root``: ``notices`` (the museum's path → file), the folder of ``images``, and what
    could not be opened, in words.
    """

    root: Path
    notices: dict[str, Path] = field(default_factory=dict)
    troubles: list[str] = field(default_factory=list)

    @property
    def images(self) -> Path:
        """Return the folder of what is no file of notices."""
        return self.root / "images"


def lay_out(delivery: Delivery, tell: Tell) -> Laid:
    """Lay out the files of a delivery, archives opened; begun again, it begins from nothing.

    Nothing is copied where the disk lets a file bear a second name.
    """
    laid = Laid(pieces.folder(delivery.pk) / "laid")
    shutil.rmtree(laid.root, ignore_errors=True)
    laid.images.mkdir(parents=True)
    rows = list(delivery.files.order_by("path"))
    root = paths.common_root([safe for row in rows if (safe := paths.safe(row.path))])
    for done, row in enumerate(rows):
        tell(_("Ouverture des fichiers"), done, len(rows))
        _place(row, root, laid)
    _one_table(laid.images)
    _set_notices_apart(laid)
    return laid


def _place(row: DeliveredFile, root: str, laid: Laid) -> None:
    """Put a file where the museum has it; an archive gives its files."""
    path = paths.safe(row.path).removeprefix(root)
    if not path or not paths.meant(path):
        return
    with contextlib.ExitStack() as stack:
        try:
            source = stack.enter_context(_bytes(row))
        except FileNotFoundError:
            laid.troubles.append(_("« {file} » n’est plus là : envoyez-le à nouveau.").format(file=row.path))
            return
        if archives.is_archive(source):
            _open(source, path, laid)
        else:
            _link(source, _free(laid.images, path))


def _bytes(row: DeliveredFile) -> contextlib.AbstractContextManager[Path]:
    """Give a file that holds the bytes of a row: received, or kept since an earlier delivery; raises FileNotFoundError."""
    if row.known:
        return store.opened(row.sha256)
    if not pieces.place(row).is_file():
        raise FileNotFoundError(row.path)
    return contextlib.nullcontext(pieces.place(row))


def _open(source: Path, path: str, laid: Laid) -> None:
    """Open an archive beside, then bring its files in: one refused leaves none."""
    aside = laid.root / "archive"
    try:
        found = archives.unpack(source, path, aside)
    except Refused as refusal:
        laid.troubles.append(str(refusal))
        return
    beside = path.rpartition(".")[0] or path
    for one in found:
        place = laid.images / one
        # A namesake is there: what the archive holds then stands in a folder of its name.
        place = _free(laid.images, f"{beside}/{one}" if _taken(laid.images, place) else one)
        os.replace(aside / one, place)
    shutil.rmtree(aside, ignore_errors=True)


def _taken(root: Path, place: Path) -> bool:
    above = (parent for parent in place.parents if parent != root and parent.is_relative_to(root))
    return place.exists() or any(parent.is_file() for parent in above)


def _free(root: Path, path: str) -> Path:
    """Return a place for a file, its folders made; numbered when a namesake has it."""
    place, number = root / path, 1
    while _taken(root, place):
        number += 1
        place = root / f"{number}" / path
    place.parent.mkdir(parents=True, exist_ok=True)
    return place


def _link(source: Path, place: Path) -> None:
    try:
        os.link(source, place)
    except OSError:  # another disk, or one that knows no second name
        shutil.copyfile(source, place)


def _one_table(images: Path) -> None:
    """Bring the table of images to the top of the folder, where it is looked for, when there is one only."""
    tables = [path for path in _files(images) if path.name.lower() == sidecar.NAME]
    if len(tables) == 1 and tables[0] != images / sidecar.NAME:
        os.replace(tables[0], _free(images, sidecar.NAME))


def _set_notices_apart(laid: Laid) -> None:
    for number, path in enumerate(sorted(_files(laid.images))):
        if path.name.lower() != sidecar.NAME and holds_notices(path):
            name = str(path.relative_to(laid.images))
            place = laid.root / "notices" / str(number) / path.name
            place.parent.mkdir(parents=True)
            os.replace(path, place)
            laid.notices[name] = place


def holds_notices(path: Path) -> bool:
    """Say whether a file is to be read as notices: its name says so, or no picture bears such a name and it can be read."""
    suffix = path.suffix.lower()
    if suffix in NOTICES:
        return True
    if suffix in PICTURES:
        return False
    try:
        open_source(path)
    except Refused:
        return False
    return True


def _files(root: Path) -> Iterator[Path]:
    for folder, folders, names in os.walk(root):
        folders.sort()
        yield from (Path(folder) / name for name in sorted(names))
