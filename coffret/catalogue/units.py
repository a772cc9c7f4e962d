"""The kinds of measures, how museums abbreviate them, and the units they write."""

import re
from enum import StrEnum


class Dimension(StrEnum):
    """What is measured."""

    HEIGHT = "height"
    WIDTH = "width"
    LENGTH = "length"
    DEPTH = "depth"
    DIAMETER = "diameter"
    THICKNESS = "thickness"
    CIRCUMFERENCE = "circumference"
    SIZE = "size"  # a length of which the kind is not said
    WEIGHT = "weight"
    VOLUME = "volume"
    AREA = "area"
    SCALE = "scale"
    DURATION = "duration"
    COUNT = "count"  # threads per centimetre, shoe size, fineness
    UNKNOWN = ""


LABELS = {
    Dimension.HEIGHT: "hauteur", Dimension.WIDTH: "largeur", Dimension.LENGTH: "longueur",
    Dimension.DEPTH: "profondeur", Dimension.DIAMETER: "diamètre", Dimension.THICKNESS: "épaisseur",
    Dimension.CIRCUMFERENCE: "circonférence", Dimension.SIZE: "dimension", Dimension.WEIGHT: "poids",
    Dimension.VOLUME: "volume", Dimension.AREA: "surface", Dimension.SCALE: "échelle", Dimension.DURATION: "durée",
    Dimension.COUNT: "nombre", Dimension.UNKNOWN: "",
}  # fmt: skip
MILLIMETRES = {"mm": 1.0, "cm": 10.0, "dm": 100.0, "m": 1000.0, "km": 1_000_000.0, "pouce": 25.4, "pied": 304.8}
GRAMS = {"mg": 0.001, "g": 1.0, "kg": 1000.0, "t": 1_000_000.0, "carat": 0.2}

ABBREVIATIONS = {
    Dimension.HEIGHT: "H|h|Ht|HT|ht|HA|Ha|ha|Haut|haut|HAUT", Dimension.WIDTH: "l|La|LA|la|Larg|larg|LARG|lg",
    Dimension.LENGTH: "L|Lo|LO|lo|Long|long|LONG|Lg|LG", Dimension.DEPTH: "P|p|Pr|PR|pr|Prof|prof|PROF",
    Dimension.DIAMETER: r"D\d?|d|Di|DI|di|Dia|dia|DIA|Diam|diam|DIAM|Ø|ø",
    Dimension.THICKNESS: "E|e|Ep|EP|ep|Epais|epais|Eps", Dimension.WEIGHT: "Pds|pds|PDS|Pd|Poids|PD",
    Dimension.VOLUME: "Vol|vol|VOL|VOLUM|volum", Dimension.CIRCUMFERENCE: "Circ|circ|C|Pt|Perim|perim",
    Dimension.SCALE: "Ech|ech",
}  # fmt: skip
WORDS = {
    Dimension.HEIGHT: "hauteurs?", Dimension.WIDTH: "largeurs?|carrure|lageur|largueur", Dimension.LENGTH: "longueurs?|longeur|encolure|envergure|fleche",
    Dimension.DEPTH: "profondeurs?", Dimension.DIAMETER: "diametres?|calibre|module", Dimension.THICKNESS: "epaisseurs?",
    Dimension.WEIGHT: "poids|masse|carats", Dimension.VOLUME: "volume|contenance|capacite",
    Dimension.CIRCUMFERENCE: "circonferences?|perimetre|tour", Dimension.AREA: "surface|superficie",
    Dimension.SCALE: "echelle", Dimension.DURATION: "duree", Dimension.COUNT: "pointure|taille|titre|fils|nombre|axe",
    Dimension.SIZE: "dimensions?|format|horizontale|verticale",
}  # fmt: skip
BY_ABBREVIATION = {text: kind for kind, texts in ABBREVIATIONS.items() for text in texts.split("|")}
WORD_PATTERNS = [(kind, re.compile(words)) for kind, words in WORDS.items()]
# An abbreviation stands with its full stop or colon, or right against a number, a unit or the end.
ABBREVIATED = "|".join(sorted((each for texts in ABBREVIATIONS.values() for each in texts.split("|")), key=len)[::-1])
KIND = re.compile(
    rf"(?<![^\W\d_])(?<!['’])(?P<short>{ABBREVIATED})(?=\s*[.:]|\s*\(?\s*(?:en\s|\d|[cmd]?m\b|g\b|kg\b)|\s*\(|\s*[,;)]|\s*$)\s*[.:]?"
    rf"|(?<![^\W\d_])(?P<word>(?i:{'|'.join(WORDS.values())}))(?![^\W\d_])"
)
NUMBER = re.compile(
    r"(?P<value>\d{1,3}(?: \d{3})+(?:[.,]\d+)?|\d+(?:\. (?=\d{1,2}(?:\D|$))\d{1,2}(?![.,]?\d)|\s?[.,]\d+)?|(?<![^\W_])[.,]\d+)"
    r"\s*(?P<unit>mm|cm|dm|km|m[2²3³]?|kg|mg|grammes?|gr|g|tonnes?|carats?|ct|pouces?|inch(?:es)?|in|pieds?|%|metres?"
    r"|centimetres?|millimetres?|litres?|cl|ml|min)?(?![^\W\d_])\s*\.?",
)
UNIT_BETWEEN = re.compile(r"(?:\ben\s+|\(|\s|^)(?P<unit>mm|cm|dm|m|kg|mg|grammes?|gr|g|t|carats?|pouces?|pieds?|metres?|centimetres?|millimetres?)\b\.?")  # fmt: skip
UNIT_AFTER = re.compile(r"\s*[A-Za-z]{0,2}\s*\(en (?P<unit>mm|cm|dm|m|kg|g)\)")
UNITS = {
    "gr": "g", "gramme": "g", "grammes": "g", "tonne": "t", "tonnes": "t", "carats": "carat", "ct": "carat",
    "pouces": "pouce", "inch": "pouce", "inches": "pouce", "in": "pouce", "pieds": "pied", "metre": "m", "metres": "m",
    "centimetre": "cm", "centimetres": "cm", "millimetre": "mm", "millimetres": "mm", "m2": "m²", "m3": "m³",
}  # fmt: skip
