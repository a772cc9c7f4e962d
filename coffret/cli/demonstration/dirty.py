"""The submission that needs correcting: forty records of Saint-Omer as a hurried export would give them.

Each record is a sound one, with what is wrong in it. The file is handed in and left unpublished: its report shows what
the controls say, and how to mend it.
"""

from pathlib import Path

NAME = "versement_a_corriger.txt"
MUSEUM = "M0650"
FIRST = 5001
SOUND = {
    "INV": "2019.4.{n}",
    "DOMN": "céramique",
    "DENO": "assiette",
    "PERI": "2e moitié 18e siècle",
    "TECH": "faïence ; décor de grand feu",
    "DIMS": "D. 23,5",
    "DESC": "Aile contournée, décor floral.",
    "STAT": "propriété de la commune ; don ; Saint-Omer ; musée de l'hôtel Sandelin",
    "DACQ": "2019",
    "COMM": "Notice de démonstration : objet imaginé.",
    "LOCA": "Saint-Omer ; musée de l'hôtel Sandelin",
    "MUSEO": MUSEUM,
}
Fault = dict[str, str | None]

# None takes the field away; « REF » +n takes the reference of another record of the file.
FAULTS: tuple[Fault, ...] = (
    {"STAT": None, "TITR": "Assiette au panier fleuri"},
    {"INV": None},
    {"DOMN": "céramiqe", "DENO": "assiete"},
    {"DOMN": "Ceramique", "DENO": "Assiette"},
    {"DOMN": "céramique,arts décoratifs"},
    {"DENO": "pichet", "DESC": "Pichet Ã  anse torsadÃ©e, dÃ©cor au manganÃ¨se."},
    {"DENO": "plat", "DESC": "Le marli porte l\x92inscription « Vive la paix »."},
    {"DENO": "épée", "DOMN": "armes", "TECH": "acier ; laiton", "DIMS": "L. 91", "LOCA": "Saint-Omer ; musée de l'hôtel Sandelin ; disparu"},
    {"DENO": "médaille", "DOMN": "numismatique", "TECH": "argent ; frappé", "DIMS": "D. 3,4", "LOCA": "Saint-Omer ; musée de l'hôtel Sandelin ; manquant"},
    {"REFIM": "a_corriger_1.jpg", "PHOT": "cliché du musée"},
    {"REFIM": "a_corriger_2.jpg", "PHOT": "© J. Morel, ou Ville de Saint-Omer ?"},
    {"REFIM": "a_corriger_2.jpg", "PHOT": None},
    {"REFIM": "IMG_2041.jpg", "PHOT": "Jeanne Morel, ville de Saint-Omer"},
    {"REFIM": "../photos/a_corriger_1.jpg", "PHOT": "Jeanne Morel, ville de Saint-Omer"},
    {"REFIM": "a_corriger_1.tif", "PHOT": "Jeanne Morel, ville de Saint-Omer"},
    {"DACQ": "2082"},
    {"DACQ": "1743", "MILL": "1775", "PERI": "3e quart 18e siècle"},
    {"DACQ": "entré avec le fonds ancien"},
    {"MILL": "1860-1850", "PERI": "3e quart 19e siècle", "DENO": "bannière", "DOMN": "textile", "TECH": "soie ; brodé", "DIMS": "H. 120 ; l. 80"},
    {"MILL": "1743", "PERI": "2e quart 19e siècle"},
    {"MILL": "1755", "PERI": None},
    {"MILL": "1822 entre,1880 et", "PERI": "2e quart 19e siècle ; 3e quart 19e siècle"},
    {"MILL": "sous le règne de Louis XV"},
    {"PERI": "XVIIIe siècle (2ème moitié)"},
    {"PERI": "18è Siècle"},
    {"TITR": "LE LEVER DE FANCHON, D'APRÈS LÉPICIÉ", "DENO": "estampe", "DOMN": "estampe", "TECH": "eau-forte ; papier", "DIMS": "H. 32 ; l. 24"},
    {"TITR": "Vue de Saint-Omer (titre factice)", "AUTR": "LE BRUN Charles", "DENO": "dessin", "DOMN": "dessin", "TECH": "encre ; papier", "DIMS": "H. 20 ; l. 31"},
    {"AUTR": "Boilly Louis Léopold (1845-1761)", "DENO": "tableau", "DOMN": "peinture", "TECH": "peinture à l'huile ; toile", "DIMS": "H. 40 ; l. 33"},
    {"AUTR": "Boilly Louis Léopold (1761-1845)", "MILL": "1911", "PERI": "1er quart 20e siècle", "DENO": "tableau", "DOMN": "peinture", "TECH": "peinture à l'huile ; toile", "DIMS": "H. 40 ; l. 33"},
    {"AUTR": "Fiolet (manufacture", "DENO": "pipe", "TECH": "terre de pipe (moulé ; émaillé"},
    {"AUTR": "anonyme", "NSDA": "homme"},
    {"DIMS": "Hauteur en cm 12 ; Largeur en cm"},
    {"DIMS": "H. 0 ; L. 24"},
    {"DIMS": None, "TECH": None},
    {"LOCA": "Saint-Omer, musée de l'hôtel Sandelin"},
    {"LOCA": "Lille ; palais des beaux-arts"},
    {"STAT": "don ; Saint-Omer ; musée de l'hôtel Sandelin"},
    {"STAT": "propriété de la commune ; transfert de propriété de l'Etat à titre gratuit ; Saint-Omer ; musée de l'hôtel Sandelin"},
    {"WWW": "www.example.org/assiette", "DESC": "Non renseigné"},
    {"APTN": "Don de Mme D., tél. 00 00 00 00 00, valeur d'assurance 3 000 euros"},
    {"DEPO": "Suresnes", "INV": "D 2019.2"},
    {"LIEUX": "France, Pas-de-Calais, Saint-Omer (lieu d'exécution)", "TECH": "faïence # décor de grand feu##"},
    {"BIBL": "Catalogue, 1905 // Guide, 1910", "DESC": "Assiette <b>creuse</b>&nbsp;ébréchée"},
    {"MUSEO": "M0266", "DENO": "canne", "DOMN": "ethnologie"},
    {"REF": "M0650-5045"},
    {"REF": "+1", "DESC": "Fond blanc, filet bleu."},
    {"REF": "+1", "DESC": "Fond bleu, filet jaune."},
    {"REF": "+3"},
    {"REF": "+3"},
    {"COULEUR": "bleu et blanc", "TITR": "Le mus?e imaginaire"},
)  # fmt: skip


