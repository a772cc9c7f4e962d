"""Files that cannot be read, said usefully: each function returns a Refused with the thing, the value and the remedy."""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

from coffret.base.errors import Refused
from coffret.base.rules import shorten
from coffret.base.text import grouped
from coffret.formats import notes

MEGA = 1024 * 1024


def refused(code: str, file: str, problem: str, remedy: str, **facts: Any) -> Refused:
    """Return a Refused saying « file[, ligne n] : problem remedy », the remedy and the file among its facts."""
    line = facts.get("line")
    where = _("{file}, ligne {line}").format(file=file, line=line) if line else file
    return Refused(f"{where} : {problem} {remedy}", code=code, file=file, remedy=remedy, **facts)


def not_a_file(file: str, reason: str) -> Refused:
    """Return the refusal of something absent, unreadable or not a file."""
    return refused(
        notes.NOT_A_FILE,
        file,
        _("fichier illisible ({reason}).").format(reason=reason),
        _("Vérifiez le chemin et les droits de lecture."),
        value=reason,
    )


def empty(file: str) -> Refused:
    """Return the refusal of an empty file."""
    return refused(
        notes.EMPTY, file, _("le fichier est vide."), _("Refaites l’export et vérifiez sa taille avant de le déposer.")
    )


def binary(file: str, offset: int, line: int | None, value: str, kind: str = "") -> Refused:
    """Return the refusal of a file that is no text: what it is when known, else where the first odd byte stands."""
    if kind:
        problem = _("ce n’est pas un fichier de notices mais {kind}.").format(kind=kind)
    else:
        problem = _("octet {value} à la position {offset} : ce n’est pas un fichier de texte.").format(
            value=value, offset=grouped(offset)
        )
    remedy = _("Déposez un export de notices : « ajout piloté » (.txt), CSV, JSON, .xlsx ou .ods.")
    return refused(notes.BINARY, file, problem, remedy, line=line, offset=offset, value=value, kind=kind)


def utf16(file: str, variant: str) -> Refused:
    """Return the refusal of UTF-16 text."""
    return refused(
        notes.UTF16,
        file,
        _("le texte est encodé en {variant}.").format(variant=variant.upper()),
        _("Enregistrez-le en UTF-8 (dans Excel : « CSV UTF-8 »), puis déposez-le à nouveau."),
        value=variant,
    )


def archive(file: str, kind: str, names: Sequence[str] = ()) -> Refused:
    """Return the refusal of an archive, with the first names it holds."""
    value = ", ".join(shorten(name, 60) for name in names[:5])
    held = _(" qui contient : {value}").format(value=value) if value else ""
    return refused(
        notes.ARCHIVE,
        file,
        _("c’est une archive ou un document {kind}{held}.").format(kind=kind, held=held),
        _("Décompressez-la et déposez le fichier de notices qu’elle contient."),
        kind=kind,
        value=value,
    )


def line_too_long(file: str, line: int, size: int, limit: int) -> Refused:
    """Return the refusal of a line longer than is read."""
    return refused(
        notes.TOO_LARGE,
        file,
        _("cette ligne compte {size} octets, la limite est de {limit}.").format(
            size=grouped(size), limit=grouped(limit)
        ),
        _("Vérifiez les fins de ligne de l’export : une notice par ligne, ou une valeur par ligne en ajout piloté."),
        line=line,
        size=size,
        limit=limit,
    )


def cell_too_large(file: str, line: int, limit: int) -> Refused:
    """Return the refusal of a CSV row whose quoted cell never seems to end."""
    remedy = _('Un guillemet ouvert n’est sans doute jamais refermé : doublez les guillemets ("") dans les valeurs.')
    return _row_too_large(file, line, limit, remedy)


def row_too_large(file: str, line: int, limit: int) -> Refused:
    """Return the refusal of a row of a workbook larger than any record."""
    remedy = _("Aucune notice n’est si longue : vérifiez ce que contient cette ligne du classeur.")
    return _row_too_large(file, line, limit, remedy)


def record_too_large(file: str, line: int, limit: int) -> Refused:
    """Return the refusal of a record with no end in sight."""
    sentence = _("la notice qui commence ici dépasse {limit} caractères.")
    remedy = _("Vérifiez que chaque notice se termine (« // » seul sur sa ligne en ajout piloté, « } » en JSON).")
    return _too_large(file, line, limit, sentence, remedy)


def _row_too_large(file: str, line: int, limit: int, remedy: str) -> Refused:
    sentence = _("la ligne de tableau qui commence ici dépasse {limit} caractères.")
    return _too_large(file, line, limit, sentence, remedy)


def _too_large(file: str, line: int, limit: int, sentence: str, remedy: str) -> Refused:
    said = sentence.format(limit=grouped(limit))
    return refused(notes.TOO_LARGE, file, said, remedy, line=line, size=limit, limit=limit)


