"""How to cite a record: in words, and for reference managers."""

import re

from django.conf import settings
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from coffret.catalogue.models import Record

_SPECIAL = re.compile(r"([&%$#_{}])")
_UNSAFE_KEY = re.compile(r"[^A-Za-z0-9_-]")


def permalink(record: Record) -> str:
    """Return the record's full address."""
    return f"{settings.BASE_URL}{record.get_absolute_url()}"


def plain(record: Record) -> str:
    """Return the citation in words: caption, inventory number, permalink, day of consultation."""
    number = _("inv. %(number)s") % {"number": record.inventory_number} if record.inventory_number else ""
    day = date_format(timezone.localdate(), "DATE_FORMAT")
    seen = _("notice %(ref)s, Coffret, %(url)s (consultée le %(day)s)") % {
        "ref": record.ref,
        "url": permalink(record),
        "day": day,
    }
    return ", ".join(part for part in (record.caption, number, seen) if part) + "."


def bibtex(record: Record) -> str:
    """Return the citation as a BibTeX entry."""
    entry = {
        "author": record.authors,
        "title": record.title,
        "year": str(record.year_from) if record.year_from is not None and record.year_from == record.year_to else "",
        "howpublished": ", ".join(filter(None, (record.museum.official_name, record.museum.city))),
        "note": f"{record.inventory_number} ; {record.ref}" if record.inventory_number else record.ref,
        "url": permalink(record),
        "urldate": timezone.localdate().isoformat(),
    }
    lines = [f"  {name} = {{{value if name == 'url' else _escape(value)}}}," for name, value in entry.items() if value]
    return "\n".join([f"@misc{{{_UNSAFE_KEY.sub('-', record.ref)},", *lines, "}"])


def _escape(text: str) -> str:
    return _SPECIAL.sub(r"\\\1", text.replace("\\", "/"))
