"""THE FIELD TABLE: every code of a Joconde record, declared once and read everywhere.

Readers, forms, the record page, search, facets, exports and docs/fields.md come from it. Adding a field is one line.

Sources: « Spécifications d'export Joconde » (SMF, 25/03/2024, p. 13-25) for syntax and obligation; the nomenclature of
16/05/2022 and POP's model for labels; the open-data extract (67 columns, 2026) for column names. Codes change meaning
over the years: ``history`` says how, and SCHEMA_VERSION says which nomenclature this table follows.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache
from types import MappingProxyType

from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from coffret.base.text import fold

SCHEMA_VERSION = "2024-03-25"


class Kind(StrEnum):
    """What a value is, hence how it is split, joined and understood."""

    TEXT = "text"  # free text, # = line break
    TERMS = "terms"  # a list of terms « a ; b »
    GROUPS = "groups"  # groups « a ; b#c ; d »: # between groups, ; inside
    AUTHORS = "authors"
    DATES = "dates"  # years with precisions « 1617 : vers ; 1850-1860 »
    PERIODS = "periods"  # « 2e quart 18e siècle »
    MEASURES = "measures"
    PRECISE = "precise"  # « value : precision ; value : precision »
    PLACE = "place"  # « commune ; établissement »
    LINKS = "links"  # URLs « a;b », no space
    FILES = "files"  # image names « a;b », no space
    CODE = "code"  # one identifier
    GENERATED = "generated"  # made by the platform, never handed in


class Obligation(StrEnum):
    """What the specification asks."""

    REQUIRED = "required"  # OBL: the record is refused without it
    MINIMUM = "minimum"  # +++: indispensable in the minimum sheet
    IF_IMAGE = "if_image"
    OPTIONAL = "optional"
    UPDATE_ONLY = "update_only"
    GENERATED = "generated"
    DEPRECATED = "deprecated"


class Group(StrEnum):
    """Where a field stands on the record page, in this order."""

    OBJECT = "object"
    CREATION = "creation"
    SUBJECT = "subject"
    HISTORY = "history"
    REFERENCES = "references"
    MUSEUM = "museum"
    PLATFORM = "platform"


GROUP_LABELS = {
    Group.OBJECT: _("L’objet"),
    Group.CREATION: _("Création"),
    Group.SUBJECT: _("Représentation"),
    Group.HISTORY: _("Histoire et statut"),
    Group.REFERENCES: _("Références"),
    Group.MUSEUM: _("Musée"),
    Group.PLATFORM: _("Plateforme"),
}

# Read tolerantly, write strictly: the strict joiner of each kind (spec 2024 p. 13).
JOINERS = {Kind.LINKS: ";", Kind.FILES: ";"}
DEFAULT_JOINER = " ; "
GROUP_JOINER = "#"


@dataclass(frozen=True, slots=True)
class Field:
    """One code. ``targets``: keys lido, edm, dc, schema → element or property, absent when there is none.

    ``facet``: its place among the facets (0 = none), ``key``: its name in addresses (`/recherche?domaine=…`). ``weight``: in full-text search (0 = not searched).
    ``column``: its name in the 67-column open-data extract (« » = not there). ``public``: may be shown to everyone.
    ``linked``: on the record page each term starts a search. ``scheme``: code of its vocabulary, whose address is in
    authorities/schemes.py; ``checked``: POP compares it to that vocabulary at import. ``help``: one sentence for who
    fills the field in.
    """

    code: str
    name: str
    fr: str
    en: str
    kind: Kind
    group: Group
    obligation: Obligation = Obligation.OPTIONAL
    scheme: str = ""
    checked: bool = False
    facet: int = 0
    key: str = ""
    weight: float = 0
    column: str = ""
    public: bool = True
    linked: bool = False
    help: str | Promise = ""
    example: str = ""
    history: str = ""
    aliases: tuple[str, ...] = ()
    targets: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))

    @property
    def label(self) -> str:
        """Return the label in the reader's language."""
        return self.en if (get_language() or "fr").startswith("en") else self.fr

    @property
    def joiner(self) -> str:
        """Return the separator written between occurrences."""
        return JOINERS.get(self.kind, DEFAULT_JOINER)

    @property
    def repeatable(self) -> bool:
        """Say whether the field holds several values."""
        return self.kind not in {Kind.TEXT, Kind.CODE, Kind.GENERATED, Kind.PLACE}

    @property
    def handed_in(self) -> bool:
        """Say whether museums give it (not generated, not deprecated)."""
        return self.obligation not in {Obligation.GENERATED, Obligation.DEPRECATED}


def _to(**targets: str) -> Mapping[str, str]:
    return MappingProxyType(targets)


