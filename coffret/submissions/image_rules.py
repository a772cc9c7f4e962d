"""SUB060-SUB069, SUB080: what must be so of the images handed in with a file, and of the table beside them.

Rules of target "image" take (name, folder): a name of REFIM and the folder it should lead into. The finding carries
the name of the image; its line is the record's. Those of target "kept image" take (name, reason): why an image is kept
from the public, « » when it is not. Those of target "image table" take what was read of images.csv.
"""

from collections.abc import Iterator, Sequence

from django.utils.translation import gettext_lazy as _

from coffret.base.rules import Example, Finding, Severity, rule
from coffret.base.text import listed
from coffret.images.attach import Folder, Found, Trouble
from coffret.images.case import Case
from coffret.images.judging import judge
from coffret.images.norms import REASON_TOO_SMALL
from coffret.images.sidecar import Table

SPEC = "Spécifications d’export Joconde, 25/03/2024"
POP = "Import de POP"
OUR = "Règle de Coffret"

OUTSIDE, ABSENT, AMBIGUOUS, UNREADABLE, TOO_LARGE = "SUB060", "SUB061", "SUB062", "SUB063", "SUB064"
NOT_JOINED, UNUSED, WITHHELD, TABLE_CELL, TABLE_LINE, TOO_SMALL = (
    "SUB065",
    "SUB066",
    "SUB067",
    "SUB068",
    "SUB069",
    "SUB080",
)
# Names of REFIM that lead to no picture.
NAMED_IN_VAIN = frozenset({OUTSIDE, ABSENT, AMBIGUOUS, UNREADABLE, TOO_LARGE, NOT_JOINED})
_CODES = {
    Trouble.OUTSIDE: OUTSIDE,
    Trouble.ABSENT: ABSENT,
    Trouble.AMBIGUOUS: AMBIGUOUS,
    Trouble.UNREADABLE: UNREADABLE,
    Trouble.TOO_LARGE: TOO_LARGE,
    "not_joined": NOT_JOINED,
}


def trouble_finding(trouble: Trouble | str, name: str, others: Sequence[str] = (), reason: str = "") -> Finding:
    """Return the finding of a name that leads to no image: a Trouble, or "not_joined" when no folder came with the file."""
    facts = {"others": listed(list(others)), "reason": reason}
    return Finding(_CODES[trouble], "REFIM", name, None, {key: text for key, text in facts.items() if text})


def unused_finding(name: str) -> Finding:
    """Return the finding of a file of the folder that no record names."""
    return Finding(UNUSED, "REFIM", name)


def _troubled(found: Found, trouble: Trouble) -> Iterator[Finding]:
    if found.trouble is trouble:
        yield trouble_finding(trouble, found.name, found.others, found.reason)


@rule(
    OUTSIDE,
    target="image",
    severity=Severity.ERREUR,
    title=_("Nom d’image qui sort du dossier"),
    message=_("« {value} » désigne un fichier hors du dossier d’images : il n’est pas lu."),
    remedy=_("Écrire le nom du fichier seul, et placer l’image dans le dossier remis."),
    source=f"{SPEC}, p. 12 : REFIM ne contient que des noms de fichiers ; sécurité",
    passes=Example({"REFIM": "3j01719.jpg", "(dossier)": "3j01719.jpg"}),
    fails=Example({"REFIM": "../3j01719.jpg", "(dossier)": "3j01719.jpg"}),
)
def outside(name: str, folder: Folder) -> Iterator[Finding]:
    """A name leads inside the folder handed in, never elsewhere."""
    yield from _troubled(folder.find(name), Trouble.OUTSIDE)


@rule(
    ABSENT,
    target="image",
    severity=Severity.ERREUR,
    title=_("Image introuvable"),
    message=_("L’image « {value} » est nommée dans REFIM et absente du dossier : la notice est refusée."),
    remedy=_("Joindre l’image, ou retirer son nom de REFIM."),
    source=f"{SPEC}, p. 12 et 25 ; {POP} : « Image introuvable »",
    passes=Example({"REFIM": "2012_1.jpg", "(dossier)": "2012_1.jpg 2012_2.jpg"}),
    fails=Example({"REFIM": "2012_3.jpg", "(dossier)": "2012_1.jpg 2012_2.jpg"}),
)
def absent(name: str, folder: Folder) -> Iterator[Finding]:
    """An image named is in the batch."""
    yield from _troubled(folder.find(name), Trouble.ABSENT)


