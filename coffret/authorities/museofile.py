"""The national directory of museums (Muséofile): reads its exports and loads them.

Three layouts came out within two years: names of columns, separators (; , |) and the place of coordinates differ, cells
hold line breaks. A museum is known by its code alone: fifty are called « musée municipal ».
"""

import csv
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from io import StringIO
from pathlib import Path
from typing import Any

from django.db import models, transaction

from coffret.authorities import museum_values as values
from coffret.authorities.models import Museum
from coffret.authorities.reading import decode, read_bytes
from coffret.base.errors import Refused
from coffret.base.text import grouped

SHOWN_LINES = 10
SEPARATORS = ";|,\t"
CODE = re.compile(r"^[A-Z]\d{4}$")
# A row with as many cells that cannot be what their columns say was shifted, even when it has the right length.
SHIFTED = 2

# Museum's field → the names of its column in the layouts seen, compared without case, accents or punctuation.
COLUMNS: dict[str, tuple[str, ...]] = {
    "code": ("Identifiant", "REF", "Code Muséofile", "Muséofile", "Identifiant Muséofile"),
    "official_name": ("Nom officiel", "NOMOFF", "Nom officiel du musée", "Dénomination officielle du musée"),
    "usual_name": ("NOMUSAGE", "Nom usuel", "Nom d'usage", "AUTNOM", "Autres noms"),
    "address": ("Adresse", "ADRL1_M"),
    "place": ("Lieu", "LIEU_M"),
    "postal_code": ("Code postal", "CP_M"),
    "city": ("Ville", "VILLE_M", "Commune"),
    "department": ("Département", "DPT"),
    "region": ("Région", "REGION"),
    "url": ("URL", "URL_M", "Site web"),
    "phone": ("Téléphone", "TEL_M"),
    "category": ("Catégorie", "CATEG"),
    "domains": ("Domaine thématique", "DOMPAL"),
    "themes": ("Thèmes",),
    "history": ("Histoire", "HIST", "Historique"),
    "strengths": ("Atout", "Atouts"),
    "interest": ("Intérêt",),
    "artists": ("Artiste", "Artistes"),
    "key_figures": ("Personnage phare", "PHARE"),
    "building_protection": ("Protection bâtiment", "PROT_BAT"),
    "site_protection": ("Protection espace", "PROT_ESP"),
    "merimee_refs": ("Refmer",),
    "founded": ("Année création", "AN_CREAT"),
    "updated_on": ("Date de mise à jour", "DMAJ"),
    "latitude": ("Latitude", "POP_COORDONNEES.lat"),
    "longitude": ("Longitude", "POP_COORDONNEES.lon"),
    "coordinates": ("Coordonnées", "geolocalisation_latlong", "Géolocalisation"),
}
_FIELD_OF = {values.key(name): museum_field for museum_field, names in COLUMNS.items() for name in names}
NEEDED = ("code", "official_name", "city")
_LONG = ("history", "strengths", "interest", "artists", "key_figures", "building_protection", "site_protection")
# The parts of a list: the eleven domains hold no comma, themes and references do.
_LISTS = {"domains": ";,", "themes": ";", "merimee_refs": ";"}
# What a record's page, its facets and its search show of its museum.
SHOWN_IN_RECORDS = ("official_name", "city", "department", "region", "latitude", "longitude", "provisional")


@dataclass(slots=True)
class Loading:
    """What a load did. ``shown``: codes of the museums whose records now read otherwise; ``notes``: French sentences."""

    created: int = 0
    updated: int = 0
    unchanged: int = 0
    shown: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    @property
    def total(self) -> int:
        """Return how many museums the file held."""
        return self.created + self.updated + self.unchanged


@dataclass(slots=True)
class Directory:
    """A directory as its file gives it: code → the fields its columns fill, and what was odd."""

    museums: dict[str, dict[str, Any]] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)


@dataclass(slots=True)
class _Row:
    """A row of the file: where it starts, and the cells of the columns understood."""

    line: int
    cells: dict[str, str]
    fault: str = ""


def load(path: Path) -> Loading:
    """Load the directory ``path`` in one transaction: create, complete, update; a museum is never removed.

    A column the file does not have leaves its field untouched; an empty cell clears it. Raises Refused, and then
    nothing is written.
    """
    directory = read(path)
    with transaction.atomic():
        return _write(directory)


