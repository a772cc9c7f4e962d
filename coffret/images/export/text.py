"""The report of an export as text, as a table and as a page."""

import csv
import io
from collections.abc import Iterator, Sequence
from urllib.parse import quote

from django.utils.html import escape
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from coffret.base.cells import disarmed
from coffret.base.text import grouped, typeset, visible
from coffret.images.export.handover import APART, MEDIA, NO_MUSEUM
from coffret.images.export.report import ALONE, IMPORT_LIMIT, ExportReport, Line

Section = tuple[str, list[str]]
NAMES_SHOWN = 5
DASH = "– "


def as_text(report: ExportReport, longest: int = 0) -> str:
    """Return the report in plain French text; sections cut at ``longest`` lines (0: whole)."""
    parts = []
    for title, lines in sections(report):
        lines = [visible(line) for line in lines]
        shown = lines[:longest] if longest else lines
        if len(shown) < len(lines):
            shown = [*shown, _("… et {count} autres lignes").format(count=grouped(len(lines) - len(shown)))]
        parts.append("\n".join([title, "-" * len(title), *shown]))
    return typeset("\n\n".join(parts)) + "\n"


def sections(report: ExportReport) -> Iterator[Section]:
    """Yield the titles and lines of the report, in the order of the specification (p. 26)."""
    yield _("Rapport d’export vers Joconde"), _identity(report)
    yield _("Notices et images"), _counts(report)
    if report.not_exported:
        count = len(report.not_exported)
        title = ngettext("{count} image non exportée", "{count} images non exportées", count)
        yield title.format(count=grouped(count)), list(_by_motive(report.not_exported))
    if report.left:
        title = ngettext("{count} notice non exportée", "{count} notices non exportées", len(report.left))
        yield (
            title.format(count=len(report.left)),
            [f"{_about(one.ref, one.inventory)} : {one.motive}" for one in report.left],
        )
    if report.uncredited:
        title = ngettext(
            "{count} image dont le champ PHOT n’est pas renseigné",
            "{count} images dont le champ PHOT n’est pas renseigné",
            len(report.uncredited),
        )
        lines = [f"{line.exported or line.file} ({_about(line.ref, line.inventory)})" for line in report.uncredited]
        yield title.format(count=len(lines)), lines
    yield from _remarks(report)


def _identity(report: ExportReport) -> list[str]:
    museum = ", ".join(part for part in (report.museum_name, report.city) if part)
    if report.museum == NO_MUSEUM:
        code = _("inconnu : {code} tient sa place, ce dossier ne s’envoie pas tel quel. Relancez avec --museum CODE.")
        code = code.format(code=NO_MUSEUM)
    else:
        code = report.museum
    return [
        _("Musée : {museum}").format(museum=museum or _("absent du répertoire de ce catalogue")),
        _("Code Muséofile : {code}").format(code=code),
        _("Date de l’export : {day}").format(day=report.day),
        _("Répertoire d’export : {folder}").format(folder=report.folder),
    ]