def truncated(file: str, line: int, value: str, problem: str) -> Refused:
    """Return the refusal of a file that stops too early."""
    return refused(
        notes.TRUNCATED,
        file,
        _("fichier tronqué, {problem} (« {value} »).").format(problem=problem, value=shorten(value, 60)),
        _("Refaites l’export ou le transfert : la fin du fichier manque."),
        line=line,
        value=value[:200],
    )


def not_notices(file: str, line: int | None, value: str, kind: str = "") -> Refused:
    """Return the refusal of a text in which nothing names a field."""
    found = kind or _("aucune colonne ni aucun code de notice reconnu (« {value} »)").format(value=shorten(value, 80))
    return refused(
        notes.NOT_NOTICES,
        file,
        _("ce n’est pas un fichier de notices : {found}.").format(found=found),
        _("Mettez en première ligne les codes (REF, INV, DOMN…) ou les noms de colonnes de l’extrait Joconde."),
        line=line,
        value=value[:500],
        kind=kind,
    )


def no_ref(file: str, line: int, missing: Sequence[str], names: str, proposed: Sequence[dict[str, Any]]) -> Refused:
    """Return the refusal of a table without REF: the compulsory columns that lack, and REFs its first rows could take."""
    example = ", ".join(_("{ref} (ligne {line})").format(**one) for one in proposed[:3])
    remedy = _("Ajoutez une colonne « Reference » : code Muséofile suivi d’au moins six chiffres, jamais réutilisés")
    remedy += _(", par exemple {example}.").format(example=example) if example else "."
    return refused(
        notes.NO_REF,
        file,
        _("colonnes obligatoires absentes : {names}.").format(names=names),
        remedy,
        line=line,
        value=names,
        missing=list(missing),
        proposed=list(proposed),
    )


def column_twice(file: str, line: int, code: str, names: tuple[str, str], columns: tuple[int, int]) -> Refused:
    """Return the refusal of a table that has a column twice."""
    return refused(
        notes.REPEATED,
        file,
        _("le champ {code} est donné par deux colonnes : « {a} » ({i}) et « {b} » ({j}).").format(
            code=code, a=shorten(names[0], 60), b=shorten(names[1], 60), i=columns[0], j=columns[1]
        ),
        _("N’en gardez qu’une."),
        line=line,
        field=code,
        value=names[1],
        columns=list(columns),
    )


def too_many_columns(file: str, line: int, count: int, limit: int) -> Refused:
    """Return the refusal of a table, or JSON, with more columns or keys than a record has."""
    return refused(
        notes.TOO_MANY_COLUMNS,
        file,
        _("{count} colonnes, la limite est de {limit}.").format(count=grouped(count), limit=grouped(limit)),
        _("Une notice a moins de cent champs : vérifiez le séparateur et la première ligne du fichier."),
        line=line,
        value=str(count),
        limit=limit,
    )


def bad_json(file: str, line: int, column: int, value: str) -> Refused:
    """Return the refusal of JSON that cannot be read."""
    return refused(
        notes.BAD_JSON,
        file,
        _("JSON illisible au caractère {column} (« {value} »).").format(column=column, value=shorten(value, 60)),
        _("Refaites l’export, ou validez le fichier avec un outil JSON."),
        line=line,
        offset=column,
        value=value[:200],
    )


def no_record(file: str, kind: str) -> Refused:
    """Return the refusal of a file without any record."""
    return refused(
        notes.NO_RECORD,
        file,
        _("aucune notice dans ce fichier."),
        _("Vérifiez que la sélection exportée n’était pas vide."),
        format=kind,
    )


def bad_spreadsheet(file: str, reason: str) -> Refused:
    """Return the refusal of a spreadsheet that cannot be opened."""
    return refused(
        notes.BAD_SPREADSHEET,
        file,
        _("classeur impossible à ouvrir ({reason}).").format(reason=shorten(reason, 100)),
        _("Ouvrez-le dans votre tableur, ôtez la protection s’il y en a une, et exportez-le en CSV."),
        value=reason,
    )


def spreadsheet_too_large(file: str, size: int, limit: int) -> Refused:
    """Return the refusal of a spreadsheet too large to be read in memory."""
    return refused(
        notes.TOO_LARGE,
        file,
        _("classeur de {size} Mo une fois décompressé, la limite est de {limit} Mo.").format(
            size=grouped(size // MEGA), limit=limit // MEGA
        ),
        _("Exportez-le en CSV : ce format est lu sans limite de taille."),
        size=size,
        limit=limit,
    )


def bomb(file: str, entry: str, problem: str, **facts: Any) -> Refused:
    """Return the refusal of a spreadsheet that unfolds beyond reason."""
    return refused(
        notes.BOMB,
        file,
        _("classeur refusé, {problem} (« {entry} »).").format(problem=problem, entry=shorten(entry, 60)),
        _("Ôtez les lignes et colonnes vides, ou exportez-le en CSV."),
        value=entry,
        **facts,
    )
