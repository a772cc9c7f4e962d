"""DIMS: what was measured, how much, in what unit, of which part."""

import pytest

from coffret.catalogue.measures import dimensions

H, W, L, D, E, P = "height", "width", "length", "diameter", "thickness", "depth"
# (text, [(kind, value, unit, part)])
CASES = [
    ("H. 25 ; L. 30", [(H, 25, "cm", ""), (L, 30, "cm", "")]),
    ("H. 25, l. 12", [(H, 25, "cm", ""), (W, 12, "cm", "")]),
    ("D. 0,018 m", [(D, 0.018, "m", "")]),
    ("Dia. 0,024 m", [(D, 0.024, "m", "")]),
    ("diam. 12,5", [(D, 12.5, "cm", "")]),
    ("81 H ; 64.8 L", [(H, 81, "cm", ""), (L, 64.8, "cm", "")]),
    ("12 D3 ; 10.5 D4", [(D, 12, "cm", ""), (D, 10.5, "cm", "")]),
    ("295 lo (en mm) , 200 la (en mm)", [(L, 295, "mm", ""), (W, 200, "mm", "")]),
    ("Hauteur en cm 89 ; Largeur en cm 57", [(H, 89, "cm", ""), (W, 57, "cm", "")]),
    ("Longueur cm 70 ; Largeur cm 68", [(L, 70, "cm", ""), (W, 68, "cm", "")]),
    ("longueur (cm) : 9 ; largeur (cm) : 12", [(L, 9, "cm", ""), (W, 12, "cm", "")]),
    ("H. en mm 25 (plaque)", [(H, 25, "mm", "plaque")]),
    ("Hauteur en cm (de la feuille) 12", [(H, 12, "cm", "feuille")]),
    ("H. en m 4.64 ; fils / cm 6", [(H, 4.64, "m", ""), ("count", 6, "fils/cm", "")]),
    ("L. 38 l. 30 ; Pds. 84", [(L, 38, "cm", ""), (W, 30, "cm", ""), ("weight", 84, "g", "")]),
    ("Pds en kg 10", [("weight", 10, "kg", "")]),
    ("H.11 cm, l.11 cm ; 22.41 g", [(H, 11, "cm", ""), (W, 11, "cm", ""), ("weight", 22.41, "g", "")]),
    (
        "H. 23 ; L. 61 ; l. 28 : planche à repasser ; L. 31 : battoir 1 ; L 41 : battoir 2",
        [
            (H, 23, "cm", ""),
            (L, 61, "cm", ""),
            (W, 28, "cm", "planche à repasser"),
            (L, 31, "cm", "battoir 1"),
            (L, 41, "cm", "battoir 2"),
        ],
    ),
    (
        "Dimensions hors tout en cm : H. 108, l. 95 EP 4",
        [(H, 108, "cm", "hors tout"), (W, 95, "cm", "hors tout"), (E, 4, "cm", "hors tout")],
    ),
    ("Dimensions hors tout en cm LO 114, l. 113", [(L, 114, "cm", "hors tout"), (W, 113, "cm", "hors tout")]),
    ("H. 18.5, l. 6.8 (avec socle)", [(H, 18.5, "cm", "avec socle"), (W, 6.8, "cm", "avec socle")]),
    ("à plat : H. 30 cm ; rubans : H. 5 cm", [(H, 30, "cm", "à plat"), (H, 5, "cm", "rubans")]),
    ("H. 3. 8, L. 8. 6", [(H, 3.8, "cm", ""), (L, 8.6, "cm", "")]),
    ("21 x 29,7 cm", [(H, 21, "cm", ""), (W, 29.7, "cm", "")]),
    ("64, 32", [(H, 64, "cm", ""), (W, 32, "cm", "")]),
    ("2,4 x 1 (section méplat)", [(H, 2.4, "cm", "section méplat"), (W, 1, "cm", "section méplat")]),
    ("h : 9 ; L : 9 ; l : 12 cm", [(H, 9, "cm", ""), (L, 9, "cm", ""), (W, 12, "cm", "")]),
    ("l. 0,39 (épaules) ; L.1,05 m", [(W, 0.39, "m", "épaules"), (L, 1.05, "m", "")]),
    ("L.126, l. 62 cm", [(L, 126, "cm", ""), (W, 62, "cm", "")]),
    ("Diamètre : 9 cm, 8 cm et 7 cm", [(D, 9, "cm", ""), (D, 8, "cm", ""), (D, 7, "cm", "")]),
    ("L. 9 à 12 cm", [(L, 9, "cm", ""), (L, 12, "cm", "")]),
    (
        "H. 49 L. 244 (1er) /H. 50 L. 250 (2eme) ; Pds. 600 (1er) / 610 (2eme)",
        [
            (H, 49, "cm", "1er"),
            (L, 244, "cm", "1er"),
            (H, 50, "cm", "2eme"),
            (L, 250, "cm", "2eme"),
            ("weight", 600, "g", "1er"),
            ("weight", 610, "g", "2eme"),
        ],
    ),
    ("Partie 1 - hauteur en cm 53", [(H, 53, "cm", "Partie 1")]),
    ("H. 280, l. 159, P. 61 (côté)", [(H, 280, "cm", "côté"), (W, 159, "cm", "côté"), (P, 61, "cm", "côté")]),
    ("Ech. 1/100", [("scale", 0.01, "", "")]),
    ("H. 9 cm ; VOLUM. 0,0013", [(H, 9, "cm", ""), ("volume", 0.0013, "", "")]),
    ("1 200 mm x 800 mm", [(H, 1200, "mm", ""), (W, 800, "mm", "")]),
]


@pytest.mark.parametrize(("text", "expected"), CASES, ids=[case[0] for case in CASES])
def test_measures_are_read(text, expected):
    read = dimensions(text)
    assert [(str(each.kind), each.value, each.unit, each.part) for each in read] == expected
    assert all(each.understood for each in read)


@pytest.mark.parametrize(
    "text",
    [
        "H. 31, L. 96, l",
        "non communiqué",
        "Hauteur en cm 1.64 ; Epaisseur en cm",
        "L. 2, 1.5, D. 1.9",
        "H. , L. , l",
        "42",
    ],
)
def test_what_is_not_understood_says_so(text):
    assert not all(each.understood for each in dimensions(text))


def test_lengths_come_to_millimetres_and_weights_to_grams():
    height, weight = dimensions("H. en m 4.64 ; Pds en kg 10")
    assert (height.mm, height.grams) == (4640, None)
    assert (weight.mm, weight.grams) == (None, 10000)
    assert height.label == "hauteur"
