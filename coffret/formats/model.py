"""The spreadsheet model museums fill in: a column per field, its help, its terms to choose from; read back as any workbook.

Three rows stand above the notices: the labels, an example, then the codes, which the reader takes for the heads: what
is above them is never read as a notice.
"""

from collections.abc import Mapping, Sequence
from typing import BinaryIO

import xlsxwriter
from django.utils.translation import gettext as _
from xlsxwriter.format import Format
from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.worksheet import Worksheet

from coffret.catalogue.fields import FIELDS, Field, Obligation

NOTICES, GUIDE, LISTS = "Notices", "Mode d’emploi", "Listes"
# Sheets of the model that hold no notice.
OWN_SHEETS = frozenset({GUIDE, LISTS})
LABELS, EXAMPLES, CODES, FIRST = 0, 1, 2, 3
# Rows made ready.
ROWS = 2000
# A drop-down longer than this is of no use to anybody, and slow.
TERMS = 20_000
# What a spreadsheet program takes of a message beside a cell.
_TITLE, _MESSAGE = 32, 255
_APART = frozenset({"REFMIS"})
_ORDER = (Obligation.REQUIRED, Obligation.MINIMUM)
_COLOURS = {Obligation.REQUIRED: "#F3C9C7", Obligation.MINIMUM: "#F1E3C4"}
_PLAIN = "#ECE8E0"
_NARROW = frozenset({"MUSEO", "NSDA", "MANQUANT"})


def columns() -> list[Field]:
    """Return the fields of the model: those compulsory, those of the minimum sheet, the others."""
    asked = [entry for entry in FIELDS if entry.handed_in and entry.code not in _APART]
    first = [entry for obligation in _ORDER for entry in asked if entry.obligation is obligation]
    return [*first, *(entry for entry in asked if entry not in first)]


def write(out: BinaryIO, museum: str, name: str, terms: Mapping[str, Sequence[str]]) -> None:
    """Write the model of the museum of code ``museum``, called ``name``; ``terms``: scheme → the terms to choose from."""
    with xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False}) as book:
        sheet = book.add_worksheet(NOTICES)
        _guide(book, book.add_worksheet(GUIDE), museum, name)
        named = _lists(book, {scheme: list(words) for scheme, words in terms.items() if 0 < len(words) <= TERMS})
        fields = columns()
        for place, entry in enumerate(fields):
            _column(book, sheet, place, entry, named.get(entry.scheme, ""))
        _museum(sheet, fields, museum)
        sheet.set_row(LABELS, 32)
        sheet.freeze_panes(FIRST, 1)


def _column(book: xlsxwriter.Workbook, sheet: Worksheet, place: int, entry: Field, source: str) -> None:
    """Write the three heads of a column, its help, and what is offered in its cells."""
    head = _head(book, entry)
    sheet.set_column(place, place, 14 if entry.code in _NARROW else 24, book.add_format({"num_format": "@"}))
    sheet.write_string(LABELS, place, entry.label, head)
    sheet.write_string(EXAMPLES, place, entry.example, book.add_format({"italic": True, "font_color": "#6B655B"}))
    sheet.write_string(CODES, place, entry.code, head)
    message = _message(entry, listed=bool(source))
    if help_text := "\n".join(filter(None, (_asked(entry), str(entry.help), message))):
        sheet.write_comment(CODES, place, help_text, {"x_scale": 2.2, "y_scale": 1.6})
    shown = {"input_title": entry.label[:_TITLE], "input_message": (message or str(entry.help))[:_MESSAGE]}
    # Several terms may stand in one cell: what is not in the list is let in, and checked when it is handed in.
    kind = {"validate": "list", "source": f"={source}", "show_error": False} if source else {"validate": "any"}
    if shown["input_message"]:
        sheet.data_validation(FIRST, place, FIRST + ROWS - 1, place, {**kind, **shown})


def _head(book: xlsxwriter.Workbook, entry: Field) -> Format:
    look = {"bold": True, "text_wrap": True, "valign": "top", "bottom": 1}
    return book.add_format({**look, "bg_color": _COLOURS.get(entry.obligation, _PLAIN)})


def _asked(entry: Field) -> str:
    if entry.obligation is Obligation.REQUIRED and entry.code != "REF":
        return _("Obligatoire.")
    return _("Fiche minimum.") if entry.obligation is Obligation.MINIMUM else ""


def _message(entry: Field, *, listed: bool) -> str:
    """Return what is said beside a cell."""
    if entry.code == "REF":
        return _("Laisser vide pour une nouvelle notice : une référence est proposée à la lecture du versement.")
    if entry.code == "MUSEO":
        return _("Rempli de lui-même dès que le numéro d’inventaire est écrit.")
    if listed:
        return _("Choisir un terme de la liste, ou en écrire plusieurs, séparés par « {mark} ».").format(
            mark=entry.joiner.strip()
        )
    return (
        _("Plusieurs valeurs se séparent par « {mark} ».").format(mark=entry.joiner.strip())
        if (entry.repeatable)
        else ""
    )


def _museum(sheet: Worksheet, fields: Sequence[Field], museum: str) -> None:
    """Make each row that has an inventory number say its museum, and no other: an untouched row stays blank."""
    codes = [entry.code for entry in fields]
    inventory, own = xl_col_to_name(codes.index("INV")), codes.index("MUSEO")
    for row in range(FIRST, FIRST + ROWS):
        sheet.write_formula(row, own, f'=IF({inventory}{row + 1}="","","{museum}")', None, "")


def _lists(book: xlsxwriter.Workbook, terms: Mapping[str, Sequence[str]]) -> dict[str, str]:
    """Write the terms in a sheet nobody sees; return scheme → the name of its terms."""
    if not terms:
        return {}
    sheet = book.add_worksheet(LISTS)
    sheet.hide()
    named = {}
    for column, (scheme, words) in enumerate(terms.items()):
        for row, word in enumerate(words):
            sheet.write_string(row, column, word)
        letter = xl_col_to_name(column)
        named[scheme] = f"Termes_{scheme}"
        book.define_name(named[scheme], f"={LISTS}!${letter}$1:${letter}${len(words)}")
    return named


def _guide(book: xlsxwriter.Workbook, sheet: Worksheet, museum: str, name: str) -> None:
    sheet.set_column(0, 0, 100, book.add_format({"text_wrap": True, "valign": "top"}))
    sheet.write_string(0, 0, f"{name} ({museum})", book.add_format({"bold": True, "font_size": 14}))
    for row, sentence in enumerate(_sentences(), 2):
        sheet.write_string(row, 0, sentence)


def _sentences() -> list[str]:
    return [
        _("Écrire une notice par ligne dans la feuille « Notices », sous la ligne des codes (REF, MUSEO, INV…)."),
        _(
            "Les colonnes rouges sont obligatoires, les jaunes forment la fiche minimum de diffusion, les autres sont libres."
        ),
        _("La deuxième ligne donne un exemple pour chaque champ : elle n’est pas lue, elle peut rester."),
        _(
            "Une flèche dans la cellule propose les termes du vocabulaire. Plusieurs termes s’écrivent à la suite, séparés par « ; »."
        ),
        _("REF reste vide pour une nouvelle notice. Pour changer une notice en ligne, y écrire sa référence."),
        _("Pour une notice en ligne, une cellule vide efface le champ : supprimer la colonne pour ne pas y toucher."),
        _(
            "REFIM nomme les images, séparées par « ; », et PHOT dit leur crédit : elles se versent dans le même dossier."
        ),
        _("Verser le classeur depuis l’atelier : il est contrôlé, et rien n’est publié avant votre décision."),
    ]
