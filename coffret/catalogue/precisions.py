"""What museums say of a year, and how it reads around the year: « édité en », « vers », « dépôt légal »."""

from coffret.base.dates import Certainty

# What may be said of a year, folded, and how it reads around the year; {} is the year.
ABOUT = {"vers": "vers {}", "ca": "vers {}", "ca.": "vers {}", "circa": "vers {}", "c": "vers {}", "env.": "vers {}",
          "environ": "vers {}", "env": "vers {}", "autour de": "vers {}", "aux environs de": "vers {}"}  # fmt: skip
AFTER = {"apres": "après {}", "posterieur a": "après {}", "a partir de": "à partir de {}", "depuis": "depuis {}",
          "post": "après {}"}  # fmt: skip
BEFORE = {"avant": "avant {}", "anterieur a": "avant {}", "jusqu'en": "jusqu'en {}", "jusque": "jusqu'en {}",
           "au plus tard": "au plus tard en {}"}  # fmt: skip
EXACT = {
    "en": "{}", "de": "{}", "du": "{}", "le": "{}", "date de": "{}", "annee": "{}", "date": "{}", "millesime": "{}",
    "edite en": "édité en {}", "edite": "édité en {}", "edition": "édition {}", "edition de": "édition {}",
    "publie en": "publié en {}", "publie": "publié en {}", "publication": "publié en {}", "imprime en": "imprimé en {}",
    "imprime": "imprimé en {}", "depot legal": "dépôt légal {}", "depose en": "déposé en {}", "brevet": "brevet {}",
    "commence en": "commencé en {}", "commence": "commencé en {}", "acheve en": "achevé en {}", "acheve": "achevé en {}",
    "termine en": "terminé en {}", "debute en": "commencé en {}", "execute en": "exécuté en {}",
    "execution": "exécuté en {}", "cree en": "créé en {}", "creation": "créé en {}", "realise en": "réalisé en {}",
    "fabrique en": "fabriqué en {}", "fondu en": "fondu en {}", "fonte": "fondu en {}", "modele": "modèle {}",
    "modele de": "modèle {}", "modele en": "modèle {}", "signe": "signé {}", "signe et date": "signé et daté {}",
    "date d'execution": "exécuté en {}", "date de creation": "créé en {}", "date d'edition": "édité en {}",
    "grave en": "gravé en {}", "grave": "gravé en {}", "peint en": "peint en {}", "frappe": "frappé en {}",
    "frappe en": "frappé en {}", "prise de vue": "prise de vue {}", "cliche": "cliché {}", "cuisson": "cuit en {}",
    "copie": "copié en {}", "copie en": "copié en {}", "dessine en": "dessiné en {}", "invente en": "inventé en {}",
    "expose en": "exposé en {}", "inscription": "daté {}", "inscrit": "daté {}", "date inscrite": "daté {}",
    "poincon": "poinçon {}", "salon de": "Salon de {}", "an": "{}", "annees": "années {}",
    "saison": "saison {}", "printemps": "printemps {}", "ete": "été {}", "automne": "automne {}", "hiver": "hiver {}",
    "debut": "début {}", "fin": "fin {}", "milieu": "milieu {}", "sculpte en": "sculpté en {}",
    "compose en": "composé en {}", "tisse en": "tissé en {}", "construit en": "construit en {}", "date portee": "daté {}",
    "concu en": "conçu en {}", "conception": "conçu en {}", "livre en": "livré en {}", "commande en": "commandé en {}",
    "fait en": "{}", "utilise en": "utilisé en {}", "porte en": "porté en {}", "emis en": "émis en {}",
}  # fmt: skip
LATER = {"tirage": "tirage {}", "tirage en": "tirage {}", "retirage": "retirage {}", "reedition": "réédition {}",
          "reedite en": "réédité en {}", "restaure en": "restauré en {}", "restaure": "restauré en {}",
          "restauration": "restauré en {}", "repris en": "repris en {}", "remanie en": "remanié en {}",
          "modifie en": "modifié en {}", "transforme en": "transformé en {}", "etat": "état {}"}  # fmt: skip
OPENS = {"entre", "de", "date de debut", "debut", "du", "commence en", "commence", "a partir de"}
CLOSES = {"et", "a", "au", "date de fin", "fin", "jusqu'en", "avant", "acheve en", "acheve", "entre", ""}
DOUBT = {"?", "(?)", "incertain", "incertaine", "probablement", "probable", "presume", "presumee", "sans doute",
          "peut-etre", "douteux", "douteuse", "suppose"}  # fmt: skip
OTHERS = {"ou": Certainty.BETWEEN}
CERTAINTY = (
    [(word, Certainty.ABOUT) for word in ABOUT]
    + [(word, Certainty.AFTER) for word in AFTER]
    + [(word, Certainty.BEFORE) for word in BEFORE]
)
CERTAINTIES = dict(CERTAINTY)
LABELS = {**ABOUT, **AFTER, **BEFORE, **LATER, **EXACT}
KNOWN = {*LABELS, *OPENS, *CLOSES, *DOUBT, *OTHERS}
UNKNOWN_DATES = {"inconnu", "inconnue", "date inconnue", "epoque inconnue", "periode inconnue", "date d'acquisition inconnue", "sans date", "s.d.", "sd",
                  "non date", "non datee", "indetermine", "indeterminee", "n.d.", "non renseigne"}  # fmt: skip