def read(path: Path) -> Directory:
    """Return the directory that ``path`` holds; raises Refused when it is none, or when its columns are broken."""
    text = decode(read_bytes(path), path.name)
    start = next(line for line in text.splitlines() if line.strip())
    separator = max(SEPARATORS, key=start.count)
    reader = csv.reader(StringIO(text, newline=""), delimiter=separator)
    try:
        rows = list(_rows(reader, path.name))
    except csv.Error as error:
        raise Refused(
            f"« {path.name} », ligne {reader.line_num} : cellule illisible ({error}). Un guillemet n’est sans doute pas "
            "refermé. Repartez du fichier d’origine.",
            file=path.name,
            line=reader.line_num,
        ) from None
    _refuse_broken(rows, path.name)
    return _directory(rows)


def _rows(reader: Any, name: str) -> Iterator[_Row]:
    """Yield the rows with their faults; ``reader`` is csv's, whose ``line_num`` counts lines of the file."""
    columns: dict[int, str] | None = None
    width = 0
    seen: dict[str, int] = {}
    before = 0
    for cells in reader:
        line, before = before + 1, reader.line_num
        if not any(cell.strip() for cell in cells):
            continue
        if columns is None:
            columns, width = _header(cells, name)
            continue
        row = _Row(line, {column: cells[place] for place, column in columns.items() if place < len(cells)})
        row.fault = _fault(row, cells, width, seen)
        yield row


def _header(cells: list[str], name: str) -> tuple[dict[int, str], int]:
    """Return place → museum's field, and how many columns there are; raises Refused when it is no directory."""
    columns: dict[int, str] = {}
    for place, cell in enumerate(cells):
        museum_field = _FIELD_OF.get(values.key(cell))
        if museum_field and museum_field not in columns.values():
            columns[place] = museum_field
    missing = [COLUMNS[needed][0] for needed in NEEDED if needed not in columns.values()]
    if missing:
        shown = ", ".join(f"« {values.line(cell)[:40]} »" for cell in cells[:8])
        raise Refused(
            f"« {name} » n’est pas un répertoire Muséofile : colonne(s) introuvable(s) : {', '.join(missing)}. "
            f"La première ligne porte {shown}.",
            file=name,
            line=1,
            columns=missing,
        )
    width = max(place for place, cell in enumerate(cells) if cell.strip()) + 1
    return columns, width


def _fault(row: _Row, cells: list[str], width: int, seen: dict[str, int]) -> str:
    """Return what shows that the row is not a museum, « » when nothing does."""
    if len(cells) < width or any(cell.strip() for cell in cells[width:]):
        return f"{len(cells)} cellules au lieu de {width}"
    code = row.cells["code"].strip()
    if not CODE.match(code):
        return f"« {values.line(code)[:30]} » n’est pas un code de musée"
    if code in seen:
        return f"{code} est déjà ligne {seen[code]}"
    seen[code] = row.line
    too_long = next((column for column, cell in row.cells.items() if len(values.line(cell)) > _limit(column)), "")
    if too_long:
        return f"{COLUMNS[too_long][0]} : {len(row.cells[too_long])} caractères"
    odd = _odd(row.cells)
    return f"{' et '.join(odd)} illisibles" if len(odd) >= SHIFTED else ""


def _limit(column: str) -> float:
    if column not in _LIMITS:
        kept = isinstance(found := _FIELDS.get(column), models.CharField) and column != "url" and found.max_length
        _LIMITS[column] = kept or float("inf")
    return _LIMITS[column]


_FIELDS = {column.name: column for column in Museum._meta.concrete_fields}
_LIMITS: dict[str, float] = {}


def _odd(cells: Mapping[str, str]) -> list[str]:
    """Return the names of the columns whose cell cannot be what it should: the marks of a shifted row."""
    odd = []
    for name, readable in (
        ("coordonnées", _coordinates),
        ("date", lambda cells: values.day(cells.get("updated_on", ""))),
    ):
        try:
            readable(cells)
        except ValueError:
            odd.append(name)
    postal = cells.get("postal_code", "").strip()
    if postal and not re.search(r"\d{4,5}", postal):
        odd.append("code postal")
    if not values.known_region(cells.get("region", "")):
        odd.append("région")
    return odd


