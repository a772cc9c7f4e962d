"""Which picture a record gets: a family for its kind of object, a size, a seed that is its reference."""

import random
from collections.abc import Callable

import pyvips

from coffret.cli.demonstration import (
    caskets,
    cloths,
    costumes,
    crafts,
    curios,
    etchings,
    finds,
    founders,
    goldsmiths,
    objects,
    paintings,
    papers,
    photographs,
    portraits,
    prints,
    rooms,
    sculptures,
    tables,
    walkers,
    woodwork,
)
from coffret.cli.demonstration.drawing import Board, finish, jpeg

# name -> (how it is drawn, what it is told, proportions width / height to choose from)
Family = tuple[Callable[[Board, str], str], str, tuple[float, ...]]
WIDE, TALL, SQUARE, LONG = (1.25, 1.38, 1.5), (0.72, 0.8, 0.83), (1.0,), (1.9, 2.3)

FAMILIES: dict[str, Family] = {
    "paysage": (paintings.landscape, "xix", WIDE), "paysage_ancien": (paintings.landscape, "old", WIDE),
    "plein_air": (paintings.landscape, "light", WIDE + (0.8,)), "paysage_moderne": (paintings.landscape, "modern", (0.82, 1.2, 1.33)),
    "panorama": (paintings.landscape, "xix", LONG), "marine": (paintings.marine, "light", (1.4, 1.6, 1.9)),
    "marine_ancienne": (paintings.marine, "old", (1.35, 1.6)), "marine_xix": (paintings.marine, "xix", (1.35, 1.6)),
    "portrait": (portraits.portrait, "xix", TALL), "portrait_ancien": (portraits.portrait, "old", TALL),
    "portrait_clair": (portraits.portrait, "light", TALL), "portrait_moderne": (portraits.portrait, "modern", TALL),
    "histoire": (paintings.history, "xix", (1.2, 1.4, 1.7)), "histoire_ancienne": (paintings.history, "old", (0.8, 1.25, 1.45)),
    "nature_morte": (tables.still_life, "old", (1.2, 1.3)), "nature_morte_xix": (tables.still_life, "xix", (1.2, 1.3)),
    "nature_morte_moderne": (tables.still_life, "modern", (0.9, 1.2, 1.3)), "fleurs": (tables.flowers, "xix", TALL),
    "fleurs_anciennes": (tables.flowers, "old", TALL), "chandelle": (rooms.candlelight, "", (0.85, 0.95, 1.2)),
    "interieur": (rooms.interior, "old", (0.85, 1.1, 1.3)), "interieur_moderne": (rooms.interior, "modern", (0.85, 1.1)),
    "cathedrale": (rooms.facade, "", (0.7, 0.72)), "retable": (rooms.altarpiece, "", (0.6, 1.3, 1.5)),
    "polyptyque": (rooms.altarpiece, "", (1.4, 1.55)), "arbre": (paintings.great_tree, "xix", (1.25,)),
    "abstrait": (rooms.colours_alone, "", (0.8, 1.0, 1.4)), "riviere": (rooms.river, "light", (1.35, 1.6)),
    "ruines": (rooms.arcade, "old", WIDE), "etude": (papers.study, "", TALL), "aquarelle": (papers.watercolour, "", (1.3, 1.45)),
    "gravure": (papers.engraving, "", (1.25, 1.4)), "imagerie": (prints.popular_print, "", TALL), "affiche": (prints.poster, "", (0.7, 0.75)),
    "photo": (photographs.photograph, "", (1.3, 1.4)), "photo_portrait": (photographs.photograph, "portrait", (0.72, 0.76)),
    "daguerreotype": (photographs.photograph, "plate", (0.8, 0.83)), "plan": (prints.plan, "", (1.25, 1.4)),
    "buste_marbre": (sculptures.bust, "marble", TALL), "buste_bronze": (sculptures.bust, "bronze", TALL), "buste_terre": (sculptures.bust, "terracotta", TALL),
    "buste_platre": (sculptures.bust, "plaster", TALL), "statue_marbre": (sculptures.statue, "marble", (0.62, 0.7)), "statue_bronze": (sculptures.statue, "bronze", (0.62, 0.7)),
    "statue_bois": (sculptures.statue, "wood", (0.55, 0.65)), "statue_terre": (sculptures.statue, "terracotta", (0.62, 0.7)), "statue_pierre": (sculptures.statue, "stone", (0.6, 0.7)),
    "statue_platre": (sculptures.statue, "plaster", (0.62, 0.7)), "relief": (sculptures.relief, "stone", (1.5, 1.8)), "relief_marbre": (sculptures.relief, "marble", (1.6, 1.9)),
    "relief_bois": (sculptures.relief, "wood", (1.4, 1.6)), "dame": (sculptures.small_head, "", (0.75,)), "monnaie": (finds.coin, "bronze", SQUARE),
    "monnaie_or": (finds.coin, "gold", SQUARE), "monnaie_argent": (finds.coin, "silver", SQUARE), "tessons": (finds.sherds, "pot", (1.35, 1.5)),
    "silex": (finds.sherds, "flint", (1.1, 1.2)), "torque": (finds.torc, "", (1.1,)), "mosaique": (finds.mosaic, "", (1.0, 1.25, 1.5)),
    "faience": (objects.vase, "faience", TALL), "vase_grec": (objects.vase, "greek", TALL), "vase_romain": (objects.vase, "roman", TALL),
    "verre": (objects.vase, "glass", (0.6, 0.7)), "vase_bronze": (objects.vase, "bronze", TALL), "cratere": (objects.vase, "krater", (0.8,)),
    "assiette": (objects.plate, "", SQUARE), "coffret": (caskets.casket, "", (1.28,)), "coffret_dos": (caskets.casket, "back", (1.28, 1.4)),
    "indienne": (cloths.printed_cotton, "", (0.8, 1.0, 1.3)), "tissage": (cloths.woven, "", (0.8, 1.0, 1.4)), "broderie": (cloths.embroidery, "", (3.4,)),
    "costume": (costumes.costume, "", (0.66, 0.72)), "gilet": (costumes.costume, "man", (0.8,)), "coiffe": (costumes.coif, "", (0.85, 0.95)),
    "cle": (crafts.key, "key", (0.7, 0.8)), "grille": (crafts.key, "grille", (1.3, 1.5)), "enseigne": (crafts.key, "sign", (0.9, 1.0)),
    "outil": (crafts.tool, "", (1.2, 1.35)), "meuble": (crafts.furniture, "", (0.8, 0.9)), "meuble_nouveau": (crafts.furniture, "nouveau", (0.8, 0.9)),
    "bateau": (crafts.boat_model, "", (1.2, 1.3)), "triptyque": (founders.triptych, "", (1.62,)),
    "casque": (goldsmiths.helmet, "", (0.85,)), "fibule_digitee": (goldsmiths.brooch, "fingers", (0.8,)), "fibule_arc": (goldsmiths.brooch, "bow", (1.2,)),
    "fibule_emaillee": (goldsmiths.brooch, "hare", SQUARE), "argenterie": (goldsmiths.silver, "", (1.2,)), "calice": (goldsmiths.chalice, "", (0.75,)),
    "crosse": (goldsmiths.crozier, "", (0.7,)), "chasse": (goldsmiths.shrine, "", (1.15,)), "pyxide": (goldsmiths.pyx, "", (0.8,)),
    "plaque_emaillee": (goldsmiths.enamel_plaque, "", (0.8,)), "pied_de_croix": (goldsmiths.cross_foot, "", (0.8,)), "taureau": (curios.bull, "", (1.2,)), "bison": (curios.bison, "", (1.15,)),
    "main_pierre": (curios.hand, "stone", (0.72,)), "main_verre": (curios.hand, "glass", (0.72,)), "chambre": (curios.camera, "", (1.3,)),
    "chambre_soufflet": (curios.camera, "bellows", (1.3,)), "chaland": (curios.barge, "", (2.3,)), "escalier": (woodwork.staircase, "", (0.75,)),
    "charpente": (woodwork.carpentry, "", (0.72,)), "lit_papillons": (woodwork.bed, "", (1.3,)), "violon": (woodwork.violin, "", (0.6,)),
    "gravure_foule": (etchings.etching, "crowd", (1.25,)), "gravure_songe": (etchings.etching, "dream", (0.74,)), "gravure_taureau": (etchings.etching, "bull", (1.4,)),
    "rencontre": (walkers.meeting, "noon", (1.15,)), "amphore": (objects.vase, "amphora", (0.6, 0.66)), "coupe_grecque": (objects.vase, "kylix", (1.35,)),
}  # fmt: skip

AREA = 1_700_000  # pixels: about 1500 × 1130
LIGHT_SUPPORTS = {"sheet", "paper", "cloth"}


def size_of(proportion: float) -> tuple[int, int]:
    """Return width and height in pixels for a proportion, all pictures having about the same area."""
    wide = min(2350, round((AREA * proportion) ** 0.5))
    return wide, max(700, min(2350, round(wide / proportion)))


def draw(family: str, seed: str, words: str) -> bytes:
    """Return the JPEG of a family of pictures for a seed; ``words`` go to its metadata. Same seed, same picture."""
    drawn, told, proportions = FAMILIES[family]
    wide, tall = size_of(random.Random(seed).choice(proportions))  # noqa: S311 - pictures, not secrets
    board = Board(wide, tall, f"{family}:{seed}")
    support = drawn(board, told)
    if support in LIGHT_SUPPORTS:
        board.ink = "#2a2018"
    board.mark()
    return jpeg(finish(board.pixels(), support), words)


def one_thread() -> None:
    """Keep vips to one thread: pictures are drawn by several processes at a time."""
    pyvips.concurrency_set(1)
    pyvips.cache_set_max(0)
