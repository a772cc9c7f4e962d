"""SUB010-SUB049: what must be so of the file itself; the readers say it (formats/notes.py), here are the sentences.

Rules of target "file" take the path of a file and read it. A reading note keeps its record, with a remark; a refusal
stops the whole file, and its own sentence, made by the reader, names the place.
"""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from django.utils.translation import gettext_lazy as _

from coffret.base.errors import Refused
from coffret.base.rules import Example, Finding, Severity, rule
from coffret.formats import notes
from coffret.formats.detect import open_source

SPEC = "Spécifications d’export Joconde, 25/03/2024"
POP = "Import de POP"
OUR = "Règle de Coffret"

# What the readers notice in a value and the rules of the record say too, of any value whatever its way in.
SAID_OF_THE_RECORD = frozenset({notes.MOJIBAKE, notes.CONTROL, notes.FORBIDDEN})

_HEAD = "REF\nM0162005384\nMUSEO\nM0162\nINV\n2004.1.1\nDOMN\ncéramique\nSTAT\npropriété de la commune ; achat\n"
GOOD = Example({"(fichier)": "versement.txt", "(contenu)": f"{_HEAD}DENO\nassiette\n//\n"})
_COLUMNS = "REF;MUSEO;INV;DOMN;STAT;DENO\n"
_ROW = "M0162005384;M0162;2004.1.1;céramique;achat;assiette\n"
GOOD_TABLE = Example({"(fichier)": "versement.csv", "(contenu)": _COLUMNS + _ROW})


def text(content: str, name: str = "versement.txt") -> Example:
    """Return the example of a file: its name and what it holds."""
    return Example({"(fichier)": name, "(contenu)": content})


def _said(code: str) -> Callable[[Path], Iterator[Finding]]:
    """Return a check that reads a file and keeps what is said under ``code``."""

    def check(path: Path) -> Iterator[Finding]:
        for name, field, value, line in _notes(path):
            if name == code:
                yield Finding(code, field, value, line)

    return check


def _notes(path: Path) -> Iterator[notes.Note]:
    """Yield every note of a file, of its records too; a refusal is the last one."""
    try:
        source, records = open_source(path)
        for record in records:
            yield from record.notes
        yield from source.notes
    except Refused as refusal:
        value = str(refusal.facts.get("value", ""))
        yield refusal.code, "", value, refusal.facts.get("line")


def _file_rule(code: str, severity: Severity, passes: Example, fails: Example, source: str, **sentences: Any) -> None:
    rule(code, target="file", severity=severity, passes=passes, fails=fails, source=source, **sentences)(_said(code))


ERREUR, ALERTE, SIGNALEMENT = Severity.ERREUR, Severity.ALERTE, Severity.SIGNALEMENT

