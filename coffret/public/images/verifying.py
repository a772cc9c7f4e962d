"""/images/verifier: images judged in the reader's browser, before a byte is sent.

The page carries the numbers, the profiles and the sentences of the rules; the code that applies them is
static/js/verifier. A test runs both on the same files and asks for the same answer.
"""

from collections.abc import Iterator
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from coffret.base.rules import REGISTRY, Rule, Severity
from coffret.images import (
    norms,
    rules,  # noqa: F401 - the rules register themselves
)

# What needs the pixels decoded as the server decodes them, or the records: not said by the browser.
SERVER_ONLY = (
    *("IMG015", "IMG030", "IMG032", "IMG033", "IMG042", "IMG061"),
    *("IMG051", "IMG053", "IMG054", "IMG055"),
)
# The rule that reads « 640 × 480 »: elsewhere, how to read it is not asked.
TOO_SMALL = "IMG022"


@require_safe
def verifier(request: HttpRequest) -> HttpResponse:
    """Show the page where a folder of images is checked without leaving the computer."""
    profiles = list(norms.PROFILES.values())
    context = {
        "section": "help",
        "here": "verifier",
        "profiles": profiles,
        "default_profile": norms.DEFAULT_PROFILE,
        "readings": [(one.value, _(norms.WORDS[one.value])) for one in norms.Reading],
        "table": table(),
        "elsewhere": list(_elsewhere()),
    }
    return render(request, "public/verifier.html", context)


def table() -> dict[str, Any]:
    """Return all that the browser judges by, in the reader's language: numbers, rules, words of the page."""
    return {
        "norms": norms.as_json(),
        "rules": {one.code: _sentences(one) for one in REGISTRY.values() if one.target == "picture"},
        "severities": {one.value: one.label for one in Severity},
        "columns": columns(),
        "tooSmall": TOO_SMALL,
        "texts": texts(),
    }


def _sentences(one: Rule) -> dict[str, str]:
    return {
        "severity": one.severity.value,
        "title": str(one.title),
        "message": str(one.message),
        "remedy": str(one.remedy),
    }


def _elsewhere() -> Iterator[Rule]:
    applied = {code for profile in norms.PROFILES.values() for code in profile.codes} | set(norms.ALWAYS)
    yield from (REGISTRY[code] for code in SERVER_ONLY if code in applied | {norms.MISSING})


def columns() -> list[str]:
    """Return the heads of the table to take away, in the order of its cells."""
    return [
        *(_("fichier"), _("verdict"), _("format"), _("largeur"), _("hauteur"), "dpi", "sha256", _("octets")),
        *(_("codes"), _("constats"), _("remèdes")),
    ]


def texts() -> dict[str, str]:
    """Return the few words that the page's code writes itself."""
    return {
        "conforme": _("conforme"),
        "alerte": _("alerte"),
        "erreur": _("erreur"),
        "progress": _("{done} sur {total} · {rate} par seconde · encore {left}"),
        "seconds": _("{n} s"),
        "minutes": _("{n} min"),
        "soon": _("moins d’une seconde"),
        "done": _("Images contrôlées : {total}, en {time}."),
        "cancelled": _("Arrêté : images contrôlées, {total}."),
        "started": _("Images à contrôler : {total}."),
        "nothing": _("Aucun fichier dans ce qui a été déposé."),
        "none": _("Aucune image de cette sorte."),
        "pixels": _("{width} × {height} px"),
        "dpi": _("{dpi} dpi"),
        "megabytes": _("{size} Mo"),
        "kilobytes": _("{size} ko"),
        "aside": _("Laissés de côté, car ce ne sont pas des images : {total} ({names})."),
        "rest": _("Montrer la suite ({n})"),
    }