@rule(
    AMBIGUOUS,
    target="image",
    severity=Severity.ERREUR,
    title=_("Deux images pour un même nom"),
    message=_("« {value} » peut désigner plusieurs fichiers différents : {others}."),
    remedy=_("Donner à chaque fichier un nom qui ne diffère pas seulement par le dossier ou par la casse."),
    source=f"{OUR} : deux images ne se confondent jamais ; « une image, une notice », MCC, juin 2014",
    passes=Example({"REFIM": "vase.jpg", "(dossier)": "vase.jpg assiette.jpg"}),
    fails=Example({"REFIM": "vase.jpg", "(dossier)": "salle1/vase.jpg salle2/vase.jpg"}),
)
def ambiguous(name: str, folder: Folder) -> Iterator[Finding]:
    """One name, one image: nobody can tell which of two is meant."""
    yield from _troubled(folder.find(name), Trouble.AMBIGUOUS)


@rule(
    UNREADABLE,
    target="image",
    severity=Severity.ERREUR,
    title=_("Image illisible"),
    message=_("L’image « {value} » ne se lit pas : {reason}."),
    remedy=_(
        "Copier de nouveau le fichier depuis l’original, ou exporter l’original en JPEG. Réenregistrer un fichier abîmé "
        "ne rendrait pas ce qui manque."
    ),
    source=f"{POP} : jpg et png ; {OUR} : une image endommagée n’est pas publiée",
    passes=Example({"REFIM": "vase.jpg", "(dossier)": "vase.jpg"}),
    fails=Example({"REFIM": "vase.jpg", "(dossier)": "vase.jpg!tronquée"}),
)
def unreadable(name: str, folder: Folder) -> Iterator[Finding]:
    """An image opens to its last line."""
    yield from _troubled(folder.find(name), Trouble.UNREADABLE)


@rule(
    TOO_LARGE,
    target="image",
    severity=Severity.ERREUR,
    title=_("Image démesurée"),
    message=_("L’image « {value} » dépasse ce qui peut être traité : {reason}."),
    remedy=_("La réduire à moins de 400 millions de pixels et d’un gigaoctet."),
    source=f"{OUR} : un fichier peut annoncer un nombre de pixels qui épuiserait la machine",
    passes=Example({"REFIM": "vase.png", "(dossier)": "vase.png"}),
    fails=Example({"REFIM": "vase.png", "(dossier)": "vase.png!démesurée"}),
)
def too_large(name: str, folder: Folder) -> Iterator[Finding]:
    """An image unfolds to a reasonable number of pixels."""
    yield from _troubled(folder.find(name), Trouble.TOO_LARGE)


@rule(
    NOT_JOINED,
    target="image",
    severity=Severity.ALERTE,
    title=_("Image non jointe"),
    message=_("L’image « {value} » est nommée, mais aucun dossier d’images n’accompagne le fichier."),
    remedy=_("Remettre aussi le dossier d’images (--images DOSSIER) ; le texte de la notice est accepté."),
    source=f"{SPEC}, p. 12 et 25",
    passes=Example({"REFIM": "vase.jpg", "(dossier)": "vase.jpg"}),
    fails=Example({"REFIM": "vase.jpg"}, "aucun dossier remis"),
)
def not_joined(name: str, folder: Folder | None) -> Iterator[Finding]:
    """Text alone is accepted; its images are awaited."""
    if folder is None:
        yield trouble_finding("not_joined", name)


@rule(
    UNUSED,
    target="image folder",
    severity=Severity.SIGNALEMENT,
    title=_("Image qu’aucune notice ne nomme"),
    message=_("Le fichier « {value} » du dossier n’est nommé par aucune notice : il n’est pas publié."),
    remedy=_("Ajouter son nom dans REFIM de la notice voulue, ou le retirer du dossier."),
    source=f"{SPEC}, p. 5 : non export d’images non liées à une notice",
    passes=Example({"REFIM": "vase.jpg", "(dossier)": "vase.jpg"}),
    fails=Example({"REFIM": "vase.jpg", "(dossier)": "vase.jpg assiette.jpg"}),
)
def unused(folder: Folder) -> Iterator[Finding]:
    """Every image handed in belongs to a record; asked once all names have been looked for."""
    for name in folder.unused():
        yield unused_finding(name)


