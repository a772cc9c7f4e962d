"""The words that made records are made of: what museums write often, and a long tail of names that nobody bears."""

import random
from itertools import accumulate

# Domain: share of the records, in ten thousandths (1 July 2026, norms: « top domains »), what such objects are called,
# what they are made of.
DOMAINS: dict[str, tuple[int, tuple[str, ...], tuple[str, ...]]] = {
    "dessin": (2932, ("dessin", "feuille d'études", "album", "carnet", "calque"), ("papier (crayon)", "plume, encre brune, lavis, papier", "pierre noire, sanguine", "fusain, craie blanche, papier bleu", "aquarelle, gouache")),
    "arts graphiques": (1486, ("affiche", "image populaire", "papier peint", "dessin"), ("papier (impression)", "lithographie en couleurs", "papier (gouache)")),
    "estampe": (1386, ("estampe", "image pieuse", "planche", "caricature"), ("eau-forte", "lithographie", "burin", "gravure sur bois", "papier vergé (taille-douce)")),
    "photographie": (1069, ("photographie", "plaque de verre", "carte postale", "album"), ("papier albuminé", "gélatino-bromure d'argent", "verre (négatif)")),
    "archéologie": (1034, ("vase", "fibule", "lame", "tesson", "stèle", "hache", "amphore"), ("terre cuite", "bronze", "silex (taillé)", "fer", "os")),
    "peinture": (893, ("tableau", "esquisse", "panneau", "icône"), ("peinture à l'huile, toile", "bois (peint)", "huile sur carton", "détrempe")),
    "ethnologie": (750, ("outil", "coiffe", "jouet", "panier", "masque"), ("bois (taillé)", "osier (tressé)", "fer (forgé)", "cuir, laine")),
    "céramique": (558, ("assiette", "plat", "vase", "tasse", "carreau"), ("faïence stannifère (grand feu)", "porcelaine tendre", "grès")),
    "numismatique": (518, ("médaille", "monnaie", "jeton"), ("argent (frappé)", "bronze (fondu)", "cuivre")),
    "beaux-arts": (518, ("tableau", "sculpture", "esquisse"), ("toile (peinture à l'huile)", "marbre", "plâtre")),
    "sculpture": (490, ("statue", "buste", "bas-relief", "statuette"), ("marbre (taillé)", "bronze (fonte à la cire perdue)", "plâtre", "terre cuite")),
    "arts décoratifs": (479, ("pendule", "coffret", "tapisserie", "éventail"), ("bois (doré)", "émail (champlevé)", "soie, fil d'or")),
    "costume - accessoires du costume": (150, ("robe", "gant", "bonnet"), ("coton, imprimé, cousu à la main", "soie, taffetas", "velours")),
    "mobilier": (120, ("fauteuil", "commode", "armoire"), ("chêne (mouluré)", "noyer, laiton")),
    "histoire": (110, ("document", "drapeau", "souvenir historique"), ("papier", "soie (peinte)")),
    "instrument de musique": (60, ("violon", "flûte", "clavecin"), ("érable, épicéa", "buis (tourné), ivoire")),
    "sciences - techniques": (50, ("cadran solaire", "microscope", "maquette"), ("laiton (gravé)", "bois, verre")),
    "archives": (40, ("lettre", "registre"), ("papier (manuscrit)", "parchemin")),
}  # fmt: skip
SUBJECTS = (
    "portrait", "paysage", "scène", "vue", "figure", "femme", "homme", "enfant", "Vierge à l'Enfant", "saint Jean-Baptiste",
    "nature morte", "fleur", "cheval", "bateau", "marine", "bataille", "église", "pont", "rivière", "arbre", "chien", "ange",
    "Vénus", "Diane", "Apollon", "Hercule", "Moïse", "crucifixion", "adoration des bergers", "moulin", "port", "jardin",
    "château", "ruine", "intérieur", "musicien", "soldat", "paysan", "marché", "danse", "chasse", "coq", "lion", "soleil",
)  # fmt: skip
PLACES = (
    "Rouen", "Paris", "Lyon", "Dijon", "Lille", "Nantes", "Bordeaux", "Toulouse", "Grenoble", "Orléans", "Tours", "Amiens",
    "Reims", "Metz", "Nancy", "Caen", "Rennes", "Angers", "Saint-Omer", "Besançon", "Chantilly", "Sèvres", "Marseille", "Nice",
    "Montpellier", "Avignon", "Arles", "Colmar", "Strasbourg", "Troyes", "Beauvais", "Calais", "Brest", "Quimper", "Vannes",
    "Le Mans", "Chartres", "Bourges", "Moulins", "Limoges", "Poitiers", "La Rochelle", "Pau", "Bayonne", "Albi", "Castres",
)  # fmt: skip
REGIONS = (
    ("Normandie", "Seine-Maritime"), ("Île-de-France", "Paris"), ("Grand Est", "Haut-Rhin"), ("Hauts-de-France", "Nord"),
    ("Bourgogne-Franche-Comté", "Doubs"), ("Occitanie", "Haute-Garonne"), ("Nouvelle-Aquitaine", "Gironde"),
    ("Bretagne", "Finistère"), ("Pays de la Loire", "Sarthe"), ("Centre-Val de Loire", "Loiret"),
    ("Auvergne-Rhône-Alpes", "Isère"), ("Provence-Alpes-Côte d'Azur", "Var"), ("Corse", "Corse-du-Sud"),
)  # fmt: skip
SCHOOLS = ("France", "Italie", "Flandres", "Hollande", "Allemagne", "Espagne", "Grande-Bretagne", "Japon", "Égypte")
FORENAMES = (
    "Jean", "Pierre", "Louis", "Charles", "François", "Antoine", "Jacques", "Nicolas", "Claude", "Henri", "Marie", "Jeanne",
    "Anne", "Élisabeth", "Eugène", "Émile", "Léon", "Paul", "Gustave", "Édouard", "Camille", "Auguste", "Théodore", "Alfred",
    "Jean-Baptiste", "Pierre-Paul", "Rosa", "Berthe", "Suzanne", "Giovanni", "Francesco", "Willem", "Hendrick", "Joseph",
)  # fmt: skip
LITTLE = (
    "de",
    "la",
    "le",
    "et",
    "à",
    "les",
    "du",
    "des",
    "un",
    "une",
    "en",
    "dans",
    "sur",
    "avec",
    "par",
    "pour",
    "au",
)
_HEADS = (
    "b",
    "br",
    "c",
    "ch",
    "cl",
    "d",
    "f",
    "fl",
    "g",
    "gr",
    "h",
    "j",
    "l",
    "m",
    "n",
    "p",
    "pl",
    "qu",
    "r",
    "s",
    "t",
    "tr",
    "v",
)
_HEARTS = ("a", "e", "i", "o", "u", "é", "è", "ai", "au", "eau", "eu", "oi", "ou", "an", "en", "in", "on")
_TAILS = ("", "", "", "l", "r", "s", "t", "n", "lle", "tte", "nd", "rt", "ge", "que", "ment", "teur", "rie")


def invented(count: int, seed: int) -> list[str]:
    """Return ``count`` different words that sound French, always the same for a seed; short ones first."""
    draw, made = random.Random(seed), dict[str, None]()
    while len(made) < count:
        syllables = 1 + len(made) * 3 // count + draw.randrange(2)
        body = "".join(draw.choice(_HEADS) + draw.choice(_HEARTS) for _ in range(syllables))
        made.setdefault(body + draw.choice(_TAILS))
    return list(made)


def zipf(count: int, power: float = 1.0) -> list[float]:
    """Return the running sums of 1/rank^power, as ``random.choices`` takes them."""
    return list(accumulate(1 / (rank + 2) ** power for rank in range(count)))