def _coordinates(cells: Mapping[str, str]) -> tuple[float, float] | None:
    if cells.get("latitude", "").strip() or cells.get("longitude", "").strip():
        return values.coordinates(cells.get("latitude", ""), cells.get("longitude", ""))
    return values.coordinates(cells.get("coordinates", ""))


def _refuse_broken(rows: list[_Row], name: str) -> None:
    broken = [row for row in rows if row.fault]
    if broken:
        lines = [row.line for row in broken[:SHOWN_LINES]]
        shown = ", ".join(map(str, lines)) + ("…" if len(broken) > SHOWN_LINES else "")
        raise Refused(
            f"« {name} » : les colonnes de {grouped(len(broken))} ligne(s) sur {grouped(len(rows))} sont brisées "
            f"(lignes {shown} ; ligne {lines[0]} : {broken[0].fault}). Le fichier a sans doute été découpé sans tenir "
            "compte des guillemets et des retours à la ligne dans les cellules. Repartez du fichier d’origine ; "
            "rien n’a été chargé.",
            file=name,
            lines=lines,
            count=len(broken),
            value=broken[0].fault,
        )
    if not rows:
        raise Refused(f"« {name} » ne contient aucun musée sous sa ligne de titres.", file=name)


def _directory(rows: list[_Row]) -> Directory:
    directory = Directory()
    for row in rows:
        for name in _odd(row.cells):
            directory.notes.append(f"Ligne {row.line}, {row.cells['code'].strip()} : {name} illisible, laissé de côté.")
        facts = _facts(row.cells)
        directory.museums[facts["code"]] = facts
    return directory


def _facts(cells: Mapping[str, str]) -> dict[str, Any]:
    """Return the museum's fields that the columns fill, cleaned."""
    facts: dict[str, Any] = {}
    for column, cell in cells.items():
        if column in _LISTS:
            facts[column] = values.several(cell, _LISTS[column])
        elif column in _LONG:
            facts[column] = values.paragraphs(cell)
        elif column not in {"coordinates", "latitude", "longitude", "updated_on"}:
            facts[column] = values.line(cell)
    _clean(facts, cells)
    return facts


def _clean(facts: dict[str, Any], cells: Mapping[str, str]) -> None:
    if "url" in facts:
        facts["url"] = values.url(facts["url"])
    if "region" in facts:
        facts["region"] = values.region(facts["region"], facts.get("department", ""))
    if "department" in facts:
        facts["department"] = values.department(facts["department"])
    if "updated_on" in cells:
        facts["updated_on"] = _or_none(lambda: values.day(cells["updated_on"]))
    if {"coordinates", "latitude"} & cells.keys():
        facts["latitude"], facts["longitude"] = _or_none(lambda: _coordinates(cells)) or (None, None)
    # One museum of the real directory has no official name; a page without any title helps nobody.
    facts["official_name"] = (
        facts["official_name"]
        or facts.get("usual_name")
        or f"Musée sans nom officiel ({facts['city'] or facts['code']})"
    )


def _or_none(read_value: Any) -> Any:
    try:
        return read_value()
    except ValueError:
        return None


def _write(directory: Directory) -> Loading:
    loading = Loading(notes=directory.notes)
    held = Museum.objects.in_bulk(list(directory.museums))
    changed: list[Museum] = []
    for code, facts in directory.museums.items():
        museum = held.get(code)
        if museum is None:
            loading.created += 1
            changed.append(Museum(**facts))
        elif different := _apply(museum, {**facts, "provisional": False}):
            loading.updated += 1
            changed.append(museum)
            if different & set(SHOWN_IN_RECORDS):
                loading.shown.append(code)
        else:
            loading.unchanged += 1
    columns = [name for name in _FIELDS if name != "code"]
    Museum.objects.bulk_create(
        changed, batch_size=500, update_conflicts=True, unique_fields=["code"], update_fields=columns
    )
    return loading


def _apply(museum: Museum, facts: Mapping[str, Any]) -> set[str]:
    """Set the fields that differ; return their names."""
    different = {name for name, value in facts.items() if getattr(museum, name) != value}
    for name in different:
        setattr(museum, name, facts[name])
    return different
