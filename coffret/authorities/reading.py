"""Reading the text files that the office hands in: bounded, and in whatever encoding they came."""

import codecs
import re
from pathlib import Path

from coffret.base.errors import Refused

# The largest list seen is 0.7 MB, the largest directory 3.5 MB.
MOST_BYTES = 64 * 1024 * 1024

_ARCHIVES = {
    b"PK": "une archive ou un classeur",
    b"{\\rtf": "un document RTF",
    b"%PDF": "un PDF",
    b"\x1f\x8b": "une archive",
}
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# « é », « è », « à », « ô » and « É » of UTF-8 read as Windows-1252.
_MOJIBAKE = ("Ã©", "Ã¨", "Ã\xa0", "Ã´", "Ã‰")

_XML = re.compile(r"<(\?xml|!|(\w+:)?RDF\b|html\b)", re.IGNORECASE)
_JSON = re.compile(r"\{|\[\s*[{\[\"]")
_TURTLE = re.compile(
    r"^\s*(@?prefix\s+[\w.-]*:\s*<|@?base\s+<|<\w+:[^>\s]*>\s+(a\s|<\w+:|\w+:\w))", re.IGNORECASE | re.MULTILINE
)


def read_bytes(path: Path, limit: int = MOST_BYTES) -> bytes:
    """Return the bytes of ``path``; raises Refused when it is not there, empty, or over ``limit``."""
    if not path.is_file():
        raise Refused(f"Le fichier « {path} » n’existe pas. Vérifiez son chemin.", file=str(path))
    size = path.stat().st_size
    if size > limit:
        raise Refused(
            f"Le fichier « {path.name} » pèse {size // 1_048_576} Mo ; la limite est de {limit // 1_048_576} Mo. "
            "Vérifiez qu’il s’agit bien du fichier voulu.",
            file=path.name,
            size=size,
        )
    data = path.read_bytes()
    if not data.strip():
        raise Refused(f"Le fichier « {path.name} » est vide. Demandez-le de nouveau à sa source.", file=path.name)
    return data


def decode(data: bytes, name: str) -> str:
    """Return the text of ``data``: UTF-8 or UTF-16 with its mark, else Windows-1252; raises Refused when binary."""
    for start, kind in _ARCHIVES.items():
        if data.startswith(start):
            raise Refused(
                f"Le fichier « {name} » est {kind}, pas un texte. Enregistrez-le en texte (.txt, .csv).", file=name
            )
    encoding = next((encoding for mark, encoding in _MARKS if data.startswith(mark)), "utf-8")
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        text = _legacy(data, name, error)
    if "\0" in text:
        raise Refused(
            f"Le fichier « {name} » n’est pas un texte : octet nul en position {data.index(bytes(1))}. "
            "Vérifiez qu’il s’agit bien du fichier voulu.",
            file=name,
            offset=data.index(bytes(1)),
        )
    return _sound(text, name)


def _legacy(data: bytes, name: str, error: UnicodeDecodeError) -> str:
    try:
        return data.decode("cp1252")
    except UnicodeDecodeError as other:
        raise Refused(
            f"Le fichier « {name} » est illisible : octet inattendu en position {error.start}, ni UTF-8 ni Windows-1252 "
            f"(position {other.start}). Enregistrez-le en UTF-8.",
            file=name,
            offset=error.start,
        ) from None


def _sound(text: str, name: str) -> str:
    """Return ``text`` unless its accents were already broken (« musÃ©e »), which no reading can mend safely."""
    for number, line in enumerate(text.splitlines(), 1):
        broken = next((sign for sign in _MOJIBAKE if sign in line), None)
        if broken:
            raise Refused(
                f"Le fichier « {name} » a des accents abîmés (« {broken} », ligne {number}) : il a été enregistré dans un "
                "mauvais encodage. Repartez du fichier d’origine, en UTF-8.",
                file=name,
                line=number,
                value=broken,
            )
    return text


def rdf_serialisation(text: str) -> str:
    """Return how RDF is written in ``text`` (xml, turtle, json-ld), « » when it is something else."""
    start = text[:8192].lstrip("\ufeff \t\r\n")
    if _XML.match(start):
        return "xml"
    if _JSON.match(start):
        return "json-ld"
    return "turtle" if _TURTLE.search(start) else ""
