"""How often the rules of letters speak of real notices without cause, and how fast a letter is proofread.

    python bench/letter_rules.py costumes_67.csv notices_costumes.jsonl … [--most 4000] [--dry]

Each notice becomes a letter in which nothing else is amiss: its title, the caption that its fields make, its description,
the credit of its photographs. What its curators wrote was never proofread for a letter: every finding is theirs, or the
rule's mistake. Each different finding is listed, to be judged by eye (JUDGED). Writes bench/results.json (key
« letter_rules ») and the table of bench/README.md, unless ``--dry``.
"""

import argparse
import csv
import html
import statistics
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import board
from preflight import prepare

DAY = date(2026, 5, 11)
KEPT = 12
# Columns of the directory of museums that hold prose.
PROSE = ("Histoire", "Atout", "Thèmes", "Artiste", "Intérêt")
SHOWN = 3
LETTER = """<!doctype html><html lang="fr" dir="ltr"><head><meta charset="utf-8"><title>La lettre du catalogue, mai 2026</title>
</head><body style="background-color:#ffffff;color:#222222"><div style="display:none">Une notice du catalogue.</div>
<h1>La lettre du catalogue</h1><p><a href="https://exemple.fr/lettres/mai">Lire la lettre en ligne</a></p>
<h2>Notice du mois</h2><h3>{title}</h3><img src="https://exemple.fr/medias/1.jpg" width="552" alt="Vue de face">
<p>{caption}</p><p>{text}</p><p>{credit}</p>
<p>Vous recevez cette lettre parce que vous y êtes abonné. <a href="https://exemple.fr/desabonnement">Se désabonner</a></p>
</body></html>"""

# Read by eye: rule → what was said of its different findings.
JUDGED: dict[str, str] = {
    "P02 erreur": "all: 2 notes of curators, rightly told; 2 cuts « […] » of quotations whose marks are missing",
    "P11 alerte": "rightly told: an opening « prévue le 10 juin 2023 », in an old directory",
    "P23 alerte": "59 of them, drawn by detector: 1 wrong (« Mr. » of a title inscribed); straight apostrophes are two in three",
    "P23 signalement": "9 of them: none wrong",
}


def letters(paths: list[Path], most: int) -> Iterator[tuple[str, str]]:
    """Yield a notice's reference and its letter, each different notice once."""
    seen: set[str] = set()
    for path in paths:
        count = 0
        for ref, made in museums(path) if told_museums(path) else notices(path):
            if made not in seen and count < most:
                count += 1
                seen.add(made)
                yield ref, made


def told_museums(path: Path) -> bool:
    """Say whether a file is the directory of museums."""
    with path.open(encoding="utf-8-sig") as handle:
        return handle.readline().startswith("Identifiant")


def notices(path: Path) -> Iterator[tuple[str, str]]:
    """Yield the notices of a file that have a name, each as a letter."""
    from coffret.catalogue import captions
    from coffret.formats.detect import open_source

    _source, records = open_source(path)
    for record in records:
        values = record.values
        if values.get("TITR") or values.get("DENO"):
            yield values.get("REF", ""), letter(values, captions.caption(values))


def museums(path: Path) -> Iterator[tuple[str, str]]:
    """Yield the museums of the directory, each as a letter: their history, their strong points, their artists."""
    with path.open(encoding="utf-8-sig", newline="") as handle:
        for row in csv.DictReader(handle, delimiter=";"):
            prose = " ".join(row[name] or "" for name in PROSE)
            yield row["Identifiant"], letter({"TITR": row["Nom_officiel"], "DESC": prose}, row["Ville"] or "")


def letter(values: Mapping[str, str], caption: str) -> str:
    """Return the letter of a notice."""
    credit = values.get("PHOT", "").strip() or "Domaine public"
    said = credit if credit.startswith(("©", "Domaine")) else f"© {credit}"
    given = {
        "title": values.get("TITR") or values.get("DENO", ""),
        "caption": caption,
        "text": values.get("DESC", "")[:3000],
        "credit": said,
    }
    return LETTER.format(**{name: html.escape(" ".join(text.split())) for name, text in given.items()})


def heard(paths: list[Path], most: int) -> dict[str, Any]:
    """Return by rule and level how many letters it speaks of, its different findings, and how long a letter lasts."""
    from coffret.newsletters.proofing import file, source
    from coffret.newsletters.proofing.file import preflight

    total, times = 0, []
    told: dict[str, set[str]] = defaultdict(set)
    counts: Counter[str] = Counter()
    for ref, made in letters(paths, most):
        total += 1
        start = time.process_time()
        read = source.Source(made, None, None, None, lambda _src: None)
        findings = preflight.examine(file.prove(read, DAY), "letter")
        times.append((time.process_time() - start) * 1000)
        counts.update({f"{one.code} {one.severity}" for one in findings})
        for one in findings:
            told[f"{one.code} {one.severity}"].add(f"{one.value[:90]} ({ref})")
    rules = {
        key: {"letters": counts[key], "distinct": len(told[key]), "examples": sorted(told[key])[:KEPT]}
        for key in sorted(told)
    }
    return {"letters": total, "rules": rules, "milliseconds": round(statistics.median(times), 1)}


def table(results: Mapping[str, Any]) -> str:
    """Return the section of bench/README.md."""
    said = results["heard"]
    lines = [
        "## The rules of letters",
        "",
        f"`python bench/letter_rules.py {' '.join(results['files'])}`, {results['date']}, 2 cores. {said['letters']} real notices and museums, "
        f"each made the one item of a letter in which nothing else is amiss; a letter is proofread in **{said['milliseconds']} ms**. "
        "A rule that is not in the table said nothing of any of them.",
        "",
        "| rule, level | letters | different findings | read by eye | examples |",
        "|---|---|---|---|---|",
    ]
    for name, one in said["rules"].items():
        shown = " · ".join(f"`{words[:60]}`" for words in one["examples"][:SHOWN]).replace("|", "\\|")
        lines.append(f"| {name} | {one['letters']} | {one['distinct']} | {JUDGED.get(name, '')} | {shown} |")
    return "\n".join(lines)


def main() -> None:
    """Measure and write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("files", type=Path, nargs="+", help="files of notices")
    parser.add_argument("--most", type=int, default=5000, help="letters made of one file, at most")
    parser.add_argument("--dry", action="store_true", help="write nothing")
    asked = parser.parse_args()
    prepare()
    results = {
        "date": datetime.now(UTC).date().isoformat(),
        "python": sys.version.split()[0],
        "files": [path.name for path in asked.files],
        "heard": heard(asked.files, asked.most),
    }
    if not asked.dry:
        board.publish("letter_rules", results, table(results))
    print(table(results))


if __name__ == "__main__":
    main()
