"""The notices that go with pictures brought to the norms: read from a file, or found in the catalogue by their pictures."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from coffret.authorities.lookup import museum_directory
from coffret.base.errors import Refused
from coffret.catalogue import captions, store
from coffret.catalogue.fields import REQUIRED
from coffret.catalogue.models import Status
from coffret.catalogue.splitting import clean
from coffret.formats.detect import open_source
from coffret.formats.joconde import image_names
from coffret.images.derived.marking import Marks
from coffret.images.export.handover import NO_MUSEUM, Notice, readable
from coffret.images.models import Image
from coffret.submissions.exporting import HANDED_IN

# A file of pictures alone (Spécifications d'export Joconde 2024, p. 27): the compulsory fields and these.
ALONE = ("REFIM", "PHOT")

Values = dict[str, str]


@dataclass(slots=True)
class Chosen:
    """The notices chosen: those to export with their values, and why the others stay behind (REF, number, reason)."""

    notices: list[Notice] = field(default_factory=list)
    values: list[Values] = field(default_factory=list)
    left: list[tuple[str, str, str]] = field(default_factory=list)
    museum: str = ""
    # (REF, name) of pictures that are not to be shown.
    barred: set[tuple[str, str]] = field(default_factory=set)

    @property
    def selected(self) -> int:
        """Return how many were chosen."""
        return len(self.notices) + len(self.left)


def from_file(path: Path, museum: str, default: Marks) -> Chosen:
    """Return the notices of a file, in its order; raises Refused when it cannot be read or is of several museums."""
    _source, records = open_source(path)
    every = [{**record.values, **dict.fromkeys(record.empty, "")} for record in records]
    found = sorted({code for values in every if (code := _museum_of(values))})
    if not museum and len(found) > 1:
        raise Refused(
            f"{path.name} contient les notices de {len(found)} musées ({', '.join(found[:10])}). Chaque musée a son "
            "dossier d’export : donnez --museum CODE.",
            value=", ".join(found),
        )
    chosen = Chosen(museum=museum or (found[0] if found else NO_MUSEUM))
    for values in every:
        _choose(chosen, values, default)
    _heed_catalogue(chosen)
    return chosen


def from_catalogue(files: Sequence[Path], museum: str, default: Marks) -> Chosen:
    """Return what the catalogue knows of these pictures, as notices for pictures alone; none is an answer too.

    Raises Refused when notices of several museums name them and none was asked for.
    """
    rows: dict[str, list[Image]] = {}
    for row in _rows({readable(path.name) for path in files}):
        if not museum or row.record.museum_id == museum:
            rows.setdefault(row.record.ref, []).append(row)
    museums = sorted({one.record.museum_id for ones in rows.values() for one in ones})
    if len(museums) > 1:
        raise Refused(
            f"Ces images sont celles de {len(museums)} musées ({', '.join(museums[:10])}). Chaque musée a son dossier "
            "d’export : donnez --museum CODE.",
            value=", ".join(museums),
        )
    chosen = Chosen(museum=museum or (museums[0] if museums else NO_MUSEUM))
    for ref in sorted(rows):
        ordered = sorted(rows[ref], key=lambda row: row.position)
        values = {code: text for code, text in ordered[0].record.values.items() if code in {*REQUIRED, *ALONE}}
        _choose(chosen, {**values, "REFIM": ";".join(row.name for row in ordered)}, default)
    _heed_catalogue(chosen)
    return chosen


def _choose(chosen: Chosen, values: Values, default: Marks) -> None:
    """Add a notice to those exported, or to those left with the reason."""
    ref, inventory = values.get("REF", "").strip(), clean(values.get("INV", "")).split(" ; ")[0]
    other = _museum_of(values)
    if other and other != chosen.museum:
        chosen.left.append((ref, inventory, f"notice du musée {other}"))
        return
    values = {"MUSEO": chosen.museum, **values} if not values.get("MUSEO", "").strip() else values
    missing = [code for code in REQUIRED if not values.get(code, "").strip()]
    if missing:
        chosen.left.append((ref, inventory, f"champs obligatoires absents : {', '.join(missing)}"))
        return
    names = tuple(
        tuple(dict.fromkeys(form for form in (image.name, image.original) if form))
        for image in image_names(values.get("REFIM", ""))
    )
    phot = clean(values.get("PHOT", ""))
    chosen.notices.append(Notice(ref, inventory, phot, names, _marks(values, inventory, phot, default)))
    chosen.values.append({code: text for code, text in values.items() if code in HANDED_IN})


def _museum_of(values: Mapping[str, str]) -> str:
    return values.get("MUSEO", "").strip().upper()


def _marks(values: Values, inventory: str, phot: str, default: Marks) -> Marks:
    """Return what to write in the pictures of a notice."""
    return Marks(
        credit=phot or default.credit,
        rights_url=default.rights_url,
        title=captions.title(values),
        description=captions.caption(values),
        identifier=values["REF"].strip(),
        source=captions.place(values) or default.source,
        inventory=inventory,
        author=captions.makers(values, "fr"),
    )


def _heed_catalogue(chosen: Chosen) -> None:
    """Follow what the catalogue says of a picture itself: not to be shown, its own credit, rights and licence."""
    known: dict[tuple[str, str], Image] = {}
    for row in _rows({form for notice in chosen.notices for forms in notice.names for form in forms}):
        known[row.record.ref, row.name] = row
    for place, notice in enumerate(chosen.notices):
        rows = {
            form: known[notice.ref, form] for forms in notice.names for form in forms if (notice.ref, form) in known
        }
        chosen.barred |= {(notice.ref, name) for name, row in rows.items() if row.withdrawn or not row.shareable}
        own = {name: _own(notice.marks, row) for name, row in rows.items()}
        chosen.notices[place] = replace(
            notice, own={name: marks for name, marks in own.items() if marks != notice.marks}
        )


def _own(marks: Marks, row: Image) -> Marks:
    return replace(
        marks,
        credit=row.credit or marks.credit,
        copyright=row.rights or marks.copyright,
        rights_url=row.licence or marks.rights_url,
    )


def _rows(names: Iterable[str]) -> Iterator[Image]:
    """Yield the pictures of published notices that bear these names."""
    for chunk in store.chunks(sorted(names)):
        rows = Image.objects.filter(name__in=chunk, record__status=Status.PUBLISHED)
        yield from rows.select_related("record").order_by("record_id", "position")


def museum_place(code: str) -> tuple[str, str]:
    """Return the name and city of a museum, « » when the directory does not know it."""
    museum = museum_directory().get(code)
    return (museum.name, museum.city) if museum else ("", "")


def rewritten(values: Values, names: Sequence[str]) -> Values:
    """Return the values of a notice with REFIM as exported: no field at all when no picture goes with it."""
    kept = {code: text for code, text in values.items() if code != "REFIM"}
    if names:
        return {**kept, "REFIM": ";".join(names)}
    # Given empty, it asks to take the pictures away: it is left so.
    return {**kept, "REFIM": ""} if values.get("REFIM") == "" else kept
