"""Questions people ask, and the records that must come first: on known works, and on the demonstration collection.

Asked twice: weighed one by one, and as in a large catalogue, where sets put results in tiers of which only the first ten
are weighed. The scores are printed; those kept in score.json may not fall.
"""

import csv
import json
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import factories
import pytest
from django.db import transaction

from coffret.catalogue import log
from coffret.catalogue.models import ChangeKind, Record
from coffret.cli.demonstration.collection import collection, museum_codes
from coffret.search import query, ranking
from coffret.search.index import follow
from coffret.search.query import SearchRequest, search
from coffret.search.why import Explainer

HERE = Path(__file__).parent
DEMONSTRATION = Path(query.__file__).parents[1] / "cli" / "demonstration"
CODES = ("MUSEO", "INV", "DOMN", "DENO", "AUTR", "TITR", "TECH", "MILL", "PERI", "REPR", "DESC")
MUSEUMS = {
    "M0650": ("musée de l'hôtel Sandelin", "Saint-Omer", "Hauts-de-France"),
    "M0328": ("musée du Compagnonnage", "Tours", "Centre-Val de Loire"),
    "M5031": ("musée du Louvre", "Paris", "Île-de-France"),
    "M5060": ("musée d'Orsay", "Paris", "Île-de-France"),
    "M5026": ("musée Rodin", "Paris", "Île-de-France"),
    "M0577": ("musée Unterlinden", "Colmar", "Grand Est"),
    "M0072": ("musée des beaux-arts", "Angers", "Pays de la Loire"),
    "M0301": ("musée de la Tapisserie", "Bayeux", "Normandie"),
    "M0324": ("palais Fesch", "Ajaccio", "Corse"),
    "M0694": ("musée des beaux-arts et de la dentelle", "Alençon", "Normandie"),
    "M0812": ("musée de Picardie", "Amiens", "Hauts-de-France"),
    "M0146": ("musée départemental breton", "Quimper", "Bretagne"),
    "M0377": ("musée d'archéologie", "Châtillon-sur-Seine", "Bourgogne-Franche-Comté"),
    "M0414": ("musée de l'image", "Épinal", "Grand Est"),
    "M0490": ("musée des arts décoratifs", "Limoges", "Nouvelle-Aquitaine"),
}
# What surrounds them: the everyday of museums, twins of each other.
EVERYDAY = [
    (name, domain, technique, place)
    for name, domain, technique in (
        ("coffret", "ethnologie", "bois ; peint"),
        ("assiette", "céramique", "faïence"),
        ("robe", "costume", "soie"),
        ("tasse", "céramique", "porcelaine"),
        ("monnaie", "numismatique", "bronze ; frappé"),
        ("carte postale", "photographie", "papier ; imprimé"),
    )
    for place in ("Angers", "Calais", "Arles", "Tours", "Bayeux", "Ornans", "Milo", "Limoges", "Picardie", "Nancy")
]
# Of a question that asks for one museum or one maker, the first so many must all be its own.
ALL_OF = 5

Values = dict[str, str]


def published(values: Iterator[tuple[Values, bool]]) -> list[Record]:
    """Publish and index records of these values, pictured or not."""
    records = [factories.record(one, has_image=pictured) for one, pictured in values]
    with transaction.atomic():
        log.append(ChangeKind.PUBLISHED, [record.pk for record in records])
    follow()
    return records


def works() -> Iterator[tuple[Values, bool]]:
    """Yield known works and what surrounds them."""
    for code, (name, city, region) in MUSEUMS.items():
        factories.museum(code, official_name=name, city=city, region=region)
    for line in (HERE / "works.txt").read_text().splitlines():
        if not line.startswith("#"):
            values = dict(zip(CODES, (part.strip() for part in line.split("|")), strict=True))
            yield located({code: text for code, text in values.items() if text}), False
    for number, (name, domain, technique, place) in enumerate(EVERYDAY):
        values = {
            "DENO": name,
            "DOMN": domain,
            "TECH": technique,
            "INV": f"2026.9.{number}",
            "LIEUX": f"France ; {place}",
        }
        yield located({"MUSEO": sorted(MUSEUMS)[number % len(MUSEUMS)], "PERI": "19e siècle", **values}), False


