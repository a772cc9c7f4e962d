"""Groups and bare terms: what facets show and vocabularies are asked."""

import pytest

from coffret.catalogue.fields import BY_CODE, FIELDS
from coffret.catalogue.techniques import flattened, techniques
from coffret.catalogue.values import scenes, terms


@pytest.mark.parametrize(
    ("text", "groups"),
    [
        ("ivoire ; gravé#laiton ; argenté ; gravé#acier#verre#papier (bleu) ; imprimé",
         [["ivoire", "gravé"], ["laiton", "argenté", "gravé"], ["acier"], ["verre"], ["papier", "imprimé"]]),
        ("émail#bois", [["émail"], ["bois"]]),
        ("toile ; peinture à l'huile", [["toile", "peinture à l'huile"]]),
        ("aquarelle,gouache,mine de plomb", [["aquarelle"], ["gouache"], ["mine de plomb"]]),
        ("toile (coton), imprimé, cousu à la main,soie, taffetas",
         [["toile", "imprimé", "cousu à la main"], ["soie", "taffetas"]]),
        ("argent (appliqué, or)", [["argent"]]),
        ("papier, bambou;soie", [["papier", "bambou"], ["soie"]]),
        ("papier (lithographie (colorié au pinceau))", [["papier"]]),
    ],
)  # fmt: skip
def test_techniques_are_groups(text, groups):
    assert [[term.name for term in group] for group in techniques(text)] == groups


def test_what_parentheses_add_is_kept_apart():
    ((silver,),) = techniques("argent (appliqué, or)")
    assert silver.precisions == ("appliqué", "or")
    ((lead,),) = techniques("plomb (?)")
    assert (lead.name, lead.uncertain, lead.precisions) == ("plomb", True, ())
    assert flattened("toile (coton), imprimé,soie") == "toile (coton), imprimé, soie"


def test_an_unclosed_parenthesis_is_not_understood():
    assert not techniques("or (ciselé")[0][0].understood


def test_scenes_are_cut_at_every_mark():
    assert scenes("scène mythologique ; Vénus ; nu#fond de paysage") == (
        ("scène mythologique", "Vénus", "nu"),
        ("fond de paysage",),
    )
    assert scenes("représentation animalière (tête, chevreuil)") == (
        ("représentation animalière", "tête", "chevreuil"),
    )


@pytest.mark.parametrize(
    ("code", "text", "expected"),
    [
        ("AUTR", "Thiébault Jean-Baptiste (1809-?) ; graveur ; LACOUR Prosper", ["Thiébault Jean-Baptiste", "LACOUR Prosper"]),
        ("DENO", "service à thé ; ensemble ; tasse ; 6 ; soucoupe ; 6", ["service à thé", "ensemble", "tasse", "soucoupe"]),
        ("DENO", "voile De Mariée", ["voile De Mariée"]),
        ("DENO", "chaussure (élément);noeud (2)", ["chaussure", "noeud"]),
        ("DOMN", "costume - accessoires du costume,artisanat - industrie", ["costume - accessoires du costume", "artisanat - industrie"]),
        ("DOMN", "archéologie ; céramique", ["archéologie", "céramique"]),
        ("UTIL", "exposition universelle, Paris", ["exposition universelle, Paris"]),
        ("UTIL", "vêtement : couvre-chef;mariage", ["vêtement", "mariage"]),
        ("TECH", "argent (appliqué, or)#argent", ["argent"]),
        ("LIEUX", "France ; Deux-Sèvres ; Niort (lieu d'utilisation)#France ; Paris", ["France", "Deux-Sèvres", "Niort", "Paris"]),
        ("LIEUX", "France, Saône-et-Loire, Autun (lieu de création)", ["France", "Saône-et-Loire", "Autun"]),
        ("PERI", "1er quart XIXe siècle;incertain;blabla", ["1er quart 19e siècle", "blabla"]),
        ("LOCA", "Brest ; musée des beaux-arts ; volé", ["Brest", "musée des beaux-arts"]),
        ("DEPO", "dépôt ; Suresnes ; musée d'Histoire", ["dépôt", "Suresnes", "musée d'Histoire"]),
        ("STAT", "propriété de la commune;don;Brest;musée", ["propriété de la commune", "don", "Brest", "musée"]),
        ("INV", "2001.4.12 ; 92 : Cat. Beyer sculptures", ["2001.4.12", "92"]),
        ("TITR", "Hyanthe ; Tancrède : ancien titre", ["Hyanthe", "Tancrède"]),
        ("REFIM", "a.jpg;b.jpg", ["a.jpg", "b.jpg"]),
        ("DESC", "Un texte ; avec des points.", ["Un texte ; avec des points."]),
        ("REPR", "portrait (homme, de face)", ["portrait", "homme", "de face"]),
        ("DOMN", "  ", []),
    ],
)  # fmt: skip
def test_bare_terms(code, text, expected):
    assert terms(text, code) == expected
    assert terms(text, BY_CODE[code]) == expected


def test_every_field_has_terms_and_an_unknown_code_has_none():
    for field in FIELDS:
        assert isinstance(terms("a ; b", field), list)
    with pytest.raises(KeyError):
        terms("a", "XXXX")
