"""What goes into an export folder: which file each notice names, and the name each derivative bears there.

Full names are kept: two files never share one, not even on a disk that ignores case. Pictures that no notice names are
brought to the norms too, but apart: « non export d'images non liées à une notice » (specifications 2024, p. 5).
"""

import filecmp
import os
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from coffret.base.errors import Refused, reason_of
from coffret.images import naming
from coffret.images.derived.marking import Marks
from coffret.images.norms import EXTENSIONS

# The folder of the notices' file and of the pictures: « texte/media » in the specification (p. 12), as one name.
MEDIA = "texte-media"
APART = "images-sans-notice"
# Stands for the museum's code where nobody gave it: no museum bears it in the directory.
NO_MUSEUM = "M0000"
JPEG_NAMES = frozenset({"jpg", "jpeg"})
# A PDF or a drawing is a file of its own kind: its name goes on whole, « plan.pdf.jpg ».
IMAGE_NAMES = frozenset(ending for endings in EXTENSIONS.values() for ending in endings) - {"pdf", "ai", "svg"}
# What REFIM cannot hold, nor Windows, nor an eye see.
_UNFIT = re.compile('[;,<>:"|?*\\\\\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060\ufeff]+')
# Bytes: what file systems hold is 255; room is left for a number.
_LONGEST = 240


@dataclass(frozen=True, slots=True)
class Notice:
    """A notice chosen for export, as far as its pictures go. ``names``: of REFIM, in order, each with its other forms.

    ``own``: what is to be written in a picture of that name, when it is not what the others of the notice say.
    """

    ref: str
    inventory: str = ""
    phot: str = ""
    names: tuple[tuple[str, ...], ...] = ()
    marks: Marks = field(default_factory=Marks)
    own: Mapping[str, Marks] = field(default_factory=dict)


@dataclass(slots=True, eq=False)
class Item:
    """A picture of the export: its file (None when the name leads to none), the notices that name it, where it goes.

    ``name``: as the first notice, or the folder, names it. ``target``: path in the export folder. ``reason``: why it
    stays behind: absent, ambiguous, barred, or « »; what deriving says comes later. ``alone``: its marks without notice.
    """

    name: str
    path: Path | None = None
    notices: list[Notice] = field(default_factory=list)
    target: str = ""
    reason: str = ""
    alone: Marks = field(default_factory=Marks)

    @property
    def marks(self) -> Marks:
        """Return what its first notice says of it, or what was said of every picture."""
        return self.notices[0].own.get(self.name, self.notices[0].marks) if self.notices else self.alone

    @property
    def exported(self) -> str:
        """Return the name it bears in the export."""
        return naming.base(self.target)


def sources(given: Path, besides: Iterable[Path] = ()) -> tuple[Path, list[Path]]:
    """Return a folder and the files in it, in order, or a file's folder and itself; ``besides`` are left out.

    Hidden files and links out of the folder are not looked at. Raises Refused when there is nothing to read.
    """
    if given.is_file():
        return given.resolve().parent, [given.resolve()]
    if not given.is_dir():
        raise Refused(f"{given} n’existe pas. Donnez le dossier des images.", value=str(given))
    root = given.resolve()
    left = {path.resolve() for path in besides}
    files = [path for path in _walk(root) if path.resolve() not in left and path.resolve().is_relative_to(root)]
    return root, files


def _walk(root: Path) -> Iterator[Path]:
    def refuse(error: OSError) -> None:
        raise Refused(f"{error.filename} ne se lit pas ({reason_of(error)}). Vérifiez ses droits.") from error

    for folder, folders, names in os.walk(root, onerror=refuse, followlinks=False):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        yield from (
            path for name in sorted(names) if not name.startswith(".") and (path := Path(folder, name)).is_file()
        )


def check_places(given: Path, out: Path) -> None:
    """Refuse an output folder that is, or is inside, the folder of the masters: they are never written among."""
    root, place = given.resolve(), out.resolve()
    if given.is_file():
        root = root.parent
        inside = place == root
    else:
        inside = place.is_relative_to(root)
    if inside:
        raise Refused(
            f"Le dossier de sortie {out} est dans celui des images : rien ne s’écrit parmi les originaux. "
            "Donnez après -o un autre dossier.",
            value=str(out),
        )
    if out.exists() and not out.is_dir():
        raise Refused(f"{out} est un fichier. Donnez après -o un dossier.", value=str(out))