def located(values: Values) -> Values:
    """Return the values with where the record is."""
    name, city, _region = MUSEUMS[values["MUSEO"]]
    return {**values, "LOCA": f"{city} ; {name}"}


def demonstration() -> Iterator[tuple[Values, bool]]:
    """Yield the records of the demonstration, in its museums."""
    with (DEMONSTRATION / "museums.csv").open(encoding="utf-8", newline="") as told:
        for row in csv.DictReader(told, delimiter=";"):
            places = {"city": row["Ville"], "department": row["Departement"], "region": row["Region"]}
            factories.museum(row["Identifiant"], official_name=row["Nom_officiel"], **places)
    for code in museum_codes():
        for item in collection(code):
            yield item.values, bool(item.pictures)


def questions(name: str) -> list[tuple[str, str]]:
    """Return the questions of a file, each with what must come first."""
    lines = (HERE / "questions" / f"{name}.txt").read_text(encoding="utf-8").splitlines()
    pairs = (line.rpartition(" > ") for line in lines if line and not line.startswith("#"))
    return [(words, wanted) for words, _, wanted in pairs]


def holds(wanted: str, found: list[str]) -> bool:
    """Say whether what was found begins as it must."""
    if wanted.endswith("*"):
        return len(found) >= ALL_OF and all(one.startswith(wanted[:-1]) for one in found[:ALL_OF])
    if " / " in wanted:
        return found[:1] in [[one] for one in wanted.split(" / ")]
    together = set(wanted.split(" ; "))
    return set(found[: len(together)]) == together


def missed(name: str, told: Callable[[Record], str]) -> list[str]:
    """Return the questions that something else comes before, with what does."""
    told_of = {record.pk: told(record) for record in Record.objects.all()}
    faults = []
    for words, wanted in questions(name):
        found = [told_of[number] for number in search(SearchRequest(words, limit=ALL_OF, facets=False)).ids]
        if not holds(wanted, found):
            faults.append(f"{words} > {wanted}: {' ; '.join(found) or 'nothing'}")
    return faults


def unexplained(name: str) -> list[str]:
    """Return the questions with a record found that no field or word explains."""
    faults = []
    for words, _wanted in questions(name):
        result = search(SearchRequest(words, facets=False))
        explainer = Explainer(words, result.corrected)
        whys = [explainer.why(record) for record in Record.objects.select_related("museum").filter(pk__in=result.ids)]
        if not all(why.matches and (result.relaxed or not why.lacking) for why in whys):
            faults.append(words)
    return faults


COLLECTIONS = {
    "works": (works, lambda record: record.values["INV"]),
    "demonstration": (demonstration, lambda record: record.ref),
}


@pytest.mark.parametrize("name", COLLECTIONS)
def test_score(name, db, tmp_path, settings, monkeypatch, capsys):
    settings.DATA = tmp_path
    make, told = COLLECTIONS[name]
    assert len(published(make())) > 100
    assert not unexplained(name)
    asked, faults = len(questions(name)), {"weighed": missed(name, told)}
    monkeypatch.setattr(ranking, "FEW", 0)
    monkeypatch.setattr(ranking, "CANDIDATES", 10)
    faults["tiers"] = missed(name, told)
    scores = {way: asked - len(found) for way, found in faults.items()}
    with capsys.disabled():
        shown = ", ".join(f"{way} {score}/{asked}" for way, score in scores.items())
        sys.stdout.write(f"\nrelevance of {name}: {shown}\n")
    kept = json.loads((HERE / "score.json").read_text())[name]
    assert {"questions": asked, **scores} == kept, f"not as kept in score.json (which may only rise): {faults}"


def test_enough_is_asked():
    assert sum(len(questions(name)) for name in COLLECTIONS) >= 180
    assert all(wanted for name in COLLECTIONS for _words, wanted in questions(name))