def text() -> str:
    """Return the file: an « ajout piloté » with its faults."""
    return "".join(_record(number, fault) for number, fault in enumerate(FAULTS, 1))


def _record(number: int, fault: Fault) -> str:
    ref = fault.get("REF") or f"{MUSEUM}{FIRST + number:06d}"
    if ref.startswith("+"):
        ref = f"{MUSEUM}{FIRST + 100 + int(ref):06d}"
    values = {"REF": ref, **SOUND, **fault} | {"REF": ref}
    inventory = ref[-2:] if str(fault.get("REF", "")).startswith("+") else str(number)
    lines = [f"{code}\n{str(value).format(n=inventory)}\n" for code, value in values.items() if value is not None]
    return "".join(lines) + "//\n"


def write(path: Path) -> Path:
    """Write the file and return its path."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text(), encoding="utf-8")
    return path


def pictures(folder: Path) -> Path:
    """Draw the two pictures that the file rightly names, and one that no record names; return their folder."""
    from coffret.cli.demonstration.pictures import draw

    folder.mkdir(parents=True, exist_ok=True)
    for name in ("a_corriger_1.jpg", "a_corriger_2.jpg", "oubliee.jpg"):
        (folder / name).write_bytes(draw("assiette", name, "Image de démonstration dessinée par programme"))
    return folder
