"""IMG001-IMG015: the bytes of a file, whatever it is for."""

from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from coffret.base.rules import Example, Finding, Severity, rule
from coffret.images import naming
from coffret.images.case import Case
from coffret.images.facts import Harm
from coffret.images.limits import PIXELS_LIMIT, SIZE_LIMIT
from coffret.images.norms import EXTENSIONS
from coffret.images.wording import told

OUR = "Règle de Coffret"
SPEC = "Spécifications d’export Joconde, 25/03/2024"


def _harmed(case: Case, code: str, *harms: Harm) -> Iterator[Finding]:
    damage = case.seen.harmed(*harms)
    if damage:
        yield case.finding(code, detail=told(damage))


@rule(
    "IMG001",
    target="picture",
    severity=Severity.ERREUR,
    title=_("Fichier qui n’est pas une image"),
    message=_("Le contenu n’est celui d’aucun format d’image connu, quel que soit le nom du fichier."),
    remedy=_("Ouvrir le fichier pour voir ce qu’il est, et donner l’image elle-même en JPEG."),
    source=f"{OUR} : le format se lit dans les octets, jamais dans le nom ; {SPEC}, p. 7 : test du format",
    passes=Example({"nom": "vase.jpg", "format": "JPEG"}),
    fails=Example({"nom": "vase.jpg", "format": "", "défaut": "unknown"}, "une page web enregistrée sous ce nom"),
)
def unknown(case: Case) -> Iterator[Finding]:
    """A file handed in as an image is one."""
    yield from _harmed(case, "IMG001", Harm.UNKNOWN)


@rule(
    "IMG002",
    target="picture",
    severity=Severity.ERREUR,
    title=_("Fichier d’image vide"),
    message=_("Le fichier ne contient aucun octet."),
    remedy=_("Copier l’image de nouveau depuis l’original."),
    source=f"{OUR} : une copie interrompue laisse des fichiers vides",
    passes=Example({"poids": "2400000"}),
    fails=Example({"format": "", "défaut": "empty"}),
)
def empty(case: Case) -> Iterator[Finding]:
    """A file holds something."""
    yield from _harmed(case, "IMG002", Harm.EMPTY)


@rule(
    "IMG003",
    target="picture",
    severity=Severity.ERREUR,
    title=_("Fichier d’image tronqué"),
    message=_("Le fichier s’arrête avant la fin de l’image ({detail}) : le bas en est perdu."),
    remedy=_("Copier l’image de nouveau depuis l’original ; la réenregistrer ne rendrait pas ce qui manque."),
    source=f"{OUR} : chaque pixel est décodé ; les lecteurs indulgents remplissent de gris ce qui manque",
    passes=Example({"nom": "vase.jpg"}),
    fails=Example({"nom": "vase.jpg", "défaut": "truncated @ 81920"}),
)
def truncated(case: Case) -> Iterator[Finding]:
    """A file goes to the end of its image."""
    yield from _harmed(case, "IMG003", Harm.TRUNCATED)


@rule(
    "IMG004",
    target="picture",
    severity=Severity.ERREUR,
    title=_("Données d’image endommagées"),
    message=_("Les données de l’image se contredisent ({detail}) : une partie peut être fausse ou perdue."),
    remedy=_("Copier l’image de nouveau depuis l’original, puis vérifier le support où elle était."),
    source=f"{OUR} : chaque pixel est décodé, le moindre avertissement du décodeur compte",
    passes=Example({"nom": "vase.jpg"}),
    fails=Example({"nom": "vase.jpg", "défaut": "corrupt marker @ 40960"}),
)
def corrupt(case: Case) -> Iterator[Finding]:
    """The data of an image do not contradict themselves."""
    yield from _harmed(case, "IMG004", Harm.CORRUPT)


@rule(
    "IMG005",
    target="picture",
    severity=Severity.ALERTE,
    title=_("Octets après la fin de l’image"),
    message=_(
        "Des octets étrangers suivent la fin de l’image ({detail}) : l’image est entière, le fichier ne l’est plus."
    ),
    remedy=_("Réexporter l’image depuis le logiciel qui l’a faite ; la copie de diffusion ne les garde pas."),
    source=f"{OUR} : rien ne suit le marqueur de fin, sauf les vues jointes par un téléphone (CIPA DC-007, MPF)",
    passes=Example({"défaut": "trailing mpf @ 2400000"}, "la seconde vue d’un téléphone est annoncée par le fichier"),
    fails=Example({"défaut": "trailing 512 @ 2400000"}),
)
def trailing(case: Case) -> Iterator[Finding]:
    """Nothing follows the end of an image, but what it announces itself."""
    damage = case.seen.harmed(Harm.TRAILING)
    if damage and damage.detail != "mpf":
        yield case.finding("IMG005", detail=told(damage))


