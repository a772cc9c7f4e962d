"""`coffret show REF`: a record as the catalogue holds it."""

import argparse
from typing import Any

from coffret.base.errors import Refused
from coffret.base.text import typeset
from coffret.catalogue.fields import BY_CODE
from coffret.catalogue.models import Record
from coffret.cli.output import add_json, show_json
from coffret.images.models import Image

HELP = "Montrer une notice : ce que le catalogue en tient et ce qu’il en déduit."


def arguments(parser: argparse.ArgumentParser) -> None:
    """REF, --json."""
    parser.add_argument("ref", metavar="REF")
    add_json(parser)


def run(args: argparse.Namespace) -> int:
    """Show; 0. An unknown REF is refused."""
    record = Record.objects.filter(ref=args.ref).first()
    if record is None:
        raise Refused(f"Aucune notice {args.ref} dans ce catalogue. Vérifiez la référence (champ REF).", value=args.ref)
    document = _document(record)
    if args.json:
        show_json(document)
    else:
        _tell(document, record)
    return 0


def _document(record: Record) -> dict[str, Any]:
    names = ("title", "caption", "credit", "inventory_number", "year_from", "year_to", "status", "state")
    images = Image.objects.filter(record=record).order_by("position")
    columns = (
        *("name", "sha256", "format", "width", "height", "size"),
        *("credit", "rights", "licence", "holder", "shareable", "withdrawn", "withdrawn_reason"),
    )
    return {
        "ref": record.ref,
        **{name: getattr(record, name) for name in names[:3]},
        "museum": record.museum_id,
        **{name: getattr(record, name) for name in names[3:]},
        "images": list(images.values(*columns)),
        "values": record.values,
        "version": record.version,
    }


def _tell(document: dict[str, Any], record: Record) -> None:
    print(document["ref"], "·", document["museum"], "·", record.get_status_display(), "· version", document["version"])
    print(typeset(document["caption"]))
    if document["credit"]:
        print(typeset(document["credit"]))
    for image in document["images"]:
        hidden = f" – non montrée : {image['withdrawn_reason']}" if image["withdrawn"] else ""
        print(f"  image {image['name']} ({image['format']}, {image['width']} × {image['height']}){hidden}")
    for code, text in document["values"].items():
        label = BY_CODE[code].label if code in BY_CODE else ""
        print(f"  {code:<8} {label} : {text}")
