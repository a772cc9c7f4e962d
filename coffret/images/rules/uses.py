"""IMG060-IMG075: what other uses ask: Europeana, IIIF delivery, the archive master."""

from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from coffret.base.rules import Example, Finding, Severity, rule
from coffret.images.case import Case, label, told
from coffret.images.facts import Seen
from coffret.images.norms import ARCHIVE_RESOLUTION, LOSSY, RESOLUTION_TOLERANCE, TIER_CAPS, TIERS, ZOOM_LONG_SIDE
from coffret.images.wording import LICENCES, colours

EUROPEANA = "europeana/metis-framework@d119675"
METAMORFOZE = "Metamorfoze, directives de numérisation"
ICDP = "ICDP (Italie), plan national de numérisation"
OUR = "Règle de Coffret"
BEST_TIER = TIERS[0][1]


def tier(seen: Seen) -> int:
    """Return Europeana's content tier by surface alone, 0 to 4 (there is no 3), under an open licence."""
    return next((level for surface, level in TIERS if seen.area >= surface), 0)


@rule(
    "IMG060",
    target="picture",
    severity=Severity.ALERTE,
    title=_("Palier Europeana inférieur à 4"),
    message=_("L’image a {pixels} pixels : palier {tier} d’Europeana ; le palier 4 en demande {wanted}."),
    remedy=_("Donner une image plus grande si elle existe, sans l’agrandir."),
    source=f"{EUROPEANA}, ImageClassifier.java",
    passes=Example({"profil": "europeana", "largeur": "1200", "hauteur": "800"}),
    fails=Example({"profil": "europeana", "largeur": "800", "hauteur": "600"}),
)
def low_tier(case: Case) -> Iterator[Finding]:
    """Europeana ranks a picture by its surface."""
    level = tier(case.seen)
    if 0 < level < BEST_TIER:
        yield case.finding("IMG060", pixels=case.seen.area, tier=level, wanted=TIERS[0][0])


@rule(
    "IMG061",
    target="picture",
    severity=Severity.SIGNALEMENT,
    title=_("Palier Europeana plafonné par la licence"),
    message=_("La licence ({what}) plafonne le palier à {cap} ; la taille permettrait {tier}."),
    remedy=_("Choisir une licence ouverte si les droits le permettent."),
    source=f"{EUROPEANA}, LicenseType.java : fermée 2, réutilisation restreinte 3, ouverte 4",
    passes=Example({"profil": "europeana", "licence": "open"}),
    fails=Example({"profil": "europeana", "licence": "restricted"}),
)
def capped_tier(case: Case) -> Iterator[Finding]:
    """A licence allows a tier at most; an unknown one is not judged."""
    level, cap = tier(case.seen), TIER_CAPS.get(case.licence, BEST_TIER)
    if cap < level:
        yield case.finding("IMG061", what=LICENCES[case.licence], cap=cap, tier=level)


@rule(
    "IMG062",
    target="picture",
    severity=Severity.ERREUR,
    title=_("Image sous le premier palier d’Europeana"),
    message=_("L’image a {pixels} pixels, moins que les {wanted} du palier 1 : Europeana la classe au palier 0."),
    remedy=_("Donner une image plus grande si elle existe, sans l’agrandir."),
    source=f"{EUROPEANA}, ImageClassifier.java",
    passes=Example({"profil": "europeana", "largeur": "1200", "hauteur": "800"}),
    fails=Example({"profil": "europeana", "largeur": "300", "hauteur": "200"}),
)
def no_tier(case: Case) -> Iterator[Finding]:
    """Under 100,000 pixels, Europeana does not count a picture."""
    if case.seen.area and tier(case.seen) == 0:
        yield case.finding("IMG062", pixels=case.seen.area, wanted=TIERS[-1][0])


@rule(
    "IMG065",
    target="picture",
    severity=Severity.SIGNALEMENT,
    title=_("Image trop petite pour le zoom"),
    message=_("Le grand côté fait {long} pixels : tout tient à l’écran, le zoom n’a rien de plus à montrer."),
    remedy=_("Donner une image de plus de {wanted} pixels de grand côté si elle existe, sans l’agrandir."),
    source=f"{OUR} : deux tuiles de 512 pixels ; IIIF Image API 3.0, « tiles »",
    passes=Example({"profil": "iiif", "largeur": "2400", "hauteur": "1800"}),
    fails=Example({"profil": "iiif", "largeur": "800", "hauteur": "600"}),
)
def no_zoom(case: Case) -> Iterator[Finding]:
    """Delivery by tiles is for pictures larger than a screen."""
    long = max(case.seen.width, case.seen.height)
    if 0 < long <= ZOOM_LONG_SIDE:
        yield case.finding("IMG065", long=long, wanted=ZOOM_LONG_SIDE)


@rule(
    "IMG070",
    target="picture",
    severity=Severity.ERREUR,
    title=_("Format qui n’est pas d’archive"),
    message=_("Le format {format} n’est pas celui d’un master d’archive ; le sont : {formats}."),
    remedy=_("Numériser ou développer vers un TIFF ; convertir ce fichier ne rendrait pas ce qu’il a perdu."),
    source=f"{METAMORFOZE} : TIFF non compressé ou JPEG 2000 ; {ICDP} : TIFF 6.0",
    passes=Example({"profil": "archive", "nom": "vase.tif", "format": "TIFF", "compression": "none"}),
    fails=Example({"profil": "archive", "format": "JPEG"}),
)
def not_archival(case: Case) -> Iterator[Finding]:
    """A master is kept in a format that keeps everything."""
    seen = case.seen
    if seen.format and seen.format not in case.profile.formats:
        yield case.finding("IMG070", format=seen.format, formats=", ".join(case.profile.formats))


