"""Make a catalogue of N records that has the shape of the real one, in the open-data layout of 67 columns.

    python bench/catalogue.py 1000000 -o FOLDER

Writes FOLDER/notices.csv, FOLDER/museums.csv (directory of 555 museums) and FOLDER/AUTR.txt (names held as authors).
Shares, skew and dirt are those measured on the national file: 14 % of the records in one museum, domains and fill rates
of July 2026, years and periods in the shapes that museums write, repeated references, empty titles, broken encodings.
The same N gives the same bytes, and a smaller catalogue is the beginning of a larger one.
"""

import argparse
import csv
import os
import random
from bisect import bisect
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import cache
from itertools import accumulate
from pathlib import Path

from catalogue_words import (
    DOMAINS,
    FORENAMES,
    LITTLE,
    PLACES,
    REGIONS,
    SCHOOLS,
    SUBJECTS,
    invented,
    zipf,
)

from coffret.catalogue.fields import BY_COLUMN, OPEN_DATA_COLUMNS

SEED = 20260701
MUSEUMS = 555
# The largest museums' shares of 1,023,705 records; the others follow a falling curve.
LARGEST = (142_076, 21_571, 17_692, 16_513, 14_769, 13_395, 12_879)
ALL = 1_023_705
BLOCK = 2_000
NAMES = 46_298
WORDS = 60_000
# Rows whose reference is that of an earlier one: 11,528 of 650,853 (2022); one in five with something changed.
REPEATED, CHANGED = 11_528 / 650_853, 0.2
# Qualifiers of authors, in records of the whole base.
QUALIFIERS = {
    "": 760_000, "attribué à": 17_926, "d'après": 22_564, "?": 2_213, "école de": 1_871, "atelier": 1_759,
    "manière de": 703, "entourage": 503, "genre de": 303, "copie": 280, "suiveur": 80, "présumé": 4,
}  # fmt: skip
ROLES = ("graveur", "imprimeur", "éditeur", "dessinateur", "peintre", "sculpteur", "photographe")
# Shapes of a year and how many of 2,806 have it.
SHAPES = {
    "{0}": 1473, "{0} entre,{1} et": 800, "{0} vers": 351, "{0} édité en": 49, "{0} dépôt légal": 29, "{0} après": 26,
    "{0}-{1}": 15, "{0},{1}": 14, "{0} avant": 12, "vers {0}": 4, "entre {0} et {1}": 4, "{0} (vers)": 4,
    "{0}\xa0vers": 4, "{0} /12 /05": 3, "{0} vers,{1} ou": 6, "{0} de": 6, "20/04/{0} de": 3, "{0} et,{1} entre": 3,
}  # fmt: skip
# Periods as nobody should write them, in the place of one in fifty.
DIRTY = (
    "{c}ème siècle", "{c}è Siècle", "{c}e siècle (1er quart)", "{c}e siècle, 1er quart", "1ere moitié", "av J.C.", "av. JC",
    "1ère moitié 2Oe siècle", "XIXe siècle (2ème moitié)", "fin {c}e siècle", "milieu {c}e siècle", "vers {y}", "Avant {y}",
    "21 janvier {y}", "Jury du salon de {y}", "inconnuei", "entre", "(?)", "{c}e  siècle", "{c}eÂ\xa0siècle",
)  # fmt: skip
STATUSES = ("propriété de la commune", "propriété de l'Etat", "propriété du département", "propriété d'une association")
WAYS = ("achat", "don", "legs", "dépôt", "saisie révolutionnaire", "mode d'acquisition inconnu", "collecte", "fouilles")
FIELDS = tuple(BY_COLUMN[name].code for name in OPEN_DATA_COLUMNS)


@dataclass(frozen=True, slots=True)
class Museum:
    """A made museum: code, name, town, region, department, coordinates."""

    code: str
    name: str
    town: str
    region: str
    department: str
    place: str


@cache
def museums() -> list[Museum]:
    """Return the museums, largest first."""
    draw, made = random.Random(SEED), []
    kinds = (
        "musée des beaux-arts",
        "musée d'art et d'histoire",
        "musée municipal",
        "musée archéologique",
        "musée {}",
        "maison {}",
    )
    names = invented(MUSEUMS, SEED + 1)
    for rank in range(MUSEUMS):
        town = (
            PLACES[rank]
            if rank < len(PLACES)
            else names[rank].capitalize() + draw.choice(("-sur-Loire", "ville", "", "-le-Vieux"))
        )
        region, department = draw.choice(REGIONS)
        place = f"{draw.uniform(43, 50):.6f}, {draw.uniform(-3, 7):.6f}"
        name = draw.choice(kinds).format(names[-rank - 1].capitalize())
        made.append(Museum(f"M{rank + 1:04d}", name, town, region, department, place))
    return made


