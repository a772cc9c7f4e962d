"""What authors do, and how an attribution is qualified: the short closed lists that reading AUTR needs."""

import re
from enum import StrEnum

from coffret.base.text import fold


class Qualifier(StrEnum):
    """The families of qualification of an author (Méthode p. 25-26; décret Marcus for what each guarantees)."""

    ATTRIBUTED = "attributed"
    AFTER = "after"
    SCHOOL = "school"
    WORKSHOP = "workshop"
    MANNER = "manner"
    CIRCLE = "circle"
    FOLLOWER = "follower"
    COPY = "copy"
    GENRE = "genre"
    PRESUMED = "presumed"
    DOUBT = "doubt"


# How each family is written, folded. A wording may stand before a name (« école de X »), after it or in parentheses.
WORDINGS: dict[Qualifier, tuple[str, ...]] = {
    Qualifier.ATTRIBUTED: ("attribue a", "attribuee a", "attribue", "attribuee", "attribution", "attr. a", "attr.", "attr",
                           "attribuable a", "attribuee"),
    Qualifier.AFTER: ("d'apres", "apres", "dapres", "copie d'apres", "inspire par", "inspire de", "inspire"),
    Qualifier.SCHOOL: ("ecole de", "ecole du", "ecole des", "ecole d'", "ecole", "eleve de", "eleve d'", "eleve"),
    Qualifier.WORKSHOP: ("atelier de", "atelier du", "atelier des", "atelier d'", "ateliers de", "atelier", "ateliers"),
    Qualifier.MANNER: ("maniere de", "a la maniere de", "maniere d'", "maniere du", "maniere", "facon de", "facon",
                       "dans le gout de", "gout de", "style de", "style", "dans le style de"),
    Qualifier.CIRCLE: ("entourage de", "entourage d'", "entourage du", "entourage", "cercle de", "cercle d'", "cercle"),
    Qualifier.FOLLOWER: ("suiveur de", "suiveur d'", "suiveur", "suite de", "suite d'", "suite", "imitateur de",
                         "imitateur d'", "imitateur", "imitation de", "imitation", "disciple de", "disciple"),
    Qualifier.COPY: ("copie de", "copie", "copiste", "copie ancienne"),
    Qualifier.GENRE: ("genre de", "genre d'", "genre", "dans le genre de"),
    Qualifier.PRESUMED: ("presume", "presumee", "auteur presume", "suppose", "supposee"),
    Qualifier.DOUBT: ("?", "incertain", "incertaine", "attribution incertaine", "attribution douteuse", "douteux",
                      "probable", "probablement", "peut-etre", "sous reserve", "sous toute reserve"),
}  # fmt: skip
QUALIFIERS: dict[str, Qualifier] = {word: family for family, words in WORDINGS.items() for word in words}
# « copiste » is someone's trade as well: both are true.
QUALIFYING_ROLES = frozenset({"copiste", "atelier", "ateliers", "eleve"})
SAID = frozenset({"dit", "dite", "dit le", "pseudonyme", "surnomme", "surnommee", "alias", "pseud."})
ANONYMOUS = frozenset(
    """anonyme|anonymes|inconnu|inconnue|auteur inconnu|auteur anonyme|artiste inconnu|artiste anonyme|non identifie
    |indetermine|auteur indetermine|sans auteur|anonymous|auteur non identifie|fabricant inconnu|ecole anonyme""".replace(
        "\n    ", ""
    ).split("|")
)
_PREFIXES = sorted(
    (
        word
        for word in QUALIFIERS
        if word.endswith((" de", " du", " des", " d'", " a", "'apres", " par")) or word == "d'apres"
    ),
    key=len,
    reverse=True,
)
_PREFIX = re.compile(r"(?:" + "|".join(re.escape(word) for word in _PREFIXES) + r")(?:(?<=')|\s+)(?:l')?")