@rule(
    "IMG071",
    target="picture",
    severity=Severity.ALERTE,
    title=_("Master compressé avec perte"),
    message=_("Le fichier est compressé avec perte ({compression})."),
    remedy=_("Garder le master sans compression, ou en LZW ou deflate, qui ne perdent rien."),
    source=f"{METAMORFOZE} : TIFF non compressé",
    passes=Example({"profil": "archive", "nom": "vase.tif", "format": "TIFF", "compression": "lzw"}),
    fails=Example({"profil": "archive", "nom": "vase.tif", "format": "TIFF", "compression": "jpeg"}),
)
def lossy(case: Case) -> Iterator[Finding]:
    """A master has lost nothing."""
    if case.seen.compression in LOSSY:
        yield case.finding("IMG071", compression=case.seen.compression)


@rule(
    "IMG072",
    target="picture",
    severity=Severity.ALERTE,
    title=_("Master sans profil de couleurs"),
    message=_("Aucun profil de couleurs n’est incorporé : les valeurs ne désignent pas de couleurs sûres."),
    remedy=_("Réexporter avec le profil de la prise de vue : eciRVB v2, Adobe RVB ou ProPhoto."),
    source=f"{METAMORFOZE} : profil eciRGBv2 ou Adobe RGB incorporé ; BnF : Adobe RGB (1998)",
    passes=Example({"profil": "archive", "nom": "vase.tif", "format": "TIFF", "profil ICC": "eciRGB v2"}),
    fails=Example({"profil": "archive", "nom": "vase.tif", "format": "TIFF", "profil ICC": ""}),
)
def no_profile(case: Case) -> Iterator[Finding]:
    """Colours mean something through a profile; black and white alone needs none."""
    if case.seen.area and not case.seen.profile and case.seen.mode != "BITONAL":
        yield case.finding("IMG072")


@rule(
    "IMG073",
    target="picture",
    severity=Severity.ERREUR,
    title=_("Profondeur insuffisante pour un master"),
    message=_("L’image est en {mode}, {depth} bits par canal : un master en a au moins 8, sans palette."),
    remedy=_("Numériser de nouveau en 8 ou 16 bits par canal."),
    source=f"{METAMORFOZE} : 8 ou 16 bits par canal",
    passes=Example({"profil": "archive", "nom": "vase.tif", "format": "TIFF", "profondeur": "16"}),
    fails=Example({"profil": "archive", "nom": "vase.png", "format": "PNG", "mode": "PALETTE"}),
)
def shallow(case: Case) -> Iterator[Finding]:
    """A master has eight bits per channel or more."""
    if case.seen.mode == "PALETTE" or 0 < case.seen.depth < 8:
        yield case.finding("IMG073", mode=colours(case.seen.mode), depth=case.seen.depth)


@rule(
    "IMG074",
    target="picture",
    severity=Severity.ALERTE,
    title=_("Échantillonnage déclaré absent ou faible"),
    message=_(
        "L’échantillonnage déclaré est de {dpi} points par pouce ; {wanted} est le moins pour une haute résolution."
    ),
    remedy=_("Déclarer l’échantillonnage vrai de la prise de vue ; numériser de nouveau s’il est inférieur."),
    source="Vocabulaire du ministère de la Culture, 09/01/2014 : 300 ppp au moins pour une haute résolution",
    passes=Example({"profil": "archive", "nom": "vase.tif", "format": "TIFF", "étiquettes": "TIFF 400"}),
    fails=Example({"profil": "archive", "nom": "vase.tif", "format": "TIFF", "étiquettes": "TIFF 72"}),
)
def sampling(case: Case) -> Iterator[Finding]:
    """A master declares how finely it was sampled; « 0 » stands for no declaration."""
    one = label(case.seen)
    if case.seen.area and (one is None or min(one.x, one.y) < ARCHIVE_RESOLUTION - RESOLUTION_TOLERANCE):
        yield case.finding("IMG074", dpi=told(one) if one else "0", wanted=int(ARCHIVE_RESOLUTION))


@rule(
    "IMG075",
    target="picture",
    severity=Severity.SIGNALEMENT,
    title=_("Ce qu’un logiciel ne peut mesurer sur un master"),
    message=_(
        "Format, profondeur, profil et échantillonnage déclaré sont vérifiés ; l’exactitude des couleurs, la netteté et "
        "le bruit ne le sont pas : ils se mesurent sur une mire. Ceci n’est pas une conformité FADGI, Metamorfoze ou "
        "ISO 19264."
    ),
    remedy=_("Photographier une mire dans les mêmes conditions et la mesurer avec un outil fait pour cela."),
    source="ISO 19264-1, FADGI et Metamorfoze : ΔE, SFR et bruit se mesurent sur une mire",
    passes=Example({"profil": "joconde-2026"}, "dit pour le profil « archive » seulement"),
    fails=Example({"profil": "archive", "nom": "vase.tif", "format": "TIFF"}),
)
def beyond_software(case: Case) -> Iterator[Finding]:
    """What software cannot verify is said, always."""
    if case.seen.area:
        yield case.finding("IMG075")