def _counts(report: ExportReport) -> list[str]:
    lines = [
        _("Notices exportées : {exported} sur {selected} sélectionnées").format(
            exported=grouped(report.exported), selected=grouped(report.selected)
        ),
        _("Images exportées : {kept} sur {all}").format(kept=grouped(len(report.kept)), all=grouped(len(report.lines))),
    ]
    if report.apart:
        lines.append(
            _("Images mises aux normes et laissées dans « {folder} » : {count}").format(
                folder=APART, count=grouped(len(report.apart))
            )
        )
        lines.append(ALONE)
    weight = _("Poids des images exportées : {weight} Mo").format(weight=grouped(-(-report.weight // 1_000_000)))
    if report.weight > IMPORT_LIMIT:
        times = -(-report.weight // IMPORT_LIMIT)
        weight += " " + _("(plus que les 300 Mo d’un import dans POP : à envoyer en {times} fois au moins)").format(
            times=times
        )
    return [*lines, weight]


def _by_motive(lines: Sequence[Line]) -> Iterator[str]:
    """Yield the pictures that stay behind under the reason they share, the rarest reason first."""
    motives: dict[str, list[Line]] = {}
    for line in lines:
        motives.setdefault(line.motive, []).append(line)
    for motive, several in sorted(motives.items(), key=lambda one: len(one[1])):
        yield _("{motive} : {count}").format(motive=motive, count=grouped(len(several)))
        yield from (f"{DASH}{line.file} ({_about(line.ref, line.inventory)})" for line in several)


def _about(ref: str, inventory: str) -> str:
    if not ref:
        return _("aucune notice")
    return _("n° d’inventaire {inventory}, notice {ref}").format(inventory=inventory or "?", ref=ref)


def _remarks(report: ExportReport) -> Iterator[Section]:
    """Yield what the specification does not ask and a museum wants to know."""
    if report.ignored:
        yield _("Fichiers qui ne sont pas des images"), report.ignored
    if report.renamed:
        yield _("Noms changés"), [f"{given} → {exported}" for given, exported in report.renamed]
    if report.merged:
        sentence = _("{first} et {second} : POP les abrège en un même nom, et n’en garderait qu’une par import")
        yield (
            _("Noms à séparer"),
            [sentence.format(first=first, second=second) for first, second in report.merged],
        )
    alerts: dict[str, list[str]] = {}
    for line in report.lines:
        for alert in line.alerts:
            alerts.setdefault(alert, []).append(line.exported)
    if alerts:
        yield _("Alertes sur les images"), [f"{alert} {_some(names)}" for alert, names in sorted(alerts.items())]


def _some(names: Sequence[str]) -> str:
    """Return « (3 : a.jpg, b.jpg, c.jpg) », the first ones only when they are many: the table names them all."""
    shown = ", ".join(names[:NAMES_SHOWN]) + (", …" if len(names) > NAMES_SHOWN else "")
    return f"({grouped(len(names))} : {shown})"


COLUMNS = (
    *("fichier", "image_exportee", "ref", "numero_inventaire", "exportee", "motif", "traitement"),
    *("largeur", "hauteur", "octets", "sha256", "sha256_original", "alertes"),
)


def as_csv(report: ExportReport) -> str:
    """Return one line per picture, in the semicolons that French spreadsheets open."""
    out = io.StringIO()
    out.write("\ufeff")
    table = csv.writer(out, delimiter=";", lineterminator="\r\n")
    table.writerow(COLUMNS)
    for line in report.lines:
        kept = _("oui") if line.kept and line.ref else _("non")
        row = (line.file, line.exported, line.ref, line.inventory, kept, line.motive, line.done)
        numbers = (line.width or "", line.height or "", line.size or "", line.sha256, line.source_sha256)
        table.writerow([disarmed(str(cell)) for cell in (*row, *numbers, " | ".join(line.alerts))])
    return out.getvalue()


def as_html(report: ExportReport) -> str:
    """Return the report as a page that needs nothing else, the pictures shown."""
    parts: list[str] = []
    for title, lines in sections(report):
        level = "h2" if parts else "h1"
        parts.append(f"<{level}>{escape(typeset(title))}</{level}><ul>{_items(lines)}</ul>")
    shown = "".join(_figure(line) for line in report.lines if line.kept)
    title = _("Images")
    gallery = f"<h2>{escape(title)}</h2><div>{shown}</div>" if shown else ""
    return _PAGE.format(title=escape(report.folder), body="".join(parts) + gallery)


def _items(lines: Sequence[str]) -> str:
    """Return the items of a list, those that a dash begins under the one before them."""
    items: list[list[str]] = []
    for line in lines:
        if line.startswith(DASH) and items:
            items[-1].append(f"<li>{_shown(line.removeprefix(DASH))}</li>")
        else:
            items.append([_shown(line)])
    return "".join(f"<li>{one[0]}{_nested(one[1:])}</li>" for one in items)


def _shown(text: str) -> str:
    return escape(typeset(visible(text)))


def _nested(items: Sequence[str]) -> str:
    return f"<ul>{''.join(items)}</ul>" if items else ""


def _figure(line: Line) -> str:
    place = escape(_place(line))
    words = escape(f"{line.exported}, {line.width} × {line.height}, {line.done}")
    return (
        f'<figure><a href="{place}"><img src="{place}" alt="" loading="lazy"></a>'
        f"<figcaption>{words}</figcaption></figure>"
    )


def _place(line: Line) -> str:
    return quote(f"{MEDIA if line.ref else APART}/{line.exported}")


_PAGE = """<!doctype html>
<html lang="fr"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>{title}</title>
<style>
body {{ font: 1rem/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem; color: #1b1b1b }}
h1 {{ font-size: 1.6rem }} h2 {{ font-size: 1.15rem; margin-top: 2rem }}
div {{ display: grid; grid-template-columns: repeat(auto-fill, minmax(14rem, 1fr)); gap: 1rem }}
figure {{ margin: 0 }} img {{ width: 100%; height: 12rem; object-fit: contain; background: #eee }}
figcaption {{ font-size: .85rem; overflow-wrap: anywhere }}
</style></head><body>{body}</body></html>
"""
