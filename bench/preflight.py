"""How fast a page is checked, and how often the rules of wording and typography speak of real words without cause.

    python bench/preflight.py costumes_67.csv notices_costumes.jsonl museofile.csv [--words 2000] [--dry]

Speed: a page of so many words with links, images, dates and a slip in every paragraph, checked with its queries in an
empty database, the middle of thirty times. Noise: the titles, names and descriptions of notices and the prose of the
directory of museums, each different text once, read by the detectors of notes to oneself, credits left in doubt and
typography. What curators wrote was never proofread: how many texts each detector speaks of, and examples to look at.
Writes bench/results.json (key « preflight ») and the table of bench/README.md, unless ``--dry``.
"""

import argparse
import csv
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import board

# Columns of the directory of museums that hold prose, and codes of notices that do.
PROSE = ("Nom_officiel", "Histoire", "Atout", "Thèmes", "Artiste", "Intérêt")
TEXTS = ("TITR", "DENO", "APPL", "DESC", "REPR", "HIST", "PREP", "PINS", "COMM", "GENE", "BIBL", "EXPO", "DECV", "SREP")
CREDITS = ("PHOT", "AUTR")
KEPT = 6
PARAGRAPH = (
    "Le musée de l’hôtel Sandelin verse ce mois-ci les notices de sa collection d’émaux, de faïences et d’orfèvrerie "
    "mosane ; chacune est accompagnée d’une image aux normes, décrite et créditée par la documentation du musée. "
    'On verra <a href="https://example.org/guide/{n}">le guide numéro {n}</a> et la journée du vendredi 5 juin 2026, '
    "qui s'adresse aux régisseurs comme aux conservateurs, aux documentalistes et aux chefs d’établissement. "
)


# Read by eye, of the costumes and the directory: found in all, read, wrong. Notes to oneself: 33 « [...] » and 4 « ?? »
# are cuts and lost letters of transcriptions, which a page quotes (EDI003, or nothing); two are notes, rightly.
READ_BY_EYE = {
    "EDI002 notes to oneself": "39 of 39: 2 notes, 37 cuts or lost letters in transcriptions (quoted in a page)",
    "EDI040": "22: none wrong",
    "EDI041": "22: none wrong",
    "EDI043": "8 of 8: 1 wrong (« Homo sapiens sapiens », left alone since)",
    "EDI044": "22: none wrong",
    "EDI045": "22: 1 wrong (« Chassey-Lès-Montbozon », left alone since)",
    "EDI046": "22: none wrong",
    "EDI047": "22: none wrong",
    "EDI048": "22: none wrong",
}


def prepare() -> None:
    """Set Django up on an empty data directory."""
    os.environ["COFFRET_DATA"] = tempfile.mkdtemp(prefix="coffret-bench-")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "coffret.settings")
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0)