@rule(
    WITHHELD,
    target="kept image",
    severity=Severity.SIGNALEMENT,
    title=_("Image gardée et non montrée"),
    message=_("L’image « {value} » est gardée, et n’est pas montrée au public : {reason}."),
    remedy=_("Rien à faire si c’est voulu. Sinon : « oui » dans la colonne diffusable, ou coffret images restore."),
    source=f"{SPEC}, p. 4 et 5 : image non diffusable ; {OUR} : un retrait survit à un nouveau versement",
    passes=Example({"REFIM": "vase.jpg"}),
    fails=Example({"REFIM": "vase.jpg", "(motif)": "image non diffusable"}),
)
def withheld(name: str, reason: str) -> Iterator[Finding]:
    """What the museum keeps from the public, or someone withdrew, is attached and not shown."""
    if reason:
        yield Finding(WITHHELD, "REFIM", name, None, {"reason": reason})


@rule(
    TABLE_CELL,
    target="image table",
    severity=Severity.ALERTE,
    title=_("Case de images.csv inutilisable"),
    message=_("Dans images.csv, {place} : « {value} » est laissé de côté ({reason})."),
    remedy=_("Corriger cette case, puis verser de nouveau. Le reste de la table est pris."),
    source=f"{OUR} : une ligne fautive n’arrête pas le lot",
    passes=Example({"(images.csv)": "fichier;diffusable|vase.jpg;oui"}),
    fails=Example({"(images.csv)": "fichier;diffusable|vase.jpg;peut-être"}),
)
def table_cell(table: Table) -> Iterator[Finding]:
    """What a cell gives is understood, or told."""
    for one in table.troubles:
        place = f"ligne {one.line}, {one.column}" if one.line else "toute la table"
        yield Finding(TABLE_CELL, "REFIM", one.value, None, {"place": place, "reason": one.reason})


@rule(
    TABLE_LINE,
    target="image table",
    severity=Severity.SIGNALEMENT,
    title=_("Ligne de images.csv sans image"),
    message=_("La ligne {at} de images.csv parle de « {value} », qu’aucune notice du fichier ne nomme."),
    remedy=_("Vérifier le nom ; ou verser aussi la notice de cette image."),
    source=f"{OUR} : rien de ce qui est remis n’est perdu en silence",
    passes=Example({"(images.csv)": "fichier;credit|vase.jpg;Jeanne Morel", "REFIM": "vase.jpg"}),
    fails=Example({"(images.csv)": "fichier;credit|assiette.jpg;Jeanne Morel", "REFIM": "vase.jpg"}),
)
def table_line(table: Table) -> Iterator[Finding]:
    """Each line of the table is about an image handed in; asked once all names have been looked for."""
    for line, name in table.unused():
        yield Finding(TABLE_LINE, "REFIM", name, None, {"at": line})


@rule(
    TOO_SMALL,
    target="image",
    severity=Severity.ALERTE,
    title=_("Image sous le seuil d’export de Joconde"),
    message=_(
        "L’image « {value} » fait {width} × {height} pixels : {reason}. Elle est publiée ici, non exportée ailleurs."
    ),
    remedy=_("Donner une image plus grande si elle existe. Ne pas l’agrandir : cela n’ajoute aucun détail."),
    source=f"{SPEC}, p. 5, 11 et 13 : le seuil est celui de l’export ; « la taille des images n’est pas limitée lors de l’import » (p. 11)",
    passes=Example({"REFIM": "vase.jpg", "(dossier)": "vase.jpg!640x300"}),
    fails=Example({"REFIM": "vase.jpg", "(dossier)": "vase.jpg"}),
)
def too_small(name: str, folder: Folder) -> Iterator[Finding]:
    """Under 640 × 480 a picture is not exported to Joconde; the platform that receives it sets no limit."""
    seen = folder.find(name).probe
    if seen:
        for finding in judge(Case(name, seen)):
            if finding.code == EXPORT_LIMIT:
                yield smaller(finding)


# The rule of the pictures' own norm whose « erreur » is an export's, not a submission's.
EXPORT_LIMIT = "IMG022"


def smaller(finding: Finding) -> Finding:
    """Return, for a submission, what the norm of exports says of a picture too small."""
    facts = {"width": finding.facts["width"], "height": finding.facts["height"], "reason": REASON_TOO_SMALL}
    return Finding(TOO_SMALL, "REFIM", finding.value, None, facts)