FIELDS: tuple[Field, ...] = (
    Field(
        "REF",
        "reference",
        "Référence",
        "Reference",
        Kind.CODE,
        Group.REFERENCES,
        Obligation.REQUIRED,
        weight=10,
        column="Reference",
        help=_(
            "Identifiant unique et définitif de la notice : code Muséofile suivi d’au moins six chiffres ; il ne change jamais, même si le logiciel change."
        ),
        example="M0162005384",
        targets=_to(lido="lidoRecID,recordID", edm="edm:ProvidedCHO", dc="identifier", schema="identifier"),
    ),
    Field(
        "MUSEO",
        "museum_code",
        "Code Muséofile",
        "Museum code (Muséofile)",
        Kind.CODE,
        Group.MUSEUM,
        Obligation.REQUIRED,
        facet=5,
        key="musee",
        column="Code_Museofile",
        help=_("Code du musée affectataire dans le répertoire Muséofile, sur cinq caractères."),
        example="M0811",
        targets=_to(lido="repositorySet", edm="edm:dataProvider", schema="provider"),
    ),
    Field(
        "INV",
        "inventory_number",
        "Numéro d’inventaire",
        "Inventory number",
        Kind.PRECISE,
        Group.OBJECT,
        Obligation.REQUIRED,
        weight=6,
        column="Numero_inventaire",
        help=_(
            "Numéro inscrit au registre d’inventaire, puis les autres numéros suivis de leur nature ; pour un dépôt, le numéro de dépôt puis celui du propriétaire."
        ),
        example="2001.4.12 ; 92 : Cat. Beyer sculptures",
        targets=_to(lido="workID", edm="dc:identifier", dc="identifier", schema="identifier"),
    ),
    Field(
        "DOMN",
        "domain",
        "Domaine",
        "Domain",
        Kind.TERMS,
        Group.OBJECT,
        Obligation.REQUIRED,
        scheme="DOMN",
        checked=True,
        facet=2,
        key="domaine",
        weight=8,
        column="Domaine",
        linked=True,
        help=_("Un à trois domaines de la liste, du plus au moins important pour l’objet."),
        example="archéologie ; céramique ; vie domestique",
        targets=_to(lido="classification", edm="dc:subject", dc="subject", schema="genre"),
    ),
    Field(
        "DENO",
        "object_name",
        "Dénomination",
        "Object name",
        Kind.TERMS,
        Group.OBJECT,
        Obligation.MINIMUM,
        scheme="DENO",
        checked=True,
        facet=3,
        key="denomination",
        weight=8,
        column="Denomination",
        linked=True,
        help=_(
            "Type d’objet, au singulier, tel que le nomme le vocabulaire ; pour un ensemble, ses éléments et leur nombre."
        ),
        example="service à thé ; ensemble ; tasse ; 6 ; soucoupe ; 6",
        targets=_to(lido="objectWorkType", edm="dc:type", dc="type", schema="artform"),
    ),
    Field(
        "APPL",
        "appellation",
        "Appellation",
        "Local name",
        Kind.TERMS,
        Group.OBJECT,
        Obligation.MINIMUM,
        weight=7,
        column="Appellation",
        help=_("Nom local, d’usage ou de commerce de l’objet, quand il diffère de la dénomination."),
        example="bonnet ruché d'Oléron ; coiffette de la côte saintongeaise",
        targets=_to(lido="titleSet", edm="dcterms:alternative", dc="title", schema="alternateName"),
    ),
    Field(
        "TITR",
        "title",
        "Titre",
        "Title",
        Kind.PRECISE,
        Group.OBJECT,
        Obligation.MINIMUM,
        weight=9,
        column="Titre",
        help=_(
            "Titre de l’œuvre, ou ce que représente son décor ; la nature du titre (factice, inscrit, ancien) suit un deux-points."
        ),
        example="Hyanthe saluée par Francus ; Tancrède et Herminie : ancien titre",
        targets=_to(lido="titleSet", edm="dc:title", dc="title", schema="name"),
    ),
    Field(
        "DESC",
        "description",
        "Description",
        "Description",
        Kind.TEXT,
        Group.OBJECT,
        weight=2,
        column="Description",
        help=_("Description de l’objet en phrases, de l’ensemble au détail."),
        targets=_to(lido="objectDescriptionSet", edm="dc:description", dc="description", schema="description"),
    ),
    Field(
        "TECH",
        "materials",
        "Matériaux et techniques",
        "Materials and techniques",
        Kind.GROUPS,
        Group.OBJECT,
        Obligation.MINIMUM,
        scheme="TECH",
        facet=6,
        key="technique",
        weight=4,
        column="Materiaux_techniques",
        linked=True,
        help=_("Matières et techniques : un groupe par partie de l’objet, la matière d’abord, les techniques ensuite."),
        example="ivoire ; gravé#laiton ; argenté ; gravé#papier (bleu) ; imprimé",
        targets=_to(lido="eventMaterialsTech", edm="dcterms:medium", dc="format", schema="artMedium"),
    ),
    Field(
        "DIMS",
        "dimensions",
        "Mesures",
        "Dimensions",
        Kind.MEASURES,
        Group.OBJECT,
        Obligation.MINIMUM,
        column="Mesures",
        help=_(
            "Mesures principales, hauteur puis largeur puis profondeur, en centimètres et en grammes sauf unité écrite."
        ),
        example="H. 23 ; L. 61 ; l. 28 : planche à repasser",
        targets=_to(lido="objectMeasurementsSet", edm="dcterms:extent", dc="format", schema="size"),
    ),
    Field(
        "INSC",
        "inscriptions",
        "Inscriptions",
        "Inscriptions",
        Kind.TERMS,
        Group.OBJECT,
        scheme="INSC",
        weight=2,
        column="Inscription",
        help=_("Nature des inscriptions portées par l’objet : signature, date, marque, cachet…"),
        example="inscription ; date",
        targets=_to(lido="inscriptions", edm="dc:description", dc="description"),
    ),
    Field(
        "PINS",
        "inscription_details",
        "Précisions sur les inscriptions",
        "Inscription details",
        Kind.TEXT,
        Group.OBJECT,
        weight=2,
        column="Precisions_inscriptions",
        help=_("Transcription des inscriptions, avec leur emplacement et leur langue."),
        targets=_to(lido="inscriptions", edm="dc:description", dc="description"),
    ),
    Field(
        "UTIL",
        "use",
        "Utilisation",
        "Use",
        Kind.TERMS,
        Group.OBJECT,
        scheme="UTIL",
        facet=8,
        key="utilisation",
        weight=3,
        column="Utilisation",
        linked=True,
        help=_("Fonction de l’objet ou activité à laquelle il sert."),
        example="équipement du cavalier et du cheval ; pratique funéraire",
        targets=_to(lido="event:Use", edm="dc:subject", dc="subject"),
    ),
    Field(
        "PUTI",
        "use_details",
        "Précisions sur l’utilisation",
        "Use details",
        Kind.TEXT,
        Group.OBJECT,
        weight=2,
        column="Precisions_utilisation",
        help=_("Tout ce qui précise l’usage : circonstances, utilisateur, destination."),
        targets=_to(lido="event:Use"),
    ),
    Field(
        "ETAT",
        "condition",
        "État du bien",
        "Condition",
        Kind.TEXT,
        Group.OBJECT,
        public=False,
        help=_("État de conservation ; réservé au musée, jamais publié."),
    ),
    Field(
        "AUTR",
        "author",
        "Auteur",
        "Maker",
        Kind.AUTHORS,
        Group.CREATION,
        scheme="AUTR",
        checked=True,
        facet=1,
        key="auteur",
        weight=10,
        column="Auteur",
        linked=True,
        help=_("Nom puis prénom de l’auteur et ses dates ; à partir de deux auteurs, le rôle de chacun."),
        example="Thiébault Jean-Baptiste (1809-?) ; graveur ; Lacour Prosper (1805-1840) ; éditeur",
        targets=_to(lido="eventActor", edm="dc:creator", dc="creator", schema="creator"),
    ),
    Field(
        "NSDA",
        "author_gender",
        "Genre de l’auteur",
        "Maker’s gender",
        Kind.TERMS,
        Group.CREATION,
        weight=1,
        column="Genre",
        help=_("Genre de chaque auteur, dans le même ordre : féminin, masculin, inconnu ou autre."),
        example="masculin ; masculin",
        history="« N° de site » jusqu'en 2022 ; « Genre » depuis",
    ),
    Field(
        "PAUT",
        "author_details",
        "Précisions sur l’auteur",
        "Maker details",
        Kind.TEXT,
        Group.CREATION,
        weight=3,
        column="Precisions_sur_l_auteur",
        help=_("Lieux et dates de naissance et de mort, activité, nationalité ; un auteur par ligne."),
        example="Moreau : Paris, 1826 ; Paris, 1898#Raphaël : Urbin, 1483 ; Rome, 1520",
        targets=_to(lido="eventActor", edm="dc:creator"),
    ),
    Field(
        "ECOL",
        "school",
        "École",
        "School",
        Kind.TERMS,
        Group.CREATION,
        scheme="ECOL",
        checked=True,
        facet=9,
        key="ecole",
        weight=2,
        column="Ecole_pays",
        linked=True,
        help=_("École ou pays auquel se rattache l’auteur."),
        example="France ; Fontainebleau ; Italie ; incertain",
        targets=_to(lido="culture", edm="dc:subject", dc="coverage"),
    ),
    Field(
        "ATTR",
        "former_attribution",
        "Anciennes attributions",
        "Former attributions",
        Kind.PRECISE,
        Group.CREATION,
        weight=2,
        column="Ancienne_attribution",
        help=_("Attributions anciennes, avec qui les a proposées et quand."),
        example="Vouet Simon (1590-1649) : attribué en 1928",
        targets=_to(lido="eventActor", edm="dc:contributor", dc="contributor"),
    ),
    Field(
        "PERI",
        "period",
        "Période de création",
        "Period of creation",
        Kind.PERIODS,
        Group.CREATION,
        scheme="PERI",
        checked=True,
        facet=4,
        key="periode",
        weight=2,
        column="Periode_de_creation",
        linked=True,
        help=_("Siècle ou millénaire de création, au quart de siècle près, dans la forme de la liste."),
        example="2e quart 18e siècle ; 3e quart 18e siècle",
        targets=_to(lido="eventDate", edm="dcterms:created", dc="date", schema="dateCreated"),
    ),
    Field(
        "MILL",
        "year",
        "Millésime de création",
        "Year of creation",
        Kind.DATES,
        Group.CREATION,
        weight=2,
        column="Millesime_de_creation",
        help=_("Année de création, ou intervalle ; la précision (vers, avant, après) suit un deux-points."),
        example="1617 : vers",
        targets=_to(lido="eventDate", edm="dcterms:created", dc="date", schema="dateCreated"),
    ),
    Field(
        "EPOQ",
        "epoch",
        "Époque, style, mouvement",
        "Epoch, style, movement",
        Kind.TERMS,
        Group.CREATION,
        scheme="EPOQ",
        facet=7,
        key="epoque",
        weight=2,
        column="Epoque",
        linked=True,
        help=_("Époque, style ou mouvement, quand il situe mieux l’objet que le siècle."),
        example="archaïque ; figures noires",
        targets=_to(lido="periodName", edm="dcterms:temporal", dc="coverage"),
    ),
    Field(
        "PEOC",
        "copied_period",
        "Période de l’original copié",
        "Period of the copied original",
        Kind.PERIODS,
        Group.CREATION,
        scheme="PERI",
        checked=True,
        column="Periode_de_l_original_copie",
        help=_("Siècle de l’original, quand l’objet est une copie."),
        example="14e siècle ; incertain",
        targets=_to(edm="dcterms:temporal"),
    ),
    Field(
        "LIEUX",
        "place",
        "Lieu de création ou d’utilisation",
        "Place of creation or use",
        Kind.GROUPS,
        Group.CREATION,
        scheme="LIEUX",
        facet=10,
        key="lieu",
        weight=3,
        column="Lieu_de_creation_utilisation",
        linked=True,
        help=_("Lieux où l’objet a été fait ou utilisé, du pays à la commune, la nature du lieu entre parenthèses."),
        example="France ; Nouvelle-Aquitaine ; Deux-Sèvres ; Niort (lieu d'utilisation)",
        targets=_to(lido="eventPlace", edm="dcterms:spatial", dc="coverage", schema="locationCreated"),
    ),
    Field(
        "PLIEUX",
        "place_details",
        "Précisions sur le lieu",
        "Place details",
        Kind.TEXT,
        Group.CREATION,
        weight=2,
        column="Precisions_lieux_creations",
        help=_("Lieu-dit, adresse, édifice ou emplacement précis."),
        example="cathédrale de Strasbourg : croisillon Sud du transept",
        targets=_to(lido="eventPlace"),
    ),
    Field(
        "GEOHI",
        "historical_place",
        "Géographie historique",
        "Historical geography",
        Kind.TERMS,
        Group.CREATION,
        weight=2,
        column="Geographie_historique",
        help=_("Nom ancien d’un territoire qui n’existe plus sous ce nom."),
        example="Gaule narbonnaise",
        targets=_to(edm="dcterms:spatial", dc="coverage"),
    ),
    Field(
        "PERU",
        "use_period",
        "Période d’utilisation",
        "Period of use",
        Kind.PERIODS,
        Group.CREATION,
        scheme="PERI",
        checked=True,
        column="Periode_d_utilisation",
        help=_("Siècle pendant lequel l’objet a servi."),
        example="12e siècle ; incertain",
        targets=_to(lido="event:Use", edm="dcterms:temporal"),
    ),
    Field(
        "MILU",
        "use_year",
        "Millésime d’utilisation",
        "Year of use",
        Kind.DATES,
        Group.CREATION,
        column="Millesime_d_utilisation",
        help=_("Année ou intervalle pendant lequel l’objet a servi."),
        example="1803 : date de début ; 1810 : date de fin",
        targets=_to(lido="event:Use", edm="dcterms:temporal"),
    ),
    Field(
        "GENE",
        "genesis",
        "Genèse",
        "Genesis",
        Kind.TERMS,
        Group.CREATION,
        scheme="GENE",
        weight=2,
        column="Genese",
        linked=True,
        help=_("Place de l’objet dans une création : étude, réplique, copie, reproduction…"),
        example="copie interprétée ; reproduit en gravure",
        targets=_to(edm="dcterms:relation", dc="relation"),
    ),
    Field(
        "REPR",
        "subject",
        "Sujet représenté",
        "Subject",
        Kind.GROUPS,
        Group.SUBJECT,
        scheme="REPR",
        facet=11,
        key="sujet",
        weight=8,
        column="Sujet_Represente",
        linked=True,
        help=_("Ce que l’objet représente, en mots clés : une scène par groupe, son genre d’abord."),
        example="scène mythologique ; Vénus ; nu ; Adonis#fond de paysage",
        targets=_to(lido="subjectSet", edm="dc:subject", dc="subject", schema="about"),
    ),
    Field(
        "PREP",
        "subject_details",
        "Précisions sur le sujet représenté",
        "Subject details",
        Kind.TEXT,
        Group.SUBJECT,
        weight=3,
        column="Precisions_sujets_representes",
        help=_("Ce que les mots clés ne disent pas de la représentation : noms, organisation, sens."),
        targets=_to(lido="subjectSet", edm="dc:description"),
    ),
    Field(
        "DREP",
        "subject_date",
        "Date du sujet représenté",
        "Date of the subject",
        Kind.TEXT,
        Group.SUBJECT,
        weight=1,
        column="Date_sujet_represente",
        help=_("Date de l’événement représenté, ou dates de la personne figurée."),
        targets=_to(lido="subjectSet", edm="dcterms:temporal"),
    ),
    Field(
        "SREP",
        "subject_source",
        "Source de la représentation",
        "Source of the subject",
        Kind.TERMS,
        Group.SUBJECT,
        scheme="SREP",
        weight=2,
        column="Source_de_la_representation",
        help=_("Texte ou récit dont vient le sujet : genre, auteur, titre."),
        example="roman ; Flaubert Gustave ; Salammbô",
        targets=_to(lido="subjectSet", edm="dc:source", dc="source"),
    ),
    Field(
        "ONOM",
        "names",
        "Onomastique",
        "Names",
        Kind.TERMS,
        Group.SUBJECT,
        weight=3,
        column="Onomastique",
        linked=True,
        help=_("Noms propres lus dans les inscriptions et dédicaces."),
        targets=_to(edm="dc:subject", dc="subject"),
    ),
    Field(
        "STAT",
        "legal_status",
        "Statut juridique",
        "Legal status",
        Kind.TERMS,
        Group.HISTORY,
        Obligation.REQUIRED,
        scheme="STAT",
        checked=True,
        weight=1,
        column="Statut_juridique",
        help=_("Type de propriété, mode d’acquisition, propriétaire, établissement affectataire, dans cet ordre."),
        example="propriété de la commune ; achat ; Fécamp ; Les Pêcheries, musée de Fécamp",
        targets=_to(lido="event:Acquisition", edm="dcterms:provenance", dc="rights", schema="creditText"),
    ),
    Field(
        "DACQ",
        "acquisition_date",
        "Date d’acquisition",
        "Acquisition date",
        Kind.PRECISE,
        Group.HISTORY,
        Obligation.MINIMUM,
        column="Date_d_acquisition",
        help=_("Année de l’acquisition, ou de l’entrée au musée, chacune suivie de sa nature."),
        example="1905 : date d'acquisition ; 1907 : entrée matérielle",
        targets=_to(lido="event:Acquisition", edm="dcterms:provenance"),
    ),
    Field(
        "APTN",
        "former_owner",
        "Ancienne appartenance",
        "Former owner",
        Kind.TEXT,
        Group.HISTORY,
        weight=2,
        column="Ancienne_appartenance",
        help=_("Collections et propriétaires précédents, sans donnée sur des personnes vivantes."),
        targets=_to(lido="event:Provenance", edm="dcterms:provenance"),
    ),
    Field(
        "DEPO",
        "deposit_place",
        "Lieu de dépôt",
        "Deposit place",
        Kind.TERMS,
        Group.HISTORY,
        scheme="LOCA",
        checked=True,
        weight=2,
        column="Lieu_de_depot",
        help=_("Nature du dépôt, commune et établissement où se trouve l’objet."),
        example="dépôt ; Suresnes ; musée d'Histoire urbaine et sociale",
        targets=_to(lido="repositorySet", edm="dcterms:provenance"),
    ),
    Field(
        "DDPT",
        "deposit_date",
        "Date de dépôt",
        "Deposit date",
        Kind.PRECISE,
        Group.HISTORY,
        column="Date_de_depot",
        help=_("Année du dépôt, suivie de sa nature."),
        example="1905 : déposé ; 1907 : affecté",
        targets=_to(lido="event:Provenance"),
    ),
    Field(
        "ADPT",
        "former_deposit",
        "Ancien dépôt",
        "Former deposit",
        Kind.TEXT,
        Group.HISTORY,
        weight=1,
        column="Ancien_depot",
        help=_("Lieux et dates des dépôts terminés."),
        targets=_to(lido="event:Provenance"),
    ),
    Field(
        "DECV",
        "discovery",
        "Découverte ou collecte",
        "Discovery or collection",
        Kind.PRECISE,
        Group.HISTORY,
        scheme="DECV",
        weight=3,
        column="Decouverte_collecte",
        help=_("Lieu, type de site, méthode, date et auteur de la découverte ou de la collecte."),
        example="France ; Normandie ; Rouen ; (Maison Bruneau, lieu de découverte) ; (Henriot Louis : découvreur)",
        targets=_to(lido="event:Finding", edm="dcterms:spatial", dc="coverage"),
    ),
    Field(
        "PDEC",
        "discovery_details",
        "Précisions sur la découverte",
        "Discovery details",
        Kind.TEXT,
        Group.HISTORY,
        weight=2,
        column="Precisions_decouverte_collecte",
        help=_("Lieu-dit, couche, carré, numéro de site ou d’objet donné à la fouille."),
        targets=_to(lido="event:Finding"),
    ),
    Field(
        "HIST",
        "history",
        "Historique",
        "History",
        Kind.TEXT,
        Group.HISTORY,
        weight=2,
        help=_("Histoire de l’objet, de sa commande à son entrée au musée."),
        targets=_to(lido="objectDescriptionSet", edm="dcterms:provenance", dc="description"),
    ),
    Field(
        "EXPO",
        "exhibitions",
        "Expositions",
        "Exhibitions",
        Kind.TEXT,
        Group.HISTORY,
        weight=1,
        column="Exposition",
        help=_("Expositions où l’objet a été présenté, de la plus ancienne à la plus récente."),
        targets=_to(lido="event:Exhibition"),
    ),
    Field(
        "COMM",
        "comments",
        "Commentaires",
        "Comments",
        Kind.TEXT,
        Group.HISTORY,
        weight=1,
        column="Commentaires",
        help=_(
            "Ce qui ne trouve place nulle part ailleurs ; pour un bien manquant, la date et les circonstances du constat."
        ),
        targets=_to(edm="dc:description"),
    ),
    Field(
        "MANQUANT",
        "missing",
        "Situation particulière",
        "Special situation",
        Kind.TERMS,
        Group.HISTORY,
        facet=12,
        key="situation",
        column="Manquant",
        help=_(
            "Ce qu’est devenu le bien : manquant, volé, présumé détruit ou retrouvé ; à défaut, lu à la fin de LOCA."
        ),
        example="manquant",
    ),
    Field(
        "MANQUANT_COM",
        "missing_note",
        "Précisions sur la situation",
        "Situation details",
        Kind.TEXT,
        Group.HISTORY,
        column="Manquant commentaires",
        help=_("Précision sur la situation du bien."),
        example="présumé détruit",
        aliases=("Manquant_commentaires",),
    ),
    Field(
        "BIBL",
        "bibliography",
        "Bibliographie",
        "Bibliography",
        Kind.TEXT,
        Group.REFERENCES,
        weight=1,
        column="Bibliographie",
        help=_("Publications où l’objet est cité, une par ligne."),
        targets=_to(lido="relatedWork", edm="dcterms:isReferencedBy", dc="relation"),
    ),
    Field(
        "PHOT",
        "photo_credit",
        "Crédit photographique",
        "Photo credit",
        Kind.TEXT,
        Group.REFERENCES,
        Obligation.IF_IMAGE,
        weight=1,
        help=_(
            "Prénom et nom du photographe, puis l’agence ou le service qui détient les droits ; obligatoire avec une image."
        ),
        example="Prénom Nom, agence",
        targets=_to(lido="resourceSet", edm="dc:creator", schema="creditText"),
    ),
    Field(
        "REFIM",
        "image_names",
        "Noms des images",
        "Image names",
        Kind.FILES,
        Group.PLATFORM,
        Obligation.IF_IMAGE,
        public=False,
        help=_("Noms complets des fichiers d’images, dans l’ordre voulu : le premier est l’image principale."),
        example="RL_46-1-1.jpg;RL_46-1-1_v2.jpg",
        targets=_to(lido="resourceSet", edm="edm:isShownBy", schema="image"),
    ),
    Field(
        "WWW",
        "links",
        "Site associé",
        "Related site",
        Kind.LINKS,
        Group.REFERENCES,
        column="Lien_site_associe",
        help=_("Adresses de pages sur le même objet, hors de ce catalogue."),
        targets=_to(lido="recordInfoLink", edm="edm:isShownAt", dc="relation", schema="sameAs"),
    ),
    Field(
        "LVID",
        "video_links",
        "Vidéo",
        "Video",
        Kind.LINKS,
        Group.REFERENCES,
        column="Lien_Video",
        help=_("Adresses de vidéos en ligne sur l’objet."),
        example="https://vimeo.com/404938325",
        targets=_to(edm="edm:hasView"),
    ),
    Field(
        "COPY",
        "copyright",
        "Droits de la notice",
        "Record rights",
        Kind.TEXT,
        Group.REFERENCES,
        help=_("Mention de droits portant sur le texte de la notice."),
        targets=_to(lido="recordRights", edm="dc:rights", dc="rights"),
    ),
    Field(
        "RETIF",
        "inha_link",
        "Lien INHA (RETIF)",
        "INHA link (RETIF)",
        Kind.TEXT,
        Group.REFERENCES,
        column="Lien_INHA",
        help=_("Lien vers le répertoire des tableaux italiens de l’INHA."),
        targets=_to(edm="dcterms:isReferencedBy"),
    ),
    Field(
        "LARC",
        "arcade_link",
        "Lien Arcade",
        "Arcade link",
        Kind.TEXT,
        Group.REFERENCES,
        column="Lien_base_Arcade",
        help=_("Lien vers la base Arcade des œuvres acquises ou commandées par l’État."),
        targets=_to(edm="dcterms:isReferencedBy"),
    ),
    Field(
        "REFMEM",
        "memoire_refs",
        "Notices Mémoire liées",
        "Related Mémoire records",
        Kind.TERMS,
        Group.REFERENCES,
        column="References_Memoires",
        help=_("Références de notices de la base Mémoire (photographies)."),
        targets=_to(edm="dcterms:relation"),
    ),
    Field(
        "REFMER",
        "merimee_refs",
        "Notices Mérimée liées",
        "Related Mérimée records",
        Kind.TERMS,
        Group.REFERENCES,
        column="References_Merimee",
        help=_("Références de notices de la base Mérimée (architecture)."),
        targets=_to(edm="dcterms:relation"),
    ),
    Field(
        "REFPAL",
        "palissy_refs",
        "Notices Palissy liées",
        "Related Palissy records",
        Kind.TERMS,
        Group.REFERENCES,
        column="References_Palissy",
        help=_("Références de notices de la base Palissy (mobilier)."),
        targets=_to(edm="dcterms:relation"),
    ),
    Field(
        "LOCA",
        "location",
        "Localisation",
        "Location",
        Kind.PLACE,
        Group.MUSEUM,
        Obligation.MINIMUM,
        scheme="LOCA",
        checked=True,
        weight=9,
        column="Localisation",
        help=_("Commune, puis établissement où l’objet est conservé ; un bien introuvable s’y termine par son état."),
        example="Brest ; musée des beaux-arts",
        targets=_to(lido="repositorySet", edm="edm:currentLocation", dc="publisher", schema="contentLocation"),
    ),
    Field(
        "NOMOFF",
        "museum_name",
        "Nom du musée",
        "Museum name",
        Kind.GENERATED,
        Group.MUSEUM,
        Obligation.GENERATED,
        weight=9,
        column="Nom_officiel_musee",
        targets=_to(lido="legalBodyName", edm="edm:dataProvider", schema="provider"),
    ),
    Field(
        "VILLE_M",
        "museum_city",
        "Ville",
        "City",
        Kind.GENERATED,
        Group.MUSEUM,
        Obligation.GENERATED,
        facet=14,
        key="ville",
        weight=9,
        column="Ville",
    ),
    Field(
        "DPT",
        "department",
        "Département",
        "Department",
        Kind.GENERATED,
        Group.MUSEUM,
        Obligation.GENERATED,
        weight=9,
        column="Departement",
    ),
    Field(
        "REGION",
        "region",
        "Région",
        "Region",
        Kind.GENERATED,
        Group.MUSEUM,
        Obligation.GENERATED,
        facet=13,
        key="region",
        weight=4,
        column="Region",
    ),
    Field(
        "LABEL",
        "museum_label",
        "Appellation musée de France",
        "Musée de France label",
        Kind.GENERATED,
        Group.MUSEUM,
        Obligation.GENERATED,
        column="Appellation_Musee_de_France",
    ),
    Field(
        "CONTACT",
        "museum_contact",
        "Contact du musée",
        "Museum contact",
        Kind.GENERATED,
        Group.MUSEUM,
        Obligation.GENERATED,
        public=False,
    ),
    Field(
        "POP_COORDONNEES",
        "coordinates",
        "Coordonnées",
        "Coordinates",
        Kind.GENERATED,
        Group.MUSEUM,
        Obligation.GENERATED,
        column="coordonnees",
        example="48.85, 2.35",
        aliases=("POP_COORDONNEES.lat", "POP_COORDONNEES.lon"),
    ),
    Field(
        "REFMIS",
        "update_reference",
        "Référence de mise à jour",
        "Update reference",
        Kind.CODE,
        Group.PLATFORM,
        Obligation.UPDATE_ONLY,
        column="Reference_MAJ",
        public=False,
        help=_("Répète REF pour une notice déjà versée : annonce une mise à jour."),
    ),
    Field(
        "REDA",
        "writer",
        "Rédacteur",
        "Writer",
        Kind.TERMS,
        Group.PLATFORM,
        public=False,
        help=_("Auteurs de la notice et années ; réservé au musée, jamais publié."),
    ),
    Field(
        "COOR",
        "coordinator",
        "Coordinateur",
        "Coordinator",
        Kind.TEXT,
        Group.PLATFORM,
        public=False,
        help=_("Responsable de la saisie ; réservé au musée, jamais publié."),
    ),
    Field(
        "DMIS",
        "created_on",
        "Date de création de la notice",
        "Record created",
        Kind.GENERATED,
        Group.PLATFORM,
        Obligation.GENERATED,
        column="Date_creation",
        targets=_to(lido="recordInfoSet"),
    ),
    Field(
        "DMAJ",
        "updated_on",
        "Date de mise à jour de la notice",
        "Record updated",
        Kind.GENERATED,
        Group.PLATFORM,
        Obligation.GENERATED,
        column="Date_de_mise_a_jour",
        targets=_to(lido="recordInfoSet"),
    ),
    Field(
        "CONTIENT_IMAGE",
        "has_image",
        "Présence d’une image",
        "Has an image",
        Kind.GENERATED,
        Group.PLATFORM,
        Obligation.GENERATED,
        facet=15,
        key="image",
        column="Presence_image",
        public=False,
        example="oui",
    ),
    Field(
        "PRODUCTEUR",
        "producer",
        "Producteur",
        "Producer",
        Kind.GENERATED,
        Group.PLATFORM,
        Obligation.GENERATED,
        public=False,
    ),
    Field("BASE", "database", "Base", "Database", Kind.GENERATED, Group.PLATFORM, Obligation.GENERATED, public=False),
    Field(
        "POP_CONTIENT_GEOLOCALISATION",
        "has_coordinates",
        "Contient une position",
        "Has a position",
        Kind.GENERATED,
        Group.PLATFORM,
        Obligation.GENERATED,
        public=False,
    ),
    Field(
        "POP_FLAGS",
        "platform_flags",
        "Alertes POP",
        "POP flags",
        Kind.GENERATED,
        Group.PLATFORM,
        Obligation.GENERATED,
        public=False,
    ),
    Field(
        "POP_IMPORT",
        "platform_import",
        "Import POP",
        "POP import",
        Kind.GENERATED,
        Group.PLATFORM,
        Obligation.GENERATED,
        public=False,
    ),
    Field(
        "HISTORIQUE",
        "platform_history",
        "Historique POP",
        "POP history",
        Kind.GENERATED,
        Group.PLATFORM,
        Obligation.GENERATED,
        public=False,
    ),
    Field(
        "IMG",
        "image_address",
        "Adresse de l’image",
        "Image address",
        Kind.GENERATED,
        Group.PLATFORM,
        Obligation.GENERATED,
        public=False,
    ),
    Field(
        "MSGCOM",
        "reproduction_link",
        "Commande de reproduction",
        "Order a reproduction",
        Kind.LINKS,
        Group.REFERENCES,
        help=_("Adresse où commander une reproduction."),
    ),
    Field(
        "VIDEO",
        "image_display",
        "Affichage de l’image",
        "Image display",
        Kind.GENERATED,
        Group.PLATFORM,
        Obligation.DEPRECATED,
        public=False,
    ),
    Field(
        "LOCA2",
        "country_region_city",
        "Pays, région, ville",
        "Country, region, city",
        Kind.TEXT,
        Group.PLATFORM,
        Obligation.DEPRECATED,
        public=False,
    ),
    Field(
        "LOCA3",
        "public_domain_date",
        "Date d’entrée dans le domaine public",
        "Enters the public domain",
        Kind.TEXT,
        Group.HISTORY,
        column="Date_entree_dans_le_domaine_public",
        help=_("Année à partir de laquelle l’œuvre est dans le domaine public."),
        history="Localisation détaillée, recyclé en date d'entrée dans le domaine public",
    ),
    Field(
        "DATA",
        "artist_in_copyright",
        "Artiste sous droits",
        "Artist in copyright",
        Kind.TEXT,
        Group.HISTORY,
        column="Artiste_sous_droits",
        help=_("Dit que l’auteur est encore protégé par le droit d’auteur."),
        history="Recyclé : « Artiste sous droits » dans l'extrait ouvert de 2026",
    ),
    Field(
        "DESY",
        "pre_1995_date",
        "Date de création avant 1995",
        "Pre-1995 creation date",
        Kind.TEXT,
        Group.PLATFORM,
        Obligation.DEPRECATED,
        public=False,
    ),
    Field("DATION", "dation", "Dation", "Dation", Kind.TEXT, Group.PLATFORM, Obligation.DEPRECATED, public=False),
    Field(
        "DIFFU", "diffusion", "Diffusion", "Diffusion", Kind.TEXT, Group.PLATFORM, Obligation.DEPRECATED, public=False
    ),
    Field("IMAGE", "image", "Image", "Image", Kind.TEXT, Group.PLATFORM, Obligation.DEPRECATED, public=False),
    Field(
        "LABO",
        "laboratory",
        "Laboratoire",
        "Laboratory",
        Kind.TEXT,
        Group.PLATFORM,
        Obligation.DEPRECATED,
        public=False,
    ),
    Field("MOSA", "mosaic", "Mosaïque", "Mosaic", Kind.TEXT, Group.PLATFORM, Obligation.DEPRECATED, public=False),
    Field(
        "PDAT",
        "date_details",
        "Précisions sur la datation",
        "Date details",
        Kind.TEXT,
        Group.PLATFORM,
        Obligation.DEPRECATED,
        public=False,
    ),
    Field("RANG", "rank", "Rang", "Rank", Kind.TEXT, Group.PLATFORM, Obligation.DEPRECATED, public=False),
    Field(
        "TICO",
        "short_title",
        "Titre courant",
        "Short title",
        Kind.TEXT,
        Group.PLATFORM,
        Obligation.DEPRECATED,
        public=False,
    ),
    Field(
        "TOUT",
        "everything",
        "Recherche sur tout",
        "Everything",
        Kind.TEXT,
        Group.PLATFORM,
        Obligation.DEPRECATED,
        public=False,
    ),
)