@rule(
    "IMG006",
    target="picture",
    severity=Severity.ERREUR,
    title=_("Autre fichier caché dans l’image"),
    message=_("Un autre fichier se cache dans celui-ci ({detail})."),
    remedy=_("Ne pas le diffuser ; repartir de l’original, et chercher d’où vient ce fichier."),
    source=f"{OUR} : un fichier qui est à la fois une image et une archive ou un programme trompe ceux qui l’ouvrent",
    passes=Example({"nom": "vase.jpg"}),
    fails=Example({"nom": "vase.jpg", "défaut": "polyglot zip @ 2400000"}),
)
def polyglot(case: Case) -> Iterator[Finding]:
    """An image is nothing else besides."""
    yield from _harmed(case, "IMG006", Harm.POLYGLOT)


@rule(
    "IMG007",
    target="picture",
    severity=Severity.ALERTE,
    title=_("Extension qui ne dit pas le contenu"),
    message=_("Le nom n’a pas l’extension de son contenu, qui est du {format}."),
    remedy=_("Renommer le fichier avec l’extension « .{extension} », et son nom dans REFIM."),
    source=f"{SPEC}, p. 5 et 7 : conformité du nommage et du format ; POP juge le type annoncé d’après le nom",
    passes=Example({"nom": "vase.JPG", "format": "JPEG"}),
    fails=Example({"nom": "vase.jpg", "format": "PNG", "compression": "deflate"}),
)
def wrong_extension(case: Case) -> Iterator[Finding]:
    """The name of a file says its format; an alert, for the image itself is whole."""
    right = EXTENSIONS.get(case.seen.format)
    if right and naming.extension(case.name) not in right:
        yield case.finding("IMG007", format=case.seen.format, extension=right[0])


@rule(
    "IMG008",
    target="picture",
    severity=Severity.ERREUR,
    title=_("Nombre de pixels démesuré"),
    message=_("L’image annonce {width} × {height} pixels, plus de {limit} millions : elle n’est pas décodée."),
    remedy=_(
        "La réduire sous cette limite ; si elle est petite en vérité, son en-tête est faux : repartir de l’original."
    ),
    source=f"{OUR} : un fichier de quelques octets peut annoncer de quoi épuiser la machine",
    passes=Example({"largeur": "20000", "hauteur": "20000"}),
    fails=Example({"largeur": "60000", "hauteur": "60000", "défaut": "too_many_pixels"}),
)
def too_many_pixels(case: Case) -> Iterator[Finding]:
    """An image unfolds to a reasonable number of pixels."""
    seen = case.seen
    if seen.harmed(Harm.TOO_MANY_PIXELS) or seen.area > PIXELS_LIMIT:
        limit = PIXELS_LIMIT // 1_000_000
        yield case.finding("IMG008", width=seen.width, height=seen.height, limit=limit)