_file_rule(
    notes.NO_REF,
    ERREUR,
    GOOD_TABLE,
    text("MUSEO;INV;DOMN;STAT\nM0162;2004.1.1;céramique;achat\n", "versement.csv"),
    f"{SPEC}, p. 10 et 14",
    title=_("Tableau sans colonne de référence"),
    message=_("Le tableau n’a pas de colonne REF : aucune de ses notices ne peut être reconnue."),
    remedy=_("Ajouter une colonne REF : code Muséofile suivi d’au moins six chiffres, jamais réutilisés."),
)
_file_rule(
    notes.NOT_NOTICES,
    ERREUR,
    GOOD,
    text("prix;quantité\n12;3\n", "commande.csv"),
    f"{SPEC}, p. 9",
    title=_("Fichier sans notice reconnaissable"),
    message=_("Rien dans ce fichier ne nomme un champ de notice : « {value} »."),
    remedy=_("Déposer un export de notices ; en tableau, mettre les codes (REF, INV…) sur la première ligne."),
)
_file_rule(
    notes.UNKNOWN_COLUMN,
    ALERTE,
    GOOD_TABLE,
    text("REF;MUSEO;INV;DOMN;STAT;COULEUR\nM0162005384;M0162;2004.1.1;céramique;achat;bleu\n", "versement.csv"),
    "Modèle de données de POP : liste des champs",
    title=_("Champ inconnu"),
    message=_("« {value} » ne correspond à aucun champ : il est laissé de côté."),
    remedy=_("Renommer la colonne d’après la liste des champs, ou l’ôter de l’export."),
)
_file_rule(
    notes.CELL_COUNT,
    ERREUR,
    GOOD_TABLE,
    text(_COLUMNS + "M0162005384;M0162;2004.1.1;céramique;achat;assiette;plate;bleue\n", "versement.csv"),
    f"{POP} : « Fichier .csv mal formaté »",
    title=_("Ligne décalée"),
    message=_("La ligne n’a pas autant de cellules que la première ({value}) : ses valeurs sont peut-être décalées."),
    remedy=_("Entourer de guillemets les valeurs qui contiennent le séparateur."),
)
_file_rule(
    notes.TRUNCATED,
    ALERTE,
    GOOD,
    text(f"{_HEAD}DENO\nassiette\n"),
    f"{SPEC}, p. 10",
    title=_("Fin de fichier tronquée"),
    message=_("Le fichier s’arrête sans que la dernière notice soit close : « {value} »."),
    remedy=_("Vérifier que rien ne manque à la fin de l’export ; clore la dernière notice par « // »."),
)
_file_rule(
    notes.REPEATED,
    ALERTE,
    GOOD,
    text(f"{_HEAD}DENO\nassiette\nDENO\nplat\n//\n"),
    f"{SPEC}, p. 10",
    title=_("Champ donné deux fois"),
    message=_("Le champ {field} est donné deux fois ; la seconde valeur, « {value} », a été jointe à la première."),
    remedy=_("N’écrire chaque champ qu’une fois par notice, ses valeurs séparées par « ; »."),
)
_file_rule(
    notes.MOJIBAKE,
    ALERTE,
    GOOD,
    text(f"{_HEAD}AUTR\nDÃ¼rer Albrecht\n//\n"),
    f"{SPEC}, p. 10 : caractères codés en UTF-8",
    title=_("Encodage mal lu avant le versement"),
    message=_("Du texte a été mal décodé avant d’arriver ici : « {value} »."),
    remedy=_("Exporter de nouveau en UTF-8 depuis le logiciel du musée."),
)
_file_rule(
    notes.CONTROL,
    ALERTE,
    GOOD,
    text(f"{_HEAD}TITR\nL\x07atelier\n//\n"),
    f"{SPEC}, p. 10",
    title=_("Caractères de commande dans le fichier"),
    message=_("Le champ {field} contient des caractères invisibles."),
    remedy=_("Les retirer dans le logiciel du musée."),
)
_file_rule(
    notes.ENCODING,
    SIGNALEMENT,
    GOOD,
    Example({"(fichier)": "versement.txt", "(contenu)": f"{_HEAD}//\n", "(encodage)": "cp1252"}),
    f"{SPEC}, p. 10 : caractères codés en UTF-8",
    title=_("Fichier qui n’est pas en UTF-8"),
    message=_("Le fichier a été lu en {value}."),
    remedy=_("Rien à faire si les accents sont justes ; préférer UTF-8 au prochain export."),
)
_file_rule(
    notes.EMPTY,
    ERREUR,
    GOOD,
    text(""),
    f"{POP} : « Aucune notice détectée à l’import »",
    title=_("Fichier vide"),
    message=_("Le fichier est vide."),
    remedy=_("Refaire l’export et vérifier sa taille."),
)
_file_rule(
    notes.BINARY,
    ERREUR,
    GOOD,
    Example({"(fichier)": "versement.pdf", "(octets)": "255044462d312e370a00ff00fe00"}),
    f"{SPEC}, p. 9",
    title=_("Fichier qui n’est pas du texte"),
    message=_("Ce fichier n’est pas un fichier de notices."),
    remedy=_("Déposer un ajout piloté (.txt), un CSV, un JSON, un classeur .xlsx ou .ods."),
)
_file_rule(
    notes.ARCHIVE,
    ERREUR,
    GOOD,
    Example({"(fichier)": "versement.zip", "(archive)": "notices.txt"}),
    f"{OUR} : le fichier de notices se dépose seul, les images dans leur dossier",
    title=_("Archive au lieu d’un fichier de notices"),
    message=_("Ce fichier est une archive : « {value} »."),
    remedy=_("La décompresser, puis déposer le fichier de notices et le dossier d’images."),
)
_file_rule(
    notes.TOO_LARGE,
    ERREUR,
    GOOD,
    Example({"(fichier)": "versement.txt", "(contenu)": "REF\n", "(suivi de)": "9000000"}),
    f"{OUR} : lecture en mémoire constante",
    title=_("Ligne ou notice démesurée"),
    message=_("Une ligne, une notice ou un classeur dépasse ce qui se lit."),
    remedy=_("Vérifier les fins de ligne et les guillemets ; exporter un classeur trop lourd en CSV."),
)
_file_rule(
    notes.BOMB,
    ERREUR,
    GOOD,
    Example({"(fichier)": "versement.xlsx", "(bombe)": "oui"}),
    f"{OUR} : un classeur ne se déplie pas au-delà du raisonnable",
    title=_("Classeur piégé"),
    message=_("Le classeur se déplierait hors de toute mesure : « {value} »."),
    remedy=_("Ôter les lignes et colonnes vides, ou exporter en CSV."),
)
_file_rule(
    notes.TOO_MANY_COLUMNS,
    ERREUR,
    GOOD_TABLE,
    Example({"(fichier)": "versement.csv", "(colonnes)": "1200"}),
    f"{OUR} : une notice a moins de cent champs",
    title=_("Trop de colonnes"),
    message=_("Le tableau a {value} colonnes."),
    remedy=_("Vérifier le séparateur et la première ligne."),
)
_file_rule(
    notes.FORBIDDEN,
    ALERTE,
    GOOD,
    text(f"{_HEAD}DESC\nVase\tà deux anses\n//\n"),
    f"{SPEC}, p. 10",
    title=_("Tabulation ou double barre dans une valeur"),
    message=_("Le champ {field} contient une tabulation ou « // »."),
    remedy=_("Les remplacer par une espace ou une seule barre."),
)
_file_rule(
    notes.OUTSIDE,
    ALERTE,
    GOOD,
    text(f"Export du 3 mars\n{_HEAD}//\n"),
    f"{SPEC}, p. 10",
    title=_("Ligne hors de tout champ"),
    message=_("La ligne « {value} » précède tout champ : elle est laissée de côté."),
    remedy=_("Commencer chaque notice par REF."),
)
_file_rule(
    notes.BAD_JSON,
    ALERTE,
    text('{"REF": "M0162005384", "INV": "2004.1.1"}\n', "versement.jsonl"),
    text('{"REF": "M0162005384", "INV": "2004.1.1"}\n["M0162005385"]\n', "versement.jsonl"),
    f"{OUR} : une notice par ligne, en objet JSON",
    title=_("Objet JSON inattendu"),
    message=_("« {value} » n’a pas la forme attendue."),
    remedy=_("Écrire une notice par ligne, « code: valeur », les valeurs en texte ou en liste."),
)
_file_rule(
    notes.LINES_JOINED,
    SIGNALEMENT,
    GOOD,
    text(f"{_HEAD}DESC\npremière ligne\nseconde ligne\n//\n"),
    f"{SPEC}, p. 10",
    title=_("Valeur sur plusieurs lignes"),
    message=_("Les lignes de {field} ont été réunies ({value})."),
    remedy=_("Écrire chaque valeur sur une ligne, « # » pour un retour à la ligne."),
)
_file_rule(
    notes.PILCROW,
    SIGNALEMENT,
    GOOD,
    text(_HEAD.replace("\n", "¶\n") + "//¶\n"),
    f"{SPEC}, p. 10-11 : la marque ¶ y note la fin de paragraphe",
    title=_("Marque de paragraphe écrite"),
    message=_("Des « ¶ » en fin de ligne ont été retirés."),
    remedy=_("Corriger l’export : la marque du document officiel ne s’écrit pas."),
)
_file_rule(
    notes.NO_RECORD,
    ERREUR,
    GOOD_TABLE,
    text(_COLUMNS, "versement.csv"),
    f"{POP} : « Aucune notice détectée à l’import »",
    title=_("Fichier sans notice"),
    message=_("Le fichier est bien formé mais ne contient aucune notice."),
    remedy=_("Vérifier que la sélection exportée n’était pas vide."),
)
_file_rule(
    notes.BAD_SPREADSHEET,
    ERREUR,
    GOOD,
    Example({"(fichier)": "versement.xlsx", "(archive)": "[Content_Types].xml xl/workbook.xml"}),
    f"{OUR} : un classeur s’ouvre sans mot de passe",
    title=_("Classeur impossible à ouvrir"),
    message=_("Le classeur ne s’ouvre pas : {value}."),
    remedy=_("L’ouvrir dans un tableur, ôter la protection, l’exporter en CSV."),
)
_file_rule(
    notes.UTF16,
    ERREUR,
    GOOD,
    Example({"(fichier)": "versement.txt", "(contenu)": f"{_HEAD}//\n", "(encodage)": "utf-16"}),
    f"{SPEC}, p. 10 : caractères codés en UTF-8",
    title=_("Texte en UTF-16"),
    message=_("Le texte est encodé en {value}."),
    remedy=_("L’enregistrer en UTF-8, puis le déposer de nouveau."),
)
_file_rule(
    notes.NOT_A_FILE,
    ERREUR,
    GOOD,
    Example({"(fichier)": "versement.txt", "(absent)": "oui"}),
    f"{OUR} : ce qui est déposé se lit",
    title=_("Fichier illisible"),
    message=_("Le fichier ne peut pas être lu : {value}."),
    remedy=_("Vérifier le chemin et les droits de lecture."),
)
_file_rule(
    notes.SHEETS_IGNORED,
    SIGNALEMENT,
    Example({"(fichier)": "versement.xlsx", "(feuilles)": "1"}),
    Example({"(fichier)": "versement.xlsx", "(feuilles)": "2"}),
    f"{OUR} : une feuille par versement",
    title=_("Autres feuilles laissées de côté"),
    message=_("Seule la première feuille a été lue ; restent : {value}."),
    remedy=_("Réunir les notices sur la première feuille, ou déposer chaque feuille à part."),
)
_file_rule(
    notes.NO_VALUE_LINE,
    ALERTE,
    GOOD,
    text(f"{_HEAD}DESC\nDENO\nassiette\n//\n"),
    f"{SPEC}, p. 8 et 10",
    title=_("Champ sans ligne de valeur"),
    message=_("{field} est suivi d’un autre champ : il est compris comme vide, donc effacé."),
    remedy=_("Pour effacer un champ, laisser une ligne vide après son nom ; sinon, ôter le nom."),
)
_file_rule(
    notes.NO_SEPARATOR,
    ALERTE,
    GOOD,
    text(f"{_HEAD}{_HEAD.replace('384', '385')}//\n"),
    f"{SPEC}, p. 10",
    title=_("Notice sans séparateur"),
    message=_("La notice n’est pas close par « // » avant la suivante ({value})."),
    remedy=_("Mettre « // » seul sur sa ligne entre deux notices."),
)
_file_rule(
    notes.BAD_QUOTES, SIGNALEMENT, GOOD_TABLE,
    text(_COLUMNS + 'M0162005384;M0162;2004.1.1;céramique;achat;"assiette "plate" bleue"\n', "versement.csv"),
    f"{POP} : « Fichier .csv mal formaté »",
    title=_("Guillemets non doublés"),
    message=_("La ligne « {value} » contient des guillemets non doublés, lus tels quels."),
    remedy=_("Doubler les guillemets à l’intérieur d’une valeur entre guillemets."),
)  # fmt: skip