# Trades, in the masculine as the ministry's list writes them; the feminine comes from _FEMININES.
ROLES = frozenset(
    """acheteur|adaptateur|affichiste|agence|aquafortiste|aquarelliste|archéologue|archetier|architecte|armurier
    |arquebusier|artisan|artiste|assembleur|astronome|auteur|auteur de la composition|auteur de la forme
    |auteur de la patine|auteur de la traduction|auteur des ornements|auteur du décor|auteur du modèle|auteur du texte
    |auteur du graffiti|bijoutier|bottier|boulanger|bourrelier|boutonnier|brodeur|bronzier|brunisseur|bureau de style
    |cadranier|calligraphe|canonnier|caricaturiste|carrossier|cartier|cartographe|cartonnier|céramiste|chapelier
    |charpentier|charron|chaudronnier|chausseur|chef d'atelier|chemisier|chimiste|chromolithographe|chromotypographe
    |cinéaste|ciseleur|cloutier|coiffeur|collaborateur|collecteur|collectionneur|coloriste|commanditaire|commerçant
    |compositeur|concepteur|constructeur|cordier|cordonnier|coroplathe|corsetier|costumier|coutelier|couturier
    |couverturier|créateur|cristallerie|décorateur|dédicataire|dentellier|designer|dessinateur|diffuseur|dinandier
    |directeur|direction|distributeur|dominotier|doreur|ébéniste|écrivain|éditeur|émailleur|encadreur|enlumineur
    |enseigne|entrepreneur|entreprise|établissement|établissements|ethnie|éventailliste|exécutant|expéditeur|fabricant
    |fabrique|facteur|facteur d'instrument|facteur d'orgues|facteur de clavecins|facteur de pianos|faïencerie|faïencier
    |ferblantier|ferronnier|filateur|firme|fleuriste|fondateur|fonderie|fondeur|forgeron|fourreur|gainier|gantier
    |géographe|géomètre|graphiste|graveur|graveur en lettres|graveur sur bois|groupe|héliograveur|historien|horloger
    |illustrateur|imager|imagier|imprimerie|imprimeur|imprimeur-lithographe|indienneur|industriel|ingénieur|installateur
    |inventeur|ivoirier|joaillier|joailler|journaliste|laboratoire|laqueur|libraire|lingère|lissier|lithographe
    |lunetier|luthier|maison|maison de couture|maître d'ouvrage|maître-armurier|maître-chapelier|maître-potier
    |maître-tailleur|maître verrier|manufacture|maquettiste|marbrerie|marbrier|marchand|marchand de modes|maroquinier
    |mécanicien|médailleur|menuisier|metteur en carte|miniaturiste|modéliste|modeleur|modiste|monnayeur|mosaïste
    |mouleur|négociant|opticien|orfèvre|ornemaniste|papetier|parfumeur|passementier|pastelliste|peintre
    |peintre de figures|peintre de paysage|peintre de porcelaine|peintre sur faïence|peintre sur porcelaine
    |peintre verrier|perruquier|photographe|photograveur|plasticien|plâtrier|plombier|plommier|plumassier|poète
    |population|porcelainier|potier|potier d'étain|poterie|praticien|préparateur|producteur|publiciste|réalisateur
    |rédacteur|relieur|réparateur|restaurateur|rubanier|sabotier|sculpteur|sculpteur-répareur|sellier|sérigraphe
    |serrurier|société|soyeux|studio|styliste|tailleur|tapissier|teinturier|tireur|tisserand|tisseur|tonnelier|tourneur
    |tuilier|typographe|usine|utilisateur|vannier|vendeur|vernisseur|verrier|verrerie|vidéaste|attribution de l'oeuvre
    |1er graveur|2e graveur|laboratoire photographique|agence photographique|éditeur d'estampes|marchand d'estampes
    |architecte-concepteur|architecte-designer|atelier artistique|atelier de céramique|atelier monétaire|créatrice
    |bonnetier|chantier|chantier naval|confectionneur|fabricant de boutons|marque|détaillant|grossiste|importateur
    |buronnier|compassier|hydrographe|homme de lettres|opérateur|signataire|donneur|commissaire|metteur en scène
    |indéterminé|manufacture indéterminée|atelier indéterminé|autre|inconnu""".replace("\n    ", "").split("|")
)
_FEMININES = (
    ("trice", "teur"), ("euse", "eur"), ("iere", "ier"), ("ere", "er"), ("ienne", "ien"), ("ande", "and"),
    ("ante", "ant"), ("aine", "ain"), ("isane", "isan"),
)  # fmt: skip
_BY_FOLD = {fold(role): role for role in ROLES}


def role_named(text: str) -> str:
    """Return the role a word means, in the list's form (« couturière » → « couturier »), or « »."""
    folded = fold(text)
    if folded in _BY_FOLD:
        return _BY_FOLD[folded]
    if folded.endswith("s") and folded[:-1] in _BY_FOLD:
        return _BY_FOLD[folded[:-1]]
    for feminine, masculine in _FEMININES:
        stem = folded.removesuffix(feminine)
        if stem != folded and stem + masculine in _BY_FOLD:
            return _BY_FOLD[stem + masculine]
    return ""


def prefixed(text: str) -> tuple[Qualifier | None, str]:
    """Return the family of a name beginning with its qualification and the bare name: « atelier de Rubens »."""
    folded = fold(text)
    match = _PREFIX.match(folded) if len(folded) == len(text) else None
    if not match:
        return None, text
    wording = re.sub(r"\s*(?:l')?$", "", match[0]).strip()
    family = QUALIFIERS.get(wording) or QUALIFIERS.get(match[0].strip())
    name = text[match.end() :].strip()
    # « atelier de céramique » is a trade; « atelier de Rubens » is someone's.
    if family is None or not name or not (name[0].isupper() or family in (Qualifier.ATTRIBUTED, Qualifier.AFTER)):
        return None, text
    return family, name
