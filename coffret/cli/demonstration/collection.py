"""Reads the tables of facts and turns them into what a museum hands in: records, then an « ajout piloté » file.

A table (``notices/<museum code>.txt``) opens with defaults, then holds sections:

    [domain > object name @ family of pictures !]      ! = the objects of this section are imagined
    CODE=default of the section
    author | title | year | materials | measures | acquisition | subject | description | CODE=value | CODE=value

Beside the codes of records, a line may say IMG=family*2,other (or - for none) and IMAGINE=oui.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

HERE = Path(__file__).parent
COLUMNS = ("AUTR", "TITR", "MILL", "TECH", "DIMS", "ACQUISITION", "REPR", "DESC")
PHOTO_CREDIT = "Image dessinée par programme (démonstration)"
# The order of an « ajout piloté » record: the identity first, then as the specification lists them.
ORDER = (
    "REF",
    "INV",
    "DOMN",
    "DENO",
    "APPL",
    "TITR",
    "AUTR",
    "NSDA",
    "PAUT",
    "ATTR",
    "ECOL",
    "PERI",
    "MILL",
    "EPOQ",
    "PEOC",
    "LIEUX",
    "PLIEUX",
    "GEOHI",
    "PERU",
    "MILU",
    "TECH",
    "DIMS",
    "INSC",
    "PINS",
    "UTIL",
    "PUTI",
    "DESC",
    "REPR",
    "PREP",
    "DREP",
    "SREP",
    "GENE",
    "ONOM",
    "STAT",
    "DACQ",
    "APTN",
    "DEPO",
    "DDPT",
    "ADPT",
    "DECV",
    "PDEC",
    "HIST",
    "EXPO",
    "BIBL",
    "COMM",
    "MANQUANT_COM",
    "LOCA",
    "MUSEO",
    "DATA",
    "PHOT",
    "REFIM",
    "WWW",
)
_SECTION = re.compile(r"\[(?P<domain>[^>\]]+?)(?: > (?P<name>[^@!\]]+?))?(?: @ (?P<family>\w+))?(?P<imagined> !)?\]$")
_DEFAULT = re.compile(r"([A-Z_]+)=(.*)$")
_YEARS = re.compile(r"\b(\d{3,4})\b")
_QUARTERS = ("1er quart", "2e quart", "3e quart", "4e quart")


@dataclass
class Item:
    """One record to hand in: its values by code, and the pictures to draw for it, name → family."""

    values: dict[str, str]
    pictures: dict[str, str] = field(default_factory=dict)

    @property
    def ref(self) -> str:
        """Return its reference."""
        return self.values["REF"]


@cache
def museum_codes() -> tuple[str, ...]:
    """Return the codes of the museums that have a table, in order."""
    return tuple(sorted(path.stem for path in (HERE / "notices").glob("M*.txt")))


def collection(museum: str) -> list[Item]:
    """Return the records of a museum's table; raises ValueError naming the line that cannot be read."""
    items = []
    for number, (values, family, imagined) in enumerate(_rows(museum), 1):
        items.append(_item(museum, number, values, family, imagined))
    return items


def _rows(museum: str) -> Iterator[tuple[dict[str, str], str, bool]]:
    house: dict[str, str] = {}
    section: dict[str, str] = {}
    family, imagined, started = "", False, False
    for line in (HERE / "notices" / f"{museum}.txt").read_text(encoding="utf-8").splitlines():
        text = line.strip()
        if not text or text.startswith("#"):
            continue
        if heading := _SECTION.match(text):
            section = {"DOMN": heading["domain"], "DENO": heading["name"] or ""}
            family, imagined, started = heading["family"] or "", bool(heading["imagined"]), True
        elif default := _DEFAULT.match(text):
            (section if started else house)[default[1]] = default[2].strip()
        else:
            yield _cells(museum, line, {**house, **section}), family, imagined


def _cells(museum: str, line: str, defaults: dict[str, str]) -> dict[str, str]:
    cells = [cell.strip() for cell in line.split("|")]
    values = {**defaults, **{code: cell for code, cell in zip(COLUMNS, cells, strict=False) if cell}}
    for extra in cells[len(COLUMNS) :]:
        if not (pair := _DEFAULT.match(extra)):
            raise ValueError(f"{museum}.txt : « {extra} » n’est pas de la forme CODE=valeur ({line[:60]}…)")
        values[pair[1]] = pair[2].strip()
    return values


def _item(museum: str, number: int, values: dict[str, str], family: str, imagined: bool) -> Item:
    # As in real storerooms, not everything has been photographed.
    drawn = values.pop("IMG", "" if imagined and number % 2 == 0 else family)
    imagined = bool(values.pop("IMAGINE", "")) or imagined
    means, _, when = values.pop("ACQUISITION", "mode d'acquisition inconnu").partition(", ")
    values["MUSEO"] = museum
    values["REF"] = f"{museum}{number:06d}"
    values.setdefault("INV", f"2026.0.{number} : numéro de démonstration")
    values["STAT"] = values["STAT"].format(means)
    values["COMM"] = " ".join(
        filter(None, ("Notice de démonstration" + (" : objet imaginé." if imagined else "."), values.get("COMM")))
    )
    if when:
        values.setdefault("DACQ", when)
    if values.get("MILL"):
        values.setdefault("PERI", period(values["MILL"]))
    pictures = dict(_pictures(values["REF"], drawn))
    if pictures:
        values |= {"PHOT": values.get("PHOT", PHOTO_CREDIT), "REFIM": ";".join(pictures)}
    return Item({code: values[code] for code in ORDER if values.get(code)}, pictures)


def _pictures(ref: str, drawn: str) -> Iterator[tuple[str, str]]:
    number = 0
    for part in drawn.split(",") if drawn not in {"", "-"} else []:
        family, _, times = part.partition("*")
        for _again in range(int(times or 1)):
            number += 1
            yield f"{ref}_{number}.jpg", family


def period(years: str) -> str:
    """Return the quarters of a century that a MILL covers: « 1822 entre ; 1880 et » is four of the 19th."""
    found = [int(year) for year in _YEARS.findall(years)]
    if not found:
        return ""
    first, last = min(found) - 1, max(found) - 1
    quarters = [(q // 4 + 1, q % 4) for q in range(first // 25, last // 25 + 1)]
    return " ; ".join(f"{_QUARTERS[quarter]} {century}e siècle" for century, quarter in quarters)


def as_piloted_file(items: list[Item]) -> str:
    """Return the text of an « ajout piloté » file: tag line, value line, // at the end of each record."""
    return "".join("".join(f"{code}\n{value}\n" for code, value in item.values.items()) + "//\n" for item in items)