def page(words: int) -> str:
    """Return rich text of about so many words, in sections."""
    each = len(PARAGRAPH.split())
    parts = [f"<p>{PARAGRAPH.format(n=number)}</p>" for number in range(max(1, words // each))]
    return "".join(f"<h2>Rubrique {n}</h2>{part}" if n % 4 == 0 else part for n, part in enumerate(parts))


def speed(words: int) -> dict[str, float]:
    """Return how long one check lasts, in milliseconds, and how many words and findings there were."""
    from coffret.editorial.entries import content
    from coffret.editorial.proofing import preflight

    given = {
        **content.blank("resource"),
        "title": "Les émaux",
        "summary": "Ce qu’il faut en savoir.",
        "body": page(words),
    }
    clean = content.clean("resource", given)
    now = datetime(2026, 5, 11, 9, tzinfo=UTC)
    findings = preflight.check("resource", clean, now=now)
    times = []
    for _turn in range(30):
        start = time.process_time()
        preflight.check("resource", clean, now=now)
        times.append((time.process_time() - start) * 1000)
    return {
        "words": len(page(words).split()),
        "findings": len(findings),
        "milliseconds": round(statistics.median(times), 1),
        "slowest": round(max(times), 1),
    }


def values(path: Path, codes: tuple[str, ...]) -> Iterator[str]:
    """Yield the texts of a file: of the directory of museums its prose, of a file of notices these codes."""
    from coffret.formats.detect import open_source

    with path.open(encoding="utf-8-sig", newline="") as handle:
        if handle.readline().startswith("Identifiant"):
            handle.seek(0)
            rows: Any = csv.DictReader(handle, delimiter=";")
            codes = PROSE if codes is TEXTS else ()
            yield from (text for row in rows for name in codes if (text := (row[name] or "").strip()))
            return
    _source, records = open_source(path)
    yield from (text for record in records for code in codes if (text := record.values.get(code, "").strip()))


def noise(paths: list[Path]) -> dict[str, Any]:
    """Return by detector how many texts it speaks of, how often, and its first examples."""
    from coffret.editorial.proofing.rules.typography import TYPOGRAPHIC
    from coffret.editorial.proofing.rules.wording import readings_of, unresolved

    texts = list(dict.fromkeys(text for path in paths for text in values(path, TEXTS)))
    credits = list(dict.fromkeys(text for path in paths for text in values(path, CREDITS)))
    detectors: dict[str, Callable[[str], list[str]]] = {
        "EDI002 notes to oneself": lambda text: [text[start:end] for start, end in unresolved(text)],
        **{code: _typographic(detect) for code, detect in TYPOGRAPHIC.items()},
    }
    told = {name: _told(texts, detect) for name, detect in detectors.items()}
    told["EDI001 credits in doubt"] = _told(credits, lambda text: [text] if readings_of(text) else [])
    return {"files": [path.name for path in paths], "texts": len(texts), "credits": len(credits), "detectors": told}


def _typographic(detect: Callable[[str], Iterator[tuple[int, int, str]]]) -> Callable[[str], list[str]]:
    return lambda text: [
        f"{text[start:end]} → {right}" for start, end, right in detect(text) if text[start:end] != right
    ]


def _told(texts: list[str], detect: Callable[[str], list[str]]) -> dict[str, Any]:
    hits = [(text, found) for text in texts if (found := detect(text))]
    every = [one for _text, found in hits for one in found]
    distinct = list(dict.fromkeys(every))
    return {"texts": len(hits), "hits": len(every), "distinct": len(distinct), "examples": distinct[:KEPT]}


def table(results: dict[str, Any]) -> str:
    """Return the section of bench/README.md."""
    pace, heard = results["speed"], results["noise"]
    lines = [
        "## The preflight of a page",
        "",
        f"`python bench/preflight.py {' '.join(heard['files'])}`, {results['date']}, 2 cores. A page of {pace['words']} words with "
        f"{pace['findings']} findings is checked in **{pace['milliseconds']} ms** of processor (slowest of thirty: {pace['slowest']}), "
        "its queries counted.",
        "",
        f"What the detectors say of {heard['texts']} different real texts and {heard['credits']} names of authors and photographers, never "
        "proofread for the web (typography is the editor's: it is not asked of notices).",
        "",
        "| detector | texts | different words | read by eye | examples |",
        "|---|---|---|---|---|",
    ]
    for name, one in heard["detectors"].items():
        shown = (
            " · ".join(f"`{example[:50]}`" for example in one["examples"][:3]).replace("|", "\\|").replace("\n", " ")
        )
        lines.append(f"| {name} | {one['texts']} | {one['distinct']} | {READ_BY_EYE.get(name, '')} | {shown} |")
    return "\n".join(lines)


def main() -> None:
    """Measure and write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("files", type=Path, nargs="+", help="files of notices, or the directory of museums")
    parser.add_argument("--words", type=int, default=2000)
    parser.add_argument("--dry", action="store_true", help="write nothing")
    asked = parser.parse_args()
    prepare()
    results = {
        "date": datetime.now(UTC).date().isoformat(),
        "python": sys.version.split()[0],
        "speed": speed(asked.words),
        "noise": noise(asked.files),
    }
    if not asked.dry:
        board.publish("preflight", results, table(results))
    print(table(results))


if __name__ == "__main__":
    main()