def plan(
    root: Path,
    files: Sequence[Path],
    notices: Iterable[Notice],
    barred: Iterable[tuple[str, str]] = (),
    alone: Marks | None = None,
) -> tuple[list[Item], list[list[Item]]]:
    """Return the pictures of an export, those the notices name first, and for each notice its own in its order.

    ``barred``: (REF, name) of pictures not to be shown; an empty REF bars the name everywhere. ``alone``: what to write
    in the pictures that no notice names.
    """
    index = _Index(root, files)
    items: dict[Path | str, Item] = {}
    closed, named = set(barred), []
    for notice in notices:
        # A name given twice is one picture.
        own = {_named(index, items, forms): forms for forms in notice.names}
        for item, forms in own.items():
            item.notices.append(notice)
            if not item.reason and any({(notice.ref, form), ("", form)} & closed for form in forms):
                item.reason = "barred"
        named.append(list(own))
    for path in files:
        if path not in items:
            name = readable(str(path.relative_to(root)))
            items[path] = Item(name, path, reason="barred" if ("", path.name) in closed else "", alone=alone or Marks())
    _give_targets(items.values())
    return list(items.values()), named


def _named(index: "_Index", items: dict[Path | str, Item], forms: Sequence[str]) -> Item:
    """Return the item that a name of REFIM leads to, made when it is met for the first time."""
    paths = next((found for form in forms if (found := index.find(form))), [])
    # The same picture twice is no ambiguity.
    if paths and all(filecmp.cmp(paths[0], other, shallow=False) for other in paths[1:]):
        return items.setdefault(paths[0], Item(forms[0], paths[0]))
    return items.setdefault(f"?{forms[0]}", Item(forms[0], reason="ambiguous" if paths else "absent"))


class _Index:
    """Files of a folder by what REFIM may call them: their path, their name, their name but for case and accents."""

    def __init__(self, root: Path, files: Iterable[Path]) -> None:
        self._paths: dict[str, list[Path]] = {}
        for path in files:
            inside, name = readable(path.relative_to(root).as_posix()), readable(path.name)
            for key in {f"/{inside}", name, f"?{naming.folded(name)}"}:
                self._paths.setdefault(key, []).append(path)

    def find(self, name: str) -> list[Path]:
        """Return the files a name may mean: none, one, or those it hesitates between."""
        if "/" in name:
            return self._paths.get(f"/{name}", [])
        return self._paths.get(name) or self._paths.get(f"?{naming.folded(name)}", [])


def readable(name: str) -> str:
    """Return a name as text: one that is not UTF-8 comes from an old disk, in Windows-1252."""
    try:
        name.encode()
    except UnicodeEncodeError:
        return os.fsencode(name).decode("cp1252", "replace")
    return name


def _give_targets(items: Iterable[Item]) -> None:
    """Name the derivatives: those that keep their whole name first, so that no newcomer takes it from them."""
    there = [item for item in items if item.path and not item.reason]
    taken: set[str] = set()
    for keeps in (True, False):
        for item in there:
            name = readable((item.path or Path()).name)
            if not item.target and (_fit(name) == name) is keeps:
                folder = MEDIA if item.notices else APART
                item.target = f"{folder}/{_free(_fit(name), taken)}"


def _fit(name: str) -> str:
    """Return the name of the JPEG made of a file: its own where it may be, else with what REFIM or a disk forbids put right."""
    stem, dot, ending = name.rpartition(".")
    if not (dot and stem and ending.lower() in JPEG_NAMES):
        stem, ending = (stem if dot and stem and ending.lower() in IMAGE_NAMES else name), "jpg"
    stem = _UNFIT.sub("-", stem).strip()
    while len(stem.encode()) > _LONGEST:
        stem = stem[:-1]
    return f"{stem.strip() or 'image'}.{ending}"


def _free(name: str, taken: set[str]) -> str:
    """Return ``name``, numbered when another bears it already but for case or accents: « vase-2.jpg »."""
    stem, _, ending = name.rpartition(".")
    number, free = 1, name
    while naming.folded(free) in taken:
        number += 1
        # No « _2 »: the present platform cuts it off, and one picture would replace the other.
        free = f"{stem}-{number}.{ending}"
    taken.add(naming.folded(free))
    return free


def folder_name(museum: str, number: int, day: str) -> str:
    """Return « J_M0401-0001_2009-05-19 » (specifications 2024, p. 12)."""
    return f"J_{museum}-{number:04d}_{day}"


def merged_on_pop(items: Iterable[Item]) -> list[tuple[str, str]]:
    """Return pairs of exported names that POP shortens to one: there, the second would replace the first."""
    first: dict[str, str] = {}
    pairs = []
    for item in items:
        if item.target and item.notices:
            other = first.setdefault(naming.as_pop(item.exported), item.exported)
            if other != item.exported:
                pairs.append((other, item.exported))
    return pairs