@rule(
    "IMG009",
    target="picture",
    severity=Severity.ERREUR,
    title=_("Fichier d’image trop lourd"),
    message=_("Le fichier pèse {size} Mo, plus que les {limit} Mo qui peuvent être traités."),
    remedy=_("Donner un TIFF compressé sans perte (LZW ou deflate) ou un JPEG de qualité élevée."),
    source=f"{OUR} : un fichier est lu entier pour être vérifié",
    passes=Example({"poids": "500000000"}),
    fails=Example({"poids": "2000000000", "défaut": "too_heavy"}),
)
def too_heavy(case: Case) -> Iterator[Finding]:
    """A file can be read whole in reasonable time."""
    seen = case.seen
    if seen.harmed(Harm.TOO_HEAVY) or seen.size > SIZE_LIMIT:
        yield case.finding("IMG009", size=seen.size // 1_000_000, limit=SIZE_LIMIT // 1_000_000)


@rule(
    "IMG010",
    target="picture",
    severity=Severity.ERREUR,
    title=_("Image animée"),
    message=_("Le fichier est une animation de {pages} images : une seule serait montrée."),
    remedy=_("Enregistrer la vue voulue comme image fixe, en JPEG."),
    source=f"{OUR} : une photographie d’objet est fixe ; POP n’attend que des JPEG et des PNG fixes",
    passes=Example({"nom": "vase.png", "format": "PNG", "compression": "deflate"}),
    fails=Example({"nom": "vase.png", "format": "PNG", "compression": "deflate", "animée": "oui", "pages": "12"}),
)
def animated(case: Case) -> Iterator[Finding]:
    """A picture does not move."""
    if case.seen.animated:
        yield case.finding("IMG010", pages=case.seen.pages)


@rule(
    "IMG011",
    target="picture",
    severity=Severity.ERREUR,
    title=_("Image mise à part"),
    message=_("La lecture a été abandonnée ({detail}) : le fichier est mis à part, les autres sont lus."),
    remedy=_(
        "Vérifier les droits de lecture, puis réenregistrer l’image depuis l’original : un fichier sain se décode en "
        "quelques secondes."
    ),
    source=f"{OUR} : un fichier hostile n’arrête ni la machine, ni les autres fichiers",
    passes=Example({"nom": "vase.jpg"}),
    fails=Example({"nom": "vase.jpg", "défaut": "gave_up time"}),
)
def set_apart(case: Case) -> Iterator[Finding]:
    """An image decodes within limits of time and memory."""
    yield from _harmed(case, "IMG011", Harm.GAVE_UP)


@rule(
    "IMG012",
    target="picture",
    severity=Severity.ERREUR,
    title=_("Dessin qui peut agir"),
    message=_("C’est un dessin SVG : il peut exécuter un programme chez qui l’ouvre."),
    remedy=_("L’exporter en PNG ou en JPEG."),
    source=f"{OUR} : une image n’exécute rien",
    passes=Example({"nom": "plan.png", "format": "PNG", "compression": "deflate"}),
    fails=Example({"nom": "plan.svg", "format": "SVG", "largeur": "0", "hauteur": "0", "défaut": "active script"}),
)
def active(case: Case) -> Iterator[Finding]:
    """An image runs nothing."""
    yield from _harmed(case, "IMG012", Harm.ACTIVE)


@rule(
    "IMG013",
    target="picture",
    severity=Severity.ALERTE,
    title=_("Fichier de plusieurs pages"),
    message=_("Le fichier contient {pages} pages : la première seule est montrée."),
    remedy=_("Enregistrer chaque page dans son fichier, et les nommer dans l’ordre voulu."),
    source=f"{OUR} ; {SPEC}, p. 11 : une image par fichier, dans l’ordre du musée",
    passes=Example({"nom": "vase.tif", "format": "TIFF", "compression": "lzw"}),
    fails=Example({"nom": "album.tif", "format": "TIFF", "compression": "lzw", "pages": "3"}),
)
def several_pages(case: Case) -> Iterator[Finding]:
    """One file, one picture."""
    if case.seen.pages > 1 and not case.seen.animated:
        yield case.finding("IMG013", pages=case.seen.pages)


@rule(
    "IMG014",
    target="picture",
    severity=Severity.ALERTE,
    title=_("Image qui n’a pu être décodée ici"),
    message=_("L’en-tête {format} est lu, mais rien ici ne décode ses pixels : leur intégrité n’est pas vérifiée."),
    remedy=_("L’exporter en JPEG ou en TIFF depuis l’appareil ou le logiciel qui l’a faite."),
    source=f"{OUR} : ce qui n’est pas vérifié est dit",
    passes=Example({"nom": "vase.jpg"}),
    fails=Example({"nom": "vase.heic", "format": "HEIC", "compression": "hevc", "défaut": "undecoded"}),
)
def undecoded(case: Case) -> Iterator[Finding]:
    """What could not be checked is said."""
    if case.seen.harmed(Harm.UNDECODED):
        yield case.finding("IMG014", format=case.seen.format)


@rule(
    "IMG015",
    target="picture",
    severity=Severity.ALERTE,
    title=_("Image peut-être endommagée"),
    message=_("La lumière change d’un coup au milieu de l’image et ne revient pas, comme après une erreur de copie."),
    remedy=_("Ouvrir l’image : si des bandes ont changé de teinte, la copier de nouveau depuis l’original."),
    source=f"{OUR} : indice statistique mesuré dans docs/images-faults.md ; seule l’empreinte SHA-256 prouve qu’une copie est fidèle",
    passes=Example({"nom": "vase.jpg"}),
    fails=Example({"nom": "vase.jpg", "défaut": "suspect light jump"}),
)
def suspect(case: Case) -> Iterator[Finding]:
    """The light of a picture does not jump as damage makes it jump."""
    if case.seen.harmed(Harm.SUSPECT):
        yield case.finding("IMG015")
