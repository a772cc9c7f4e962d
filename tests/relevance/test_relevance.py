"""Questions of visitors, and the record each should find first, on a small collection of known works.

The score (share of first places) is printed; every question must hold.
"""

import sys
from pathlib import Path

import factories
import pytest
from django.db import transaction

from coffret.catalogue import log
from coffret.catalogue.models import ChangeKind, Record
from coffret.search.index import follow
from coffret.search.query import SearchRequest, search

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

QUESTIONS = [
    ("coffret saint-omer", "2808 CM"),
    ("coffret à bijoux", "2808 CM"),
    ("coffrets mythologie émail", "2808 CM"),
    ("robillard", "2808 CM"),
    ("fondateurs légendaires du compagnonnage", "950.1.1"),
    ("triptyque tours", "950.1.1"),
    ("joconde", "INV 779"),
    ("mona lisa", "INV 779"),
    ("leonard de vinci", "INV 779"),
    ("liberté guidant le peuple", "INV 3827"),
    ("radeau meduse", "INV 4884"),
    ("sacre de napoléon", "INV 3699"),
    ("napoléon", "OA 10426"),
    ("vénus de milo", "MA 399"),
    ("olympia", "RF 644"),
    ("claude monet gare", "RF 2775"),
    ("monet 1873", "RF 1676"),
    ("van gogh nuit", "RF 1975 19"),
    ("la chambre de van gogh", "RF 1959 2"),
    ("glaneuse", "RF 592"),
    ("danseuse degas", "RF 2137"),
    ("bourgeois de calais", "S.00450"),
    ("le baiser", "S.01002"),
    ("retable issenheim", "83"),
    ("tapisserie angers", "95.1"),
    ("tapisserie de bayeux", "1"),
    ("point d'alençon", "2018.2.1"),
    ("emaux limoges portrait", "23"),
    ("vitrail saint nicolas", "22"),
    ("vase gallé", "20"),
    ("vase sèvres XVIIIe siècle", "18"),
    ("service à thé", "17"),
    ("monnaie or gaulois", "35773"),
    ("fibule émaillée", "35775"),
    ("vix", "1888.5"),
    ("sarah bernhardt affiche", "1913.3"),
    ("auteur:delacroix aquarelle", "1913.7"),
    ("delacroix", "INV 3827"),
    ("image d'epinal austerlitz", "1913.5"),
    ("lit breton", "2003.7.2"),
    ("coiffe bretagne 20e siècle", "2003.7.1"),
    ("2018.2.1", "2018.2.1"),
    ("201821", "2018.2.1"),
    ("oa10426", "OA 10426"),
    ("pandule", "24"),
    ("delacrois liberté", "INV 3827"),
    ("michel-ange penseur", "S.01304"),
    ('"nuit étoilée"', "RF 1975 19"),
    ("portrait -femme bronze", "96.4"),
    ("clavec*", "25"),
    ("12e siècle émail champlevé", "D.2004.1.1"),
]


@pytest.fixture
def collection(db, tmp_path, settings):
    """Publish the works and what surrounds them; return how many they are."""
    settings.DATA = tmp_path
    records = [factories.record(values) for values in works()]
    with transaction.atomic():
        log.append(ChangeKind.PUBLISHED, [record.pk for record in records])
    follow()
    return len(records)


def works():
    for code, (name, city, region) in MUSEUMS.items():
        factories.museum(code, official_name=name, city=city, region=region)
    for line in (Path(__file__).parent / "works.txt").read_text().splitlines():
        if not line.startswith("#"):
            values = dict(zip(CODES, (part.strip() for part in line.split("|")), strict=True))
            yield located({code: text for code, text in values.items() if text})
    for number, (name, domain, technique, place) in enumerate(EVERYDAY):
        values = {
            "DENO": name,
            "DOMN": domain,
            "TECH": technique,
            "INV": f"2026.9.{number}",
            "LIEUX": f"France ; {place}",
        }
        yield located({"MUSEO": sorted(MUSEUMS)[number % len(MUSEUMS)], "PERI": "19e siècle", **values})


def located(values):
    name, city, _region = MUSEUMS[values["MUSEO"]]
    return {**values, "LOCA": f"{city} ; {name}"}


def first(words):
    """Return the inventory numbers of the first five records found."""
    result = search(SearchRequest(words, limit=5, facets=False))
    found = Record.objects.in_bulk(result.ids)
    return [found[number].values["INV"] for number in result.ids]


def test_score(collection, capsys):
    assert collection >= 115
    missed = [(words, wanted, found) for words, wanted in QUESTIONS if (found := first(words))[:1] != [wanted]]
    with capsys.disabled():
        sys.stdout.write(f"\nrelevance: {len(QUESTIONS) - len(missed)}/{len(QUESTIONS)} first places\n")
    assert not missed, missed