@cache
def _shares() -> list[float]:
    rest = zipf(MUSEUMS - len(LARGEST), 0.85)
    known = list(accumulate(LARGEST))
    left = ALL - known[-1]
    return [*known, *(known[-1] + left * share / rest[-1] for share in rest)]


@cache
def names() -> list[str]:
    """Return the names of authors, most frequent first: nine in ten with their surname in capitals."""
    draw = random.Random(SEED + 2)
    made = []
    for surname in invented(NAMES, SEED + 3):
        shown = surname.upper() if draw.random() < 0.9 else surname.capitalize()
        made.append(f"{shown} {draw.choice(FORENAMES)}")
    return made


@cache
def words() -> list[str]:
    """Return the words of descriptions, most frequent first."""
    return [*LITTLE, *(word for subject in SUBJECTS for word in subject.split()), *invented(WORDS, SEED + 4)]


@cache
def _running(count: int, power: float) -> list[float]:
    return zipf(count, power)


class Maker:
    """Draws the records of one block: its own seed, so that any block can be made alone."""

    def __init__(self, block: int) -> None:
        self.draw = random.Random(f"{SEED}/{block}")
        self.first = block * BLOCK
        self.seen: list[dict[str, str]] = []

    def rows(self, count: int) -> Iterator[list[str]]:
        """Yield ``count`` rows of 67 columns; some come again, unchanged or not, as in the national file."""
        for number in range(self.first, self.first + count):
            if self.seen and self.draw.random() < REPEATED:
                values = dict(self.draw.choice(self.seen))
                if self.draw.random() < CHANGED:
                    values["DESC"] = self.text(12)
            else:
                values = self.record(number)
                self.seen = [*self.seen[-20:], values]
            yield [values.get(code, "") for code in FIELDS]

    def chance(self, share: float) -> bool:
        """Return True as often as ``share`` (0 to 1) says."""
        return self.draw.random() < share

    def one_of(self, ranked: list[str], power: float) -> str:
        """Return one of ``ranked``, the first ones much more often."""
        running = _running(len(ranked), power)
        return ranked[bisect(running, self.draw.random() * running[-1])]

    def text(self, length: int) -> str:
        """Return about ``length`` words, ended as a sentence."""
        count = max(2, int(self.draw.gauss(length, length / 3)))
        running = _running(len(words()), 1.0)
        found = self.draw.choices(words(), cum_weights=running, k=count)
        return " ".join(found).capitalize() + "."

    def record(self, number: int) -> dict[str, str]:
        """Return record ``number``, code → text, empty ones left out."""
        museum = museums()[bisect(_shares(), self.draw.random() * _shares()[-1])]
        domain = self.draw.choices(list(DOMAINS), weights=[share for share, _, _ in DOMAINS.values()])[0]
        _, kinds, materials = DOMAINS[domain]
        year = (
            int(min(2020, max(1250, self.draw.gauss(1830, 95))))
            if not self.chance(0.12)
            else self.draw.randrange(900, 1700)
        )
        values = self.compulsory(number, museum, domain)
        values |= self.made_by(year) | self.described(self.draw.choice(kinds), year) | self.history(year, museum)
        values |= {
            "TECH": self.draw.choice(materials) if self.chance(0.91) else "",
            "DENO": self.draw.choice(kinds) if self.chance(0.736) else "",
            "DIMS": self.measures() if self.chance(0.90) else "",
        }
        return self.spoilt({code: text for code, text in values.items() if text})

    def compulsory(self, number: int, museum: Museum, domain: str) -> dict[str, str]:
        """Return the fields that a record may not lack, and those that the national file adds."""
        second = ";" + self.draw.choice(list(DOMAINS)) if self.chance(0.2) else ""
        named = "" if self.chance(6_084 / 650_853) else museum.name
        place = "0.0,0.0" if self.chance(0.001) else museum.place if self.chance(0.998) else ""
        number_of = f"{self.draw.randrange(1820, 2024)}.{self.draw.randrange(1, 40)}.{number % 997}"
        statuses = f"{self.draw.choice(STATUSES)};{self.draw.choice(WAYS)};{museum.town};{museum.name}"
        return {
            "REF": f"{museum.code}{number:06d}", "MUSEO": museum.code, "INV": number_of, "DOMN": domain + second,
            "STAT": statuses, "LOCA": f"{museum.town};{museum.name}", "VILLE_M": museum.town, "NOMOFF": named,
            "REGION": museum.region, "DPT": museum.department, "POP_COORDONNEES": place, "LABEL": "Musée de France",
            "DMIS": f"{self.draw.randrange(1995, 2026)}-0{self.draw.randrange(1, 10)}-15",
        }  # fmt: skip

    def made_by(self, year: int) -> dict[str, str]:
        """Return who made it, their school and dates, and to whom it was given before."""
        if not self.chance(0.822):
            return {"ECOL": self.draw.choice(SCHOOLS) if self.chance(0.2) else ""}
        if self.chance(58_279 / 580_777):
            return {"AUTR": "anonyme"}
        name = self.one_of(names(), 0.8)
        qualifier = self.draw.choices(list(QUALIFIERS), weights=list(QUALIFIERS.values()))[0]
        role = self.draw.choice(ROLES) if self.chance(0.2) else ""
        said = ", ".join(part for part in (role, qualifier) if part)
        author = f"{name} ({said})" if said else name
        if self.chance(0.1):
            author += f";{self.one_of(names(), 0.8)} ({self.draw.choice(ROLES)})"
        surname = name.partition(" ")[0]
        born = f"{surname} : {self.draw.choice(PLACES)}, {year - 35} ; {self.draw.choice(PLACES)}, {year + 30}"
        return {
            "AUTR": author,
            "PAUT": born if self.chance(0.54) else "",
            "ECOL": self.draw.choice(SCHOOLS) if self.chance(0.46) else "",
            "ATTR": self.one_of(names(), 0.8) if self.chance(0.033) else "",
        }

    def described(self, kind: str, year: int) -> dict[str, str]:
        """Return what it is called, shows and says, and when it was made, in the shapes that museums write."""
        subject = self.one_of(list(SUBJECTS), 0.7)
        return {
            "TITR": self.title(kind, subject) if self.chance(0.79) else "",
            "REPR": f"{subject} ({self.text(2)[:-1].lower()});{self.one_of(list(SUBJECTS), 0.7)}"
            if self.chance(0.55)
            else "",
            "DESC": self.text(100) if self.chance(0.50) else "",
            "PREP": self.text(16) if self.chance(0.27) else "",
            "INSC": "signé;daté" if self.chance(0.3) else "",
            "PINS": self.text(20) if self.chance(0.39) else "",
            "MILL": self.year(year) if self.chance(0.43) else "",
            "PERI": self.period(year) if self.chance(0.84) else "",
            "LIEUX": f"France;{self.draw.choice(PLACES)} (lieu d'exécution)" if self.chance(0.27) else "",
            "MANQUANT": "manquant" if self.chance(0.004) else "",
        }

    def title(self, kind: str, subject: str) -> str:
        """Return a title: some are none, some in capitals, some say where they come from."""
        if self.chance(4_656 / 510_000):
            return "(Sans titre)"
        place, shown = self.draw.choice(PLACES), self.text(3)[:-1]
        forms = (
            f"{subject.capitalize()} de {shown.lower()}",
            f"{shown}",
            f"Vue de {place}",
            f"{subject.capitalize()} à {place}",
        )
        made = self.draw.choice(forms)
        if self.chance(0.04):
            return made.upper()
        return (
            f"{made} ({self.draw.choice(('titre inscrit', 'titre factice', 'titre d’usage'))})"
            if self.chance(0.1)
            else made
        )

    def year(self, year: int) -> str:
        """Return the year of making as museums write it."""
        shape = self.draw.choices(list(SHAPES), weights=list(SHAPES.values()))[0]
        return shape.format(year, year + self.draw.randrange(1, 40))

    def period(self, year: int) -> str:
        """Return the period of making: quarter or century of the list, or one of the ways not to write it."""
        century, within = (year - 1) // 100 + 1, (year - 1) % 100
        if self.chance(0.02):
            return self.draw.choice(DIRTY).format(c=century, y=year)
        quarter = f"{('1er', '2e', '3e', '4e')[within // 25]} quart {century}e siècle"
        if self.chance(0.05):
            return f"{quarter};{century + 1}e siècle"
        return (
            quarter
            if self.chance(0.6)
            else f"{('1ère', '2e')[within // 50]} moitié {century}e siècle"
            if self.chance(0.3)
            else f"{century}e siècle"
        )

    def measures(self) -> str:
        """Return measures in one of the usual shapes, units and separators mixed."""
        high, wide = self.draw.randrange(20, 3000) / 10, self.draw.randrange(20, 3000) / 10
        shapes = (
            "H. {0} ; L. {1}",
            "H. {0} cm ; l. {1} cm",
            "{0} H ; {1} L",
            "Hauteur en cm {0} ; Largeur en cm {1}",
            "H. en mm {0}",
            "D. 0,{2} m",
            "H. {0}, L. {1}, l",
        )
        return self.draw.choice(shapes).format(high, wide, int(high))

    def history(self, year: int, museum: Museum) -> dict[str, str]:
        """Return how it came to the museum, what was written of it and where it was shown."""
        bought = self.draw.randrange(max(year, 1800), 2026)
        dates = (
            f"{bought}",
            f"{bought}",
            f"{bought}/09/19",
            f"27/02/{bought}",
            f"{bought} acquis ; {bought} entrée matérielle",
            "date d'acquisition inconnue",
        )
        return {
            "DACQ": self.draw.choice(dates) if self.chance(0.7) else "",
            "BIBL": f"{self.text(45)}#{self.text(20)}" if self.chance(0.28) else "",
            "EXPO": f"{museum.town}, {bought} : {self.text(8)}" if self.chance(0.1) else "",
            "COMM": self.text(60) if self.chance(0.25) else "",
            "HIST": self.text(78) if self.chance(0.25) else "",
            "APTN": f"coll. {self.one_of(names(), 0.8)}" if self.chance(0.2) else "",
            "DEPO": f"dépôt;{self.draw.choice(PLACES)};musée" if self.chance(0.05) else "",
        }

    def spoilt(self, values: dict[str, str]) -> dict[str, str]:
        """Return the record, one in two hundred with a text decoded as it should not have been."""
        if self.chance(0.005):
            code = self.draw.choice([code for code in ("AUTR", "TITR", "DESC", "PERI") if code in values] or ["DOMN"])
            values[code] = values[code].encode().decode("cp1252", "replace").replace("�", "\x92")
        return values