BY_CODE: Mapping[str, Field] = MappingProxyType({field.code: field for field in FIELDS})
BY_COLUMN: Mapping[str, Field] = MappingProxyType({field.column: field for field in FIELDS if field.column})
REQUIRED = tuple(field.code for field in FIELDS if field.obligation is Obligation.REQUIRED)
FACETS = tuple(sorted((field for field in FIELDS if field.facet), key=lambda field: field.facet))
BY_KEY: Mapping[str, Field] = MappingProxyType({field.key: field for field in FACETS})

# The order of the open-data extract, to write it back as it came.
OPEN_DATA_COLUMNS: tuple[str, ...] = tuple(
    """
Reference|Ancien_depot|Appellation|Ancienne_appartenance|Ancienne_attribution|Auteur|Bibliographie|Commentaires|
Presence_image|Date_d_acquisition|Date_de_depot|Decouverte_collecte|Denomination|Lieu_de_depot|Description|Mesures|
Date_de_mise_a_jour|Date_creation|Domaine|Region|Departement|Date_sujet_represente|Ecole_pays|Epoque|Exposition|Genese|
Geographie_historique|Inscription|Numero_inventaire|Appellation_Musee_de_France|Lien_base_Arcade|
Lieu_de_creation_utilisation|Localisation|Ville|Lien_Video|Manquant|Manquant commentaires|Millesime_de_creation|
Millesime_d_utilisation|Code_Museofile|Nom_officiel_musee|Genre|Onomastique|Precisions_sur_l_auteur|
Precisions_decouverte_collecte|Periode_de_l_original_copie|Periode_de_creation|Periode_d_utilisation|
Precisions_inscriptions|Precisions_lieux_creations|Precisions_sujets_representes|Precisions_utilisation|
References_Memoires|References_Merimee|Reference_MAJ|References_Palissy|Sujet_Represente|Lien_INHA|
Source_de_la_representation|Statut_juridique|Materiaux_techniques|Titre|Utilisation|Lien_site_associe|coordonnees|
Artiste_sous_droits|Date_entree_dans_le_domaine_public
""".replace("\n", "").split("|")
)


@cache
def by_name(name: str) -> Field | None:
    """Return the field a header names: its code, its column, its label or name in either language, or an alias.

    Case, accents, underscores and apostrophes do not count: « Materiaux_techniques » is « Matériaux techniques ».
    """
    return _names().get(_key(name))


@cache
def _names() -> Mapping[str, Field]:
    names: dict[str, Field] = {}
    for entry in FIELDS:
        for name in (entry.code, entry.column, entry.fr, entry.en, entry.name, *entry.aliases):
            if name:
                names.setdefault(_key(name), entry)
    return MappingProxyType(names)


def _key(name: str) -> str:
    return " ".join(fold(name.replace("_", " ").replace("-", " ").replace("'", " ").replace("’", " ")).split())
