"""Make a dictionary for coffret.base.packing: python docs/packing_dictionary.py FILE.

It is learnt from records and lines that nobody wrote: terms that museums write everywhere (those of the first dictionary
in packing_zlib.py), words of our own guides drawn at random, numbers and names of drawn letters. Same sources, same bytes.
One that bases were packed with is never made again in its place: a better one is another file, with another number.
"""

import json
import random
import re
import sys
from pathlib import Path

import zstandard

from coffret.base.packing_zlib import WORDS as FIRST
from coffret.catalogue.fields import BY_COLUMN, OPEN_DATA_COLUMNS

HERE = Path(__file__).parent
SIZE = 12_000
SAMPLES = 4_000
LEVEL = 1
# How many terms, or how many words, a field has, and how often it is filled; the others are seldom.
TERMS = {
    "APPL": (1, 0.1), "DENO": (1, 0.7), "DOMN": (1, 1.0), "ECOL": (1, 0.4), "EPOQ": (1, 0.1), "INSC": (2, 0.3),
    "LIEUX": (2, 0.3), "PERI": (1, 0.8), "REPR": (3, 0.5), "STAT": (3, 0.9), "TECH": (2, 0.9), "UTIL": (1, 0.1),
}  # fmt: skip
WORDS = {
    "BIBL": (45, 0.3), "COMM": (50, 0.2), "DESC": (80, 0.5), "EXPO": (12, 0.1), "PINS": (15, 0.4), "PREP": (15, 0.3),
    "TITR": (4, 0.8), "HIST": (50, 0.2), "GENE": (15, 0.05),
}  # fmt: skip
SELDOM = 0.02
PLATFORM = ("VILLE_M", "POP_COORDONNEES", "LABEL", "DMIS", "DPT", "REGION", "NOMOFF")


class Maker:
    """Draws texts as packing meets them; ``seed`` says which."""

    def __init__(self, seed: int) -> None:
        self.draw = random.Random(seed)  # noqa: S311, made texts
        self.terms = FIRST[: FIRST.index(b"limite ")].decode().split(";")
        guides = " ".join(path.read_text(encoding="utf-8") for path in sorted((HERE / "guide").glob("*.md")))
        self.words = re.findall(r"\b[a-zà-ÿœ’']+[,.]?(?= )", re.sub(r"`[^`]*`|\([^)]*\)", " ", guides))

    def text(self, length: int) -> str:
        """Return about so many words, as a sentence."""
        count = max(1, round(self.draw.gauss(length, length / 3)))
        return " ".join(self.draw.choices(self.words, k=count)).capitalize()

    def name(self) -> str:
        """Return letters as a name has them."""
        made = "".join(
            self.draw.choice("bcdfglmnprstv") + self.draw.choice("aeiou") for _ in range(self.draw.randrange(2, 5))
        )
        return made.upper() if self.draw.random() < 0.5 else made.capitalize()

    def value(self, code: str, museum: tuple[str, str, str]) -> str:
        """Return the text of a field, often none."""
        draw, number = self.draw, self.draw.randrange
        always = {
            "REF": f"{museum[0]}{number(10**6):06d}",
            "MUSEO": museum[0],
            "LOCA": f"{museum[1]};{museum[2]}",
            "INV": f"{number(1800, 2030)}.{number(40)}.{number(1000)}",
        }
        shapes = {
            "AUTR": (0.8, f"{self.name()} {self.name()}" if draw.random() < 0.9 else "anonyme"),
            "DACQ": (0.6, f"{number(1800, 2030)}"),
            "DIMS": (0.9, f"H. {number(3000) / 10} cm ; l. {number(3000) / 10} cm"),
            "MILL": (0.4, f"{number(1200, 2030)}{draw.choice(('', '', ' vers', ' entre'))}"),
            "PAUT": (0.4, f"{self.name()} : {self.name()}, {number(1500, 1900)} ; {self.name()}, {number(1500, 1990)}"),
        }
        if code in always:
            return always[code]
        share, text = shapes.get(code, (SELDOM, ""))
        if code in TERMS:
            count, share = TERMS[code]
            text = ";".join(draw.choices(self.terms, k=draw.randint(1, count)))
        elif code in WORDS:
            length, share = WORDS[code]
            text = self.text(length)
        return (text or self.name()) if draw.random() < share else ""

    def samples(self) -> tuple[str, str, str]:
        """Return a line, the values of its record, and what the record keeps of its findings."""
        draw = self.draw
        museum = (f"M{draw.randrange(10_000):04d}", self.name().capitalize(), f"musée {self.name()}")
        values = {code: self.value(code, museum) for code in FIELDS_OF_A_TABLE if code not in PLATFORM}
        empty = " ".join(code for code in FIELDS_OF_A_TABLE if not values.get(code) and code not in PLATFORM)
        values = {code: text for code, text in values.items() if text}
        line: dict[str, object] = {"values": values}
        if draw.random() < 0.7:
            place = f"{draw.uniform(43, 50):.6f}, {draw.uniform(-3, 7):.6f}"
            date = f"{draw.randrange(1995, 2026)}-{draw.randrange(1, 13):02d}-15"
            told = (museum[1], place, "Musée de France", date, self.name(), draw.choice(self.terms), museum[2])
            line["platform"] = dict(zip(PLATFORM, told, strict=True))
        line["findings"] = findings = self.findings(values)
        line["empty"] = empty
        return _json(line), _json(values), _json([row[:3] for row in findings])

    def findings(self, values: dict[str, str]) -> list[list[object]]:
        """Return what could have been found, as lines keep it."""
        number = self.draw.randrange(2, 10**6)
        found = []
        for code, field, value in FOUND:
            facts = {"scheme": field, "suggestions": []} if code == "AUT010" else {}
            if self.draw.random() < 0.3:
                found.append([code, field, value if value is not None else values.get(field, ""), number, facts])
        return found


FOUND = (
    ("REC109", "AUTR", None), ("AUT010", "AUTR", None), ("AUT010", "DENO", None), ("AUT012", "DOMN", None),
    ("REC010", "DENO", ""), ("REC011", "TECH", ""), ("REC013", "TECH", ""), ("REC044", "MILL", None),
    ("REC092", "DIMS", None), ("REC081", "TITR", None), ("REC014", "DACQ", ""), ("REC016", "REFIM", ""),
    ("REC053", "INV", None), ("REC083", "", "DMIS, DPT, LABEL, NOMOFF, POP_COORDONNEES, REGION, VILLE_M"),
    ("SUB002", "REF", None),
)  # fmt: skip
FIELDS_OF_A_TABLE = [BY_COLUMN[name].code for name in OPEN_DATA_COLUMNS]


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def main() -> None:
    """Write the dictionary to the path given."""
    maker = Maker(1)
    samples = [text.encode() for _ in range(SAMPLES) for text in maker.samples()]
    made = zstandard.train_dictionary(SIZE, samples, level=LEVEL)
    Path(sys.argv[1]).write_bytes(made.as_bytes())


if __name__ == "__main__":
    main()