def rows_of(block: int, count: int) -> list[list[str]]:
    """Return the first ``count`` rows of a block."""
    return list(Maker(block).rows(count))


def make(count: int, folder: Path) -> Path:
    """Write the catalogue of ``count`` rows; return the path of its notices."""
    folder.mkdir(parents=True, exist_ok=True)
    _write_museums(folder / "museums.csv")
    listed = "\n".join(f"\t{name}" for name in names()[: NAMES // 2])
    (folder / "AUTR.txt").write_text(f"Liste des auteurs, faite pour les mesures\n\nA\n{listed}\n", encoding="utf-8")
    path = folder / "notices.csv"
    blocks = range(-(-count // BLOCK))
    sizes = [min(BLOCK, count - block * BLOCK) for block in blocks]
    with (
        path.open("w", encoding="utf-8", newline="") as handle,
        ProcessPoolExecutor(len(os.sched_getaffinity(0))) as pool,
    ):
        writer = csv.writer(handle, delimiter="|", lineterminator="\r\n")
        writer.writerow(OPEN_DATA_COLUMNS)
        for rows in pool.map(rows_of, blocks, sizes):
            writer.writerows(rows)
    return path


def _write_museums(path: Path) -> None:
    with path.open("w", encoding="utf-8", newline="") as handle:
        writer = csv.writer(handle, delimiter=";")
        writer.writerow(("Identifiant", "Nom_officiel", "Ville", "Departement", "Region", "Coordonnees"))
        writer.writerows((m.code, m.name, m.town, m.department, m.region, m.place) for m in museums())


def main() -> None:
    """Make the catalogue that the arguments ask for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("records", type=int)
    parser.add_argument("-o", "--output", type=Path, required=True, metavar="FOLDER")
    args = parser.parse_args()
    path = make(args.records, args.output)
    print(f"{args.records:,} records, {path.stat().st_size / 1e6:,.1f} MB: {path}")


if __name__ == "__main__":
    main()
