"""The formats in which notices are exported, one table for the workshop and the command line. A format is one line.

A writer takes published records and yields the bytes of the file, piece after piece: memory is flat whatever the museum.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from coffret.submissions.exporting import linked, texts, workbooks
from coffret.submissions.exporting.published import Published, Scope, published
from coffret.submissions.exporting.shapes import HANDED_IN

__all__ = ["FORMATS", "HANDED_IN", "Format", "Published", "Scope", "exported", "published"]

Records = Iterable[Published]


@dataclass(frozen=True, slots=True)
class Format:
    """A format: name on the command line and in addresses, words, end of its file's name, media type, writer.

    ``back``: handed in again as it is, it changes nothing. ``pictures``: its writer looks at images.
    """

    name: str
    label: Any
    help: Any
    suffix: str
    media_type: str
    write: Callable[[Records, Scope], Iterator[bytes]]
    back: bool = False
    pictures: bool = False


_ALL = (
    Format(
        "ajout_pilote", _("Ajout piloté (.txt)"), _("Le format des logiciels de collections : à verser de nouveau."),
        ".txt", "text/plain; charset=utf-8", lambda records, scope: texts.ajout_pilote(records), back=True,
    ),
    Format(
        "xlsx", _("Classeur (.xlsx)"), _("Pour un tableur : une notice par ligne, à verser de nouveau."),
        ".xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        lambda records, scope: workbooks.workbook(records), back=True,
    ),
    Format(
        "pop_csv", _("CSV de POP (.csv)"), _("Les codes des champs en tête, séparés par des points-virgules : à verser de nouveau."),
        ".csv", "text/csv; charset=utf-8", lambda records, scope: texts.pop_csv(records), back=True,
    ),
    Format(
        "json_lines", _("JSON Lines (.jsonl)"), _("Une notice par ligne, pour les programmes : à verser de nouveau."),
        ".jsonl", "application/x-ndjson", lambda records, scope: texts.json_lines(records), back=True,
    ),
    Format(
        "open_data", _("CSV des données ouvertes (.csv)"), _("L’extrait de 67 colonnes : les champs publics seuls."),
        ".csv", "text/csv; charset=utf-8", lambda records, scope: texts.extract(records),
    ),
    Format(
        "json_ld", _("JSON-LD (schema.org)"), _("Pour les moteurs et le web de données : les champs publics seuls."),
        ".jsonld", "application/ld+json", lambda records, scope: linked.schema_org(records), pictures=True,
    ),
    Format(
        "iiif", _("Collection IIIF (.json)"), _("Les manifestes des notices illustrées, pour les visionneuses d’images."),
        ".json", "application/ld+json", linked.iiif,
    ),
)  # fmt: skip

FORMATS: dict[str, Format] = {one.name: one for one in _ALL}


def exported(format: Format, scope: Scope, seen: Callable[[], object] = lambda: None) -> Iterator[bytes]:
    """Yield the file of what ``scope`` names; ``seen`` is called once per record. Raises Refused, at the first piece at
    the latest.
    """

    def counted() -> Iterator[Published]:
        for one in published(scope, pictures=format.pictures):
            seen()
            yield one

    return format.write(counted(), scope)
